package enti

import (
	"context"

	"pass/internal/kernel"
	"pass/internal/platform/db"
)

// EntePubblico is a body with what may be published of its joining.
type EntePubblico struct {
	Ente
	AderenteDal kernel.Instant // approval in force; zero when the body has not joined
}

// PerCifre lists every body of the register, ceased ones too, in the order of
// names, for the public figures: one query.
func PerCifre(ctx context.Context, tx *db.Tx) ([]EntePubblico, error) {
	return db.Many(ctx, tx, func(r db.Row) (e EntePubblico, err error) {
		return e, r.Scan(append(e.campi(), &e.AderenteDal)...)
	}, `SELECT `+colonneEnte+`, a.decisa_il FROM enti e LEFT JOIN adesioni a ON a.ente_id = e.id AND a.stato = 'approvata'
		ORDER BY e.ordine, e.id`)
}

// AdesioniDaVerificare counts the adesioni that wait for the segreteria.
func AdesioniDaVerificare(ctx context.Context, tx *db.Tx) (int64, error) {
	return db.One(ctx, tx, db.Scalar[int64], `SELECT COUNT(*) FROM adesioni WHERE stato IN ('inviata','in_verifica')`)
}

// VersioneAdesione is the version that the next act on the adesione must
// name.
func VersioneAdesione(ctx context.Context, tx *db.Tx, id int64) (int64, error) {
	return db.One(ctx, tx, db.Scalar[int64], `SELECT versione FROM adesioni WHERE id = $1`, id)
}
