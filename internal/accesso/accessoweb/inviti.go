package accessoweb

import (
	"net/http"

	"pass/internal/accesso"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// invitation shows what an invitation offers.
func (p pages) invitation(c *web.Context) error {
	token := c.R.PathValue("token")
	i, outcome, err := p.LeggiInvito(c.Ctx(), c.Actor, token)
	if err != nil {
		return err
	}
	return p.showInvitation(c, token, i, outcome, nil)
}

func (p pages) showInvitation(c *web.Context, token string, i accesso.Invito, outcome accesso.EsitoInvito, wrong ui.Errors) error {
	v := newInvitationView(token, i, outcome, c.Actor, wrong)
	return c.HTML(v.Status, invitationPage(v))
}

// acceptInvitation makes the mandate.
func (p pages) acceptInvitation(c *web.Context) error {
	if _, err := c.Form(0); err != nil {
		return err
	}
	token := c.R.PathValue("token")
	i, outcome, err := p.AccettaInvito(c.Ctx(), c.Actor, token)
	if wrong, ok := again(err); ok {
		v := newInvitationView(token, i, accesso.InvitoAperto, c.Actor, wrong)
		return c.HTML(http.StatusConflict, invitationPage(v))
	}
	if err != nil {
		return err
	}
	if outcome != accesso.InvitoAperto {
		return p.showInvitation(c, token, i, outcome, nil)
	}
	c.SetNotice("success", "Invito accettato", "Da ora è possibile lavorare in PAsS come "+i.Descrizione+".")
	return c.Redirect("/scrivania")
}
