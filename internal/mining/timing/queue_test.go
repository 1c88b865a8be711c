package timing

import (
	"compress/gzip"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/stats"
	"pass/internal/mining/steps"
)

// checkFlow compares a series with a count of every case at every bucket.
func checkFlow(t *testing.T, v *eventlog.View, o FlowOptions) {
	t.Helper()
	f := Flows(v, o)
	all, _ := lives(v, o.Kinds)
	at := func(i int) int64 {
		if i < len(f.Days) {
			return stats.StartOf(f.Days[i], o.zone())
		}
		return stats.StartOf(f.Unit.Next(f.Days[i-1]), o.zone())
	}
	for i := range f.Days {
		open, arrived, done := 0, 0, 0
		from, to := at(i), at(i+1)
		for _, x := range all {
			if x.from < from && from <= x.to {
				open++
			}
			if x.from >= from && x.from < to {
				arrived++
			}
			if x.to >= from && x.to < to {
				done++
			}
		}
		if f.Backlog[i] != open || f.Arrivals[i] != arrived || f.Completions[i] != done {
			t.Fatalf("%v: backlog %d, arrivals %d, completions %d; one by one %d, %d, %d", f.Days[i], f.Backlog[i], f.Arrivals[i], f.Completions[i], open, arrived, done)
		}
		next := f.Final
		if i+1 < len(f.Days) {
			next = f.Backlog[i+1]
		}
		if next != open+arrived-done {
			t.Fatalf("%v: %d + %d − %d leave %d", f.Days[i], open, arrived, done, next)
		}
	}
}

func TestBacklogIsTheDirectCountOfEveryDayOfThePublicLogs(t *testing.T) {
	for i, file := range publicLogs {
		l := public(t, file)
		rng := stats.NewRNG(uint64(i))
		kinds := anyKinds(l, rng)
		checkFlow(t, l.All(), FlowOptions{})
		checkFlow(t, l.All(), FlowOptions{Kinds: kinds, Zone: time.UTC})
		checkFlow(t, hidden(l, rng), FlowOptions{Kinds: kinds, Unit: ByWeek})
		checkFlow(t, l.All(), FlowOptions{Kinds: kinds, Unit: ByMonth, Now: instant("2026-01-01")})
	}
}

// TestBacklogEqualsTheIndependentTool compares the months with the published
// results: backlog, arrivals and completions until then.
func TestBacklogEqualsTheIndependentTool(t *testing.T) {
	dir := publicData(t)
	months := 0
	for _, file := range publicLogs {
		raw, err := os.Open(filepath.Join(dir, "expected", strings.TrimSuffix(file, ".xes.gz")+".json.gz"))
		if err != nil {
			continue
		}
		z, err := gzip.NewReader(raw)
		if err != nil {
			t.Fatal(err)
		}
		var want struct {
			Months [][4]any `json:"backlog_month_start"`
		}
		if err := json.NewDecoder(z).Decode(&want); err != nil {
			t.Fatal(err)
		}
		raw.Close()
		f := Flows(public(t, file).All(), FlowOptions{Unit: ByMonth, Zone: time.UTC})
		byDay, arrived := map[string]int{}, 0
		before := map[string]int{}
		for i, d := range f.Days {
			byDay[d.String()], before[d.String()] = f.Backlog[i], arrived
			arrived += f.Arrivals[i]
		}
		end := ByMonth.Next(f.Days[len(f.Days)-1]).String()
		byDay[end], before[end] = f.Final, arrived
		for _, m := range want.Months {
			day := m[0].(string)[:10]
			if float64(byDay[day]) != m[1].(float64) || float64(before[day]) != m[2].(float64) {
				t.Errorf("%s, %s: backlog %d after %d arrivals, want %v", file, day, byDay[day], before[day], m)
			}
			months++
		}
	}
	if months < 50 {
		t.Errorf("only %d months were compared", months)
	}
}

func TestOpenPracticesStayInTheBacklog(t *testing.T) {
	l := build(
		[]event{{activity: "Ricezione istanza", end: "2024-01-01"}, {activity: "Rilascio", end: "2024-01-03"}, {activity: "Notifica", end: "2024-01-09"}},
		[]event{{activity: "Ricezione istanza", end: "2024-01-02 10:00"}, {activity: "Esame", end: "2024-01-03 10:00"}},
	)
	f := Flows(l.All(), FlowOptions{Kinds: kindsOf(l), Now: instant("2024-01-05")})
	want := []int{0, 1, 2, 1, 1} // on the 3rd at midnight the first is completed at that very instant: still there
	for i, w := range want {
		if f.Backlog[i] != w {
			t.Errorf("backlog on %v is %d, want %d", f.Days[i], f.Backlog[i], w)
		}
	}
	if f.Final != 1 || len(f.Open) != 1 || f.Open[0] != 1 || f.Ends != "" || len(f.Days) != 5 {
		t.Errorf("at the end %d, open %v, %d days", f.Final, f.Open, len(f.Days))
	}
	if got := BacklogAt(l.All(), FlowOptions{Kinds: kindsOf(l)}, instant("2030-01-01")); len(got) != 1 || got[0] != 1 {
		t.Errorf("in 2030 the backlog is %v", got)
	}
	if f := Flows(l.All(), FlowOptions{}); f.Ends != NoMeanings || f.Final != 0 {
		t.Errorf("without meanings: %q, %d left", f.Ends, f.Final)
	}
	wip, why := WorkInProgress(l.All(), kindsOf(l))
	if why != "" || len(wip) != 1 || l.Activities[wip[0].Activity] != "Esame" || wip[0].Cases[0] != 1 {
		t.Errorf("work in progress %v %q", wip, why)
	}
	if _, why := WorkInProgress(l.All(), make([]steps.Kind, 4)); why != NoEnds {
		t.Errorf("without ends: %q", why)
	}
}

