package timing

import (
	"cmp"
	"slices"

	"pass/internal/mining/eventlog"
)

// instance is one execution of an activity.
type instance struct {
	event              int32 // in the Log
	c                  int32
	activity, resource int32
	previous           int32 // activity whose end made it possible, or None
	enabled            int64 // since when it could be done, or NoTime
	begin              int64 // NoTime: not known
	end                int64
}

// waits is the time from when it could be done to when it was begun or, where
// that is not known, done; empty when it is the first of its case.
func (x *instance) waits() span {
	if x.enabled == eventlog.NoTime {
		return span{x.start(), x.start()}
	}
	return span{x.enabled, x.start()}
}

// start is the beginning, or the end where that is all that is known.
func (x *instance) start() int64 {
	if x.begin == eventlog.NoTime {
		return x.end
	}
	return x.begin
}

// instances are the executions of all kept cases, case by case in the order in
// which they began. An execution could be done since the latest end among those
// that began before it: it waited max(0, start − latest earlier end).
func instances(v *eventlog.View) []instance {
	all := make([]instance, 0, v.Events())
	var t eventlog.Trace
	for k := range v.Kept {
		v.Trace(k, &t)
		first := len(all)
		for i := range t.Time {
			x := instance{int32(t.Event(i)), t.Case, t.Activity[i], t.Resource[i], eventlog.None, eventlog.NoTime, eventlog.NoTime, t.Time[i]}
			if t.Begin != nil {
				x.begin = t.Begin[i]
			}
			all = append(all, x)
		}
		enable(all[first:], t.Begin != nil)
	}
	return all
}

// enable orders the executions of a case, unless they have no starts and are in
// order already, and finds since when each could be done.
func enable(xs []instance, starts bool) {
	if starts {
		slices.SortFunc(xs, func(a, b instance) int {
			return cmp.Or(cmp.Compare(a.start(), b.start()), cmp.Compare(a.end, b.end), cmp.Compare(a.event, b.event))
		})
	}
	latest := 0
	for i := 1; i < len(xs); i++ {
		xs[i].previous = xs[latest].activity
		xs[i].enabled = min(xs[latest].end, xs[i].start())
		if xs[i].end >= xs[latest].end {
			latest = i
		}
	}
}

// group is the executions of one activity by one resource.
type group struct {
	activity, resource int32
	members            []int32 // places in the instances, by start
}

// groupBy gathers executions by activity and resource, in that order; those
// without a resource are left out.
func groupBy(all []instance) []group {
	at := map[int64]int{}
	var gs []group
	for i := range all {
		r := all[i].resource
		if r == eventlog.None {
			continue
		}
		key := int64(all[i].activity)<<32 | int64(uint32(r))
		j, ok := at[key]
		if !ok {
			j = len(gs)
			at[key] = j
			gs = append(gs, group{all[i].activity, r, nil})
		}
		gs[j].members = append(gs[j].members, int32(i))
	}
	slices.SortFunc(gs, func(a, b group) int {
		return cmp.Or(cmp.Compare(a.activity, b.activity), cmp.Compare(a.resource, b.resource))
	})
	for _, g := range gs {
		slices.SortFunc(g.members, func(a, b int32) int {
			x, y := &all[a], &all[b]
			return cmp.Or(cmp.Compare(x.start(), y.start()), cmp.Compare(x.end, y.end), cmp.Compare(x.event, y.event))
		})
	}
	return gs
}

// coarseShare is the share of times at midnight above which a log tells days and
// no hours.
const coarseShare = 0.9

// coarse reports whether the log tells days only.
func coarse(all []instance) bool {
	dates := 0
	for i := range all {
		if midnight(all[i].end) {
			dates++
		}
	}
	return len(all) > 0 && float64(dates) >= coarseShare*float64(len(all))
}
