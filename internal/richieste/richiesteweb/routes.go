package richiesteweb

import (
	"context"

	"pass/internal/kernel"
	"pass/internal/platform/web"
	"pass/internal/richieste"
	"pass/internal/ui"
)

// Deps is what the pages need.
type Deps struct {
	Richieste *richieste.Service
	// Collegamenti are the links that areas to the right contribute to the
	// page of a request, such as the analysis of its bottlenecks; nil is none.
	Collegamenti func(ctx context.Context, chi kernel.Actor, r richieste.Richiesta) ([]ui.Link, error)
}

type pagine struct{ Deps }

// Register adds the routes.
func Register(rt *web.Router, d Deps) {
	p := &pagine{d}
	web.Requires(richieste.Consulta, rt, "GET /richieste", p.elenco)
	web.Requires(richieste.Consulta, rt, "GET /richieste/esporta.csv", p.esportaCSV)
	web.Requires(richieste.Consulta, rt, "GET /richieste/esporta.xlsx", p.esportaXLSX)
	web.Requires(richieste.Chiede, rt, "GET /richieste/nuova", p.nuova)
	web.Requires(richieste.Chiede, rt, "POST /richieste/nuova", p.crea)
	web.Requires(richieste.Chiede, rt, "GET /richieste/{id}/modifica", p.modifica)
	web.Requires(richieste.Chiede, rt, "POST /richieste/{id}/modifica", p.salva)
	web.Requires(richieste.Chiede, rt, "POST /richieste/{id}/bozza", p.salvaDaSola)
	web.Requires(richieste.Chiede, rt, "POST /richieste/{id}/elimina", p.elimina)
	web.Requires(richieste.Chiede, rt, "POST /richieste/{id}/allegati/{doc}/togli", p.togliAllegato)
	web.Requires(richieste.Consulta, rt, "GET /richieste/{id}", p.richiesta)
	web.Requires(richieste.Consulta, rt, "POST /richieste/{id}/atti/{atto}", p.atto)
	web.Requires(richieste.Consulta, rt, "GET /richieste/{id}/azioni/nuova", p.nuovaAzione)
	web.Requires(richieste.Consulta, rt, "POST /richieste/{id}/azioni", p.aggiungiAzione)
	web.Requires(richieste.Consulta, rt, "POST /richieste/{id}/azioni/{n}/stato", p.statoAzione)
	web.Requires(richieste.Consulta, rt, "GET /richieste/{id}/documenti/{doc}", p.documento)
	web.Requires(richieste.Consulta, rt, "GET /richieste/{id}/stampa", p.stampa)
	web.Requires(richieste.Consulta, rt, "GET /richieste/{id}/ricevuta", p.ricevuta)
}

// silenzio is the setting of the installation.
func (p *pagine) silenzio() int { return p.Richieste.Config.GiorniSilenzio }
