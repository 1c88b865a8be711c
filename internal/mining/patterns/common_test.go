package patterns

import (
	"fmt"
	"testing"
	"time"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/stats"
)

// TestCivilDays: a cost in days is the difference of the dates on the wall, in
// the zone of the office, also over a change of the clock and before 1970.
func TestCivilDays(t *testing.T) {
	for _, c := range []struct {
		from, to string
		zone     *time.Location
		want     int64
	}{
		{"2024-01-01T00:30:00Z", "2024-01-01T22:30:00Z", nil, 0},
		{"2024-01-01T00:30:00Z", "2024-01-01T23:30:00Z", nil, 1}, // half past midnight in Rome
		{"2024-01-01T00:30:00Z", "2024-01-01T23:30:00Z", time.UTC, 0},
		{"2024-03-30T23:30:00Z", "2024-03-31T21:30:00Z", nil, 0}, // the day of 23 hours
		{"2024-03-29T23:30:00Z", "2024-04-01T22:30:00Z", nil, 3},
		{"1969-12-30T12:00:00Z", "1970-01-02T12:00:00Z", nil, 3},
	} {
		from, err1 := time.Parse(time.RFC3339, c.from)
		to, err2 := time.Parse(time.RFC3339, c.to)
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		var x costs
		x.add(from.UnixMicro(), to.UnixMicro(), Options{Zone: c.zone}.zone())
		if x.days != c.want {
			t.Errorf("%s – %s: %d days, want %d", c.from, c.to, x.days, c.want)
		}
		if z := (Options{Zone: c.zone}).zone(); c.zone == nil && z != kernel.Rome {
			t.Errorf("zone %v", z)
		}
	}
}

// TestSumsDoNotOverflow: a million cases of three hundred years.
func TestSumsDoNotOverflow(t *testing.T) {
	long := int64(300 * 365 * day)
	values := make([]int64, 1_000_000)
	for i := range values {
		values[i] = long
	}
	if got := sumOf(values); got != float64(long)*1e6 {
		t.Errorf("sum %v, want %v", got, float64(long)*1e6)
	}
}

// TestManyActors compares the matrix of thousands of actors with a plain count.
func TestManyActors(t *testing.T) {
	const actors = denseLimit + 1000
	rng := stats.NewRNG(5)
	l := &eventlog.Log{Activities: []string{"A"}, Start: []int32{0}}
	for r := range actors {
		l.Resources = append(l.Resources, fmt.Sprint("r", r))
	}
	want := map[[2]int32]int{}
	for c := range 3000 {
		before := eventlog.None
		for i := range 6 {
			r := int32(rng.Intn(actors))
			if rng.Intn(5) == 0 {
				r = eventlog.None
			}
			l.Case, l.Activity, l.Resource, l.Lifecycle = append(l.Case, int32(c)), append(l.Activity, 0), append(l.Resource, r), append(l.Lifecycle, eventlog.None)
			l.Row, l.Time = append(l.Row, int32(len(l.Row)+2)), append(l.Time, int64(i)*day)
			if before != eventlog.None && r != eventlog.None {
				want[[2]int32{before, r}]++
			}
			before = r
		}
		l.Cases = append(l.Cases, fmt.Sprint(c))
		l.Start = append(l.Start, int32(len(l.Time)))
	}
	h := HandoverOf(l.All(), Actor{}, Options{})
	if len(h.Passages) != len(want) || h.BetweennessTold {
		t.Errorf("%d pairs, want %d; betweenness told: %v", len(h.Passages), len(want), h.BetweennessTold)
	}
	for _, p := range h.Passages {
		if want[[2]int32{p.From, p.To}] != p.Count || p.FromName != l.Resources[p.From] {
			t.Errorf("%s→%s %d, want %d", p.FromName, p.ToName, p.Count, want[[2]int32{p.From, p.To}])
		}
	}
	if c := h.Coverage(); c < 0.78 || c > 0.82 {
		t.Errorf("coverage %v", c)
	}
}
