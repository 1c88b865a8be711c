package testo

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

var files = map[int64]Allegato{
	3: {URL: "/contenuti/file/3", Descrizione: `La sala "grande" <vuota>`, Immagine: true},
	4: {URL: "/contenuti/file/4", Descrizione: "Le slide", Immagine: false},
}

func TestMarkdownBecomesPlainHTML(t *testing.T) {
	for in, want := range map[string]string{
		"Testo **forte** e *corsivo*.":                  "<p>Testo <strong>forte</strong> e <em>corsivo</em>.</p>\n",
		"# Uno\n\n#### Due\n\n###### Tre\n\n## Quattro": "<h2>Uno</h2>\n<h3>Due</h3>\n<h4>Tre</h4>\n<h2>Quattro</h2>\n",
		"### Prima":                              "<h2>Prima</h2>\n",
		"- a\n- b":                               "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n",
		"3. tre\n4. quattro":                     "<ol start=\"3\">\n<li>tre</li>\n<li>quattro</li>\n</ol>\n",
		"[PAsS](/che-cosa-e)":                    `<p><a href="/che-cosa-e">PAsS</a></p>` + "\n",
		"[Legge](https://www.normattiva.it)":     `<p><a href="https://www.normattiva.it">Legge</a></p>` + "\n",
		"[Slide](allegato:4)":                    `<p><a href="/contenuti/file/4">Slide</a></p>` + "\n",
		"![altro](allegato:3)":                   `<p><img loading="lazy" src="/contenuti/file/3" alt="La sala &#34;grande&#34; &lt;vuota&gt;"></p>` + "\n",
		"![slide](allegato:4)":                   "<p>slide</p>\n",
		"![foto](allegato:99)":                   "<p>foto</p>\n",
		"![foto](https://altrove.example/a.png)": "<p>foto</p>\n",
		"|a|b|\n|-|-|\n|1|2|":                    `<div class="pass-table-wrap"><table class="table">` + "\n<thead>\n<tr>\n" + `<th scope="col">a</th>` + "\n" + `<th scope="col">b</th>` + "\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table></div>\n",
		"":                                       "",
	} {
		if got := Rendi(in, files); got != want {
			t.Errorf("%q:\n%s\nwant\n%s", in, got, want)
		}
	}
}

// attacks are texts that must come out as words, or not at all.
var attacks = []string{
	`<script>alert(1)</script>`, `<img src=x onerror=alert(1)>`, `<svg/onload=alert(1)>`, `[x](javascript:alert(1))`, `[x](JaVaScRiPt:alert(1))`,
	`[x](vbscript:msgbox(1))`, `[x](data:text/html;base64,PHNjcmlwdD4=)`, `![x](javascript:alert(1))`, `![x](data:image/svg+xml;base64,PHN2Zz4=)`,
	`<a href="javascript:alert(1)">x</a>`, `[x](//evil.example)`, `[x](/\evil.example)`, `[x](\\evil.example)`, `<javascript:alert(1)>`,
	"[x](java\nscript:alert(1))", `[x](&#106;avascript:alert(1))`, `[x](java&Tab;script:alert(1))`, "[a]: javascript:alert(1)\n\n[a]", `<iframe src="https://evil.example"></iframe>`,
	`<style>body{display:none}</style>`, `<p style="position:fixed">`, `"><img src=x onerror=alert(1)>`, "`<script>`", "```html\n<script>alert(1)</script>\n```",
	`<!--><script>alert(1)</script>-->`, `<![CDATA[<script>alert(1)</script>]]>`, `<math><mi//xlink:href="data:x,<script>alert(1)</script>">`,
	`[x](https://a.example "onmouseover=alert(1)")`, `![x](allegato:3 "onerror=alert(1)")`, `![](allegato:-3)`, `![](allegato:3" onerror="alert(1))`,
	`<form action=https://evil.example><input name=cf>`, `[x](mailto:a@b.it?subject=<script>)`, `<base href="https://evil.example/">`, `<meta http-equiv=refresh content=0>`,
	`&lt;script&gt;alert(1)&lt;/script&gt;`, "\x00<script>", `<scr<script>ipt>alert(1)</scr</script>ipt>`, `[x](http://[::1]:namedport)`, `![a](allegato:3)![b](https://evil.example/p.gif)`,
	`<table><tr><td background="javascript:alert(1)">`, `<details open ontoggle=alert(1)>`, `[x](feed:javascript:alert(1))`, `[x](tel:112)`, `<th>`, "\\<table>",
}

