package prediction

import (
	"slices"

	"pass/internal/mining/eventlog"
)

// history is the cases of a view up to an instant, as columns.
type history struct {
	log   *eventlog.Log
	cases []past
	// by event, those of a case together
	activity, resource []int32
	at                 []int64
}

// past is what is known of a case.
type past struct {
	id       int32 // in the Log
	lo, hi   int   // its events in the columns of the history
	end      int64 // of the last event that is seen; of a complete case, its end
	complete bool
}

func (h *history) start(c *past) int64 { return h.at[c.lo] }

// read takes the events up to now. A case is complete at its first event that
// ends it; later events are not looked at. Without declared ends, a case is
// complete when its last event of all is not after now.
func read(v *eventlog.View, ends []bool, now int64) *history {
	h := &history{log: v.Log}
	var t eventlog.Trace
	for k := range v.Kept {
		v.Trace(k, &t)
		c := past{id: t.Case, lo: len(h.at)}
		n := t.Len()
		for i := range n {
			if t.Time[i] > now {
				break
			}
			h.activity = append(h.activity, t.Activity[i])
			h.resource = append(h.resource, t.Resource[i])
			h.at = append(h.at, t.Time[i])
			if c.complete = ends != nil && ends[t.Activity[i]] || ends == nil && i == n-1; c.complete {
				break
			}
		}
		if c.hi = len(h.at); c.hi > c.lo {
			c.end = h.at[c.hi-1]
			h.cases = append(h.cases, c)
		}
	}
	return h
}

// sample is a case as it stood at an instant.
type sample struct {
	of   int32 // index in history.cases
	seen int32 // events seen
	at   int64
}

// remaining is the time from the sample to the end of its case, in seconds.
func (h *history) remaining(s sample) float64 {
	return float64(h.cases[s.of].end-s.at) / 1e6
}

// prefixes are the complete cases in `of` as they stood after each event but
// the last. Prefixes in the midst of events at the same instant are passed
// over when whole is set: nobody can look at a case then.
func (h *history) prefixes(of []int32) (all []sample) {
	for _, c := range of {
		p := &h.cases[c]
		for i := p.lo; i < p.hi-1; i++ {
			all = append(all, sample{c, int32(i - p.lo + 1), h.at[i]})
		}
	}
	return all
}

// snapshots are the complete cases in `of` as they stood at n instants evenly
// spread between from and to: what a person who looks at the open cases on a
// day would have seen.
func (h *history) snapshots(of []int32, from, to int64, n int) (all []sample) {
	step := (to - from) / int64(n+1)
	if step <= 0 {
		return nil
	}
	for _, c := range of {
		p := &h.cases[c]
		first := max(1, (h.at[p.lo]-from+step-1)/step)
		i := p.lo
		for g := first; g <= int64(n); g++ {
			at := from + g*step
			if p.complete && at >= p.end {
				break
			}
			for i+1 < p.hi && h.at[i+1] <= at {
				i++
			}
			all = append(all, sample{c, int32(i - p.lo + 1), at})
		}
	}
	return all
}

// spread takes at most n of the samples, evenly.
func spread(all []sample, n int) []sample {
	if len(all) <= n {
		return all
	}
	some := make([]sample, n)
	for i := range some {
		some[i] = all[int(int64(i)*int64(len(all))/int64(n))]
	}
	return some
}

// completeBefore are the complete cases that ended before an instant, in order
// of end.
func (h *history) completeBefore(t int64) (of []int32) {
	for i := range h.cases {
		if c := &h.cases[i]; c.complete && c.end < t {
			of = append(of, int32(i))
		}
	}
	slices.SortStableFunc(of, func(a, b int32) int {
		switch ea, eb := h.cases[a].end, h.cases[b].end; {
		case ea < eb:
			return -1
		case ea > eb:
			return 1
		}
		return int(a - b)
	})
	return of
}
