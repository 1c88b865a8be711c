package app_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"pass/internal/platform/db"
)

// The rule of row T8: a count of days says which days they are. There are four
// kinds: "di calendario" (holidays included, gross), "lavorativi", "netti"
// (gross without the suspensions), and "di 24 ore", for event logs, whose
// durations have hours. In a table it may be said once: in the caption, in the
// head of the column or in the note.

// quanti is a number before the word, in figures, in letters, or as what a
// program puts there.
const quanti = `(?:[\d½]|%[-+.\d]*[dsvfg]|\}|\b(?:due|tre|quattro|cinque|sei|sette|otto|nove|dieci|quindici|venti|trenta|quarantacinque|sessanta|novanta|centoventi|centottanta))`

var (
	giorniContati = regexp.MustCompile(`(?i:` + quanti + `)[\s\x{a0}]+giorn[oi]\b`)
	soloGiorni    = regexp.MustCompile(`(?i)\bgiorni\b`)
	conUnita      = regexp.MustCompile(`(?i)^[\s\x{a0}]+(?:di[\s\x{a0}]+calendario|lavorativ[oi]|nett[oi]|di[\s\x{a0}]+24[\s\x{a0}]+ore|non[\s\x{a0}]+festiv|festiv)`)
)

// citazioni are words of others, which are quoted as they are: the reasons that
// keep a practice out of the measures in the national form.
var citazioni = strings.NewReplacer("pagamento oneri/sanzioni da oltre 30 giorni", "pagamento oneri/sanzioni")

// nudi lists the places of the text where re is found and no unit follows.
func nudi(re *regexp.Regexp, testo string) (out []string) {
	testo = citazioni.Replace(testo)
	for _, at := range re.FindAllStringIndex(testo, -1) {
		if !conUnita.MatchString(testo[at[1]:]) {
			out = append(out, "…"+testo[ultimoInizio(testo, at[0]-30):primaFine(testo, at[1]+30)]+"…")
		}
	}
	return out
}

func ultimoInizio(s string, i int) int {
	for i = max(i, 0); i > 0 && s[i]&0xC0 == 0x80; i-- {
	}
	return i
}

func primaFine(s string, i int) int {
	for i = min(i, len(s)); i < len(s) && s[i]&0xC0 == 0x80; i++ {
	}
	return i
}

func TestT8TheScanSeesBareDays(t *testing.T) {
	for testo, n := range map[string]int{
		"entro 30 giorni.": 1, "dopo due giorni": 1, "{ v.N } giorni": 1, "per %d giorni": 1, "9 giorni, mediana": 1, "1 giorno": 1, "14\u00a0giorni": 1,
		"30 giorni di calendario": 0, "5 giorni lavorativi": 0, "1 giorno lavorativo e 2 giorni": 1, "48 giorni netti (senza le sospensioni)": 0, "58 giorni di 24 ore": 0,
		"il primo giorno": 0, "30 giugno 2026 Giorno della domanda": 0, "i giorni sono 120": 0, "primo giorno non festivo": 0, "le ore 13 giornaliere": 0,
	} {
		if got := nudi(giorniContati, testo); len(got) != n {
			t.Errorf("%q: %q, want %d", testo, got, n)
		}
	}
}

// sorgenti are the texts of ours that people read: string literals, templates
// and the manual.
func sorgenti(t *testing.T) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	for _, root := range []string{"../../internal", "../../cmd", "../../docs/manuale"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil || d.IsDir():
				return err
			case strings.HasSuffix(path, ".templ"), strings.HasSuffix(path, ".md"):
				b, err := os.ReadFile(path)
				out[path] = strings.Split(string(b), "\n")
				return err
			case strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") && !strings.HasSuffix(path, "_templ.go"):
				out[path] = letterali(t, path)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// letterali are the string literals of a file; a sum of literals and values is
// one text, with %v for each value; a call that is given both "giorno" and
// "giorni" writes a bare count.
func letterali(t *testing.T, path string) (out []string) {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Logf("%s does not parse: it is being written", path)
		return nil
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BinaryExpr:
			if n.Op == token.ADD {
				out = append(out, testoDi(n))
				return false
			}
		case *ast.CallExpr:
			args := map[string]bool{}
			for _, a := range n.Args {
				args[testoDi(a)] = true
			}
			if args["giorno"] && args["giorni"] {
				out = append(out, "%v giorni")
			}
		case *ast.BasicLit:
			if n.Kind == token.STRING {
				out = append(out, testoDi(n))
			}
		case *ast.ImportSpec, *ast.Field:
			return false // paths, tags
		}
		return true
	})
	return out
}

func testoDi(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		if s, err := strconv.Unquote(e.Value); err == nil && e.Kind == token.STRING {
			return s
		}
	case *ast.BinaryExpr:
		if e.Op == token.ADD {
			return testoDi(e.X) + testoDi(e.Y)
		}
	}
	return "%v"
}

