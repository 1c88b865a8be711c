// Package contattiweb is what the public uses to write to the office, and what
// the segreteria uses to answer. The public pages set no cookie and work
// without script.
package contattiweb

import (
	"fmt"

	"pass/internal/contatti"
	"pass/internal/platform/config"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// Deps is what the pages need.
type Deps struct {
	Contatti *contatti.Service
	Config   config.Config
}

type pagine struct{ Deps }

// Register adds the routes.
func Register(rt *web.Router, d Deps) {
	p := &pagine{d}
	web.Public(rt, "GET /contatti", p.scrivi)
	web.Public(rt, "POST /contatti", p.invia)
	web.Public(rt, "GET /contatti/ricevuta/{codice}", p.ricevuta)
	web.Requires(contatti.Consulta, rt, "GET /contatti/messaggi", p.elenco)
	web.Requires(contatti.Consulta, rt, "GET /contatti/messaggi/esporta.csv", p.esportaCSV)
	web.Requires(contatti.Consulta, rt, "GET /contatti/messaggi/esporta.xlsx", p.esportaXLSX)
	web.Requires(contatti.Consulta, rt, "GET /contatti/messaggi/{id}", p.contatto)
	web.Requires(contatti.Gestisce, rt, "POST /contatti/messaggi/{id}/atti/{atto}", p.atto)
	web.Requires(contatti.Gestisce, rt, "GET /contatti/messaggi/{id}/richiesta", p.richiesta)
	web.Requires(contatti.Gestisce, rt, "POST /contatti/messaggi/{id}/richiesta", p.creaRichiesta)
	web.Requires(contatti.Consulta, rt, "GET /contatti/messaggi/{id}/allegati/{allegato}", p.allegato)
	web.Requires(contatti.Gestisce, rt, "GET /contatti/messaggi/{id}/originali/{n}", p.originale)
}

// elencoURL is the list of the conversations.
const elencoURL = "/contatti/messaggi"

// percorso is the address of a conversation, or of something under it.
func percorso(id int64, sotto ...string) string {
	s := fmt.Sprintf("%s/%d", elencoURL, id)
	for _, x := range sotto {
		s += "/" + x
	}
	return s
}

func briciole(altre ...ui.Link) []ui.Link {
	return append([]ui.Link{{Text: "Scrivania", URL: "/scrivania"}, {Text: "Messaggi", URL: elencoURL}}, altre...)
}
