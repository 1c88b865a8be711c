package analisiweb_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	_ "time/tzdata"

	"github.com/PuerkitoBio/goquery"

	"pass/internal/accesso"
	"pass/internal/analisi"
	"pass/internal/analisi/analisitest"
)

// casi is a log of n practices whose wait for the opinion takes 10 days, and
// the release one more.
func casi(n int) string {
	var b strings.Builder
	b.WriteString("pratica;attività;data;operatore\n")
	for i := range n {
		fmt.Fprintf(&b, "P%d;Ricezione;01/03/2026 09:00;Mario Draghetti\nP%d;=Parere;11/03/2026 09:00;\nP%d;Rilascio;12/03/2026 09:00;Mario Draghetti\n", i, i, i)
	}
	return b.String()
}

const richiesta = "/analisi/richieste/1"

// TestDalCaricamentoAlRisultato is the whole path of the delegate, without
// script: upload, wait, read, download, delete.
func TestDalCaricamentoAlRisultato(t *testing.T) {
	s := nuovoSito(t)
	anna := s.di(s.Anna)
	doc := pagina(t, anna.get(richiesta), 200)
	if got := testo(doc.Find(".pass-empty-title")); got != "Nessun registro caricato" {
		t.Errorf("empty list: %q", got)
	}
	token, _ := doc.Find("form[enctype='multipart/form-data'] input[name=token]").Attr("value")
	manda := func() *httptest.ResponseRecorder {
		return anna.carica(richiesta+"/registri", "permessi.csv", strings.NewReader(casi(12)), "token", token)
	}
	w := manda()
	if w.Code != 303 || w.Header().Get("Location") != richiesta+"/registri/1/colonne" {
		t.Fatalf("upload: %d %s %s", w.Code, w.Header().Get("Location"), w.Body)
	}
	if w = manda(); w.Header().Get("Location") != richiesta+"/registri/1/colonne" {
		t.Errorf("second click: %d %s", w.Code, w.Header().Get("Location"))
	}
	colonneProposte(t, anna)

	doc = pagina(t, anna.get(richiesta+"/registri/1"), 200)
	if got := doc.Find(".pass-receipt .pass-hash").Text(); len(got) != 64 {
		t.Errorf("receipt without hash: %q", got)
	}
	if got, _ := doc.Find("#lettura").Attr("data-poll"); got != richiesta+"/registri/1/avanzamento" {
		t.Errorf("polls %q", got)
	}
	if got, _ := doc.Find("#lettura a").Attr("href"); got != richiesta+"/registri/1" {
		t.Errorf("link without script: %q", got)
	}
	for _, file := range []string{"passaggi.csv", "riepilogo.json"} {
		if w := anna.get(richiesta + "/registri/1/" + file); w.Code != 404 {
			t.Errorf("%s before the reading: %d", file, w.Code)
		}
	}

	s.Avvia()
	s.Aspetta(1)
	doc = pagina(t, anna.get(richiesta+"/registri/1/avanzamento"), 200)
	if got, _ := doc.Find("#lettura").Attr("data-poll-open"); got != richiesta+"/registri/1" || doc.Find("header").Length() != 0 {
		t.Errorf("at the end the fragment opens %q", got)
	}
	if got := testo(pagina(t, anna.get(richiesta+"/registri/1"), 200).Find(".lead")); got != "Il 91% del tempo passa tra «Ricezione» e «=Parere»: 10 giorni di calendario in mediana, in 12 pratiche su 12." {
		t.Errorf("finding: %q", got)
	}
	risultato(t, pagina(t, anna.get(richiesta+"/registri/1/dati"), 200))
	esportazioni(t, anna)

	doc = pagina(t, anna.get(richiesta), 200)
	if got := testo(doc.Find("tbody tr").First().Find("td, th").Slice(0, 2)); got != "permessi.csv Registro 1Pronto" {
		t.Errorf("list: %q", got)
	}
	if w := anna.post(richiesta+"/registri/1/elimina", url.Values{"token": {"elimina-1"}}); w.Header().Get("Location") != richiesta {
		t.Errorf("delete: %d %s", w.Code, w.Body)
	}
	if w := anna.get(richiesta + "/registri/1"); w.Code != 404 {
		t.Errorf("the deleted log answers %d", w.Code)
	}
}

