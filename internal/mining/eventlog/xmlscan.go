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

// consume takes the whole tokens at the beginning of data and gives how many
// bytes they are. Text between tags is skipped: XES keeps nothing in it.
func (x *xesReader) consume(data []byte) (int, error) {
	for p := 0; ; {
		i := bytes.IndexByte(data[p:], '<')
		if i < 0 {
			return len(data), nil
		}
		p += i
		end, err := x.token(data, p)
		if err != nil || end == incomplete {
			return p, err
		}
		p = end
	}
}

// token takes the token that begins with the < at data[p] and gives the
// position after it.
func (x *xesReader) token(data []byte, p int) (int, error) {
	if p+1 == len(data) {
		return incomplete, nil
	}
	switch data[p+1] {
	case '/':
		i := bytes.IndexByte(data[p:], '>')
		if i < 0 {
			return incomplete, nil
		}
		return p + i + 1, x.end(bytes.TrimRight(data[p+2:p+i], " \t\r\n"))
	case '?':
		end := after(data, p+2, "?>")
		if end == incomplete {
			return incomplete, nil
		}
		return end, x.prolog(data[p:end])
	case '!':
		return declaration(data, p)
	}
	return x.startTag(data, p)
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

// prolog reads the declared encoding: UTF-8 and what is a part of it, Latin-1
// and Windows-1252 are read.
func (x *xesReader) prolog(pi []byte) error {
	if !bytes.HasPrefix(pi, []byte("<?xml")) {
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

// startTag takes an opening or empty-element tag (XML 1.0 §3.1).
func (x *xesReader) startTag(data []byte, p int) (int, error) {
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

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

// localName drops a namespace prefix.
func localName(name []byte) []byte {
	return name[bytes.IndexByte(name, ':')+1:]
}
