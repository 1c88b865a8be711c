package mail

import (
	"context"
	"errors"
	"fmt"
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
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetGenHeader("X-Auto-Response-Suppress", "All")
	msg.SetGenHeader("Content-Language", "it")
	if o.Thread != "" {
		msg.SetGenHeader("References", "<"+o.Thread+">")
	}
	msg.SetBodyString(gomail.TypeTextPlain, o.Text)
	msg.AddAlternativeString(gomail.TypeTextHTML, o.HTML)
	return msg, nil
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
