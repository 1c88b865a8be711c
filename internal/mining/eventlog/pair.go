package eventlog

import (
	"cmp"
	"slices"
	"strings"
)

// InstanceKey is the attribute that tells apart the instances of an activity
// that are under way together (XES concept extension). Pair uses it when the
// log has it among its Attributes.
const InstanceKey = "concept:instance"

// Pairing says what Pair did with the events.
type Pairing struct {
	Instances int // events of the new log
	Paired    int // with a start and a complete

	// CompletesAlone are the complete events without a start before them: they
	// become events whose start is not known.
	CompletesAlone int

	// StartsOpen are the start events without a complete after them: they are
	// left out.
	StartsOpen int

	// Reversed are the pairs whose complete has an earlier time than their start:
	// they become events that last nothing.
	Reversed int

	// Other are the events with further transitions (schedule, suspend…), left
	// out, by transition in lower case and in its order.
	Other []Transition

	// Orphans are the activities with starts or completes alone, by name.
	Orphans []Orphan

	// OpenRows are the rows of the first StartsOpen, in order, at most
	// DefaultMaxProblems.
	OpenRows []int32

	// Backwards says that the file goes from the last event to the first, and was
	// read from its end.
	Backwards bool
}

// Orphan is an activity of which some events have no counterpart.
type Orphan struct {
	Activity  string
	Starts    int // left out
	Completes int // kept, their start is not known
}

// LeftOut counts the events that are in no pair and are left out.
func (p *Pairing) LeftOut() int {
	n := p.StartsOpen
	for _, o := range p.Other {
		n += o.Count
	}
	return n
}

// Transition is a lifecycle transition and how many events have it.
type Transition struct {
	Name  string
	Count int
}

// HasStarts reports whether some event of the log is the start of an activity:
// then Pair tells when the work began.
func (l *Log) HasStarts() bool {
	meaning := l.meanings()
	return slices.ContainsFunc(l.Lifecycle, func(id int32) bool { return meaning[id+1] == startEvent })
}

// meaningful events for Pair.
const (
	completeEvent = iota
	startEvent
	otherEvent
)

// meanings tells the kind of each transition by id + 1: an event without
// transition is complete, and case does not matter.
func (l *Log) meanings() []int {
	m := make([]int, len(l.Lifecycles)+1)
	for i, name := range l.Lifecycles {
		switch {
		case strings.EqualFold(name, "complete"):
			m[i+1] = completeEvent
		case strings.EqualFold(name, "start"):
			m[i+1] = startEvent
		default:
			m[i+1] = otherEvent
		}
	}
	return m
}

// Pair joins start and complete events into one event with start and end. The
// starts of a case wait for the completes of the same activity, and of the same
// instance if it is known, first in first out in the order of the file; a file
// of which most steps go back in time is read from its end. The new log shares
// names with l and is in order of (end, place of the complete in the file);
// cases without any complete are not in it. Its events have the resource, row
// and attributes of the complete. A complete that finds no start keeps its own
// Begin, if it has one.
//
// The log must not have been read with Distinct, which joins transition and
// activity.
func (l *Log) Pair() (*Log, Pairing) {
	p := pairer{log: l, meaning: l.meanings(), instance: l.Attribute(InstanceKey), waiting: map[pairKey]queue{}}
	p.other, p.orphans = make([]int, len(l.Lifecycles)), make([]Orphan, len(l.Activities))
	p.done.Backwards = l.Inversions >= minBackwards && 2*l.Inversions > l.Pairs()-l.Ties
	for c := range l.Cases {
		p.pairCase(int32(c))
	}
	for id, n := range p.other {
		if n > 0 {
			p.count(strings.ToLower(l.Lifecycles[id]), n)
		}
	}
	slices.SortFunc(p.done.Other, func(a, b Transition) int { return strings.Compare(a.Name, b.Name) })
	for a, o := range p.orphans {
		if o.Starts+o.Completes > 0 {
			o.Activity = l.Activities[a]
			p.done.Orphans = append(p.done.Orphans, o)
		}
	}
	slices.SortFunc(p.done.Orphans, func(a, b Orphan) int { return strings.Compare(a.Activity, b.Activity) })
	slices.Sort(p.done.OpenRows)
	p.done.OpenRows = p.done.OpenRows[:min(len(p.done.OpenRows), DefaultMaxProblems)]
	p.done.Instances = len(p.kept)
	return p.build(), p.done
}

// minBackwards is how many steps back in time make a file look written from its
// end, and not just out of order.
const minBackwards = 5

// pairKey is what a start waits for.
type pairKey struct{ activity, instance int32 }

// queue is the starts that wait, as places in pairer.starts: -1 is none.
type queue struct{ head, tail int32 }

// started is a start that waits, and the place of the next of its queue.
type started struct {
	event, next int32
}

