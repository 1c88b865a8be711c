package analisiweb_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"pass/internal/analisi"
	"pass/internal/analisi/analisitest"
	"pass/internal/mining/steps"
)

// gergo is a log whose names say nothing to PAsS: X opens, Y asks for
// documents, Z receives them 20 days later, W ends.
func gergo() string {
	var b strings.Builder
	b.WriteString("pratica;attività;data\n")
	for i := range 12 {
		fmt.Fprintf(&b, "P%d;X;01/03/2026 09:00\nP%d;Y;05/03/2026 09:00\nP%d;Z;25/03/2026 09:00\nP%d;W;02/04/2026 09:00\n", i, i, i, i)
	}
	return b.String()
}

// moduloLegge reads the form of the legal steps as a browser would send it, and
// the field of each activity.
func moduloLegge(t *testing.T, doc *goquery.Document) (v url.Values, campi map[string]string) {
	t.Helper()
	v, campi = url.Values{}, map[string]string{}
	m := doc.Find("form[aria-label='Passi di legge']")
	if m.Length() != 1 {
		t.Fatalf("%d forms", m.Length())
	}
	m.Find("input").Each(func(_ int, e *goquery.Selection) {
		nome, _ := e.Attr("name")
		x, _ := e.Attr("value")
		v.Set(nome, x)
	})
	m.Find("select").Each(func(_ int, e *goquery.Selection) {
		nome, _ := e.Attr("name")
		id, _ := e.Attr("id")
		x, _ := e.Find("option[selected]").Attr("value")
		v.Set(nome, x)
		campi[testo(m.Find("label[for='"+id+"']"))] = nome
	})
	return v, campi
}

func TestPassiDiLegge(t *testing.T) {
	s := nuovoSito(t)
	s.Leggi(s.CaricaCome(s.Attori["Anna"], analisitest.Lavorata, "gergo.csv", []byte(gergo()), analisi.ScelteVuote()))
	anna := s.di(s.Anna)
	const pagineLegge = registro + "/legge?percorso=legge-241"
	doc := pagina(t, anna.get(pagineLegge), 200)
	contiene(t, "unknown steps", doc, "nessuna attività si riconosce tra i passi del percorso")
	v, campi := moduloLegge(t, doc)
	if len(campi) != 4 || v.Get(campi["X"]) != analisi.ComeProposto || v.Get("percorso") != "legge-241" {
		t.Fatalf("form: %v %v", v, campi)
	}

	// Nothing, then something that is no step: beside the fields, and the rest
	// stays as it was chosen.
	doc = pagina(t, anna.post(registro+"/legge", url.Values{"token": {v.Get("token")}}), 422)
	if doc.Find("a[href='#campo-passo-0']").Length() != 1 {
		t.Error("the summary of an empty form leads nowhere")
	}
	v.Set(campi["X"], "domanda")
	v.Set(campi["Y"], "inventato")
	doc = pagina(t, anna.post(registro+"/legge", v), 422)
	if got := testo(doc.Find("#campo-" + campi["Y"] + "-errore")); !strings.Contains(got, "Scegliere il passo di «Y» dall’elenco.") {
		t.Errorf("beside the field: %q", got)
	}
	if got, _ := doc.Find("#campo-" + campi["X"] + " option[selected]").Attr("value"); got != "domanda" || doc.Find("#campo-"+campi["X"]).Closest("details:not([open])").Length() != 0 {
		t.Errorf("what was chosen is lost or hidden: %q", got)
	}

	for attivita, passo := range map[string]string{"X": "domanda", "Y": "richiesta-integrazioni", "Z": "integrazioni", "W": "provvedimento"} {
		v.Set(campi[attivita], passo)
	}
	w := anna.post(registro+"/legge", v)
	if got := w.Header().Get("Location"); w.Code != 303 || !strings.HasPrefix(got, registro+"/legge?percorso=legge-241") {
		t.Fatalf("steps: %d %s %s", w.Code, got, w.Body)
	}
	doc = pagina(t, anna.get(pagineLegge), 200)
	diceFitto(t, "steps told", doc, "Provvedimento espresso L. 241/1990, art. 2, c. 1 W chi segue la richiesta", "Ricezione delle integrazioni L. 241/1990, art. 2, c. 7 Z chi segue la richiesta")
	contiene(t, "nothing else is confirmed", doc, "I significati delle attività sono ancora proposte")
	if v, campi := moduloLegge(t, doc); v.Get(campi["W"]) != "provvedimento" {
		t.Errorf("the form forgot: %v", v)
	}
	// The clock of the law follows: the 20 days of the documents are suspended.
	contiene(t, "suspension", pagina(t, anna.get(registro), 200), "Attesa di integrazioni")

	// The next log of the same procedure knows, and so it is told by others.
	s.Leggi(s.CaricaCome(s.Attori["Carla"], analisitest.Lavorata, "dopo.csv", []byte(gergo()), analisi.ScelteVuote()))
	diceFitto(t, "next log", pagina(t, anna.get(richiesta+"/registri/2/legge?percorso=legge-241"), 200), "c. 1 W chi segue la richiesta")

	// Confirming the meanings keeps the steps; taking them away gives back the guess.
	anna.post(registro+"/passi", invia(pagina(t, anna.get(registro+"/passi"), 200)))
	doc = pagina(t, anna.get(pagineLegge), 200)
	diceFitto(t, "confirmed", doc, "c. 1 W chi segue la richiesta")
	v, campi = moduloLegge(t, doc)
	v.Set(campi["W"], analisi.ComeProposto)
	v.Set(campi["X"], "nessuno")
	anna.post(registro+"/legge", v)
	diceFitto(t, "taken away", pagina(t, anna.get(pagineLegge), 200), "c. 1 W significato", "Ricezione della domanda L. 241/1990, art. 2, c. 6 nessuna")

	// An opinion is no step of this path, but counts for the term.
	v, campi = moduloLegge(t, pagina(t, anna.get(pagineLegge), 200))
	v.Set(campi["Y"], analisi.SoloSignificato+steps.OtherBodyStart.String())
	anna.post(registro+"/legge", v)
	doc = pagina(t, anna.get(pagineLegge), 200)
	if v, campi := moduloLegge(t, doc); v.Get(campi["Y"]) != analisi.SoloSignificato+steps.OtherBodyStart.String() {
		t.Errorf("the opinion is not there: %v", v)
	}

	doc = pagina(t, s.di(s.Elsa).get(pagineLegge), 200)
	if doc.Find("form[aria-label='Passi di legge']").Length() != 0 {
		t.Error("the coordinator is offered the form")
	}
	if w := s.di(s.Elsa).post(registro+"/legge", v); w.Code != 403 {
		t.Errorf("the coordinator says the steps: %d", w.Code)
	}
	if doc := pagina(t, anna.get(registro+"/legge?percorso=usuale"), 200); doc.Find("form[aria-label='Passi di legge']").Length() != 0 {
		t.Error("the usual path has legal steps")
	}
}
