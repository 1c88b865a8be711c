package redazioneweb_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"pass/internal/app"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/mail"
	"pass/internal/redazione"
	"pass/tests/fixture"
)

var presente = time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC)

// sito is a whole installation with a news, and who may write on it.
type sito struct {
	t      *testing.T
	app    *app.App
	h      http.Handler
	seg    kernel.Actor
	chi    map[string]*http.Cookie // "" is nobody
	orario *time.Time
	id     int64
}

const slug = "al-via-il-servizio"

func nuovoSito(t *testing.T) *sito {
	t.Helper()
	ora := presente
	s := &sito{t: t, chi: map[string]*http.Cookie{"": nil}, orario: &ora}
	s.app = fixture.New(t, fixture.Config(t.TempDir()), func() time.Time { return ora })
	s.h = s.app.Handler()
	w := fixture.In(t, s.app)
	for nome, ruolo := range map[string]kernel.Ruolo{"segreteria": kernel.Segreteria, "regione": kernel.Regione, "osservatore": kernel.Osservatore} {
		chi := w.Staff("Anna", nome, ruolo, 0)
		s.chi[nome] = w.SignIn(chi.Persona)
		if ruolo == kernel.Segreteria {
			s.seg = chi
		}
	}
	var err error
	s.id, err = s.app.Redazione.Crea(t.Context(), s.seg, redazione.Notizia, "Al via il servizio")
	s.ok(err)
	_, err = s.app.Redazione.Salva(t.Context(), s.seg, s.id, 1, redazione.Testo{Titolo: "Al via il servizio", Sommario: "Si comincia.", Corpo: "## Come\n\n<script>alert(1)</script> [x](javascript:alert(1))"}, "")
	s.ok(err)
	s.ok(s.app.Redazione.Pubblica(t.Context(), s.seg, s.id, 2))
	return s
}

