package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"

	"pass/internal/kernel"
)

// ErrNotFound is what One returns when no row matches.
var ErrNotFound = kernel.E(kernel.NonTrovato, "La pagina o il dato cercato non esiste.")

// maxAttempts bounds the retries of a transaction that lost a race; after
// maxWait there is none more, because a person is waiting.
const (
	maxAttempts = 6
	maxWait     = 10 * time.Second
)

// Tx is one transaction on either database. It is not safe for concurrent use.
type Tx struct {
	db    *DB
	sq    *sql.Tx
	pg    pgx.Tx
	now   kernel.Instant
	after []func()
}

// Row is what a scan function reads from.
type Row interface{ Scan(dest ...any) error }

// Now is the instant of the transaction: every row that it writes carries the
// same one.
func (tx *Tx) Now() kernel.Instant { return tx.now }

// AfterCommit runs fn once the transaction is durable, and never otherwise.
func (tx *Tx) AfterCommit(fn func()) { tx.after = append(tx.after, fn) }

// RawSQLite gives the driver's transaction, for platform/jobs only.
func (tx *Tx) RawSQLite() *sql.Tx { return tx.sq }

// RawPostgres gives the driver's transaction, for platform/jobs only.
func (tx *Tx) RawPostgres() pgx.Tx { return tx.pg }

// Kind tells which database this is; only platform packages may ask.
func (tx *Tx) Kind() Kind { return tx.db.kind }

// InTx runs fn in one read-write transaction and commits it when fn returns
// nil. A transaction that loses a race is run again from the start, so fn must
// leave no trace outside tx but through AfterCommit.
func (d *DB) InTx(ctx context.Context, fn func(tx *Tx) error) error {
	start := time.Now()
	for attempt := 1; ; attempt++ {
		tx, err := d.once(ctx, fn)
		if err == nil {
			for _, f := range tx.after {
				f()
			}
			return nil
		}
		if !retryable(err) || ctx.Err() != nil {
			return err
		}
		if attempt == maxAttempts || time.Since(start) > maxWait {
			return kernel.Wrap(kernel.NonDisponibile, "Il servizio è molto occupato. Nessun dato è stato perso: riprovare tra un momento.", err)
		}
		wait := time.NewTimer(time.Duration(attempt*attempt)*5*time.Millisecond + rand.N(5*time.Millisecond))
		select {
		case <-wait.C:
		case <-ctx.Done():
			wait.Stop()
			return ctx.Err()
		}
	}
}

func (d *DB) once(ctx context.Context, fn func(tx *Tx) error) (tx *Tx, err error) {
	tx = &Tx{db: d}
	if d.kind == Postgres {
		tx.pg, err = d.pool.BeginTx(ctx, pgx.TxOptions{})
	} else {
		select { // the pool would serve at random who waits for the one writer
		case d.turn <- struct{}{}:
			defer func() { <-d.turn }()
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		tx.sq, err = d.write.BeginTx(ctx, nil)
	}
	if err != nil {
		return nil, fmt.Errorf("db: cannot begin: %w", err)
	}
	defer tx.rollback()
	tx.now = d.Now() // not earlier: on the embedded database the order of writing is then the order of time
	if err := tx.claim(ctx); err != nil {
		return nil, err
	}
	if err := fn(tx); err != nil {
		return nil, err
	}
	return tx, tx.commit(ctx)
}

// Read runs fn on a consistent snapshot that it cannot change.
func (d *DB) Read(ctx context.Context, fn func(tx *Tx) error) (err error) {
	tx := &Tx{db: d, now: d.Now()}
	if d.kind == Postgres {
		tx.pg, err = d.pool.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	} else {
		tx.sq, err = d.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	}
	if err != nil {
		return fmt.Errorf("db: cannot begin: %w", err)
	}
	defer tx.rollback()
	return fn(tx)
}

func (tx *Tx) commit(ctx context.Context) error {
	var err error
	if tx.pg != nil {
		err = tx.pg.Commit(ctx)
	} else {
		err = tx.sq.Commit()
	}
	if err != nil {
		return fmt.Errorf("db: cannot commit: %w", err)
	}
	return nil
}

// rollback after a commit is a no-op on both drivers. It must end the
// transaction even when the request's context is already over.
func (tx *Tx) rollback() {
	if tx.pg != nil {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		_ = tx.pg.Rollback(ctx)
		return
	}
	_ = tx.sq.Rollback()
}

// Exec runs a statement and returns how many rows it touched.
func (tx *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	defer tx.db.observe(ctx, query)()
	if err := checkArgs(query, args); err != nil {
		return 0, err
	}
	if tx.pg != nil {
		tag, err := tx.pg.Exec(ctx, query, pgArgs(args)...)
		return tag.RowsAffected(), wrapQuery(err, query)
	}
	res, err := tx.sq.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, wrapQuery(err, query)
	}
	return res.RowsAffected()
}

