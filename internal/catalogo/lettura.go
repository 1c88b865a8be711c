package catalogo

import (
	"context"

	"pass/internal/kernel"
	"pass/internal/platform/db"
)

// Quadro is the whole catalogue, retired entries too.
type Quadro struct {
	TaskForces   []TaskForce
	Procedimenti []Procedimento
	Storie       map[int64]Storia // by procedure
}

// Scheda is one procedure with its task force and the history of its terms.
type Scheda struct {
	Procedimento Procedimento
	TaskForce    TaskForce
	Storia       Storia
}

// Quadro reads the whole catalogue, for staff.
func (s *Service) Quadro(ctx context.Context, chi kernel.Actor) (q Quadro, err error) {
	if err := mayRead(chi); err != nil {
		return q, err
	}
	err = s.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if q.TaskForces, err = TaskForces(ctx, tx); err != nil {
			return err
		}
		if q.Procedimenti, err = Procedimenti(ctx, tx, false); err != nil {
			return err
		}
		q.Storie, err = TuttiITermini(ctx, tx)
		return err
	})
	return q, err
}

// Scheda reads one procedure, for staff.
func (s *Service) Scheda(ctx context.Context, chi kernel.Actor, id int64) (out Scheda, err error) {
	if err := mayRead(chi); err != nil {
		return out, err
	}
	err = s.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if out.Procedimento, err = GetProcedimento(ctx, tx, id); err != nil {
			return err
		}
		if out.TaskForce, err = GetTaskForce(ctx, tx, out.Procedimento.TaskForceID); err != nil {
			return err
		}
		out.Storia, err = Termini(ctx, tx, id)
		return err
	})
	return out, err
}

// TaskForce gives one task force; NonTrovato when absent.
func (q Quadro) TaskForce(id int64) (TaskForce, error) {
	for _, t := range q.TaskForces {
		if t.ID == id {
			return t, nil
		}
	}
	return TaskForce{}, db.ErrNotFound
}

// Termine gives one term of the sheet; NonTrovato when it is of another
// procedure.
func (s Scheda) Termine(id int64) (Termine, error) {
	if i := s.Storia.index(id); i >= 0 {
		return s.Storia[i], nil
	}
	return Termine{}, db.ErrNotFound
}

// UltimoTermine reports whether the term is the last one and not the only
// one: then it may be taken away.
func (s Scheda) UltimoTermine(id int64) bool {
	return len(s.Storia) > 1 && s.Storia[len(s.Storia)-1].ID == id
}
