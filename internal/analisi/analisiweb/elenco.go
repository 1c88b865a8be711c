package analisiweb

import (
	"context"
	"errors"
	"net/http"

	"pass/internal/analisi"
	"pass/internal/kernel"
	"pass/internal/platform/files"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// modulo is the upload form as typed.
type modulo struct {
	Zona, Ciclo string
	Errori      ui.Errors
}

// moduloVuoto is the form as first proposed.
func moduloVuoto() modulo {
	return modulo{Zona: analisi.ZonaPredefinita, Ciclo: string(analisi.Tutti)}
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
}

func (d Deps) elenco(c *web.Context) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	return d.mostraElenco(c, http.StatusOK, id, moduloVuoto())
}

func (d Deps) mostraElenco(c *web.Context, status int, id int64, m modulo) error {
	e, err := d.Analisi.Elenca(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	v := vediElenco(e, c.Actor, m)
	v.Token = web.NewSubmission()
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
	m := modulo{Zona: f.Text("zona"), Ciclo: f.Text("ciclo")}
	ca := analisi.Caricamento{Zona: m.Zona, Ciclo: analisi.Ciclo(m.Ciclo)}
	m.Errori = append(controllaFile(f, &ca), ca.Valida()...)
	if len(m.Errori) > 0 {
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
	c.SetNotice("success", "Registro ricevuto", "PAsS lo sta leggendo: la ricevuta è in questa pagina.")
	return c.Redirect(urlRegistro(id, g.N))
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
			ui.TextCell(ui.Bytes(g.Size)),
			ui.TextCell(g.ConservatoFino().InItaliano()),
		}})
	}
	return v
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
	}
	return ui.Chip{Text: s.Etichetta(), Tone: tono}
}

// opzioniZona and opzioniCiclo are the choices of the form.
func opzioniZona() []ui.Option {
	return []ui.Option{{Value: analisi.ZonaPredefinita, Label: "Ora italiana (Europe/Rome)"}, {Value: "UTC", Label: "Tempo universale (UTC)"}}
}

func opzioniCiclo() []ui.Option {
	return []ui.Option{
		{Value: string(analisi.Tutti), Label: analisi.Tutti.Etichetta(), Hint: "La scelta più comune."},
		{Value: string(analisi.Completi), Label: analisi.Completi.Etichetta(), Hint: "Quando il registro annota sia l’inizio sia la fine di ogni attività."},
	}
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
