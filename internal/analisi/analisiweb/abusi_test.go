package analisiweb_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"pass/internal/analisi"
)

// TestIndirizziEnormi: each condition of an address would become a link that
// repeats the whole address, so that 60 kB asked for hundreds of megabytes.
func TestIndirizziEnormi(t *testing.T) {
	s := nuovoSito(t)
	anna := s.di(s.Anna)
	s.Leggi(s.Carica("permessi.csv", []byte(casi(12))))
	var tante strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&tante, "eventi=1..%d&", i+10)
	}
	for _, q := range []string{tante.String(), "caso=" + strings.Repeat("a", 60_000), tante.String()[:1200]} {
		for _, p := range []string{"/mappa", "/casi", "/tempi"} {
			if w := anna.get(richiesta + "/registri/1" + p + "?" + q); w.Code != 422 || w.Body.Len() > 100_000 {
				t.Errorf("%s with %d bytes: %d, %d bytes back", p, len(q), w.Code, w.Body.Len())
			}
		}
	}
	w := anna.post(richiesta+"/registri/1/piano", url.Values{"token": {"a"}, "filtro": {tante.String()}})
	if w.Code != 422 {
		t.Errorf("plan: %d", w.Code)
	}
	w = anna.post(richiesta+"/registri/1/filtri", url.Values{"token": {"b"}, "nome": {"x"}, "filtro": {tante.String()}})
	if l := len(w.Header().Get("Location")); l > 1000 {
		t.Errorf("saved filter: leads to an address of %d bytes", l)
	}
}

// TestUnCasoEnorme: one case with very many events is told only in part.
func TestUnCasoEnorme(t *testing.T) {
	s := nuovoSito(t)
	var b strings.Builder
	b.WriteString("pratica,attività,data\n")
	for i := range 20_000 {
		fmt.Fprintf(&b, "P1,Nota,2026-01-01T%02d:%02d:%02d\n", i/3600, i/60%60, i%60)
	}
	s.Leggi(s.Carica("una.csv", []byte(b.String())))
	doc := pagina(t, s.di(s.Anna).get(richiesta+"/registri/1/casi?caso=P1"), 200)
	if n := doc.Find("[id^=evento-]").Length(); n != 500 || !strings.Contains(testo(doc.Find("main")), "i primi 500") {
		t.Errorf("%d events, %s", n, testo(doc.Find("h1 + p, .lead")))
	}
}

// TestNessunaFormula: what is opened in a spreadsheet holds no formula, what is
// read by programs has the names as they are.
func TestNessunaFormula(t *testing.T) {
	s := nuovoSito(t)
	c := analisi.ScelteVuote()
	c.Tieni = []string{"@settore"}
	g := s.CaricaCome(s.Attori["Anna"], 1, "f.csv", []byte("pratica,attività,data,@settore\n+P1,\"=HYPERLINK(\"\"http://x\"\")\",2026-01-01,-2+3\n+P1,Rilascio,2026-01-02,\n"), c)
	s.Leggi(g)
	anna := s.di(s.Anna)
	w := anna.get(richiesta + "/registri/1/esporta/registro.csv")
	if w.Code != 200 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	for _, cella := range strings.FieldsFunc(w.Body.String(), func(r rune) bool { return r == ',' || r == '\n' || r == '\r' }) {
		if strings.ContainsAny(strings.TrimPrefix(cella, `"`)[:min(1, len(strings.TrimPrefix(cella, `"`)))], "=+-@") {
			t.Errorf("a formula: %s", cella)
		}
	}
	if x := anna.get(richiesta + "/registri/1/esporta/registro.xes").Body.String(); !strings.Contains(x, "=HYPERLINK") || strings.Contains(x, "'=") {
		t.Errorf("XES: %s", x)
	}
}

// TestAccantoAUnFiltroSalvato: the key of the saved selection beside which this
// one is put is not a key of the filter.
func TestAccantoAUnFiltroSalvato(t *testing.T) {
	s := nuovoSito(t)
	anna := s.di(s.Anna)
	s.Leggi(s.Carica("permessi.csv", []byte(casi(12))))
	if w := anna.post(richiesta+"/registri/1/filtri", url.Values{"token": {"c"}, "nome": {"Con rilascio"}, "filtro": {"con=Rilascio"}}); w.Code != 303 {
		t.Fatalf("saving: %d", w.Code)
	}
	doc := pagina(t, anna.get(richiesta+"/registri/1/confronto"), 200)
	link, ok := doc.Find("a[href$='#gruppi']").Attr("href")
	if !ok {
		t.Fatalf("no link to the saved selection: %s", testo(doc.Find("main")))
	}
	doc = pagina(t, anna.get(strings.TrimSuffix(link, "#gruppi")), 200)
	if m := testo(doc.Find("main")); strings.Contains(m, "non si può usare") || !strings.Contains(m, "12 casi su 12") {
		t.Errorf("beside a saved selection: %s", m)
	}
}