// colonneProposte confirms the columns as the page proposes them.
func colonneProposte(t *testing.T, b browser) {
	t.Helper()
	doc := pagina(t, b.get(richiesta+"/registri/1/colonne"), 200)
	for campo, want := range map[string]string{"caso": "pratica", "attivita": "attività", "data": "data", "inizio": "", "risorsa": "operatore", "zona": "Europe/Rome", "mesi": "24"} {
		if got, _ := doc.Find("#campo-" + campo + " option[selected]").Attr("value"); got != want {
			t.Errorf("proposed %s: %q, want %q", campo, got, want)
		}
	}
	if got := testo(doc.Find("#anteprima").Parent().Parent().Find("tbody tr").First()); !strings.HasPrefix(got, "P0") {
		t.Errorf("preview: %q", got)
	}
	if w := b.post(richiesta+"/registri/1/colonne", invia(doc)); w.Code != 303 || w.Header().Get("Location") != richiesta+"/registri/1" {
		t.Fatalf("columns: %d %s %s", w.Code, w.Header().Get("Location"), w.Body)
	}
}

// invia reads what a browser would send of the form of the page.
func invia(doc *goquery.Document) url.Values {
	v := url.Values{}
	doc.Find("main form[method=post]").Last().Find("input, select").Each(func(_ int, e *goquery.Selection) {
		nome, _ := e.Attr("name")
		if goquery.NodeName(e) == "select" {
			e.Find("option[selected]").Each(func(_ int, o *goquery.Selection) { x, _ := o.Attr("value"); v.Add(nome, x) })
			return
		}
		x, _ := e.Attr("value")
		_, scelto := e.Attr("checked")
		if kind, _ := e.Attr("type"); kind == "hidden" || kind == "text" || scelto {
			v.Add(nome, x)
		}
	})
	return v
}

func risultato(t *testing.T, doc *goquery.Document) {
	t.Helper()
	want := "Il passaggio da «Ricezione» a «=Parere» pesa per il 91% del tempo totale di attraversamento: 10 giorni di calendario in mediana su 12 passaggi."
	if got := testo(doc.Find(".lead")); got != want {
		t.Errorf("finding: %q", got)
	}
	var cifre []string
	doc.Find("#cifre").Parent().Parent().Find(".pass-figure-value").Each(func(_ int, e *goquery.Selection) { cifre = append(cifre, testo(e)) })
	if got := strings.Join(cifre, ", "); got != "12, 36, 3, 1, 11 giorni di calendario, 11 giorni di calendario, 11 giorni di calendario" {
		t.Errorf("figures: %s", got)
	}
	body := testo(doc.Find("main"))
	for _, x := range []string{"Dal 1° marzo 2026 al 12 marzo 2026", "su 12 casi", "Ricezione → =Parere → Rilascio", "L’operatore è indicato nel 67% degli eventi (1 operatore)",
		"caso = «pratica»", "sospensioni e interruzioni", "Conservato fino al"} {
		if !strings.Contains(body, x) {
			t.Errorf("the page does not say %q", x)
		}
	}
	for _, x := range []string{"Draghetti", "Pochi casi", "Righe scartate"} {
		if strings.Contains(body, x) {
			t.Errorf("the page says %q", x)
		}
	}
	if n := doc.Find("svg.pass-bars rect.pass-bar").Length(); n != 2 {
		t.Errorf("%d bars", n)
	}
}

func esportazioni(t *testing.T, b browser) {
	t.Helper()
	w := b.get(richiesta + "/registri/1/passaggi.csv")
	if got := w.Header().Get("Content-Disposition"); !strings.Contains(got, "richiesta-2026-0001-registro-1-passaggi.csv") {
		t.Errorf("file name: %s", got)
	}
	righe, err := csv.NewReader(bytes.NewReader(w.Body.Bytes())).ReadAll()
	if err != nil || len(righe) != 3 {
		t.Fatalf("CSV: %v %v", righe, err)
	}
	if got := strings.Join(righe[1], "|"); got != "Ricezione|'=Parere|12|0.909091|10368000.000|864000.000|864000.000|864000.000|864000.000|864000.000" {
		t.Errorf("first transition: %s", got)
	}
	w = b.get(richiesta + "/registri/1/riepilogo.json")
	var v struct {
		Richiesta, Zona string
		Risultato       struct {
			Sintesi struct {
				Counts map[string]int
				DFG    []map[string]any
			}
		}
	}
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatal(err)
	}
	if v.Richiesta != "2026/0001" || v.Zona != "Europe/Rome" || v.Risultato.Sintesi.Counts["cases"] != 12 || len(v.Risultato.Sintesi.DFG) != 2 {
		t.Errorf("JSON: %s", w.Body)
	}
	if strings.Contains(w.Body.String(), "Draghetti") {
		t.Error("a name is in the JSON")
	}
}

