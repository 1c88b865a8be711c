package formats

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"pgregory.net/rapid"

	"pass/internal/mining/eventlog"
	"pass/internal/mining/performance"
)

var everything = eventlog.Options{Attributes: []string{eventlog.AllAttributes}}

// writers are the formats that are written.
var writers = []struct {
	name   string
	format eventlog.Format
	write  func(io.Writer, *eventlog.View) error
}{
	{"CSV", eventlog.CSV, WriteCSV}, {"XES", eventlog.XES, WriteXES}, {"Parquet", eventlog.Parquet, WriteParquet}, {"OCEL", eventlog.OCEL, WriteOCELJSON},
}

// publicLogs finds the public logs that stand beside the checkout, and skips
// the test when they are not there.
func publicLogs(t testing.TB) []string {
	t.Helper()
	dir := os.Getenv("PASS_TEST_DATA")
	if dir == "" {
		root, err := filepath.Abs("../../..")
		if err != nil {
			t.Fatal(err)
		}
		dir = filepath.Join(filepath.Dir(root), "shared")
	}
	if _, err := os.Stat(dir); os.IsNotExist(err) {
		t.Skipf("no public test data in %s", dir)
	}
	var files []string
	for _, pattern := range []string{"*.xes.gz", "*.csv.gz"} {
		found, err := filepath.Glob(filepath.Join(dir, "logs", pattern))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	if len(files) == 0 {
		t.Fatalf("no logs in %s", dir)
	}
	return files
}

// lines tells all that a view says, event by event, with names instead of
// numbers. Attributes without any value are left out, because not every format
// can say that there is such a column.
func lines(v *eventlog.View) []string {
	l := v.Log
	var out []string
	var t eventlog.Trace
	var line []byte
	order := make([]int, 0, len(l.Attributes))
	for i := range l.Attributes {
		order = append(order, i)
	}
	slices.SortFunc(order, func(a, b int) int { return strings.Compare(l.Attributes[a].Name, l.Attributes[b].Name) })
	for k := range v.Kept {
		v.Trace(k, &t)
		for i := range t.Len() {
			begin := eventlog.NoTime
			if t.Begin != nil {
				begin = t.Begin[i]
			}
			line = line[:0]
			for _, name := range []string{l.Cases[t.Case], l.Activities[t.Activity[i]], text(l.Resources, t.Resource[i]), text(l.Lifecycles, t.Lifecycle[i])} {
				line = append(strconv.AppendQuote(line, name), ' ')
			}
			line = strconv.AppendInt(append(strconv.AppendInt(line, t.Time[i], 10), ' '), begin, 10)
			for _, a := range order {
				if id := l.Attributes[a].Column[t.Event(i)]; id != eventlog.None {
					line = strconv.AppendQuote(append(line, ' '), l.Attributes[a].Name)
					line = strconv.AppendQuote(append(line, '='), l.Attributes[a].Values[id])
				}
			}
			out = append(out, string(line))
		}
	}
	return out
}

func sameLines(t interface {
	Helper()
	Fatalf(string, ...any)
}, what string, got, want []string) {
	t.Helper()
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			t.Fatalf("%s: event %d:\n%.500s\nwant\n%.500s", what, i, got[i], want[i])
		}
	}
	if len(got) != len(want) {
		t.Fatalf("%s: %d events, want %d", what, len(got), len(want))
	}
}

// roundTrip writes a view in a format and reads it back.
func roundTrip(v *eventlog.View, write func(io.Writer, *eventlog.View) error, opts eventlog.Options) (*eventlog.Log, error) {
	var b bytes.Buffer
	if err := write(&b, v); err != nil {
		return nil, err
	}
	return ReadBytes(b.Bytes(), opts)
}

// TestPublicLogsComeBack is B1: the public logs written in every format and
// read back are the same logs, and give the same figures.
func TestPublicLogsComeBack(t *testing.T) {
	for _, file := range publicLogs(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			l, err := ReadBytes(data, everything)
			if err != nil {
				t.Fatal(err)
			}
			want, figures := lines(l.All()), summary(t, l)
			for _, w := range writers {
				back, err := roundTrip(l.All(), w.write, everything)
				if err != nil {
					t.Fatalf("%s: %v", w.name, err)
				}
				if back.Format != w.format || back.ProblemCount != 0 {
					t.Errorf("%s: read as %s, %d problems: %v", w.name, back.Format, back.ProblemCount, back.Problems)
				}
				sameLines(t, w.name, lines(back.All()), want)
				if got := summary(t, back); got != figures {
					t.Errorf("%s: other figures", w.name)
				}
			}
		})
	}
}

