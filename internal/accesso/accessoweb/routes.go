// Package accessoweb is the door of PAsS: signing in and out, invitations, the
// person's own profile and sessions, and the pages with which segreteria and
// amministratori manage people.
package accessoweb

import (
	"pass/internal/accesso"
	"pass/internal/kernel"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// Deps is what the pages need.
type Deps struct {
	Accesso *accesso.Service
}

type pages struct{ *accesso.Service }

// Register adds the routes.
func Register(rt *web.Router, d Deps) {
	p := pages{d.Accesso}
	web.Public(rt, "GET /accesso", p.door)
	web.Public(rt, "GET /accesso/entra", p.enter)
	web.Public(rt, "GET /accesso/ritorno", p.back)
	web.Public(rt, "POST /accesso/esci", p.leave)
	web.Public(rt, "GET /accesso/uscita", p.left)
	web.Public(rt, "GET /accesso/jwks.json", p.keys)
	web.Authenticated(rt, "GET /accesso/sessioni", p.sessions)
	web.Authenticated(rt, "POST /accesso/sessioni/tutte/chiudi", p.endSessions)
	web.Authenticated(rt, "POST /accesso/sessioni/{id}/chiudi", p.endSession)
	web.Authenticated(rt, "GET /accesso/profilo", p.profile)
	web.Authenticated(rt, "POST /accesso/profilo", p.changeEmail)
	web.Authenticated(rt, "GET /accesso/inviti/{token}", p.invitation)
	web.Authenticated(rt, "POST /accesso/inviti/{token}", p.acceptInvitation)
	web.Authenticated(rt, "GET /accesso/moduli-sospesi/{chiave}", p.suspended)
	web.Requires(accesso.GestiscePersone, rt, "GET /accesso/persone", p.people)
	web.Requires(accesso.GestiscePersone, rt, "GET /accesso/persone/elenco.csv", p.export)
	web.Requires(accesso.GestiscePersone, rt, "GET /accesso/persone/nuova", p.newPerson)
	web.Requires(accesso.GestiscePersone, rt, "POST /accesso/persone/nuova", p.invite)
	web.Requires(accesso.GestiscePersone, rt, "GET /accesso/persone/csv", p.csvForm)
	web.Requires(accesso.GestiscePersone, rt, "POST /accesso/persone/csv", p.csvUpload)
	web.Requires(accesso.GestiscePersone, rt, "GET /accesso/persone/modello.csv", p.csvModel)
	web.Requires(accesso.GestiscePersone, rt, "GET /accesso/persone/{id}", p.person)
	web.Requires(accesso.GestiscePersone, rt, "POST /accesso/persone/{id}/mandati/{mandato}/termina", p.endMandate)
	web.Requires(accesso.GestiscePersone, rt, "POST /accesso/persone/{id}/sessioni/chiudi", p.endTheirSessions)
	web.Requires(accesso.GestiscePersone, rt, "POST /accesso/persone/inviti/{id}/revoca", p.revokeInvitation)
}

var (
	home       = ui.Link{Text: "Scrivania", URL: "/scrivania"}
	peopleLink = ui.Link{Text: "Persone", URL: "/accesso/persone"}
)

// again reports whether err is about the fields of a form, so that the form is
// shown again with what was typed.
func again(err error) (ui.Errors, bool) {
	switch kernel.CodeOf(err) {
	case kernel.NonValido:
		return ui.ErrorsOf(err), true
	case kernel.Conflitto, kernel.Vietato:
		if e, ok := err.(*kernel.Error); ok {
			return ui.Errors{{Message: e.Message}}, true
		}
	}
	return nil, false
}
