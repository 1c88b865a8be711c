package pubblicoweb

import (
	"context"
	"fmt"

	"pass/internal/kernel"
	"pass/internal/platform/web"
	"pass/internal/pubblico"
	"pass/internal/ui"
)

// hooksURL is where administrators decide which programs are told of what is
// published.
const hooksURL = "/amministrazione/webhook"

var crumbHooks = ui.Link{Text: "Avvisi automatici", URL: hooksURL}

// hookForm is a Destinazione as the form holds it.
type hookForm struct {
	Indirizzo, Descrizione, Email string
	Eventi                        []string
}

func (f hookForm) value() pubblico.Destinazione {
	d := pubblico.Destinazione{Indirizzo: f.Indirizzo, Descrizione: f.Descrizione, Email: f.Email}
	for _, e := range f.Eventi {
		d.Eventi = append(d.Eventi, pubblico.Evento(e))
	}
	return d
}

// hooksView is the list with the form.
type hooksView struct {
	Page   ui.Page
	Table  ui.Table
	Token  string
	Form   hookForm
	Errors ui.Errors
	Events []ui.Option
}

// hookView is one Destinazione with its messages; Secret is there only on the
// page that answers the registration.
type hookView struct {
	Page   ui.Page
	Secret string
	Facts  []ui.Detail
	Acts   []hookAct
	Log    ui.Table
}

type hookAct struct {
	Action, Text, Token string
	Danger              bool
}

func (p pages) registerHooks(rt *web.Router) {
	may := pubblico.GestisceAvvisi
	web.Requires(may, rt, "GET "+hooksURL, p.hooks)
	web.Requires(may, rt, "POST "+hooksURL, p.createHook)
	web.Requires(may, rt, "GET "+hooksURL+"/{id}", p.hook)
	web.Requires(may, rt, "POST "+hooksURL+"/{id}/prova", p.tryHook)
	web.Requires(may, rt, "POST "+hooksURL+"/{id}/sospendi", p.hookAct("Avvisi sospesi", "", p.avvisi.SospendiAvvisi))
	web.Requires(may, rt, "POST "+hooksURL+"/{id}/riattiva", p.hookAct("Avvisi riattivati", "", p.avvisi.RiattivaAvvisi))
	web.Requires(may, rt, "POST "+hooksURL+"/{id}/togli", p.hookAct("Programma tolto", hooksURL, p.avvisi.TogliDestinazione))
}

func (p pages) hooks(c *web.Context) error { return p.showHooks(c, 200, hookForm{}, nil) }

func (p pages) showHooks(c *web.Context, status int, f hookForm, es ui.Errors) error {
	list, err := p.avvisi.Elenco(c.Ctx(), c.Actor)
	if err != nil {
		return err
	}
	v := hooksView{Token: web.NewSubmission(), Form: f, Errors: es, Table: ui.Table{Caption: "Programmi che ricevono gli avvisi", HideCaption: true, Columns: []ui.Column{{Text: "Programma"}, {Text: "Eventi"}, {Text: "Stato"}}}}
	v.Page = ui.Page{Title: "Avvisi automatici", Section: "webhook", Lead: "PAsS avvisa altri programmi quando pubblica qualcosa di nuovo.", Breadcrumb: []ui.Link{{Text: "Scrivania", URL: "/scrivania"}}}
	for _, e := range pubblico.Eventi {
		v.Events = append(v.Events, ui.Option{Value: string(e), Label: eventNames[e], Hint: string(e)})
	}
	for _, d := range list {
		var events string
		for i, e := range d.Eventi {
			if i > 0 {
				events += ", "
			}
			events += eventNames[e]
		}
		v.Table.Rows = append(v.Table.Rows, ui.Row{Cells: []ui.Cell{{Text: d.Descrizione, URL: hookURL(d.ID), Sub: d.Indirizzo}, ui.TextCell(events), ui.ChipCell(hookChip(d))}})
	}
	return c.HTML(status, hooksPage(v))
}

var eventNames = map[pubblico.Evento]string{pubblico.CifrePubblicate: "Cifre di un semestre", pubblico.RapportoPubblicato: "Rapporto di monitoraggio", pubblico.NotiziaPubblicata: "Notizia", pubblico.Prova: "Prova"}

func hookURL(id int64) string { return fmt.Sprintf("%s/%d", hooksURL, id) }

func hookChip(d pubblico.Destinazione) ui.Chip {
	switch {
	case d.Stato == pubblico.DestinazioneSospesa:
		return ui.Chip{Text: "Sospeso", Tone: ui.Late}
	case !d.ErroriDal.IsZero():
		return ui.Chip{Text: "Con errori", Tone: ui.Warning}
	}
	return ui.Chip{Text: "Attivo", Tone: ui.Success}
}

