package accessoweb

import (
	"net/http"

	"pass/internal/accesso"
	"pass/internal/platform/web"
)

// sessions lists the person's own sessions.
func (p pages) sessions(c *web.Context) error {
	k, err := p.SchedaDi(c.Ctx(), c.Actor, c.Actor.Persona)
	if err != nil {
		return err
	}
	return c.HTML(http.StatusOK, sessionsPage(newSessionsView(k, c.Session)))
}

// endSession ends one of them.
func (p pages) endSession(c *web.Context) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	if _, err := c.Form(0); err != nil {
		return err
	}
	if err := p.ChiudiSessione(c.Ctx(), c.Actor, id); err != nil {
		return err
	}
	if id == c.Session {
		c.SetCookie(accesso.CookieSessione, "", -1)
		return c.Redirect("/accesso/uscita")
	}
	c.SetNotice("success", "Sessione chiusa", "Da quel browser serve un nuovo accesso.")
	return c.Redirect("/accesso/sessioni")
}

// endSessions ends all of them, this one too.
func (p pages) endSessions(c *web.Context) error {
	if _, err := c.Form(0); err != nil {
		return err
	}
	if _, err := p.ChiudiSessioniDi(c.Ctx(), c.Actor, c.Actor.Persona); err != nil {
		return err
	}
	c.SetCookie(accesso.CookieSessione, "", -1)
	return c.Redirect("/accesso/uscita")
}
