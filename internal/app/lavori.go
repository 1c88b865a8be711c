package app

import (
	"context"
	"time"

	"pass/internal/platform/db"
	"pass/internal/platform/files"
	"pass/internal/platform/jobs"
)

type puliziaArgs struct{}

// Kind implements jobs.Args.
func (puliziaArgs) Kind() string { return "app.pulizia" }

// Ages after which machinery is thrown away.
const (
	etaOrfani = 24 * time.Hour      // files without a row
	etaInvii  = 7 * 24 * time.Hour  // keys of submissions
	etaPosta  = 90 * 24 * time.Hour // texts of messages that left, or that nobody would take
)

// lavori registers the upkeep that belongs to no area.
func (a *App) lavori() {
	jobs.Handle(a.Jobs, func(ctx context.Context, _ puliziaArgs) error { return a.Pulizia(ctx) })
	a.Jobs.Every(6*time.Hour, true, puliziaArgs{})
}

// Pulizia removes orphan files and what machinery kept for a while.
func (a *App) Pulizia(ctx context.Context) error {
	if _, err := files.Sweep(ctx, a.DB, a.Files, etaOrfani); err != nil {
		return err
	}
	return a.DB.InTx(ctx, func(tx *db.Tx) error {
		for _, d := range []struct {
			query string
			age   time.Duration
		}{
			{`DELETE FROM invii WHERE ricevuto_il < $1`, etaInvii},
			{`DELETE FROM posta WHERE stato <> 'da_spedire' AND creata_il < $1`, etaPosta},
		} {
			if _, err := tx.Exec(ctx, d.query, tx.Now().Add(-d.age)); err != nil {
				return err
			}
		}
		return nil
	})
}
