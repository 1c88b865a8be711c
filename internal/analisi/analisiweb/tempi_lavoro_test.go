package analisiweb_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pass/internal/analisi"
	"pass/internal/analisi/analisitest"
)

// fasi writes n practices with the start and the end of each activity: the
// examination is waited for a day and takes two, the permit has no start, the
// last practice has a start without an end.
func fasi(n int) string {
	var b strings.Builder
	b.WriteString("pratica;attività;data;fase;operatore\n")
	for p := range n {
		t := time.Date(2025, 1, 6, 9, 0, 0, 0, time.UTC).AddDate(0, 0, 7*p)
		for _, r := range []struct {
			attivita, fase, chi string
			dopo                int // days
		}{{"Ricezione", "complete", "Mario", 0}, {"Istruttoria", "start", "Lucia", 1}, {"Istruttoria", "complete", "Lucia", 3}, {"Rilascio", "complete", "Piero", 10}} {
			fmt.Fprintf(&b, "P%03d;%s;%s;%s;%s\n", p, r.attivita, t.AddDate(0, 0, r.dopo).Format("2006-01-02T15:04"), r.fase, r.chi)
		}
	}
	b.WriteString("P000;Sopralluogo;2025-01-20T09:00;start;Mario\n")
	return b.String()
}

// TestDalFileAlLavoro follows a log of starts and ends from the wizard to the
// page of the times.
func TestDalFileAlLavoro(t *testing.T) {
	s := nuovoSito(t)
	anna := s.di(s.Anna)
	anna.carica(richiesta+"/registri", "fasi.csv", strings.NewReader(fasi(20)), "token", "carica-fasi")
	doc := pagina(t, anna.get(richiesta+"/registri/1/colonne"), 200)
	if got := doc.Find("input[name=ciclo][checked]").AttrOr("value", ""); got != "unisci" {
		t.Errorf("proposed: %q", got)
	}
	modulo := testo(doc.Find("main form[method=post]").Last())
	for _, x := range []string{"Nelle prime righe la fase è «complete», «start»", "Solo gli eventi di fine attività (complete)", "Inizio e fine di ogni attività, uniti (start e complete)", "Gli inizi senza fine restano fuori"} {
		if !strings.Contains(modulo, x) {
			t.Errorf("the wizard does not say %q", x)
		}
	}
	if w := anna.post(richiesta+"/registri/1/colonne", invia(doc)); w.Code != 303 {
		t.Fatalf("columns: %d %s", w.Code, testoDi(w.Body.String()))
	}
	s.leggi(1)

	doc = pagina(t, anna.get(richiesta+"/registri/1/dati"), 200)
	sezione := testo(doc.Find("#unione").Closest("section"))
	for _, x := range []string{"20 attività hanno inizio e fine", "40 fini senza inizio", "1 inizio senza fine: non entra nelle cifre.", "Righe degli inizi senza fine: 82.", "Sopralluogo 1 0", "Rilascio 0 20"} {
		if !strings.Contains(sezione, x) {
			t.Errorf("the page of the data does not say %q: %s", x, sezione)
		}
	}
	if main := testo(doc.Find("main")); !strings.Contains(main, analisi.Unisci.Etichetta()) || !strings.Contains(main, "la pagina «Tempi» le distingue") {
		t.Errorf("how it was read: %s", main)
	}

	doc = pagina(t, anna.get(richiesta+"/registri/1/tempi"), 200)
	lavoro := testo(doc.Find("#lavoro").Closest("section"))
	for _, x := range []string{"In media una pratica è lavorata almeno per 2 giorni di calendario, il 20% della sua durata.", "Di 40 attività svolte su 60 l’inizio non è scritto",
		"Istruttoria 20 24 ore 24 ore 2 giorni di calendario 20 giorni di calendario 40 giorni di calendario", "Rilascio 20 7 giorni di calendario 7 giorni di calendario non si sa 140 giorni di calendario non si sa"} {
		if !strings.Contains(lavoro, x) {
			t.Errorf("the page of the times does not say %q: %s", x, lavoro)
		}
	}
	if strings.Contains(lavoro, "stima") {
		t.Errorf("an estimate where the starts are written: %s", lavoro)
	}
	doc = pagina(t, anna.get(richiesta+"/registri/1/tempi?con=Istruttoria&senza=Rilascio"), 200)
	if doc.Find("#lavoro").Length() != 0 || !strings.Contains(testo(doc.Find("main")), "Nessun caso") {
		t.Error("no case, and yet some work")
	}
}

