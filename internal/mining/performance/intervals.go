package performance

import (
	"cmp"
	"encoding/json"
	"slices"

	"pass/internal/mining/eventlog"
)

// Intervals says how long the work of each activity takes and how long it is
// waited for, in a log that knows when work begins and ends. Its JSON form is
// stable.
//
// The instances of a case are in the order (start, end, position in the log).
// An event whose start is not known is an instance that lasts nothing.
type Intervals struct {
	Counts         IntervalCounts `json:"counts"`
	Activities     ActivityTimes  `json:"activities"`               // by instances, then name
	Edges          []Edge         `json:"dfg"`                      // start of the next − end of the one before; negative when they overlap
	CaseSojourn    Durations      `json:"case_sojourn_seconds"`     // latest end − first start
	CaseService    Durations      `json:"case_service_seconds"`     // length of the union of the intervals
	CaseServiceSum Durations      `json:"case_service_sum_seconds"` // overlaps counted as often as they are
	Orphans        []Orphan       `json:"orphans,omitempty"`        // by name; only of starts and completes that were joined
}

// Orphan is an activity of which some starts have no complete, or the other way
// round.
type Orphan struct {
	Activity  string `json:"activity"`
	Starts    int    `json:"starts"`    // left out
	Completes int    `json:"completes"` // kept, without their start
}

// IntervalCounts are the sizes behind the Intervals.
type IntervalCounts struct {
	Cases             int `json:"cases"`
	Instances         int `json:"instances"`
	Activities        int `json:"activities"`
	WithoutStart      int `json:"without_start"`      // their start is not known
	OverlappingStarts int `json:"overlapping_starts"` // begin before the end of an earlier one
	NegativeService   int `json:"negative_service"`   // end before they begin
	Edges             int `json:"dfg_edges"`

	// Dropped are the events left out by joining starts and completes, by
	// transition; "start without complete" are the starts of no pair.
	Dropped map[string]int `json:"dropped"`
}

// Joined notes what joining starts and completes left out.
func (x *Intervals) Joined(p eventlog.Pairing) {
	for _, o := range p.Other {
		x.Counts.Dropped[o.Name] = o.Count
	}
	if p.StartsOpen > 0 {
		x.Counts.Dropped["start without complete"] = p.StartsOpen
	}
	for _, o := range p.Orphans {
		x.Orphans = append(x.Orphans, Orphan(o))
	}
}

// ActivityTime is how an activity goes. Waiting and Sojourn are nil when every
// instance is the first of its case.
type ActivityTime struct {
	Name         string     `json:"-"`
	WithoutStart int        `json:"-"` // of Instances: their start is not known
	Instances    int        `json:"instances"`
	Service      Durations  `json:"service"`        // end − start
	Waiting      *Durations `json:"waiting_before"` // max(0, start − latest end of the earlier ones)
	Sojourn      *Durations `json:"sojourn"`        // max(0, end − latest end of the earlier ones)
}

// ActivityTimes are written as an object by name.
type ActivityTimes []ActivityTime

// MarshalJSON writes an object in the order of a.
func (a ActivityTimes) MarshalJSON() ([]byte, error) {
	out := []byte{'{'}
	for i, x := range a {
		if i > 0 {
			out = append(out, ',')
		}
		name, err := json.Marshal(x.Name)
		if err != nil {
			return nil, err
		}
		body, err := json.Marshal(x)
		if err != nil {
			return nil, err
		}
		out = append(append(append(out, name...), ':'), body...)
	}
	return append(out, '}'), nil
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (a *ActivityTimes) UnmarshalJSON(b []byte) error {
	var byName map[string]ActivityTime
	if err := json.Unmarshal(b, &byName); err != nil {
		return err
	}
	out := make(ActivityTimes, 0, len(byName))
	for name, x := range byName {
		x.Name = name
		out = append(out, x)
	}
	out.sort()
	*a = out
	return nil
}

func (a ActivityTimes) sort() {
	slices.SortFunc(a, func(x, y ActivityTime) int {
		return cmp.Or(cmp.Compare(y.Instances, x.Instances), cmp.Compare(x.Name, y.Name))
	})
}

// IntervalsOf measures the intervals of a view. A log without Begin gives
// instances that last nothing; join its start and complete events first with
// eventlog.Log.Pair. The result does not depend on threads, 0 being all
// processors.
func IntervalsOf(v *eventlog.View, threads int) *Intervals {
	var parts []*intervalPart
	for _, p := range v.Parts(threads) {
		parts = append(parts, &intervalPart{view: v, from: p[0], to: p[1]})
	}
	share(len(parts), len(parts), func(_ *scratch, i int) { parts[i].walk() })
	all := parts[0]
	for _, p := range parts[1:] {
		all.join(p)
	}
	out := &Intervals{Counts: all.counts, Activities: ActivityTimes{}, Edges: []Edge{}}
	out.Counts.Cases, out.Counts.Dropped = len(v.Kept), map[string]int{}
	names := v.Log.Activities
	var s scratch
	out.CaseSojourn, out.CaseService, out.CaseServiceSum = s.describe(all.sojourns), s.describe(all.unions), s.describe(all.services)
	times := make([]ActivityTime, len(names))
	share(len(parts), len(names), func(s *scratch, a int) {
		times[a] = ActivityTime{Name: names[a], Instances: len(all.service[a]), WithoutStart: all.unknown[a], Service: s.describe(all.service[a]),
			Waiting: s.optional(all.waiting[a]), Sojourn: s.optional(all.sojourn[a])}
	})
	for _, t := range times {
		if t.Instances > 0 {
			out.Activities = append(out.Activities, t)
		}
	}
	out.Activities.sort()
	out.Counts.Activities = len(out.Activities)
	rank := ranks(names)
	edges := totals([]*pairs{&all.edges}, func(id int32) int32 { return rank[id] })
	for i := range edges { // totals counts places: the true counts are the lengths
		edges[i].n = len(all.gaps[*all.edges.at(edges[i].key)-1])
	}
	slices.SortStableFunc(edges, func(a, b counted) int {
		return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(rank[a.from], rank[b.from]), cmp.Compare(rank[a.to], rank[b.to]))
	})
	for _, e := range edges {
		out.Edges = append(out.Edges, Edge{names[e.from], names[e.to], s.describe(all.gaps[*all.edges.at(e.key)-1])})
	}
	out.Counts.Edges = len(out.Edges)
	return out
}

