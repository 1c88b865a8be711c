package monitoraggioweb_test

import (
	"encoding/csv"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"pass/internal/monitoraggio"
)

func TestTheListOfBodies(t *testing.T) {
	s := nuovoSito(t)
	s.Aperta(t)
	s.Inviato(t, s.Sindaca, s.Lodi)
	s.Al("2026-08-02")
	b := s.di(s.Segretario)
	p := b.get("/monitoraggio/rilevazioni/2026-1/enti").is(200).says(".pass-list-summary", "4 enti").says("nav[aria-label='Stati dei dati degli enti']", "Tutti (4)", "Non iniziato (3)", "Inviato (1)", "Mancano (3)", "In ritardo (3)")
	p.says("nav [aria-current=true]", "Tutti (4)").says("tbody", "Comune di Bergamo", "in ritardo di 2 giorni di calendario", "ricevuta n. 1").says(".pass-heading a", "Sollecita chi manca")
	for query, want := range map[string]int{"stato=inviato": 1, "stato=approvato": 0, "stato=mancanti": 3, "stato=in_ritardo": 3, "stato=inventato": 4, "provincia=LO": 3,
		"provincia=lo&stato=mancanti": 2, "classe=p": 1, "testo=berg": 1, "testo=%3Cscript%3E": 0, "pagina=x": 4, "pagina=-3": 4} {
		if got := b.get("/monitoraggio/rilevazioni/2026-1/enti?" + query).is(200).Find("tbody tr").Length(); got != want {
			t.Errorf("%s: %d rows, want %d", query, got, want)
		}
	}
	p = b.get("/monitoraggio/rilevazioni/2026-1/enti?stato=mancanti&provincia=LO&testo=lodi").is(200)
	p.says(".pass-active-filters", "Provincia: LO", "Nome: lodi")
	if p.Find("select[name=provincia] option[selected]").AttrOr("value", "") != "LO" || p.Find("form input[name=stato]").AttrOr("value", "") != "mancanti" {
		t.Error("a field forgot its filter")
	}
	for _, sel := range []string{".pass-links a", ".pass-heading a.btn-primary"} {
		u, err := url.Parse(p.Find(sel).First().AttrOr("href", ""))
		if err != nil || u.Query().Get("provincia") != "LO" || u.Query().Get("stato") != "mancanti" || u.Query().Get("testo") != "lodi" {
			t.Errorf("%s forgets the filters: %s", sel, u)
		}
	}
	b.get("/monitoraggio/rilevazioni/2026-1/enti?stato=inviato&testo=zzz").says(".pass-empty", "Nessun ente aspetta la verifica")
	b.get("/monitoraggio/rilevazioni/2026-1/enti?testo=zzz").says(".pass-empty", "Nessun ente con questi filtri", "Vedi tutti gli enti")
	b.get("/monitoraggio/rilevazioni/2026-1/enti?pagina=9&provincia=LO").goes("/monitoraggio/rilevazioni/2026-1/enti?provincia=LO")
	p = b.get("/monitoraggio/rilevazioni/2026-1/enti.csv?stato=mancanti").is(200)
	rows, err := csv.NewReader(strings.NewReader(string(p.Body))).ReadAll()
	if err != nil || len(rows) != 4 || p.Header.Get("Content-Disposition") != "attachment; filename=monitoraggio-2026-1-enti.csv" {
		t.Errorf("%v %v", rows, err)
	}
}

func TestManyBodiesComeInPages(t *testing.T) {
	s := nuovoSito(t)
	s.Molti(t, monitoraggio.PerPagina)
	s.Aperta(t)
	b := s.di(s.Segretario)
	p := b.get("/monitoraggio/rilevazioni/2026-1/enti?classe=c1").is(200).says(".pass-list-summary", "50 enti")
	if p.Find(".pagination").Length() != 0 {
		t.Error("one page has no pages")
	}
	p = b.get("/monitoraggio/rilevazioni/2026-1/enti").is(200).says(".pass-list-summary", "54 enti, pagina 1 di 2")
	next := p.Find(".pagination a[rel=next]").AttrOr("href", "")
	if got := b.get(next).is(200).Find("tbody tr").Length(); next != "/monitoraggio/rilevazioni/2026-1/enti?pagina=2" || got != 4 {
		t.Errorf("%s: %d rows", next, got)
	}
}

