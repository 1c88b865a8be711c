package timing

import (
	"cmp"
	"slices"

	"pass/internal/mining/eventlog"
	"pass/internal/mining/steps"
	"pass/internal/termini"
)

// splitter walks cases one after the other, reusing its memory.
type splitter struct {
	o      SplitOptions
	log    *eventlog.Log
	cal    *termini.Calendario
	now    int64
	bodies bodyReader

	starts, unknownStarts int  // events with and without a known start
	elsewhere             bool // some event is another body's
	has                   map[steps.Kind]bool

	legal                    caseClock // of the case at hand
	suspended, other, worked []span
	marks                    []int64
	totals                   totals
}

func newSplitter(v *eventlog.View, o SplitOptions) *splitter {
	s := &splitter{o: o, log: v.Log, cal: o.Calendar, now: eventlog.NoTime, has: map[steps.Kind]bool{}}
	if s.cal == nil {
		s.cal = termini.Nazionale()
	}
	if !o.Now.IsZero() {
		s.now = o.Now.Time().UnixMicro()
	}
	for a, k := range o.Kinds {
		if v.Hidden == nil || !v.Hidden[a] {
			s.has[k] = true
		}
	}
	s.bodies = newBodyReader(v.Log, o)
	s.totals = newTotals(len(v.Log.Activities))
	return s
}

// cases splits the kept cases [from, to) into out.
func (s *splitter) cases(v *eventlog.View, from, to int, out []CaseSplit) {
	var t eventlog.Trace
	for k := from; k < to; k++ {
		v.Trace(k, &t)
		s.clock(&t)
		out[k] = s.split(&t)
	}
}

// join adds what another splitter saw in the cases that follow.
func (s *splitter) join(o *splitter) {
	s.starts += o.starts
	s.unknownStarts += o.unknownStarts
	s.elsewhere = s.elsewhere || o.elsewhere
	s.totals.join(&o.totals)
}

// kind is the meaning of an activity.
func (s *splitter) kind(a int32) steps.Kind {
	if int(a) < len(s.o.Kinds) {
		return s.o.Kinds[a]
	}
	return steps.Work
}

// split divides one case; the legal clock has read it already.
func (s *splitter) split(t *eventlog.Trace) CaseSplit {
	n := t.Len()
	c := CaseSplit{Case: t.Case, From: t.Time[0], To: t.Time[n-1]}
	for _, b := range t.Begin {
		if b != eventlog.NoTime {
			c.From = min(c.From, b)
		}
	}
	if s.now != eventlog.NoTime && s.openEnds() && !s.legal.ended {
		c.To, c.Open = max(c.To, s.now), true
	}
	s.legal.days(&c, s.suspended[:0], &s.suspended)
	s.otherBodies(t, &c)
	s.work(t)
	s.walk(t, &c)
	c.Unclosed += s.legal.unclosed
	c.Legal = s.legal.judge(s.o.Term, s.cal)
	return c
}

// openEnds reports whether the log tells which cases are open.
func (s *splitter) openEnds() bool {
	return s.has[steps.ExpressEnd] || s.has[steps.TacitEnd] || s.has[steps.OtherEnd]
}

// work collects when the case was being worked on.
func (s *splitter) work(t *eventlog.Trace) {
	s.worked = s.worked[:0]
	for i := range t.Time {
		if t.Begin == nil || t.Begin[i] == eventlog.NoTime {
			s.unknownStarts++
			continue
		}
		s.starts++
		s.worked = append(s.worked, span{t.Begin[i], t.Time[i]})
	}
	s.worked = union(s.worked)
}

