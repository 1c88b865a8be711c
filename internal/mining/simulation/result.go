package simulation

import (
	"math"
	"slices"

	"pass/internal/mining/stats"
)

// interval sums up what the runs gave; unknown ones are left out.
func interval(values []float64, level float64) Interval {
	var known []float64
	for _, v := range values {
		if !math.IsNaN(v) {
			known = append(known, v)
		}
	}
	if len(known) == 0 {
		return Interval{math.NaN(), math.NaN(), math.NaN()}
	}
	slices.Sort(known)
	return Interval{stats.Mean(known), stats.Quantile(known, (1-level)/2), stats.Quantile(known, (1+level)/2)}
}

// over takes one figure of all runs.
func over(runs []single, level float64, of func(*single) float64) Interval {
	values := make([]float64, len(runs))
	for i := range runs {
		values[i] = of(&runs[i])
	}
	return interval(values, level)
}

// result sums up the runs of a scenario.
func (m *Model) result(name string, runs []single, b Budget) Result {
	r := Result{
		Name:        name,
		Mean:        over(runs, b.Level, func(s *single) float64 { return s.mean }),
		Median:      over(runs, b.Level, func(s *single) float64 { return s.median }),
		P90:         over(runs, b.Level, func(s *single) float64 { return s.p90 }),
		Unfinished:  over(runs, b.Level, func(s *single) float64 { return s.unfinished }).Mean,
		Arrived:     over(runs, b.Level, func(s *single) float64 { return s.arrived }),
		Concluded:   over(runs, b.Level, func(s *single) float64 { return s.concluded }),
		PerWeek:     over(runs, b.Level, func(s *single) float64 { return s.perWeek }),
		PresentDone: over(runs, b.Level, func(s *single) float64 { return s.presentDone }),
		BacklogEnd:  over(runs, b.Level, func(s *single) float64 { return s.backlog[len(s.backlog)-1] }),
	}
	for k := range runs[0].backlog {
		r.Backlog = append(r.Backlog, Point{m.Now + int64(k)*week, over(runs, b.Level, func(s *single) float64 { return s.backlog[k] })})
	}
	r.Cleared = cleared(runs, b, m.Now)
	r.Cleared.Already = len(m.now) <= b.Target
	if m.Wider.Dates > 0 {
		r.widen(m.Wider, m.Now, b.Clearing)
	}
	return r
}

// cleared sums up when the runs clear the backlog.
func cleared(runs []single, b Budget, now int64) Clearing {
	c := Clearing{Target: b.Target}
	var at []float64
	for i := range runs {
		at = append(at, runs[i].cleared)
		if math.IsInf(runs[i].cleared, 1) {
			c.Never += 1 / float64(len(runs))
		}
	}
	slices.Sort(at)
	rank := func(p float64) float64 { return at[min(int(p*float64(len(at))), len(at)-1)] }
	if math.IsInf(rank(0.5), 1) {
		return c
	}
	c.At = &Span{Median: now + int64(rank(0.5)), Low: now + int64(rank((1-b.Level)/2))}
	if high := rank((1 + b.Level) / 2); !math.IsInf(high, 1) {
		t := now + int64(high)
		c.At.High = &t
	}
	return c
}

// against compares the runs of a scenario with those of the base, pair by pair.
func against(runs, base []single, level float64) *Difference {
	pair := func(of func(*single) float64) Interval {
		d := make([]float64, len(runs))
		for i := range runs {
			d[i] = of(&runs[i]) - of(&base[i])
		}
		return interval(d, level)
	}
	return &Difference{
		Mean:       pair(func(s *single) float64 { return s.mean }),
		Median:     pair(func(s *single) float64 { return s.median }),
		P90:        pair(func(s *single) float64 { return s.p90 }),
		PerWeek:    pair(func(s *single) float64 { return s.perWeek }),
		BacklogEnd: pair(func(s *single) float64 { return s.backlog[len(s.backlog)-1] }),
	}
}
