package formats

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/formats/sqlitefile"
)

// The fuzz targets of this package are best run with -fuzzminimizetime 10x:
// the seeds are whole files, and to minimise each of them takes the whole time.

// sound reads whatever the bytes are: it must end, within small limits, with a
// log that holds together or with an error for people.
func sound(t *testing.T, data []byte) {
	t.Helper()
	opts := eventlog.Options{Attributes: []string{eventlog.AllAttributes}, MaxBytes: 4 << 20, MaxEvents: 10_000, MaxNames: 8 << 20, MaxRecord: 1 << 20}
	l, err := ReadBytes(data, opts)
	var k *kernel.Error
	if err != nil && !errors.As(err, &k) {
		t.Fatalf("an error for nobody: %v", err)
	}
	if _, err := Sniff(bytes.NewReader(data), opts); err != nil && !errors.As(err, &k) {
		t.Fatalf("an error for nobody: %v", err)
	}
	if err != nil {
		return
	}
	n := l.Events()
	if n == 0 || n > 10_000 || len(l.Start) != len(l.Cases)+1 || int(l.Start[len(l.Cases)]) != n {
		t.Fatalf("%d events, %d cases", n, len(l.Cases))
	}
	for _, a := range l.Attributes {
		if len(a.Column) != n {
			t.Fatalf("attribute %q has %d values of %d", a.Name, len(a.Column), n)
		}
	}
	// What was read can be written and read again.
	var b bytes.Buffer
	if err := WriteOCELJSON(&b, l.All()); err != nil {
		t.Fatal(err)
	}
	back, err := ReadBytes(b.Bytes(), eventlog.Options{})
	if err != nil || back.Events() != n {
		t.Fatalf("written and read again: %v", err)
	}
}

func FuzzXLSX(f *testing.F) {
	f.Add(asXLSX(f, smallLog(f).All()))
	f.Add(sheet(f, sheetHeader+`<row r="2"><c t="inlineStr"><is><t>1</t></is></c><c t="str"><v>A</v></c><c t="d"><v>2024-01-01</v></c></row>`))
	f.Fuzz(func(t *testing.T, data []byte) { sound(t, append([]byte("PK\x03\x04"), data[min(4, len(data)):]...)) })
}

// FuzzSheet changes the XML inside the archive, where a change of the bytes
// only breaks the archive.
func FuzzSheet(f *testing.F) {
	f.Add(sheetHeader + `<row r="2"><c t="inlineStr"><is><t>1</t></is></c><c t="str"><v>A</v></c><c t="d"><v>2024-01-01</v></c></row></sheetData></worksheet>`)
	f.Add(sheetHeader + `<row><c r="C9"><v>45000.5</v></c><c r="A9" t="e"><v>#REF!</v></c><c><f>1</f></c></row>`)
	f.Fuzz(func(t *testing.T, rows string) { sound(t, sheet(t, rows)) })
}

func FuzzParquet(f *testing.F) {
	f.Add(written(f, WriteParquet))
	f.Fuzz(func(t *testing.T, data []byte) { sound(t, append([]byte("PAR1"), data[min(4, len(data)):]...)) })
}

func FuzzOCELJSON(f *testing.F) {
	f.Add(ocelJSON)
	f.Add(string(written(f, WriteOCELJSON)))
	f.Fuzz(func(t *testing.T, data string) { sound(t, []byte("{"+strings.TrimPrefix(data, "{"))) })
}

func FuzzOCELXML(f *testing.F) {
	f.Add(ocelXML)
	f.Fuzz(func(t *testing.T, data string) { sound(t, []byte("<"+strings.TrimPrefix(data, "<"))) })
}

func FuzzSQLite(f *testing.F) {
	f.Add(ocelSQLite(f))
	f.Fuzz(func(t *testing.T, data []byte) {
		sound(t, append([]byte(sqlitefile.Magic), data[min(len(sqlitefile.Magic), len(data)):]...))
	})
}
