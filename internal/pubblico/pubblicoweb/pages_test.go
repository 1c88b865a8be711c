package pubblicoweb_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"pass/internal/kernel"
	"pass/internal/platform/config"
	"pass/internal/platform/db"
	"pass/internal/pubblico"
)

// TestWhatEveryPublicPageOwes visits every page, before and after there are
// figures.
func TestWhatEveryPublicPageOwes(t *testing.T) {
	empty := newSite(t, config.Config{})
	full := newSite(t, config.Config{}).withCatalogue().publish(activity())
	for _, path := range everyPage {
		t.Run(path, func(t *testing.T) {
			full.t, empty.t = t, t
			w := full.get(path)
			if c := w.Header().Values("Set-Cookie"); len(c) != 0 {
				t.Errorf("a visitor gets cookies: %v", c)
			}
			doc := full.page(path)
			if n := doc.Find("h1").Length(); n != 1 {
				t.Errorf("%d h1", n)
			}
			if doc.Find(`meta[name="robots"]`).Length() != 0 {
				t.Error("search engines are kept out")
			}
			plain, _, _ := strings.Cut(path, "?")
			if got := doc.Find(`link[rel="canonical"]`).AttrOr("href", ""); got != base+plain {
				t.Errorf("canonical %q", got)
			}
			if got := text(doc.Find(`[data-element="last-update"]`)); !strings.Contains(got, "22 novembre 2026") {
				t.Errorf("last update %q", got)
			}
			if doc.Find(`main .pass-heading .lead`).Length() == 0 {
				t.Error("the page does not answer its question above the fold")
			}
			ids := map[string]bool{}
			doc.Find("[id]").Each(func(_ int, e *goquery.Selection) {
				id := e.AttrOr("id", "")
				if ids[id] {
					t.Errorf("id %q is repeated", id)
				}
				ids[id] = true
			})
			if code := empty.get(path).Code; code != 200 && code != 404 {
				t.Errorf("without any snapshot: %d", code)
			}
		})
	}
}

// TestEveryLinkLeadsSomewhere follows every link of every page that stays in
// the public section.
func TestEveryLinkLeadsSomewhere(t *testing.T) {
	s := newSite(t, config.Config{}).withCatalogue().publish(activity())
	others := []string{"/accesso", "/api", "/enti/protocollo-modello", "/contatti", "/contatti/messaggi", "/notizie", "/eventi", "/segui"}
	seen := map[string]bool{}
	for _, path := range everyPage {
		doc := s.page(path)
		doc.Find("main a[href]").Each(func(_ int, e *goquery.Selection) {
			href := e.AttrOr("href", "")
			if text(e) == "" {
				t.Errorf("%s: the link to %s has no words", path, href)
			}
			if strings.HasPrefix(href, "#") && doc.Find(href).Length() != 1 {
				t.Errorf("%s: %s leads nowhere", path, href)
			}
			address, _, _ := strings.Cut(href, "?")
			if !strings.HasPrefix(href, "/") || seen[href] || slices.Contains(others, address) {
				return
			}
			seen[href] = true
			plain, anchor, _ := strings.Cut(href, "#")
			w := s.get(plain)
			if w.Code != 200 {
				t.Errorf("%s links to %s: %d", path, href, w.Code)
				return
			}
			if anchor != "" && s.page(plain).Find("#"+anchor).Length() != 1 {
				t.Errorf("%s links to %s, which has no such part", path, href)
			}
		})
	}
	if len(seen) < 40 {
		t.Errorf("only %d links were followed", len(seen))
	}
}