// name makes texts that break naive formats.
var name = rapid.OneOf(
	rapid.SampledFrom([]string{"A", "B", "Rilascio permesso", "a,b", "a;b", `"a"`, `a"b`, "è", "a\nb", "a\r\nb", "\ra", "a\r", "<&>'", "'", "=1+1", "  spazi  ", "\ta",
		"null", "NaN", "001", "1e5", "case:concept:name", "\u00a0x", "😀", "\u2028", `\u0041`, `\`, "]]>", "a|b", "#N/A", "true", "-", "*", "x\u0085"}),
	rapid.StringMatching(`[ -~àèìòù€]{1,12}`).Filter(func(s string) bool { return strings.TrimSpace(s) != "" }))

// attributeName may be anything that a header holds.
var attributeName = rapid.SampledFrom([]string{"case:ente", "case:x", "note", "Ufficio", "org:group", "Start", "timestamp", "case:", "concept:instance", "a\"b", "a,b", "id", "value", "Pratica"})

// randomLog makes a log through the door of tables.
func randomLog(t *rapid.T) *eventlog.Log {
	further := rapid.SliceOfNDistinct(attributeName, 0, 4, rapid.ID[string]).Draw(t, "attributes")
	opts := eventlog.Options{Mapping: eventlog.Mapping{Case: "c0", Activity: "c1", Timestamp: "c2", Resource: "c3", Lifecycle: "c4", Start: "c5"}, Attributes: further}
	ofCase := map[string]string{}
	n := rapid.IntRange(1, 25).Draw(t, "events")
	var rows [][][]byte
	for range n {
		optional := func(label string) string {
			if rapid.Bool().Draw(t, "has "+label) {
				return name.Draw(t, label)
			}
			return ""
		}
		at := rapid.Int64Range(-2e15, 4e15).Draw(t, "time")
		begin := ""
		if rapid.Bool().Draw(t, "started") {
			begin = stamp(at - rapid.Int64Range(0, 1e12).Draw(t, "lasted"))
		}
		row := []string{name.Draw(t, "case"), name.Draw(t, "activity"), stamp(at), optional("resource"), optional("lifecycle"), begin}
		for i, a := range further {
			value := optional("value")
			if key := row[0] + a; strings.HasPrefix(a, casePrefix) && i%2 == 0 { // the same in the whole case
				if _, known := ofCase[key]; !known {
					ofCase[key] = value
				}
				value = ofCase[key]
			}
			row = append(row, value)
		}
		var fields [][]byte
		for _, s := range row {
			fields = append(fields, []byte(s))
		}
		rows = append(rows, fields)
	}
	header := append([]string{"c0", "c1", "c2", "c3", "c4", "c5"}, further...)
	i := 0
	l, err := eventlog.ReadTable(eventlog.Rows{Format: eventlog.Table, Header: header, Next: func() (int, [][]byte, error) {
		if i == len(rows) {
			return 0, nil, io.EOF
		}
		i++
		return i, rows[i-1], nil
	}}, opts)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func stamp(micros int64) string {
	return time.UnixMicro(micros).UTC().Format("2006-01-02T15:04:05.000000Z")
}

// renamed gives the attributes the names that the writers give them.
func renamed(l *eventlog.Log) *eventlog.Log {
	c := *l
	c.Attributes = slices.Clone(l.Attributes)
	for i, name := range newWalk(l.All()).names {
		c.Attributes[i].Name = name
	}
	return &c
}

// TestRandomLogsComeBack does the same with logs whose names are as bad as
// they can be.
func TestRandomLogsComeBack(t *testing.T) {
	for _, w := range writers {
		t.Run(w.name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				l := randomLog(t)
				back, err := roundTrip(l.All(), w.write, everything)
				if err != nil {
					t.Fatal(err)
				}
				sameLines(t, w.name, lines(back.All()), lines(renamed(l).All()))
			})
		})
	}
}

// TestHiddenEventsAreNotWritten writes a view that hides an activity.
func TestHiddenEventsAreNotWritten(t *testing.T) {
	l, err := ReadBytes([]byte("case,activity,timestamp,note\n1,A,2024-01-01,x\n1,B,2024-01-02,y\n2,A,2024-01-03,z\n3,B,2024-01-04,w\n"), everything)
	if err != nil {
		t.Fatal(err)
	}
	v := &eventlog.View{Log: l, Kept: []int32{0, 2}, Hidden: []bool{true, false}}
	for _, w := range writers {
		back, err := roundTrip(v, w.write, everything)
		if err != nil {
			t.Fatal(err)
		}
		sameLines(t, w.name, lines(back.All()), lines(v))
	}
}

// summary is the figures of a log as text, but for what is about its file.
func summary(t testing.TB, l *eventlog.Log) string {
	t.Helper()
	s := performance.Summarize(l.All(), 2)
	s.Counts.Inversions, s.Dropped, s.DroppedTotal, s.Skipped = 0, nil, 0, 0
	b, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
