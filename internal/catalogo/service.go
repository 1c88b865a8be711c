package catalogo

import (
	"context"
	"log/slog"
	"strings"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/registro"
)

// Deps is what the area needs.
type Deps struct {
	DB  *db.DB
	Log *slog.Logger
}

// Service performs the acts of the Region on the catalogue.
type Service struct{ Deps }

// New makes the service.
func New(d Deps) *Service { return &Service{d} }

// AggiungiTaskForce adds a task force at the end of the list. An empty code is
// made from the name.
func (s *Service) AggiungiTaskForce(ctx context.Context, chi kernel.Actor, t TaskForce, motivo string) (id int64, err error) {
	if t.Codice == "" {
		t.Codice = Codifica(t.Nome)
	}
	t.Attiva = true
	err = s.act(ctx, chi, motivo, t.Validate(), func(tx *db.Tx) error {
		all, err := TaskForces(ctx, tx)
		if err != nil {
			return err
		}
		for _, o := range all {
			if o.Codice == t.Codice {
				return taken("nome", "Esiste già una task force con questo nome o con un nome molto simile.")
			}
			t.Ordine = max(t.Ordine, o.Ordine+1)
		}
		if id, err = insertTaskForce(ctx, tx, t); err != nil {
			return err
		}
		return annotate(ctx, tx, chi, "AggiungiTaskForce", "task_force", id, motivo, map[string]any{"codice": t.Codice, "nome": t.Nome})
	})
	return id, err
}

// AggiornaTaskForce changes name, description and place of a task force, and
// retires it or takes it back. The code stays. One with active procedures
// cannot be retired.
func (s *Service) AggiornaTaskForce(ctx context.Context, chi kernel.Actor, t TaskForce, motivo string) error {
	return s.act(ctx, chi, motivo, nil, func(tx *db.Tx) error {
		old, err := GetTaskForce(ctx, tx, t.ID)
		if err != nil {
			return err
		}
		t.Codice = old.Codice
		if err := t.Validate(); err != nil {
			return err
		}
		if old.Attiva && !t.Attiva {
			if err := canRetire(ctx, tx, t.ID); err != nil {
				return err
			}
		}
		if err := updateTaskForce(ctx, tx, t); err != nil {
			return err
		}
		return annotate(ctx, tx, chi, "AggiornaTaskForce", "task_force", t.ID, motivo, map[string]any{"prima": old, "dopo": t})
	})
}

func canRetire(ctx context.Context, tx *db.Tx, taskForce int64) error {
	n, err := db.One(ctx, tx, db.Scalar[int64], `SELECT count(*) FROM catalogo_procedimenti WHERE task_force_id = $1 AND attivo`, taskForce)
	if err == nil && n > 0 {
		err = kernel.E(kernel.Conflitto, "La task force segue ancora procedimenti attivi. Prima si disattivano o si spostano a un'altra task force.")
	}
	return err
}

// AggiungiProcedimento adds a procedure with its first term. An empty code is
// made from the name. The wrong fields of the term are named "termine_…".
func (s *Service) AggiungiProcedimento(ctx context.Context, chi kernel.Actor, p Procedimento, primo Termine, motivo string) (id int64, err error) {
	if p.Codice == "" {
		p.Codice = Codifica(p.Nome)
	}
	p.Attivo = true
	primo.ID, primo.Motivo = 0, strings.TrimSpace(motivo)
	err = s.act(ctx, chi, motivo, both(p.Validate(), prefixed("termine_", primo.Validate())), func(tx *db.Tx) error {
		if err := checkTaskForce(ctx, tx, p.TaskForceID); err != nil {
			return err
		}
		all, err := Procedimenti(ctx, tx, false)
		if err != nil {
			return err
		}
		for _, o := range all {
			if o.Codice == p.Codice {
				return taken("nome", "Esiste già un procedimento con questo nome o con un nome molto simile.")
			}
			p.Ordine = max(p.Ordine, o.Ordine+1)
		}
		if id, err = insertProcedimento(ctx, tx, p); err != nil {
			return err
		}
		primo.ProcedimentoID = id
		if _, err := insertTermine(ctx, tx, primo); err != nil {
			return err
		}
		return annotate(ctx, tx, chi, "AggiungiProcedimento", "procedimento", id, motivo, map[string]any{"procedimento": p, "termine": primo})
	})
	return id, err
}

