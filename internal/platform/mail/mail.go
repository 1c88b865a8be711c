// Package mail sends e-mail, at least once and only after the act that causes
// it is committed: Send writes the message and its job in the act's own
// transaction, the job hands it to a Transport. A message that a server
// received twice carries the same Message-ID.
package mail

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"log/slog"
	netmail "net/mail"
	"regexp"
	"strings"
	"time"
	"unicode"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/jobs"
)

// Message is one e-mail to one person. It carries no personal data beyond what
// the person already knows: the rest is behind the link, after sign-in.
type Message struct {
	To      string
	Subject string   // without the [PAsS] prefix
	Text    []string // paragraphs, plain text
	Link    string   // absolute address where to go on, may be empty
	Label   string   // text of the link
	Thread  string   // stable name of the conversation, such as "richiesta-12"
	Headers Headers
	// Footer replaces the last line, which says that nobody reads the answers.
	Footer string
}

// Headers are what a message says of itself beyond the usual; the zero value
// is right for a notice of an act.
type Headers struct {
	MessageID  string   `json:"-"`                     // without brackets; made at random when empty
	InReplyTo  string   `json:"in_reply_to,omitempty"` // Message-ID answered, without brackets
	References []string `json:"references,omitempty"`  // Message-IDs of the conversation, oldest first
	ReplyTo    string   `json:"reply_to,omitempty"`    // address that answers go to
	// AutoSubmitted is the keyword of RFC 3834 §5: "auto-generated" when empty,
	// "auto-replied" for an automatic answer, "no" for what a person wrote.
	AutoSubmitted string `json:"auto_submitted,omitempty"`
	// Instance names the installation that sent it, in X-PAsS-Istanza, so that
	// it knows its own messages when they come back.
	Instance string `json:"instance,omitempty"`
	// Unsubscribe is an https address at which one POST ends the messages,
	// without a page between (RFC 2369, RFC 8058); empty for what nobody asked
	// to receive.
	Unsubscribe string `json:"unsubscribe,omitempty"`
}

// Transport hands a message over to the world.
type Transport interface {
	// Deliver returns nil when the message has been taken in charge. An error
	// that is ErrRefused is for good; any other is worth another attempt.
	Deliver(ctx context.Context, m Outgoing) error
}

// ErrRefused says that the server will never take a message for that
// recipient, as when the mailbox does not exist.
var ErrRefused = errors.New("mail: the recipient is refused for good")

// patience is how long a message is tried; then it is given up, as nobody
// expects it any more. Source: RFC 5321 §4.5.4.1, "at least 4–5 days".
const patience = 5 * 24 * time.Hour

// Outgoing is a message ready to leave.
type Outgoing struct {
	To, Subject, Text, HTML, MessageID, Thread string
	Headers                                    Headers
}

// Mailer writes messages and sends them in the background.
type Mailer struct {
	d         *db.DB
	q         *jobs.Queue
	transport Transport
	host      string // domain of Message-IDs
	log       *slog.Logger
}

type sendArgs struct {
	ID int64 `json:"id"`
}

// Kind implements jobs.Args.
func (sendArgs) Kind() string { return "mail.spedisci" }

type sweepArgs struct{}

// Kind implements jobs.Args.
func (sweepArgs) Kind() string { return "mail.riprendi" }

// New registers the mailer's jobs on q.
func New(d *db.DB, q *jobs.Queue, t Transport, host string, log *slog.Logger) *Mailer {
	m := &Mailer{d: d, q: q, transport: t, host: host, log: log}
	jobs.Handle(q, m.deliver)
	jobs.Handle(q, m.resume)
	q.Every(10*time.Minute, true, sweepArgs{})
	return m
}

var address = regexp.MustCompile(`^[!-~]+@[!-~]+\.[A-Za-z0-9-]{2,}$`)

// ValidAddress reports whether s is one e-mail address, without a name and in
// ASCII, so that it can stand in a header as it is.
func ValidAddress(s string) bool {
	if len(s) > 254 || !address.MatchString(s) {
		return false
	}
	a, err := netmail.ParseAddress(s)
	return err == nil && a.Name == "" && a.Address == s
}

