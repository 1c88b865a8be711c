package app_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"pass/internal/app"
	"pass/internal/platform/config"
	"pass/internal/platform/pdf"
	"pass/internal/pubblico/dati"
	"pass/internal/pubblico/rapporti"
)

// lettura reads the public site of the demonstration as a stranger does.
type lettura struct {
	t *testing.T
	h http.Handler
	n int // requests made, each from an address of its own: limits are not tried here
}

func (l *lettura) get(path string) *httptest.ResponseRecorder {
	l.t.Helper()
	l.n++
	r := httptest.NewRequest("GET", path, nil)
	r.RemoteAddr = fmt.Sprintf("10.%d.%d.%d:4000", l.n>>16&255, l.n>>8&255, l.n&255)
	w := httptest.NewRecorder()
	l.h.ServeHTTP(w, r)
	return w
}

func (l *lettura) bytes(path string) []byte {
	l.t.Helper()
	w := l.get(path)
	if w.Code != 200 {
		l.t.Fatalf("%s answers %d: %.300s", path, w.Code, w.Body)
	}
	return w.Body.Bytes()
}

// cella are the values of one figure by column, in the three machine forms.
type forme struct{ csv, json, api map[string]string }

// insieme reads a data set from CSV, JSON and API; the keys are the marks of
// its cells.
func (l *lettura) insieme(codice string) forme {
	l.t.Helper()
	out := forme{csv: map[string]string{}, json: map[string]string{}, api: map[string]string{}}
	var descritto struct {
		Chiave  []string                     `json:"chiave"`
		Colonne []struct{ Nome string }      `json:"colonne"`
		Righe   []map[string]json.RawMessage `json:"items"`
	}
	ok(l.t, json.Unmarshal(l.bytes("/dati/"+codice+".json"), &descritto))
	oggetti := func(righe []map[string]json.RawMessage, into map[string]string) {
		for _, r := range righe {
			var chiave []string
			for _, k := range descritto.Chiave {
				chiave = append(chiave, testoJSON(r[k]))
			}
			for _, c := range descritto.Colonne {
				into[dati.Cifra(codice, chiave, c.Nome)] = testoJSON(r[c.Nome])
			}
		}
	}
	oggetti(descritto.Righe, out.json)
	rows, err := csv.NewReader(bytes.NewReader(l.bytes("/dati/" + codice + ".csv"))).ReadAll()
	ok(l.t, err)
	at := map[string]int{}
	for i, nome := range rows[0] {
		at[nome] = i
	}
	for _, r := range rows[1:] {
		var chiave []string
		for _, k := range descritto.Chiave {
			chiave = append(chiave, r[at[k]])
		}
		for nome, i := range at {
			out.csv[dati.Cifra(codice, chiave, nome)] = r[i]
		}
	}
	for offset := 0; ; {
		var page struct {
			Items []map[string]json.RawMessage `json:"items"`
		}
		ok(l.t, json.Unmarshal(l.bytes(fmt.Sprintf("/api/v1/insiemi/%s/righe?limit=500&offset=%d", codice, offset)), &page))
		oggetti(page.Items, out.api)
		if len(page.Items) < 500 {
			return out
		}
		offset += len(page.Items)
	}
}

// testoJSON is the canonical text of a JSON value; what is not there is empty.
func testoJSON(b json.RawMessage) string {
	if len(b) == 0 {
		return ""
	}
	if b[0] == '"' {
		var s string
		if json.Unmarshal(b, &s) != nil {
			return string(b)
		}
		return s
	}
	return string(b)
}

