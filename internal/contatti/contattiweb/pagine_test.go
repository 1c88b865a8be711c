package contattiweb_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"

	"pass/internal/accesso"
	"pass/internal/accesso/accessotest"
	"pass/internal/contatti"
	"pass/internal/contatti/contattiweb"
	"pass/internal/kernel"
	"pass/internal/platform/files"
	"pass/internal/platform/jobs"
	"pass/internal/platform/mail"
	"pass/internal/platform/web"
	"pass/internal/richieste/richiestetest"
	"pass/internal/ui"
)

// sito is the pages behind the real router, over the world of richiestetest.
type sito struct {
	*richiestetest.Mondo
	t *testing.T
	h http.Handler
	c *contatti.Service
}

func nuovoSito(t *testing.T) *sito {
	t.Helper()
	m := richiestetest.SQLite(t)
	log := slog.New(slog.DiscardHandler)
	folder, err := files.OpenFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { folder.Close() })
	q := jobs.New(m.DB, log)
	cfg := accessotest.Config()
	cfg.Contatto, cfg.RPD = "pass@regione.example", "rpd@regione.example"
	posta := mail.New(m.DB, q, mail.Local{}, "localhost", log)
	s := &sito{Mondo: m, t: t, c: contatti.New(contatti.Deps{DB: m.DB, Mail: posta, Jobs: q, Files: folder, Config: cfg, Log: log, Richieste: m.Servizio})}
	if err := q.Ready(); err != nil {
		t.Fatal(err)
	}
	rt := web.NewRouter(web.Options{DB: m.DB, Log: log, SignIn: "/accesso", Resume: "/accesso/moduli-sospesi/", Identify: m.Accesso.Identify,
		Shell: func(c *web.Context) context.Context { return ui.WithShell(c.Ctx(), ui.Page{}) },
		ErrorPage: func(_ *web.Context, status int, e *kernel.Error) templ.Component {
			return ui.Frame(ui.Page{Title: fmt.Sprint("Errore ", status), Lead: e.Message})
		}})
	contattiweb.Register(rt, contattiweb.Deps{Contatti: s.c, Config: cfg})
	s.h = rt.Handler()
	return s
}

// chiede sends a request as the person, or as nobody.
func (s *sito) chiede(p *accesso.Persona, method, path string, form url.Values) *httptest.ResponseRecorder {
	s.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if method == "POST" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if p != nil {
		r.AddCookie(accessotest.SignIn(s.t, s.DB, *p))
	}
	w := httptest.NewRecorder()
	s.h.ServeHTTP(w, r)
	return w
}

