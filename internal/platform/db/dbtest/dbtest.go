// Package dbtest runs store tests on both databases.
package dbtest

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"pass/internal/platform/db"
)

// PostgresEnv names the variable that holds the address of a throw-away
// PostgreSQL server whose user may create databases. RequireEnv makes its
// absence a failure, as in "make test".
const (
	PostgresEnv = "PASS_TEST_POSTGRES"
	RequireEnv  = "PASS_TEST_REQUIRE_POSTGRES"
)

// Clock is a clock that tests move by hand.
type Clock struct {
	mu sync.Mutex
	t  time.Time
}

// NewClock starts at the given time.
func NewClock(t time.Time) *Clock { return &Clock{t: t} }

// Now gives the present of the clock.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

// Advance moves the clock.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// Set moves the clock to t.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = t
}

// Each runs fn on a fresh SQLite database and on a fresh PostgreSQL database.
func Each(t *testing.T, fn func(t *testing.T, d *db.DB)) {
	t.Helper()
	EachWith(t, db.Options{}, fn)
}

// EachWith is Each with options, such as a clock.
func EachWith(t *testing.T, opts db.Options, fn func(t *testing.T, d *db.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { fn(t, SQLite(t, opts)) })
	t.Run("postgres", func(t *testing.T) { fn(t, Postgres(t, opts)) })
}

// SQLite opens a fresh embedded database.
func SQLite(t testing.TB, opts db.Options) *db.DB {
	t.Helper()
	opts.Relaxed = true
	d, err := db.Open(context.Background(), filepath.Join(t.TempDir(), "pass.db"), opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	return d
}

// Postgres opens a fresh database on the test server.
func Postgres(t testing.TB, opts db.Options) *db.DB {
	t.Helper()
	address := PostgresURL(t)
	d, err := db.Open(context.Background(), address, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	return d
}

var (
	templateOnce sync.Once
	templateName string
	templateErr  error
)

// PostgresURL gives the address of a fresh database, made from a template that
// already has the present schema. It is dropped when the test ends.
func PostgresURL(t testing.TB) string {
	t.Helper()
	server := os.Getenv(PostgresEnv)
	if server == "" {
		if os.Getenv(RequireEnv) != "" {
			t.Fatalf("%s is empty: PostgreSQL is required here", PostgresEnv)
		}
		t.Skipf("PostgreSQL skipped: set %s (make test does)", PostgresEnv)
	}
	templateOnce.Do(func() { templateName, templateErr = makeTemplate(server) })
	if templateErr != nil {
		t.Fatalf("cannot make the template database: %v", templateErr)
	}
	raw := make([]byte, 8)
	if _, err := rand.Read(raw); err != nil {
		t.Fatal(err)
	}
	name := "t_" + hex.EncodeToString(raw)
	if err := execOn(server, fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s", name, templateName)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := execOn(server, fmt.Sprintf("DROP DATABASE %s WITH (FORCE)", name)); err != nil {
			t.Logf("cannot drop %s: %v", name, err)
		}
	})
	return withDatabase(server, name)
}

// makeTemplate migrates a database named after the migrations' content, once
// for all test processes.
func makeTemplate(server string) (string, error) {
	names, err := db.Migrations(db.Postgres)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	for _, n := range names {
		text, err := db.MigrationText(db.Postgres, n)
		if err != nil {
			return "", err
		}
		h.Write([]byte(n))
		h.Write(text)
	}
	name := "pass_tpl_" + hex.EncodeToString(h.Sum(nil))[:12]
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		return "", err
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock(77)"); err != nil {
		return "", err
	}
	var ready bool
	err = conn.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)", name).Scan(&ready)
	if err != nil || ready {
		return name, err
	}
	draft := name + "_draft"
	if _, err := conn.Exec(ctx, "DROP DATABASE IF EXISTS "+draft+" WITH (FORCE)"); err != nil {
		return "", err
	}
	if _, err := conn.Exec(ctx, "CREATE DATABASE "+draft); err != nil {
		return "", err
	}
	d, err := db.Open(ctx, withDatabase(server, draft), db.Options{})
	if err != nil {
		return "", err
	}
	d.Close()
	_, err = conn.Exec(ctx, "ALTER DATABASE "+draft+" RENAME TO "+name)
	return name, err
}

func execOn(server, query string) error {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, query)
	return err
}

func withDatabase(server, name string) string {
	u, err := url.Parse(server)
	if err != nil {
		return server
	}
	u.Path = "/" + name
	return u.String()
}
