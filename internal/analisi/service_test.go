package analisi_test

import (
	"context"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pass/internal/analisi"
	"pass/internal/analisi/analisitest"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
	"pass/internal/platform/files"
)

var ctx = context.Background()

// TestChiPuoCosa tries every person on a log of the body: what is not theirs
// does not exist, what they only read they may not touch.
func TestChiPuoCosa(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := analisitest.Nuovo(t, d)
		const ok = kernel.Code("")
		for _, c := range []struct {
			chi                   string
			vede, carica, elimina kernel.Code
			eliminaSuo            bool // the log was uploaded by Carla
		}{
			{"Anna", ok, ok, ok, false},
			{"Bruno", kernel.NonTrovato, kernel.NonTrovato, kernel.NonTrovato, false},
			{"Carla", ok, ok, kernel.Vietato, false},
			{"Carla", ok, ok, ok, true},
			{"Dario", kernel.NonTrovato, kernel.NonTrovato, kernel.NonTrovato, false},
			{"Elsa", ok, kernel.Vietato, kernel.Vietato, false},
			{"Fabio", kernel.NonTrovato, kernel.NonTrovato, kernel.NonTrovato, false},
			{"Gina", ok, kernel.Vietato, kernel.Vietato, false},
			{"Ivo", kernel.NonTrovato, kernel.NonTrovato, kernel.NonTrovato, false},
		} {
			autore := "Anna"
			if c.eliminaSuo {
				autore = "Carla"
			}
			g := m.CaricaCome(m.Attori[autore], analisitest.Lavorata, "permessi.csv", []byte(permessi), analisi.ScelteVuote())
			m.Leggi(g)
			chi, n := m.Attori[c.chi], int64(g.N)
			_, elenco := m.Servizio.Elenca(ctx, chi, analisitest.Lavorata)
			_, apri := m.Servizio.Apri(ctx, chi, analisitest.Lavorata, n)
			_, avanzamento := m.Servizio.Avanzamento(ctx, chi, analisitest.Lavorata, n)
			for che, err := range map[string]error{"list": elenco, "open": apri, "progress": avanzamento} {
				if got := codice(err); got != c.vede {
					t.Errorf("%s, %s: %q, want %q", c.chi, che, got, c.vede)
				}
			}
			_, carica := m.Servizio.CaricaRegistro(ctx, chi, analisitest.Lavorata, caricamento(t, m))
			verifica := m.Servizio.VerificaCaricamento(ctx, chi, analisitest.Lavorata)
			if codice(carica) != c.carica || codice(verifica) != c.carica {
				t.Errorf("%s, upload: %q, %q, want %q", c.chi, codice(carica), codice(verifica), c.carica)
			}
			if got := codice(m.Servizio.EliminaRegistro(ctx, chi, analisitest.Lavorata, n)); got != c.elimina {
				t.Errorf("%s, delete: %q, want %q", c.chi, got, c.elimina)
			}
		}
	})
}

func codice(err error) kernel.Code {
	if err == nil {
		return ""
	}
	return kernel.CodeOf(err)
}

func caricamento(t *testing.T, m *analisitest.Mondo) analisi.Caricamento {
	t.Helper()
	st, err := m.Files.Put(ctx, strings.NewReader(permessi), files.MaxRegistro)
	if err != nil {
		t.Fatal(err)
	}
	return analisi.Caricamento{Stored: st, Nome: "permessi.csv", Tipo: "text/csv"}
}

func TestQuandoSiCarica(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := analisitest.Nuovo(t, d)
		anna := m.Attori["Anna"]
		for richiesta, want := range map[int64]kernel.Code{
			analisitest.InBozza: kernel.Conflitto, analisitest.Chiusa: kernel.Conflitto, analisitest.DiAltri: kernel.NonTrovato, 99: kernel.NonTrovato,
		} {
			_, err := m.Servizio.CaricaRegistro(ctx, anna, richiesta, caricamento(t, m))
			if got := codice(err); got != want {
				t.Errorf("request %d: %q, want %q", richiesta, got, want)
			}
		}
		if e, err := m.Servizio.Elenca(ctx, anna, analisitest.Lavorata); err != nil || len(e.Registri) != 0 {
			t.Errorf("refused uploads left %+v, %v", e.Registri, err)
		}
	})
}

