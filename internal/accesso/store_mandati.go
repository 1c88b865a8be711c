package accesso

import (
	"cmp"
	"context"
	"strings"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/registro"
)

const colonneMandato = `m.id, m.persona_id, m.ruolo, m.titolo, m.ente_id, m.task_force_id, m.dal, m.al,
	m.conferito_da, m.conferito_il, m.revocato_il, m.revocato_da, m.motivo`

func (m *Mandato) campi() []any {
	return []any{&m.ID, &m.PersonaID, &m.Ruolo, &m.Titolo, &m.EnteID, &m.TaskForceID, &m.Dal, &m.Al,
		&m.ConferitoDa, &m.ConferitoIl, &m.RevocatoIl, &m.RevocatoDa, &m.Motivo}
}

func scanMandato(r db.Row) (m Mandato, err error) { return m, r.Scan(m.campi()...) }

func scanPersonaConMandato(r db.Row) (pm PersonaConMandato, err error) {
	return pm, r.Scan(append(pm.Persona.campi(), pm.Mandato.campi()...)...)
}

// attivoOggi is the SQL of Mandato.Attivo, with $1 the day.
const attivoOggi = `m.revocato_il IS NULL AND (m.dal IS NULL OR m.dal <= $1) AND (m.al IS NULL OR m.al >= $1)`

// GetMandato reads a mandate, or returns db.ErrNotFound.
func GetMandato(ctx context.Context, tx *db.Tx, id int64) (Mandato, error) {
	return db.One(ctx, tx, scanMandato, `SELECT `+colonneMandato+` FROM mandati m WHERE m.id = $1`, id)
}

// MandatiDi lists all the mandates of a person, past ones too, newest first.
func MandatiDi(ctx context.Context, tx *db.Tx, persona int64) ([]Mandato, error) {
	return db.Many(ctx, tx, scanMandato, `SELECT `+colonneMandato+` FROM mandati m WHERE m.persona_id = $1 ORDER BY m.id DESC`, persona)
}

// ConMandatoPerEnte lists who acts for a body today: the legale
// rappresentante first, then the delegati by name.
func ConMandatoPerEnte(ctx context.Context, tx *db.Tx, ente int64) ([]PersonaConMandato, error) {
	return db.Many(ctx, tx, scanPersonaConMandato, `SELECT `+colonnePersona+`, `+colonneMandato+`
		FROM mandati m JOIN persone p ON p.id = m.persona_id
		WHERE `+attivoOggi+` AND m.ente_id = $2 AND m.ruolo IN ('legale_rappresentante', 'delegato')
		ORDER BY CASE m.ruolo WHEN 'legale_rappresentante' THEN 0 ELSE 1 END, p.ricerca, m.id`, tx.Now().Day(), ente)
}

// ConMandatoPerEnti is ConMandatoPerEnte for many bodies, by body: one query
// for each db.MaxArgs of them.
func ConMandatoPerEnti(ctx context.Context, tx *db.Tx, enti []int64) (map[int64][]PersonaConMandato, error) {
	out := make(map[int64][]PersonaConMandato, len(enti))
	for len(enti) > 0 {
		n := min(len(enti), db.MaxArgs-1)
		list, err := db.Many(ctx, tx, scanPersonaConMandato, `SELECT `+colonnePersona+`, `+colonneMandato+`
			FROM mandati m JOIN persone p ON p.id = m.persona_id
			WHERE `+attivoOggi+` AND m.ruolo IN ('legale_rappresentante', 'delegato') AND m.ente_id IN (`+db.Placeholders(2, n)+`)
			ORDER BY m.ente_id, CASE m.ruolo WHEN 'legale_rappresentante' THEN 0 ELSE 1 END, p.ricerca, m.id`,
			append([]any{tx.Now().Day()}, db.Args(enti[:n])...)...)
		if err != nil {
			return nil, err
		}
		for _, p := range list {
			out[p.Mandato.EnteID] = append(out[p.Mandato.EnteID], p)
		}
		enti = enti[n:]
	}
	return out, nil
}

// ConRuolo lists who holds the role today, by name; taskForce 0 means any.
func ConRuolo(ctx context.Context, tx *db.Tx, ruolo kernel.Ruolo, taskForce int64) ([]PersonaConMandato, error) {
	return db.Many(ctx, tx, scanPersonaConMandato, `SELECT `+colonnePersona+`, `+colonneMandato+`
		FROM mandati m JOIN persone p ON p.id = m.persona_id
		WHERE `+attivoOggi+` AND m.ruolo = $2 AND (CAST($3 AS BIGINT) = 0 OR m.task_force_id = $3)
		ORDER BY p.ricerca, m.id`, tx.Now().Day(), string(ruolo), taskForce)
}

// ActorDi is the person as the areas see it: the name and the mandates that
// hold on the day of the transaction.
func ActorDi(ctx context.Context, tx *db.Tx, persona int64) (kernel.Actor, error) {
	p, err := GetPersona(ctx, tx, persona)
	if err != nil {
		return kernel.Actor{}, err
	}
	return actorDi(ctx, tx, p)
}

