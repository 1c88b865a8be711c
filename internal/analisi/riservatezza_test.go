package analisi_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pass/internal/analisi"
	"pass/internal/analisi/analisitest"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
)

// simili are bodies of one class, with a log each of the same procedure.
type simili struct {
	*analisitest.Mondo
	t      *testing.T
	chi    map[int64]kernel.Actor
	r      map[int64]int64 // their requests
	ultimo map[int64]int64 // their last logs
}

func nuoviSimili(t *testing.T, d *db.DB) *simili {
	return &simili{analisitest.Nuovo(t, d), t, map[int64]kernel.Actor{}, map[int64]int64{}, map[int64]int64{}}
}

// carica gives a body a log of twelve practices of so many days.
func (s *simili) carica(ente int64, giorni int) {
	s.t.Helper()
	if s.chi[ente].Persona == 0 {
		s.Ente(ente, fmt.Sprintf("Comune %d", ente), 30_000)
		s.chi[ente], s.r[ente] = s.Delegato(ente), s.Richiesta(ente, 1)
	}
	var b strings.Builder
	b.WriteString("pratica,attività,data\n")
	for i := range 12 {
		fine := kernel.MustDay("2025-01-01").AddDays(giorni + i%3)
		fmt.Fprintf(&b, "P%d,Ricezione,2025-01-01\nP%d,Rilascio,%s\n", i, i, fine)
	}
	g := s.CaricaCome(s.chi[ente], s.r[ente], "registro.csv", []byte(b.String()), analisi.ScelteVuote())
	s.Leggi(g)
	s.ultimo[ente] = int64(g.N)
}

// vede is what the body reads of the others, in days.
func (s *simili) vede(ente int64) []int {
	s.t.Helper()
	f, err := s.Servizio.ApriFonte(ctx, s.chi[ente], s.r[ente], s.ultimo[ente])
	if err != nil {
		s.t.Fatal(err)
	}
	c, err := s.Servizio.Confronto(ctx, s.chi[ente], f)
	if err != nil {
		s.t.Fatal(err)
	}
	var out []int
	for _, x := range c.Altri {
		out = append(out, int(x.Mediana/86400+0.5))
	}
	slices.Sort(out)
	return out
}

// TestLaDifferenzaNonDiceDiNessuno is the attack: body 10 looks, body 16 comes,
// changes or goes, body 10 looks again and subtracts.
func TestLaDifferenzaNonDiceDiNessuno(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := nuoviSimili(t, d)
		for i := range int64(5) {
			s.carica(10+i, 20+int(i))
			if v := s.vede(10); v != nil {
				t.Fatalf("with %d bodies: %v", i+1, v)
			}
		}
		s.carica(15, 25)
		prima := s.vede(10)
		if !slices.Equal(prima, []int{22, 23, 24, 25, 26}) { // each median is a day over the shortest
			t.Fatalf("with six: %v", prima)
		}
		uguale := func(che string) {
			t.Helper()
			if v := s.vede(10); !slices.Equal(v, prima) {
				t.Errorf("%s, and the difference tells of it: %v, then %v", che, prima, v)
			}
		}
		s.carica(16, 90)
		uguale("a body came")
		s.carica(11, 70)
		uguale("a body changed")
		if err := s.Servizio.EliminaRegistro(ctx, s.chi[16], s.r[16], s.ultimo[16]); err != nil {
			t.Fatal(err)
		}
		uguale("a body that was never shown went")
		if err := s.Servizio.EliminaRegistro(ctx, s.chi[12], s.r[12], s.ultimo[12]); err != nil {
			t.Fatal(err)
		}
		uguale("a body went")
		if n := quanti(t, s.Mondo, `SELECT COUNT(*) FROM analisi_fotografie WHERE enti LIKE '%"ente":12%'`); n != 0 {
			t.Error("the figures still tell whose they were")
		}
		for i := range int64(6) { // six that come are shown together; the rest waits
			uguale(fmt.Sprint(i, " bodies came"))
			s.carica(20+i, 40+int(i))
		}
		if v := s.vede(10); !slices.Equal(v, []int{22, 23, 24, 25, 26, 41, 42, 43, 44, 45, 46}) {
			t.Errorf("six came: %v", v)
		}
		for i := range int64(5) { // with 11 and 12 they are seven whose figures change or go
			s.carica(20+i, 60+int(i))
		}
		if v := s.vede(10); !slices.Equal(v, []int{24, 25, 26, 46, 61, 62, 63, 64, 65, 71}) {
			t.Errorf("six changed, one of two went: %v", v)
		}
	})
}