// TestInizioEFineLettiSenzaUnirli: the page says what to do.
func TestInizioEFineLettiSenzaUnirli(t *testing.T) {
	s := nuovoSito(t)
	c := analisi.ScelteVuote()
	c.Colonne.Lifecycle = "fase"
	s.Leggi(s.CaricaCome(s.Attori["Anna"], analisitest.Lavorata, "fasi.csv", []byte(fasi(20)), c))
	got := testo(pagina(t, s.di(s.Anna).get(richiesta+"/registri/1/tempi?stima=si"), 200).Find("#lavoro").Closest("section"))
	if !strings.Contains(got, "è stato letto contando ogni riga") || !strings.Contains(got, analisi.Unisci.Etichetta()) || strings.Contains(got, "(stima)") {
		t.Errorf("%s", got)
	}
}

// fini writes n practices with the end of each activity alone; Lucia examines
// from eight, one practice after the other, two a day.
func fini(n int, ora, chi string) string {
	var b strings.Builder
	b.WriteString("pratica;attività;data;operatore\n")
	for p := range n {
		t := time.Date(2025, 1, 6, 8, 0, 0, 0, time.UTC).AddDate(0, 0, p/2*3)
		riga := func(attivita string, t time.Time, chi string) {
			fmt.Fprintf(&b, "P%03d;%s;%s;%s\n", p, attivita, t.Format(ora), chi)
		}
		riga("Ricezione", t, "")
		riga("Istruttoria", t.AddDate(0, 0, 7).Add(time.Duration(2+p%2*3)*time.Hour), chi)
		riga("Rilascio", t.AddDate(0, 0, 10).Add(time.Duration(p%7)*time.Hour), chi)
	}
	return b.String()
}

// TestLaStimaSiChiede: where only the ends are written the page offers an
// estimate, shows none until asked, and then calls it so in every place.
func TestLaStimaSiChiede(t *testing.T) {
	s := nuovoSito(t)
	s.Leggi(s.Carica("fini.csv", []byte(fini(40, "2006-01-02T15:04", "Lucia"))))
	anna := s.di(s.Anna)
	const tempi = richiesta + "/registri/1/tempi"
	doc := pagina(t, anna.get(tempi+"?con=Rilascio"), 200)
	sezione := doc.Find("#lavoro").Closest("section")
	if got := testo(sezione); !strings.Contains(got, "non quando comincia") || strings.Contains(got, "(stima)") || sezione.Find("table").Length() != 0 {
		t.Errorf("before asking: %s", got)
	}
	link := sezione.Find("a:contains('Con gli inizi stimati')").AttrOr("href", "")
	if link != tempi+"?con=Rilascio&stima=si#lavoro" {
		t.Fatalf("the estimate is at %q", link)
	}
	doc = pagina(t, anna.get(strings.TrimSuffix(link, "#lavoro")), 200)
	sezione = doc.Find("#lavoro").Closest("section")
	got := testo(sezione)
	for _, x := range []string{"una stima", "Stima, non un dato del registro", "Lavorazione (stima)", "Attesa (stima)", "Lavorazione media (stima)", "chi lo svolge è libero", "arXiv 2208.12224", "Su questo registro l’errore non si conosce"} {
		if !strings.Contains(got, x) {
			t.Errorf("the estimate does not say %q: %s", x, got)
		}
	}
	if n := sezione.Find("tbody").Last().Find("tr").Length(); n != 3 {
		t.Errorf("%d public logs with their error", n)
	}
	filtra := anna.get(tempi + "?stima=si&filtra=1&casi_con=Rilascio").Header().Get("Location")
	if !strings.Contains(filtra, "stima=si") {
		t.Errorf("the filter forgets the estimate: %q", filtra)
	}
}

// TestDoveNonSiStima: dates without hours, or nobody named.
func TestDoveNonSiStima(t *testing.T) {
	s := nuovoSito(t)
	s.Leggi(s.Carica("date.csv", []byte(fini(40, "2006-01-02", "Lucia"))))
	s.Leggi(s.Carica("anonimo.csv", []byte(fini(40, "2006-01-02T15:04", ""))))
	for n, want := range map[int]string{1: "ci sono solo le date, senza le ore", 2: "il registro non dice chi ha svolto le attività"} {
		got := testo(pagina(t, s.di(s.Anna).get(fmt.Sprintf("%s/registri/%d/tempi?stima=si", richiesta, n)), 200).Find("#lavoro").Closest("section"))
		if !strings.Contains(got, "Gli inizi non si possono stimare: "+want) || strings.Contains(got, "(stima)") {
			t.Errorf("log %d: %s", n, got)
		}
	}
}
