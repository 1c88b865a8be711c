package analisiweb_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"pass/internal/analisi"
	"pass/internal/analisi/analisitest"
)

// piantato is a log with planted facts: of 24 practices 6 are asked for
// documents twice and last 40 days longer, all have starts and offices.
func piantato() string {
	var b strings.Builder
	b.WriteString("pratica;attività;inizio;data;operatore;ufficio\n")
	riga := func(i int, attivita string, giorno int, chi, ufficio string) {
		d := time.Date(2025, 1, 7+giorno, 0, 0, 0, 0, time.UTC).Format("02/01/2006")
		fmt.Fprintf(&b, "P%02d;%s;%s 09:00;%s 10:%02d;%s;%s\n", i, attivita, d, d, i, chi, ufficio)
	}
	for i := range 24 {
		g := i * 3
		riga(i, "Protocollazione istanza", g, "Mario Draghetti", "Protocollo")
		if i%4 == 0 {
			for k := range 2 {
				riga(i, "Richiesta integrazioni", g+5+20*k, "Lucia Belli", "Edilizia")
				riga(i, "Ricezione integrazioni", g+15+20*k, "Mario Draghetti", "Protocollo")
			}
			g += 40
		}
		riga(i, "Rilascio del permesso", g+10, "Lucia Belli", "Edilizia")
	}
	return b.String()
}

const registro = richiesta + "/registri/1"

func nuovoPiantato(t *testing.T) browser {
	s := nuovoSito(t)
	scelte := analisi.ScelteVuote()
	scelte.Tieni = []string{"ufficio"}
	s.Leggi(s.CaricaCome(s.Attori["Anna"], analisitest.Lavorata, "piantato.csv", []byte(piantato()), scelte))
	return s.di(s.Anna)
}

func contiene(t *testing.T, che string, doc *goquery.Document, frasi ...string) {
	t.Helper()
	main := testo(doc.Find("main"))
	for _, x := range frasi {
		if !strings.Contains(main, x) {
			t.Errorf("%s does not say %q: %.1500s", che, x, main)
		}
	}
}

// TestPercorsi reads the planted ways and follows the links to their cases.
func TestPercorsi(t *testing.T) {
	anna := nuovoPiantato(t)
	doc := pagina(t, anna.get(registro+"/percorsi"), 200)
	contiene(t, "ways", doc, "24 pratiche seguono 2 percorsi diversi: i 2 più frequenti fanno l’80% delle pratiche.",
		"In 6 pratiche su 24 (25%) le integrazioni sono state chieste più di una volta, fino a 2.", "in tutto 120 giorni di calendario",
		"da «Ricezione integrazioni» a «Richiesta integrazioni»")
	if n := doc.Find("#varianti").Parent().Parent().Find("tbody tr").Length(); n != 2 {
		t.Errorf("%d ways", n)
	}
	if strings.Contains(testo(doc.Find("main")), "Draghetti") {
		t.Error("a name is on the page")
	}
	seguiti := 0
	doc.Find("main a[href*='/casi?']").Each(func(_ int, e *goquery.Selection) {
		href, _ := e.Attr("href")
		casi := pagina(t, anna.get(href), 200)
		if casi.Find("main tbody tr").Length() == 0 || strings.Contains(testo(casi.Find(".lead")), "non c’è più") {
			t.Errorf("%q leads to %s: %s", testo(e), href, testo(casi.Find("main")))
		}
		seguiti++
	})
	if seguiti < 5 {
		t.Errorf("only %d links to cases", seguiti)
	}
	casi := pagina(t, anna.get(registro+"/casi?prova=integrazioni"), 200)
	if n := casi.Find("main tbody tr").Length(); n != 6 {
		t.Errorf("%d cases asked twice", n)
	}
	contiene(t, "another hand", pagina(t, anna.get(registro+"/percorsi?attore=colonna:ufficio"), 200), "a Edilizia", "a Protocollo")
	contiene(t, "no case", pagina(t, anna.get(registro+"/percorsi?eventi=900.."), 200), "Nessun caso")
}

