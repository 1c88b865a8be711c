package monitoraggioweb_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/xuri/excelize/v2"

	"pass/internal/accesso"
	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/monitoraggio/misure"
	"pass/internal/monitoraggio/monitoraggioweb"
)

const base = "/monitoraggio/rilevazioni/2026-1/"

// conObiettivi sets targets on the procedure of the sample.
func conObiettivi(s *sito) {
	s.t.Helper()
	durata, riduzione, arretrato := 200.0, 10.0, int64(40)
	_, err := s.Servizio.ImpostaObiettivo(context.Background(), s.Actor(s.t, s.Regione), monitoraggio.Obiettivo{ProcedimentoID: s.Proc.ID, BaseSemestre: kernel.MustSemestre("2022-2"), BaseDurata: &durata, BaseArretrato: &arretrato,
		Finale: monitoraggio.Traguardo{Semestre: kernel.MustSemestre("2026-2"), Durata: &riduzione, Arretrato: &riduzione}, Dimostrativo: true, Motivo: "Prova"})
	if err != nil {
		s.t.Fatal(err)
	}
}

func TestTheFiguresOfTheRegion(t *testing.T) {
	s := nuovoSito(t)
	v := s.Bloccata(t)
	conObiettivi(s)
	p := s.di(s.Osservatore).get(base + "cifre").is(200)
	p.says("h1", "Cifre del primo semestre 2026").says(".lead", "versione 1, bloccata il")
	p.says("section[aria-labelledby=in-breve]", s.Proc.Nome+": in media", "giorni di calendario su", "del termine")
	p.says("section[aria-labelledby=numeri]", "Enti con dati", "su 4 invitati")
	p.says("section[aria-labelledby=procedimenti] tbody", s.Proc.Nome, s.Altro.Nome, "nessun ente ha risposto", "riduzione", "entro il secondo semestre 2026")
	p.says("main", "valori dimostrativi", "In linea (verde): obiettivo raggiunto").says("section[aria-labelledby=versioni]", "Versione 1", v.Impronta)
	p.lacks(".pass-next") // an observer owes nothing
	s.di(s.Regione).get(base+"cifre").is(200).says(".pass-next", "Firmare le cifre bloccate")
	link := p.Find("section[aria-labelledby=procedimenti] tbody a").First().AttrOr("href", "")
	q := s.di(s.Segretario).get(link).is(200)
	q.says("h1", s.Proc.Nome).says("section[aria-labelledby=province]", "Bergamo", "Lodi").says("section[aria-labelledby=classi]", "Comuni da 15.000 a 60.000 abitanti").says("main", "Hanno risposto 3 enti su 3")
	if q.Find("section[aria-labelledby=grafico] svg").Length() != 1 {
		t.Error("no chart of the provinces")
	}
	s.di(s.Segretario).get(base + "cifre/999999").is(404)
	s.di(s.Segretario).get("/monitoraggio/rilevazioni/2020-1/cifre").is(404)
	s.di(s.Sindaca).get(base + "cifre").is(403)
	s.di(s.Amministratrice).get(base + "cifre.csv").is(403)
}

