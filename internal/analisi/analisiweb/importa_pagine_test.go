package analisiweb_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"pass/internal/accesso"
	"pass/internal/analisi"
	"pass/internal/analisi/analisitest"
	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/formats"
	"pass/internal/mining/steps"
	"pass/internal/platform/db"
)

// TestOgniFormatoPerLaStessaStrada uploads the same log in every format and
// goes through the wizard as proposed: the figures are the same.
func TestOgniFormatoPerLaStessaStrada(t *testing.T) {
	l, err := eventlog.Read(strings.NewReader(strings.ReplaceAll(casi(12), "=Parere", "Parere")), eventlog.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := nuovoSito(t)
	anna := s.di(s.Anna)
	for n, c := range []struct {
		nome   string
		scrivi func(io.Writer, *eventlog.View) error
	}{
		{"registro.csv", formats.WriteCSV}, {"registro.xes", formats.WriteXES}, {"registro.parquet", formats.WriteParquet}, {"registro.json", formats.WriteOCELJSON},
	} {
		t.Run(c.nome, func(t *testing.T) {
			var b bytes.Buffer
			if err := c.scrivi(&b, l.All()); err != nil {
				t.Fatal(err)
			}
			w := anna.carica(richiesta+"/registri", c.nome, &b, "token", "carica-"+c.nome)
			colonne := fmt.Sprintf("%s/registri/%d/colonne", richiesta, n+1)
			if w.Header().Get("Location") != colonne {
				t.Fatalf("upload: %d %s", w.Code, testoDi(w.Body.String()))
			}
			doc := pagina(t, anna.get(colonne), 200)
			if doc.Find("#anteprima").Length() != 1 || doc.Find("#campo-caso option[selected]").AttrOr("value", "") == "" {
				t.Fatalf("nothing is proposed: %s", testo(doc.Find("main")))
			}
			if w := anna.post(colonne, invia(doc)); w.Code != 303 {
				t.Fatalf("columns: %d %s", w.Code, testoDi(w.Body.String()))
			}
			s.leggi(n + 1)
			g := s.Apri(n + 1)
			if g.Risultato == nil || g.Risultato.Sintesi.Counts.Cases != 12 || g.Risultato.Sintesi.Counts.Events != 36 || g.Risultato.Sintesi.CaseDurations.Median != 11*86400 {
				t.Errorf("%s: %s, %+v", c.nome, g.Registro.Errore, g.Risultato)
			}
		})
	}
}

// leggi runs the reading of a log of Lavorata by its number.
func (s *sito) leggi(n int) {
	s.t.Helper()
	s.Leggi(s.Apri(n).Registro)
}

func testoDi(html string) string {
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(html))
	if err != nil {
		return html
	}
	return testo(doc.Find("main"))
}

