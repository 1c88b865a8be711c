package monitoraggioweb_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"pass/internal/accesso"
	"pass/internal/monitoraggio"
)

func TestTheEntryPageByRole(t *testing.T) {
	s := nuovoSito(t)
	s.di(s.Regione).get("/monitoraggio").is(200).says(".pass-empty", "Nessuna rilevazione", "Prepara la prima rilevazione")
	s.di(s.Segretario).get("/monitoraggio").is(200).says(".pass-empty", "Nessuna rilevazione").lacks("a[href='/monitoraggio/nuova']")
	s.di(s.Sindaca).get("/monitoraggio").is(200).says(".pass-empty", "l’invito arriva per e-mail")
	s.Preparata(t)
	s.di(s.Regione).get("/monitoraggio").is(200).says(".pass-next", "Primo semestre 2026: tocca alla Regione", "Apri la pagina della rilevazione").
		says("tbody tr", "Primo semestre 2026", "In preparazione", "31 luglio 2026")
	s.di(s.Sindaca).get("/monitoraggio").lacks("tbody tr")
	s.apri(t)
	p := s.di(s.Sindaca).get("/monitoraggio").is(200).says(".pass-next", "Tocca al Comune di Lodi", "Inviare i dati del primo semestre 2026", "Entro venerdì 31 luglio 2026, tra 25 giorni di calendario")
	if href := p.Find(".pass-next a.btn-primary").AttrOr("href", ""); href != fmt.Sprintf("/monitoraggio/mio/2026-1?ente=%d", s.Lodi.ID) {
		t.Errorf("the button leads to %s", href)
	}
	p.says("tbody tr", "Comune di Lodi", "Non iniziato").lacks("a[href='/monitoraggio/rilevazioni/2026-1']")
	p = s.di(s.Delegato).get("/monitoraggio").is(200)
	if n := p.Find("tbody tr").Length(); n != 2 {
		t.Errorf("%d rows for two bodies", n)
	}
	s.di(s.Segretario).get("/monitoraggio").is(200).says(".pass-next", "tocca agli enti", "Sollecita chi manca").says("tbody tr", "0 su 4 (0%)")
	s.di(s.Osservatore).get("/monitoraggio").is(200).lacks(".pass-next")
	s.Al("2026-08-03")
	s.di(s.Sindaca).get("/monitoraggio").is(200).says(".pass-next-late", "in ritardo di 3 giorni di calendario", "non può chiedere assistenza")
	s.di(s.Amministratrice).get("/monitoraggio").is(403)
	s.di(s.SindacoCrema).get("/monitoraggio").is(403) // nobody's representative yet
	s.nessuno().get("/monitoraggio").goes("/accesso?ritorno=%2Fmonitoraggio")
}

// apri opens the campaign that Preparata made, from its page.
func (s *sito) apri(t *testing.T) {
	t.Helper()
	b := s.di(s.Regione)
	p := b.get("/monitoraggio/rilevazioni/2026-1").is(200)
	const azione = "/monitoraggio/rilevazioni/2026-1/atti/apri"
	b.post(azione, p.campi(azione)).goes("/monitoraggio/rilevazioni/2026-1")
	b.get("/monitoraggio/rilevazioni/2026-1").is(200).says("[role=status], .alert", "Raccolta aperta", "4 enti")
}

