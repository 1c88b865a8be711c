package entiweb_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"pass/internal/accesso"
	"pass/internal/accesso/accessotest"
	"pass/internal/enti"
	"pass/internal/enti/entitest"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/web"
)

func TestARepresentativeJoinsWithoutScript(t *testing.T) {
	s := nuovoSito(t)
	seg := s.entra(accessotest.Persona(t, s.DB, "Sara", "Segre", accesso.Mandato{Ruolo: kernel.Segreteria}))
	rita := s.nuovo(1, "Rita")
	e := s.Ente(t, "Comune di Gubbio")

	// 1. The body, by typing; apostrophes and accents do not count.
	p := rita.get("/enti/adesione").vuole(200, "Passo 1 di 4", "Ente da rappresentare")
	p = rita.post("/enti/adesione", con(p.campi("form.pass-form"), "ente_nome", "", "azione", "continua")...).vuole(422)
	if p.errore("ente_nome") == "" || p.Find("#errori a[href='#campo-ente_nome']").Length() != 1 {
		t.Errorf("no error beside the field: %s", p.testo())
	}
	p = rita.post("/enti/adesione", con(p.campi("form.pass-form"), "ente_nome", "citta di c", "cerca", "ente_nome")...).vuole(200, "Comune di Città di Castello")
	p = rita.post("/enti/adesione", con(p.campi("form.pass-form"), "ente_nome", "san")...).vuole(422, "Scegliere uno degli enti trovati.")
	if n := p.Find("input[type=radio][name=ente]").Length(); n < 2 {
		t.Errorf("%d candidates", n)
	}
	p = rita.post("/enti/adesione", con(p.campi("form.pass-form"), "ente_nome", "zzz")...).vuole(422, "Nessun ente ha questo nome")
	p = rita.post("/enti/adesione", con(p.campi("form.pass-form"), "ente_nome", "GUBBIO")...).verso(rita)

	// 2. The data: what is wrong is said, what was typed stays.
	p.vuole(200, "Passo 2 di 4", "Comune di Gubbio", "Rita Prova")
	if strings.Contains(p.testo(), string(rita.persona.CodiceFiscale)) {
		t.Error("the whole codice fiscale is in the page")
	}
	p = rita.post("/enti/adesione", con(p.campi("form.pass-form"), "titolo", "sindaco", "mandato_al", "31/13/2028", "protocollo_numero", "12/A")...).vuole(422)
	if p.errore("mandato_al") == "" || p.campi("form.pass-form")["protocollo_numero"] != "12/A" || p.campi("form.pass-form")["titolo"] != "sindaco" {
		t.Errorf("fields %v, error %q", p.campi("form.pass-form"), p.errore("mandato_al"))
	}
	p = rita.post("/enti/adesione", con(p.campi("form.pass-form"), "mandato_al", "", "azione", "bozza")...).verso(rita).vuole(200, "Passo 2 di 4")
	p = rita.post("/enti/adesione", con(p.campi("form.pass-form"), "mandato_al", "31/05/2029")...).verso(rita)

	// 3. The Protocollo: the wrong files are refused, the receipt is shown.
	p.vuole(200, "Passo 3 di 4")
	modulo := p.campi("form.pass-form")
	for _, tt := range []struct {
		nome, dice string
		contenuto  []byte
	}{
		{"programma.pdf", "il suo contenuto non è PDF", append([]byte("MZ"), make([]byte, 200)...)},
		{"vuoto.pdf", "Il file è vuoto", nil},
		{"enorme.pdf", "supera il limite di 20 MB", bytes.Repeat([]byte("%PDF-1.7\n"), 40_000_000/9)},
	} {
		p = rita.carica("/enti/adesione", modulo, tt.nome, tt.contenuto).vuole(422)
		if got := p.errore("protocollo"); !strings.Contains(got, tt.dice) {
			t.Errorf("%s: %q, want %q", tt.nome, got, tt.dice)
		}
		modulo = p.campi("form.pass-form")
	}
	rita.post("/enti/adesione", con(modulo)...).vuole(422, "Scegliere il file")
	p = rita.carica("/enti/adesione", modulo, "Protocollo Gubbio.pdf", entitest.PDF("firmato")).verso(rita)
	a := s.Adesione(t, rita.attore(), 1)
	f, content := s.Leggi(t, rita.attore(), a.ID)
	p.vuole(200, f.SHA256, "23 novembre 2026, ore 12:00", "Protocollo Gubbio.pdf", "non ha verificato")

	// 4. Sending asks for the declaration.
	riepilogo, _ := p.Find("a.btn-primary").Attr("href")
	p = rita.get(riepilogo).vuole(200, "Passo 4 di 4", "31 maggio 2029", "12/A")
	p = rita.post("/enti/adesione", con(p.campi("form.pass-form"))...).vuole(422, "Confermare la dichiarazione")
	modulo = p.campi("form.pass-form")
	p = rita.post("/enti/adesione", con(modulo, "dichiarazione", "si")...).verso(rita)
	p.vuole(200, "Inviata", "Tocca alla segreteria", f.SHA256, "Storia dell'adesione")
	// The same button twice is one sending.
	rita.post("/enti/adesione", con(modulo, "dichiarazione", "si")...).verso(rita).vuole(200, "Inviata")
	// A sent one is not changed by the wizard any more.
	rita.get("/enti/adesione?id=1&passo=dati").verso(rita).vuole(200, "Inviata")

	// The segreteria.
	seg.get("/adesioni").vuole(200, "1 adesione aspetta la segreteria.", "Comune di Gubbio", "Rita Prova", "da oggi")
	p = seg.get("/adesioni/1").vuole(200, string(rita.persona.CodiceFiscale), "Firma non verificata da PAsS")
	p = seg.post("/adesioni/1/prendi-in-verifica", con(p.campi("form[action$='prendi-in-verifica']"))...).verso(seg).vuole(200, "In verifica")
	p = seg.post("/adesioni/1/chiedi-integrazioni", con(p.campi("form[action$='chiedi-integrazioni']"))...).vuole(422)
	if p.errore("motivo_chiedi_integrazioni") == "" || p.Find("details[open] form[action$='chiedi-integrazioni']").Length() != 1 {
		t.Errorf("the missing reason is not said: %s", p.testo())
	}
	vecchia := p.campi("form[action$='approva']")
	seg.post("/adesioni/1/chiedi-integrazioni", con(p.campi("form[action$='chiedi-integrazioni']"), "motivo_chiedi_integrazioni", "Manca la firma del Sindaco.")...).verso(seg).vuole(200, "Da integrare")
	seg.post("/adesioni/1/approva", con(vecchia)...).vuole(409, "non è più possibile")

	// Back to the mayor, and forth.
	rita.get("/adesioni/1").vuole(200, "Manca la firma del Sindaco.", "Completa l'adesione")
	p = rita.get("/enti/adesione?id=1&passo=riepilogo").vuole(200, "Manca la firma del Sindaco.")
	rita.post("/enti/adesione", con(p.campi("form.pass-form"), "dichiarazione", "si")...).verso(rita)
	p = seg.get("/adesioni/1")
	p = seg.post("/adesioni/1/prendi-in-verifica", con(p.campi("form[action$='prendi-in-verifica']"))...).verso(seg)
	seg.post("/adesioni/1/approva", con(p.campi("form[action$='approva']"))...).verso(seg).vuole(200, "Approvata")
	if !rita.attore().HasEnte(kernel.LegaleRappresentante, e.ID) {
		t.Error("no mandate")
	}
	scaricato := rita.get("/adesioni/1/protocollo").vuole(200)
	if !bytes.Equal(scaricato.body, content) || !strings.HasPrefix(scaricato.header.Get("Content-Disposition"), "attachment") || scaricato.header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("download %v", scaricato.header)
	}
	rita.get(fmt.Sprintf("/enti/%d", e.ID)).vuole(200, "Comune di Gubbio", "Legale rappresentante, Sindaco", "Delegati")
}

