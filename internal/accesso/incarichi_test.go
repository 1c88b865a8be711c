package accesso_test

import (
	"errors"
	"testing"

	"pass/internal/accesso"
	"pass/internal/accesso/accessotest"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
)

// TestOnlyWhoMayAppointEndsARole: the segreteria cannot take away who appointed
// it, and changes nothing by trying.
func TestOnlyWhoMayAppointEndsARole(t *testing.T) {
	s := apri(t, nil)
	chi := func(r kernel.Ruolo) kernel.Actor {
		return accessotest.Actor(t, s.d, accessotest.Persona(t, s.d, "Chi", string(r), accesso.Mandato{Ruolo: r}))
	}
	seg, admin := chi(kernel.Segreteria), chi(kernel.Amministratore)
	for _, r := range kernel.Ruoli {
		m := accesso.Mandato{Ruolo: r}
		if accesso.DiEnte(r) {
			m.EnteID = 1
		}
		if accesso.DiTaskForce(r) {
			m.TaskForceID = 1
		}
		target := accessotest.Actor(t, s.d, accessotest.Persona(t, s.d, "Prova", string(r), m))
		err := s.TerminaMandato(ctx, seg, target.Persona, target.Mandati[0].ID, "prova")
		if staff := r == kernel.Segreteria || r == kernel.Amministratore; !staff {
			if err != nil {
				t.Errorf("segreteria ends %s: %v", r, err)
			}
			continue
		}
		vuole(t, err, kernel.Vietato)
		if got := accessotest.Actor(t, s.d, accesso.Persona{ID: target.Persona}); !got.Has(r) {
			t.Errorf("%s is gone", r)
		}
		if err := s.TerminaMandato(ctx, admin, target.Persona, target.Mandati[0].ID, "prova"); err != nil {
			t.Errorf("amministratore ends %s: %v", r, err)
		}
	}
}

// TestTwoAdministratorsCannotBothBeEndedAtOnce: on PostgreSQL the two
// transactions run at the same time, and each sees the other's mandate.
func TestTwoAdministratorsCannotBothBeEndedAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := accessotest.Servizio(t, d)
		for range 10 {
			a := accessotest.Actor(t, d, accessotest.Persona(t, d, "Ada", "Una", accesso.Mandato{Ruolo: kernel.Amministratore}))
			b := accessotest.Actor(t, d, accessotest.Persona(t, d, "Bea", "Due", accesso.Mandato{Ruolo: kernel.Amministratore}))
			errs := make(chan error, 2)
			for _, who := range []kernel.Actor{a, b} {
				go func() { errs <- s.TerminaMandato(ctx, who, who.Persona, who.Mandati[0].ID, "me ne vado") }()
			}
			first, second := <-errs, <-errs
			if (first == nil) == (second == nil) {
				t.Fatalf("both or none: %v, %v", first, second)
			}
			vuole(t, errors.Join(first, second), kernel.Conflitto)
			err := d.InTx(ctx, func(tx *db.Tx) error {
				left, err := accesso.ConRuolo(ctx, tx, kernel.Amministratore, 0)
				if err == nil && len(left) != 1 {
					t.Errorf("%d are left", len(left))
				}
				for _, p := range left {
					err = errors.Join(err, accesso.Revoca(ctx, tx, kernel.ActorSistema(), p.Mandato.ID, "si ricomincia"))
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}
