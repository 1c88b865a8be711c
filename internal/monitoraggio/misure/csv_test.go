package misure_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"pass/internal/kernel"
	"pass/internal/monitoraggio/misure"
)

// lette writes what came out of a table: the identifiers, then the problems as
// row/column.
func lette(testo string) string {
	pratiche, problemi, err := misure.LeggiCSV(strings.NewReader(testo))
	if err != nil {
		return "error: " + err.Error()
	}
	var out []string
	for _, p := range pratiche {
		out = append(out, p.ID)
	}
	for _, p := range problemi {
		out = append(out, fmt.Sprintf("%d/%s", p.Riga, p.Colonna))
	}
	return strings.Join(out, " ")
}

// TestLeggiCSVForma reads tables of every shape that people send.
func TestLeggiCSVForma(t *testing.T) {
	for _, c := range []struct{ nome, testo, want string }{
		{"commas", "id_pratica,data_domanda\na,2025-01-01\n", "a"},
		{"semicolons", "id_pratica;data_domanda\na;2025-01-01\n", "a"},
		{"no line break at the end", "id_pratica;data_domanda\na;2025-01-01", "a"},
		{"Windows line breaks", "id_pratica;data_domanda\r\na;2025-01-01\r\nb;x\r\n", "a 3/data_domanda"},
		{"old Mac line breaks", "id_pratica;data_domanda\ra;2025-01-01\rb;x\r", "a 3/data_domanda"},
		{"mark of UTF-8", "\ufeffid_pratica;data_domanda\na;2025-01-01\n", "a"},
		{"quoted header after the mark", "\ufeff\"id_pratica\";\"data_domanda\"\na;2025-01-01\n", "a"},
		{"names in capitals, with spaces", " ID Pratica ; DATA  domanda\na;2025-01-01\n", "a"},
		{"columns in another order, and one more", "altro,data_domanda,id_pratica\nx,2025-01-01,a\n", "a"},
		{"semicolons inside the commas of the header", "\"nota; libera\",id_pratica,data_domanda\nx,a,2025-01-01\n", "a"},
		{"header alone", "id_pratica;data_domanda", ""},
		{"Windows-1252", "id_pratica;data_domanda;conferenza_servizi\n\xe8;2025-01-01;s\xec\n", "è"},
		{"Windows-1252 capitals", "id_pratica;data_domanda;conferenza_servizi\na;2025-01-01;S\xcc\n", "a"},
		{"accent as a letter of its own", "id_pratica;data_domanda;conferenza_servizi\na;2025-01-01;si\u0300\n", "a"},
		{"empty lines count as rows", "id_pratica;data_domanda\n\na;2025-01-01\n\n \nb;x\n;\nc;y", "a 6/data_domanda 8/data_domanda"},
		{"empty lines before the header do not", "\r\n \n;\nid_pratica;data_domanda\nb;x\n", "2/data_domanda"},
		{"a line break inside quotes does not make a row", "id_pratica;data_domanda;note\na;2025-01-01;\"su\ntre\nrighe\"\nb;x;\"\"\n", "a 3/data_domanda"},
		{"separator and quotes inside quotes", "id_pratica;data_domanda\n\"a;\"\"1\"\"\";2025-01-01\n", `a;"1"`},
		{"bare quotes are letters", "id_pratica;data_domanda\na\"b;2025-01-01\n\"a\"b;2025-01-01\n", `a"b ab`},
		{"quotes never closed spoil their line alone", "id_pratica;data_domanda\n\"a;2025-01-01\nb;2025-01-01\n", "b 2/"},
		{"missing cells are empty", "id_pratica;data_domanda;termine;note\na;2025-01-01\nb\n", "a 3/data_domanda"},
		{"empty cells too many", "id_pratica;data_domanda\na;2025-01-01;;\n", "a"},
		{"full cells too many", "id_pratica;data_domanda\na;2025-01-01;;x\n", "2/"},
		{"spaces around values", "id_pratica;data_domanda\n a ; 2025-01-01\u00a0\n", "a"},
		{"zero bytes", "id_pratica;data_domanda\na\x00;2025-01-01\nb;2025-01-0\x00\n", "2/id_pratica 3/data_domanda"},
		{"every wrong cell of a row", "id_pratica;data_domanda;data_provvedimento;data_silenzio_assenso;conferenza_servizi;sospensioni;termine\n;x;x;x;boh;x;x\n",
			"2/id_pratica 2/data_domanda 2/data_provvedimento 2/data_silenzio_assenso 2/conferenza_servizi 2/sospensioni 2/termine"},
		{"the first stays", "id_pratica;data_domanda\na;2025-01-01\nb;2025-01-01\na;2025-01-02\n a;2025-01-03\nA;2025-01-01\n", "a b A 4/id_pratica 5/id_pratica"},
		{"also when it is wrong", "id_pratica;data_domanda\na;x\na;2025-01-02\n", "2/data_domanda 3/id_pratica"},
		{"not when it is excluded", "id_pratica;data_domanda;motivo_esclusione\na;x;archiviata\na;2025-01-02;\na;;archiviata\n", "a a a"},
		{"both ends", "id_pratica;data_domanda;data_provvedimento;data_silenzio_assenso\na;2025-01-01;2025-01-02;2025-01-02\n", "2/data_silenzio_assenso"},
		{"end on the day of the start", "id_pratica;data_domanda;data_provvedimento\na;2025-01-01;2025-01-01\n", "a"},
		{"end before the start", "id_pratica;data_domanda;data_provvedimento\na;2025-01-02;01/01/2025\n", "2/data_provvedimento"},
		{"empty", "", "error: il file è vuoto"},
		{"workbook", "PK\x03\x04...", "error: il file non è un CSV: è un file compresso o una cartella di lavoro (XLSX, ODS): salvare il foglio come CSV"},
		{"UTF-16", "\xff\xfei\x00d\x00", "error: il file non è un CSV: è in UTF-16: salvarlo come CSV in UTF-8"},
		{"not a text", "id_pratica;data_domanda;\x00\na;2025-01-01\n", "error: il file non è un testo: serve un file CSV"},
		{"not a text either", "\x00\x01\x02", "error: il file non è un testo: serve un file CSV"},
		{"hyphens in the names", "id-pratica;data__domanda\na;2025-01-01\n", "a"},
		{"a quote at the very end", "id_pratica;data_domanda\na;\"2025-01-01\"", "a"},
		{"an escaped quote at the very end", "id_pratica;data_domanda\na;\"2025-01-01\"\"", "2/ 2/data_domanda"},
		{"no column", "a;b\n1;2\n", "error: nella prima riga manca la colonna id_pratica"},
		{"one column missing, semicolons", "id_pratica;b\n1;2\n", "error: nella prima riga manca la colonna data_domanda"},
		{"one column missing, commas", "id_pratica,b\n1,2\n", "error: nella prima riga manca la colonna data_domanda"},
		{"column twice", "id_pratica;data_domanda;id pratica\n", "error: la colonna id_pratica compare due volte nella prima riga"},
	} {
		if got := lette(c.testo); got != c.want {
			t.Errorf("%s: %s, want %s", c.nome, got, c.want)
		}
	}
}