// Send queues a message in tx. A recipient without a usable address is logged
// and passed over: the act must not fail for it.
func (m *Mailer) Send(ctx context.Context, tx *db.Tx, msg Message) error {
	if !ValidAddress(msg.To) {
		m.log.WarnContext(ctx, "mail: no usable address", "thread", msg.Thread)
		return nil
	}
	messageID := oneWord(msg.Headers.MessageID)
	if messageID == "" {
		raw := make([]byte, 12)
		if _, err := rand.Read(raw); err != nil {
			return err
		}
		messageID = hex.EncodeToString(raw) + "@" + m.host
	}
	msg.Subject = oneLine(msg.Subject)
	text, page := render(msg)
	headers, err := json.Marshal(msg.Headers.clean())
	if err != nil {
		return err
	}
	id, err := db.One(ctx, tx, db.Scalar[int64],
		`INSERT INTO posta (destinatario, oggetto, testo, html, message_id, filo, stato, creata_il, intestazioni)
		 VALUES ($1,$2,$3,$4,$5,$6,'da_spedire',$7,$8) RETURNING id`,
		msg.To, "[PAsS] "+msg.Subject, text, page, messageID, m.thread(msg.Thread), tx.Now(), string(headers))
	if err != nil {
		return err
	}
	// Once, so that resume sees that there is a job already.
	return m.q.Enqueue(ctx, tx, sendArgs{id}, jobs.Once())
}

// clean drops from the headers whatever could begin another one.
func (h Headers) clean() Headers {
	h.InReplyTo, h.ReplyTo = oneWord(h.InReplyTo), oneWord(h.ReplyTo)
	h.AutoSubmitted, h.Instance = oneWord(h.AutoSubmitted), oneWord(h.Instance)
	h.Unsubscribe = oneWord(h.Unsubscribe)
	var refs []string
	for _, r := range h.References {
		if r = oneWord(r); r != "" {
			refs = append(refs, r)
		}
	}
	h.References = refs
	if !ValidAddress(h.ReplyTo) {
		h.ReplyTo = ""
	}
	return h
}

// oneWord is s without spaces and brackets, in ASCII, as identifiers in headers
// are; anything else is empty.
func oneWord(s string) string {
	s = strings.Trim(strings.TrimSpace(s), "<>")
	for _, r := range s {
		if r <= ' ' || r > '~' || r == '<' || r == '>' {
			return ""
		}
	}
	return s
}

func (m *Mailer) thread(name string) string {
	if name == "" {
		return ""
	}
	return name + "@" + m.host
}

// deliver sends one message; a second run after a crash sends it again with
// the same Message-ID. A message that is no longer there has nothing to do.
func (m *Mailer) deliver(ctx context.Context, a sendArgs) error {
	var out Outgoing
	var state, headers string
	var created kernel.Instant
	err := m.d.Read(ctx, func(tx *db.Tx) error {
		_, err := db.One(ctx, tx, func(r db.Row) (struct{}, error) {
			return struct{}{}, r.Scan(&out.To, &out.Subject, &out.Text, &out.HTML, &out.MessageID, &out.Thread, &state, &created, &headers)
		}, `SELECT destinatario, oggetto, testo, html, message_id, filo, stato, creata_il, intestazioni FROM posta WHERE id = $1`, a.ID)
		return err
	})
	if kernel.CodeOf(err) == kernel.NonTrovato || err == nil && state != "da_spedire" {
		return nil
	}
	if err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(headers), &out.Headers); err != nil {
		return fmt.Errorf("mail: headers of message %d: %w", a.ID, err)
	}
	sendErr := m.transport.Deliver(ctx, out)
	// What happened is noted even when the service is being stopped.
	ctx = context.WithoutCancel(ctx)
	if sendErr == nil {
		return m.d.InTx(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE posta SET stato = 'spedita', tentativi = tentativi + 1, ultimo_errore = '', spedita_il = $1 WHERE id = $2`, tx.Now(), a.ID)
			return err
		})
	}
	giveUp := errors.Is(sendErr, ErrRefused) || m.d.Now().Sub(created) > patience
	if giveUp {
		state = "rinunciata"
		m.log.ErrorContext(ctx, "mail: given up", "message", a.ID, "err", sendErr)
	}
	err = m.d.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE posta SET stato = $1, tentativi = tentativi + 1, ultimo_errore = $2 WHERE id = $3`, state, oneLine(sendErr.Error()), a.ID)
		return err
	})
	err = errors.Join(fmt.Errorf("mail: message %d: %w", a.ID, sendErr), err)
	if giveUp {
		return jobs.Abandon(err)
	}
	return err
}

