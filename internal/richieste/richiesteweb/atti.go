package richiesteweb

import (
	"pass/internal/accesso"
	"pass/internal/kernel"
	"pass/internal/platform/files"
	"pass/internal/platform/web"
	"pass/internal/richieste"
)

type espertoConMandato = accesso.PersonaConMandato

// atto performs an act from its form. When it does not succeed the same page
// comes back with what was typed and what is wrong.
func (p *pagine) atto(c *web.Context) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	f, err := c.Form(files.MaxDocumento)
	if err != nil {
		return err
	}
	a := richieste.Atto(c.R.PathValue("atto"))
	s, err := p.Richieste.Scheda(c.Ctx(), c.Actor, id)
	if err != nil {
		return err // before any file is stored
	}
	m, d := mossa(a, f)
	r := controlla(f, richieste.MaxDocumenti)
	if len(r.errori) > 0 {
		errori := append(kernel.FieldsOf(m.Valida()), r.errori...)
		return p.pagina(c, 422, s, d.fallito(kernel.Invalid(errori)))
	}
	allegati, err := p.conserva(c, r)
	if err != nil {
		return err
	}
	fatta, err := p.Richieste.Compi(c.Ctx(), c.Actor, id, m, allegati)
	if err != nil {
		p.scarta(c, err, allegati)
	}
	switch kernel.CodeOf(err) {
	case kernel.NonValido, kernel.Conflitto:
		s, readErr := p.Richieste.Scheda(c.Ctx(), c.Actor, id)
		if readErr != nil {
			return err
		}
		return p.pagina(c, web.Status(kernel.CodeOf(err)), s, d.fallito(err))
	}
	if err != nil {
		return err
	}
	c.SetNotice("success", a.Fatto(), "Richiesta "+fatta.Codice()+": "+minuscola(fatta.Stato.Etichetta())+".")
	if !richieste.PuoVedere(c.Actor, fatta) {
		return c.Redirect("/richieste") // it is no longer theirs
	}
	return c.Redirect(percorso(id))
}
