// Package jsonscan walks a JSON text in memory without building it: the
// caller opens the objects and arrays that it knows and skips the rest, which
// costs no memory however deep or long it is. Grammar: RFC 8259, plus the
// words NaN, Infinity and -Infinity, which Python writes and which count as
// null.
package jsonscan

import (
	"bytes"
	"errors"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// Errors of a text.
var (
	ErrSyntax = errors.New("jsonscan: not JSON")
	ErrDeep   = errors.New("jsonscan: nested too deeply")
)

// maxDepth is how deep arrays and objects may be nested.
const maxDepth = 1000

// Scanner reads one text from P on.
type Scanner struct {
	Data []byte
	P    int // the place of the next byte

	text  []byte // of the string being unescaped
	depth int    // of the walks that are open
}

// Kind is what a value is.
type Kind byte

// The kinds of values.
const (
	Null   Kind = 'n' // also NaN and infinities
	Bool   Kind = 'b'
	Number Kind = '0'
	String Kind = '"'
	Array  Kind = '['
	Object Kind = '{'
)

func (s *Scanner) space() {
	for s.P < len(s.Data) {
		switch s.Data[s.P] {
		case ' ', '\t', '\r', '\n':
			s.P++
		default:
			return
		}
	}
}

// Peek tells the kind of the next value.
func (s *Scanner) Peek() (Kind, error) {
	s.space()
	if s.P == len(s.Data) {
		return 0, ErrSyntax
	}
	switch c := s.Data[s.P]; {
	case c == '{' || c == '[' || c == '"':
		return Kind(c), nil
	case c == 't' || c == 'f':
		return Bool, nil
	case c == 'n' || c == 'N' || c == 'I' || c == '-' && s.P+1 < len(s.Data) && s.Data[s.P+1] == 'I':
		return Null, nil
	case c == '-' || c >= '0' && c <= '9':
		return Number, nil
	}
	return 0, ErrSyntax
}

// Object calls member for each member of the object that comes next; member
// must take the value.
func (s *Scanner) Object(member func(key []byte) error) error {
	return s.walk('{', '}', func() error {
		key, err := s.str()
		if err != nil {
			return err
		}
		if s.space(); s.P == len(s.Data) || s.Data[s.P] != ':' {
			return ErrSyntax
		}
		s.P++
		return member(key)
	})
}

// Array calls item for each item of the array that comes next; item must take
// it.
func (s *Scanner) Array(item func() error) error { return s.walk('[', ']', item) }

func (s *Scanner) walk(open, shut byte, each func() error) error {
	if s.space(); s.P == len(s.Data) || s.Data[s.P] != open {
		return ErrSyntax
	}
	if s.depth++; s.depth > maxDepth {
		return ErrDeep
	}
	s.P++
	if s.space(); s.P < len(s.Data) && s.Data[s.P] == shut {
		s.P++
		s.depth--
		return nil
	}
	for {
		if err := each(); err != nil {
			return err
		}
		if s.space(); s.P == len(s.Data) {
			return ErrSyntax
		}
		switch s.Data[s.P] {
		case ',':
			s.P++
			s.space()
		case shut:
			s.P++
			s.depth--
			return nil
		default:
			return ErrSyntax
		}
	}
}

// Text takes the next value as text: a string unescaped, a number or a
// boolean as written, nothing for null. Arrays and objects are skipped and
// have no text. It is a part of Data, or a copy where there were escapes.
func (s *Scanner) Text() ([]byte, error) {
	k, err := s.Peek()
	if err != nil {
		return nil, err
	}
	switch k {
	case String:
		return s.str()
	case Array, Object:
		return nil, s.Skip()
	}
	word, err := s.word()
	if err != nil || k == Null {
		return nil, err
	}
	return word, nil
}

// word takes a number, a boolean or a null.
func (s *Scanner) word() ([]byte, error) {
	from := s.P
	for s.P < len(s.Data) {
		c := s.Data[s.P]
		if c != '+' && c != '-' && c != '.' && (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			break
		}
		s.P++
	}
	word := s.Data[from:s.P]
	switch string(word) {
	case "true", "false", "null", "NaN", "Infinity", "-Infinity":
		return word, nil
	}
	if !number(word) {
		return nil, ErrSyntax
	}
	return word, nil
}

// number tells a number of JSON.
func number(w []byte) bool {
	w = bytes.TrimPrefix(w, []byte("-"))
	digits := func() bool {
		n := 0
		for n < len(w) && w[n] >= '0' && w[n] <= '9' {
			n++
		}
		w = w[n:]
		return n > 0
	}
	if !digits() {
		return false
	}
	if len(w) > 0 && w[0] == '.' {
		if w = w[1:]; !digits() {
			return false
		}
	}
	if len(w) > 0 && (w[0] == 'e' || w[0] == 'E') {
		if w = w[1:]; len(w) > 0 && (w[0] == '+' || w[0] == '-') {
			w = w[1:]
		}
		return digits() && len(w) == 0
	}
	return len(w) == 0
}

// Skip passes over the next value.
func (s *Scanner) Skip() error {
	var open []byte // what closes each array and object
	for {
		k, err := s.Peek()
		if err != nil {
			return err
		}
		switch k {
		case Object, Array:
			if len(open)+s.depth >= maxDepth {
				return ErrDeep
			}
			open = append(open, byte(k)+2) // '{'+2 = '}', '['+2 = ']'
			s.P++
			if s.space(); s.P < len(s.Data) && s.Data[s.P] == open[len(open)-1] {
				break // empty
			}
			if k == Object {
				if err := s.skipKey(); err != nil {
					return err
				}
			}
			continue
		case String:
			if err := s.skipString(); err != nil {
				return err
			}
		default:
			if _, err := s.word(); err != nil {
				return err
			}
		}
		if done, err := s.afterValue(&open); done || err != nil {
			return err
		}
	}
}

// afterValue closes what ends here and goes on to the next value of what is
// open.
func (s *Scanner) afterValue(open *[]byte) (done bool, err error) {
	for len(*open) > 0 {
		if s.space(); s.P == len(s.Data) {
			return false, ErrSyntax
		}
		shut := (*open)[len(*open)-1]
		switch s.Data[s.P] {
		case shut:
			s.P++
			*open = (*open)[:len(*open)-1]
		case ',':
			s.P++
			if shut == '}' {
				return false, s.skipKey()
			}
			return false, nil
		default:
			return false, ErrSyntax
		}
	}
	return true, nil
}

func (s *Scanner) skipKey() error {
	s.space()
	if err := s.skipString(); err != nil {
		return err
	}
	if s.space(); s.P == len(s.Data) || s.Data[s.P] != ':' {
		return ErrSyntax
	}
	s.P++
	return nil
}

func (s *Scanner) skipString() error {
	if s.P == len(s.Data) || s.Data[s.P] != '"' {
		return ErrSyntax
	}
	s.P++
	for {
		n := bytes.IndexByte(s.Data[s.P:], '"')
		if n < 0 {
			return ErrSyntax
		}
		slash := bytes.IndexByte(s.Data[s.P:s.P+n], '\\')
		if slash < 0 {
			s.P += n + 1
			return nil
		}
		if s.P += slash + 2; s.P > len(s.Data) {
			return ErrSyntax
		}
	}
}

// str takes a string.
func (s *Scanner) str() ([]byte, error) {
	s.space()
	from := s.P + 1
	if err := s.skipString(); err != nil {
		return nil, err
	}
	raw := s.Data[from : s.P-1]
	if bytes.IndexByte(raw, '\\') < 0 {
		return raw, nil
	}
	s.text = make([]byte, 0, len(raw))
	for len(raw) > 0 {
		i := bytes.IndexByte(raw, '\\')
		if i < 0 {
			s.text = append(s.text, raw...)
			break
		}
		s.text = append(s.text, raw[:i]...)
		var ok bool
		if raw, ok = s.escape(raw[i+1:]); !ok {
			return nil, ErrSyntax
		}
	}
	return s.text, nil
}

// escape reads what follows a backslash.
func (s *Scanner) escape(raw []byte) (rest []byte, ok bool) {
	if len(raw) == 0 {
		return nil, false
	}
	if i := bytes.IndexByte([]byte(`"\/bfnrt`), raw[0]); i >= 0 {
		s.text = append(s.text, "\"\\/\b\f\n\r\t"[i])
		return raw[1:], true
	}
	r, ok := unit(raw)
	if !ok {
		return nil, false
	}
	raw = raw[5:]
	if utf16.IsSurrogate(r) {
		low := rune(utf8.RuneError)
		if len(raw) > 0 && raw[0] == '\\' {
			if second, ok := unit(raw[1:]); ok {
				low = second
			}
		}
		if r = utf16.DecodeRune(r, low); r != utf8.RuneError {
			raw = raw[6:]
		}
	}
	s.text = utf8.AppendRune(s.text, r)
	return raw, true
}

// unit reads u and four hexadecimal digits.
func unit(raw []byte) (rune, bool) {
	if len(raw) < 5 || raw[0] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(raw[1:5]), 16, 16)
	return rune(n), err == nil
}

// End reports whether nothing but space follows.
func (s *Scanner) End() bool {
	s.space()
	return s.P == len(s.Data)
}
