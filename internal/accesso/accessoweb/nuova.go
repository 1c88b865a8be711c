package accessoweb

import (
	"net/http"
	"strconv"
	"strings"

	"pass/internal/accesso"
	"pass/internal/kernel"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// inviteForm is what is typed to invite one person.
type inviteForm struct {
	Email, CodiceFiscale, Ruolo, TaskForce, Dal, Al string
}

func readInviteForm(f *web.Form) inviteForm {
	return inviteForm{f.Text("email"), f.Text("codice_fiscale"), f.Text("ruolo"), f.Text("task_force"), f.Text("dal"), f.Text("al")}
}

// parse gives the invitation, with the errors of the values that are not of
// their type.
func (f inviteForm) parse() (accesso.Invito, ui.Errors) {
	var wrong ui.Errors
	i := accesso.Invito{Email: f.Email, Ruolo: kernel.Ruolo(f.Ruolo),
		CodiceFiscale: kernel.CodiceFiscale(strings.ToUpper(strings.ReplaceAll(f.CodiceFiscale, " ", "")))}
	if n, err := strconv.ParseInt(f.TaskForce, 10, 64); err == nil {
		i.TaskForceID = n
	}
	for _, d := range []struct {
		name, value string
		to          *kernel.Day
	}{{"dal", f.Dal, &i.Dal}, {"al", f.Al, &i.Al}} {
		day, err := kernel.ParseDay(d.value)
		if err != nil {
			wrong = append(wrong, kernel.FieldError{Field: d.name, Message: "La data non esiste: scriverla di nuovo."})
		}
		*d.to = day
	}
	return i, wrong
}

// newPerson is the form of one invitation.
func (p pages) newPerson(c *web.Context) error {
	return p.showInvite(c, http.StatusOK, inviteForm{}, nil)
}

func (p pages) showInvite(c *web.Context, status int, f inviteForm, wrong ui.Errors) error {
	tf, err := p.SceltaTaskForce(c.Ctx())
	if err != nil {
		return err
	}
	return c.HTML(status, invitePage(newInviteView(f, c.Actor, tf, wrong)))
}

// invite sends it.
func (p pages) invite(c *web.Context) error {
	form, err := c.Form(0)
	if err != nil {
		return err
	}
	f := readInviteForm(form)
	i, wrong := f.parse()
	if len(wrong) == 0 {
		_, err = p.InvitaPersonale(c.Ctx(), c.Actor, i)
		if err == nil {
			c.SetNotice("success", "Invito spedito", "A "+i.Email+" arriva un messaggio con il collegamento, valido 14 giorni di calendario.")
			return c.Redirect("/accesso/persone")
		}
		var ok bool
		if wrong, ok = again(err); !ok {
			return err
		}
	}
	return p.showInvite(c, http.StatusUnprocessableEntity, f, wrong)
}