// TestM12PageWorkbookAndFileSayTheSameFigures compares page, CSV and XLSX byte
// by byte.
func TestM12PageWorkbookAndFileSayTheSameFigures(t *testing.T) {
	s := nuovoSito(t)
	s.Bloccata(t)
	conObiettivi(s)
	b := s.di(s.Regione)
	rows, err := csv.NewReader(bytes.NewReader(b.get(base + "cifre.csv").is(200).Body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(b.get(base + "cifre.xlsx").is(200).Body))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sheet, err := f.GetRows("Appendice 2", excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	uguali(t, rows[1:], unite(b.get(base+"cifre").is(200).Find("details table")), sheet)
	for _, path := range []string{"cifre.csv", "cifre.xlsx", "dettaglio.csv"} {
		if d := b.get(base + path).Header.Get("Content-Disposition"); !strings.Contains(d, "attachment; filename=pass-tempi-") {
			t.Errorf("%s: %s", path, d)
		}
	}
}

// unite puts the parts of a wide table together again: the semester, which no
// part repeats, and the first column once.
func unite(tables *goquery.Selection) (out [][]string) {
	tables.Each(func(n int, table *goquery.Selection) {
		table.Find("tbody tr").Each(func(i int, tr *goquery.Selection) {
			row := tr.Find("th, td").Map(func(_ int, e *goquery.Selection) string { return e.Find("data").AttrOr("value", testo(e)) })
			if n == 0 {
				out = append(out, append([]string{row[0], "2026-1"}, row[1:]...))
			} else {
				out[i] = append(out[i], row[1:]...)
			}
		})
	})
	return out
}

// uguali compares the rows of the file with those of the page and, wherever
// they are in it, with those of the sheet.
func uguali(t *testing.T, file, page, sheet [][]string) {
	t.Helper()
	if len(page) != len(file) || len(file) == 0 {
		t.Fatalf("%d rows in the page, %d in the file", len(page), len(file))
	}
	dentro := map[string]bool{}
	for _, r := range sheet {
		dentro[strings.Join(r, "|")] = true
	}
	for i := range file {
		riga := strings.Join(file[i], "|")
		if riga != strings.Join(page[i], "|") {
			t.Errorf("the page says %v, the file %v", page[i], file[i])
		}
		if !dentro[riga] {
			t.Errorf("the workbook lacks %v", file[i])
		}
	}
}

// TestM12TheReportSaysTheFiguresOfTheFiles builds the report and reads its
// table back.
func TestM12TheReportSaysTheFiguresOfTheFiles(t *testing.T) {
	s := nuovoSito(t)
	v := s.Pubblicata(t)
	conObiettivi(s)
	x, err := s.Servizio.CifreDi(context.Background(), s.Actor(t, s.Regione), v.Quadro.Semestre)
	if err != nil {
		t.Fatal(err)
	}
	var one, two, file bytes.Buffer
	for _, w := range []*bytes.Buffer{&one, &two} {
		if err := monitoraggioweb.ScriviRapporto(context.Background(), w, x); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(one.Bytes(), two.Bytes()) {
		t.Error("the same figures gave two reports")
	}
	doc, err := goquery.NewDocumentFromReader(&one)
	if err != nil {
		t.Fatal(err)
	}
	if err := x.TabellaNazionale(x.Al()).ScriviCSV(&file); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	page := unite(doc.Find("#appendice-2").NextUntil("ul").Find("table"))
	if fmt.Sprint(page) != fmt.Sprint(rows[1:]) || len(page) != 2 {
		t.Errorf("the report says %v, the file %v", page, rows[1:])
	}
	text := testo(doc.Selection)
	for _, want := range []string{"Rapporto di monitoraggio, primo semestre 2026", "Regione Lombardia", v.Impronta, "firmata da Rita Regi", "valore dimostrativo", "Comuni da 15.000 a 60.000 abitanti", "su 4 invitati"} {
		if !strings.Contains(text, want) {
			t.Errorf("the report does not say %q", want)
		}
	}
	if doc.Find("h1").Length() != 1 || doc.Find("html[lang=it]").Length() != 1 || doc.Find("table:not(:has(caption))").Length() != 0 || doc.Find("th:not([scope])").Length() != 0 || doc.Find("script, [style]").Length() != 0 {
		t.Error("the report is not in order")
	}
}

// TestM5TheRegionLocksSignsAndPublishes walks the whole way with a browser.
func TestM5TheRegionLocksSignsAndPublishes(t *testing.T) {
	s := nuovoSito(t)
	s.Chiusa(t)
	b := s.di(s.Regione)
	p := b.get(base+"blocco").is(200).says(".pass-next", "Bloccare le cifre approvate").says("section[aria-labelledby=avvisi]", "Procedimenti senza partenza e obiettivi: 2 su 2")
	b.post(base+"blocco/blocca", p.campi(base+"blocco/blocca")).goes(base + "blocco")
	p = b.get(base+"blocco").is(200).says(".alert", "Cifre bloccate").says(".pass-next", "Firmare la versione 1")
	v := p.campi(base + "blocco/firma")
	q := b.post(base+"blocco/firma", v).is(422).says(".pass-next", "confermare di aver letto") // the box was not ticked
	v = q.campi(base + "blocco/firma")
	v.Set("conferma", "si")
	altra := url.Values{"impronta": {strings.Repeat("0", 64)}, "conferma": {"si"}, "token": {"a-token-that-nobody-has-used-so-far"}}
	b.post(base+"blocco/firma", altra).is(409).says("main", "Nulla è stato firmato")
	b.post(base+"blocco/firma", v).goes(base + "blocco")
	p = b.get(base+"blocco").is(200).says(".pass-receipt", "Cifre firmate", "Rita Regi", v.Get("impronta"), "Resta da pubblicare")
	b.post(base+"blocco/pubblica", p.campi(base+"blocco/pubblica")).goes(base + "blocco")
	p = b.get(base+"blocco").is(200).says(".pass-next", "È pubblica la versione 1").says(".pass-receipt", "Pubblicate il")
	rapporti := p.campi(base + "blocco/rapporti")
	dove := b.post(base+"blocco/rapporti", rapporti).Header.Get("Location")
	if !strings.HasPrefix(dove, "/rapporti/RM-") {
		t.Errorf("the reports lead to %q", dove)
	}
	p = b.get(base+"blocco").is(200).says(".alert", "Rapporti pubblicati")
	if again := b.post(base+"blocco/rapporti", p.campi(base+"blocco/rapporti")).Header.Get("Location"); again != dove {
		t.Errorf("the same reports again: %q, before %q", again, dove)
	}
	b.get(base+"blocco").is(200).says(".alert", "I rapporti c’erano già")
	b.get(base + "blocco/inventato").is(404)
	for _, chi := range []accesso.Persona{s.Segretario, s.Osservatore, s.Sindaca} {
		s.di(chi).get(base + "blocco").is(403)
		s.di(chi).post(base+"blocco/blocca", url.Values{}).is(403)
	}
}

// TestAnOpenCampaignSaysWhatKeepsItFromBeingLocked has no button.
func TestAnOpenCampaignSaysWhatKeepsItFromBeingLocked(t *testing.T) {
	s := nuovoSito(t)
	s.Aperta(t)
	s.di(s.Regione).get(base+"blocco").is(200).says("section[aria-labelledby=gravi]", "La raccolta non è chiusa", "Nessun ente ha dati approvati").lacks("main form[method=post]")
}

func TestM5ARevisionByTheBrowser(t *testing.T) {
	s := nuovoSito(t)
	s.Bloccata(t)
	ctx := context.Background()
	for e, chi := range map[int64]accesso.Persona{s.Lodi.ID: s.Sindaca, s.Bergamo.ID: s.SindacoBergamo} {
		if err := s.Servizio.ChiediRevisione(ctx, s.Actor(t, chi), e, kernel.MustSemestre("2026-1"), "una pratica dimenticata"); err != nil {
			t.Fatal(err)
		}
	}
	b := s.di(s.Regione)
	if to := b.get(base+"cifre").is(200).says(".pass-next", "2 revisioni chieste").Find(".pass-next a").AttrOr("href", ""); to != base+"revisioni" {
		t.Errorf("the next step leads to %s", to)
	}
	p := b.get(base+"revisioni").is(200).says("section[aria-labelledby=chieste]", "Comune di Lodi", "una pratica dimenticata", "Anna Rossi", "Comune di Bergamo")
	var concedi, respingi string
	p.Find("section[aria-labelledby=chieste] form").Each(func(_ int, f *goquery.Selection) {
		a := f.AttrOr("action", "")
		if strings.HasSuffix(a, "/concedi") && strings.Contains(testo(f), "Lodi") {
			concedi = a
		}
		if strings.HasSuffix(a, "/respingi") && strings.Contains(f.AttrOr("aria-label", ""), "Bergamo") {
			respingi = a
		}
	})
	v := p.campi(respingi)
	b.post(respingi, v).is(422).says("main", "Indicare il motivo")
	v = b.get(base + "revisioni").campi(respingi)
	v.Set("risposta", "la pratica conta nel semestre dopo")
	b.post(respingi, v).goes(base + "revisioni")
	b.post(concedi, p.campi(concedi)).goes(base + "revisioni")
	d := kernel.MustDay("2026-02-02")
	if _, err := s.Servizio.AggiungiPratica(ctx, s.Actor(t, s.Sindaca), s.Lodi.ID, kernel.MustSemestre("2026-1"), monitoraggio.Pratica{ProcedimentoID: s.Proc.ID, Pratica: misure.Pratica{ID: "in più", Domanda: d, Provvedimento: d.AddDays(9)}}, "dimenticata"); err != nil {
		t.Fatal(err)
	}
	p = b.get(base+"revisioni").is(200).says("section[aria-labelledby=aperte]", "Comune di Lodi").says("section[aria-labelledby=storia]", "Respinta", "la pratica conta nel semestre dopo")
	v = p.campi(base + "revisioni")
	v.Set("motivo", "Una pratica dimenticata")
	b.post(base+"revisioni", v).is(422).says("main", "Scegliere almeno una revisione")
	v = b.get(base + "revisioni").campi(base + "revisioni")
	v.Set("motivo", "Una pratica dimenticata")
	v.Set("revisione", p.Find("input[name=revisione]").AttrOr("value", ""))
	b.post(base+"revisioni", v).goes(base + "blocco")
	b.get(base+"blocco").is(200).says(".pass-next", "Firmare la versione 2").says("section[aria-labelledby=versioni]", "Una pratica dimenticata", "Versione 1")
	s.di(s.Segretario).get(base + "revisioni").is(200).lacks("main form[method=post]")
	s.di(s.Segretario).post(concedi, url.Values{}).is(403)
	s.di(s.Osservatore).get(base + "revisioni").is(403)
}

func TestM6TheRegionSetsTargetsAndOthersReadThem(t *testing.T) {
	s := nuovoSito(t)
	b := s.di(s.Regione)
	b.get("/monitoraggio/obiettivi").is(200).says("tbody", s.Proc.Nome, "non ancora impostata")
	path := fmt.Sprintf("/monitoraggio/obiettivi/%d", s.Proc.ID)
	v := b.get(path).is(200).campi(path)
	for k, x := range map[string]string{"base_semestre": "2022/2", "base_durata": "settanta", "finale_semestre": "2026-2", "finale_durata": "10"} {
		v.Set(k, x)
	}
	p := b.post(path, v).is(422).says("main", "Il semestre si scrive come 2025-2", "Serve un numero, per esempio 71,5")
	if p.Find("input[name=base_durata]").AttrOr("value", "") != "settanta" {
		t.Error("what was typed is lost")
	}
	v = p.campi(path)
	v.Set("base_semestre", "2022-2")
	v.Set("base_durata", "1.071,5")
	p = b.post(path, v).is(422).says("main", "Indicare la fonte", "Indicare il motivo")
	v = p.campi(path)
	v.Set("fonte", "Deliberazione 12")
	v.Set("motivo", "Prima impostazione")
	b.post(path, v).goes(path)
	b.get(path).is(200).says("section[aria-labelledby=storia]", "Versione 1", "1.071,5 giorni di calendario in media", "−10%", "entro il secondo semestre 2026", "Deliberazione 12")
	s.di(s.Osservatore).get(path).is(200).lacks("main form[method=post]")
	s.di(s.Osservatore).get("/monitoraggio/obiettivi").is(200).says("tbody", "Versione 1")
	s.di(s.Segretario).post(path, v).is(403)
	s.di(s.Sindaca).get(path).is(403)
	b.get("/monitoraggio/obiettivi/999999").is(404)
}

func TestTheTableOfABodyForAmministrazioneTrasparente(t *testing.T) {
	s := nuovoSito(t)
	path := fmt.Sprintf("/monitoraggio/enti/%d/trasparenza", s.Lodi.ID)
	b := s.di(s.Delegato)
	b.get(path).is(200).says(".pass-empty", "Non ci sono ancora dati")
	b.get(path + ".csv").is(404)
	s.Bloccata(t)
	p := b.get(path).is(200).says("main", "L. 241/1990, art. 2, comma 4-bis", "Tempo medio effettivo (giorni di calendario)", s.Proc.Nome, "bloccate dalla Regione")
	rows, err := csv.NewReader(bytes.NewReader(b.get(path + ".csv?semestre=2026-1").is(200).Body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(b.get(path + ".xlsx").is(200).Body))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sheet, err := f.GetRows("Tempi dei procedimenti", excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	var page [][]string
	p.Find("section[aria-labelledby=tempi] tbody tr").Each(func(_ int, tr *goquery.Selection) {
		page = append(page, tr.Find("data").Map(func(_ int, e *goquery.Selection) string { return e.AttrOr("value", "?") }))
	})
	uguali(t, rows[1:], page, sheet)
	s.di(s.Osservatore).get(path).is(200)
	s.di(s.SindacoBergamo).get(path).is(404)
	s.di(s.Amministratrice).get(path).is(403)
	b.get(path + "?semestre=2020-1").is(404)
	b.get(path + "?semestre=boh").is(404)
}
