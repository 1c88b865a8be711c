package catalogo_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"pass/internal/catalogo"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
	"pass/internal/pubblico"
	"pass/internal/registro"
	"pass/internal/termini"
)

var (
	ctx     = context.Background()
	regione = kernel.Actor{Persona: 7, Nome: "Carla Verdi", Mandati: []kernel.Mandato{{Ruolo: kernel.Regione}}}
	clock   = func() time.Time { return time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC) }
	today   = kernel.MustDay("2026-11-22")
)

func must[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func read[T any](t *testing.T, d *db.DB, fn func(tx *db.Tx) (T, error)) (v T) {
	t.Helper()
	ok(t, d.Read(ctx, func(tx *db.Tx) (err error) { v, err = fn(tx); return err }))
	return v
}

func seed(t *testing.T, d *db.DB) {
	t.Helper()
	ok(t, d.InTx(ctx, func(tx *db.Tx) error { return catalogo.Semina(ctx, tx) }))
}

func each(t *testing.T, fn func(t *testing.T, d *db.DB, s *catalogo.Service)) {
	dbtest.EachWith(t, db.Options{Clock: clock}, func(t *testing.T, d *db.DB) {
		seed(t, d)
		fn(t, d, catalogo.New(catalogo.Deps{DB: d}))
	})
}

func acts(t *testing.T, d *db.DB, atto string) []registro.Registrata {
	admin := kernel.Actor{Mandati: []kernel.Mandato{{Ruolo: kernel.Amministratore}}}
	return read(t, d, func(tx *db.Tx) ([]registro.Registrata, error) {
		return registro.Elenco(ctx, tx, admin, registro.Filtro{Atto: atto}, 100)
	})
}

func published(t *testing.T, d *db.DB) pubblico.Catalogo {
	return read(t, d, func(tx *db.Tx) (pubblico.Catalogo, error) {
		c, _, err := pubblico.Leggi[pubblico.Catalogo](ctx, tx, pubblico.ChiaveCatalogo)
		return c, err
	})
}

func byCode(t *testing.T, d *db.DB, codice string) catalogo.Procedimento {
	t.Helper()
	return read(t, d, func(tx *db.Tx) (catalogo.Procedimento, error) { return catalogo.ProcedimentoPerCodice(ctx, tx, codice) })
}

func TestTheSeedIsWholeAndValid(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, s *catalogo.Service) {
		tfs := read(t, d, func(tx *db.Tx) ([]catalogo.TaskForce, error) { return catalogo.TaskForces(ctx, tx) })
		ps := read(t, d, func(tx *db.Tx) ([]catalogo.Procedimento, error) { return catalogo.Procedimenti(ctx, tx, true) })
		storie := read(t, d, func(tx *db.Tx) (map[int64]catalogo.Storia, error) { return catalogo.TuttiITermini(ctx, tx) })
		if len(tfs) != 6 || len(ps) != 20 {
			t.Fatalf("%d task forces and %d procedures, want 6 and 20", len(tfs), len(ps))
		}
		covered := map[int64]bool{}
		for _, tf := range tfs {
			ok(t, tf.Validate())
		}
		for _, p := range ps {
			covered[p.TaskForceID] = true
			if err := p.Validate(); err != nil {
				t.Errorf("%s: %v", p.Codice, err)
			}
			storia := storie[p.ID]
			if _, found := storia.InVigore(today); !found {
				t.Errorf("%s has no term today", p.Codice)
			}
			for _, term := range storia {
				if err := term.Validate(); err != nil {
					t.Errorf("%s: %v", p.Codice, err)
				}
				if term.Affidabilita == catalogo.Confermato && strings.Contains(term.Descrizione, "testo in vigore è da verificare") {
					t.Errorf("%s is confirmed but its text says to check it", p.Codice)
				}
			}
		}
		if len(covered) != 6 {
			t.Errorf("only %d task forces have procedures", len(covered))
		}
		pdc := byCode(t, d, "permesso-di-costruire")
		term, found, err := termToday(t, d, pdc.ID)
		if err != nil || !found || *term.Giorni != 60 || term.Affidabilita != catalogo.Confermato || term.FonteURL == "" {
			t.Errorf("permesso di costruire: %+v, %v, %v", term, found, err)
		}
	})
}

