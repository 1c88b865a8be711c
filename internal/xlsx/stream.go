package xlsx

import (
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
)

// Errors of a workbook. All others say that it cannot be read.
var (
	ErrTooBig        = errors.New("xlsx: more than the limits allow")
	ErrTooManySheets = errors.New("xlsx: too many sheets")
	ErrODS           = errors.New("xlsx: an OpenDocument spreadsheet")
	ErrArchive       = errors.New("xlsx: an archive that holds no workbook")
	ErrReference     = errors.New("xlsx: an unreadable reference")
	ErrMalformed     = errors.New("xlsx: not a workbook that can be read")
)

// Budget is what is left for all parts of a file: bytes after decompression
// and XML elements.
type Budget struct{ Bytes, Elements int64 }

// Stream reads XML token by token within a Budget shared by all parts of a
// file. Raw tokens are used: they keep no stack, so that depth costs nothing,
// and a name is compared without its prefix.
type Stream struct {
	r      io.Reader
	buf    []byte
	i, n   int // buf[i:n] is not taken yet
	dec    *xml.Decoder
	budget *Budget
	from   int64 // where the token begins
	read   int64 // bytes that went through buf
	most   int64
}

// NewStream reads r; no token may be longer than most bytes.
func NewStream(r io.Reader, budget *Budget, most int) *Stream {
	s := &Stream{r: r, buf: make([]byte, 32<<10), budget: budget, most: int64(most)}
	s.dec = xml.NewDecoder(s)
	s.dec.Strict = false
	return s
}

// OnOtherEncoding calls fn, and ends the reading, when the part declares an
// encoding that is not UTF-8.
func (s *Stream) OnOtherEncoding(fn func()) {
	s.dec.CharsetReader = func(string, io.Reader) (io.Reader, error) {
		fn()
		return nil, ErrMalformed
	}
}

// ReadByte gives the decoder a byte.
func (s *Stream) ReadByte() (byte, error) {
	if s.i == s.n {
		if err := s.fill(); err != nil {
			return 0, err
		}
	}
	s.i++
	return s.buf[s.i-1], nil
}

// fill reads on, and counts.
func (s *Stream) fill() error {
	if s.read-s.from > s.most {
		return ErrTooBig
	}
	for empty := 0; empty < 100; empty++ {
		n, err := s.r.Read(s.buf)
		if n == 0 && err == nil {
			continue
		}
		s.i, s.n, s.read = 0, n, s.read+int64(n)
		if s.budget.Bytes -= int64(n); s.budget.Bytes < 0 {
			return ErrTooBig
		}
		if n > 0 {
			return nil // an error comes again
		}
		return err
	}
	return io.ErrNoProgress
}

// Read makes Stream an io.Reader; the decoder uses ReadByte.
func (s *Stream) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	b, err := s.ReadByte()
	if err != nil {
		return 0, err
	}
	p[0] = b
	return 1, nil
}

// Token is the next one; nil at the end.
func (s *Stream) Token() (xml.Token, error) {
	s.from = s.read - int64(s.n-s.i)
	t, err := s.dec.RawToken()
	if err == io.EOF {
		return nil, nil
	}
	if _, opens := t.(xml.StartElement); opens {
		if s.budget.Elements--; s.budget.Elements < 0 {
			return nil, ErrTooBig
		}
	}
	return t, err
}

// textUntil gathers the text until the end of the element that was just
// opened, leaving out the phonetic reading of East Asian text.
func (s *Stream) textUntil(name string) (string, error) {
	var b strings.Builder
	first, many, skip := "", false, 0
	for {
		t, err := s.Token()
		if err != nil {
			return "", err
		}
		if t == nil {
			return "", io.ErrUnexpectedEOF
		}
		switch t := t.(type) {
		case xml.StartElement:
			if t.Name.Local == "rPh" {
				skip++
			}
		case xml.EndElement:
			if t.Name.Local == "rPh" && skip > 0 {
				skip--
			}
			if t.Name.Local == name {
				if many {
					first = b.String()
				}
				return Unescape(first), nil
			}
		case xml.CharData:
			if skip > 0 {
				continue
			}
			if first == "" && !many {
				first = string(t)
				continue
			}
			if !many {
				many = true
				b.WriteString(first)
			}
			if b.Len() < 4*MaxText {
				b.Write(t)
			}
		}
	}
}

// Unescape undoes _x000D_, by which a workbook writes characters that XML does
// not have.
func Unescape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '_' && i+7 <= len(s) && s[i+1] == 'x' && s[i+6] == '_' {
			if n, err := strconv.ParseUint(s[i+2:i+6], 16, 16); err == nil && (n < 0xD800 || n > 0xDFFF) {
				b.WriteRune(rune(n))
				i += 6
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// Attr is the value of an attribute, whatever its prefix.
func Attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func isTrue(s string) bool { return s == "1" || s == "true" }

// Range is a block of cells, rows from 1, columns from 0, both ends included.
type Range struct{ FirstRow, LastRow, FirstCol, LastCol int }

// Reference reads "AB12": row from 1, column from 0. Dollars are allowed.
func Reference(s string) (row, col int, err error) {
	i := 0
	for ; i < len(s) && (s[i] >= 'A' && s[i] <= 'Z' || s[i] >= 'a' && s[i] <= 'z' || s[i] == '$'); i++ {
		if s[i] != '$' {
			col = col*26 + int(s[i]&^0x20-'A') + 1
		}
		if col > 1<<15 {
			return 0, 0, ErrReference
		}
	}
	row, err = strconv.Atoi(s[i:])
	if err != nil || col == 0 || row < 1 || row > 1<<20 {
		return 0, 0, ErrReference
	}
	return row, col - 1, nil
}

// ParseRange reads "A1:C3", or "A1" alone.
func ParseRange(s string) (Range, error) {
	a, b, ok := strings.Cut(s, ":")
	if !ok {
		b = a
	}
	r1, c1, err := Reference(a)
	if err != nil {
		return Range{}, err
	}
	r2, c2, err := Reference(b)
	if err != nil {
		return Range{}, err
	}
	return Range{min(r1, r2), max(r1, r2), min(c1, c2), max(c1, c2)}, nil
}
