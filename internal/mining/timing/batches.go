package timing

import (
	"math"
	"slices"

	"pass/internal/mining/eventlog"
	"pass/internal/mining/stats"
	"pass/internal/termini"
)

// BatchKind is how the executions of a batch follow each other.
type BatchKind int

// The kinds of Martin, Pufahl and Mannhardt.
const (
	Simultaneous BatchKind = iota // begun and ended together
	Sequential                    // one right after the other
	Concurrent                    // one begun while another goes on
)

// BatchOptions guides Batches and Causes. The zero value works.
type BatchOptions struct {
	MinSize   int             // cases in a batch; 0 is 3
	Tolerance int64           // microseconds between one execution and the next; 0: half their usual length, from 10 s to 5 min
	Office    *termini.Orario // office hours; nil: found in the log
}

// Batch is executions that were left to accumulate and then done together.
type Batch struct {
	Kind     BatchKind
	From, To int64   // microseconds: the first start, the last end
	Ready    int64   // since when all of them could be done
	Events   []int32 // in the Log, by start
	Cases    []int32 // of these, in the same order
	Waited   int64   // from when each could be done to its start, all together
	Held     int64   // of this, until the last one could be done: the wait for the batch to fill
}

// BatchGroup is the batches of one activity by one resource.
type BatchGroup struct {
	Activity, Resource int32
	N                  int // executions
	Batched            int // of these, in a batch
	Batches            []Batch
	Waited, Held       Sum
	PeriodDays         float64 // between one batch and the next, median; 0 with fewer than three
	Regular            bool    // the periods differ by less than a quarter
	Saved              Sum     // wait that would go with twice as many batches
	P                  float64 // chance of as many executions in a row without batches
}

// BatchResult is all batches of a View.
type BatchResult struct {
	Groups   []BatchGroup // by time waited, the longest first
	NotKnown Reason       // NoResources, CoarseTimes, FewEvents, NoCalendar: batches cannot be told; Sessions still may
}

// The limits of what is believed.
const (
	batchMinEvents = 10    // executions of the activity by the resource
	batchChance    = 0.001 // that so many follow each other by chance
	batchIdle      = 0.2   // of the time before the batch in which the resource could have begun
	batchPeak      = 1.5   // how much faster work may come in the busy hours than on average
	batchEmpties   = 0.6   // of what waits when the batch begins that is done in it
)

// Batches finds activities that a resource lets accumulate and does in one go. A
// batch is a run of executions that follow each other or overlap, all of which
// could be done when the first began, that takes most of what waits, and before
// which the resource had time and did not begin: a resource that is always busy
// with a queue makes no batch. Without office hours nobody can say whether there
// was time.
func Batches(v *eventlog.View, o BatchOptions) *BatchResult {
	return findBatches(v, instances(v), o, nil)
}

func findBatches(v *eventlog.View, all []instance, o BatchOptions, cal *calendars) *BatchResult {
	r := &BatchResult{}
	gs := groupBy(all)
	dates := someDates(func(i int) int64 { return all[i].end }, len(all))
	switch {
	case len(all) == 0:
		r.NotKnown = FewEvents
	case len(gs) == 0:
		r.NotKnown = NoResources
	case coarse(all):
		r.NotKnown = CoarseTimes
	}
	if r.NotKnown != "" {
		return r
	}
	if cal == nil {
		cal = newCalendars(v.Log, all, o.Office)
	}
	if cal.shut == nil {
		r.NotKnown = NoCalendar
		return r
	}
	if o.MinSize <= 0 {
		o.MinSize = 3
	}
	free := freeTime(v.Log, all, cal)
	enough := false
	for _, g := range gs {
		if dates { // done on one day is not done together
			g.members = slices.DeleteFunc(g.members, func(m int32) bool { return midnight(all[m].start()) })
		}
		if len(g.members) < batchMinEvents {
			continue
		}
		enough = true
		f := newBatchFinder(all, g, free[g.resource], cal.shut, o)
		if b := f.find(); len(b.Batches) > 0 {
			r.Groups = append(r.Groups, b)
		}
	}
	if !enough {
		r.NotKnown = FewEvents
	}
	slices.SortStableFunc(r.Groups, func(a, b BatchGroup) int { return compareSums(b.Waited, a.Waited) })
	return r
}

// compareSums orders sums that are not negative.
func compareSums(a, b Sum) int {
	switch {
	case a == b:
		return 0
	case a.hi < b.hi || a.hi == b.hi && a.lo < b.lo:
		return -1
	}
	return 1
}

