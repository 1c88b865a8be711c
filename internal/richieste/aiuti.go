package richieste

import (
	"context"

	"pass/internal/kernel"
	"pass/internal/platform/db"
)

// PrimoAiuto is when a body began to be helped on a procedure.
type PrimoAiuto struct {
	EnteID         int64
	ProcedimentoID int64
	Il             kernel.Instant // an expert took its first request in charge
}

// PrimiAiuti lists when each body began to be helped on each procedure, by
// body and procedure. Requests that were respinte, that ended without
// assistance or that the body withdrew before any answer are no help.
func PrimiAiuti(ctx context.Context, tx *db.Tx) ([]PrimoAiuto, error) {
	return db.Many(ctx, tx, func(row db.Row) (a PrimoAiuto, err error) {
		return a, row.Scan(&a.EnteID, &a.ProcedimentoID, &a.Il)
	}, `SELECT ente_id, procedimento_id, MIN(presa_in_carico_il) FROM richieste
		WHERE presa_in_carico_il IS NOT NULL AND stato NOT IN ('bozza','respinta') AND esito <> 'senza_assistenza'
			AND (stato <> 'annullata' OR prima_risposta_il IS NOT NULL)
		GROUP BY ente_id, procedimento_id ORDER BY ente_id, procedimento_id`)
}
