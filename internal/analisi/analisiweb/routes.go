// Package analisiweb shows where a procedure loses its time: the logs of a
// request, the reading of each, its result with the exports.
package analisiweb

import (
	"fmt"

	"pass/internal/analisi"
	"pass/internal/platform/web"
	"pass/internal/richieste"
)

// Deps is what the pages need.
type Deps struct {
	Analisi   *analisi.Service
	Richieste *richieste.Service // whose plan of intervention the findings go into

	code *code // made by Register
}

// Register adds the routes of the area.
func Register(rt *web.Router, d Deps) {
	d.code = nuoveCode()
	web.Requires(analisi.Consulta, rt, "GET /analisi/richieste/{id}", d.elenco)
	web.Requires(analisi.Carica, rt, "POST /analisi/richieste/{id}/registri", d.carica)
	web.Requires(analisi.Carica, rt, "POST /analisi/richieste/{id}/pratiche", d.pratiche)
	web.Requires(analisi.Consulta, rt, "GET /analisi/richieste/{id}/registri/{n}", d.registro)
	web.Requires(analisi.Carica, rt, "GET /analisi/richieste/{id}/registri/{n}/colonne", d.colonne)
	web.Requires(analisi.Carica, rt, "POST /analisi/richieste/{id}/registri/{n}/colonne", d.confermaColonne)
	web.Requires(analisi.Consulta, rt, "GET /analisi/richieste/{id}/registri/{n}/passi", d.passi)
	web.Requires(analisi.Carica, rt, "POST /analisi/richieste/{id}/registri/{n}/passi", d.confermaPassi)
	web.Requires(analisi.Carica, rt, "POST /analisi/richieste/{id}/registri/{n}/conservazione", d.conservazione)
	web.Requires(analisi.Consulta, rt, "GET /analisi/richieste/{id}/registri/{n}/avanzamento", d.avanzamento)
	web.Requires(analisi.Consulta, rt, "GET /analisi/richieste/{id}/registri/{n}/passaggi.csv", d.passaggi)
	web.Requires(analisi.Consulta, rt, "GET /analisi/richieste/{id}/registri/{n}/riepilogo.json", d.riepilogo)
	web.Requires(analisi.Carica, rt, "POST /analisi/richieste/{id}/registri/{n}/elimina", d.elimina)
	d.pagineStudio(rt)
}

// urlElenco is the page of the logs of a request.
func urlElenco(richiesta int64) string { return fmt.Sprintf("/analisi/richieste/%d", richiesta) }

// urlRegistro is the page of one log.
func urlRegistro(richiesta int64, n int) string {
	return fmt.Sprintf("/analisi/richieste/%d/registri/%d", richiesta, n)
}

// urlRichiesta is the sheet of the request, which belongs to another area.
func urlRichiesta(richiesta int64) string { return fmt.Sprintf("/richieste/%d", richiesta) }

// ids reads the request and the log from the path.
func ids(c *web.Context) (richiesta, n int64, err error) {
	if richiesta, err = c.ID("id"); err == nil {
		n, err = c.ID("n")
	}
	return richiesta, n, err
}