// optional describes values if there are any.
func (s *scratch) optional(values []int64) *Durations {
	if len(values) == 0 {
		return nil
	}
	d := s.describe(values)
	return &d
}

// intervalPart collects the times of a range of cases.
type intervalPart struct {
	view     *eventlog.View
	from, to int

	counts                     IntervalCounts
	service, waiting, sojourn  [][]int64 // by activity
	unknown                    []int     // starts, by activity
	edges                      pairs     // counters are places in gaps, from 1
	gaps                       [][]int64
	sojourns, unions, services []int64 // by case

	trace eventlog.Trace
	order []int32
}

func (p *intervalPart) walk() {
	n := len(p.view.Log.Activities)
	p.service, p.waiting, p.sojourn = make([][]int64, n), make([][]int64, n), make([][]int64, n)
	p.edges, p.unknown = newPairs(n), make([]int, n)
	for k := p.from; k < p.to; k++ {
		p.view.Trace(k, &p.trace)
		p.sort()
		p.oneCase()
	}
}

// begin is the start of an event of the trace, its end if it is not known.
func (p *intervalPart) begin(i int32) int64 {
	if p.trace.Begin == nil || p.trace.Begin[i] == eventlog.NoTime {
		return p.trace.Time[i]
	}
	return p.trace.Begin[i]
}

// sort puts the instances of the trace in the order (start, end, position).
func (p *intervalPart) sort() {
	p.order = p.order[:0]
	sorted := true
	for i := range int32(p.trace.Len()) {
		p.order = append(p.order, i)
		sorted = sorted && (i == 0 || p.begin(i-1) <= p.begin(i)) // the ends are in order already
	}
	if !sorted {
		slices.SortStableFunc(p.order, func(a, b int32) int { return cmp.Compare(p.begin(a), p.begin(b)) })
	}
}

func (p *intervalPart) oneCase() {
	t := &p.trace
	first := p.begin(p.order[0])
	var latest, before, union, sum int64
	for at, i := range p.order {
		begin, end, a := p.begin(i), t.Time[i], t.Activity[i]
		p.counts.Instances++
		if t.Begin == nil || t.Begin[i] == eventlog.NoTime {
			p.counts.WithoutStart++
			p.unknown[a]++
		}
		if end < begin {
			p.counts.NegativeService++
		}
		p.service[a] = append(p.service[a], end-begin)
		sum += end - begin
		if at == 0 {
			latest, union = end, max(0, end-begin)
			before = end
			continue
		}
		if begin < latest {
			p.counts.OverlappingStarts++
		}
		p.waiting[a] = append(p.waiting[a], max(0, begin-latest))
		p.sojourn[a] = append(p.sojourn[a], max(0, end-latest))
		union += max(0, end-max(begin, latest))
		p.gap(t.Activity[p.order[at-1]], a, begin-before)
		latest, before = max(latest, end), end
	}
	p.sojourns = append(p.sojourns, latest-first)
	p.unions = append(p.unions, union)
	p.services = append(p.services, sum)
}

// gap keeps the time from the end of one instance to the start of the next.
func (p *intervalPart) gap(from, to int32, d int64) {
	place := p.edges.at(p.edges.key(from, to))
	if *place == 0 {
		p.gaps = append(p.gaps, nil)
		*place = uint32(len(p.gaps))
	}
	p.gaps[*place-1] = append(p.gaps[*place-1], d)
}

// join takes in the times of the cases that follow.
func (p *intervalPart) join(o *intervalPart) {
	p.counts.Instances += o.counts.Instances
	p.counts.WithoutStart += o.counts.WithoutStart
	p.counts.OverlappingStarts += o.counts.OverlappingStarts
	p.counts.NegativeService += o.counts.NegativeService
	for a := range p.service {
		p.unknown[a] += o.unknown[a]
		p.service[a] = append(p.service[a], o.service[a]...)
		p.waiting[a] = append(p.waiting[a], o.waiting[a]...)
		p.sojourn[a] = append(p.sojourn[a], o.sojourn[a]...)
	}
	o.edges.each(func(key uint64, place uint32) {
		from, to := o.edges.ends(key)
		for _, d := range o.gaps[place-1] {
			p.gap(from, to, d)
		}
	})
	p.sojourns = append(p.sojourns, o.sojourns...)
	p.unions = append(p.unions, o.unions...)
	p.services = append(p.services, o.services...)
}