// What each role may open; "altro" is the mayor of another body.
func TestWhoOpensWhat(t *testing.T) {
	s := nuovoSito(t)
	gubbio, todi := s.Ente(t, "Comune di Gubbio"), s.Ente(t, "Comune di Todi")
	_, segreteria := s.Segretaria(t, "Sara", "Segre")
	rita, aldo := s.nuovo(1, "Rita"), s.nuovo(2, "Aldo")
	s.Approvata(t, rita.attore(), segreteria, gubbio)
	s.Approvata(t, aldo.attore(), segreteria, todi)
	al := s.DB.Now().Day().AddDays(30)
	chi := map[string]*utente{"visitatore": {sito: s}, "sindaca": rita, "altro": aldo, "cittadino": s.nuovo(3, "Carlo"),
		"delegata":     s.nuovo(4, "Dora", accesso.Mandato{Ruolo: kernel.Delegato, EnteID: gubbio.ID, Al: al}),
		"segreteria":   s.nuovo(5, "Sara", accesso.Mandato{Ruolo: kernel.Segreteria}),
		"regione":      s.nuovo(6, "Rino", accesso.Mandato{Ruolo: kernel.Regione}),
		"osservatore":  s.nuovo(7, "Olga", accesso.Mandato{Ruolo: kernel.Osservatore}),
		"esperto":      s.nuovo(8, "Elio", accesso.Mandato{Ruolo: kernel.EspertoRuolo, TaskForceID: 1}),
		"coordinatore": s.nuovo(9, "Cora", accesso.Mandato{Ruolo: kernel.Coordinatore, TaskForceID: 1}),
		"admin":        s.nuovo(10, "Ada", accesso.Mandato{Ruolo: kernel.Amministratore})}
	scheda, delegati := fmt.Sprintf("/enti/%d", gubbio.ID), fmt.Sprintf("/enti/%d/delegati", gubbio.ID)
	staff := "segreteria regione osservatore esperto coordinatore"
	for _, tt := range []struct {
		path   string
		can    string // 200
		hidden string // 404; everybody else gets 403
	}{
		{"/enti", staff, ""},
		{"/enti/elenco.csv", staff, ""},
		{"/enti/nuovo", "segreteria", ""},
		{scheda, staff + " sindaca delegata", "altro cittadino admin"},
		{scheda + "/modifica", "segreteria", ""},
		{delegati, "segreteria sindaca", "altro cittadino admin"},
		{scheda + "/calendario", staff + " sindaca delegata", "altro cittadino admin"},
		{scheda + "/calendario/modifica", "segreteria sindaca delegata", "altro cittadino admin"},
		{"/adesioni", "segreteria", ""},
		{"/adesioni/elenco.csv", "segreteria", ""},
		{"/adesioni/1", "segreteria sindaca", "altro cittadino delegata regione osservatore esperto coordinatore admin"},
		{"/adesioni/1/protocollo", "segreteria sindaca", "altro cittadino delegata regione osservatore esperto coordinatore admin"},
		{"/enti/adesione?id=1&passo=dati", "", "altro cittadino delegata regione osservatore esperto coordinatore admin"},
		{"/adesioni/99", "", "sindaca altro cittadino delegata segreteria regione osservatore esperto coordinatore admin"},
		{"/enti/999999", "", staff + " sindaca delegata altro cittadino admin"},
		{"/enti/adesione", staff + " sindaca delegata altro cittadino admin", ""},
		{"/enti/suggerimenti?q=gub", staff + " sindaca delegata altro cittadino admin", ""},
		{"/enti/protocollo-modello", staff + " sindaca delegata altro cittadino admin visitatore", ""},
	} {
		for nome, u := range chi {
			want := http.StatusForbidden
			has := func(list string) bool { return strings.Contains(" "+list+" ", " "+nome+" ") }
			switch {
			case has(tt.can):
				want = 200
			case nome == "visitatore":
				want = http.StatusSeeOther
			case has(tt.hidden):
				want = 404
			case strings.HasPrefix(tt.path, "/enti/adesione?"):
				want = http.StatusSeeOther // to the detail: nothing to change
			}
			if got := u.get(tt.path).status; got != want {
				t.Errorf("%s as %s: %d, want %d", tt.path, nome, got, want)
			}
		}
	}
	// Acts that are not theirs change nothing.
	prima := s.Adesione(t, segreteria, 1)
	for nome, u := range chi {
		for _, path := range []string{"/adesioni/1/cessa", "/adesioni/1/sospendi", "/adesioni/1/approva"} {
			want := map[string]int{"visitatore": 303, "segreteria": 422}[nome]
			if want == 0 {
				want = 403
			}
			if nome == "segreteria" && strings.HasSuffix(path, "approva") {
				want = 409
			}
			if got := u.post(path, "versione", fmt.Sprint(prima.Versione)).status; got != want {
				t.Errorf("POST %s as %s: %d, want %d", path, nome, got, want)
			}
		}
		if nome != "sindaca" && nome != "visitatore" {
			want := map[string]int{"altro": 404, "cittadino": 404, "admin": 404}[nome]
			if want == 0 {
				want = 403
			}
			if got := u.post(delegati, "email", "x@example.org", "al", al.String()).status; got != want {
				t.Errorf("POST %s as %s: %d, want %d", delegati, nome, got, want)
			}
		}
	}
	if dopo := s.Adesione(t, segreteria, 1); dopo != prima {
		t.Errorf("changed: %+v", dopo)
	}
}

