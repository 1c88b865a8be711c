package compare

import (
	"cmp"
	"encoding/binary"
	"slices"

	"pass/internal/mining/eventlog"
	"pass/internal/mining/stats"
)

// dictionary numbers names, transitions and groups alike on both sides.
type dictionary struct {
	names   []string
	of      [2][]int32 // by side: number of each activity of its Log
	numbers map[uint64]int32
	ends    [][2]int32 // of each transition

	groupBy  string
	hasGroup [2]bool
	groups   []string // values of the column, or variants
	groupID  map[string]int32
	key      []byte
}

func newDictionary(before, after *eventlog.View, groupBy string) *dictionary {
	d := &dictionary{numbers: map[uint64]int32{}, groupBy: groupBy, groupID: map[string]int32{}}
	ids := map[string]int32{}
	for side, v := range [2]*eventlog.View{before, after} {
		d.hasGroup[side] = groupBy == "" || v.Log.Attribute(groupBy) != nil
		for _, name := range v.Log.Activities {
			id, ok := ids[name]
			if !ok {
				id = int32(len(d.names))
				ids[name] = id
				d.names = append(d.names, name)
			}
			d.of[side] = append(d.of[side], id)
		}
	}
	return d
}

// steps are the ends of the activities as entries.
func (d *dictionary) steps() [][2]int32 {
	out := make([][2]int32, len(d.names))
	for a := range out {
		out[a] = [2]int32{-1, int32(a)}
	}
	return out
}

func (d *dictionary) transition(from, to int32) int32 {
	key := uint64(from)<<32 | uint64(to)
	id, ok := d.numbers[key]
	if !ok {
		id = int32(len(d.ends))
		d.numbers[key] = id
		d.ends = append(d.ends, [2]int32{from, to})
	}
	return id
}

func (d *dictionary) group(name string) int32 {
	id, ok := d.groupID[name]
	if !ok {
		id = int32(len(d.groups))
		d.groupID[name] = id
		d.groups = append(d.groups, name)
	}
	return id
}

// side is one view as the comparison needs it.
type side struct {
	view        *eventlog.View
	events      int
	start       []float64 // seconds since 1970
	duration    []float64 // seconds
	group       []int32
	transitions []observations
	activities  []observations
}

// observations are the cases that meet an entry, in order.
type observations struct {
	of []observation
}

type observation struct {
	kase  int32 // place in the kept cases
	n     int32 // passages that took time to measure
	total int64 // microseconds
}

func (s *side) cases() int { return len(s.duration) }

func (s *side) summary() Side {
	out := Side{Cases: s.cases(), Events: s.events}
	if out.Cases > 0 {
		out.Mean, out.Median = stats.Mean(s.duration), stats.Median(s.duration)
	}
	return out
}

// collect walks a view.
func (d *dictionary) collect(v *eventlog.View, which int) *side {
	s := &side{view: v, activities: make([]observations, len(d.names)), transitions: make([]observations, len(d.ends))}
	var t eventlog.Trace
	var attribute *eventlog.Attribute
	if d.groupBy != "" {
		attribute = v.Log.Attribute(d.groupBy)
	}
	for k := range v.Kept {
		v.Trace(k, &t)
		s.events += t.Len()
		s.start = append(s.start, float64(t.Time[0])/1e6)
		s.duration = append(s.duration, float64(t.Time[t.Len()-1]-t.Time[0])/1e6)
		d.key = d.key[:0]
		last := int32(-1)
		for i, own := range t.Activity {
			a := d.of[which][own]
			d.key = binary.LittleEndian.AppendUint32(d.key, uint32(a))
			if i == 0 {
				s.activities[a].add(int32(k), 0, 0)
			} else {
				length := t.Time[i] - t.Time[i-1]
				s.activities[a].add(int32(k), 1, length)
				e := d.transition(last, a)
				for int(e) >= len(s.transitions) {
					s.transitions = append(s.transitions, observations{})
				}
				s.transitions[e].add(int32(k), 1, length)
			}
			last = a
		}
		s.group = append(s.group, d.groupOf(attribute, v.Log, t.Case))
	}
	return s
}

// groupOf is the group of a case: a variant, or a value of the column.
func (d *dictionary) groupOf(a *eventlog.Attribute, l *eventlog.Log, c int32) int32 {
	switch {
	case d.groupBy == "":
		return d.group(string(d.key))
	case a == nil:
		return d.group("")
	}
	if v := a.OfCase(l, c); v != eventlog.None {
		return d.group(a.Values[v])
	}
	return d.group("")
}

func (o *observations) add(kase, n int32, length int64) {
	if last := len(o.of) - 1; last >= 0 && o.of[last].kase == kase {
		o.of[last].n += n
		o.of[last].total += length
		return
	}
	o.of = append(o.of, observation{kase, n, length})
}

// means is the mean passage of each case that has one, in seconds.
func (o *observations) means() []float64 {
	out := make([]float64, 0, len(o.of))
	for _, x := range o.of {
		if x.n > 0 {
			out = append(out, float64(x.total)/1e6/float64(x.n))
		}
	}
	return out
}

// figures describes an entry on this side.
func (s *side) figures(x *observations, o Options) Figures {
	f := Figures{Cases: len(x.of)}
	if s.cases() == 0 || f.Cases == 0 {
		return f
	}
	total := 0.0
	for _, v := range x.of {
		f.Count += int(v.n)
		total += float64(v.total) / 1e6
	}
	f.Share = float64(f.Cases) / float64(s.cases())
	f.PerCase = total / float64(s.cases())
	if means := x.means(); len(means) > 0 {
		f.Mean, f.Median = stats.Mean(means), stats.Median(means)
	}
	longest := slices.Clone(x.of)
	slices.SortFunc(longest, func(a, b observation) int { return cmp.Or(cmp.Compare(b.total, a.total), cmp.Compare(a.kase, b.kase)) })
	if o.MaxCases >= 0 && len(longest) > o.MaxCases {
		longest = longest[:o.MaxCases]
	}
	for _, v := range longest {
		f.Listed = append(f.Listed, s.view.Kept[v.kase])
	}
	return f
}
