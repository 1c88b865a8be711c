package analisiweb_test

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"pass/internal/analisi"
	"pass/internal/analisi/analisitest"
	"pass/internal/enti"
	"pass/internal/termini"
)

// lodi writes the calendar of the body: mornings from Monday to Friday, patron
// saint on Tuesday 10 March.
func (s *sito) lodi() {
	s.t.Helper()
	orari := map[time.Weekday]string{}
	for g := time.Monday; g <= time.Friday; g++ {
		orari[g] = "8:00-12:00"
	}
	e := enti.New(enti.Deps{DB: s.DB})
	err := e.AggiornaCalendario(context.Background(), s.Attori["Anna"], 1, 0, enti.DatiCalendario{Scelta: enti.PatronoIndicato,
		Patrono: termini.Patrono{Nome: "San Bassiano", Mese: time.March, Giorno: 10}, Orari: orari})
	if err != nil {
		s.t.Fatal(err)
	}
}

// diceFitto looks for sentences and rows of tables without their spaces.
func diceFitto(t *testing.T, che string, doc *goquery.Document, frasi ...string) {
	t.Helper()
	main := fitto(testo(doc.Find("main")))
	for _, x := range frasi {
		if !strings.Contains(main, fitto(x)) {
			t.Errorf("%s does not say %q: %.3000s", che, x, main)
		}
	}
}

func fitto(s string) string { return strings.ReplaceAll(s, " ", "") }

// TestOrologio tells the same log by the three clocks. The practices of casi go
// from Sunday 1 March at nine to Wednesday 11 at nine, then to Thursday at nine:
// counted by hand on a calendar, 10 and 1 days; without hours of the body, 8
// and 1 working days, with its patron saint 7 and 1; 25 and 4 hours of mornings.
func TestOrologio(t *testing.T) {
	s := nuovoSito(t)
	s.Leggi(s.CaricaCome(s.Attori["Anna"], analisitest.Lavorata, "permessi.csv", []byte(casi(12)), analisi.ScelteVuote()))
	anna := s.di(s.Anna)
	doc := pagina(t, anna.get(registro+"/mappa?orologio=lavorativi"), 200)
	diceFitto(t, "map without hours of the body", doc, "l’89% del tempo, in giorni lavorativi, 8 giorni lavorativi in mediana", "L’ente non ha indicato il proprio orario: valgono i giorni dal lunedì al venerdì",
		"non è indicata nessuna festa patronale", "Pari a 11 giorni di calendario")
	if n := doc.Find("nav[aria-label='Unità delle durate'] a").Length(); n != 2 {
		t.Errorf("%d clocks without office hours", n)
	}
	if got := testo(pagina(t, anna.get(registro+"/mappa?orologio=ufficio"), 200).Find(".lead")); !strings.Contains(got, "10 giorni di calendario") {
		t.Errorf("office hours that nobody wrote: %q", got)
	}

	s.lodi()
	doc = pagina(t, anna.get(registro+"/mappa?orologio=lavorativi&con=Rilascio"), 200)
	diceFitto(t, "map in working days", doc, "7 giorni lavorativi in mediana", "Non conta neppure la festa patronale: San Bassiano, 10 marzo.", "Pari a 11 giorni di calendario", "g sono giorni lavorativi")
	riga := doc.Find("main table tbody tr").FilterFunction(func(_ int, r *goquery.Selection) bool { return strings.Contains(fitto(testo(r)), "=Parere12") })
	if got := fitto(testo(riga)); got != fitto("Ricezione=Parere 127 giorni lavorativi7 giorni lavorativi7 giorni lavorativi84 giorni lavorativi10 giorni di calendario120 giorni di calendario") {
		t.Errorf("row of the table: %q", got)
	}
	doc = pagina(t, anna.get(registro+"/mappa?orologio=ufficio"), 200)
	diceFitto(t, "map in office hours", doc, "l’86% del tempo d’ufficio, 25 ore d’ufficio in mediana", "Durata mediana29 ore d’ufficioPari a 11 giorni di calendario")

	for path, frase := range map[string]string{
		"?orologio=ufficio": "25 ore d’ufficio25 ore d’ufficio10 giorni di calendario", "/casi?orologio=ufficio": "29 ore d’ufficio11 giorni di calendario",
		"/casi?orologio=lavorativi&caso=P3": "7 giorni lavorativi (10 giorni di calendario) dopo il passo precedente", "/tempi?orologio=lavorativi": "Metà delle pratiche dura meno di 8 giorni lavorativi",
		"/tempi?orologio=ufficio": "la durata mediana è di 11 giorni di calendario", "/simula?orologio=ufficio": "In questa pagina le durate sono in giorni di calendario",
		"/rapporto?orologio=ufficio": "Durate della mappain ore d’ufficio.",
	} {
		diceFitto(t, path, pagina(t, anna.get(registro+path), 200), frase)
	}
}

// TestOrologioResta follows the links and the forms: the clock stays with the
// filters, and goes away when the other is chosen.
func TestOrologioResta(t *testing.T) {
	s := nuovoSito(t)
	s.Leggi(s.CaricaCome(s.Attori["Anna"], analisitest.Lavorata, "permessi.csv", []byte(casi(12)), analisi.ScelteVuote()))
	s.lodi()
	anna := s.di(s.Anna)
	doc := pagina(t, anna.get(registro+"/mappa?con=Rilascio&orologio=ufficio&misura=media"), 200)
	for _, a := range doc.Find("nav[aria-label='Pagine dell’analisi'] a").EachIter() {
		if href, _ := a.Attr("href"); !strings.Contains(href, "orologio=ufficio") || !strings.Contains(href, "con=Rilascio") {
			t.Errorf("%s loses the choice: %s", testo(a), href)
		}
	}
	if n := doc.Find("form input[name=orologio][value=ufficio]").Length(); n != 2 {
		t.Errorf("%d forms keep the clock, want the filters and the look of the map", n)
	}
	href, _ := doc.Find("nav[aria-label='Unità delle durate'] a").First().Attr("href")
	u, err := url.Parse(href)
	if err != nil || u.Query().Has("orologio") || u.Query().Get("misura") != "media" || u.Query().Get("con") != "Rilascio" {
		t.Errorf("back to the calendar: %s %v", href, err)
	}
	w := anna.get(registro + "/mappa?filtra=si&senza_passo=Rilascio&orologio=lavorativi")
	if got := w.Header().Get("Location"); w.Code != 303 || !strings.Contains(got, "orologio=lavorativi") {
		t.Errorf("the form of the filters: %d %s", w.Code, got)
	}
}

// TestOrologioSoloDate: from dates without hours no office hours are told.
func TestOrologioSoloDate(t *testing.T) {
	s := nuovoSito(t)
	s.Leggi(s.CaricaCome(s.Attori["Anna"], analisitest.Lavorata, "permessi.csv", []byte(strings.ReplaceAll(casi(12), " 09:00", "")), analisi.ScelteVuote()))
	s.lodi()
	doc := pagina(t, s.di(s.Anna).get(registro+"/mappa?orologio=ufficio"), 200)
	if n := doc.Find("nav[aria-label='Unità delle durate'] a").Length(); n != 2 {
		t.Errorf("%d clocks for dates without hours", n)
	}
}
