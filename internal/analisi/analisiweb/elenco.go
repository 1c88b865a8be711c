package analisiweb

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"pass/internal/analisi"
	"pass/internal/analisi/esame"
	"pass/internal/kernel"
	"pass/internal/platform/files"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// modulo is what went wrong with the forms of the page.
type modulo struct {
	Errori   ui.Errors
	Mesi     string // of the practices
	Pratiche bool   // the errors are of the practices
}

// vistaElenco is the page of the logs of a request.
type vistaElenco struct {
	Pagina      ui.Page
	Tabella     ui.Table
	PuoCaricare bool
	Perche      string // why nothing can be uploaded, when the actor might have
	Azione      string
	Token       string
	Modulo      modulo
	Pratiche    *vistaPratiche // nil: the actor may not use them
}

// vistaPratiche offers the practices of the monitoring.
type vistaPratiche struct {
	Frase  string
	Nota   string
	Puo    bool // there are some
	Azione string
	Token  string
	Mesi   ui.Field
}

func (d Deps) elenco(c *web.Context) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	return d.mostraElenco(c, http.StatusOK, id, modulo{})
}

func (d Deps) mostraElenco(c *web.Context, status int, id int64, m modulo) error {
	e, err := d.Analisi.Elenca(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	v := vediElenco(e, c.Actor, m)
	v.Token = web.NewSubmission()
	if analisi.PuoUsarePratiche(c.Actor, e.Richiesta) {
		p, err := d.Analisi.SintesiDellePratiche(c.Ctx(), c.Actor, id)
		if err != nil {
			return err
		}
		v.Pratiche = vediPratiche(e, p, m)
		v.Pratiche.Token = web.NewSubmission()
	}
	return c.HTML(status, paginaElenco(v))
}

// carica receives a log. Whether the actor may upload is asked first, so that
// nobody sends 200 MB for nothing.
func (d Deps) carica(c *web.Context) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	if err := d.Analisi.VerificaCaricamento(c.Ctx(), c.Actor, id); err != nil {
		return err
	}
	f, err := c.Form(files.MaxRegistro)
	if err != nil {
		return err
	}
	var m modulo
	var ca analisi.Caricamento
	if m.Errori = controllaFile(f, &ca); len(m.Errori) > 0 {
		return d.mostraElenco(c, http.StatusUnprocessableEntity, id, m)
	}
	if ca.Stored, err = f.Files["file"].Store(c.Ctx(), d.Analisi.Files, files.MaxRegistro); err != nil {
		return err
	}
	g, err := d.Analisi.CaricaRegistro(c.Ctx(), c.Actor, id, ca)
	if err != nil {
		ctx := context.WithoutCancel(c.Ctx())
		if left := files.Discard(ctx, d.Analisi.DB, d.Analisi.Files, err, ca.Stored); left != nil {
			d.Analisi.Log.WarnContext(ctx, "analisi: a file is left to the sweep", "err", left)
		}
		return err
	}
	c.SetNotice("success", "Registro ricevuto", "Ora occorre dire che cosa contengono le sue colonne.")
	return c.Redirect(urlColonne(id, g.N))
}

// pratiche makes a log of the practices of the monitoring.
func (d Deps) pratiche(c *web.Context) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	mesi, err := strconv.Atoi(f.Text("mesi"))
	if err != nil {
		mesi = 0
	}
	g, err := d.Analisi.UsaPratiche(c.Ctx(), c.Actor, id, mesi)
	if kernel.CodeOf(err) == kernel.NonValido {
		return d.mostraElenco(c, http.StatusUnprocessableEntity, id, modulo{Errori: ui.ErrorsOf(err), Mesi: f.Text("mesi"), Pratiche: true})
	}
	if err != nil {
		return err
	}
	c.SetNotice("success", "Pratiche del monitoraggio prese", "PAsS ne sta facendo un registro.")
	return c.Redirect(urlRegistro(id, g.N))
}

// vediPratiche says how many practices there are and which dates are missing.
func vediPratiche(e analisi.Elenco, p analisi.SintesiPratiche, m modulo) *vistaPratiche {
	v := &vistaPratiche{Puo: p.Totale > p.Saltate, Azione: urlElenco(e.Richiesta.ID) + "/pratiche",
		Mesi: ui.Field{Name: "mesi", Label: "Conservare il registro per", Value: cmp.Or(m.Mesi, strconv.Itoa(analisi.MesiConservazione)), Required: true}}
	if m.Pratiche {
		v.Mesi.Error = m.Errori.For("mesi")
	}
	if !v.Puo {
		v.Frase = "Nel monitoraggio non ci sono ancora pratiche di questo procedimento."
		return v
	}
	v.Frase = fmt.Sprintf("Nel monitoraggio ci sono %s di questo procedimento, con domande dal %s al %s. Non serve nessun file.",
		esame.Quanti(p.Totale-p.Saltate, "pratica", "pratiche"), p.Dal.InItaliano(), p.Al.InItaliano())
	v.Nota = notaPratiche(p)
	return v
}