type pairer struct {
	log      *Log
	meaning  []int
	instance *Attribute
	done     Pairing
	other    []int    // by transition
	orphans  []Orphan // by activity
	waiting  map[pairKey]queue
	starts   []started // of the case at hand
	order    []int32   // scratch: events of a case in the order of the file
	kept     []int32   // events of l that stay, case by case in the order of the Log
	begin    []int64   // start of each
}

func (p *pairer) count(name string, n int) {
	for i := range p.done.Other {
		if p.done.Other[i].Name == name {
			p.done.Other[i].Count += n
			return
		}
	}
	p.done.Other = append(p.done.Other, Transition{name, n})
}

// pairCase pairs the events of one case.
func (p *pairer) pairCase(c int32) {
	l := p.log
	p.order, p.starts = p.order[:0], p.starts[:0]
	for i := l.Start[c]; i < l.Start[c+1]; i++ {
		p.order = append(p.order, i)
	}
	slices.SortFunc(p.order, func(a, b int32) int { return cmp.Compare(l.Row[a], l.Row[b]) })
	if p.done.Backwards {
		slices.Reverse(p.order)
	}
	first := len(p.kept)
	for _, i := range p.order {
		switch p.meaning[l.Lifecycle[i]+1] {
		case otherEvent:
			p.other[l.Lifecycle[i]]++
		case startEvent:
			p.start(i)
		default:
			p.complete(i)
		}
	}
	for _, q := range p.waiting {
		for at := q.head; at >= 0; at = p.starts[at].next {
			e := p.starts[at].event
			p.done.StartsOpen++
			p.orphans[l.Activity[e]].Starts++
			p.done.OpenRows = append(p.done.OpenRows, l.Row[e])
		}
	}
	clear(p.waiting)
	p.sortFrom(first)
}

func (p *pairer) key(i int32) pairKey {
	k := pairKey{p.log.Activity[i], None}
	if p.instance != nil {
		k.instance = p.instance.Column[i]
	}
	return k
}

// start puts a start at the end of its queue.
func (p *pairer) start(i int32) {
	k, at := p.key(i), int32(len(p.starts))
	p.starts = append(p.starts, started{i, -1})
	q, ok := p.waiting[k]
	if !ok || q.head < 0 {
		q.head = at
	} else {
		p.starts[q.tail].next = at
	}
	q.tail = at
	p.waiting[k] = q
}

// complete takes the first start of its queue.
func (p *pairer) complete(i int32) {
	l, k := p.log, p.key(i)
	begin := NoTime
	if l.Begin != nil {
		begin = l.Begin[i]
	}
	if q, ok := p.waiting[k]; ok && q.head >= 0 {
		first := p.starts[q.head]
		begin, q.head = l.Time[first.event], first.next
		p.waiting[k] = q
		p.done.Paired++
		if begin > l.Time[i] {
			begin = l.Time[i]
			p.done.Reversed++
		}
	} else {
		p.done.CompletesAlone++
		p.orphans[l.Activity[i]].Completes++
	}
	p.kept = append(p.kept, i)
	p.begin = append(p.begin, begin)
}

// sortFrom puts the events of the last case in the order of the Log again.
func (p *pairer) sortFrom(first int) {
	kept, begin := p.kept[first:], p.begin[first:]
	if slices.IsSorted(kept) {
		return
	}
	order := make([]int, len(kept))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(kept[a], kept[b]) })
	k, b := slices.Clone(kept), slices.Clone(begin)
	for at, i := range order {
		kept[at], begin[at] = k[i], b[i]
	}
}

// build gathers the events that stay.
func (p *pairer) build() *Log {
	l := p.log
	out := *l
	out.Activity, out.Resource, out.Lifecycle = pairColumn(l.Activity, p.kept), pairColumn(l.Resource, p.kept), pairColumn(l.Lifecycle, p.kept)
	out.Row, out.Time, out.Begin = pairColumn(l.Row, p.kept), pairColumn(l.Time, p.kept), p.begin
	if p.done.Paired == 0 && l.Begin == nil {
		out.Begin = nil // no start is known
	}
	out.Attributes = slices.Clone(l.Attributes)
	for i := range out.Attributes {
		out.Attributes[i].Column = pairColumn(l.Attributes[i].Column, p.kept)
	}
	out.Case = make([]int32, len(p.kept))
	out.Cases, out.Start, out.Ties = nil, nil, 0
	last := None
	for i, e := range p.kept {
		if c := l.Case[e]; c != last {
			last = c
			out.Start = append(out.Start, int32(i))
			out.Cases = append(out.Cases, l.Cases[c])
		} else if out.Time[i] == out.Time[i-1] {
			out.Ties++
		}
		out.Case[i] = int32(len(out.Cases) - 1)
	}
	out.Start = append(out.Start, int32(len(p.kept)))
	return &out
}

// pairColumn takes the events that stay out of a column.
func pairColumn[T any](column []T, kept []int32) []T {
	out := make([]T, len(kept))
	for i, e := range kept {
		out[i] = column[e]
	}
	return out
}
