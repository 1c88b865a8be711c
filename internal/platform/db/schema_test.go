package db_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
)

// references lists "table.column → table" for every foreign key of our own
// tables.
func references(t *testing.T, d *db.DB) (out []string) {
	t.Helper()
	query := `SELECT m.name || '.' || f."from" || ' → ' || f."table" FROM sqlite_schema m
		JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'`
	if d.Kind() == db.Postgres {
		query = `SELECT c.conrelid::regclass || '.' || a.attname || ' → ' || c.confrelid::regclass
			FROM pg_constraint c CROSS JOIN LATERAL unnest(c.conkey) k
			JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k WHERE c.contype = 'f'`
	}
	return list(t, d, query)
}

// unique lists "table(column,…)" for every uniqueness but that of primary keys.
func unique(t *testing.T, d *db.DB) (out []string) {
	t.Helper()
	query := `SELECT m.name || '(' || (SELECT string_agg(c.name, ',' ORDER BY c.seqno) FROM pragma_index_info(i.name) c) || ')'
		|| CASE WHEN i.partial THEN ' partial' ELSE '' END
		FROM sqlite_schema m JOIN pragma_index_list(m.name) i WHERE m.type = 'table' AND i."unique" AND i.origin <> 'pk'`
	if d.Kind() == db.Postgres {
		query = `SELECT i.indrelid::regclass || '(' || (SELECT string_agg(COALESCE(a.attname, ''), ',' ORDER BY k.n)
			FROM unnest(i.indkey) WITH ORDINALITY AS k(att, n) LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.att)
			|| ')' || CASE WHEN i.indpred IS NOT NULL THEN ' partial' ELSE '' END
			FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
			WHERE i.indisunique AND NOT i.indisprimary AND n.nspname = 'public'`
	}
	return list(t, d, query)
}

func list(t *testing.T, d *db.DB, query string) (out []string) {
	t.Helper()
	err := d.Read(ctx, func(tx *db.Tx) (err error) { out, err = db.Many(ctx, tx, scanText, query); return err })
	if err != nil {
		t.Fatal(err)
	}
	out = slices.DeleteFunc(out, func(s string) bool { return strings.HasPrefix(s, "river_") })
	slices.Sort(out)
	return slices.Compact(out)
}

func minus(a, b []string) (out []string) {
	for _, s := range a {
		if !slices.Contains(b, s) {
			out = append(out, s)
		}
	}
	return out
}

// TestBothSchemasKeepTheSameRules compares what the two databases refuse, and
// what backup, restore and the stores take for granted.
func TestBothSchemasKeepTheSameRules(t *testing.T) {
	lite, pg := dbtest.SQLite(t, db.Options{}), dbtest.Postgres(t, db.Options{})
	for what, list := range map[string]func(*testing.T, *db.DB) []string{"foreign keys": references, "uniqueness": unique} {
		a, b := list(t, lite), list(t, pg)
		if len(a) == 0 {
			t.Errorf("no %s", what)
		}
		if x, y := minus(a, b), minus(b, a); len(x)+len(y) > 0 {
			t.Errorf("%s: only on SQLite %q, only on PostgreSQL %q", what, x, y)
		}
	}
	if loose := list(t, lite, `SELECT name FROM sqlite_schema m WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'migrazioni'
		AND NOT (SELECT l.strict FROM pragma_table_list(m.name) l)`); len(loose) > 0 {
		t.Errorf("tables without STRICT: %q", loose)
	}
	if odd := list(t, pg, `SELECT a.attrelid::regclass || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) FROM pg_attribute a
		JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE n.nspname = 'public' AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND format_type(a.atttypid, a.atttypmod)
		NOT IN ('bigint', 'text', 'timestamp with time zone', 'date', 'boolean', 'double precision')`); len(odd) > 0 {
		t.Errorf("columns of a type that SQLite does not have: %q", odd)
	}
	if odd := list(t, pg, `SELECT table_name || '.' || column_name FROM information_schema.columns
		WHERE table_schema = 'public' AND (column_default IS NOT NULL AND column_default NOT SIMILAR TO '(''%''::text|-?\d+|true|false)'
		OR is_identity = 'YES' AND column_name <> 'id')`); len(odd) > 0 {
		t.Errorf("columns with a default that Go does not know of, or ids with another name: %q", odd)
	}
	if odd := list(t, pg, `SELECT conrelid::regclass || ' ' || conname FROM pg_constraint WHERE condeferrable`); len(odd) > 0 {
		t.Errorf("constraints that wait for the commit, which a restore would end: %q", odd)
	}
}

// TestMigrationsGoOnlyForward reads their text: nothing that a node of the
// version before would miss while both run. SQLite, which has one node and
// changes a table by making it again, is not held to that.
func TestMigrationsGoOnlyForward(t *testing.T) {
	name := regexp.MustCompile(`^\d{4}_[a-z_]+\.sql$`)
	destructive := regexp.MustCompile(`(?i)\b(DROP\s+(TABLE|COLUMN)|RENAME\s+(TO|COLUMN)|TRUNCATE\s+\w+\s*;)`)
	for _, k := range []db.Kind{db.SQLite, db.Postgres} {
		names, err := db.Migrations(k)
		if err != nil {
			t.Fatal(err)
		}
		for i, n := range names {
			if !name.MatchString(n) || i > 0 && n[:4] == names[i-1][:4] {
				t.Errorf("%s: %s has no number of its own", k, n)
			}
			text, err := db.MigrationText(k, n)
			if err != nil {
				t.Fatal(err)
			}
			if m := destructive.Find(text); k == db.Postgres && m != nil {
				t.Errorf("%s/%s: %s", k, n, m)
			}
		}
	}
}