func TestTheRoutesStayInTheArea(t *testing.T) {
	for _, r := range nuovoSito(t).router.Routes() {
		if _, path, _ := strings.Cut(r.Pattern, " "); !strings.HasPrefix(path, "/enti") && !strings.HasPrefix(path, "/adesioni") {
			t.Errorf("%s is outside the area", r.Pattern)
		}
		if r.Access == web.AccessPublic && r.Pattern != "GET /enti/protocollo-modello" {
			t.Errorf("%s is public", r.Pattern)
		}
	}
}

func TestSuggestions(t *testing.T) {
	s := nuovoSito(t)
	u := s.nuovo(1, "Rita")
	var got struct {
		Items []struct{ Value, Label, Note string }
	}
	p := u.get("/enti/suggerimenti?q=" + url.QueryEscape("citta di cast"))
	if err := json.Unmarshal(p.body, &got); err != nil || len(got.Items) != 1 || got.Items[0].Label != "Comune di Città di Castello" || got.Items[0].Note != "Perugia (PG)" {
		t.Errorf("%s: %v", p.body, err)
	}
	if p := u.get("/enti/suggerimenti"); string(p.body) != `{"items":[]}` {
		t.Errorf("nothing typed: %s", p.body)
	}
}

func TestTheRegister(t *testing.T) {
	s := nuovoSito(t)
	u := s.nuovo(1, "Olga", accesso.Mandato{Ruolo: kernel.Osservatore})
	_, segreteria := s.Segretaria(t, "Sara", "Segre")
	rita := s.nuovo(2, "Rita")
	gubbio := s.Ente(t, "Comune di Gubbio")
	s.Approvata(t, rita.attore(), segreteria, gubbio)
	p := u.get("/enti").vuole(200, "94 enti", "Acquasparta")
	if n := p.Find("tbody tr").Length(); n != 50 {
		t.Errorf("%d lines, want 50", n)
	}
	next, _ := p.Find("a[rel=next]").Attr("href")
	if n := u.get(next).vuole(200).Find("tbody tr").Length(); n != 44 {
		t.Errorf("%d lines on the second page, want 44", n)
	}
	for path, want := range map[string]string{
		"/enti?q=citt%C3%A0":                       "2 enti",
		"/enti?provincia=TR":                       "34 enti",
		"/enti?provincia=TR&tipo=provincia":        "1 ente",
		"/enti?adesione=approvata":                 "1 ente",
		"/enti?adesione=nessuna":                   "93 enti",
		"/enti?cessati=si":                         "0 enti",
		"/enti?q=zzz":                              "Nessun ente trovato",
		"/enti?tipo=%27&pagina=-3&adesione=boh":    "94 enti",
		"/enti?q=" + strings.Repeat("%C3%A0", 300): "0 enti",
	} {
		p := u.get(path).vuole(200, want)
		if strings.HasPrefix(path, "/enti?adesione=approvata") {
			p.vuole(200, "Comune di Gubbio", "mandato fino al 22 novembre 2028", "Approvata")
			if href, _ := p.Find("ul.pass-active-filters a").Attr("href"); href != "/enti" {
				t.Errorf("the filter is taken away at %q", href)
			}
		}
	}
	csv := string(u.get("/enti/elenco.csv?provincia=PG").vuole(200).body)
	if n := strings.Count(csv, "\r\n"); n != 61 || !strings.HasPrefix(csv, "\ufefftipo;nome;") || !strings.Contains(csv, "Comune di Gubbio;054024;") {
		t.Errorf("%d lines: %.300s", n, csv)
	}
	if strings.Contains(u.get(fmt.Sprintf("/enti/%d", gubbio.ID)).testo(), rita.persona.Email) {
		t.Error("an observer reads the people of a body")
	}
}

