package pubblicoweb_test

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"pass/internal/kernel"
	"pass/internal/platform/config"
	"pass/internal/platform/db"
	"pass/internal/pubblico"
	"pass/internal/pubblico/dati"
)

// ask is get with headers.
func (s *site) ask(path string, headers ...string) *httptest.ResponseRecorder {
	s.t.Helper()
	r := httptest.NewRequest("GET", path, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.h.ServeHTTP(w, r)
	return w
}

// harvest is what a harvester that we did not write for sees of the
// catalogue: its things with their address.
type harvest struct {
	Things []struct {
		About    string `xml:"about,attr"`
		Download struct {
			At string `xml:"resource,attr"`
		} `xml:"downloadURL"`
		Datasets []struct {
			At string `xml:"resource,attr"`
		} `xml:"dataset"`
	} `xml:"Description"`
}

// TestAHarvesterThatOnlyFollowsLinksGetsEveryDataSet begins at the home page
// and knows no address of ours.
func TestAHarvesterThatOnlyFollowsLinksGetsEveryDataSet(t *testing.T) {
	s := newSite(t, config.Config{URL: base, Regione: "03"}).withCatalogue().publish(activity())
	feed := ""
	seen := map[string]bool{"/": true}
	for todo := []string{"/"}; len(todo) > 0 && feed == ""; todo = todo[1:] {
		w := s.get(todo[0])
		if !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") || w.Code != 200 {
			continue
		}
		doc := document(t, w.Body)
		feed = doc.Find(`[rel~="alternate"][type="application/rdf+xml"]`).First().AttrOr("href", "")
		doc.Find("a[href]").Each(func(_ int, e *goquery.Selection) {
			href, _, _ := strings.Cut(e.AttrOr("href", ""), "?")
			if strings.HasPrefix(href, "/") && !strings.HasPrefix(href, "/accesso") && !seen[href] {
				seen[href] = true
				todo = append(todo, href)
			}
		})
	}
	var cat harvest
	if err := xml.Unmarshal(s.get(feed).Body.Bytes(), &cat); err != nil {
		t.Fatalf("%s: %v", feed, err)
	}
	sets, files := map[string]bool{}, map[string][]byte{}
	for _, x := range cat.Things {
		for _, d := range x.Datasets {
			sets[d.At] = true
		}
		if path, ours := strings.CutPrefix(x.Download.At, base); ours {
			w := s.get(path)
			if w.Code != 200 || w.Body.Len() == 0 {
				t.Errorf("%s answers %d", path, w.Code)
			}
			files[path] = w.Body.Bytes()
		}
	}
	if len(sets) != len(dati.Codici()) || len(files) != 2*len(sets) {
		t.Fatalf("%d data sets and %d files of %d", len(sets), len(files), len(dati.Codici()))
	}
	for _, codice := range dati.Codici() {
		if !sets[base+"/dati/"+codice] {
			t.Errorf("%s is not in the catalogue", codice)
		}
		for _, ext := range []string{".csv", ".json"} {
			if direct := s.get("/dati/" + codice + ext).Body.Bytes(); !bytes.Equal(direct, files["/dati/"+codice+ext]) {
				t.Errorf("%s%s differs from what the harvester got", codice, ext)
			}
		}
		if w := s.get("/dati/" + codice); w.Code != 200 {
			t.Errorf("the page of %s answers %d", codice, w.Code)
		}
	}
}

