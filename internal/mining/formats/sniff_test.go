package formats

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pass/internal/mining/eventlog"
)

func TestSniffCSV(t *testing.T) {
	p, err := Sniff(strings.NewReader("Pratica;Attivit\xe0;Data;Stato ciclo;Nota\r\n1;A;03/04/2024;START;"+strings.Repeat("x", 300)+"\r\n1;B;04/13/2024;complete;\r\n"+
		"2;C;2024-04-05 10:00;START;\r\n2;C;2024-04-05T10:00:00+02:00;;\r\n3;C;;;\r\n3;C;domani;;\r\n"), eventlog.Options{Mapping: eventlog.Mapping{Lifecycle: "Stato ciclo", Resource: "Chi"}})
	if err != nil {
		t.Fatal(err)
	}
	if p.Format != eventlog.CSV || p.Delimiter != ';' || p.Encoding != "Windows-1252" || !slices.Equal(p.Header, []string{"Pratica", "Attività", "Data", "Stato ciclo", "Nota"}) {
		t.Errorf("%+v", p)
	}
	if want := (eventlog.Mapping{Case: "Pratica", Activity: "Attività", Timestamp: "Data", Lifecycle: "Stato ciclo"}); p.Mapping != want || !slices.Equal(p.Missing, []string{"resource"}) {
		t.Errorf("%+v %v", p.Mapping, p.Missing)
	}
	if want := (Times{Read: 3, Unreadable: 2, DateOnly: 1, WithoutOffset: 1, DayFirst: 1, MonthFirst: 1, Example: "03/04/2024"}); p.Times != want {
		t.Errorf("%+v", p.Times)
	}
	if !slices.Equal(p.Lifecycles, []string{"START", "complete"}) || p.Sampled != 6 || len([]rune(p.Rows[0][4])) != 201 {
		t.Errorf("%v %d %q", p.Lifecycles, p.Sampled, p.Rows[0])
	}
}

// TestTimes tells the forms of times apart.
func TestTimes(t *testing.T) {
	for text, want := range map[string]Times{
		"":                              {},
		"domani":                        {Unreadable: 1},
		"2024-04-03":                    {Read: 1, DateOnly: 1},
		"3/4/2024":                      {Read: 1, DateOnly: 1, DayFirst: 1},
		"04/13/2024 10:00":              {Unreadable: 1, MonthFirst: 1},
		"31/02/2024":                    {Unreadable: 1},
		"2024-02-30T10:00:00Z":          {Unreadable: 1},
		"2024-04-03T10:00:00Z":          {Read: 1},
		"2024-04-03T10:00:00.123+02:00": {Read: 1},
		"2024-04-03 10:00:00.5 UTC":     {Read: 1},
		"2024-04-03 10.30":              {Read: 1, WithoutOffset: 1},
		"03.04.2024, 10:30:00":          {Read: 1, WithoutOffset: 1, DayFirst: 1},
		"2024/04/03 10:30 +0200":        {Read: 1},
		"45385":                         {Unreadable: 1},
	} {
		var got Times
		got.learn(text)
		if got.Example == text {
			got.Example = ""
		}
		if got != want {
			t.Errorf("%q: %+v, want %+v", text, got, want)
		}
	}
}

// TestSniffWithoutColumns shows a file whose columns nobody knows.
func TestSniffWithoutColumns(t *testing.T) {
	p, err := Sniff(strings.NewReader("x,y,z\n1,2,3\n"), eventlog.Options{})
	if err != nil || !slices.Equal(p.Missing, []string{"case", "activity", "timestamp"}) || !reflect.DeepEqual(p.Rows, [][]string{{"1", "2", "3"}}) {
		t.Errorf("%+v %v", p, err)
	}
}

func TestSniffXES(t *testing.T) {
	head := `<?xml version="1.0"?><log><global scope="event"><string key="concept:name" value="?"/></global>
<trace><string key="concept:name" value="c1"/><string key="zona" value="A"><string key="dentro" value="no"/></string>
<event><string key="concept:name" value="Uno"/><date key="time:timestamp" value="2024-01-01T10:00:00"/><string key="lifecycle:transition" value="start"/></event>
<event><string key="concept:name" value="Due"/><date key="time:timestamp" value="2024-01-02T10:00:00Z"/><string key="nota" value="&lt;n&gt;"/></event></trace></log>`
	p, err := Sniff(strings.NewReader(head), eventlog.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"case:concept:name", "concept:name", "time:timestamp", "lifecycle:transition", "case:zona", "nota"}; !slices.Equal(p.Header, want) {
		t.Errorf("%q", p.Header)
	}
	if want := [][]string{{"c1", "Uno", "2024-01-01T10:00:00", "start", "A", ""}, {"c1", "Due", "2024-01-02T10:00:00Z", "", "A", "<n>"}}; !reflect.DeepEqual(p.Rows, want) {
		t.Errorf("%q", p.Rows)
	}
	if p.Times.WithoutOffset != 1 || p.Times.Read != 2 || p.Mapping.Resource != "" || !slices.Equal(p.Lifecycles, []string{"start"}) {
		t.Errorf("%+v", p)
	}
	// What a person confirms is what is read.
	l, err := Read(strings.NewReader(head), eventlog.Options{Mapping: p.Mapping})
	if err != nil || l.Events() != 2 || l.Cases[0] != "c1" {
		t.Errorf("%+v %v", l, err)
	}
}

// TestSniffPublicLogs proposes for each public log what Read then takes.
func TestSniffPublicLogs(t *testing.T) {
	for _, file := range publicLogs(t) {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		p, err := Sniff(bytes.NewReader(data), eventlog.Options{})
		if err != nil || len(p.Missing) > 0 || p.Sampled < 40 || p.Times.Read != p.Sampled || len(p.Rows) != shownRows {
			t.Errorf("%s: %+v %v", filepath.Base(file), p.Times, err)
			continue
		}
		if _, err := ReadBytes(data, eventlog.Options{Mapping: p.Mapping}); err != nil {
			t.Errorf("%s: %v", filepath.Base(file), err)
		}
	}
}
