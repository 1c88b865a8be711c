package richiesteweb

import (
	"pass/internal/platform/web"
	"pass/internal/richieste"
	"pass/internal/ui"
)

// richiesta shows one request; a draft is shown as its form.
func (p *pagine) richiesta(c *web.Context) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	s, err := p.Richieste.Scheda(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	if s.Stato == richieste.Bozza {
		return c.Redirect(percorso(id, "modifica"))
	}
	return p.pagina(c, 200, s, digitato{})
}

// pagina draws the page of a request, with the form of an act that did not
// succeed as it was typed.
func (p *pagine) pagina(c *web.Context, status int, s richieste.Scheda, d digitato) error {
	var altri []ui.Link
	if p.Collegamenti != nil {
		var err error
		if altri, err = p.Collegamenti(c.Ctx(), c.Actor, s.Richiesta); err != nil {
			return err
		}
	}
	return c.HTML(status, paginaRichiesta(vistaRichiesta(s, c.Actor, p.silenzio(), altri, d)))
}

// documento sends a file.
func (p *pagine) documento(c *web.Context) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	doc, err := c.ID("doc")
	if err != nil {
		return err
	}
	d, content, err := p.Richieste.ApriDocumento(c.Ctx(), c.Actor, id, doc)
	if err != nil {
		return err
	}
	defer content.Close()
	return c.Download(d.Nome, d.Tipo, d.Size, content)
}

// stampa is the request for paper: everything, and no act.
func (p *pagine) stampa(c *web.Context) error {
	s, err := p.inviata(c)
	if err != nil || s.ID == 0 {
		return err
	}
	return c.HTML(200, paginaStampa(vistaStampa(s, p.silenzio(), p.Richieste.Config.BaseURL())))
}

// ricevuta is the proof of the sending.
func (p *pagine) ricevuta(c *web.Context) error {
	s, err := p.inviata(c)
	if err != nil || s.ID == 0 {
		return err
	}
	return c.HTML(200, paginaRicevuta(vistaRicevuta(s)))
}

// inviata reads a request that was sent; for a draft it leads to the form and
// gives none.
func (p *pagine) inviata(c *web.Context) (richieste.Scheda, error) {
	id, err := c.ID("id")
	if err != nil {
		return richieste.Scheda{}, err
	}
	s, err := p.Richieste.Scheda(c.Ctx(), c.Actor, id)
	if err == nil && s.Stato == richieste.Bozza {
		return richieste.Scheda{}, c.Redirect(percorso(id, "modifica"))
	}
	return s, err
}
