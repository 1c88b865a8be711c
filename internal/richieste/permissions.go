package richieste

import (
	"pass/internal/kernel"
	"pass/internal/platform/web"
)

// The permissions by role; what a person may do on one request is decided by
// Puo and PuoVedere.
var (
	// Consulta reaches the list and the sheet of a request.
	Consulta = web.Permission{Name: "richieste.consulta", Roles: []kernel.Ruolo{kernel.LegaleRappresentante, kernel.Delegato, kernel.Segreteria, kernel.Coordinatore, kernel.EspertoRuolo}}
	// Chiede writes drafts and sends requests.
	Chiede = web.Permission{Name: "richieste.chiede", Roles: []kernel.Ruolo{kernel.LegaleRappresentante, kernel.Delegato}}
)
