package accesso

import (
	"pass/internal/kernel"
	"pass/internal/platform/web"
)

// GestiscePersone is the permission to see people, invite staff and experts,
// and end mandates and sessions.
var GestiscePersone = web.Permission{Name: "accesso.gestisce_persone", Roles: []kernel.Ruolo{kernel.Segreteria, kernel.Amministratore}}

// RuoliConferibili lists the roles that the actor may offer by invitation, in
// the order of the pages. Legale rappresentante and delegato are not among
// them: the first comes from a body's approved adesione, the second from its
// legale rappresentante.
func RuoliConferibili(chi kernel.Actor) []kernel.Ruolo {
	switch {
	case chi.Has(kernel.Amministratore):
		return []kernel.Ruolo{kernel.Segreteria, kernel.Coordinatore, kernel.EspertoRuolo, kernel.Regione, kernel.Osservatore, kernel.Amministratore}
	case chi.Has(kernel.Segreteria):
		return []kernel.Ruolo{kernel.Coordinatore, kernel.EspertoRuolo, kernel.Regione, kernel.Osservatore}
	}
	return nil
}

// PuoConferire reports whether the actor may offer that role to staff or
// experts.
func PuoConferire(chi kernel.Actor, r kernel.Ruolo) bool {
	for _, v := range RuoliConferibili(chi) {
		if v == r {
			return true
		}
	}
	return false
}

// PuoInvitare reports whether the actor may send that invitation: staff roles
// as PuoConferire, a delegato by the legale rappresentante of the same body, a
// legale rappresentante by the segreteria.
func PuoInvitare(chi kernel.Actor, i Invito) bool {
	switch {
	case chi.DiSistema:
		return true
	case i.Ruolo == kernel.Delegato:
		return chi.HasEnte(kernel.LegaleRappresentante, i.EnteID)
	case i.Ruolo == kernel.LegaleRappresentante:
		return chi.Has(kernel.Segreteria)
	}
	return PuoConferire(chi, i.Ruolo)
}

// puoRevocareInvito: who sent it, who might have sent it, and who manages
// people.
func puoRevocareInvito(chi kernel.Actor, i Invito) bool {
	return chi.Persona != 0 && chi.Persona == i.Da || PuoInvitare(chi, i) || GestiscePersone.Allows(chi)
}

// PuoTerminare reports whether the actor may end mandates of that role at once:
// of the roles that they may offer, and of those of bodies for who manages
// people. So the segreteria cannot take away who appointed it.
func PuoTerminare(chi kernel.Actor, r kernel.Ruolo) bool {
	return GestiscePersone.Allows(chi) && (PuoConferire(chi, r) || DiEnte(r))
}
