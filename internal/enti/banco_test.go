package enti_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"pass/internal/accesso"
	"pass/internal/accesso/accessotest"
	"pass/internal/enti"
	"pass/internal/enti/entitest"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
	"pass/internal/registro"
)

var ctx = context.Background()

// inizio is noon of a winter day in Italy.
var inizio = time.Date(2026, 11, 23, 11, 0, 0, 0, time.UTC)

type banco struct {
	*entitest.Banco
	clock *dbtest.Clock
}

// suOgni runs fn on both databases with a register and a clock moved by hand.
func suOgni(t *testing.T, fn func(t *testing.T, b banco)) {
	t.Helper()
	for _, kind := range []string{"sqlite", "postgres"} {
		t.Run(kind, func(t *testing.T) {
			clock := dbtest.NewClock(inizio)
			open := dbtest.SQLite
			if kind == "postgres" {
				open = dbtest.Postgres
			}
			fn(t, banco{entitest.Nuovo(t, open(t, db.Options{Clock: clock.Now})), clock})
		})
	}
}

// persona writes somebody without mandates, with a codice fiscale.
func (b banco) persona(t *testing.T, n int, nome string) (accesso.Persona, kernel.Actor) {
	t.Helper()
	p := accessotest.PersonaCF(t, b.DB, accessotest.CF(n), nome, "Prova")
	return p, accessotest.Actor(t, b.DB, p)
}

func (b banco) attore(t *testing.T, p accesso.Persona) kernel.Actor {
	t.Helper()
	return accessotest.Actor(t, b.DB, p)
}

func (b banco) legge(t *testing.T, fn func(tx *db.Tx) error) {
	t.Helper()
	if err := b.DB.Read(ctx, fn); err != nil {
		t.Fatal(err)
	}
}

func (b banco) scrive(t *testing.T, fn func(tx *db.Tx) error) {
	t.Helper()
	if err := b.DB.InTx(ctx, fn); err != nil {
		t.Fatal(err)
	}
}

// conMandato lists who acts for the body today.
func (b banco) conMandato(t *testing.T, ente int64) (ps []accesso.PersonaConMandato) {
	t.Helper()
	b.legge(t, func(tx *db.Tx) (err error) { ps, err = accesso.ConMandatoPerEnte(ctx, tx, ente); return err })
	return ps
}

// puoChiedere is the answer with the keys of what keeps the body.
func (b banco) puoChiedere(t *testing.T, ente int64) (ok bool, chiavi []string) {
	t.Helper()
	b.legge(t, func(tx *db.Tx) error {
		var is []enti.Impedimento
		var err error
		ok, is, err = enti.PuoChiedere(ctx, tx, ente)
		for _, i := range is {
			chiavi = append(chiavi, i.Chiave)
		}
		return err
	})
	return ok, chiavi
}

// integro checks that the audit trail holds.
func (b banco) integro(t *testing.T) {
	t.Helper()
	b.legge(t, func(tx *db.Tx) error { _, err := registro.Verifica(ctx, tx); return err })
}

func riesce(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func vuole(t *testing.T, err error, code kernel.Code) {
	t.Helper()
	if err == nil || kernel.CodeOf(err) != code {
		t.Errorf("error %v, want %s", err, code)
	}
}

// campi lists the wrong fields of an error.
func campi(err error) []string {
	var out []string
	for _, f := range kernel.FieldsOf(err) {
		out = append(out, f.Field)
	}
	return out
}

func uguali(t *testing.T, what string, got, want any) {
	t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}
