// Package catalogoweb is the catalogue for staff: the list with terms and
// confidence, the sheet of a procedure with the history of its terms, and the
// Region's forms. The public sees the same data through pubblico.
package catalogoweb

import (
	"pass/internal/catalogo"
	"pass/internal/kernel"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// Deps is what the pages need.
type Deps struct {
	Catalogo *catalogo.Service
}

type pages struct{ Deps }

// Register adds the routes.
func Register(rt *web.Router, d Deps) {
	p := pages{d}
	web.Requires(catalogo.Consulta, rt, "GET /catalogo", p.list)
	web.Requires(catalogo.Consulta, rt, "GET /catalogo/procedimenti.csv", p.csv)
	web.Requires(catalogo.Consulta, rt, "GET /catalogo/procedimenti/{id}", p.sheet)
	web.Requires(catalogo.Modifica, rt, "GET /catalogo/procedimenti/nuovo", p.newProcedure)
	web.Requires(catalogo.Modifica, rt, "POST /catalogo/procedimenti/nuovo", p.createProcedure)
	web.Requires(catalogo.Modifica, rt, "GET /catalogo/procedimenti/{id}/modifica", p.editProcedure)
	web.Requires(catalogo.Modifica, rt, "POST /catalogo/procedimenti/{id}/modifica", p.updateProcedure)
	web.Requires(catalogo.Modifica, rt, "POST /catalogo/procedimenti/{id}/disattiva", p.deactivate)
	web.Requires(catalogo.Modifica, rt, "POST /catalogo/procedimenti/{id}/riattiva", p.reactivate)
	web.Requires(catalogo.Modifica, rt, "GET /catalogo/procedimenti/{id}/termini/nuovo", p.newTerm)
	web.Requires(catalogo.Modifica, rt, "POST /catalogo/procedimenti/{id}/termini/nuovo", p.createTerm)
	web.Requires(catalogo.Modifica, rt, "GET /catalogo/procedimenti/{id}/termini/{termine}", p.editTerm)
	web.Requires(catalogo.Modifica, rt, "POST /catalogo/procedimenti/{id}/termini/{termine}", p.correctTerm)
	web.Requires(catalogo.Modifica, rt, "POST /catalogo/procedimenti/{id}/termini/{termine}/togli", p.removeTerm)
	web.Requires(catalogo.Modifica, rt, "GET /catalogo/task-force/nuova", p.newTaskForce)
	web.Requires(catalogo.Modifica, rt, "POST /catalogo/task-force/nuova", p.createTaskForce)
	web.Requires(catalogo.Consulta, rt, "GET /catalogo/task-force/{id}", p.taskForce)
	web.Requires(catalogo.Modifica, rt, "POST /catalogo/task-force/{id}", p.updateTaskForce)
}

var (
	home  = ui.Link{Text: "Scrivania", URL: "/scrivania"}
	crumb = ui.Link{Text: "Catalogo", URL: "/catalogo"}
)

// frame is what the pages of the catalogue have in common.
func frame(p ui.Page, parents ...ui.Link) ui.Page {
	p.Section = "catalogo"
	p.Breadcrumb = append([]ui.Link{home}, parents...)
	return p
}

// wrong reports whether err is about the fields of a form, so that the form is
// shown again; an illegal state counts, as a message for the whole form.
func wrong(err error) (ui.Errors, bool) {
	switch kernel.CodeOf(err) {
	case kernel.NonValido:
		return ui.ErrorsOf(err), true
	case kernel.Conflitto:
		return ui.Errors{{Message: message(err)}}, true
	}
	return nil, false
}
