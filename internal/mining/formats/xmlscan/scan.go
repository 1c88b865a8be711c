// Package xmlscan walks an XML text in memory, tag by tag, without building it.
// Names, values and texts are parts of the text where nothing had to be
// unescaped. A document type is refused, so only the five predefined entities
// and character references exist, and nothing outside the text is ever read.
// Source: XML 1.0, fifth edition. The encoding that the text declares is of no
// matter: bytes that are not UTF-8 are passed on as they are.
//
// Package eventlog has a scanner of its own for XES, on purpose: that one is
// handed the parts of a stream of any length, keeps two attributes of a tag and
// no text, and its speed is measured against that of the disk. This one has the
// whole of a document of bounded size, as OCEL needs, gives every attribute and
// the texts, and is asked for one tag after the other. Neither could do the work
// of the other without losing what it is for.
package xmlscan

import (
	"bytes"
	"errors"
	"strconv"
	"unicode/utf8"
)

// Errors of a text.
var (
	ErrSyntax  = errors.New("xmlscan: not well-formed XML")
	ErrDeep    = errors.New("xmlscan: nested too deeply")
	ErrDoctype = errors.New("xmlscan: a document type")
)

// maxDepth is how deep elements may be nested.
const maxDepth = 100

// Kind is what a tag does.
type Kind byte

// The kinds of tags; End comes after the root is closed.
const (
	End Kind = iota
	Opens
	Closes
)

type attribute struct{ name, value []byte }

// Scanner walks one text.
type Scanner struct {
	data   []byte
	p      int
	open   [][]byte // names of the open elements, local
	full   [][]byte // the same with their prefix
	attrs  []attribute
	text   []byte
	own    bool // text is a copy
	empty  bool // the tag that opened closes itself
	pop    bool // the innermost element was closed by the last tag
	closed bool // the root is closed
}

// New walks data from its beginning.
func New(data []byte) *Scanner {
	return &Scanner{data: bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))}
}

// Path are the local names of the open elements, the one that the last tag
// opened or closed included.
func (s *Scanner) Path() [][]byte { return s.open }

// Attr is the value of an attribute without prefix of the tag that opened, nil
// if it has none.
func (s *Scanner) Attr(name string) []byte {
	for _, a := range s.attrs {
		if string(a.name) == name {
			return a.value
		}
	}
	return nil
}

// Text is what stands between the last tag and the one before it.
func (s *Scanner) Text() []byte { return s.text }

// Next goes to the next tag.
func (s *Scanner) Next() (Kind, error) {
	s.text, s.own = nil, false
	if s.pop {
		n := len(s.open) - 1
		s.open, s.full, s.pop, s.closed = s.open[:n], s.full[:n], false, n == 0
	}
	if s.empty {
		s.empty, s.pop = false, true
		return Closes, nil
	}
	for {
		if err := s.characters(); err != nil {
			return End, err
		}
		if s.p == len(s.data) {
			if !s.closed {
				return End, ErrSyntax
			}
			return End, nil
		}
		rest := s.data[s.p:]
		switch {
		case bytes.HasPrefix(rest, []byte("<!--")):
			if !s.past("-->", 4) {
				return End, ErrSyntax
			}
		case bytes.HasPrefix(rest, []byte("<![CDATA[")):
			from := s.p + 9
			if len(s.open) == 0 || !s.past("]]>", 9) {
				return End, ErrSyntax
			}
			s.add(s.data[from : s.p-3])
		case bytes.HasPrefix(rest, []byte("<?")):
			if !s.past("?>", 2) {
				return End, ErrSyntax
			}
		case bytes.HasPrefix(rest, []byte("<!")):
			return End, ErrDoctype
		case bytes.HasPrefix(rest, []byte("</")):
			return Closes, s.closing()
		default:
			return Opens, s.opening()
		}
	}
}

// past goes after a mark.
func (s *Scanner) past(mark string, from int) bool {
	i := bytes.Index(s.data[s.p+from:], []byte(mark))
	s.p += from + i + len(mark)
	return i >= 0
}

// characters takes the text up to the next '<'.
func (s *Scanner) characters() error {
	n := bytes.IndexByte(s.data[s.p:], '<')
	if n < 0 {
		n = len(s.data) - s.p
	}
	raw := s.data[s.p : s.p+n]
	s.p += n
	if len(s.open) == 0 {
		if len(bytes.TrimLeft(raw, " \t\r\n")) > 0 {
			return ErrSyntax
		}
		return nil
	}
	text, err := unescape(raw, false)
	s.add(text)
	return err
}

// add joins a piece to the text.
func (s *Scanner) add(piece []byte) {
	switch {
	case len(piece) == 0:
	case len(s.text) == 0:
		s.text = piece
	case s.own:
		s.text = append(s.text, piece...)
	default:
		s.text = append(bytes.Clone(s.text), piece...)
		s.own = true
	}
}

