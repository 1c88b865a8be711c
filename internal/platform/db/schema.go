package db

import (
	"context"
	"strings"
)

// Column describes one column in the words that both databases share.
type Column struct {
	Name    string
	Type    string // integer, text, real, instant, day, bool: what the stores see
	NotNull bool
	Key     bool // part of the primary key
}

// Schema lists our own tables with their columns in order; River's tables and
// the list of migrations are left out. On SQLite instants, days and booleans
// are stored as text and integer, so the types of PostgreSQL are folded onto
// those.
func Schema(ctx context.Context, d *DB) (map[string][]Column, error) {
	out := map[string][]Column{}
	query := `SELECT m.name, c.name, lower(c.type), c."notnull" <> 0 OR c.pk > 0, c.pk > 0
		FROM sqlite_schema m JOIN pragma_table_info(m.name) c
		WHERE m.type = 'table' ORDER BY m.name, c.cid`
	if d.kind == Postgres {
		query = `SELECT c.table_name, c.column_name,
			CASE c.data_type WHEN 'bigint' THEN 'integer' WHEN 'boolean' THEN 'integer'
			  WHEN 'double precision' THEN 'real' ELSE 'text' END,
			c.is_nullable = 'NO',
			EXISTS (SELECT 1 FROM information_schema.key_column_usage k
			  JOIN information_schema.table_constraints t ON t.constraint_name = k.constraint_name
			   AND t.table_schema = k.table_schema AND t.table_name = k.table_name
			  WHERE t.constraint_type = 'PRIMARY KEY' AND k.table_schema = c.table_schema
			   AND k.table_name = c.table_name AND k.column_name = c.column_name)
			FROM information_schema.columns c WHERE c.table_schema = 'public'
			ORDER BY c.table_name, c.ordinal_position`
	}
	err := d.Read(ctx, func(tx *Tx) error {
		return Each(ctx, tx, func(r Row) error {
			var table string
			var c Column
			if err := r.Scan(&table, &c.Name, &c.Type, &c.NotNull, &c.Key); err != nil {
				return err
			}
			if strings.HasPrefix(table, "river_") || strings.HasPrefix(table, "sqlite_") || table == "migrazioni" {
				return nil
			}
			out[table] = append(out[table], c)
			return nil
		}, query)
	})
	return out, err
}
