package db_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
)

// locked opens an SQLite database that another connection keeps for itself.
// The clock is read once for each attempt at a transaction, so it counts them;
// attempt is told the number of each.
func locked(t *testing.T, attempt func(n int64, release func())) (*db.DB, *atomic.Int64) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pass.db")
	var attempts atomic.Int64
	var counting atomic.Bool
	var other *sql.Conn
	var once sync.Once
	release := func() {
		once.Do(func() {
			if _, err := other.ExecContext(ctx, "ROLLBACK"); err != nil {
				t.Error(err)
			}
		})
	}
	d, err := db.Open(ctx, path, db.Options{Relaxed: true, Clock: func() time.Time {
		if counting.Load() {
			attempt(attempts.Add(1), release)
		}
		return time.Now()
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	if _, err := d.RawSQLite().Exec("PRAGMA busy_timeout = 1"); err != nil {
		t.Fatal(err)
	}
	pool, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { pool.Close() })
	if other, err = pool.Conn(ctx); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { other.Close() })
	if _, err := other.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	counting.Store(true)
	return d, &attempts
}

func TestABusyDatabaseIsTriedAgain(t *testing.T) {
	d, attempts := locked(t, func(n int64, release func()) {
		if n == 3 {
			release()
		}
	})
	ran := 0
	err := d.InTx(ctx, func(tx *db.Tx) error {
		ran++
		return db.SetSetting(ctx, tx, "prova", "scritta")
	})
	if err != nil || attempts.Load() != 3 || ran != 1 {
		t.Errorf("%v after %d attempts, the work ran %d times", err, attempts.Load(), ran)
	}
}

func TestADatabaseThatStaysBusyIsGivenUpWithAMessage(t *testing.T) {
	d, attempts := locked(t, func(int64, func()) {})
	err := d.InTx(ctx, func(*db.Tx) error { t.Error("the work ran"); return nil })
	if kernel.CodeOf(err) != kernel.NonDisponibile || attempts.Load() != 6 {
		t.Errorf("%v after %d attempts", err, attempts.Load())
	}
	if !strings.Contains(err.Error(), "SQLITE_BUSY") {
		t.Errorf("the log loses the cause: %v", err)
	}
}

func TestWhoIsGoneIsNotWaitedFor(t *testing.T) {
	c, cancel := context.WithCancel(ctx)
	d, attempts := locked(t, func(n int64, _ func()) {
		if n == 2 {
			cancel()
		}
	})
	if err := d.InTx(c, func(*db.Tx) error { return nil }); !errors.Is(err, context.Canceled) || attempts.Load() != 2 {
		t.Errorf("%v after %d attempts", err, attempts.Load())
	}
}

// TestADeadlockIsRunAgain makes two transactions take the same two rows in
// opposite order, each waiting until the other holds its first: PostgreSQL
// ends one, which is run again; SQLite has one writer and never gets there.
func TestADeadlockIsRunAgain(t *testing.T) {
	d := dbtest.Postgres(t, db.Options{})
	set := func(tx *db.Tx, key, value string) error { return db.SetSetting(ctx, tx, key, value) }
	err := d.InTx(ctx, func(tx *db.Tx) error { return errors.Join(set(tx, "a", "0"), set(tx, "b", "0")) })
	if err != nil {
		t.Fatal(err)
	}
	var wg, both sync.WaitGroup
	var runs atomic.Int64
	both.Add(2)
	cross := func(first, second string) {
		ready := sync.OnceFunc(func() { both.Done(); both.Wait() })
		err := d.InTx(ctx, func(tx *db.Tx) error {
			runs.Add(1)
			if _, err := tx.Exec(ctx, `SET LOCAL deadlock_timeout = '20ms'`); err != nil {
				return err
			}
			if err := set(tx, first, first+second); err != nil {
				return err
			}
			ready()
			return set(tx, second, first+second)
		})
		if err != nil {
			t.Error(err)
		}
	}
	wg.Go(func() { cross("a", "b") })
	wg.Go(func() { cross("b", "a") })
	wg.Wait()
	if runs.Load() < 3 {
		t.Errorf("%d runs: there was no deadlock", runs.Load())
	}
	_ = d.Read(ctx, func(tx *db.Tx) error {
		a, _ := db.Setting(ctx, tx, "a")
		b, _ := db.Setting(ctx, tx, "b")
		if a != b || a == "0" {
			t.Errorf("half of each: %s, %s", a, b)
		}
		return nil
	})
}

func TestSerializationFailuresAreGivenUpAfterSomeAttempts(t *testing.T) {
	d := dbtest.Postgres(t, db.Options{})
	runs := 0
	err := d.InTx(ctx, func(tx *db.Tx) error {
		runs++
		tx.AfterCommit(func() { t.Error("after a commit that never was") })
		_, err := tx.Exec(ctx, `DO $$ BEGIN RAISE EXCEPTION 'lost' USING ERRCODE = 'serialization_failure'; END $$`)
		return err
	})
	if kernel.CodeOf(err) != kernel.NonDisponibile || runs != 6 {
		t.Errorf("%v after %d runs", err, runs)
	}
}

func TestSlowQueriesAreLoggedWithoutTheirArguments(t *testing.T) {
	var out bytes.Buffer
	log := slog.New(slog.NewJSONHandler(&out, nil))
	run := func(t *testing.T, d *db.DB) string {
		out.Reset()
		err := d.InTx(ctx, func(tx *db.Tx) error { return db.SetSetting(ctx, tx, "prova", "RSSMRA85T10A562S") })
		if err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	dbtest.EachWith(t, db.Options{Log: log, Slow: 1}, func(t *testing.T, d *db.DB) {
		if line := run(t, d); !strings.Contains(line, "slow query") || !strings.Contains(line, "INSERT INTO impostazioni") || strings.Contains(line, "RSSMRA") {
			t.Errorf("logged %q", line)
		}
	})
	if line := run(t, dbtest.SQLite(t, db.Options{Log: log, Slow: time.Hour})); line != "" {
		t.Errorf("a quick query is logged: %s", line)
	}
}