func TestACellThatASpreadsheetWouldRun(t *testing.T) {
	s := nuovoSito(t)
	seg := s.nuovo(1, "Sara", accesso.Mandato{Ruolo: kernel.Segreteria})
	p := seg.get("/enti/nuovo").vuole(200)
	seg.post("/enti/nuovo", con(p.campi("form.pass-form"), "tipo", "unione", "nome", "=HYPERLINK(1)", "provincia", "PG")...).verso(seg).vuole(200, "=HYPERLINK(1)")
	if csv := string(seg.get("/enti/elenco.csv?tipo=unione").body); !strings.Contains(csv, ";'=HYPERLINK(1);") {
		t.Errorf("not made harmless: %s", csv)
	}
}

func TestTheSegreteriaEntersAnUnione(t *testing.T) {
	s := nuovoSito(t)
	seg := s.nuovo(1, "Sara", accesso.Mandato{Ruolo: kernel.Segreteria})
	p := seg.post("/enti/nuovo", con(seg.get("/enti/nuovo").campi("form.pass-form"), "nome", "U", "pec", "non un indirizzo", "istituito_il", "ieri")...).vuole(422)
	if p.errore("istituito_il") == "" || p.campi("form.pass-form")["pec"] != "non un indirizzo" {
		t.Errorf("%v", p.campi("form.pass-form"))
	}
	p = seg.post("/enti/nuovo", con(p.campi("form.pass-form"), "istituito_il", "2020-01-01")...).vuole(422)
	for _, campo := range []string{"tipo", "nome", "provincia", "pec"} {
		if p.errore(campo) == "" {
			t.Errorf("no error beside %s: %s", campo, p.testo())
		}
	}
	p = seg.post("/enti/nuovo", con(p.campi("form.pass-form"), "tipo", "unione", "nome", "Unione Terre di Mezzo", "provincia", "TR", "pec", "u@pec.example.org")...)
	scheda := p.header.Get("Location")
	p.verso(seg).vuole(200, "Unione Terre di Mezzo", "Non aderente", "Istituzione")
	p = seg.get(scheda+"/modifica").vuole(200, "Unione Terre di Mezzo")
	modulo := p.campi("form.pass-form")
	p = seg.post(scheda+"/modifica", con(modulo, "cessato_il", "01/02/2026", "successore_nome", "terni", "cerca", "successore_nome")...).vuole(200, "Comune di Terni", "Provincia di Terni")
	terni := s.Ente(t, "Comune di Terni")
	seg.post(scheda+"/modifica", con(p.campi("form.pass-form"), "successore", fmt.Sprint(terni.ID))...).verso(seg).vuole(200, "Cessato", "1° febbraio 2026", "Comune di Terni")
	delete(modulo, "cerca")
	seg.post(scheda+"/modifica", con(modulo, "successore_nome", "")...).vuole(409, "cambiati nel frattempo")
}