// TestLeggiData takes the two forms of a date and nothing else.
func TestLeggiData(t *testing.T) {
	for _, c := range []struct{ testo, want string }{
		{"2025-01-31", "2025-01-31"}, {"31/01/2025", "2025-01-31"}, {"1/2/2025", "2025-02-01"}, {"01/2/2025", "2025-02-01"},
		{"29/02/2024", "2024-02-29"}, {"29/02/2000", "2000-02-29"}, {"1900-01-01", "1900-01-01"}, {"9999-12-31", "9999-12-31"},
		{"29/02/2025", ""}, {"29/02/1900", ""}, {"31/04/2025", ""}, {"31/02/2025", ""}, {"2025-02-30", ""}, {"2025-13-01", ""}, {"2025-00-01", ""}, {"2025-01-00", ""},
		{"32/01/2025", ""}, {"0/1/2025", ""}, {"1/0/2025", ""}, {"12/31/2025", ""}, {"001/1/2025", ""}, {"1/001/2025", ""}, {"1/1/25", ""}, {"1/1/02025", ""},
		{"1899-12-31", ""}, {"0001-01-01", ""}, {"0000-00-00", ""}, {"10000-01-01", ""}, {"-2025-01-1", ""}, {"2025-1-1", ""}, {"2025/01/01", ""},
		{"01-01-2025", ""}, {"01.01.2025", ""}, {"2025-01-01T00:00:00", ""}, {"2025-01-01 ", ""}, {"+1/1/2025", ""}, {"1/-1/2025", ""}, {"1/1/2025/1", ""},
		{"٠١/٠١/٢٠٢٥", ""}, {"45678", ""}, {"20250101", ""}, {"oggi", ""}, {"", ""}, {"/", ""}, {"//", ""}, {"2025-01-\x00\x00", ""},
	} {
		got, ok := misure.LeggiData(c.testo)
		if got.String() != c.want || ok != (c.want != "") {
			t.Errorf("%q: %s, %t, want %q", c.testo, got, ok, c.want)
		}
	}
}

