package monitoraggio

import (
	"pass/internal/kernel"
	"pass/internal/platform/web"
)

// The permissions by role; whose data one may see is decided by PuoVedere and
// PuoCompilare.
var (
	// Consulta reads campaigns, regional figures and targets.
	Consulta = web.Permission{Name: "monitoraggio.consulta", Roles: []kernel.Ruolo{kernel.Segreteria, kernel.Coordinatore, kernel.EspertoRuolo, kernel.Regione, kernel.Osservatore}}
	// Compila writes and sends the data of the own body.
	Compila = web.Permission{Name: "monitoraggio.compila", Roles: []kernel.Ruolo{kernel.LegaleRappresentante, kernel.Delegato}}
	// Legge opens the page of one body: its own people, and who runs the work.
	Legge = web.Permission{Name: "monitoraggio.legge", Roles: []kernel.Ruolo{kernel.LegaleRappresentante, kernel.Delegato, kernel.Segreteria, kernel.Coordinatore, kernel.EspertoRuolo, kernel.Regione, kernel.Osservatore}}
	// Verifica approves, returns, reopens and reminds.
	Verifica = web.Permission{Name: "monitoraggio.verifica", Roles: []kernel.Ruolo{kernel.Segreteria, kernel.Regione}}
	// Governa opens and closes campaigns, locks, signs, publishes, sets baselines and targets.
	Governa = web.Permission{Name: "monitoraggio.governa", Roles: []kernel.Ruolo{kernel.Regione}}
)

// PuoCompilare reports whether the actor writes the data of the body.
func PuoCompilare(chi kernel.Actor, ente int64) bool { return chi.DiEnte(ente) }

// PuoVedere reports whether the actor reads the figures of the body: its own
// people, and whoever runs or watches the monitoring.
func PuoVedere(chi kernel.Actor, ente int64) bool {
	return chi.DiSistema || chi.DiEnte(ente) || Consulta.Allows(chi)
}

// PuoVederePratiche reports whether the actor reads the single practices of
// the body: its own people, the segreteria and the Region, who check them.
func PuoVederePratiche(chi kernel.Actor, ente int64) bool {
	return chi.DiSistema || chi.DiEnte(ente) || Verifica.Allows(chi)
}
