package eventlog

import "bytes"

// status is the outcome of reading one CSV record.
type status int

const (
	record   status = iota // the fields are in csvScanner.fields
	empty                  // a line with nothing in it
	needMore               // the record goes on after the data
	unclosed               // the data ends inside quotes
)

// csvScanner cuts records out of bytes as RFC 4180 says, with any one-byte
// delimiter and line end. It is lenient where the RFC leaves no other reading:
// quotes inside a field that does not begin with quotes stand for themselves,
// and so does what follows closing quotes.
type csvScanner struct {
	delimiter byte
	lineEnd   byte     // '\n', or '\r' in files of old Macs
	fields    [][]byte // slices of the data, or copies where quotes were doubled
}

// next reads the record at the beginning of data, which is not empty, and
// gives its length. last says that nothing follows the data.
func (s *csvScanner) next(data []byte, last bool) (int, status) {
	end := bytes.IndexByte(data, s.lineEnd)
	n := end + 1
	if end < 0 {
		if !last {
			return 0, needMore
		}
		end, n = len(data), len(data)
	}
	line := s.cutReturn(data[:end])
	s.fields = s.fields[:0]
	if bytes.IndexByte(line, '"') >= 0 {
		return s.quotedRecord(data, last)
	}
	if len(bytes.TrimLeft(line, " ")) == 0 {
		return n, empty
	}
	for {
		i := bytes.IndexByte(line, s.delimiter)
		if i < 0 {
			s.fields = append(s.fields, line)
			return n, record
		}
		s.fields = append(s.fields, line[:i])
		line = line[i+1:]
	}
}

// cutReturn drops the \r of a \r\n line end.
func (s *csvScanner) cutReturn(line []byte) []byte {
	if s.lineEnd == '\n' && len(line) > 0 && line[len(line)-1] == '\r' {
		return line[:len(line)-1]
	}
	return line
}

// quotedRecord is next for a record that has quotes and may span lines.
func (s *csvScanner) quotedRecord(data []byte, last bool) (int, status) {
	for p := 0; ; {
		var field []byte
		if p < len(data) && data[p] == '"' {
			quoted, q, st := s.quotedField(data, p, last)
			if st != record {
				return 0, st
			}
			field, p = quoted, q
		} else {
			q := s.fieldEnd(data, p)
			field, p = data[p:q], q
			if p == len(data) || data[p] == s.lineEnd {
				field = s.cutReturn(field)
			}
		}
		switch {
		case p == len(data) && !last:
			return 0, needMore
		case p == len(data):
			s.fields = append(s.fields, field)
			return p, record
		case data[p] == s.lineEnd:
			s.fields = append(s.fields, field)
			return p + 1, record
		}
		s.fields = append(s.fields, field)
		p++
	}
}

// quotedField reads the field whose opening quotes are at data[p] and gives
// the position after it.
func (s *csvScanner) quotedField(data []byte, p int, last bool) ([]byte, int, status) {
	p++
	doubled := false
	q := p
	for {
		i := bytes.IndexByte(data[q:], '"')
		if i < 0 {
			if last {
				return nil, 0, unclosed
			}
			return nil, 0, needMore
		}
		q += i
		if q+1 == len(data) && !last {
			return nil, 0, needMore
		}
		if q+1 == len(data) || data[q+1] != '"' {
			break
		}
		doubled = true
		q += 2
	}
	body := data[p:q]
	if doubled {
		body = bytes.ReplaceAll(body, []byte(`""`), []byte(`"`))
	}
	end := s.fieldEnd(data, q+1)
	tail := data[q+1 : end]
	if end == len(data) || data[end] == s.lineEnd {
		tail = s.cutReturn(tail)
	}
	if len(tail) > 0 {
		body = append(bytes.Clone(body), tail...)
	}
	return body, end, record
}

// fieldEnd is the position of the next delimiter or line end from p on.
func (s *csvScanner) fieldEnd(data []byte, p int) int {
	for p < len(data) && data[p] != s.delimiter && data[p] != s.lineEnd {
		p++
	}
	return p
}
