package contatti

import (
	"pass/internal/kernel"
	"pass/internal/platform/web"
)

// Consulta is the permission to read what the public writes.
var Consulta = web.Permission{Name: "contatti.consulta", Roles: []kernel.Ruolo{kernel.Segreteria, kernel.Amministratore}}

// Gestisce is the permission to answer, and to open the mails as they came.
var Gestisce = web.Permission{Name: "contatti.gestisce", Roles: []kernel.Ruolo{kernel.Segreteria}}

func consente(chi kernel.Actor, p web.Permission) error {
	if chi.DiSistema || p.Allows(chi) {
		return nil
	}
	return kernel.E(kernel.Vietato, "I messaggi del pubblico sono riservati alla segreteria tecnica.")
}
