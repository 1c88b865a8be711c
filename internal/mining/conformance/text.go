package conformance

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"pass/internal/mining/steps"
	"pass/internal/termini"
)

// The text form of a model, for storage and for people, one thing per line:
//
//	modello permesso-costruire "Permesso di costruire" fonte="DPR 380/2001, art. 20"
//	passo domanda "Domanda" significato=receipt
//	passo proposta "Proposta" parole="proposta provvedimento" facoltativo
//	termine da=domanda a=proposta entro=60 conto=netto-ricominciato
//	vincolo precedenza a=preavviso b=diniego
//
// Values with spaces stand in double quotes, as in Go. Empty lines and lines
// that begin with # do not count.

// mostText bounds what ParseModel reads.
const mostText = 256 << 10

// String is the text form; ParseModel reads it back.
func (m *Model) String() string {
	var b strings.Builder
	l := line{b: &b}
	l.begin("modello").word(m.Code).quoted(m.Name).value("fonte", m.Source).value("nota", m.Note).flag("chiuso", m.Closed).end()
	for _, s := range m.Steps {
		l.begin("passo").word(s.ID).quoted(s.Name)
		for _, k := range s.Kinds {
			l.value("significato", k.String())
		}
		l.values("attivita", s.Activities).values("parole", s.Words)
		l.flag("oppure", s.Or).flag("ovunque", s.Anywhere).flag("facoltativo", s.Optional).flag("ripetibile", s.Repeatable).flag("finale", s.Final)
		l.law(Law{s.Source, s.Note, s.Uncertain}).end()
	}
	for _, d := range m.Deadlines {
		l.begin("termine").value("da", d.From).flag("ultimo", d.FromLast).values("a", d.To).value("entro", d.Within.String())
		l.value("regola", string(d.Rule)).value("poi", string(d.Then)).value("conto", string(d.Pause)).value("se", d.If).value("salvo", d.Unless)
		l.law(Law{d.Source, d.Note, d.Uncertain}).end()
	}
	for _, c := range m.Constraints {
		l.begin("vincolo").word(string(c.Template)).value("a", c.A).value("b", c.B)
		if c.N != 0 {
			l.value("n", strconv.Itoa(c.N))
		}
		l.law(Law{c.Source, c.Note, c.Uncertain}).end()
	}
	return b.String()
}

// line writes the parts of one line.
type line struct{ b *strings.Builder }

func (l line) begin(word string) line { l.b.WriteString(word); return l }
func (l line) end()                   { l.b.WriteByte('\n') }
func (l line) word(s string) line     { l.b.WriteString(" " + s); return l }
func (l line) quoted(s string) line   { return l.word(strconv.Quote(s)) }

func (l line) value(key, s string) line {
	if s == "" {
		return l
	}
	l.word(key + "=")
	if strings.ContainsFunc(s, func(c rune) bool { return !plain(c) }) {
		s = strconv.Quote(s)
	}
	l.b.WriteString(s)
	return l
}

// plain are the characters of a value that needs no quotes.
func plain(c rune) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_'
}

func (l line) values(key string, list []string) line {
	for _, s := range list {
		l.value(key, s)
	}
	return l
}

func (l line) flag(word string, set bool) line {
	if set {
		return l.word(word)
	}
	return l
}

func (l line) law(x Law) line {
	return l.value("fonte", x.Source).value("nota", x.Note).flag("incerto", x.Uncertain)
}

// ParseModel reads the text form and validates the model. The message of the
// error is Italian, for people, and names the line.
func ParseModel(text string) (*Model, error) {
	if len(text) > mostText {
		return nil, invalid("il testo è troppo lungo")
	}
	m := &Model{}
	for i, s := range strings.Split(text, "\n") {
		s = strings.TrimSpace(s)
		if s == "" || s[0] == '#' {
			continue
		}
		p := parser{rest: s}
		if err := p.tokens(); err != nil {
			return nil, invalid("riga %d: %v", i+1, err)
		}
		if err := m.add(&p); err != nil {
			return nil, invalid("riga %d: %v", i+1, err)
		}
	}
	return m, m.Validate()
}

// token is a word, a quoted text or a key with its value.
type token struct {
	key, value string // key "" for a text alone
	alone      bool   // neither key nor quotes: a word
}

type parser struct {
	rest  string
	words []string // the plain and quoted ones that stand first
	flags map[string]bool
	set   map[string][]string
}

// tokens splits the line.
func (p *parser) tokens() error {
	p.flags, p.set = map[string]bool{}, map[string][]string{}
	for first := true; p.rest != ""; first = false {
		t, err := p.next()
		if err != nil {
			return err
		}
		switch {
		case t.key != "":
			p.set[t.key] = append(p.set[t.key], t.value)
		case t.alone && !first && slices.Contains(flagWords, t.value):
			p.flags[t.value] = true
		default:
			p.words = append(p.words, t.value)
		}
		p.rest = strings.TrimLeft(p.rest, " \t")
	}
	return nil
}

