package eventlog

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"
)

var utf8BOM = []byte("\xef\xbb\xbf")

// high1252 are the characters of the bytes 0x80–0x9F in Windows-1252; the five
// bytes without a character are the C1 controls of the same value. Source:
// WHATWG Encoding Standard, index windows-1252.
var high1252 = [32]rune{
	0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D, 0x8F,
	0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
}

func from1252(raw []byte) string {
	var b strings.Builder
	b.Grow(len(raw) + len(raw)/4)
	for _, c := range raw {
		switch {
		case c < 0x80:
			b.WriteByte(c)
		case c < 0xA0:
			b.WriteRune(high1252[c-0x80])
		default:
			b.WriteRune(rune(c))
		}
	}
	return b.String()
}

// decodeText reads a value as UTF-8, or as Windows-1252 when it is not UTF-8.
func decodeText(raw []byte) string {
	if utf8.Valid(raw) {
		return string(raw)
	}
	return from1252(raw)
}

// excerpt gives the beginning of a value, to be quoted in a message.
func excerpt(raw []byte) string {
	const most = 40
	if len(raw) > 4*most {
		raw = raw[:4*most]
		for cut := 1; cut < utf8.UTFMax && !utf8.Valid(raw); cut++ {
			if whole := raw[:len(raw)-cut]; utf8.Valid(whole) {
				raw = whole // the cut fell inside a character
			}
		}
	}
	text := []rune(decodeText(raw))
	if len(text) > most {
		return string(text[:most]) + "…"
	}
	return string(text)
}

var (
	errReference = errors.New("unknown or impossible character reference")
	errMarkup    = errors.New("'<' inside an attribute value")
)

// unescape reads an attribute value of XML 1.0: the five predefined entities
// and character references are resolved (§4.6, §4.1), literal white space
// becomes a space (§3.3.3).
func unescape(text string) (string, error) {
	if !strings.ContainsAny(text, "&<\t\r\n") {
		return text, nil
	}
	var b strings.Builder
	b.Grow(len(text))
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '<':
			return "", errMarkup
		case '\r':
			if i+1 < len(text) && text[i+1] == '\n' {
				i++ // a line end is one character (§2.11)
			}
			b.WriteByte(' ')
		case '\t', '\n':
			b.WriteByte(' ')
		case '&':
			end := strings.IndexByte(text[i:], ';')
			if end < 0 {
				return "", errReference
			}
			r, ok := reference(text[i+1 : i+end])
			if !ok {
				return "", errReference
			}
			b.WriteRune(r)
			i += end
		default:
			b.WriteByte(c)
		}
	}
	return b.String(), nil
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
	digits, hash := strings.CutPrefix(name, "#")
	if !hash {
		return 0, false
	}
	base := 10
	if hex, ok := strings.CutPrefix(digits, "x"); ok {
		digits, base = hex, 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || strings.ContainsAny(digits, "_+") {
		return 0, false
	}
	r := rune(n)
	valid := r == '\t' || r == '\n' || r == '\r' || r >= 0x20 && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 && r <= 0x10FFFF
	return r, valid && n <= 0x10FFFF
}

// is1252 reports whether the encoding declared by an XML prolog is Latin-1 or
// Windows-1252, which browsers and Excel write for one another.
func is1252(name []byte) bool {
	switch strings.ToLower(string(bytes.TrimSpace(name))) {
	case "iso-8859-1", "latin1", "latin-1", "windows-1252", "cp1252":
		return true
	}
	return false
}
