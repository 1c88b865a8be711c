package timing

import (
	"math"
	"time"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/stats"
	"pass/internal/mining/steps"
)

// Unit is the width of the buckets of a series.
type Unit = stats.Unit

// The units. A week begins on Monday.
const (
	ByDay   = stats.ByDay
	ByWeek  = stats.ByWeek
	ByMonth = stats.ByMonth
)

// maxGridYears bounds a series: with an impossible date in the log it covers
// the last hundred years, and what lies before is counted in Flow.Before.
const maxGridYears = 100

// FlowOptions guides Flows, Queues and Little. The zero value works.
type FlowOptions struct {
	Kinds []steps.Kind   // by activity: which ones end a case; nil: its last event does
	Now   kernel.Instant // the series go on until now; zero: until the last event
	Unit  Unit
	Zone  *time.Location // where days begin; nil: Europe/Rome
}

func (o FlowOptions) zone() *time.Location {
	if o.Zone == nil {
		return kernel.Rome
	}
	return o.Zone
}

// forever is the end of a case that has not ended.
const forever = math.MaxInt64

// life is when a case was open: from its first visible event to its first end
// activity. It is in the backlog at the instants t with from < t ≤ to.
type life struct {
	c        int32
	from, to int64
}

// lives reads every case. Without activities that end a case its last event does,
// and the Reason says so: the backlog near the end of the log is then too low.
func lives(v *eventlog.View, kinds []steps.Kind) ([]life, Reason) {
	ends := make([]bool, len(v.Log.Activities))
	why := NoEnds
	for a, k := range kinds {
		if a < len(ends) && k.Ends() && (v.Hidden == nil || !v.Hidden[a]) {
			ends[a], why = true, ""
		}
	}
	if kinds == nil {
		why = NoMeanings
	}
	all := make([]life, len(v.Kept))
	var t eventlog.Trace
	for k := range v.Kept {
		v.Trace(k, &t)
		x := life{t.Case, t.Time[0], t.Time[t.Len()-1]}
		if why == "" {
			x.to = forever
			for i, a := range t.Activity {
				if ends[a] {
					x.to = t.Time[i]
					break
				}
			}
		}
		all[k] = x
	}
	return all, why
}

// Flow is arrivals against completions on a grid of days, and the backlog that
// they leave. Backlog[i+1] = Backlog[i] + Arrivals[i] − Completions[i].
type Flow struct {
	Unit        Unit
	Days        []kernel.Day // the first day of each bucket
	Arrivals    []int
	Completions []int
	Backlog     []int   // open when the bucket begins
	Final       int     // open when the last bucket ends
	Before      int     // arrivals before the grid, when the log spans more than a hundred years
	Open        []int32 // cases that have not ended, ascending
	Ends        Reason  // NoMeanings, NoEnds: a case is taken to end with its last event
}

// Flows counts what arrives, what is completed and what is left.
func Flows(v *eventlog.View, o FlowOptions) *Flow {
	all, why := lives(v, o.Kinds)
	f := &Flow{Unit: o.Unit, Ends: why}
	first, last, some := extent(all, v, o.Now)
	if !some {
		return f
	}
	g := stats.NewGrid(first, last, o.Unit, o.zone(), maxGridYears)
	counted := g.NewFlow()
	for _, x := range all {
		counted.Add(x.from, x.to)
		if x.to == forever {
			f.Open = append(f.Open, x.c)
		}
	}
	level := counted.Level()
	f.Days, f.Arrivals, f.Completions, f.Before = g.Days, counted.Arrived, counted.Ended, counted.Before
	f.Backlog, f.Final = level[:g.Size()], level[g.Size()]
	return f
}

// extent is the first and the last instant of the cases.
func extent(all []life, v *eventlog.View, now kernel.Instant) (first, last int64, some bool) {
	first, last = math.MaxInt64, math.MinInt64
	var t eventlog.Trace
	for k, x := range all {
		first = min(first, x.from)
		if x.to == forever {
			v.Trace(k, &t)
			last = max(last, t.Time[t.Len()-1])
		} else {
			last = max(last, x.to)
		}
	}
	if !now.IsZero() {
		last = max(last, now.Time().UnixMicro())
	}
	return first, last, len(all) > 0
}

