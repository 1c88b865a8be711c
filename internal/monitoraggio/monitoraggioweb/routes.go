// Package monitoraggioweb shows the monitoring: campaigns and the checks of
// the segreteria, the data of one body, the figures of the Region.
//
// The pages of one campaign are under /monitoraggio/rilevazioni/{sem}, those
// of the own body under /monitoraggio/mio: a semester right after
// /monitoraggio would make addresses that two patterns match.
package monitoraggioweb

import (
	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/platform/db"
	"pass/internal/platform/web"
)

// Deps is what the pages need.
type Deps struct {
	Monitoraggio *monitoraggio.Service
}

type pagine struct{ Deps }

// Register adds the routes.
func Register(rt *web.Router, d Deps) {
	p := &pagine{d}
	p.rotteRaccolta(rt)
	p.rotteEnte(rt)
	p.rotteEffetto(rt)
	p.rotteCifre(rt)
}

// rotteRaccolta are the pages of campaigns and of their checks.
func (p *pagine) rotteRaccolta(rt *web.Router) {
	web.Requires(monitoraggio.Legge, rt, "GET /monitoraggio", p.campagne)
	web.Requires(monitoraggio.Governa, rt, "GET /monitoraggio/nuova", p.nuova)
	web.Requires(monitoraggio.Governa, rt, "POST /monitoraggio/nuova", p.crea)
	web.Requires(monitoraggio.Consulta, rt, "GET /monitoraggio/rilevazioni/{sem}", p.campagna)
	web.Requires(monitoraggio.Governa, rt, "GET /monitoraggio/rilevazioni/{sem}/modifica", p.modifica)
	web.Requires(monitoraggio.Governa, rt, "POST /monitoraggio/rilevazioni/{sem}/modifica", p.aggiorna)
	web.Requires(monitoraggio.Verifica, rt, "POST /monitoraggio/rilevazioni/{sem}/atti/{atto}", p.attoCampagna)
	web.Requires(monitoraggio.Consulta, rt, "GET /monitoraggio/rilevazioni/{sem}/enti", p.invii)
	web.Requires(monitoraggio.Consulta, rt, "GET /monitoraggio/rilevazioni/{sem}/enti.csv", p.inviiCSV)
	web.Requires(monitoraggio.Verifica, rt, "GET /monitoraggio/rilevazioni/{sem}/solleciti", p.solleciti)
	web.Requires(monitoraggio.Verifica, rt, "POST /monitoraggio/rilevazioni/{sem}/solleciti", p.sollecita)
	web.Requires(monitoraggio.Consulta, rt, "GET /monitoraggio/rilevazioni/{sem}/enti/{ente}", p.invio)
	web.Requires(monitoraggio.Verifica, rt, "GET /monitoraggio/rilevazioni/{sem}/enti/{ente}/ricevute/{numero}", p.datiInviati)
	web.Requires(monitoraggio.Verifica, rt, "POST /monitoraggio/rilevazioni/{sem}/enti/{ente}/atti/{atto}", p.attoInvio)
}

// semestre reads the semester of the address; anything else, such as 2026-3,
// is NonTrovato.
func semestre(c *web.Context) (kernel.Semestre, error) {
	s, err := kernel.ParseSemestre(c.R.PathValue("sem"))
	if err != nil || s.IsZero() {
		return s, db.ErrNotFound
	}
	return s, nil
}
