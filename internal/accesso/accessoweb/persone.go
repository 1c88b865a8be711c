package accessoweb

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"strings"

	"pass/internal/accesso"
	"pass/internal/kernel"
	"pass/internal/platform/web"
)

func filter(c *web.Context) accesso.Filtro {
	return accesso.Filtro{Testo: c.Query("testo"), Ruolo: kernel.Ruolo(c.Query("ruolo")), Pagina: max(1, c.QueryInt("pagina", 1))}
}

// people lists who is known to PAsS and the open invitations.
func (p pages) people(c *web.Context) error {
	f := filter(c)
	e, err := p.Persone(c.Ctx(), c.Actor, f)
	if err != nil {
		return err
	}
	return c.HTML(http.StatusOK, peoplePage(newPeopleView(e, f, c.Now().Day())))
}

// export is the filtered list as CSV. A cell that a spreadsheet would run is
// preceded by an apostrophe (OWASP ASVS 5.0 V1.2.10).
func (p pages) export(c *web.Context) error {
	var buf bytes.Buffer
	buf.WriteString("\xef\xbb\xbf")
	w := csv.NewWriter(&buf)
	w.Comma, w.UseCRLF = ';', true
	write := func(cells ...string) error {
		for i, cell := range cells {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				cells[i] = "'" + cell
			}
		}
		return w.Write(cells)
	}
	if err := write("cognome", "nome", "email", "incarichi"); err != nil {
		return err
	}
	f := filter(c)
	f.Per = 10_000 // a file is read in one go, as far as memory is for
	for f.Pagina = 1; ; f.Pagina++ {
		e, err := p.Persone(c.Ctx(), c.Actor, f)
		if err != nil {
			return err
		}
		for _, r := range e.Righe {
			if err := write(r.Persona.Cognome, r.Persona.Nome, r.Persona.Email, strings.Join(mandateTexts(r.Mandati, e.Nomi), ", ")); err != nil {
				return err
			}
		}
		if f.Pagina >= e.Pagine {
			break
		}
	}
	w.Flush()
	return c.Download("persone.csv", "text/csv; charset=utf-8", int64(buf.Len()), &buf)
}

// revokeInvitation makes an open invitation useless.
func (p pages) revokeInvitation(c *web.Context) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	if _, err := c.Form(0); err != nil {
		return err
	}
	if err := p.RevocaInvitoPersonale(c.Ctx(), c.Actor, id); err != nil {
		return err
	}
	c.SetNotice("success", "Invito revocato", "Il collegamento spedito per e-mail non funziona più.")
	return c.Redirect("/accesso/persone")
}
