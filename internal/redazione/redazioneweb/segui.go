package redazioneweb

import (
	"net/http"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/web"
	"pass/internal/redazione"
	"pass/internal/ui"
)

// vistaSegui is the form that asks for notices.
type vistaSegui struct {
	Pagina         ui.Page
	Oggetto, Email string
	Nome           string // of what one follows, when the address named it
	Scelte         []ui.Option
	Errori         ui.Errors
}

var crumbSegui = ui.Link{Text: "Seguire le cifre", URL: "/segui"}

// segui is GET /segui?oggetto=enti/015146.
func (d Deps) segui(c *web.Context) error {
	return d.mostraSegui(c, http.StatusOK, c.Query("oggetto"), "", nil)
}

func (d Deps) mostraSegui(c *web.Context, status int, oggetto, email string, es ui.Errors) error {
	v := vistaSegui{Oggetto: oggetto, Email: email, Errori: es, Pagina: ui.Page{Title: "Seguire le cifre", Robots: oggetto == "", Narrow: true, Breadcrumb: []ui.Link{crumbHome},
		Lead: "Una e-mail nei giorni in cui le cifre cambiano, e nessuna negli altri. Non serve registrarsi."}}
	if oggetto != "" {
		x, err := d.Redazione.Cerca(c.Ctx(), redazione.Oggetto(oggetto))
		switch {
		case err == nil:
			v.Oggetto, v.Nome = string(x.Oggetto), x.Nome
			v.Pagina.Feeds = []ui.Link{{Text: "PAsS: " + x.Nome, URL: x.Atom}}
		case kernel.CodeOf(err) != kernel.NonTrovato:
			return err
		case status == http.StatusOK:
			return db.ErrNotFound
		}
	}
	if v.Nome == "" {
		lista, err := d.Redazione.Seguibili(c.Ctx())
		if err != nil {
			return err
		}
		v.Scelte = []ui.Option{{Label: "Scegliere che cosa seguire"}}
		for _, x := range lista {
			v.Scelte = append(v.Scelte, ui.Option{Value: string(x.Oggetto), Label: x.Nome})
		}
	}
	return c.HTML(status, paginaSegui(v))
}