func TestNothingHostilePasses(t *testing.T) {
	for _, a := range attacks {
		check(t, a)
		check(t, "Prima "+a+" dopo")
		check(t, "> - "+a)
	}
}

var allowedElements = strings.Fields("html head body h2 h3 h4 p br hr ul ol li strong em del blockquote code pre table thead tbody tr th td a img div")

var images = regexp.MustCompile(`^/contenuti/file/[1-9][0-9]*$`)

// check reads the HTML as a browser does: only what is allowed is there.
func check(t *testing.T, in string) {
	t.Helper()
	out := Rendi(in, files)
	doc, err := html.Parse(strings.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Type == html.CommentNode {
			t.Errorf("%q leaves a comment: %s", in, out)
		}
		if n.Type != html.ElementNode {
			continue
		}
		if !slices.Contains(allowedElements, n.Data) {
			t.Errorf("%q makes <%s>: %s", in, n.Data, out)
		}
		for _, a := range n.Attr {
			switch n.Data + " " + a.Key {
			case "a href":
				u, err := url.Parse(a.Val)
				if err != nil || !slices.Contains([]string{"", "http", "https", "mailto"}, u.Scheme) || u.Scheme == "" && (u.Host != "" || strings.HasPrefix(a.Val, "//") || strings.HasPrefix(a.Val, `/\`)) {
					t.Errorf("%q leads to %q", in, a.Val)
				}
			case "img src":
				if !images.MatchString(a.Val) {
					t.Errorf("%q shows %q", in, a.Val)
				}
			case "img alt", "img loading", "ol start", "th scope", "table class", "div class":
			default:
				t.Errorf("%q: <%s %s=%q>", in, n.Data, a.Key, a.Val)
			}
		}
		if n.Data == "img" && len(n.Attr) != 3 {
			t.Errorf("%q: an image with the attributes %v", in, n.Attr)
		}
	}
}

func FuzzRendi(f *testing.F) {
	for _, a := range attacks {
		f.Add(a)
	}
	f.Fuzz(func(t *testing.T, in string) { check(t, in) })
}

func TestTheComparisonGivesBothTextsBack(t *testing.T) {
	for _, c := range [][2]string{{"", ""}, {"a", "a"}, {"a\nb\nc", "a\nc"}, {"a\nc", "a\nb\nc"}, {"a\nb", "b\na"}, {"x\na\nb\nc\ny", "x\nb\nd\ny"}, {"", "a\nb"}, {strings.Repeat("a\n", 3000), strings.Repeat("b\n", 3000)}} {
		var before, after []string
		same := 0
		for _, r := range Confronta(c[0], c[1]) {
			if r.Segno != Aggiunta {
				before = append(before, r.Testo)
			}
			if r.Segno != Tolta {
				after = append(after, r.Testo)
			}
			if r.Segno == Uguale {
				same++
			}
		}
		if got := strings.Join(before, "\n"); strings.Trim(got, "\n") != strings.Trim(c[0], "\n") {
			t.Errorf("%.20q → %.20q: the first comes back as %.20q", c[0], c[1], got)
		}
		if got := strings.Join(after, "\n"); strings.Trim(got, "\n") != strings.Trim(c[1], "\n") {
			t.Errorf("%.20q → %.20q: the second comes back as %.20q", c[0], c[1], got)
		}
		if c[0] == "a\nb\nc" && same != 2 {
			t.Errorf("%d lines are the same, want 2", same)
		}
	}
}
