package monitoraggioweb

import (
	"fmt"

	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// vistaCompila is the page of what a body answers for a semester.
type vistaCompila struct {
	Pagina     ui.Page
	Passo      *ui.NextStepProps
	Azioni     []ui.Link // the first is the primary one
	Avviso     *ui.Alert
	Voci       []vistaRisposta
	Modello    *ui.Link
	Revisione  *ui.Link
	Fatte      int
	Caricati   ui.Table
	PuoCambiar bool
	Nota       []string // of the Region, for the bodies
}

// vistaRisposta is the answer for one procedure.
type vistaRisposta struct {
	ID       string
	Nome     string
	Chip     ui.Chip
	Frase    string
	Manca    []string
	Avvisi   []string
	Link     []ui.Link
	Nessuna  *ui.ActionFormProps
	Pratiche *ui.ActionFormProps // back from the eight numbers or from «none»
}

func (p *pagine) compilazione(c *web.Context) error {
	v, err := p.mia(c)
	if err != nil {
		return err
	}
	if v.ente == 0 {
		return c.Redirect("/monitoraggio/mio")
	}
	k, err := p.Monitoraggio.Compilazione(c.Ctx(), c.Actor, v.ente, v.sem)
	if err != nil {
		return err
	}
	cs, err := p.Monitoraggio.Caricamenti(c.Ctx(), c.Actor, v.ente, v.sem)
	if err != nil {
		return err
	}
	return c.HTML(200, paginaCompila(vediCompila(k, cs, v, c.Now().Day())))
}

// rispondi takes «no practice» for a procedure, or goes back to the practices.
func (p *pagine) rispondi(c *web.Context) error {
	v, pid, err := p.miaPerProc(c)
	if err != nil {
		return err
	}
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	modo := monitoraggio.Modo(f.Text("modo"))
	if modo != monitoraggio.Nessuna && modo != monitoraggio.DaPratiche {
		return kernel.E(kernel.NonValido, "La scelta non è tra quelle possibili. Nulla è cambiato: tornare alla pagina del semestre.")
	}
	if err := p.Monitoraggio.Rispondi(c.Ctx(), c.Actor, v.ente, v.sem, pid, modo, monitoraggio.OttoNumeri{}, ""); err != nil {
		return err
	}
	testo := "Per questo procedimento le cifre si calcolano dalle pratiche."
	if modo == monitoraggio.Nessuna {
		testo = "È registrato che nel semestre non ci sono pratiche."
	}
	c.SetNotice("success", "Risposta salvata", testo)
	return c.Redirect(v.a())
}

func vediCompila(k monitoraggio.Compilazione, cs []monitoraggio.Caricamento, v via, oggi kernel.Day) vistaCompila {
	out := vistaCompila{PuoCambiar: k.Aperta, Pagina: ui.Page{Title: "Dati del " + v.sem.InItaliano(), Kicker: k.Ente.NomeEsteso(), Section: "monitoraggio",
		Breadcrumb: v.briciole(), Chips: []ui.Chip{chipInvio(k.Invio.Stato, k.Aperta)}}}
	for _, x := range k.Voci {
		if x.Completa() {
			out.Fatte++
		}
		out.Voci = append(out.Voci, vediRisposta(x, k, v))
	}
	out.Pagina.Lead = fmt.Sprintf("%s su %d hanno una risposta.", quanti(out.Fatte, "procedimento", "procedimenti"), len(k.Voci))
	if out.Fatte == 1 {
		out.Pagina.Lead = fmt.Sprintf("1 procedimento su %d ha una risposta.", len(k.Voci))
	}
	if k.Aperta {
		out.Nota = paragrafi(k.Rilevazione.Nota)
		out.conPasso(k, v, oggi)
		out.Modello = &ui.Link{Text: "Scaricare il modello da compilare", URL: v.a("modello"), Icon: "download", Note: "XLSX con le pratiche ancora aperte già scritte"}
	} else {
		out.Avviso = &ui.Alert{Tone: ui.Info, Title: k.Perche}
		if k.Revisione == monitoraggio.RevisioneAperta {
			out.Avviso = &ui.Alert{Tone: ui.Warning, Title: "La revisione è aperta.", Text: "Si può correggere ogni pratica, una per una, indicando il motivo. Quando è tutto corretto la Regione chiude la revisione."}
		}
		if k.Revisione == monitoraggio.RevisioneChiesta {
			out.Avviso.Text = "La revisione è stata chiesta: la Regione decide, poi arriva un avviso."
		}
		if len(k.Ricevute) > 0 {
			out.Azioni = append(out.Azioni, ui.Link{Text: "Vedere la ricevuta", URL: v.a("ricevuta"), Primary: true})
		}
		if k.Rilevazione.Stato.Ferma() && k.Revisione == "" && k.Invio.Stato == monitoraggio.Approvato {
			out.Revisione = &ui.Link{Text: "Chiedere la revisione dei dati bloccati", URL: v.a("revisione")}
		}
	}
	out.Caricati = tabellaCaricamenti(cs, v)
	return out
}

func (out *vistaCompila) conPasso(k monitoraggio.Compilazione, v via, oggi kernel.Day) {
	due, tardi := entro(k.Invio.Scadenza(k.Rilevazione), oggi)
	out.Passo = &ui.NextStepProps{Title: "Tocca all’ente", Due: due, Late: tardi}
	if k.Invio.Stato == monitoraggio.Restituito || k.Invio.Motivo != "" {
		out.Avviso = &ui.Alert{Tone: ui.Warning, Title: "I dati sono da correggere.", Text: "Motivo: " + k.Invio.Motivo}
	}
	carica := ui.Link{Text: "Caricare un file", URL: v.a("carica"), Icon: "upload"}
	if k.Completa() {
		out.Passo.Text = "Tutto ha una risposta: resta da rivedere e inviare."
		out.Azioni = []ui.Link{{Text: "Rivedere e inviare", URL: v.a("invia"), Primary: true}, carica}
		return
	}
	carica.Primary = true
	mancano := len(k.Voci) - out.Fatte
	out.Passo.Text = map[bool]string{true: "Manca ", false: "Mancano "}[mancano == 1] + quanti(mancano, "procedimento", "procedimenti") +
		". Si può caricare il file che l’ente già usa, scrivere le pratiche o dare solo i totali."
	out.Azioni = []ui.Link{carica}
	out.Passo.Later = "L’invio è possibile quando ogni procedimento ha una risposta."
}

func vediRisposta(x monitoraggio.Voce, k monitoraggio.Compilazione, v via) vistaRisposta {
	pid := x.Procedimento.ID
	out := vistaRisposta{ID: fmt.Sprintf("procedimento-%d", pid), Nome: x.Procedimento.Nome, Manca: x.Manca, Avvisi: x.Avvisi, Frase: fraseRisposta(x, v.sem)}
	switch {
	case !x.Completa():
		out.Chip = ui.Chip{Text: "Manca la risposta", Tone: ui.Warning}
	default:
		out.Chip = ui.Chip{Text: x.Modo.Etichetta(), Tone: ui.Success}
	}
	add := func(testo, url string) { out.Link = append(out.Link, ui.Link{Text: testo, URL: url}) }
	if x.Pratiche > 0 || x.Modo == monitoraggio.DaPratiche {
		add("Vedere le pratiche ("+kernel.Numero(int64(x.Pratiche))+")", v.proc(pid, "pratiche"))
	}
	if k.Revisione == monitoraggio.RevisioneAperta && x.Modo == monitoraggio.Dichiarate {
		add("Correggere i totali", v.proc(pid, "numeri"))
	}
	if !k.Aperta {
		return out
	}
	if x.Aperte > 0 {
		add("Chiudere le pratiche rimaste aperte ("+kernel.Numero(int64(x.Aperte))+")", v.proc(pid, "aperte"))
	}
	add("Scrivere una pratica", v.proc(pid, "pratiche", "nuova"))
	if x.Modo == monitoraggio.Dichiarate {
		add("Correggere i totali", v.proc(pid, "numeri"))
	} else {
		add("Dare solo i totali", v.proc(pid, "numeri"))
	}
	bottone := func(modo monitoraggio.Modo, testo string) *ui.ActionFormProps {
		return &ui.ActionFormProps{Action: v.proc(pid, "risposta"), Token: web.NewSubmission(), Hidden: []ui.Hidden{{Name: "modo", Value: string(modo)}},
			Button: ui.ButtonProps{Text: testo, Secondary: true, Small: true, Context: x.Procedimento.Nome}}
	}
	if x.Pratiche == 0 && x.Modo != monitoraggio.Nessuna {
		out.Nessuna = bottone(monitoraggio.Nessuna, "Nessuna pratica nel semestre")
	}
	if x.Pratiche > 0 && x.Modo != monitoraggio.DaPratiche {
		out.Pratiche = bottone(monitoraggio.DaPratiche, "Calcolare dalle pratiche")
	}
	return out
}

// fraseRisposta says what the answer holds.
func fraseRisposta(x monitoraggio.Voce, sem kernel.Semestre) string {
	m := x.Misure
	switch x.Modo {
	case monitoraggio.Nessuna:
		return "È dichiarato che nel semestre non ci sono pratiche."
	case monitoraggio.Dichiarate:
		return "Totali dichiarati: " + quanti(m.Concluse(), "pratica conclusa", "pratiche concluse") + ", durata media " + giorniMedi(m.DurataMedia) + "."
	case monitoraggio.DaPratiche:
		testo := quanti(x.Pratiche, "pratica", "pratiche") + " nel semestre: " + quanti(m.Concluse(), "conclusa", "concluse") + ", " + quanti(x.Aperte, "aperta", "aperte") +
			" al " + sem.Al().InItaliano()
		if m.DurataMedia != nil {
			testo += "; durata media " + giorniMedi(m.DurataMedia)
		}
		if x.Riportate > 0 {
			testo += ". " + maiuscola(quanti(x.Riportate, "pratica viene", "pratiche vengono")) + " dal semestre precedente: non serve riscriverle"
		}
		return testo + "."
	}
	return ""
}
