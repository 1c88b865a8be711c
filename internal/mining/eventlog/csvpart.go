package eventlog

import (
	"bytes"

	"pass/internal/mining/eventlog/instant"
)

// shortestRecord is the length of "1,A,1/1/2024" and its line end: no event
// takes less.
const shortestRecord = 13

// csvScan reads blocks of a CSV file into parts. It belongs to one worker.
type csvScan struct {
	table *table // only for its columns
	scan  csvScanner
	time  *instant.Parser

	partBuilder
	fields [][]byte
	values [][]byte
}

func (c *csvReader) scanner() partScanner {
	return &csvScan{table: c.table, time: instant.NewParser(c.b.opts.Zone), partBuilder: partBuilder{opts: &c.b.opts, seed: &c.b.seed},
		scan: csvScanner{delimiter: c.scan.delimiter, lineEnd: c.scan.lineEnd}, values: make([][]byte, len(c.table.further))}
}

// read reads the records at the beginning of data. It stops before the first
// that is not whole, is too long or finds no number left.
func (s *csvScan) read(data []byte, p *part) {
	s.open(p, min(bytes.Count(data, []byte{s.scan.lineEnd}), len(data)/shortestRecord), len(s.values))
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
	at, begin, reason := judgeRow(&f, s.time, len(p.problems) < most)
	if reason != "" {
		p.reject(partProblem{row: line, reason: reason}, most)
		return true
	}
	if !s.opts.keeps(f[roleLifecycle]) {
		p.skipped++
		return true
	}
	for k, c := range t.further {
		s.values[k] = s.fields[c]
	}
	return s.add(&f, at, begin, int32(line), s.values)
}
