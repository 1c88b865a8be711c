package pubblicoweb_test

import (
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"pass/internal/kernel"
	"pass/internal/platform/config"
	"pass/internal/platform/db"
	"pass/internal/pubblico"
	"pass/internal/pubblico/dati"
	"pass/internal/pubblico/mappa"
)

// course adds two earlier semesters, six bodies like Lodi, an effect, and
// boundaries of two provinces and one Comune.
func (s *site) course() *site {
	s.t.Helper()
	m := times()
	last := m.Semestri[0]
	for i, sem := range []string{"2025-2", "2025-1"} {
		x := last
		x.Semestre, x.Rispondenti = kernel.MustSemestre(sem), 30
		x.Procedimenti = []pubblico.ProcedimentoMisurato{last.Procedimenti[0]}
		x.Procedimenti[0].Regione = measures(2400, 75+float64(8*i))
		m.Semestri = append(m.Semestri, x)
	}
	bodies := timesBodies()
	for i := range 6 {
		bodies.Righe = append(bodies.Righe, pubblico.MisuraEnte{EnteID: int64(50 + i), Istat: fmt.Sprintf("09805%d", i), Nome: "Comune simile", Provincia: "LO", Classe: "c4",
			Procedimento: "permesso-di-costruire", Fonte: "pratiche", Misure: measures(20, 40+float64(10*i))})
	}
	before := timesBodies()
	before.Semestre = kernel.MustSemestre("2025-1")
	before.Righe[0].Misure = measures(30, 80)
	if err := s.db.InTx(ctx, func(tx *db.Tx) error {
		for key, data := range map[string]any{pubblico.ChiaveMisure: m, pubblico.ChiaveMisureEnti(last.Semestre): bodies, pubblico.ChiaveMisureEnti(before.Semestre): before} {
			if err := pubblico.Pubblica(ctx, tx, key, data, "Monitoraggio"); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		s.t.Fatal(err)
	}
	return s
}

// effects is the effect on a procedure, as it is published.
func effects() pubblico.Effetto {
	return pubblico.Effetto{CalcolatoIl: activity().AggiornataAl, Procedimenti: []pubblico.EffettoPubblico{{Codice: "permesso-di-costruire", Nome: "Permesso di costruire",
		Durata: pubblico.EffettoMisura{Conclusione: "riduzione", Stima: ptr(-12.5), Basso: ptr(-20.0), Alto: ptr(-5.0), Aiutati: 20, Confronto: 90, Pratiche: 1810,
			Frasi: []string{"Dopo l’aiuto, la durata media è di 12,5 giorni di calendario più bassa.", "Il confronto usa 20 enti aiutati.", "Questo confronto non prova da solo che dipenda dall’aiuto."}},
		Arretrato: pubblico.EffettoMisura{Conclusione: "non_calcolabile", Motivo: "Pochi enti.", Frasi: []string{"Effetto dell’aiuto: n.d."}}}}}
}

func (s *site) boundaries() *site {
	s.t.Helper()
	square := func(x, y int32) [][]mappa.Punto {
		return [][]mappa.Punto{{{x, y}, {x + 900, y}, {x + 900, y + 900}, {x, y + 900}, {x, y}}}
	}
	provinces := mappa.Confini{Livello: mappa.Province, Fonte: "Confini inventati", Il: kernel.MustDay("2026-01-01"), Archi: append(square(0, 0), square(1000, 0)...),
		Forme: []mappa.Forma{{Codice: "LO", Nome: "Lodi", Sigla: "LO", Anelli: [][]int32{{0}}}, {Codice: "SO", Nome: "Sondrio", Sigla: "SO", Anelli: [][]int32{{1}}}}}
	comuni := provinces
	comuni.Livello, comuni.Forme = mappa.Comuni, []mappa.Forma{{Codice: "098031", Nome: "Lodi", Sigla: "LO", Anelli: [][]int32{{0}}}, {Codice: "098033", Nome: "Maccastorna", Sigla: "LO", Anelli: [][]int32{{1}}}}
	if err := s.db.InTx(ctx, func(tx *db.Tx) error {
		if err := pubblico.Pubblica(ctx, tx, pubblico.ChiaveConfiniProvince, provinces, provinces.Fonte); err != nil {
			return err
		}
		return pubblico.Pubblica(ctx, tx, pubblico.ChiaveConfiniComuni, comuni, comuni.Fonte)
	}); err != nil {
		s.t.Fatal(err)
	}
	return s
}

func TestABodyIsShownInTimeAndAmongItsLike(t *testing.T) {
	s := newSite(t, config.Config{}).withCatalogue().publish(activity()).course()
	doc := s.page("/cifre/enti/098031")
	got := texts(doc.Find(`section[aria-labelledby="tempi"] > p`))
	want := []string{"Nel primo semestre 2026, Permesso di costruire: in media 66,6 giorni di calendario, su 37 pratiche.",
		"Un anno prima erano 80: ora sono 13,4 giorni di calendario in meno.", "Negli enti simili la media è 81 giorni di calendario.", "In tutta la regione la media è 71,4 giorni di calendario.",
		"Il termine massimo è di 60 giorni di calendario.", "A fine semestre le pratiche aperte oltre il termine, cioè l’arretrato, erano 1.234.",
		"La regione partiva da 85 giorni di calendario. L’obiettivo è una riduzione del 15 % entro il secondo semestre 2026.", "Partenza e obiettivo sono valori dimostrativi, cioè inventati."}
	if strings.Join(got[:len(want)], "\n") != strings.Join(want, "\n") {
		t.Errorf("sentences:\n%s", strings.Join(got, "\n"))
	}
	if rows := texts(doc.Find(`section[aria-labelledby="tempi"] figure`).First().Find("tbody tr")); strings.Join(rows, "|") != "1° sem. 2025 80 81 83|2° sem. 2025 n.d. 81 75|1° sem. 2026 66,6 81 71,4" {
		t.Errorf("course: %v", rows)
	}
	alike := text(doc.Find(`section[aria-labelledby="simili"]`))
	for _, want := range []string{"con almeno 5 pratiche sono 7", "Questo ente sta nella metà centrale", "Comuni da 15.000 a 60.000 abitanti"} {
		if !strings.Contains(alike, want) {
			t.Errorf("%q is not in %q", want, alike)
		}
	}
	effect := text(doc.Find(`section[aria-labelledby="effetto"]`))
	if !strings.Contains(effect, "12,5 giorni di calendario più bassa") || !strings.Contains(effect, "non prova da solo") || doc.Find(`section[aria-labelledby="effetto"] > p`).Length() < 3 {
		t.Errorf("effect: %q", effect)
	}
	if doc.Find(`section[aria-labelledby="concludere"] li`).Length() != 5 || !strings.Contains(text(doc.Find(`section[aria-labelledby="lavoro"]`)), "n.d.: in PAsS le ore") {
		t.Error("what cannot be concluded, or why days are not known, is not said")
	}
	few := text(s.page("/cifre/enti/098032").Find(`section[aria-labelledby="tempi"]`))
	if strings.Contains(few, "12,0") || !strings.Contains(few, "n.d.") {
		t.Errorf("a body with held figures: %s", few)
	}
}

func TestABodyOfWhichNothingIsKnownIsToldWhy(t *testing.T) {
	doc := newSite(t, config.Config{}).withCatalogue().publish(activity()).page("/cifre/enti/098033")
	if got := text(doc.Find(`section[aria-labelledby="in-breve"] p`)); got != "Nessuna richiesta di aiuto è arrivata da questo ente: la pagina si riempie con la prima." {
		t.Errorf("%q", got)
	}
	if got := text(doc.Find(`section[aria-labelledby="tempi"] p`)); got != "Nel primo semestre 2026 i tempi sono n.d.: non ci sono dati approvati di questo territorio o ente." {
		t.Errorf("%q", got)
	}
	if doc.Find("figure").Length() != 0 || doc.Find(".pass-figure").Length() != 0 {
		t.Error("drawings of nothing")
	}
}

// TestEveryMarkedFigureIsThatOfTheDataSet reads all pages across: each figure
// is the cell that its mark names.
func TestEveryMarkedFigureIsThatOfTheDataSet(t *testing.T) {
	s := newSite(t, config.Config{}).withCatalogue().publish(activity()).course()
	r := pubblico.NewLettore(s.db)
	pub, err := r.Tutto(ctx)
	if err != nil {
		t.Fatal(err)
	}
	source := dati.Sorgente{Vista: pub.Vista, Misure: pub.Misure, Effetto: pub.Effetto, Enti: func(sem kernel.Semestre) (pubblico.MisureEnti, error) {
		m, err := r.MisureEnti(ctx, sem)
		if kernel.CodeOf(err) == kernel.NonTrovato {
			return pubblico.MisureEnti{}, nil
		}
		return m, err
	}}
	tables := map[string]dati.Tabella{}
	n := 0
	for _, path := range everyPage {
		s.page(path).Find("data[data-cifra]").Each(func(_ int, e *goquery.Selection) {
			mark := e.AttrOr("data-cifra", "")
			code, key, column, ok := dati.LeggiCifra(mark)
			if _, read := tables[code]; !read {
				if tables[code], err = dati.Di(source, code); err != nil {
					t.Fatalf("%s: %v", mark, err)
				}
			}
			cell, found := tables[code].Cella(key, column)
			if !ok || !found || cell != e.AttrOr("value", "") {
				t.Errorf("%s: %s is %q on the page, %q in the data (found: %v)", path, mark, e.AttrOr("value", ""), cell, found)
			}
			n++
		})
	}
	if n < 500 {
		t.Errorf("only %d figures are marked", n)
	}
}

func TestTheMapHasTilesUntilThereAreBoundaries(t *testing.T) {
	s := newSite(t, config.Config{}).withCatalogue().publish(activity())
	doc := s.page("/mappa")
	if n := doc.Find("svg.pass-geo-map a rect").Length(); n != 2 || !strings.Contains(text(doc.Find("figure")), "Disegno schematico") {
		t.Errorf("%d tiles", n)
	}
	if got := text(s.page("/mappa/comuni").Find(`section[aria-labelledby="disegno"]`)); !strings.Contains(got, "non sono ancora caricati") {
		t.Errorf("Comuni without boundaries: %q", got)
	}
	s.boundaries()
	doc = s.page("/mappa")
	if n := doc.Find("svg.pass-geo-map a path").Length(); n != 2 || !strings.Contains(text(doc.Find("figure")), "Confini: Confini inventati, al 1° gennaio 2026.") {
		t.Errorf("%d shapes: %s", n, text(doc.Find("figure")))
	}
	if text(doc.Find(`svg.pass-geo-map a[href="/mappa/province/LO"] title`)) != "Lodi: 40" {
		t.Error("Lodi does not say its figure, or leads nowhere")
	}
	if doc.Find(`svg [style], svg [onclick]`).Length() != 0 {
		t.Error("inline style or script")
	}
	missing := s.page("/mappa?cifra=chiusura")
	if fill := missing.Find(`svg.pass-geo-map a[href^="/mappa/province/SO"] path`).AttrOr("fill", ""); fill != "url(#mappa-manca)" {
		t.Errorf("what is not known is %q", fill)
	}
	if got := text(missing.Find(".pass-geo-key")); !strings.Contains(got, "n.d.: dato che manca") {
		t.Errorf("key: %q", got)
	}
	rows := texts(missing.Find(`section[aria-labelledby="tabella"] tbody tr`))
	if strings.Join(rows, "|") != "Lodi 21,3 su 20 casi|Sondrio n.d. 0 casi" {
		t.Errorf("table: %v", rows)
	}
	joined := s.page("/mappa/province/LO?cifra=aderenti")
	if got := text(joined.Find(`section[aria-labelledby="in-breve"]`)); !strings.Contains(got, "Ha aderito: 2 Comuni su 3.") {
		t.Errorf("adherence: %q", got)
	}
	if s.get("/mappa/province/XX").Code != 404 {
		t.Error("a province of nobody has a map")
	}
	for _, path := range []string{"/mappa?cifra=x&procedimento=y", "/mappa?cifra=durata", "/mappa?cifra="} {
		if s.get(path).Code != 200 {
			t.Errorf("%s: %d", path, s.get(path).Code)
		}
	}
}

func TestOtherSitesMayShowTheEmbedsAndNothingElse(t *testing.T) {
	s := newSite(t, config.Config{URL: base}).withCatalogue().publish(activity()).course().boundaries()
	for _, path := range []string{"/embed/cifre", "/embed/cifre/province/LO", "/embed/cifre/enti/098031", "/embed/task-force/rinnovabili", "/embed/procedimenti/aua", "/embed/mappa", "/embed/mappa/province/LO"} {
		w := s.get(path)
		if w.Code != 200 || !strings.Contains(w.Header().Get("Content-Security-Policy"), "frame-ancestors *") {
			t.Errorf("%s: %d %s", path, w.Code, w.Header().Get("Content-Security-Policy"))
		}
		doc := document(t, w.Body)
		if doc.Find("h1").Length() != 1 || doc.Find("script, form").Length() != 0 || doc.Find(".pass-figure, svg").Length() == 0 {
			t.Errorf("%s: not a frame of figures", path)
		}
		doc.Find("main a[href]").Each(func(_ int, e *goquery.Selection) {
			if !strings.HasPrefix(e.AttrOr("href", ""), base+"/") {
				t.Errorf("%s: a link of the frame leads to %s", path, e.AttrOr("href", ""))
			}
		})
	}
	if got := s.get("/cifre").Header().Get("Content-Security-Policy"); !strings.Contains(got, "frame-ancestors 'none'") {
		t.Errorf("whole pages may be framed: %s", got)
	}
	snippet := text(s.page("/cifre/enti/098031").Find("pre code"))
	if !strings.Contains(snippet, `<iframe src="`+base+`/embed/cifre/enti/098031" title="Le cifre: Comune di Lodi"`) {
		t.Errorf("snippet: %s", snippet)
	}
}

func TestPagesAreKeptUntilWhatIsPublishedChanges(t *testing.T) {
	s := newSite(t, config.Config{}).withCatalogue().publish(activity())
	ask := func(path, tag string) *httptest.ResponseRecorder {
		r := httptest.NewRequest("GET", path, nil)
		if tag != "" {
			r.Header.Set("If-None-Match", tag)
		}
		c, n := db.WithCounter(r.Context())
		w := httptest.NewRecorder()
		s.h.ServeHTTP(w, r.WithContext(c))
		w.Header().Set("X-Queries", fmt.Sprint(n.N()))
		return w
	}
	first := ask("/cifre/enti/098031", "")
	again := ask("/cifre/enti/098031", first.Header().Get("ETag"))
	if again.Code != 304 || again.Header().Get("X-Queries") != "1" || first.Header().Get("Cache-Control") != "public, max-age=0" {
		t.Errorf("%d, %s queries, %q", again.Code, again.Header().Get("X-Queries"), first.Header().Get("Cache-Control"))
	}
	a := activity()
	a.Enti[1].Cifre = cifre(60)
	s.publish(a)
	changed := ask("/cifre/enti/098031", first.Header().Get("ETag"))
	if changed.Code != 200 || !strings.Contains(changed.Body.String(), ">60</data>") {
		t.Errorf("after a new publication: %d", changed.Code)
	}
	other := ask("/cifre/enti/098031?procedimento=inventato", "")
	if other.Code != 200 || other.Header().Get("ETag") != "" {
		t.Error("an invented address is kept")
	}
}

// TestTheHomeIsLight adds up what a browser fetches first: page, style,
// script, icons and two fonts, compressed as they travel.
func TestTheHomeIsLight(t *testing.T) {
	s := newSite(t, config.Config{}).withCatalogue().publish(activity()).boundaries()
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("Accept-Encoding", "gzip")
	w := httptest.NewRecorder()
	s.h.ServeHTTP(w, r)
	total := int64(w.Body.Len())
	dist := filepath.Join("..", "..", "..", "assets", "dist")
	for _, pattern := range []string{"pass-*.css.gz", "pass-*.js.gz", "sprite-*.svg.gz", "favicon-*.svg.gz", "titillium-*700-*.woff2", "titillium-*600-*.woff2", "titillium-*regular-*.woff2"} {
		found, err := filepath.Glob(filepath.Join(dist, pattern))
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: %v", pattern, err)
		}
		var largest int64
		for _, f := range found {
			info, err := os.Stat(f)
			if err != nil {
				t.Fatal(err)
			}
			largest = max(largest, info.Size())
		}
		total += largest
	}
	t.Logf("first view of the home page: %d bytes", total)
	if total > 200_000 {
		t.Errorf("the first view of the home page is %d bytes", total)
	}
}

// TestAComparisonWarnsWhenItsBodiesChanged: where more bodies answer than
// before, a mean may change without any procedure having become faster.
func TestAComparisonWarnsWhenItsBodiesChanged(t *testing.T) {
	s := newSite(t, config.Config{}).withCatalogue().publish(activity()).course()
	const warning = "Gli enti che hanno dato i dati non sono gli stessi"
	for path, want := range map[string]bool{"/cifre": true, "/procedimenti/permesso-di-costruire": true, "/cifre/enti/098031": false} {
		got := text(s.page(path).Find("main"))
		if !strings.Contains(got, "Un anno prima erano") || strings.Contains(got, warning) != want {
			t.Errorf("%s: compared %v, warned %v, want %v", path, strings.Contains(got, "Un anno prima erano"), strings.Contains(got, warning), want)
		}
	}
}
