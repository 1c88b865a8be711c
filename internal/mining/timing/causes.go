package timing

import (
	"slices"
	"sync"

	"pass/internal/mining/eventlog"
)

// Cause is why an activity waited.
type Cause int

// The five causes of Lashkevich and others, and what cannot be told. Earlier
// ones win where two hold at once.
const (
	Batching       Cause = iota // it could be done, and was left to accumulate with others of its batch
	Contention                  // its resource was busy with what could be done before it
	Prioritization              // its resource was busy with what could be done only after it
	Unavailability              // its resource was not at work
	Extraneous                  // none of these: something that the log does not show
	Untold                      // the evidence is not enough to say

	causeCount = 6
)

// CauseOptions guides Causes. The zero value works.
type CauseOptions struct {
	BatchOptions
	MinEvents int           // of a resource, for a judgement about it; 0 is 10
	Split     *SplitOptions // meanings of the activities: suspended time and time of other bodies are no waiting
}

// The least evidence for a claim about causes, beside CauseOptions.MinEvents.
const (
	causesMinEvents = 30      // executions in the log
	causesKnown     = 1.0 / 3 // share of executions with a resource and a known start
)

// CauseSplit is waiting by cause.
type CauseSplit struct {
	N       int // executions that waited
	By      [causeCount]Sum
	Cases   []int32 // where, ascending
	Work    Sum     // processing time of all executions
	Total   Sum     // waiting: the sum of By
	Efforts int     // executions, also those that did not wait
}

// Share is a cause's part of the waiting.
func (s *CauseSplit) Share(c Cause) float64 { return ratio(s.By[c], s.Total) }

// Efficiency is processing over processing and waiting: cycle-time efficiency.
func (s *CauseSplit) Efficiency() float64 { return ratio(s.Work, s.Work.Plus(s.Total)) }

// EfficiencyWithout is what the efficiency would be if a cause were removed.
func (s *CauseSplit) EfficiencyWithout(c Cause) float64 {
	return ratio(s.Work, s.Work.Plus(s.Total).Plus(negative(s.By[c])))
}

// negative is −s.
func negative(s Sum) Sum {
	n := Sum{^s.hi, ^s.lo}
	return n.Plus(SumOf(1))
}

// add counts one execution.
func (s *CauseSplit) add(x *instance, by *[causeCount]int64) {
	s.Efforts++
	if x.begin != eventlog.NoTime {
		s.Work.add(x.end - x.begin)
	}
	var waited int64
	for c, v := range by {
		s.By[c].add(v)
		waited += v
	}
	if waited == 0 {
		return
	}
	s.N++
	s.Total.add(waited)
	s.Cases = append(s.Cases, x.c)
}

// ActivityCauses is the waiting before an activity.
type ActivityCauses struct {
	Activity int32
	CauseSplit
}

// TransitionCauses is the waiting between the end of one activity and the start
// of the one that it made possible.
type TransitionCauses struct {
	From, To int32
	CauseSplit
}

// ResourceCauses is the waiting before what a resource did.
type ResourceCauses struct {
	Resource int32
	Events   int
	Hours    Hours  // found for it; with office hours given, empty
	NotKnown Reason // FewPerResource: nothing is claimed about it
	CauseSplit
}

// CauseResult is the waiting of a View by cause. The causes of each execution sum
// to its waiting exactly, and so do all totals.
type CauseResult struct {
	Whole       CauseSplit
	Activities  []ActivityCauses   // by waiting, the longest first
	Transitions []TransitionCauses // the same
	Resources   []ResourceCauses   // the same
	Stopped     Sum                // suspended time and time of other bodies, not counted as waiting
	Batches     *BatchResult
	Common      Hours // hours of all resources together, used where one has too few events

	// NotKnown is why no cause is claimed at all: all waiting is then Untold, and
	// without starts it is not even known. Reasons counts why the waits of single
	// executions are Untold, at least in part; Unmeasured, why others have none
	// that could be measured (NoStarts, NoEnablement).
	NotKnown   Reason
	Reasons    map[Reason]int
	Unmeasured map[Reason]int
}

// Causes tells why activities waited. Every execution with a known start waited
// from when it could be done (the end of what came before it in its case) to its
// start; that time is divided, instant by instant, by the first cause that holds.
// Below the stated evidence nothing is claimed, and the Reason says why.
func Causes(v *eventlog.View, o CauseOptions) *CauseResult {
	a := newCauseFinder(v, o)
	a.run()
	return a.r
}

// causeFinder divides waits.
type causeFinder struct {
	v     *eventlog.View
	o     CauseOptions
	all   []instance
	r     *CauseResult
	cal   *calendars
	busy  []occupation // by resource
	dates bool         // some times of the log are dates

	perResource []int

	ready   []int64 // by event: since when its whole batch could be done, or NoTime
	stopped [][]span

	activities  []CauseSplit
	resources   []CauseSplit
	transitions map[int64]*CauseSplit
}

