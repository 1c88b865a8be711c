package accesso

import (
	"context"
	"slices"
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
	i.EnteID, i.Titolo, i.Email = 0, SenzaTitolo, strings.TrimSpace(i.Email)
	var fields []kernel.FieldError
	switch {
	case !PuoConferire(chi, i.Ruolo):
		fields = append(fields, kernel.FieldError{Field: "ruolo", Message: "Scegliere uno dei ruoli dell'elenco."})
	case !DiTaskForce(i.Ruolo):
		i.TaskForceID = 0
	case nomeTaskForce(tf, i.TaskForceID) == "":
		fields = append(fields, kernel.FieldError{Field: "task_force", Message: "Scegliere la task force: serve per coordinatori ed esperti."})
	}
	// All that is wrong is said at once, in the order of the form, and each
	// field once.
	if len(fields) > 0 {
		var others []kernel.FieldError
		for _, f := range kernel.FieldsOf(i.Validate(tx.Now().Day())) {
			if f.Field != "ruolo" && f.Field != "task_force" && f.Field != "ente" {
				others = append(others, f)
			}
		}
		return 0, kernel.Invalid(inOrdine(append(fields, others...), "email", "codice_fiscale", "ruolo", "task_force", "dal", "al"))
	}
	return s.Invita(ctx, tx, chi, i, descrivi(i, tf))
}

// inOrdine sorts the errors as the fields follow each other on the page.
func inOrdine(fields []kernel.FieldError, names ...string) []kernel.FieldError {
	slices.SortStableFunc(fields, func(a, b kernel.FieldError) int {
		return slices.Index(names, a.Field) - slices.Index(names, b.Field)
	})
	return fields
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
