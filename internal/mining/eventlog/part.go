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

	list   []partEvent
	values [][]uint16 // by attribute
	begin  []int64    // nil: none is known
	row    []int32    // from 0; nil: event i is row first + i
	first  int32

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

// partEvent is an event by the ids of its part; names.NoID where it has none.
type partEvent struct {
	time                                int64
	kase, activity, resource, lifecycle uint16
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
	p.list = p.list[:n]
	for k, v := range p.values {
		p.values[k] = v[:min(n, len(v))]
	}
	p.begin = p.begin[:min(n, len(p.begin))]
	p.row = p.row[:min(n, len(p.row))]
}

// close counts the events of each case.
func (p *part) close() {
	counts := growTo(p.names.counts[:0], p.names.cases.Len())
	clear(counts)
	for i := range p.list {
		counts[p.list[i].kase]++
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

func (p *part) events() int { return len(p.list) }

// addRow notes the row of the next event, counted from the part's first.
func (p *part) addRow(row int32) {
	i := int32(len(p.list))
	switch {
	case p.row != nil:
		p.row = append(p.row, row)
	case i == 0:
		p.first = row
	case row != p.first+i:
		p.row = make([]int32, i, cap(p.list))
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
		p.begin = make([]int64, len(p.list), cap(p.list))
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
	for i := range p.list {
		local := p.list[i].kase
		s.at = append(s.at, s.next[local])
		s.next[local]++
	}
	return s.at
}

// scatter writes the events of the part where they stand in the log.
func (p *part) scatter(o *Log, s *places) {
	places := s.of(p, o)
	for i, at := range places {
		e := &p.list[i]
		o.Time[at] = e.time
		o.Activity[at] = p.activityOf[e.activity]
		o.Resource[at] = idOf(e.resource, p.resourceOf)
	}
	if o.Row != nil {
		p.scatterRows(o, places)
	}
	for k, a := range o.Attributes {
		for i, at := range places {
			id := None
			if p.values[k] != nil {
				id = idOf(p.values[k][i], p.valueOf[k])
			}
			a.Column[at] = id
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

// scatterRows writes what figures do not need: transitions and rows.
func (p *part) scatterRows(o *Log, places []int32) {
	for i, at := range places {
		o.Lifecycle[at] = idOf(p.list[i].lifecycle, p.lifeOf)
		o.Row[at] = p.base + p.first + int32(i)
	}
	for i, row := range p.row {
		o.Row[places[i]] = p.base + row
	}
}

// idOf is the id in the log of one of the part.
func idOf(local uint16, ids []int32) int32 {
	if local == names.NoID {
		return None
	}
	return ids[local]
}
