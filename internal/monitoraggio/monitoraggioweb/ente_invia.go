package monitoraggioweb

import (
	"fmt"
	"strconv"

	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// vistaInvia is the review before the sending.
type vistaInvia struct {
	Pagina   ui.Page
	Errori   ui.Errors
	Tabella  ui.Table
	Avvisi   []avvisoVoce
	Mancanze []ui.Link
	Puo      bool
	Perche   string
	Azione   string
	Token    string
	Impronta string
	Indietro ui.Link
	InCorso  *ui.Alert // a file that is not in the data
}

// avvisoVoce are the warnings of one procedure.
type avvisoVoce struct {
	Nome  string
	Testi []string
	Link  ui.Link
}

func (p *pagine) riepilogo(c *web.Context) error { return p.mostraRiepilogo(c, 200, nil) }

func (p *pagine) mostraRiepilogo(c *web.Context, status int, errori ui.Errors) error {
	v, _, err := p.miaPerProc(c)
	if err != nil {
		return err
	}
	r, err := p.Monitoraggio.Riepiloga(c.Ctx(), c.Actor, v.ente, v.sem)
	if err != nil {
		return err
	}
	return c.HTML(status, paginaInvia(vediRiepilogo(r, v, errori)))
}

// invia sends exactly what the page showed; what changed meanwhile is shown
// again.
func (p *pagine) invia(c *web.Context) error {
	v, _, err := p.miaPerProc(c)
	if err != nil {
		return err
	}
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	_, err = p.Monitoraggio.Invia(c.Ctx(), c.Actor, v.ente, v.sem, f.Text("impronta"))
	switch kernel.CodeOf(err) {
	case kernel.NonValido:
		return p.mostraRiepilogo(c, 422, ui.ErrorsOf(err))
	case kernel.Conflitto:
		return p.mostraRiepilogo(c, 409, ui.Errors{{Message: testoErrore(err)}})
	}
	if err != nil {
		return err
	}
	c.SetNotice("success", "Dati inviati", "La ricevuta è in questa pagina e arriva anche per posta elettronica.")
	return c.Redirect(v.a("ricevuta"))
}

func vediRiepilogo(r monitoraggio.Riepilogo, v via, errori ui.Errors) vistaInvia {
	out := vistaInvia{Errori: errori, Azione: v.a("invia"), Token: web.NewSubmission(), Impronta: r.Impronta, Perche: r.Perche, Puo: r.Aperta && r.Completa(),
		Indietro: ui.Link{Text: "Tornare ai dati", URL: v.a()},
		Pagina: ui.Page{Title: "Rivedere e inviare", Kicker: r.Ente.NomeEsteso() + ", " + v.sem.InItaliano(), Section: "monitoraggio",
			Breadcrumb: v.briciole(v.briciolaSemestre()), Lead: "Queste sono le cifre che verranno inviate. Dopo l’invio si può ancora correggere una singola pratica."},
		Tabella: ui.Table{Caption: "Le misure di ogni procedimento", HideCaption: true, Columns: []ui.Column{{Text: "Procedimento"}, {Text: "Concluse: atto", Numeric: true},
			{Text: "Concluse: silenzio", Numeric: true}, {Text: "Durata media", Numeric: true}, {Text: "Avviate", Numeric: true}, {Text: "Aperte alla fine", Numeric: true}, {Text: "Arretrato", Numeric: true}},
			Note: "Durata media in giorni di calendario, comprese le sospensioni; arretrato al netto delle sospensioni. Fonte: dati dell’ente."}}
	if f := r.InCorso; f != nil {
		out.InCorso = &ui.Alert{Tone: ui.Warning, Title: "Il file «" + f.NomeFile + "» non è stato acquisito.", Text: "Le sue pratiche non sono in queste cifre. Con l’invio il file viene scartato.",
			Links: []ui.Link{{Text: "Aprire il file", URL: v.a("caricamenti", f.ID)}}}
	}
	for _, x := range r.Voci {
		m := x.Misure
		aperte := kernel.Numero(int64(m.PendentiFine))
		if m.SenzaStock > 0 {
			aperte = "n.d."
		}
		out.Tabella.Rows = append(out.Tabella.Rows, ui.Row{Cells: []ui.Cell{{Text: x.Procedimento.Nome, Sub: x.Modo.Etichetta()}, ui.TextCell(kernel.Numero(int64(m.ConcluseEspresse))),
			ui.TextCell(kernel.Numero(int64(m.ConcluseSilenzioAssenso))), ui.TextCell(giorniMedi(m.DurataMedia)), ui.TextCell(kernel.Numero(int64(m.Avviate))),
			ui.TextCell(aperte), ui.TextCell(numeroND(m.Arretrato))}})
		if len(x.Avvisi) > 0 {
			out.Avvisi = append(out.Avvisi, avvisoVoce{x.Procedimento.Nome, x.Avvisi, ui.Link{Text: "Controllare: " + x.Procedimento.Nome, URL: v.proc(x.Procedimento.ID, "pratiche")}})
		}
		for _, t := range x.Manca {
			out.Mancanze = append(out.Mancanze, ui.Link{Text: x.Procedimento.Nome + ": " + minuscola(t), URL: v.a() + fmt.Sprintf("#procedimento-%d", x.Procedimento.ID)})
		}
	}
	if !out.Puo && out.Perche == "" {
		out.Pagina.Lead = "Mancano alcune risposte: l’invio è possibile quando ogni procedimento ne ha una."
	}
	return out
}

func numeroND(x *int) string {
	if x == nil {
		return "n.d."
	}
	return kernel.Numero(int64(*x))
}

// vistaRicevuta is the proof of the sending.
type vistaRicevuta struct {
	Pagina  ui.Page
	Ultima  ui.ReceiptProps
	Altre   ui.Table
	Modific string // corrections after the sending
}

func (p *pagine) ricevuta(c *web.Context) error {
	v, _, err := p.miaPerProc(c)
	if err != nil {
		return err
	}
	k, dopo, err := p.Monitoraggio.Ricevute(c.Ctx(), c.Actor, v.ente, v.sem)
	if err != nil {
		return err
	}
	if len(k.Ricevute) == 0 {
		return nonTrovato()
	}
	return c.HTML(200, paginaRicevuta(vediRicevuta(k, dopo, v)))
}

func vediRicevuta(k monitoraggio.Compilazione, dopo int64, v via) vistaRicevuta {
	r := k.Ricevute[0]
	scarica := func(r monitoraggio.Ricevuta) string { return v.a("ricevute", r.Numero) }
	out := vistaRicevuta{Pagina: ui.Page{Title: "Ricevuta dell’invio", Kicker: k.Ente.NomeEsteso() + ", " + v.sem.InItaliano(), Section: "monitoraggio",
		Breadcrumb: v.briciole(v.briciolaSemestre()), Chips: []ui.Chip{chipInvio(k.Invio.Stato, false)}},
		Ultima: ui.ReceiptProps{Title: "Dati inviati", Number: kernel.Numero(r.Numero), Time: r.InviataIl.InItaliano(), Hash: r.Impronta,
			Rows: []ui.Detail{{Term: "Ente", Text: k.Ente.NomeEsteso()}, {Term: "Semestre", Text: v.sem.InItaliano()}, {Term: "Procedimenti", Text: strconv.Itoa(len(k.Voci))},
				{Term: "Pratiche inviate", Text: kernel.Numero(int64(r.Pratiche))}},
			Next:  cheSuccede(k),
			Links: []ui.Link{{Text: "Scaricare quanto inviato", URL: scarica(r), Icon: "download", Note: "CSV: ha l’impronta scritta qui"}, {Text: "Vedere come va l’ente", URL: v.casa()}}}}
	if dopo > 0 {
		out.Modific = "Dopo questo invio: " + quanti(int(dopo), "correzione con motivo", "correzioni con motivo") + ". Le cifre ne tengono conto, la ricevuta no."
	}
	if len(k.Ricevute) > 1 {
		out.Altre = ui.Table{Caption: "Invii precedenti", Columns: []ui.Column{{Text: "Ricevuta"}, {Text: "Inviata"}, {Text: "Impronta SHA-256"}}}
		for _, x := range k.Ricevute[1:] {
			out.Altre.Rows = append(out.Altre.Rows, ui.Row{Cells: []ui.Cell{{Text: "n. " + kernel.Numero(x.Numero), URL: scarica(x)}, ui.TextCell(x.InviataIl.Breve()), ui.TextCell(x.Impronta[:16] + "…")}})
		}
	}
	return out
}

// cheSuccede are the next steps after a sending, from where the data are.
func cheSuccede(k monitoraggio.Compilazione) []string {
	blocco := "Quando la raccolta è finita la Regione blocca le cifre e le pubblica."
	switch {
	case k.Rilevazione.Stato == monitoraggio.Pubblicata:
		return []string{"Le cifre sono pubblicate. Per correggerle serve una revisione."}
	case k.Rilevazione.Stato.Ferma():
		return []string{"Le cifre sono bloccate: la Regione le firma e le pubblica.", "Per correggerle serve una revisione."}
	case k.Invio.Stato == monitoraggio.Approvato:
		return []string{"I dati sono approvati: non occorre fare altro.", blocco}
	case k.Invio.Stato != monitoraggio.Inviato:
		return []string{"I dati sono tornati all’ente: vanno corretti e inviati di nuovo."}
	}
	return []string{"La segreteria tecnica controlla i dati.", "Se serve una correzione i dati tornano all’ente, con il motivo, e un avviso arriva per posta elettronica.", blocco}
}

// inviato downloads the file of what was sent under a receipt.
func (p *pagine) inviato(c *web.Context) error {
	v, _, err := p.miaPerProc(c)
	if err != nil {
		return err
	}
	n, err := c.ID("numero")
	if err != nil {
		return err
	}
	f, r, err := p.Monitoraggio.Inviato(c.Ctx(), c.Actor, v.ente, v.sem, n)
	if err != nil {
		return err
	}
	defer r.Close()
	return c.Download(f.Name, f.Type, f.Size, r)
}

// vistaRevisione is the form that asks to correct locked figures.
type vistaRevisione struct {
	Pagina ui.Page
	Errori ui.Errors
	Motivo string
	Azione string
	Token  string
	Ferma  string // why it cannot be asked
}

func (p *pagine) revisione(c *web.Context) error { return p.mostraRevisione(c, 200, "", nil) }

func (p *pagine) mostraRevisione(c *web.Context, status int, motivo string, errori ui.Errors) error {
	v, _, err := p.miaPerProc(c)
	if err != nil {
		return err
	}
	k, err := p.Monitoraggio.Compilazione(c.Ctx(), c.Actor, v.ente, v.sem)
	if err != nil {
		return err
	}
	out := vistaRevisione{Errori: errori, Motivo: motivo, Azione: v.a("revisione"), Token: web.NewSubmission(),
		Pagina: ui.Page{Title: "Chiedere una revisione", Kicker: k.Ente.NomeEsteso() + ", " + v.sem.InItaliano(), Section: "monitoraggio", Narrow: true,
			Breadcrumb: v.briciole(v.briciolaSemestre()), Lead: "Le cifre bloccate non si modificano. Con una revisione la Regione riapre i dati dell’ente e pubblica una nuova versione con il motivo."}}
	switch {
	case !k.Rilevazione.Stato.Ferma() || k.Invio.Stato != monitoraggio.Approvato:
		out.Ferma = "Le cifre di questo semestre non sono bloccate: la revisione non serve."
	case k.Revisione == monitoraggio.RevisioneChiesta:
		out.Ferma = "La revisione è già stata chiesta: la Regione decide."
	case k.Revisione == monitoraggio.RevisioneAperta:
		out.Ferma = "La revisione è aperta: si possono correggere le pratiche, una per una."
	}
	return c.HTML(status, paginaRevisione(out))
}

func (p *pagine) chiediRevisione(c *web.Context) error {
	v, _, err := p.miaPerProc(c)
	if err != nil {
		return err
	}
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	err = p.Monitoraggio.ChiediRevisione(c.Ctx(), c.Actor, v.ente, v.sem, f.Text("motivo"))
	if kernel.CodeOf(err) == kernel.NonValido {
		return p.mostraRevisione(c, 422, f.Get("motivo"), ui.ErrorsOf(err))
	}
	if err != nil {
		return err
	}
	c.SetNotice("success", "Revisione chiesta", "La Regione legge il motivo e decide. Le cifre restano quelle bloccate.")
	return c.Redirect(v.a())
}
