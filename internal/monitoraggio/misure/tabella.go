package misure

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// maxCella is the longest quoted cell, in bytes: that of a spreadsheet. A
// quote that finds no partner within it was never closed.
const maxCella = 32767

// tabella reads records of delimited text (RFC 4180) from memory. It never
// gives up: a bare quote is a letter, and a quote never closed spoils its own
// line alone.
type tabella struct {
	testo     string
	sep       byte
	pos       int
	riga      int      // ordinal of the last record, empty lines included
	celle     []string // of the last record
	rotta     bool     // the last record has a quote that is never closed
	larghezza int      // cells of the header
}

// prossima reads the next record, and reports whether there was one. The
// slice of the cells is valid until the next call; an empty line is a record
// of one empty cell.
func (t *tabella) prossima() bool {
	if t.pos >= len(t.testo) {
		return false
	}
	t.riga++
	t.celle, t.rotta = t.celle[:0], false
	for t.cella() {
	}
	return true
}

// capo is the length of the line break at i, zero when there is none.
func capo(s string, i int) int {
	switch {
	case s[i] == '\n':
		return 1
	case s[i] != '\r':
		return 0
	case i+1 < len(s) && s[i+1] == '\n':
		return 2
	}
	return 1
}

// cella reads one cell with what ends it, and reports whether another one
// follows in the record.
func (t *tabella) cella() bool {
	cella := ""
	if t.pos < len(t.testo) && t.testo[t.pos] == '"' {
		if n, ok := virgolette(t.testo[t.pos+1:]); ok {
			cella = strings.ReplaceAll(t.testo[t.pos+1:t.pos+1+n], `""`, `"`)
			t.pos += n + 2
		} else {
			t.rotta = true
		}
	}
	inizio := t.pos
	for t.pos < len(t.testo) {
		if b := t.testo[t.pos]; b == t.sep || b == '\n' || b == '\r' {
			break
		}
		t.pos++
	}
	t.celle = append(t.celle, cella+t.testo[inizio:t.pos]) // one of the two is nearly always empty
	if t.pos >= len(t.testo) {
		return false
	}
	if t.testo[t.pos] == t.sep {
		t.pos++
		return true
	}
	t.pos += capo(t.testo, t.pos)
	return false
}

// virgolette is the length of the quoted text at the start of s, up to the
// quote that closes it; false when none does.
func virgolette(s string) (int, bool) {
	s = s[:min(len(s), maxCella)]
	for i := 0; ; i += 2 {
		n := strings.IndexByte(s[i:], '"')
		if n < 0 {
			return 0, false
		}
		i += n
		if i+1 >= len(s) || s[i+1] != '"' {
			return i, true
		}
	}
}

// vuota reports a record without content: an empty line, or separators alone.
func (t *tabella) vuota() bool {
	for _, c := range t.celle {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

// testoDa decodes a whole file: UTF-8 with or without its mark, else
// Windows-1252, in which any bytes are a text.
func testoDa(b []byte) string {
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(b) {
		if out, err := charmap.Windows1252.NewDecoder().Bytes(b); err == nil {
			b = out
		}
	}
	return string(b)
}
