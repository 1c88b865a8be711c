package analisiweb

import (
	"pass/internal/analisi"
	"pass/internal/platform/web"
)

// pagineStudio are the pages of the analysis: those of the log of a request,
// and those that the service has about itself.
func (d Deps) pagineStudio(rt *web.Router) {
	const registro = "GET /analisi/richieste/{id}/registri/{n}"
	web.Requires(analisi.Consulta, rt, registro+"/mappa", d.suRegistro(d.mappa))
	web.Requires(analisi.Consulta, rt, registro+"/tempi", d.suRegistro(d.tempi))
	web.Requires(analisi.Consulta, rt, registro+"/rapporto", d.suRegistro(d.rapporto))
	web.Requires(analisi.Consulta, rt, registro+"/rapporto.csv", d.suRegistro(d.rapportoCSV))
	web.Requires(analisi.Consulta, rt, registro+"/esporta/{file}", d.suRegistro(d.esportaRegistro))
	web.Requires(analisi.Consulta, rt, registro+"/percorsi", d.suRegistro(d.percorsi))
	web.Requires(analisi.Consulta, rt, registro+"/cause", d.suRegistro(d.cause))
	web.Requires(analisi.Consulta, rt, registro+"/legge", d.suRegistro(d.legge))
	web.Requires(analisi.Carica, rt, "POST /analisi/richieste/{id}/registri/{n}/legge", d.indicaPassi)
	web.Requires(analisi.Consulta, rt, registro+"/qualita", d.suRegistro(d.qualita))
	web.Requires(analisi.Consulta, rt, registro+"/casi", d.suRegistro(d.casi))
	web.Requires(analisi.Consulta, rt, registro+"/dati", d.suRegistro(d.dati))
	web.Requires(analisi.Consulta, rt, registro+"/simula", d.suRegistro(d.simula))
	web.Requires(analisi.Consulta, rt, registro+"/aperte", d.suRegistro(d.aperte))
	web.Requires(analisi.Consulta, rt, registro+"/aperte.csv", d.suRegistro(d.aperteCSV))
	web.Requires(analisi.Consulta, rt, registro+"/confronto", d.suRegistro(d.confronto))
	web.Requires(analisi.Consulta, rt, "POST /analisi/richieste/{id}/registri/{n}/filtri", d.salvaFiltro)
	web.Requires(analisi.Consulta, rt, "POST /analisi/richieste/{id}/registri/{n}/filtri/{filtro}/elimina", d.eliminaFiltro)
	web.Requires(analisi.Carica, rt, "POST /analisi/richieste/{id}/registri/{n}/piano", d.piano)
	web.Requires(analisi.Servizio, rt, "GET /analisi/servizio", d.suServizio(d.colli))
	web.Requires(analisi.Servizio, rt, "GET /analisi/servizio/mappa", d.suServizio(d.mappa))
	web.Requires(analisi.Servizio, rt, "GET /analisi/servizio/tempi", d.suServizio(d.tempi))
	web.Requires(analisi.Servizio, rt, "GET /analisi/servizio/rapporto", d.suServizio(d.rapporto))
	web.Requires(analisi.Servizio, rt, "GET /analisi/servizio/rapporto.csv", d.suServizio(d.rapportoCSV))
	web.Requires(analisi.Servizio, rt, "GET /analisi/servizio/percorsi", d.suServizio(d.percorsi))
	web.Requires(analisi.Servizio, rt, "GET /analisi/servizio/cause", d.suServizio(d.cause))
	web.Requires(analisi.Servizio, rt, "GET /analisi/servizio/casi", d.suServizio(d.casi))
}
