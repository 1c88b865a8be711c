package richiesteweb

import (
	"pass/internal/kernel"
	"pass/internal/platform/files"
	"pass/internal/platform/web"
	"pass/internal/richieste"
	"pass/internal/ui"
)

// modifica shows the form of a draft; one that was already sent is shown as it
// is.
func (p *pagine) modifica(c *web.Context) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	b, err := p.Richieste.ApriBozza(c.Ctx(), c.Actor, id)
	if kernel.CodeOf(err) == kernel.Conflitto {
		return c.Redirect(percorso(id))
	}
	if err != nil {
		return err
	}
	return c.HTML(200, paginaModifica(vistaModifica(b, b.Modulo, nil, nil)))
}

// salva is the two buttons of the form: keep the draft, or send it. What is
// typed, and every file that is in order, is kept whatever happens.
func (p *pagine) salva(c *web.Context) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	f, err := c.Form(files.MaxDocumento)
	if err != nil {
		return err
	}
	m, r := leggiModulo(f), controlla(f, richieste.MaxDocumentiModulo)
	// Who may not see the draft stores no file. One that was sent meanwhile is
	// left to the act, which knows a form that arrives twice.
	if _, err := p.Richieste.ApriBozza(c.Ctx(), c.Actor, id); err != nil && kernel.CodeOf(err) != kernel.Conflitto {
		return err
	}
	allegati, err := p.conserva(c, r)
	if err != nil {
		return err
	}
	if f.Text("azione") == "bozza" {
		err = p.salvaBozza(c, id, m, allegati, r.errori)
	} else {
		err = p.invia(c, id, m, allegati, r.errori)
	}
	p.scarta(c, err, allegati) // those that the draft had already, or that were too many
	return err
}

func (p *pagine) salvaBozza(c *web.Context, id int64, m richieste.Modulo, allegati []richieste.Allegato, errori []kernel.FieldError) error {
	errori, err := p.tieni(c, id, m, allegati, errori)
	if err != nil {
		return err
	}
	if len(errori) > 0 {
		return p.ripeti(c, 422, id, m, errori, nil)
	}
	c.SetNotice("success", "Bozza salvata", "Si può completare e inviare quando si vuole.")
	return c.Redirect(percorso(id, "modifica"))
}

// tieni keeps the draft; when the files do not fit it keeps the text alone.
func (p *pagine) tieni(c *web.Context, id int64, m richieste.Modulo, allegati []richieste.Allegato, errori []kernel.FieldError) ([]kernel.FieldError, error) {
	err := p.Richieste.Salva(c.Ctx(), c.Actor, id, m, allegati)
	if kernel.CodeOf(err) == kernel.NonValido {
		errori = append(errori, kernel.FieldsOf(err)...)
		err = p.Richieste.Salva(c.Ctx(), c.Actor, id, m, nil)
	}
	return errori, err
}

func (p *pagine) invia(c *web.Context, id int64, m richieste.Modulo, allegati []richieste.Allegato, errori []kernel.FieldError) error {
	var err error
	if len(errori) == 0 {
		inviata, sendErr := p.Richieste.Invia(c.Ctx(), c.Actor, id, m, allegati)
		if sendErr == nil {
			c.SetNotice("success", "Richiesta "+inviata.Codice()+" inviata", "La ricevuta è in questa pagina e nella posta.")
			return c.Redirect(percorso(id, "ricevuta"))
		}
		err = sendErr
	} else {
		err = kernel.Invalid(append(m.Valida(c.Now().Day()), errori...))
	}
	code := kernel.CodeOf(err)
	if code != kernel.NonValido && code != kernel.Conflitto {
		return err
	}
	wrong, keepErr := p.tieni(c, id, m, allegati, kernel.FieldsOf(err))
	if keepErr != nil {
		return keepErr // it was sent meanwhile: there is no draft to keep
	}
	if code == kernel.Conflitto {
		return p.ripeti(c, 409, id, m, nil, &ui.Alert{Tone: ui.Late, Title: "La richiesta non è stata inviata.", Text: messaggio(err) + " Quanto scritto è salvo nella bozza."})
	}
	return p.ripeti(c, 422, id, m, wrong, nil)
}

// ripeti shows the form again as it was typed.
func (p *pagine) ripeti(c *web.Context, status int, id int64, m richieste.Modulo, errori []kernel.FieldError, avviso *ui.Alert) error {
	b, err := p.Richieste.ApriBozza(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	return c.HTML(status, paginaModifica(vistaModifica(b, m, errori, avviso)))
}

// salvaDaSola is the autosave of the form.
func (p *pagine) salvaDaSola(c *web.Context) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	if err := p.Richieste.Salva(c.Ctx(), c.Actor, id, leggiModulo(f), nil); err != nil {
		return err
	}
	return c.JSON(200, map[string]string{"messaggio": "Bozza salvata."})
}

// togliAllegato removes a file of a draft; the button is inside the form, so
// what is typed is kept first.
func (p *pagine) togliAllegato(c *web.Context) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	doc, err := c.ID("doc")
	if err != nil {
		return err
	}
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	if f.Has("oggetto") {
		if err := p.Richieste.Salva(c.Ctx(), c.Actor, id, leggiModulo(f), nil); err != nil {
			return err
		}
	}
	if err := p.Richieste.TogliAllegato(c.Ctx(), c.Actor, id, doc); err != nil {
		return err
	}
	c.SetNotice("success", "Documento tolto", "Il resto della bozza è rimasto com’era.")
	return c.Redirect(percorso(id, "modifica"))
}

func (p *pagine) elimina(c *web.Context) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	if _, err := c.Form(0); err != nil {
		return err
	}
	if err := p.Richieste.Elimina(c.Ctx(), c.Actor, id); err != nil {
		return err
	}
	c.SetNotice("success", "Bozza eliminata", "La bozza e i suoi documenti non ci sono più.")
	return c.Redirect("/richieste")
}
