package richiesteweb_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"pass/internal/richieste"
)

// TestThePlanByItsForms adds the action that a finding proposes, moves it, and
// looks at what those who only read see.
func TestThePlanByItsForms(t *testing.T) {
	s := nuovoSito(t)
	r := s.Porta(t, richieste.InLavorazione)
	path := fmt.Sprintf("/richieste/%d", r.ID)
	b := s.di(s.Esperta)
	b.get(path).is(200).says("section:has(#piano)", "Non c’è ancora nessuna azione.", "Aggiungi un’azione")
	s.di(s.Segretario).get(path).is(200).lacks("#piano")

	nuova := path + "/azioni/nuova"
	v := b.get(nuova).is(200).campi(path + "/azioni")
	v.Set("titolo", "Chiedere il parere alla ricezione")
	v.Set("perche", "58 giorni di 24 ore in mediana <b>")
	v.Set("responsabile", "")
	v.Set("entro", "2026-02-31")
	b.post(path+"/azioni", v).is(422).says("#campo-entro-errore", "La data non esiste.")
	v.Set("entro", "2026-11-30")
	b.post(path+"/azioni", v).is(422).says("#campo-responsabile-errore", "chi se ne occupa").says(".alert-danger", "chi se ne occupa")
	v.Set("responsabile", "Ufficio tecnico")
	b.post(path+"/azioni", v).goes(path + "#piano")
	b.get(path).is(200).says("#azione-1", "1. Chiedere il parere alla ricezione", "Da fare", "Ufficio tecnico", "lunedì 30 novembre 2026", "58 giorni di 24 ore in mediana <b>", "Origine", "A mano")
	sindaca := s.di(s.Sindaca)
	form := sindaca.get(path).is(200).Find("#azione-1 form:has(input[value=fatta])")
	stato := url.Values{}
	for _, n := range []string{"token", "stato", "versione"} {
		stato.Set(n, form.Find("input[name="+n+"]").AttrOr("value", ""))
	}
	sindaca.post(form.AttrOr("action", ""), stato).goes(path + "#piano")
	sindaca.get(path).is(200).says("#azione-1", "Fatta", "Segna in corso").says("section:has(#piano)", "Tutte le azioni del piano sono chiuse.")

	seg := s.di(s.Segretario).get(path).is(200).says("#azione-1", "Fatta").lacks("#azione-1 form")
	if seg.Find("a[href$='/azioni/nuova']").Length() != 0 {
		t.Error("the segreteria may add an action")
	}
	s.di(s.Segretario).get(path + "/azioni/nuova").is(403)
	s.di(s.SindacoBergamo).get(path + "/azioni/nuova").is(404)
	s.di(s.Esperta).get(path+"/stampa").is(200).says("#azione-1", "Ufficio tecnico").lacks("#azione-1 form")
}

// TestALateActionSaysSo in words, not by colour alone.
func TestALateActionSaysSo(t *testing.T) {
	s := nuovoSito(t)
	r := s.Porta(t, richieste.InLavorazione)
	path := fmt.Sprintf("/richieste/%d", r.ID)
	b := s.di(s.Sindaca)
	v := b.get(path + "/azioni/nuova").is(200).campi(path + "/azioni")
	v.Set("titolo", "Pubblicare la modulistica")
	v.Set("responsabile", "SUAP")
	v.Set("entro", "2026-11-10")
	b.post(path+"/azioni", v).goes(path + "#piano")
	s.Giorni(12)
	s.di(s.Esperta).get(path).is(200).says("#azione-1", "in ritardo di 4 giorni di calendario").says("section:has(#piano)", "1 azione resta da concludere, 1 oltre il suo giorno.")
}

// TestAHandWrittenActionSaysSo: whatever is sent beside the fields of the form,
// or put into its address, an opinion does not become a measure.
func TestAHandWrittenActionSaysSo(t *testing.T) {
	s := nuovoSito(t)
	r := s.Porta(t, richieste.InLavorazione)
	path := fmt.Sprintf("/richieste/%d", r.ID)
	b := s.di(s.Esperta)
	finta := url.Values{"titolo": {"Chiudere l’ufficio"}, "perche": {"Lo dice l’analisi"}, "cifra": {"Casi: 37"}, "origine": {"analisi"}, "collegamento": {"/analisi/richieste/1/registri/1"}}
	v := b.get(path + "/azioni/nuova?" + finta.Encode()).is(200).lacks("input[name=origine], input[name=collegamento], input[name=cifra]").campi(path + "/azioni")
	if v.Get("titolo") != "" || v.Get("perche") != "" {
		t.Errorf("the address fills in the form: %v", v)
	}
	for k, x := range finta {
		v[k] = x
	}
	v.Set("responsabile", "Ufficio tecnico")
	v.Set("entro", "2026-11-30")
	b.post(path+"/azioni", v).goes(path + "#piano")
	p := b.get(path).is(200).says("#azione-1", "Origine", "A mano", "Lo dice l’analisi").lacks("#azione-1 a")
	if strings.Contains(p.Find("#azione-1").Text(), "37") {
		t.Error("the figures of a form are shown as measured")
	}
}
