package sqlitefile_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/binary"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	_ "modernc.org/sqlite"

	"pass/internal/mining/formats/sqlitefile"
)

// engine is SQLite itself with a database in memory; it gives the bytes of the
// database and the rows of a table.
func engine(t testing.TB, statements ...string) (data []byte, rows func(table string) [][]any) {
	t.Helper()
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
	conn, err := db.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	err = conn.Raw(func(c any) (err error) {
		data, err = c.(interface{ Serialize() ([]byte, error) }).Serialize()
		return err
	})
	conn.Close()
	if err != nil {
		t.Fatal(err)
	}
	return data, func(table string) [][]any {
		r, err := db.Query(`SELECT * FROM "` + table + `" ORDER BY rowid`)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		names, _ := r.Columns()
		var out [][]any
		for r.Next() {
			row, at := make([]any, len(names)), make([]any, len(names))
			for i := range row {
				at[i] = &row[i]
			}
			if err := r.Scan(at...); err != nil {
				t.Fatal(err)
			}
			out = append(out, row)
		}
		return out
	}
}

func read(t testing.TB, data []byte, table string) (columns []string, out [][]any, err error) {
	t.Helper()
	db, err := sqlitefile.Open(data)
	if err != nil {
		return nil, nil, err
	}
	tab := db.Table(table)
	if tab == nil {
		return nil, nil, fmt.Errorf("no table %s", table)
	}
	err = tab.Scan(func(_ int64, row []sqlitefile.Value) error {
		values := make([]any, len(row))
		for i, v := range row {
			switch v.Kind {
			case sqlitefile.Int:
				values[i] = v.Int
			case sqlitefile.Float:
				values[i] = v.Float
			case sqlitefile.Text:
				values[i] = string(v.Bytes)
			case sqlitefile.Blob:
				values[i] = append([]byte{}, v.Bytes...)
			}
		}
		out = append(out, values)
		return nil
	})
	return tab.Columns, out, err
}

const many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<3000) "

// TestSameAsTheEngine compares with SQLite itself.
func TestSameAsTheEngine(t *testing.T) {
	for name, c := range map[string]struct {
		statements []string
		columns    []string
	}{
		"types": {[]string{`CREATE TABLE t (a, b, c, d)`, `INSERT INTO t VALUES (NULL,0,1,-1),(127,-128,32767,-32768),(8388607,-8388608,2147483647,-2147483648),
			(140737488355327,-140737488355328,9223372036854775807,-9223372036854775808),(1.5,-2.25e300,'',x''),('perché','😀',x'00ff',zeroblob(3))`}, []string{"a", "b", "c", "d"}},
		"rowid": {[]string{`CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)`, `INSERT INTO t VALUES (7,'a'),(-3,'b'),(1000000000000,'c')`}, []string{"id", "v"}},
		"names": {[]string{"CREATE TABLE IF NOT EXISTS \"t\" /* ( */ (\"a\"\"b\" TEXT DEFAULT 'x,(' NOT NULL, [c d] NUMERIC(10,2) CHECK ([c d] > 0), `e` -- ,\n , 'f' VARCHAR(5) COLLATE NOCASE REFERENCES t(\"a\"\"b\"), PRIMARY KEY (\"a\"\"b\", [c d]), UNIQUE(`e`))",
			`INSERT INTO t VALUES ('a',1,'b','c')`}, []string{`a"b`, "c d", "e", "f"}},
		"tree":     {[]string{`CREATE TABLE t (i INT, v TEXT)`, many + `INSERT INTO t SELECT i, printf('%.*c', i % 300, 'x') FROM n`}, []string{"i", "v"}},
		"overflow": {[]string{`CREATE TABLE t (i INT, v TEXT)`, many + `INSERT INTO t SELECT i, printf('%.*c', i * 37, 'y') FROM n WHERE i < 300`}, []string{"i", "v"}},
		"added":    {[]string{`CREATE TABLE t (a)`, `INSERT INTO t VALUES (1)`, `ALTER TABLE t ADD COLUMN b TEXT`, `INSERT INTO t VALUES (2,'z')`}, []string{"a", "b"}},
		"deleted":  {[]string{`CREATE TABLE t (a)`, many + `INSERT INTO t SELECT i FROM n`, `DELETE FROM t WHERE a % 3 = 0`}, []string{"a"}},
		"page512":  {[]string{`PRAGMA page_size=512`, `CREATE TABLE t (a,b)`, many + `INSERT INTO t SELECT i, hex(zeroblob(i % 900)) FROM n`}, []string{"a", "b"}},
		"page64k":  {[]string{`PRAGMA page_size=65536`, `CREATE TABLE t (a,b)`, many + `INSERT INTO t SELECT i, hex(zeroblob(i % 900)) FROM n`}, []string{"a", "b"}},
		"utf16le":  {[]string{`PRAGMA encoding='UTF-16le'`, `CREATE TABLE t (a)`, `INSERT INTO t VALUES ('perché 😀')`}, []string{"a"}},
		"utf16be":  {[]string{`PRAGMA encoding='UTF-16be'`, `CREATE TABLE t (a)`, `INSERT INTO t VALUES ('perché 😀')`}, []string{"a"}},
		"hostile": {[]string{`CREATE TABLE t (a)`, `INSERT INTO t VALUES (1)`, `CREATE VIEW v AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT * FROM n`,
			`CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM t; END`, `CREATE VIRTUAL TABLE f USING fts5(x)`, `CREATE INDEX x ON t(a)`}, []string{"a"}},
	} {
		t.Run(name, func(t *testing.T) {
			data, rows := engine(t, c.statements...)
			columns, got, err := read(t, data, "T")
			if err != nil || !reflect.DeepEqual(columns, c.columns) {
				t.Fatalf("columns %q, want %q: %v", columns, c.columns, err)
			}
			want := rows("t")
			for _, row := range want {
				for i, v := range row {
					if b, ok := v.([]byte); ok {
						row[i] = append([]byte{}, b...)
					}
				}
			}
			if len(got) == 0 || len(got) != len(want) {
				t.Fatalf("%d rows, want %d", len(got), len(want))
			}
			for i := range want {
				if !reflect.DeepEqual(driverValues(got[i]), driverValues(want[i])) {
					t.Fatalf("row %d: %.100v, want %.100v", i, got[i], want[i])
				}
			}
		})
	}
}