func TestTheHomeHasTwoDoorsThreeFiguresAndSixTaskForces(t *testing.T) {
	s := newSite(t, config.Config{}).withCatalogue()
	if n := s.page("/").Find(".pass-figure").Length(); n != 0 {
		t.Errorf("%d figures before there are any", n)
	}
	doc := s.publish(activity()).page("/")
	doors := doc.Find(`section[aria-labelledby="porte"] a`).Map(func(_ int, e *goquery.Selection) string { return text(e) + " " + e.AttrOr("href", "") })
	if strings.Join(doors, "|") != "Sono un ente /come-chiedere-aiuto|Sono un cittadino /cifre" {
		t.Errorf("doors: %v", doors)
	}
	figures := texts(doc.Find(".pass-figure"))
	want := []string{
		"Enti aderenti 312 enti Al 22 novembre 2026, su 1.514 enti. Fonte: Richieste registrate in PAsS. Come si calcola: Enti aderenti",
		"Richieste evase 806 richieste Dall’8 gennaio 2026 al 22 novembre 2026, su 1.240 richieste ricevute. Fonte: Richieste registrate in PAsS. Come si calcola: Richieste evase",
		"Tempo di prima risposta 9 giorni di calendario, mediana Dall’8 gennaio 2026 al 22 novembre 2026, su 1.240 richieste. Fonte: Richieste registrate in PAsS. Come si calcola: Tempo di prima risposta",
	}
	if strings.Join(figures, "\n") != strings.Join(want, "\n") {
		t.Errorf("figures:\n%s", strings.Join(figures, "\n"))
	}
	cards := texts(doc.Find(`section[aria-labelledby="task-force"] .pass-card-title`))
	if strings.Join(cards, "|") != "Valutazioni e autorizzazioni ambientali|Rinnovabili|Bonifiche|Rifiuti|Appalti|Edilizia e urbanistica" {
		t.Errorf("task forces: %v", cards)
	}
}

func TestTheRegionSaysSentencesThenChartThenTables(t *testing.T) {
	doc := newSite(t, config.Config{}).withCatalogue().publish(activity()).page("/cifre")
	if lead := text(doc.Find(".lead")); lead != "Al 22 novembre 2026 hanno aderito 312 enti su 1.514." {
		t.Errorf("lead: %q", lead)
	}
	want := []string{"1.240 richieste di aiuto sono arrivate dall’8 gennaio 2026 al 22 novembre 2026.", "In lavorazione: 248. Chiuse con una risposta: 806.",
		"Respinte, perché fuori dal campo del servizio: 124. Ritirate dall’ente: 62.",
		"Metà delle 1.240 richieste misurate è presa in carico da un esperto entro 2,5 giorni di calendario.", "Metà delle 1.240 richieste misurate riceve una prima risposta entro 9 giorni di calendario.",
		"Metà delle 620 richieste misurate si chiude entro 21,3 giorni di calendario.", "Il voto medio degli enti è 4,2 su 5, in 413 giudizi."}
	if got := texts(doc.Find(`section[aria-labelledby="in-breve"] > p`)); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("sentences:\n%s", strings.Join(got, "\n"))
	}
	order := doc.Find("main section[aria-labelledby]").Map(func(_ int, e *goquery.Selection) string { return e.AttrOr("aria-labelledby", "") })
	if strings.Join(order, " ") != "in-breve numeri per-stato mesi lavoro tempi effetto province task-force procedimenti concludere dati usare" {
		t.Errorf("order of the page: %v", order)
	}
	if got := text(doc.Find(`section[aria-labelledby="mesi"] figcaption`)); !strings.Contains(got, "Nell’ultimo mese intero, ottobre 2026, le richieste ricevute sono 11 e quelle evase 5.") {
		t.Errorf("chart: %q", got)
	}
	if n := doc.Find(`section[aria-labelledby="mesi"] details tbody tr`).Length(); n != 13 {
		t.Errorf("the chart's table has %d months", n)
	}
	lodi := texts(doc.Find(`section[aria-labelledby="province"] tbody tr`).First().Find("th, td"))
	if strings.Join(lodi, "|") != "Lodi|2 su 61|40|8|26|2,5 su 40 casi|21,3 su 20 casi" {
		t.Errorf("Lodi: %v", lodi)
	}
	sondrio := texts(doc.Find(`section[aria-labelledby="province"] tbody tr`).Last().Find("th, td"))
	if strings.Join(sondrio, "|") != "Sondrio|0 su 78|0|0|0|n.d. 0 casi|n.d. 0 casi" {
		t.Errorf("Sondrio: %v", sondrio)
	}
	if n := doc.Find(`section[aria-labelledby="procedimenti"] tbody tr`).Length(); n != 2 {
		t.Errorf("%d procedures with requests", n)
	}
}

