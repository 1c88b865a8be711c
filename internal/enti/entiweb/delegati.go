package entiweb

import (
	"net/http"
	"strconv"

	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// vistaDelegati is the page of the delegates of a body.
type vistaDelegati struct {
	enti.PaginaDelegati
	Email, Al string // typed
	Errori    ui.Errors
	Token     string
	Oggi      string
	Conta     string
	Mandato   int64  // the removal that failed, if any
	Motivo    string // typed for it
	Staff     bool   // must give a reason
}

// delegati is GET /enti/{id}/delegati.
func (d Deps) delegati(c *web.Context) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	return d.mostraDelegati(c, http.StatusOK, id, vistaDelegati{})
}

func (d Deps) mostraDelegati(c *web.Context, status int, id int64, v vistaDelegati) error {
	p, err := d.Enti.Delegati(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	v.PaginaDelegati, v.Token, v.Oggi, v.Staff = p, web.NewSubmission(), c.Now().Day().String(), !p.PuoDelegare
	if v.Al == "" {
		v.Al = p.Limite.String()
	}
	v.Conta = quanti(int64(len(p.Delegati)), "delegato abilitato", "delegati abilitati")
	if len(p.Delegati) == 0 {
		v.Conta = "Nessun delegato abilitato"
	}
	return c.HTML(status, paginaDelegati(v))
}

// invita is POST /enti/{id}/delegati.
func (d Deps) invita(c *web.Context) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	var es []kernel.FieldError
	al := giornoDi(f, "al", &es)
	if err = kernel.Invalid(es); err == nil {
		err = d.Enti.InvitaDelegato(c.Ctx(), c.Actor, id, f.Text("email"), al)
	}
	if es, status, ok := errori(err); ok {
		return d.mostraDelegati(c, status, id, vistaDelegati{Email: f.Text("email"), Al: f.Text("al"), Errori: es})
	}
	if err != nil {
		return err
	}
	c.SetNotice("success", "Invito spedito", "La persona riceve un'e-mail con il collegamento per accettare, valido 14 giorni di calendario.")
	return c.Redirect(urlDelegati(id))
}

// revocaInvito is POST /enti/{id}/inviti/{invito}/revoca.
func (d Deps) revocaInvito(c *web.Context) error {
	id, invito, err := dueID(c, "invito")
	if err != nil {
		return err
	}
	if _, err := c.Form(0); err != nil {
		return err
	}
	if err := d.Enti.RevocaInvitoDelegato(c.Ctx(), c.Actor, id, invito); err != nil {
		return err
	}
	c.SetNotice("success", "Invito revocato", "Il collegamento spedito non funziona più.")
	return c.Redirect(urlDelegati(id))
}

// rimuovi is POST /enti/{id}/delegati/{mandato}/rimuovi.
func (d Deps) rimuovi(c *web.Context) error {
	id, mandato, err := dueID(c, "mandato")
	if err != nil {
		return err
	}
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	campo := campoRimozione(mandato)
	err = d.Enti.RimuoviDelegato(c.Ctx(), c.Actor, id, mandato, f.Text(campo))
	if es, status, ok := errori(err); ok {
		for i := range es {
			if es[i].Field == "motivo" {
				es[i].Field = campo
			}
		}
		return d.mostraDelegati(c, status, id, vistaDelegati{Errori: es, Mandato: mandato, Motivo: f.Text(campo)})
	}
	if err != nil {
		return err
	}
	c.SetNotice("success", "Delegato rimosso", "Da questo momento la persona non può più agire per l'ente.")
	return c.Redirect(urlDelegati(id))
}

func dueID(c *web.Context, nome string) (ente, altro int64, err error) {
	if ente, err = c.ID("id"); err == nil {
		altro, err = c.ID(nome)
	}
	return ente, altro, err
}

func campoRimozione(mandato int64) string { return "motivo_" + strconv.FormatInt(mandato, 10) }
