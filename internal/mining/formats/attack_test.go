package formats

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
)

// referTo are small files that say one long text very many times, each in the
// way of its format: what is read of them, written out, is far beyond the limit
// of bytes.
func referTo(t *testing.T, long string, times int) map[string][]byte {
	t.Helper()
	type row struct {
		Case      string `parquet:"case,dict"`
		Activity  string `parquet:"activity,dict"`
		Timestamp string `parquet:"timestamp,dict"`
	}
	var columns bytes.Buffer
	w := parquet.NewGenericWriter[row](&columns)
	if _, err := w.Write(slices.Repeat([]row{{"1", long, "2024-01-01"}}, times)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	book := zipOf(t, map[string]string{
		"xl/workbook.xml":            `<workbook xmlns:r="r"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
		"xl/sharedStrings.xml":       `<sst><si><t>` + long + `</t></si></sst>`,
		"xl/worksheets/sheet1.xml": `<worksheet><sheetData>` + sheetHeader +
			strings.Repeat(`<row><c><v>1</v></c><c t="s"><v>0</v></c><c t="inlineStr"><is><t>2024-01-01</t></is></c></row>`, times) + `</sheetData></worksheet>`,
	})
	var objects, links strings.Builder
	for i := range times {
		fmt.Fprintf(&objects, `%s{"id":"o%d","type":"t"}`, comma(i), i)
		fmt.Fprintf(&links, `%s{"objectId":"o%d","qualifier":""}`, comma(i), i)
	}
	json := fmt.Sprintf(`{"objectTypes":[],"eventTypes":[],"objects":[%s],"events":[{"id":"e","type":"%s","time":"2024-01-01T00:00:00Z","relationships":[%s]}]}`, &objects, long, &links)
	return map[string][]byte{"Parquet": columns.Bytes(), "XLSX": book, "OCEL JSON": []byte(json)}
}

func comma(i int) string {
	if i == 0 {
		return ""
	}
	return ","
}

// TestReferencesAreNoBomb: a dictionary, a shared string or a relation costs a
// few bytes in the file and a whole text in each row. The limit of bytes counts
// what is said, as if the file were CSV.
func TestReferencesAreNoBomb(t *testing.T) {
	const limit = 4 << 20
	files := referTo(t, strings.Repeat("a", 100_000), 2_000) // 200 MB
	for name, data := range files {
		if len(data) > limit/4 {
			t.Fatalf("%s: %d bytes: the test shows nothing", name, len(data))
		}
		_, err := ReadBytes(data, eventlog.Options{MaxBytes: limit})
		var k *kernel.Error
		if !errors.As(err, &k) || k.Code != kernel.NonValido || !strings.Contains(k.Message, "supera 4 MiB") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, data := range referTo(t, "Parere", 2_000) {
		if l, err := ReadBytes(data, eventlog.Options{MaxBytes: limit}); err != nil || l.Events() != 2_000 {
			t.Errorf("%s, short: %v", name, err)
		}
	}
}

// TestTablesThatShareTheirPages: a schema may name thousands of tables that
// stand on the same pages, and a map of types the same table thousands of
// times; together they are read a few times, not thousands.
func TestTablesThatShareTheirPages(t *testing.T) {
	const rows = 20_000
	log := func(alias func(run func(string, ...any))) []byte {
		return databaseOf(t, func(tx *sql.Tx) error {
			run := func(q string, args ...any) {
				if _, err := tx.Exec(q, args...); err != nil {
					t.Fatalf("%s: %v", q, err)
				}
			}
			run(ocelSchema + `CREATE TABLE event_x (ocel_id TEXT, ocel_time TEXT); CREATE TABLE object_x (ocel_id TEXT, ocel_time TEXT, ocel_changed_field TEXT);
				INSERT INTO object VALUES ('o','x'); INSERT INTO object_map_type VALUES ('x','x'); INSERT INTO event_map_type VALUES ('x','x')`)
			for _, q := range []string{`INSERT INTO event SELECT i, 'x' FROM n`, `INSERT INTO event_x SELECT i, '2024-01-01T00:00:00Z' FROM n`, `INSERT INTO event_object SELECT i, 'o', '' FROM n`} {
				run(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) `+q, rows)
			}
			alias(run)
			return nil
		})
	}
	honest := log(func(func(string, ...any)) {})
	if l, err := ReadBytes(honest, everything); err != nil || l.Events() != rows {
		t.Fatalf("the honest one: %v", err)
	}
	again := log(func(run func(string, ...any)) {
		for range 900 {
			run(`INSERT INTO event_map_type VALUES ('x','x')`)
		}
	})
	if l, err := ReadBytes(again, everything); err != nil || l.Events() != rows {
		t.Errorf("the same table for many types: %v", err)
	}
	shared := log(func(run func(string, ...any)) {
		for i := range 900 {
			run(fmt.Sprintf(`CREATE TABLE event_a%d (ocel_id TEXT, ocel_time TEXT)`, i))
			run(`INSERT INTO event_map_type VALUES (?, ?)`, fmt.Sprint("a", i), fmt.Sprint("a", i))
		}
		run(`PRAGMA writable_schema = ON`)
		run(`UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master WHERE name = 'event_x') WHERE name LIKE 'event_a%'`)
	})
	_, err := ReadBytes(shared, everything)
	var k *kernel.Error
	if !errors.As(err, &k) || !strings.Contains(k.Message, "La base dati SQLite è danneggiata") {
		t.Errorf("tables on the same pages: %v", err)
	}
}

// TestObjectsThatChangeAllTheTime: each row looks for the values that its
// object had at that time, and must not look at all it ever had: here that
// would be 2,500,000,000 of them.
func TestObjectsThatChangeAllTheTime(t *testing.T) {
	log := func(changes, events int) []byte {
		var b strings.Builder
		b.WriteString(`{"objectTypes":[],"eventTypes":[],"objects":[{"id":"o","type":"t","attributes":[`)
		for i := range changes {
			b.WriteString(comma(i) + `{"name":"a","time":"","value":"1"}`)
		}
		b.WriteString(`]}],"events":[`)
		for i := range events {
			fmt.Fprintf(&b, `%s{"id":"%d","type":"A","time":"2024-01-01T00:00:00Z","relationships":[{"objectId":"o"}]}`, comma(i), i)
		}
		return []byte(b.String() + `]}`)
	}
	if l, err := ReadBytes(log(50_000, 50_000), everything); err != nil || l.Events() != 50_000 {
		t.Errorf("%v", err)
	}
}

// TestRowsAsWideAsTheHeader: a cell far to the right makes no row wide.
func TestRowsAsWideAsTheHeader(t *testing.T) {
	data := sheet(t, sheetHeader+`<row r="2"><c><v>1</v></c><c t="inlineStr"><is><t>A</t></is></c><c t="inlineStr"><is><t>2024-01-01</t></is></c><c r="XFD2"><v>1</v></c></row></sheetData></worksheet>`)
	if l, err := ReadBytes(data, everything); err != nil || l.Events() != 1 {
		t.Fatalf("%v, %+v", err, l)
	}
	o, err := openXLSX(data, everything)
	if err != nil {
		t.Fatal(err)
	}
	defer o.done()
	if _, fields, err := o.rows.Next(); err != nil || cap(fields) > 64 {
		t.Errorf("%v: room for %d cells in a row of three", err, cap(fields))
	}
}