// freeTime is, by resource, the time in which the office was at work and nothing
// in the log occupied the resource. The hours are those of all resources together:
// one that works in batches seems to be there only for them.
func freeTime(l *eventlog.Log, all []instance, cal *calendars) [][]span {
	busy := make([][]span, len(l.Resources))
	window := span{math.MaxInt64, math.MinInt64}
	for i := range all {
		x := &all[i]
		window.from, window.to = min(window.from, x.waits().from), max(window.to, x.end)
		if x.resource != eventlog.None && x.begin != eventlog.NoTime {
			busy[x.resource] = append(busy[x.resource], span{x.begin, x.end})
		}
	}
	free := make([][]span, len(busy))
	for r := range busy {
		free[r] = minus(nil, []span{window}, union(append(busy[r], cal.shut...)))
	}
	return free
}

// batchFinder looks at one activity of one resource.
type batchFinder struct {
	all       []instance
	g         group
	free      []span
	o         BatchOptions
	tolerance int64
	usual     int64   // length of an execution, median
	mean      float64 // the same, mean
	rate      float64 // executions per microsecond of office hours, in the busy ones
	overlaps  bool    // overlaps mean something: they are not what chance would make
	enabled   []int64 // when each could be done, ascending
	starts    []int64 // when those began, ascending
	buf       []span
}

func newBatchFinder(all []instance, g group, free, shut []span, o BatchOptions) *batchFinder {
	f := &batchFinder{all: all, g: g, free: free, o: o, tolerance: o.Tolerance}
	var lengths []int64
	for _, m := range g.members {
		if x := &all[m]; x.begin != eventlog.NoTime {
			lengths = append(lengths, x.end-x.begin)
		}
		if x := &all[m]; x.enabled != eventlog.NoTime {
			f.enabled, f.starts = append(f.enabled, x.enabled), append(f.starts, x.start())
		}
	}
	slices.Sort(f.enabled)
	if len(lengths) > 0 {
		f.usual = int64(stats.MedianInt(lengths))
	}
	if f.tolerance <= 0 {
		f.tolerance = min(max(f.usual/2, 10*Second), 5*60*Second)
	}
	window := span{all[g.members[0]].start(), all[g.members[len(g.members)-1]].end}
	f.buf = within(f.buf[:0], shut, window)
	f.rate = batchPeak * float64(len(g.members)) / float64(max(window.to-window.from-length(f.buf), Second))
	for _, n := range lengths {
		f.mean += float64(n) / float64(len(lengths))
	}
	return f
}

// pair is how an execution follows the ones before it: tight, overlapping or
// neither. latest is the last of their ends.
func (f *batchFinder) pair(before, x *instance, latest int64) (tight, over bool) {
	gap := x.start() - latest
	together := x.start()-before.start() <= f.tolerance
	return gap >= -f.tolerance && gap <= f.tolerance || together, gap < 0
}

// find collects the runs that are batches.
func (f *batchFinder) find() BatchGroup {
	b := BatchGroup{Activity: f.g.activity, Resource: f.g.resource, N: len(f.g.members)}
	var tightP, overP float64
	tightP, overP = f.chance()
	if b.P = min(tightP, overP); b.P > batchChance {
		return b
	}
	f.overlaps = overP <= batchChance
	var run []int32
	latest := int64(math.MinInt64)
	for i, m := range f.g.members {
		x := &f.all[m]
		if len(run) > 0 {
			tight, over := f.pair(&f.all[f.g.members[i-1]], x, latest)
			joins := (tight && tightP <= batchChance || over && f.overlaps) && x.enabled != eventlog.NoTime && x.enabled <= f.all[run[0]].start()
			if !joins {
				f.close(&b, run)
				run, latest = run[:0], math.MinInt64
			}
		}
		if x.enabled != eventlog.NoTime {
			run, latest = append(run, m), max(latest, x.end)
		}
	}
	f.close(&b, run)
	f.periods(&b)
	return b
}

// chance is how likely so many tight and so many overlapping pairs are when
// executions begin at any time of work: one finds an earlier one still going on
// with chance 1 − e^(−rate × mean length), the busy share of an M/G/∞ queue.
func (f *batchFinder) chance() (tight, over float64) {
	nt, no := 0, 0
	latest := f.all[f.g.members[0]].end
	for i, m := range f.g.members[1:] {
		x := &f.all[m]
		t, o := f.pair(&f.all[f.g.members[i]], x, latest)
		if t {
			nt++
		}
		if o {
			no++
		}
		latest = max(latest, x.end)
	}
	n := len(f.g.members) - 1
	return binomialTail(nt, n, -math.Expm1(-f.rate*float64(2*f.tolerance))), binomialTail(no, n, -math.Expm1(-f.rate*f.mean))
}

