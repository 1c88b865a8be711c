package monitoraggioweb

import (
	"fmt"
	"strconv"

	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/platform/db"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// campagna is one campaign at a glance.
func (p *pagine) campagna(c *web.Context) error {
	return p.mostraCampagna(c, 200, moduloCampagna{})
}

// moduloCampagna is a form of the page that did not succeed, with what was
// typed.
type moduloCampagna struct {
	Atto     string
	Scadenza string
	Errori   ui.Errors
	Avviso   *ui.Alert
}

func (p *pagine) mostraCampagna(c *web.Context, status int, m moduloCampagna) error {
	sem, err := semestre(c)
	if err != nil {
		return err
	}
	v, err := p.Monitoraggio.Panorama(c.Ctx(), c.Actor, sem, monitoraggio.FiltroInvii{})
	if err != nil {
		return err
	}
	return c.HTML(status, paginaCampagna(vistaCampagna(v, c.Actor, m)))
}

// passo is the next step of a campaign: a link, or an act of this page.
type passo struct {
	Passo ui.NextStepProps
	Link  ui.Link
	Atto  string // slug of the act
	Testo string // label of its button
}

// passoRilevazione decides what is next for the reader.
func passoRilevazione(r monitoraggio.Rilevazione, n map[monitoraggio.StatoInvio]int, chi kernel.Actor, oggi kernel.Day) (p passo) {
	governa, verifica := monitoraggio.Governa.Allows(chi), monitoraggio.Verifica.Allows(chi)
	mancano := mancanti(n)
	switch {
	case r.Stato == monitoraggio.InPreparazione:
		return passoApertura(r, governa, oggi)
	case n[monitoraggio.Inviato] > 0 && !r.Stato.Ferma():
		p.Passo = ui.NextStepProps{Title: "Tocca alla segreteria tecnica", Text: quanti(n[monitoraggio.Inviato], "ente ha inviato i dati e aspetta la verifica.", "enti hanno inviato i dati e aspettano la verifica.")}
		if verifica {
			p.Link = ui.Link{Text: "Verifica i dati inviati", URL: percorso(r.Semestre, "enti?stato=inviato")}
		}
	case r.Stato == monitoraggio.Aperta && mancano > 0:
		p.Passo = ui.NextStepProps{Title: "Tocca agli enti", Text: quanti(mancano, "ente deve ancora inviare i dati.", "enti devono ancora inviare i dati."), Due: entroIl(r.Scadenza, oggi), Late: oggi.After(r.Scadenza)}
		if verifica {
			p.Link = ui.Link{Text: "Sollecita chi manca", URL: percorso(r.Semestre, "solleciti?stato=mancanti")}
		}
	case r.Stato == monitoraggio.Aperta:
		p.Passo = ui.NextStepProps{Title: "Tocca alla Regione", Text: "Tutti gli enti invitati hanno inviato i dati, e i dati sono approvati: la raccolta si può chiudere."}
		if n[monitoraggio.Approvato] == 0 {
			p.Passo.Text = "Nessun ente è stato ancora invitato: l’invito parte quando un ente aderisce."
		} else if governa {
			p.Atto, p.Testo = "chiudi", "Chiudi la raccolta"
		}
	case r.Stato == monitoraggio.Chiusa:
		p.Passo = ui.NextStepProps{Title: "Tocca alla Regione", Text: "La raccolta è chiusa: le cifre si controllano e si bloccano."}
		if governa {
			p.Link = ui.Link{Text: "Controlla e blocca le cifre", URL: percorso(r.Semestre, "blocco")}
		}
	case r.Stato != monitoraggio.Pubblicata:
		p.Passo = ui.NextStepProps{Title: "Tocca alla Regione", Text: map[monitoraggio.StatoRilevazione]string{
			monitoraggio.Bloccata: "Le cifre sono bloccate: manca la firma.", monitoraggio.Firmata: "Le cifre sono firmate: manca la pubblicazione."}[r.Stato]}
		if governa {
			p.Link = ui.Link{Text: "Firma e pubblica", URL: percorso(r.Semestre, "blocco")}
		}
	}
	return p
}

// mancanti counts the bodies that have not sent.
func mancanti(n map[monitoraggio.StatoInvio]int) (out int) {
	for s, k := range n {
		if !s.Consegnato() {
			out += k
		}
	}
	return out
}

func passoApertura(r monitoraggio.Rilevazione, governa bool, oggi kernel.Day) (p passo) {
	p.Passo = ui.NextStepProps{Title: "Tocca alla Regione", Text: "La rilevazione è pronta ma gli enti non la vedono ancora: l’invito parte con l’apertura."}
	switch {
	case !oggi.After(r.Semestre.Al()):
		p.Passo.Later = "Il semestre finisce il " + r.Semestre.Al().InItaliano() + ": la raccolta si apre dal giorno dopo."
	case oggi.After(r.Scadenza):
		p.Passo.Text = "L’ultimo giorno per inviare è già passato: va spostato prima di aprire."
		if governa {
			p.Link = ui.Link{Text: "Modifica la rilevazione", URL: percorso(r.Semestre, "modifica")}
		}
	case governa:
		p.Atto, p.Testo = "apri", "Apri la raccolta"
	}
	return p
}

// verbo chooses the words that go with a count.
func verbo(n int, uno, molti string) string {
	if n == 1 {
		return uno
	}
	return molti
}

// campagnaVista is what the page of a campaign shows.
type campagnaVista struct {
	Page     ui.Page
	Semestre kernel.Semestre
	Errori   ui.Errors
	Avviso   *ui.Alert
	Passi    []ui.Step
	Passo    *passo
	Figure   []ui.FigureProps
	Stati    []ui.Link
	Province *ui.Table
	Classi   *ui.Table
	Chieste  ui.Table
	Dati     []ui.Detail
	Nota     []string // paragraphs
	Link     []ui.Link
	Moduli   []moduloAtto
	Versione string
	Token    string
}

// moduloAtto is an act of the page behind its name.
type moduloAtto struct {
	Slug, Titolo, Spiega, Bottone string
	Scadenza                      *ui.Field // the act asks for a day
	Pericolo, Aperto              bool
}

func vistaCampagna(p monitoraggio.Panorama, chi kernel.Actor, m moduloCampagna) campagnaVista {
	v := campagnaVista{Semestre: p.Semestre, Errori: m.Errori, Avviso: m.Avviso, Nota: paragrafi(p.Nota), Versione: strconv.FormatInt(p.Versione, 10), Token: web.NewSubmission()}
	v.Page = ui.Page{Title: maiuscola(p.Semestre.InItaliano()), Kicker: "Rilevazione dei tempi", Section: "monitoraggio", Breadcrumb: briciole(),
		Chips: []ui.Chip{chipRilevazione(p.Stato)}, Lead: leadCampagna(p)}
	v.Passi = passiRilevazione(p.Stato)
	if x := passoRilevazione(p.Rilevazione, p.PerStato, chi, p.Oggi); x.Passo.Title != "" {
		x.Link.Primary = true
		v.Passo = &x
	}
	v.Chieste = tabellaChieste(p)
	v.Dati = datiCampagna(p)
	v.Moduli = moduliCampagna(p, chi, m)
	if p.Stato != monitoraggio.InPreparazione {
		v.Figure = figureCampagna(p)
		v.Stati = statiInvii(p, monitoraggio.FiltroInvii{}, "")
		if v.Passo != nil && v.Passo.Link.URL != "" && monitoraggio.Verifica.Allows(chi) && p.Stato == monitoraggio.Aperta && p.PerStato[monitoraggio.Inviato] > 0 && mancanti(p.PerStato) > 0 {
			v.Link = append(v.Link, ui.Link{Text: "Sollecita chi manca", URL: percorso(p.Semestre, "solleciti?stato=mancanti")})
		}
		v.Link = append(v.Link, ui.Link{Text: "Elenco degli enti", URL: percorso(p.Semestre, "enti")}, ui.Link{Text: "Cifre della Regione", URL: percorso(p.Semestre, "cifre")})
		if len(p.PerProvincia) > 0 {
			prov, cl := tabellaRaccolta(p, "Provincia", "provincia", p.PerProvincia), tabellaRaccolta(p, "Enti simili", "classe", p.PerClasse)
			v.Province, v.Classi = &prov, &cl
		}
	}
	if monitoraggio.Governa.Allows(chi) && p.Stato == monitoraggio.Pubblicata {
		v.Link = append(v.Link, ui.Link{Text: "Ricevuta della firma e versioni", URL: percorso(p.Semestre, "blocco")})
	}
	if monitoraggio.Governa.Allows(chi) && p.Puo(monitoraggio.AttoAggiorna) {
		v.Link = append(v.Link, ui.Link{Text: "Modifica", URL: percorso(p.Semestre, "modifica")})
	}
	return v
}

// leadCampagna is the campaign in one sentence, whatever the filter.
func leadCampagna(p monitoraggio.Panorama) string {
	c, tardi := p.Copertura, 0
	if p.Stato == monitoraggio.InPreparazione {
		return "All’apertura " + quanti(p.DaInvitare, "ente con l’adesione approvata riceve", "enti con l’adesione approvata ricevono") + " l’invito."
	}
	for _, g := range p.PerProvincia {
		tardi += g.InRitardo
	}
	s := quanti(c.Consegnati, "ente", "enti") + " su " + quanti(c.Invitati, "invitato", "invitati") + verbo(c.Consegnati, " ha inviato i dati", " hanno inviato i dati")
	if tardi > 0 {
		s += "; " + quanti(tardi, "è in ritardo", "sono in ritardo")
	}
	return s + "."
}

func passiRilevazione(stato monitoraggio.StatoRilevazione) (out []ui.Step) {
	ordine := []monitoraggio.StatoRilevazione{monitoraggio.InPreparazione, monitoraggio.Aperta, monitoraggio.Chiusa, monitoraggio.Bloccata, monitoraggio.Firmata, monitoraggio.Pubblicata}
	fatto := true
	for _, s := range ordine {
		x := ui.Step{Text: s.Etichetta(), Current: s == stato}
		fatto = fatto && !x.Current
		x.Done = fatto
		out = append(out, x)
	}
	return out
}

func figureCampagna(p monitoraggio.Panorama) []ui.FigureProps {
	c, periodo := p.Copertura, p.Semestre.InItaliano()
	fonte := "rilevazione in PAsS"
	return []ui.FigureProps{
		{Label: "Enti che hanno inviato i dati", Value: quota(c.Consegnati, c.Invitati), Period: periodo, N: kernel.Numero(int64(c.Consegnati)) + " su " + kernel.Numero(int64(c.Invitati)) + " enti invitati", Source: fonte},
		{Label: "Enti con i dati approvati", Value: quota(c.Approvati, c.Invitati), Period: periodo, N: kernel.Numero(int64(c.Approvati)) + " su " + kernel.Numero(int64(c.Invitati)) + " enti invitati", Source: fonte},
		{Label: "Copertura del territorio", Value: quota(c.Consegnati, int(c.EntiTotali)), Period: periodo, N: kernel.Numero(int64(c.Consegnati)) + " su " + kernel.Numero(c.EntiTotali) + " enti del registro", Source: fonte},
	}
}

// quota is a share as people read it.
func quota(n, totale int) string {
	if totale == 0 {
		return "n.d."
	}
	return kernel.Decimale(100*float64(n)/float64(totale), 0) + "%"
}

func tabellaRaccolta(p monitoraggio.Panorama, titolo, filtro string, gs []monitoraggio.GruppoInvii) ui.Table {
	t := ui.Table{Caption: "Stato della raccolta per " + minuscola(titolo), HideCaption: true, Columns: []ui.Column{{Text: titolo}, {Text: "Invitati", Numeric: true}}}
	for _, s := range monitoraggio.StatiInvio {
		t.Columns = append(t.Columns, ui.Column{Text: s.Etichetta(), Numeric: true})
	}
	t.Columns = append(t.Columns, ui.Column{Text: "Hanno inviato", Numeric: true})
	for _, g := range gs {
		nome := g.Nome
		if nome == "" {
			nome = "Non indicata"
		}
		row := ui.Row{Cells: []ui.Cell{ui.LinkCell(nome, percorso(p.Semestre, "enti?"+filtro+"="+g.Codice)), ui.TextCell(kernel.Numero(int64(g.Copertura.Invitati)))}}
		if g.Codice == "" {
			row.Cells[0].URL = ""
		}
		for _, s := range monitoraggio.StatiInvio {
			row.Cells = append(row.Cells, ui.TextCell(kernel.Numero(int64(g.PerStato[s]))))
		}
		row.Cells = append(row.Cells, ui.TextCell(quota(g.Copertura.Consegnati, g.Copertura.Invitati)))
		t.Rows = append(t.Rows, row)
	}
	return t
}

func tabellaChieste(p monitoraggio.Panorama) ui.Table {
	t := ui.Table{Caption: "Procedimenti rilevati", HideCaption: true, Columns: []ui.Column{{Text: "Procedimento"}, {Text: "Chi risponde"}, {Text: "Termine massimo"}},
		Note: "Il termine massimo è quello del catalogo in vigore il " + p.Semestre.Al().InItaliano() + "."}
	for _, x := range p.Rilevati {
		termine := "Nessun numero unico: lo dice ogni pratica"
		if x.Termine != nil {
			termine = x.Termine.InItaliano()
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.TextCell(x.Nome), ui.TextCell(etichettaRivolto(x.RivoltoA)), {Text: termine, Sub: x.TermineFonte}}})
	}
	return t
}

