package sqlitefile

import "strings"

// parse learns the columns from the CREATE TABLE that the schema keeps. It
// reports false when the text is none.
func (t *Table) parse(sql string) bool {
	l := &lexer{text: sql}
	if !strings.EqualFold(l.next().text, "CREATE") {
		return false
	}
	tok := l.next()
	for tok.text != "(" || tok.quoted { // TABLE [IF NOT EXISTS] [schema.]name
		if tok.text == "" && !tok.quoted {
			return false
		}
		tok = l.next()
	}
	for {
		definition, last := l.definition()
		if len(definition) == 0 || t.constraint(definition) {
			break
		}
		if len(t.Columns) >= maxColumns {
			return false
		}
		t.column(definition)
		if last {
			break
		}
	}
	return len(t.Columns) > 0
}

// constraint tells a constraint of the table, after which no column comes.
func (t *Table) constraint(d []token) bool {
	if d[0].quoted {
		return false
	}
	switch strings.ToUpper(d[0].text) {
	case "CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN":
		return true
	}
	return false
}

// column adds a column. An INTEGER PRIMARY KEY is another name of the rowid,
// and NULL in the rows.
func (t *Table) column(d []token) {
	words := make([]string, len(d))
	for i, w := range d {
		if !w.quoted {
			words[i] = strings.ToUpper(w.text)
		}
	}
	if len(d) >= 4 && words[1] == "INTEGER" && words[2] == "PRIMARY" && words[3] == "KEY" && (len(d) < 5 || words[4] != "DESC") {
		t.rowid = len(t.Columns)
	}
	for i, w := range words[1:] {
		if w == "GENERATED" || w == "AS" && i+2 < len(words) && words[i+2] == "(" {
			t.generated = true
		}
	}
	t.Columns = append(t.Columns, d[0].text)
}

// token is a word, a quoted name or a sign of SQL; empty and not quoted is the
// end.
type token struct {
	text   string
	quoted bool
}

type lexer struct {
	text string
	p    int
}

// definition takes the tokens up to the comma or the parenthesis that ends it;
// what stands in inner parentheses counts as one sign.
func (l *lexer) definition() (d []token, last bool) {
	depth := 0
	for {
		t := l.next()
		switch {
		case t.text == "" && !t.quoted:
			return d, true
		case t.quoted:
		case t.text == "(":
			depth++
		case t.text == ")" && depth == 0:
			return d, true
		case t.text == ")":
			depth--
			continue
		case t.text == "," && depth == 0:
			return d, false
		}
		if depth == 0 || depth == 1 && t.text == "(" && !t.quoted {
			d = append(d, t)
		}
	}
}

func (l *lexer) next() token {
	l.blanks()
	if l.p == len(l.text) {
		return token{}
	}
	from := l.p
	switch c := l.text[l.p]; c {
	case '"', '`', '\'':
		return l.name(c)
	case '[':
		end := strings.IndexByte(l.text[from:], ']')
		if end < 0 {
			l.p = len(l.text)
			return token{}
		}
		l.p = from + end + 1
		return token{l.text[from+1 : from+end], true}
	}
	for l.p < len(l.text) && word(l.text[l.p]) {
		l.p++
	}
	if l.p == from {
		l.p++ // a sign
	}
	return token{l.text[from:l.p], false}
}

// name reads what stands between quotes, which are doubled to stand for
// themselves.
func (l *lexer) name(quote byte) token {
	var b strings.Builder
	for l.p++; l.p < len(l.text); l.p++ {
		c := l.text[l.p]
		if c == quote {
			if l.p++; l.p == len(l.text) || l.text[l.p] != quote {
				return token{b.String(), true}
			}
		}
		b.WriteByte(c)
	}
	return token{}
}

// blanks passes over spaces and comments.
func (l *lexer) blanks() {
	for l.p < len(l.text) {
		rest := l.text[l.p:]
		switch {
		case rest[0] <= ' ':
			l.p++
		case strings.HasPrefix(rest, "--"):
			l.p += end(rest, "\n")
		case strings.HasPrefix(rest, "/*"):
			l.p += 2 + end(rest[2:], "*/")
		default:
			return
		}
	}
}

func end(s, mark string) int {
	if i := strings.Index(s, mark); i >= 0 {
		return i + len(mark)
	}
	return len(s)
}

func word(c byte) bool {
	return c == '_' || c == '$' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}