// TestIlTipoDiOggettoCambiaLeColonne chooses the other type of object of an
// OCEL log before confirming.
func TestIlTipoDiOggettoCambiaLeColonne(t *testing.T) {
	const ocel = `{"objectTypes":[{"name":"pratica","attributes":[]},{"name":"parere","attributes":[]}],"eventTypes":[{"name":"Ricezione","attributes":[]},{"name":"Parere","attributes":[]}],
"objects":[{"id":"P1","type":"pratica"},{"id":"P2","type":"pratica"},{"id":"X1","type":"parere"}],
"events":[{"id":"e1","type":"Ricezione","time":"2026-01-01T09:00:00Z","attributes":[],"relationships":[{"objectId":"P1","qualifier":""}]},
{"id":"e2","type":"Ricezione","time":"2026-01-02T09:00:00Z","attributes":[],"relationships":[{"objectId":"P2","qualifier":""}]},
{"id":"e3","type":"Parere","time":"2026-01-09T09:00:00Z","attributes":[],"relationships":[{"objectId":"P1","qualifier":""},{"objectId":"X1","qualifier":""}]}]}`
	s := nuovoSito(t)
	anna := s.di(s.Anna)
	g := s.CaricaSolo(s.Attori["Anna"], analisitest.Lavorata, "oggetti.json", []byte(ocel))
	colonne := fmt.Sprintf("%s/registri/%d/colonne", richiesta, g.N)
	doc := pagina(t, anna.get(colonne), 200)
	if got := doc.Find("#campo-oggetto option[selected]").AttrOr("value", ""); got != "pratica" {
		t.Fatalf("proposed object: %q", got)
	}
	v := invia(doc)
	v.Set("oggetto", "parere")
	v.Set("azione", "mostra")
	doc = pagina(t, anna.post(colonne, v), 200)
	if got := doc.Find("#campo-oggetto option[selected]").AttrOr("value", ""); got != "parere" {
		t.Errorf("after the choice: %q", got)
	}
	if w := anna.post(colonne, invia(doc)); w.Code != 303 {
		t.Fatalf("columns: %d %s", w.Code, testoDi(w.Body.String()))
	}
	s.leggi(g.N)
	if r := s.Apri(g.N); r.Risultato == nil || r.Risultato.Sintesi.Counts.Cases != 1 || r.Risultato.Sintesi.Counts.Events != 1 {
		t.Errorf("%s %+v", r.Registro.Errore, r.Risultato)
	}
}

// TestFileCheNonSiLegge: the page of the columns says why, offers no form that
// cannot work, and whoever reads only is not led there.
func TestFileCheNonSiLegge(t *testing.T) {
	s := nuovoSito(t)
	anna := s.di(s.Anna)
	for nome, c := range map[string]struct{ contenuto, errore string }{
		"vuoto.csv":   {"\n", "vuoto"},
		"appunti.csv": {"appunti senza colonne", "una sola colonna"},
		"conti.json":  {`{"a":1}`, "OCEL"},
	} {
		g := s.CaricaSolo(s.Attori["Anna"], analisitest.Lavorata, nome, []byte(c.contenuto))
		doc := pagina(t, anna.get(fmt.Sprintf("%s/registri/%d/colonne", richiesta, g.N)), 200)
		if got := testo(doc.Find(".alert")); !strings.Contains(got, "non si può leggere") || !strings.Contains(got, c.errore) {
			t.Errorf("%s: %q", nome, got)
		}
		if doc.Find("main form").Length() != 0 {
			t.Errorf("%s: there is a form", nome)
		}
	}
	g := s.CaricaSolo(s.Attori["Anna"], analisitest.Lavorata, "buono.csv", []byte(casi(3)))
	uno := fmt.Sprintf("%s/registri/%d", richiesta, g.N)
	doc := pagina(t, anna.get(uno), 200)
	if doc.Find("a[href='"+uno+"/colonne']").Length() != 1 || !strings.Contains(testo(doc.Find(".pass-next")), "Mancano le colonne") {
		t.Errorf("the log leads nowhere: %s", testo(doc.Find("main")))
	}
	doc = pagina(t, s.di(s.Elsa).get(uno), 200)
	if doc.Find("a[href='"+uno+"/colonne']").Length() != 0 {
		t.Error("the coordinator is led to the columns")
	}
	doc = pagina(t, anna.get(richiesta), 200)
	if !strings.Contains(testo(doc.Find("tbody")), "Colonne da confermare") {
		t.Errorf("list: %s", testo(doc.Find("tbody")))
	}
	v := url.Values{"token": {"colonne-sbagliate"}, "caso": {"pratica"}, "attivita": {""}, "data": {"data"}, "zona": {"UTC"}, "ciclo": {"completi"}, "mesi": {"6"}, "tieni": {"operatore"}, "personali": {"operatore"}}
	doc = pagina(t, anna.post(uno+"/colonne", v), 422)
	if testo(doc.Find("#campo-attivita-errore")) == "" || doc.Find("a[href='#campo-attivita']").Length() != 1 {
		t.Errorf("a missing column: %s", testo(doc.Find("main")))
	}
	for nome, want := range map[string]string{"#campo-zona": "UTC", "#campo-mesi": "6"} {
		if got := doc.Find(nome+" option[selected]").AttrOr("value", ""); got != want {
			t.Errorf("%s is now %q", nome, got)
		}
	}
	if n := doc.Find("input[value=operatore][checked]").Length(); n != 2 {
		t.Errorf("%d boxes are still checked, want 2", n)
	}
}

