package accesso

import (
	"context"
	"time"

	"pass/internal/platform/db"
)

// How long rows that are of no more use are kept.
const (
	conservaSessioni = 180 * 24 * time.Hour // closed sessions: six months, as for administrators' log-ins
	conservaModuli   = 7 * 24 * time.Hour   // forms interrupted by an expired session
)

type pulisciArgs struct{}

// Kind implements jobs.Args.
func (pulisciArgs) Kind() string { return "accesso.pulisci" }

// pulisci removes sign-ins never completed, closes sessions that ran out
// unseen, and removes old sessions and interrupted forms. Who signed in, and
// when, stays in registro.
func (s *Service) pulisci(ctx context.Context, _ pulisciArgs) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		ora, d := tx.Now(), s.durate()
		if _, err := tx.Exec(ctx, `DELETE FROM accessi_in_corso WHERE scade_il < $1`, ora); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE sessioni SET chiusa_il = $1, motivo = 'durata_massima' WHERE chiusa_il IS NULL AND creata_il <= $2`,
			ora, ora.Add(-d.Massima)); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE sessioni SET chiusa_il = $1, motivo = 'inattiva' WHERE chiusa_il IS NULL AND vista_il <= $2`,
			ora, ora.Add(-d.Inattiva)); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM sessioni WHERE chiusa_il < $1`, ora.Add(-conservaSessioni)); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `DELETE FROM moduli_sospesi WHERE creato_il < $1`, ora.Add(-conservaModuli))
		return err
	})
}
