package db

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"sort"
	"strings"
	"time"

	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
)

//go:embed migrations
var migrationFiles embed.FS

// lockKey is the advisory lock under which nodes migrate one at a time.
const lockKey = 0x50417353

// Migrations lists the names of the migrations of a kind, in order.
func Migrations(k Kind) ([]string, error) {
	entries, err := fs.ReadDir(migrationFiles, "migrations/"+k.String())
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".sql") {
			names = append(names, e.Name())
		}
	}
	sort.Strings(names)
	return names, nil
}

// migrate brings the schema up to date: River's tables, then ours, each file
// once and in order. Migrations go only forward.
func (d *DB) migrate(ctx context.Context) error {
	if err := d.migrateRiver(ctx); err != nil {
		return fmt.Errorf("db: cannot migrate the job tables: %w", err)
	}
	names, err := Migrations(d.kind)
	if err != nil {
		return err
	}
	return d.InTx(ctx, func(tx *Tx) error {
		if d.kind == Postgres {
			if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, int64(lockKey)); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, `CREATE TABLE IF NOT EXISTS migrazioni (nome TEXT PRIMARY KEY)`); err != nil {
			return err
		}
		done, err := Many(ctx, tx, Scalar[string], `SELECT nome FROM migrazioni`)
		if err != nil {
			return err
		}
		seen := map[string]bool{}
		for _, n := range done {
			seen[n] = true
		}
		for _, name := range names {
			if seen[name] {
				continue
			}
			if err := tx.apply(ctx, name); err != nil {
				return fmt.Errorf("db: migration %s: %w", name, err)
			}
		}
		return nil
	})
}

func (tx *Tx) apply(ctx context.Context, name string) error {
	text, err := migrationFiles.ReadFile("migrations/" + tx.db.kind.String() + "/" + name)
	if err != nil {
		return err
	}
	if tx.pg != nil {
		_, err = tx.pg.Conn().PgConn().Exec(ctx, string(text)).ReadAll()
	} else {
		_, err = tx.sq.ExecContext(ctx, string(text))
	}
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO migrazioni (nome) VALUES ($1)`, name)
	return err
}

func (d *DB) migrateRiver(ctx context.Context) error {
	if d.kind == Postgres {
		conn, err := d.pool.Acquire(ctx)
		if err != nil {
			return err
		}
		defer conn.Release()
		if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock($1)`, int64(lockKey)); err != nil {
			return err
		}
		defer conn.Exec(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1)`, int64(lockKey)) //nolint:errcheck // the lock ends with the connection anyway
		m, err := rivermigrate.New(riverpgxv5.New(d.pool), nil)
		if err != nil {
			return err
		}
		_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
		return err
	}
	m, err := rivermigrate.New(riversqlite.New(d.write), nil)
	if err != nil {
		return err
	}
	// SQLite has no lock around several transactions: a process that starts
	// together with another may find that the step is already done, and then
	// goes on from there.
	for attempt := 1; ; attempt++ {
		_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
		if err == nil || attempt == 20 || ctx.Err() != nil {
			return err
		}
		wait := time.NewTimer(50 * time.Millisecond)
		select {
		case <-wait.C:
		case <-ctx.Done():
			wait.Stop()
		}
	}
}

// MigrationText gives the text of one migration.
func MigrationText(k Kind, name string) ([]byte, error) {
	return migrationFiles.ReadFile("migrations/" + k.String() + "/" + name)
}