func etichettaRivolto(r monitoraggio.RivoltoA) string {
	switch r {
	case monitoraggio.RivoltoAComuni:
		return "Comuni e loro unioni"
	case monitoraggio.RivoltoAProvince:
		return "Province e Città metropolitana"
	}
	return "Tutti gli enti"
}

func datiCampagna(p monitoraggio.Panorama) []ui.Detail {
	ds := []ui.Detail{{Term: "Periodo", Text: "dal " + p.Semestre.Dal().InItaliano() + " al " + p.Semestre.Al().InItaliano()},
		{Term: "Ultimo giorno per inviare", Text: p.Scadenza.ConGiornoSettimana()}}
	if p.Obbligatoria {
		ds = append(ds, ui.Detail{Term: "Invio richiesto", Text: "Sì: chi non invia entro il termine non può chiedere assistenza finché la raccolta è aperta"})
	} else {
		ds = append(ds, ui.Detail{Term: "Invio richiesto", Text: "No: chi non invia può comunque chiedere assistenza"})
	}
	if !p.ApertaIl.IsZero() {
		ds = append(ds, ui.Detail{Term: "Aperta il", Text: p.ApertaIl.InItaliano()})
	}
	if !p.ChiusaIl.IsZero() {
		ds = append(ds, ui.Detail{Term: "Chiusa il", Text: p.ChiusaIl.InItaliano()})
	}
	return ds
}

