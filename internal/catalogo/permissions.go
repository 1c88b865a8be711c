package catalogo

import (
	"pass/internal/kernel"
	"pass/internal/platform/web"
)

// Consulta is the permission to read the catalogue with its history.
var Consulta = web.Permission{Name: "catalogo.consulta", Roles: []kernel.Ruolo{
	kernel.Regione, kernel.Segreteria, kernel.Coordinatore, kernel.EspertoRuolo, kernel.Osservatore, kernel.Amministratore}}

// Modifica is the permission to change it.
var Modifica = web.Permission{Name: "catalogo.modifica", Roles: []kernel.Ruolo{kernel.Regione}}

// mayChange refuses who is not the Region; PAsS itself may, when it seeds.
func mayChange(chi kernel.Actor) error {
	if chi.DiSistema || Modifica.Allows(chi) {
		return nil
	}
	return kernel.E(kernel.Vietato, "Il catalogo è modificato solo dalla Regione.")
}

// mayRead refuses who is not staff.
func mayRead(chi kernel.Actor) error {
	if chi.DiSistema || Consulta.Allows(chi) {
		return nil
	}
	return kernel.E(kernel.Vietato, "Questa parte del catalogo è riservata a chi lavora per PAsS.")
}
