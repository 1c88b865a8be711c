package eventlog

import "bytes"

// csvScan reads blocks of a CSV file into parts. It belongs to one worker.
type csvScan struct {
	table *table // only for its columns
	opts  *Options
	scan  csvScanner
	time  *timeParser

	p      *part
	fields [][]byte
	joins  map[uint32]uint16 // "activity+TRANSITION" by the ids of both
	raw    localNames        // activities without transition
}

func (c *csvReader) scanner() partScanner {
	return &csvScan{table: c.table, opts: &c.b.opts, time: newTimeParser(c.b.opts.Zone),
		scan: csvScanner{delimiter: c.scan.delimiter, lineEnd: c.scan.lineEnd}, joins: map[uint32]uint16{}}
}

// read reads the records at the beginning of data. It stops before the first
// that is not whole, is too long or finds no number left.
func (s *csvScan) read(data []byte, p *part) {
	s.p = p
	s.open(data)
	quote := indexFrom(data, 0, '"')
	for at, line := 0, 0; at < len(data); {
		end := indexFrom(data, at, s.scan.lineEnd)
		if end == len(data) {
			break
		}
		next, lines, some := end+1, 1, true
		if quote < end {
			s.scan.fields = s.scan.fields[:0]
			n, st := s.scan.quotedRecord(data[at:], false)
			if st != record {
				break
			}
			s.fields = s.scan.fields
			next = at + n
			lines += bytes.Count(data[at:next-1], []byte{s.scan.lineEnd})
			if quote < next {
				quote = indexFrom(data, next, '"')
			}
		} else {
			some = s.split(s.scan.cutReturn(data[at:end]))
		}
		if next-at > s.opts.MaxRecord {
			break
		}
		if some && !s.record(line, lines) {
			p.full = true
			break
		}
		at = next
		line += lines
		p.consumed, p.units = at, line
	}
	p.close()
}

// open makes room for the records of data.
func (s *csvScan) open(data []byte) {
	p, room := s.p, bytes.Count(data, []byte{s.scan.lineEnd})
	p.kase, p.activity, p.time = make([]uint16, 0, room), make([]uint16, 0, room), make([]int64, 0, room)
	p.values = make([][]uint16, len(s.table.further))
	if s.opts.Lifecycle == Distinct {
		clear(s.joins)
		s.raw.reset(p.names.cases.seed)
	}
}

// indexFrom is the place of the next c from at on, the length if there is none.
func indexFrom(data []byte, at int, c byte) int {
	if i := bytes.IndexByte(data[at:], c); i >= 0 {
		return at + i
	}
	return len(data)
}

// split cuts a line without quotes; false if nothing is in it.
func (s *csvScan) split(line []byte) bool {
	s.fields = s.fields[:0]
	if len(line) == 0 || line[0] == ' ' && len(bytes.TrimLeft(line, " ")) == 0 {
		return false
	}
	for {
		i := bytes.IndexByte(line, s.scan.delimiter)
		if i < 0 {
			s.fields = append(s.fields, line)
			return true
		}
		s.fields = append(s.fields, line[:i])
		line = line[i+1:]
	}
}

// record makes an event or a problem of the fields; false if there is no
// number left for a name.
func (s *csvScan) record(line, lines int) bool {
	t, p, most := s.table, s.p, s.opts.MaxProblems
	if len(s.fields) != t.width {
		p.reject(partProblem{row: line, fields: len(s.fields), width: t.width, lines: lines}, most)
		return true
	}
	f := t.pick(s.fields)
	at, begin, reason := t.judge(&f, s.time, len(p.problems) < most)
	if reason != "" {
		p.reject(partProblem{row: line, reason: reason}, most)
		return true
	}
	if s.opts.Lifecycle == Complete && len(f[roleLifecycle]) > 0 && !bytes.EqualFold(f[roleLifecycle], complete) {
		p.skipped++
		return true
	}
	return s.add(&f, at, begin, int32(line))
}

// add appends an event. Names are numbered before any column grows, so that an
// event is never half there.
func (s *csvScan) add(f *[roles][]byte, at, begin int64, line int32) bool {
	p, n := s.p, s.p.names
	kase, ok1 := n.cases.id(f[roleCase])
	resource, ok2 := optionalID(&n.resources, f[roleResource])
	lifecycle, ok3 := optionalID(&n.lifecycles, f[roleLifecycle])
	activity, ok4 := s.activity(f, lifecycle)
	if !(ok1 && ok2 && ok3 && ok4) {
		return false
	}
	i := len(p.time)
	for k, c := range s.table.further {
		id, raw := uint16(noLocal), s.fields[c]
		if !blank(raw) {
			var ok bool
			if id, ok = n.attributes[k].id(raw); !ok {
				return s.takeBack(k, i)
			}
		}
		p.values[k] = addOptional(p.values[k], i, cap(p.time), id)
	}
	p.addRow(line)
	p.addBegin(begin)
	p.kase = append(p.kase, kase)
	p.activity = append(p.activity, activity)
	p.resource = addOptional(p.resource, i, cap(p.time), resource)
	p.lifecycle = addOptional(p.lifecycle, i, cap(p.time), lifecycle)
	p.time = append(p.time, at)
	return true
}

// takeBack drops the attributes of event i before the k-th.
func (s *csvScan) takeBack(k, i int) bool {
	for j := range k {
		if len(s.p.values[j]) > i {
			s.p.values[j] = s.p.values[j][:i]
		}
	}
	return false
}

func optionalID(d *localNames, raw []byte) (uint16, bool) {
	if len(raw) == 0 {
		return noLocal, true
	}
	return d.id(raw)
}

// activity numbers the activity, joined with its transition on request.
func (s *csvScan) activity(f *[roles][]byte, lifecycle uint16) (uint16, bool) {
	if s.opts.Lifecycle != Distinct || lifecycle == noLocal {
		return s.p.names.activities.id(f[roleActivity])
	}
	return s.joined(f[roleActivity], f[roleLifecycle], lifecycle)
}

func (s *csvScan) joined(activity, transition []byte, lifecycle uint16) (uint16, bool) {
	raw, ok := s.raw.id(activity)
	if !ok {
		return 0, false
	}
	key := uint32(raw)<<16 | uint32(lifecycle)
	id, known := s.joins[key]
	if !known {
		if id, ok = s.p.names.activities.id(append(append(bytes.Clone(activity), '+'), transition...)); ok {
			s.joins[key] = id
		}
	}
	return id, ok
}