// BacklogAt is the cases open at an instant, that of the first day included if
// it has events before it: first event < t ≤ end. It counts them one by one.
func BacklogAt(v *eventlog.View, o FlowOptions, at kernel.Instant) (cases []int32) {
	all, _ := lives(v, o.Kinds)
	t := at.Time().UnixMicro()
	for _, x := range all {
		if x.from < t && t <= x.to {
			cases = append(cases, x.c)
		}
	}
	return cases
}

// StepQueue is the practices that wait for a step: from the event before it
// until its work begins or, where that is not known, until it is done.
type StepQueue struct {
	Activity    int32
	N           int     // times that the step was reached from another event
	Served      bool    // starts are known, all of them: the queue is of those that wait, work excluded
	Arrivals    []int   // enter the queue in the bucket
	Departures  []int   // leave it
	Length      []int   // in the queue when the bucket begins
	Waited      Sum     // by all
	Mean        float64 // length, over the time of the grid
	Max, MaxAt  int     // the longest, and its bucket
	FirstOfCase int     // times that it came first: since when they waited is not known
}

// Queues gives the queue before each step on one grid of days, by activity.
func Queues(v *eventlog.View, o FlowOptions) (days []kernel.Day, queues []StepQueue) {
	all, _ := lives(v, o.Kinds)
	first, last, some := extent(all, v, o.Now)
	if !some {
		return nil, nil
	}
	g := stats.NewGrid(first, last, o.Unit, o.zone(), maxGridYears)
	qs := make([]StepQueue, len(v.Log.Activities))
	flows := make([]*stats.Flow, len(qs))
	var t eventlog.Trace
	for k := range v.Kept {
		v.Trace(k, &t)
		qs[t.Activity[0]].FirstOfCase++
		for i := 1; i < t.Len(); i++ {
			a := t.Activity[i]
			q := &qs[a]
			if flows[a] == nil {
				flows[a], q.Served = g.NewFlow(), true
			}
			from, to := t.Time[i-1], t.Time[i]
			if t.Begin != nil && t.Begin[i] != eventlog.NoTime {
				to = max(from, t.Begin[i])
			} else {
				q.Served = false
			}
			q.N++
			q.Waited.add(to - from)
			flows[a].Add(from, to)
		}
	}
	for a := range qs {
		if qs[a].N > 0 || qs[a].FirstOfCase > 0 {
			qs[a].Activity = int32(a)
			qs[a].finish(g, flows[a])
			queues = append(queues, qs[a])
		}
	}
	return g.Days, queues
}

func (q *StepQueue) finish(g *stats.Grid, f *stats.Flow) {
	if f == nil {
		return
	}
	q.Arrivals, q.Departures, q.Length = f.Arrived, f.Ended, f.Level()[:g.Size()]
	for i, n := range q.Length {
		if n > q.Max {
			q.Max, q.MaxAt = n, i
		}
	}
	if window := g.Starts[g.Size()] - g.Starts[0]; window > 0 {
		q.Mean = q.Waited.float() / float64(window)
	}
}

// Standing is the open cases whose last event is an activity: the work in
// progress by the step that was done last.
type Standing struct {
	Activity int32
	Cases    []int32
}

// WorkInProgress tells where the open cases stand, by activity. It is empty, with
// the Reason, when nobody said which activities end a case.
func WorkInProgress(v *eventlog.View, kinds []steps.Kind) ([]Standing, Reason) {
	all, why := lives(v, kinds)
	if why != "" {
		return nil, why
	}
	by := make([][]int32, len(v.Log.Activities))
	var t eventlog.Trace
	for k, x := range all {
		if x.to == forever {
			v.Trace(k, &t)
			a := t.Activity[t.Len()-1]
			by[a] = append(by[a], x.c)
		}
	}
	var out []Standing
	for a, cases := range by {
		if len(cases) > 0 {
			out = append(out, Standing{int32(a), cases})
		}
	}
	return out, ""
}