// TestSignificatoDelleAttivita confirms meanings and term by the form.
func TestSignificatoDelleAttivita(t *testing.T) {
	s := nuovoSito(t)
	anna, elsa := s.di(s.Anna), s.di(s.Elsa)
	g := s.Carica("permessi.csv", []byte(casi(12)))
	uno := fmt.Sprintf("%s/registri/%d", richiesta, g.N)
	if w := anna.get(uno + "/passi"); w.Code != 303 || w.Header().Get("Location") != uno {
		t.Errorf("before the reading: %d %s", w.Code, w.Header().Get("Location"))
	}
	s.Leggi(g)
	doc := pagina(t, anna.get(uno+"/passi"), 200)
	campo := doc.Find("main label:contains('Ricezione')").AttrOr("for", "")
	if got := doc.Find("#"+campo+" option[selected]").AttrOr("value", ""); got != steps.Receipt.String() {
		t.Errorf("proposed for Ricezione: %q", got)
	}
	v := invia(doc)
	v.Set("termine", "presto")
	doc = pagina(t, anna.post(uno+"/passi", v), 422)
	if testo(doc.Find("#campo-termine-errore")) == "" || doc.Find("#campo-termine").AttrOr("value", "") != "presto" {
		t.Errorf("a wrong term: %s", testo(doc.Find("main form")))
	}
	v.Set("termine", "60")
	v.Set("passo-1", "inventato")
	pagina(t, anna.post(uno+"/passi", v), 422)
	v.Set("passo-1", steps.OtherBodyEnd.String())
	if w := anna.post(uno+"/passi", v); w.Code != 303 || w.Header().Get("Location") != uno {
		t.Fatalf("confirm: %d %s", w.Code, testoDi(w.Body.String()))
	}
	f, err := s.Servizio.ApriFonte(context.Background(), s.Attori["Anna"], analisitest.Lavorata, int64(g.N))
	if err != nil || !f.Confermati || f.Termine == nil || f.Termine.N != 60 {
		t.Errorf("confirmed: %+v, %v", f.Termine, err)
	}
	doc = pagina(t, elsa.get(uno+"/passi"), 200)
	if doc.Find("main form").Length() != 0 || !strings.Contains(testo(doc.Find("tbody")), steps.OtherBodyEnd.Label()) {
		t.Errorf("who only reads: %s", testo(doc.Find("main")))
	}
}

