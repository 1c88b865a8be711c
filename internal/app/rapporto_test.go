package app_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/xuri/excelize/v2"

	"pass/internal/app"
	"pass/internal/kernel"
	"pass/internal/monitoraggio/monitoraggiotest"
	"pass/internal/platform/config"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
)

// conCifre makes an installation whose campaign is published.
func conCifre(t *testing.T) config.Config {
	t.Helper()
	cfg := settings(t.TempDir())
	c := dbtest.NewClock(monitoraggiotest.Inizio)
	d, err := db.Open(t.Context(), cfg.DatabaseAddress(), db.Options{Clock: c.Now, Relaxed: true})
	ok(t, err)
	defer d.Close()
	monitoraggiotest.Nuovo(t, d, c).Pubblicata(t)
	return cfg
}

// TestM12OneCommandWritesTheReport builds it twice and reads the page, the
// workbook and the file back: the same figures, the same bytes.
func TestM12OneCommandWritesTheReport(t *testing.T) {
	cfg := conCifre(t)
	prima, seconda := filepath.Join(t.TempDir(), "nuova", "cartella"), t.TempDir()
	for _, dir := range []string{prima, seconda} {
		out, msg := run(func(out *bytes.Buffer) error {
			return app.Rapporto(context.Background(), out, cfg, monitoraggiotest.Semestre, dir)
		})
		if msg != "" || !strings.Contains(out, "rapporto-2026-1.html") || !strings.Contains(out, "versione 1") {
			t.Fatalf("%q %q", out, msg)
		}
	}
	letti := map[string][]byte{}
	for _, nome := range []string{"rapporto-2026-1.html", "rapporto-2026-1.xlsx", "rapporto-2026-1.csv", "rapporto-2026-1-dettaglio.csv"} {
		a, err := os.ReadFile(filepath.Join(prima, nome))
		ok(t, err)
		b, err := os.ReadFile(filepath.Join(seconda, nome))
		ok(t, err)
		if !bytes.Equal(a, b) {
			t.Errorf("%s differs from one run to the next", nome)
		}
		letti[nome] = a
	}
	rows, err := csv.NewReader(bytes.NewReader(letti["rapporto-2026-1.csv"])).ReadAll()
	ok(t, err)
	book, err := excelize.OpenReader(bytes.NewReader(letti["rapporto-2026-1.xlsx"]))
	ok(t, err)
	defer book.Close()
	sheet, err := book.GetRows("Appendice 2", excelize.Options{RawCellValue: true})
	ok(t, err)
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(letti["rapporto-2026-1.html"]))
	ok(t, err)
	pagina := doc.Find("#appendice-2 + .tabella tbody tr")
	if pagina.Length() != len(rows)-1 || len(rows) != 3 {
		t.Fatalf("%d rows in the page, %d in the file", pagina.Length(), len(rows)-1)
	}
	pagina.Each(func(i int, tr *goquery.Selection) {
		got := strings.Join(tr.Find("data").Map(func(_ int, e *goquery.Selection) string { return e.AttrOr("value", "?") }), "|")
		want := strings.Join(rows[i+1][2:], "|")
		if !strings.HasPrefix(want, got+"|") || got == "" {
			t.Errorf("the page says %s, the file %s", got, want)
		}
		found := false
		for _, r := range sheet {
			found = found || strings.Join(r, "|") == strings.Join(rows[i+1], "|")
		}
		if !found {
			t.Errorf("the workbook lacks %v", rows[i+1])
		}
	})
	if _, msg := run(func(out *bytes.Buffer) error {
		return app.Rapporto(context.Background(), out, cfg, kernel.MustSemestre("2020-2"), seconda)
	}); msg != "per il secondo semestre 2020 non c'è una rilevazione" {
		t.Error(msg)
	}
}

// TestM5VerificaSeesAlteredFigures adds a row to a locked version.
func TestM5VerificaSeesAlteredFigures(t *testing.T) {
	cfg := conCifre(t)
	verifica := func() (int, string) {
		n := 0
		out, msg := run(func(out *bytes.Buffer) (err error) {
			n, err = app.Verifica(context.Background(), out, cfg)
			return err
		})
		return n, out + msg
	}
	if n, out := verifica(); n != 0 || !strings.Contains(out, "Cifre bloccate: versioni integre 1, con problemi 0.") {
		t.Fatalf("%d %s", n, out)
	}
	d, err := db.Open(t.Context(), cfg.DatabaseAddress(), db.Options{Relaxed: true})
	ok(t, err)
	ok(t, d.InTx(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `INSERT INTO monitoraggio_misure (versione_id, ente_id, procedimento_id, fonte, classe, provincia, misure) SELECT id, 9999, 1, 'nessuna', 'c1', 'LO', '{}' FROM monitoraggio_versioni`)
		return err
	}))
	d.Close()
	if n, out := verifica(); n != 1 || !strings.Contains(out, "Le cifre del primo semestre 2026, versione 1, non corrispondono alla loro impronta") {
		t.Errorf("%d %s", n, out)
	}
}
