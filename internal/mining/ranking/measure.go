package ranking

import (
	"cmp"
	"math"
	"slices"
	"sync"
	"sync/atomic"

	"pass/internal/mining/eventlog"
	"pass/internal/mining/stats"
)

// measure describes all entries that occur, in order.
func (g *grouping) measure(o Options, r *Result) []Entry {
	var present []int32
	for e := range g.ends {
		if g.bounds[e+1] > g.bounds[e] {
			present = append(present, int32(e))
		}
	}
	entries := make([]Entry, len(present))
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(o.Threads, max(len(present), 1)) {
		wait.Go(func() {
			var w worker
			for {
				k := int(next.Add(1)) - 1
				if k >= len(present) {
					return
				}
				entries[k] = w.entry(g, present[k], o, r)
			}
		})
	}
	wait.Wait()
	controlTrends(entries)
	sortEntries(entries)
	return entries
}

// worker holds the scratch of one goroutine.
type worker struct {
	values []int64
	top    top
	points points
}

// loss is the time of one case in an entry.
type loss struct {
	kase  int32
	total int64
}

var fractions = [][2]int{{1, 4}, {1, 2}, {3, 4}, {9, 10}}

func (w *worker) entry(g *grouping, id int32, o Options, r *Result) Entry {
	lo, hi := g.bounds[id], g.bounds[id+1]
	length, names := g.length[lo:hi], g.s.view.Log.Activities
	e := Entry{From: g.ends[id][0], To: g.ends[id][1], Count: int(hi - lo)}
	e.ToName = names[e.To]
	if e.From != eventlog.None {
		e.FromName = names[e.From]
	}
	e.Total = total(length) / micros
	e.Mean = e.Total / float64(e.Count)
	if r.Total > 0 {
		e.TimeShare = e.Total / r.Total
	}
	w.values = append(w.values[:0], length...)
	var q [4]float64
	stats.SelectQuantiles(w.values, fractions, q[:])
	e.P25, e.Median, e.P75, e.P90 = q[0]/micros, q[1]/micros, q[2]/micros, q[3]/micros
	e.Min, e.Max = float64(slices.Min(w.values))/micros, float64(slices.Max(w.values))/micros
	target := q[1]
	if o.Target != nil {
		if t, ok := o.Target(e.From, e.To); ok {
			target = float64(t)
		}
	}
	e.Target = target / micros
	e.Excess = excess(length, target) / micros
	e.Gain = e.Excess / float64(r.Cases)
	if g.work != nil {
		e.WorkKnown, e.Work = workOf(g.work[lo:hi])
	}
	most := w.cases(&e, g, lo, hi, o.MaxCases)
	e.CaseShare = float64(e.CaseCount) / float64(r.Cases)
	e.NotKnown = e.doubt(o.MinCases, most)
	e.Trend = w.trend(g.start[lo:hi], length, int64(q[3]), o.MinCases)
	return e
}

// doubt is why nothing should be claimed of the entry; most is the time of the
// case that loses most.
func (e *Entry) doubt(minCases int, most float64) NotKnown {
	switch {
	case e.CaseCount < minCases:
		return TooFewCases
	case e.Total == 0:
		return NoTimeLost
	case most > e.Total/2:
		return OneCaseAlone
	}
	return Known
}

func total(values []int64) float64 {
	var s stats.Sum128
	for _, v := range values {
		s.Add(v)
	}
	return s.Float()
}

// excess is the time beyond target.
func excess(values []int64, target float64) float64 {
	// Whole microseconds above the whole part of the target add up exactly.
	whole := int64(math.Ceil(target))
	var s stats.Sum128
	above := 0
	for _, v := range values {
		if v >= whole {
			s.Add(v - whole)
			above++
		}
	}
	return s.Float() + float64(above)*(float64(whole)-target)
}

func workOf(work []int64) (known int, seconds *float64) {
	var s stats.Sum128
	for _, w := range work {
		if w >= 0 {
			s.Add(w)
			known++
		}
	}
	if known > 0 {
		v := s.Float() / micros
		seconds = &v
	}
	return known, seconds
}

// cases lists the cases behind the entry, those that lose most first, and gives
// the time of the first.
func (w *worker) cases(e *Entry, g *grouping, lo, hi int32, limit int) (most float64) {
	if limit < 0 {
		limit = int(hi - lo)
	}
	w.top = top{limit: max(limit, 1), bar: -1, losses: w.top.losses[:0]}
	for i := lo; i < hi; {
		l := loss{g.kase[i], 0}
		for ; i < hi && g.kase[i] == l.kase; i++ {
			l.total += g.length[i]
		}
		e.CaseCount++
		w.top.offer(l)
	}
	w.top.trim()
	losses := w.top.losses
	e.Cases = make([]int32, min(len(losses), limit))
	for i := range e.Cases {
		e.Cases[i] = g.s.view.Kept[losses[i].kase]
	}
	return float64(losses[0].total) / micros
}

// top keeps the greatest losses of many, the first ones among equals.
type top struct {
	limit  int
	bar    int64 // what does not exceed it is not among them
	losses []loss
}

func (t *top) offer(l loss) {
	if l.total <= t.bar {
		return
	}
	if t.losses = append(t.losses, l); len(t.losses) >= 2*t.limit {
		t.trim()
	}
}

func (t *top) trim() {
	slices.SortFunc(t.losses, func(a, b loss) int { return cmp.Or(cmp.Compare(b.total, a.total), cmp.Compare(a.kase, b.kase)) })
	if len(t.losses) >= t.limit {
		t.losses = t.losses[:t.limit]
		t.bar = t.losses[t.limit-1].total
	}
}