func (p pages) createHook(c *web.Context) error {
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	form := hookForm{Indirizzo: f.Text("indirizzo"), Descrizione: f.Text("descrizione"), Email: f.Text("email"), Eventi: f.Values["eventi"]}
	id, secret, err := p.avvisi.RegistraDestinazione(c.Ctx(), c.Actor, form.value())
	if kernel.CodeOf(err) == kernel.NonValido {
		return p.showHooks(c, 422, form, ui.ErrorsOf(err))
	}
	if err != nil {
		return err
	}
	return p.showHook(c, id, secret)
}

func (p pages) hook(c *web.Context) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	return p.showHook(c, id, "")
}

func (p pages) showHook(c *web.Context, id int64, secret string) error {
	d, messages, err := p.avvisi.Quadro(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	return c.HTML(200, hookPage(newHookView(d, messages, secret)))
}

func newHookView(d pubblico.Destinazione, messages []pubblico.Consegna, secret string) hookView {
	v := hookView{Secret: secret, Page: ui.Page{Title: d.Descrizione, Section: "webhook", Kicker: "Avvisi automatici", Chips: []ui.Chip{hookChip(d)}, Breadcrumb: []ui.Link{{Text: "Scrivania", URL: "/scrivania"}, crumbHooks}}}
	v.Page.Lead = "Gli avvisi sono attivi."
	if d.Stato == pubblico.DestinazioneSospesa {
		v.Page.Lead = "Gli avvisi sono sospesi dal " + d.SospesaIl.InItaliano() + "."
	} else if !d.ErroriDal.IsZero() {
		v.Page.Lead = fmt.Sprintf("Gli avvisi non arrivano dal %s. Dopo %d giorni di 24 ore PAsS smette di inviarli.", d.ErroriDal.InItaliano(), pubblico.GiorniDiErrori)
	}
	v.Facts = []ui.Detail{{Term: "Indirizzo", Text: d.Indirizzo}, {Term: "E-mail di riferimento", Text: d.Email}, {Term: "Registrato il", Text: d.CreataIl.InItaliano()}}
	act := func(path, text string) {
		v.Acts = append(v.Acts, hookAct{hookURL(d.ID) + "/" + path, text, web.NewSubmission(), path == "togli"})
	}
	act("prova", "Invia un avviso di prova")
	if d.Stato == pubblico.DestinazioneSospesa {
		act("riattiva", "Riattiva gli avvisi")
	} else {
		act("sospendi", "Sospendi gli avvisi")
	}
	act("togli", "Togli il programma")
	v.Log = ui.Table{Caption: "Ultimi avvisi", HideCaption: true, Columns: []ui.Column{{Text: "Avviso"}, {Text: "Stato"}, {Text: "Tentativi", Numeric: true}, {Text: "Ultimo esito"}}}
	for _, m := range messages {
		chip := map[pubblico.StatoConsegna]ui.Chip{pubblico.ConsegnaInAttesa: {Text: "In attesa", Tone: ui.Warning}, pubblico.ConsegnaConsegnata: {Text: "Consegnato", Tone: ui.Success}, pubblico.ConsegnaFallita: {Text: "Non consegnato", Tone: ui.Late}}[m.Stato]
		outcome := ui.Cell{Text: m.Esito}
		if m.Esito == "" {
			outcome.Text = "non ancora inviato"
		}
		if !m.ProssimaIl.IsZero() {
			outcome.Sub = "prossimo tentativo: " + m.ProssimaIl.Breve()
		}
		v.Log.Rows = append(v.Log.Rows, ui.Row{Cells: []ui.Cell{{Text: eventNames[m.Evento], Sub: m.CreataIl.Breve() + ", " + m.Messaggio}, ui.ChipCell(chip), ui.TextCell(kernel.Numero(m.Tentativi)), outcome}})
	}
	return v
}

func (p pages) tryHook(c *web.Context) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	if _, err := c.Form(0); err != nil {
		return err
	}
	m, err := p.avvisi.ProvaAvvisi(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	if m.Stato == pubblico.ConsegnaConsegnata {
		c.SetNotice("success", "La prova è arrivata", "Il programma ha risposto: "+m.Esito+".")
	} else {
		c.SetNotice("warning", "La prova non è arrivata", "Esito: "+m.Esito+".")
	}
	return c.Redirect(hookURL(id))
}

// hookAct is an act without a form of its own.
func (p pages) hookAct(done, then string, act func(ctx context.Context, chi kernel.Actor, id int64) error) web.Handler {
	return func(c *web.Context) error {
		id, err := c.ID("id")
		if err != nil {
			return err
		}
		if _, err := c.Form(0); err != nil {
			return err
		}
		if err := act(c.Ctx(), c.Actor, id); err != nil {
			return err
		}
		c.SetNotice("success", done, "Il registro degli atti lo ricorda.")
		if then == "" {
			return c.Redirect(hookURL(id))
		}
		return c.Redirect(then)
	}
}
