package analisi_test

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"pass/internal/analisi"
	"pass/internal/analisi/analisitest"
	"pass/internal/analisi/deposito"
	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/steps"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
	"pass/internal/termini"
)

// conNomi is a log in which names of people are everywhere they can be.
const conNomi = `identificativo;evento;quando;chi;responsabile;contatto;zona
RSSMRA80A01E648X;Ricezione;01/03/2026 09:00;Mario Draghetti;Lucia Bertolazzi;lucia@comune.example;nord
RSSMRA80A01E648X;Parere;11/03/2026 09:00;Lucia Bertolazzi;Lucia Bertolazzi;lucia@comune.example;nord
Draghetti Mario;Ricezione;02/03/2026 09:00;Mario Draghetti;Piero Zambelli;;sud
Draghetti Mario;Parere;;Mario Draghetti;Piero Zambelli;;sud
`

func scelteNomi() analisi.Scelte {
	c := analisi.ScelteVuote()
	c.Colonne = eventlog.Mapping{Case: "identificativo", Activity: "evento", Timestamp: "quando", Resource: "chi", Lifecycle: eventlog.Ignored, Start: eventlog.Ignored}
	c.Tieni, c.Personali = []string{"responsabile", "contatto", "zona"}, []string{"responsabile"}
	return c
}

// TestNessunNomeNelDeposito reads everything that PAsS keeps of a log: rows and
// files.
func TestNessunNomeNelDeposito(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := analisitest.Nuovo(t, d)
		g := m.CaricaCome(m.Attori["Anna"], analisitest.Lavorata, "nomi.csv", []byte(conNomi), scelteNomi())
		m.Leggi(g)
		f, err := m.Servizio.ApriFonte(ctx, m.Attori["Anna"], analisitest.Lavorata, int64(g.N))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(f.Log.Cases, " "); got != "P1 P2" {
			t.Errorf("cases: %s", got)
		}
		if got := strings.Join(f.Log.Resources, " "); got != "R1 R2" {
			t.Errorf("resources: %s", got)
		}
		// The same person is the same pseudonym wherever it is.
		for nome, want := range map[string]string{"responsabile": "R2 R3", "contatto": "R4", "zona": "nord sud"} {
			if got := strings.Join(f.Log.Attribute(nome).Values, " "); got != want {
				t.Errorf("%s: %s, want %s", nome, got, want)
			}
		}
		p := f.Risultato.Lettura.Protetti
		if !p.Casi || p.Persone != 4 || !slices.Equal(p.Attributi, []string{"responsabile", "contatto"}) {
			t.Errorf("what was taken away: %+v", p)
		}
		tutto := tutto(t, m, g.ID)
		for _, nome := range []string{"Draghetti", "Bertolazzi", "Zambelli", "RSSMRA80A01E648X", "lucia@"} {
			if strings.Contains(tutto, nome) {
				t.Errorf("%s is kept", nome)
			}
		}
		if !strings.Contains(tutto, "Manca la data") {
			t.Errorf("the rejected row is not told: %s", tutto)
		}
	})
}

// TestIlFileSiLasciaAndare: once a log is read only its deposit is there; a
// refused one keeps its file, to be read again.
func TestIlFileSiLasciaAndare(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := analisitest.Nuovo(t, d)
		g := m.Carica("permessi.csv", []byte(permessi))
		m.Leggi(g)
		if s := m.Apri(g.N); s.Registro.FileID != 0 || s.Registro.DepositoID == 0 {
			t.Errorf("read: %+v", s.Registro)
		}
		rotto := m.Carica("rotto.csv", []byte("pratica,attività,data\n,A,2026-01-01\n"))
		m.Leggi(rotto)
		if s := m.Apri(rotto.N); s.Registro.FileID == 0 || s.Registro.DepositoID != 0 || !s.Registro.Confermabile() {
			t.Errorf("refused: %+v", s.Registro)
		}
		if n := quanti(t, m, `SELECT COUNT(*) FROM files`); n != 2 {
			t.Errorf("%d files, want a deposit and an uploaded one", n)
		}
	})
}

// TestRifiutatoSiRilegge chooses the wrong column, then the right one: what was
// chosen the first time is proposed again.
func TestRifiutatoSiRilegge(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := analisitest.Nuovo(t, d)
		anna := m.Attori["Anna"]
		c := scelteNomi()
		c.Colonne.Timestamp = "zona"
		g := m.CaricaCome(anna, analisitest.Lavorata, "nomi.csv", []byte(conNomi), c)
		m.Leggi(g)
		if s := m.Apri(g.N); s.Registro.Stato != analisi.Rifiutato {
			t.Fatalf("%+v", s.Registro)
		}
		v, err := m.Servizio.ApriColonne(ctx, anna, analisitest.Lavorata, int64(g.N), "", "")
		if err != nil || v.Proposta.Colonne.Timestamp != "zona" || v.Proposta.Colonne.Case != "identificativo" || !v.Ricordata.IsZero() {
			t.Fatalf("proposed again: %+v, %v", v.Proposta, err)
		}
		if err := m.Servizio.ConfermaColonne(ctx, anna, analisitest.Lavorata, int64(g.N), scelteNomi()); err != nil {
			t.Fatal(err)
		}
		m.Leggi(g)
		if s := m.Apri(g.N); s.Registro.Stato != analisi.Pronto || s.Registro.Tentativi != 1 || s.Registro.Errore != "" {
			t.Errorf("read again: %+v", s.Registro)
		}
		if err := m.Servizio.ConfermaColonne(ctx, anna, analisitest.Lavorata, int64(g.N), scelteNomi()); codice(err) != kernel.Conflitto {
			t.Errorf("columns of a log that was read: %v", err)
		}
		if _, err := m.Servizio.ApriColonne(ctx, anna, analisitest.Lavorata, int64(g.N), "", ""); codice(err) != kernel.Conflitto {
			t.Errorf("the page of the columns of a log that was read: %v", err)
		}
	})
}

