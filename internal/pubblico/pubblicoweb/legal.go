package pubblicoweb

import (
	"strings"

	"github.com/a-h/templ"

	"pass/internal/platform/web"
	"pass/internal/ui"
)

// licenceURL is the licence of contents and data.
const licenceURL = "https://creativecommons.org/licenses/by/4.0/deed.it"

// legalView is what the legal pages say of this installation.
type legalView struct {
	Page          ui.Page
	Owner         string
	Contact       string // empty when the installation has not set it
	ContactURL    templ.SafeURL
	DPO           string // empty when the installation has not set it
	Accessibility string // declaration on form.agid.gov.it, empty when not published
}

// set tells a real address from the default of an installation that nobody
// configured yet.
func set(address string) string {
	if strings.HasSuffix(address, "@example.org") {
		return ""
	}
	return address
}

func (p pages) legalView(page ui.Page) legalView {
	v := legalView{Page: frame(page, textsOf.InItaliano()), Owner: p.config.Titolare, Contact: set(p.config.Contatto), DPO: set(p.config.RPD), Accessibility: p.config.Accessibilita}
	v.ContactURL = templ.SafeURL("mailto:" + v.Contact)
	return v
}

func (p pages) privacy(c *web.Context) error {
	return c.HTML(200, privacyPage(p.legalView(ui.Page{Title: "Informativa privacy", Lead: "Quali dati personali usa PAsS, perché e per quanto tempo."})))
}

func (p pages) legal(c *web.Context) error {
	return c.HTML(200, legalPage(p.legalView(ui.Page{Title: "Note legali", Lead: "Come si possono riusare testi e dati, e che valore hanno."})))
}

func (p pages) accessibility(c *web.Context) error {
	return c.HTML(200, accessibilityPage(p.legalView(ui.Page{Title: "Accessibilità", Lead: "PAsS deve poter essere usato da tutti. Qui c’è come segnalare ciò che non va."})))
}

func (p pages) method(c *web.Context) error {
	v, err := p.lettore.Vista(c.Ctx())
	if err != nil {
		return err
	}
	return c.HTML(200, methodPage(frame(ui.Page{Title: "Come si calcolano le cifre", Section: "cifre", Lead: "Che cosa vuol dire ogni numero, e da dove viene."}, textsOf.InItaliano(), crumbFigures), scope{vista: v}))
}
