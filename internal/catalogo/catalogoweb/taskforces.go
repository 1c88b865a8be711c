package catalogoweb

import (
	"pass/internal/catalogo"
	"pass/internal/kernel"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// taskForceView is the page of one task force, with its form for the Region.
type taskForceView struct {
	Page      ui.Page
	Action    string
	Token     string
	New       bool
	CanChange bool
	Errors    ui.Errors
	Form      taskForceForm
	Table     ui.Table
}

func (p pages) newTaskForce(c *web.Context) error {
	return showNewTaskForce(c, 200, taskForceForm{}, nil)
}

func showNewTaskForce(c *web.Context, status int, f taskForceForm, es ui.Errors) error {
	return c.HTML(status, taskForcePage(taskForceView{
		Page:   frame(ui.Page{Title: "Nuova task force", Lead: "Dopo averla creata si possono aggiungere i suoi procedimenti.", Narrow: true}, crumb),
		Action: "/catalogo/task-force/nuova", Token: web.NewSubmission(), New: true, CanChange: true, Errors: es, Form: f}))
}

func (p pages) createTaskForce(c *web.Context) error {
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	form := parseTaskForce(f)
	id, err := p.Catalogo.AggiungiTaskForce(c.Ctx(), c.Actor, catalogo.TaskForce{Nome: form.Nome, Descrizione: form.Descrizione}, form.Motivo)
	if es, yes := wrong(err); yes {
		return showNewTaskForce(c, web.Status(kernel.CodeOf(err)), form, es)
	}
	if err != nil {
		return err
	}
	c.SetNotice("success", "Task force creata", "Ora si possono aggiungere i suoi procedimenti.")
	return c.Redirect(taskForceURL(id))
}

func (p pages) loadTaskForce(c *web.Context) (q catalogo.Quadro, t catalogo.TaskForce, err error) {
	id, err := c.ID("id")
	if err != nil {
		return q, t, err
	}
	if q, err = p.Catalogo.Quadro(c.Ctx(), c.Actor); err != nil {
		return q, t, err
	}
	t, err = q.TaskForce(id)
	return q, t, err
}

func (p pages) taskForce(c *web.Context) error {
	q, t, err := p.loadTaskForce(c)
	if err != nil {
		return err
	}
	return showTaskForce(c, 200, q, t, taskForceFormOf(t), nil)
}

func showTaskForce(c *web.Context, status int, q catalogo.Quadro, t catalogo.TaskForce, f taskForceForm, es ui.Errors) error {
	v := taskForceView{Action: taskForceURL(t.ID), Token: web.NewSubmission(), CanChange: catalogo.Modifica.Allows(c.Actor), Errors: es, Form: f,
		Table: groupTable(t, rows(q, filter{}, c.Now().Day()))}
	v.Page = frame(ui.Page{Title: t.Nome, Kicker: "Task force", Lead: t.Descrizione}, crumb)
	if !t.Attiva {
		v.Page.Chips = []ui.Chip{{Text: "Non attiva"}}
	}
	return c.HTML(status, taskForcePage(v))
}

func (p pages) updateTaskForce(c *web.Context) error {
	q, old, err := p.loadTaskForce(c)
	if err != nil {
		return err
	}
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	form := parseTaskForce(f)
	t, err := form.value(old)
	if err == nil {
		err = p.Catalogo.AggiornaTaskForce(c.Ctx(), c.Actor, t, form.Motivo)
	}
	if es, yes := wrong(err); yes {
		return showTaskForce(c, web.Status(kernel.CodeOf(err)), q, old, form, es)
	}
	if err != nil {
		return err
	}
	c.SetNotice("success", "Modifica salvata", "Le pagine pubbliche sono già aggiornate.")
	return c.Redirect(taskForceURL(old.ID))
}