func (s *sito) ok(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *sito) chiedi(metodo, path, chi string, campi url.Values) *httptest.ResponseRecorder {
	s.t.Helper()
	r := httptest.NewRequest(metodo, path, strings.NewReader(campi.Encode()))
	r.Host, r.RemoteAddr = "localhost:8080", "192.0.2.1:40000"
	if metodo == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if c := s.chi[chi]; c != nil {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	s.h.ServeHTTP(w, r)
	return w
}

func (s *sito) pagina(metodo, path, chi string, campi url.Values, stato int) *goquery.Document {
	s.t.Helper()
	w := s.chiedi(metodo, path, chi, campi)
	if w.Code != stato {
		s.t.Fatalf("%s %s as %q: %d, want %d", metodo, path, chi, w.Code, stato)
	}
	doc, err := goquery.NewDocumentFromReader(w.Body)
	s.ok(err)
	return doc
}

func valore(doc *goquery.Document, nome string) string {
	return doc.Find(`main [name="`+nome+`"]`).First().AttrOr("value", "")
}

func TestPublicPagesSetNoCookieAndRunNothing(t *testing.T) {
	s := nuovoSito(t)
	for _, path := range []string{"/notizie", "/notizie/" + slug, "/notizie.atom", "/eventi", "/segui", "/segui/inviato", "/segui/tolta", "/atom/regione", "/notizie/" + slug + "/commenti/ricevuto?n=1"} {
		w := s.chiedi(http.MethodGet, path, "", nil)
		if w.Code != http.StatusOK || len(w.Header()["Set-Cookie"]) != 0 {
			t.Errorf("%s: %d, cookies %v", path, w.Code, w.Header()["Set-Cookie"])
		}
		if b := w.Body.String(); strings.Contains(b, "alert(1)</script>") || strings.Contains(b, "javascript:") {
			t.Errorf("%s lets a script through", path)
		}
	}
	doc := s.pagina(http.MethodGet, "/notizie/"+slug, "", nil, http.StatusOK)
	if doc.Find(`link[type="application/atom+xml"]`).Length() != 1 || doc.Find("main h1").Length() != 1 || doc.Find(".pass-testo h2").Text() != "Come" {
		t.Error("the page lacks its feed or its headings")
	}
	if home := s.pagina(http.MethodGet, "/", "", nil, http.StatusOK); home.Find(`section[aria-labelledby="notizie"] a[href="/notizie/`+slug+`"]`).Length() == 0 {
		t.Error("the home page does not show the news")
	}
}

// An empty form keeps its summary, a wrong one keeps what was typed, a right
// one leads to a receipt; the e-mail is on no public page.
func TestACommentThroughThePage(t *testing.T) {
	s := nuovoSito(t)
	form := s.pagina(http.MethodGet, "/notizie/"+slug, "", nil, http.StatusOK)
	vuoto := s.pagina(http.MethodPost, "/notizie/"+slug+"/commenti", "", url.Values{}, http.StatusUnprocessableEntity)
	for _, campo := range []string{"nome", "email", "commento"} {
		if vuoto.Find(`a[href="#campo-`+campo+`"]`).Length() == 0 {
			t.Errorf("the summary does not lead to %s", campo)
		}
	}
	*s.orario = presente.Add(time.Minute)
	campi := url.Values{"nome": {"Lia"}, "email": {"lia@segreto.example"}, "commento": {"Vale per le <b>Unioni</b>?"}, "gettone": {"scaduto"}}
	perso := s.pagina(http.MethodPost, "/notizie/"+slug+"/commenti", "", campi, http.StatusUnprocessableEntity)
	if perso.Find(`[name="commento"]`).Text() != "Vale per le <b>Unioni</b>?" || valore(perso, "email") != "lia@segreto.example" {
		t.Error("what was typed is lost")
	}
	campi.Set("gettone", valore(form, "gettone"))
	w := s.chiedi(http.MethodPost, "/notizie/"+slug+"/commenti", "", campi)
	if w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "/notizie/"+slug+"/commenti/ricevuto?n=") || len(w.Header()["Set-Cookie"]) != 0 {
		t.Fatalf("%d %s %v", w.Code, w.Header().Get("Location"), w.Header()["Set-Cookie"])
	}
	for chi, stato := range map[string]int{"": http.StatusSeeOther, "osservatore": http.StatusForbidden, "regione": http.StatusForbidden} {
		if w := s.chiedi(http.MethodGet, "/redazione/commenti", chi, nil); w.Code != stato {
			t.Errorf("the queue as %q: %d, want %d", chi, w.Code, stato)
		}
	}
	coda := s.pagina(http.MethodGet, "/redazione/commenti", "segreteria", nil, http.StatusOK)
	if !strings.Contains(coda.Find("main").Text(), "lia@segreto.example") {
		t.Error("who moderates does not see who wrote")
	}
	azione := coda.Find(`form[action$="/approva"]`).AttrOr("action", "")
	respinto := strings.Replace(azione, "approva", "respingi", 1)
	if e := s.pagina(http.MethodPost, respinto, "segreteria", url.Values{"visto": {"in_attesa"}}, http.StatusUnprocessableEntity); e.Find(`a[href^="#campo-motivo-"]`).Length() != 1 || e.Find(`details[open] [id^="campo-motivo-"][aria-invalid="true"]`).Length() != 1 {
		t.Error("the summary does not lead to the reason, or the reason is hidden")
	}
	if w := s.chiedi(http.MethodPost, azione, "segreteria", url.Values{"visto": {"in_attesa"}}); w.Code != http.StatusSeeOther {
		t.Fatalf("approved: %d", w.Code)
	}
	for _, path := range []string{"/notizie/" + slug, "/notizie", "/notizie.atom", "/atom/regione"} {
		if b := s.chiedi(http.MethodGet, path, "", nil).Body.String(); strings.Contains(b, "segreto.example") || strings.Contains(b, "<b>Unioni") {
			t.Errorf("%s shows the e-mail, or lets HTML through", path)
		}
	}
	if doc := s.pagina(http.MethodGet, "/notizie/"+slug, "", nil, http.StatusOK); !strings.Contains(doc.Find(`section[aria-labelledby="commenti"]`).Text(), "Vale per le <b>Unioni</b>?") {
		t.Error("the comment is not there")
	}
}

// Two editors, over their pages: the second gets 409, who saved, the
// differences and the text that was typed.
func TestTheSecondEditorSeesTheConflict(t *testing.T) {
	s := nuovoSito(t)
	path := "/redazione/contenuti/1/modifica"
	prima := s.pagina(http.MethodGet, path, "regione", nil, http.StatusOK)
	base := valore(prima, "base")
	campi := func(titolo string) url.Values {
		return url.Values{"titolo": {titolo}, "sommario": {"Si comincia."}, "corpo": {"Testo di " + titolo}, "base": {base}, "azione": {"salva"}}
	}
	if w := s.chiedi(http.MethodPost, path, "regione", campi("Regione")); w.Code != http.StatusSeeOther {
		t.Fatalf("first: %d", w.Code)
	}
	doc := s.pagina(http.MethodPost, path, "segreteria", campi("Segreteria"), http.StatusConflict)
	if valore(doc, "titolo") != "Segreteria" || doc.Find(".pass-confronto .pass-tolta").Length() == 0 || !strings.Contains(doc.Find("main").Text(), "Anna regione ha salvato la versione 3") || valore(doc, "base") != "3" {
		t.Error("the page of the conflict lacks the text, the differences or who saved")
	}
	if w := s.chiedi(http.MethodPost, "/redazione/contenuti/1/bozza", "segreteria", campi("Autosalvato")); w.Code != http.StatusOK {
		t.Errorf("autosave: %d", w.Code)
	}
	if ripresa := s.pagina(http.MethodGet, path, "segreteria", nil, http.StatusOK); valore(ripresa, "titolo") != "Autosalvato" {
		t.Error("what was being typed is not offered back")
	}
	if w := s.chiedi(http.MethodPost, "/redazione/contenuti/1/atti/pubblica", "regione", url.Values{"versione": {"3"}}); w.Code != http.StatusForbidden {
		t.Errorf("published by who may not: %d", w.Code)
	}
}

