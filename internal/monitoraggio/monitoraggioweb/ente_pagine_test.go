package monitoraggioweb_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"pass/internal/accesso"
	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/monitoraggio/misure"
	"pass/internal/platform/db"
)

const mioSem = "/monitoraggio/mio/2026-1"

func (s *sito) proc(parti ...string) string {
	return strings.Join(append([]string{mioSem, "procedimenti", fmt.Sprint(s.Proc.ID)}, parti...), "/")
}

func (s *sito) altro(parti ...string) string {
	return strings.Join(append([]string{mioSem, "procedimenti", fmt.Sprint(s.Altro.ID)}, parti...), "/")
}

// pratica is a form as a person types it; fields in pairs replace the others.
func pratica(p pagina, action string, campi ...string) url.Values {
	v := p.campi(action)
	for i := 0; i < len(campi); i += 2 {
		v.Set(campi[i], campi[i+1])
	}
	return v
}

// TestFromTheInvitationToTheReceipt is the whole path of a mayor without
// script: look, type a practice, declare the rest, review, send, receipt.
func TestFromTheInvitationToTheReceipt(t *testing.T) {
	s := nuovoSito(t)
	anna := s.di(s.Sindaca)
	anna.get("/monitoraggio/mio").is(200).says("main", "Nessuna rilevazione aperta").lacks(".pass-next .btn")
	s.Aperta(t)
	p := anna.get("/monitoraggio/mio").is(200).says("main", "Tocca all’ente", "Vanno inviati i dati del primo semestre 2026: 2 procedimenti.", "Entro venerdì 31 luglio 2026, tra 25 giorni di calendario.")
	if href := p.Find("main .btn-primary").AttrOr("href", ""); href != mioSem || testo(p.Find("main .btn-primary")) != "Iniziare" {
		t.Errorf("the one button leads to %q: %s", href, testo(p.Find("main .btn-primary")))
	}
	anna.get(mioSem).is(200).says("main", "Mancano 2 procedimenti", "Manca la risposta", "L’invio è possibile quando ogni procedimento ha una risposta.")

	nuova := s.proc("pratiche", "nuova")
	p = anna.get(nuova).is(200)
	// Wrong dates: what was typed is still there, each error beside its field.
	p = anna.post(nuova, pratica(p, nuova, "id_pratica", "PdC/1", "data_domanda", "2026-03-10", "data_provvedimento", "2026-02-01", "sospensione-0-al", "2026-03-01", "nota", "RSSMRA80A01F205X")).is(422)
	p.says("main", "Il provvedimento (01/02/2026) precede la domanda (10/03/2026).", "Qui c'è un codice fiscale").says("form .pass-field-wrong", "precede la domanda")
	if got := p.Find("#campo-id_pratica").AttrOr("value", ""); got != "PdC/1" {
		t.Errorf("the number typed is %q", got)
	}
	v := pratica(p, nuova, "data_provvedimento", "2026-05-19", "sospensione-0-dal", "2026-04-01", "sospensione-0-al", "2026-04-11", "nota", "", "conferenza_servizi", "si")
	anna.post(nuova, v).goes(s.proc("pratiche"))
	p = anna.get(s.proc("pratiche")).is(200).says("main", "Pratica salvata", "PdC/1", "Provvedimento del 19 maggio 2026", "durata media 70 giorni di calendario")
	p.says("tbody td", "70", "10")
	// The same number again is told, and nothing is lost.
	p = anna.get(nuova)
	p = anna.post(nuova, pratica(p, nuova, "id_pratica", "PdC/1", "data_domanda", "2026-06-01")).is(409).says("main", "La pratica PdC/1 c'è già")
	anna.post(nuova, pratica(p, nuova, "id_pratica", "PdC/2", "azione", "altra")).goes(nuova)

	p = anna.get(mioSem).is(200).says("main", "2 pratiche nel semestre: 1 conclusa, 1 aperta al 30 giugno 2026")
	anna.post(s.altro("risposta"), pratica(p, s.altro("risposta"))).goes(mioSem)
	p = anna.get(mioSem).says("main", "È registrato che nel semestre non ci sono pratiche.", "Tutto ha una risposta: resta da rivedere e inviare.")
	if href := p.Find("main .btn-primary").AttrOr("href", ""); href != mioSem+"/invia" {
		t.Errorf("the button leads to %q", href)
	}

	p = anna.get(mioSem+"/invia").is(200).says("main", "Queste sono le cifre che verranno inviate", "70 giorni di calendario")
	visto := p.campi(mioSem + "/invia")
	// A colleague changes something between the look and the click.
	dario := s.di(s.Delegato)
	q := dario.get(nuova + "?ente=" + fmt.Sprint(s.Lodi.ID))
	azione := nuova + "?ente=" + fmt.Sprint(s.Lodi.ID)
	dario.post(azione, pratica(q, azione, "id_pratica", "PdC/3", "data_domanda", "2026-06-20")).goes("")
	p = anna.post(mioSem+"/invia", visto).is(409).says("main", "I dati sono cambiati dopo il riepilogo. Nulla è stato inviato")
	anna.post(mioSem+"/invia", p.campi(mioSem+"/invia")).goes(mioSem + "/ricevuta")

	p = anna.get(mioSem+"/ricevuta").is(200).says(".pass-receipt", "Dati inviati", "Comune di Lodi", "primo semestre 2026", "La segreteria tecnica controlla i dati.")
	hash := testo(p.Find(".pass-receipt .pass-hash"))
	file := anna.get(mioSem + "/ricevute/1").is(200)
	sum := sha256.Sum256(file.Body)
	if hash == "" || hash != hex.EncodeToString(sum[:]) {
		t.Errorf("the receipt says %q, the file is %x", hash, sum)
	}
	for _, x := range []string{"PdC/1;", "PdC/2;", "PdC/3;", s.Proc.Codice + ";pratiche"} {
		if !strings.Contains(string(file.Body), x) {
			t.Errorf("the file sent lacks %q: %s", x, file.Body)
		}
	}
	for _, who := range []accesso.Persona{s.Sindaca, s.Delegato} {
		n := 0
		for _, e := range s.Posta(t, who) {
			if strings.Contains(e.Subject, "Dati inviati") && strings.Contains(e.Text, hash) {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%s has %d receipts by mail", who.Nome, n)
		}
	}
	anna.get(mioSem).is(200).says("main", "I dati del primo semestre 2026 sono già stati inviati").lacks("form[action$='risposta']")
}

// TestOnePracticeAfterTheSending corrects one practice with a reason, without
// sending all again.
func TestOnePracticeAfterTheSending(t *testing.T) {
	s := nuovoSito(t)
	s.Aperta(t)
	anna := s.di(s.Sindaca)
	nuova := s.proc("pratiche", "nuova")
	anna.post(nuova, pratica(anna.get(nuova), nuova, "id_pratica", "7", "data_domanda", "2026-02-01", "data_provvedimento", "2026-03-01")).goes("")
	anna.post(s.altro("risposta"), url.Values{"modo": {"nessuna"}}).goes("")
	anna.post(mioSem+"/invia", url.Values{}).goes(mioSem + "/ricevuta")
	s.Orologio.Advance(time.Minute)
	una := anna.get(s.proc("pratiche")).Find("tbody a").AttrOr("href", "")
	p := anna.get(una).is(200).says("main", "Perché cambia dopo l’invio")
	p = anna.post(una, pratica(p, una, "data_provvedimento", "2026-03-11")).is(422).says("main", "scrivere perché questa pratica cambia")
	anna.post(una, pratica(p, una, "motivo", "La data era quella della bozza.")).goes(s.proc("pratiche"))
	anna.get(una).says("#storia", "Modifiche")
	anna.get(una).says("main", "Provvedimento: da «1° marzo 2026» a «11 marzo 2026»", "La data era quella della bozza.", "Anna Rossi")
	anna.get(mioSem+"/ricevuta").says("main", "Dopo questo invio: 1 correzione con motivo")
	if i := s.Invio(t, s.Lodi); i.Stato != monitoraggio.Inviato {
		t.Errorf("the state is %s", i.Stato)
	}
	// Without a body's own right moment the table of open practices is closed.
	anna.get(s.proc("aperte")).is(200).lacks("form[action$='aperte']")
	// Taking away needs a reason too.
	p = anna.get(una)
	anna.post(una+"/elimina", pratica(p, una+"/elimina", "motivo", "")).is(422)
	anna.post(una+"/elimina", pratica(p, una+"/elimina", "motivo", "Scritta due volte.")).goes(s.proc("pratiche"))
	anna.get(una).is(404)
}

// TestTheEightNumbers checks the cross checks of the totals in the page.
func TestTheEightNumbers(t *testing.T) {
	s := nuovoSito(t)
	s.Aperta(t)
	anna, numeri := s.di(s.Sindaca), s.proc("numeri")
	p := anna.get(numeri).is(200)
	v := pratica(p, numeri, "concluse_espresse", "12", "con_conferenza", "1", "con_sospensioni", "13", "concluse_silenzio_assenso", "0", "avviate", "10", "arretrato", "4", "pendenti_fine", "3")
	anna.post(numeri, v).is(422).says("main", "indicare la loro durata media")
	v.Set("durata_media", "settanta")
	anna.post(numeri, v).is(422).says("main", "Scrivere un numero di giorni")
	v.Set("durata_media", "71,5")
	p = anna.post(numeri, v).is(422).says("main", "Le pratiche con sospensioni sono più di quelle concluse con provvedimento espresso.", "L'arretrato non può superare le pratiche ancora aperte")
	if got := p.Find("#campo-durata_media").AttrOr("value", ""); got != "71,5" {
		t.Errorf("typed %q", got)
	}
	v.Set("con_sospensioni", "3")
	v.Set("pendenti_fine", "1.004")
	anna.post(numeri, v).goes(mioSem)
	anna.get(mioSem).says("main", "Totali dichiarati: 12 pratiche concluse, durata media 72 giorni di calendario.")
	v.Set("concluse_espresse", "0")
	v.Set("token", "un altro invio")
	anna.post(numeri, v).is(422).says("main", "nessuna pratica conclusa con provvedimento espresso")
	// Typing a practice afterwards brings the figures back to the practices.
	nuova := s.proc("pratiche", "nuova")
	anna.post(nuova, pratica(anna.get(nuova), nuova, "id_pratica", "1", "data_domanda", "2026-02-01")).goes("")
	anna.get(mioSem).says("main", "1 pratica nel semestre: 0 concluse, 1 aperta al 30 giugno 2026")
}

// TestTheOpenPracticesAreClosedTogether fills the quick table: errors stay
// beside their row and nothing typed is lost.
func TestTheOpenPracticesAreClosedTogether(t *testing.T) {
	s := nuovoSito(t)
	s.Aperta(t)
	anna := s.di(s.Sindaca)
	ids := map[string]int64{}
	for i, d := range []string{"2025-09-01", "2025-11-15", "2026-02-01", "2026-05-01"} {
		n := fmt.Sprint("P", i)
		id, err := s.Servizio.AggiungiPratica(context.Background(), s.Actor(t, s.Sindaca), s.Lodi.ID, monitoraggiotestSem, monitoraggio.Pratica{ProcedimentoID: s.Proc.ID,
			Pratica: misure.Pratica{ID: n, Domanda: kernel.MustDay(d)}}, "")
		if err != nil {
			t.Fatal(err)
		}
		ids[n] = id
	}
	aperte := s.proc("aperte")
	p := anna.get(aperte).is(200).says("tbody", "P0", "1° settembre 2025", "302 giorni di calendario")
	data := func(n string) string { return fmt.Sprint("data-", ids[n]) }
	esito := func(n string) string { return fmt.Sprint("esito-", ids[n]) }
	v := pratica(p, aperte, data("P0"), "2026-03-31", data("P1"), "2025-10-01", esito("P2"), "silenzio", data("P2"), "2026-05-02")
	p = anna.post(aperte, v).is(422).says("tbody", "Il provvedimento (01/10/2025) precede la domanda (15/11/2025).")
	if got := p.Find(fmt.Sprintf("#campo-chiusa-%d", ids["P0"])).AttrOr("value", ""); got != "2026-03-31" {
		t.Errorf("the day of the good row is %q", got)
	}
	v = pratica(p, aperte, data("P1"), "2026-01-20", esito("P1"), "esclusa-1")
	anna.post(aperte, v).goes(aperte)
	p = anna.get(aperte).is(200).says("main", "3 pratiche chiuse.").says("tbody", "P3")
	if n := p.Find("tbody tr").Length(); n != 1 {
		t.Errorf("%d practices still open", n)
	}
	anna.get(s.proc("pratiche")).says("main", "Provvedimento del 31 marzo 2026", "Silenzio-assenso del 2 maggio 2026", "Esclusa dal 20 gennaio 2026", "Aperta")
	anna.get(s.proc("pratiche")+"?stato=escluse").says("main", "1 pratica")
	csv := anna.get(s.proc("pratiche.csv") + "?stato=concluse").is(200)
	if n := strings.Count(strings.TrimSpace(string(csv.Body)), "\n"); n != 2 {
		t.Errorf("%d rows exported: %s", n, csv.Body)
	}
	// A row that somebody else closed meanwhile is told.
	v.Set("token", "un altro invio")
	anna.post(aperte, v).is(409).says("main", "cambiata mentre la pagina era aperta")
}

// TestWhoReachesThePagesOfABody tries every role and another body.
func TestWhoReachesThePagesOfABody(t *testing.T) {
	s := nuovoSito(t)
	s.Aperta(t)
	nuova := s.proc("pratiche", "nuova")
	anna := s.di(s.Sindaca)
	anna.post(nuova, pratica(anna.get(nuova), nuova, "id_pratica", "1", "data_domanda", "2026-02-01")).goes("")
	una := anna.get(s.proc("pratiche")).Find("tbody a").AttrOr("href", "")

	// Another body's people find nothing, by the address or by ?ente=.
	bruno := s.di(s.SindacoBergamo)
	bruno.get(una).is(404)
	bruno.post(una, url.Values{"id_pratica": {"x"}}).is(404)
	bruno.get(mioSem + "?ente=" + fmt.Sprint(s.Lodi.ID)).is(404)
	bruno.get(fmt.Sprintf("/monitoraggio/enti/%d", s.Lodi.ID)).is(404)
	bruno.post(mioSem+"/invia?ente="+fmt.Sprint(s.Lodi.ID), url.Values{}).is(404)
	// A Provincia is not asked about the procedure of the Comuni.
	s.di(s.Presidente).get(s.proc("pratiche")).is(404)
	// Staff read the page of the body, and write nothing.
	for _, p := range []accesso.Persona{s.Segretario, s.Regione, s.Osservatore, s.Coordinatrice, s.Esperta} {
		b := s.di(p)
		b.get(fmt.Sprintf("/monitoraggio/enti/%d", s.Lodi.ID)).is(200).says("h1", "Comune di Lodi").lacks("main form").lacks("main .btn-primary")
		b.get(mioSem).is(403)
		b.post(nuova, url.Values{}).is(403)
	}
	s.di(s.Amministratrice).get(fmt.Sprintf("/monitoraggio/enti/%d", s.Lodi.ID)).is(403)
	// Who acts for two bodies chooses; each address says which.
	dario := s.di(s.Delegato)
	dario.get("/monitoraggio/mio").is(200).says("main", "Comune di Lodi", "Comune di Codogno")
	lodi := fmt.Sprintf("?ente=%d", s.Lodi.ID)
	dario.get("/monitoraggio/mio"+lodi).is(200).says("main", "Comune di Lodi")
	p := dario.get(mioSem + lodi).is(200)
	p.Find("main a[href^='/monitoraggio/mio']").Each(func(_ int, e *goquerySel) {
		if href := e.AttrOr("href", ""); !strings.Contains(href, "ente=") {
			t.Errorf("the link %q forgets the body", href)
		}
	})
	// A delegate who is removed finds nothing any more.
	m := mandatoDi(t, s, s.Delegato, s.Lodi.ID)
	s.Scrivi(t, func(ctx context.Context, tx *db.Tx) error {
		return accesso.Revoca(ctx, tx, s.Actor(t, s.Sindaca), m, "Ha cambiato ufficio.")
	})
	dario.get(mioSem + lodi).is(404)
	dario.get(una + lodi).is(404)
}

// TestWhoChecksReadsThePractices: the segreteria reads the practices of a body
// and of nobody else's address, and may change nothing.
func TestWhoChecksReadsThePractices(t *testing.T) {
	s := nuovoSito(t)
	s.Aperta(t)
	anna, nuova := s.di(s.Sindaca), s.proc("pratiche", "nuova")
	anna.post(nuova, pratica(anna.get(nuova), nuova, "id_pratica", "7/2026", "data_domanda", "2026-02-01")).goes("")
	base := fmt.Sprintf("/monitoraggio/rilevazioni/2026-1/enti/%d/procedimenti/%d/pratiche", s.Lodi.ID, s.Proc.ID)
	for _, chi := range []accesso.Persona{s.Segretario, s.Regione} {
		b := s.di(chi)
		p := b.get(base).is(200).says("main", "7/2026", "Aperta").lacks("main form[method=post]").lacks("main .btn-primary").lacks("main a[href*='/mio/']")
		una := p.Find("tbody a").AttrOr("href", "")
		b.get(una).is(200).says("main", "1° febbraio 2026").lacks("main form")
		if csv := b.get(base + ".csv").is(200); !strings.Contains(string(csv.Body), "7/2026") {
			t.Error("the practice is not exported")
		}
		b.get(strings.Replace(una, fmt.Sprintf("enti/%d/", s.Lodi.ID), fmt.Sprintf("enti/%d/", s.Bergamo.ID), 1)).is(404)
	}
	for _, chi := range []accesso.Persona{s.Osservatore, s.Coordinatrice, s.Esperta, s.Sindaca, s.SindacoBergamo} {
		s.di(chi).get(base).is(403)
	}
}
