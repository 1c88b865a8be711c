package app_test

import (
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestOnlyPlatformTellsTheDatabasesApart: an area that asks which database it
// is on has two behaviours.
func TestOnlyPlatformTellsTheDatabasesApart(t *testing.T) {
	for _, s := range sources(t) {
		if s.test || s.pkg.kind == kindPlatform || s.pkg.kind == kindSupport || s.pkg.kind == kindOutside {
			continue
		}
		ast.Inspect(s.ast, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			x, _ := sel.X.(*ast.Ident)
			if slices.Contains([]string{"RawSQLite", "RawPostgres"}, sel.Sel.Name) || x != nil && x.Name == "db" && slices.Contains([]string{"SQLite", "Postgres"}, sel.Sel.Name) {
				t.Errorf("%s asks for %s", s.at(n.Pos()), sel.Sel.Name)
			}
			return true
		})
	}
}

var (
	statement = regexp.MustCompile(`(?s)\b(SELECT\s.*\bFROM\s|INSERT\s+(OR\s+\w+\s+)?INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s)`)
	tableUse  = regexp.MustCompile(`\b(FROM|JOIN|INTO|UPDATE|TABLE|TRUNCATE)\s+([a-z][a-z0-9_]*)`)
	creation  = regexp.MustCompile(`(?m)^CREATE TABLE (?:IF NOT EXISTS )?(\w+)`)
	renaming  = regexp.MustCompile(`(?m)^ALTER TABLE (\w+) RENAME TO \w+;`)
)

// owners tells which area each table belongs to, by the migration that makes
// it: 0004_enti.sql makes the tables of enti.
func owners(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	const dir = "../platform/db/migrations/sqlite"
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		_, owner, _ := strings.Cut(strings.TrimSuffix(e.Name(), ".sql"), "_")
		for _, m := range creation.FindAllStringSubmatch(string(text), -1) {
			out[m[1]] = owner
		}
		for _, m := range renaming.FindAllStringSubmatch(string(text), -1) {
			delete(out, m[1]) // SQLite changes a table by making it again
		}
	}
	if len(out) < 20 || out["enti"] != "enti" || out["posta"] != "platform" {
		t.Fatalf("tables %v", out)
	}
	return out
}

// exceptions are the tables that a package names although another owns them,
// with the reason.
var exceptions = map[string]string{
	"platform/backup persone":       "a restore must know that nobody uses the target",
	"platform/backup registro_atti": "a restore must know that the audit trail of the target is empty",
	"app persone":                   "a demonstration must know that the database holds no real people",
	"accesso moduli_sospesi":        "accesso hands back, and forgets, the forms of those who sign in again",
}

// mayTouch reports whether the SQL of a package may use a table of owner in
// the statement that the word begins. Rows of areas refer to stored files, so
// areas may join them; writing them is for platform/files.
func mayTouch(p pkg, owner, table, word string) bool {
	if exceptions[p.path+" "+table] != "" {
		return true
	}
	switch p.kind {
	case kindPlatform:
		return owner == "platform"
	case kindApp:
		return owner == "platform" // upkeep of the machinery belongs to no area
	case kindArea:
		return owner == p.base || table == "files" && word == "JOIN"
	}
	return false
}

// TestSQLStaysWithItsArea reads every text in the code: pages hold no SQL, and
// the SQL of a table is only in the package that owns it.
func TestSQLStaysWithItsArea(t *testing.T) {
	tables := owners(t)
	used, seen := map[string]bool{}, map[string]bool{}
	for _, s := range sources(t) {
		if s.test || s.pkg.kind == kindSupport || s.pkg.kind == kindOutside {
			continue
		}
		ast.Inspect(s.ast, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			text, err := strconv.Unquote(lit.Value)
			if err != nil {
				t.Fatal(err)
			}
			if (s.pkg.kind == kindWeb || s.pkg.kind == kindUI) && statement.MatchString(text) {
				t.Errorf("%s: %s holds SQL, which belongs to a store: %.80q", s.at(lit.Pos()), s.pkg.path, text)
			}
			for _, m := range tableUse.FindAllStringSubmatch(text, -1) {
				owner, known := tables[m[2]]
				if !known {
					continue
				}
				used[m[2]], seen[s.pkg.path+" "+m[2]] = true, true
				if !mayTouch(s.pkg, owner, m[2], m[1]) {
					t.Errorf("%s: %s names the table %s, which belongs to %s", s.at(lit.Pos()), s.pkg.path, m[2], owner)
				}
			}
			return true
		})
	}
	for what, why := range exceptions {
		if !seen[what] {
			t.Errorf("the exception for %s is not needed any more (%s)", what, why)
		}
	}
	for table := range tables {
		if !used[table] {
			t.Errorf("no statement of ours names the table %s: is it needed, or is this test blind?", table)
		}
	}
}

// TestTheSQLRuleSees tries the patterns on texts as the code has them.
func TestTheSQLRuleSees(t *testing.T) {
	for text, want := range map[string]string{
		"SELECT a, b\n\t\tFROM enti WHERE x = $1":                                "enti",
		"SELECT 1 FROM posta p JOIN files f ON f.id = p.id":                      "posta files",
		"INSERT INTO invii (chiave) VALUES ($1) ON CONFLICT DO UPDATE SET a = 1": "invii",
		"UPDATE numeri SET ultimo = 1":                                           "numeri",
		"DELETE FROM posta":                                                      "posta",
		"WITH x AS (SELECT 1) SELECT * FROM x LEFT JOIN enti ON TRUE":            "x enti",
	} {
		var got []string
		for _, m := range tableUse.FindAllStringSubmatch(text, -1) {
			got = append(got, m[2])
		}
		if strings.Join(got, " ") != want || !statement.MatchString(text) {
			t.Errorf("%q: tables %v, a statement: %v", text, got, statement.MatchString(text))
		}
	}
	for _, text := range []string{"Scegliere dal SELECT", "FROM: PAsS", "Aggiorna (UPDATE) la pagina"} {
		if statement.MatchString(text) {
			t.Errorf("%q passes for SQL", text)
		}
	}
}