func TestFormerAddressesMoveForGood(t *testing.T) {
	s := nuovoSito(t)
	s.ok(s.app.Redazione.CambiaIndirizzo(t.Context(), s.seg, s.id, "nuovo"))
	if w := s.chiedi(http.MethodGet, "/notizie/"+slug, "", nil); w.Code != http.StatusMovedPermanently || w.Header().Get("Location") != "/notizie/nuovo" {
		t.Errorf("%d %s", w.Code, w.Header().Get("Location"))
	}
}

// RFC 8058: one POST from a mail program, without cookies or a page between.
func TestOneClickUnsubscribe(t *testing.T) {
	s := nuovoSito(t)
	s.ok(s.app.Richieste.PubblicaCifre(t.Context()))
	if w := s.chiedi(http.MethodPost, "/segui", "", url.Values{"oggetto": {"notizie"}, "email": {"lia@example.org"}}); w.Header().Get("Location") != "/segui/inviato" {
		t.Fatalf("%d %s", w.Code, w.Header().Get("Location"))
	}
	conferma := s.link(`/segui/conferma/[A-Za-z0-9_-]+`)
	if s.chiedi(http.MethodGet, conferma, "", nil).Code != http.StatusOK || s.iscritti("confermata_il IS NOT NULL") != 0 {
		t.Error("looking at the link confirmed it")
	}
	if w := s.chiedi(http.MethodPost, conferma, "", url.Values{}); w.Code != http.StatusSeeOther || s.iscritti("confermata_il IS NOT NULL") != 1 {
		t.Fatalf("confirmed: %d", w.Code)
	}
	*s.orario = presente.Add(time.Hour)
	altra, err := s.app.Redazione.Crea(t.Context(), s.seg, redazione.Notizia, "Un'altra")
	s.ok(err)
	_, err = s.app.Redazione.Salva(t.Context(), s.seg, altra, 1, redazione.Testo{Titolo: "Un'altra", Sommario: "S.", Corpo: "C."}, "")
	s.ok(err)
	s.ok(s.app.Redazione.Pubblica(t.Context(), s.seg, altra, 2))
	*s.orario = presente.Add(24 * time.Hour)
	s.ok(s.app.Redazione.AvvisiDelGiorno(t.Context()))
	togli := s.link(`/segui/iscrizione/[A-Za-z0-9_-]+`)
	if s.chiedi(http.MethodGet, togli, "", nil).Code != http.StatusOK || s.iscritti("TRUE") != 1 {
		t.Error("looking at the link ended the subscription")
	}
	if w := s.chiedi(http.MethodPost, togli, "", url.Values{}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("an empty form: %d", w.Code)
	}
	for range 2 { // mail programs may try again
		if w := s.chiedi(http.MethodPost, togli, "", url.Values{"List-Unsubscribe": {"One-Click"}}); w.Code >= 400 || s.iscritti("TRUE") != 0 {
			t.Errorf("one click: %d, %d left", w.Code, s.iscritti("TRUE"))
		}
	}
}

func (s *sito) iscritti(where string) (n int64) {
	s.t.Helper()
	s.ok(s.app.DB.Read(context.Background(), func(tx *db.Tx) (err error) {
		n, err = db.One(context.Background(), tx, db.Scalar[int64], `SELECT COUNT(*) FROM redazione_iscrizioni WHERE `+where)
		return err
	}))
	return n
}

// link finds an address of ours in the last message.
func (s *sito) link(pattern string) string {
	s.t.Helper()
	var m []mail.Entry
	s.ok(s.app.DB.Read(context.Background(), func(tx *db.Tx) (err error) {
		m, err = mail.Outbox(context.Background(), tx, "lia@example.org", 1)
		return err
	}))
	if len(m) == 0 {
		s.t.Fatal("no message")
	}
	l := regexp.MustCompile(pattern).FindString(m[0].Text)
	if l == "" {
		s.t.Fatalf("no link in %q", m[0].Text)
	}
	return l
}
