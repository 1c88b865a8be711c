package formats

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
)

const smallCSV = "case,activity,timestamp,note\n1,A,2024-01-01T10:00:00Z,x\n1,B,2024-01-02,\n2,A,2024-01-03,\"y,z\"\n"

func smallLog(t testing.TB) *eventlog.Log {
	t.Helper()
	l, err := ReadBytes([]byte(smallCSV), everything)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// written is the small log in a format.
func written(t testing.TB, write func(io.Writer, *eventlog.View) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b, smallLog(t).All()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func gz(t testing.TB, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write(data)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func zipOf(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range parts {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, text)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// sheet makes a workbook of the XML of its rows.
func sheet(t testing.TB, rows string) []byte {
	return zipOf(t, map[string]string{
		"xl/workbook.xml":            `<workbook xmlns:r="r"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   `<worksheet><sheetData>` + rows,
	})
}

const sheetHeader = `<row r="1"><c t="inlineStr"><is><t>case</t></is></c><c t="inlineStr"><is><t>activity</t></is></c><c t="inlineStr"><is><t>timestamp</t></is></c></row>`

type brokenFile struct {
	data []byte
	opts eventlog.Options
	want string // in the message
}

// brokenFiles are the files that cannot be read, each with its message.
func brokenFiles(t *testing.T) map[string]brokenFile {
	parquet, ocel, xlsx := written(t, WriteParquet), written(t, WriteOCELJSON), asXLSX(t, smallLog(t).All())
	db := asSQLite(t, smallLog(t).All())
	noOCEL := databaseOf(t, func(tx *sql.Tx) error { _, err := tx.Exec(`CREATE TABLE x (a); INSERT INTO x VALUES (1)`); return err })
	lying := bytes.Clone(parquet)
	binary.LittleEndian.PutUint32(lying[len(lying)-8:], 0x7fffffff)
	pages := bytes.Clone(parquet)
	copy(pages[4:], bytes.Repeat([]byte{0x15, 0xfe, 0xff, 0xff, 0xff, 0x0f}, 20))
	spoiled := bytes.Clone(db)
	for i := 4096; i < len(spoiled); i += 4096 {
		spoiled[i] = 0xff
	}
	small := eventlog.Options{MaxBytes: 1 << 20}
	return map[string]brokenFile{
		"gzip truncated":      {gz(t, ocel)[:200], everything, "Il file compresso (gzip) è danneggiato o incompleto"},
		"gzip bomb":           {gz(t, append([]byte(`{"events":[],"objects":[],"x":"`), make([]byte, 40<<20)...)), small, "non può superare 1 MiB"},
		"zip truncated":       {xlsx[:len(xlsx)-100], everything, "non è un foglio XLSX leggibile"},
		"zip bomb":            {sheet(t, strings.Repeat(" ", 64<<20)), small, "è troppo grande"},
		"zip bomb of cells":   {sheet(t, sheetHeader+strings.Repeat(`<row><c><v>1</v></c></row>`, 1<<18)), small, "è troppo grande"},
		"archive":             {zipOf(t, map[string]string{"log.csv": smallCSV}), everything, "è un archivio ZIP"},
		"ODS":                 {zipOf(t, map[string]string{"content.xml": "<x/>"}), everything, "formato ODS"},
		"no sheets":           {zipOf(t, map[string]string{"xl/workbook.xml": "<workbook/>"}), everything, "non è un foglio XLSX leggibile"},
		"no header":           {sheet(t, `<row r="1"><c><v>1</v></c></row>`), everything, "nessun foglio visibile ha una riga di intestazione"},
		"no log in the sheet": {sheet(t, `<row r="1"><c><v>1</v></c><c><v>2</v></c></row>`), everything, "Non si riconosce la colonna del caso"},
		"sheet broken":        {sheet(t, sheetHeader+`<row r="2"><c t="inlineStr"><is><t>x<`), everything, "non è un foglio XLSX leggibile"},
		"cells in error":      {sheet(t, sheetHeader+`<row r="2"><c><v>1</v></c><c t="e"><v>#N/A</v></c><c><f>NOW()</f></c></row>`), everything, "Primo problema, alla riga 2: La cella B2 mostra un errore (#N/A)"},
		"unknown sheet":       {xlsx, eventlog.Options{Sheet: "Foglio9"}, "non c'è il foglio «Foglio9»"},
		"parquet truncated":   {parquet[:len(parquet)/2], everything, "Il file Parquet è danneggiato o incompleto"},
		"parquet footer lies": {lying, everything, "Il file Parquet è danneggiato o incompleto"},
		"parquet pages lie":   {pages, everything, "Il file Parquet è danneggiato o incompleto"},
		"parquet encrypted":   {[]byte("PARE0000PARE"), everything, "è cifrato"},
		"parquet too many":    {parquet, eventlog.Options{MaxEvents: 2}, "è troppo grande"},
		"JSON truncated":      {ocel[:len(ocel)-10], everything, "danneggiato o incompleto come testo JSON"},
		"JSON of others":      {[]byte(`{"a":1}`), everything, "non è un registro OCEL 2.0"},
		"OCEL 1.0":            {[]byte(`{"ocel:events":{}}`), everything, "OCEL 1.0"},
		"JSON deep":           {[]byte(`{"objects":[],"events":` + strings.Repeat("[", 1<<20)), everything, "danneggiato o incompleto"},
		"JSON no objects":     {[]byte(`{"objects":[],"events":[]}`), everything, "non contiene oggetti"},
		"JSON no events":      {[]byte(`{"objects":[{"id":"a","type":"t"}],"events":[1,"x",{"id":"e"}]}`), everything, "Primo problema, all'evento 1: L'evento non ha la forma"},
		"XML bomb":            {[]byte(`<!DOCTYPE log [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><log><object-types/><events><event id="&b;"/></events></log>`), everything, "DOCTYPE"},
		"XML entity":          {[]byte(`<log><object-types/><events><event id="&b;"/></events></log>`), everything, "danneggiato o incompleto"},
		"XML truncated":       {[]byte(ocelXML[:len(ocelXML)-20]), everything, "danneggiato o incompleto"},
		"XML nesting":         {[]byte(`<log><objects></log></objects>`), everything, "danneggiato o incompleto"},
		"XML deep":            {[]byte(`<log><objects>` + strings.Repeat("<a>", 1<<18)), everything, "danneggiato o incompleto"},
		"SQLite truncated":    {db[:len(db)/2], everything, "La base dati SQLite è danneggiata o incompleta"},
		"SQLite head":         {db[:200], everything, "La base dati SQLite è danneggiata o incompleta"},
		"SQLite spoiled":      {spoiled, everything, "La base dati SQLite è danneggiata o incompleta"},
		"SQLite of others":    {noOCEL, everything, "non è un registro OCEL 2.0"},
		"unknown type":        {ocel, eventlog.Options{ObjectType: "x"}, "non ci sono oggetti di tipo «x». Tipi trovati: «case»"},
		"nothing":             {nil, everything, "Il file è vuoto"},
	}
}

// TestBrokenFiles gives each file its message in bounded memory: no more than
// 50 MiB are allocated in all, however the file lies.
func TestBrokenFiles(t *testing.T) {
	for name, c := range brokenFiles(t) {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := ReadBytes(c.data, c.opts)
			runtime.ReadMemStats(&after)
			var k *kernel.Error
			if !errors.As(err, &k) || k.Code != kernel.NonValido || !strings.Contains(k.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
			if spent := after.TotalAlloc - before.TotalAlloc; spent > 50<<20 {
				t.Errorf("%d MiB were allocated", spent>>20)
			}
			_, second := Read(bytes.NewReader(c.data), c.opts)
			if fmt.Sprint(second) != fmt.Sprint(err) {
				t.Errorf("as a stream: %v", second)
			}
			if _, err := Sniff(bytes.NewReader(c.data), c.opts); err != nil && !errors.As(err, &k) {
				t.Errorf("preview: %v", err)
			}
		})
	}
}

type brokenDisk struct{ left int }

var errDisk = errors.New("disk on fire")

func (d *brokenDisk) Read(p []byte) (int, error) {
	if d.left == 0 {
		return 0, errDisk
	}
	n := min(len(p), d.left)
	d.left -= n
	return copy(p, []byte("PAR1" + strings.Repeat("x", n))[:n]), nil
}

// TestBrokenDisk tells a failure of the reader from a fault of the file.
func TestBrokenDisk(t *testing.T) {
	for _, n := range []int{0, 10, 100_000} {
		_, err := Read(&brokenDisk{n}, everything)
		var k *kernel.Error
		if !errors.Is(err, errDisk) || errors.As(err, &k) {
			t.Errorf("after %d bytes: %v", n, err)
		}
	}
}

// TestDetection tells the formats apart by content alone.
func TestDetection(t *testing.T) {
	xes := written(t, WriteXES)
	for name, c := range map[string]struct {
		data []byte
		want eventlog.Format
	}{
		"CSV": {[]byte(smallCSV), eventlog.CSV}, "XES": {xes, eventlog.XES}, "XES with comment": {append([]byte("<!-- events objects --> "), xes[bytes.Index(xes, []byte("<log")):]...), eventlog.XES},
		"Parquet": {written(t, WriteParquet), eventlog.Parquet}, "OCEL JSON": {append([]byte("\xef\xbb\xbf \n"), written(t, WriteOCELJSON)...), eventlog.OCEL},
		"OCEL XML": {[]byte("\n" + strings.TrimPrefix(ocelXML, `<?xml version="1.0" encoding="UTF-8"?>`)), eventlog.OCEL}, "SQLite": {asSQLite(t, smallLog(t).All()), eventlog.OCEL}, "XLSX": {asXLSX(t, smallLog(t).All()), eventlog.XLSX},
	} {
		for _, packed := range []bool{false, true} {
			data := c.data
			if packed {
				data = gz(t, data)
			}
			l, err := Read(bytes.NewReader(data), everything)
			if name == "OCEL JSON" && err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if err != nil || l.Format != c.want || l.Compressed != packed || l.Events() == 0 {
				t.Errorf("%s, gzip %v: %v", name, packed, err)
			}
			p, err := Sniff(bytes.NewReader(data), everything)
			if err != nil || p.Format != c.want || p.Compressed != packed || len(p.Missing) > 0 || p.Sampled == 0 || len(p.Rows) != p.Sampled {
				t.Errorf("%s, gzip %v: %+v %v", name, packed, p, err)
			}
		}
	}
}