func actorDi(ctx context.Context, tx *db.Tx, p Persona) (kernel.Actor, error) {
	a := kernel.Actor{Persona: p.ID, Nome: p.NomeCompleto()}
	var err error
	a.Mandati, err = db.Many(ctx, tx, func(r db.Row) (m kernel.Mandato, err error) {
		return m, r.Scan(&m.ID, &m.Ruolo, &m.Ente, &m.TaskForce)
	}, `SELECT m.id, m.ruolo, m.ente_id, m.task_force_id FROM mandati m WHERE `+attivoOggi+` AND m.persona_id = $2 ORDER BY m.id`,
		tx.Now().Day(), p.ID)
	return a, err
}

// Conferisci writes a mandate. The same role in the same scope on overlapping
// days is a Conflitto; a scope that does not fit the role is NonValido. The
// caller has checked that chi may confer it.
func Conferisci(ctx context.Context, tx *db.Tx, chi kernel.Actor, m Mandato) (int64, error) {
	if err := m.Validate(); err != nil {
		return 0, err
	}
	// Touching the person's row makes concurrent grants to them wait, so that
	// the check below sees what the other one wrote.
	if n, err := tx.Exec(ctx, `UPDATE persone SET nome = nome WHERE id = $1`, m.PersonaID); err != nil || n == 0 {
		return 0, cmp.Or(err, error(db.ErrNotFound))
	}
	same, err := db.Many(ctx, tx, scanMandato, `SELECT `+colonneMandato+` FROM mandati m
		WHERE m.persona_id = $1 AND m.ruolo = $2 AND m.ente_id = $3 AND m.task_force_id = $4 AND m.revocato_il IS NULL`,
		m.PersonaID, string(m.Ruolo), m.EnteID, m.TaskForceID)
	if err != nil {
		return 0, err
	}
	for _, old := range same {
		if siSovrappongono(old, m) {
			return 0, kernel.E(kernel.Conflitto, "La persona ha già lo stesso incarico negli stessi giorni.")
		}
	}
	id, err := db.One(ctx, tx, db.Scalar[int64], `INSERT INTO mandati (persona_id, ruolo, titolo, ente_id, task_force_id, dal, al, conferito_da, conferito_il)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9) RETURNING id`,
		m.PersonaID, string(m.Ruolo), string(m.Titolo), m.EnteID, m.TaskForceID, m.Dal, m.Al, chi.Persona, tx.Now())
	if err != nil {
		return 0, err
	}
	return id, registro.Annota(ctx, tx, chi, registro.Voce{Atto: "ConferisciMandato", Oggetto: "mandato", OggettoID: id, Ente: m.EnteID,
		Dettagli: map[string]any{"persona": m.PersonaID, "ruolo": m.Ruolo, "titolo": m.Titolo, "task_force": m.TaskForceID, "dal": m.Dal, "al": m.Al}})
}

// siSovrappongono reports whether two mandates share a day.
func siSovrappongono(a, b Mandato) bool {
	prima := func(x, y Mandato) bool { return !x.Al.IsZero() && !y.Dal.IsZero() && x.Al.Before(y.Dal) }
	return !prima(a, b) && !prima(b, a)
}

// Revoca ends a mandate at once, with the reason. One already revoked is a
// Conflitto; no reason is NonValido (field motivo). The caller has checked
// that chi may end it.
func Revoca(ctx context.Context, tx *db.Tx, chi kernel.Actor, mandato int64, motivo string) error {
	motivo = strings.TrimSpace(motivo)
	if motivo == "" || len(motivo) > 500 {
		return kernel.Invalid([]kernel.FieldError{{Field: "motivo", Message: "Scrivere il motivo, al massimo 500 caratteri."}})
	}
	m, err := GetMandato(ctx, tx, mandato)
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `UPDATE mandati SET revocato_il = $1, revocato_da = $2, motivo = $3 WHERE id = $4 AND revocato_il IS NULL`,
		tx.Now(), chi.Persona, motivo, mandato)
	if err != nil {
		return err
	}
	if n == 0 {
		return kernel.E(kernel.Conflitto, "L'incarico era già terminato.")
	}
	return registro.Annota(ctx, tx, chi, registro.Voce{Atto: "RevocaMandato", Oggetto: "mandato", OggettoID: mandato, Ente: m.EnteID,
		Dettagli: map[string]any{"persona": m.PersonaID, "ruolo": m.Ruolo, "motivo": motivo}})
}

// RevocaPerEnte ends at once all mandates of that role for a body, those that
// are still to begin too. A body without any is not an error.
func RevocaPerEnte(ctx context.Context, tx *db.Tx, chi kernel.Actor, ente int64, ruolo kernel.Ruolo, motivo string) error {
	ids, err := db.Many(ctx, tx, db.Scalar[int64], `SELECT m.id FROM mandati m
		WHERE m.ente_id = $1 AND m.ruolo = $2 AND m.revocato_il IS NULL AND (m.al IS NULL OR m.al >= $3) ORDER BY m.id`,
		ente, string(ruolo), tx.Now().Day())
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := Revoca(ctx, tx, chi, id, motivo); err != nil {
			return err
		}
	}
	return nil
}
