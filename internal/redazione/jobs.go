package redazione

import (
	"context"
	"time"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/jobs"
)

type pubblicaArgs struct {
	Il kernel.Instant `json:"il"`
}

// Kind implements jobs.Args.
func (pubblicaArgs) Kind() string { return "redazione.pubblica" }

type conservaArgs struct{}

// Kind implements jobs.Args.
func (conservaArgs) Kind() string { return "redazione.conserva" }

type avvisiArgs struct{}

// Kind implements jobs.Args.
func (avvisiArgs) Kind() string { return "redazione.avvisi" }

// lavori registers the jobs of the area. What was scheduled goes out by a job
// of its own at its instant, and by the periodic one when that job was lost, as
// after a restore.
func (s *Service) lavori() {
	jobs.Handle(s.jobs, func(ctx context.Context, _ pubblicaArgs) error { return s.PubblicaProgrammati(ctx) })
	jobs.Handle(s.jobs, func(ctx context.Context, _ conservaArgs) error { return s.Conserva(ctx) })
	jobs.Handle(s.jobs, func(ctx context.Context, _ avvisiArgs) error { return s.AvvisiDelGiorno(ctx) })
	s.jobs.Every(5*time.Minute, true, pubblicaArgs{})
	s.jobs.Every(12*time.Hour, true, conservaArgs{})
	s.jobs.Every(time.Hour, true, avvisiArgs{})
}

// PubblicaProgrammati publishes what is scheduled up to now, each once however
// many nodes and jobs try: the state moves on in the transaction that shows the
// content.
func (s *Service) PubblicaProgrammati(ctx context.Context) error {
	return s.db.InTx(ctx, func(tx *db.Tx) error {
		ids, err := programmati(ctx, tx, tx.Now())
		if err != nil {
			return err
		}
		for _, id := range ids {
			err := agisciIn(ctx, tx, kernel.ActorSistema(), id, ActPubblica, func(_ *db.Tx, c *Contenuto) (map[string]any, error) {
				programmata := c.ProgrammataIl
				return map[string]any{"programmata": programmata}, c.Pubblica(tx.Now())
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}
