package analisiweb

import (
	"fmt"
	"net/http"
	"strconv"

	"pass/internal/analisi"
	"pass/internal/analisi/esame"
	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// vistaRegistro is the page of one log: being read, refused or read.
type vistaRegistro struct {
	Qualita  ui.Link // where the quality of the data is told, once it was read
	Pagina   ui.Page
	Schede   []ui.Link // once it was read
	Salvati  []filtroInPagina
	Lettura  *ui.ProgressProps // while it is read
	Ricevuta ui.ReceiptProps
	Errore   *ui.Alert // when it was refused
	Problemi *problemi
	Unione   *blocco     // what joining starts and ends left out
	Esito    *vistaEsito // once it was read
	Passo    *prossimo   // what a person still has to say

	File    []ui.Detail
	Riduci  *riduzione          // nil: the actor may not, or it is the shortest already
	Elimina *ui.ActionFormProps // nil: the actor may not
}

// prossimo is the next step that a person must do on a log.
type prossimo struct {
	ui.NextStepProps
	Bottone ui.Link
}

// riduzione is the form that makes the time of keeping shorter.
type riduzione struct {
	Azione, Token string
	Errori        ui.Errors
	Mesi          ui.Field
	Opzioni       []ui.Option
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
	if s.Registro.Stato == analisi.Pronto {
		return d.suRegistro(d.colli)(c)
	}
	return c.HTML(http.StatusOK, paginaRegistro(conGettoni(vediRegistro(s, c.Actor))))
}

// filtroInPagina is a saved selection, with the button that takes it away.
type filtroInPagina struct {
	Link    ui.Link
	Elimina ui.ActionFormProps
}

// conGettoni gives the forms of the page their tokens.
func conGettoni(v vistaRegistro) vistaRegistro {
	if v.Elimina != nil {
		v.Elimina.Token = web.NewSubmission()
	}
	if v.Riduci != nil {
		v.Riduci.Token = web.NewSubmission()
	}
	return v
}

// dati is the page of the log itself: where it comes from, what was read, what
// was left out, how long it is kept.
func (d Deps) dati(c *web.Context, s *studio) error {
	v := conGettoni(vediRegistro(analisi.Scheda{Richiesta: *s.Richiesta, Registro: *s.Registro, Risultato: s.Risultato, Problemi: s.Problemi}, c.Actor))
	v.Schede = s.schede("/dati")
	v.Qualita = ui.Link{Text: "Qualità dei dati", URL: s.qui("/qualita")}
	for _, f := range s.Filtri {
		v.Salvati = append(v.Salvati, filtroInPagina{ui.Link{Text: f.Nome, URL: s.URL + interrogazione(f.Testo)},
			ui.ActionFormProps{Action: fmt.Sprintf("%s/filtri/%d/elimina", s.URL, f.ID), Token: web.NewSubmission(), Button: ui.ButtonProps{Text: "Elimina", Context: f.Nome, Secondary: true, Small: true}}})
	}
	v.Pagina.Title = "Dati: " + s.Titolo
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
	c.SetNotice("success", "Registro eliminato", "Il registro e il suo risultato non sono più in PAsS.")
	return c.Redirect(urlElenco(id))
}

// conservazione makes the time of keeping shorter.
func (d Deps) conservazione(c *web.Context) error {
	id, n, err := ids(c)
	if err != nil {
		return err
	}
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	quanti, err := strconv.Atoi(f.Text("mesi"))
	if err != nil {
		quanti = 0
	}
	err = d.Analisi.RiduciConservazione(c.Ctx(), c.Actor, id, n, quanti)
	if errs := kernel.FieldsOf(err); len(errs) > 0 {
		s, err := d.Analisi.Apri(c.Ctx(), c.Actor, id, n)
		if err != nil {
			return err
		}
		v := vediRegistro(s, c.Actor)
		if v.Riduci != nil {
			v.Riduci.Token, v.Riduci.Errori, v.Riduci.Mesi.Error = web.NewSubmission(), errs, errs[0].Message
		}
		return c.HTML(http.StatusUnprocessableEntity, paginaRegistro(v))
	}
	if err != nil {
		return err
	}
	c.SetNotice("success", "Conservazione accorciata", "Il nuovo giorno è scritto in questa pagina. Se è già passato, PAsS elimina il registro entro domani.")
	return c.Redirect(urlRegistro(id, int(n)))
}

func vediRegistro(s analisi.Scheda, chi kernel.Actor) vistaRegistro {
	r, g := s.Richiesta, s.Registro
	v := vistaRegistro{
		Pagina: ui.Page{Title: g.Nome, Kicker: "Richiesta " + r.Codice() + ", registro " + kernel.Numero(int64(g.N)), Section: "richieste",
			Chips:      []ui.Chip{statoChip(g.Stato)},
			Breadcrumb: percorsoRegistri(r)},
		File: dettagliFile(g),
	}
	if analisi.PuoEliminare(chi, r, g) {
		v.Riduci = vediRiduzione(g)
		v.Elimina = &ui.ActionFormProps{Action: urlRegistro(r.ID, g.N) + "/elimina", Button: ui.ButtonProps{Text: "Elimina il registro", Danger: true}}
	}
	puo := analisi.PuoCaricare(chi, r)
	switch {
	case g.Stato == analisi.DaConfermare:
		v.Ricevuta = ricevuta(g)
		v.Passo = &prossimo{NextStepProps: ui.NextStepProps{Title: "Mancano le colonne", Text: "Il file è arrivato: occorre dire che cosa contengono le sue colonne.",
			Due: "Entro " + g.ConservatoFino().ConGiornoSettimana() + ", poi PAsS elimina il file."}}
		if puo {
			v.Passo.Bottone = ui.Link{Text: "Indica le colonne", URL: urlColonne(r.ID, g.N), Primary: true}
		}
	case !g.Stato.Finito():
		p := vediLettura(g)
		v.Lettura, v.Ricevuta = &p, ricevuta(g)
	case s.Risultato == nil:
		v.Errore = &ui.Alert{Tone: ui.Late, Title: "Il registro non si è potuto leggere.", Text: g.Errore}
		if puo && g.Confermabile() {
			v.Errore.Links = []ui.Link{{Text: "Cambiare le scelte e rileggere", URL: urlColonne(r.ID, g.N)}}
		}
		if puo {
			v.Errore.Links = append(v.Errore.Links, ui.Link{Text: "Caricare il file corretto", URL: urlElenco(r.ID) + "#carica"})
		}
		v.Problemi = vediProblemi(s, len(s.Problemi))
	default:
		v.Pagina.Title = "Colli di bottiglia: " + g.Nome
		v.Pagina.Lead = frase(*s.Risultato)
		v.Esito = vediEsito(s)
		if g.PassiIl.IsZero() && puo && g.DepositoID != 0 {
			v.Passo = &prossimo{NextStepProps: ui.NextStepProps{Title: "Manca il significato delle attività",
				Text: "PAsS lo propone dai nomi. Confermarlo serve a distinguere attese, sospensioni e altri enti."},
				Bottone: ui.Link{Text: "Conferma il significato", URL: urlPassi(r.ID, g.N), Primary: true}}
		}
		v.Problemi = vediProblemi(s, s.Risultato.Sintesi.DroppedTotal)
		v.Unione = vediUnione(s.Risultato.Lettura.Unione)
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

// vediRiduzione offers the times of keeping that are shorter; nil when there is
// none.
func vediRiduzione(g analisi.Registro) *riduzione {
	v := &riduzione{Azione: urlRegistro(g.RichiestaID, g.N) + "/conservazione",
		Mesi: ui.Field{Name: "mesi", Label: "Conservare il registro per", Required: true, Hint: "Dalla data del caricamento. Non si può allungare."}}
	for _, o := range opzioniMesi(g.Mesi - 1) {
		v.Opzioni = append(v.Opzioni, o)
		v.Mesi.Value = o.Value
	}
	if len(v.Opzioni) == 0 {
		return nil
	}
	return v
}

func ricevuta(g analisi.Registro) ui.ReceiptProps {
	return ui.ReceiptProps{Title: "Registro ricevuto", Number: "Registro " + kernel.Numero(int64(g.N)), Time: g.CaricatoIl.InItaliano(), Hash: g.SHA256,
		Rows: []ui.Detail{{Term: "File", Text: g.Nome}, {Term: "Dimensione", Text: dimensione(g)}, {Term: "Caricato da", Text: g.CaricatoNome}},
		Next: []string{"PAsS legge il registro: si può chiudere questa pagina e tornare più tardi.", "Il risultato appare qui, con i passaggi più lenti."}}
}

func dettagliFile(g analisi.Registro) []ui.Detail {
	zona := g.Zona
	for _, o := range opzioniZona() {
		if o.Value == g.Zona {
			zona = o.Label
		}
	}
	if g.Origine == analisi.DaPratiche {
		return []ui.Detail{{Term: "Origine", Text: "Pratiche del monitoraggio"}, {Term: "Preso", Text: g.CaricatoIl.InItaliano() + ", da " + g.CaricatoNome},
			{Term: "Letto", Text: g.LettoIl.InItaliano()}, {Term: "Conservato fino al", Text: g.ConservatoFino().InItaliano()}}
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
	p.Frase = esame.Quanti(totale, "riga scartata: non entra nelle cifre.", "righe scartate: non entrano nelle cifre.")
	if len(mostrati) < totale {
		p.Tabella.Note = "Sono elencate le prime " + kernel.Numero(int64(len(mostrati))) + "."
	}
	return p
}
