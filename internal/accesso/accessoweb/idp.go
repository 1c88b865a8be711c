package accessoweb

import (
	"bytes"
	"net/http"

	"pass/internal/platform/idp"
	"pass/internal/ui"
)

// ShowIDP draws the list of invented people for the demonstration provider; it
// is the Render of idp.Options.
func ShowIDP(w http.ResponseWriter, r *http.Request, status int, p idp.Page) {
	var buf bytes.Buffer
	if err := idpPage(newIDPView(p)).Render(r.Context(), &buf); err != nil {
		http.Error(w, "La pagina non si può mostrare.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(buf.Bytes()) // the browser went away
}

// idpView is the page of the demonstration provider.
type idpView struct {
	Action                  string
	Hidden                  []ui.Hidden
	Table                   ui.Table
	CF, Nome, Cognome, Mail ui.Field
	Errors                  ui.Errors
	Cancel                  string
}

func newIDPView(p idp.Page) idpView {
	es := ui.Errors(p.Errors)
	v := idpView{Action: p.Action, Cancel: p.Cancel, Errors: es,
		Table: ui.Table{Caption: "Persone inventate", HideCaption: true, Columns: []ui.Column{{Text: "Persona"}, {Text: "Chi è"}, {Text: "Scelta"}}},
		CF: ui.Field{Name: "cf", Label: "Codice fiscale", Value: string(p.Typed.CodiceFiscale), Required: true, Short: true, Autocomplete: "off", MaxLength: 20,
			Error: es.For("cf")},
		Nome:    ui.Field{Name: "nome", Label: "Nome", Value: p.Typed.Nome, Required: true, Autocomplete: "off", MaxLength: 100, Error: es.For("nome")},
		Cognome: ui.Field{Name: "cognome", Label: "Cognome", Value: p.Typed.Cognome, Required: true, Autocomplete: "off", MaxLength: 100, Error: es.For("cognome")},
		Mail:    ui.Field{Name: "email", Label: "E-mail", Value: p.Typed.Email, Autocomplete: "off", MaxLength: 254, Error: es.For("email")},
	}
	for _, h := range p.Hidden {
		v.Hidden = append(v.Hidden, ui.Hidden{Name: h.Name, Value: h.Value})
	}
	for _, person := range p.People {
		name := person.Nome + " " + person.Cognome
		v.Table.Rows = append(v.Table.Rows, ui.Row{Cells: []ui.Cell{ui.TextCell(name), ui.TextCell(person.Note), {
			Body: ui.Button(ui.ButtonProps{Text: "Entra", Context: name, Name: "cf", Value: string(person.CodiceFiscale), Secondary: true, Small: true})}}})
	}
	return v
}
