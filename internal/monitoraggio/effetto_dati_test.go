package monitoraggio_test

import (
	"context"
	"log/slog"
	"reflect"
	"strings"
	"testing"
	"time"

	"pass/internal/catalogo"
	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/monitoraggio/effetto"
	"pass/internal/monitoraggio/monitoraggiotest"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
	"pass/internal/platform/jobs"
	"pass/internal/pubblico"
)

// effettiSu makes the service on a database that has the catalogue.
func effettiSu(t testing.TB, d *db.DB) *monitoraggio.Service {
	t.Helper()
	ctx := context.Background()
	log := slog.New(slog.DiscardHandler)
	q := jobs.New(d, log)
	s := monitoraggio.New(monitoraggio.Deps{DB: d, Jobs: q, Log: log})
	if err := q.Ready(); err != nil {
		t.Fatal(err)
	}
	if err := d.InTx(ctx, func(tx *db.Tx) error { return catalogo.Semina(ctx, tx) }); err != nil {
		t.Fatal(err)
	}
	return s
}

var dellaRegione = kernel.Actor{Persona: 1, Nome: "Rita Regi", Mandati: []kernel.Mandato{{Ruolo: kernel.Regione}}}

// TestX13OnTheDatabase plants an effect of −20 days in the practices of helped
// bodies: what is read is what was written, the effect is found, and none is
// found where there is none. Bodies that did not send, answers without
// practices and requests that were no help are in the data.
func TestX13OnTheDatabase(t *testing.T) {
	clock := dbtest.NewClock(time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC))
	dbtest.EachWith(t, db.Options{Clock: clock.Now}, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s := effettiSu(t, d)
		if ee, err := s.Effetti(ctx, dellaRegione); err != nil || len(ee) != 0 {
			t.Fatalf("before anything: %v %v", ee, err)
		}
		if err := s.AggiornaEffetti(ctx); err != nil {
			t.Fatalf("nothing to compare: %v", err)
		}
		mondo := monitoraggiotest.SeminaEffetti(t, d, monitoraggiotest.Taglia{Enti: 160, Pratiche: 5})
		if err := s.AggiornaEffetti(ctx); err != nil {
			t.Fatal(err)
		}
		ee, err := s.Effetti(ctx, dellaRegione)
		if err != nil || len(ee) != 2 {
			t.Fatalf("%d effects, %v", len(ee), err)
		}
		for _, e := range ee {
			durata, _ := effetto.Calcola(mondo.Durate[e.ProcedimentoID], effetto.Opzioni{})
			quota, _ := effetto.Calcola(mondo.Quote[e.ProcedimentoID], effetto.Opzioni{})
			if !reflect.DeepEqual(e.Durata, durata) || !reflect.DeepEqual(e.Arretrato, quota) {
				t.Errorf("%s:\n%+v\nwant\n%+v\n%+v\nwant\n%+v", e.Nome, e.Durata, durata, e.Arretrato, quota)
			}
			if e.Dal.String() != "2022-2" || e.Al.String() != "2026-1" || e.Enti != 160 || e.Aiutati != 40 || e.Dichiarate != mondo.Dichiarate[e.ProcedimentoID] || e.Dichiarate == 0 || e.SenzaTermine != mondo.Ignoti[e.ProcedimentoID] {
				t.Errorf("%s: from %s to %s, %d bodies, %d helped, %d declared, %d without term", e.Nome, e.Dal, e.Al, e.Enti, e.Aiutati, e.Dichiarate, e.SenzaTermine)
			}
		}
		con, senza := ee[0], ee[1]
		if con.SenzaTermine != 0 || senza.SenzaTermine < 100 {
			t.Errorf("%d and %d without a term", con.SenzaTermine, senza.SenzaTermine)
		}
		if con.ProcedimentoID != mondo.Con.ID || con.Durata.Conclusione != effetto.Riduzione || *con.Durata.Stima < -24 || *con.Durata.Stima > -16 ||
			con.Durata.Intervallo[0] > float64(mondo.Giorni) || con.Durata.Intervallo[1] < float64(mondo.Giorni) || con.Arretrato.Conclusione != effetto.Riduzione {
			t.Errorf("planted −20 days: %v %v, %v", con.Durata.Conclusione, *con.Durata.Stima, *con.Durata.Intervallo)
		}
		if senza.Durata.Conclusione != effetto.NonDistinguibile || senza.Arretrato.Conclusione != effetto.NonDistinguibile {
			t.Errorf("nothing was planted: %v %v", senza.Durata.Conclusione, senza.Arretrato.Conclusione)
		}
		var uno monitoraggio.EffettoProcedimento
		var c, altro bool
		if err := d.Read(ctx, func(tx *db.Tx) (err error) {
			if uno, c, err = monitoraggio.EffettoDi(ctx, tx, con.ProcedimentoID); err == nil {
				_, altro, err = monitoraggio.EffettoDi(ctx, tx, 9999)
			}
			return err
		}); err != nil || !c || altro || !reflect.DeepEqual(uno, con) {
			t.Errorf("one procedure: %v %v %v", c, altro, err)
		}
	})
}