var flagWords = []string{"chiuso", "oppure", "ovunque", "facoltativo", "ripetibile", "finale", "incerto", "ultimo"}

func (p *parser) next() (t token, err error) {
	end := strings.IndexAny(p.rest, " \t=\"")
	if end < 0 {
		end = len(p.rest)
	}
	word := p.rest[:end]
	p.rest = p.rest[end:]
	if strings.HasPrefix(p.rest, "=") {
		if word == "" {
			return t, fmt.Errorf("un valore non ha nome")
		}
		t.key, p.rest = word, p.rest[1:]
		if !strings.HasPrefix(p.rest, `"`) {
			n := strings.IndexAny(p.rest+" ", " \t")
			t.value, p.rest = p.rest[:n], p.rest[n:]
			return t, nil
		}
	} else if word != "" {
		return token{value: word, alone: true}, nil
	}
	q, err := strconv.QuotedPrefix(p.rest)
	if err != nil {
		return t, fmt.Errorf("le virgolette non sono chiuse")
	}
	p.rest = p.rest[len(q):]
	t.value, err = strconv.Unquote(q)
	return t, err
}

// one is the only value of a key.
func (p *parser) one(key string) string {
	list := p.set[key]
	delete(p.set, key)
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

func (p *parser) all(key string) []string {
	list := p.set[key]
	delete(p.set, key)
	return list
}

func (p *parser) is(flag string) bool {
	set := p.flags[flag]
	delete(p.flags, flag)
	return set
}

func (p *parser) law() Law { return Law{p.one("fonte"), p.one("nota"), p.is("incerto")} }

// left names what no part of the line wanted.
func (p *parser) left() error {
	for _, key := range []string{"fonte", "nota", "significato", "attivita", "parole", "da", "a", "b", "n", "entro", "regola", "poi", "conto", "se", "salvo"} {
		if len(p.set[key]) > 0 {
			return fmt.Errorf("%q qui non ci va", key)
		}
	}
	if len(p.set) > 0 || len(p.flags) > 0 {
		return fmt.Errorf("c'è qualcosa che non si riconosce")
	}
	return nil
}

// add reads one line into the model.
func (m *Model) add(p *parser) error {
	wants := map[string]int{"modello": 3, "passo": 3, "termine": 1, "vincolo": 2}
	if len(p.words) == 0 || len(p.words) != wants[p.words[0]] {
		return fmt.Errorf("la riga non comincia come dovrebbe")
	}
	switch p.words[0] {
	case "modello":
		m.Code, m.Name, m.Closed = p.words[1], p.words[2], p.is("chiuso")
		m.Source, m.Note = p.one("fonte"), p.one("nota")
	case "passo":
		s := Step{ID: p.words[1], Name: p.words[2], Activities: p.all("attivita"), Words: p.all("parole"),
			Or: p.is("oppure"), Anywhere: p.is("ovunque"), Optional: p.is("facoltativo"), Repeatable: p.is("ripetibile"), Final: p.is("finale")}
		for _, code := range p.all("significato") {
			k, err := steps.Parse(code)
			if err != nil {
				return err
			}
			s.Kinds = append(s.Kinds, k)
		}
		law := p.law()
		s.Source, s.Note, s.Uncertain = law.Source, law.Note, law.Uncertain
		m.Steps = append(m.Steps, s)
	case "termine":
		d := Deadline{From: p.one("da"), FromLast: p.is("ultimo"), To: p.all("a"), Rule: termini.Codice(p.one("regola")), Then: termini.Codice(p.one("poi")),
			Pause: Pause(p.one("conto")), If: p.one("se"), Unless: p.one("salvo")}
		if within := p.one("entro"); within != "" {
			t, err := termini.ParseTermine(within)
			if err != nil {
				return err
			}
			d.Within = t
		}
		law := p.law()
		d.Source, d.Note, d.Uncertain = law.Source, law.Note, law.Uncertain
		m.Deadlines = append(m.Deadlines, d)
	default:
		c := Constraint{Template: Template(p.words[1]), A: p.one("a"), B: p.one("b")}
		if n := p.one("n"); n != "" {
			var err error
			if c.N, err = strconv.Atoi(n); err != nil {
				return fmt.Errorf("%q non è un numero", n)
			}
		}
		law := p.law()
		c.Source, c.Note, c.Uncertain = law.Source, law.Note, law.Uncertain
		m.Constraints = append(m.Constraints, c)
	}
	return p.left()
}