// TestSospensioniDelCSV reads the column sospensioni.
func TestSospensioniDelCSV(t *testing.T) {
	for _, c := range []struct{ cella, want string }{
		{"", "0 []"}, {"0", "0 []"}, {"15", "15 []"}, {"999999999", "999999999 []"},
		{"2025-01-02/2025-01-05", "0 [2025-01-02/2025-01-05]"}, {"2025-01-02/", "0 [2025-01-02/]"},
		{"  2025-01-02/2025-01-02   2025-01-04/ ", "0 [2025-01-02/2025-01-02 2025-01-04/]"},
		{"1000000000", ""}, {"-1", ""}, {"1.5", ""}, {"2025-01-02", ""}, {"2025-01-02/2025-01-01", ""}, {"/2025-01-02", ""}, {"/", ""},
		{"02/01/2025", ""}, {"02/01/2025 05/01/2025", ""}, {"2025-01-02/2025-01-05,2025-02-01/", ""}, {"15 2025-01-02/", ""}, {"2025-01-02/2025-01-05 15", ""},
		{"2025-01-02/2025-02-30", ""}, {"2025-02-30/", ""}, {"2025-01-02//", ""}, {"2025-1-2/", ""}, {"dieci", ""},
	} {
		pratiche, problemi, err := misure.LeggiCSV(strings.NewReader("id_pratica;data_domanda;sospensioni\na;2025-01-01;" + c.cella))
		got := ""
		if len(pratiche) == 1 {
			var periodi []string
			for _, s := range pratiche[0].Sospensioni {
				periodi = append(periodi, s.Dal.String()+"/"+s.Al.String())
			}
			got = fmt.Sprint(pratiche[0].GiorniSospesi, " ", periodi)
		}
		if err != nil || got != c.want || c.want == "" && (len(problemi) != 1 || problemi[0].Colonna != "sospensioni" || problemi[0].Riga != 2) {
			t.Errorf("%q: %s, %v, %v, want %s", c.cella, got, problemi, err, c.want)
		}
	}
}

// TestMessaggiSuUnaRiga keeps what a cell holds from spoiling the report.
func TestMessaggiSuUnaRiga(t *testing.T) {
	_, problemi, err := misure.LeggiCSV(strings.NewReader("id_pratica;data_domanda\na;\"" + strings.Repeat("x\n\x1b[31m\u202e", 50) + "\"\n"))
	if err != nil || len(problemi) != 1 {
		t.Fatal(err, problemi)
	}
	if m := problemi[0].Messaggio; strings.ContainsAny(m, "\n\x1b\u202e") || len([]rune(m)) > 110 || !strings.Contains(m, "…») non") && !strings.Contains(m, "…» non") {
		t.Errorf("%q", m)
	}
}

// FuzzLeggiCSV wants no panic, every non-empty row either counted or reported,
// and only practices that can be counted.
func FuzzLeggiCSV(f *testing.F) {
	f.Add([]byte("id_pratica,data_domanda\na,2025-01-01\n"))
	f.Add([]byte("id_pratica;data_domanda;sospensioni;note\n\"a\";1/1/2025;2025-01-01/;\"x\ny\"\n\n\"b;x\n"))
	f.Add([]byte("\ufeffID pratica;DATA DOMANDA;motivo_esclusione\r\na;;x\r\n;;\r\n\xe8;2/2/2025;"))
	f.Add(nuovo(1).tabella(20).testo)
	f.Fuzz(func(t *testing.T, b []byte) {
		sem := kernel.MustSemestre("2025-1")
		c := misure.NewCalcolo(sem, giorni(60))
		righe, visti, n := map[int]bool{}, map[string]bool{}, 0
		problemi, err := misure.ScorriCSV(strings.NewReader(string(b)), func(riga int, p *misure.Pratica) {
			n++
			if righe[riga] || riga < 2 || riga > len(b)+1 {
				t.Fatalf("row %d", riga)
			}
			righe[riga] = true
			if pp := p.Validate(); pp != nil {
				t.Fatalf("row %d is counted with problems: %v", riga, pp)
			}
			if !p.SempreEsclusa() {
				if visti[p.ID] {
					t.Fatalf("%q is counted twice", p.ID)
				}
				visti[p.ID] = true
			}
			c.Aggiungi(p)
		})
		if err != nil {
			if n > 0 || len(problemi) > 0 || strings.Contains(err.Error(), "\n") {
				t.Fatalf("unreadable, and yet %d rows: %v", n, err)
			}
			return
		}
		for i, p := range problemi {
			if righe[p.Riga] || p.Riga < 2 || p.Messaggio == "" || i > 0 && p.Riga < problemi[i-1].Riga {
				t.Fatalf("problem %d: %+v", i, p)
			}
		}
		if m := c.Misure(); m.PendentiInizio+m.Avviate != m.InTransito || m.PendentiInizio+m.Avviate-m.Concluse() != m.PendentiFine {
			t.Fatalf("the practices do not add up: %+v", m)
		}
	})
}

// TestLettoreRotto hands over why the file cannot be read.
func TestLettoreRotto(t *testing.T) {
	rotto := errors.New("il disco non risponde")
	_, _, err := misure.LeggiCSV(io.MultiReader(strings.NewReader("id_pratica;data_domanda\na;2025-01-01\n"), iotest.ErrReader(rotto)))
	if !errors.Is(err, rotto) {
		t.Error(err)
	}
}

// TestLeggiTermine takes whole numbers from 1 on.
func TestLeggiTermine(t *testing.T) {
	for _, s := range []string{"", "0", "00", "-1", "+1", "1.0", " 1", "1000000000", "٣", "5l", "3m"} {
		if x, ok := misure.LeggiTermine(s); ok || x != nil {
			t.Errorf("%q is no term", s)
		}
	}
	for s, want := range map[string]int{"1": 1, "060": 60, "999999999": 999_999_999} {
		if x, ok := misure.LeggiTermine(s); !ok || *x != *giorni(want) {
			t.Errorf("%q: %v", s, x)
		}
	}
}
