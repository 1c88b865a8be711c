package accessoweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"pass/internal/accesso"
	"pass/internal/accesso/accessotest"
	"pass/internal/kernel"
	"pass/internal/platform/db"
)

func TestSignInThroughTheDemonstrationProvider(t *testing.T) {
	s := start(t)
	b := s.browser(t)
	b.get("/scrivania").is(http.StatusOK, "/accesso?ritorno=%2Fscrivania").says("h1", "Accesso")
	p := b.enter("/accesso/profilo?x=1", mario).is(http.StatusOK, "/accesso/profilo?x=1")
	p.says("dl", "Mario Rossi", "RSSMRA80A01F205X")
	if v, _ := p.Find("#campo-email").Attr("value"); v != "mario@example.org" {
		t.Errorf("e-mail %q", v)
	}
	b.get("/accesso").is(http.StatusOK, "/scrivania").says("#chi", "Mario Rossi")
	// The address of the answer, opened again, does no harm.
	b.get("/accesso/ritorno?code=x&state="+strings.Repeat("0", 64)).is(http.StatusOK, "/scrivania")
}

func TestTheWayBackIsAlwaysAPathOfThisSite(t *testing.T) {
	s := start(t)
	for _, back := range []string{"https://evil.example.org/", "//evil.example.org", `/\evil.example.org`, "javascript:alert(1)"} {
		s.browser(t).enter(back, mario).is(http.StatusOK, "/scrivania")
	}
}

func TestSomebodyNewSignsInAndGivingUpChangesNothing(t *testing.T) {
	s := start(t)
	b := s.browser(t)
	list := b.get("/accesso/entra?ritorno=%2Faccesso%2Fprofilo")
	b.submit(list, "/demo-idp/authorize", url.Values{"cf": {"BNCNNA75C41F205B"}, "nome": {""}, "cognome": {"Bianchi"}}).
		is(http.StatusUnprocessableEntity, "/demo-idp/authorize").says(".pass-errors", "Scrivere il nome")
	b.submit(list, "/demo-idp/authorize", url.Values{"cf": {"BNCNNA75C41F205B"}, "nome": {"Anna"}, "cognome": {"Bianchi"}}).
		is(http.StatusOK, "/accesso/profilo").says("dl", "Anna Bianchi")

	other := s.browser(t)
	list = other.get("/accesso/entra")
	cancel := list.Find(`a:contains("Annulla")`).AttrOr("href", "")
	p := other.get(strings.TrimPrefix(cancel, s.base))
	if p.Status != http.StatusOK {
		t.Errorf("status %d", p.Status)
	}
	p.says("h1", "Accesso annullato")
	if other.cookie("sessione") != "" {
		t.Error("a session was opened")
	}
}

// ASVS 5.0 V7.2.4: the session that an attacker planted is not the one that
// the person gets.
func TestSessionFixation(t *testing.T) {
	s := start(t)
	attacker := s.as(t, accessotest.Persona(t, s.d, "Ugo", "Attacca"))
	planted := attacker.cookie("sessione")
	victim := s.browser(t)
	victim.c.Jar.SetCookies(victim.url("/"), []*http.Cookie{{Name: "pass-sessione", Value: planted, Path: "/"}})
	victim.submit(victim.get("/accesso/entra"), "/demo-idp/authorize", url.Values{"cf": {string(mario.CodiceFiscale)}}).is(http.StatusOK, "/scrivania")
	if victim.cookie("sessione") == planted {
		t.Error("the session id did not change")
	}
	attacker.get("/scrivania").is(http.StatusOK, "/accesso?ritorno=%2Fscrivania")
}

