package patterns

import (
	"cmp"
	"math"
	"slices"

	"pass/internal/mining/eventlog"
	"pass/internal/mining/stats"
)

// Loops counts self-loops or repetitions; see the package comment.
type Loops struct {
	Repeat  int // by the same resource
	Redo    int // by two resources or more
	Unknown int // a resource is missing, so nobody can say
	Size    int // executions (self-loops) or runs (repetitions) beyond the first
	Cases   []int32
	Cost    Cost // from the first execution to the last, of the run or of the case

	costs costs
}

// All is the count of every kind.
func (l Loops) All() int { return l.Repeat + l.Redo + l.Unknown }

// ActivityRework is how often an activity is done again.
type ActivityRework struct {
	Activity    int32
	Name        string
	Events      int     // executions
	InCases     int     // cases with at least one
	Rework      []int32 // cases with more than one
	Passages    int     // transitions from the activity to itself
	SelfLoops   Loops
	Repetitions Loops
	Cost        Cost // from the first execution to the last, in the Rework cases

	costs costs
}

// RelativeSelfLoops is edeaR's relative frequency: self-loops over executions.
func (a *ActivityRework) RelativeSelfLoops() float64 { return share(a.SelfLoops.All(), a.Events) }

// RelativeRepetitions is repetitions over executions.
func (a *ActivityRework) RelativeRepetitions() float64 { return share(a.Repetitions.All(), a.Events) }

// ResourceRework is how often a resource begins work that is done again: the
// loops whose first execution is its own.
type ResourceRework struct {
	Resource    int32
	Name        string
	Events      int
	SelfLoops   Loops
	Repetitions Loops
}

// Spread describes a count over the cases, edeaR's summary at the level of the
// log; quartiles of type 7, deviation of a sample (n − 1).
type Spread struct {
	Min, Q1, Median, Mean, Q3, Max, StDev float64
}

// Rework is the work done again in a view.
type Rework struct {
	Cases       int // in the view
	Events      int
	WithRework  []int32          // cases in which any activity occurs more than once
	Activities  []ActivityRework // those with rework, by number of cases, then name
	Resources   []ResourceRework // those with loops, by their number, then name
	SelfLoops   Spread           // number per case, all kinds
	Repetitions Spread
	Cost        Cost // per case, from the first execution of any repeated activity to the last one

	// EventsWithoutResource tells how much of repeat and redo can be known.
	EventsWithoutResource int
}

// ReworkOf measures the work done again.
func ReworkOf(v *eventlog.View, o Options) *Rework {
	w := newReworkWalk(v, o)
	var t eventlog.Trace
	for k := range v.Kept {
		v.Trace(k, &t)
		w.trace(&t)
		w.perCase(k)
	}
	return w.result()
}

// who tells the resources of some executions.
type who struct {
	first   int32 // of the first execution, or None
	known   int32 // the first one that is known, or None
	missing bool
	several bool
}

func (p *who) add(r int32) {
	switch {
	case r == eventlog.None:
		p.missing = true
	case p.known == eventlog.None:
		p.known = r
	case p.known != r:
		p.several = true
	}
}

func (l *Loops) count(p who) {
	switch {
	case p.several:
		l.Redo++
	case p.missing:
		l.Unknown++
	default:
		l.Repeat++
	}
}

// inCase is what is known of a run, or of an activity in the case being walked.
type inCase struct {
	events, runs int
	first, last  int64
	by           who
}

func (a *inCase) add(r int32, at int64) {
	a.events++
	a.last = at
	a.by.add(r)
}

type reworkWalk struct {
	view       *eventlog.View
	opts       Options
	activities []ActivityRework
	resources  []ResourceRework
	cases      []inCase // by activity, of the case being walked
	touched    []int32
	out        Rework
	costs      costs

	selfLoops, repetitions []int32 // by kept case
	loopsNow, againNow     int32
	from, to               int64 // of the repeated work of the case
}

func newReworkWalk(v *eventlog.View, o Options) *reworkWalk {
	l := v.Log
	w := &reworkWalk{view: v, opts: o,
		activities: make([]ActivityRework, len(l.Activities)), resources: make([]ResourceRework, len(l.Resources)),
		cases: make([]inCase, len(l.Activities)), selfLoops: make([]int32, len(v.Kept)), repetitions: make([]int32, len(v.Kept))}
	for a := range w.activities {
		w.activities[a].Activity, w.activities[a].Name = int32(a), l.Activities[a]
	}
	for r := range w.resources {
		w.resources[r].Resource, w.resources[r].Name = int32(r), l.Resources[r]
	}
	return w
}