// notaPratiche says which dates are missing.
func notaPratiche(p analisi.SintesiPratiche) string {
	var out []string
	if p.Aperte > 0 {
		out = append(out, esame.Quanti(p.Aperte, "pratica è senza data di conclusione: conta come ancora aperta.", "pratiche sono senza data di conclusione: contano come ancora aperte."))
	}
	if p.SoloGiorni > 0 {
		out = append(out, esame.Quanti(p.SoloGiorni, "pratica dice solo quanti giorni è stata sospesa, non quali: la sospensione non si vede.", "pratiche dicono solo quanti giorni sono state sospese, non quali: la sospensione non si vede."))
	}
	if p.Saltate > 0 {
		out = append(out, esame.Quanti(p.Saltate, "pratica esclusa senza data resta fuori.", "pratiche escluse senza data restano fuori."))
	}
	return strings.Join(out, " ")
}

// controllaFile fills name and type of the upload, or says what is wrong with
// it.
func controllaFile(f *web.Form, ca *analisi.Caricamento) []kernel.FieldError {
	up := f.Files["file"]
	if up == nil {
		return []kernel.FieldError{{Field: "file", Message: "Scegliere il file del registro."}}
	}
	k, err := up.Check(files.MaxRegistro, files.Registri)
	if err != nil {
		return []kernel.FieldError{{Field: "file", Message: messaggio(err)}}
	}
	ca.Nome, ca.Tipo = up.Name, k.Type
	return nil
}

func vediElenco(e analisi.Elenco, chi kernel.Actor, m modulo) vistaElenco {
	r := e.Richiesta
	v := vistaElenco{PuoCaricare: analisi.PuoCaricare(chi, r), Azione: urlElenco(r.ID) + "/registri", Modulo: m,
		Pagina: ui.Page{Title: "Analisi dei colli di bottiglia", Kicker: "Richiesta " + r.Codice() + ": " + r.Modulo.Oggetto, Section: "richieste",
			Lead:       "Da un registro di eventi si vede dove il procedimento perde tempo.",
			Breadcrumb: []ui.Link{{Text: "Richieste", URL: "/richieste"}, {Text: r.Codice(), URL: urlRichiesta(r.ID)}}},
		Tabella: ui.Table{Caption: "Registri caricati, dal più recente", HideCaption: true,
			Columns: []ui.Column{{Text: "Registro"}, {Text: "Stato"}, {Text: "Caricato"}, {Text: "Dimensione", Numeric: true}, {Text: "Conservato fino al"}}}}
	if !v.PuoCaricare && analisi.Carica.Allows(chi) {
		v.Perche = "I registri si caricano quando la richiesta è aperta: dopo l’invio e prima della chiusura."
	}
	for _, g := range e.Registri {
		v.Tabella.Rows = append(v.Tabella.Rows, ui.Row{Cells: []ui.Cell{
			{Text: g.Nome, URL: urlRegistro(r.ID, g.N), Sub: "Registro " + kernel.Numero(int64(g.N))},
			ui.ChipCell(statoChip(g.Stato)),
			{Text: g.CaricatoIl.Breve(), Sub: "da " + g.CaricatoNome},
			ui.TextCell(dimensione(g)),
			ui.TextCell(g.ConservatoFino().InItaliano()),
		}})
	}
	return v
}

// dimensione is the size of the uploaded file, if there was one.
func dimensione(g analisi.Registro) string {
	if g.Origine == analisi.DaPratiche {
		return "nessun file"
	}
	return ui.Bytes(g.Size)
}

func statoChip(s analisi.Stato) ui.Chip {
	tono := ui.Info
	switch s {
	case analisi.Pronto:
		tono = ui.Success
	case analisi.Rifiutato:
		tono = ui.Late
	case analisi.InCoda:
		tono = ui.Neutral
	case analisi.DaConfermare:
		tono = ui.Warning
	}
	return ui.Chip{Text: s.Etichetta(), Tone: tono}
}

// estensioni lists what the file field takes.
func estensioni() []string {
	var out []string
	for _, k := range files.Registri {
		out = append(out, k.Extensions...)
	}
	return out
}

// esempio is a tiny log, as the first page explains it.
func esempio() ui.Table {
	t := ui.Table{Caption: "Tre eventi della stessa pratica",
		Columns: []ui.Column{{Text: "pratica"}, {Text: "attività"}, {Text: "data"}, {Text: "operatore"}}}
	for _, riga := range [][]string{
		{"2026/15", "Ricezione della domanda", "2026-03-09T09:15", "Sportello"},
		{"2026/15", "Richiesta di integrazioni", "2026-03-27T11:40", "Ufficio tecnico"},
		{"2026/15", "Rilascio del permesso", "2026-05-22T16:05", "Ufficio tecnico"},
	} {
		var cells []ui.Cell
		for _, x := range riga {
			cells = append(cells, ui.TextCell(x))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: cells})
	}
	return t
}

// messaggio is the text for people of an error of the kernel.
func messaggio(err error) string {
	var e *kernel.Error
	if errors.As(err, &e) {
		return e.Message
	}
	return "Il file non si legge. Sceglierlo di nuovo."
}

// mesi writes a number of months with its noun.
func mesi(n int) string { return esame.Quanti(n, "mese", "mesi") }
