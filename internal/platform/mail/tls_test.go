package mail_test

import (
	"crypto/tls"
	"errors"
	"strings"
	"testing"

	"pass/internal/platform/mail"
)

func TestEncryptionTowardsTheServer(t *testing.T) {
	out := mail.Outgoing{To: "a@comune.example.org", Subject: "Prova", Text: "testo", HTML: "<p>testo</p>", MessageID: "1@pass.example.org"}
	for _, c := range []struct {
		name, mode string
		server     *tls.Config
		arrives    bool
		encrypted  bool
		err        string
	}{
		{"mandatory, trusted certificate", "obbligatorio", certificate(true), true, true, ""},
		{"mandatory, certificate signed by itself", "obbligatorio", certificate(false), false, false, "certificate signed by unknown authority"},
		{"mandatory, server without encryption", "obbligatorio", nil, false, false, "STARTTLS"},
		{"unknown mode counts as mandatory", "", nil, false, false, "STARTTLS"},
		{"if possible, trusted certificate", "se_possibile", certificate(true), true, true, ""},
		{"if possible, server without encryption", "se_possibile", nil, true, false, ""},
		{"none", "nessuno", certificate(false), true, false, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newServer(t, c.server, nil)
			err := s.transport(c.mode).Deliver(ctx, out)
			if (err == nil) != c.arrives || err != nil && !strings.Contains(err.Error(), c.err) {
				t.Fatalf("%v", err)
			}
			if errors.Is(err, mail.ErrRefused) {
				t.Errorf("a server that cannot be trusted must be tried again: %v", err)
			}
			if !c.arrives {
				if n := len(s.arrived); n != 0 {
					t.Errorf("%d messages arrived", n)
				}
				return
			}
			if e := s.next(t); e.tls != c.encrypted {
				t.Errorf("encrypted: %v", e.tls)
			}
		})
	}
}

func TestThePasswordIsNotSentInTheClear(t *testing.T) {
	s := newServer(t, nil, nil)
	transport := s.transport("nessuno")
	transport.User, transport.Password = "pass", "segretissima"
	err := transport.Deliver(ctx, mail.Outgoing{To: "a@comune.example.org", Subject: "Prova", Text: "t", HTML: "h", MessageID: "1@x"})
	if err == nil || len(s.arrived) != 0 || strings.Contains(err.Error(), "segretissima") {
		t.Errorf("%v, %d messages", err, len(s.arrived))
	}
}

func TestAServerThatDoesNotAnswerIsTriedAgain(t *testing.T) {
	s := newServer(t, nil, nil)
	transport := s.transport("nessuno")
	transport.Port = 1
	if err := transport.Deliver(ctx, mail.Outgoing{To: "a@comune.example.org", MessageID: "1@x"}); err == nil || errors.Is(err, mail.ErrRefused) {
		t.Errorf("%v", err)
	}
}
