package accesso

import (
	"context"

	"pass/internal/kernel"
	"pass/internal/platform/db"
)

const colonneSessione = `s.id, s.persona_id, s.emittente, s.agente, s.creata_il, s.vista_il, s.chiusa_il, s.motivo`

func (s *Sessione) campi() []any {
	return []any{&s.ID, &s.PersonaID, &s.Emittente, &s.Agente, &s.CreataIl, &s.VistaIl, &s.ChiusaIl, &s.Motivo}
}

func scanSessione(r db.Row) (s Sessione, err error) { return s, r.Scan(s.campi()...) }

// CreaSessione opens a session for a person who has just been recognised and
// gives its token, which exists only in the browser's cookie.
func CreaSessione(ctx context.Context, tx *db.Tx, s Sessione) (id int64, token string, err error) {
	token = nuovoToken()
	id, err = db.One(ctx, tx, db.Scalar[int64], `INSERT INTO sessioni (persona_id, token_sha256, emittente, agente, creata_il, vista_il)
		VALUES ($1,$2,$3,$4,$5,$5) RETURNING id`, s.PersonaID, impronta(token), s.Emittente, s.Agente, tx.Now())
	return id, token, err
}

// sessionePerToken reads a session and its person, or returns db.ErrNotFound.
func sessionePerToken(ctx context.Context, tx *db.Tx, token string) (s Sessione, p Persona, err error) {
	_, err = db.One(ctx, tx, func(r db.Row) (struct{}, error) {
		return struct{}{}, r.Scan(append(s.campi(), p.campi()...)...)
	}, `SELECT `+colonneSessione+`, `+colonnePersona+` FROM sessioni s JOIN persone p ON p.id = s.persona_id WHERE s.token_sha256 = $1`, impronta(token))
	return s, p, err
}

// SessioniDi lists the sessions of a person, open ones first, then the latest
// closed ones up to limite.
func SessioniDi(ctx context.Context, tx *db.Tx, persona int64, limite int) ([]Sessione, error) {
	return db.Many(ctx, tx, scanSessione, `SELECT `+colonneSessione+` FROM sessioni s WHERE s.persona_id = $1
		ORDER BY CASE WHEN s.chiusa_il IS NULL THEN 0 ELSE 1 END, s.vista_il DESC, s.id DESC LIMIT $2`, persona, limite)
}

// chiudiSessione closes an open session of that person; it reports whether
// there was one.
func chiudiSessione(ctx context.Context, tx *db.Tx, id, persona int64, m Motivo) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE sessioni SET chiusa_il = $1, motivo = $2 WHERE id = $3 AND persona_id = $4 AND chiusa_il IS NULL`,
		tx.Now(), string(m), id, persona)
	return n > 0, err
}

// chiudiSessioni closes all open sessions of a person and counts them.
func chiudiSessioni(ctx context.Context, tx *db.Tx, persona int64, m Motivo) (int64, error) {
	return tx.Exec(ctx, `UPDATE sessioni SET chiusa_il = $1, motivo = $2 WHERE persona_id = $3 AND chiusa_il IS NULL`,
		tx.Now(), string(m), persona)
}

// vediSessione notes that the session is in use.
func vediSessione(ctx context.Context, tx *db.Tx, id int64, ora kernel.Instant) error {
	_, err := tx.Exec(ctx, `UPDATE sessioni SET vista_il = $1 WHERE id = $2 AND chiusa_il IS NULL AND vista_il < $1`, ora, id)
	return err
}
