package accessoweb

import (
	"net/http"
	"strconv"

	"pass/internal/kernel"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// person shows one person with mandates and sessions.
func (p pages) person(c *web.Context) error {
	return p.showPerson(c, http.StatusOK, mandateForm{})
}

// mandateForm is what is typed to end a mandate; wrong is empty at first.
type mandateForm struct {
	Mandato int64
	Motivo  string
	Wrong   ui.Errors
}

func (p pages) showPerson(c *web.Context, status int, f mandateForm) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	k, err := p.SchedaDi(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	return c.HTML(status, personPage(newPersonView(k, c.Actor, f)))
}

// endMandate ends a mandate at once.
func (p pages) endMandate(c *web.Context) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	mandate, err := c.ID("mandato")
	if err != nil {
		return err
	}
	form, err := c.Form(0)
	if err != nil {
		return err
	}
	f := mandateForm{Mandato: mandate, Motivo: form.Text("motivo")}
	if err := p.TerminaMandato(c.Ctx(), c.Actor, id, mandate, f.Motivo); err != nil {
		if wrong, ok := again(err); ok {
			for _, w := range wrong {
				if w.Field != "" {
					w.Field = reasonField(mandate)
				}
				f.Wrong = append(f.Wrong, w)
			}
			return p.showPerson(c, web.Status(kernel.CodeOf(err)), f)
		}
		return err
	}
	c.SetNotice("success", "Incarico terminato", "Ha effetto da subito: la persona non può più usare quel ruolo.")
	return c.Redirect(personURL(id))
}

// endTheirSessions makes the person sign in again everywhere.
func (p pages) endTheirSessions(c *web.Context) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	if _, err := c.Form(0); err != nil {
		return err
	}
	n, err := p.ChiudiSessioniDi(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	c.SetNotice("success", "Sessioni chiuse: "+strconv.FormatInt(n, 10), "Per continuare la persona deve accedere di nuovo.")
	return c.Redirect(personURL(id))
}

func personURL(id int64) string { return "/accesso/persone/" + strconv.FormatInt(id, 10) }

// reasonField names the field of the reason, one per mandate, so that each has
// its own id in the page.
func reasonField(mandate int64) string { return "motivo-" + strconv.FormatInt(mandate, 10) }