// TestRegistroDiUnAltraRichiesta asks for a log under a request that is the
// actor's own but not the log's.
func TestRegistroDiUnAltraRichiesta(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := analisitest.Nuovo(t, d)
		m.CaricaCome(m.Attori["Bruno"], analisitest.DiAltri, "altri.csv", []byte(permessi), analisi.ScelteVuote())
		anna := m.Attori["Anna"]
		if _, err := m.Servizio.Apri(ctx, anna, analisitest.Lavorata, 1); codice(err) != kernel.NonTrovato {
			t.Errorf("open: %v", err)
		}
		if err := m.Servizio.EliminaRegistro(ctx, anna, analisitest.Lavorata, 1); codice(err) != kernel.NonTrovato {
			t.Errorf("delete: %v", err)
		}
		if _, err := m.Servizio.Apri(ctx, m.Attori["Bruno"], analisitest.DiAltri, 1); err != nil {
			t.Errorf("its own body: %v", err)
		}
	})
}

func TestCaricamentiInsieme(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := analisitest.Nuovo(t, d)
		const quanti = 8
		numeri := make([]int, quanti)
		var wg sync.WaitGroup
		for i := range quanti {
			c := caricamento(t, m)
			wg.Go(func() {
				g, err := m.Servizio.CaricaRegistro(ctx, m.Attori["Anna"], analisitest.Lavorata, c)
				if err != nil {
					t.Error(err)
				}
				numeri[i] = g.N
			})
		}
		wg.Wait()
		slices.Sort(numeri)
		if !slices.Equal(numeri, []int{1, 2, 3, 4, 5, 6, 7, 8}) {
			t.Errorf("numbers %v", numeri)
		}
	})
}

func TestEliminaRegistro(t *testing.T) {
	// The files carry the time of the machine, the database that of the clock.
	clock := dbtest.NewClock(time.Now().Add(time.Hour))
	dbtest.EachWith(t, db.Options{Clock: clock.Now}, func(t *testing.T, d *db.DB) {
		m := analisitest.Nuovo(t, d)
		g := m.Carica("permessi.csv", []byte(permessi))
		m.Leggi(g)
		resta := m.Carica("resta.csv", []byte(permessi))
		m.Leggi(resta)
		if err := m.Servizio.EliminaRegistro(ctx, m.Attori["Anna"], analisitest.Lavorata, int64(g.N)); err != nil {
			t.Fatal(err)
		}
		if _, err := m.Servizio.Apri(ctx, m.Attori["Anna"], analisitest.Lavorata, int64(g.N)); codice(err) != kernel.NonTrovato {
			t.Errorf("open the deleted log: %v", err)
		}
		if n, err := files.Sweep(ctx, d, m.Files, time.Minute); err != nil || n != 3 { // two uploaded files that were read, one deposit
			t.Errorf("swept %d files, %v", n, err)
		}
		if s := m.Apri(resta.N); s.Risultato == nil {
			t.Error("the other log lost its result")
		}
		m.Leggi(g) // a job that comes late finds nothing to do
		if nuovo := m.Carica("nuovo.csv", []byte(permessi)); nuovo.N != 3 {
			t.Errorf("the number %d was given again", nuovo.N)
		}
		if got := atti(t, d); got != "CaricaRegistro ConfermaColonne LeggiRegistro CaricaRegistro ConfermaColonne LeggiRegistro EliminaRegistro CaricaRegistro ConfermaColonne" {
			t.Errorf("audit: %s", got)
		}
	})
}

// eliminaMentre is a store in which the log is deleted as its reading begins.
type eliminaMentre struct {
	files.Store
	elimina func()
}

func (e eliminaMentre) Open(ctx context.Context, key string) (io.ReadSeekCloser, error) {
	e.elimina()
	return e.Store.Open(ctx, key)
}