func TestThePageOfADataSetSaysWhatItsFileHolds(t *testing.T) {
	s := newSite(t, config.Config{URL: base}).withCatalogue().publish(activity())
	rows, err := csv.NewReader(s.get("/dati/richieste-province.csv").Body).ReadAll()
	if err != nil || len(rows) != 3 {
		t.Fatalf("%v, %v", rows, err)
	}
	doc := s.page("/dati/richieste-province")
	if got := texts(doc.Find(`section[aria-labelledby="dizionario"] tbody th`)); strings.Join(got, ",") != strings.Join(rows[0], ",") {
		t.Errorf("dictionary %v, file %v", got, rows[0])
	}
	sample := doc.Find(`section[aria-labelledby="esempio"] tbody tr`)
	for i, row := range sample.EachIter() {
		for k, cell := range texts(row.Find("th, td")) {
			if want := rows[i+1][k]; cell != want && (want != "" || cell != "n.d.") {
				t.Errorf("row %d, %s: the page says %q, the file %q", i, rows[0][k], cell, want)
			}
		}
	}
	if sample.Length() != 2 {
		t.Errorf("%d rows shown", sample.Length())
	}
	page := text(doc.Find("main"))
	for _, want := range []string{"CC BY 4.0", "Richieste registrate in PAsS", "22 novembre 2026", "Regione Lombardia, «Richieste di aiuto per provincia», PAsS, dati al 22 novembre 2026, https://pass.example/dati/richieste-province, licenza CC BY 4.0"} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is not said in %s", want, page)
		}
	}
	dictionary, err := csv.NewReader(s.get("/dati/richieste-province/dizionario.csv").Body).ReadAll()
	if err != nil || len(dictionary) != len(rows[0])+1 {
		t.Errorf("the file of the dictionary has %d rows, %v", len(dictionary), err)
	}
	for path, want := range map[string]int{"/dati/persone": 404, "/dati/persone.csv": 404, "/dati/persone/dizionario.csv": 404, "/dati/.csv": 404, "/dati/richieste-province.xml": 404} {
		if w := s.get(path); w.Code != want {
			t.Errorf("%s answers %d", path, w.Code)
		}
	}
	if n := newSite(t, config.Config{}).page("/dati").Find("table").Length(); n != 0 {
		t.Error("data before there are any")
	}
}

func TestPublicDataSayHowLongTheyHoldAndAreNotSentTwice(t *testing.T) {
	s := newSite(t, config.Config{URL: base}).withCatalogue().publish(activity())
	for _, path := range []string{"/dati/richieste-enti.csv", "/dati/richieste-enti.json", "/dati/richieste-enti/dizionario.csv", "/dati/catalogo.rdf", "/dati/catalogo.ttl", "/dati/catalogo.jsonld"} {
		w := s.get(path)
		h := w.Header()
		tag, day := h.Get("ETag"), h.Get("Last-Modified")
		if _, err := http.ParseTime(day); err != nil || tag == "" || h.Get("Cache-Control") != "public, max-age=300" || h.Get("Access-Control-Allow-Origin") != "*" || h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %v", path, h)
		}
		for name, again := range map[string]*httptest.ResponseRecorder{"tag": s.ask(path, "If-None-Match", tag), "list": s.ask(path, "If-None-Match", `"x", `+tag), "date": s.ask(path, "If-Modified-Since", day)} {
			if again.Code != 304 || again.Body.Len() != 0 || again.Header().Get("ETag") != tag {
				t.Errorf("%s, the same %s: %d with %d bytes", path, name, again.Code, again.Body.Len())
			}
		}
		if other := s.ask(path, "If-None-Match", `W/"x"`, "If-Modified-Since", day); other.Code != 200 {
			t.Errorf("%s with another tag: %d", path, other.Code)
		}
		packed := s.ask(path, "Accept-Encoding", "gzip")
		if plain := unzip(t, packed.Body); packed.Header().Get("Content-Encoding") != "gzip" || !bytes.Equal(plain, w.Body.Bytes()) {
			t.Errorf("%s: compressed it is another file", path)
		}
	}
	before := s.get("/dati/richieste-regione.csv")
	changed := activity()
	changed.AggiornataAl = kernel.InstantOf(time.Date(2026, 11, 22, 9, 45, 0, 0, time.UTC))
	changed.Regione.Cifre = cifre(1300)
	s.publish(changed)
	if after := s.ask("/dati/richieste-regione.csv", "If-None-Match", before.Header().Get("ETag")); after.Code != 200 || !strings.Contains(after.Body.String(), ",1300,") {
		t.Errorf("after a new publication: %d %s", after.Code, after.Body)
	}
}