// TestTheEffectReadsWithAFixedNumberOfQueries and is computed again only once
// a day.
func TestTheEffectReadsWithAFixedNumberOfQueries(t *testing.T) {
	clock := dbtest.NewClock(time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC))
	conta := func(n int) (calcolo, pagina int64) {
		d := dbtest.SQLite(t, db.Options{Clock: clock.Now})
		s := effettiSu(t, d)
		monitoraggiotest.SeminaEffetti(t, d, monitoraggiotest.Taglia{Enti: n, Pratiche: 2})
		ctx, c := db.WithCounter(context.Background())
		if _, err := s.CalcolaEffetti(ctx); err != nil {
			t.Fatal(err)
		}
		if err := s.AggiornaEffetti(context.Background()); err != nil {
			t.Fatal(err)
		}
		ctx, p := db.WithCounter(context.Background())
		if _, err := s.Effetti(ctx, dellaRegione); err != nil {
			t.Fatal(err)
		}
		return c.N(), p.N()
	}
	piccolo, pagina := conta(8)
	grande, pagina2 := conta(80)
	if piccolo != grande || piccolo > 8 || pagina != 1 || pagina2 != 1 {
		t.Errorf("%d and %d queries to compute, %d and %d to show", piccolo, grande, pagina, pagina2)
	}
}

