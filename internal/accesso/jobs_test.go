package accesso

import (
	"context"
	"testing"
	"time"

	"pass/internal/platform/config"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
)

func TestWhatIsOfNoMoreUseIsRemovedAndNothingElse(t *testing.T) {
	ctx := context.Background()
	start := time.Date(2026, 11, 23, 11, 0, 0, 0, time.UTC)
	clock := dbtest.NewClock(start)
	dbtest.EachWith(t, db.Options{Clock: clock.Now}, func(t *testing.T, d *db.DB) {
		clock.Set(start)
		s := &Service{Deps: Deps{DB: d, Config: config.Config{SessioneInattiva: 30 * time.Minute, SessioneMassima: 8 * time.Hour}}}
		in := func(fn func(tx *db.Tx) error) {
			t.Helper()
			if err := d.InTx(ctx, fn); err != nil {
				t.Fatal(err)
			}
		}
		var persona int64
		in(func(tx *db.Tx) (err error) {
			if persona, err = CreaPersona(ctx, tx, Persona{Nome: "Anna", Cognome: "Rossi"}); err != nil {
				return err
			}
			if _, _, err = CreaSessione(ctx, tx, Sessione{PersonaID: persona}); err != nil {
				return err
			}
			if _, err = tx.Exec(ctx, `INSERT INTO accessi_in_corso (stato_sha256, browser_sha256, nonce, verificatore, ritorno, creato_il, scade_il)
				VALUES ($1,$1,'n','v','/',$2,$3)`, impronta("x"), tx.Now(), tx.Now().Add(durataAccesso)); err != nil {
				return err
			}
			_, err = tx.Exec(ctx, `INSERT INTO moduli_sospesi (chiave, persona_id, percorso, valori, creato_il) VALUES ('k', $1, '/', '{}', $2)`, persona, tx.Now())
			return err
		})
		for _, c := range []struct {
			after              time.Duration
			logins, forms, all int64 // rows left
			open               bool  // is the session open?
		}{
			{15 * time.Minute, 1, 1, 1, true}, // the last instant of the sign-in
			{15*time.Minute + time.Millisecond, 0, 1, 1, true},
			{30 * time.Minute, 0, 1, 1, false},
			{7 * 24 * time.Hour, 0, 1, 1, false},
			{7*24*time.Hour + time.Millisecond, 0, 0, 1, false},
			{30*time.Minute + 180*24*time.Hour, 0, 0, 1, false}, // six months after it was closed
			{30*time.Minute + 180*24*time.Hour + time.Millisecond, 0, 0, 0, false},
		} {
			clock.Set(start.Add(c.after))
			if err := s.pulisci(ctx, pulisciArgs{}); err != nil {
				t.Fatal(err)
			}
			in(func(tx *db.Tx) error {
				count := func(query string) int64 {
					n, err := db.One(ctx, tx, db.Scalar[int64], query)
					if err != nil {
						t.Fatal(err)
					}
					return n
				}
				logins, forms, all := count(`SELECT COUNT(*) FROM accessi_in_corso`), count(`SELECT COUNT(*) FROM moduli_sospesi`), count(`SELECT COUNT(*) FROM sessioni`)
				open := count(`SELECT COUNT(*) FROM sessioni WHERE chiusa_il IS NULL`) == 1
				if logins != c.logins || forms != c.forms || all != c.all || open != c.open {
					t.Errorf("after %s: %d sign-ins, %d forms, %d sessions, open %v", c.after, logins, forms, all, open)
				}
				return nil
			})
		}
	})
}
