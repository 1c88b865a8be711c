package db_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
)

// TestSubmissions runs all of this file on one database of each kind; each test
// has a key of its own.
func TestSubmissions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, c := range []struct {
			name string
			test func(*testing.T, *db.DB)
		}{
			{"ASubmissionThatArrivesTwiceActsOnce", aSubmissionThatArrivesTwiceActsOnce},
			{"ASubmissionThatFailedMayBeSentAgain", aSubmissionThatFailedMayBeSentAgain},
			{"OfManySubmissionsAtOnceOneActs", ofManySubmissionsAtOnceOneActs},
		} {
			t.Run(c.name, func(t *testing.T) { c.test(t, d) })
		}
	})
}

func aSubmissionThatArrivesTwiceActsOnce(t *testing.T, d *db.DB) {
	acts := 0
	send := func(persona int64) (*db.Submission, error) {
		s := &db.Submission{Key: t.Name(), Persona: persona}
		c := db.WithSubmission(ctx, s)
		err := d.InTx(c, func(*db.Tx) error { acts++; return nil })
		if err == nil {
			// A second transaction of the same request goes on.
			err = d.InTx(c, func(*db.Tx) error { return nil })
		}
		return s, err
	}
	first, err := send(7)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Settle(ctx, first, "/richieste/1"); err != nil {
		t.Fatal(err)
	}
	again, err := send(7)
	if !errors.Is(err, db.ErrRepeated) || acts != 1 {
		t.Fatalf("%d acts, %v", acts, err)
	}
	if err := d.Settle(ctx, again, "/altrove"); err != nil {
		t.Fatal(err)
	}
	location, at, err := d.Settled(ctx, again)
	if err != nil || location != "/richieste/1" || at.IsZero() {
		t.Errorf("%q, %s, %v", location, at, err)
	}
	// Whoever sends somebody else's key learns nothing.
	other, err := send(8)
	if !errors.Is(err, db.ErrRepeated) {
		t.Errorf("another person: %v", err)
	}
	if location, _, err := d.Settled(ctx, other); kernel.CodeOf(err) != kernel.NonTrovato || location != "" {
		t.Errorf("another person learns %q, %v", location, err)
	}
}

func aSubmissionThatFailedMayBeSentAgain(t *testing.T, d *db.DB) {
	wrong := kernel.Invalid([]kernel.FieldError{{Field: "oggetto", Message: "Scrivere l'oggetto."}})
	for i, want := range []error{wrong, nil} {
		s := &db.Submission{Key: t.Name(), Persona: 7}
		err := d.InTx(db.WithSubmission(ctx, s), func(*db.Tx) error { return want })
		if !errors.Is(err, want) {
			t.Fatalf("attempt %d: %v", i, err)
		}
		if err := d.Settle(ctx, s, "/dove"); err != nil {
			t.Fatal(err)
		}
		if location, _, err := d.Settled(ctx, s); (location == "/dove") != (want == nil) || (err == nil) != (want == nil) {
			t.Errorf("attempt %d is settled at %q, %v", i, location, err)
		}
	}
}

func ofManySubmissionsAtOnceOneActs(t *testing.T, d *db.DB) {
	var wg sync.WaitGroup
	var acts, repeated atomic.Int64
	for range 8 {
		wg.Go(func() {
			c := db.WithSubmission(ctx, &db.Submission{Key: t.Name(), Persona: 7})
			err := d.InTx(c, func(tx *db.Tx) error {
				tx.AfterCommit(func() { acts.Add(1) })
				_, err := db.NextNumber(ctx, tx, "prova", 2026)
				return err
			})
			if errors.Is(err, db.ErrRepeated) {
				repeated.Add(1)
			} else if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if acts.Load() != 1 || repeated.Load() != 7 {
		t.Errorf("%d acts, %d repeated", acts.Load(), repeated.Load())
	}
}
