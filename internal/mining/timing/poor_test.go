package timing

import (
	"testing"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/stats"
	"pass/internal/termini"
)

// poor makes the log of a small office: three to six dates for each practice, no
// resources, no starts.
func poor(r *stats.RNG, n int) *eventlog.Log {
	var cases [][]event
	d := kernel.MustDay("2024-01-02")
	for range n {
		d = d.AddDays(r.Intn(9))
		at := d
		next := func(es []event, a string, days int) []event {
			at = at.AddDays(days)
			return append(es, event{activity: a, to: startOf(at)})
		}
		es := next(nil, "Ricezione istanza", 0)
		if r.Intn(2) == 0 {
			es = next(es, "Richiesta integrazioni", 1+r.Intn(20))
			es = next(es, "Integrazioni ricevute", 1+r.Intn(40))
		}
		if r.Intn(3) == 0 {
			es = next(es, "Richiesta parere ASL", 1+r.Intn(9))
			es = next(es, "Parere reso ASL", 5+r.Intn(30))
		}
		if r.Intn(5) > 0 || len(es) < 3 {
			es = next(es, "Istruttoria conclusa", r.Intn(10))
			es = next(es, "Rilascio", 1+r.Intn(30))
		}
		cases = append(cases, es)
	}
	return build(cases...)
}

// TestPoorLogs checks that little evidence gives what it can and claims nothing
// else: no cause, no batch, no start, few sittings.
func TestPoorLogs(t *testing.T) {
	sittings, steps := 0, 0
	for seed := range uint64(60) {
		l := poor(stats.NewRNG(seed), 10+int(seed)%41)
		v := l.All()
		o := SplitOptions{Kinds: kindsOf(l), Now: instant("2025-06-01"), Term: termini.Termine{N: 60}}
		s := Split(v, o)
		checkSplit(t, v, s)
		if s.Known.Starts != NoStarts || s.Known.Suspensions != "" || s.Whole.Parts[Waiting] != (Sum{}) || s.Whole.Parts[Processing] != (Sum{}) ||
			s.Whole.Parts[Suspended] == (Sum{}) || s.Judged != len(l.Cases) {
			t.Errorf("seed %d: %+v, judged %d of %d", seed, s.Known, s.Judged, len(l.Cases))
		}
		for _, c := range s.Cases {
			if x := c.Legal; x.NetDays != x.GrossDays-c.SuspendedDays || x.Exceeded != (x.End.After(x.Due) && !x.Due.IsZero()) {
				t.Errorf("seed %d: legal %+v, suspended %d", seed, x, c.SuspendedDays)
			}
		}
		if r := Causes(v, CauseOptions{}); r.NotKnown != NoStarts || r.Whole.Total != (Sum{}) || r.Batches != nil {
			t.Errorf("seed %d: causes %q, %v", seed, r.NotKnown, r.Whole.Total.Days())
		}
		if r := Batches(v, BatchOptions{}); r.NotKnown != NoResources || len(r.Groups) > 0 {
			t.Errorf("seed %d: batches %q", seed, r.NotKnown)
		}
		if _, r := EstimateStarts(l, StartOptions{}); r.DatesOnly != l.Events() {
			t.Errorf("seed %d: starts %+v", seed, r)
		}
		if _, h := HoursOf(v); h.NotKnown == "" {
			t.Errorf("seed %d: hours %+v", seed, h)
		}
		sittings, steps = sittings+len(FindSessions(v)), steps+len(l.Activities)
		checkFlow(t, v, FlowOptions{Kinds: o.Kinds, Now: o.Now})
	}
	if 100*sittings > steps {
		t.Errorf("%d sittings were claimed for %d activities", sittings, steps)
	}
}

// TestNothing checks that an empty view, and one of single events, gives answers.
func TestNothing(t *testing.T) {
	empty := (&eventlog.Log{Start: []int32{0}}).All()
	one := build([]event{{activity: "Rilascio", end: "2024-01-01"}}).All()
	for _, v := range []*eventlog.View{empty, one} {
		checkSplit(t, v, Split(v, SplitOptions{Kinds: kindsOf(v.Log), Term: termini.Termine{N: 30}}))
		checkCauses(t, v, Causes(v, CauseOptions{}))
		Batches(v, BatchOptions{})
		HoursOf(v)
		if FindSessions(v) != nil {
			t.Error("sittings of nothing")
		}
		EstimateStarts(v.Log, StartOptions{})
		CheckStarts(v.Log, StartOptions{})
		v.Log.Pair()
		if f := Flows(v, FlowOptions{}); len(f.Open) != 0 || f.Final != 0 {
			t.Errorf("flow of nothing: %+v", f)
		}
		Queues(v, FlowOptions{})
		if _, why := WorkInProgress(v, nil); why != NoMeanings {
			t.Errorf("work in progress of nothing: %q", why)
		}
		if r := CheckLittle(v, FlowOptions{}, kernel.MustDay("2020-01-01"), kernel.MustDay("2021-01-01")); r.NotKnown != EmptyWindow {
			t.Errorf("Little's law of nothing: %+v", r)
		}
	}
}

func TestRomeDayIsTheDayOfTheZone(t *testing.T) {
	r := stats.NewRNG(5)
	for range 200_000 {
		at := int64(r.Float64()*200*365*float64(Day)) - 100*365*Day
		if r.Intn(2) == 0 {
			at = at/Day*Day - int64(r.Intn(4))*hour + int64(r.Intn(2))
		}
		if got, want := romeDay(at), dayNumber(dayOf(at)); got != want {
			t.Fatalf("%d is day %d, want %d", at, got, want)
		}
	}
}
