package simulation

import (
	"cmp"
	"math"
	"slices"

	"pass/internal/mining/eventlog"
)

// Wider is by how much the intervals of the runs had to be wider to hold what
// came on past dates of the same log, because a coming period is not a past one,
// and no run knows how. 1 leaves an interval as it is.
type Wider struct {
	Dates   int     // tried; 0: the history is too short, and nothing is widened
	Times   float64 // of mean times and of what ends in a week
	Backlog float64 // of the backlog and of its clearing
	Before  float64 // share of the weeks of the backlog that the intervals of the runs held
}

// The past dates, as shares of the time of the log. Large logs are tried on the
// two in the middle.
var pastDates = []float64{0.4, 0.55, 0.7, 0.85}

const (
	manyCases    = 3000
	pastRuns     = 20
	pastEvents   = 1_000_000
	mostWider    = 6 // an interval that should be wider yet says nothing any more
	leastOfWeeks = 2 // that a date must be followed by
)

// score is how far from the middle of an interval something came, as a share of
// the way to its end; w is the weight of its date.
type score struct{ far, w float64 }

// far is the score of what came. Ends nearer than least to the middle count as
// that far, so that intervals of no width do not make all others endless.
func (x Interval) far(came, least float64) float64 {
	if came >= x.Mean {
		return (came - x.Mean) / max(x.High-x.Mean, least)
	}
	return (x.Mean - came) / max(x.Mean-x.Low, least)
}

// learnWidth tries the model on past dates of its own log, with what was known
// then, and keeps by how much the intervals had to be wider (split conformal
// prediction with scores relative to the width; Lei et al. 2018).
func learnWidth(v *eventlog.View, o Options, first int64, cases int) Wider {
	dates := pastDates
	if cases > manyCases {
		dates = dates[1:3]
	}
	var weeks, times []score
	w := Wider{Times: 1, Backlog: 1}
	for k, share := range dates {
		split := first + int64(share*float64(o.Now-first))
		to := min(o.Now, split+year64)
		if (to-split)/week < leastOfWeeks {
			continue
		}
		t := try(v, o, split, to, Budget{Seed: uint64(k) + 1, Replications: pastRuns, Events: pastEvents}, calibrate)
		if t.Unknown != "" || len(t.Backlog) == 0 || t.cut {
			continue
		}
		w.Dates++
		w.Before += t.Inside
		n := float64(len(t.Backlog))
		for _, c := range t.Backlog {
			weeks = append(weeks, score{c.far(float64(c.Came), 1), 1 / n})
		}
		if t.Ended > 0 {
			times = append(times, score{t.told.Concluded.far(t.Concluded, 0.01*t.Concluded), 1}, score{t.told.PerWeek.far(t.PerWeek, 0.01*t.PerWeek), 1})
		}
	}
	if w.Dates > 0 {
		w.Before /= float64(w.Dates)
		w.Backlog, w.Times = factor(weeks), factor(times)
	}
	return w
}

// factor is what nine scores in ten do not pass, from 1 to mostWider.
func factor(scores []score) float64 {
	slices.SortFunc(scores, func(a, b score) int { return cmp.Compare(a.far, b.far) })
	var total, s float64
	for _, x := range scores {
		total += x.w
	}
	for _, x := range scores {
		if s += x.w; s >= defaultLevel*total-1e-9 {
			return min(max(1, x.far), mostWider)
		}
	}
	return 1
}

// by widens an interval around its mean; what cannot be negative does not become so.
func (x Interval) by(factor float64) Interval {
	if factor <= 1 {
		return x
	}
	low := x.Mean - factor*(x.Mean-min(x.Low, x.Mean))
	return Interval{x.Mean, max(min(0, x.Low), low), x.Mean + factor*(max(x.High, x.Mean)-x.Mean)}
}

// widen widens what is foretold of a scenario, not its difference from the base:
// what is unknown of the time to come is the same in both.
func (r *Result) widen(w Wider, now, clearing int64) {
	for _, x := range []*Interval{&r.Mean, &r.Median, &r.P90, &r.Concluded, &r.PerWeek, &r.PresentDone} {
		*x = x.by(w.Times)
	}
	for i := 1; i < len(r.Backlog); i++ { // today's is known
		x := &r.Backlog[i].Interval
		*x = x.by(w.Backlog)
		if w.Backlog > 1 && x.High < x.Mean+1 {
			x.High = x.Mean + 1
		}
	}
	r.BacklogEnd = r.BacklogEnd.by(w.Backlog)
	if s := r.Cleared.At; s != nil && w.Backlog > 1 {
		s.Low = max(now, s.Median-int64(w.Backlog*float64(s.Median-s.Low)))
		if s.High != nil {
			high := float64(s.Median) + w.Backlog*float64(*s.High-s.Median)
			if s.High = nil; high <= math.Min(float64(now+clearing), math.MaxInt64) {
				t := int64(high)
				s.High = &t
			}
		}
	}
}
