package pubblico_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
	"pass/internal/platform/files"
	"pass/internal/platform/jobs"
	"pass/internal/pubblico"
)

func archivia(t *testing.T, d *db.DB, r pubblico.RapportoArchiviato) (out pubblico.RapportoArchiviato, nuovo bool) {
	t.Helper()
	if err := d.InTx(t.Context(), func(tx *db.Tx) (err error) {
		out, nuovo, err = pubblico.ArchiviaRapporto(t.Context(), tx, r)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return out, nuovo
}

var unRapporto = pubblico.RapportoArchiviato{Semestre: kernel.MustSemestre("2026-1"), Ambito: "ente", Codice: "098031", Nome: "Comune di Lodi", Titolo: "Tempi", Versione: 1, Contenuto: `{"a":1}`}

func TestAPublishedReportNeverChanges(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		uno, nuovo := archivia(t, d, unRapporto)
		if !nuovo || !strings.HasPrefix(uno.Numero, "RM-") || !strings.HasSuffix(uno.Numero, "-0001") {
			t.Fatalf("archived: %+v", uno)
		}
		altro := unRapporto
		altro.Contenuto = `{"a":2}`
		if ancora, nuovo := archivia(t, d, altro); nuovo || ancora.Numero != uno.Numero || ancora.Impronta != uno.Impronta {
			t.Errorf("the same version again: %+v, %v", ancora, nuovo)
		}
		altro.Versione = 2
		if due, nuovo := archivia(t, d, altro); !nuovo || !strings.HasSuffix(due.Numero, "-0002") {
			t.Errorf("a revision: %+v", due)
		}
		for _, q := range []string{`UPDATE pubblico_rapporti SET contenuto = '{}'`, `DELETE FROM pubblico_rapporti`} {
			if err := d.InTx(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(t.Context(), q); return err }); err == nil {
				t.Errorf("%s was done", q)
			}
		}
		if err := d.Read(t.Context(), func(tx *db.Tx) error {
			letto, err := pubblico.RapportoDi(t.Context(), tx, uno.Numero)
			if err != nil || letto.Contenuto != `{"a":1}` || !letto.Integro() {
				t.Errorf("read back: %+v, %v", letto, err)
			}
			if _, err := pubblico.RapportoDi(t.Context(), tx, "RM-2026-9999"); kernel.CodeOf(err) != kernel.NonTrovato {
				t.Errorf("a number that nobody has: %v", err)
			}
			for q, want := range map[string]int64{"lodi": 2, "LODI": 2, "%": 2, "codogno": 0, "": 2} {
				if n, err := pubblico.ContaRapporti(t.Context(), tx, "", "", q); err != nil || n != want {
					t.Errorf("%q finds %d, %v", q, n, err)
				}
			}
			list, err := pubblico.Rapporti(t.Context(), tx, "ente", "098031", "", 1, 1)
			if err != nil || len(list) != 1 || list[0].Numero != uno.Numero {
				t.Errorf("the second of the list: %+v, %v", list, err)
			}
			integri, problemi, err := pubblico.ControllaRapporti(t.Context(), tx)
			if err != nil || integri != 2 || len(problemi) != 0 {
				t.Errorf("%d whole, %v, %v", integri, problemi, err)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
}

func TestAReportWithoutScopeIsRefused(t *testing.T) {
	d := dbtest.SQLite(t, db.Options{})
	for name, r := range map[string]pubblico.RapportoArchiviato{"empty": {}, "no content": {Semestre: kernel.MustSemestre("2026-1"), Codice: "x", Versione: 1}} {
		err := d.InTx(t.Context(), func(tx *db.Tx) error { _, _, err := pubblico.ArchiviaRapporto(t.Context(), tx, r); return err })
		if err == nil {
			t.Errorf("%s was archived", name)
		}
	}
}

// TestThePDFIsMadeOnceAndOnlyWhereThereIsABrowser drives the job by hand.
func TestThePDFIsMadeOnceAndOnlyWhereThereIsABrowser(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r, _ := archivia(t, d, unRapporto)
		folder, err := files.OpenFolder(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		defer folder.Close()
		stampe, fallita, browser := 0, errors.New("the browser died"), false
		s := &pubblico.Stampe{DB: d, Jobs: jobs.New(d, slog.New(slog.DiscardHandler)), Files: folder, Log: slog.New(slog.DiscardHandler), Disponibile: func() bool { return browser },
			Stampa: func(_ context.Context, path string) ([]byte, error) {
				if stampe++; path != "/rapporti/"+r.Numero {
					t.Errorf("printed %s", path)
				}
				return []byte("%PDF-1.4 prova"), fallita
			}}
		s.Registra()
		if err := s.Jobs.Ready(); err != nil {
			t.Fatal(err)
		}
		chiedi := func() error {
			return d.InTx(t.Context(), func(tx *db.Tx) error { return s.Chiedi(t.Context(), tx, r) })
		}
		if err := chiedi(); kernel.CodeOf(err) != kernel.NonDisponibile {
			t.Errorf("without a browser: %v", err)
		}
		browser = true
		for range 2 {
			if err := chiedi(); err != nil {
				t.Fatal(err)
			}
		}
		stato := func() (p pubblico.StatoPDF) {
			if err := d.Read(t.Context(), func(tx *db.Tx) (err error) { p, err = pubblico.PDFDi(t.Context(), tx, r.ID); return err }); err != nil {
				t.Fatal(err)
			}
			return p
		}
		if err := s.Produci(t.Context(), r.Numero); !errors.Is(err, fallita) || stato().File != 0 || stato().Chiesto.IsZero() {
			t.Errorf("a print that failed: %v, %+v", err, stato())
		}
		fallita = nil
		for range 2 {
			if err := s.Produci(t.Context(), r.Numero); err != nil {
				t.Fatal(err)
			}
		}
		if p := stato(); p.File == 0 || p.Dimensione != 14 || p.Prodotto.IsZero() || stampe != 2 {
			t.Errorf("after the print: %+v, %d prints", p, stampe)
		}
		if err := s.Produci(t.Context(), "RM-2026-9999"); err == nil {
			t.Error("a report that is not there was printed")
		}
	})
}

// TestReadersCannotQueuePDFsWithoutEnd: the office still can.
func TestReadersCannotQueuePDFsWithoutEnd(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := &pubblico.Stampe{DB: d, Jobs: jobs.New(d, slog.New(slog.DiscardHandler)), Disponibile: func() bool { return true }}
		s.Registra()
		if err := s.Jobs.Ready(); err != nil {
			t.Fatal(err)
		}
		r := unRapporto
		var altri []pubblico.RapportoArchiviato
		for r.Versione = 1; r.Versione <= 52; r.Versione++ {
			a, _ := archivia(t, d, r)
			altri = append(altri, a)
		}
		chiedi := func(a pubblico.RapportoArchiviato) error {
			return d.InTx(t.Context(), func(tx *db.Tx) error { return s.ChiediDalPubblico(t.Context(), tx, a) })
		}
		for _, a := range altri[:50] {
			if err := chiedi(a); err != nil {
				t.Fatalf("%s: %v", a.Numero, err)
			}
		}
		if err := chiedi(altri[50]); kernel.CodeOf(err) != kernel.TroppeVolte {
			t.Errorf("one more: %v", err)
		}
		if err := chiedi(altri[0]); err != nil {
			t.Errorf("one that waits already: %v", err)
		}
		for at, want := range map[int]int64{50: 0, 51: 1} {
			if at == 51 {
				if err := d.InTx(t.Context(), func(tx *db.Tx) error { return s.Chiedi(t.Context(), tx, altri[51]) }); err != nil {
					t.Errorf("the office: %v", err)
				}
			}
			var chiesti, lavori int64
			err := d.Read(t.Context(), func(tx *db.Tx) (err error) {
				if chiesti, err = db.One(t.Context(), tx, db.Scalar[int64], `SELECT COUNT(*) FROM pubblico_rapporti_pdf WHERE rapporto_id = $1`, altri[at].ID); err != nil {
					return err
				}
				lavori, err = db.One(t.Context(), tx, db.Scalar[int64], `SELECT COUNT(*) FROM river_job WHERE kind = 'pubblico.pdf' AND CAST(args AS TEXT) LIKE $1`, "%"+altri[at].Numero+"%")
				return err
			})
			if err != nil || chiesti != want || lavori != want {
				t.Errorf("report %d: asked %d times, %d jobs, want %d; %v", at, chiesti, lavori, want, err)
			}
		}
	})
}
