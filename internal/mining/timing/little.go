package timing

import (
	"math"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/stats"
)

// Little is L = λW on a window: a check that backlog, arrivals and durations tell
// one story, and whether the office is in balance.
type Little struct {
	From, To kernel.Day // [From, To)

	L      float64 // cases open, on average over the window
	Lambda float64 // cases that arrive per day
	W      float64 // mean days in the system of the cases that arrive in the window
	Gap    float64 // (L − λW) / L

	Arrived      int
	Unfinished   int // of these, not ended: their days count until the end of the log, or Now
	BacklogStart int
	BacklogEnd   int

	NotKnown      Reason // EmptyWindow: nothing of the above can be used
	NotStationary Reason // why the two sides need not agree
}

// stationary is how much the backlog may change over the window, as a share of
// what arrives in it, for Little's law to be expected to hold.
const stationary = 0.1

// CheckLittle measures the two sides of Little's law on the days [from, to).
func CheckLittle(v *eventlog.View, o FlowOptions, from, to kernel.Day) Little {
	r := Little{From: from, To: to}
	a, b := stats.StartOf(from, o.zone()), stats.StartOf(to, o.zone())
	all, why := lives(v, o.Kinds)
	_, last, some := extent(all, v, o.Now)
	if !some || a >= b {
		r.NotKnown = EmptyWindow
		return r
	}
	var inside, total Sum
	for _, x := range all {
		end := x.to
		if end == forever {
			end = max(last, x.from)
		}
		if open := min(end, b) - max(x.from, a); open > 0 {
			inside.add(open)
		}
		if x.from < a && a <= x.to {
			r.BacklogStart++
		}
		if x.from < b && b <= x.to {
			r.BacklogEnd++
		}
		if x.from >= a && x.from < b {
			r.Arrived++
			total.add(end - x.from)
			if x.to == forever {
				r.Unfinished++
			}
		}
	}
	if r.Arrived == 0 || inside == (Sum{}) {
		r.NotKnown = EmptyWindow
		return r
	}
	days := float64(b-a) / float64(Day)
	r.L = inside.Days() / days
	r.Lambda = float64(r.Arrived) / days
	r.W = total.Days() / float64(r.Arrived)
	r.Gap = (r.L - r.Lambda*r.W) / r.L
	switch {
	case math.Abs(float64(r.BacklogEnd-r.BacklogStart)) > stationary*float64(r.Arrived):
		r.NotStationary = NotStationary
	case why != "":
		r.NotStationary = why
	}
	return r
}
