// Package testo turns the Markdown that editors write into safe HTML, and
// compares two texts. It is pure. Raw HTML never passes: what looks like it is
// left out by the Markdown reader, and an allow-list goes over the result once
// more. Images are only those uploaded with their description; nothing is ever
// fetched from elsewhere.
package testo

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	gtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Allegato is a file that a text may show or link as "allegato:7".
type Allegato struct {
	URL         string // path on this site
	Descrizione string // what an image shows
	Immagine    bool
}

// Prefisso begins the destination of a file of the content: ![](allegato:7).
const Prefisso = "allegato:"

// Rendi makes the HTML of a Markdown text. Headings begin at h2, without jumps.
// An image that is not among the allegati becomes its words; a link to
// anything but https, http, mailto or this site loses its address.
func Rendi(corpo string, allegati map[int64]Allegato) string {
	var out bytes.Buffer
	pc := parser.NewContext()
	pc.Set(chiaveAllegati, allegati)
	if err := lettore().Convert([]byte(corpo), &out, parser.WithContext(pc)); err != nil {
		return "" // a bytes.Buffer takes everything
	}
	return abbellisci.Replace(filtro().Sanitize(out.String()))
}

// abbellisci adds what every table and image of ours has; the filter has
// already escaped whatever looks the same in a text.
var abbellisci = strings.NewReplacer(`<table>`, `<div class="pass-table-wrap"><table class="table">`, `</table>`, `</table></div>`,
	`<th>`, `<th scope="col">`, `<img `, `<img loading="lazy" `)

var chiaveAllegati = parser.NewContextKey()

var lettore = sync.OnceValue(func() goldmark.Markdown {
	return goldmark.New(
		goldmark.WithExtensions(extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignNone)), extension.Strikethrough, extension.Linkify),
		goldmark.WithParserOptions(parser.WithASTTransformers(util.Prioritized(regole{}, 1000))))
})

// filtro is the allow-list: elements, attributes and addresses.
var filtro = sync.OnceValue(func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("h2", "h3", "h4", "p", "br", "hr", "ul", "ol", "li", "strong", "em", "del", "blockquote", "code", "pre", "table", "thead", "tbody", "tr", "th", "td")
	p.AllowAttrs("start").Matching(bluemonday.Integer).OnElements("ol")
	p.AllowAttrs("href").OnElements("a")
	p.AllowURLSchemes("https", "http", "mailto")
	p.AllowRelativeURLs(true)
	p.RequireParseableURLs(true)
	p.AllowAttrs("src").Matching(regexp.MustCompile(`^/contenuti/file/[1-9][0-9]*$`)).OnElements("img")
	p.AllowAttrs("alt").OnElements("img")
	return p
})

// regole changes the parsed text: levels of headings, images, addresses.
type regole struct{}

// Transform implements parser.ASTTransformer.
func (regole) Transform(doc *ast.Document, reader gtext.Reader, pc parser.Context) {
	allegati, _ := pc.Get(chiaveAllegati).(map[int64]Allegato)
	livello := 1
	var images []*ast.Image
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			n.Level = min(max(n.Level, 2), livello+1, 4)
			livello = n.Level
		case *ast.Link:
			n.Destination, n.Title = []byte(indirizzo(string(n.Destination), allegati)), nil
		case *ast.Image:
			images = append(images, n)
		}
		return ast.WalkContinue, nil
	})
	for _, n := range images {
		immagine(n, reader.Source(), allegati)
	}
}

// immagine gives an image its file and its description, or leaves its words.
func immagine(n *ast.Image, source []byte, allegati map[int64]Allegato) {
	a, ok := allegatoDi(string(n.Destination), allegati)
	parent := n.Parent()
	if parent == nil {
		return
	}
	if !ok || !a.Immagine {
		words := ast.NewString([]byte(parole(n, source)))
		parent.ReplaceChild(parent, n, words)
		return
	}
	n.Destination, n.Title = []byte(a.URL), nil
	n.RemoveChildren(n)
	n.AppendChild(n, ast.NewString([]byte(a.Descrizione)))
}

// parole is the plain text inside a node.
func parole(n ast.Node, source []byte) string {
	var b strings.Builder
	_ = ast.Walk(n, func(x ast.Node, entering bool) (ast.WalkStatus, error) {
		if t, ok := x.(*ast.Text); ok && entering {
			b.Write(t.Segment.Value(source))
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

func allegatoDi(destinazione string, allegati map[int64]Allegato) (Allegato, bool) {
	s, ok := strings.CutPrefix(destinazione, Prefisso)
	if !ok {
		return Allegato{}, false
	}
	id, err := strconv.ParseInt(s, 10, 64)
	a, known := allegati[id]
	return a, err == nil && known
}

// indirizzo is where a link may lead; "#" when it may lead nowhere.
func indirizzo(d string, allegati map[int64]Allegato) string {
	if a, ok := allegatoDi(d, allegati); ok {
		return a.URL
	}
	low := strings.ToLower(d)
	switch {
	case strings.HasPrefix(low, "https://"), strings.HasPrefix(low, "http://"), strings.HasPrefix(low, "mailto:"):
		return d
	case strings.HasPrefix(d, "#"):
		return d
	case strings.HasPrefix(d, "/") && !strings.HasPrefix(d, "//") && !strings.ContainsAny(d, "\\\t\r\n"):
		return d
	}
	return "#"
}
