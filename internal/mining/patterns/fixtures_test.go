package patterns

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/stats"
)

// read makes a log from lines "case;activity;time;resource" and possibly a
// fifth value, the office; a time may be a day only.
func read(t testing.TB, lines ...string) *eventlog.View {
	t.Helper()
	text := "caso;attività;data;risorsa;ufficio\n"
	for _, line := range lines {
		text += line + strings.Repeat(";", 4-strings.Count(line, ";")) + "\n"
	}
	l, err := eventlog.Read(strings.NewReader(text), eventlog.Options{Zone: kernel.Rome, Attributes: []string{"ufficio"}})
	if err != nil {
		t.Fatal(err)
	}
	if l.ProblemCount > 0 {
		t.Fatalf("problems of the fixture: %v", l.Problems)
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

// generated is a log of n events or a little more, made of loops, hand-overs
// and ties, as columns.
func generated(n int, seed uint64) *eventlog.View {
	const activities, resources = 27, 48
	rng := stats.NewRNG(seed)
	l := &eventlog.Log{Start: []int32{0}}
	for a := range activities {
		l.Activities = append(l.Activities, fmt.Sprintf("activity %02d", a))
	}
	for r := range resources {
		l.Resources = append(l.Resources, fmt.Sprintf("resource %02d", r))
	}
	base := time.Date(2020, 1, 7, 8, 0, 0, 0, time.UTC).UnixMicro()
	for c := 0; len(l.Time) < n; c++ {
		at := base + int64(rng.Intn(1000))*day
		a := 0
		for range 2 + rng.Intn(9) {
			l.Case = append(l.Case, int32(c))
			l.Activity = append(l.Activity, int32(a))
			l.Resource = append(l.Resource, int32(rng.Intn(resources+1))-1)
			l.Lifecycle = append(l.Lifecycle, eventlog.None)
			l.Row = append(l.Row, int32(len(l.Row)+2))
			l.Time = append(l.Time, at)
			at += int64(rng.Exp() * 2 * day)
			if rng.Intn(10) == 0 {
				at -= at % day
			}
			a = max(0, min(activities-1, a+[]int{1, 1, 1, 2, 0, -1}[rng.Intn(6)]))
		}
		l.Cases = append(l.Cases, fmt.Sprint("case ", c))
		l.Start = append(l.Start, int32(len(l.Time)))
	}
	// A few events went back in time to midnight: put them in order again.
	for c := range l.Cases {
		for i := l.Start[c] + 1; i < l.Start[c+1]; i++ {
			l.Time[i] = max(l.Time[i], l.Time[i-1])
		}
	}
	return l.All()
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

// public reads a public log.
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

func readJSON(t *testing.T, file string, into any) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.NewDecoder(z).Decode(into); err != nil {
		t.Fatal(err)
	}
}
