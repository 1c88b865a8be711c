package simulation

import (
	"math"
	"testing"
)

// TestStationary: on offices that do not change, the intervals of the weekly
// backlog hold what comes about as often as they say, and are not endless.
func TestStationary(t *testing.T) {
	var weeks, inside, before, wide, within, n float64
	for seed := range uint64(8) {
		l := logOf(t, office(700, 2, 1.25*days, 2*days, 20+seed), true)
		b := Try(l.All(), Options{}, 0, 0, Budget{Seed: seed, Replications: 60})
		if b.Unknown != "" || b.Wider.Dates < 2 {
			t.Fatalf("nothing tried: %q, %+v", b.Unknown, b.Wider)
		}
		n++
		within += map[bool]float64{true: 1}[b.Within]
		before += b.Wider.Before
		for _, c := range b.Backlog {
			weeks++
			wide += c.High - c.Low
			if float64(c.Came) >= c.Low && float64(c.Came) <= c.High {
				inside++
			}
		}
	}
	t.Logf("inside %.3f of %v weeks (runs alone, on past dates: %.3f), %.1f cases wide; the mean time within %v of %v", inside/weeks, weeks, before/n, wide/weeks, within, n)
	if inside/weeks < 0.85 || inside/weeks > 0.99 {
		t.Errorf("%.3f of the weeks inside, want about 0.9", inside/weeks)
	}
	if wide/weeks > 40 {
		t.Errorf("intervals %.1f cases wide say nothing", wide/weeks)
	}
}

// TestWiden: nine scores in ten, one weight a date, and intervals that grow
// around their mean.
func TestWiden(t *testing.T) {
	var s []score
	for i := range 100 {
		s = append(s, score{float64(i+1) / 25, 0.01})
	}
	if got := factor(s); math.Abs(got-3.6) > 1e-9 {
		t.Errorf("factor %v, want 3.6", got)
	}
	if got := factor(s[:10]); got != 1 {
		t.Errorf("intervals that hold all are made narrower: %v", got)
	}
	if got := factor(append(s, score{100, 10})); got != mostWider {
		t.Errorf("factor %v, want %v", got, mostWider)
	}
	x := Interval{10, 8, 13}
	if got := x.by(2); got != (Interval{10, 6, 16}) {
		t.Errorf("widened to %v", got)
	}
	if got := x.by(9).Low; got != 0 {
		t.Errorf("fewer than no cases: %v", got)
	}
	if up, down := x.far(16, 1), x.far(7, 1); up != 2 || down != 1.5 {
		t.Errorf("scores %v and %v", up, down)
	}
	end := int64(200)
	r := Result{Backlog: []Point{{0, x}, {1, x}}, Cleared: Clearing{At: &Span{Median: 100, Low: 60, High: &end}}}
	r.widen(Wider{Dates: 1, Times: 1, Backlog: 2}, 0, 350)
	if c := r.Cleared.At; c.Low != 20 || *c.High != 300 || r.Backlog[0].Interval != x || r.Backlog[1].Interval == x {
		t.Errorf("widened %+v, backlog %+v", *c, r.Backlog)
	}
	r.widen(Wider{Dates: 1, Times: 1, Backlog: 2}, 0, 350)
	if r.Cleared.At.High != nil {
		t.Error("an end beyond what was looked at is told")
	}
}
