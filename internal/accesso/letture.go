package accesso

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"pass/internal/kernel"
	"pass/internal/platform/db"
)

// PerPagina is how many people a page of the list holds.
const PerPagina = 50

// Nomi turns the ids of scopes into names for people.
type Nomi struct {
	enti, taskForce map[int64]string
}

// Ente names a body; one that is not known is "ente non trovato".
func (n Nomi) Ente(id int64) string { return nome(n.enti, id, "ente non trovato") }

// TaskForce names a task force.
func (n Nomi) TaskForce(id int64) string { return nome(n.taskForce, id, "task force non trovata") }

// Ambito names the scope of a mandate, empty when the role has none.
func (n Nomi) Ambito(m Mandato) string {
	switch {
	case m.EnteID != 0:
		return n.Ente(m.EnteID)
	case m.TaskForceID != 0:
		return n.TaskForce(m.TaskForceID)
	}
	return ""
}

func nome(names map[int64]string, id int64, unknown string) string {
	if s := names[id]; s != "" {
		return s
	}
	return unknown
}

func (s *Service) nomi(ctx context.Context, tx *db.Tx, ms []Mandato) (n Nomi, err error) {
	var enti []int64
	for _, m := range ms {
		if m.EnteID != 0 && !slices.Contains(enti, m.EnteID) {
			enti = append(enti, m.EnteID)
		}
	}
	if len(enti) > 0 {
		if n.enti, err = s.NomeEnte(ctx, tx, enti); err != nil {
			return n, err
		}
	}
	choices, err := s.TaskForces(ctx, tx)
	n.taskForce = map[int64]string{}
	for _, c := range choices {
		n.taskForce[c.ID] = c.Nome
	}
	return n, err
}

// Scheda is what is known of one person.
type Scheda struct {
	Persona  Persona
	Mandati  []Mandato // newest first, past ones too
	Nomi     Nomi
	Sessioni []Sessione
	Oggi     kernel.Day
}

// SchedaDi reads a person: the actor's own, or somebody's for who manages
// people; otherwise NonTrovato.
func (s *Service) SchedaDi(ctx context.Context, chi kernel.Actor, persona int64) (k Scheda, err error) {
	if persona != chi.Persona && !GestiscePersone.Allows(chi) {
		return k, db.ErrNotFound
	}
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		k.Oggi = tx.Now().Day()
		if k.Persona, err = GetPersona(ctx, tx, persona); err != nil {
			return err
		}
		if k.Mandati, err = MandatiDi(ctx, tx, persona); err != nil {
			return err
		}
		if k.Sessioni, err = SessioniDi(ctx, tx, persona, 20); err != nil {
			return err
		}
		k.Nomi, err = s.nomi(ctx, tx, k.Mandati)
		return err
	})
	return k, err
}

// Filtro chooses people; zero fields do not filter.
type Filtro struct {
	Testo  string       // words of name or e-mail, accents ignored
	Ruolo  kernel.Ruolo // who holds it today
	Pagina int          // from 1
	Per    int          // people per page, PerPagina if 0
}

// RigaPersona is a person in the list with the mandates of today.
type RigaPersona struct {
	Persona Persona
	Mandati []Mandato
}

// Elenco is one page of the list of people.
type Elenco struct {
	Righe  []RigaPersona
	Totale int64 // of all pages
	Pagine int
	Nomi   Nomi
	Inviti []Invito // to staff and experts, still open
}

// Persone lists people by surname, for who manages them; otherwise Vietato.
func (s *Service) Persone(ctx context.Context, chi kernel.Actor, f Filtro) (e Elenco, err error) {
	if !GestiscePersone.Allows(chi) {
		return e, kernel.E(kernel.Vietato, "L'elenco delle persone è riservato a segreteria e amministratori.")
	}
	words := append(strings.Fields(kernel.Fold(f.Testo)), "", "", "")
	const where = ` FROM persone p WHERE ($2 = '' OR p.ricerca LIKE '%' || $2 || '%') AND ($3 = '' OR p.ricerca LIKE '%' || $3 || '%')
		AND ($4 = '' OR p.ricerca LIKE '%' || $4 || '%')
		AND ($5 = '' OR EXISTS (SELECT 1 FROM mandati m WHERE m.persona_id = p.id AND m.ruolo = $5 AND ` + attivoOggi + `))`
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		args := []any{tx.Now().Day(), words[0], words[1], words[2], string(f.Ruolo)}
		if e.Totale, err = db.One(ctx, tx, db.Scalar[int64], `SELECT COUNT(*)`+where, args...); err != nil {
			return err
		}
		per := cmp.Or(f.Per, PerPagina)
		e.Pagine = (int(e.Totale) + per - 1) / per
		offset := (max(1, f.Pagina) - 1) * per
		people, err := db.Many(ctx, tx, scanPersona, `SELECT `+colonnePersona+where+` ORDER BY p.ricerca, p.id LIMIT $6 OFFSET $7`,
			append(args, per, offset)...)
		if err != nil {
			return err
		}
		if e.Inviti, err = InvitiAperti(ctx, tx, 0); err != nil {
			return err
		}
		return s.completa(ctx, tx, &e, people)
	})
	return e, err
}

// completa adds to the people of a page their mandates of today, in one query.
func (s *Service) completa(ctx context.Context, tx *db.Tx, e *Elenco, people []Persona) error {
	if len(people) == 0 {
		return nil
	}
	args := []any{tx.Now().Day()}
	where := map[int64]int{}
	for i, p := range people {
		e.Righe = append(e.Righe, RigaPersona{Persona: p})
		args = append(args, p.ID)
		where[p.ID] = i
	}
	ms, err := db.Many(ctx, tx, scanMandato, `SELECT `+colonneMandato+` FROM mandati m
		WHERE `+attivoOggi+` AND m.persona_id IN (`+db.Placeholders(2, len(people))+`) ORDER BY m.id`, args...)
	if err != nil {
		return err
	}
	for _, m := range ms {
		r := &e.Righe[where[m.PersonaID]]
		r.Mandati = append(r.Mandati, m)
	}
	if e.Nomi, err = s.nomi(ctx, tx, ms); err != nil {
		return err
	}
	return nil
}

// SceltaTaskForce lists the task forces for forms.
func (s *Service) SceltaTaskForce(ctx context.Context) (choices []Scelta, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		choices, err = s.TaskForces(ctx, tx)
		return err
	})
	return choices, err
}