func TestTheEffectIsComputedAgainOnceADay(t *testing.T) {
	clock := dbtest.NewClock(time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC))
	d := dbtest.SQLite(t, db.Options{Clock: clock.Now})
	s, ctx := effettiSu(t, d), context.Background()
	monitoraggiotest.SeminaEffetti(t, d, monitoraggiotest.Taglia{Enti: 8, Pratiche: 1})
	quando := func() string {
		t.Helper()
		if err := s.RinfrescaEffetti(ctx); err != nil {
			t.Fatal(err)
		}
		ee, err := s.Effetti(ctx, dellaRegione)
		if err != nil || len(ee) != 2 {
			t.Fatalf("%d effects, %v", len(ee), err)
		}
		return ee[0].CalcolatoIl.Day().String()
	}
	if g := quando(); g != "2026-11-22" {
		t.Error(g)
	}
	prima, _ := s.Effetti(ctx, dellaRegione)
	clock.Advance(3 * time.Hour)
	quando()
	if dopo, _ := s.Effetti(ctx, dellaRegione); dopo[0].CalcolatoIl != prima[0].CalcolatoIl {
		t.Error("computed twice in a day")
	}
	clock.Advance(24 * time.Hour)
	if g := quando(); g != "2026-11-23" {
		t.Error(g)
	}
	// A procedure that is asked about no more leaves.
	clock.Advance(time.Hour)
	if err := d.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM monitoraggio_rilevati WHERE procedimento_id = $1`, prima[0].ProcedimentoID)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if err := s.AggiornaEffetti(ctx); err != nil {
		t.Fatal(err)
	}
	if ee, _ := s.Effetti(ctx, dellaRegione); len(ee) != 1 || ee[0].ProcedimentoID != prima[1].ProcedimentoID {
		t.Errorf("%d effects are left", len(ee))
	}
	// An act asks for it, once for those of the same minute.
	if err := d.InTx(ctx, func(tx *db.Tx) error {
		if err := s.RichiediEffetti(ctx, tx); err != nil {
			return err
		}
		return s.RichiediEffetti(ctx, tx)
	}); err != nil {
		t.Fatal(err)
	}
	var inCoda int64
	if err := d.Read(ctx, func(tx *db.Tx) (err error) {
		inCoda, err = db.One(ctx, tx, db.Scalar[int64], `SELECT COUNT(*) FROM river_job WHERE kind = 'monitoraggio.effetti'`)
		return err
	}); err != nil || inCoda < 1 || inCoda > 2 { // two when a minute ends between them
		t.Errorf("%d jobs, %v", inCoda, err)
	}
}

func TestWhoReadsTheEffect(t *testing.T) {
	d := dbtest.SQLite(t, db.Options{})
	s := effettiSu(t, d)
	for _, r := range kernel.Ruoli {
		_, err := s.Effetti(context.Background(), kernel.Actor{Persona: 1, Mandati: []kernel.Mandato{{Ruolo: r, Ente: 1, TaskForce: 1}}})
		want := r != kernel.LegaleRappresentante && r != kernel.Delegato && r != kernel.Amministratore
		if (err == nil) != want || err != nil && kernel.CodeOf(err) != kernel.Vietato {
			t.Errorf("%s: %v", r, err)
		}
	}
}

// TestOnlyPublishedSemestersMakeThePublicEffect publishes what was planted in
// approved data, with the caution, and nothing before there is a publication.
func TestOnlyPublishedSemestersMakeThePublicEffect(t *testing.T) {
	clock := dbtest.NewClock(time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC))
	dbtest.EachWith(t, db.Options{Clock: clock.Now}, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s := effettiSu(t, d)
		mondo := monitoraggiotest.SeminaEffetti(t, d, monitoraggiotest.Taglia{Enti: 160, Pratiche: 5})
		letto := func() (e pubblico.Effetto, i pubblico.Istantanea) {
			t.Helper()
			if err := s.PubblicaEffetti(ctx); err != nil {
				t.Fatal(err)
			}
			err := d.Read(ctx, func(tx *db.Tx) (err error) {
				e, i, err = pubblico.Leggi[pubblico.Effetto](ctx, tx, pubblico.ChiaveEffetto)
				return err
			})
			if err != nil && kernel.CodeOf(err) != kernel.NonTrovato {
				t.Fatal(err)
			}
			return e, i
		}
		stato := func(s string) {
			if err := d.InTx(ctx, func(tx *db.Tx) error {
				_, err := tx.Exec(ctx, `UPDATE monitoraggio_rilevazioni SET stato = $1`, s)
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		stato("chiusa")
		if e, _ := letto(); len(e.Procedimenti) != 0 {
			t.Fatalf("nothing is published, yet %+v", e)
		}
		stato("pubblicata")
		e, i := letto()
		con, ok := e.Di(mondo.Con.Codice)
		if !ok || !con.Durata.Nota() || *con.Durata.Stima > -16 || *con.Durata.Stima < -24 || con.Durata.Conclusione != "riduzione" || con.Durata.Aiutati < 5 || con.Al.String() != "2025-1" { // those of 2026 were sent, and not approved
			t.Errorf("planted −20 days: %+v", con)
		}
		if last := con.Durata.Frasi[len(con.Durata.Frasi)-1]; !strings.Contains(last, "non prova da solo") {
			t.Errorf("the caution is missing: %q", last)
		}
		for _, f := range con.Durata.Frasi {
			if strings.Contains(f, "Fuori dal confronto") {
				t.Errorf("few bodies are told apart: %q", f)
			}
		}
		if i.Fonte != monitoraggio.FonteEffetto {
			t.Errorf("source %q", i.Fonte)
		}
	})
}