// AggiornaProcedimento changes the sheet of a procedure; code and terms stay.
func (s *Service) AggiornaProcedimento(ctx context.Context, chi kernel.Actor, p Procedimento, motivo string) error {
	return s.onProcedimento(ctx, chi, p.ID, motivo, func(tx *db.Tx, old Procedimento) error {
		p.Codice, p.Ordine, p.Attivo = old.Codice, old.Ordine, old.Attivo
		if err := p.Validate(); err != nil {
			return err
		}
		if p.TaskForceID != old.TaskForceID {
			if err := checkTaskForce(ctx, tx, p.TaskForceID); err != nil {
				return err
			}
		}
		if err := updateProcedimento(ctx, tx, p); err != nil {
			return err
		}
		return annotate(ctx, tx, chi, "AggiornaProcedimento", "procedimento", p.ID, motivo, map[string]any{"prima": old, "dopo": p})
	})
}

// DisattivaProcedimento stops new requests on a procedure; those that are
// there go on.
func (s *Service) DisattivaProcedimento(ctx context.Context, chi kernel.Actor, id int64, motivo string) error {
	return s.setAttivo(ctx, chi, id, motivo, false)
}

// RiattivaProcedimento takes requests on a procedure again.
func (s *Service) RiattivaProcedimento(ctx context.Context, chi kernel.Actor, id int64, motivo string) error {
	return s.setAttivo(ctx, chi, id, motivo, true)
}

func (s *Service) setAttivo(ctx context.Context, chi kernel.Actor, id int64, motivo string, attivo bool) error {
	return s.onProcedimento(ctx, chi, id, motivo, func(tx *db.Tx, p Procedimento) error {
		if p.Attivo == attivo {
			return kernel.E(kernel.Conflitto, "Lo stato del procedimento è già stato cambiato da un'altra persona.")
		}
		if attivo {
			if err := checkTaskForce(ctx, tx, p.TaskForceID); err != nil {
				return err
			}
		}
		p.Attivo = attivo
		if err := updateProcedimento(ctx, tx, p); err != nil {
			return err
		}
		atto := "DisattivaProcedimento"
		if attivo {
			atto = "RiattivaProcedimento"
		}
		return annotate(ctx, tx, chi, atto, "procedimento", id, motivo, map[string]any{"codice": p.Codice})
	})
}

// AggiungiTermine adds the term that holds from nuovo.VigenteDal on and closes
// the one before it.
func (s *Service) AggiungiTermine(ctx context.Context, chi kernel.Actor, nuovo Termine, motivo string) (id int64, err error) {
	nuovo.ID, nuovo.Motivo = 0, strings.TrimSpace(motivo)
	err = s.onProcedimento(ctx, chi, nuovo.ProcedimentoID, motivo, func(tx *db.Tx, p Procedimento) error {
		before, err := Termini(ctx, tx, p.ID)
		if err != nil {
			return err
		}
		after, err := before.Inserisci(nuovo)
		if err != nil {
			return err
		}
		if id, err = saveStoria(ctx, tx, before, after); err != nil {
			return err
		}
		return annotate(ctx, tx, chi, "AggiungiTermine", "procedimento", p.ID, motivo, map[string]any{"termine": after[len(after)-1]})
	})
	return id, err
}

// CorreggiTermine replaces what was written of a term; the trail keeps both.
func (s *Service) CorreggiTermine(ctx context.Context, chi kernel.Actor, corretto Termine, motivo string) error {
	return s.onStoria(ctx, chi, corretto.ProcedimentoID, "CorreggiTermine", motivo, func(before Storia) (Storia, error) {
		if i := before.index(corretto.ID); i >= 0 {
			corretto.InseritoIl = before[i].InseritoIl
		}
		corretto.Motivo = strings.TrimSpace(motivo)
		return before.Correggi(corretto)
	})
}