func TestTheDelegatesOfABody(t *testing.T) {
	s := nuovoSito(t)
	gubbio := s.Ente(t, "Comune di Gubbio")
	_, segreteria := s.Segretaria(t, "Sara", "Segre")
	seg, rita := s.nuovo(1, "Sara", accesso.Mandato{Ruolo: kernel.Segreteria}), s.nuovo(2, "Rita")
	a := s.Approvata(t, rita.attore(), segreteria, gubbio)
	path := fmt.Sprintf("/enti/%d/delegati", gubbio.ID)
	invito := "form[aria-label='Invita un delegato']"
	p := rita.get(path).vuole(200, "Nessun delegato abilitato.")
	p = rita.post(path, con(p.campi(invito), "email", "boh", "al", a.Dati.MandatoAl.AddDays(1).String())...).vuole(422)
	if p.errore("email") == "" || !strings.Contains(p.errore("al"), "22 novembre 2028") || p.campi(invito)["email"] != "boh" {
		t.Errorf("errors %q %q", p.errore("email"), p.errore("al"))
	}
	p = rita.post(path, con(p.campi(invito), "email", "dora@example.org", "al", "31/12/2027")...).verso(rita).vuole(200, "dora@example.org", "31 dicembre 2027")
	revoca, _ := p.Find("form[action$='/revoca']").Attr("action")
	rita.post(revoca).verso(rita)
	if strings.Contains(rita.get(path).testo(), "dora@example.org") {
		t.Error("the invitation is still there")
	}
	d := s.nuovo(3, "Dora", accesso.Mandato{Ruolo: kernel.Delegato, EnteID: gubbio.ID, Al: a.Dati.MandatoAl})
	d.get(path).vuole(403, "solo dal legale rappresentante")
	p = seg.get(path).vuole(200, "Dora Prova")
	if p.Find(invito).Length() != 0 {
		t.Error("the segreteria may invite")
	}
	rimuovi, _ := p.Find("form[action$='/rimuovi']").Attr("action")
	p = seg.post(rimuovi).vuole(422, "Scrivere il motivo")
	if p.Find("details[open] textarea[aria-invalid=true]").Length() != 1 {
		t.Errorf("the error is not beside its field: %s", p.testo())
	}
	p = rita.get(path).vuole(200, "1 delegato abilitato.")
	rita.post(rimuovi, con(p.campi("form[action$='/rimuovi']"))...).verso(rita).vuole(200, "Nessun delegato abilitato.")
	if d.attore().DiEnte(gubbio.ID) {
		t.Error("the delegate is still there")
	}
	d.get(fmt.Sprintf("/enti/%d", gubbio.ID)).vuole(404)
}