// TestPraticheEConservazioneDallePagine uses the two short forms of the body.
func TestPraticheEConservazioneDallePagine(t *testing.T) {
	s := nuovoSito(t)
	anna := s.di(s.Anna)
	doc := pagina(t, anna.get(richiesta), 200)
	if got := testo(doc.Find("main")); !strings.Contains(got, "Nel monitoraggio non ci sono ancora pratiche") || doc.Find("form[action$='/pratiche']").Length() != 0 {
		t.Errorf("without practices: %s", got)
	}
	s.In(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO monitoraggio_pratiche (ente_id, procedimento_id, id_pratica, tipologia, data_domanda, data_provvedimento, conferenza, sospensioni,
			giorni_sospesi, termine, motivo_esclusione, nota, origine, caricamento_id, foglio, riga, creata_il, aggiornata_il, versione)
			VALUES (1,1,'PE/1','',$1,$2,$3,'',12,'','','','modulo',0,'',0,$4,$4,1)`, kernel.MustDay("2026-01-08"), kernel.MustDay("2026-03-08"), false, tx.Now())
		return err
	})
	if doc := pagina(t, s.di(s.Carla).get(richiesta), 200); doc.Find("form[action$='/pratiche']").Length() != 0 {
		t.Error("an expert may use the practices of the body")
	}
	doc = pagina(t, anna.get(richiesta), 200)
	main := testo(doc.Find("main"))
	for _, x := range []string{"Nel monitoraggio ci sono 1 pratica", "8 gennaio 2026", "dice solo quanti giorni è stata sospesa, non quali"} {
		if !strings.Contains(main, x) {
			t.Errorf("the page does not say %q: %s", x, main)
		}
	}
	form := doc.Find("form[action$='/pratiche']")
	v := url.Values{"token": {form.Find("input[name=token]").AttrOr("value", "")}, "mesi": {"99"}}
	pagina(t, anna.post(richiesta+"/pratiche", v), 422)
	v.Set("mesi", "24")
	if w := anna.post(richiesta+"/pratiche", v); w.Code != 303 || w.Header().Get("Location") != richiesta+"/registri/1" {
		t.Fatalf("practices: %d %s", w.Code, testoDi(w.Body.String()))
	}
	s.leggi(1)
	v = url.Values{"token": {"conserva"}, "mesi": {"36"}}
	pagina(t, anna.post(richiesta+"/registri/1/conservazione", v), 422)
	v.Set("mesi", "6")
	if w := anna.post(richiesta+"/registri/1/conservazione", v); w.Code != 303 {
		t.Fatalf("keeping: %d %s", w.Code, testoDi(w.Body.String()))
	}
	if g := s.Apri(1).Registro; g.Mesi != 6 || g.Origine != analisi.DaPratiche {
		t.Errorf("%+v", g)
	}
}

// TestChiApreLImportazione opens the routes of the import as every role.
func TestChiApreLImportazione(t *testing.T) {
	s := nuovoSito(t)
	s.Leggi(s.Carica("permessi.csv", []byte(casi(12))))
	s.CaricaSolo(s.Attori["Anna"], analisitest.Lavorata, "attesa.csv", []byte(casi(3)))
	pronto, attesa := richiesta+"/registri/1", richiesta+"/registri/2"
	for _, c := range []struct {
		chi                                              accesso.Persona
		colonne, conferma, passi, significa, riduci, pra int
	}{
		{s.Anna, 200, 422, 200, 303, 422, 409},
		{s.Carla, 200, 422, 200, 303, 403, 403},
		{s.Elsa, 403, 403, 200, 403, 403, 403},
		{s.Gina, 403, 403, 200, 403, 403, 403},
		{s.Bruno, 404, 404, 404, 404, 404, 404},
		{s.Dario, 404, 404, 404, 404, 404, 404},
		{s.Fabio, 403, 403, 404, 403, 403, 403},
		{s.Ivo, 403, 403, 403, 403, 403, 403},
	} {
		b := s.di(c.chi)
		for che, got := range map[string][2]int{
			"columns":  {b.get(attesa + "/colonne").Code, c.colonne},
			"confirm":  {b.post(attesa+"/colonne", url.Values{"zona": {"boh"}}).Code, c.conferma},
			"meanings": {b.get(pronto + "/passi").Code, c.passi},
			"say":      {b.post(pronto+"/passi", url.Values{}).Code, c.significa},
			"shorten":  {b.post(pronto+"/conservazione", url.Values{}).Code, c.riduci},
			"use":      {b.post(richiesta+"/pratiche", url.Values{"mesi": {"24"}}).Code, c.pra},
		} {
			if got[0] != got[1] {
				t.Errorf("%s, %s: %d, want %d", c.chi.Nome, che, got[0], got[1])
			}
		}
	}
}
