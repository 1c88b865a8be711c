package accesso_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"pass/internal/accesso"
	"pass/internal/accesso/accessotest"
	"pass/internal/kernel"
)

func leggi(t *testing.T, text string) ([]accesso.RigaCSV, []accesso.ErroreCSV) {
	t.Helper()
	tf, err := accessotest.TaskForces(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	seg := kernel.Actor{Persona: 1, Mandati: []kernel.Mandato{{Ruolo: kernel.Segreteria}}}
	return accesso.LeggiCSV([]byte(text), seg, tf, kernel.MustDay("2026-11-23"))
}

func TestAGoodFileOfInvitations(t *testing.T) {
	const body = "e.rossi@example.org;Esperto;edilizia e urbanistica;1/1/2027;31/12/2027\n" +
		"\"c.neri@example.org\";coordinatore;BON;;\n;;;;\nosserva@example.org;osservatore;;;2027-06-30\n"
	utf8 := "email;ruolo;task_force;dal;al\n" + body
	cp, err := charmap.Windows1252.NewEncoder().String("Email;Ruolo;Task Force;Dal;Al;Città\n" + body)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"UTF-8": utf8, "with byte order mark and CRLF": "\ufeff" + strings.ReplaceAll(utf8, "\n", "\r\n"),
		"Windows-1252": cp, "commas": strings.ReplaceAll(utf8, ";", ",")} {
		rows, wrong := leggi(t, text)
		if len(wrong) != 0 || len(rows) != 3 {
			t.Errorf("%s: %+v, errors %+v", name, rows, wrong)
			continue
		}
		e := rows[0].Invito
		if e.Ruolo != kernel.EspertoRuolo || e.TaskForceID != 1 || e.Dal.String() != "2027-01-01" || e.Al.String() != "2027-12-31" || rows[0].TaskForce != "Edilizia e Urbanistica" {
			t.Errorf("%s: first row %+v", name, rows[0])
		}
		if rows[1].Invito.TaskForceID != 2 || rows[2].Riga != 5 || rows[2].Invito.TaskForceID != 0 {
			t.Errorf("%s: %+v", name, rows[1:])
		}
	}
}

func TestTheModelToFillInIsItselfGood(t *testing.T) {
	if rows, wrong := leggi(t, accesso.ModelloCSV); len(rows) != 1 || len(wrong) != 0 {
		t.Errorf("%+v, %+v", rows, wrong)
	}
}

func TestEveryErrorOfAFileIsNamedByRowAndColumn(t *testing.T) {
	rows, wrong := leggi(t, "email;ruolo;task_force;dal;al;codice_fiscale\n"+
		"senza-chiocciola;esperto;Bonifiche;;;\n"+ // 2
		"a@example.org;segreteria;;;;\n"+ // 3: not for the segreteria to offer
		"b@example.org;esperto;Astronomia;31/2/2027;;\n"+ // 4
		"c@example.org;osservatore;Bonifiche;;2026-11-22;\n"+ // 5
		"d@example.org;regione;;2027-02-01;2027-01-01;RSSMRA80A01F205A\n"+ // 6
		"=HYPERLINK(1);@SUM(1);+1;-1;;\n"+ // 7
		"e@example.org;regione;;;;\n"+ // 8
		"e@example.org;regione;;;;\n"+ // 9
		"f@example.org;delegato;;;;\n") // 10: comes from the body
	var got []string
	for _, e := range wrong {
		got = append(got, fmt.Sprintf("%d %s", e.Riga, e.Colonna))
	}
	want := "2 email|3 ruolo|4 task_force|4 dal|5 task_force|6 codice_fiscale|6 al|7 email|7 ruolo|7 task_force|7 dal|9 email|10 ruolo"
	if s := strings.Join(got, "|"); s != want {
		t.Errorf("errors\n got %s\nwant %s", s, want)
	}
	for _, e := range wrong {
		if e.Messaggio == "" || strings.Contains(e.Messaggio, "si prega") {
			t.Errorf("message %+v", e)
		}
	}
	if len(rows) != 9 {
		t.Errorf("rows: %d", len(rows))
	}
}

func TestAFileThatIsNotAListOfInvitations(t *testing.T) {
	many := "email;ruolo;task_force;dal;al\n"
	for i := range accesso.MaxInviti + 1 {
		many += fmt.Sprintf("p%d@example.org;regione;;;\n", i)
	}
	for _, c := range []struct{ text, want string }{
		{"", "vuoto"},
		{" \n ", "vuoto"},
		{"nome;cognome\nA;B\n", "mancano le colonne: email, ruolo, task_force, dal, al"},
		{"email;ruolo;task_force;dal;al\n", "solo i nomi delle colonne"},
		{"email;ruolo;task_force;dal;al\n\"x;y\n", "virgolette"},
		{many, "al massimo 500"},
	} {
		_, wrong := leggi(t, c.text)
		if len(wrong) != 1 || !strings.Contains(wrong[0].Messaggio, c.want) {
			t.Errorf("%.40q: %+v, want %q", c.text, wrong, c.want)
		}
	}
}

func FuzzLeggiCSV(f *testing.F) {
	f.Add([]byte(accesso.ModelloCSV))
	f.Add([]byte("email;ruolo;task_force;dal;al\n=1;\"\n"))
	admin := kernel.Actor{Mandati: []kernel.Mandato{{Ruolo: kernel.Amministratore}}}
	f.Fuzz(func(t *testing.T, raw []byte) {
		rows, wrong := accesso.LeggiCSV(raw, admin, nil, kernel.MustDay("2026-11-23"))
		if len(wrong) > 0 {
			return
		}
		if len(rows) == 0 {
			t.Fatal("neither rows nor errors")
		}
		for _, r := range rows {
			if err := r.Invito.Validate(kernel.MustDay("2026-11-23")); err != nil {
				t.Fatalf("an invitation without errors is wrong: %v", err)
			}
		}
	})
}
