package eventlog

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/xml"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// row is an event before it is written to a file.
type row struct {
	trace, activity, resource, lifecycle string
	at                                   int64
}

// names that a reader may stumble on.
var hard = []string{"A", "B", "a,b", "a;b", `say "yes"`, "x & y", "x &amp; y", "<b>", "it's", "città", "due  spazi", " bordo ", "è\n\"finita\"", "1\r\n2", "€|\t"}

func rows(distinctTimes bool) *rapid.Generator[[]row] {
	return rapid.Custom(func(t *rapid.T) []row {
		name := rapid.SampledFrom(hard)
		maybe := rapid.SampledFrom(append([]string{""}, hard...))
		at := rapid.Int64Range(0, 50)
		if distinctTimes {
			at = rapid.Int64Range(0, 1<<40)
		}
		r := rapid.Custom(func(t *rapid.T) row {
			return row{name.Draw(t, "case"), name.Draw(t, "activity"), maybe.Draw(t, "resource"), maybe.Draw(t, "lifecycle"), at.Draw(t, "at")}
		})
		if distinctTimes {
			return rapid.SliceOfNDistinct(r, 1, 40, func(r row) int64 { return r.at }).Draw(t, "rows")
		}
		return rapid.SliceOfN(r, 1, 40).Draw(t, "rows")
	})
}

func asCSV(rs []row) []byte {
	var b bytes.Buffer
	records := [][]string{{"case", "activity", "timestamp", "resource", "lifecycle"}}
	for _, r := range rs {
		records = append(records, []string{r.trace, r.activity, time.UnixMicro(r.at).UTC().Format(time.RFC3339Nano), r.resource, r.lifecycle})
	}
	if err := csv.NewWriter(&b).WriteAll(records); err != nil {
		panic(err) // a buffer does not fail
	}
	return b.Bytes()
}

func asXES(rs []row) []byte {
	var b bytes.Buffer
	attribute := func(key, value string) {
		b.WriteString(`<string key="` + key + `" value="`)
		if err := xml.EscapeText(&b, []byte(value)); err != nil {
			panic(err) // a buffer does not fail
		}
		b.WriteString("\"/>\n")
	}
	b.WriteString("<log>")
	for _, r := range rs {
		b.WriteString("<trace>")
		attribute("concept:name", r.trace)
		b.WriteString("<event>")
		attribute("time:timestamp", time.UnixMicro(r.at).In(time.FixedZone("", 7200)).Format(time.RFC3339Nano))
		attribute("lifecycle:transition", r.lifecycle)
		attribute("concept:name", r.activity)
		attribute("org:resource", r.resource)
		b.WriteString("</event></trace>")
	}
	b.WriteString("</log>")
	return b.Bytes()
}

// expected writes what describe must give, the slow obvious way.
func expected(rs []row) string {
	var cases []string
	for _, r := range rs {
		if !slices.Contains(cases, r.trace) {
			cases = append(cases, r.trace)
		}
	}
	sorted := slices.Clone(rs)
	slices.SortStableFunc(sorted, func(a, b row) int {
		return cmp.Or(cmp.Compare(slices.Index(cases, a.trace), slices.Index(cases, b.trace)), cmp.Compare(a.at, b.at))
	})
	dash := func(s string) string {
		if s == "" {
			return "-"
		}
		return s
	}
	var b strings.Builder
	for _, r := range sorted {
		b.WriteString(r.trace + "|" + r.activity + "|" + time.UnixMicro(r.at).UTC().Format(time.RFC3339Nano) + "|" + dash(r.resource) + "|" + dash(r.lifecycle) + "\n")
	}
	return b.String()
}

// Any log, with the most awkward names and many ties, is read back from both
// formats as it was written.
func TestWrittenIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rs := rows(false).Draw(t, "rows")
		want := expected(rs)
		for _, data := range [][]byte{asCSV(rs), asXES(rs)} {
			l, err := Read(bytes.NewReader(data), Options{})
			if err != nil {
				t.Fatalf("%v\n%s", err, data)
			}
			if got := describe(l); got != want || l.ProblemCount != 0 {
				t.Fatalf("%s\ngot\n%s\nwant\n%s", data, got, want)
			}
		}
	})
}

// Permuting rows changes nothing but the order of exact ties and the numbering
// of the names.
func TestPermutedRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rs := rows(true).Draw(t, "rows")
		shuffled := rapid.Permutation(rs).Draw(t, "shuffled")
		lines := func(rs []row) []string {
			l, err := Read(bytes.NewReader(asCSV(rs)), Options{})
			if err != nil {
				t.Fatal(err)
			}
			if l.Ties != 0 {
				t.Fatalf("%d ties among distinct times", l.Ties)
			}
			// Cases are numbered as they appear: compare them one by one.
			var out []string
			for c := range l.Cases {
				one := *l
				one.Case, one.Activity, one.Resource = l.Case[l.Start[c]:l.Start[c+1]], l.Activity[l.Start[c]:l.Start[c+1]], l.Resource[l.Start[c]:l.Start[c+1]]
				one.Lifecycle, one.Time = l.Lifecycle[l.Start[c]:l.Start[c+1]], l.Time[l.Start[c]:l.Start[c+1]]
				out = append(out, describe(&one))
			}
			slices.Sort(out)
			return out
		}
		if a, b := lines(rs), lines(shuffled); !slices.Equal(a, b) {
			t.Fatalf("%q\n%q", a, b)
		}
	})
}

// checkLog asks for what holds of every Log.
func checkLog(t testing.TB, l *Log) {
	t.Helper()
	n := l.Events()
	if len(l.Case) != n || len(l.Activity) != n || len(l.Resource) != n || len(l.Lifecycle) != n || len(l.Row) != n || len(l.Start) != len(l.Cases)+1 {
		t.Fatal("columns of different length")
	}
	if l.Begin != nil && len(l.Begin) != n {
		t.Fatal("starts of different length")
	}
	for i, begin := range l.Begin {
		if begin > l.Time[i] {
			t.Fatalf("event %d ends before it begins", i)
		}
	}
	for c := range l.Cases {
		if l.Start[c] >= l.Start[c+1] {
			t.Fatalf("case %d has no event", c)
		}
		for i := l.Start[c]; i < l.Start[c+1]; i++ {
			if l.Case[i] != int32(c) {
				t.Fatalf("event %d stands under case %d", i, c)
			}
			if i > l.Start[c] && (l.Time[i] < l.Time[i-1] || l.Time[i] == l.Time[i-1] && l.Row[i] <= l.Row[i-1]) {
				t.Fatalf("event %d is out of order", i)
			}
		}
	}
	type dictionary struct {
		names    []string
		column   []int32
		optional bool
	}
	all := []dictionary{{l.Cases, l.Case, false}, {l.Activities, l.Activity, false}, {l.Resources, l.Resource, true}, {l.Lifecycles, l.Lifecycle, true}}
	for _, a := range l.Attributes {
		all = append(all, dictionary{a.Values, a.Column, true})
	}
	for _, d := range all {
		if len(d.column) != n {
			t.Fatal("a column of different length")
		}
		used := make([]bool, len(d.names))
		for _, id := range d.column {
			if id == None && d.optional {
				continue
			}
			used[id] = true
		}
		if slices.Contains(used, false) {
			t.Fatalf("names without events in %q", d.names)
		}
		sorted := slices.Sorted(slices.Values(d.names))
		if len(slices.Compact(sorted)) != len(d.names) {
			t.Fatalf("names twice in %q", d.names)
		}
	}
}
