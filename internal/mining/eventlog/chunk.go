package eventlog

import (
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"pass/internal/mining/eventlog/names"
)

// chunk is a stretch of the log in the order of the file. It holds either ids
// of the log (wide), or ids of its own and what they are in the log (parts).
type chunk struct {
	wide *wideChunk
	part *part
}

// wideChunk is a stretch that was read event by event.
type wideChunk struct {
	log        Log       // columns with ids of the log
	attributes [][]int32 // by attribute; shorter where the rest is None
	place      []int32   // of each event among those of its case, from 0
}

// flush closes the stretch of events that were added one by one.
func (b *builder) flush() {
	o := &b.out
	if len(o.Time) == 0 {
		return
	}
	w := &wideChunk{place: make([]int32, len(o.Time))}
	w.log.Case, w.log.Activity, w.log.Resource, w.log.Lifecycle = o.Case, o.Activity, o.Resource, o.Lifecycle
	w.log.Row, w.log.Time, w.log.Begin = o.Row, o.Time, o.Begin
	b.count = growTo(b.count, b.cases.Len())
	for i, c := range o.Case {
		w.place[i] = b.count[c]
		b.count[c]++
	}
	for _, a := range b.attributes {
		w.attributes = append(w.attributes, a.column)
		a.column = nil
	}
	o.Case, o.Activity, o.Resource, o.Lifecycle, o.Row, o.Time, o.Begin = nil, nil, nil, nil, nil, nil, nil
	b.started = false
	b.events += len(w.place)
	b.chunks = append(b.chunks, chunk{wide: w})
}

func growTo(s []int32, n int) []int32 {
	if n <= len(s) {
		return s
	}
	return append(s, make([]int32, n-len(s))...)
}

// log puts together what was collected: the events of each case stand
// together in the order (timestamp, position in the file).
func (b *builder) log() *Log {
	b.flush()
	o, n := &b.out, b.events
	slices.SortStableFunc(o.Problems, func(p, q Problem) int { return p.Row - q.Row })
	k := b.cases.Len()
	b.count = growTo(b.count, k)
	o.Start = make([]int32, k+1)
	for c, count := range b.count[:k] {
		o.Start[c+1] = o.Start[c] + count
	}
	b.freeTables()
	scratch := make([]places, b.opts.Threads)
	o.Time, o.Activity, o.Resource = make([]int64, n), make([]int32, n), make([]int32, n)
	whole := !b.opts.FiguresOnly || b.lifecycles.Len() > 0
	if whole {
		o.Lifecycle, o.Row = make([]int32, n), make([]int32, n)
	}
	if slices.ContainsFunc(b.chunks, chunk.hasBegin) {
		o.Begin = make([]int64, n)
	}
	for _, a := range b.attributes {
		o.Attributes = append(o.Attributes, Attribute{Name: a.name, Column: make([]int32, n)})
	}
	parallel(b.opts.Threads, len(b.chunks), func(worker, i int) {
		b.chunks[i].scatter(o, &scratch[worker])
		b.chunks[i] = chunk{}
	})
	b.chunks = nil // from here on, what it took is free for the rest
	var named sync.WaitGroup
	switch {
	case !whole:
		o.Cases = make([]string, k)
	case b.opts.Threads > 1:
		named.Go(func() { o.Cases = b.cases.Names() })
	default:
		o.Cases = b.cases.Names()
	}
	if whole {
		o.Case = make([]int32, n)
	}
	o.settle(b.opts.Threads)
	b.nameColumns()
	named.Wait()
	return o
}

// freeTables drops what only looking up names needs.
func (b *builder) freeTables() {
	for _, d := range []*names.Dictionary{&b.cases, &b.activities, &b.resources, &b.lifecycles} {
		d.Free()
	}
	for _, a := range b.attributes {
		a.values.Free()
	}
}

// nameColumns gives the names to the columns.
func (b *builder) nameColumns() {
	o := &b.out
	of := func(d *names.Dictionary, column []int32) []string {
		if b.tookBack {
			return d.Compact(column)
		}
		return d.Names()
	}
	o.Activities = of(&b.activities, o.Activity)
	o.Resources = of(&b.resources, o.Resource)
	o.Lifecycles = of(&b.lifecycles, o.Lifecycle)
	for k, a := range b.attributes {
		o.Attributes[k].Values = of(&a.values, o.Attributes[k].Column)
	}
}

func (c chunk) hasBegin() bool {
	if c.part != nil {
		return c.part.begin != nil
	}
	return slices.ContainsFunc(c.wide.log.Begin, func(t int64) bool { return t != NoTime })
}

// scatter writes the events of the chunk where they stand in the log. No two
// chunks write to the same place.
func (c chunk) scatter(o *Log, s *places) {
	if c.part != nil {
		c.part.scatter(o, s)
		return
	}
	w := c.wide
	for i, id := range w.log.Case {
		p := o.Start[id] + w.place[i]
		o.Activity[p], o.Resource[p], o.Time[p] = w.log.Activity[i], w.log.Resource[i], w.log.Time[i]
		if o.Row != nil {
			o.Lifecycle[p], o.Row[p] = w.log.Lifecycle[i], w.log.Row[i]
		}
		if o.Begin != nil {
			o.Begin[p] = NoTime
			if w.log.Begin != nil {
				o.Begin[p] = w.log.Begin[i]
			}
		}
		for k := range o.Attributes {
			id := None
			if k < len(w.attributes) && i < len(w.attributes[k]) {
				id = w.attributes[k][i]
			}
			o.Attributes[k].Column[p] = id
		}
	}
}

// parallel calls do for i from 0 to n−1 on some goroutines, the workers, and
// waits for all.
func parallel(threads, n int, do func(worker, i int)) {
	threads = min(threads, n)
	if threads <= 1 {
		for i := range n {
			do(0, i)
		}
		return
	}
	var next atomic.Int64
	var all sync.WaitGroup
	for worker := range threads {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(worker, i)
			}
		})
	}
	all.Wait()
}

// threadsOf is how many goroutines Options asks for.
func threadsOf(o Options) int {
	if o.Threads > 0 {
		return o.Threads
	}
	return runtime.GOMAXPROCS(0)
}