func TestACampaignIsPreparedOpenedAndClosedFromItsPages(t *testing.T) {
	s := nuovoSito(t)
	b := s.di(s.Regione)
	const nuova = "/monitoraggio/nuova"
	p := b.get(nuova).is(200)
	v := p.campi(nuova)
	if v.Get("semestre") != "2026-1" || v.Get(fmt.Sprintf("procedimento_%d", s.Proc.ID)) == "" {
		t.Errorf("the form begins with %v", v)
	}
	if p.Find("select[name=semestre] option[value='2026-2']").Length() != 1 {
		t.Error("the present semester cannot be prepared")
	}
	v.Set("nota", "Prima riga.\nSeconda riga.")
	p = b.post(nuova, v).is(422).says(".pass-error-summary, [role=alert]", "Indicare l'ultimo giorno")
	if got := p.campi(nuova).Get("nota"); got != "Prima riga.\nSeconda riga." {
		t.Errorf("what was typed is lost: %q", got)
	}
	for name := range v {
		if strings.HasPrefix(name, "procedimento_") {
			v.Set(name, "")
		}
	}
	v.Set("scadenza", "2026-07-31")
	b.post(nuova, v).is(422).says("#campo-procedimenti-errore", "Scegliere almeno un procedimento")
	v.Set(fmt.Sprintf("procedimento_%d", s.Proc.ID), "comuni")
	v.Set(fmt.Sprintf("procedimento_%d", s.Altro.ID), "tutti")
	b.post(nuova, v).goes("/monitoraggio/rilevazioni/2026-1")
	p = b.get("/monitoraggio/rilevazioni/2026-1").is(200).says("h1", "Primo semestre 2026").says(".lead", "4 enti con l’adesione approvata ricevono l’invito").says(".pass-next", "Tocca alla Regione", "Apri la raccolta").
		says("#procedimenti + *, main", "Comuni e loro unioni", "Tutti gli enti").says(".pass-callout", "Prima riga.", "Seconda riga.").lacks(".pass-figures")
	if n := p.Find("main .btn-primary").Length(); n != 1 {
		t.Errorf("%d primary buttons", n)
	}
	s.di(s.Segretario).get("/monitoraggio/rilevazioni/2026-1").is(200).lacks("main form[method=post]").lacks("a[href$='/modifica']")
	s.apri(t)
	p = b.get("/monitoraggio/rilevazioni/2026-1").is(200).says(".lead", "0 enti su 4 invitati hanno inviato i dati").says(".pass-next", "Tocca agli enti", "Sollecita chi manca").
		says(".pass-figures", "0%", "0 su 5 enti del registro").says("#province, main", "Bergamo", "Lodi").says("details", "Proroga il termine per tutti", "Chiudi la raccolta")
	const proroga = "/monitoraggio/rilevazioni/2026-1/atti/proroga"
	v = p.campi(proroga)
	v.Set("scadenza", "2026-07-20")
	b.post(proroga, v).is(422).says("#campo-scadenza-errore", "dopo quello attuale, il 31 luglio 2026")
	v = b.get("/monitoraggio/rilevazioni/2026-1").campi(proroga)
	v.Set("scadenza", "2026-08-31")
	b.post(proroga, v).goes("/monitoraggio/rilevazioni/2026-1")
	b.get("/monitoraggio/rilevazioni/2026-1").says(".alert", "Termine prorogato", "lunedì 31 agosto 2026", "4 enti")
	const chiudi = "/monitoraggio/rilevazioni/2026-1/atti/chiudi"
	v = p.campi(chiudi) // the page is old: somebody extended meanwhile
	b.post(chiudi, v).is(409).says(".alert", "Nulla è cambiato", "ricaricare la pagina")
	v = b.get("/monitoraggio/rilevazioni/2026-1").says("details", "4 enti che non hanno inviato").campi(chiudi)
	b.post(chiudi, v).goes("/monitoraggio/rilevazioni/2026-1")
	p = b.get("/monitoraggio/rilevazioni/2026-1").is(200).says(".pass-next", "Controlla e blocca le cifre").says("details", "Riapri la raccolta")
	s.di(s.Segretario).get("/monitoraggio/rilevazioni/2026-1").is(200).says(".pass-next", "Tocca alla Regione").lacks("main form[method=post]")
	const riapri = "/monitoraggio/rilevazioni/2026-1/atti/riapri"
	v = p.campi(riapri)
	v.Set("scadenza", "2026-09-15")
	b.post(riapri, v).goes("")
	b.get("/monitoraggio/rilevazioni/2026-1").says(".pass-chip", "Aperta")
	s.di(s.Sindaca).get("/monitoraggio").is(200).says(".pass-callout", "Nota della Regione", "Prima riga.", "Seconda riga.")
	b.get("/monitoraggio/rilevazioni/2026-1/modifica").is(200).lacks("input[name=scadenza]").lacks("select[name^=procedimento_]")
}

