package accessoweb

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"pass/internal/accesso"
	"pass/internal/kernel"
	"pass/internal/platform/web"
)

// cookieBrowser ties a sign-in to the browser that began it.
const cookieBrowser = "accesso"

// door is the sign-in page.
func (p pages) door(c *web.Context) error {
	back := web.LocalPath(c.Query("ritorno"), "")
	if c.Session != 0 {
		return c.Redirect(web.LocalPath(back, "/scrivania"))
	}
	return c.HTML(http.StatusOK, doorPage(newDoorView(back, p.Config.Sviluppo)))
}

// enter sends the browser to the identity provider.
func (p pages) enter(c *web.Context) error {
	c.W.Header().Set("Cache-Control", "no-store")
	back := web.LocalPath(c.Query("ritorno"), "/scrivania")
	if address := p.canonical(c, back); address != "" {
		return c.RedirectOut(address)
	}
	address, tie, err := p.IniziaAccesso(c.Ctx(), c.Cookie(cookieBrowser), back)
	if err != nil {
		return p.refused(c, err)
	}
	c.SetCookie(cookieBrowser, tie, 15*time.Minute)
	return c.RedirectOut(address)
}

// canonical is where the demonstration's sign-in must begin when the page was
// opened by another name of this machine, such as 127.0.0.1 for localhost: the
// provider comes back to one name only, and cookies follow the name.
func (p pages) canonical(c *web.Context, back string) string {
	base := p.Config.BaseURL()
	_, host, _ := strings.Cut(base, "://")
	if !p.Config.Sviluppo || c.R.Host == host || c.Query("nome") != "" {
		return ""
	}
	return base + "/accesso/entra?nome=1&ritorno=" + url.QueryEscape(back)
}

// back takes the provider's answer.
func (p pages) back(c *web.Context) error {
	c.W.Header().Set("Cache-Control", "no-store")
	in, err := p.CompletaAccesso(c.Ctx(), c.R.URL.Query(), accesso.Browser{
		Legame: c.Cookie(cookieBrowser), Sessione: c.Cookie(accesso.CookieSessione), Agente: c.R.UserAgent()})
	if err != nil {
		var denied *accesso.Negato
		if c.Session != 0 && errors.As(err, &denied) && denied.Motivo == accesso.AccessoSmarrito {
			return c.Redirect("/scrivania") // the answer was opened again, as by the Back button
		}
		return p.refused(c, err)
	}
	c.SetCookie(accesso.CookieSessione, in.Token, 0)
	c.SetCookie(cookieBrowser, "", -1)
	return c.Redirect(in.Ritorno)
}

// refused shows why the sign-in did not succeed, and how to try again.
func (p pages) refused(c *web.Context, err error) error {
	var denied *accesso.Negato
	switch {
	case errors.As(err, &denied):
		v := refusal(denied.Motivo)
		return c.HTML(v.Status, refusedPage(v))
	case kernel.CodeOf(err) == kernel.NonDisponibile:
		v := unavailable()
		return c.HTML(v.Status, refusedPage(v))
	}
	return err
}

// leave ends the session; without one it only forgets the cookie.
func (p pages) leave(c *web.Context) error {
	if c.Session != 0 {
		if err := p.Esci(c.Ctx(), c.Actor, c.Session); err != nil {
			return err
		}
	}
	c.SetCookie(accesso.CookieSessione, "", -1)
	return c.Redirect("/accesso/uscita")
}

// left says that the session is over, and leads to leave the provider too. It
// is a link, not a redirect: form-action in the security policy lets a form
// lead to this site only.
func (p pages) left(c *web.Context) error {
	if c.Session != 0 {
		return c.Redirect("/scrivania")
	}
	c.W.Header().Set("Cache-Control", "no-store")
	return c.HTML(http.StatusOK, leftPage(p.UscitaFornitore()))
}

// keys publishes the key with which PAsS proves itself to the provider.
func (p pages) keys(c *web.Context) error {
	set, err := p.ChiaviPubbliche()
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, set)
}
