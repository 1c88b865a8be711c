package analisiweb

import (
	"net/http"

	"pass/internal/analisi"
	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// vistaRegistro is the page of one log: being read, refused or read.
type vistaRegistro struct {
	Pagina   ui.Page
	Lettura  *ui.ProgressProps // while it is read
	Ricevuta ui.ReceiptProps
	Errore   *ui.Alert // when it was refused
	Problemi *problemi
	Esito    *vistaEsito // once it was read

	File    []ui.Detail
	Elimina *ui.ActionFormProps // nil: the actor may not
}

// problemi are the rejected rows.
type problemi struct {
	Frase   string
	Tabella ui.Table
}

// maxProblemiInPagina is how many rejected rows a page lists.
const maxProblemiInPagina = 100

func (d Deps) registro(c *web.Context) error {
	id, n, err := ids(c)
	if err != nil {
		return err
	}
	s, err := d.Analisi.Apri(c.Ctx(), c.Actor, id, n)
	if err != nil {
		return err
	}
	v := vediRegistro(s, c.Actor)
	if v.Elimina != nil {
		v.Elimina.Token = web.NewSubmission()
	}
	return c.HTML(http.StatusOK, paginaRegistro(v))
}

// avanzamento answers with the bare progress, for the page that is open.
func (d Deps) avanzamento(c *web.Context) error {
	id, n, err := ids(c)
	if err != nil {
		return err
	}
	g, err := d.Analisi.Avanzamento(c.Ctx(), c.Actor, id, n)
	if err != nil {
		return err
	}
	return c.HTML(http.StatusOK, ui.Progress(vediLettura(g)))
}

func (d Deps) elimina(c *web.Context) error {
	id, n, err := ids(c)
	if err != nil {
		return err
	}
	if _, err := c.Form(0); err != nil {
		return err
	}
	if err := d.Analisi.EliminaRegistro(c.Ctx(), c.Actor, id, n); err != nil {
		return err
	}
	c.SetNotice("success", "Registro eliminato", "Il file caricato e il suo risultato non sono più in PAsS.")
	return c.Redirect(urlElenco(id))
}

func vediRegistro(s analisi.Scheda, chi kernel.Actor) vistaRegistro {
	r, g := s.Richiesta, s.Registro
	v := vistaRegistro{
		Pagina: ui.Page{Title: g.Nome, Kicker: "Richiesta " + r.Codice() + ", registro " + kernel.Numero(int64(g.N)), Section: "richieste",
			Chips: []ui.Chip{statoChip(g.Stato)},
			Breadcrumb: []ui.Link{{Text: "Richieste", URL: "/richieste"}, {Text: r.Codice(), URL: urlRichiesta(r.ID)},
				{Text: "Analisi dei colli di bottiglia", URL: urlElenco(r.ID)}}},
		File: dettagliFile(g),
	}
	if analisi.PuoEliminare(chi, r, g) {
		v.Elimina = &ui.ActionFormProps{Action: urlRegistro(r.ID, g.N) + "/elimina", Button: ui.ButtonProps{Text: "Elimina il registro", Danger: true}}
	}
	switch {
	case !g.Stato.Finito():
		p := vediLettura(g)
		v.Lettura, v.Ricevuta = &p, ricevuta(g)
	case s.Risultato == nil:
		v.Errore = &ui.Alert{Tone: ui.Late, Title: "Il registro non si è potuto leggere.", Text: g.Errore}
		if analisi.PuoCaricare(chi, r) {
			v.Errore.Links = []ui.Link{{Text: "Caricare il file corretto", URL: urlElenco(r.ID) + "#carica"}}
		}
		v.Problemi = vediProblemi(s, len(s.Problemi))
	default:
		v.Pagina.Title = "Colli di bottiglia: " + g.Nome
		v.Pagina.Lead = frase(*s.Risultato)
		v.Esito = vediEsito(s)
		v.Problemi = vediProblemi(s, s.Risultato.Sintesi.DroppedTotal)
	}
	return v
}

// vediLettura tells how far the reading is.
func vediLettura(g analisi.Registro) ui.ProgressProps {
	p := ui.ProgressProps{ID: "lettura", Label: "Lettura del registro", Value: g.Avanzamento, Max: 100,
		PollURL: urlRegistro(g.RichiestaID, g.N) + "/avanzamento", PageURL: urlRegistro(g.RichiestaID, g.N)}
	switch g.Stato {
	case analisi.InCoda:
		p.Max, p.Text = 0, "Il registro aspetta il suo turno: la lettura comincia tra poco."
	case analisi.InLettura:
		p.Text = "Letto il " + kernel.Numero(int64(g.Avanzamento)) + "% del file."
		if g.Tentativi > 1 {
			p.Text += " La lettura si era interrotta ed è ricominciata."
		}
	default:
		p.Value, p.Done, p.Text = 100, true, "La lettura è finita."
	}
	return p
}

func ricevuta(g analisi.Registro) ui.ReceiptProps {
	return ui.ReceiptProps{Title: "Registro ricevuto", Number: "Registro " + kernel.Numero(int64(g.N)), Time: g.CaricatoIl.InItaliano(), Hash: g.SHA256,
		Rows: []ui.Detail{{Term: "File", Text: g.Nome}, {Term: "Dimensione", Text: ui.Bytes(g.Size)}, {Term: "Caricato da", Text: g.CaricatoNome}},
		Next: []string{"PAsS legge il registro: si può chiudere questa pagina e tornare più tardi.", "Il risultato appare qui, con i passaggi più lenti."}}
}

func dettagliFile(g analisi.Registro) []ui.Detail {
	zona := g.Zona
	for _, o := range opzioniZona() {
		if o.Value == g.Zona {
			zona = o.Label
		}
	}
	return []ui.Detail{
		{Term: "File", Text: g.Nome + ", " + ui.Bytes(g.Size)},
		{Term: "Caricato", Text: g.CaricatoIl.InItaliano() + ", da " + g.CaricatoNome},
		{Term: "Impronta SHA-256", Body: impronta(g.SHA256)},
		{Term: "Ore senza fuso", Text: zona},
		{Term: "Eventi contati", Text: g.Ciclo.Etichetta()},
		{Term: "Letto", Text: g.LettoIl.InItaliano()},
		{Term: "Conservato fino al", Text: g.ConservatoFino().InItaliano()},
	}
}

// vediProblemi lists the rejected rows; nil when there are none.
func vediProblemi(s analisi.Scheda, totale int) *problemi {
	if totale == 0 {
		return nil
	}
	riga := "Riga"
	switch {
	case s.Risultato == nil:
		riga = "Riga o evento"
	case s.Risultato.Lettura.Formato == eventlog.XES:
		riga = "Evento"
	}
	p := &problemi{Tabella: ui.Table{Caption: "Righe scartate", Columns: []ui.Column{{Text: riga}, {Text: "Perché"}}}}
	mostrati := s.Problemi[:min(len(s.Problemi), maxProblemiInPagina)]
	for _, x := range mostrati {
		p.Tabella.Rows = append(p.Tabella.Rows, ui.Row{Cells: []ui.Cell{ui.TextCell(kernel.Numero(int64(x.Row))), ui.TextCell(x.Reason)}})
	}
	p.Frase = quanti(totale, "riga scartata: non entra nelle cifre.", "righe scartate: non entrano nelle cifre.")
	if len(mostrati) < totale {
		p.Tabella.Note = "Sono elencate le prime " + kernel.Numero(int64(len(mostrati))) + "."
	}
	return p
}
