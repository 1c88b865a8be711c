package ranking

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"testing"

	"pass/internal/mining/eventlog"
	"pass/internal/mining/stats"
)

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-6*max(1, math.Abs(want))) {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

const hour = 3600.0

// TestTiny is computed by hand.
func TestTiny(t *testing.T) {
	var c csv
	for _, e := range []struct {
		id, activity string
		hours        float64
	}{
		{"p", "A", 0}, {"p", "B", 1}, {"p", "C", 11},
		{"q", "A", 0}, {"q", "B", 3}, {"q", "B", 5}, {"q", "C", 6},
		{"r", "A", 0}, {"r", "B", 8},
		{"s", "A", 5},
	} {
		c.event(e.id, e.activity, e.hours)
	}
	r := Rank(c.view(t), Options{})
	if r.Cases != 4 || r.Segments != 6 || r.NotKnown != Known || len(r.Steps) != 2 || len(r.Transitions) != 3 {
		t.Fatalf("%+v", r)
	}
	near(t, "total", r.Total, 25*hour)
	near(t, "mean", r.MeanCase, 6.25*hour)
	// To B: 1, 3, 2, 8: median 2.5, excess 0.5 + 5.5. To C: 10, 1: median 5.5, excess 4.5.
	b := find(t, r.Steps, "", "B")
	near(t, "total of B", b.Total, 14*hour)
	near(t, "median of B", b.Median, 2.5*hour)
	near(t, "IQR of B", b.IQR(), 4.25*hour-1.75*hour)
	near(t, "p90 of B", b.P90, 6.5*hour)
	near(t, "gain of B", b.Gain, 6*hour/4)
	near(t, "share of cases", b.CaseShare, 0.75)
	near(t, "share of time", b.TimeShare, 14.0/25)
	if &r.Steps[0] != b || !slices.Equal(b.Cases, []int32{2, 1, 0}) || b.CaseCount != 3 || b.Count != 4 {
		t.Errorf("B is not first, or its cases are %v", b.Cases)
	}
	loop := find(t, r.Transitions, "B", "B")
	near(t, "loop", loop.Total, 2*hour)
	near(t, "constant: no excess", loop.Gain, 0)
	for _, e := range append(r.Steps, r.Transitions...) {
		if e.NotKnown != TooFewCases || e.Trend.NotKnown != TooFewCases {
			t.Errorf("%s → %s claims something of %d cases", e.FromName, e.ToName, e.CaseCount)
		}
	}
	two := Rank(c.view(t), Options{MaxCases: 2, Target: func(from, to int32) (int64, bool) { return 3600e6, from == eventlog.None }})
	b = find(t, two.Steps, "", "B")
	near(t, "gain over one hour", b.Gain, (2+1+7)*hour/4)
	if !slices.Equal(b.Cases, []int32{2, 1}) || b.CaseCount != 3 {
		t.Errorf("at most two cases of three: %v of %d", b.Cases, b.CaseCount)
	}
	near(t, "the median where no target is set", find(t, two.Transitions, "A", "B").Gain, find(t, r.Transitions, "A", "B").Gain)
}

// randomView has short cases, ties, repeated steps, and at times hidden steps.
func randomView(t testing.TB, rng *stats.RNG, cases int) *eventlog.View {
	var c csv
	for k := range cases {
		at := float64(rng.Intn(2000))
		for range 1 + rng.Intn(7) {
			c.event(k, string(rune('A'+rng.Intn(5))), at)
			at += float64(rng.Intn(4)) * rng.Exp() * 50
		}
	}
	return c.view(t)
}

// TestBruteForce recomputes every figure in the slow, obvious way: the gain is
// what the mean of the cases really loses when the segments are cut.
func TestBruteForce(t *testing.T) {
	rng := stats.NewRNG(2)
	for range 30 {
		v := randomView(t, rng, 1+rng.Intn(60))
		if rng.Intn(2) == 0 {
			v = hideOne(v)
		}
		if len(v.Kept) == 0 {
			continue
		}
		r := Rank(v, Options{MaxCases: -1})
		if r.NotKnown != Known {
			continue
		}
		capped := Rank(v, Options{MaxCases: 3})
		for k, entries := range [][]Entry{r.Steps, r.Transitions} {
			sum := 0.0
			for i, e := range [][]Entry{capped.Steps, capped.Transitions}[k] {
				if all := entries[i].Cases; e.CaseCount != len(all) || !slices.Equal(e.Cases, all[:min(3, len(all))]) {
					t.Errorf("the first three of %v are %v", all, e.Cases)
				}
			}
			for i := range entries {
				e := &entries[i]
				checkEntry(t, v, e)
				sum += e.Total
				if i > 0 && e.Gain > entries[i-1].Gain {
					t.Errorf("list %d is out of order at %d", k, i)
				}
			}
			near(t, "sum of all entries", sum, meanCase(v, func(_, _ int32, d float64) float64 { return d })*float64(v.Cases()))
		}
	}
}

func hideOne(v *eventlog.View) *eventlog.View {
	hidden := make([]bool, len(v.Log.Activities))
	hidden[0] = true
	out := &eventlog.View{Log: v.Log, Hidden: hidden}
	for _, c := range v.Kept {
		if slices.ContainsFunc(v.Log.Activity[v.Log.Start[c]:v.Log.Start[c+1]], func(a int32) bool { return a != 0 }) {
			out.Kept = append(out.Kept, c)
		}
	}
	return out
}

// meanCase is the mean of the cases, in seconds, after a change of the
// segments.
func meanCase(v *eventlog.View, change func(from, to int32, seconds float64) float64) float64 {
	var t eventlog.Trace
	sum := 0.0
	for k := range v.Kept {
		v.Trace(k, &t)
		for i := 1; i < t.Len(); i++ {
			sum += change(t.Activity[i-1], t.Activity[i], float64(t.Time[i]-t.Time[i-1])/1e6)
		}
	}
	return sum / float64(v.Cases())
}

func checkEntry(t *testing.T, v *eventlog.View, e *Entry) {
	t.Helper()
	var durations []float64
	is := func(from, to int32) bool { return to == e.To && (e.From == eventlog.None || from == e.From) }
	now := meanCase(v, func(from, to int32, d float64) float64 {
		if is(from, to) {
			durations = append(durations, d)
		}
		return d
	})
	slices.Sort(durations)
	if e.Count != len(durations) {
		t.Fatalf("%d segments, want %d", e.Count, len(durations))
	}
	near(t, "total", e.Total, stats.Sum(durations))
	near(t, "p25", e.P25, stats.Quantile(durations, 0.25))
	near(t, "median", e.Median, stats.Quantile(durations, 0.5))
	near(t, "p75", e.P75, stats.Quantile(durations, 0.75))
	near(t, "p90", e.P90, stats.Quantile(durations, 0.9))
	near(t, "max", e.Max, durations[len(durations)-1])
	cut := meanCase(v, func(from, to int32, d float64) float64 {
		if is(from, to) {
			return min(d, e.Median)
		}
		return d
	})
	near(t, "gain", e.Gain, now-cut)
	if e.CaseCount != len(e.Cases) || e.CaseCount > e.Count {
		t.Errorf("%d cases, listed %d", e.CaseCount, len(e.Cases))
	}
}

// TestPlanted finds the uneven step among others that take as long, sure of
// its place, and the growth that was planted there alone.
func TestPlanted(t *testing.T) {
	v := office(t, stats.NewRNG(3), 400, 0.5)
	r := Rank(v, Options{Bootstrap: 300, Seed: 1})
	for _, entries := range [][]Entry{r.Steps, r.Transitions} {
		first := entries[0]
		if first.ToName != "Parere" || first.NotKnown != Known {
			t.Fatalf("the first is %s", first.ToName)
		}
		c := first.Confidence
		if c.First < 0.99 || c.RankLow != 1 || c.RankUp != 1 || c.Top3 != 1 || c.Ranked != 3 {
			t.Errorf("confidence %+v", *c)
		}
		if !(c.ShareLow < first.TimeShare && first.TimeShare < c.ShareUp) || !(c.GainLow < first.Gain && first.Gain < c.GainUp) {
			t.Errorf("share %v, gain %v outside of %+v", first.TimeShare, first.Gain, *c)
		}
		if tr := first.Trend; tr.Direction() != 1 || !(tr.Low < 0.5*hour*daysYear && 0.5*hour*daysYear < tr.Up) {
			t.Errorf("planted %v a year, found %+v", 0.5*hour*daysYear, tr)
		}
		for _, e := range entries[1:] {
			if e.Trend.Direction() != 0 {
				t.Errorf("a trend in %s that nobody planted: %+v", e.ToName, e.Trend)
			}
		}
	}
	near(t, "gain", r.Transitions[0].Gain, find(t, r.Steps, "", "Parere").Gain)
}

// TestNoTrend: logs without trend, cut at their end, show one in few runs.
func TestNoTrend(t *testing.T) {
	rng, found, want := stats.NewRNG(5), 0, 0
	const runs = 120
	for range runs {
		r := Rank(office(t, rng, 60, 0), Options{})
		for _, e := range r.Transitions {
			if e.Trend.NotKnown != Known {
				t.Fatalf("no trend of 60 cases: %v", e.Trend.NotKnown)
			}
			if e.Trend.Direction() != 0 {
				found++
				break
			}
		}
		if Rank(office(t, rng, 60, 4), Options{}).Transitions[0].Trend.Direction() == 1 {
			want++
		}
	}
	if found > runs*9/100 {
		t.Errorf("%d of %d runs show a trend that is not there", found, runs)
	}
	if want < runs*9/10 {
		t.Errorf("only %d of %d runs show the trend that is there", want, runs)
	}
}

// TestShareInterval: the interval of the share holds the true share about as
// often as it says.
func TestShareInterval(t *testing.T) {
	rng, held := stats.NewRNG(6), 0
	const runs = 150
	for k := range runs {
		var c csv
		for id := range 60 {
			x := 10 * rng.Exp()
			c.event(id, "A", 0)
			c.event(id, "B", x)
			c.event(id, "C", x+30*rng.Exp())
		}
		e := find(t, Rank(c.view(t), Options{Bootstrap: 200, Seed: uint64(k)}).Transitions, "B", "C")
		if e.Confidence.ShareLow <= 0.75 && 0.75 <= e.Confidence.ShareUp {
			held++
		}
	}
	if share := float64(held) / runs; share < 0.88 {
		t.Errorf("the 95 %% interval holds in %.2f of the runs", share)
	}
}

// TestPoorLogs says what cannot be told instead of telling it.
func TestPoorLogs(t *testing.T) {
	if r := Rank(&eventlog.View{Log: &eventlog.Log{Start: []int32{0}}}, Options{Bootstrap: 10}); r.NotKnown != NoCases {
		t.Errorf("no cases: %+v", r)
	}
	var c csv
	for k := range 30 {
		c.event(k, "A", float64(k))
	}
	if r := Rank(c.view(t), Options{Bootstrap: 10}); r.NotKnown != NoDurations || r.Cases != 30 {
		t.Errorf("one date in each case: %+v", r)
	}
	rng := stats.NewRNG(9)
	for _, n := range []int{1, 5, 9, 10, 50} {
		r := Rank(office(t, rng, n, 0), Options{Bootstrap: 50})
		if _, err := json.Marshal(r); err != nil {
			t.Errorf("%d cases cannot be stored: %v", n, err)
		}
		for _, e := range append(r.Steps, r.Transitions...) {
			if claims := e.NotKnown == Known; claims != (n >= DefaultMinCases) || (e.Confidence != nil) != claims {
				t.Errorf("%d cases: %q, confidence %v", n, e.NotKnown, e.Confidence)
			}
		}
	}
}

// TestOneCaseAlone: a case that alone makes most of the time of a step is no
// habit of the office; equal dates lose no time.
func TestOneCaseAlone(t *testing.T) {
	var c csv
	for k := range 20 {
		c.event(k, "A", 0)
		c.event(k, "B", 1)
		c.event(k, "C", 1)
	}
	c.event(20, "A", 0)
	c.event(20, "B", 50)
	r := Rank(c.view(t), Options{})
	b := find(t, r.Transitions, "A", "B")
	if b.NotKnown != OneCaseAlone || b.Cases[0] != 20 {
		t.Errorf("one case of 50 h beside twenty of 1 h: %q, %v", b.NotKnown, b.Cases)
	}
	if e := find(t, r.Transitions, "B", "C"); e.NotKnown != NoTimeLost {
		t.Errorf("equal dates: %q", e.NotKnown)
	}
}

// TestThreads: the result depends neither on the threads nor on the run.
func TestThreads(t *testing.T) {
	v := randomView(t, stats.NewRNG(12), 2500) // more than the units that are drawn
	want := fmt.Sprintf("%+v", plain(Rank(v, Options{Bootstrap: 20, Seed: 5, Threads: 1})))
	for _, threads := range []int{1, 2, 7} {
		if got := fmt.Sprintf("%+v", plain(Rank(v, Options{Bootstrap: 20, Seed: 5, Threads: threads}))); got != want {
			t.Errorf("%d threads give another result", threads)
		}
	}
	if reflect.DeepEqual(Rank(v, Options{Bootstrap: 20, Seed: 6}).Steps, Rank(v, Options{Bootstrap: 20, Seed: 5}).Steps) {
		t.Error("the seed does nothing")
	}
}

// plain follows the pointers, so that results can be compared as text.
func plain(r *Result) (out []any) {
	for _, e := range append(r.Steps, r.Transitions...) {
		if e.Confidence != nil {
			out = append(out, *e.Confidence)
		}
		e.Confidence = nil
		out = append(out, e)
	}
	return out
}

// TestStarts splits work and waiting where the log tells starts.
func TestStarts(t *testing.T) {
	v := office(t, stats.NewRNG(13), 20, 0)
	l := *v.Log
	l.Begin = make([]int64, l.Events())
	for i := range l.Begin {
		l.Begin[i] = l.Time[i] - 2*3600e6 // two hours of work each
	}
	r := Rank(l.All(), Options{})
	e := find(t, r.Steps, "", "Esame")
	if e.Work == nil || e.WorkKnown != 20 {
		t.Fatalf("work %v of %d", e.Work, e.WorkKnown)
	}
	near(t, "work of Esame", *e.Work, 20*2*hour)
	first := find(t, r.Steps, "", "Ricezione")
	near(t, "the first work is a segment", first.Total, 20*2*hour)
	near(t, "mean case", r.MeanCase, Rank(v, Options{}).MeanCase+2*hour)
	l.Begin[0] = eventlog.NoTime
	if e := find(t, Rank(l.All(), Options{}).Steps, "", "Ricezione"); e.Count != 19 {
		t.Errorf("%d first works, want 19", e.Count)
	}
}

// TestDurationsAndParts: the caller may count only part of the time.
func TestDurationsAndParts(t *testing.T) {
	v := office(t, stats.NewRNG(14), 15, 0)
	own := make([]int64, v.Log.Events())
	for i := range own {
		own[i] = 1e6
		if v.Log.Activities[v.Log.Activity[i]] == "Parere" {
			own[i] = 0 // it lies with another body
		}
		if i == int(v.Log.Start[v.Log.Case[i]]) {
			own[i] = eventlog.NoTime
		}
	}
	e := find(t, Rank(v, Options{}).Transitions, "Esame", "Parere")
	r := Rank(v, Options{Durations: own, Parts: []Parts{{From: e.From, To: e.To, OtherBody: 7}}})
	near(t, "total", r.Total, 30)
	got := find(t, r.Transitions, "Esame", "Parere")
	if got.NotKnown != NoTimeLost || got.Parts == nil || got.Parts.OtherBody != 7 {
		t.Errorf("%+v", got)
	}
	if find(t, r.Transitions, "Parere", "Rilascio").Parts != nil {
		t.Error("parts that nobody gave")
	}
}
