package eventlog

import (
	"pass/internal/mining/eventlog/names"
)

// part is what a worker read of a block of the file: columns of its own ids.
// Its events are all valid and kept, and none of them needs what stands before
// the block.
type part struct {
	consumed int  // bytes of the block that were read
	full     bool // it stopped for lack of numbers: another part can go on
	units    int  // lines (CSV) or events (XES) in those bytes, rejected ones too
	skipped  int

	names *nameSet

	kase, activity      []uint16
	resource, lifecycle []uint16   // nil: none has one
	values              [][]uint16 // by attribute
	time                []int64
	begin               []int64 // nil: none is known
	row                 []int32 // from 0; nil: event i is row first + i
	first               int32

	problems     []partProblem
	problemCount int

	// Filled by the merge.
	base       int32 // row of the part's first line or event
	caseOf     []int32
	placeOf    []int32 // how many events of each case stand before the part
	activityOf []int32
	resourceOf []int32
	lifeOf     []int32
	valueOf    [][]int32
}

// partProblem is a Problem whose row is not known yet.
type partProblem struct {
	row    int
	reason string // empty: the number of columns is wrong
	fields int
	width  int
	lines  int
}

// nameSet is the names of a part; when they are merged, another part takes its
// memory.
type nameSet struct {
	cases, activities, resources, lifecycles names.Local
	attributes                               []names.Local
	counts                                   []int32 // events of each case
}

func (n *nameSet) reset(seed *names.Seed, block []byte, attributes int) {
	for _, d := range []*names.Local{&n.cases, &n.activities, &n.resources, &n.lifecycles} {
		d.Reset(seed, block)
	}
	for len(n.attributes) < attributes {
		n.attributes = append(n.attributes, names.Local{})
	}
	for k := range n.attributes {
		n.attributes[k].Reset(seed, block)
	}
}

// all lists the dictionaries that the columns of the part use.
func (n *nameSet) all(attributes int) []*names.Local {
	out := []*names.Local{&n.cases, &n.activities, &n.resources, &n.lifecycles}
	for k := range attributes {
		out = append(out, &n.attributes[k])
	}
	return out
}

// truncate drops the events from the n-th on.
func (p *part) truncate(n int) {
	shorten := func(column []uint16) []uint16 { return column[:min(n, len(column))] }
	p.kase, p.activity, p.resource, p.lifecycle = shorten(p.kase), shorten(p.activity), shorten(p.resource), shorten(p.lifecycle)
	for k := range p.values {
		p.values[k] = shorten(p.values[k])
	}
	p.time = p.time[:min(n, len(p.time))]
	p.begin = p.begin[:min(n, len(p.begin))]
	p.row = p.row[:min(n, len(p.row))]
}

// close counts the events of each case.
func (p *part) close() {
	counts := growTo(p.names.counts[:0], p.names.cases.Len())
	clear(counts)
	for _, c := range p.kase {
		counts[c]++
	}
	p.names.counts = counts
}

// reject notes a row that cannot be used, counted from the part's first.
func (p *part) reject(q partProblem, most int) {
	p.problemCount++
	if len(p.problems) < most {
		p.problems = append(p.problems, q)
	}
}

func (p *part) events() int { return len(p.time) }

// addRow notes the row of the next event, counted from the part's first.
func (p *part) addRow(row int32) {
	i := int32(len(p.time))
	switch {
	case p.row != nil:
		p.row = append(p.row, row)
	case i == 0:
		p.first = row
	case row != p.first+i:
		p.row = make([]int32, i, cap(p.time))
		for j := range p.row {
			p.row[j] = p.first + int32(j)
		}
		p.row = append(p.row, row)
	}
}

// addOptional appends to a column that exists from the first value on; i is
// the place of the event.
func addOptional(column []uint16, i, room int, id uint16) []uint16 {
	if column == nil {
		if id == names.NoID {
			return nil
		}
		column = make([]uint16, i, max(room, i+1))
		for j := range column {
			column[j] = names.NoID
		}
	}
	return append(column, id)
}

func (p *part) addBegin(begin int64) {
	if p.begin == nil {
		if begin == NoTime {
			return
		}
		p.begin = make([]int64, len(p.time), cap(p.time))
		for j := range p.begin {
			p.begin[j] = NoTime
		}
	}
	p.begin = append(p.begin, begin)
}