// close keeps a run that is long enough, of different cases, and before which
// the resource had time that it did not use.
func (f *batchFinder) close(b *BatchGroup, run []int32) {
	cases := map[int32]bool{}
	first := f.all[run0(run)].start()
	ready, since := int64(math.MinInt64), int64(math.MaxInt64)
	for _, m := range run {
		cases[f.all[m].c] = true
		ready, since = max(ready, f.all[m].enabled), min(since, f.all[m].enabled)
	}
	if len(cases) < f.o.MinSize || float64(len(run)) < batchEmpties*float64(f.waiting(first)) {
		return
	}
	f.buf = within(f.buf[:0], f.free, span{since, first})
	idle := length(f.buf)
	if idle < max(f.tolerance, f.usual) || float64(idle) < batchIdle*float64(idle+f.busy(since, first)) {
		return
	}
	x := Batch{From: first, To: first, Ready: ready, Kind: f.kind(run)}
	for _, m := range run {
		y := &f.all[m]
		x.To = max(x.To, y.end)
		x.Events, x.Cases = append(x.Events, y.event), append(x.Cases, y.c)
		x.Waited += y.start() - y.enabled
		x.Held += min(ready, y.start()) - y.enabled
	}
	b.Batched += len(run)
	b.Batches = append(b.Batches, x)
	b.Waited.add(x.Waited)
	b.Held.add(x.Held)
}

// waiting is how many executions could be done at an instant and had not begun.
func (f *batchFinder) waiting(at int64) int {
	able, _ := slices.BinarySearch(f.enabled, at+1)
	begun, _ := slices.BinarySearch(f.starts, at)
	return able - begun
}

// run0 is the first of a run, or the first of all.
func run0(run []int32) int32 {
	if len(run) == 0 {
		return 0
	}
	return run[0]
}

// busy is the time between two instants in which this activity occupied the
// resource.
func (f *batchFinder) busy(from, to int64) (sum int64) {
	i, _ := slices.BinarySearchFunc(f.g.members, from, func(m int32, at int64) int {
		if f.all[m].start() < at {
			return -1
		}
		return 1
	})
	for ; i < len(f.g.members) && f.all[f.g.members[i]].start() < to; i++ {
		x := &f.all[f.g.members[i]]
		sum += min(x.end, to) - x.start()
	}
	return sum
}

// kind tells how the executions of a run follow each other.
func (f *batchFinder) kind(run []int32) BatchKind {
	first := &f.all[run[0]]
	latest, same, over := first.end, true, false
	for _, m := range run[1:] {
		x := &f.all[m]
		same = same && x.start()-first.start() <= f.tolerance && max(x.end-first.end, first.end-x.end) <= f.tolerance
		over = over || x.start() < latest-f.tolerance
		latest = max(latest, x.end)
	}
	switch {
	case same:
		return Simultaneous
	case over:
		return Concurrent
	}
	return Sequential
}

// periods measures how often the batches come and what twice as many would save.
func (f *batchFinder) periods(b *BatchGroup) {
	starts := make([]int64, len(b.Batches))
	enabled := make([][]int64, len(b.Batches))
	at := map[int32]int64{}
	for _, m := range f.g.members {
		at[f.all[m].event] = f.all[m].enabled
	}
	for i, x := range b.Batches {
		starts[i] = x.From
		for _, e := range x.Events {
			enabled[i] = append(enabled[i], at[e])
		}
	}
	b.PeriodDays, b.Regular = period(starts)
	b.Saved = twice(starts, enabled, b.PeriodDays)
}

// binomialTail is P(X ≥ k) of n trials with chance p.
func binomialTail(k, n int, p float64) float64 {
	switch {
	case k <= 0:
		return 1
	case p <= 0:
		return 0
	case p >= 1:
		return 1
	}
	a, _ := math.Lgamma(float64(n + 1))
	sum := 0.0
	for i := k; i <= n; i++ {
		x, _ := math.Lgamma(float64(i + 1))
		y, _ := math.Lgamma(float64(n - i + 1))
		term := math.Exp(a - x - y + float64(i)*math.Log(p) + float64(n-i)*math.Log1p(-p))
		sum += term
		if float64(i) > float64(n)*p && term < sum*1e-12 {
			break
		}
	}
	return min(sum, 1)
}
