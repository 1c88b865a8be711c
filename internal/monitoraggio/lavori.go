package monitoraggio

import (
	"context"
	"time"

	"pass/internal/kernel"
	"pass/internal/platform/jobs"
)

// giornataArgs is the job that does what the passing of the days asks for:
// invitations of bodies that joined meanwhile, reminders, impediments.
type giornataArgs struct{}

// Kind implements jobs.Args.
func (giornataArgs) Kind() string { return "monitoraggio.giornata" }

// invitiArgs is the job that goes on with the invitations of a campaign.
type invitiArgs struct {
	Semestre kernel.Semestre `json:"semestre"`
}

// Kind implements jobs.Args.
func (invitiArgs) Kind() string { return "monitoraggio.inviti" }

// registraLavori registers the jobs of the area, one line each.
func (s *Service) registraLavori() {
	jobs.Handle(s.Jobs, func(ctx context.Context, _ giornataArgs) error { return s.Giornata(ctx) })
	jobs.Handle(s.Jobs, func(ctx context.Context, a invitiArgs) error { return s.proseguiInviti(ctx, a.Semestre) })
	jobs.Handle(s.Jobs, func(ctx context.Context, a QuadroArgs) error { return s.AggiornaQuadro(ctx, a.Rilevazione) })
	s.Jobs.Every(time.Hour, true, giornataArgs{})
	s.registraEffetti()
}