// TestEveryFigureIsQuotable checks every number on every page: unit or n.d.,
// period, cases and source.
func TestEveryFigureIsQuotable(t *testing.T) {
	s := newSite(t, config.Config{}).withCatalogue().publish(activity())
	n := 0
	for _, path := range everyPage {
		s.page(path).Find(".pass-figure").Each(func(_ int, e *goquery.Selection) {
			n++
			value, note := text(e.Find(".pass-figure-value > span").First()), text(e.Find(".pass-figure-note"))
			if value != "n.d." && e.Find(".pass-figure-unit").Length() != 1 {
				t.Errorf("%s: %q has no unit", path, text(e))
			}
			if value == "n.d." && !strings.Contains(note, "caso") && !strings.Contains(note, "casi") {
				t.Errorf("%s: n.d. without its reason: %q", path, note)
			}
			if !strings.Contains(note, "22 novembre 2026") || !strings.Contains(note, "Fonte: Richieste registrate in PAsS.") {
				t.Errorf("%s: no period or source: %q", path, note)
			}
		})
	}
	if n < 40 {
		t.Errorf("only %d figures were checked", n)
	}
}

func TestMeasuresOfFewCasesAreNotShown(t *testing.T) {
	doc := newSite(t, config.Config{}).withCatalogue().publish(activity()).page("/cifre/enti/098032")
	values := texts(doc.Find(".pass-figure-value"))
	if strings.Join(values, "|") != "2 richieste|0 richieste|2 richieste|n.d.|n.d.|n.d.|n.d." {
		t.Errorf("figures of a body with two requests: %v", values)
	}
	if !strings.Contains(text(doc.Find("main")), "2 casi: se ne pubblicano almeno 5") {
		t.Error("the reason is not said")
	}
}

// TestWhatIsNotKnownIsSaidInOneSentence has measures known in turn.
func TestWhatIsNotKnownIsSaidInOneSentence(t *testing.T) {
	known := pubblico.NuovaMisura(3, 9)
	for want, set := range map[string]func(*pubblico.Cifre){
		"Tempi e giudizi non sono ancora pubblici: servono almeno 5 casi.":                                                                                   func(*pubblico.Cifre) {},
		"Non si pubblicano il tempo di presa in carico, il tempo di prima risposta e il tempo di chiusura: servono almeno 5 casi, che non ne svelino altri.": func(c *pubblico.Cifre) { c.Soddisfazione = known },
		"Non si pubblicano il tempo di chiusura e il giudizio degli enti: servono almeno 5 casi, che non ne svelino altri.":                                  func(c *pubblico.Cifre) { c.PresaInCarico, c.PrimaRisposta = known, known },
		"Non si pubblica il giudizio degli enti: servono almeno 5 casi, che non ne svelino altri.": func(c *pubblico.Cifre) {
			c.PresaInCarico, c.PrimaRisposta, c.Chiusura = known, known, known
		},
	} {
		a := activity()
		c := pubblico.Cifre{Ricevute: 9, InLavorazione: 9}
		set(&c)
		a.Enti[1].Cifre = c
		got := texts(newSite(t, config.Config{}).publish(a).page("/cifre/enti/098031").Find(`section[aria-labelledby="in-breve"] > p`))
		if got[len(got)-1] != want {
			t.Errorf("last sentence %q, want %q", got[len(got)-1], want)
		}
	}
}

