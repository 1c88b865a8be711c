// Package entiweb shows the register of bodies, the wizard by which a
// representative joins, the queue of the segreteria, the delegates and the
// calendar of a body. Every page works without JavaScript; what a person may do with one
// record is decided by package enti.
package entiweb

import (
	"pass/internal/enti"
	"pass/internal/platform/web"
)

// Deps is what the pages need.
type Deps struct {
	Enti *enti.Service
}

// Register adds the routes of the area.
func Register(rt *web.Router, d Deps) {
	web.Requires(enti.Consulta, rt, "GET /enti", d.elenco)
	web.Requires(enti.Consulta, rt, "GET /enti/elenco.csv", d.elencoCSV)
	web.Authenticated(rt, "GET /enti/suggerimenti", d.suggerimenti)
	web.Public(rt, "GET /enti/protocollo-modello", d.modello)

	web.Requires(enti.Gestisci, rt, "GET /enti/nuovo", d.nuovo)
	web.Requires(enti.Gestisci, rt, "POST /enti/nuovo", d.crea)
	web.Authenticated(rt, "GET /enti/{id}", d.scheda)
	web.Requires(enti.Gestisci, rt, "GET /enti/{id}/modifica", d.modifica)
	web.Requires(enti.Gestisci, rt, "POST /enti/{id}/modifica", d.salvaModifica)

	web.Authenticated(rt, "GET /enti/{id}/delegati", d.delegati)
	web.Authenticated(rt, "POST /enti/{id}/delegati", d.invita)
	web.Authenticated(rt, "POST /enti/{id}/inviti/{invito}/revoca", d.revocaInvito)
	web.Authenticated(rt, "POST /enti/{id}/delegati/{mandato}/rimuovi", d.rimuovi)

	web.Authenticated(rt, "GET /enti/{id}/calendario", d.calendario)
	web.Authenticated(rt, "GET /enti/{id}/calendario.ics", d.calendarioICS)
	web.Authenticated(rt, "GET /enti/{id}/calendario/modifica", d.modificaCalendario)
	web.Authenticated(rt, "POST /enti/{id}/calendario/modifica", d.salvaCalendario)
	web.Authenticated(rt, "GET /enti/{id}/calendario/importa", d.importaCalendario)
	web.Authenticated(rt, "POST /enti/{id}/calendario/importa", d.caricaCalendario)
	web.Authenticated(rt, "POST /enti/{id}/calendario/chiusure", d.aggiungiChiusura)
	web.Authenticated(rt, "POST /enti/{id}/calendario/chiusure/{chiusura}/togli", d.togliChiusura)

	web.Authenticated(rt, "GET /enti/adesione", d.adesione)
	web.Authenticated(rt, "POST /enti/adesione", d.passo)
	web.Requires(enti.Verifica, rt, "GET /adesioni", d.adesioni)
	web.Requires(enti.Verifica, rt, "GET /adesioni/elenco.csv", d.adesioniCSV)
	web.Authenticated(rt, "GET /adesioni/{id}", d.dettaglio)
	web.Authenticated(rt, "GET /adesioni/{id}/protocollo", d.protocollo)
	web.Requires(enti.Verifica, rt, "POST /adesioni/{id}/{atto}", d.atto)
}