// chiediIscrizione is POST /segui.
func (d Deps) chiediIscrizione(c *web.Context) error {
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	oggetto, email := f.Text("oggetto"), f.Text("email")
	if f.Text("sito") != "" { // a field that only programs fill
		return c.Redirect("/segui/inviato")
	}
	_, err = d.Redazione.ChiediIscrizione(c.Ctx(), redazione.Oggetto(oggetto), email, c.Network())
	if es, status, ok := errori(err); ok {
		return d.mostraSegui(c, status, oggetto, email, es)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/segui/inviato")
}

// iscrizioneInviata is GET /segui/inviato. It names nobody's address: it would
// stay in the history of the browser.
func (d Deps) iscrizioneInviata(c *web.Context) error {
	return c.HTML(http.StatusOK, paginaRicevuta(ui.Page{Title: "Controllare la posta", Narrow: true, Breadcrumb: []ui.Link{crumbHome, crumbSegui}},
		ui.ReceiptProps{Title: "Manca la conferma", Time: c.Now().InItaliano(), Next: []string{"Aprire il messaggio che PAsS ha appena inviato.", "Seguire il collegamento entro 7 giorni di calendario.", "Senza la conferma l'indirizzo si cancella da solo."},
			Links: []ui.Link{{Text: "Tornare alla home", URL: "/"}}}))
}

// conferma is GET /segui/conferma/{token}: programs that follow the links of
// messages confirm nothing, people press the button.
func (d Deps) conferma(c *web.Context) error {
	x, err := d.Redazione.DaConfermare(c.Ctx(), c.R.PathValue("token"))
	if err != nil {
		return err
	}
	return c.HTML(http.StatusOK, paginaConferma(ui.Page{Title: "Confermare l'iscrizione", Narrow: true, Breadcrumb: []ui.Link{crumbHome, crumbSegui}, Lead: "Gli avvisi riguardano: " + x.Nome + "."}, c.Path()))
}

// confermata is POST /segui/conferma/{token}.
func (d Deps) confermata(c *web.Context) error {
	if _, err := c.Form(0); err != nil {
		return err
	}
	x, err := d.Redazione.ConfermaIscrizione(c.Ctx(), c.R.PathValue("token"))
	if err != nil {
		return err
	}
	return c.Redirect(conQuery("/segui/attiva", "oggetto", string(x.Oggetto)))
}

// attiva is GET /segui/attiva.
func (d Deps) attiva(c *web.Context) error {
	r := ui.ReceiptProps{Title: "Iscrizione attiva", Time: c.Now().InItaliano(), Next: []string{"Arriva una e-mail nei giorni in cui le cifre cambiano.", "In ogni messaggio c'è il collegamento per smettere."}}
	x, err := d.Redazione.Cerca(c.Ctx(), redazione.Oggetto(c.Query("oggetto")))
	if err != nil && kernel.CodeOf(err) != kernel.NonTrovato {
		return err
	}
	if err == nil {
		r.Rows = []ui.Detail{{Term: "Che cosa si segue", Text: x.Nome, URL: x.URL}}
	}
	return c.HTML(http.StatusOK, paginaRicevuta(ui.Page{Title: "Iscrizione attiva", Narrow: true, Breadcrumb: []ui.Link{crumbHome, crumbSegui}}, r))
}

// vistaIscrizioni is what an address follows.
type vistaIscrizioni struct {
	Pagina ui.Page
	Azione string
	Voci   []vistaIscrizione
}

type vistaIscrizione struct {
	ID        int64
	Nome, URL string
	Dal       string
}

// iscrizioni is GET /segui/iscrizione/{token}.
func (d Deps) iscrizioni(c *web.Context) error {
	email, lista, nomi, err := d.Redazione.Iscrizioni(c.Ctx(), c.R.PathValue("token"))
	if err != nil {
		return err
	}
	v := vistaIscrizioni{Azione: c.Path(), Pagina: ui.Page{Title: "Iscrizioni agli avvisi", Narrow: true, Breadcrumb: []ui.Link{crumbHome, crumbSegui}, Lead: "Che cosa segue l'indirizzo " + email + "."}}
	for _, i := range lista {
		x := nomi[i.Oggetto]
		v.Voci = append(v.Voci, vistaIscrizione{ID: i.ID, Nome: x.Nome, URL: x.URL, Dal: i.ConfermataIl.Day().InItaliano()})
	}
	return c.HTML(http.StatusOK, paginaIscrizioni(v))
}

// disiscrivi is POST /segui/iscrizione/{token}. A mail program that sends
// "List-Unsubscribe=One-Click" ends the subscription of its message at once
// (RFC 8058); the page may also end another one, or all.
func (d Deps) disiscrivi(c *web.Context) error {
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	if f.Text("List-Unsubscribe") != "One-Click" && !f.Has("iscrizione") && !f.Has("tutte") {
		return kernel.E(kernel.NonValido, "Non è chiaro quale iscrizione togliere. Nessun dato è cambiato: aprire il collegamento del messaggio e scegliere.")
	}
	if err := d.Redazione.Disiscrivi(c.Ctx(), c.R.PathValue("token"), numero(f, "iscrizione"), f.Has("tutte")); err != nil {
		return err
	}
	return c.Redirect("/segui/tolta")
}

// tolta is GET /segui/tolta.
func (d Deps) tolta(c *web.Context) error {
	return c.HTML(http.StatusOK, paginaRicevuta(ui.Page{Title: "Iscrizione tolta", Narrow: true, Breadcrumb: []ui.Link{crumbHome, crumbSegui}},
		ui.ReceiptProps{Title: "Iscrizione tolta", Time: c.Now().InItaliano(), Next: []string{"Gli avvisi non arrivano più.", "L'indirizzo e-mail di questa iscrizione è cancellato."}, Links: []ui.Link{{Text: "Seguire altro", URL: "/segui"}}}))
}

// atomDi answers a feed of figures: the kind is in the pattern, the code in the
// address.
func (d Deps) atomDi(tipo, campo string) web.Handler {
	return func(c *web.Context) error {
		o := tipo
		if campo != "" {
			o += "/" + c.R.PathValue(campo)
		}
		f, err := d.Redazione.Feed(c.Ctx(), redazione.Oggetto(o))
		if err != nil {
			return err
		}
		return scriviFeed(c, f)
	}
}