func TestTheFourKindsOfBodies(t *testing.T) {
	s := newSite(t, config.Config{}).publish(activity())
	for path, want := range map[string]string{
		"/cifre/enti/098031": "Ha aderito a PAsS dall’8 gennaio 2026.",
		"/cifre/enti/098033": "Non ha ancora aderito a PAsS.",
		"/cifre/enti/id-15":  "Non ha ancora aderito a PAsS.",
		"/cifre/enti/098007": "L’ente non esiste più dal 1° gennaio 2018. Le sue richieste restano contate qui.",
	} {
		if lead := text(s.page(path).Find(".lead")); lead != want {
			t.Errorf("%s: %q", path, lead)
		}
	}
	if s.page("/cifre/enti/098033").Find(`main a[href="/come-chiedere-aiuto"]`).Length() == 0 {
		t.Error("who has not joined is not told how")
	}
	if s.page("/cifre/enti/098007").Find(`main a[href="/cifre/enti/098031"]`).Length() == 0 {
		t.Error("the successor is not named")
	}
	for _, path := range []string{"/cifre/enti/12", "/cifre/enti/id-12"} {
		if w := s.get(path); w.Code != 303 || w.Header().Get("Location") != "/cifre/enti/098031" {
			t.Errorf("%s: %d %s", path, w.Code, w.Header().Get("Location"))
		}
	}
	for _, path := range []string{"/cifre/enti/999999", "/cifre/province/XX", "/task-force/x", "/procedimenti/x", "/manuale/x", "/cifre/enti/..%2f"} {
		if w := s.get(path); w.Code != 404 {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

func TestBodiesAreSearchedFilteredAndPaged(t *testing.T) {
	a := activity()
	for i := range 120 {
		a.Enti = append(a.Enti, pubblico.CifreEnte{ID: int64(100 + i), Istat: fmt.Sprintf("015%03d", i), Nome: fmt.Sprintf("Comune di Prova %03d", i), Provincia: "SO", Aderente: true})
	}
	s := newSite(t, config.Config{}).publish(a)
	for path, want := range map[string]string{
		"/cifre/enti":                       "122 enti",
		"/cifre/enti?q=lodi":                "2 enti",
		"/cifre/enti?q=UNIONE+dell%27adda":  "1 ente",
		"/cifre/enti?provincia=lo":          "4 enti",
		"/cifre/enti?q=comune&provincia=LO": "4 enti",
		"/cifre/enti?provincia=nessuna":     "122 enti",
	} {
		if got := text(s.page(path).Find(`.pass-list-summary [role="status"]`)); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
	doc := s.page("/cifre/enti?q=prova&pagina=3")
	if n := doc.Find("tbody tr").Length(); n != 20 {
		t.Errorf("the last page has %d rows", n)
	}
	if href := doc.Find(`a[rel="prev"]`).AttrOr("href", ""); href != "/cifre/enti?pagina=2&q=prova" {
		t.Errorf("previous page: %q", href)
	}
	if s.page("/cifre/enti?pagina=-4").Find("tbody tr").Length() != 50 || s.page("/cifre/enti?pagina=99").Find("tbody tr").Length() != 22 {
		t.Error("a page out of range is not brought back")
	}
	if got := s.page(`/cifre/enti?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E`); got.Find("main script").Length() != 0 || got.Find(".pass-empty").Length() != 1 {
		t.Error("what was typed becomes part of the page")
	}
}

func TestAProcedureShowsItsTermConfidenceAndSource(t *testing.T) {
	s := newSite(t, config.Config{}).withCatalogue().publish(activity())
	doc := s.page("/procedimenti/permesso-di-costruire")
	part := doc.Find(`section[aria-labelledby="termine"]`)
	for _, want := range []string{"Il termine massimo è di 60 giorni di calendario.", "Confermato", "Dalla presentazione della domanda", "2 luglio 2025"} {
		if !strings.Contains(text(part), want) {
			t.Errorf("%q is not in %q", want, text(part))
		}
	}
	if part.Find(`a[href^="https://"]`).Length() != 1 {
		t.Error("the source is not a link")
	}
	if side := text(doc.Find(`section[aria-labelledby="scheda"]`)); !strings.Contains(side, "Chi decide Comune") || !strings.Contains(side, "Task force Edilizia e urbanistica") {
		t.Errorf("side: %q", side)
	}
	months := text(s.page("/procedimenti/affidamenti-sopra-soglia").Find(`section[aria-labelledby="termine"]`))
	if !strings.Contains(months, "Il termine massimo è n.d.: la norma non dà un solo numero.") || !strings.Contains(months, "La legge conta il termine in mesi") {
		t.Errorf("a term without a number: %q", months)
	}
	if n := s.page("/procedimenti").Find("tbody tr").Length(); n != 20 {
		t.Errorf("%d procedures", n)
	}
}

func TestTheTermShownIsTheOneOfToday(t *testing.T) {
	s := newSite(t, config.Config{}).withCatalogue()
	region := kernel.Actor{Persona: 1, Mandati: []kernel.Mandato{{Ruolo: kernel.Regione}}}
	s.change(func(svc catalogue, p procedure) error {
		days := int64(45)
		for _, from := range []string{"2026-11-22", "2027-01-01"} {
			if _, err := svc.AggiungiTermine(ctx, region, term(p.ID, from, days), "nuova legge"); err != nil {
				return err
			}
			days = 30
		}
		return nil
	})
	doc := s.page("/procedimenti/aua")
	if got := text(doc.Find(`section[aria-labelledby="termine"] strong`)); got != "Il termine massimo è di 45 giorni di calendario." {
		t.Errorf("term: %q", got)
	}
	rows := texts(doc.Find(`section[aria-labelledby="storia"] tbody tr th`))
	if strings.Join(rows, "|") != "dal 1° gennaio 2027 Non ancora in vigore|dal 22 novembre 2026 al 31 dicembre 2026|dal 13 giugno 2013 al 21 novembre 2026" {
		t.Errorf("history: %v", rows)
	}
}

func TestTheLegalPagesSayWhatIsTrueOfThisInstallation(t *testing.T) {
	bare := newSite(t, config.Config{Contatto: "assistenza@example.org", RPD: "rpd@example.org"})
	set := newSite(t, config.Config{Contatto: "pass@regione.example", RPD: "rpd@regione.example", Accessibilita: "https://form.agid.gov.it/view/abc"})
	if got := text(bare.page("/accessibilita").Find("main")); !strings.Contains(got, "La dichiarazione ufficiale non è ancora pubblicata.") || !strings.Contains(got, "indirizzo non ancora configurato") {
		t.Errorf("without settings: %s", got)
	}
	doc := set.page("/accessibilita")
	if doc.Find(`main a[href="https://form.agid.gov.it/view/abc"]`).Length() != 1 || doc.Find(`main a[href="mailto:pass@regione.example"]`).Length() != 1 {
		t.Error("declaration or address are missing")
	}
	if doc.Find(`main a[href*="difensore-civico"]`).Length() != 1 {
		t.Error("the way to the Difensore civico is missing")
	}
	if bare.page("/note-legali").Find(`main a[href="https://creativecommons.org/licenses/by/4.0/deed.it"]`).Length() == 0 {
		t.Error("the licence is not linked")
	}
	if got := text(set.page("/privacy").Find("main")); !strings.Contains(got, "rpd@regione.example") {
		t.Error("the RPD is not named")
	}
}

func TestTheDataFilesRepeatThePages(t *testing.T) {
	s := newSite(t, config.Config{}).publish(activity())
	for path, want := range map[string]struct{ rows, first string }{
		"/cifre/province.csv": {"2", "LO,Lodi,61,2,40,8,26,4,2,2.5,40,9,40,21.3,20,4.2,13,2026-11-22T09:30:00.000Z"},
		"/cifre/enti.csv":     {"5", "098007,098007,Comune di Camairago,LO,false,,2018-01-01,0,0,0,0,0,,0,,0,,0,,0,2026-11-22T09:30:00.000Z"},
	} {
		w := s.get(path)
		records, err := csv.NewReader(w.Body).ReadAll()
		if err != nil || fmt.Sprint(len(records)-1) != want.rows {
			t.Fatalf("%s: %d records, %v", path, len(records), err)
		}
		if got := strings.Join(records[1], ","); got != want.first {
			t.Errorf("%s: %s", path, got)
		}
		if !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment") {
			t.Errorf("%s is not a download", path)
		}
	}
}

func TestStatusAnswersMonitors(t *testing.T) {
	s := newSite(t, config.Config{})
	w := s.get("/status")
	var body map[string]string
	if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil || w.Code != 200 || body["status"] != "ok" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if err := s.db.InTx(ctx, func(tx *db.Tx) error { _, err := tx.Exec(ctx, `DROP TABLE pubblico_istantanee`); return err }); err != nil {
		t.Fatal(err)
	}
	if w := s.get("/status"); w.Code != 503 || !strings.HasPrefix(w.Header().Get("Content-Type"), "application/json") {
		t.Errorf("with a broken database: %d %s", w.Code, w.Body)
	}
}