func TestTheQueue(t *testing.T) {
	s := nuovoSito(t)
	seg := s.nuovo(1, "Sara", accesso.Mandato{Ruolo: kernel.Segreteria})
	seg.get("/adesioni").vuole(200, "Nessuna adesione aspetta la segreteria.", "Nessuna adesione in questo elenco")
	for i, nome := range []string{"Comune di Gubbio", "Comune di Terni", "Comune di Todi"} {
		s.Inviata(t, s.nuovo(10+i, "Persona"+string(rune('A'+i))).attore(), s.Ente(t, nome))
		s.clock.Advance(48 * time.Hour)
	}
	seg = s.entra(seg.persona)
	p := seg.get("/adesioni").vuole(200, "3 adesioni aspettano la segreteria.")
	var righe []string
	p.Find("tbody tr").Each(func(_ int, r *goquery.Selection) { righe = append(righe, strings.Join(strings.Fields(r.Text()), " ")) })
	if len(righe) != 3 || !strings.HasPrefix(righe[0], "Comune di Gubbio") || !strings.Contains(righe[0], "da 6 giorni di calendario") || !strings.Contains(righe[2], "da 2 giorni di calendario") {
		t.Errorf("the oldest first: %q", righe)
	}
	seg.get("/adesioni?provincia=TR").vuole(200, "1 adesione", "Comune di Terni")
	seg.get("/adesioni?stato=approvata").vuole(200, "Nessuna adesione in questo elenco")
	seg.get("/adesioni?stato=tutte").vuole(200, "3 adesioni", "Inviata (3)")
	if csv := string(seg.get("/adesioni/elenco.csv").body); strings.Count(csv, "\r\n") != 4 {
		t.Errorf("csv %s", csv)
	}
}

func TestPagesQueryTheDatabaseAFixedNumberOfTimes(t *testing.T) {
	s := nuovoSito(t)
	seg := s.nuovo(1, "Sara", accesso.Mandato{Ruolo: kernel.Segreteria})
	conta := func(path string) int {
		ctx, n := db.WithCounter(context.Background())
		f := enti.FiltroCoda{Tutte: true}
		if path == "coda" {
			if _, err := s.Enti.Coda(ctx, seg.attore(), f, 1, 50); err != nil {
				t.Fatal(err)
			}
		} else if _, _, err := s.Enti.Elenco(ctx, seg.attore(), enti.Filtro{Per: 50}); err != nil {
			t.Fatal(err)
		}
		return int(n.N())
	}
	s.Inviata(t, s.nuovo(20, "Zeno").attore(), s.Ente(t, "Comune di Narni"))
	coda, elenco := conta("coda"), conta("elenco")
	for i, nome := range []string{"Comune di Gubbio", "Comune di Terni", "Comune di Todi", "Comune di Assisi"} {
		s.Inviata(t, s.nuovo(10+i, "Persona"+string(rune('A'+i))).attore(), s.Ente(t, nome))
	}
	if conta("coda") != coda || conta("elenco") != elenco {
		t.Errorf("queue %d then %d, register %d then %d", coda, conta("coda"), elenco, conta("elenco"))
	}
}
