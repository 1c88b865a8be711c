package entiweb_test

import (
	"bytes"
	"context"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"pass/internal/accesso"
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/termini"
)

// sindacaDi is the mayor of a body with a browser.
func (s *sito) sindacaDi(n int, nome string, e enti.Ente) *utente {
	s.t.Helper()
	return s.nuovo(n, nome, accesso.Mandato{Ruolo: kernel.LegaleRappresentante, EnteID: e.ID, Titolo: "sindaco", Al: s.DB.Now().Day().AddDays(700)})
}

// invia sends a form with a file, as a browser would.
func (u *utente) invia(path, campo, nome string, contenuto []byte) pagina {
	u.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreateFormFile(campo, nome)
	if err == nil {
		_, err = part.Write(contenuto)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		u.t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, path, &b)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return u.chiede(r)
}

func TestABodyKeepsItsCalendar(t *testing.T) {
	s := nuovoSito(t)
	e := s.Ente(t, "Comune di Gubbio")
	rita := s.sindacaDi(1, "Rita", e)
	path := fmt.Sprintf("/enti/%d/calendario", e.ID)
	rita.get(fmt.Sprintf("/enti/%d", e.ID)).vuole(200, "Calendario")
	p := rita.get(path).vuole(200, "La prossima chiusura è martedì 8 dicembre 2026: Immacolata Concezione.", "Non indicato: nei giorni lavorativi non se ne tiene conto.",
		"L'orario non è stato indicato.", "Nessuna chiusura indicata dall'ente", "l. 151/2025")
	if n := p.Find("#prossimi tbody tr, section[aria-labelledby=prossimi] tbody tr").Length(); n != 13 {
		t.Errorf("%d holidays in a year, want the 13 of the law with Easter", n)
	}

	// Patron saint and hours: what is wrong is said, what was typed stays.
	p = rita.get(path+"/modifica").vuole(200, "PAsS non conosce il santo patrono di questo ente.")
	p = rita.post(path+"/modifica", con(p.campi("form.pass-form"), "patrono", "indicato", "santo", "Sant'Ubaldo", "giorno", "31", "mese", "6", "orario_1", "8-12 13-18")...).vuole(422)
	if p.errore("giorno") == "" || !strings.Contains(p.errore("orario_1"), "Lunedì: «8-12 13-18» non si legge") || p.campi("form.pass-form")["orario_1"] != "8-12 13-18" || p.campi("form.pass-form")["mese"] != "6" {
		t.Errorf("errors %q, %q; fields %v", p.errore("giorno"), p.errore("orario_1"), p.campi("form.pass-form"))
	}
	vecchia := rita.get(path + "/modifica").campi("form.pass-form") // another window, opened before
	rita.post(path+"/modifica", con(p.campi("form.pass-form"), "giorno", "16", "mese", "5", "fonte", "Statuto, art. 3", "orario_1", "8-12, 13:30-18", "orario_2", "8-12")...).verso(rita).
		vuole(200, "Sant'Ubaldo", "16 maggio", "Statuto, art. 3", "8:00–12:00, 13:30–18:00", "Altri giornichiuso", "Santo patrononon si spostano")
	rita.post(path+"/modifica", con(vecchia, "patrono", "nessuno")...).vuole(409, "è cambiato nel frattempo")

	// Closures.
	p = rita.post(path+"/chiusure", con(rita.get(path).campi("form.pass-form"), "nome", "Ponte", "dal", "31/11/2026")...).vuole(422)
	if p.errore("dal") == "" || p.Find("details[open] input[name=dal]").AttrOr("value", "") != "31/11/2026" {
		t.Errorf("the wrong day: %q", p.errore("dal"))
	}
	p = rita.post(path+"/chiusure", con(p.campi("form.pass-form"), "dal", "2026-12-07", "dalle", "ieri", "alle", "18")...).vuole(422)
	if p.errore("dalle") == "" || p.errore("alle") != "" {
		t.Errorf("the wrong hour: %q", p.errore("dalle"))
	}
	p = rita.post(path+"/chiusure", con(p.campi("form.pass-form"), "dalle", "13.30")...).verso(rita).
		vuole(200, "La prossima chiusura è lunedì 7 dicembre 2026, dalle 13:30 alle 18:00: Ponte.", "1 chiusura indicata dall'ente", "7 dicembre 2026, dalle 13:30 alle 18:00")
	rita.post(path+"/chiusure", con(p.campi("form.pass-form[action$='/chiusure']"), "nome", "Chiusura estiva", "dal", "2026-08-10", "al", "2026-08-14", "ogni_anno", "si")...).verso(rita).
		vuole(200, "dal 10 agosto 2026 al 14 agosto 2026, ogni anno", "da martedì 10 agosto 2027 a sabato 14 agosto 2027")
	p = rita.get(path)
	togli := p.Find("form[action$='/togli']").First()
	if testo := strings.Join(strings.Fields(togli.Text()), " "); testo != "Togli : Chiusura estiva, dal 10 agosto 2026 al 14 agosto 2026, ogni anno" {
		t.Errorf("the button says %q", testo)
	}
	rita.post(togli.AttrOr("action", ""), con(p.campi("form[action='"+togli.AttrOr("action", "")+"']"))...).verso(rita).vuole(200, "1 chiusura indicata dall'ente")
}