// ASVS 5.0 V7.4.1.
func TestLeavingEndsTheSessionOnTheServer(t *testing.T) {
	s := start(t)
	b := s.browser(t)
	b.enter("/scrivania", mario)
	stolen := b.cookie("sessione")
	p := b.post("/accesso/esci", nil).is(http.StatusOK, "/accesso/uscita")
	if href := p.Find(`a:contains("servizio di identità")`).AttrOr("href", ""); !strings.HasPrefix(href, s.base+"/demo-idp/logout?") {
		t.Errorf("the provider's exit: %q", href)
	}
	if b.cookie("sessione") != "" {
		t.Error("the cookie is still there")
	}
	thief := s.browser(t)
	thief.c.Jar.SetCookies(thief.url("/"), []*http.Cookie{{Name: "pass-sessione", Value: stolen, Path: "/"}})
	thief.get("/scrivania").is(http.StatusOK, "/accesso?ritorno=%2Fscrivania")
	// Without a session it is not an error.
	s.browser(t).post("/accesso/esci", nil).is(http.StatusOK, "/accesso/uscita")
}

// ASVS 5.0 V3.5.3 and V3.3: nothing changes on GET, and cookies stay hidden
// from scripts.
func TestTheCookieAndTheMethod(t *testing.T) {
	s := start(t)
	b := s.browser(t)
	b.enter("/scrivania", mario)
	b.get("/accesso/esci")
	b.get("/scrivania").is(http.StatusOK, "/scrivania")
	b.c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	p := b.get("/accesso/entra")
	if got := p.Header.Get("Set-Cookie"); !strings.Contains(got, "HttpOnly") || !strings.Contains(got, "SameSite=Lax") || !strings.Contains(got, "Path=/") {
		t.Errorf("cookie %q", got)
	}
	if p.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("cache %q", p.Header.Get("Cache-Control"))
	}
}

func TestAForgedFormOfAnotherSiteIsRefused(t *testing.T) {
	s := start(t)
	b := s.browser(t)
	b.enter("/scrivania", mario)
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.base+"/accesso/esci", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Origin", "https://evil.example.org")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if p := b.do(r); p.Status != http.StatusForbidden {
		t.Errorf("status %d", p.Status)
	}
	b.get("/scrivania").is(http.StatusOK, "/scrivania")
}

// ASVS 5.0 V7.5.2.
func TestAPersonSeesAndEndsTheirOwnSessions(t *testing.T) {
	s := start(t)
	here, there := s.browser(t), s.browser(t)
	here.enter("/scrivania", mario)
	there.enter("/scrivania", mario)
	p := here.get("/accesso/sessioni").is(http.StatusOK, "/accesso/sessioni")
	if n := p.Find(".pass-panel").Length(); n != 2 {
		t.Fatalf("%d sessions", n)
	}
	p.says(".pass-panel:first-of-type", "Firefox su Linux", "Questo browser")
	action := p.Find(".pass-panel").Last().Find("form").AttrOr("action", "")
	// Somebody else cannot end it, by any number.
	stranger := s.browser(t)
	stranger.enter("/scrivania", lucia)
	if got := stranger.post(action, nil); got.Status != http.StatusNotFound {
		t.Errorf("a stranger: %d", got.Status)
	}
	here.submit(p, action, nil).is(http.StatusOK, "/accesso/sessioni").says("main", "Chiusa dalla persona")
	there.get("/scrivania").is(http.StatusOK, "/accesso?ritorno=%2Fscrivania")
	here.post("/accesso/sessioni/tutte/chiudi", nil).is(http.StatusOK, "/accesso/uscita")
	here.get("/scrivania").is(http.StatusOK, "/accesso?ritorno=%2Fscrivania")
}

func TestARevokedMandateClosesThePagesAtOnce(t *testing.T) {
	s := start(t)
	p := s.staff(t, kernel.Segreteria)
	b := s.as(t, p)
	b.get("/accesso/persone").is(http.StatusOK, "/accesso/persone")
	a := accessotest.Actor(t, s.d, p)
	if err := s.d.InTx(ctx, func(tx *db.Tx) error {
		return accesso.Revoca(ctx, tx, kernel.ActorSistema(), a.Mandati[0].ID, "Fine")
	}); err != nil {
		t.Fatal(err)
	}
	if got := b.get("/accesso/persone"); got.Status != http.StatusForbidden {
		t.Errorf("status %d", got.Status)
	}
	b.get("/scrivania").is(http.StatusOK, "/scrivania") // the session itself goes on
}