func TestFileRifiutatiVicinoAlCampo(t *testing.T) {
	s := nuovoSito(t)
	anna := s.di(s.Anna)
	for _, c := range []struct {
		che, nome string
		contenuto io.Reader
		errore    string
	}{
		{"no file", "", nil, "Scegliere il file del registro."},
		{"empty", "vuoto.csv", strings.NewReader(""), "Il file è vuoto."},
		{"program", "log.csv", strings.NewReader("MZ\x90\x00\x03"), "Il file si chiama «.csv» ma il suo contenuto non è CSV."},
		{"program renamed gz", "log.xes.gz", strings.NewReader("MZ\x90\x00\x03"), "Il file si chiama «.gz» ma il suo contenuto non è GZIP."},
		{"other kind", "log.pdf", strings.NewReader("%PDF-1.7"), "Questo tipo di file non è ammesso."},
		{"210 MB", "enorme.csv", &zeri{210_000_000}, "Il file «enorme.csv» supera il limite di 200 MB."},
	} {
		t.Run(c.che, func(t *testing.T) {
			doc := pagina(t, anna.carica(richiesta+"/registri", c.nome, c.contenuto), 422)
			if got := testo(doc.Find("#campo-file-errore")); !strings.Contains(got, c.errore) {
				t.Errorf("beside the field: %q", got)
			}
			if doc.Find("a[href='#campo-file']").Length() != 1 {
				t.Error("the summary does not lead to the field")
			}
		})
	}
	if e, err := s.Servizio.Elenca(context.Background(), s.Attori["Anna"], 1); err != nil || len(e.Registri) != 0 {
		t.Errorf("refused files left logs: %+v, %v", e.Registri, err)
	}
}

func TestRegistroRifiutatoConRighe(t *testing.T) {
	s := nuovoSito(t)
	s.Leggi(s.Carica("rotto.csv", []byte("pratica,attività,data\n,A,2026-01-01\nP,A,31/02/2026\n")))
	s.Leggi(s.Carica("pochi.csv", []byte(casi(2)+";A;01/03/2026;\n")))
	s.Leggi(s.Carica("fermo.csv", []byte("pratica,attività,data\nP,A,2026-01-01\nP,B,2026-01-01\n")))
	s.Leggi(s.Carica("solo.csv", []byte("pratica,attività,data\nP,A,1948-01-01\n")))
	elsa := s.di(s.Elsa)

	doc := pagina(t, elsa.get(richiesta+"/registri/1"), 200)
	if got := testo(doc.Find(".alert-danger")); !strings.Contains(got, "Nessun evento valido: 2 scartati. Primo problema, alla riga 2: Manca l'identificativo del caso.") {
		t.Errorf("refusal: %q", got)
	}
	var righe []string
	doc.Find("main tbody tr").Each(func(_ int, e *goquery.Selection) { righe = append(righe, testo(e)) })
	if len(righe) != 2 || !strings.HasPrefix(fitto(righe[1]), fitto("3 La data «31/02/2026» non esiste")) {
		t.Errorf("rows: %q", righe)
	}

	doc = pagina(t, elsa.get(richiesta+"/registri/2/dati"), 200)
	main := testo(doc.Find("main"))
	for _, x := range []string{"Pochi casi: 2 casi.", "Non dicono come va di solito", "1 riga scartata: non entra nelle cifre.", "8 Manca l'identificativo del caso."} {
		if !strings.Contains(fitto(main), fitto(x)) {
			t.Errorf("few cases: the page does not say %q", x)
		}
	}
	doc = pagina(t, elsa.get(richiesta+"/registri/3/dati"), 200)
	if got := testo(doc.Find(".lead")); !strings.Contains(got, "hanno tutti lo stesso istante") || doc.Find("svg.pass-bars").Length() != 0 {
		t.Errorf("no time passes: %q", got)
	}
	doc = pagina(t, elsa.get(richiesta+"/registri/4/dati"), 200)
	if got := testo(doc.Find("main")); !strings.Contains(got, "Ogni caso ha un solo evento") || !strings.Contains(got, "poco credibili") {
		t.Errorf("one event in 1948: %q", got)
	}
}

