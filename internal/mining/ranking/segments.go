package ranking

import (
	"pass/internal/mining/eventlog"
	"pass/internal/mining/stats"
)

// micros is microseconds per second.
const micros = 1e6

// segments are the times that the cases are made of, as columns, in the order
// of the view.
type segments struct {
	view     *eventlog.View
	from, to []int32 // activities; from is None before the first event
	edge     []int32 // number of the transition, or None
	kase     []int32 // place in the kept cases
	start    []int64 // when it began, microseconds since 1970
	length   []int64 // microseconds
	work     []int64 // of length, or −1 where the start is not known; nil without starts

	starts bool
	total  stats.Sum128
	ends   [][2]int32 // of each transition
}

// collect walks the cases.
func collect(v *eventlog.View, o Options) *segments {
	s := &segments{view: v}
	room := 0
	for _, c := range v.Kept {
		room += int(v.Log.Start[c+1] - v.Log.Start[c])
	}
	s.from, s.to, s.edge, s.kase = make([]int32, 0, room), make([]int32, 0, room), make([]int32, 0, room), make([]int32, 0, room)
	s.start, s.length = make([]int64, 0, room), make([]int64, 0, room)
	if v.Log.Begin != nil {
		s.work = make([]int64, 0, room)
	}
	number := newNumbers(len(v.Log.Activities))
	var t eventlog.Trace
	for k := range v.Kept {
		v.Trace(k, &t)
		s.trace(&t, int32(k), o.Durations, number)
	}
	s.ends = number.ends
	return s
}

// trace adds the segments of a case.
func (s *segments) trace(t *eventlog.Trace, k int32, durations []int64, number *numbers) {
	before := firstStart(t)
	from := eventlog.None
	for i, end := range t.Time {
		to := t.Activity[i]
		length := end - before
		if durations != nil {
			length = durations[t.Event(i)]
		}
		known := i > 0 || before < end || durations != nil && length > 0
		if known && length != eventlog.NoTime {
			edge := eventlog.None
			if i > 0 {
				edge = number.of(from, to)
			}
			length = max(length, 0)
			s.add(from, to, edge, k, before, length)
			if s.work != nil {
				s.addWork(t, i, before, length)
			}
		}
		before, from = end, to
	}
}

func (s *segments) add(from, to, edge, k int32, start, length int64) {
	s.from, s.to, s.edge, s.kase = append(s.from, from), append(s.to, to), append(s.edge, edge), append(s.kase, k)
	s.start, s.length = append(s.start, start), append(s.length, length)
	s.total.Add(length)
}

// addWork tells how much of the segment before event i was work.
func (s *segments) addWork(t *eventlog.Trace, i int, before, length int64) {
	begin := t.Begin[i]
	if begin == eventlog.NoTime {
		s.work = append(s.work, -1)
		return
	}
	s.starts = true
	s.work = append(s.work, min(length, t.Time[i]-max(begin, before)))
}

// firstStart is when the case began: the earliest start, or the first event.
func firstStart(t *eventlog.Trace) int64 {
	first := t.Time[0]
	for _, b := range t.Begin {
		if b != eventlog.NoTime {
			first = min(first, b)
		}
	}
	return first
}

// numbers numbers ordered pairs of activities in order of appearance.
type numbers struct {
	width int32
	dense []int32 // number + 1
	far   map[uint64]int32
	ends  [][2]int32
}

// denseLimit is the most activities whose pairs have a plain table, 16 MiB.
const denseLimit = 2048

func newNumbers(activities int) *numbers {
	n := &numbers{width: int32(activities)}
	if activities <= denseLimit {
		n.dense = make([]int32, activities*activities)
	} else {
		n.far = map[uint64]int32{}
	}
	return n
}

func (n *numbers) of(from, to int32) int32 {
	if n.dense != nil {
		at := &n.dense[from*n.width+to]
		if *at == 0 {
			n.ends = append(n.ends, [2]int32{from, to})
			*at = int32(len(n.ends))
		}
		return *at - 1
	}
	key := uint64(from)<<32 | uint64(to)
	id, ok := n.far[key]
	if !ok {
		id = int32(len(n.ends))
		n.ends = append(n.ends, [2]int32{from, to})
		n.far[key] = id
	}
	return id
}

// grouping is the segments by entry, those of one entry together and in the
// order of the view.
type grouping struct {
	s      *segments
	ends   [][2]int32 // from, to of each entry
	bounds []int32    // entry e is at bounds[e] … bounds[e+1]
	kase   []int32
	start  []int64
	length []int64
	work   []int64 // nil without starts
}

// bySteps groups by the activity that the segment leads to.
func (s *segments) bySteps() *grouping {
	ends := make([][2]int32, len(s.view.Log.Activities))
	for a := range ends {
		ends[a] = [2]int32{eventlog.None, int32(a)}
	}
	return s.group(s.to, ends)
}

func (s *segments) byTransitions() *grouping { return s.group(s.edge, s.ends) }

// group is a counting sort by key; segments without key are left out.
func (s *segments) group(key []int32, ends [][2]int32) *grouping {
	g := &grouping{s: s, ends: ends, bounds: make([]int32, len(ends)+1)}
	for _, k := range key {
		if k != eventlog.None {
			g.bounds[k+1]++
		}
	}
	for e := range ends {
		g.bounds[e+1] += g.bounds[e]
	}
	n := g.bounds[len(ends)]
	g.kase, g.start, g.length = make([]int32, n), make([]int64, n), make([]int64, n)
	if s.work != nil {
		g.work = make([]int64, n)
	}
	next := append([]int32(nil), g.bounds...)
	for i, k := range key {
		if k == eventlog.None {
			continue
		}
		at := next[k]
		next[k]++
		g.kase[at], g.start[at], g.length[at] = s.kase[i], s.start[i], s.length[i]
		if g.work != nil {
			g.work[at] = s.work[i]
		}
	}
	return g
}
