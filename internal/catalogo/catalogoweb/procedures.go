package catalogoweb

import (
	"pass/internal/catalogo"
	"pass/internal/kernel"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// procedureView is the form of a new or changed procedure.
type procedureView struct {
	Page       ui.Page
	Action     string
	Cancel     string
	Token      string
	New        bool
	Errors     ui.Errors
	Form       procedureForm
	Term       termForm
	TaskForces []ui.Option
}

func (p pages) newProcedure(c *web.Context) error {
	return p.showNewProcedure(c, 200, procedureForm{}, termForm{Prefix: "termine_", VigenteDal: c.Now().Day().String()}, nil)
}

func (p pages) showNewProcedure(c *web.Context, status int, f procedureForm, t termForm, es ui.Errors) error {
	q, err := p.Catalogo.Quadro(c.Ctx(), c.Actor)
	if err != nil {
		return err
	}
	return c.HTML(status, procedurePage(procedureView{
		Page:   frame(ui.Page{Title: "Nuovo procedimento", Lead: "Appena salvato, gli enti potranno chiedere aiuto su questo procedimento.", Narrow: true}, crumb),
		Action: "/catalogo/procedimenti/nuovo", Cancel: "/catalogo", Token: web.NewSubmission(), New: true, Errors: es, Form: f, Term: t,
		TaskForces: taskForceOptions(q.TaskForces, f.TaskForce)}))
}

func (p pages) createProcedure(c *web.Context) error {
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	form, term := parseProcedure(f), parseTerm(f, "termine_")
	first, err := term.value(0, 0)
	if err != nil {
		return p.showNewProcedure(c, web.Status(kernel.NonValido), form, term, ui.ErrorsOf(err))
	}
	id, err := p.Catalogo.AggiungiProcedimento(c.Ctx(), c.Actor, form.value(0), first, form.Motivo)
	if es, yes := wrong(err); yes {
		return p.showNewProcedure(c, web.Status(kernel.CodeOf(err)), form, term, es)
	}
	if err != nil {
		return err
	}
	c.SetNotice("success", "Procedimento aggiunto", "È già visibile nelle pagine pubbliche.")
	return c.Redirect(procedureURL(id))
}

func (p pages) editProcedure(c *web.Context) error {
	s, err := p.load(c)
	if err != nil {
		return err
	}
	return p.showEditProcedure(c, 200, s, procedureFormOf(s.Procedimento), nil)
}

func (p pages) showEditProcedure(c *web.Context, status int, s catalogo.Scheda, f procedureForm, es ui.Errors) error {
	q, err := p.Catalogo.Quadro(c.Ctx(), c.Actor)
	if err != nil {
		return err
	}
	back := procedureURL(s.Procedimento.ID)
	return c.HTML(status, procedurePage(procedureView{
		Page:   frame(ui.Page{Title: "Modifica il procedimento", Kicker: s.Procedimento.Nome, Lead: "I termini si cambiano dalla scheda, uno per uno.", Narrow: true}, crumb, ui.Link{Text: s.Procedimento.Nome, URL: back}),
		Action: back + "/modifica", Cancel: back, Token: web.NewSubmission(), Errors: es, Form: f,
		TaskForces: taskForceOptions(q.TaskForces, f.TaskForce)}))
}

func (p pages) updateProcedure(c *web.Context) error {
	s, err := p.load(c)
	if err != nil {
		return err
	}
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	form := parseProcedure(f)
	err = p.Catalogo.AggiornaProcedimento(c.Ctx(), c.Actor, form.value(s.Procedimento.ID), form.Motivo)
	if es, yes := wrong(err); yes {
		return p.showEditProcedure(c, web.Status(kernel.CodeOf(err)), s, form, es)
	}
	if err != nil {
		return err
	}
	c.SetNotice("success", "Modifica salvata", "La scheda pubblica è già aggiornata.")
	return c.Redirect(procedureURL(s.Procedimento.ID))
}
