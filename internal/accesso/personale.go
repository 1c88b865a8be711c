package accesso

import (
	"context"
	"strings"

	"pass/internal/kernel"
	"pass/internal/platform/db"
)

// MaxInviti is how many people one file may invite.
const MaxInviti = 500

// InvitaPersonale invites staff or an expert. What is wrong with the input is
// NonValido (fields email, codice_fiscale, ruolo, task_force, dal, al).
func (s *Service) InvitaPersonale(ctx context.Context, chi kernel.Actor, i Invito) (id int64, err error) {
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		tf, err := s.TaskForces(ctx, tx)
		if err != nil {
			return err
		}
		id, err = s.invitaPersonale(ctx, tx, chi, i, tf)
		return err
	})
	return id, err
}

// InvitaTutti sends all the invitations of a file, or none.
func (s *Service) InvitaTutti(ctx context.Context, chi kernel.Actor, inviti []Invito) error {
	if len(inviti) == 0 || len(inviti) > MaxInviti {
		return kernel.E(kernel.NonValido, "Il file non contiene inviti da spedire, o ne contiene troppi.")
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		tf, err := s.TaskForces(ctx, tx)
		if err != nil {
			return err
		}
		for _, i := range inviti {
			if _, err := s.invitaPersonale(ctx, tx, chi, i, tf); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Service) invitaPersonale(ctx context.Context, tx *db.Tx, chi kernel.Actor, i Invito, tf []Scelta) (int64, error) {
	i.EnteID, i.Titolo = 0, SenzaTitolo
	if !PuoConferire(chi, i.Ruolo) {
		return 0, kernel.Invalid([]kernel.FieldError{{Field: "ruolo", Message: "Scegliere uno dei ruoli dell'elenco."}})
	}
	if !DiTaskForce(i.Ruolo) {
		i.TaskForceID = 0
	} else if nomeTaskForce(tf, i.TaskForceID) == "" {
		return 0, kernel.Invalid([]kernel.FieldError{{Field: "task_force", Message: "Scegliere la task force: serve per coordinatori ed esperti."}})
	}
	return s.Invita(ctx, tx, chi, i, descrivi(i, tf))
}

func nomeTaskForce(tf []Scelta, id int64) string {
	for _, c := range tf {
		if c.ID == id && id != 0 {
			return c.Nome
		}
	}
	return ""
}

// descrivi completes "invita a usare PAsS come …".
func descrivi(i Invito, tf []Scelta) string {
	name := strings.ToLower(i.Ruolo.Etichetta()[:1]) + i.Ruolo.Etichetta()[1:]
	switch i.Ruolo {
	case kernel.Coordinatore:
		name = "coordinatore della task force " + nomeTaskForce(tf, i.TaskForceID)
	case kernel.EspertoRuolo:
		name = "esperto della task force " + nomeTaskForce(tf, i.TaskForceID)
	case kernel.Segreteria:
		name = "componente della segreteria tecnica"
	case kernel.Regione:
		name = "componente della cabina di regia regionale"
	}
	return name
}

// RevocaInvitoPersonale is RevocaInvito as a use case of its own, for the
// pages of who manages people.
func (s *Service) RevocaInvitoPersonale(ctx context.Context, chi kernel.Actor, id int64) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error { return s.RevocaInvito(ctx, tx, chi, id) })
}