func TestTheCatalogueIsGivenInTheFormAskedFor(t *testing.T) {
	s := newSite(t, config.Config{URL: base}).withCatalogue().publish(activity())
	for accept, want := range map[string]string{"": "/dati/catalogo.rdf", "text/turtle": "/dati/catalogo.ttl", "application/ld+json": "/dati/catalogo.jsonld", "application/rdf+xml": "/dati/catalogo.rdf", "text/html,*/*": "/dati"} {
		w := s.ask("/dati/catalogo", "Accept", accept)
		if w.Code != 303 || w.Header().Get("Location") != want || !strings.Contains(strings.Join(w.Header().Values("Vary"), ","), "Accept") {
			t.Errorf("%q leads to %d %s", accept, w.Code, w.Header().Get("Location"))
		}
	}
	var doc map[string]any
	if err := json.Unmarshal(s.get("/dati/catalogo.jsonld").Body.Bytes(), &doc); err != nil || len(doc["@graph"].([]any)) < 30 {
		t.Errorf("JSON-LD: %v", err)
	}
}

// TestM8TheSameFigureInEveryFile reads one figure of a province in each way.
func TestM8TheSameFigureInEveryFile(t *testing.T) {
	s := newSite(t, config.Config{}).withCatalogue().publish(activity())
	var doc struct {
		Items []map[string]json.RawMessage `json:"items"`
	}
	if err := json.Unmarshal(s.get("/dati/richieste-province.json").Body.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	old, err := csv.NewReader(s.get("/cifre/province.csv").Body).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	now, err := csv.NewReader(s.get("/dati/richieste-province.csv").Body).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for i, head := range old[0] {
		value := strings.Trim(string(doc.Items[0][head]), `"`)
		if old[1][i] != now[1][i] || old[1][i] != value {
			t.Errorf("%s is %q, %q and %q", head, old[1][i], now[1][i], value)
		}
	}
	if got := string(doc.Items[0]["chiusura_giorni_mediana"]); got != "21.3" {
		t.Errorf("closure %s", got)
	}
	if _, there := doc.Items[1]["chiusura_giorni_mediana"]; there {
		t.Error("what is not known is in the file")
	}
}

func unzip(t *testing.T, r io.Reader) []byte {
	t.Helper()
	z, err := gzip.NewReader(r)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestTheRowsOfTheBodiesAreReadOncePerVersion: no page or file reads them
// again, however it is asked for, until the measures change.
func TestTheRowsOfTheBodiesAreReadOncePerVersion(t *testing.T) {
	s := newSite(t, config.Config{URL: base}).withCatalogue().publish(activity())
	queries := func(path string) int64 {
		t.Helper()
		c, n := db.WithCounter(ctx)
		r := httptest.NewRequestWithContext(c, "GET", path, nil)
		r.Header.Set("Cache-Control", "no-cache")
		w := httptest.NewRecorder()
		s.h.ServeHTTP(w, r)
		if w.Code != 200 {
			t.Fatalf("%s answers %d", path, w.Code)
		}
		return n.N()
	}
	paths := []string{"/dati/tempi-enti", "/dati/tempi-enti.csv", "/dati/tempi-enti.json", "/cifre/tempi/2026-1/enti.csv"}
	queries("/cifre") // reads what is published
	first := map[string]int64{}
	for _, path := range paths {
		first[path] = queries(path)
		if again := queries(path + "?x=1"); again != first[path]-1 {
			t.Errorf("%s: %d queries, then %d", path, first[path], again)
		}
	}
	changed := activity()
	changed.Regione.Cifre = cifre(1300)
	if err := s.db.InTx(ctx, func(tx *db.Tx) error {
		return pubblico.Pubblica(ctx, tx, pubblico.ChiaveAttivita, changed, "Richieste")
	}); err != nil {
		t.Fatal(err)
	}
	queries("/cifre")
	for _, path := range paths {
		if again := queries(path); again != first[path]-1 {
			t.Errorf("%s, when other figures changed: %d queries, then %d", path, first[path], again)
		}
	}
	forged, bodies := times(), timesBodies()
	forged.Semestri[0].Procedimenti[0].Regione.Avviate += 7
	bodies.Righe[0].Misure.Avviate = 4321
	if err := s.db.InTx(ctx, func(tx *db.Tx) error {
		if err := pubblico.Pubblica(ctx, tx, pubblico.ChiaveMisure, forged, "Monitoraggio"); err != nil {
			return err
		}
		return pubblico.Pubblica(ctx, tx, pubblico.ChiaveMisureEnti(bodies.Semestre), bodies, "Monitoraggio")
	}); err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		if got := s.get(path).Body.String(); !strings.Contains(got, "4321") {
			t.Errorf("%s still shows the measures of before", path)
		}
	}
}
