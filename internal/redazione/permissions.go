package redazione

import (
	"pass/internal/kernel"
	"pass/internal/platform/web"
)

// The permissions of the area, for routes.
var (
	// Scrive writes contents and reads those that are not public.
	Scrive = web.Permission{Name: "redazione.scrive", Roles: []kernel.Ruolo{kernel.Segreteria, kernel.Regione, kernel.Amministratore}}
	// Pubblica decides what the public reads.
	Pubblica = web.Permission{Name: "redazione.pubblica", Roles: []kernel.Ruolo{kernel.Segreteria, kernel.Amministratore}}
	// Modera decides on the comments.
	Modera = web.Permission{Name: "redazione.modera", Roles: []kernel.Ruolo{kernel.Segreteria, kernel.Amministratore}}
)

// permesso refuses who does not have p; PAsS itself may everything.
func permesso(p web.Permission, chi kernel.Actor) error {
	if chi.DiSistema || p.Allows(chi) {
		return nil
	}
	return kernel.E(kernel.Vietato, "Questa operazione è riservata a un altro ruolo.")
}