// resume queues again the messages that wait without a job, as after a
// restore.
func (m *Mailer) resume(ctx context.Context, _ sweepArgs) error {
	return m.d.InTx(ctx, func(tx *db.Tx) error {
		ids, err := db.Many(ctx, tx, db.Scalar[int64],
			`SELECT id FROM posta WHERE stato = 'da_spedire' AND creata_il < $1 ORDER BY id LIMIT 500`,
			tx.Now().Add(-10*time.Minute))
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := m.q.Enqueue(ctx, tx, sendArgs{id}, jobs.Once()); err != nil {
				return err
			}
		}
		return nil
	})
}

// Entry is a message as the local outbox shows it.
type Entry struct {
	ID       int64
	To       string
	Subject  string
	Text     string
	Link     string
	Sent     bool
	CreataIl kernel.Instant
}

var firstLink = regexp.MustCompile(`https?://\S+`)

// Outbox lists the latest messages, newest first; to is a recipient or empty.
// Development only.
func Outbox(ctx context.Context, tx *db.Tx, to string, limit int) ([]Entry, error) {
	return db.Many(ctx, tx, func(r db.Row) (e Entry, err error) {
		var state string
		err = r.Scan(&e.ID, &e.To, &e.Subject, &e.Text, &state, &e.CreataIl)
		e.Sent, e.Link = state == "spedita", firstLink.FindString(e.Text)
		return e, err
	}, `SELECT id, destinatario, oggetto, testo, stato, creata_il FROM posta
		WHERE $1 = '' OR destinatario = $1 ORDER BY id DESC LIMIT $2`, to, limit)
}

const footer = "Questo messaggio è automatico: le risposte a questo indirizzo non vengono lette."

func render(m Message) (text, page string) {
	m.Label, m.Link = oneLine(m.Label), oneLine(m.Link)
	var t, h strings.Builder
	h.WriteString(`<!doctype html><html lang="it"><head><meta charset="utf-8"><title>` + html.EscapeString(m.Subject) + `</title></head><body>`)
	for _, p := range m.Text {
		p = printable(p)
		t.WriteString(p + "\n\n")
		h.WriteString("<p>" + strings.ReplaceAll(html.EscapeString(p), "\n", "<br>\n") + "</p>")
	}
	if m.Link != "" {
		t.WriteString(m.Label + ":\n" + m.Link + "\n\n")
		h.WriteString(`<p><a href="` + html.EscapeString(m.Link) + `">` + html.EscapeString(m.Label) + `</a></p>`)
	}
	last := cmp.Or(oneLine(m.Footer), footer)
	t.WriteString("PAsS – PNRR ASsistenza e Supporto\n" + last + "\n")
	h.WriteString("<p>PAsS – PNRR ASsistenza e Supporto<br>" + html.EscapeString(last) + "</p></body></html>")
	return t.String(), h.String()
}

// oneLine is s on one line, for headers.
func oneLine(s string) string { return strings.Join(strings.Fields(printable(s)), " ") }

// printable drops what no message may carry and PostgreSQL does not store:
// broken UTF-8 and control characters other than line ends and tabs.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' && r != '\r' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// Local is the Transport of development: the message stays in the outbox,
// which the browser can read.
type Local struct{}

// Deliver implements Transport.
func (Local) Deliver(context.Context, Outgoing) error { return nil }