func termToday(t *testing.T, d *db.DB, procedimento int64) (term catalogo.Termine, found bool, err error) {
	return termOn(t, d, procedimento, today)
}

func termOn(t *testing.T, d *db.DB, procedimento int64, day kernel.Day) (term catalogo.Termine, found bool, err error) {
	ok(t, d.Read(ctx, func(tx *db.Tx) error {
		term, found, err = catalogo.TermineVigente(ctx, tx, procedimento, day)
		return nil
	}))
	return term, found, err
}

func TestSeedingAgainLeavesTheRegionsWorkAlone(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, s *catalogo.Service) {
		p := byCode(t, d, "aua")
		p.Nome = "Autorizzazione unica ambientale, nome della Regione"
		ok(t, s.AggiornaProcedimento(ctx, regione, p, "nome più chiaro"))
		term := valid("2026-12-01", 100)
		term.ProcedimentoID = p.ID
		must(s.AggiungiTermine(ctx, regione, term, "nuova legge"))(t)
		ok(t, s.DisattivaProcedimento(ctx, regione, byCode(t, d, "vas").ID, "fuori dal perimetro"))
		before := published(t, d)
		seed(t, d)
		if got := byCode(t, d, "aua"); got.Nome != p.Nome {
			t.Errorf("the seed wrote the name again: %q", got.Nome)
		}
		if byCode(t, d, "vas").Attivo {
			t.Error("the seed took back a retired procedure")
		}
		storia := read(t, d, func(tx *db.Tx) (catalogo.Storia, error) { return catalogo.Termini(ctx, tx, p.ID) })
		if len(storia) != 2 {
			t.Errorf("%d terms, want 2", len(storia))
		}
		if after := published(t, d); after.AggiornatoAl != before.AggiornatoAl || len(after.Procedimenti) != 19 {
			t.Errorf("published again: %v, %d procedures", after.AggiornatoAl, len(after.Procedimenti))
		}
		if n := len(acts(t, d, "Semina")); n != 1 {
			t.Errorf("the seed is in the trail %d times", n)
		}
	})
}

func TestANewTermIsStoredPublishedAndWrittenInTheTrail(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, s *catalogo.Service) {
		p := byCode(t, d, "aua")
		nuovo := valid("2026-12-01", 100)
		nuovo.ProcedimentoID = p.ID
		id := must(s.AggiungiTermine(ctx, regione, nuovo, "  legge nuova "))(t)
		storia := read(t, d, func(tx *db.Tx) (catalogo.Storia, error) { return catalogo.Termini(ctx, tx, p.ID) })
		if len(storia) != 2 || storia[1].ID != id || storia[0].VigenteAl != kernel.MustDay("2026-11-30") || storia[1].Motivo != "legge nuova" {
			t.Fatalf("history: %+v", storia)
		}
		if term, _, _ := termToday(t, d, p.ID); *term.Giorni != 90 {
			t.Errorf("the future term holds today already: %d", *term.Giorni)
		}
		for _, pp := range published(t, d).Procedimenti {
			if pp.Codice != "aua" {
				continue
			}
			if term, found := pp.InVigore(kernel.MustDay("2026-12-01")); !found || *term.Giorni != 100 || len(pp.Termini) != 2 {
				t.Errorf("published: %+v", pp.Termini)
			}
		}
		trail := acts(t, d, "AggiungiTermine")
		if len(trail) != 1 || trail[0].PersonaID != 7 || trail[0].OggettoID != p.ID || !strings.Contains(trail[0].Dettagli, "legge nuova") {
			t.Errorf("trail: %+v", trail)
		}
	})
}

