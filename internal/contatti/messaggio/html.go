package messaggio

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// daHTML takes the text out of HTML, token by token: no tree is built, so that
// no nesting is too deep, and nothing of it is ever shown as HTML. Addresses of
// links are written after their words, because they are what counts.
func daHTML(s string) string {
	if len(s) > maxHTML {
		s = s[:maxHTML]
	}
	t := testoHTML{}
	z := html.NewTokenizer(strings.NewReader(s))
	z.SetMaxBuf(maxHTML)
	for {
		switch z.Next() {
		case html.ErrorToken:
			return strings.TrimSpace(t.out.String())
		case html.TextToken:
			if t.muto == 0 {
				t.parole(string(z.Text()))
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			t.apre(z)
		case html.EndTagToken:
			name, _ := z.TagName()
			t.chiude(atom.Lookup(name))
		}
	}
}

type testoHTML struct {
	out    strings.Builder
	muto   int // inside what is not read
	citato int // depth of blockquote
	link   string
	inizio bool // at the beginning of a line
	spazio bool // a space is due
}

var muti = map[atom.Atom]bool{atom.Script: true, atom.Style: true, atom.Head: true, atom.Title: true, atom.Template: true, atom.Object: true, atom.Svg: true, atom.Noscript: true}

var blocchi = map[atom.Atom]bool{atom.P: true, atom.Div: true, atom.Tr: true, atom.Table: true, atom.Ul: true, atom.Ol: true, atom.Li: true, atom.H1: true, atom.H2: true,
	atom.H3: true, atom.H4: true, atom.Hr: true, atom.Blockquote: true, atom.Pre: true, atom.Section: true, atom.Article: true, atom.Body: true}

func (t *testoHTML) apre(z *html.Tokenizer) {
	name, attrs := z.TagName()
	a := atom.Lookup(name)
	switch {
	case muti[a]:
		t.muto++
	case a == atom.Body:
		t.muto = 0 // some programs never close the head
	case a == atom.Br:
		t.riga()
	case a == atom.Blockquote:
		t.riga()
		t.citato = min(t.citato+1, 20)
	case blocchi[a]:
		t.riga()
		if a == atom.Li {
			t.parole("– ")
		}
	case a == atom.Td || a == atom.Th:
		t.spazio = true
	case a == atom.A:
		t.link = ""
		for attrs {
			var k, v []byte
			k, v, attrs = z.TagAttr()
			if string(k) == "href" && (strings.HasPrefix(string(v), "http://") || strings.HasPrefix(string(v), "https://")) && len(v) <= 500 {
				t.link = string(v)
			}
		}
	}
}

func (t *testoHTML) chiude(a atom.Atom) {
	switch {
	case muti[a]:
		t.muto = max(0, t.muto-1)
	case a == atom.Blockquote:
		t.riga()
		t.citato = max(0, t.citato-1)
	case a == atom.A && t.link != "":
		if !strings.Contains(ultimi(t.out.String(), len(t.link)+1), strings.TrimPrefix(strings.TrimPrefix(t.link, "https://"), "http://")) {
			t.parole(" (" + t.link + ")")
		}
		t.link = ""
	case blocchi[a]:
		t.riga()
	}
}

func ultimi(s string, n int) string { return s[max(0, len(s)-n):] }

// riga ends the line; paragraphs are told apart by one empty line at most.
func (t *testoHTML) riga() {
	t.out.WriteByte('\n')
	t.inizio, t.spazio = true, false
}

// parole adds words, their spaces folded.
func (t *testoHTML) parole(s string) {
	if s == "" {
		return
	}
	if strings.ContainsAny(s[:1], " \t\r\n") {
		t.spazio = true
	}
	for _, w := range strings.Fields(s) {
		if t.inizio && t.citato > 0 {
			t.out.WriteString(strings.Repeat("> ", t.citato))
		}
		if t.spazio && !t.inizio && t.out.Len() > 0 {
			t.out.WriteByte(' ')
		}
		t.out.WriteString(w)
		t.inizio, t.spazio = false, true
	}
	t.spazio = strings.ContainsAny(s[len(s)-1:], " \t\r\n")
}
