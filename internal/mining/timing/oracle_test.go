package timing

import (
	"compress/gzip"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pass/internal/mining/eventlog"
)

// intervals is the published result of an independent tool on a log with starts
// and ends, in seconds.
type intervals struct {
	Activities map[string]struct {
		Instances     int
		Service       *measure
		WaitingBefore *measure `json:"waiting_before"`
	}
	CaseSojourn measure `json:"case_sojourn_seconds"`
	CaseService measure `json:"case_service_seconds"`
}

type measure struct {
	Count int
	Sum   float64
}

func near(a, b float64) bool { return math.Abs(a-b) <= max(0.001, 1e-9*math.Abs(b)) }

// TestIntervalsEqualTheIndependentTool compares, on every log with starts: the
// executions of each activity, their service and the waiting before them; the
// processing of the cases (overlaps once) and their gross duration.
func TestIntervalsEqualTheIndependentTool(t *testing.T) {
	dir := publicData(t)
	compared := 0
	for _, file := range publicLogs {
		name, _, _ := strings.Cut(file, ".")
		raw, err := os.Open(filepath.Join(dir, "expected", name+".intervals.json.gz"))
		if err != nil {
			continue
		}
		compared++
		z, err := gzip.NewReader(raw)
		if err != nil {
			t.Fatal(err)
		}
		var want intervals
		if err := json.NewDecoder(z).Decode(&want); err != nil {
			t.Fatal(err)
		}
		raw.Close()
		l := paired(t, file)
		compareActivities(t, name, l, want)
		var service, sojourn Sum
		for _, c := range Split(l.All(), SplitOptions{}).Cases {
			service.add(c.Parts[Processing])
			sojourn.add(c.Parts.Total())
		}
		if !near(service.Seconds(), want.CaseService.Sum) || !near(sojourn.Seconds(), want.CaseSojourn.Sum) {
			t.Errorf("%s: processing %v s of %v, want %v of %v", name, service.Seconds(), sojourn.Seconds(), want.CaseService.Sum, want.CaseSojourn.Sum)
		}
	}
	if compared < 3 {
		t.Errorf("compared %d logs, there are at least 3", compared)
	}
}

func compareActivities(t *testing.T, name string, l *eventlog.Log, want intervals) {
	t.Helper()
	n := make([]int, len(l.Activities))
	service, waiting := make([]Sum, len(n)), make([]Sum, len(n))
	waits := make([]int, len(n))
	for _, x := range instances(l.All()) {
		n[x.activity]++
		service[x.activity].add(x.end - x.start())
		if x.enabled != eventlog.NoTime {
			w := x.waits()
			waits[x.activity]++
			waiting[x.activity].add(w.to - w.from)
		}
	}
	for a, activity := range l.Activities {
		w, ok := want.Activities[activity]
		served := measure{}
		if w.Service != nil {
			served = *w.Service
		}
		if !ok && n[a] > 0 || w.Instances != n[a] || !near(service[a].Seconds(), served.Sum) {
			t.Errorf("%s, %s: %d executions of %v s, want %+v", name, activity, n[a], service[a].Seconds(), w)
		}
		before := measure{}
		if w.WaitingBefore != nil {
			before = *w.WaitingBefore
		}
		if waits[a] != before.Count || !near(waiting[a].Seconds(), before.Sum) {
			t.Errorf("%s, %s: %d waits of %v s, want %+v", name, activity, waits[a], waiting[a].Seconds(), before)
		}
	}
}
