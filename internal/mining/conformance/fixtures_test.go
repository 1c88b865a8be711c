package conformance

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/steps"
	"pass/internal/termini"
)

// read makes a log from lines "case;activity;time"; a time may be a day only.
func read(t testing.TB, lines ...string) *eventlog.View {
	t.Helper()
	l, err := eventlog.Read(strings.NewReader("caso;attività;data\n"+strings.Join(lines, "\n")+"\n"), eventlog.Options{Zone: kernel.Rome})
	if err != nil {
		t.Fatal(err)
	}
	if l.ProblemCount > 0 {
		t.Fatalf("problems of the fixture: %v", l.Problems)
	}
	return l.All()
}

// events are the cases of a generated log: names and days of each.
type event struct {
	name string
	on   kernel.Day
}

// build makes a log of cases c0, c1, … ; rows are numbered from 2.
func build(cases [][]event) *eventlog.View {
	l := &eventlog.Log{Start: []int32{0}}
	ids := map[string]int32{}
	for c, events := range cases {
		for i, e := range events {
			id, ok := ids[e.name]
			if !ok {
				id = int32(len(l.Activities))
				ids[e.name] = id
				l.Activities = append(l.Activities, e.name)
			}
			l.Case, l.Activity = append(l.Case, int32(c)), append(l.Activity, id)
			l.Resource, l.Lifecycle = append(l.Resource, eventlog.None), append(l.Lifecycle, eventlog.None)
			l.Row = append(l.Row, int32(len(l.Row)+2))
			l.Time = append(l.Time, e.on.Start().Time().UnixMicro()+int64(i)*int64(time.Minute/time.Microsecond))
		}
		l.Cases = append(l.Cases, fmt.Sprint("c", c))
		l.Start = append(l.Start, int32(len(l.Time)))
	}
	return l.All()
}

// names lists cases by name.
func names(v *eventlog.View, cases []int32) string {
	var out []string
	for _, c := range cases {
		out = append(out, v.Log.Cases[c])
	}
	return strings.Join(out, " ")
}

// show writes findings one per line.
func show(v *eventlog.View, r *Report) string {
	var b strings.Builder
	for _, f := range r.Findings {
		fmt.Fprintf(&b, "%s %s", f.Kind, f.Step)
		if f.Activity >= 0 {
			fmt.Fprintf(&b, "«%s»", v.Log.Activities[f.Activity])
		}
		fmt.Fprintf(&b, " in %s", names(v, f.Cases))
		if f.Kind == Late {
			fmt.Fprintf(&b, " by %d days", f.TotalDays)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func check(t testing.TB, v *eventlog.View, m *Model, o Options) *Report {
	t.Helper()
	r, err := Check(v, m, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// line is a path of plain steps named like their activities.
func linear(ids ...string) *Model {
	m := &Model{Code: "prova", Name: "Prova", Source: "fonte della prova"}
	for _, id := range ids {
		m.Steps = append(m.Steps, Step{ID: id, Name: id, Activities: []string{id}})
	}
	return m
}

func within(n int, u termini.Unita) termini.Termine { return termini.Termine{N: n, Unita: u} }

func kindsOf(v *eventlog.View, meanings map[string]steps.Kind) []steps.Kind {
	kinds := make([]steps.Kind, len(v.Log.Activities))
	for a, name := range v.Log.Activities {
		kinds[a] = meanings[name]
	}
	return kinds
}

// publicData finds the public test data that stand beside the checkout, and
// skips the test when they are not there.
func publicData(t testing.TB) string {
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
	return dir
}

func public(t testing.TB, name string, o eventlog.Options) *eventlog.View {
	t.Helper()
	f, err := os.Open(filepath.Join(publicData(t), "logs", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	l, err := eventlog.Read(f, o)
	if err != nil {
		t.Fatal(err)
	}
	return l.All()
}
