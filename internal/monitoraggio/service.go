package monitoraggio

import (
	"log/slog"
	"pass/internal/pubblico"

	"pass/internal/platform/config"
	"pass/internal/platform/db"
	"pass/internal/platform/files"
	"pass/internal/platform/jobs"
	"pass/internal/platform/mail"
)

// Deps is what the service needs.
type Deps struct {
	DB     *db.DB
	Mail   *mail.Mailer
	Jobs   *jobs.Queue
	Files  files.Store
	Config config.Config
	Log    *slog.Logger
	Stampe *pubblico.Stampe // the PDF of reports; nil: none is made
}

// Service performs the acts of the monitoring.
type Service struct{ Deps }

// New makes the service and registers its jobs.
func New(d Deps) *Service {
	s := &Service{d}
	s.registraLavori()
	return s
}
