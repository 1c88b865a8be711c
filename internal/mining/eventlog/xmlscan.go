package eventlog

import (
	"bytes"
	"errors"
)

var (
	errSyntax   = errors.New("not well-formed XML")
	errDoctype  = errors.New("DOCTYPE refused")
	errEncoding = errors.New("declared encoding not supported")
)

// incomplete says that a token goes on after the data.
const incomplete = -1

// xmlHandler takes the tags of a document in turn. Names and values hold only
// during the call.
type xmlHandler interface {
	// begin takes an opening tag with the attributes "key" and "value" that XES
	// uses, nil if absent.
	begin(name, key, value []byte, selfClosing bool) error
	// end takes a closing tag.
	end(name []byte) error
	// instruction takes a processing instruction.
	instruction(pi []byte) error
}

// consume takes the whole tokens at the beginning of data and gives how many
// bytes they are. Text between tags is skipped: XES keeps nothing in it.
func consume(x xmlHandler, data []byte, maxRecord int) (int, error) {
	for p := 0; ; {
		i := bytes.IndexByte(data[p:], '<')
		if i < 0 {
			return len(data), nil
		}
		p += i
		end, err := token(x, data, p)
		if err != nil || end == incomplete {
			return p, err
		}
		if end-p > maxRecord {
			return p, errRecordTooLong
		}
		p = end
	}
}

// token takes the token that begins with the < at data[p] and gives the
// position after it.
func token(x xmlHandler, data []byte, p int) (int, error) {
	if p+1 == len(data) {
		return incomplete, nil
	}
	switch data[p+1] {
	case '/':
		i := bytes.IndexByte(data[p:], '>')
		if i < 0 {
			return incomplete, nil
		}
		return p + i + 1, x.end(trimEnd(data[p+2 : p+i]))
	case '?':
		end := after(data, p+2, "?>")
		if end == incomplete {
			return incomplete, nil
		}
		return end, x.instruction(data[p:end])
	case '!':
		return declaration(data, p)
	}
	if end, ok, err := plainTag(x, data, p); ok {
		return end, err
	}
	return startTag(x, data, p)
}

// declaration skips a comment or a CDATA section and refuses the rest: a
// DOCTYPE may declare entities that grow without bound or read other files.
func declaration(data []byte, p int) (int, error) {
	rest := data[p:]
	switch {
	case bytes.HasPrefix(rest, []byte("<!--")):
		return after(data, p+4, "-->"), nil
	case bytes.HasPrefix(rest, []byte("<![CDATA[")):
		return after(data, p+9, "]]>"), nil
	case len(rest) < len("<!DOCTYPE"):
		return incomplete, nil
	case bytes.HasPrefix(rest, []byte("<!DOCTYPE")):
		return 0, errDoctype
	}
	return 0, errSyntax
}

// after is the position after the next mark.
func after(data []byte, p int, mark string) int {
	i := bytes.Index(data[p:], []byte(mark))
	if i < 0 {
		return incomplete
	}
	return p + i + len(mark)
}

// instruction reads the declared encoding: UTF-8 and what is a part of it,
// Latin-1 and Windows-1252 are read.
func (x *xesReader) instruction(pi []byte) error {
	if len(x.starts) > 0 || x.rootClosed || !bytes.HasPrefix(pi, []byte("<?xml")) {
		return nil
	}
	_, rest, found := bytes.Cut(pi, []byte("encoding"))
	if !found {
		return nil
	}
	rest = bytes.TrimLeft(rest, " \t\r\n=")
	if len(rest) == 0 || rest[0] != '"' && rest[0] != '\'' {
		return errSyntax
	}
	name, _, found := bytes.Cut(rest[1:], rest[:1])
	if !found {
		return errSyntax
	}
	x.latin = is1252(name)
	if x.latin || bytes.EqualFold(name, []byte("utf-8")) || bytes.EqualFold(name, []byte("utf8")) || bytes.EqualFold(name, []byte("us-ascii")) {
		return nil
	}
	return errEncoding
}

