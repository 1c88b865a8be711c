package formats

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	_ "modernc.org/sqlite"

	"pass/internal/mining/eventlog"
)

// rowsOf gives the events of a view as rows of text, the columns of WriteCSV.
func rowsOf(v *eventlog.View) (header []string, rows [][]string) {
	w := newWalk(v)
	header = append(append(header, roleColumns...), w.names...)
	w.each(func(_ int, r *record) error {
		row := []string{r.caseName, r.activity, string(appendTime(nil, r.time)), r.resource, r.lifecycle, string(appendBegin(nil, r.begin))}
		rows = append(rows, append(row, r.attributes...))
		return nil
	})
	return header, rows
}

// asXLSX makes a workbook of a log, by another program.
func asXLSX(t testing.TB, v *eventlog.View) []byte {
	t.Helper()
	f := excelize.NewFile()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	header, rows := rowsOf(v)
	for i, row := range append([][]string{header}, rows...) {
		cells := make([]any, len(row))
		for k, s := range row {
			if s != "" {
				cells[k] = s
			}
		}
		if err := w.SetRow(fmt.Sprintf("A%d", i+1), cells); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// asOCELXML makes an OCEL 2.0 XML log with one object for each case.
func asOCELXML(t testing.TB, v *eventlog.View) []byte {
	t.Helper()
	var b bytes.Buffer
	esc := func(s string) string {
		var e bytes.Buffer
		if err := xml.EscapeText(&e, []byte(s)); err != nil {
			t.Fatal(err)
		}
		return e.String()
	}
	header, rows := rowsOf(v)
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n<log><object-types><object-type name=\"case\"/></object-types>\n<event-types><event-type name=\"any\"><attributes>")
	for _, h := range header[3:] {
		fmt.Fprintf(&b, `<attribute name="%s" type="string"/>`, esc(h))
	}
	b.WriteString("</attributes></event-type></event-types>\n<objects>")
	for _, c := range v.Kept {
		fmt.Fprintf(&b, "<object id=\"%s\" type=\"case\"/>\n", esc(v.Log.Cases[c]))
	}
	b.WriteString("</objects><events>")
	for i, row := range rows {
		fmt.Fprintf(&b, "<event id=\"e%d\" type=\"%s\" time=\"%s\"><objects><relationship object-id=\"%s\" qualifier=\"\"/></objects><attributes>", i, esc(row[1]), row[2], esc(row[0]))
		for k, s := range row[3:] {
			if s != "" {
				fmt.Fprintf(&b, `<attribute name="%s">%s</attribute>`, esc(header[k+3]), esc(s))
			}
		}
		b.WriteString("</attributes></event>\n")
	}
	b.WriteString("</events></log>\n")
	return b.Bytes()
}

// database makes a SQLite database in memory and gives its bytes.
func databaseOf(t testing.TB, fill func(tx *sql.Tx) error) (data []byte) {
	t.Helper()
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	if err := fill(tx); err != nil {
		t.Fatal(err)
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	conn, err := db.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	err = conn.Raw(func(c any) (err error) {
		data, err = c.(interface{ Serialize() ([]byte, error) }).Serialize()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

const ocelSchema = `CREATE TABLE event (ocel_id TEXT PRIMARY KEY, ocel_type TEXT); CREATE TABLE object (ocel_id TEXT PRIMARY KEY, ocel_type TEXT);
CREATE TABLE event_map_type (ocel_type TEXT, ocel_type_map TEXT); CREATE TABLE object_map_type (ocel_type TEXT, ocel_type_map TEXT);
CREATE TABLE event_object (ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT); CREATE TABLE object_object (ocel_source_id TEXT, ocel_target_id TEXT, ocel_qualifier TEXT);`

// asSQLite makes an OCEL 2.0 database with one object for each case.
func asSQLite(t testing.TB, v *eventlog.View) []byte {
	t.Helper()
	header, rows := rowsOf(v)
	return databaseOf(t, func(tx *sql.Tx) error {
		run := func(q string, args ...any) {
			if _, err := tx.Exec(q, args...); err != nil {
				t.Fatalf("%s: %v", q, err)
			}
		}
		run(ocelSchema + `CREATE TABLE object_case (ocel_id TEXT, ocel_time TEXT, ocel_changed_field TEXT); INSERT INTO object_map_type VALUES ('case','case');`)
		columns := ""
		for _, h := range header[3:] {
			columns += `, "` + strings.ReplaceAll(h, `"`, `""`) + `" TEXT`
		}
		for i, a := range v.Log.Activities {
			run(fmt.Sprintf(`CREATE TABLE "event_%d" (ocel_id TEXT PRIMARY KEY, ocel_time TIMESTAMP%s)`, i, columns))
			run(`INSERT INTO event_map_type VALUES (?, ?)`, a, fmt.Sprint(i))
		}
		for _, c := range v.Kept {
			run(`INSERT INTO object VALUES (?, 'case')`, v.Log.Cases[c])
		}
		place := map[string]int{}
		for i, a := range v.Log.Activities {
			place[a] = i
		}
		for i, row := range rows {
			id := fmt.Sprintf("e%d", i)
			run(`INSERT INTO event VALUES (?, ?)`, id, row[1])
			run(`INSERT INTO event_object VALUES (?, ?, '')`, id, row[0])
			args := []any{id, row[2]}
			for _, s := range row[3:] {
				if s == "" {
					args = append(args, nil)
				} else {
					args = append(args, s)
				}
			}
			run(fmt.Sprintf(`INSERT INTO "event_%d" VALUES (?%s)`, place[row[1]], strings.Repeat(",?", len(args)-1)), args...)
		}
		return nil
	})
}

// TestSameFiguresWhateverTheFile reads one public log from every kind of file.
func TestSameFiguresWhateverTheFile(t *testing.T) {
	var receipt string
	for _, file := range publicLogs(t) {
		if filepath.Base(file) == "receipt_wabo.xes.gz" {
			receipt = file
		}
	}
	data, err := os.ReadFile(receipt)
	if err != nil {
		t.Fatal(err)
	}
	l, err := ReadBytes(data, everything)
	if err != nil {
		t.Fatal(err)
	}
	want, figures := lines(l.All()), summary(t, l)
	for name, c := range map[string]struct {
		data   []byte
		format eventlog.Format
	}{
		"XLSX": {asXLSX(t, l.All()), eventlog.XLSX}, "XML": {asOCELXML(t, l.All()), eventlog.OCEL}, "SQLite": {asSQLite(t, l.All()), eventlog.OCEL},
	} {
		back, err := Read(bytes.NewReader(c.data), everything)
		if err != nil || back.Format != c.format || back.ProblemCount > 0 {
			t.Fatalf("%s: %v %+v", name, err, back)
		}
		sameLines(t, name, lines(back.All()), want)
		if summary(t, back) != figures {
			t.Errorf("%s: other figures", name)
		}
	}
}

// officeSheet is a workbook as an office has it: another sheet before, a title
// above, dates as dates and as text, a number for a date, a note on the right.
func officeSheet(t *testing.T) []byte {
	t.Helper()
	f := excelize.NewFile()
	style, err := f.NewStyle(&excelize.Style{NumFmt: 22})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.NewSheet("Eventi"); err != nil {
		t.Fatal(err)
	}
	for at, v := range map[string]any{"A1": "Leggimi", "B1": "niente"} {
		f.SetCellValue("Sheet1", at, v)
	}
	for at, v := range map[string]any{"A1": "Estrazione del 3 aprile", "A3": "Numero pratica", "B3": "Attività", "C3": "Data", "D3": "Ufficio", "E3": "Importo",
		"A4": 2024000001, "B4": "Presentazione", "C4": time.Date(2024, 3, 31, 3, 30, 0, 0, time.UTC), "D4": "SUE", "E4": 1.5, "H4": "nota",
		"A5": 2024000001, "B5": "Rilascio", "C5": "03/04/2024 10:15", "D5": "SUE",
		"A6": "2024/2", "B6": "Presentazione", "C6": 45385,
		"A8": "2024/2", "B8": "Rilascio", "C8": time.Date(2024, 4, 5, 0, 0, 0, 0, time.UTC)} {
		if err := f.SetCellValue("Eventi", at, v); err != nil {
			t.Fatal(err)
		}
	}
	f.SetCellStyle("Eventi", "C4", "C4", style)
	f.SetCellStyle("Eventi", "C8", "C8", style)
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestSheet(t *testing.T) {
	data := officeSheet(t)
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	opts := everything
	opts.Zone = rome
	l, err := ReadBytes(data, opts)
	if err != nil {
		t.Fatal(err)
	}
	at := func(s string) int64 {
		x, err := time.ParseInLocation("2006-01-02 15:04", s, rome)
		if err != nil {
			t.Fatal(err)
		}
		return x.UnixMicro()
	}
	sameLines(t, "sheet", lines(l.All()), []string{
		fmt.Sprintf("%q %q %q %q %d %d %q=%q", "2024000001", "Presentazione", "SUE", "", at("2024-03-31 03:30"), eventlog.NoTime, "Importo", "1.5"),
		fmt.Sprintf("%q %q %q %q %d %d", "2024000001", "Rilascio", "SUE", "", at("2024-04-03 10:15"), eventlog.NoTime),
		fmt.Sprintf("%q %q %q %q %d %d", "2024/2", "Rilascio", "", "", at("2024-04-05 00:00"), eventlog.NoTime),
	})
	if l.ProblemCount != 1 || l.Problems[0].Row != 6 || !strings.Contains(l.Problems[0].Reason, "45385") {
		t.Errorf("%+v", l.Problems)
	}
	opts.Sheet = "Sheet1"
	if _, err := ReadBytes(data, opts); err == nil || !strings.Contains(err.Error(), "«Leggimi»") {
		t.Errorf("%v", err)
	}
	p, err := Sniff(bytes.NewReader(data), eventlog.Options{})
	if err != nil || p.Sheet != "Eventi" || len(p.Sheets) != 2 || p.Mapping.Timestamp != "Data" || p.Mapping.Resource != "Ufficio" || len(p.Missing) != 0 ||
		p.Times.Read != 3 || p.Times.Unreadable != 1 || p.Times.DayFirst != 1 || p.Times.WithoutOffset != 3 {
		t.Errorf("%+v %v", p, err)
	}
}
