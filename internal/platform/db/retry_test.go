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

// locked opens an SQLite database that another connection keeps for itself
// until release; nobody waits inside SQLite.
func locked(t *testing.T) (d *db.DB, release func()) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pass.db")
	d, err := db.Open(ctx, path, db.Options{Relaxed: true})
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
	other, err := pool.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { other.Close() })
	if _, err := other.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	return d, func() {
		if _, err := other.ExecContext(ctx, "ROLLBACK"); err != nil {
			t.Error(err)
		}
	}
}

func TestABusyDatabaseIsTriedAgain(t *testing.T) {
	d, release := locked(t)
	time.AfterFunc(30*time.Millisecond, release)
	ran := 0
	err := d.InTx(ctx, func(tx *db.Tx) error {
		ran++
		return db.SetSetting(ctx, tx, "prova", "scritta")
	})
	if err != nil || ran != 1 || read(t, d, "prova") != "scritta" {
		t.Errorf("%v, the work ran %d times", err, ran)
	}
}

func TestADatabaseThatStaysBusyIsGivenUpWithAMessage(t *testing.T) {
	d, release := locked(t)
	defer release()
	start := time.Now()
	err := d.InTx(ctx, func(*db.Tx) error { t.Error("the work ran"); return nil })
	if kernel.CodeOf(err) != kernel.NonDisponibile || !strings.Contains(err.Error(), "SQLITE_BUSY") {
		t.Errorf("%v", err)
	}
	if took := time.Since(start); took < 100*time.Millisecond || took > 10*time.Second {
		t.Errorf("given up after %v", took)
	}
}

func TestWhoIsGoneIsNotWaitedFor(t *testing.T) {
	d, release := locked(t)
	defer release()
	c, cancel := context.WithCancel(ctx)
	time.AfterFunc(20*time.Millisecond, cancel)
	if err := d.InTx(c, func(*db.Tx) error { return nil }); c.Err() == nil || err == nil || kernel.CodeOf(err) == kernel.NonDisponibile {
		t.Errorf("%v", err)
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