// moduliCampagna are the acts of the page, but for the one that is next.
func moduliCampagna(p monitoraggio.Panorama, chi kernel.Actor, m moduloCampagna) (out []moduloAtto) {
	add := func(x moduloAtto) { x.Aperto = m.Atto == x.Slug; out = append(out, x) }
	giorno := func(slug, label, hint string) *ui.Field {
		f := &ui.Field{Name: "scadenza", Label: label, Required: true, Short: true, Hint: hint, Min: p.Oggi.String()}
		if m.Atto == slug {
			f.Value, f.Error = m.Scadenza, m.Errori.For("scadenza")
		}
		return f
	}
	if monitoraggio.Verifica.Allows(chi) && p.DaInvitare > 0 && p.Puo(monitoraggio.AttoAggiungiEnti) {
		add(moduloAtto{Slug: "aggiungi-enti", Titolo: "Invita chi ha aderito dopo", Bottone: "Invita " + quanti(p.DaInvitare, "ente", "enti"),
			Spiega: "PAsS invita da solo, entro un’ora, chi aderisce a raccolta aperta. Qui si può farlo subito."})
	}
	if !monitoraggio.Governa.Allows(chi) {
		return out
	}
	mancano := mancanti(p.PerStato)
	if p.Puo(monitoraggio.AttoProrogaTutti) {
		add(moduloAtto{Slug: "proroga", Titolo: "Proroga il termine per tutti", Bottone: "Proroga per tutti",
			Scadenza: giorno("proroga", "Nuovo ultimo giorno", "Il termine attuale è il "+p.Scadenza.InItaliano()+"."),
			Spiega:   "Chi non ha ancora inviato riceve un’e-mail: " + quanti(mancano, "ente", "enti") + ". Per un solo ente si usa la sua pagina."})
	}
	if p.Puo(monitoraggio.AttoChiudi) && !(mancano == 0 && p.PerStato[monitoraggio.Inviato] == 0 && p.PerStato[monitoraggio.Approvato] > 0) {
		add(moduloAtto{Slug: "chiudi", Titolo: "Chiudi la raccolta", Bottone: "Chiudi la raccolta", Pericolo: true,
			Spiega: "Restano fuori " + quanti(mancano, "ente che non ha inviato", "enti che non hanno inviato") + "; " + quanti(p.PerStato[monitoraggio.Inviato], "aspetta", "aspettano") +
				" la verifica. Dopo la chiusura non si invia più. La raccolta si può riaprire finché le cifre non sono bloccate."})
	}
	if p.Puo(monitoraggio.AttoRiapriRaccolta) {
		add(moduloAtto{Slug: "riapri", Titolo: "Riapri la raccolta", Bottone: "Riapri la raccolta", Scadenza: giorno("riapri", "Nuovo ultimo giorno", ""),
			Spiega: "Chi non ha inviato riceve un’e-mail: " + quanti(mancano, "ente", "enti") + "."})
	}
	if p.Puo(monitoraggio.AttoElimina) {
		add(moduloAtto{Slug: "elimina", Titolo: "Elimina la rilevazione", Bottone: "Elimina", Pericolo: true,
			Spiega: "Si può eliminare solo prima dell’apertura. Nessun ente l’ha ancora vista."})
	}
	return out
}

