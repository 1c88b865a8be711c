package richiesteweb

import (
	"fmt"
	"slices"
	"strconv"

	"pass/internal/kernel"
	"pass/internal/platform/files"
	"pass/internal/platform/web"
	"pass/internal/richieste"
	"pass/internal/ui"
)

// modificaVista is what the form of a draft shows.
type modificaVista struct {
	Page      ui.Page
	Avviso    *ui.Alert
	Errori    ui.Errors
	Form      ui.FormProps
	Proc      ui.Field
	ProcOpts  []ui.Option
	Oggetto   ui.Field
	Descr     ui.Field
	Risultato ui.Field
	Pratiche  ui.Field
	Entro     ui.Field
	Referente ui.Field
	Telefono  ui.Field
	Allegati  ui.Field
	Upload    ui.Upload
	Tenuti    []tenuto // files that the draft already has
	Elimina   ui.ActionFormProps
}

// tenuto is a file of the draft with the address that removes it.
type tenuto struct {
	ui.Attachment
	Togli string
}

// vistaModifica decides what the form shows: what was typed, what is wrong.
func vistaModifica(b richieste.PaginaBozza, m richieste.Modulo, errori []kernel.FieldError, avviso *ui.Alert) modificaVista {
	es := ui.Errors(errori)
	v := modificaVista{Avviso: avviso, Errori: es}
	v.Page = ui.Page{Title: "Richiesta di assistenza", Kicker: b.Ente.NomeEsteso(), Section: "richieste", Narrow: true, Breadcrumb: briciole(),
		Chips: []ui.Chip{chip(richieste.Bozza, false)}, Lead: "Ciò che si scrive si salva da solo. La richiesta parte solo con «Invia la richiesta»."}
	v.Form = ui.FormProps{Action: percorso(b.ID, "modifica"), Token: web.NewSubmission(), Upload: true, Autosave: percorso(b.ID, "bozza"),
		Label: "Richiesta di assistenza", Privacy: "/privacy"}
	v.Proc = ui.Field{Name: "procedimento", Label: "Procedimento", Value: m.Procedimento, Required: true, Error: es.For("procedimento"),
		Hint: "Si chiede aiuto su un procedimento del catalogo. Accanto c’è il termine massimo di legge che l’ente deve rispettare."}
	v.ProcOpts = opzioniProcedimento(b)
	if m.Procedimento != "" && !slices.ContainsFunc(v.ProcOpts, func(o ui.Option) bool { return o.Value == m.Procedimento }) {
		v.Proc.Value = "" // a retired procedure: it must be chosen again
	}
	v.Oggetto = ui.Field{Name: "oggetto", Label: "Oggetto", Value: m.Oggetto, Required: true, MaxLength: richieste.MaxOggetto, Error: es.For("oggetto"),
		Hint: "In una riga, per esempio «Ritardi nei permessi di costruire»."}
	v.Descr = ui.Field{Name: "descrizione", Label: "Descrizione del problema", Value: m.Descrizione, Required: true, MaxLength: richieste.MaxDescrizione, Rows: 10,
		Error: es.For("descrizione"), Hint: "Che cosa è fermo, da quanto, che cosa è già stato tentato. Non scrivere dati personali di cittadini."}
	v.Risultato = ui.Field{Name: "risultato_atteso", Label: "Risultato atteso", Value: m.RisultatoAtteso, MaxLength: richieste.MaxDescrizione, Rows: 4,
		Error: es.For("risultato_atteso"), Hint: "Per esempio: un modello di istruttoria, un parere, un affiancamento."}
	v.Pratiche = ui.Field{Name: "pratiche", Label: "Quante pratiche riguarda", Value: m.Pratiche, Error: es.For("pratiche"), Unit: "pratiche"}
	v.Entro = ui.Field{Name: "entro_il", Label: "Entro quando serve l’aiuto", Value: m.EntroIl, Error: es.For("entro_il"), Min: b.Ora.Day().String(), Short: true}
	v.Referente = ui.Field{Name: "referente", Label: "Ufficio o persona da sentire", Value: m.Referente, MaxLength: 200, Error: es.For("referente")}
	v.Telefono = ui.Field{Name: "telefono", Label: "Telefono", Value: m.Telefono, MaxLength: 30, Autocomplete: "tel", Error: es.For("telefono")}
	v.Allegati, v.Upload = campoFile("", richieste.MaxDocumentiModulo, es)
	for _, d := range b.Documenti {
		v.Tenuti = append(v.Tenuti, tenuto{allegatoDi(b.ID, d), percorso(b.ID, "allegati", strconv.FormatInt(d.ID, 10), "togli")})
	}
	v.Elimina = ui.ActionFormProps{Action: percorso(b.ID, "elimina"), Token: web.NewSubmission(),
		Button: ui.ButtonProps{Text: richieste.Elimina.Etichetta(), Danger: true, Secondary: true}}
	return v
}

// campoFile is the field that takes documents.
func campoFile(id string, most int, es ui.Errors) (ui.Field, ui.Upload) {
	f := ui.Field{Name: campoAllegati, ID: id, Label: "Documenti", Error: tutti(es, campoAllegati), Hint: fmt.Sprintf("Si possono scegliere più file insieme, al massimo %d.", most)}
	return f, ui.Upload{Accept: estensioni(), MaxBytes: files.MaxDocumento, Multiple: true}
}

// tutti joins the messages of a field that has several.
func tutti(es ui.Errors, field string) string {
	s := ""
	for _, e := range es {
		if e.Field == field {
			if s != "" {
				s += " "
			}
			s += e.Message
		}
	}
	return s
}

// opzioniProcedimento lists the procedures under their task force, each with
// its legal term.
func opzioniProcedimento(b richieste.PaginaBozza) []ui.Option {
	out := perTaskForce(b.TaskForces, b.Procedimenti)
	for i, o := range out {
		id, err := strconv.ParseInt(o.Value, 10, 64)
		if t, ok := b.Termini[id]; err == nil && ok && t.Giorni != nil {
			out[i].Label += " — termine: " + termineLegale(t, true)
		}
	}
	return out
}
