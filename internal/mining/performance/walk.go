package performance

import (
	"math"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"pass/internal/mining/eventlog"
)

// activityCount is what one part of the cases says of an activity.
type activityCount struct {
	last                         int32 // twice the number of the last case with it, from 1; one more if it was there again
	start, end, frequency, cases int32
	rework                       int32 // cases with it more than once
}

// part walks a range of the cases and counts into arrays indexed by the ids of
// the log.
type part struct {
	view     *eventlog.View // hides nothing
	from, to int            // places in View.Kept

	activities  []activityCount
	resources   []int32 // events by id + 1; those without resource come first
	edges       pairs
	handovers   pairs // of id + 1
	ties        int
	first, last int64 // instants of the events
	latestStart int64
	durations   []int64 // of cases, by place in View.Kept less from
}

// walk goes over the cases, each part on a goroutine of its own.
type walk struct {
	view      *eventlog.View
	log       *eventlog.Log
	rank      []int32 // of each activity among the names in byte order
	threads   int
	parts     []*part
	durations []int64 // of cases
}

func newWalk(v *eventlog.View, threads int) *walk {
	v = compact(v, threads)
	w := &walk{view: v, log: v.Log, rank: ranks(v.Log.Activities), durations: make([]int64, len(v.Kept))}
	for _, p := range v.Parts(threads) {
		w.parts = append(w.parts, &part{view: v, from: p[0], to: p[1], durations: w.durations[p[0]:p[1]]})
	}
	w.threads = len(w.parts)
	w.each(func(p *part) { p.count() })
	return w
}

// each runs f on every part at the same time.
func (w *walk) each(f func(p *part)) {
	var group sync.WaitGroup
	for _, p := range w.parts[1:] {
		group.Go(func() { f(p) })
	}
	f(w.parts[0])
	group.Wait()
}

// share runs n tasks on the given number of goroutines, each with a room of its
// own; who runs what is not said.
func share(threads, n int, task func(s *scratch, i int)) {
	var next atomic.Int64
	run := func() {
		var s scratch
		for {
			i := int(next.Add(1)) - 1
			if i >= n {
				return
			}
			task(&s, i)
		}
	}
	var group sync.WaitGroup
	for range min(threads, n) - 1 {
		group.Go(run)
	}
	run()
	group.Wait()
}

// ranks gives the place of each name in byte order.
func ranks(names []string) []int32 {
	order := make([]int32, len(names))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int { return strings.Compare(names[a], names[b]) })
	rank := make([]int32, len(names))
	for place, id := range order {
		rank[id] = int32(place)
	}
	return rank
}

// count is the first walk: everything but the durations of the transitions.
func (p *part) count() {
	l := p.view.Log
	p.activities = make([]activityCount, len(l.Activities))
	p.resources = make([]int32, len(l.Resources)+1)
	p.edges, p.handovers = newPairs(len(l.Activities)), newPairs(len(l.Resources)+1)
	p.first, p.last, p.latestStart = math.MaxInt64, math.MinInt64, math.MinInt64
	for i, c := range p.view.Kept[p.from:p.to] {
		lo, hi := l.Start[c], l.Start[c+1]
		begin, end := l.Time[lo], l.Time[hi-1]
		p.durations[i] = end - begin
		p.first, p.last, p.latestStart = min(p.first, begin), max(p.last, end), max(p.latestStart, begin)
		p.activities[l.Activity[lo]].start++
		p.activities[l.Activity[hi-1]].end++
		p.countActivities(int32(2*(i+1)), l.Activity[lo:hi])
		p.countResources(l.Resource[lo:hi])
	}
}

func (p *part) countActivities(mark int32, activity []int32) {
	before := int32(-1)
	dense, width := p.edges.dense, p.edges.width
	for _, a := range activity {
		c := &p.activities[a]
		c.frequency++
		if c.last < mark {
			c.last = mark
			c.cases++
		} else if c.last == mark {
			c.last++
			c.rework++
		}
		if before >= 0 {
			if dense != nil {
				dense[int(before)*width+int(a)]++
			} else {
				*p.edges.at(p.edges.key(before, a))++
			}
		}
		before = a
	}
}

func (p *part) countResources(resource []int32) {
	before := int32(-1)
	dense, width := p.handovers.dense, p.handovers.width
	for _, r := range resource {
		r++
		p.resources[r]++
		if before >= 0 {
			if dense != nil {
				dense[int(before)*width+int(r)]++
			} else if before > 0 && r > 0 {
				*p.handovers.at(p.handovers.key(before, r))++
			}
		}
		before = r
	}
}

// place is the second walk: the counters of the edges have become the places
// where the next duration of each goes.
func (p *part) place(durations []int64) {
	l, dense, width := p.view.Log, p.edges.dense, p.edges.width
	for _, c := range p.view.Kept[p.from:p.to] {
		lo, hi := l.Start[c], l.Start[c+1]
		before, at := l.Activity[lo], l.Time[lo]
		for i := lo + 1; i < hi; i++ {
			a, now := l.Activity[i], l.Time[i]
			var next *uint32
			if dense != nil {
				next = &dense[int(before)*width+int(a)]
			} else {
				next = p.edges.at(p.edges.key(before, a))
			}
			durations[*next] = now - at
			*next++
			if now == at {
				p.ties++
			}
			before, at = a, now
		}
	}
}

// transitions gathers the durations of each edge and measures them.
func (w *walk) transitions() []Edge {
	parts := make([]*pairs, len(w.parts))
	for i, p := range w.parts {
		parts[i] = &p.edges
	}
	edges := totals(parts, func(id int32) int32 { return w.rank[id] })
	starts, at := make([]int, len(edges)+1), uint32(0)
	for i, e := range edges {
		for _, p := range parts {
			n := p.at(e.key)
			*n, at = at, at+*n
		}
		starts[i+1] = int(at)
	}
	durations := make([]int64, at)
	w.each(func(p *part) { p.place(durations) })
	out, names := make([]Edge, len(edges)), w.log.Activities
	share(w.threads, len(edges), func(s *scratch, i int) {
		out[i] = Edge{names[edges[i].from], names[edges[i].to], s.describe(durations[starts[i]:starts[i+1]])}
	})
	return out
}

func (w *walk) handover() Handover {
	parts := make([]*pairs, len(w.parts))
	for i, p := range w.parts {
		parts[i] = &p.handovers
	}
	order := ranks(w.log.Resources)
	names := w.log.Resources
	var h Handover
	known := totals(parts, func(id int32) int32 {
		if id == 0 {
			return -1
		}
		return order[id-1]
	})
	known = slices.DeleteFunc(known, func(c counted) bool { return c.from == 0 || c.to == 0 })
	for _, c := range known {
		h.Total += c.n
	}
	h.Pairs, h.Passages = len(known), make([]Passage, len(known))
	for i, c := range known {
		h.Passages[i] = Passage{names[c.from-1], names[c.to-1], c.n, float64(c.n) / float64(h.Total)}
	}
	return h
}
