// Package accessotest makes people, mandates and sessions for the tests of
// every area.
package accessotest

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"pass/internal/accesso"
	"pass/internal/kernel"
	"pass/internal/platform/config"
	"pass/internal/platform/db"
	"pass/internal/platform/jobs"
	"pass/internal/platform/mail"
	"pass/internal/platform/web"
)

// Config is a configuration for tests: reached as http://127.0.0.1:8080, so
// that cookies are not Secure and Go's cookie jar sends them back; the usual
// timeouts.
func Config() config.Config {
	return config.Config{Indirizzo: "127.0.0.1:8080", URL: "http://127.0.0.1:8080", Regione: "03", GiorniSilenzio: 30,
		SessioneInattiva: 30 * time.Minute, SessioneMassima: 8 * time.Hour,
		OIDCLivello: "https://www.spid.gov.it/SpidL2"}
}

// Servizio is the service on d with Config, a queue that nobody works and mail
// that stays in the local outbox.
func Servizio(t testing.TB, d *db.DB) *accesso.Service {
	t.Helper()
	return ServizioCon(t, accesso.Deps{DB: d, Config: Config()})
}

// ServizioCon is Servizio with some of the dependencies given; DB is required.
func ServizioCon(t testing.TB, deps accesso.Deps) *accesso.Service {
	t.Helper()
	if deps.Log == nil {
		deps.Log = slog.New(slog.DiscardHandler)
	}
	deps.Jobs = jobs.New(deps.DB, deps.Log)
	deps.Mail = mail.New(deps.DB, deps.Jobs, mail.Local{}, "localhost", deps.Log)
	s := accesso.New(deps)
	if err := deps.Jobs.Ready(); err != nil {
		t.Fatal(err)
	}
	return s
}

// TaskForces are two task forces for accesso.Deps, where no catalogue is at
// hand.
func TaskForces(context.Context, *db.Tx) ([]accesso.Scelta, error) {
	return []accesso.Scelta{{ID: 1, Codice: "EU", Nome: "Edilizia e Urbanistica"}, {ID: 2, Codice: "BON", Nome: "Bonifiche"}}, nil
}

// CF makes a valid codice fiscale that depends only on n, from 0 to 999.
func CF(n int) kernel.CodiceFiscale {
	stem := fmt.Sprintf("TSTPSN80A01F%03d", n)
	for c := 'A'; c <= 'Z'; c++ {
		if cf, err := kernel.ParseCodiceFiscale(stem + string(c)); err == nil {
			return cf
		}
	}
	panic("accessotest: no check character for " + stem)
}

// Persona writes a person without codice fiscale, with an e-mail of example.org,
// and confers the given mandates (their PersonaID is filled in).
func Persona(t testing.TB, d *db.DB, nome, cognome string, mandati ...accesso.Mandato) accesso.Persona {
	t.Helper()
	return PersonaCF(t, d, "", nome, cognome, mandati...)
}

// PersonaCF is Persona with a codice fiscale.
func PersonaCF(t testing.TB, d *db.DB, cf kernel.CodiceFiscale, nome, cognome string, mandati ...accesso.Mandato) (p accesso.Persona) {
	t.Helper()
	in(t, d, func(ctx context.Context, tx *db.Tx) error {
		id, err := accesso.CreaPersona(ctx, tx, accesso.Persona{CodiceFiscale: cf, Nome: nome, Cognome: cognome,
			Email: strings.ReplaceAll(kernel.Fold(nome)+"."+kernel.Fold(cognome), " ", "") + "@example.org"})
		if err != nil {
			return err
		}
		for _, m := range mandati {
			m.PersonaID = id
			if _, err := accesso.Conferisci(ctx, tx, kernel.ActorSistema(), m); err != nil {
				return err
			}
		}
		p, err = accesso.GetPersona(ctx, tx, id)
		return err
	})
	return p
}

// Actor is the person as services see it now.
func Actor(t testing.TB, d *db.DB, p accesso.Persona) (a kernel.Actor) {
	t.Helper()
	err := d.Read(context.Background(), func(tx *db.Tx) (err error) {
		a, err = accesso.ActorDi(context.Background(), tx, p.ID)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// SignIn opens a session for the person and gives the cookie that a browser
// would carry where web.Options.Secure is false, as with Config.
func SignIn(t testing.TB, d *db.DB, persona accesso.Persona) *http.Cookie {
	t.Helper()
	return SignInSecure(t, d, persona, false)
}

// SignInSecure is SignIn for the given web.Options.Secure, which is part of the
// cookie's name.
func SignInSecure(t testing.TB, d *db.DB, persona accesso.Persona, secure bool) *http.Cookie {
	t.Helper()
	var token string
	in(t, d, func(ctx context.Context, tx *db.Tx) (err error) {
		_, token, err = accesso.CreaSessione(ctx, tx, accesso.Sessione{PersonaID: persona.ID, Emittente: "prova", Agente: "Prova"})
		return err
	})
	return &http.Cookie{Name: web.CookieName(secure, accesso.CookieSessione), Value: token, Path: "/"}
}

func in(t testing.TB, d *db.DB, fn func(ctx context.Context, tx *db.Tx) error) {
	t.Helper()
	ctx := context.Background()
	if err := d.InTx(ctx, func(tx *db.Tx) error { return fn(ctx, tx) }); err != nil {
		t.Fatal(err)
	}
}
