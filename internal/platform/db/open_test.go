package db_test

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
)

// openEnv makes the test binary open the database that it names and end.
const openEnv = "PASS_DB_TEST_OPEN"

func TestMain(m *testing.M) {
	if address := os.Getenv(openEnv); address != "" {
		d, err := db.Open(ctx, address, db.Options{})
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		d.Close()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// eachEmpty gives the address of a database without any table, of each kind.
func eachEmpty(t *testing.T, fn func(t *testing.T, address string)) {
	t.Run("sqlite", func(t *testing.T) { fn(t, filepath.Join(t.TempDir(), "pass.db")) })
	t.Run("postgres", func(t *testing.T) { fn(t, emptyPostgres(t)) })
}

func emptyPostgres(t *testing.T) string {
	u, err := url.Parse(dbtest.PostgresURL(t))
	if err != nil {
		t.Fatal(err)
	}
	raw := make([]byte, 8)
	if _, err := rand.Read(raw); err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(ctx, u.String())
	if err != nil {
		t.Fatal(err)
	}
	name := "e_" + hex.EncodeToString(raw)
	if _, err := conn.Exec(ctx, "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := conn.Exec(ctx, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Errorf("cannot drop %s: %v", name, err)
		}
		conn.Close(ctx)
	})
	u.Path = "/" + name
	return u.String()
}

// state is everything that the migrations made: columns and the list of names.
func state(t *testing.T, d *db.DB) string {
	t.Helper()
	schema, err := db.Schema(ctx, d)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	err = d.Read(ctx, func(tx *db.Tx) (err error) {
		names, err = db.Many(ctx, tx, scanText, `SELECT nome FROM migrazioni ORDER BY nome`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	want, err := db.Migrations(d.Kind())
	if err != nil || fmt.Sprint(names) != fmt.Sprint(want) || len(want) == 0 {
		t.Errorf("applied %v, want %v, %v", names, want, err)
	}
	return fmt.Sprint(schema)
}

func TestProcessesThatStartTogetherMigrateOnce(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	eachEmpty(t, func(t *testing.T, address string) {
		var running []*exec.Cmd
		var outputs []*strings.Builder
		for range 3 {
			c := exec.Command(os.Args[0])
			out := new(strings.Builder)
			c.Env, c.Stdout, c.Stderr = append(os.Environ(), openEnv+"="+address), out, out
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			running, outputs = append(running, c), append(outputs, out)
		}
		for i, c := range running {
			if err := c.Wait(); err != nil {
				t.Errorf("process %d: %v: %s", i, err, outputs[i])
			}
		}
		d, err := db.Open(ctx, address, db.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		state(t, d)
	})
}

func TestOpeningAgainChangesNothing(t *testing.T) {
	again := func(t *testing.T, address string) {
		first, err := db.Open(ctx, address, db.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer first.Close()
		err = first.InTx(ctx, func(tx *db.Tx) error { return db.SetSetting(ctx, tx, "prova", "resta") })
		if err != nil {
			t.Fatal(err)
		}
		before := state(t, first)
		second, err := db.Open(ctx, address, db.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer second.Close()
		if after := state(t, second); after != before {
			t.Errorf("schema before %s\nafter %s", before, after)
		}
		err = second.Read(ctx, func(tx *db.Tx) error {
			v, err := db.Setting(ctx, tx, "prova")
			if err == nil && v != "resta" {
				t.Errorf("the data were lost: %q", v)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Run("sqlite", func(t *testing.T) { again(t, filepath.Join(t.TempDir(), "pass.db")) })
	t.Run("postgres", func(t *testing.T) { again(t, dbtest.PostgresURL(t)) })
}

func TestTheFolderOfTheDatabaseMayHaveAnyName(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "dati 100% veri? #1 è", "sotto", "pass.db")
	for range 2 {
		d, err := db.Open(ctx, "sqlite:"+path, db.Options{Relaxed: true})
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Ping(ctx); err != nil {
			t.Error(err)
		}
		d.Close()
	}
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("the folder holds %v, %v", entries, err)
	}
}

func TestAnAddressThatCannotWorkSaysSo(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("this is no database, and it is long enough to be read as a header"), 0o600); err != nil {
		t.Fatal(err)
	}
	for address, want := range map[string]string{
		filepath.Join(file, "pass.db"): "data folder",
		file:                           "not a database",
		"postgres://x:y@127.0.0.1:1/nulla?connect_timeout=1": "PostgreSQL does not answer",
		"postgres://%zz": "PostgreSQL address",
	} {
		c, cancel := context.WithCancel(ctx)
		d, err := db.Open(c, address, db.Options{})
		cancel()
		if err == nil {
			d.Close()
			t.Errorf("%s opens", address)
		} else if !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestClosedMeansClosed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := d.Ping(ctx); err != nil {
			t.Fatal(err)
		}
		d.Close()
		if err := d.Ping(ctx); err == nil {
			t.Error("a closed database answers")
		}
		if err := d.InTx(ctx, func(*db.Tx) error { return nil }); err == nil {
			t.Error("a closed database takes transactions")
		}
	})
}
