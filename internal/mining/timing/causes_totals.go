package timing

import (
	"cmp"
	"slices"

	"pass/internal/mining/eventlog"
)

// finish sorts the totals.
func (f *causeFinder) finish(perResource []int) {
	f.r.Whole.Cases = distinct(f.r.Whole.Cases)
	for a := range f.activities {
		if s := &f.activities[a]; s.Efforts > 0 {
			s.Cases = distinct(s.Cases)
			f.r.Activities = append(f.r.Activities, ActivityCauses{int32(a), *s})
		}
	}
	for key, s := range f.transitions {
		s.Cases = distinct(s.Cases)
		f.r.Transitions = append(f.r.Transitions, TransitionCauses{int32(key >> 32), int32(key), *s})
	}
	for r := range f.resources {
		s := &f.resources[r]
		if perResource[r] == 0 {
			continue
		}
		s.Cases = distinct(s.Cases)
		x := ResourceCauses{Resource: int32(r), Events: perResource[r], NotKnown: f.r.NotKnown, CauseSplit: *s}
		if x.NotKnown == "" && x.Events < f.o.MinEvents {
			x.NotKnown = FewPerResource
		}
		if f.cal != nil {
			x.Hours = f.cal.hours[r]
		}
		f.r.Resources = append(f.r.Resources, x)
	}
	slices.SortFunc(f.r.Activities, func(a, b ActivityCauses) int {
		return cmp.Or(compareSums(b.Total, a.Total), cmp.Compare(a.Activity, b.Activity))
	})
	slices.SortFunc(f.r.Transitions, func(a, b TransitionCauses) int {
		return cmp.Or(compareSums(b.Total, a.Total), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	slices.SortFunc(f.r.Resources, func(a, b ResourceCauses) int {
		return cmp.Or(compareSums(b.Total, a.Total), cmp.Compare(a.Resource, b.Resource))
	})
}

// distinct sorts ids and drops repeated ones.
func distinct(ids []int32) []int32 {
	slices.Sort(ids)
	return slices.Compact(ids)
}

// occupation is what a resource did, by start.
type occupation struct {
	jobs    []job
	longest []int64 // the latest end among the jobs up to each one
}

// job is an execution as occupation: what during reads, side by side in memory.
type job struct {
	begin, end, enabled int64
	event               int32
}

// occupations gathers the executions with a known start, by resource.
func occupations(l *eventlog.Log, all []instance) []occupation {
	os := make([]occupation, len(l.Resources))
	for i := range all {
		if x := &all[i]; x.resource != eventlog.None && x.begin != eventlog.NoTime && x.begin < x.end {
			os[x.resource].jobs = append(os[x.resource].jobs, job{x.begin, x.end, x.enabled, x.event})
		}
	}
	for r := range os {
		o := &os[r]
		slices.SortFunc(o.jobs, func(a, b job) int {
			return cmp.Or(cmp.Compare(a.begin, b.begin), cmp.Compare(a.end, b.end), cmp.Compare(a.event, b.event))
		})
		o.longest = make([]int64, len(o.jobs))
		for i, x := range o.jobs {
			o.longest[i] = x.end
			if i > 0 {
				o.longest[i] = max(x.end, o.longest[i-1])
			}
		}
	}
	return os
}

// during is when the resource was busy with other things in the wait w of x: with
// those that could be done by since, and with those that could be done only
// later. Of a first step of a case it is not known since when it could be done:
// that it went first is a fact, that it was preferred would be a claim. The spans
// are disjoint and in order; they are appended to the slices given.
func (o *occupation) during(before, after []span, x *instance, w span, since int64) ([]span, []span) {
	i, _ := slices.BinarySearch(o.longest, w.from+1)
	for ; i < len(o.jobs) && o.jobs[i].begin < w.to; i++ {
		y := &o.jobs[i]
		if y.event == x.event || y.end <= w.from {
			continue
		}
		s := span{max(y.begin, w.from), min(y.end, w.to)}
		if y.enabled == eventlog.NoTime || y.enabled <= since {
			before = attach(before, s)
		} else {
			after = attach(after, s)
		}
	}
	return before, after
}

// attach adds a span that does not begin before the last one.
func attach(s []span, x span) []span {
	if n := len(s); n > 0 && x.from <= s[n-1].to {
		s[n-1].to = max(s[n-1].to, x.to)
		return s
	}
	return append(s, x)
}