// azioneCampagna is the address of an act of the page.
func azioneCampagna(s kernel.Semestre, slug string) string { return percorso(s, "atti", slug) }

// attoCampagna performs an act of the page.
func (p *pagine) attoCampagna(c *web.Context) error {
	sem, err := semestre(c)
	if err != nil {
		return err
	}
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	slug := c.R.PathValue("atto")
	versione, _ := strconv.ParseInt(f.Text("versione"), 10, 64) //nolint:errcheck // no number is an old page
	al, _ := kernel.ParseDay(f.Text("scadenza"))                //nolint:errcheck // no day is refused with the others
	titolo, testo, dove := "", "", percorso(sem)
	switch slug {
	case "apri":
		n := 0
		n, err = p.Monitoraggio.Apri(c.Ctx(), c.Actor, sem, versione)
		titolo, testo = "Raccolta aperta", fmt.Sprintf("%s per e-mail %s.", verbo(n, "Riceve l’invito", "Ricevono l’invito"), quanti(n, "ente", "enti"))
	case "proroga":
		n := 0
		n, err = p.Monitoraggio.ProrogaTutti(c.Ctx(), c.Actor, sem, versione, al)
		titolo, testo = "Termine prorogato", "Il nuovo ultimo giorno è "+al.ConGiornoSettimana()+". Avvisati per e-mail: "+quanti(n, "ente", "enti")+"."
	case "chiudi":
		err = p.Monitoraggio.Chiudi(c.Ctx(), c.Actor, sem, versione)
		titolo, testo = "Raccolta chiusa", "Nessun ente può più inviare. Ora le cifre si controllano e si bloccano."
	case "riapri":
		n := 0
		n, err = p.Monitoraggio.RiapriRaccolta(c.Ctx(), c.Actor, sem, versione, al)
		titolo, testo = "Raccolta riaperta", "L’ultimo giorno è "+al.ConGiornoSettimana()+". Avvisati per e-mail: "+quanti(n, "ente", "enti")+"."
	case "elimina":
		err = p.Monitoraggio.EliminaRilevazione(c.Ctx(), c.Actor, sem, versione)
		titolo, testo, dove = "Rilevazione eliminata", "Nessun ente l’aveva ricevuta.", "/monitoraggio"
	case "aggiungi-enti":
		n := 0
		n, err = p.Monitoraggio.AggiungiEnti(c.Ctx(), c.Actor, sem)
		titolo, testo = "Inviti partiti", verbo(n, "Riceve l’invito ", "Ricevono l’invito ")+quanti(n, "ente", "enti")+"."
	default:
		return db.ErrNotFound
	}
	return p.esitoCampagna(c, err, moduloCampagna{Atto: slug, Scadenza: f.Text("scadenza")}, titolo, testo, dove)
}

// esitoCampagna answers an act: the notice, or the page again with what is
// wrong.
func (p *pagine) esitoCampagna(c *web.Context, err error, m moduloCampagna, titolo, testo, dove string) error {
	switch kernel.CodeOf(err) {
	case kernel.NonValido:
		m.Errori = ui.ErrorsOf(err)
	case kernel.Conflitto:
		m.Avviso = &ui.Alert{Tone: ui.Late, Title: "Nulla è cambiato", Text: testoErrore(err)}
	default:
		if err != nil {
			return err
		}
		c.SetNotice("success", titolo, testo)
		return c.Redirect(dove)
	}
	return p.mostraCampagna(c, web.Status(kernel.CodeOf(err)), m)
}
