package db

import (
	"context"
	"fmt"
	"strings"
)

// TableDump tells how one of our own tables is read and written in a form that
// is the same on both databases: integers, texts and nulls, instants and days
// as kernel writes them.
type TableDump struct {
	Name    string
	Columns []string
	types   []string // raw types of PostgreSQL, empty on SQLite
}

// Tables lists our own tables in the order in which they were created; River's
// and the list of migrations are left out.
func (tx *Tx) Tables(ctx context.Context) ([]TableDump, error) {
	query := `SELECT m.name, c.name, '' FROM sqlite_schema m JOIN pragma_table_info(m.name) c
		WHERE m.type = 'table' ORDER BY m.rowid, c.cid`
	if tx.pg != nil {
		query = `SELECT c.relname, a.attname, format_type(a.atttypid, NULL) FROM pg_class c
			JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
			WHERE n.nspname = 'public' AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
			ORDER BY c.oid, a.attnum`
	}
	var out []TableDump
	err := Each(ctx, tx, func(r Row) error {
		var table, column, kind string
		if err := r.Scan(&table, &column, &kind); err != nil {
			return err
		}
		if strings.HasPrefix(table, "river_") || strings.HasPrefix(table, "sqlite_") || table == "migrazioni" {
			return nil
		}
		if len(out) == 0 || out[len(out)-1].Name != table {
			out = append(out, TableDump{Name: table})
		}
		t := &out[len(out)-1]
		t.Columns, t.types = append(t.Columns, column), append(t.types, kind)
		return nil
	}, query)
	return out, err
}

// Dump hands every row of a table to fn, as nil, int64, float64 or string.
func (tx *Tx) Dump(ctx context.Context, t TableDump, fn func(values []any) error) error {
	exprs := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		switch t.types[i] {
		case "timestamp with time zone":
			exprs[i] = `to_char(` + c + ` AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
		case "date":
			exprs[i] = `to_char(` + c + `, 'YYYY-MM-DD')`
		case "boolean":
			exprs[i] = `CASE WHEN ` + c + ` THEN CAST(1 AS BIGINT) WHEN NOT ` + c + ` THEN CAST(0 AS BIGINT) END`
		default:
			exprs[i] = c
		}
	}
	values, dest := make([]any, len(t.Columns)), make([]any, len(t.Columns))
	for i := range values {
		dest[i] = &values[i]
	}
	return Each(ctx, tx, func(r Row) error {
		if err := r.Scan(dest...); err != nil {
			return err
		}
		return fn(values)
	}, `SELECT `+strings.Join(exprs, ", ")+` FROM `+t.Name+` ORDER BY `+strings.Join(t.Columns[:min(2, len(t.Columns))], ", "))
}

// Load writes one row that Dump read, on this or on the other database.
func (tx *Tx) Load(ctx context.Context, t TableDump, values []any) error {
	exprs := make([]string, len(t.Columns))
	for i := range t.Columns {
		exprs[i] = fmt.Sprintf("$%d", i+1)
		switch t.types[i] {
		case "":
		case "boolean":
			exprs[i] = fmt.Sprintf("CAST($%d AS BIGINT) <> 0", i+1)
		case "timestamp with time zone", "date":
			exprs[i] = fmt.Sprintf("CAST(CAST($%d AS TEXT) AS %s)", i+1, t.types[i])
		}
	}
	_, err := tx.Exec(ctx, `INSERT INTO `+t.Name+` (`+strings.Join(t.Columns, ", ")+`) VALUES (`+strings.Join(exprs, ", ")+`)`, values...)
	return err
}

// BeginLoad puts off the checks of references until EndLoad, and empties the
// tables of what migrations put there.
func (tx *Tx) BeginLoad(ctx context.Context, tables []TableDump) error {
	if tx.pg == nil {
		if _, err := tx.Exec(ctx, `PRAGMA defer_foreign_keys = ON`); err != nil {
			return err
		}
	} else if err := tx.constraints(ctx, "DEFERRABLE INITIALLY DEFERRED"); err != nil {
		return err
	}
	for i := len(tables) - 1; i >= 0; i-- {
		if _, err := tx.Exec(ctx, `DELETE FROM `+tables[i].Name); err != nil {
			return err
		}
	}
	return nil
}

// EndLoad restores the checks and moves the generators of ids past the rows.
func (tx *Tx) EndLoad(ctx context.Context, tables []TableDump) error {
	if tx.pg == nil {
		return nil
	}
	if _, err := tx.Exec(ctx, `SET CONSTRAINTS ALL IMMEDIATE`); err != nil {
		return err
	}
	if err := tx.constraints(ctx, "NOT DEFERRABLE"); err != nil {
		return err
	}
	for _, t := range tables {
		sequence, err := One(ctx, tx, Scalar[*string], `SELECT CASE WHEN EXISTS (SELECT 1 FROM information_schema.columns
			WHERE table_schema = 'public' AND table_name = $1 AND column_name = 'id' AND is_identity = 'YES')
			THEN pg_get_serial_sequence($1, 'id') END`, t.Name)
		if err != nil {
			return err
		}
		if sequence == nil {
			continue
		}
		if _, err := tx.Exec(ctx, `SELECT setval($1::regclass, (SELECT COALESCE(MAX(id), 0) + 1 FROM `+t.Name+`), false)`, *sequence); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) constraints(ctx context.Context, mode string) error {
	commands, err := Many(ctx, tx, Scalar[string], `SELECT format('ALTER TABLE %I ALTER CONSTRAINT %I ', c.conrelid::regclass::text, c.conname)
		FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_namespace n ON n.oid = t.relnamespace
		WHERE c.contype = 'f' AND n.nspname = 'public' AND t.relname NOT LIKE 'river_%' ORDER BY c.oid`)
	if err != nil {
		return err
	}
	for _, c := range commands {
		if _, err := tx.Exec(ctx, c+mode); err != nil {
			return err
		}
	}
	return nil
}
