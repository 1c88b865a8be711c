package timing

import (
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/stats"
	"pass/internal/mining/steps"
	"pass/internal/termini"
)

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

var publicCache sync.Map

// public reads one of the public logs, once.
func public(t testing.TB, file string) *eventlog.Log {
	t.Helper()
	dir := publicData(t)
	if l, ok := publicCache.Load(file); ok {
		return l.(*eventlog.Log)
	}
	f, err := os.Open(filepath.Join(dir, "logs", file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var o eventlog.Options
	if file == "bpic2012_W_start_end.csv.gz" {
		o.Mapping = eventlog.Mapping{Case: "case_id", Activity: "activity", Timestamp: "end_time", Start: "start_time", Resource: "resource"}
	}
	l, err := eventlog.Read(f, o)
	if err != nil {
		t.Fatal(err)
	}
	publicCache.Store(file, l)
	return l
}

// paired is a public log with its starts and completes joined, if it has both.
func paired(t testing.TB, file string) *eventlog.Log {
	t.Helper()
	l := public(t, file)
	if l.Begin == nil && l.HasStarts() {
		l, _ = l.Pair()
	}
	return l
}

var publicLogs = []string{
	"running_example.xes.gz", "roadtraffic100traces.xes.gz", "receipt_wabo.xes.gz", "sepsis.xes.gz", "bpic2015_1.xes.gz", "bpic2015_2.xes.gz",
	"bpic2015_1_phases.xes.gz", "bpic2012_loan.xes.gz", "bpic2012_W_start_end.csv.gz", "bpic2019_1_per_variant.xes.gz",
}

// event is one event of a log made for a test. An empty begin is unknown.
type event struct {
	activity, resource string
	begin, end         string // "2024-03-01 09:00", Rome
	from, to           int64  // microseconds, instead of the texts; from 0 is unknown
}

// at reads a time as the clock in Rome shows it.
func at(s string) int64 {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, kernel.Rome)
	if err != nil {
		t, err = time.ParseInLocation("2006-01-02", s, kernel.Rome)
	}
	if err != nil {
		panic(err)
	}
	return t.UnixMicro()
}

// build makes a log of cases.
func build(cases ...[]event) *eventlog.Log {
	l := &eventlog.Log{Start: []int32{0}}
	activities, resources := map[string]int32{}, map[string]int32{}
	id := func(m map[string]int32, names *[]string, n string) int32 {
		if n == "" {
			return eventlog.None
		}
		if _, ok := m[n]; !ok {
			m[n] = int32(len(m))
			*names = append(*names, n)
		}
		return m[n]
	}
	some := false
	for c, events := range cases {
		events = slices.Clone(events)
		for i := range events {
			e := &events[i]
			if e.end != "" {
				e.to = at(e.end)
			}
			if e.begin != "" {
				e.from = at(e.begin)
			}
		}
		slices.SortStableFunc(events, func(a, b event) int { return int(min(1, max(-1, a.to-b.to))) })
		for _, e := range events {
			l.Case = append(l.Case, int32(c))
			l.Activity = append(l.Activity, id(activities, &l.Activities, e.activity))
			l.Resource = append(l.Resource, id(resources, &l.Resources, e.resource))
			l.Lifecycle = append(l.Lifecycle, eventlog.None)
			l.Row = append(l.Row, int32(len(l.Row)+1))
			l.Time = append(l.Time, e.to)
			b := eventlog.NoTime
			if e.from != 0 {
				b, some = e.from, true
			}
			l.Begin = append(l.Begin, b)
		}
		l.Cases = append(l.Cases, "P"+string(rune('0'+c%10)))
		l.Start = append(l.Start, int32(len(l.Time)))
	}
	if !some {
		l.Begin = nil
	}
	return l
}

// information is the general rule of L. 241/1990, art. 2, c. 7: once, at most 30
// days.
var information = SuspensionRule{Type: termini.SospensioneInformazioni, MaxDays: 30, Basis: "L. 241/1990, art. 2, c. 7"}

// kindsOf gives the meanings of a log by the names of its activities.
func kindsOf(l *eventlog.Log) []steps.Kind { return steps.Guess(l.Activities) }

// instant is a moment of the clock in Rome.
func instant(s string) kernel.Instant { return kernel.InstantOf(time.UnixMicro(at(s))) }

// hidden is a view that hides one activity of three and keeps the cases that
// still have an event.
func hidden(l *eventlog.Log, r *stats.RNG) *eventlog.View {
	v := l.All()
	v.Hidden = make([]bool, len(l.Activities))
	for a := range v.Hidden {
		v.Hidden[a] = r.Intn(3) == 0
	}
	v.Kept = slices.DeleteFunc(v.Kept, func(c int32) bool {
		return !slices.ContainsFunc(l.Activity[l.Start[c]:l.Start[c+1]], func(a int32) bool { return !v.Hidden[a] })
	})
	return v
}
