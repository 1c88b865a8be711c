package performance

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"pass/internal/mining/eventlog"
)

// intervalOracle is a result of pm4py 2.7.14 on start and end times, checked by
// an independent pass.
type intervalOracle struct {
	Counts         IntervalCounts `json:"counts"`
	Activities     ActivityTimes  `json:"activities"`
	Edges          []Edge         `json:"dfg"`
	CaseSojourn    Durations      `json:"case_sojourn_seconds"`
	CaseService    Durations      `json:"case_service_seconds"`
	CaseServiceSum Durations      `json:"case_service_sum_seconds"`
}

// TestIntervalOracle compares the public logs with start and end times: counts
// exactly, times to max(1 ms, 1e-9 relative), with any number of threads.
func TestIntervalOracle(t *testing.T) {
	dir := publicData(t)
	files, err := filepath.Glob(filepath.Join(dir, "expected", "*.intervals.json.gz"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no expected results in %s: %v", dir, err)
	}
	for _, file := range files {
		log := strings.TrimSuffix(filepath.Base(file), ".intervals.json.gz")
		t.Run(log, func(t *testing.T) {
			var want intervalOracle
			readJSON(t, file, &want)
			l, p := intervalLog(t, filepath.Join(dir, "logs", log))
			if n := want.Counts.Dropped["start without complete"]; n == 0 {
				delete(want.Counts.Dropped, "start without complete") // the independent tool may write its zero
			}
			for _, threads := range []int{1, 2, 7} {
				got := IntervalsOf(l.All(), threads)
				got.Joined(p)
				compareIntervals(t, got, want)
			}
		})
	}
	if len(files) < 3 {
		t.Errorf("compared %d results, there are at least 3", len(files))
	}
}

// intervalLog reads a log with start and end columns, or one with start and
// complete events.
func intervalLog(t *testing.T, path string) (*eventlog.Log, eventlog.Pairing) {
	t.Helper()
	file := logFile(t, path)
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	o := eventlog.Options{}
	if strings.Contains(filepath.Base(file), ".csv") {
		o.Mapping = eventlog.Mapping{Case: "case_id", Activity: "activity", Timestamp: "end_time", Start: "start_time"}
	}
	l, err := eventlog.Read(f, o)
	if err != nil {
		t.Fatal(err)
	}
	if l.Begin != nil {
		return l, eventlog.Pairing{}
	}
	return l.Pair()
}

func compareIntervals(t *testing.T, got *Intervals, want intervalOracle) {
	t.Helper()
	w := want.Counts
	w.WithoutStart = got.Counts.WithoutStart // the independent tool does not count them
	if !reflect.DeepEqual(got.Counts, w) {
		t.Errorf("counts %+v, want %+v", got.Counts, w)
	}
	if !closeDurations(got.CaseSojourn, want.CaseSojourn) || !closeDurations(got.CaseService, want.CaseService) || !closeDurations(got.CaseServiceSum, want.CaseServiceSum) {
		t.Errorf("cases %+v %+v %+v, want %+v %+v %+v", got.CaseSojourn, got.CaseService, got.CaseServiceSum, want.CaseSojourn, want.CaseService, want.CaseServiceSum)
	}
	if len(got.Activities) != len(want.Activities) {
		t.Fatalf("%d activities, want %d", len(got.Activities), len(want.Activities))
	}
	for i, w := range want.Activities {
		g := got.Activities[i]
		if g.Name != w.Name || g.Instances != w.Instances || !closeDurations(g.Service, w.Service) || !closeOptional(g.Waiting, w.Waiting) || !closeOptional(g.Sojourn, w.Sojourn) {
			t.Errorf("activity %+v, want %+v", g, w)
		}
	}
	if len(got.Edges) != len(want.Edges) {
		t.Fatalf("%d transitions, want %d", len(got.Edges), len(want.Edges))
	}
	for i, w := range want.Edges {
		if g := got.Edges[i]; g.From != w.From || g.To != w.To || !closeDurations(g.Durations, w.Durations) {
			t.Errorf("transition %+v, want %+v", g, w)
		}
	}
}

func closeOptional(a, b *Durations) bool {
	if a == nil || b == nil {
		return a == b
	}
	return closeDurations(*a, *b)
}

// TestIntervalsByHand measures one case whose works overlap: A 0–10, B 5–8, C
// 20–20 without start, D 15–30.
func TestIntervalsByHand(t *testing.T) {
	const s = 1_000_000
	l := &eventlog.Log{
		Case: []int32{0, 0, 0, 0}, Activity: []int32{1, 0, 2, 3}, Resource: make([]int32, 4), Lifecycle: []int32{-1, -1, -1, -1}, Row: []int32{2, 3, 4, 5},
		Time: []int64{8 * s, 10 * s, 20 * s, 30 * s}, Begin: []int64{5 * s, 0, eventlog.NoTime, 15 * s}, Start: []int32{0, 4},
		Cases: []string{"1"}, Activities: []string{"A", "B", "C", "D"}, Resources: []string{"r"},
	}
	got := IntervalsOf(l.All(), 1)
	// The order is A 0–10, B 5–8, D 15–30, C 20–20.
	if want := (IntervalCounts{Cases: 1, Instances: 4, Activities: 4, WithoutStart: 1, OverlappingStarts: 2, Edges: 3, Dropped: map[string]int{}}); !reflect.DeepEqual(got.Counts, want) {
		t.Errorf("counts %+v, want %+v", got.Counts, want)
	}
	if got.CaseSojourn.Sum != 30 || got.CaseService.Sum != 25 || got.CaseServiceSum.Sum != 28 {
		t.Errorf("cases %v %v %v, want 30, 25, 28", got.CaseSojourn.Sum, got.CaseService.Sum, got.CaseServiceSum.Sum)
	}
	var gaps []float64
	for _, e := range got.Edges {
		gaps = append(gaps, e.Sum)
	}
	if want := []float64{-5, 7, -10}; !reflect.DeepEqual(gaps, want) { // A→B, B→D, D→C
		t.Errorf("gaps %v, want %v", gaps, want)
	}
	for i, want := range []struct{ service, waiting, sojourn float64 }{{10, 0, 0}, {3, 0, 0}, {0, 0, 0}, {15, 5, 20}} {
		a := got.Activities[i]
		if a.Service.Sum != want.service || i > 0 && (a.Waiting.Sum != want.waiting || a.Sojourn.Sum != want.sojourn) || i == 0 && a.Waiting != nil {
			t.Errorf("%s: %+v, want %+v", a.Name, a, want)
		}
	}
	text, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	for i := range got.Activities {
		if want := map[string]int{"C": 1}[got.Activities[i].Name]; got.Activities[i].WithoutStart != want {
			t.Errorf("%s: %d starts are not known", got.Activities[i].Name, got.Activities[i].WithoutStart)
		}
		got.Activities[i].WithoutStart = 0 // not in the JSON
	}
	var back Intervals
	if err := json.Unmarshal(text, &back); err != nil || !reflect.DeepEqual(&back, got) {
		t.Errorf("read back %+v, %v, want %+v", back, err, got)
	}
}