// roomFor tells whether the part can be merged whole, far from every limit;
// otherwise the exact place where the limit falls must be found event by event.
func (b *builder) roomFor(p *part) bool {
	if b.events+len(b.out.Time)+p.events() > b.opts.MaxEvents {
		return false
	}
	cost := int64(cellCost * len(b.attributes) * p.events())
	for _, d := range p.names.all(len(p.values)) {
		cost += d.Most()
	}
	return cost <= b.room
}

// merge adds a part to the log; base is the row of its first line or event. An
// error means that a name cannot be read: reading the block event by event
// finds it again, in its place.
func (b *builder) merge(p *part, base int) (err error) {
	if p.caseOf, err = b.cases.Merge(&p.names.cases); err != nil {
		return err
	}
	if p.activityOf, err = b.activities.Merge(&p.names.activities); err != nil {
		return err
	}
	if p.resourceOf, err = b.resources.Merge(&p.names.resources); err != nil {
		return err
	}
	if p.lifeOf, err = b.lifecycles.Merge(&p.names.lifecycles); err != nil {
		return err
	}
	p.valueOf = make([][]int32, len(p.values))
	for k := range p.values {
		if p.valueOf[k], err = b.attributes[k].values.Merge(&p.names.attributes[k]); err != nil {
			return err
		}
	}
	b.flush()
	b.room -= int64(cellCost * len(b.attributes) * p.events())
	p.base = int32(base)
	p.placeOf = make([]int32, len(p.caseOf))
	b.count = growTo(b.count, b.cases.Len())
	for local, id := range p.caseOf {
		p.placeOf[local] = b.count[id]
		b.count[id] += p.names.counts[local]
	}
	b.events += p.events()
	b.out.Skipped += p.skipped
	b.mergeProblems(p, base)
	p.names, p.problems = nil, nil
	if p.events() > 0 {
		b.chunks = append(b.chunks, chunk{part: p})
	}
	return nil
}

func (b *builder) mergeProblems(p *part, base int) {
	for _, q := range p.problems {
		row := base + q.row
		reason := q.reason
		if reason == "" {
			reason = widthReason(q.fields, q.width, row, q.lines)
		}
		b.reject(row, reason)
	}
	b.out.ProblemCount += p.problemCount - len(p.problems)
}

// places is where the events of a part stand in the log. It keeps its memory.
type places struct {
	next []int32 // of each case of the part
	at   []int32 // of each event
}

func (s *places) of(p *part, o *Log) []int32 {
	s.next, s.at = s.next[:0], s.at[:0]
	for local, id := range p.caseOf {
		s.next = append(s.next, o.Start[id]+p.placeOf[local])
	}
	for _, local := range p.kase {
		s.at = append(s.at, s.next[local])
		s.next[local]++
	}
	return s.at
}

// scatterTimes writes the times where they stand in the log and frees them.
func (p *part) scatterTimes(o *Log, s *places) {
	for i, at := range s.of(p, o) {
		o.Time[at] = p.time[i]
	}
	p.time = nil
}

// scatter writes the rest of the events of the part where they stand in the
// log.
func (p *part) scatter(o *Log, s *places) {
	places := s.of(p, o)
	scatterNames(o.Activity, places, p.activity, p.activityOf)
	scatterNames(o.Resource, places, p.resource, p.resourceOf)
	scatterNames(o.Lifecycle, places, p.lifecycle, p.lifeOf)
	for k := range o.Attributes {
		scatterNames(o.Attributes[k].Column, places, p.values[k], p.valueOf[k])
	}
	if p.row == nil {
		first := p.base + p.first
		for i, at := range places {
			o.Row[at] = first + int32(i)
		}
	} else {
		for i, at := range places {
			o.Row[at] = p.base + p.row[i]
		}
	}
	if o.Begin == nil {
		return
	}
	for i, at := range places {
		o.Begin[at] = NoTime
		if p.begin != nil {
			o.Begin[at] = p.begin[i]
		}
	}
}

// scatterNames writes one column; where the column is nil the log has None
// already.
func scatterNames(out []int32, places []int32, column []uint16, ids []int32) {
	if column == nil {
		return
	}
	for i, at := range places {
		id := None
		if local := column[i]; local != names.NoID {
			id = ids[local]
		}
		out[at] = id
	}
}
