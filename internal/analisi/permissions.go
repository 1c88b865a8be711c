package analisi

import (
	"slices"

	"pass/internal/kernel"
	"pass/internal/platform/web"
	"pass/internal/richieste"
)

// The permissions by role; what a person may do on one request is decided by
// PuoCaricare and PuoEliminare, once richieste has let them see it.
var (
	// Consulta reaches the logs of a request and their results.
	Consulta = web.Permission{Name: "analisi.consulta", Roles: richieste.Consulta.Roles}
	// Carica uploads and deletes logs.
	Carica = web.Permission{Name: "analisi.carica", Roles: []kernel.Ruolo{kernel.LegaleRappresentante, kernel.Delegato, kernel.EspertoRuolo}}
	// Servizio looks at the service itself, whose log names nobody.
	Servizio = web.Permission{Name: "analisi.servizio", Roles: []kernel.Ruolo{kernel.Segreteria, kernel.Regione, kernel.Amministratore}}
)

// PuoCaricare reports whether the actor may upload logs for the request: its
// body and its experts, from the sending to the closure.
func PuoCaricare(chi kernel.Actor, r richieste.Richiesta) bool {
	return r.Stato.Aperta() && parte(chi, r)
}

// PuoEliminare reports whether the actor may delete the log: its body always,
// an expert of the request only a log of his own.
func PuoEliminare(chi kernel.Actor, r richieste.Richiesta, g Registro) bool {
	return chi.DiSistema || chi.DiEnte(r.EnteID) || parte(chi, r) && g.CaricatoDa == chi.Persona
}

// PuoIndicarePassi reports whether the actor may say what the activities of the
// logs of the request are: its body and its experts.
func PuoIndicarePassi(chi kernel.Actor, r richieste.Richiesta) bool { return parte(chi, r) }

// parte reports whether the actor works on the request, for the body or as an
// expert.
func parte(chi kernel.Actor, r richieste.Richiesta) bool {
	parti := richieste.Parti(chi, r)
	return slices.Contains(parti, richieste.ParteEnte) || slices.Contains(parti, richieste.ParteEsperto)
}