func TestEliminatoMentreSiLegge(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := analisitest.Nuovo(t, d)
		g := m.Carica("permessi.csv", []byte(permessi))
		m.Servizio.Files = eliminaMentre{m.Files, func() {
			if err := m.Servizio.EliminaRegistro(ctx, m.Attori["Anna"], analisitest.Lavorata, int64(g.N)); err != nil {
				t.Fatal(err)
			}
		}}
		m.Leggi(g)
		var lunghezza int
		m.In(func(ctx context.Context, tx *db.Tx) (err error) {
			lunghezza, err = db.One(ctx, tx, db.Scalar[int], `SELECT LENGTH(risultato) FROM analisi_registri WHERE id = $1`, g.ID)
			return err
		})
		if lunghezza != 0 {
			t.Errorf("a deleted log has a result of %d characters", lunghezza)
		}
	})
}

func TestConservazione(t *testing.T) {
	clock := dbtest.NewClock(time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC))
	dbtest.EachWith(t, db.Options{Clock: clock.Now}, func(t *testing.T, d *db.DB) {
		clock.Set(time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC))
		m := analisitest.Nuovo(t, d)
		vecchio := m.Carica("vecchio.csv", []byte(permessi))
		m.Leggi(vecchio)
		clock.Set(time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC))
		giovane := m.Carica("giovane.csv", []byte(permessi))
		if got := vecchio.ConservatoFino(); got != kernel.MustDay("2028-11-22") {
			t.Fatalf("kept until %s", got)
		}
		clock.Set(time.Date(2028, 11, 21, 22, 59, 0, 0, time.UTC)) // 23:59 in Italy
		if n, err := m.Servizio.EliminaScaduti(ctx); err != nil || n != 0 {
			t.Errorf("the day before: %d deleted, %v", n, err)
		}
		clock.Set(time.Date(2028, 11, 21, 23, 0, 0, 0, time.UTC)) // midnight in Italy
		for _, want := range []int{1, 0} {
			if n, err := m.Servizio.EliminaScaduti(ctx); err != nil || n != want {
				t.Errorf("on the day: %d deleted, want %d, %v", n, want, err)
			}
		}
		e, err := m.Servizio.Elenca(ctx, m.Attori["Anna"], analisitest.Lavorata)
		if err != nil || len(e.Registri) != 1 || e.Registri[0].ID != giovane.ID {
			t.Errorf("left: %+v, %v", e.Registri, err)
		}
		if got := atti(t, d); got != "CaricaRegistro ConfermaColonne LeggiRegistro CaricaRegistro ConfermaColonne EliminaRegistro" {
			t.Errorf("audit: %s", got)
		}
	})
}

// TestAvanzamento reads a log with a clock that runs fast, so that every piece
// of the file is a second.
func TestAvanzamento(t *testing.T) {
	clock := dbtest.NewClock(time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC))
	corri := func() time.Time { clock.Advance(2 * time.Second); return clock.Now() }
	dbtest.EachWith(t, db.Options{Clock: corri}, func(t *testing.T, d *db.DB) {
		m := analisitest.Nuovo(t, d)
		g := m.Carica("lungo.csv", []byte(permessi+strings.Repeat("P4,Parere,2026-03-04T09:00,\n", 100_000)))
		var visti []int
		m.Servizio.Files = guarda{m.Files, func() {
			r, err := m.Servizio.Avanzamento(ctx, m.Attori["Anna"], analisitest.Lavorata, int64(g.N))
			if err != nil {
				t.Fatal(err)
			}
			if len(visti) == 0 || visti[len(visti)-1] != r.Avanzamento {
				visti = append(visti, r.Avanzamento)
			}
		}}
		m.Leggi(g)
		if len(visti) < 4 || !slices.IsSorted(visti) || visti[0] != 0 || visti[len(visti)-1] >= 100 {
			t.Errorf("progress seen: %v", visti)
		}
		if s := m.Apri(g.N); s.Registro.Avanzamento != 100 {
			t.Errorf("at the end: %d", s.Registro.Avanzamento)
		}
	})
}

// guarda is a store that looks at each piece that is read.
type guarda struct {
	files.Store
	fn func()
}

func (g guarda) Open(ctx context.Context, key string) (io.ReadSeekCloser, error) {
	f, err := g.Store.Open(ctx, key)
	return guardato{f, g.fn}, err
}

type guardato struct {
	io.ReadSeekCloser
	fn func()
}

func (g guardato) Read(p []byte) (int, error) {
	g.fn()
	return g.ReadSeekCloser.Read(p)
}