// closing takes </name>, which must close the innermost element.
func (s *Scanner) closing() error {
	n := bytes.IndexByte(s.data[s.p:], '>')
	if n < 0 || len(s.open) == 0 {
		return ErrSyntax
	}
	name := bytes.TrimRight(s.data[s.p+2:s.p+n], " \t\r\n")
	s.p += n + 1
	if !bytes.Equal(name, s.full[len(s.full)-1]) {
		return ErrSyntax
	}
	s.pop = true
	return nil
}

// opening takes <name a="v" …> or <name …/>.
func (s *Scanner) opening() error {
	if s.closed {
		return ErrSyntax
	}
	if len(s.open) >= maxDepth {
		return ErrDeep
	}
	s.p++
	name := s.name()
	if len(name) == 0 {
		return ErrSyntax
	}
	s.open, s.full, s.attrs = append(s.open, local(name)), append(s.full, name), s.attrs[:0]
	for {
		s.space()
		switch {
		case s.p == len(s.data):
			return ErrSyntax
		case s.data[s.p] == '>':
			s.p++
			return nil
		case s.data[s.p] == '/':
			if s.p++; s.p == len(s.data) || s.data[s.p] != '>' {
				return ErrSyntax
			}
			s.p++
			s.empty = true
			return nil
		}
		if err := s.attribute(); err != nil {
			return err
		}
	}
}

func (s *Scanner) attribute() error {
	name := s.name()
	s.space()
	if len(name) == 0 || s.p == len(s.data) || s.data[s.p] != '=' {
		return ErrSyntax
	}
	s.p++
	s.space()
	if s.p == len(s.data) || s.data[s.p] != '"' && s.data[s.p] != '\'' {
		return ErrSyntax
	}
	n := bytes.IndexByte(s.data[s.p+1:], s.data[s.p])
	if n < 0 {
		return ErrSyntax
	}
	raw := s.data[s.p+1 : s.p+1+n]
	s.p += n + 2
	if bytes.IndexByte(raw, '<') >= 0 {
		return ErrSyntax
	}
	value, err := unescape(raw, true)
	s.attrs = append(s.attrs, attribute{name, value})
	return err
}

// space passes over white space.
func (s *Scanner) space() {
	for s.p < len(s.data) && (s.data[s.p] == ' ' || s.data[s.p] == '\t' || s.data[s.p] == '\r' || s.data[s.p] == '\n') {
		s.p++
	}
}

// name takes a name: what stands before a space or a sign of a tag.
func (s *Scanner) name() []byte {
	from := s.p
	for s.p < len(s.data) {
		switch c := s.data[s.p]; {
		case c <= ' ', c == '=', c == '/', c == '>', c == '<', c == '"', c == '\'', c == '&':
			return s.data[from:s.p]
		}
		s.p++
	}
	return s.data[from:]
}

func local(name []byte) []byte { return name[bytes.IndexByte(name, ':')+1:] }

// unescape resolves references and line ends (§4.6, §4.1, §2.11); in an
// attribute white space becomes a space (§3.3.3).
func unescape(raw []byte, attribute bool) ([]byte, error) {
	if plain(raw, attribute) {
		return raw, nil
	}
	out := make([]byte, 0, len(raw))
	for i := 0; i < len(raw); i++ {
		c := raw[i]
		switch {
		case c == '&':
			n := bytes.IndexByte(raw[i:min(len(raw), i+12)], ';')
			if n < 0 {
				return nil, ErrSyntax
			}
			r, ok := reference(string(raw[i+1 : i+n]))
			if !ok {
				return nil, ErrSyntax
			}
			out = utf8.AppendRune(out, r)
			i += n
		case c == '\r' && i+1 < len(raw) && raw[i+1] == '\n': // one line end
		case attribute && (c == '\t' || c == '\n' || c == '\r'):
			out = append(out, ' ')
		case c == '\r':
			out = append(out, '\n')
		default:
			out = append(out, c)
		}
	}
	return out, nil
}

// plain reports whether there is nothing to resolve.
func plain(raw []byte, attribute bool) bool {
	if !attribute {
		return bytes.IndexByte(raw, '&') < 0 && bytes.IndexByte(raw, '\r') < 0
	}
	for _, c := range raw {
		if c == '&' || c == '\t' || c == '\r' || c == '\n' {
			return false
		}
	}
	return true
}

// reference resolves what stands between & and ;.
func reference(name string) (rune, bool) {
	switch name {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	if len(name) < 2 || name[0] != '#' {
		return 0, false
	}
	digits, base := name[1:], 10
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || n > utf8.MaxRune || digits[0] == '+' || digits[0] == '_' {
		return 0, false
	}
	r := rune(n)
	return r, r == '\t' || r == '\n' || r == '\r' || r >= 0x20 && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000
}
