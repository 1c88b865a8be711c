package mail

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// SMTP is the Transport of an office. On port 465 the connection is encrypted
// from the first byte; elsewhere through STARTTLS, as TLS says.
type SMTP struct {
	Host, User, Password, From string
	Port                       int
	TLS                        string // "obbligatorio", "se_possibile" or "nessuno"
}

// Deliver implements Transport.
func (s SMTP) Deliver(ctx context.Context, o Outgoing) error {
	msg, err := s.message(o)
	if err != nil {
		return err
	}
	c, err := gomail.NewClient(s.Host, s.options()...)
	if err != nil {
		return err
	}
	err = c.DialAndSendWithContext(ctx, msg)
	var refused *gomail.SendError
	if errors.As(err, &refused) && refused.Reason == gomail.ErrSMTPRcptTo && refused.ErrorCode() >= 500 && refused.ErrorCode() < 600 {
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
	return err
}

// message writes the headers. Auto-Submitted keeps holiday replies away; the
// References of one conversation are the same, so that readers see one thread.
func (s SMTP) message(o Outgoing) (*gomail.Msg, error) {
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := msg.FromFormat("PAsS", s.From); err != nil {
		return nil, err
	}
	if err := msg.To(o.To); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	msg.Subject(o.Subject)
	msg.SetMessageIDWithValue(o.MessageID)
	o.Headers.set(msg, o.Thread)
	msg.SetBodyString(gomail.TypeTextPlain, o.Text)
	msg.AddAlternativeString(gomail.TypeTextHTML, o.HTML)
	return msg, nil
}

// set writes the headers that tell people's programs, and other automatic
// senders, what the message is. What a person wrote asks for no silence: a
// holiday reply to it tells the office something.
func (h Headers) set(msg *gomail.Msg, thread string) {
	msg.SetGenHeader("Auto-Submitted", cmp.Or(h.AutoSubmitted, "auto-generated"))
	if h.AutoSubmitted != "no" {
		msg.SetGenHeader("X-Auto-Response-Suppress", "All")
	}
	msg.SetGenHeader("Content-Language", "it")
	if h.Instance != "" {
		msg.SetGenHeader("X-PAsS-Istanza", h.Instance)
	}
	if h.Unsubscribe != "" {
		msg.SetGenHeaderPreformatted("List-Unsubscribe", "<"+h.Unsubscribe+">")
		msg.SetGenHeaderPreformatted("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
	}
	if h.InReplyTo != "" {
		msg.SetGenHeaderPreformatted("In-Reply-To", "<"+h.InReplyTo+">")
	}
	var refs []string
	if thread != "" {
		refs = append(refs, "<"+thread+">")
	}
	for _, r := range h.References {
		refs = append(refs, "<"+r+">")
	}
	if len(refs) > 0 {
		// Folded between identifiers only: one longer than a line stays whole.
		msg.SetGenHeaderPreformatted("References", strings.Join(refs, "\r\n "))
	}
	if h.ReplyTo != "" {
		_ = msg.ReplyTo(h.ReplyTo) // checked when it was queued
	}
}

func (s SMTP) options() []gomail.Option {
	policy := gomail.TLSMandatory
	switch s.TLS {
	case "se_possibile":
		policy = gomail.TLSOpportunistic
	case "nessuno":
		policy = gomail.NoTLS
	}
	opts := []gomail.Option{gomail.WithPort(s.Port), gomail.WithTLSPolicy(policy), gomail.WithTimeout(30 * time.Second)}
	if s.Port == 465 {
		opts = append(opts, gomail.WithSSL())
	}
	if s.User != "" {
		opts = append(opts, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(s.User), gomail.WithPassword(s.Password))
	}
	return opts
}

// Missing is the Transport of an installation without a mail server yet: the
// messages wait, and leave once there is one.
type Missing struct{}

// Deliver implements Transport.
func (Missing) Deliver(context.Context, Outgoing) error {
	return errors.New("no mail server is configured (PASS_SMTP_HOST)")
}