// unitaAltrove are the files that write days whose unit is beside them, with
// where it is said; TestT8EveryPageNamesItsDays reads what comes out.
var unitaAltrove = map[string]string{
	"../../internal/app/demo_richieste.go": "texts that people of the demo wrote",
}

// TestT8EveryTextNamesItsDays reads every text of the product in its source.
func TestT8EveryTextNamesItsDays(t *testing.T) {
	all := sorgenti(t)
	if len(all) < 200 {
		t.Fatalf("only %d files were read", len(all))
	}
	for path, testi := range all {
		if unitaAltrove[path] != "" {
			continue
		}
		for _, testo := range testi {
			for _, x := range nudi(giorniContati, testo) {
				t.Errorf("%s: which days? %s", path, x)
			}
		}
	}
	for path, why := range unitaAltrove {
		if _, err := os.Stat(path); err != nil {
			t.Errorf("%s (%s) is not there", path, why)
		}
	}
}

// TestT8EveryPageNamesItsDays reads every page of the matrix as each person
// who may open it, and every message that was written.
func TestT8EveryPageNamesItsDays(t *testing.T) {
	m := nuovoMondo(t, "")
	h := m.app.Handler()
	pagine, visti := 0, map[string]bool{}
	for _, r := range matrice {
		metodo, template := r.where()
		for _, chi := range ruoli {
			if metodo != http.MethodGet || nega(r.esito(chi), 0) {
				continue
			}
			path := m.indirizzo(t, template, 0, chi)
			a := chiedi(h, metodo, path, m.cookie[chi], "")
			if a.stato != http.StatusOK || !strings.Contains(a.testo, "<!doctype html>") && !strings.Contains(a.testo, "<html") {
				continue
			}
			pagine++
			for _, x := range giorniNudi(t, a.testo) {
				if key := r.rotta + x; !visti[key] {
					visti[key] = true
					t.Errorf("%s as %s: which days? %s", path, chi, x)
				}
			}
		}
	}
	if pagine < 100 {
		t.Errorf("only %d pages were read", pagine)
	}
	messaggi := 0
	ok(t, m.app.DB.Read(t.Context(), func(tx *db.Tx) error {
		return db.Each(t.Context(), tx, func(row db.Row) error {
			var oggetto, testo string
			if err := row.Scan(&oggetto, &testo); err != nil {
				return err
			}
			messaggi++
			for _, x := range nudi(giorniContati, oggetto+"\n"+testo) {
				t.Errorf("a message: which days? %s", x)
			}
			return nil
		}, `SELECT oggetto, testo FROM posta`)
	}))
	if messaggi < 10 {
		t.Errorf("only %d messages were read", messaggi)
	}
}

// giorniNudi finds in a page the counts of days without their unit: in the
// text, and in the heads of tables and the units of figures, which stand for
// the numbers beside them.
func giorniNudi(t *testing.T, pagina string) (out []string) {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader([]byte(pagina)))
	if err != nil {
		t.Fatal(err)
	}
	main := doc.Find("main").First()
	if main.Length() == 0 {
		return nil
	}
	main.Find("script, style").Remove()
	main.Find("table").Each(func(_ int, e *goquery.Selection) {
		note := e.Closest(".pass-table-wrap").NextAllFiltered(".pass-table-note").First().Text() + " " + e.Closest(".pass-table-wrap").Find(".pass-table-note").Text()
		capo := parole(e.Find("caption")) + " · " + note
		for _, x := range e.Find("thead th").Map(func(_ int, th *goquery.Selection) string { return parole(th) }) {
			capo += " · " + x
			if dice := nudi(soloGiorni, x); len(dice) > 0 && !unitaDetta(note+parole(e.Find("caption"))) {
				out = append(out, dice...)
			}
		}
		if unitaDetta(capo) {
			e.Remove() // said once for the whole table
		}
	})
	out = append(out, main.Find(".pass-figure-unit, .pass-unit").Map(func(_ int, e *goquery.Selection) string {
		return strings.Join(nudi(soloGiorni, parole(e)), " ")
	})...)
	out = append(out, nudi(giorniContati, parole(main))...)
	var pieni []string
	for _, x := range out {
		if x != "" {
			pieni = append(pieni, x)
		}
	}
	return pieni
}

// unitaDetta reports whether the text says which days are meant.
func unitaDetta(testo string) bool {
	return regexp.MustCompile(`(?i)giorni (?:sono )?(?:di calendario|lavorativi|netti|di 24 ore)`).MatchString(testo)
}

// parole is what people read, elements apart.
func parole(e *goquery.Selection) string {
	var b strings.Builder
	for _, n := range e.Nodes {
		for x := range n.Descendants() {
			if x.Type == html.TextNode {
				b.WriteString(x.Data + " ")
			}
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
