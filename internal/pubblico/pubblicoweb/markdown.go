package pubblicoweb

import (
	"context"
	"html"
	"io"
	"regexp"
	"strings"

	"github.com/a-h/templ"

	"pass/internal/kernel"
)

// document is a text of the manual. The subset of Markdown that it is written
// in has a title (#), headings (## and ###), paragraphs, lists (- and 1.) of
// one level, **strong** words and links to pages of this site or to https
// addresses. Everything else is shown as it is written: no HTML passes.
type document struct {
	Title  string
	Blocks []block
}

// block is a heading, a paragraph or a list.
type block struct {
	Kind  blockKind
	ID    string // of a heading
	Items [][]span
}

type blockKind int

const (
	paragraph blockKind = iota
	heading2
	heading3
	bullets
	numbers
)

// span is a run of text; with URL it is a link.
type span struct {
	Text   string
	URL    string
	Strong bool
}

var numbered = regexp.MustCompile(`^\d+\. `)

func parseMarkdown(text string) document {
	var d document
	for _, part := range strings.Split(text, "\n\n") {
		lines := strings.Split(strings.Trim(part, "\n"), "\n")
		switch {
		case lines[0] == "":
		case strings.HasPrefix(lines[0], "# ") && d.Title == "":
			d.Title = strings.TrimSpace(lines[0][2:])
		case strings.HasPrefix(lines[0], "## "):
			d.Blocks = append(d.Blocks, heading(heading2, lines[0][3:]))
		case strings.HasPrefix(lines[0], "### "):
			d.Blocks = append(d.Blocks, heading(heading3, lines[0][4:]))
		case strings.HasPrefix(lines[0], "- "):
			d.Blocks = append(d.Blocks, list(bullets, lines, func(l string) (string, bool) { return strings.CutPrefix(l, "- ") }))
		case numbered.MatchString(lines[0]):
			d.Blocks = append(d.Blocks, list(numbers, lines, func(l string) (string, bool) {
				m := numbered.FindString(l)
				return l[len(m):], m != ""
			}))
		default:
			d.Blocks = append(d.Blocks, block{Kind: paragraph, Items: [][]span{spans(strings.Join(lines, " "))}})
		}
	}
	return d
}

func heading(kind blockKind, text string) block {
	text = strings.TrimSpace(text)
	return block{Kind: kind, ID: strings.ReplaceAll(kernel.Fold(text), " ", "-"), Items: [][]span{spans(text)}}
}

// list joins each item with the lines that follow it.
func list(kind blockKind, lines []string, cut func(string) (string, bool)) block {
	var items []string
	for _, l := range lines {
		if item, ok := cut(l); ok {
			items = append(items, item)
		} else if len(items) > 0 {
			items[len(items)-1] += " " + strings.TrimSpace(l)
		}
	}
	b := block{Kind: kind}
	for _, i := range items {
		b.Items = append(b.Items, spans(i))
	}
	return b
}

var inline = regexp.MustCompile(`\*\*([^*]+)\*\*|\[([^\]]+)\]\(([^()\s]+)\)`)

// spans cuts a text at its strong words and links. A link to anything but a
// path of this site, an anchor or an https address stays text.
func spans(text string) []span {
	var out []span
	at := 0
	for _, m := range inline.FindAllStringSubmatchIndex(text, -1) {
		s := span{}
		if m[2] >= 0 {
			s = span{Text: text[m[2]:m[3]], Strong: true}
		} else if u := text[m[6]:m[7]]; safeLink(u) {
			s = span{Text: text[m[4]:m[5]], URL: u}
		} else {
			continue
		}
		if m[0] > at {
			out = append(out, span{Text: text[at:m[0]]})
		}
		out, at = append(out, s), m[1]
	}
	if at < len(text) {
		out = append(out, span{Text: text[at:]})
	}
	return out
}

func safeLink(u string) bool {
	return strings.HasPrefix(u, "https://") || strings.HasPrefix(u, "#") || (strings.HasPrefix(u, "/") && !strings.HasPrefix(u, "//"))
}

// inlines writes the spans one after the other, without the spaces that a
// template would put between them.
func inlines(spans []span) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		var b strings.Builder
		for _, s := range spans {
			text := html.EscapeString(s.Text)
			switch {
			case s.URL != "":
				text = `<a href="` + html.EscapeString(s.URL) + `">` + text + `</a>`
			case s.Strong:
				text = `<strong>` + text + `</strong>`
			}
			b.WriteString(text)
		}
		_, err := io.WriteString(w, b.String())
		return err
	})
}