// driverValues makes an empty blob, which the driver gives as nil bytes, the
// same in both.
func driverValues(row []any) []driver.Value {
	out := make([]driver.Value, len(row))
	for i, v := range row {
		if b, ok := v.([]byte); ok && len(b) == 0 {
			v = nil
		}
		out[i] = v
	}
	return out
}

func TestRefused(t *testing.T) {
	data, _ := engine(t, `CREATE TABLE t (a PRIMARY KEY) WITHOUT ROWID`, `INSERT INTO t VALUES (1)`, `CREATE TABLE g (a, b AS (a+1))`)
	for _, table := range []string{"t", "g"} {
		if _, _, err := read(t, data, table); !errors.Is(err, sqlitefile.ErrUnsupported) {
			t.Errorf("%s: %v", table, err)
		}
	}
}

// TestBroken changes a sound database so that a naive reader would not end.
func TestBroken(t *testing.T) {
	sound, _ := engine(t, `CREATE TABLE t (i INT, v TEXT)`, many+`INSERT INTO t SELECT i, printf('%.*c', i, 'x') FROM n`)
	db, err := sqlitefile.Open(sound)
	if err != nil || db.Table("t") == nil {
		t.Fatal(err)
	}
	const page = 4096
	for name, spoil := range map[string]func(b []byte) []byte{
		"short":      func(b []byte) []byte { return b[:len(b)-3*page] },
		"head only":  func(b []byte) []byte { return b[:100] },
		"page size":  func(b []byte) []byte { binary.BigEndian.PutUint16(b[16:], 1000); return b },
		"own child":  func(b []byte) []byte { binary.BigEndian.PutUint32(b[page+8:], 2); return b },
		"far child":  func(b []byte) []byte { binary.BigEndian.PutUint32(b[page+8:], 1<<31); return b },
		"page 0":     func(b []byte) []byte { binary.BigEndian.PutUint32(b[page+8:], 0); return b },
		"cells":      func(b []byte) []byte { binary.BigEndian.PutUint16(b[page+3:], 0xffff); return b },
		"cell place": func(b []byte) []byte { binary.BigEndian.PutUint16(b[page+12:], 0xfffe); return b },
		"page kind":  func(b []byte) []byte { b[page] = 7; return b },
	} {
		_, _, err := read(t, spoil(append([]byte{}, sound...)), "t")
		if !errors.Is(err, sqlitefile.ErrCorrupt) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := sqlitefile.Open([]byte(strings.Repeat("x", 1000))); !errors.Is(err, sqlitefile.ErrCorrupt) {
		t.Error(err)
	}
}

// FuzzOpen reads every table of whatever calls itself a database; it must end,
// with rows no larger than allowed.
func FuzzOpen(f *testing.F) {
	for _, s := range []string{`INSERT INTO t VALUES (1,'a')`, many + `INSERT INTO t SELECT i, printf('%.*c', i % 700, 'x') FROM n WHERE i < 40`} {
		data, _ := engine(f, `PRAGMA page_size=512`, `CREATE TABLE t (id INTEGER PRIMARY KEY, "v w" TEXT)`, s)
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		db, err := sqlitefile.Open(data)
		if err != nil {
			return
		}
		for _, tab := range db.Tables() {
			total := 0
			_ = tab.Scan(func(_ int64, row []sqlitefile.Value) error {
				if len(row) != len(tab.Columns) {
					t.Fatal("a row of another width")
				}
				if total++; total > len(data) {
					t.Fatal("more rows than bytes")
				}
				return nil
			})
		}
	})
}
