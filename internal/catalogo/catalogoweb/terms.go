package catalogoweb

import (
	"pass/internal/catalogo"
	"pass/internal/kernel"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// removeReasonName tells the reason of taking a term away from that of
// correcting it.
const removeReasonName = "motivo_togli"

// termView is the form of a new or corrected term.
type termView struct {
	Page         ui.Page
	Action       string
	Cancel       string
	Token        string
	New          bool
	Errors       ui.Errors
	Form         termForm
	Closes       string // what saving will do to the term in force
	RemoveAction string // empty when the term must stay
	RemoveToken  string
	RemoveErrors ui.Errors
}

func (p pages) newTerm(c *web.Context) error {
	s, err := p.load(c)
	if err != nil {
		return err
	}
	f := termForm{}
	if n := len(s.Storia); n > 0 {
		// A new law has another source: only what seldom changes is repeated.
		f.Decorrenza = s.Storia[n-1].Decorrenza
	}
	return p.showNewTerm(c, 200, s, f, nil)
}

func (p pages) showNewTerm(c *web.Context, status int, s catalogo.Scheda, f termForm, es ui.Errors) error {
	back := procedureURL(s.Procedimento.ID)
	v := termView{Action: back + "/termini/nuovo", Cancel: back, Token: web.NewSubmission(), New: true, Errors: es, Form: f}
	v.Page = frame(ui.Page{Title: "Nuovo termine", Kicker: s.Procedimento.Nome, Lead: "Vale dal giorno indicato. Il termine precedente si chiude il giorno prima e resta nella storia.", Narrow: true},
		crumb, ui.Link{Text: s.Procedimento.Nome, URL: back})
	if n := len(s.Storia); n > 0 {
		v.Closes = "L'ultimo termine è in vigore dal " + s.Storia[n-1].VigenteDal.InItaliano() + ": il nuovo comincia dopo quel giorno."
	}
	return c.HTML(status, termPage(v))
}

func (p pages) createTerm(c *web.Context) error {
	s, err := p.load(c)
	if err != nil {
		return err
	}
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	form := parseTerm(f, "")
	t, err := form.value(s.Procedimento.ID, 0)
	if err == nil {
		_, err = p.Catalogo.AggiungiTermine(c.Ctx(), c.Actor, t, form.Motivo)
	}
	if es, yes := wrong(err); yes {
		return p.showNewTerm(c, web.Status(kernel.CodeOf(err)), s, form, es)
	}
	if err != nil {
		return err
	}
	c.SetNotice("success", "Termine aggiunto", "Le pagine pubbliche lo mostrano dal "+t.VigenteDal.InItaliano()+".")
	return c.Redirect(procedureURL(s.Procedimento.ID))
}

// loadTerm reads the procedure and the term that the address names.
func (p pages) loadTerm(c *web.Context) (s catalogo.Scheda, t catalogo.Termine, err error) {
	if s, err = p.load(c); err != nil {
		return s, t, err
	}
	id, err := c.ID("termine")
	if err != nil {
		return s, t, err
	}
	t, err = s.Termine(id)
	return s, t, err
}

func (p pages) editTerm(c *web.Context) error {
	s, t, err := p.loadTerm(c)
	if err != nil {
		return err
	}
	return p.showEditTerm(c, 200, s, t, termFormOf(t), nil, nil)
}

func (p pages) showEditTerm(c *web.Context, status int, s catalogo.Scheda, t catalogo.Termine, f termForm, es, removal ui.Errors) error {
	back := procedureURL(s.Procedimento.ID)
	v := termView{Action: termURL(s.Procedimento.ID, t.ID), Cancel: back, Token: web.NewSubmission(), Errors: es, Form: f, RemoveErrors: removal}
	v.Page = frame(ui.Page{Title: "Correggi il termine", Kicker: s.Procedimento.Nome, Lead: "Serve a rimediare a un errore di scrittura. Se è cambiata la legge, si aggiunge un termine nuovo.", Narrow: true},
		crumb, ui.Link{Text: s.Procedimento.Nome, URL: back})
	if s.UltimoTermine(t.ID) {
		v.RemoveAction, v.RemoveToken = v.Action+"/togli", web.NewSubmission()
	}
	return c.HTML(status, termPage(v))
}

func (p pages) correctTerm(c *web.Context) error {
	s, old, err := p.loadTerm(c)
	if err != nil {
		return err
	}
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	form := parseTerm(f, "")
	t, err := form.value(s.Procedimento.ID, old.ID)
	if err == nil {
		err = p.Catalogo.CorreggiTermine(c.Ctx(), c.Actor, t, form.Motivo)
	}
	if es, yes := wrong(err); yes {
		return p.showEditTerm(c, web.Status(kernel.CodeOf(err)), s, old, form, es, nil)
	}
	if err != nil {
		return err
	}
	c.SetNotice("success", "Termine corretto", "Il registro degli atti conserva anche la versione di prima.")
	return c.Redirect(procedureURL(s.Procedimento.ID))
}

func (p pages) removeTerm(c *web.Context) error {
	s, t, err := p.loadTerm(c)
	if err != nil {
		return err
	}
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	err = p.Catalogo.TogliTermine(c.Ctx(), c.Actor, s.Procedimento.ID, t.ID, f.Text(removeReasonName))
	if es, yes := wrong(err); yes {
		for i := range es {
			if es[i].Field == "motivo" {
				es[i].Field = removeReasonName
			}
		}
		return p.showEditTerm(c, web.Status(kernel.CodeOf(err)), s, t, termFormOf(t), nil, es)
	}
	if err != nil {
		return err
	}
	c.SetNotice("success", "Termine tolto", "È di nuovo in vigore quello precedente.")
	return c.Redirect(procedureURL(s.Procedimento.ID))
}