// TestIlSecondoRegistroEUnClic: choices and meanings of the first log are
// proposed for the second, which needs no other question; another body gets
// none of it.
func TestIlSecondoRegistroEUnClic(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := analisitest.Nuovo(t, d)
		anna := m.Attori["Anna"]
		c := scelteNomi()
		c.Zona, c.Mesi = "UTC", 6
		g := m.CaricaCome(anna, analisitest.Lavorata, "nomi.csv", []byte(conNomi), c)
		m.Leggi(g)
		giorni := termini.Termine{N: 45}
		err := m.Servizio.ConfermaPassi(ctx, anna, analisitest.Lavorata, int64(g.N), analisi.Passi{Termine: &giorni,
			Significati: map[string]steps.Kind{"Parere": steps.OtherBodyEnd}})
		if err != nil {
			t.Fatal(err)
		}
		due := m.CaricaSolo(m.Attori["Carla"], analisitest.Lavorata, "nomi2.csv", []byte(conNomi))
		v, err := m.Servizio.ApriColonne(ctx, m.Attori["Carla"], analisitest.Lavorata, int64(due.N), "", "")
		if err != nil || v.Ricordata.IsZero() || v.Proposta.Zona != "UTC" || v.Proposta.Mesi != 6 || !slices.Equal(v.Proposta.Personali, c.Personali) || v.Proposta.Colonne != c.Colonne {
			t.Fatalf("proposed: %+v, %v", v.Proposta, err)
		}
		if err := m.Servizio.ConfermaColonne(ctx, m.Attori["Carla"], analisitest.Lavorata, int64(due.N), v.Proposta); err != nil {
			t.Fatal(err)
		}
		m.Leggi(due)
		f, err := m.Servizio.ApriFonte(ctx, anna, analisitest.Lavorata, int64(due.N))
		if err != nil || !f.Confermati || f.Termine == nil || *f.Termine != giorni {
			t.Fatalf("the second log: %+v, %v", f.Termine, err)
		}
		if got := f.Passi[slices.Index(f.Log.Activities, "Parere")]; got != steps.OtherBodyEnd {
			t.Errorf("meaning of Parere: %v", got)
		}
		altri := m.CaricaCome(m.Attori["Bruno"], analisitest.DiAltri, "nomi.csv", []byte(conNomi), scelteNomi())
		m.Leggi(altri)
		f, err = m.Servizio.ApriFonte(ctx, m.Attori["Bruno"], analisitest.DiAltri, int64(altri.N))
		if err != nil || f.Confermati || len(f.Ricordati) > 0 || f.Termine != nil && *f.Termine == giorni {
			t.Errorf("another body knows what this one said: %+v, %v", f.Ricordati, err)
		}
		nuovo := m.CaricaCome(anna, analisitest.Lavorata, "altro.csv", []byte("pratica,attività,data\nP1,Parere,2026-01-01\nP1,Rilascio del permesso,2026-01-02\n"), analisi.ScelteVuote())
		m.Leggi(nuovo)
		f, err = m.Servizio.ApriFonte(ctx, anna, analisitest.Lavorata, int64(nuovo.N))
		if err != nil || f.Confermati || !f.Ricordati["Parere"] || f.Ricordati["Rilascio del permesso"] || f.Passi[0] != steps.OtherBodyEnd {
			t.Errorf("a log with a new activity: %v %v, %v", f.Passi, f.Ricordati, err)
		}
	})
}

