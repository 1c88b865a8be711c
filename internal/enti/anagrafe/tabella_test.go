package anagrafe_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"pass/internal/enti/anagrafe"
	"pass/internal/kernel"
)

func TestAFileThatCannotBeUsedSaysWhy(t *testing.T) {
	for name, tt := range map[string]struct {
		file string
		code kernel.Code
		want string
	}{
		"empty":           {"\n\n", kernel.NonValido, "Il file è vuoto. Nessun dato è stato cambiato."},
		"not a table":     {"<html><body>Pagina non trovata</body></html>", kernel.NonValido, "Nel file non si trova la riga con i nomi delle colonne. Nessun dato è stato cambiato."},
		"columns missing": {"istat;comune;sigla\n015146;Milano;MI\n", kernel.NonValido, "Nel file mancano queste colonne: «codice catastale del comune». Nessun dato è stato cambiato."},
		"no good row":     {"istat;comune;sigla;belfiore\nx;Milano;MI;F205\n", kernel.NonValido, "Nel file non c'è nessuna riga valida; le righe scartate sono 1. Nessun dato è stato cambiato."},
		"binary":          {"istat;comune\x00\x01", kernel.NonValido, "Il file non è un elenco di testo. Si caricano CSV, TXT e XLSX."},
		"a plain archive": {"PK\x03\x04 not a workbook", kernel.NonValido, "Il file non è un foglio XLSX leggibile. Se è un archivio ZIP, va estratto prima di caricarlo."},
		"old spreadsheet": {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", kernel.NonValido, "Il file è nel vecchio formato XLS. Conviene salvarlo come XLSX o CSV e ricaricarlo."},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := anagrafe.LeggiIstat(strings.NewReader(tt.file), "elenco.csv")
			var e *kernel.Error
			if !errors.As(err, &e) || e.Code != tt.code || e.Message != tt.want {
				t.Errorf("got %v, want %s: %s", err, tt.code, tt.want)
			}
		})
	}
}

// zeros is a file that never ends.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

func TestAFileWithoutEndIsRefused(t *testing.T) {
	_, _, err := anagrafe.LeggiANPR(zeros{}, "")
	if kernel.CodeOf(err) != kernel.TroppoGrande {
		t.Errorf("got %v", err)
	}
}

func TestABrokenReadIsTold(t *testing.T) {
	r := io.MultiReader(strings.NewReader("istat;popolazione\n"), errReader{})
	if _, _, err := anagrafe.LeggiPopolazione(r, ""); kernel.CodeOf(err) != kernel.NonValido {
		t.Errorf("got %v", err)
	}
}

type errReader struct{}

func (errReader) Read([]byte) (int, error) { return 0, errors.New("the line dropped") }

func TestEncodingsAndSeparatorsGiveTheSameList(t *testing.T) {
	const plain = "istat;comune;sigla;belfiore\n001001;Agliè;TO;A074\n"
	utf16 := []byte{0xFF, 0xFE}
	for _, r := range strings.ReplaceAll(plain, ";", "\t") {
		utf16 = append(utf16, byte(r), byte(r>>8))
	}
	for name, b := range map[string][]byte{
		"utf-8":         []byte(plain),
		"bom":           []byte("\uFEFF" + plain),
		"windows-1252":  []byte(strings.ReplaceAll(plain, "è", "\xE8")),
		"commas":        []byte(strings.ReplaceAll(plain, ";", ",")),
		"crlf":          []byte(strings.ReplaceAll(plain, "\n", "\r\n")),
		"quotes":        []byte("\"istat\";\"comune\";\"sigla\";\"belfiore\"\n\"001001\";\"Agliè\";\"TO\";\"A074\""),
		"utf-16":        utf16,
		"title above":   []byte("Elenco dei Comuni;;;\n;;;\n" + plain),
		"odd spaces":    []byte(strings.ReplaceAll(plain, "Agliè", "\u00a0 Agliè ")),
		"trailing cell": []byte(strings.ReplaceAll(plain, "A074", "A074;;")),
	} {
		elenco, problems, err := anagrafe.LeggiIstat(bytes.NewReader(b), "")
		if err != nil || len(problems) != 0 || len(elenco.Comuni) != 1 || elenco.Comuni[0].Nome != "Agliè" ||
			elenco.Comuni[0].Istat != "001001" {
			t.Errorf("%s: %v, %v, %+v", name, err, lines(problems), elenco.Comuni)
		}
	}
}

func TestProblemsAreBoundedAndNoneIsSilent(t *testing.T) {
	var b strings.Builder
	b.WriteString("istat;popolazione\n015146;1000\n")
	for range 2000 {
		b.WriteString("x;1\n")
	}
	got, problems, err := anagrafe.LeggiPopolazione(strings.NewReader(b.String()), "")
	if err != nil || len(got) != 1 {
		t.Fatal(err, len(got))
	}
	if len(problems) != anagrafe.MaxProblemi+1 {
		t.Fatalf("%d problems", len(problems))
	}
	want := "Altri 1.500 problemi non sono elencati. Conviene correggere i primi e ricaricare il file."
	if last := problems[anagrafe.MaxProblemi].String(); last != want {
		t.Errorf("the last says %q", last)
	}
}

func TestANoticeOfManyRowsIsToldOnce(t *testing.T) {
	got, problems, err := anagrafe.LeggiPopolazione(strings.NewReader("istat;popolazione\n1001;5\n1002;6\n1003;7\n"), "")
	if err != nil || len(got) != 3 || len(problems) != 1 {
		t.Fatal(err, len(got), lines(problems))
	}
	want := "Riga 2, colonna «istat»: Al codice ISTAT mancavano gli zeri iniziali: sono stati aggiunti. Vale per 3 righe."
	if problems[0].String() != want || problems[0].Scartata {
		t.Errorf("got %q", problems[0])
	}
}
