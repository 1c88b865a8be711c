package eventlog

import (
	"bytes"

	"pass/internal/mining/eventlog/instant"
	"pass/internal/mining/eventlog/marks"
)

// shortestRecord is the length of "1,A,1/1/2024" and its line end: no event
// takes less.
const shortestRecord = 13

// csvScan reads blocks of a CSV file into parts. It belongs to one worker.
type csvScan struct {
	table *table // only for its columns
	scan  csvScanner
	time  *instant.Parser
	marks marks.Finder

	partBuilder
	columns []roleColumn // those that there are
	places  []uint32     // of marks
	odd     bool         // the delimiter means something else too
	mark    int          // the first of them that is not read yet
	width   int          // fields of the record
	values  [][]byte
}

type roleColumn struct{ role, column int }

func (c *csvReader) scanner() partScanner {
	t, scan := c.table, csvScanner{delimiter: c.scan.delimiter, lineEnd: c.scan.lineEnd}
	s := &csvScan{table: t, scan: scan, time: instant.NewParser(c.b.opts.Zone), values: make([][]byte, len(t.further)),
		marks: marks.New('"', scan.lineEnd, scan.delimiter), odd: bytes.IndexByte([]byte{'"', '\r', scan.lineEnd}, scan.delimiter) >= 0,
		partBuilder: partBuilder{opts: &c.b.opts, seed: &c.b.seed}}
	for r, column := range t.column {
		if column >= 0 {
			s.columns = append(s.columns, roleColumn{r, column})
		}
	}
	return s
}

// read reads the records at the beginning of data. It stops before the first
// that is not whole, is too long or finds no number left.
func (s *csvScan) read(data []byte, p *part) {
	s.open(p, min(bytes.Count(data, []byte{s.scan.lineEnd}), len(data)/shortestRecord), len(s.values))
	s.marks.Begin(data)
	s.places, s.mark = nil, 0
	var f [roles][]byte // nil: absent; here, where storing costs least
	for at, line := 0, 0; at < len(data); {
		next, lines, st := s.plain(data, at, &f), 1, record
		if next == 0 {
			next, lines, st = s.cut(data, at, &f)
		}
		if st == needMore || next-at > s.opts.MaxRecord {
			break
		}
		if st == record && !s.record(&f, line, lines) {
			p.full = true
			break
		}
		at = next
		line += lines
		p.consumed, p.units = at, line
	}
	p.close()
}

// plain takes the record at the beginning of data[at:], whose first mark is the
// first of the places, and gives what follows it. It gives 0 if the record has
// quotes, not as many fields as the header, or goes on after the data.
func (s *csvScan) plain(data []byte, at int, f *[roles][]byte) int {
	last := s.table.width - 1
	if s.mark+last >= len(s.places) && !s.more() || s.mark+last >= len(s.places) {
		return 0
	}
	places := s.places[s.mark : s.mark+last+1]
	end := int(places[last])
	if s.odd || data[end] != s.scan.lineEnd || data[at] == ' ' {
		return 0
	}
	for _, place := range places[:last] {
		if data[place] != s.scan.delimiter {
			return 0
		}
	}
	s.mark += last + 1
	stop := at + len(s.scan.cutReturn(data[at:end]))
	for _, c := range s.columns {
		if f[c.role] = field(data, at, places, c.column, stop); blank(f[c.role]) {
			f[c.role] = nil
		}
	}
	for k, c := range s.table.further {
		s.values[k] = field(data, at, places, c, stop)
	}
	s.width = last + 1
	return end + 1
}

// field is a field of the record that stands in data[at:stop] and has marks in
// some places.
func field(data []byte, at int, places []uint32, column, stop int) []byte {
	if column > 0 {
		at = int(places[column-1]) + 1
	}
	return data[at:min(int(places[column]), stop)]
}

// cut takes any record at the beginning of data[at:] and gives what follows it
// and its lines.
func (s *csvScan) cut(data []byte, at int, f *[roles][]byte) (next, lines int, st status) {
	n, st := s.scan.next(data[at:], false)
	if st != record && st != empty {
		return 0, 0, needMore
	}
	next = at + n
	for (s.mark < len(s.places) || s.more()) && int(s.places[s.mark]) < next {
		s.mark++
	}
	if s.width = len(s.scan.fields); st == record && s.width == s.table.width {
		s.table.pick(s.scan.fields, f)
		for k, c := range s.table.further {
			s.values[k] = s.scan.fields[c]
		}
	}
	return next, 1 + bytes.Count(data[at:next-1], []byte{s.scan.lineEnd}), st
}

// more finds places after those that are known; false if there is none.
func (s *csvScan) more() bool {
	unread := s.places[s.mark:]
	s.places, s.mark = s.marks.More(unread), 0
	return len(s.places) > len(unread)
}

// record makes an event or a problem of what was taken; false if there is no
// number left for a name.
func (s *csvScan) record(f *[roles][]byte, line, lines int) bool {
	t, p, most := s.table, s.p, s.opts.MaxProblems
	if s.width != t.width {
		p.reject(partProblem{row: line, fields: s.width, width: t.width, lines: lines}, most)
		return true
	}
	at, begin, reason := judgeRow(f, s.time, len(p.problems) < most)
	if reason != "" {
		p.reject(partProblem{row: line, reason: reason}, most)
		return true
	}
	if !s.opts.keeps(f[roleLifecycle]) {
		p.skipped++
		return true
	}
	return s.add(f, at, begin, int32(line), s.values)
}
