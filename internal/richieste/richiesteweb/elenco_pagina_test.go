package richiesteweb_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/xuri/excelize/v2"

	"pass/internal/richieste"
)

func TestTheListByRole(t *testing.T) {
	s := nuovoSito(t)
	lavoro := s.Porta(t, richieste.InLavorazione)
	s.Giorni(2)
	s.Inviata(t)
	s.Porta(t, richieste.Evasa)
	s.Bozza(t, s.Sindaca, s.Lodi.ID)
	s.Giorni(34) // the one at work is late by six days, the fresh one by 29

	p := s.di(s.Segretario).get("/richieste").is(200).says(".lead", "2 richieste non sono chiuse", "da 36 giorni di calendario", "In 1 caso")
	if got := p.Find("tbody tr").Length(); got != 2 {
		t.Fatalf("%d rows", got)
	}
	p.says("tbody tr:nth-child(1)", lavoro.Codice(), "Ritardi nei permessi", "Comune di Lodi", s.TF.Nome, "Elena Bianchi", "in ritardo di 6 giorni di calendario")
	p.says("tbody tr:nth-child(2)", "Segreteria tecnica", "in ritardo di 29 giorni di calendario", "da 34 giorni di calendario")
	p.says("nav[aria-label='Stati delle richieste']", "Non chiuse (2)", "Inviata (1)", "In lavorazione (1)", "Evasa (1)", "Tutte (3)").lacks("input[name=mie]").lacks("main .btn-primary")
	p.says("nav [aria-current=true]", "Non chiuse (2)")

	p = s.di(s.Sindaca).get("/richieste").is(200).says("tbody", "Bozza", "Da scegliere").says(".pass-heading a", "Nuova richiesta").lacks("[data-combo]")
	if got := p.Find("tbody tr").Length(); got != 3 {
		t.Fatalf("%d rows", got)
	}
	p = s.di(s.Esperta).get("/richieste?mie=si").is(200).says(".pass-active-filters", "Assegnate a me")
	if _, on := p.Find("input[name=mie]").Attr("checked"); !on || p.Find("tbody tr").Length() != 1 {
		t.Error("the filter does not show")
	}
	s.di(s.SindacoBergamo).get("/richieste").says(".pass-empty", "Nessuna richiesta aperta", "Nuova richiesta")
	s.di(s.Esperto).get("/richieste").says(".pass-empty", "dalla più ferma").lacks(".pass-heading .btn")
}

func TestFiltersOfThePage(t *testing.T) {
	s := nuovoSito(t)
	s.Porta(t, richieste.Inviata)
	s.Porta(t, richieste.InValutazione)
	b := s.di(s.Segretario)
	rows := func(query string) int {
		t.Helper()
		return b.get("/richieste?" + query).is(200).Find("tbody tr").Length()
	}
	for query, want := range map[string]int{
		"": 2, "stato=inviata": 1, "stato=evasa": 0, "stato=tutte": 2, fmt.Sprintf("task_force=%d", s.TF.ID): 1, fmt.Sprintf("procedimento=%d", s.Proc.ID): 2,
		"provincia=LO": 2, "provincia=BG": 0, fmt.Sprintf("ente=%d", s.Bergamo.ID): 0, fmt.Sprintf("ente=%d&ente_nome=Comune+di+Lodi", s.Lodi.ID): 2,
		"testo=permessi": 2, "testo=2026%2F0002": 1, "testo=%3Cscript%3E": 0,
	} {
		if got := rows(query); got != want {
			t.Errorf("%s: %d rows, want %d", query, got, want)
		}
	}
	// What is chosen shows in the fields, in the chips and in the exports.
	p := b.get(fmt.Sprintf("/richieste?stato=inviata&provincia=LO&ente=%d&testo=perm", s.Lodi.ID))
	p.says(".pass-active-filters", "Ente: Comune di Lodi", "Provincia: LO", "Parole: perm")
	if p.Find("select[name=provincia] option[selected]").AttrOr("value", "") != "LO" || p.Find("input[name=testo]").AttrOr("value", "") != "perm" ||
		p.Find("input[name=ente_nome]").AttrOr("value", "") != "Comune di Lodi" || p.Find("form input[name=stato]").AttrOr("value", "") != "inviata" {
		t.Error("a field forgot its filter")
	}
	p.Find(".pass-links a").Each(func(_ int, e *goquery.Selection) {
		u, err := url.Parse(e.AttrOr("href", ""))
		if err != nil || u.Query().Get("provincia") != "LO" || u.Query().Get("stato") != "inviata" {
			t.Errorf("the export forgets the filters: %s", u)
		}
	})
	// Without script: the words typed come back as bodies to choose from.
	p = b.get("/richieste?ente_nome=berg&ente=&cerca=ente_nome").is(200).says(".pass-candidates", "Comune di Bergamo")
	if p.Find(".pass-candidates input[name=ente]").AttrOr("value", "") != fmt.Sprint(s.Bergamo.ID) {
		t.Error("the body cannot be chosen")
	}
	p = b.get(fmt.Sprintf("/richieste?ente_nome=bergamo&ente=%d", s.Lodi.ID)) // typed over after the choice
	p.says(".pass-candidates", "Comune di Bergamo")
	b.get("/richieste?ente_nome=Inesistente").says("#campo-ente_nome-errore", "Nessun ente ha questo nome")
	b.get("/richieste?stato=evasa&testo=zzz").says(".pass-empty", "Nessuna richiesta con questi filtri", "Togli tutti i filtri", "Cerca in tutti gli stati")
	b.get("/richieste?pagina=7").goes("/richieste")
}

func TestPagesKeepTheFilters(t *testing.T) {
	s := nuovoSito(t)
	for range richieste.PerPagina + 1 {
		s.Orologio.Advance(time.Minute)
		s.Inviata(t)
	}
	b := s.di(s.Segretario)
	p := b.get("/richieste?provincia=LO").is(200).says(".pass-list-summary", "31 richieste, pagina 1 di 2")
	next := p.Find(".pagination a[rel=next]").AttrOr("href", "")
	if next != "/richieste?pagina=2&provincia=LO" {
		t.Fatalf("next is %s", next)
	}
	p = b.get(next).is(200)
	if got := p.Find("tbody tr").Length(); got != 1 {
		t.Errorf("%d rows", got)
	}
	b.get("/richieste?pagina=9&provincia=LO").goes(next)
}

func TestDownloadsOfTheList(t *testing.T) {
	s := nuovoSito(t)
	s.Inviata(t)
	b := s.di(s.Segretario)
	p := b.get("/richieste/esporta.csv?stato=inviata").is(200)
	rows, err := csv.NewReader(strings.NewReader(p.Body)).ReadAll()
	if err != nil || len(rows) != 2 || rows[1][0] != "2026/0001" {
		t.Fatalf("%v %v", rows, err)
	}
	if d := p.Header.Get("Content-Disposition"); d != "attachment; filename=richieste-2026-11-02.csv" {
		t.Error(d)
	}
	p = b.get("/richieste/esporta.xlsx").is(200)
	book, err := excelize.OpenReader(bytes.NewReader([]byte(p.Body)))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	if v, err := book.GetCellValue("Richieste", "A2"); err != nil || v != "2026/0001" {
		t.Errorf("%q %v", v, err)
	}
	if rows := strings.Count(s.di(s.SindacoBergamo).get("/richieste/esporta.csv").is(200).Body, "\r\n"); rows != 1 {
		t.Errorf("another body downloads %d rows", rows-1)
	}
	s.di(s.Regione).get("/richieste/esporta.csv").is(403)
}
