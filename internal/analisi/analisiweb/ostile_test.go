package analisiweb_test

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"pass/internal/analisi"
	"pass/internal/analisi/analisitest"
)

// ostili are names that try to be something else: markup, the end of an
// attribute, an address, a formula, another line of a header, text that runs
// backwards.
var ostili = []string{`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `' onmouseover='alert(1)`, `javascript:alert(1)`, `</text></svg><script>alert(1)</script>`,
	`]]><script>alert(1)</script>`, `=HYPERLINK("http://evil.example","x")`, `+1+cmd|' /C calc'!A0`, `-2+3`, `@SUM(1)`, `%0d%0aSet-Cookie: a=b`, "\u202eevil", `{{constructor}}`, `&lt;script&gt;`}

// TestNomiOstili puts such names wherever a log has names and opens every page
// of it: none becomes markup, a handler, an address or a formula.
func TestNomiOstili(t *testing.T) {
	s := nuovoSito(t)
	var b strings.Builder
	w := csv.NewWriter(&b)
	scrivi := func(riga ...string) {
		if err := w.Write(riga); err != nil {
			t.Fatal(err)
		}
	}
	scrivi("pratica", "attività", "data", "operatore", `<b>"zona"`)
	for i := range 60 {
		for j := range 4 {
			x := ostili[(i+j)%len(ostili)]
			scrivi(fmt.Sprintf("%d%s", i, ostili[i%len(ostili)]), x, fmt.Sprintf("2026-0%d-%02dT10:%02d:00", j+1, i%28+1, i), "x"+x, x)
		}
	}
	w.Flush()
	c := analisi.ScelteVuote()
	c.Tieni = []string{`<b>"zona"`}
	g := s.CaricaCome(s.Attori["Anna"], analisitest.Lavorata, `"; filename=x.exe"><script>alert(1)</script>.csv`, []byte(b.String()), c)
	s.Leggi(g)
	if _, err := s.Servizio.SalvaFiltro(t.Context(), s.Attori["Anna"], analisitest.Lavorata, 1, analisi.Filtro{Nome: `"><script>alert(1)</script>`, Testo: "con=%3Cscript%3Ealert(1)%3C/script%3E"}); err != nil {
		t.Fatal(err)
	}
	pagine, fogli := 0, 0
	anna := s.di(s.Anna)
	guarda := func(path string) {
		t.Helper()
		r := anna.get(path)
		if r.Code == http.StatusSeeOther {
			return
		}
		if r.Code != http.StatusOK {
			t.Errorf("%s: %d", path, r.Code)
		}
		if d := r.Header().Get("Content-Disposition"); strings.ContainsAny(d, "<>\r\n") || strings.Count(d, `"`) > 2 {
			t.Errorf("%s: Content-Disposition %q", path, d)
		}
		switch kind := r.Header().Get("Content-Type"); {
		case strings.HasPrefix(kind, "text/html"):
			pagine++
			doc, err := goquery.NewDocumentFromReader(r.Body)
			if err != nil {
				t.Fatal(err)
			}
			innocua(t, path, doc)
		case strings.HasPrefix(kind, "text/csv"):
			fogli++
			senzaFormule(t, path, r.Body.String())
		}
	}
	for _, r := range s.rotte {
		metodo, modello, _ := strings.Cut(r.Pattern, " ")
		if metodo != http.MethodGet || !strings.Contains(modello, "{id}") {
			continue
		}
		for _, file := range []string{"registro.csv", "registro.xes"} {
			path := strings.NewReplacer("{id}", fmt.Sprint(analisitest.Lavorata), "{n}", "1", "{file}", file).Replace(modello)
			guarda(path)
			if !strings.Contains(modello, "{file}") {
				guarda(path + "?con=" + `%3Cscript%3Ealert(1)%3C%2Fscript%3E`)
				guarda(path + `?accanto=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&rilievo=%22%3E%3Cscript%3E&prova=ritorno&a=%3Cscript%3Ealert(1)%3C%2Fscript%3E&b=javascript:alert(1)`)
				break
			}
		}
	}
	if pagine < 30 || fogli < 3 {
		t.Errorf("%d pages and %d sheets: the test shows nothing", pagine, fogli)
	}
}

// innocua reports what a page runs or leads to.
func innocua(t *testing.T, path string, doc *goquery.Document) {
	t.Helper()
	doc.Find("script, iframe, object, embed, base, img[src=x]").Each(func(_ int, e *goquery.Selection) {
		if src, ok := e.Attr("src"); goquery.NodeName(e) != "script" || !ok || !strings.HasPrefix(src, "/") {
			t.Errorf("%s: <%s> %q", path, goquery.NodeName(e), e.Text())
		}
	})
	doc.Find("*").Each(func(_ int, e *goquery.Selection) {
		for _, a := range e.Nodes[0].Attr {
			v := strings.TrimPrefix(strings.ToLower(strings.TrimSpace(a.Val)), "https://creativecommons.org") // the licence, at the foot
			if strings.HasPrefix(a.Key, "on") || (a.Key == "href" || a.Key == "src" || a.Key == "action" || a.Key == "formaction") && v != "" && !strings.HasPrefix(v, "/") && !strings.HasPrefix(v, "#") && !strings.HasPrefix(v, "?") {
				t.Errorf("%s: <%s %s=%q>", path, e.Nodes[0].Data, a.Key, a.Val)
			}
		}
	})
}

// senzaFormule reports the cells that a spreadsheet would compute.
func senzaFormule(t *testing.T, path, testo string) {
	t.Helper()
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(testo, "\ufeff")))
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	if r.Comma = ';'; strings.Contains(path, "/esporta/") {
		r.Comma = ','
	}
	righe, err := r.ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	for _, riga := range righe {
		for _, x := range riga {
			if x == "" || !strings.ContainsRune("=+-@\t\r", rune(x[0])) {
				continue
			}
			if strings.Trim(x, "+-0123456789,.") != "" { // a number may be negative
				t.Errorf("%s: the cell %q", path, x)
			}
		}
	}
}