func TestRemindersFromTheList(t *testing.T) {
	s := nuovoSito(t)
	s.Molti(t, 1)
	s.Aperta(t)
	s.Giorni(4)
	b := s.di(s.Segretario)
	const solleciti = "/monitoraggio/rilevazioni/2026-1/solleciti"
	p := b.get(solleciti+"?stato=mancanti").is(200).says(".lead", "4 enti riceveranno un promemoria per e-mail").says("main", "Senza una persona a cui scrivere (1)", "Comune di Prova 0000")
	v := p.campi(solleciti)
	if v.Get("stato") != "mancanti" || v.Get("token") == "" {
		t.Errorf("%v", v)
	}
	b.post(solleciti, v).goes("/monitoraggio/rilevazioni/2026-1/enti?stato=mancanti")
	b.get("/monitoraggio/rilevazioni/2026-1/enti").is(200).says(".alert", "Promemoria inviati", "4 enti ricevono il promemoria", "1 ente oggi non c’è nessuno").says("tbody", "1 sollecito in tutto")
	b.post(solleciti, v).goes("/monitoraggio/rilevazioni/2026-1/enti?stato=mancanti") // the same form again
	b.get(solleciti+"?stato=mancanti").is(200).says(".lead", "Nessun ente da sollecitare", "4 enti già sollecitati negli ultimi 3 giorni di calendario").lacks("main form[method=post]")
	if n := len(s.Posta(t, s.Sindaca)); n != 2 {
		t.Errorf("%d messages, want the invitation and one reminder", n)
	}
	s.Inviato(t, s.Sindaca, s.Lodi)
	b.get(fmt.Sprintf("%s?ente=%d", solleciti, s.Lodi.ID)).is(200).says(".lead", "Tutti gli enti scelti hanno già inviato").lacks("main form[method=post]")
}

func TestTheCheckPage(t *testing.T) {
	s := nuovoSito(t)
	s.Aperta(t)
	base := fmt.Sprintf("/monitoraggio/rilevazioni/2026-1/enti/%d", s.Lodi.ID)
	b := s.di(s.Segretario)
	p := b.get(base).is(200).says("h1", "Comune di Lodi").says(".lead", "non ha ancora iniziato").says(".pass-next", "Tocca al Comune di Lodi", "Entro venerdì 31 luglio 2026", "Sollecita l’ente").lacks("form[action$=approva]")
	v := p.campi(base + "/atti/proroga")
	v.Set("scadenza", "2026-07-01")
	b.post(base+"/atti/proroga", v).is(422).says("#campo-scadenza-errore", "oggi o un giorno futuro").says("details[open]", "Proroga il termine")
	v = b.get(base).campi(base + "/atti/proroga")
	v.Set("scadenza", "2026-08-20")
	b.post(base+"/atti/proroga", v).goes(base)
	b.get(base).says(".alert", "Termine prorogato: Comune di Lodi", "giovedì 20 agosto 2026")

	s.Inviato(t, s.Sindaca, s.Lodi)
	p = b.get(base).is(200).says(".lead", "Dati inviati il 6 luglio 2026", "senza avvisi").says(".pass-next", "Tocca alla segreteria tecnica", "Approva i dati").says("table", "Nessuna pratica", s.Proc.Nome).says("main", "Dati della ricevuta n. 1").
		says("table + *, main", "giorni di calendario").says("dl", "Anna Rossi", "Dario Verdi")
	if n := p.Find("main .btn-primary").Length(); n != 1 {
		t.Errorf("%d primary buttons", n)
	}
	file := b.get(p.Find("a[href*=ricevute]").AttrOr("href", "")).is(200)
	if !strings.Contains(file.Header.Get("Content-Disposition"), ".csv") || len(file.Body) == 0 {
		t.Errorf("%v", file.Header)
	}
	s.di(s.Osservatore).get(base).is(200).lacks("a[href*=ricevute]")
	s.di(s.Osservatore).get(base + "/ricevute/1").is(403)
	b.get(base + "/ricevute/99").is(404)
	v = p.campi(base + "/atti/restituisci")
	b.post(base+"/atti/restituisci", v).is(422).says("#campo-motivo-errore", "Scrivere il motivo").says("details[open]", "Restituisci all’ente")
	v = b.get(base).campi(base + "/atti/restituisci")
	v.Set("motivo", "Manca il secondo foglio.")
	b.post(base+"/atti/restituisci", v).goes(base)
	b.get(base).is(200).says(".alert", "Dati restituiti all’ente: Comune di Lodi").says(".pass-callout", "Manca il secondo foglio.").says(".pass-chip", "Da correggere").says(".pass-next", "Tocca al Comune di Lodi")

	vecchia := p.campi(base + "/atti/approva")
	b.post(base+"/atti/approva", vecchia).is(409).says(".alert", "Nulla è cambiato")
	s.Inviato(t, s.Sindaca, s.Lodi)
	s.Inviato(t, s.SindacoBergamo, s.Bergamo)
	p = b.get(base).is(200).says("main", "Passa al prossimo da verificare")
	// Approving leads to the next body that waits.
	b.post(base+"/atti/approva", p.campi(base+"/atti/approva")).goes(fmt.Sprintf("/monitoraggio/rilevazioni/2026-1/enti/%d", s.Bergamo.ID))
	b.get(base).is(200).says(".pass-chip", "Approvato").says("details", "Riapri i dati").lacks("form[action$=approva]").lacks("form[action$=restituisci]")
	v = b.get(base).campi(base + "/atti/riapri")
	v.Set("motivo", "Lo chiede l’ente.")
	b.post(base+"/atti/riapri", v).goes(base)
	if i := s.Invio(t, s.Lodi); i.Stato != monitoraggio.InBozza || i.Motivo != "Lo chiede l’ente." {
		t.Errorf("%+v", i)
	}
	s.Al("2026-09-10")
	s.di(s.Segretario).get(base).is(200).says(".pass-chips", "Non può chiedere assistenza").says(".pass-next-late", "in ritardo di 21 giorni di calendario")
}