func TestAnExpiredSessionKeepsTheForm(t *testing.T) {
	s := start(t)
	b := s.browser(t)
	p := b.enter("/accesso/profilo", mario)
	s.clock.Advance(31 * time.Minute)
	door := b.submit(p, "/accesso/profilo", url.Values{"email": {"nuovo@example.org"}})
	if door.Status != http.StatusOK || !strings.HasPrefix(door.Path, "/accesso?ritorno=%2Faccesso%2Fmoduli-sospesi%2F") {
		t.Fatalf("got %d at %s", door.Status, door.Path)
	}
	door.says("main", "quanto scritto è conservato")
	back, err := url.QueryUnescape(strings.TrimPrefix(door.Path, "/accesso?ritorno="))
	if err != nil {
		t.Fatal(err)
	}
	// It is nobody else's.
	if got := s.browser(t).enter(back, lucia); got.Status != http.StatusNotFound {
		t.Errorf("somebody else: %d", got.Status)
	}
	kept := b.enter(back, mario).is(http.StatusOK, back)
	kept.says("dl", "Email", "nuovo@example.org")
	done := b.submit(kept, "/accesso/profilo", nil).is(http.StatusOK, "/accesso/profilo")
	if v, _ := done.Find("#campo-email").Attr("value"); v != "nuovo@example.org" {
		t.Errorf("e-mail %q", v)
	}
	// Sent again from the kept page, it is done once.
	b.submit(kept, "/accesso/profilo", nil).is(http.StatusOK, "/accesso/profilo").says("main", "Già ricevuto")
}

func TestAWrongEmailStaysInTheForm(t *testing.T) {
	s := start(t)
	b := s.browser(t)
	p := b.enter("/accesso/profilo", mario)
	p = b.submit(p, "/accesso/profilo", url.Values{"email": {"senza chiocciola"}}).is(http.StatusUnprocessableEntity, "/accesso/profilo")
	p.says(".pass-errors", "indirizzo completo")
	if v, _ := p.Find("#campo-email").Attr("value"); v != "senza chiocciola" {
		t.Errorf("typed text lost: %q", v)
	}
	if href := p.Find(".pass-errors a").AttrOr("href", ""); href != "#campo-email" {
		t.Errorf("the summary leads to %q", href)
	}
}

func TestAProviderThatIsDownIsSaidPlainly(t *testing.T) {
	s := start(t)
	s.Service.Config.OIDCEmittente = "http://127.0.0.1:1/"
	p := s.browser(t).get("/accesso/entra")
	if p.Status != http.StatusServiceUnavailable {
		t.Errorf("status %d", p.Status)
	}
	p.says("h1", "Il servizio di identità non risponde")
	p.says("main", "Riprovare tra qualche minuto")
	if strings.Contains(p.Body, "dial") || strings.Contains(p.Body, "127.0.0.1:1") {
		t.Error("the inside of the error is on the page")
	}
}

func TestARefusedSignInHasItsPage(t *testing.T) {
	s := start(t)
	// The demonstration provider gives the level that is asked for.
	s.Service.Config.OIDCLivello = "https://www.spid.gov.it/SpidL3"
	s.browser(t).enter("/scrivania", mario).is(http.StatusOK, "/scrivania")
	b := s.browser(t)
	p := b.get("/accesso/ritorno?state=" + strings.Repeat("0", 64) + "&code=x")
	if p.Status != http.StatusBadRequest {
		t.Errorf("status %d", p.Status)
	}
	p.says("h1", "Accesso da ricominciare")
	if p.Find(`a[href="/accesso"]`).Length() == 0 {
		t.Error("no way to try again")
	}
}