// trace walks one case run by run.
func (w *reworkWalk) trace(t *eventlog.Trace) {
	w.loopsNow, w.againNow, w.from, w.to = 0, 0, math.MaxInt64, math.MinInt64
	w.touched = w.touched[:0]
	for i := 0; i < t.Len(); {
		a := t.Activity[i]
		run := inCase{first: t.Time[i], by: who{first: t.Resource[i], known: eventlog.None}}
		if w.cases[a].events == 0 {
			w.touched = append(w.touched, a)
			w.cases[a] = run
		}
		w.cases[a].runs++
		for ; i < t.Len() && t.Activity[i] == a; i++ {
			r := t.Resource[i]
			run.add(r, t.Time[i])
			w.cases[a].add(r, t.Time[i])
			if r == eventlog.None {
				w.out.EventsWithoutResource++
			} else {
				w.resources[r].Events++
			}
		}
		if run.events > 1 {
			w.activities[a].Passages += run.events - 1
			w.loop(&w.activities[a].SelfLoops, t.Case, &run, run.events-1)
			if run.by.first != eventlog.None {
				w.loop(&w.resources[run.by.first].SelfLoops, t.Case, &run, run.events-1)
			}
			w.loopsNow++
		}
	}
	for _, a := range w.touched {
		w.activity(a, t.Case)
	}
}

func (w *reworkWalk) loop(l *Loops, c int32, run *inCase, size int) {
	l.count(run.by)
	l.Size += size
	l.Cases = appendCase(l.Cases, c)
	l.costs.add(run.first, run.last, w.opts.zone())
}

// activity closes an activity at the end of the case.
func (w *reworkWalk) activity(a, c int32) {
	act, in := &w.activities[a], &w.cases[a]
	act.Events += in.events
	act.InCases++
	w.out.Events += in.events
	if in.events > 1 {
		act.Rework = append(act.Rework, c)
		act.costs.add(in.first, in.last, w.opts.zone())
		w.from, w.to = min(w.from, in.first), max(w.to, in.last)
	}
	if in.runs > 1 {
		w.againNow++
		w.loop(&act.Repetitions, c, in, in.runs-1)
		if in.by.first != eventlog.None {
			w.loop(&w.resources[in.by.first].Repetitions, c, in, in.runs-1)
		}
	}
	*in = inCase{}
}

// perCase closes the k-th case.
func (w *reworkWalk) perCase(k int) {
	w.selfLoops[k], w.repetitions[k] = w.loopsNow, w.againNow
	if w.from <= w.to {
		w.out.WithRework = append(w.out.WithRework, w.view.Kept[k])
		w.costs.add(w.from, w.to, w.opts.zone())
	}
}

func (w *reworkWalk) result() *Rework {
	r := &w.out
	r.Cases = w.view.Cases()
	r.Cost = w.costs.cost()
	r.SelfLoops, r.Repetitions = spreadOf(w.selfLoops), spreadOf(w.repetitions)
	for i := range w.activities {
		if a := &w.activities[i]; len(a.Rework) > 0 {
			a.SelfLoops.close()
			a.Repetitions.close()
			a.Cost, a.costs = a.costs.cost(), costs{}
			r.Activities = append(r.Activities, *a)
		}
	}
	for i := range w.resources {
		if x := &w.resources[i]; x.SelfLoops.All()+x.Repetitions.All() > 0 {
			x.SelfLoops.close()
			x.Repetitions.close()
			r.Resources = append(r.Resources, *x)
		}
	}
	slices.SortFunc(r.Activities, func(a, b ActivityRework) int {
		return cmp.Or(cmp.Compare(len(b.Rework), len(a.Rework)), cmp.Compare(a.Name, b.Name))
	})
	slices.SortFunc(r.Resources, func(a, b ResourceRework) int {
		return cmp.Or(cmp.Compare(b.SelfLoops.All()+b.Repetitions.All(), a.SelfLoops.All()+a.Repetitions.All()), cmp.Compare(a.Name, b.Name))
	})
	return r
}

func (l *Loops) close() { l.Cost, l.costs = l.costs.cost(), costs{} }

// spreadOf describes counts by case.
func spreadOf(counts []int32) Spread {
	if len(counts) == 0 {
		return Spread{}
	}
	values := make([]float64, len(counts))
	for i, c := range counts {
		values[i] = float64(c)
	}
	slices.Sort(values)
	s := Spread{Min: values[0], Q1: stats.Quantile(values, 0.25), Median: stats.Quantile(values, 0.5), Mean: stats.Mean(values),
		Q3: stats.Quantile(values, 0.75), Max: values[len(values)-1]}
	if len(values) > 1 {
		s.StDev = math.Sqrt(stats.Variance(values))
	}
	return s
}