// TogliTermine takes away the last term, written by mistake; the trail keeps
// it.
func (s *Service) TogliTermine(ctx context.Context, chi kernel.Actor, procedimento, id int64, motivo string) error {
	return s.onStoria(ctx, chi, procedimento, "TogliTermine", motivo, func(before Storia) (Storia, error) { return before.Togli(id) })
}

func (s *Service) onStoria(ctx context.Context, chi kernel.Actor, procedimento int64, atto, motivo string, change func(Storia) (Storia, error)) error {
	return s.onProcedimento(ctx, chi, procedimento, motivo, func(tx *db.Tx, p Procedimento) error {
		before, err := Termini(ctx, tx, p.ID)
		if err != nil {
			return err
		}
		after, err := change(before)
		if err != nil {
			return err
		}
		if _, err := saveStoria(ctx, tx, before, after); err != nil {
			return err
		}
		return annotate(ctx, tx, chi, atto, "procedimento", p.ID, motivo, map[string]any{"prima": before, "dopo": after})
	})
}

// onProcedimento is act on one procedure, which it takes first: whoever else
// changes the same one waits, and then sees what was written here.
func (s *Service) onProcedimento(ctx context.Context, chi kernel.Actor, id int64, motivo string, fn func(*db.Tx, Procedimento) error) error {
	return s.act(ctx, chi, motivo, nil, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE catalogo_procedimenti SET aggiornato_il = $1 WHERE id = $2`, tx.Now(), id); err != nil {
			return err
		}
		p, err := GetProcedimento(ctx, tx, id)
		if err != nil {
			return err
		}
		return fn(tx, p)
	})
}

// act is what every change has in common: the permission, the reason, one
// transaction, and the snapshot published at its end. fn writes the trail
// last, which orders concurrent changes: the snapshot made after it contains
// them all.
func (s *Service) act(ctx context.Context, chi kernel.Actor, motivo string, invalid error, fn func(*db.Tx) error) error {
	if err := mayChange(chi); err != nil {
		return err
	}
	if strings.TrimSpace(motivo) == "" {
		invalid = both(invalid, kernel.Invalid([]kernel.FieldError{{Field: "motivo", Message: "Scrivere perché si fa la modifica: resta nel registro degli atti."}}))
	}
	if invalid != nil {
		return invalid
	}
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return pubblica(ctx, tx)
	})
	if db.IsUnique(err) {
		return kernel.Wrap(kernel.Conflitto, "Un'altra persona ha appena aggiunto una voce con lo stesso nome. Niente è stato scritto due volte: ricaricare l'elenco.", err)
	}
	return err
}

func annotate(ctx context.Context, tx *db.Tx, chi kernel.Actor, atto, oggetto string, id int64, motivo string, dettagli map[string]any) error {
	dettagli["motivo"] = strings.TrimSpace(motivo)
	return registro.Annota(ctx, tx, chi, registro.Voce{Atto: atto, Oggetto: oggetto, OggettoID: id, Dettagli: dettagli})
}

// checkTaskForce refuses a task force that is absent or retired.
func checkTaskForce(ctx context.Context, tx *db.Tx, id int64) error {
	t, err := GetTaskForce(ctx, tx, id)
	if kernel.CodeOf(err) == kernel.NonTrovato || (err == nil && !t.Attiva) {
		return kernel.Invalid([]kernel.FieldError{{Field: "task_force", Message: "Scegliere una task force attiva."}})
	}
	return err
}

func taken(field, message string) error {
	return kernel.Invalid([]kernel.FieldError{{Field: field, Message: message}})
}

// both joins the fields of two validation errors.
func both(a, b error) error {
	return kernel.Invalid(append(append([]kernel.FieldError(nil), kernel.FieldsOf(a)...), kernel.FieldsOf(b)...))
}

// prefixed renames the fields of a validation error.
func prefixed(prefix string, err error) error {
	fs := append([]kernel.FieldError(nil), kernel.FieldsOf(err)...)
	for i := range fs {
		fs[i].Field = prefix + fs[i].Field
	}
	return kernel.Invalid(fs)
}
