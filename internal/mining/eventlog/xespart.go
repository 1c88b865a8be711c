package eventlog

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math/bits"

	"pass/internal/mining/eventlog/instant"
	"pass/internal/mining/eventlog/marks"
)

// errLeave says that what follows is to be read event by event.
var errLeave = errors.New("not simple")

// cut is before the last trace that begins in data.
func (x *xesReader) cut(data []byte) int {
	return max(0, bytes.LastIndex(data, []byte("<trace")))
}

// xesScan reads whole traces of an XES file into parts, by the rules of
// xesReader. It leaves to it the traces whose name does not come before their
// events, and whatever is wrong. It belongs to one worker.
type xesScan struct {
	partBuilder
	keys Mapping
	time *instant.Parser

	marks  marks.Finder
	places []uint32 // of < and quotes
	next   int      // the first of them that is not read yet

	perEvent int // bytes, in the part before: a guess

	open   []byte // names of the open elements, the log first, one after the other
	starts []int  // where each name begins in open

	traceDepth, eventDepth int
	name                   []byte // of the trace; that of the first event with one holds
	named                  bool
	event                  [roles][]byte // nil: absent
	ordinal                int           // of the last event begun, from 1

	// What stood at the end of the last whole trace.
	events, units, problems, counted, skipped int
	whole                                     bool // a trace has just ended
}

func (x *xesReader) scanner() partScanner {
	return &xesScan{marks: marks.New('<', '"', '"'), keys: x.keys, time: instant.NewParser(x.b.opts.Zone), partBuilder: partBuilder{opts: &x.b.opts, seed: &x.b.seed}}
}

// read reads the traces at the beginning of data.
func (s *xesScan) read(data []byte, p *part) {
	if s.perEvent == 0 {
		s.perEvent = max(1, len(data)/(1+bytes.Count(data, []byte("<event"))))
	}
	s.partBuilder.open(p, len(data)/s.perEvent*9/8, 0)
	s.open, s.starts = append(s.open[:0], "log"...), append(s.starts[:0], 0)
	s.traceDepth, s.eventDepth, s.ordinal = 0, 0, 0
	s.mark()
	s.marks.Begin(data)
	s.places, s.next = nil, 0
	for at := 0; ; {
		start := s.opening(data, at)
		if start < 0 {
			if s.traceDepth == 0 && len(s.starts) == 1 {
				p.consumed = len(data)
			}
			break
		}
		s.whole = false
		end, ok, err := s.plain(data, start)
		if !ok {
			end, err = token(s, data, start)
		}
		if err != nil || end == incomplete {
			break
		}
		if at = end; s.whole {
			p.consumed = at
			s.mark()
		}
	}
	p.units = s.units
	p.truncate(s.events)
	p.problems, p.problemCount, p.skipped = p.problems[:s.problems], s.counted, s.skipped
	if s.events > 0 {
		s.perEvent = max(1, p.consumed/s.events)
	}
	p.close()
}

// opening finds the next < from at on, −1 if there is none, and makes it the
// first of the places.
func (s *xesScan) opening(data []byte, at int) int {
	for s.next < len(s.places) || s.more() {
		place := int(s.places[s.next])
		if place >= at && data[place] == '<' {
			return place
		}
		s.next++
	}
	return -1
}

// more finds marks after those that are known; false if there is none.
func (s *xesScan) more() bool {
	unread := s.places[s.next:]
	s.places, s.next = s.marks.More(unread), 0
	return len(s.places) > len(unread)
}

// plain takes the tag at data[p], the first of the places, if it has one of the
// forms in which most are written: <name>, </name> and
// <name key="…" value="…"/>. It gives the position after it.
func (s *xesScan) plain(data []byte, p int) (end int, ok bool, err error) {
	const marksOfTag, beforeKey, beforeValue = 5, ` key="`, `" value="`
	if len(data)-p < 16 {
		return 0, false, nil
	}
	start := p + 1
	if data[start] == '/' {
		start++
	}
	stop := start + letters(data[start:start+8])
	name := data[start:stop]
	switch {
	case stop == start || stop == start+8:
		return 0, false, nil
	case start > p+1 && data[stop] == '>':
		s.next++
		return stop + 1, true, s.end(name)
	case start > p+1:
		return 0, false, nil
	case data[stop] == '>':
		s.next++
		return stop + 1, true, s.begin(name, nil, nil, false)
	case s.next+marksOfTag > len(s.places) && !s.more() || s.next+marksOfTag > len(s.places):
		return 0, false, nil
	}
	m := (*[marksOfTag]uint32)(s.places[s.next:])
	key, keyEnd, value, valueEnd := int(m[1])+1, int(m[2]), int(m[3])+1, int(m[4])
	if key != stop+len(beforeKey) || string(data[stop:key]) != beforeKey ||
		value != keyEnd+len(beforeValue) || string(data[keyEnd:value]) != beforeValue ||
		len(data)-valueEnd < 3 || string(data[valueEnd:valueEnd+3]) != `"/>` {
		return 0, false, nil
	}
	s.next += marksOfTag
	if depth := len(s.starts); depth == s.eventDepth && depth < s.opts.MaxDepth { // as begin says
		s.attribute(data[key:keyEnd], data[value:valueEnd])
		return valueEnd + 3, true, nil
	}
	return valueEnd + 3, true, s.begin(name, data[key:keyEnd], data[value:valueEnd], true)
}

