package contattiweb

import (
	"strconv"
	"strings"

	"pass/internal/contatti"
	"pass/internal/kernel"
	"pass/internal/platform/web"
	"pass/internal/richieste"
	"pass/internal/ui"
)

// richiestaVista is what the form of CreaRichiesta shows.
type richiestaVista struct {
	Page      ui.Page
	Errori    ui.Errors
	Form      ui.FormProps
	Ente      ui.Field
	Combo     ui.Combo
	Proc      ui.Field
	ProcOpts  []ui.Option
	Oggetto   ui.Field
	Descr     ui.Field
	Messaggio string // the page of the conversation
}

// richiesta shows the form, already filled in with what the person wrote.
func (p *pagine) richiesta(c *web.Context) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	k, o, err := p.Contatti.PerRichiesta(c.Ctx(), c.Actor, id, 0, "")
	if err != nil {
		return err
	}
	q := contatti.Richiesta{Oggetto: k.Oggetto}
	for _, m := range k.Messaggi {
		if m.Atto == contatti.Ricevi {
			q.Descrizione = strings.TrimSpace(q.Descrizione + "\n\n" + m.Testo)
		}
	}
	if r := []rune(q.Descrizione); len(r) > richieste.MaxDescrizione {
		q.Descrizione = string(r[:richieste.MaxDescrizione])
	}
	return c.HTML(200, paginaRichiesta(vistaRichiesta(k, o, q, "", nil)))
}

// creaRichiesta makes the draft; the button "Cerca" of the body only searches.
func (p *pagine) creaRichiesta(c *web.Context) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	numero := func(name string) int64 {
		n, err := strconv.ParseInt(f.Text(name), 10, 64)
		if err != nil {
			return 0
		}
		return n
	}
	q := contatti.Richiesta{Ente: numero("ente"), Procedimento: numero("procedimento"), Oggetto: f.Text("oggetto"), Descrizione: f.Text("descrizione")}
	nome := f.Text("ente_nome")
	k, o, err := p.Contatti.PerRichiesta(c.Ctx(), c.Actor, id, q.Ente, nome)
	if err != nil {
		return err
	}
	if o.Ente.ID != 0 && nome != "" && kernel.Fold(nome) != kernel.Fold(o.Ente.NomeEsteso()) && kernel.Fold(nome) != kernel.Fold(o.Ente.Nome) && len(o.Enti) == 0 && f.Text("cerca") != "" {
		q.Ente = 0 // the words were changed after the choice: they count
		if k, o, err = p.Contatti.PerRichiesta(c.Ctx(), c.Actor, id, 0, nome); err != nil {
			return err
		}
	}
	if f.Text("cerca") != "" || q.Ente == 0 {
		messaggio := "Cercare l’ente per nome e sceglierlo dall’elenco."
		if nome != "" && len(o.Enti) == 0 {
			messaggio = "Nessun ente ha questo nome. Controllare come è scritto."
		}
		errori := ui.Errors{{Field: "ente_nome", Message: messaggio}}
		if len(o.Enti) > 0 && f.Text("cerca") != "" {
			errori = nil
		}
		return c.HTML(422, paginaRichiesta(vistaRichiesta(k, o, q, nome, errori)))
	}
	d, err := p.Contatti.DiventaRichiesta(c.Ctx(), c.Actor, id, q)
	if code := kernel.CodeOf(err); err != nil && (code == kernel.NonValido || code == kernel.Conflitto) {
		errori := ui.ErrorsOf(err)
		if len(errori) == 0 {
			errori = ui.Errors{{Field: "ente_nome", Message: messaggio(err)}}
		}
		return c.HTML(web.Status(code), paginaRichiesta(vistaRichiesta(k, o, q, nome, errori)))
	}
	if err != nil {
		return err
	}
	c.SetNotice("success", "Bozza di richiesta preparata", "L’ente e chi ha scritto ricevono un avviso. La bozza del messaggio "+d.Codice()+" la invia l’ente.")
	return c.Redirect(percorso(id))
}

func vistaRichiesta(k contatti.Scheda, o contatti.Sceglibili, q contatti.Richiesta, nome string, errori ui.Errors) richiestaVista {
	v := richiestaVista{Errori: errori, Messaggio: percorso(k.ID)}
	v.Page = ui.Page{Title: "Crea una richiesta di assistenza", Kicker: "Messaggio " + k.Codice(), Section: "messaggi", Narrow: true,
		Breadcrumb: briciole(ui.Link{Text: k.Codice(), URL: percorso(k.ID)}),
		Lead:       "Nasce una bozza per l’ente, che la controlla e la invia. Prima si tolgono i dati personali che non servono."}
	v.Form = ui.FormProps{Action: percorso(k.ID, "richiesta"), Token: web.NewSubmission(), Label: "Richiesta di assistenza"}
	v.Ente = ui.Field{Name: "ente_nome", Label: "Ente", Value: nome, Required: true, Error: errori.For("ente_nome")}
	v.Combo = ui.Combo{SuggestURL: "/enti/suggerimenti", IDName: "ente"}
	if o.Ente.ID != 0 {
		v.Ente.Value, v.Combo.IDValue = o.Ente.NomeEsteso(), strconv.FormatInt(o.Ente.ID, 10)
	}
	for _, e := range o.Enti {
		v.Combo.Candidates = append(v.Combo.Candidates, ui.Option{Value: strconv.FormatInt(e.ID, 10), Label: e.NomeEsteso(), Hint: e.Luogo()})
	}
	v.Proc = ui.Field{Name: "procedimento", Label: "Procedimento", Value: idTesto(q.Procedimento), Hint: "Se non è chiaro, lo sceglie l’ente."}
	v.ProcOpts = []ui.Option{{Value: "", Label: "Lo sceglie l’ente"}}
	for _, tf := range o.TaskForces {
		for _, p := range o.Procedimenti {
			if p.TaskForceID == tf.ID {
				v.ProcOpts = append(v.ProcOpts, ui.Option{Value: strconv.FormatInt(p.ID, 10), Label: p.Nome, Group: tf.Nome})
			}
		}
	}
	v.Oggetto = ui.Field{Name: "oggetto", Label: "Oggetto", Value: q.Oggetto, MaxLength: richieste.MaxOggetto, Error: errori.For("oggetto")}
	v.Descr = ui.Field{Name: "descrizione", Label: "Descrizione", Value: q.Descrizione, Rows: 10, MaxLength: richieste.MaxDescrizione, Error: errori.For("descrizione")}
	return v
}