// TestChiVedeChe opens every route as every role: another body finds nothing,
// those who only read find no form.
func TestChiVedeChe(t *testing.T) {
	s := nuovoSito(t)
	s.Leggi(s.Carica("permessi.csv", []byte(casi(12))))
	const uno = richiesta + "/registri/1"
	for _, c := range []struct {
		chi                  accesso.Persona
		pagine               int // GET
		carica, elimina      int // POST
		modulo, puoEliminare int // forms on the pages, when seen
		collegamento         string
	}{
		{s.Anna, 200, 422, 303, 1, 1, "Analisi dei colli di bottiglia (1 registro)"},
		{s.Carla, 200, 422, 403, 1, 0, "Analisi dei colli di bottiglia (1 registro)"},
		{s.Elsa, 200, 403, 403, 0, 0, "Analisi dei colli di bottiglia (1 registro)"},
		{s.Gina, 200, 403, 403, 0, 0, "Analisi dei colli di bottiglia (1 registro)"},
		{s.Bruno, 404, 404, 404, 0, 0, ""},
		{s.Dario, 404, 404, 404, 0, 0, ""},
		{s.Fabio, 404, 403, 403, 0, 0, ""},
		{s.Ivo, 403, 403, 403, 0, 0, ""},
	} {
		t.Run(c.chi.Nome, func(t *testing.T) {
			b := s.di(c.chi)
			for _, p := range []string{richiesta, uno, uno + "/avanzamento", uno + "/passaggi.csv", uno + "/riepilogo.json", uno + "/passi", uno + "/dati", uno + "/mappa",
				uno + "/tempi", uno + "/percorsi", uno + "/casi", uno + "/rapporto", uno + "/rapporto.csv"} {
				if w := b.get(p); w.Code != c.pagine {
					t.Errorf("GET %s: %d, want %d", p, w.Code, c.pagine)
				}
			}
			if c.pagine == 200 {
				if n := pagina(t, b.get(richiesta), 200).Find("form[enctype='multipart/form-data']").Length(); n != c.modulo {
					t.Errorf("%d upload forms, want %d", n, c.modulo)
				}
				if n := pagina(t, b.get(uno+"/dati"), 200).Find("form[action='" + uno + "/elimina']").Length(); n != c.puoEliminare {
					t.Errorf("%d delete forms, want %d", n, c.puoEliminare)
				}
				if got := s.collegamento(c.chi, analisitest.Lavorata); got != c.collegamento {
					t.Errorf("link: %q, want %q", got, c.collegamento)
				}
			}
			if w := b.carica(richiesta+"/registri", "", nil); w.Code != c.carica {
				t.Errorf("upload: %d, want %d", w.Code, c.carica)
			}
			if c.elimina == 303 {
				return // the log serves the others too
			}
			if w := b.post(uno+"/elimina", url.Values{}); w.Code != c.elimina {
				t.Errorf("delete: %d, want %d", w.Code, c.elimina)
			}
		})
	}
	for _, p := range []string{"/analisi/richieste/2", "/analisi/richieste/99", "/analisi/richieste/uno", uno + "0", richiesta + "/registri/0"} {
		if w := s.di(s.Anna).get(p); w.Code != 404 {
			t.Errorf("GET %s: %d", p, w.Code)
		}
	}
	w := httptest.NewRecorder()
	s.h.ServeHTTP(w, httptest.NewRequest("GET", richiesta, nil))
	if w.Code != 303 || !strings.HasPrefix(w.Header().Get("Location"), "/accesso?") {
		t.Errorf("nobody: %d %s", w.Code, w.Header().Get("Location"))
	}
}

func TestCollegamentoSenzaRegistri(t *testing.T) {
	s := nuovoSito(t)
	for _, c := range []struct {
		chi       accesso.Persona
		richiesta int64
		want      string
	}{
		{s.Anna, analisitest.Lavorata, "Analisi dei colli di bottiglia: caricare un registro"},
		{s.Elsa, analisitest.Lavorata, ""},
		{s.Anna, analisitest.InBozza, ""},
		{s.Anna, analisitest.Chiusa, ""},
	} {
		if got := s.collegamento(c.chi, c.richiesta); got != c.want {
			t.Errorf("%s, request %d: %q, want %q", c.chi.Nome, c.richiesta, got, c.want)
		}
	}
	doc := pagina(t, s.di(s.Anna).get("/analisi/richieste/4"), 200)
	if got := testo(doc.Find("main")); !strings.Contains(got, "prima della chiusura") || doc.Find("form[enctype]").Length() != 0 {
		t.Errorf("closed request: %s", got)
	}
}

// TestInAttesaPerTutti opens a log that waits for its turn: whoever sees it
// finds the progress and no result.
func TestInAttesaPerTutti(t *testing.T) {
	s := nuovoSito(t)
	s.CaricaCome(s.Attori["Carla"], analisitest.Lavorata, "fila.csv", []byte(casi(1)), analisi.ScelteVuote())
	for _, p := range []accesso.Persona{s.Anna, s.Carla, s.Elsa, s.Gina} {
		doc := pagina(t, s.di(p).get(richiesta+"/registri/1"), 200)
		if doc.Find("#lettura progress").Length() != 1 || doc.Find("#cifre").Length() != 0 || !strings.Contains(testo(doc.Find("#lettura")), "aspetta il suo turno") {
			t.Errorf("%s sees %s", p.Nome, testo(doc.Find("main")))
		}
	}
}
