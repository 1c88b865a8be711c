package db

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	_ "modernc.org/sqlite" // the embedded database

	"pass/internal/kernel"
)

// Kind tells the two databases apart. Only platform packages may ask.
type Kind int

// The databases.
const (
	SQLite Kind = iota
	Postgres
)

// String names the kind as in migrations/.
func (k Kind) String() string {
	if k == Postgres {
		return "postgres"
	}
	return "sqlite"
}

// Options tune a DB; the zero value works.
type Options struct {
	Clock   func() time.Time // source of tx.Now, time.Now if nil
	Log     *slog.Logger     // slow queries, slog.Default() if nil
	Slow    time.Duration    // from here on a query is logged as slow, 200 ms if 0
	Readers int              // parallel readers on SQLite, 4 if 0
	Relaxed bool             // no fsync: only for tests and throw-away data
}

// DB is an open database with its schema up to date.
type DB struct {
	kind  Kind
	url   string
	write *sql.DB       // SQLite: the single writer
	turn  chan struct{} // SQLite: who writes, in the order in which they asked
	read  *sql.DB       // SQLite: the readers
	pool  *pgxpool.Pool
	clock func() time.Time
	log   *slog.Logger
	slow  time.Duration
}

// Open opens the database at address and migrates it: a file path (or
// "sqlite:PATH") is SQLite, "postgres://…" is PostgreSQL.
func Open(ctx context.Context, address string, opts Options) (*DB, error) {
	d := &DB{url: address, clock: opts.Clock, log: opts.Log, slow: opts.Slow}
	if d.clock == nil {
		d.clock = time.Now
	}
	if d.log == nil {
		d.log = slog.Default()
	}
	if d.slow == 0 {
		d.slow = 200 * time.Millisecond
	}
	var err error
	if strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://") {
		d.kind = Postgres
		d.pool, err = openPostgres(ctx, address)
	} else {
		err = d.openSQLite(strings.TrimPrefix(address, "sqlite:"), opts)
	}
	if err != nil {
		return nil, err
	}
	if err := d.migrate(ctx); err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

func openPostgres(ctx context.Context, address string) (*pgxpool.Pool, error) {
	pool, err := pgxpool.New(ctx, address)
	if err != nil {
		return nil, fmt.Errorf("db: cannot use the PostgreSQL address: %w", err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("db: PostgreSQL does not answer: %w", err)
	}
	return pool, nil
}

func (d *DB) openSQLite(path string, opts Options) error {
	if dir := filepath.Dir(path); dir != "." {
		if err := os.MkdirAll(dir, 0o750); err != nil {
			return fmt.Errorf("db: cannot create the data folder: %w", err)
		}
	}
	sync := "FULL"
	if opts.Relaxed {
		sync = "OFF"
	}
	q := url.Values{}
	q.Set("_txlock", "immediate")
	for _, p := range []string{"busy_timeout(10000)", "journal_mode(WAL)", "foreign_keys(1)",
		"synchronous(" + sync + ")", "cache_size(-32000)", "temp_store(MEMORY)"} {
		q.Add("_pragma", p)
	}
	file := "file:" + (&url.URL{Path: path}).EscapedPath()
	w, err := sql.Open("sqlite", file+"?"+q.Encode())
	if err != nil {
		return fmt.Errorf("db: cannot open %s: %w", path, err)
	}
	w.SetMaxOpenConns(1)
	w.SetConnMaxIdleTime(0)
	if err := w.Ping(); err != nil {
		w.Close()
		return fmt.Errorf("db: cannot open %s: %w", path, err)
	}
	q.Set("_txlock", "deferred")
	q.Add("_pragma", "query_only(1)")
	r, err := sql.Open("sqlite", file+"?"+q.Encode())
	if err != nil {
		w.Close()
		return fmt.Errorf("db: cannot open %s: %w", path, err)
	}
	readers := opts.Readers
	if readers == 0 {
		readers = 4
	}
	r.SetMaxOpenConns(readers)
	r.SetMaxIdleConns(readers)
	d.kind, d.write, d.read, d.turn = SQLite, w, r, make(chan struct{}, 1)
	return nil
}

// Close ends all connections; on SQLite it also folds the log into the file.
func (d *DB) Close() {
	if d.pool != nil {
		d.pool.Close()
	}
	if d.read != nil {
		d.read.Close()
	}
	if d.write != nil {
		d.write.Close()
	}
}

// Kind tells which database this is; only platform packages may ask.
func (d *DB) Kind() Kind { return d.kind }

// Now is the present instant of the database's clock.
func (d *DB) Now() kernel.Instant { return kernel.InstantOf(d.clock()) }

// RawSQLite gives the writer's pool, for River's SQLite driver only.
func (d *DB) RawSQLite() *sql.DB { return d.write }

// RawPostgres gives the pool, for River's PostgreSQL driver only.
func (d *DB) RawPostgres() *pgxpool.Pool { return d.pool }

// Ping reports whether the database answers.
func (d *DB) Ping(ctx context.Context) error {
	if d.kind == Postgres {
		return d.pool.Ping(ctx)
	}
	return d.read.PingContext(ctx)
}
