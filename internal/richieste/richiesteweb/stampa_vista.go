package richiesteweb

import (
	"fmt"

	"pass/internal/richieste"
	"pass/internal/ui"
)

// stampaVista is the request for paper.
type stampaVista struct {
	Page      ui.Page
	Dati      []ui.Detail
	Tempi     []ui.Detail
	Piano     *pianoVista
	Timeline  []ui.TimelineItem
	Atteso    string
	Documenti ui.Table
	Quando    string
	Indirizzo string
}

func vistaStampa(s richieste.Scheda, silenzio int, base string) stampaVista {
	p := s.ProssimoPasso(s.Ora.Day(), silenzio)
	v := stampaVista{Timeline: timeline(s), Atteso: atteso(s, p), Tempi: tempi(s), Quando: s.Ora.InItaliano(), Indirizzo: base + percorso(s.ID)}
	v.Page = ui.Page{Title: "Stampa della richiesta " + s.Codice(), Heading: accorcia(s.Modulo.Titolo()), Kicker: "Richiesta n. " + s.Codice() + " · " + s.Ente.NomeEsteso(),
		Section: "richieste", Breadcrumb: briciole(ui.Link{Text: "Richiesta " + s.Codice(), URL: percorso(s.ID)})}
	v.Dati = append([]ui.Detail{{Term: "Stato", Text: s.Stato.Etichetta() + " dal " + s.StatoDal.InItaliano()},
		{Term: "Inviata", Text: s.InviataIl.InItaliano()}, {Term: "Procedimento", Text: s.Procedimento.Nome},
		{Term: "Termine di legge del procedimento", Text: termineEsteso(s)}, {Term: "Task force", Text: s.TaskForce().Nome},
		{Term: "Esperti", Text: elencoEsperti(s)}}, dati(s)...)
	if len(s.Azioni) > 0 {
		v.Piano = vistaPiano(s)
	}
	v.Documenti = ui.Table{Caption: "Documenti", HideCaption: true, Columns: []ui.Column{{Text: "Documento"}, {Text: "Consegnato il"}, {Text: "Dimensione", Numeric: true}, {Text: "Impronta SHA-256"}}}
	for _, e := range s.Eventi {
		for _, d := range e.Documenti {
			v.Documenti.Rows = append(v.Documenti.Rows, ui.Row{Cells: []ui.Cell{ui.TextCell(d.Nome), ui.TextCell(e.Il.Breve()), ui.TextCell(ui.Bytes(d.Size)), {Body: impronta(d.SHA256)}}})
		}
	}
	return v
}

// ricevutaVista is the proof of the sending.
type ricevutaVista struct {
	Page     ui.Page
	Ricevuta ui.ReceiptProps
}

func vistaRicevuta(s richieste.Scheda) ricevutaVista {
	v := ricevutaVista{Page: ui.Page{Title: "Ricevuta della richiesta " + s.Codice(), Section: "richieste", Narrow: true,
		Breadcrumb: briciole(ui.Link{Text: "Richiesta " + s.Codice(), URL: percorso(s.ID)})}}
	r := ui.ReceiptProps{Title: "Richiesta inviata", Number: s.Codice(), Time: s.InviataIl.InItaliano(),
		Rows: []ui.Detail{{Term: "Ente", Text: s.Ente.NomeEsteso()}, {Term: "Oggetto", Text: s.Modulo.Titolo()}, {Term: "Procedimento", Text: s.Procedimento.Nome}},
		Next: []string{
			fmt.Sprintf("Entro %d giorni di calendario la segreteria tecnica valuta la richiesta e la affida a una task force.", richieste.Obiettivi[richieste.Inviata]),
			"Il coordinatore della task force sceglie gli esperti, e uno di loro prende in carico la richiesta.",
			"Gli esperti rispondono nella pagina della richiesta. A ogni passo arriva un messaggio di posta."},
		Links: []ui.Link{{Text: "Vai alla richiesta", URL: percorso(s.ID), Primary: true}}}
	for _, e := range s.Eventi {
		if e.Atto != richieste.Invia {
			continue
		}
		r.Rows = append(r.Rows, ui.Detail{Term: "Inviata da", Text: e.Autore})
		for _, d := range e.Documenti {
			r.Rows = append(r.Rows, ui.Detail{Term: "Documento " + d.Nome + ", " + ui.Bytes(d.Size), Body: impronta(d.SHA256)})
		}
	}
	v.Ricevuta = r
	return v
}