func newCauseFinder(v *eventlog.View, o CauseOptions) *causeFinder {
	if o.MinEvents <= 0 {
		o.MinEvents = 10
	}
	f := &causeFinder{v: v, o: o, all: instances(v), transitions: map[int64]*CauseSplit{}}
	f.r = &CauseResult{Reasons: map[Reason]int{}, Unmeasured: map[Reason]int{}}
	f.activities = make([]CauseSplit, len(v.Log.Activities))
	f.resources = make([]CauseSplit, len(v.Log.Resources))
	f.r.NotKnown = f.evidence()
	if f.r.NotKnown == NoStarts {
		return f
	}
	f.stopped = stoppedSpans(v, o.Split)
	if f.r.NotKnown != "" {
		return f
	}
	f.cal = newCalendars(v.Log, f.all, o.Office)
	f.r.Common = f.cal.common
	f.r.Batches = findBatches(v, f.all, o.BatchOptions, f.cal)
	f.ready = make([]int64, v.Log.Events())
	for i := range f.ready {
		f.ready[i] = eventlog.NoTime
	}
	for _, g := range f.r.Batches.Groups {
		for _, b := range g.Batches {
			for _, e := range b.Events {
				f.ready[e] = b.Ready
			}
		}
	}
	f.busy = occupations(v.Log, f.all)
	f.dates = someDates(func(i int) int64 { return f.all[i].end }, len(f.all))
	return f
}

// evidence is why nothing can be said of the whole log; empty when it can.
func (f *causeFinder) evidence() Reason {
	starts, both, resources := 0, 0, 0
	for i := range f.all {
		x := &f.all[i]
		if x.begin != eventlog.NoTime {
			starts++
			if x.resource != eventlog.None {
				both++
			}
		}
		if x.resource != eventlog.None {
			resources++
		}
	}
	switch {
	case starts == 0:
		return NoStarts
	case resources == 0:
		return NoResources
	case len(f.all) < causesMinEvents:
		return FewEvents
	case float64(both) < causesKnown*float64(len(f.all)):
		if float64(starts) < causesKnown*float64(len(f.all)) {
			return SomeStarts
		}
		return FewResources
	case coarse(f.all):
		return CoarseTimes
	}
	return ""
}

// stoppedSpans is, by case of the Log, when it was suspended or elsewhere.
func stoppedSpans(v *eventlog.View, o *SplitOptions) [][]span {
	if o == nil {
		return nil
	}
	all := make([][]span, len(v.Log.Cases))
	s := newSplitter(v, *o)
	var t eventlog.Trace
	for k := range v.Kept {
		v.Trace(k, &t)
		s.clock(&t)
		s.split(&t)
		if n := len(s.suspended) + len(s.other); n > 0 {
			all[t.Case] = union(append(slices.Clone(s.suspended), s.other...))
		}
	}
	return all
}

// run divides every wait and gathers the totals.
func (f *causeFinder) run() {
	f.perResource = make([]int, len(f.v.Log.Resources))
	for i := range f.all {
		if r := f.all[i].resource; r != eventlog.None {
			f.perResource[r]++
		}
	}
	waits := make([]divided, len(f.all))
	var wait sync.WaitGroup
	for _, s := range shard(len(f.all)) {
		wait.Go(func() {
			d := divider{causeFinder: f}
			for i := s[0]; i < s[1]; i++ {
				if f.all[i].begin != eventlog.NoTime {
					waits[i] = d.divide(&f.all[i])
				}
			}
		})
	}
	wait.Wait()
	for i := range f.all {
		x, w := &f.all[i], &waits[i]
		if x.begin == eventlog.NoTime {
			f.r.Unmeasured[NoStarts]++
			continue
		}
		if x.enabled == eventlog.NoTime {
			f.r.Unmeasured[NoEnablement]++
		}
		if w.why != "" {
			f.r.Reasons[w.why]++
		}
		f.r.Stopped.add(w.stopped)
		f.count(x, &w.by)
	}
	f.finish(f.perResource)
}

// count adds one execution to every total.
func (f *causeFinder) count(x *instance, by *[causeCount]int64) {
	f.r.Whole.add(x, by)
	f.activities[x.activity].add(x, by)
	if x.resource != eventlog.None {
		f.resources[x.resource].add(x, by)
	}
	if x.previous == eventlog.None {
		return
	}
	key := int64(x.previous)<<32 | int64(x.activity)
	if f.transitions[key] == nil {
		f.transitions[key] = &CauseSplit{}
	}
	f.transitions[key].add(x, by)
}