// Many runs a query and scans every row.
func Many[T any](ctx context.Context, tx *Tx, scan func(Row) (T, error), query string, args ...any) ([]T, error) {
	var out []T
	err := Each(ctx, tx, func(r Row) error {
		v, err := scan(r)
		if err == nil {
			out = append(out, v)
		}
		return err
	}, query, args...)
	return out, err
}

// One runs a query and scans its first row, or returns ErrNotFound.
func One[T any](ctx context.Context, tx *Tx, scan func(Row) (T, error), query string, args ...any) (T, error) {
	var out T
	found := false
	err := Each(ctx, tx, func(r Row) (err error) {
		if !found {
			found = true
			out, err = scan(r)
		}
		return err
	}, query, args...)
	if err == nil && !found {
		err = ErrNotFound
	}
	return out, err
}

// Each runs a query and hands every row to fn as it comes.
func Each(ctx context.Context, tx *Tx, fn func(Row) error, query string, args ...any) error {
	defer tx.db.observe(ctx, query)()
	if err := checkArgs(query, args); err != nil {
		return err
	}
	var rows interface {
		Row
		Next() bool
		Err() error
	}
	if tx.pg != nil {
		r, err := tx.pg.Query(ctx, query, pgArgs(args)...)
		if err != nil {
			return wrapQuery(err, query)
		}
		defer r.Close()
		rows = r
	} else {
		r, err := tx.sq.QueryContext(ctx, query, args...)
		if err != nil {
			return wrapQuery(err, query)
		}
		defer r.Close()
		rows = r
	}
	for rows.Next() {
		if err := fn(rows); err != nil {
			return err
		}
	}
	return wrapQuery(rows.Err(), query)
}

// Scalar scans a row of one column.
func Scalar[T any](r Row) (T, error) {
	var v T
	err := r.Scan(&v)
	return v, err
}

// MaxArgs is how many arguments a query may well have: SQLite takes 32,766 and
// PostgreSQL 65,535.
const MaxArgs = 20_000

// Placeholders writes "$from,…" for n values, for IN lists of bounded length.
func Placeholders(from, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "$%d", from+i)
	}
	return b.String()
}

// Args turns a typed slice into arguments, to go with Placeholders.
func Args[T any](values []T) []any {
	out := make([]any, len(values))
	for i, v := range values {
		out[i] = v
	}
	return out
}

// pgArgs hands instants and days to pgx as times, which it sends as
// timestamptz and date.
func pgArgs(args []any) []any {
	out := make([]any, len(args))
	for i, a := range args {
		switch v := a.(type) {
		case kernel.Instant:
			if v.IsZero() {
				out[i] = nil
			} else {
				out[i] = v.Time()
			}
		case kernel.Day:
			if v.IsZero() {
				out[i] = nil
			} else {
				out[i] = v.Time()
			}
		default:
			out[i] = a
		}
	}
	return out
}

// checkArgs refuses a query whose highest placeholder is not the number of
// arguments: SQLite would ignore the extra ones.
func checkArgs(query string, args []any) error {
	highest := 0
	for i := 0; i < len(query); i++ {
		if query[i] != '$' {
			continue
		}
		n := 0
		for i+1 < len(query) && query[i+1] >= '0' && query[i+1] <= '9' {
			i++
			n = n*10 + int(query[i]-'0')
		}
		highest = max(highest, n)
	}
	if highest != len(args) {
		return fmt.Errorf("db: the query names $%d but has %d arguments: %s", highest, len(args), brief(query))
	}
	return nil
}

func wrapQuery(err error, query string) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("db: %w in %q", err, brief(query))
}

func brief(query string) string {
	q := strings.Join(strings.Fields(query), " ")
	if len(q) > 160 {
		q = q[:160] + "…"
	}
	return q
}

// IsUnique reports whether err is a broken UNIQUE constraint. On PostgreSQL
// the transaction is lost by then: prefer ON CONFLICT DO NOTHING.
func IsUnique(err error) bool {
	var pe *pgconn.PgError
	if errors.As(err, &pe) {
		return pe.Code == "23505"
	}
	var se *sqlite.Error
	return errors.As(err, &se) && (se.Code() == 2067 || se.Code() == 1555)
}

func retryable(err error) bool {
	var pe *pgconn.PgError
	if errors.As(err, &pe) {
		return pe.Code == "40001" || pe.Code == "40P01"
	}
	var se *sqlite.Error
	return errors.As(err, &se) && (se.Code()&0xff == 5 || se.Code()&0xff == 6)
}
