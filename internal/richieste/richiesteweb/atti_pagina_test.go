package richiesteweb_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"pass/internal/accesso"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/richieste"
)

// TestThePageOffersExactlyWhatIsPossible compares the forms of the page with
// the rules, for every party in every state.
func TestThePageOffersExactlyWhatIsPossible(t *testing.T) {
	s := nuovoSito(t)
	people := []accesso.Persona{s.Sindaca, s.Delegato, s.Segretario, s.Coordinatrice, s.Esperta}
	seen := map[richieste.Atto]bool{}
	for _, stato := range richieste.Stati[1:] {
		r := s.Porta(t, stato)
		for _, p := range people {
			chi := s.Actor(t, p)
			var sheet richieste.Richiesta
			s.Leggi(t, func(ctx context.Context, tx *db.Tx) (err error) {
				sheet, err = richieste.Carica(ctx, tx, chi, r.ID)
				if kernel.CodeOf(err) == kernel.NonTrovato {
					return nil // not theirs to see: the page is 404, below
				}
				return err
			})
			if sheet.ID == 0 {
				s.di(p).get(fmt.Sprintf("/richieste/%d", r.ID)).is(404)
				continue
			}
			var want, got []string
			for _, a := range richieste.Possibili(chi, sheet, kernel.InstantOf(s.Orologio.Now())) {
				want, seen[a] = append(want, string(a)), true
			}
			page := s.di(p).get(fmt.Sprintf("/richieste/%d", r.ID)).is(200)
			page.Find("form[action*='/atti/']").Each(func(_ int, e *goquery.Selection) {
				_, a, _ := strings.Cut(e.AttrOr("action", ""), "/atti/")
				got = append(got, a)
				if e.Find("input[name=token]").AttrOr("value", "") == "" || e.Find("input[name=versione]").AttrOr("value", "") != fmt.Sprint(sheet.Versione) {
					t.Errorf("%s: the form carries no token or not the version", a)
				}
			})
			slices.Sort(want)
			slices.Sort(got)
			if !slices.Equal(want, got) {
				t.Errorf("%s in %s is offered %v, may %v", p.NomeCompleto(), stato, got, want)
			}
			page.says(".pass-next", "Prossimo passo").says("#tempi + *", "Presa in carico")
		}
	}
	if len(seen) != len(richieste.Regole)-4 { // Elimina, Invia and those of PAsS
		t.Errorf("only %d acts were offered", len(seen))
	}
}

// TestEveryActByItsForm leads a request through its life by the forms alone.
func TestEveryActByItsForm(t *testing.T) {
	s := nuovoSito(t)
	r := s.Inviata(t)
	path := fmt.Sprintf("/richieste/%d", r.ID)
	act := func(p accesso.Persona, a richieste.Atto, stato string, set url.Values, ds ...documento) {
		t.Helper()
		b := s.di(p)
		action := path + "/atti/" + string(a)
		v := b.get(path).is(200).campi(action)
		for k, x := range set {
			v[k] = x
		}
		var page pagina
		if len(ds) > 0 {
			page = b.invia(action, v, ds...)
		} else {
			page = b.post(action, v)
		}
		to := page.goes("")
		b.get(to).is(200).says(".alert", a.Fatto(), stato)
	}
	text := url.Values{"testo": {"Ecco <i>perché</i>."}}
	act(s.Segretario, richieste.Smista, "in valutazione", nil) // the task force of the procedure is already chosen
	act(s.Coordinatrice, richieste.Assegna, "assegnata", url.Values{"esperti": {fmt.Sprint(s.Esperto.ID)}, "referente": {fmt.Sprint(s.Esperta.ID)}})
	act(s.Esperto, richieste.Declina, "assegnata", text)
	s.di(s.Esperto).get(path).is(404)
	act(s.Esperta, richieste.PrendiInCarico, "in lavorazione", nil)
	act(s.Esperta, richieste.ChiediIntegrazioni, "in attesa di integrazioni", text)
	act(s.Delegato, richieste.Integra, "in lavorazione", text, documento{"elenco.pdf", pdf("x")}, documento{"foto.txt", []byte("y")})
	act(s.Segretario, richieste.Scrivi, "in lavorazione", text)
	act(s.Esperta, richieste.Rispondi, "risposta inviata", text, documento{"modello.pdf", pdf("z")})
	act(s.Sindaca, richieste.Riapri, "in lavorazione", text)
	act(s.Esperta, richieste.Rispondi, "risposta inviata", text)
	act(s.Sindaca, richieste.Conferma, "evasa", url.Values{"voto": {"4"}, "testo": {"Utile"}})

	p := s.di(s.Sindaca).get(path).is(200)
	p.says(".pass-timeline", "Esperti: Elena Bianchi, Ezio Gatti. Referente: Elena Bianchi.", "Ecco <i>perché</i>.", "elenco.pdf", "foto.txt", "modello.pdf")
	p.says(".pass-next", "Nessun passo atteso", "riaprire la richiesta fino al").says(".pass-dl", "4 su 5", "Utile")
	p.says(".link-list", "Analisi dei colli di bottiglia", "Ricevuta")
	if p.Find(".pass-timeline i").Length() != 0 {
		t.Error("a text became markup")
	}
	link := p.Find(".pass-attachments a:contains('modello.pdf')").AttrOr("href", "")
	d := s.di(s.Delegato).get(link).is(200)
	if d.Body != string(pdf("z")) || !strings.HasPrefix(d.Header.Get("Content-Disposition"), "attachment") || !strings.Contains(d.Header.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("%q %v", d.Body, d.Header)
	}
	s.di(s.SindacoBergamo).get(link).is(404)
	sum := sha256.Sum256(pdf("z"))
	s.di(s.Esperta).get(path+"/stampa").is(200).says("main", "Stampata il 2 novembre 2026", path, hex.EncodeToString(sum[:]), "Ecco <i>perché</i>.").lacks("main form")
}

