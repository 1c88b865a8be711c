package eventlog

import (
	"bytes"

	"pass/internal/mining/eventlog/names"
)

// partBuilder appends events to a part.
type partBuilder struct {
	opts *Options
	seed *names.Seed
	p    *part

	joins map[uint32]uint16 // "activity+TRANSITION" by the ids of both
	raw   names.Local       // activities without transition
}

// open begins a part with room for some events.
func (s *partBuilder) open(p *part, room, attributes int) {
	s.p = p
	p.list = make([]partEvent, 0, room)
	p.values = make([][]uint16, attributes)
	if s.opts.Lifecycle == Distinct {
		s.joins = map[uint32]uint16{}
		s.raw.Reset(s.seed, p.names.cases.Block())
	}
}

// add appends an event; it reports false if there is no number left for a
// name. Names are numbered before any column grows, so that an event is never
// half there.
func (s *partBuilder) add(f *[roles][]byte, at, begin int64, row int32, values [][]byte) bool {
	p, n := s.p, s.p.names
	kase, ok1 := n.cases.ID(f[roleCase])
	resource, ok2 := n.resources.Optional(f[roleResource])
	lifecycle, ok3 := n.lifecycles.Optional(f[roleLifecycle])
	activity, ok4 := s.activity(f, lifecycle)
	if !(ok1 && ok2 && ok3 && ok4) {
		return false
	}
	i := len(p.list)
	for k, raw := range values {
		id := uint16(names.NoID)
		if !blank(raw) {
			var ok bool
			if id, ok = n.attributes[k].ID(raw); !ok {
				p.truncate(i)
				return false
			}
		}
		p.values[k] = addOptional(p.values[k], i, cap(p.list), id)
	}
	if p.row != nil || row != p.first+int32(i) {
		p.addRow(row)
	}
	if begin != NoTime || p.begin != nil {
		p.addBegin(begin)
	}
	p.list = append(p.list, partEvent{at, kase, activity, resource, lifecycle})
	return true
}

// activity numbers the activity, joined with its transition on request.
func (s *partBuilder) activity(f *[roles][]byte, lifecycle uint16) (uint16, bool) {
	if s.opts.Lifecycle != Distinct || lifecycle == names.NoID {
		return s.p.names.activities.ID(f[roleActivity])
	}
	return s.joined(f[roleActivity], f[roleLifecycle], lifecycle)
}

func (s *partBuilder) joined(activity, transition []byte, lifecycle uint16) (uint16, bool) {
	raw, ok := s.raw.ID(activity)
	if !ok {
		return 0, false
	}
	key := uint32(raw)<<16 | uint32(lifecycle)
	id, known := s.joins[key]
	if !known {
		if id, ok = s.p.names.activities.ID(append(append(bytes.Clone(activity), '+'), transition...)); ok {
			s.joins[key] = id
		}
	}
	return id, ok
}
