package compare

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"testing"

	"pass/internal/mining/eventlog"
	"pass/internal/mining/stats"
)

// maker writes a log without a file. Times are in days since 1970.
type maker struct {
	l    *eventlog.Log
	ids  map[string]int32
	kind map[string]int32
}

func newMaker() *maker {
	m := &maker{l: &eventlog.Log{Start: []int32{0}}, ids: map[string]int32{}, kind: map[string]int32{}}
	m.l.Attributes = []eventlog.Attribute{{Name: "tipo"}}
	return m
}

type step struct {
	activity string
	day      float64
}

func (m *maker) add(kind string, steps ...step) {
	l := m.l
	c := int32(len(l.Cases))
	l.Cases = append(l.Cases, fmt.Sprint("p", c))
	k, ok := m.kind[kind]
	if !ok {
		k = int32(len(m.kind))
		m.kind[kind] = k
		l.Attributes[0].Values = append(l.Attributes[0].Values, kind)
	}
	for _, s := range steps {
		id, ok := m.ids[s.activity]
		if !ok {
			id = int32(len(l.Activities))
			m.ids[s.activity] = id
			l.Activities = append(l.Activities, s.activity)
		}
		l.Case, l.Activity = append(l.Case, c), append(l.Activity, id)
		l.Resource, l.Lifecycle, l.Row = append(l.Resource, -1), append(l.Lifecycle, -1), append(l.Row, int32(len(l.Row)+1))
		l.Time = append(l.Time, int64(s.day*86400e6))
		l.Attributes[0].Column = append(l.Attributes[0].Column, k)
	}
	l.Start = append(l.Start, int32(len(l.Time)))
}

// office is a procedure; slow multiplies the time of the opinion, share is that
// of the cases of the complex kind, which also meet an inspection.
func office(rng *stats.RNG, cases int, slow, share float64) *eventlog.View {
	m := newMaker()
	for k := range cases {
		day := float64(k)
		kind := "semplice"
		steps := []step{{"Ricezione", day}}
		next := func(activity string, days float64) {
			day += math.Ceil(days)
			steps = append(steps, step{activity, day})
		}
		next("Esame", rng.LogNormal(2, 0.5))
		if rng.Float64() < share {
			kind = "complessa"
			next("Sopralluogo", rng.LogNormal(3.5, 0.5))
		}
		if rng.Float64() < 0.3 {
			next("Esame", rng.LogNormal(1, 0.5))
		}
		next("Parere", slow*rng.LogNormal(3, 0.6))
		next("Rilascio", 5*rng.Exp())
		m.add(kind, steps...)
	}
	return m.l.All()
}