// walk cuts the case at every instant where something changes and gives each
// piece to its part, its step and its transition.
func (s *splitter) walk(t *eventlog.Trace, c *CaseSplit) {
	cursors := [...]struct {
		spans []span
		part  Part
	}{{s.suspended, Suspended}, {s.other, OtherBody}, {s.worked, Processing}}
	s.marks = append(s.marks[:0], c.From, c.To)
	for _, x := range cursors {
		for _, y := range x.spans {
			s.marks = append(s.marks, y.from, y.to)
		}
	}
	slices.Sort(s.marks)
	mark := 0
	reach := func(from, to int64, rest Part) (p Parts) {
		for at := from; at < to; {
			for mark < len(s.marks) && s.marks[mark] <= at {
				mark++
			}
			end := to
			if mark < len(s.marks) {
				end = min(to, s.marks[mark])
			}
			part := rest
			for i := range cursors {
				x := &cursors[i]
				for len(x.spans) > 0 && x.spans[0].to <= at {
					x.spans = x.spans[1:]
				}
				if len(x.spans) > 0 && x.spans[0].from <= at {
					part = x.part
					break
				}
			}
			p[part] += end - at
			at = end
		}
		return p
	}
	from := c.From
	for i, at := range t.Time {
		rest := Waiting
		if t.Begin == nil || t.Begin[i] == eventlog.NoTime {
			rest = WaitingOrProcessing
		}
		p := reach(from, at, rest)
		c.Parts.plus(&p)
		s.totals.reached(t, i, &p)
		from = at
	}
	if c.Open {
		p := reach(from, c.To, WaitingOrProcessing)
		c.Parts.plus(&p)
		s.totals.leftOpen(t, &p)
	}
}

func (p *Parts) plus(o *Parts) {
	for i := range p {
		p[i] += o[i]
	}
}

// known says what the log could tell.
func (s *splitter) known() (k Known) {
	switch {
	case s.starts == 0:
		k.Starts = NoStarts
	case s.unknownStarts > 0:
		k.Starts = SomeStarts
	}
	if s.o.Kinds == nil {
		k.Suspensions, k.OtherBodies, k.Open = NoMeanings, NoMeanings, NoMeanings
	} else {
		if !s.has[steps.SuspensionStart] && !s.has[steps.Notice] {
			k.Suspensions = NoSuspensions
		}
		if !s.has[steps.OtherBodyStart] {
			k.OtherBodies = NoOtherBodies
		}
		if !s.openEnds() {
			k.Open = NoEnds
		}
	}
	if s.elsewhere {
		k.OtherBodies = ""
	}
	return k
}

// totals are the steps and the transitions met so far.
type totals struct {
	steps []Breakdown
	pairs map[int64]*Breakdown
}

func newTotals(activities int) totals {
	return totals{make([]Breakdown, activities), map[int64]*Breakdown{}}
}

// reached gives time to the i-th event of a case.
func (x *totals) reached(t *eventlog.Trace, i int, p *Parts) {
	x.steps[t.Activity[i]].add(t.Case, p)
	if i > 0 {
		x.pair(t.Activity[i-1], t.Activity[i]).add(t.Case, p)
	}
}

// leftOpen gives time to the open end of a case.
func (x *totals) leftOpen(t *eventlog.Trace, p *Parts) {
	x.pair(t.Activity[t.Len()-1], eventlog.None).add(t.Case, p)
}

func (x *totals) pair(from, to int32) *Breakdown {
	key := int64(from)<<32 | int64(uint32(to))
	b := x.pairs[key]
	if b == nil {
		b = &Breakdown{}
		x.pairs[key] = b
	}
	return b
}

// join adds the totals of the cases that follow.
func (x *totals) join(o *totals) {
	for a := range o.steps {
		x.steps[a].join(&o.steps[a])
	}
	for key, b := range o.pairs {
		x.pair(int32(key>>32), int32(uint32(key))).join(b)
	}
}

// sorted gives the totals in the order that SplitResult promises.
func (x *totals) sorted() (ss []Step, ts []Transition) {
	for a, b := range x.steps {
		if b.N > 0 {
			ss = append(ss, Step{int32(a), b})
		}
	}
	for key, b := range x.pairs {
		ts = append(ts, Transition{int32(key >> 32), int32(uint32(key)), *b})
	}
	slices.SortFunc(ts, func(a, b Transition) int {
		return cmp.Or(cmp.Compare(uint32(a.To)>>31, uint32(b.To)>>31), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	return ss, ts
}
