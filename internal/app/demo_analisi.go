package app

import (
	"bytes"
	"time"

	"pass/internal/analisi"
	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/platform/files"
)

// registriDimostrativi is how many bodies of one population class bring the
// log of their building permits: enough for an anonymous comparison.
const registriDimostrativi = 7

// storieRegistro are the requests that come with a log, with the body that the
// demonstration opens on first.
func (d *demo) storieRegistro() (out []*vita) {
	for i := range d.enti {
		if monitoraggio.ClasseDi(d.enti[i].Ente) == "c4" && len(out) < registriDimostrativi {
			out = append(out, &vita{d: d, n: quanteRichieste + 10 + i, ente: d.enti[i], fine: 99, registro: uint64(len(out) + 1)})
		}
	}
	return out
}

// portaRegistro uploads the log of the body, reads it and confirms what its
// activities mean.
func (v *vita) portaRegistro() error {
	pratiche, lento := 180, 1.0
	if v.registro > 1 {
		pratiche, lento = 60, 0.6+0.1*float64(v.registro)
	}
	testo := registroInventato(v.registro, pratiche, 800, v.d.clock.now().Truncate(24*time.Hour), lento)
	stored, err := v.d.a.Files.Put(v.d.ctx, bytes.NewReader(testo), int64(len(testo)))
	if err != nil {
		return err
	}
	a, chi := v.d.a.Analisi, v.ente.sindaco
	g, err := a.CaricaRegistro(v.d.ctx, chi, v.id, analisi.Caricamento{Stored: stored, Nome: "permessi-di-costruire.csv", Tipo: files.CSV.Type})
	if err != nil {
		return err
	}
	scheda, err := a.ApriColonne(v.d.ctx, chi, v.id, int64(g.N), "", "")
	if err != nil {
		return err
	}
	if err := a.ConfermaColonne(v.d.ctx, chi, v.id, int64(g.N), scheda.Proposta); err != nil {
		return err
	}
	if err := a.LeggiRegistro(v.d.ctx, g.ID); err != nil {
		return err
	}
	passi, err := a.ApriPassi(v.d.ctx, chi, v.id, int64(g.N))
	if err != nil {
		return err
	}
	return a.ConfermaPassi(v.d.ctx, chi, v.id, int64(g.N), analisi.Passi{Termine: passi.Termine})
}

// inizioRegistri is when those requests are sent.
func (d *demo) inizioRegistri() time.Time { return d.end.Add(-24 * 40 * time.Hour).In(kernel.Rome) }
