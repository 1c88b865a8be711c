package analisiweb

import (
	"context"

	"pass/internal/analisi"
	"pass/internal/analisi/esame"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/richieste"
	"pass/internal/ui"
)

// Collegamenti gives the links that the page of a request, already loaded for
// the actor, shows to this area: one once there are logs or the actor may
// upload one, else none.
func Collegamenti(ctx context.Context, tx *db.Tx, chi kernel.Actor, r richieste.Richiesta) ([]ui.Link, error) {
	if !analisi.Consulta.Allows(chi) {
		return nil, nil
	}
	n, err := analisi.Quanti(ctx, tx, r)
	if err != nil {
		return nil, err
	}
	l := ui.Link{Text: "Analisi dei colli di bottiglia", URL: urlElenco(r.ID)}
	switch {
	case n > 0:
		l.Text += " (" + esame.Quanti(n, "registro", "registri") + ")"
	case analisi.PuoCaricare(chi, r):
		l.Text += ": caricare un registro"
	default:
		return nil, nil
	}
	return []ui.Link{l}, nil
}
