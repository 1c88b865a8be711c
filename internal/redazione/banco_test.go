package redazione_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"pass/internal/kernel"
	"pass/internal/platform/config"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
	"pass/internal/platform/files"
	"pass/internal/platform/jobs"
	"pass/internal/platform/mail"
	"pass/internal/redazione"
)

var ctx = context.Background()

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func is(t *testing.T, err error, code kernel.Code) {
	t.Helper()
	if err == nil || kernel.CodeOf(err) != code {
		t.Errorf("%v, want %s", err, code)
	}
}

// The people of the tests.
var (
	segreteria = kernel.Actor{Persona: 1, Nome: "Sara Segreteria", Mandati: []kernel.Mandato{{ID: 1, Ruolo: kernel.Segreteria}}}
	regione    = kernel.Actor{Persona: 2, Nome: "Rina Regione", Mandati: []kernel.Mandato{{ID: 2, Ruolo: kernel.Regione}}}
	delegato   = kernel.Actor{Persona: 3, Nome: "Dino Delegato", Mandati: []kernel.Mandato{{ID: 3, Ruolo: kernel.Delegato, Ente: 1}}}
)

// ufficio is the area on a database of its own, with a clock moved by hand.
type ufficio struct {
	t     *testing.T
	d     *db.DB
	s     *redazione.Service
	q     *jobs.Queue
	clock *dbtest.Clock
}

// inUfficio runs fn on both databases, on 20 November 2026 at 10:00 in Italy.
func inUfficio(t *testing.T, fn func(u *ufficio)) {
	clock := dbtest.NewClock(time.Time{})
	dbtest.EachWith(t, db.Options{Clock: clock.Now}, func(t *testing.T, d *db.DB) {
		clock.Set(time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC))
		log := slog.New(slog.NewTextHandler(io.Discard, nil))
		store, err := files.OpenFolder(t.TempDir())
		ok(t, err)
		t.Cleanup(func() { store.Close() })
		q := jobs.New(d, log)
		m := mail.New(d, q, mail.Local{}, "pass.example", log)
		s := redazione.New(redazione.Deps{DB: d, Mail: m, Jobs: q, Files: store, Log: log,
			Config: config.Config{URL: "https://pass.example", Titolare: "Ufficio di prova"}})
		ok(t, q.Ready())
		ok(t, s.Prepara(ctx))
		fn(&ufficio{t: t, d: d, s: s, q: q, clock: clock})
	})
}

func testo(titolo string) redazione.Testo {
	return redazione.Testo{Titolo: titolo, Sommario: "In breve.", Corpo: "Tutto il resto."}
}

// notizia makes a news with a second version that lacks nothing.
func (u *ufficio) notizia(titolo string) int64 {
	u.t.Helper()
	id, err := u.s.Crea(ctx, segreteria, redazione.Notizia, titolo)
	ok(u.t, err)
	_, err = u.s.Salva(ctx, segreteria, id, 1, testo(titolo), "")
	ok(u.t, err)
	return id
}

func (u *ufficio) pubblica(titolo string) int64 {
	u.t.Helper()
	id := u.notizia(titolo)
	ok(u.t, u.s.Pubblica(ctx, segreteria, id, 2))
	return id
}

func (u *ufficio) scheda(id int64) redazione.Scheda {
	u.t.Helper()
	s, err := u.s.Scheda(ctx, segreteria, id)
	ok(u.t, err)
	return s
}

// posta lists the messages queued so far, the latest first.
func (u *ufficio) posta(a string) (out []mail.Entry) {
	u.t.Helper()
	ok(u.t, u.d.Read(ctx, func(tx *db.Tx) (err error) { out, err = mail.Outbox(ctx, tx, a, 100); return err }))
	return out
}

func (u *ufficio) uno(query string, args ...any) (n int64) {
	u.t.Helper()
	ok(u.t, u.d.Read(ctx, func(tx *db.Tx) (err error) {
		n, err = db.One(ctx, tx, db.Scalar[int64], query, args...)
		return err
	}))
	return n
}

func contiene(t *testing.T, testo string, parti ...string) {
	t.Helper()
	for _, p := range parti {
		if !strings.Contains(testo, p) {
			t.Errorf("%q is not in:\n%s", p, testo)
		}
	}
}

func messaggio(err error) string {
	var e *kernel.Error
	if errors.As(err, &e) {
		return e.Message
	}
	return ""
}