func TestAStalePageKeepsWhatWasTyped(t *testing.T) {
	s := nuovoSito(t)
	r := s.Porta(t, richieste.InLavorazione)
	b, path := s.di(s.Esperta), fmt.Sprintf("/richieste/%d", r.ID)
	action := path + "/atti/Rispondi"
	v := b.get(path).campi(action)
	v.Set("testo", "La mia risposta")
	s.Compi(t, s.Sindaca, r.ID, richieste.Mossa{Atto: richieste.Scrivi, Testo: "Aspettate!"})
	p := b.invia(action, v).is(409).says(".alert-danger", "non è stato registrato", "qualcun altro").says(".pass-timeline", "Aspettate!")
	again := p.campi(action)
	if again.Get("testo") != "La mia risposta" || again.Get("versione") == v.Get("versione") {
		t.Fatalf("%v", again)
	}
	b.invia(action, again).goes(path)
	// An act that is no longer possible gives the text back.
	v = s.di(s.Sindaca).get(path).campi(path + "/atti/Ritira")
	v.Set("testo", "Non serve più, perché…")
	s.Compi(t, s.Delegato, r.ID, richieste.Mossa{Atto: richieste.Conferma, Voto: 5})
	p = s.di(s.Sindaca).post(path+"/atti/Ritira", v).is(409)
	if got := strings.TrimPrefix(p.Find("#testo-non-inviato").Text(), "\n"); got != "Non serve più, perché…" {
		t.Errorf("%q", got)
	}
}

func TestErrorsAreBesideTheirFields(t *testing.T) {
	s := nuovoSito(t)
	for _, c := range []struct {
		stato richieste.Stato
		who   accesso.Persona
		atto  richieste.Atto
		set   url.Values
		field string
		says  string
	}{
		{richieste.Inviata, s.Segretario, richieste.Respingi, nil, "testo", "Scrivere il motivo"},
		{richieste.Inviata, s.Segretario, richieste.Smista, url.Values{"task_force": {"999"}}, "task_force", "dall'elenco"},
		{richieste.InValutazione, s.Coordinatrice, richieste.Assegna, nil, "esperti", "almeno un esperto"},
		{richieste.InValutazione, s.Coordinatrice, richieste.Assegna, url.Values{"esperti": {fmt.Sprint(s.EspertoAltrove.ID)}}, "esperti", "della task force"},
		{richieste.InLavorazione, s.Esperta, richieste.Rispondi, url.Values{"testo": {"  "}}, "testo", "Scrivere la risposta"},
		{richieste.RispostaInviata, s.Sindaca, richieste.Conferma, url.Values{"testo": {"Bene <b>così</b>"}}, "voto", "voto da 1 a 5"},
	} {
		r := s.Porta(t, c.stato)
		b, path := s.di(c.who), fmt.Sprintf("/richieste/%d", r.ID)
		action := path + "/atti/" + string(c.atto)
		v := b.get(path).campi(action)
		for k, x := range c.set {
			v[k] = x
		}
		p := b.post(action, v).is(422).says("#campo-"+strings.ReplaceAll(c.field, "_", "_")+"-errore", c.says).says("#errori a", c.says)
		if want := c.set.Get("testo"); want != "" && strings.TrimSpace(want) != "" && p.campi(action).Get("testo") != want {
			t.Errorf("%s lost %q", c.atto, want)
		}
		if p.Find("form[action='"+action+"']").ParentsFiltered("details:not([open])").Length() > 0 {
			t.Errorf("%s: the form with the error is closed", c.atto)
		}
	}
	r := s.Porta(t, richieste.InLavorazione)
	s.di(s.Sindaca).post(fmt.Sprintf("/richieste/%d/atti/Rispondi", r.ID), url.Values{"testo": {"Io"}}).is(403)
	s.di(s.Sindaca).post(fmt.Sprintf("/richieste/%d/atti/Altro", r.ID), url.Values{}).is(404)
	s.di(s.Sindaca).post(fmt.Sprintf("/richieste/%d/atti/EvadiPerSilenzio", r.ID), url.Values{}).is(403)
	s.di(s.Sindaca).get(fmt.Sprintf("/richieste/%d/documenti/77", r.ID)).is(404)
	s.di(s.Sindaca).get("/richieste/boh").is(404)
}
