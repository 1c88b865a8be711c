package performance

import (
	"cmp"
	"slices"
	"strings"

	"pass/internal/mining/eventlog"
)

// walk goes once over the cases and counts into arrays indexed by the ids of
// the log.
type walk struct {
	log  *eventlog.Log
	rank []int32 // of each activity among the names in byte order

	start, end, frequency []int   // by activity
	rework                []int   // cases with the activity more than once
	caseDurations         []int64 // by case, microseconds
	withoutResource       int

	edges     pairs
	edgeOf    []int32 // edge of each transition, in the order of the log
	handovers pairs
}

func newWalk(l *eventlog.Log) *walk {
	a := len(l.Activities)
	return &walk{
		log: l, rank: ranks(l.Activities),
		start: make([]int, a), end: make([]int, a), frequency: make([]int, a), rework: make([]int, a),
		caseDurations: make([]int64, len(l.Cases)),
		edges:         newPairs(a), handovers: newPairs(len(l.Resources)),
		edgeOf: make([]int32, 0, l.Pairs()),
	}
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

func (w *walk) cases() {
	l := w.log
	seen := make([]int32, len(l.Activities))  // last case, from 1, with the activity
	again := make([]int32, len(l.Activities)) // last case, from 1, with the activity twice
	for c := range l.Cases {
		lo, hi := l.Start[c], l.Start[c+1]
		mark := int32(c + 1)
		w.start[l.Activity[lo]]++
		w.end[l.Activity[hi-1]]++
		w.caseDurations[c] = l.Time[hi-1] - l.Time[lo]
		for i := lo; i < hi; i++ {
			a, r := l.Activity[i], l.Resource[i]
			w.frequency[a]++
			if seen[a] == mark && again[a] != mark {
				again[a] = mark
				w.rework[a]++
			}
			seen[a] = mark
			if r == eventlog.None {
				w.withoutResource++
			}
			if i == lo {
				continue
			}
			w.edgeOf = append(w.edgeOf, w.edges.add(l.Activity[i-1], a))
			if before := l.Resource[i-1]; before != eventlog.None && r != eventlog.None {
				w.handovers.add(before, r)
			}
		}
	}
}

// transitions gathers the durations of each edge and measures them.
func (w *walk) transitions() []Edge {
	l := w.log
	next := make([]int, len(w.edges.count)+1)
	for e, n := range w.edges.count {
		next[e+1] = next[e] + n
	}
	durations := make([]int64, len(w.edgeOf))
	at := 0
	for c := range l.Cases {
		for i := l.Start[c] + 1; i < l.Start[c+1]; i++ {
			e := w.edgeOf[at]
			durations[next[e]] = l.Time[i] - l.Time[i-1]
			next[e]++
			at++
		}
	}
	out := make([]Edge, len(w.edges.count))
	for i, e := range w.edges.order(w.rank) {
		from, to := w.edges.ends(e)
		last := next[e] // next has moved to the end of each edge
		out[i] = Edge{l.Activities[from], l.Activities[to], durationsOf(durations[last-w.edges.count[e] : last])}
	}
	return out
}

// selfLoops is by activity.
func (w *walk) selfLoops() []int {
	loops := make([]int, len(w.log.Activities))
	for e, n := range w.edges.count {
		if from, to := w.edges.ends(int32(e)); from == to {
			loops[from] = n
		}
	}
	return loops
}

func (w *walk) handover() Handover {
	h := Handover{Pairs: len(w.handovers.count)}
	names := w.log.Resources
	for _, p := range w.handovers.order(ranks(names)) {
		from, to := w.handovers.ends(p)
		n := w.handovers.count[p]
		h.Total += n
		h.Passages = append(h.Passages, Passage{names[from], names[to], n})
	}
	return h
}

// denseLimit is the greatest number of names whose pairs are found in a plain
// matrix, 16 MiB at most.
const denseLimit = 2048

// pairs counts ordered pairs of ids and numbers them in order of appearance.
type pairs struct {
	width  int
	dense  []int32          // number + 1 by from*width + to
	sparse map[uint64]int32 // only for looking up
	keys   []uint64         // from*width + to, by number
	count  []int            // by number
}

func newPairs(names int) pairs {
	p := pairs{width: max(names, 1)}
	if names <= denseLimit {
		p.dense = make([]int32, names*names)
	} else {
		p.sparse = map[uint64]int32{}
	}
	return p
}

// add counts a pair and gives its number.
func (p *pairs) add(from, to int32) int32 {
	key := uint64(from)*uint64(p.width) + uint64(to)
	if p.dense != nil {
		number := p.dense[key]
		if number == 0 {
			number = p.insert(key) + 1
			p.dense[key] = number
		}
		p.count[number-1]++
		return number - 1
	}
	number, ok := p.sparse[key]
	if !ok {
		number = p.insert(key)
		p.sparse[key] = number
	}
	p.count[number]++
	return number
}

func (p *pairs) insert(key uint64) int32 {
	p.keys = append(p.keys, key)
	p.count = append(p.count, 0)
	return int32(len(p.keys) - 1)
}

// ends gives the two ids of a pair.
func (p *pairs) ends(number int32) (from, to int32) {
	key := p.keys[number]
	return int32(key / uint64(p.width)), int32(key % uint64(p.width))
}

// order lists the numbers by count, the greatest first, then by the rank of
// the names.
func (p *pairs) order(rank []int32) []int32 {
	numbers := make([]int32, len(p.count))
	for i := range numbers {
		numbers[i] = int32(i)
	}
	slices.SortFunc(numbers, func(a, b int32) int {
		fromA, toA := p.ends(a)
		fromB, toB := p.ends(b)
		return cmp.Or(cmp.Compare(p.count[b], p.count[a]), cmp.Compare(rank[fromA], rank[fromB]), cmp.Compare(rank[toA], rank[toB]))
	})
	return numbers
}