// letters counts the small letters at the beginning of eight bytes.
func letters(b []byte) int {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	w := binary.LittleEndian.Uint64(b)
	others := ^((w + (0x80-'a')*ones) &^ (w + (0x7f-'z')*ones) &^ w) & tops // what carries comes after the first
	return bits.TrailingZeros64(others) >> 3
}

// mark remembers the end of a whole trace.
func (s *xesScan) mark() {
	p := s.p
	s.events, s.units, s.problems, s.counted, s.skipped = len(p.list), s.ordinal, len(p.problems), p.problemCount, p.skipped
}

func (s *xesScan) instruction([]byte) error { return nil }

func (s *xesScan) begin(name, key, value []byte, selfClosing bool) error {
	depth := len(s.starts)
	switch {
	case s.eventDepth > 0:
		if depth == s.eventDepth {
			s.attribute(key, value)
		}
	case depth == 1:
		if isLocal(name, "event") {
			return errLeave
		}
		if isLocal(name, "trace") {
			s.traceDepth = depth + 1
			s.name, s.named = nil, false
		}
	case depth != s.traceDepth: // inside an attribute, nothing counts
	case isLocal(name, "event"):
		s.ordinal++
		s.eventDepth = depth + 1
		s.event = [roles][]byte{}
	case string(key) == s.keys.Case && !s.named:
		s.name = value
	}
	if depth >= s.opts.MaxDepth {
		return errLeave
	}
	if selfClosing && depth != s.eventDepth-1 && depth != s.traceDepth-1 {
		return nil
	}
	s.starts = append(s.starts, len(s.open))
	s.open = append(s.open, name...)
	if selfClosing {
		return s.end(name)
	}
	return nil
}

// isLocal reports whether a name, without its prefix, is want.
func isLocal(name []byte, want string) bool {
	return string(name) == want || len(name) > len(want) && string(localName(name)) == want
}

// attribute keeps a value that makes the event. The block outlives the event.
func (s *xesScan) attribute(key, value []byte) {
	switch k := &s.keys; { // not a switch on the key, which would copy it
	case string(key) == k.Timestamp:
		s.event[roleTime] = value
	case string(key) == k.Activity:
		s.event[roleActivity] = value
	case string(key) == k.Resource:
		s.event[roleResource] = value
	case string(key) == k.Lifecycle:
		s.event[roleLifecycle] = value
	case string(key) == k.Start:
		s.event[roleStart] = value
	}
}

func (s *xesScan) end(name []byte) error {
	depth := len(s.starts)
	start := s.starts[depth-1]
	if depth == 1 || !bytes.Equal(s.open[start:], name) {
		return errLeave
	}
	s.open, s.starts = s.open[:start], s.starts[:depth-1]
	switch depth {
	case s.eventDepth:
		s.eventDepth = 0
		return s.endEvent()
	case s.traceDepth:
		s.traceDepth = 0
		s.whole = true
	}
	return nil
}

func (s *xesScan) endEvent() error {
	f := &s.event
	for r := range f {
		if blank(f[r]) {
			f[r] = nil
		}
	}
	at, begin, reason := judge(f, s.time, len(s.p.problems) < s.opts.MaxProblems)
	if reason != "" {
		s.p.reject(partProblem{row: s.ordinal, reason: reason}, s.opts.MaxProblems)
		return nil
	}
	if !s.opts.keeps(f[roleLifecycle]) {
		s.p.skipped++
		return nil
	}
	if blank(s.name) {
		return errLeave
	}
	s.named = true
	f[roleCase] = s.name
	if !s.add(f, at, begin, int32(s.ordinal), nil) {
		s.p.full = true
		return errLeave
	}
	return nil
}