const day = 86400.0

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-6*max(1, math.Abs(want))) {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

func find(t testing.TB, entries []Entry, from, to string) *Entry {
	t.Helper()
	for i := range entries {
		if entries[i].From == from && entries[i].To == to {
			return &entries[i]
		}
	}
	t.Fatalf("no entry %q → %q", from, to)
	return nil
}

// TestFigures are computed by hand.
func TestFigures(t *testing.T) {
	a, b := newMaker(), newMaker()
	a.add("x", step{"A", 0}, step{"B", 4}, step{"C", 10})
	a.add("x", step{"A", 0}, step{"B", 2}, step{"B", 4}, step{"C", 4})
	// The names of the second log come in another order.
	b.add("x", step{"D", 0}, step{"B", 20})
	b.add("x", step{"A", 0}, step{"B", 6}, step{"C", 7})
	r := Compare(a.l.All(), b.l.All(), Options{})
	if r.NotKnown != TooFewCases || r.Mean.Found || r.Tests != 0 || r.Before.Events != 7 {
		t.Fatalf("%+v", r)
	}
	near(t, "before", r.Before.Mean, 7*day)
	near(t, "difference", r.Mean.Difference, 6.5*day)
	e := find(t, r.Transitions, "A", "B")
	near(t, "mean before", e.Before.Mean, 3*day)
	near(t, "per case after", e.After.PerCase, 3*day)
	near(t, "contribution", e.Contribution, 0)
	if e.State != Both || e.Duration.NotKnown != TooFewCases || e.Share.Found {
		t.Errorf("%+v", e)
	}
	if loop := find(t, r.Transitions, "B", "B"); loop.State != Gone || loop.Before.Cases != 1 || !slices.Equal(loop.Before.Listed, []int32{1}) {
		t.Errorf("%+v", loop)
	}
	if first := r.Transitions[0]; first.From != "D" || first.State != New || first.Contribution != 10*day || !slices.Equal(first.After.Listed, []int32{0}) {
		t.Errorf("%+v", first)
	}
	// A case that meets B twice counts once, with the mean of 2 and 2 days.
	near(t, "B", find(t, r.Activities, "", "B").Before.Median, 3*day)
	if d := find(t, r.Activities, "", "D"); d.After.Cases != 1 || d.After.Count != 0 {
		t.Errorf("an activity that only begins cases: %+v", d)
	}
}

// TestSums: the contributions add up to the change of the mean, and so do the
// parts of the mix, on logs of any form.
func TestSums(t *testing.T) {
	rng := stats.NewRNG(1)
	for k := range 40 {
		a, b := office(rng, 1+rng.Intn(60), 1, rng.Float64()), office(rng, 1+rng.Intn(60), 2, rng.Float64())
		for _, by := range []string{"", "tipo"} {
			r := Compare(a, b, Options{GroupBy: by, Draws: 20, Seed: uint64(k)})
			for _, list := range [][]Entry{r.Transitions, r.Activities} {
				sum := 0.0
				for _, e := range list {
					sum += e.Contribution
				}
				near(t, "contributions", sum, r.Mean.Difference)
			}
			near(t, "mix", r.Mix.Composition.Difference+r.Mix.Within.Difference, r.Mean.Difference)
			sum, cases := 0.0, 0
			for _, g := range r.Mix.Groups {
				sum += g.Composition + g.Within
				cases += g.CasesBefore
				if by == "" && len(g.Sequence) == 0 && g.Gathered == 0 || by != "" && len(g.Sequence) > 0 {
					t.Errorf("a group without name: %+v", g)
				}
			}
			near(t, "groups", sum, r.Mean.Difference)
			if cases != a.Cases() {
				t.Errorf("%d cases in the groups of %d", cases, a.Cases())
			}
		}
	}
}

// TestNull: where nothing changed, each of the three kinds of claim is made in
// at most one run in twenty.
func TestNull(t *testing.T) {
	rng := stats.NewRNG(2)
	for _, c := range []struct{ before, after, runs int }{{30, 30, 400}, {15, 60, 400}, {150, 150, 150}} {
		whole, parts, mixes, shares := 0, 0, 0, 0
		for k := range c.runs {
			r := Compare(office(rng, c.before, 1, 0.3), office(rng, c.after, 1, 0.3), Options{GroupBy: "tipo", Draws: 399, Seed: uint64(k)})
			if r.NotKnown != Known || r.Tests < 4 {
				t.Fatalf("%q, %d tests", r.NotKnown, r.Tests)
			}
			whole += one(r.Mean.Found || r.Median.Found)
			parts += one(slices.ContainsFunc(slices.Concat(r.Transitions, r.Activities), func(e Entry) bool { return e.Duration.Found || e.Share.Found }))
			mixes += one(r.Mix.Composition.Found || r.Mix.Within.Found)
			shares += one(r.Mix.ShareP <= 0.05)
		}
		for what, n := range map[string]int{"whole": whole, "entries": parts, "mix": mixes, "shares of the groups": shares} {
			if float64(n) > 0.065*float64(c.runs) {
				t.Errorf("%d and %d cases, %s: %d claims in %d runs without change", c.before, c.after, what, n, c.runs)
			}
		}
	}
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// TestSlower finds the step that became slower, and that the mix did not
// change.
func TestSlower(t *testing.T) {
	rng := stats.NewRNG(3)
	whole, entry, within, composition, falseShare, held := 0, 0, 0, 0, 0.0, 0
	const runs = 100
	for k := range runs {
		r := Compare(office(rng, 80, 1, 0.3), office(rng, 80, 1.8, 0.3), Options{GroupBy: "tipo", Draws: 399, Seed: uint64(k)})
		whole += one(r.Mean.Found && r.Mean.Difference > 0)
		e := r.Transitions[0]
		entry += one(e.To == "Parere" && e.Duration.Found && e.Interval.Low > 0)
		held += one(e.Interval.Low <= e.Contribution && e.Contribution <= e.Interval.Up)
		within += one(r.Mix.Within.Found)
		composition += one(r.Mix.Composition.Found)
		found, wrong := 0.0, 0.0
		for _, e := range slices.Concat(r.Transitions, r.Activities) {
			for _, c := range []Change{e.Duration, e.Share} {
				if c.Found {
					found++
					if c == e.Share || e.To != "Parere" {
						wrong++
					}
				}
			}
		}
		falseShare += wrong / max(found, 1)
	}
	if whole < 85 || entry < 85 || within < 80 || composition > 8 || falseShare > 7 || held != runs {
		t.Errorf("of %d runs: whole %d, entry %d, within %d, composition %d, false share %.1f, held %d", runs, whole, entry, within, composition, falseShare, held)
	}
}

// TestOtherCases: when only the share of complex cases grows, it is the mix.
func TestOtherCases(t *testing.T) {
	rng := stats.NewRNG(4)
	composition, within, shares, share := 0, 0, 0, 0
	const runs = 100
	for k := range runs {
		r := Compare(office(rng, 120, 1, 0.2), office(rng, 120, 1, 0.7), Options{GroupBy: "tipo", Draws: 399, Seed: uint64(k)})
		composition += one(r.Mix.Composition.Found && r.Mix.Composition.Difference > 0)
		within += one(r.Mix.Within.Found)
		shares += one(r.Mix.ShareP <= 0.05)
		share += one(find(t, r.Activities, "", "Sopralluogo").Share.Found)
	}
	if composition < 90 || within > 9 || shares < 95 || share < 95 {
		t.Errorf("of %d runs: composition %d, within %d, shares %d, inspection %d", runs, composition, within, shares, share)
	}
}

// TestNewStep tells a new step from one that happened to appear once.
func TestNewStep(t *testing.T) {
	rng := stats.NewRNG(5)
	a, b := office(rng, 60, 1, 0), office(rng, 60, 1, 0.4)
	r := Compare(a, b, Options{})
	if e := find(t, r.Activities, "", "Sopralluogo"); e.State != New || !e.Share.Found || e.Duration.NotKnown != TooFewCases {
		t.Errorf("%+v", e)
	}
	m := newMaker()
	for range 30 {
		m.add("x", step{"A", 0}, step{"B", 1})
	}
	before := m.l.All()
	m = newMaker()
	for range 30 {
		m.add("x", step{"A", 0}, step{"B", 1})
	}
	m.add("x", step{"A", 0}, step{"Z", 1})
	e := find(t, Compare(before, m.l.All(), Options{}).Activities, "", "Z")
	if e.State != New || e.Share.Found || e.Share.NotKnown != TooFewCases {
		t.Errorf("once is not a habit: %+v", e)
	}
}

// TestPoor says what cannot be told.
func TestPoor(t *testing.T) {
	rng := stats.NewRNG(6)
	empty := &eventlog.View{Log: &eventlog.Log{Start: []int32{0}}}
	for _, r := range []*Result{Compare(empty, empty, Options{}), Compare(office(rng, 20, 1, 0), empty, Options{}), Compare(empty, office(rng, 20, 1, 0), Options{})} {
		if r.NotKnown != NoCases || r.Mean.Found || r.Tests != 0 {
			t.Errorf("%+v", r)
		}
	}
	for _, n := range []int{1, 2, 9} {
		r := Compare(office(rng, n, 1, 0.5), office(rng, 200, 50, 0.5), Options{})
		if r.NotKnown != TooFewCases || r.Mean.Found || r.Mix.NotKnown == Known || r.Tests != 0 || r.Mix.Within.Found {
			t.Errorf("%d cases: %+v", n, r)
		}
		for _, e := range slices.Concat(r.Transitions, r.Activities) {
			if e.Duration.Found || e.Share.Found {
				t.Errorf("%d cases: %+v", n, e)
			}
		}
	}
	r := Compare(office(rng, 20, 1, 0), office(rng, 20, 1, 0), Options{GroupBy: "tipo"})
	if r.Mix.NotKnown != OneGroup || r.Mix.Composition.Found {
		t.Errorf("one kind only: %+v", r.Mix)
	}
	if r = Compare(office(rng, 20, 1, 0), office(rng, 20, 1, 0), Options{GroupBy: "ufficio"}); r.Mix.NotKnown != NoColumn {
		t.Errorf("no such column: %q", r.Mix.NotKnown)
	}
	// One date in each case: no durations at all, and nothing breaks.
	m := newMaker()
	for range 12 {
		m.add("x", step{"A", 3})
	}
	if r = Compare(m.l.All(), m.l.All(), Options{}); r.Mean.Found || r.Mean.Difference != 0 || len(r.Transitions) != 0 {
		t.Errorf("%+v", r)
	}
}

// TestPeriods splits by the first event and warns of cases that are too young.
func TestPeriods(t *testing.T) {
	v := office(stats.NewRNG(7), 100, 1, 0.3)
	before, after := Periods(v, int64(60*86400e6))
	if before.Cases() != 60 || after.Cases() != 40 {
		t.Fatalf("%d and %d", before.Cases(), after.Cases())
	}
	if r := Compare(before, after, Options{}); r.Unripe > 3 {
		t.Errorf("%d cases of a log that was not cut are too young", r.Unripe)
	}
	// Cut on day 100: what is not over by then is not in the log.
	after.Kept = slices.DeleteFunc(after.Kept, func(c int32) bool { return v.Log.Time[v.Log.Start[c+1]-1] > 100*86400e6 })
	r := Compare(before, after, Options{})
	if n := after.Cases(); r.Unripe < n/4 || r.Unripe > n {
		t.Errorf("of %d cases of a log that was cut %d are too young", n, r.Unripe)
	}
	hidden := *v
	hidden.Hidden = make([]bool, len(v.Log.Activities))
	hidden.Hidden[0] = true
	if b, a := Periods(&hidden, math.MaxInt64); b.Hidden == nil || a.Cases() != 0 {
		t.Error("hidden activities are forgotten")
	}
}

// TestAgain: the same seed gives the same result, and every result, poor ones
// too, can be written as JSON.
func TestAgain(t *testing.T) {
	text := func(before, after int) string {
		rng := stats.NewRNG(8)
		b, err := json.Marshal(Compare(office(rng, before, 1, 0.3), office(rng, after, 1, 0.3), Options{Draws: 50}))
		if err != nil {
			t.Errorf("%d and %d cases: %v", before, after, err)
		}
		return string(b)
	}
	for _, n := range []int{0, 1, 9, 12, 2500} {
		if first, second := text(n, 50), text(n, 50); first != second {
			t.Errorf("%d cases: two results", n)
		}
		text(50, n)
	}
}

func BenchmarkCompare(b *testing.B) {
	rng := stats.NewRNG(9)
	x, y := office(rng, 100000, 1, 0.3), office(rng, 100000, 1.1, 0.3)
	for b.Loop() {
		Compare(x, y, Options{})
	}
	b.ReportMetric(float64(x.Events()+y.Events()), "events")
}
