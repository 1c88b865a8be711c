package catalogoweb

import (
	"context"

	"pass/internal/catalogo"
	"pass/internal/kernel"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

func (p pages) sheet(c *web.Context) error {
	s, err := p.load(c)
	if err != nil {
		return err
	}
	return p.showSheet(c, 200, s, "", nil)
}

// load reads the procedure that the address names.
func (p pages) load(c *web.Context) (catalogo.Scheda, error) {
	id, err := c.ID("id")
	if err != nil {
		return catalogo.Scheda{}, err
	}
	return p.Catalogo.Scheda(c.Ctx(), c.Actor, id)
}

func (p pages) showSheet(c *web.Context, status int, s catalogo.Scheda, motivo string, es ui.Errors) error {
	v := newSheetView(s, catalogo.Modifica.Allows(c.Actor), c.Now().Day())
	v.StateToken, v.StateError, v.Motivo = web.NewSubmission(), es, motivo
	return c.HTML(status, sheetPage(v))
}

func (p pages) deactivate(c *web.Context) error {
	return p.setState(c, p.Catalogo.DisattivaProcedimento, "Procedimento disattivato", "Non si accettano nuove richieste. Quelle già arrivate proseguono.")
}

func (p pages) reactivate(c *web.Context) error {
	return p.setState(c, p.Catalogo.RiattivaProcedimento, "Procedimento riattivato", "Da ora gli enti possono chiedere aiuto su questo procedimento.")
}

func (p pages) setState(c *web.Context, act func(context.Context, kernel.Actor, int64, string) error, title, text string) error {
	s, err := p.load(c)
	if err != nil {
		return err
	}
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	err = act(c.Ctx(), c.Actor, s.Procedimento.ID, f.Text("motivo"))
	if es, yes := wrong(err); yes {
		return p.showSheet(c, web.Status(kernel.CodeOf(err)), s, f.Text("motivo"), es)
	}
	if err != nil {
		return err
	}
	c.SetNotice("success", title, text)
	return c.Redirect(procedureURL(s.Procedimento.ID))
}