func (s *sito) pagina(w *httptest.ResponseRecorder) *goquery.Document {
	s.t.Helper()
	doc, err := goquery.NewDocumentFromReader(w.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return doc
}

// modulo is the form as a browser would send it after a minute.
func (s *sito) modulo(path string, fields url.Values) url.Values {
	s.t.Helper()
	doc := s.pagina(s.chiede(nil, "GET", path, nil))
	form := url.Values{}
	doc.Find(`form[action="/contatti"] input[type=hidden]`).Each(func(_ int, e *goquery.Selection) {
		form.Set(e.AttrOr("name", ""), e.AttrOr("value", ""))
	})
	for k, v := range fields {
		form[k] = v
	}
	s.Orologio.Advance(time.Minute)
	return form
}

var compilato = url.Values{"nome": {"Mario Rossi"}, "email": {"mario@example.com"}, "argomento": {"dato_sbagliato"}, "testo": {"La cifra della provincia non torna <b>mai</b>."}}

func TestThePublicWritesWithoutCookiesAndOnce(t *testing.T) {
	s := nuovoSito(t)
	form := s.modulo("/contatti?pagina=%2Fcifre%3Fx%3D1", compilato)
	if form.Get("pagina") != "/cifre?x=1" {
		t.Errorf("page %q", form.Get("pagina"))
	}
	first, second := s.chiede(nil, "POST", "/contatti", form), s.chiede(nil, "POST", "/contatti", form)
	dove := first.Header().Get("Location")
	if first.Code != 303 || !strings.HasPrefix(dove, "/contatti/ricevuta/C-2026-000001-") || second.Code != 303 || second.Header().Get("Location") != dove {
		t.Fatalf("first %d %s, second %d %s", first.Code, dove, second.Code, second.Header().Get("Location"))
	}
	w := s.chiede(nil, "GET", dove, nil)
	if text := s.pagina(w).Find("main").Text(); w.Code != 200 || !strings.Contains(text, "C-2026-000001") || strings.Contains(text, "Mario") || strings.Contains(text, "provincia non torna") {
		t.Errorf("receipt: %d %s", w.Code, text)
	}
	for _, x := range []*httptest.ResponseRecorder{first, second, w} {
		if len(x.Result().Cookies()) != 0 {
			t.Errorf("a public page sets a cookie: %v", x.Result().Cookies())
		}
	}
	if w := s.chiede(nil, "GET", "/contatti/ricevuta/C-2026-000001-aaaaaaaa", nil); w.Code != 404 {
		t.Errorf("a forged receipt: %d", w.Code)
	}
}

func TestAnEmptyFormSaysWhatIsWrongAndKeepsTheRest(t *testing.T) {
	s := nuovoSito(t)
	w := s.chiede(nil, "POST", "/contatti", url.Values{"testo": {"Questo resta."}})
	doc := s.pagina(w)
	if w.Code != 422 || doc.Find("#errori a").Length() != 3 || doc.Find("textarea").Text() != "Questo resta." {
		t.Errorf("%d, %d errors, text %q", w.Code, doc.Find("#errori a").Length(), doc.Find("textarea").Text())
	}
	doc.Find("#errori a").Each(func(_ int, e *goquery.Selection) {
		if doc.Find(e.AttrOr("href", "")).Length() != 1 {
			t.Errorf("%s leads nowhere", e.AttrOr("href", ""))
		}
	})
	if got := doc.Find(`input[name=sito]`).AttrOr("tabindex", ""); got != "-1" {
		t.Errorf("the trap can be reached: %q", got)
	}
}

func TestWhoWritesTooOftenKeepsTheText(t *testing.T) {
	s := nuovoSito(t)
	for i := range 6 {
		form := s.modulo("/contatti", compilato)
		form.Set("testo", fmt.Sprintf("Messaggio numero %d, con il suo testo.", i))
		w := s.chiede(nil, "POST", "/contatti", form)
		if i < 5 && w.Code != 303 {
			t.Fatalf("message %d: %d", i, w.Code)
		}
		if i == 5 && (w.Code != 429 || w.Header().Get("Retry-After") == "" || s.pagina(w).Find("textarea").Text() != "Messaggio numero 5, con il suo testo.") {
			t.Errorf("the sixth: %d", w.Code)
		}
	}
}

func TestTheLinkToThePageCannotCarryAnything(t *testing.T) {
	s := nuovoSito(t)
	mailto := func(path string) string {
		return s.pagina(s.chiede(nil, "GET", path, nil)).Find(`main a[href^="mailto:"]`).AttrOr("href", "")
	}
	if got := mailto("/contatti?pagina=%2Fcifre%3Fx%3D1"); got != "mailto:pass@regione.example?subject=PAsS%3A%20segnalazione%20sulla%20pagina%20%2Fcifre%3Fx%3D1" {
		t.Errorf("mail link %q", got)
	}
	// The address of the page cannot begin another header of the message.
	hostile := mailto("/contatti?pagina=%2Fx%26bcc%3Dladro%40evil.example%26body%3Dciao")
	if u, err := url.Parse(hostile); err != nil || len(u.Query()) != 1 {
		t.Errorf("hostile page: %s, %v", hostile, err)
	}
	if text := s.pagina(s.chiede(nil, "GET", "/contatti?pagina=https%3A%2F%2Fevil.example", nil)).Find("main").Text(); strings.Contains(text, "evil") {
		t.Error("an address from outside is repeated")
	}
	if got := s.pagina(s.chiede(nil, "GET", "/contatti?argomento=accessibilita", nil)).Find(`select[name=argomento] option[selected]`).AttrOr("value", ""); got != "accessibilita" {
		t.Errorf("subject %q", got)
	}
}

// TestTheSegreteriaAnswers goes through the pages: list, conversation, empty
// answer, answer, note, mail as it came, hostile mail shown as text.
func TestTheSegreteriaAnswers(t *testing.T) {
	s := nuovoSito(t)
	raw := "From: =?utf-8?Q?Zo=C3=AB?= <zoe@example.com>\r\nSubject: <img src=x onerror=alert(1)>\r\nMessage-ID: <1@x>\r\nContent-Type: text/html\r\n\r\n<p>Ciao</p><script>alert(2)</script>"
	_, c, err := s.c.Accogli(t.Context(), contatti.Arrivo{Casella: "p", Validita: 1, UID: 1, Raw: []byte(raw), Dimensione: int64(len(raw))})
	if err != nil {
		t.Fatal(err)
	}
	seg := &s.Segretario
	path := fmt.Sprintf("/contatti/messaggi/%d", c.ID)
	if text := s.pagina(s.chiede(seg, "GET", "/contatti/messaggi", nil)).Find("table").Text(); !strings.Contains(text, "C-2026-000001") || !strings.Contains(text, "Zoë") {
		t.Errorf("list: %s", text)
	}
	w := s.chiede(seg, "GET", path, nil)
	doc := s.pagina(w)
	if doc.Find("main img, main script").Length() != 0 || doc.Find("h1").Text() != "<img src=x onerror=alert(1)>" {
		t.Error("the mail is shown as HTML")
	}
	if text := doc.Find("main").Text(); !strings.Contains(text, "Ricevuta automatica") || strings.Contains(text, "Non inviata") {
		t.Error("the page does not say that a receipt left")
	}
	lista := "From: robot@example.com\r\nPrecedence: list\r\nMessage-ID: <2@x>\r\n\r\nDa una lista."
	_, muto, err := s.c.Accogli(t.Context(), contatti.Arrivo{Casella: "p", Validita: 1, UID: 2, Raw: []byte(lista), Dimensione: int64(len(lista))})
	if err != nil {
		t.Fatal(err)
	}
	if text := s.pagina(s.chiede(seg, "GET", fmt.Sprintf("/contatti/messaggi/%d", muto.ID), nil)).Find("main").Text(); !strings.Contains(text, "Non inviata") {
		t.Error("the page does not say that no receipt left")
	}
	w = s.chiede(seg, "POST", path+"/atti/Rispondi", url.Values{})
	if doc := s.pagina(w); w.Code != 422 || doc.Find("#errori a").Length() != 1 || doc.Find(doc.Find("#errori a").AttrOr("href", "x")).Length() != 1 {
		t.Errorf("an empty answer: %d", w.Code)
	}
	if w := s.chiede(seg, "POST", path+"/atti/Rispondi", url.Values{"testo_Rispondi": {"Ecco la risposta."}, "destinatario": {"zoe@example.com"}}); w.Code != 303 {
		t.Fatalf("answer: %d", w.Code)
	}
	if w := s.chiede(seg, "POST", path+"/atti/Annota", url.Values{"testo_Annota": {"Richiamare."}}); w.Code != 303 {
		t.Fatalf("note: %d", w.Code)
	}
	text := s.pagina(s.chiede(seg, "GET", path, nil)).Find("main").Text()
	for _, want := range []string{"Ecco la risposta.", "Richiamare.", "Nota interna", "Risposto", "Messaggio originale"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	w = s.chiede(seg, "GET", path+"/originali/1", nil)
	if w.Code != 200 || w.Body.String() != raw || !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment") || w.Header().Get("X-Content-Type-Options") != "nosniff" || w.Header().Get("Content-Type") != "application/octet-stream" {
		t.Errorf("the original: %d %v", w.Code, w.Header())
	}
	if w := s.chiede(&s.Amministratrice, "GET", path+"/originali/1", nil); w.Code != 403 {
		t.Errorf("the original for who only reads: %d", w.Code)
	}
	csv := s.chiede(seg, "GET", "/contatti/messaggi/esporta.csv?stato=tutti", nil).Body.String()
	if !strings.Contains(csv, "C-2026-000001") || strings.Contains(csv, "zoe@example.com") || strings.Contains(csv, "Zoë") {
		t.Errorf("export: %s", csv)
	}
}

// TestAMessageBecomesARequestThroughThePages searches the body without script,
// chooses it and makes the draft.
func TestAMessageBecomesARequestThroughThePages(t *testing.T) {
	s := nuovoSito(t)
	form := s.modulo("/contatti", compilato)
	s.chiede(nil, "POST", "/contatti", form)
	seg := &s.Segretario
	doc := s.pagina(s.chiede(seg, "GET", "/contatti/messaggi/1/richiesta", nil))
	if got := doc.Find("textarea[name=descrizione]").Text(); !strings.Contains(got, "La cifra della provincia") {
		t.Errorf("description %q", got)
	}
	if w := s.chiede(seg, "POST", "/contatti/messaggi/1/richiesta", url.Values{}); w.Code != 422 || s.pagina(w).Find("#errori a").Length() != 1 {
		t.Errorf("empty: %d", w.Code)
	}
	w := s.chiede(seg, "POST", "/contatti/messaggi/1/richiesta", url.Values{"ente_nome": {"lodi"}, "cerca": {"ente_nome"}, "oggetto": {"Aiuto"}})
	doc = s.pagina(w)
	scelta := doc.Find(`input[type=radio][name=ente]`).AttrOr("value", "")
	if scelta != fmt.Sprint(s.Lodi.ID) || doc.Find(`input[name=oggetto]`).AttrOr("value", "") != "Aiuto" {
		t.Fatalf("search: %d, %q", w.Code, scelta)
	}
	if w := s.chiede(seg, "POST", "/contatti/messaggi/1/richiesta", url.Values{"ente_nome": {"lodi"}, "ente": {scelta}, "oggetto": {"Aiuto"}, "descrizione": {"Serve un aiuto."}}); w.Code != 303 {
		t.Fatalf("draft: %d %s", w.Code, s.pagina(w).Find("main").Text())
	}
	if text := s.pagina(s.chiede(seg, "GET", "/contatti/messaggi/1", nil)).Find("main").Text(); !strings.Contains(text, "Bozza di richiesta per Comune di Lodi") {
		t.Errorf("the page: %s", text)
	}
}