// plainTag takes the two forms in which most tags of XES are written, <name>
// and <name key="…" value="…"/>; ok is false for any other.
func plainTag(x xmlHandler, data []byte, p int) (end int, ok bool, err error) {
	const longestName = 16
	rest := data[p+1:]
	n := 0
	for n < len(rest) && n < longestName && (rest[n] >= 'a' && rest[n] <= 'z') {
		n++
	}
	if n == 0 || n == len(rest) {
		return 0, false, nil
	}
	if rest[n] == '>' {
		return p + n + 2, true, x.begin(rest[:n], nil, nil, false)
	}
	const beforeKey, beforeValue = ` key="`, `" value="`
	key := n + len(beforeKey)
	if len(rest) < key || string(rest[n:key]) != beforeKey {
		return 0, false, nil
	}
	i := bytes.IndexByte(rest[key:], '"')
	value := key + i + len(beforeValue)
	if i < 0 || len(rest) < value || string(rest[key+i:value]) != beforeValue {
		return 0, false, nil
	}
	j := bytes.IndexByte(rest[value:], '"')
	if last := value + j; j >= 0 && len(rest) >= last+3 && rest[last+1] == '/' && rest[last+2] == '>' {
		return p + last + 4, true, x.begin(rest[:n], rest[key:key+i], rest[value:last], true)
	}
	return 0, false, nil
}

// startTag takes an opening or empty-element tag (XML 1.0 §3.1).
func startTag(x xmlHandler, data []byte, p int) (int, error) {
	q := p + 1
	for q < len(data) && !isSpace(data[q]) && data[q] != '>' && data[q] != '/' && data[q] != '<' && data[q] != '=' {
		q++
	}
	name := data[p+1 : q]
	if q < len(data) && len(name) == 0 {
		return 0, errSyntax
	}
	var key, value []byte
	for {
		for q < len(data) && isSpace(data[q]) {
			q++
		}
		if q == len(data) {
			return incomplete, nil
		}
		switch data[q] {
		case '>':
			return q + 1, x.begin(name, key, value, false)
		case '/':
			if q+1 == len(data) {
				return incomplete, nil
			}
			if data[q+1] != '>' {
				return 0, errSyntax
			}
			return q + 2, x.begin(name, key, value, true)
		}
		attribute, content, end, err := scanAttribute(data, q)
		if err != nil || end == incomplete {
			return end, err
		}
		switch string(attribute) {
		case "key":
			key = content
		case "value":
			value = content
		}
		q = end
	}
}

// scanAttribute reads name="content" at data[q] and gives the position after
// it.
func scanAttribute(data []byte, q int) (name, content []byte, end int, err error) {
	start := q
	for q < len(data) && data[q] != '=' && !isSpace(data[q]) {
		if c := data[q]; c == '>' || c == '<' || c == '/' || c == '"' || c == '\'' {
			return nil, nil, 0, errSyntax
		}
		q++
	}
	name = data[start:q]
	for q < len(data) && isSpace(data[q]) {
		q++
	}
	if q < len(data) && (data[q] != '=' || len(name) == 0) {
		return nil, nil, 0, errSyntax
	}
	q++
	for q < len(data) && isSpace(data[q]) {
		q++
	}
	if q >= len(data) {
		return nil, nil, incomplete, nil
	}
	quote := data[q]
	if quote != '"' && quote != '\'' {
		return nil, nil, 0, errSyntax
	}
	i := bytes.IndexByte(data[q+1:], quote)
	if i < 0 {
		return nil, nil, incomplete, nil
	}
	return name, data[q+1 : q+1+i], q + i + 2, nil
}

// trimEnd drops white space after the name of a closing tag.
func trimEnd(name []byte) []byte {
	for len(name) > 0 && isSpace(name[len(name)-1]) {
		name = name[:len(name)-1]
	}
	return name
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

// localName drops a namespace prefix.
func localName(name []byte) []byte {
	return name[bytes.IndexByte(name, ':')+1:]
}
