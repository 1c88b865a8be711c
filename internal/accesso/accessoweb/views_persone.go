package accessoweb

import (
	"net/url"
	"strconv"
	"strings"

	"pass/internal/accesso"
	"pass/internal/kernel"
	"pass/internal/platform/web"
	"pass/internal/termini"
	"pass/internal/ui"
)

// peopleView is the list of people.
type peopleView struct {
	Count       string
	Text        ui.Field
	Role        ui.Field
	Roles       []ui.Option
	Active      []ui.Link
	Exports     []ui.Link
	Table       ui.Table
	Pages       ui.PaginationProps
	Invitations []invitationRow
}

type invitationRow struct {
	Email, What, Until string
	RevokeURL, Token   string
}

func peopleURL(path string, f accesso.Filtro, page int) string {
	q := url.Values{}
	if f.Testo != "" {
		q.Set("testo", f.Testo)
	}
	if f.Ruolo != "" {
		q.Set("ruolo", string(f.Ruolo))
	}
	if page > 1 {
		q.Set("pagina", strconv.Itoa(page))
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

func newPeopleView(e accesso.Elenco, f accesso.Filtro, oggi kernel.Day) peopleView {
	const path = "/accesso/persone"
	v := peopleView{Count: plural(e.Totale, "persona", "persone"),
		Text: ui.Field{Name: "testo", Label: "Nome, cognome o e-mail", Value: f.Testo, Required: true},
		Role: ui.Field{Name: "ruolo", Label: "Con il ruolo di", Value: string(f.Ruolo), Required: true},
		// The role filter looks at the mandates of today.
		Roles:   []ui.Option{{Value: "", Label: "Qualunque ruolo"}},
		Exports: []ui.Link{{Text: "CSV", URL: peopleURL("/accesso/persone/elenco.csv", f, 1)}},
		Pages: ui.PaginationProps{Page: f.Pagina, Pages: e.Pagine, Label: "Pagine delle persone",
			URL: func(n int) string { return peopleURL(path, f, n) }},
		Table: ui.Table{Caption: "Persone in ordine di cognome", HideCaption: true,
			Columns: []ui.Column{{Text: "Persona"}, {Text: "Incarichi di oggi"}, {Text: "E-mail"}, {Text: "Scadenza"}}},
	}
	for _, r := range kernel.Ruoli {
		v.Roles = append(v.Roles, ui.Option{Value: string(r), Label: r.Etichetta()})
		if r == f.Ruolo {
			v.Active = append(v.Active, ui.Link{Text: r.Etichetta(), URL: peopleURL(path, accesso.Filtro{Testo: f.Testo}, 1)})
		}
	}
	if f.Testo != "" {
		v.Active = append(v.Active, ui.Link{Text: "«" + f.Testo + "»", URL: peopleURL(path, accesso.Filtro{Ruolo: f.Ruolo}, 1)})
	}
	for _, r := range e.Righe {
		v.Table.Rows = append(v.Table.Rows, ui.Row{Cells: []ui.Cell{
			ui.LinkCell(strings.TrimSpace(r.Persona.Cognome+" "+r.Persona.Nome), personURL(r.Persona.ID)),
			ui.TextCell(orDash(strings.Join(mandateTexts(r.Mandati, e.Nomi), "; "))), ui.TextCell(orDash(r.Persona.Email)), ui.TextCell(nextEnd(r.Mandati, oggi))}})
	}
	for _, i := range e.Inviti {
		v.Invitations = append(v.Invitations, invitationRow{Email: i.Email, What: i.Descrizione, Until: i.ScadeIl.InItaliano(), Token: web.NewSubmission(),
			RevokeURL: "/accesso/persone/inviti/" + strconv.FormatInt(i.ID, 10) + "/revoca"})
	}
	return v
}

func plural(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return kernel.Numero(n) + " " + many
}

// nextEnd is the first day on which one of the mandates ends.
func nextEnd(ms []accesso.Mandato, oggi kernel.Day) string {
	var first kernel.Day
	for _, m := range ms {
		if !m.Al.IsZero() && (first.IsZero() || m.Al.Before(first)) {
			first = m.Al
		}
	}
	if first.IsZero() {
		return "—"
	}
	if n := termini.GiorniLordi(oggi, first); n <= 30 {
		return first.InItaliano() + " (tra " + kernel.GiorniDiCalendario(n) + ")"
	}
	return first.InItaliano()
}

// inviteView is the form of one invitation.
type inviteView struct {
	Email, CF, Role, TaskForce, From, Until ui.Field
	Roles, TaskForces                       []ui.Option
	Errors                                  ui.Errors
	Token                                   string
}

func newInviteView(f inviteForm, chi kernel.Actor, tf []accesso.Scelta, wrong ui.Errors) inviteView {
	v := inviteView{Errors: wrong, Token: web.NewSubmission(),
		Email: ui.Field{Name: "email", Label: "Indirizzo e-mail", Value: f.Email, Required: true, Autocomplete: "off", MaxLength: 254,
			Hint: "Qui arriva il collegamento, valido 14 giorni di calendario e una volta sola.", Error: wrong.For("email")},
		CF: ui.Field{Name: "codice_fiscale", Label: "Codice fiscale", Value: f.CodiceFiscale, Short: true, Autocomplete: "off", MaxLength: 20,
			Hint: "Se indicato, solo questa persona può accettare l'invito.", Error: wrong.For("codice_fiscale")},
		Role: ui.Field{Name: "ruolo", Label: "Ruolo", Value: f.Ruolo, Required: true, Error: wrong.For("ruolo")},
		TaskForce: ui.Field{Name: "task_force", Label: "Task force", Value: f.TaskForce, Hint: "Solo per coordinatori ed esperti.",
			Error: wrong.For("task_force")},
		From:  ui.Field{Name: "dal", Label: "Inizio dell'incarico", Value: f.Dal, Hint: "Se vuoto: dall'accettazione.", Error: wrong.For("dal")},
		Until: ui.Field{Name: "al", Label: "Fine dell'incarico", Value: f.Al, Hint: "Ultimo giorno compreso. Se vuoto: senza scadenza.", Error: wrong.For("al")},
	}
	for _, r := range accesso.RuoliConferibili(chi) {
		v.Roles = append(v.Roles, ui.Option{Value: string(r), Label: r.Etichetta()})
	}
	v.TaskForces = []ui.Option{{Value: "", Label: "Nessuna"}}
	for _, t := range tf {
		v.TaskForces = append(v.TaskForces, ui.Option{Value: strconv.FormatInt(t.ID, 10), Label: t.Nome})
	}
	return v
}

// csvView is the page of a file of invitations: asked for, wrong, or ready.
type csvView struct {
	Wrong   ui.Table // one row per error, empty when none
	Errors  ui.Errors
	Preview ui.Table // what would be sent, empty unless ready
	Count   string
	Content string // the text, carried to the second submission
	Token   string
}

func newCSVView(content string, rows []accesso.RigaCSV, errs []accesso.ErroreCSV, wrong ui.Errors) csvView {
	v := csvView{Errors: wrong, Content: content, Token: web.NewSubmission(), Count: plural(int64(len(rows)), "invito", "inviti"),
		Wrong: ui.Table{Caption: "Che cosa correggere nel file", Columns: []ui.Column{{Text: "Riga"}, {Text: "Colonna"}, {Text: "Errore"}}},
		Preview: ui.Table{Caption: "Gli inviti che verranno spediti", Columns: []ui.Column{{Text: "E-mail"}, {Text: "Ruolo"}, {Text: "Task force"},
			{Text: "Dal"}, {Text: "Al"}, {Text: "Riga del file", Numeric: true}}}}
	if len(errs) > 0 {
		v.Errors = append(v.Errors, kernel.FieldError{Field: "file",
			Message: "Nessun invito è stato spedito. Correggere il file (" + plural(int64(len(errs)), "errore", "errori") + ") e caricarlo di nuovo."})
	}
	for _, e := range errs {
		line := "tutto il file"
		if e.Riga > 0 {
			line = strconv.Itoa(e.Riga)
		}
		v.Wrong.Rows = append(v.Wrong.Rows, ui.Row{Tone: ui.Late, Cells: []ui.Cell{ui.TextCell(line), ui.TextCell(orDash(e.Colonna)), ui.TextCell(e.Messaggio)}})
	}
	for _, r := range rows {
		v.Preview.Rows = append(v.Preview.Rows, ui.Row{Cells: []ui.Cell{ui.TextCell(r.Invito.Email), ui.TextCell(r.Invito.Ruolo.Etichetta()),
			ui.TextCell(orDash(r.TaskForce)), ui.TextCell(startText(r.Invito.Dal)), ui.TextCell(endText(r.Invito.Al)), ui.TextCell(strconv.Itoa(r.Riga))}})
	}
	return v
}

// personView is one person for who manages people.
type personView struct {
	Name     string
	Details  []ui.Detail
	Mandates ui.Table
	Ends     []endRow
	Sessions int
	EndURL   string // ends all the sessions
	Errors   ui.Errors
	Token    string
}

// endRow is the form that ends a mandate.
type endRow struct {
	What   string
	Action string
	Token  string
	Reason ui.Field
	Open   bool
}

func newPersonView(k accesso.Scheda, chi kernel.Actor, f mandateForm) personView {
	cf := "non ancora noto: arriva con il primo accesso"
	if k.Persona.CodiceFiscale != "" {
		cf = string(k.Persona.CodiceFiscale)
	}
	v := personView{Name: k.Persona.NomeCompleto(), Mandates: mandatesTable("Incarichi", k), Errors: f.Wrong, Token: web.NewSubmission(),
		EndURL: personURL(k.Persona.ID) + "/sessioni/chiudi",
		Details: []ui.Detail{{Term: "Codice fiscale", Text: cf}, {Term: "E-mail", Text: k.Persona.Email},
			{Term: "In PAsS dal", Text: k.Persona.CreataIl.Day().InItaliano()}}}
	last := kernel.Instant{}
	for _, s := range k.Sessioni {
		if s.ChiusaIl.IsZero() {
			v.Sessions++
		}
		if s.VistaIl.After(last) {
			last = s.VistaIl
		}
	}
	v.Details = append(v.Details, ui.Detail{Term: "Ultimo uso", Text: last.InItaliano()})
	for _, m := range k.Mandati {
		if s := m.Stato(k.Oggi); s != "attivo" && s != "futuro" || !accesso.PuoTerminare(chi, m.Ruolo) {
			continue
		}
		row := endRow{What: mandateTexts([]accesso.Mandato{m}, k.Nomi)[0], Token: web.NewSubmission(), Open: f.Mandato == m.ID,
			Action: personURL(k.Persona.ID) + "/mandati/" + strconv.FormatInt(m.ID, 10) + "/termina",
			Reason: ui.Field{Name: "motivo", ID: ui.FieldID(reasonField(m.ID)), Label: "Motivo", Required: true, MaxLength: 500, Autocomplete: "off",
				Hint: "Resta nel registro degli atti. Per esempio: fine del mandato, dimissioni."}}
		if row.Open {
			row.Reason.Value, row.Reason.Error = f.Motivo, f.Wrong.For(reasonField(m.ID))
		}
		v.Ends = append(v.Ends, row)
	}
	return v
}
