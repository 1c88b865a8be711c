package monitoraggio

import (
	"context"
	"time"

	"pass/internal/platform/db"
)

// etaCaricamento is how long a file that nobody confirmed is kept: it may hold
// more than what is needed.
const etaCaricamento = 30 * 24 * time.Hour

// lasciaVecchi discards the files that nobody confirmed in time.
func (s *Service) lasciaVecchi(ctx context.Context) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		cs, err := db.Many(ctx, tx, scanCaricamento, `SELECT `+colonneCaricamento+` FROM monitoraggio_caricamenti c JOIN files f ON f.id = c.file_id
			WHERE c.stato IN ('da_mappare','da_confermare') AND c.caricato_il < $1 ORDER BY c.id LIMIT 200`, tx.Now().Add(-etaCaricamento))
		if err != nil {
			return err
		}
		for _, c := range cs {
			if err := s.lascia(ctx, tx, &c); err != nil {
				return err
			}
		}
		return nil
	})
}