// TestFotografieVecchie are not shown.
func TestFotografieVecchie(t *testing.T) {
	inizio := time.Date(2026, 1, 31, 10, 0, 0, 0, time.UTC)
	clock := dbtest.NewClock(inizio)
	dbtest.EachWith(t, db.Options{Clock: clock.Now}, func(t *testing.T, d *db.DB) {
		clock.Set(inizio)
		s := nuoviSimili(t, d)
		for i := range int64(6) {
			s.carica(10+i, 20+int(i))
		}
		clock.Set(inizio.AddDate(0, analisi.MesiConservazione, -1))
		if v := s.vede(10); len(v) != 5 {
			t.Errorf("in its last days: %v", v)
		}
		s.carica(10, 20) // the old log is about to go
		clock.Set(inizio.AddDate(0, analisi.MesiConservazione, 1))
		if v := s.vede(10); v != nil {
			t.Errorf("when it is over: %v", v)
		}
	})
}

// TestFotografieDiPrima: figures that are older than photographs are taken by
// the nightly job.
func TestFotografieDiPrima(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := nuoviSimili(t, d)
		for i := range int64(6) {
			s.carica(10+i, 20+int(i))
		}
		s.In(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `DELETE FROM analisi_fotografie`)
			return err
		})
		if v := s.vede(10); v != nil {
			t.Fatalf("without a photograph: %v", v)
		}
		s.Carica("permessi.csv", []byte(permessi))
		s.Avvia()
		s.Aspetta(1)
		aspettaFinche(t, func() bool { return len(s.vede(10)) == 5 })
	})
}

// aspettaFinche waits for what a job does.
func aspettaFinche(t *testing.T, fatto func() bool) {
	t.Helper()
	fine, annulla := context.WithTimeout(ctx, 30*time.Second)
	defer annulla()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !fatto() {
		select {
		case <-tick.C:
		case <-fine.Done():
			t.Fatal("it never happens")
		}
	}
}

// TestSiDimenticanoLeColonne with the last log of the body and procedure: when
// a person deletes it, when its time is over, and when it went before this was
// so.
func TestSiDimenticanoLeColonne(t *testing.T) {
	inizio := time.Date(2026, 1, 31, 10, 0, 0, 0, time.UTC)
	clock := dbtest.NewClock(inizio)
	dbtest.EachWith(t, db.Options{Clock: clock.Now}, func(t *testing.T, d *db.DB) {
		clock.Set(inizio)
		s := nuoviSimili(t, d)
		anna := s.Attori["Anna"]
		mappe := func(want int, quando string) {
			t.Helper()
			if n := quanti(t, s.Mondo, `SELECT COUNT(*) FROM analisi_mappe`); n != want {
				t.Errorf("%s: %d are remembered, want %d", quando, n, want)
			}
		}
		uno, due := s.Carica("uno.csv", []byte(permessi)), s.Carica("due.csv", []byte(permessi))
		s.Leggi(uno)
		s.Leggi(due)
		s.carica(10, 20)
		mappe(2, "two bodies have logs")
		elimina := func(n int) {
			t.Helper()
			if err := s.Servizio.EliminaRegistro(ctx, anna, analisitest.Lavorata, int64(n)); err != nil {
				t.Fatal(err)
			}
		}
		elimina(uno.N)
		mappe(2, "a log is left")
		elimina(due.N)
		mappe(1, "the last log was deleted")
		if _, err := s.Servizio.EliminaScaduti(ctx); err != nil {
			t.Fatal(err)
		}
		mappe(1, "the log of the other body is kept")
		clock.Set(inizio.AddDate(0, analisi.MesiConservazione, 1))
		if n, err := s.Servizio.EliminaScaduti(ctx); err != nil || n != 1 {
			t.Fatalf("%d logs went: %v", n, err)
		}
		mappe(0, "the time of the last log is over")
		s.In(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO analisi_mappe (ente_id, procedimento_id, scelte, passi, aggiornata_il) VALUES (1,1,'','',$1)`, tx.Now())
			return err
		})
		if _, err := s.Servizio.EliminaScaduti(ctx); err != nil {
			t.Fatal(err)
		}
		mappe(0, "nothing but memory is left")
	})
}
