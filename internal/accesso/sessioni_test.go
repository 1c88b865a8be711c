package accesso_test

import (
	"net/http"
	"testing"
	"time"

	"pass/internal/accesso"
	"pass/internal/accesso/accessotest"
	"pass/internal/kernel"
	"pass/internal/platform/web"
)

// identify asks who makes a request with that session token.
func (s *scena) identify(t *testing.T, token string) web.Identity {
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "/", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.AddCookie(&http.Cookie{Name: "pass-sessione", Value: token})
	id, err := s.Identify(ctx, r)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// ASVS 5.0 V7.3.1 and V7.3.2.
func TestASessionEndsWhenIdleAndWhenTooOld(t *testing.T) {
	s := apri(t, nil)
	in, err := s.entra(t)
	if err != nil {
		t.Fatal(err)
	}
	// In use every 29 minutes, it lasts until the eight hours.
	for range 16 {
		s.clock.Advance(29 * time.Minute)
		if id := s.identify(t, in.Token); id.Actor.Persona != in.Persona || id.Session == 0 || id.Expired != 0 {
			t.Fatalf("at %s: %+v", s.clock.Now(), id)
		}
	}
	s.clock.Advance(16*time.Minute - time.Second) // 7:59:59
	if id := s.identify(t, in.Token); id.Session == 0 {
		t.Error("closed before eight hours")
	}
	s.clock.Advance(time.Second)
	if id := s.identify(t, in.Token); id.Session != 0 || id.Expired != in.Persona || id.Actor.Persona != 0 {
		t.Errorf("after eight hours: %+v", id)
	}
	in, err = s.entra(t)
	if err != nil {
		t.Fatal(err)
	}
	s.clock.Advance(30*time.Minute - time.Second)
	s.clock.Advance(time.Second)
	if id := s.identify(t, in.Token); id.Session != 0 || id.Expired != in.Persona {
		t.Errorf("after half an hour without use: %+v", id)
	}
	// It does not come back, and after three days it is nobody's.
	s.clock.Advance(71 * time.Hour)
	if id := s.identify(t, in.Token); id.Session != 0 || id.Expired != in.Persona {
		t.Errorf("still expired: %+v", id)
	}
	s.clock.Advance(time.Hour)
	if id := s.identify(t, in.Token); id.Session != 0 || id.Expired != 0 {
		t.Errorf("after three days: %+v", id)
	}
}

func TestAMovingClockDoesNotWriteAtEachRequest(t *testing.T) {
	s := apri(t, nil)
	in, err := s.entra(t)
	if err != nil {
		t.Fatal(err)
	}
	seen := func() kernel.Instant {
		k, err := s.SchedaDi(ctx, kernel.Actor{Persona: in.Persona}, in.Persona)
		if err != nil || len(k.Sessioni) != 1 {
			t.Fatalf("%+v, %v", k.Sessioni, err)
		}
		return k.Sessioni[0].VistaIl
	}
	first := seen()
	s.clock.Advance(59 * time.Second)
	s.identify(t, in.Token)
	if got := seen(); got != first {
		t.Errorf("written after 59 seconds: %s", got)
	}
	s.clock.Advance(time.Second)
	s.identify(t, in.Token)
	if got := seen(); got.Sub(first) != time.Minute {
		t.Errorf("after a minute: %s", got)
	}
}

// ASVS 5.0 V7.2.4, V7.4.1, V7.4.5.
func TestSignInMakesANewSessionAndEndsKillIt(t *testing.T) {
	s := apri(t, nil)
	old, err := s.entra(t)
	if err != nil {
		t.Fatal(err)
	}
	address, tie, err := s.IniziaAccesso(ctx, "", "/")
	if err != nil {
		t.Fatal(err)
	}
	in, err := s.CompletaAccesso(ctx, s.o.login(t, address), accesso.Browser{Legame: tie, Sessione: old.Token})
	if err != nil || in.Token == old.Token {
		t.Fatalf("fixation: %v", err)
	}
	if id := s.identify(t, old.Token); id.Session != 0 || id.Expired != 0 {
		t.Errorf("the old session: %+v", id)
	}
	id := s.identify(t, in.Token)
	if err := s.Esci(ctx, id.Actor, id.Session); err != nil {
		t.Fatal(err)
	}
	if id := s.identify(t, in.Token); id.Session != 0 || id.Expired != 0 {
		t.Errorf("after signing out: %+v", id)
	}
	// Somebody else's session cannot be ended, but by who manages people.
	in, err = s.entra(t)
	if err != nil {
		t.Fatal(err)
	}
	id = s.identify(t, in.Token)
	stranger := kernel.Actor{Persona: 9999}
	vuole(t, s.ChiudiSessione(ctx, stranger, id.Session), kernel.NonTrovato)
	_, err = s.ChiudiSessioniDi(ctx, stranger, in.Persona)
	vuole(t, err, kernel.NonTrovato)
	if s.identify(t, in.Token).Session == 0 {
		t.Error("a stranger ended the session")
	}
	admin := accessotest.Persona(t, s.d, "Ada", "Amministra", accesso.Mandato{Ruolo: kernel.Amministratore})
	if n, err := s.ChiudiSessioniDi(ctx, accessotest.Actor(t, s.d, admin), in.Persona); err != nil || n != 1 {
		t.Errorf("closed %d, %v", n, err)
	}
	if id := s.identify(t, in.Token); id.Session != 0 || id.Expired != 0 {
		t.Errorf("after the amministratore: %+v", id)
	}
}

func TestARevokedMandateIsGoneAtTheNextRequest(t *testing.T) {
	s := apri(t, nil)
	p := accessotest.PersonaCF(t, s.d, "RSSMRA80A01F205X", "Mario", "Rossi", accesso.Mandato{Ruolo: kernel.Segreteria})
	in, err := s.entra(t)
	if err != nil {
		t.Fatal(err)
	}
	m := s.identify(t, in.Token).Actor.Mandati
	if len(m) != 1 || m[0].Ruolo != kernel.Segreteria {
		t.Fatalf("mandates: %+v", m)
	}
	admin := accessotest.Actor(t, s.d, accessotest.Persona(t, s.d, "Ada", "Amministra", accesso.Mandato{Ruolo: kernel.Amministratore}))
	vuole(t, s.TerminaMandato(ctx, kernel.Actor{Persona: p.ID}, p.ID, m[0].ID, "x"), kernel.NonTrovato)
	vuole(t, s.TerminaMandato(ctx, admin, admin.Persona, m[0].ID, "persona sbagliata"), kernel.NonTrovato)
	if err := s.TerminaMandato(ctx, admin, p.ID, m[0].ID, "Fine incarico"); err != nil {
		t.Fatal(err)
	}
	if id := s.identify(t, in.Token); id.Session == 0 || len(id.Actor.Mandati) != 0 {
		t.Errorf("after the end of the mandate: %+v", id)
	}
	vuole(t, s.TerminaMandato(ctx, admin, admin.Persona, admin.Mandati[0].ID, "l'ultimo"), kernel.Conflitto)
}