func TestATermKeepsItsUnit(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, s *catalogo.Service) {
		p := byCode(t, d, "aua")
		if term, _, _ := termToday(t, d, p.ID); term.Unita != termini.GiorniDiCalendario {
			t.Errorf("the seed counts %v", term.Unita)
		}
		for i, u := range catalogo.Unita {
			nuovo := valid("2026-12-01", 9)
			nuovo.VigenteDal = nuovo.VigenteDal.AddDays(i)
			nuovo.ProcedimentoID, nuovo.Unita = p.ID, u
			must(s.AggiungiTermine(ctx, regione, nuovo, "prova delle unità"))(t)
			storia := read(t, d, func(tx *db.Tx) (catalogo.Storia, error) { return catalogo.Termini(ctx, tx, p.ID) })
			last := storia[len(storia)-1]
			want := termini.Termine{N: 9, Unita: u}
			if l, ok := last.Legale(); !ok || l != want {
				t.Errorf("written %v, read %v", want, l)
			}
			for _, pp := range published(t, d).Procedimenti {
				if term, found := pp.InVigore(nuovo.VigenteDal); pp.Codice == "aua" {
					if l, ok := term.Legale(); !found || !ok || l != want {
						t.Errorf("written %v, published %v", want, l)
					}
				}
			}
			// A correction of the unit alone is a correction.
			last.Unita = termini.Mesi
			ok(t, s.CorreggiTermine(ctx, regione, last, "sono mesi"))
			if term, found, _ := termOn(t, d, p.ID, nuovo.VigenteDal); !found || term.Unita != termini.Mesi {
				t.Errorf("corrected: %v", term.Unita)
			}
		}
		if _, ok := (catalogo.Termine{Descrizione: "dipende"}).Legale(); ok {
			t.Error("a term without a number has one")
		}
	})
}

func TestACorrectionKeepsTheNeighboursApart(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, s *catalogo.Service) {
		p := byCode(t, d, "aua")
		nuovo := valid("2026-12-01", 100)
		nuovo.ProcedimentoID = p.ID
		nuovo.ID = must(s.AggiungiTermine(ctx, regione, nuovo, "legge nuova"))(t)
		nuovo.VigenteDal, nuovo.Giorni = kernel.MustDay("2026-11-01"), days(110)
		ok(t, s.CorreggiTermine(ctx, regione, nuovo, "data sbagliata"))
		if term, _, _ := termToday(t, d, p.ID); *term.Giorni != 110 || term.Motivo != "data sbagliata" || term.InseritoIl.IsZero() {
			t.Errorf("today: %+v", term)
		}
		ok(t, s.TogliTermine(ctx, regione, p.ID, nuovo.ID, "legge non approvata"))
		if term, _, _ := termToday(t, d, p.ID); *term.Giorni != 90 || !term.VigenteAl.IsZero() {
			t.Errorf("the first term did not open again: %+v", term)
		}
		other := byCode(t, d, "vas")
		foreign := nuovo
		foreign.ProcedimentoID = other.ID
		if err := s.CorreggiTermine(ctx, regione, foreign, "x"); kernel.CodeOf(err) != kernel.NonTrovato {
			t.Errorf("a term was reached through another procedure: %v", err)
		}
	})
}