func TestACampaignPreparedByMistakeIsEliminated(t *testing.T) {
	s := nuovoSito(t)
	s.Preparata(t)
	b := s.di(s.Regione)
	p := b.get("/monitoraggio/rilevazioni/2026-1/modifica").is(200)
	v := p.campi("/monitoraggio/rilevazioni/2026-1/modifica")
	v.Set("scadenza", "2026-09-30")
	b.post("/monitoraggio/rilevazioni/2026-1/modifica", v).goes("/monitoraggio/rilevazioni/2026-1")
	p = b.get("/monitoraggio/rilevazioni/2026-1").is(200).says("main", "mercoledì 30 settembre 2026")
	const elimina = "/monitoraggio/rilevazioni/2026-1/atti/elimina"
	b.post(elimina, p.campi(elimina)).goes("/monitoraggio")
	b.get("/monitoraggio").is(200).says(".alert", "Rilevazione eliminata").says(".pass-empty", "Nessuna rilevazione")
	b.get("/monitoraggio/rilevazioni/2026-1").is(404)
}

// TestAddressesOfCampaigns: a semester has one address, and who may not is
// turned away.
func TestAddressesOfCampaigns(t *testing.T) {
	s := nuovoSito(t)
	s.Aperta(t)
	b := s.di(s.Regione)
	for _, sem := range []string{"2026-3", "26-1", "2026-01", "x", "2020-1"} {
		b.get("/monitoraggio/rilevazioni/" + sem).is(404)
		b.get("/monitoraggio/rilevazioni/" + sem + "/enti").is(404)
		b.get("/monitoraggio/rilevazioni/" + sem + "/enti.csv").is(404)
		b.get("/monitoraggio/rilevazioni/" + sem + "/solleciti").is(404)
		b.get(fmt.Sprintf("/monitoraggio/rilevazioni/%s/enti/%d", sem, s.Lodi.ID)).is(404)
		b.post("/monitoraggio/rilevazioni/"+sem+"/atti/chiudi", url.Values{}).is(404)
	}
	b.post("/monitoraggio/rilevazioni/2026-1/atti/inventato", url.Values{}).is(404)
	b.post(fmt.Sprintf("/monitoraggio/rilevazioni/2026-1/enti/%d/atti/inventato", s.Lodi.ID), url.Values{}).is(404)
	b.get(fmt.Sprintf("/monitoraggio/rilevazioni/2026-1/enti/%d", s.Crema.ID)).is(404)
	for _, p := range []accesso.Persona{s.Sindaca, s.Delegato, s.Amministratrice} {
		x := s.di(p)
		for _, path := range []string{"", "/enti", "/enti.csv", "/solleciti", "/modifica", fmt.Sprintf("/enti/%d", s.Lodi.ID)} {
			x.get("/monitoraggio/rilevazioni/2026-1" + path).is(403)
		}
	}
	for _, p := range []accesso.Persona{s.Coordinatrice, s.Esperta, s.Osservatore} {
		x := s.di(p)
		x.get("/monitoraggio/rilevazioni/2026-1").is(200).lacks("main form[method=post]").lacks(".pass-next .btn")
		x.get("/monitoraggio/rilevazioni/2026-1/enti").is(200).lacks("a[href*=solleciti]")
		x.get(fmt.Sprintf("/monitoraggio/rilevazioni/2026-1/enti/%d", s.Lodi.ID)).is(200).lacks("main form[method=post]").lacks("a[href*=solleciti]")
		x.get("/monitoraggio/rilevazioni/2026-1/solleciti").is(403)
		x.post(fmt.Sprintf("/monitoraggio/rilevazioni/2026-1/enti/%d/atti/approva", s.Lodi.ID), url.Values{}).is(403)
		x.post("/monitoraggio/rilevazioni/2026-1/solleciti", url.Values{}).is(403)
	}
	for _, atto := range []string{"apri", "proroga", "chiudi", "riapri", "elimina"} {
		s.di(s.Segretario).post("/monitoraggio/rilevazioni/2026-1/atti/"+atto, url.Values{"versione": {"2"}}).is(403)
	}
	s.di(s.Segretario).get("/monitoraggio/nuova").is(403)
	if i := s.Invio(t, s.Lodi); i.Stato != monitoraggio.NonIniziato {
		t.Errorf("%+v", i)
	}
}
