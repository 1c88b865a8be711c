package main

import (
	"context"
	"io"

	"pass/internal/app"
	"pass/internal/kernel"
	"pass/internal/platform/config"
)

type rapportoCmd struct {
	config.Config `embed:""`
	Semestre      string `arg:"" help:"Semestre, per esempio 2026-1."`
	Cartella      string `required:"" help:"Cartella in cui scrivere la pagina, il foglio di calcolo e i CSV."`
}

// Run writes the monitoring report of a semester.
func (c *rapportoCmd) Run(ctx context.Context, out io.Writer) error {
	sem, err := kernel.ParseSemestre(c.Semestre)
	if err != nil || sem.IsZero() {
		return rifiuta("il semestre %q non si legge: si scrive 2026-1 oppure 2026-2", c.Semestre)
	}
	return app.Rapporto(ctx, out, c.Config, sem, c.Cartella)
}
