package timing

import (
	"slices"

	"pass/internal/mining/eventlog"
	"pass/internal/mining/steps"
)

// bodyReader tells whose an event is, and which answer belongs to which request.
type bodyReader struct {
	column []int32 // by event of the Log: the body, or None; nil: not known
	own    []bool  // by body
	about  [][]string
}

func newBodyReader(l *eventlog.Log, o SplitOptions) (b bodyReader) {
	b.about = make([][]string, len(l.Activities))
	for a, k := range o.Kinds {
		if a < len(b.about) && (k == steps.OtherBodyStart || k == steps.OtherBodyEnd) {
			b.about[a] = steps.Subject(l.Activities[a])
		}
	}
	names := l.Resources
	switch a := l.Attribute(o.Body); {
	case o.Body != "" && a != nil:
		b.column, names = a.Column, a.Values
	case o.Body == "" && o.OwnBody != nil:
		b.column = l.Resource
	}
	if o.OwnBody != nil {
		b.own = make([]bool, len(names))
		for i, n := range names {
			b.own[i] = slices.Contains(o.OwnBody, n)
		}
	}
	return b
}

// of is the body of an event, or None.
func (b *bodyReader) of(event int) int32 {
	if b.column == nil {
		return eventlog.None
	}
	return b.column[event]
}

// other reports whether an event is another body's.
func (b *bodyReader) other(event int) bool {
	x := b.of(event)
	return b.own != nil && x != eventlog.None && !b.own[x]
}

// request is an opinion asked and not given yet.
type request struct {
	at       int64
	activity int32
	body     int32
}

// answered is which of the open requests, the oldest first, an answer closes; −1
// for none. Bodies that are known decide; where they are not, the names of the
// activities, that may name the body; where these say nothing, the oldest one.
// A request logged by the office itself names no other body.
func (b *bodyReader) answered(open []request, activity, body int32) int {
	anyone := -1
	for i, r := range open {
		asked, given := b.foreign(r.body), b.foreign(body)
		if asked != eventlog.None && given != eventlog.None {
			if asked == given {
				return i
			}
			continue
		}
		x, y := b.about[r.activity], b.about[activity]
		if slices.ContainsFunc(x, func(w string) bool { return slices.Contains(y, w) }) {
			return i
		}
		if anyone < 0 && (len(x) == 0 || len(y) == 0) {
			anyone = i
		}
	}
	return anyone
}

// foreign is the body, or None when it is the office itself.
func (b *bodyReader) foreign(body int32) int32 {
	if body != eventlog.None && b.own != nil && b.own[body] {
		return eventlog.None
	}
	return body
}

// otherBodies collects when the case was in the hands of other bodies.
func (s *splitter) otherBodies(t *eventlog.Trace, c *CaseSplit) {
	s.other = s.other[:0]
	var open []request
	for i, a := range t.Activity {
		body := s.bodies.of(t.Event(i))
		switch s.kind(a) {
		case steps.OtherBodyStart:
			open = append(open, request{t.Time[i], a, body})
		case steps.OtherBodyEnd:
			if j := s.bodies.answered(open, a, body); j >= 0 {
				s.other = append(s.other, span{open[j].at, t.Time[i]})
				open = slices.Delete(open, j, j+1)
			}
		case steps.ExpressEnd, steps.TacitEnd, steps.OtherEnd:
			for _, r := range open {
				s.other = append(s.other, span{r.at, t.Time[i]})
			}
			c.Unclosed += len(open)
			open = open[:0]
		}
		if i > 0 && s.bodies.other(t.Event(i)) {
			s.elsewhere = true
			s.other = append(s.other, span{t.Time[i-1], t.Time[i]})
		}
	}
	for _, r := range open {
		s.other = append(s.other, span{r.at, c.To})
	}
	c.Unclosed += len(open)
	s.other = union(s.other)
}