func TestColonneSbagliate(t *testing.T) {
	m := analisitest.Nuovo(t, dbtest.SQLite(t, db.Options{}))
	g := m.CaricaSolo(m.Attori["Anna"], analisitest.Lavorata, "nomi.csv", []byte(conNomi))
	v, err := m.Servizio.ApriColonne(ctx, m.Attori["Anna"], analisitest.Lavorata, int64(g.N), "", "")
	if err != nil || len(v.Anteprima.Colonne) != 7 || !v.Puo {
		t.Fatalf("%+v, %v", v.Anteprima, err)
	}
	for _, col := range v.Anteprima.Colonne {
		if want := slices.Contains([]string{"responsabile", "contatto", "identificativo"}, col.Nome); col.Persone != want {
			t.Errorf("%s seems to hold people: %v", col.Nome, col.Persone)
		}
	}
	for campo, cambia := range map[string]func(*analisi.Scelte){
		"caso":     func(c *analisi.Scelte) { c.Colonne.Case = "" },
		"attivita": func(c *analisi.Scelte) { c.Colonne.Activity = "nessuna" },
		"data":     func(c *analisi.Scelte) { c.Colonne.Timestamp = c.Colonne.Case },
		"risorsa":  func(c *analisi.Scelte) { c.Colonne.Resource = "altrove" },
		"tieni":    func(c *analisi.Scelte) { c.Tieni = []string{"altrove"} },
		"zona":     func(c *analisi.Scelte) { c.Zona = "Europe/Atlantide" },
		"ciclo":    func(c *analisi.Scelte) { c.Ciclo = "nessuno" },
		"mesi":     func(c *analisi.Scelte) { c.Mesi = 7 },
	} {
		c := scelteNomi()
		if errs := v.ControllaColonne(c); len(errs) > 0 {
			t.Fatalf("good choices: %v", errs)
		}
		cambia(&c)
		if errs := v.ControllaColonne(c); len(errs) != 1 || errs[0].Field != campo || errs[0].Message == "" {
			t.Errorf("%s: %v", campo, errs)
		}
	}
	for _, c := range []analisi.Scelte{{}, {Zona: "UTC", Ciclo: analisi.Tutti, Mesi: 99}} {
		if err := m.Servizio.ConfermaColonne(ctx, m.Attori["Anna"], analisitest.Lavorata, int64(g.N), c); codice(err) != kernel.NonValido {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// TestUnSignificatoCheNonEsiste is refused, and nothing is remembered.
func TestUnSignificatoCheNonEsiste(t *testing.T) {
	m := analisitest.Nuovo(t, dbtest.SQLite(t, db.Options{}))
	anna := m.Attori["Anna"]
	g := m.Carica("permessi.csv", []byte(permessi))
	if err := m.Servizio.ConfermaPassi(ctx, anna, analisitest.Lavorata, int64(g.N), analisi.Passi{}); codice(err) != kernel.Conflitto {
		t.Errorf("before the reading: %v", err)
	}
	m.Leggi(g)
	for nome, p := range map[string]analisi.Passi{
		"no such activity": {Significati: map[string]steps.Kind{"Altro": steps.Work}},
		"no such meaning":  {Significati: map[string]steps.Kind{"Parere": 99}},
		"no such term":     {Termine: &termini.Termine{N: -1}},
	} {
		if err := m.Servizio.ConfermaPassi(ctx, anna, analisitest.Lavorata, int64(g.N), p); codice(err) != kernel.NonValido {
			t.Errorf("%s: %v", nome, err)
		}
	}
	v, err := m.Servizio.ApriPassi(ctx, anna, analisitest.Lavorata, int64(g.N))
	if err != nil || !v.Registro.PassiIl.IsZero() || len(v.Passi) != 3 || v.Passi[0].Attivita != "Ricezione" || v.Passi[0].Casi != 3 || v.Passi[0].Significato != steps.Receipt {
		t.Fatalf("%+v, %v", v, err)
	}
	for _, p := range v.Passi {
		if want := map[string]float64{"Ricezione": 1.0 / 3, "Parere": 0, "Rilascio": 2.0 / 3}[p.Attivita]; p.Ultima != want {
			t.Errorf("%s is the last in %v of the cases, want %v", p.Attivita, p.Ultima, want)
		}
	}
}

// tutto is all that is kept of the logs, as text.
func tutto(t *testing.T, m *analisitest.Mondo, id int64) string {
	t.Helper()
	var b strings.Builder
	m.In(func(ctx context.Context, tx *db.Tx) error {
		testo, err := db.One(ctx, tx, db.Scalar[string], `SELECT risultato || problemi || errore || passi FROM analisi_registri WHERE id = $1`, id)
		b.WriteString(testo)
		return err
	})
	var chiavi []string
	m.In(func(ctx context.Context, tx *db.Tx) (err error) {
		chiavi, err = db.Many(ctx, tx, db.Scalar[string], `SELECT chiave FROM files`)
		return err
	})
	for _, k := range chiavi {
		in, err := m.Files.Open(ctx, k)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(in)
		in.Close()
		if err != nil {
			t.Fatal(err)
		}
		b.Write(raw)
		if l, err := deposito.Leggi(raw); err == nil {
			fmt.Fprint(&b, l.Cases, l.Activities, l.Resources, l.Lifecycles, l.Attributes, l.Problems, l.Mapping)
		}
	}
	return b.String()
}

func quanti(t *testing.T, m *analisitest.Mondo, query string, args ...any) (n int) {
	t.Helper()
	m.In(func(ctx context.Context, tx *db.Tx) (err error) {
		n, err = db.One(ctx, tx, db.Scalar[int], query, args...)
		return err
	})
	return n
}
