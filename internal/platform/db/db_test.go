package db_test

import (
	"context"
	"errors"
	"fmt"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
)

var ctx = context.Background()

func scanText(r db.Row) (string, error) { return db.Scalar[string](r) }

func TestInstantsAndDaysSurviveTheRoundTrip(t *testing.T) {
	at := time.Date(2026, 3, 29, 1, 30, 0, 123456789, time.UTC)
	clock := dbtest.NewClock(at)
	dbtest.EachWith(t, db.Options{Clock: clock.Now}, func(t *testing.T, d *db.DB) {
		err := d.InTx(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO impostazioni (chiave, valore, aggiornata_il) VALUES ($1, $2, $3)`, "à", "x", tx.Now())
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		err = d.Read(ctx, func(tx *db.Tx) error {
			got, err := db.One(ctx, tx, func(r db.Row) (kernel.Instant, error) { return db.Scalar[kernel.Instant](r) },
				`SELECT aggiornata_il FROM impostazioni WHERE chiave = $1 AND aggiornata_il <= $2`, "à", kernel.InstantOf(at))
			if err != nil {
				return err
			}
			if got.String() != "2026-03-29T01:30:00.123Z" {
				t.Errorf("read back %s", got)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestATransactionThatFailsLeavesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ran := false
		boom := errors.New("boom")
		err := d.InTx(ctx, func(tx *db.Tx) error {
			tx.AfterCommit(func() { ran = true })
			if _, err := tx.Exec(ctx, `INSERT INTO impostazioni (chiave, valore, aggiornata_il) VALUES ('a', 'b', $1)`, tx.Now()); err != nil {
				return err
			}
			return boom
		})
		if !errors.Is(err, boom) || ran {
			t.Fatalf("err %v, after-commit ran: %v", err, ran)
		}
		_ = d.Read(ctx, func(tx *db.Tx) error {
			if _, err := db.One(ctx, tx, scanText, `SELECT valore FROM impostazioni WHERE chiave = 'a'`); kernel.CodeOf(err) != kernel.NonTrovato {
				t.Errorf("the row is there: %v", err)
			}
			return nil
		})
	})
}

func TestConcurrentCountersLoseNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var wg sync.WaitGroup
		seen := make(chan int64, 80)
		for range 8 {
			wg.Go(func() {
				for range 10 {
					err := d.InTx(ctx, func(tx *db.Tx) error {
						n, err := db.NextNumber(ctx, tx, "prova", 2026)
						if err == nil {
							tx.AfterCommit(func() { seen <- n })
						}
						return err
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		close(seen)
		var all []int64
		for n := range seen {
			all = append(all, n)
		}
		sort.Slice(all, func(i, j int) bool { return all[i] < all[j] })
		for i, n := range all {
			if n != int64(i+1) {
				t.Fatalf("numbers %v", all)
			}
		}
		if len(all) != 80 {
			t.Fatalf("%d numbers", len(all))
		}
	})
}

func TestArgumentsAreCounted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		err := d.Read(ctx, func(tx *db.Tx) error {
			_, err := db.One(ctx, tx, scanText, `SELECT valore FROM impostazioni WHERE chiave = $1`, "a", "extra")
			return err
		})
		if err == nil || !strings.Contains(err.Error(), "names $1 but has 2") {
			t.Errorf("err %v", err)
		}
	})
}

func TestReadersCannotWrite(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		err := d.Read(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `DELETE FROM impostazioni`)
			return err
		})
		if err == nil {
			t.Error("a reader wrote")
		}
	})
}

func TestQueriesAreCounted(t *testing.T) {
	d := dbtest.SQLite(t, db.Options{})
	c, counter := db.WithCounter(ctx)
	_ = d.Read(c, func(tx *db.Tx) error {
		for range 3 {
			if _, err := db.Many(c, tx, scanText, `SELECT valore FROM impostazioni`); err != nil {
				t.Fatal(err)
			}
		}
		return nil
	})
	if counter.N() != 3 {
		t.Errorf("%d queries", counter.N())
	}
}

// TestBothSchemasAreEqual compares tables, columns, NOT NULL and primary keys
// of our own tables on the two databases.
func TestBothSchemasAreEqual(t *testing.T) {
	lite := dbtest.SQLite(t, db.Options{})
	pg := dbtest.Postgres(t, db.Options{})
	a, err := db.Schema(ctx, lite)
	if err != nil {
		t.Fatal(err)
	}
	b, err := db.Schema(ctx, pg)
	if err != nil {
		t.Fatal(err)
	}
	if len(a) == 0 {
		t.Fatal("no table")
	}
	for name, columns := range a {
		other, ok := b[name]
		if !ok {
			t.Errorf("table %s is missing in PostgreSQL", name)
			continue
		}
		if x, y := fmt.Sprint(columns), fmt.Sprint(other); x != y {
			t.Errorf("table %s differs:\n sqlite   %s\n postgres %s", name, x, y)
		}
	}
	for name := range b {
		if _, ok := a[name]; !ok {
			t.Errorf("table %s is missing in SQLite", name)
		}
	}
	x, _ := db.Migrations(db.SQLite)
	y, _ := db.Migrations(db.Postgres)
	if fmt.Sprint(x) != fmt.Sprint(y) {
		t.Errorf("migrations differ: %v, %v", x, y)
	}
}
