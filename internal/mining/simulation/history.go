package simulation

import (
	"cmp"
	"math"
	"slices"

	"pass/internal/mining/eventlog"
)

// story is what is known of a case: its events up to the present.
type story struct {
	id       int32
	activity []int32
	resource []int32
	at       []int64
	begin    []int64 // nil when the log tells no beginnings
	complete bool
	weight   float64 // of a complete case: for how many it stands
}

func (s *story) start() int64 { return s.at[0] }
func (s *story) end() int64   { return s.at[len(s.at)-1] }

// read takes the events up to now. A case is complete at its first event that
// ends it; without declared ends, when its last event of all is not after now.
func read(v *eventlog.View, ends []bool, now int64) (all []story) {
	var t eventlog.Trace
	for k := range v.Kept {
		v.Trace(k, &t)
		s := story{id: t.Case}
		n, i := t.Len(), 0
		for ; i < n && t.Time[i] <= now && !s.complete; i++ {
			s.complete = ends != nil && ends[t.Activity[i]] || ends == nil && i == n-1
		}
		if i == 0 {
			continue
		}
		s.activity, s.resource, s.at = slices.Clone(t.Activity[:i]), slices.Clone(t.Resource[:i]), slices.Clone(t.Time[:i])
		if t.Begin != nil {
			s.begin = slices.Clone(t.Begin[:i])
		}
		all = append(all, s)
	}
	slices.SortStableFunc(all, func(a, b story) int { return cmp.Or(cmp.Compare(a.start(), b.start()), cmp.Compare(a.id, b.id)) })
	return all
}

// lastEvent is the time of the last event of a view.
func lastEvent(v *eventlog.View) (last int64) {
	var t eventlog.Trace
	last = math.MinInt64
	for k := range v.Kept {
		v.Trace(k, &t)
		last = max(last, t.Time[t.Len()-1])
	}
	return last
}

// mostWeight bounds how many cases a complete one stands for.
const mostWeight = 3

// halfLife is the age at which a complete case counts half: the office of today
// is more like that of yesterday. Of those tried (none, a quarter of a year, half
// a year) the one with the least errors of the backlog on the public logs.
const halfLife = 180 * day

// weigh gives complete cases their weights: those that took long stand also for
// the cases like them that are still open (inverse probability of censoring,
// with the Kaplan–Meier estimate of the time under observation).
func weigh(all []story, now int64) {
	order := make([]int32, len(all))
	lasts := make([]int64, len(all))
	for i := range all {
		order[i], lasts[i] = int32(i), now-all[i].start()
		if all[i].complete {
			lasts[i] = all[i].end() - all[i].start()
		}
	}
	slices.SortFunc(order, func(a, b int32) int { return cmp.Or(cmp.Compare(lasts[a], lasts[b]), cmp.Compare(a, b)) })
	observed := 1.0
	for k, i := range order {
		if all[i].complete {
			age := float64(now-all[i].start()) / float64(halfLife)
			all[i].weight = min(mostWeight, 1/observed) * math.Exp2(-age)
		} else if n := float64(len(order) - k); n > 1 {
			observed *= 1 - 1/n
		}
	}
}