func TestACalendarFileIsSeenBeforeItIsTaken(t *testing.T) {
	s := nuovoSito(t)
	e := s.Ente(t, "Comune di Gubbio")
	rita := s.sindacaDi(1, "Rita", e)
	path := fmt.Sprintf("/enti/%d/calendario", e.ID)
	evento := func(uid, righe string) string {
		return "BEGIN:VEVENT\r\nUID:" + uid + "\r\n" + righe + "END:VEVENT\r\n"
	}
	file := "BEGIN:VCALENDAR\r\n" + evento("a", "SUMMARY:Ponte dell'Immacolata\r\nDTSTART;VALUE=DATE:20261207\r\n") +
		evento("b", "SUMMARY:Riunione <b>\r\nDTSTART:20261209T130000\r\nDTEND:20261209T180000\r\n") +
		evento("c", "SUMMARY:Ogni mese\r\nDTSTART;VALUE=DATE:20270101\r\nRRULE:FREQ=MONTHLY\r\n") + "END:VCALENDAR\r\n"
	for nome, contenuto := range map[string][]byte{"vuoto.ics": nil, "foto.ics": []byte("\x89PNG"), "enorme.ics": bytes.Repeat([]byte("x"), enti.MassimoICS+1)} {
		if p := rita.invia(path+"/importa", "file", nome, contenuto).vuole(422); p.errore("file") == "" {
			t.Errorf("%s: no error beside the field", nome)
		}
	}
	p := rita.invia(path+"/importa", "file", "chiusure.ics", []byte(file)).vuole(200, "2 chiusure nuove, 0 cambiate, 0 già presenti, 1 evento scartato.",
		"Ponte dell'Immacolata", "9 dicembre 2026, dalle 13:00 alle 18:00", "Riunione <b>", "riga 17")
	rita.get(path).vuole(200, "Nessuna chiusura indicata dall'ente")
	campi := p.campi("form.pass-form")
	rita.post(path+"/importa", con(campi)...).verso(rita).vuole(200, "2 chiusure indicate dall'ente", "Ponte dell'Immacolata")
	rita.invia(path+"/importa", "file", "chiusure.ics", []byte(file)).vuole(200, "0 chiusure nuove, 0 cambiate, 2 già presenti", "non c'è niente da aggiungere")
	rita.post(path+"/importa", "contenuto", "???").vuole(422, "Il contenuto del file è andato perso")

	uscito := rita.get(path + ".ics")
	if uscito.status != 200 || !strings.HasPrefix(uscito.header.Get("Content-Type"), "text/calendar") || !strings.Contains(uscito.header.Get("Content-Disposition"), "chiusure-comune-di-gubbio.ics") ||
		strings.Count(string(uscito.body), "BEGIN:VEVENT") != 2 {
		t.Errorf("%v\n%s", uscito.header, uscito.body)
	}

	// Who may only read sees everything and no button.
	regione := s.nuovo(2, "Rino", accesso.Mandato{Ruolo: kernel.Regione})
	p = regione.get(path).vuole(200, "2 chiusure indicate dall'ente")
	if n := p.Find("main form").Length(); n != 0 {
		t.Errorf("%d forms for who may only read", n)
	}
	for _, atto := range []string{"/modifica", "/importa", "/chiusure", "/chiusure/1/togli"} {
		regione.post(path + atto).vuole(403)
	}
}

// Every shape that a calendar file may give to a closure is told in words.
func TestEachClosureIsToldInWords(t *testing.T) {
	s := nuovoSito(t)
	e := s.Ente(t, "Comune di Gubbio")
	rita := s.sindacaDi(1, "Rita", e)
	day := kernel.MustDay
	for i, c := range []struct {
		x    termini.Chiusura
		want string
	}{
		{termini.Chiusura{Dal: day("2026-12-07"), Al: day("2026-12-08")}, "7 dicembre 2026."},
		{termini.Chiusura{Dal: day("2026-03-08"), Al: day("2026-03-12")}, "dall'8 marzo 2026 all'11 marzo 2026."},
		{termini.Chiusura{Dal: day("2026-08-01"), Al: day("2026-08-03"), OgniAnni: 2}, "dal 1° agosto 2026 al 2 agosto 2026, ogni 2 anni."},
		{termini.Chiusura{Dal: day("2026-06-24"), Al: day("2026-06-25"), OgniAnni: 1, Volte: 3, Escluse: []kernel.Day{day("2027-06-24")}}, "24 giugno 2026, ogni anno, 3 volte, tranne 1 data."},
		{termini.Chiusura{Dal: day("2026-06-26"), Al: day("2026-06-27"), OgniAnni: 1, Fino: day("2030-07-11")}, "26 giugno 2026, ogni anno, fino all'11 luglio 2030."},
		{termini.Chiusura{Dal: day("2026-06-28"), Al: day("2026-06-29"), Oraria: true, Dalle: 20 * time.Hour, Alle: 8 * time.Hour}, "dal 28 giugno 2026 al 29 giugno 2026, dalle 20:00 alle 8:00."},
	} {
		c.x.Nome = fmt.Sprintf("Chiusura %d", i)
		if _, err := s.Enti.AggiungiChiusura(context.Background(), rita.attore(), e.ID, c.x); err != nil {
			t.Fatal(err)
		}
		rita.get(fmt.Sprintf("/enti/%d/calendario", e.ID)).vuole(200, c.x.Nome+": "+c.want)
	}
}