func TestAnImpossibleDateDoesNotMakeAnEndlessGrid(t *testing.T) {
	l := build(
		[]event{{activity: "a", end: "0202-01-01"}, {activity: "b", end: "2024-01-03"}},
		[]event{{activity: "a", end: "2024-01-01"}, {activity: "b", end: "2024-01-03"}},
	)
	f := Flows(l.All(), FlowOptions{})
	if f.Before != 1 || len(f.Days) > 36890 || f.Backlog[0] != 1 {
		t.Errorf("%d days, %d before, backlog %d", len(f.Days), f.Before, f.Backlog[0])
	}
	checkFlow(t, l.All(), FlowOptions{Unit: ByMonth})
}

// TestQueuesAreTheDirectCount compares the queue of each step with a count of the
// waits at every bucket.
func TestQueuesAreTheDirectCount(t *testing.T) {
	for i, file := range []string{"receipt_wabo.xes.gz", "bpic2012_W_start_end.csv.gz", "roadtraffic100traces.xes.gz", "sepsis.xes.gz"} {
		l := public(t, file)
		v := hidden(l, stats.NewRNG(uint64(i)))
		o := FlowOptions{Unit: ByWeek}
		days, queues := Queues(v, o)
		n := 0
		var tr eventlog.Trace
		for _, q := range queues {
			n += q.N + q.FirstOfCase
			for b := 0; b < len(q.Length); b += 3 {
				at, want := stats.StartOf(days[b], o.zone()), 0
				for k := range v.Kept {
					v.Trace(k, &tr)
					for j := 1; j < tr.Len(); j++ {
						to := tr.Time[j]
						if tr.Begin != nil && tr.Begin[j] != eventlog.NoTime {
							to = tr.Begin[j]
						}
						if tr.Activity[j] == q.Activity && tr.Time[j-1] < at && at <= to {
							want++
						}
					}
				}
				if q.Length[b] != want {
					t.Fatalf("%s: %q on %v has %d in the queue, one by one %d", file, l.Activities[q.Activity], days[b], q.Length[b], want)
				}
			}
		}
		if n != v.Events() {
			t.Errorf("%s: the queues have %d events of %d", file, n, v.Events())
		}
	}
}

func TestLittlesLaw(t *testing.T) {
	rng := stats.NewRNG(3)
	clock := float64(at("2022-01-01"))
	var cases [][]event
	for range 3000 { // M/G/∞: three a day, ten days each
		clock += rng.Exp() * float64(Day) / 3
		cases = append(cases, []event{{activity: "a", to: int64(clock)}, {activity: "Rilascio", to: int64(clock + rng.Exp()*10*float64(Day))}})
	}
	l := build(cases...)
	o := FlowOptions{Kinds: kindsOf(l)}
	whole := CheckLittle(l.All(), o, kernel.MustDay("2021-12-31"), kernel.MustDay("2026-01-01"))
	if math.Abs(whole.Gap) > 1e-12 || whole.Arrived != 3000 || whole.BacklogStart+whole.BacklogEnd != 0 {
		t.Errorf("over the whole life the law is exact: %+v", whole)
	}
	steady := CheckLittle(l.All(), o, kernel.MustDay("2022-03-01"), kernel.MustDay("2024-03-01"))
	if math.Abs(steady.Gap) > 0.05 || steady.NotStationary != "" || math.Abs(steady.L-30) > 3 || math.Abs(steady.W-10) > 1 {
		t.Errorf("in balance: %+v", steady)
	}
	growing := CheckLittle(l.All(), o, kernel.MustDay("2022-01-01"), kernel.MustDay("2022-01-15"))
	if growing.NotStationary != NotStationary || growing.Gap > -0.2 {
		t.Errorf("while it fills up: %+v", growing)
	}
	if empty := CheckLittle(l.All(), o, kernel.MustDay("2010-01-01"), kernel.MustDay("2010-02-01")); empty.NotKnown != EmptyWindow {
		t.Errorf("an empty window: %+v", empty)
	}
}
