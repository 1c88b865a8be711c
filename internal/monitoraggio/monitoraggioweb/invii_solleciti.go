package monitoraggioweb

import (
	"maps"
	"slices"
	"strings"

	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// solleciti shows who would be reminded, before anything is sent.
func (p *pagine) solleciti(c *web.Context) error {
	sem, err := semestre(c)
	if err != nil {
		return err
	}
	f := leggiFiltroInvii(c.R.URL.Query())
	r, e, err := p.Monitoraggio.AnteprimaSolleciti(c.Ctx(), c.Actor, sem, f)
	if err != nil {
		return err
	}
	return c.HTML(200, paginaSolleciti(vistaSolleciti(r, e, f)))
}

// sollecita sends the reminders of the preview.
func (p *pagine) sollecita(c *web.Context) error {
	sem, err := semestre(c)
	if err != nil {
		return err
	}
	form, err := c.Form(0)
	if err != nil {
		return err
	}
	f := leggiFiltroInvii(form.Values)
	e, err := p.Monitoraggio.Sollecita(c.Ctx(), c.Actor, sem, f)
	if err != nil {
		return err
	}
	dove := conFiltro(sem, "enti", f)
	if f.Ente != 0 {
		dove = percorsoInvio(sem, f.Ente)
	}
	if len(e.DaScrivere) == 0 {
		c.SetNotice("info", "Nessun promemoria inviato", strings.Join(lasciati(e), " "))
		return c.Redirect(dove)
	}
	testo := quanti(len(e.DaScrivere), "ente riceve", "enti ricevono") + " il promemoria."
	c.SetNotice("success", "Promemoria inviati", strings.Join(append([]string{testo}, lasciati(e)...), " "))
	return c.Redirect(dove)
}

// lasciati says in words who is left out, and why.
func lasciati(e monitoraggio.EsitoSolleciti) (out []string) {
	if n := len(e.SollecitatiDaPoco); n > 0 {
		out = append(out, verbo(n, "Escluso ", "Esclusi ")+quanti(n, "ente già sollecitato", "enti già sollecitati")+" negli ultimi "+kernel.GiorniDiCalendario(monitoraggio.RespiroSolleciti)+".")
	}
	if n := len(e.SenzaPersone); n > 0 {
		out = append(out, "Per "+quanti(n, "ente", "enti")+" oggi non c’è nessuno con un indirizzo e-mail.")
	}
	if len(out) == 0 && len(e.DaScrivere) == 0 {
		out = append(out, "Tutti gli enti scelti hanno già inviato i dati.")
	}
	return out
}

// sollecitiVista is what the preview shows.
type sollecitiVista struct {
	Page    ui.Page
	Form    ui.FormProps
	Bottone string // empty: nobody to write to
	Testo   []string
	Gruppi  []gruppoSolleciti
	Torna   ui.Link
}

// gruppoSolleciti are bodies with the same lot.
type gruppoSolleciti struct {
	ID, Titolo, Spiega string
	Tabella            ui.Table
	Resto              string // those that the table does not show
}

// maxAnteprima is how many bodies of a group are named.
const maxAnteprima = 50

func vistaSolleciti(r monitoraggio.Rilevazione, e monitoraggio.EsitoSolleciti, f monitoraggio.FiltroInvii) sollecitiVista {
	v := sollecitiVista{Torna: ui.Link{Text: "Torna all’elenco", URL: conFiltro(r.Semestre, "enti", f)}}
	if f.Ente != 0 {
		v.Torna = ui.Link{Text: "Torna all’ente", URL: percorsoInvio(r.Semestre, f.Ente)}
	}
	n := len(e.DaScrivere)
	v.Page = ui.Page{Title: "Sollecita chi non ha inviato", Kicker: maiuscola(r.Semestre.InItaliano()), Section: "monitoraggio",
		Breadcrumb: bricioleRilevazione(r.Semestre, ui.Link{Text: "Enti", URL: percorso(r.Semestre, "enti")}),
		Lead:       quanti(n, "ente riceverà un promemoria per e-mail.", "enti riceveranno un promemoria per e-mail.")}
	if !r.Puo(monitoraggio.AttoSollecita) {
		v.Page.Lead = "La raccolta non è aperta: non c’è nulla da sollecitare."
		return v
	}
	if n == 0 {
		v.Page.Lead = "Nessun ente da sollecitare. " + strings.Join(lasciati(e), " ")
	} else {
		v.Bottone = verbo(n, "Invia il promemoria", "Invia i promemoria")
		v.Testo = []string{"Il messaggio arriva al legale rappresentante e ai delegati: uno solo per persona, anche se segue più enti.",
			"Dice che cosa manca e l’ultimo giorno per inviare. Non contiene cifre."}
	}
	v.Form = ui.FormProps{Action: percorso(r.Semestre, "solleciti"), Token: web.NewSubmission(), Label: "Promemoria"}
	q := valoriInvii(f)
	for _, name := range slices.Sorted(maps.Keys(q)) {
		v.Form.Hidden = append(v.Form.Hidden, ui.Hidden{Name: name, Value: q.Get(name)})
	}
	v.gruppo("scrivere", "Ricevono il promemoria", "", r, e.DaScrivere)
	v.gruppo("poco", "Già sollecitati da poco", "Hanno ricevuto un promemoria negli ultimi "+kernel.GiorniDiCalendario(monitoraggio.RespiroSolleciti)+": per ora sono esclusi.", r, e.SollecitatiDaPoco)
	v.gruppo("senza", "Senza una persona a cui scrivere", "Oggi nessuno, con un indirizzo e-mail, agisce per questi enti: conviene telefonare o scrivere alla PEC.", r, e.SenzaPersone)
	return v
}

func (v *sollecitiVista) gruppo(id, titolo, spiega string, r monitoraggio.Rilevazione, righe []monitoraggio.RigaInvio) {
	if len(righe) == 0 {
		return
	}
	g := gruppoSolleciti{ID: id, Titolo: titolo + " (" + kernel.Numero(int64(len(righe))) + ")", Spiega: spiega,
		Tabella: ui.Table{Caption: titolo, HideCaption: true, Columns: []ui.Column{{Text: "Ente"}, {Text: "Stato"}, {Text: "Ultimo giorno per inviare"}, {Text: "Ultimo sollecito"}}}}
	for _, x := range righe[:min(len(righe), maxAnteprima)] {
		row := ui.Row{Cells: []ui.Cell{{Text: x.Ente.NomeEsteso(), URL: percorsoInvio(r.Semestre, x.EnteID), Sub: x.Ente.Luogo()}, ui.ChipCell(chipInvio(x.Stato, false)),
			ui.TextCell(x.Scadenza(r).InItaliano()), {Text: "Nessuno"}}}
		if x.Solleciti > 0 {
			row.Cells[3] = ui.TextCell(x.SollecitatoIl.Day().InItaliano())
		}
		g.Tabella.Rows = append(g.Tabella.Rows, row)
	}
	if n := len(righe) - maxAnteprima; n > 0 {
		g.Resto = "e " + quanti(n, "altro ente", "altri enti") + "."
	}
	v.Gruppi = append(v.Gruppi, g)
}
