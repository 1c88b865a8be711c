package mail_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"mime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
	"pass/internal/platform/jobs"
	"pass/internal/platform/mail"
)

var ctx = context.Background()

// office is a mailer whose jobs run only between start and stop.
type office struct {
	d   *db.DB
	q   *jobs.Queue
	m   *mail.Mailer
	log *safeBuffer
}

func newOffice(t *testing.T, d *db.DB, transport mail.Transport) *office {
	t.Helper()
	o := &office{d: d, log: new(safeBuffer)}
	log := slog.New(slog.NewTextHandler(o.log, nil))
	o.q = jobs.New(d, log)
	o.m = mail.New(d, o.q, transport, "pass.example.org", log)
	if err := o.q.Ready(); err != nil {
		t.Fatal(err)
	}
	return o
}

func (o *office) start(t *testing.T) {
	t.Helper()
	if err := o.q.Start(ctx); err != nil {
		t.Fatal(err)
	}
}

func (o *office) stop(t *testing.T) {
	t.Helper()
	c, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if err := o.q.Stop(c); err != nil {
		t.Error(err)
	}
}

func (o *office) send(t *testing.T, msgs ...mail.Message) {
	t.Helper()
	err := o.d.InTx(ctx, func(tx *db.Tx) error {
		for _, m := range msgs {
			if err := o.m.Send(ctx, tx, m); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// row is what the table says of the only message.
type row struct {
	State, LastError, MessageID string
	Attempts                    int64
}

func (o *office) row(t *testing.T) (r row) {
	t.Helper()
	err := o.d.Read(ctx, func(tx *db.Tx) (err error) {
		r, err = db.One(ctx, tx, func(s db.Row) (r row, err error) {
			return r, s.Scan(&r.State, &r.LastError, &r.MessageID, &r.Attempts)
		}, `SELECT stato, ultimo_errore, message_id, tentativi FROM posta`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// settled waits until the only message has the state.
func (o *office) settled(t *testing.T, state string) row {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(20 * time.Second)
	for {
		if r := o.row(t); r.State == state {
			return r
		}
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("the message stays %+v", o.row(t))
		}
	}
}

type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

var sample = mail.Message{To: "sindaca@comune.example.org", Subject: "La richiesta è stata presa in carico – più dettagli",
	Text: []string{"L'esperto ha preso in carico la richiesta.", "Prossimo passo: <attendere> & leggere."},
	Link: "https://pass.example.org/richieste/12?a=1&b=2", Label: "Apri la richiesta", Thread: "richiesta-12"}

func TestAMessageArrivesOnceWithItsHeaders(t *testing.T) {
	t.Parallel()
	s := newServer(t, nil, nil)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d, s.transport("nessuno"))
		o.send(t, sample)
		o.start(t)
		e := s.next(t)
		r := o.settled(t, "spedita")
		o.stop(t)
		if n := len(s.arrived); n != 0 || r.Attempts != 1 {
			t.Errorf("%d more messages, %+v", n, r)
		}
		check(t, e, r)
	})
}

func check(t *testing.T, e envelope, r row) {
	t.Helper()
	if e.from != "non-rispondere@example.org" || e.to != sample.To {
		t.Errorf("envelope from %s to %s", e.from, e.to)
	}
	for key, want := range map[string]string{
		"From": `"PAsS" <non-rispondere@example.org>`, "To": "<sindaca@comune.example.org>", "Auto-Submitted": "auto-generated",
		"X-Auto-Response-Suppress": "All", "Content-Language": "it", "References": "<richiesta-12@pass.example.org>",
		"Message-Id": "<" + r.MessageID + ">", "Mime-Version": "1.0",
	} {
		if got := e.header[key]; !slices.Equal(got, []string{want}) {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
	}
	if !strings.HasSuffix(r.MessageID, "@pass.example.org") || len(r.MessageID) < 24 {
		t.Errorf("Message-ID %s", r.MessageID)
	}
	for key := range e.header {
		if !slices.Contains([]string{"From", "To", "Auto-Submitted", "X-Auto-Response-Suppress", "Content-Language", "References", "Message-Id",
			"Mime-Version", "Date", "Subject", "Content-Type"}, key) {
			t.Errorf("a header that nobody asked for: %s: %s", key, e.header.Get(key))
		}
	}
	if date, err := e.header.Date(); err != nil || time.Since(date).Abs() > time.Minute {
		t.Errorf("date %v, %v", date, err)
	}
	raw := e.header.Get("Subject")
	if strings.ContainsFunc(raw, func(r rune) bool { return r > 126 }) {
		t.Errorf("the subject is not encoded: %q", raw)
	}
	if got, err := new(mime.WordDecoder).DecodeHeader(raw); err != nil || got != "[PAsS] "+sample.Subject {
		t.Errorf("subject %q, %v", got, err)
	}
	const text = `L'esperto ha preso in carico la richiesta.

Prossimo passo: <attendere> & leggere.

Apri la richiesta:
https://pass.example.org/richieste/12?a=1&b=2

PAsS – PNRR ASsistenza e Supporto
Questo messaggio è automatico: le risposte a questo indirizzo non vengono lette.
`
	const page = `<!doctype html><html lang="it"><head><meta charset="utf-8"><title>La richiesta è stata presa in carico – più dettagli</title></head><body>` +
		`<p>L&#39;esperto ha preso in carico la richiesta.</p><p>Prossimo passo: &lt;attendere&gt; &amp; leggere.</p>` +
		`<p><a href="https://pass.example.org/richieste/12?a=1&amp;b=2">Apri la richiesta</a></p>` +
		`<p>PAsS – PNRR ASsistenza e Supporto<br>Questo messaggio è automatico: le risposte a questo indirizzo non vengono lette.</p></body></html>`
	if e.text != text {
		t.Errorf("text:\n%s", e.text)
	}
	if e.html != page {
		t.Errorf("HTML:\n%s", e.html)
	}
	for line := range strings.SplitSeq(e.raw, "\r\n") {
		if len(line) > 998 || strings.ContainsFunc(line, func(r rune) bool { return r > 126 }) {
			t.Errorf("a line that no server must take: %q", line)
		}
	}
}

func TestAMessageOfAnActThatNeverWasIsNotSent(t *testing.T) {
	t.Parallel()
	s := newServer(t, nil, nil)
	o := newOffice(t, dbtest.SQLite(t, db.Options{}), s.transport("nessuno"))
	undone := errors.New("undone")
	err := o.d.InTx(ctx, func(tx *db.Tx) error {
		m := sample
		m.Subject = "Mai"
		return errors.Join(o.m.Send(ctx, tx, m), undone)
	})
	if !errors.Is(err, undone) {
		t.Fatal(err)
	}
	o.send(t, sample)
	o.start(t)
	e := s.next(t)
	o.settled(t, "spedita")
	o.stop(t)
	if strings.Contains(e.html, "Mai") || len(s.arrived) != 0 {
		t.Errorf("arrived %s and %d more", e.header.Get("Subject"), len(s.arrived))
	}
}

func TestAServerThatRefusesForAWhileGetsTheMessageLater(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newServer(t, nil, func(n int, _ string) error {
			if n == 1 {
				return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: "Greylisted, try again later"}
			}
			return nil
		})
		o := newOffice(t, d, s.transport("nessuno"))
		o.send(t, sample)
		o.start(t)
		e := s.next(t)
		r := o.settled(t, "spedita")
		o.stop(t)
		if r.Attempts != 2 || r.LastError != "" || e.header.Get("Message-Id") != "<"+r.MessageID+">" || len(s.arrived) != 0 {
			t.Errorf("%+v, %d more messages", r, len(s.arrived))
		}
		if !strings.Contains(o.log.String(), "Greylisted") {
			t.Errorf("the first attempt is not in the log: %s", o.log)
		}
	})
}

func TestARecipientThatDoesNotExistIsGivenUp(t *testing.T) {
	t.Parallel()
	s := newServer(t, nil, func(int, string) error {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "No such mailbox"}
	})
	clock := dbtest.NewClock(time.Now())
	o := newOffice(t, dbtest.SQLite(t, db.Options{Clock: clock.Now}), s.transport("nessuno"))
	o.send(t, sample)
	o.start(t)
	r := o.settled(t, "rinunciata")
	o.stop(t)
	if r.Attempts != 1 || !strings.Contains(r.LastError, "No such mailbox") || !strings.Contains(o.log.String(), "given up") {
		t.Errorf("%+v, log %s", r, o.log)
	}
	// Nor does the sweep take it up again.
	clock.Advance(time.Hour)
	again := newOffice(t, o.d, s.transport("nessuno"))
	again.send(t)
	again.start(t)
	again.swept(t, 1)
	again.stop(t)
	if s.asked.Load() != 1 {
		t.Errorf("the server was asked %d times", s.asked.Load())
	}
}

// swept waits until the sweep at start has run n times in all.
func (o *office) swept(t *testing.T, n int64) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(20 * time.Second)
	for {
		var done int64
		err := o.d.Read(ctx, func(tx *db.Tx) (err error) {
			done, err = db.One(ctx, tx, db.Scalar[int64], `SELECT COUNT(*) FROM river_job WHERE kind = 'mail.riprendi' AND state = 'completed'`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if done >= n {
			return
		}
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatal("the sweep did not run")
		}
	}
}

func TestAMessageThatNobodyTakesForFiveDaysIsGivenUp(t *testing.T) {
	t.Parallel()
	s := newServer(t, nil, func(int, string) error {
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 0, 0}, Message: "Try again later"}
	})
	clock := dbtest.NewClock(time.Now())
	o := newOffice(t, dbtest.SQLite(t, db.Options{Clock: clock.Now}), s.transport("nessuno"))
	o.send(t, sample)
	clock.Advance(5*24*time.Hour + time.Minute)
	o.start(t)
	r := o.settled(t, "rinunciata")
	o.stop(t)
	if r.Attempts != 1 || s.asked.Load() != 1 {
		t.Errorf("%+v, asked %d times", r, s.asked.Load())
	}
}
