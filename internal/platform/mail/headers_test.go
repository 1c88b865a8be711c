package mail_test

import (
	"strings"
	"testing"

	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
	"pass/internal/platform/mail"
)

// TestAReplyCarriesTheConversation sends what a person wrote in answer to a
// message, and asks the server what arrived.
func TestAReplyCarriesTheConversation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newServer(t, nil, nil)
		o := newOffice(t, d, s.transport("nessuno"))
		long := strings.Repeat("a", 120) + "@mx.example.net"
		o.send(t, mail.Message{To: "anna@example.org", Subject: "Re: prova", Text: []string{"Prima riga\nseconda <b>riga</b>"},
			Footer: "Si può rispondere a questo messaggio.",
			Headers: mail.Headers{MessageID: "c-1@pass.example.org", InReplyTo: "<domanda@example.org>", References: []string{"uno@example.org", long, "due spazi@x", ""},
				ReplyTo: "contatti+x1@example.org", AutoSubmitted: "no", Instance: "abc"}})
		o.start(t)
		defer o.stop(t)
		e := s.next(t)
		for name, want := range map[string]string{"Message-Id": "<c-1@pass.example.org>", "In-Reply-To": "<domanda@example.org>",
			"References": "<uno@example.org> <" + long + ">", "Reply-To": "<contatti+x1@example.org>", "Auto-Submitted": "no",
			"X-Auto-Response-Suppress": "", "X-Pass-Istanza": "abc"} {
			if got := e.header.Get(name); got != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
		if !strings.Contains(e.text, "Prima riga\nseconda <b>riga</b>") || !strings.Contains(e.text, "Si può rispondere a questo messaggio.") || strings.Contains(e.text, "non vengono lette") {
			t.Errorf("text: %s", e.text)
		}
		if !strings.Contains(e.html, "Prima riga<br>") || !strings.Contains(e.html, "&lt;b&gt;riga") {
			t.Errorf("html: %s", e.html)
		}
	})
}

// TestNoHeaderBeginsAnother tries identifiers that would add headers.
func TestNoHeaderBeginsAnother(t *testing.T) {
	s := newServer(t, nil, nil)
	o := newOffice(t, dbtest.SQLite(t, db.Options{}), s.transport("nessuno"))
	evil := "x@y\r\nBcc: ladro@example.org"
	o.send(t, mail.Message{To: "anna@example.org", Subject: "a\r\nBcc: ladro@example.org",
		Headers: mail.Headers{MessageID: evil, InReplyTo: evil, References: []string{evil}, ReplyTo: evil, AutoSubmitted: evil, Instance: evil}})
	o.start(t)
	defer o.stop(t)
	e := s.next(t)
	if e.header.Get("Bcc") != "" || strings.Contains(e.raw, "\nBcc:") || e.header.Get("Reply-To") != "" || e.header.Get("Auto-Submitted") != "auto-generated" {
		t.Errorf("headers: %v", e.header)
	}
}