func TestOnlyTheRegionChangesAndAlwaysSaysWhy(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, s *catalogo.Service) {
		p := byCode(t, d, "aua")
		acts := map[string]func(kernel.Actor, string) error{
			"AggiungiTaskForce": func(a kernel.Actor, m string) error {
				_, err := s.AggiungiTaskForce(ctx, a, catalogo.TaskForce{Nome: "Infrastrutture digitali", Descrizione: "Aiuta con i servizi digitali."}, m)
				return err
			},
			"AggiornaTaskForce": func(a kernel.Actor, m string) error {
				return s.AggiornaTaskForce(ctx, a, catalogo.TaskForce{ID: p.TaskForceID, Nome: "Ambiente", Descrizione: "x", Attiva: true}, m)
			},
			"AggiungiProcedimento": func(a kernel.Actor, m string) error {
				q := p
				q.Nome, q.Codice = "Nuovo procedimento", ""
				_, err := s.AggiungiProcedimento(ctx, a, q, valid("2026-01-01", 30), m)
				return err
			},
			"AggiornaProcedimento":  func(a kernel.Actor, m string) error { return s.AggiornaProcedimento(ctx, a, p, m) },
			"DisattivaProcedimento": func(a kernel.Actor, m string) error { return s.DisattivaProcedimento(ctx, a, p.ID, m) },
		}
		for name, act := range acts {
			for _, role := range kernel.Ruoli {
				if role == kernel.Regione {
					continue
				}
				if err := act(kernel.Actor{Persona: 1, Mandati: []kernel.Mandato{{Ruolo: role}}}, "motivo"); kernel.CodeOf(err) != kernel.Vietato {
					t.Errorf("%s by %s: %v", name, role, err)
				}
			}
			fs := kernel.FieldsOf(act(regione, "  "))
			if len(fs) != 1 || fs[0].Field != "motivo" {
				t.Errorf("%s without a reason: %v", name, fs)
			}
			if err := act(regione, "motivo"); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestTaskForcesMayBeAddedAndRetired(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, s *catalogo.Service) {
		tf := catalogo.TaskForce{Nome: "Infrastrutture digitali", Descrizione: "Aiuta con i servizi digitali."}
		id := must(s.AggiungiTaskForce(ctx, regione, tf, "nuovo bisogno"))(t)
		got := read(t, d, func(tx *db.Tx) (catalogo.TaskForce, error) {
			return catalogo.TaskForcePerCodice(ctx, tx, "infrastrutture-digitali")
		})
		if got.ID != id || got.Ordine != 7 || !got.Attiva || len(published(t, d).TaskForces) != 7 {
			t.Errorf("added: %+v", got)
		}
		if _, err := s.AggiungiTaskForce(ctx, regione, tf, "ancora"); len(kernel.FieldsOf(err)) != 1 {
			t.Errorf("the same name again: %v", err)
		}
		got.Attiva = false
		ok(t, s.AggiornaTaskForce(ctx, regione, got, "non serve più"))
		if n := len(published(t, d).TaskForces); n != 6 {
			t.Errorf("%d task forces are public, want 6", n)
		}
		busy := read(t, d, func(tx *db.Tx) (catalogo.TaskForce, error) {
			return catalogo.TaskForcePerCodice(ctx, tx, "rinnovabili")
		})
		busy.Attiva = false
		if err := s.AggiornaTaskForce(ctx, regione, busy, "prova"); kernel.CodeOf(err) != kernel.Conflitto {
			t.Errorf("a task force with procedures was retired: %v", err)
		}
		q := byCode(t, d, "aua")
		q.TaskForceID = id
		if fs := kernel.FieldsOf(s.AggiornaProcedimento(ctx, regione, q, "prova")); len(fs) != 1 || fs[0].Field != "task_force" {
			t.Errorf("a procedure moved to a retired task force: %v", fs)
		}
	})
}

func TestAnActThatFailsLeavesNothingInPublic(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, s *catalogo.Service) {
		before := published(t, d)
		boom := errors.New("boom")
		err := d.InTx(ctx, func(tx *db.Tx) error {
			if _, err := tx.Exec(ctx, `DELETE FROM pubblico_istantanee`); err != nil {
				return err
			}
			if err := catalogo.Semina(ctx, tx); err != nil {
				return err
			}
			return boom
		})
		if !errors.Is(err, boom) {
			t.Fatal(err)
		}
		if after := published(t, d); after.AggiornatoAl != before.AggiornatoAl {
			t.Error("a snapshot survived its transaction")
		}
	})
}

// TestConcurrentTermsDoNotOverlap lets many people add terms to one procedure
// at once, on both databases.
func TestConcurrentTermsDoNotOverlap(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, s *catalogo.Service) {
		p := byCode(t, d, "aua")
		var wg sync.WaitGroup
		var mu sync.Mutex
		accepted := 0
		for i := range 8 {
			wg.Go(func() {
				term := valid("2026-12-01", int64(50+i))
				term.VigenteDal = term.VigenteDal.AddDays(i * 3)
				term.ProcedimentoID = p.ID
				_, err := s.AggiungiTermine(ctx, regione, term, "prova")
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					accepted++
				} else if kernel.CodeOf(err) != kernel.NonValido {
					t.Errorf("term %d: %v", i, err)
				}
			})
		}
		wg.Wait()
		storia := read(t, d, func(tx *db.Tx) (catalogo.Storia, error) { return catalogo.Termini(ctx, tx, p.ID) })
		if len(storia) != accepted+1 || accepted == 0 {
			t.Errorf("%d terms stored, %d accepted", len(storia), accepted)
		}
		ok(t, disjoint(storia))
		for _, pp := range published(t, d).Procedimenti {
			if pp.Codice == "aua" && len(pp.Termini) != len(storia) {
				t.Errorf("%d terms are public, %d stored", len(pp.Termini), len(storia))
			}
		}
	})
}