// TestCause reads what the time is made of and what goes with delay.
func TestCause(t *testing.T) {
	anna := nuovoPiantato(t)
	doc := pagina(t, anna.get(registro+"/cause"), 200)
	contiene(t, "causes", doc, "Di che cosa è fatto il tempo", "Sospensione", "Nessuna attività del registro chiede pareri ad altri enti.",
		"va insieme alla durata", "Succede durante la pratica: fa parte del ritardo, non lo precede.")
	doc.Find("main a[href*='prova=']").Each(func(_ int, e *goquery.Selection) {
		href, _ := e.Attr("href")
		if casi := pagina(t, anna.get(href), 200); strings.Contains(testo(casi.Find(".lead")), "non c’è più") {
			t.Errorf("%q leads nowhere: %s", testo(e), href)
		}
	})
}

// TestCausePovere: a log of dates without starts and people claims nothing.
func TestCausePovere(t *testing.T) {
	s := nuovoSito(t)
	s.Leggi(s.Carica("povero.csv", []byte("pratica;attività;data\nA;Domanda;01/03/2026\nA;Rilascio del permesso;12/03/2026\nB;Domanda;02/03/2026\nB;Rilascio del permesso;20/03/2026\n")))
	anna := s.di(s.Anna)
	contiene(t, "poor log", pagina(t, anna.get(registro+"/cause"), 200), "Perché si aspetta non si può dire", "Con 2 pratiche concluse non si può dire che cosa va insieme al ritardo")
	contiene(t, "poor ways", pagina(t, anna.get(registro+"/percorsi"), 200), "Tutte le pratiche seguono lo stesso percorso.", "Nessuna attività si ripete", "i passaggi di mano non si vedono")
}

// TestLegge finds the planted second requests against the rule that allows one.
func TestLegge(t *testing.T) {
	anna := nuovoPiantato(t)
	doc := pagina(t, anna.get(registro+"/legge?percorso=permesso-costruire"), 200)
	contiene(t, "law", doc, "«Richiesta di integrazioni» più di 1 volta", "DPR 380/2001, art. 20, c. 5", "non è un giudizio sull’atto")
	href, _ := doc.Find("#scostamenti").Parent().Parent().Find("tbody a").First().Attr("href")
	casi := pagina(t, anna.get(href), 200)
	if n := casi.Find("main tbody tr").Length(); n != 6 || !strings.Contains(testo(casi.Find(".lead")), "DPR 380/2001") {
		t.Errorf("%d cases behind the rule: %s", n, testo(casi.Find(".lead")))
	}
	for _, m := range []string{"usuale", "legge-241", "inventato"} {
		pagina(t, anna.get(registro+"/legge?percorso="+m), 200)
	}
}

// TestQualita names what is wrong by row and column, and says when nothing is.
func TestQualita(t *testing.T) {
	s := nuovoSito(t)
	s.Leggi(s.Carica("sporco.csv", []byte(piantato()+"P77;Protocollazione istanza;;01/01/1950;;\nP78;Protocollazione istanzza;;01/02/2025;;\nP79;;;01/02/2025;;\n")))
	anna := s.di(s.Anna)
	doc := pagina(t, anna.get(registro+"/qualita"), 200)
	contiene(t, "quality", doc, "cose da guardare", "Effetto sulle cifre.", "1950")
	if pagina(t, anna.get(registro+"/dati"), 200).Find("a[href$='/qualita']").Length() == 0 {
		t.Error("the page of the data does not lead to their quality")
	}
	doc.Find("main a[href*='prova=']").Each(func(_ int, e *goquery.Selection) {
		href, _ := e.Attr("href")
		if casi := pagina(t, anna.get(href), 200); strings.Contains(testo(casi.Find(".lead")), "non c’è più") {
			t.Errorf("%q leads nowhere: %s", testo(e), href)
		}
	})
}
