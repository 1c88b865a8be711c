package accesso_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"pass/internal/accesso"
	"pass/internal/accesso/accessotest"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
	"pass/internal/platform/mail"
)

func conta(t *testing.T, d *db.DB, query string, args ...any) (n int64) {
	t.Helper()
	if err := d.Read(ctx, func(tx *db.Tx) (err error) {
		n, err = db.One(ctx, tx, db.Scalar[int64], query, args...)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestNobodyFillsTheTrailFromOutside: sign-ins that fail need no identity at
// all, and registro is never shortened.
func TestNobodyFillsTheTrailFromOutside(t *testing.T) {
	s := apri(t, nil)
	s.o.answer = func(q url.Values) {
		q.Set("error", "access_denied")
		q.Set("error_description", strings.Repeat("A", 20_000))
	}
	for range 70 {
		_, err := s.entra(t)
		if _, ok := err.(*accesso.Negato); !ok {
			t.Fatal(err)
		}
	}
	if n := len(atti(t, s.d, "AccessoNegato")); n != 60 {
		t.Errorf("%d entries, want 60", n)
	}
	if n := strings.Count(s.log.String(), "sign-in failed"); n != 70 || s.log.Len() > 70*1000 {
		t.Errorf("the log has %d failures in %d bytes", n, s.log.Len())
	}
	s.clock.Advance(time.Minute)
	if _, err := s.entra(t); err == nil {
		t.Fatal("the provider refused")
	}
	if n := len(atti(t, s.d, "AccessoNegato")); n != 61 {
		t.Errorf("%d entries a minute later, want 61", n)
	}
}

// TestSignInsThatNobodyCompletesLeaveLittle: each is a row that anybody can
// have written.
func TestSignInsThatNobodyCompletesLeaveLittle(t *testing.T) {
	dbtest.EachWith(t, db.Options{}, func(t *testing.T, d *db.DB) {
		clock := dbtest.NewClock(inizio)
		o := nuovoOstile(t, clock.Now)
		cfg := accessotest.Config()
		cfg.OIDCEmittente, cfg.OIDCCliente, cfg.OIDCSegreto = o.URL, "pass", segreto
		s := accessotest.ServizioCon(t, accesso.Deps{DB: d, Config: cfg})
		inizia := func(ritorno string) {
			if _, _, err := s.IniziaAccesso(ctx, "", ritorno); err != nil {
				t.Fatal(err)
			}
		}
		inizia("/richieste?testo=" + strings.Repeat("a", 900))
		inizia("/richieste?testo=" + strings.Repeat("a", 60_000))
		if n := conta(t, d, `SELECT COUNT(*) FROM accessi_in_corso`); n != 2 {
			t.Errorf("%d under way", n)
		}
		if n := conta(t, d, `SELECT MAX(LENGTH(ritorno)) FROM accessi_in_corso`); n != 917 {
			t.Errorf("the longest path has %d characters", n)
		}
		scrive(t, d, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE accessi_in_corso SET scade_il = $1`, tx.Now().Add(-time.Second))
			return err
		})
		inizia("/scrivania")
		if n := conta(t, d, `SELECT COUNT(*) FROM accessi_in_corso`); n != 1 {
			t.Errorf("%d after the others ended", n)
		}
	})
}

// TestChangingAddressIsNoWayToWriteToStrangers: each change sends a message to
// an address that nobody has proven to own.
func TestChangingAddressIsNoWayToWriteToStrangers(t *testing.T) {
	s := apri(t, nil)
	chi := accessotest.Actor(t, s.d, accessotest.Persona(t, s.d, "Ugo", "Molesto"))
	other := accessotest.Actor(t, s.d, accessotest.Persona(t, s.d, "Ida", "Altra"))
	cambia := func(chi kernel.Actor, n int) error {
		return s.CambiaEmail(ctx, chi, fmt.Sprintf("vittima%d@example.org", n))
	}
	for n := range 10 {
		if err := cambia(chi, n); err != nil {
			t.Fatal(err)
		}
	}
	vuole(t, cambia(chi, 99), kernel.TroppeVolte)
	if err := cambia(other, 50); err != nil {
		t.Errorf("another person: %v", err)
	}
	if err := s.d.Read(ctx, func(tx *db.Tx) error {
		p, err := accesso.GetPersona(ctx, tx, chi.Persona)
		if err == nil && p.Email != "vittima9@example.org" {
			t.Errorf("the address is %s", p.Email)
		}
		sent, err := mail.Outbox(ctx, tx, "vittima99@example.org", 1)
		if err == nil && len(sent) != 0 {
			t.Error("a message left")
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	s.clock.Advance(24*time.Hour + time.Second)
	if err := cambia(chi, 99); err != nil {
		t.Errorf("a day later: %v", err)
	}
}

// TestABodyInvitesOnlySoManyInADay: an invitation writes to any address.
func TestABodyInvitesOnlySoManyInADay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := apriInviti(t, d)
		invita := func(n int) error {
			return d.InTx(ctx, func(tx *db.Tx) error {
				_, err := s.Invita(ctx, tx, s.sindaco, accesso.Invito{Email: fmt.Sprintf("x%d@example.org", n), Ruolo: kernel.Delegato, EnteID: 5}, "delegato")
				return err
			})
		}
		for n := range 100 {
			if err := invita(n); err != nil {
				t.Fatal(err)
			}
		}
		vuole(t, invita(100), kernel.TroppeVolte)
		scrive(t, d, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE inviti SET creato_il = $1`, tx.Now().Add(-25*time.Hour))
			return err
		})
		if err := invita(100); err != nil {
			t.Errorf("a day later: %v", err)
		}
	})
}
