package richieste

import (
	"context"

	"pass/internal/kernel"
	"pass/internal/platform/db"
)

// AttoDiServizio is a line of a timeline without what was written and without
// the person: what the service needs to measure itself.
type AttoDiServizio struct {
	Codice         string // of the request
	Atto           Atto
	Ruolo          kernel.Ruolo
	Il             kernel.Instant
	Provincia      string
	ProcedimentoID int64
	TaskForceID    int64 // 0: never sent to one
}

// AttiDelServizio lists the acts on the requests sent from dal (included) to al
// (excluded), request by request in the order of their timelines, at most
// limite. The making of a draft is no act of the service.
func AttiDelServizio(ctx context.Context, tx *db.Tx, dal, al kernel.Instant, limite int) ([]AttoDiServizio, error) {
	return db.Many(ctx, tx, func(row db.Row) (a AttoDiServizio, err error) {
		var r Richiesta
		err = row.Scan(&r.Anno, &r.Numero, &a.Provincia, &a.ProcedimentoID, &a.TaskForceID, &a.Atto, &a.Ruolo, &a.Il)
		a.Codice = r.Codice()
		return a, err
	}, `SELECT r.anno, r.numero, r.provincia, r.procedimento_id, r.task_force_id, a.atto, a.ruolo, a.il
		FROM richieste r JOIN richieste_atti a ON a.richiesta_id = r.id
		WHERE r.numero > 0 AND r.inviata_il >= $1 AND r.inviata_il < $2 AND a.atto <> 'Crea'
		ORDER BY r.id, a.n LIMIT $3`, dal, al, limite)
}

// UltimoAtto is the id of the last act on any request, 0 when there is none:
// while it stays, nothing happened.
func UltimoAtto(ctx context.Context, tx *db.Tx) (int64, error) {
	return db.One(ctx, tx, db.Scalar[int64], `SELECT COALESCE(MAX(id), 0) FROM richieste_atti`)
}
