package accessoweb

import (
	"net/http"

	"pass/internal/platform/web"
	"pass/internal/ui"
)

// profile shows what PAsS knows of the person.
func (p pages) profile(c *web.Context) error { return p.showProfile(c, http.StatusOK, nil, nil) }

func (p pages) showProfile(c *web.Context, status int, typed *string, wrong ui.Errors) error {
	k, err := p.SchedaDi(c.Ctx(), c.Actor, c.Actor.Persona)
	if err != nil {
		return err
	}
	v := newProfileView(k, wrong)
	if typed != nil {
		v.Email.Value = *typed
	}
	return c.HTML(status, profilePage(v))
}

// changeEmail changes where PAsS writes to the person.
func (p pages) changeEmail(c *web.Context) error {
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	email := f.Text("email")
	if err := p.CambiaEmail(c.Ctx(), c.Actor, email); err != nil {
		if wrong, ok := again(err); ok {
			return p.showProfile(c, http.StatusUnprocessableEntity, &email, wrong)
		}
		return err
	}
	c.SetNotice("success", "Indirizzo salvato", "D'ora in poi PAsS scrive a "+email+".")
	return c.Redirect("/accesso/profilo")
}
