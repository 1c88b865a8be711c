package accesso

import (
	"context"

	"pass/internal/platform/db"
)

const colonneInvito = `i.id, i.email, i.codice_fiscale, i.descrizione, i.ruolo, i.titolo, i.ente_id, i.task_force_id, i.dal, i.al,
	i.da_id, i.creato_il, i.scade_il, i.accettato_il, i.accettato_da, i.mandato_id, i.revocato_il`

func scanInvito(r db.Row) (i Invito, err error) {
	return i, r.Scan(&i.ID, &i.Email, &i.CodiceFiscale, &i.Descrizione, &i.Ruolo, &i.Titolo, &i.EnteID, &i.TaskForceID, &i.Dal, &i.Al,
		&i.Da, &i.CreatoIl, &i.ScadeIl, &i.AccettatoIl, &i.AccettatoDa, &i.MandatoID, &i.RevocatoIl)
}

// GetInvito reads an invitation, or returns db.ErrNotFound.
func GetInvito(ctx context.Context, tx *db.Tx, id int64) (Invito, error) {
	return db.One(ctx, tx, scanInvito, `SELECT `+colonneInvito+` FROM inviti i WHERE i.id = $1`, id)
}

// InvitiAperti lists the invitations for a body that may still be accepted,
// newest first; ente 0 gives those to staff and experts.
func InvitiAperti(ctx context.Context, tx *db.Tx, ente int64) ([]Invito, error) {
	return db.Many(ctx, tx, scanInvito, `SELECT `+colonneInvito+` FROM inviti i
		WHERE i.ente_id = $1 AND i.accettato_il IS NULL AND i.revocato_il IS NULL AND i.scade_il > $2 ORDER BY i.id DESC`, ente, tx.Now())
}

func invitoPerToken(ctx context.Context, tx *db.Tx, token string) (Invito, error) {
	return db.One(ctx, tx, scanInvito, `SELECT `+colonneInvito+` FROM inviti i WHERE i.token_sha256 = $1`, impronta(token))
}

func scriviInvito(ctx context.Context, tx *db.Tx, i Invito, token string) (int64, error) {
	return db.One(ctx, tx, db.Scalar[int64], `INSERT INTO inviti (token_sha256, email, codice_fiscale, descrizione, ruolo, titolo, ente_id, task_force_id, dal, al, da_id, creato_il, scade_il)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13) RETURNING id`,
		impronta(token), i.Email, string(i.CodiceFiscale), i.Descrizione, string(i.Ruolo), string(i.Titolo), i.EnteID, i.TaskForceID,
		i.Dal, i.Al, i.Da, tx.Now(), i.ScadeIl)
}