// TestM8EveryFigureIsTheSameOnPageCSVJSONAPIAndPDF walks the public pages of
// the demonstration from the home page and looks every marked figure up in the
// files and in the API; then reads the PDF of a report with another program.
func TestM8EveryFigureIsTheSameOnPageCSVJSONAPIAndPDF(t *testing.T) {
	if testing.Short() {
		t.Skip("the whole demonstration")
	}
	a, err := app.New(context.Background(), config.Config{Indirizzo: "127.0.0.1:18080", Dati: t.TempDir(), Regione: "03", GiorniSilenzio: 30, Sviluppo: true}, nil)
	ok(t, err)
	defer a.Close()
	l := &lettura{t: t, h: a.Handler()}
	insiemi := map[string]forme{}
	marcate, pagine := map[string]int{}, 0
	for coda, viste := []string{"/"}, map[string]bool{"/": true}; len(coda) > 0; coda = coda[1:] {
		w := l.get(coda[0])
		if w.Code != 200 || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
			continue
		}
		doc, err := goquery.NewDocumentFromReader(w.Body)
		ok(t, err)
		pagine++
		doc.Find("[data-cifra]").Each(func(_ int, s *goquery.Selection) {
			mark, _ := s.Attr("data-cifra")
			value, _ := s.Attr("value")
			codice, _, _, good := dati.LeggiCifra(mark)
			if !good {
				t.Errorf("%s: the mark %q is not one", coda[0], mark)
				return
			}
			if _, known := insiemi[codice]; !known {
				insiemi[codice] = l.insieme(codice)
			}
			marcate[codice]++
			f := insiemi[codice]
			for form, cells := range map[string]map[string]string{"CSV": f.csv, "JSON": f.json, "API": f.api} {
				if got, there := cells[mark]; !there || got != value {
					t.Errorf("%s says %s = %q, the %s %q (there: %v)", coda[0], mark, value, form, got, there)
				}
			}
		})
		doc.Find("main a[href], nav a[href]").Each(func(_ int, s *goquery.Selection) {
			href, _ := s.Attr("href")
			if u, err := url.Parse(href); err == nil && u.Host == "" && u.RawQuery == "" && diCifre(u.Path) && !viste[u.Path] {
				viste[u.Path] = true
				coda = append(coda, u.Path)
			}
		})
	}
	for _, codice := range []string{"richieste-regione", "richieste-province", "richieste-enti", "richieste-task-force", "richieste-procedimenti", "tempi-procedimenti", "tempi-enti"} {
		if marcate[codice] == 0 {
			t.Errorf("no page shows a figure of %s", codice)
		}
	}
	t.Logf("%d pages, marked figures by data set: %v", pagine, marcate)
	l.rapportoPDF()
}

// diCifre chooses the pages of figures and what leads to them.
func diCifre(path string) bool {
	for _, p := range []string{"/cifre", "/task-force", "/procedimenti", "/mappa", "/rapporti", "/dati"} {
		if path == p || strings.HasPrefix(path, p+"/") {
			return !strings.Contains(filepath.Base(path), ".") && !strings.HasSuffix(path, "/scadenza")
		}
	}
	return path == "/"
}

// rapportoPDF prints the report of the region, and looks for every figure of
// its JSON in the text of the PDF.
func (l *lettura) rapportoPDF() {
	t := l.t
	pdftotext, err := exec.LookPath("pdftotext")
	printer := &pdf.Printer{Handler: l.h}
	if err != nil || !printer.Available() {
		if os.Getenv("PASS_TEST_REQUIRE_BROWSER") != "" {
			t.Fatal("chromium or pdftotext is missing")
		}
		return
	}
	doc, err := goquery.NewDocumentFromReader(l.get("/rapporti?q=Lombardia").Body)
	ok(t, err)
	page := doc.Find(`main a[href^="/rapporti/RM-"]`).First().AttrOr("href", "")
	r, err := rapporti.Leggi(l.bytes(page + "/rapporto.json"))
	ok(t, err)
	b, err := printer.Print(t.Context(), page)
	ok(t, err)
	path := filepath.Join(t.TempDir(), "rapporto.pdf")
	ok(t, os.WriteFile(path, b, 0o600))
	out, err := exec.CommandContext(t.Context(), pdftotext, "-raw", path, "-").Output()
	ok(t, err)
	words := map[string]int{}
	for _, w := range strings.Fields(string(out)) {
		words[w]++
	}
	n := 0
	for _, s := range r.Sezioni {
		if s.Tabella == nil {
			continue
		}
		for _, riga := range s.Tabella.Righe {
			for i, c := range s.Tabella.Colonne {
				if !c.Numerica {
					continue
				}
				n++
				if words[riga.Celle[i].Testo]--; words[riga.Celle[i].Testo] < 0 {
					t.Errorf("%s, %v: the PDF does not say %s as often as the report", s.Codice, riga.Chiave, riga.Celle[i].Testo)
				}
			}
		}
	}
	if n == 0 {
		t.Error("the report has no figure")
	}
	t.Logf("%d figures of %s found in its PDF", n, page)
}
