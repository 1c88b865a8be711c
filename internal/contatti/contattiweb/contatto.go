package contattiweb

import (
	"fmt"
	"slices"
	"strconv"

	"pass/internal/contatti"
	"pass/internal/kernel"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// contatto shows one conversation.
func (p *pagine) contatto(c *web.Context) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	k, err := p.Contatti.SchedaDi(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	return c.HTML(200, paginaContatto(vistaContatto(k, c.Actor, digitato{})))
}

// digitato is what was typed for an act that did not succeed.
type digitato struct {
	Atto         contatti.Atto
	Testo        string
	Persona      string
	Destinatario string
	Errori       ui.Errors
	Avviso       *ui.Alert
}

// atto performs an act. When it does not succeed the same page comes back with
// what was typed and what is wrong.
func (p *pagine) atto(c *web.Context) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	a := contatti.Atto(c.R.PathValue("atto"))
	d := digitato{Atto: a, Testo: f.Text("testo_" + string(a)), Persona: f.Text("persona"), Destinatario: f.Text("destinatario")}
	m := contatti.Mossa{Atto: a, Testo: d.Testo, Destinatario: d.Destinatario}
	m.Persona, _ = strconv.ParseInt(d.Persona, 10, 64) //nolint:errcheck // no number is no choice
	k, err := p.Contatti.Compi(c.Ctx(), c.Actor, id, m)
	if code := kernel.CodeOf(err); err != nil && (code == kernel.NonValido || code == kernel.Conflitto) {
		s, readErr := p.Contatti.SchedaDi(c.Ctx(), c.Actor, id)
		if readErr != nil {
			return err
		}
		d.Errori = ui.ErrorsOf(err)
		if code == kernel.Conflitto {
			d.Avviso = &ui.Alert{Tone: ui.Late, Title: "«" + a.Etichetta() + "» non è stato registrato.", Text: messaggio(err)}
		}
		return c.HTML(web.Status(code), paginaContatto(vistaContatto(s, c.Actor, d)))
	}
	if err != nil {
		return err
	}
	c.SetNotice("success", fatto(a), "Messaggio "+k.Codice()+": "+minuscola(k.Stato.Etichetta())+".")
	return c.Redirect(percorso(id))
}

// fatto says in a notice what was done.
func fatto(a contatti.Atto) string {
	switch a {
	case contatti.PrendiInCarico:
		return "Messaggio preso in carico"
	case contatti.Affida:
		return "Messaggio affidato"
	case contatti.Rispondi:
		return "Risposta in partenza"
	case contatti.Annota:
		return "Nota aggiunta"
	case contatti.Chiudi:
		return "Conversazione chiusa"
	case contatti.Riapri:
		return "Conversazione riaperta"
	case contatti.SegnaSpam:
		return "Segnato come indesiderato"
	}
	return "Fatto"
}

// accaduto is an act as the timeline tells it.
func accaduto(a contatti.Atto) string {
	switch a {
	case contatti.PrendiInCarico:
		return "Preso in carico"
	case contatti.Affida:
		return "Affidato"
	case contatti.Rispondi:
		return "Risposta"
	case contatti.Annota:
		return "Nota"
	case contatti.CreaRichiesta:
		return "Diventa una richiesta"
	case contatti.Chiudi:
		return "Conversazione chiusa"
	case contatti.Riapri:
		return "Conversazione riaperta"
	case contatti.SegnaSpam:
		return "Segnato come indesiderato"
	case contatti.NonSpam:
		return "Non è indesiderato"
	}
	return a.Etichetta()
}

func minuscola(s string) string {
	if s == "" {
		return s
	}
	return string(s[0]|0x20) + s[1:]
}

// contattoVista is what the page of a conversation shows.
type contattoVista struct {
	Page     ui.Page
	Avviso   *ui.Alert
	Perduto  string // text of an act that is no longer possible
	Errori   ui.Errors
	Sintesi  []ui.Detail
	Timeline []ui.TimelineItem
	Rispondi *moduloAtto
	Nota     *moduloAtto
	Affida   *moduloAtto
	Prendi   *ui.ActionFormProps
	Altri    []moduloAtto
	Crea     string // address where a request is made of it, when possible
}

// moduloAtto is the form of an act.
type moduloAtto struct {
	Titolo, Spiega string
	Form           ui.FormProps
	Testo          *ui.Field
	A              *ui.Field
	AOpts          []ui.Option
	Bottone        ui.ButtonProps
	Aperto         bool
}

func vistaContatto(k contatti.Scheda, chi kernel.Actor, d digitato) contattoVista {
	v := contattoVista{Avviso: d.Avviso, Errori: d.Errori, Sintesi: sintesi(k), Timeline: timeline(k, contatti.Gestisce.Allows(chi))}
	v.Page = ui.Page{Title: "Messaggio " + k.Codice(), Heading: senzaOggetto(k.Oggetto), Kicker: "Messaggio " + k.Codice() + " · " + k.Argomento.Etichetta(),
		Section: "messaggi", Breadcrumb: briciole(), Chips: []ui.Chip{chip(k.Stato)}, Lead: passo(k)}
	if k.Automatico {
		v.Page.Chips = append(v.Page.Chips, ui.Chip{Text: "Scritto da un programma"})
	}
	if d.Atto != "" && !slices.Contains(k.Possibili, d.Atto) {
		v.Perduto = d.Testo
	}
	for _, a := range k.Possibili {
		m := modulo(k, a, d)
		switch a {
		case contatti.Rispondi:
			v.Rispondi = &m
		case contatti.Annota:
			v.Nota = &m
		case contatti.Affida:
			v.Affida = &m
		case contatti.CreaRichiesta:
			v.Crea = percorso(k.ID, "richiesta")
		case contatti.PrendiInCarico:
			if k.Assegnato != chi.Persona {
				v.Prendi = &ui.ActionFormProps{Action: percorso(k.ID, "atti", string(a)), Token: web.NewSubmission(), Button: ui.ButtonProps{Text: a.Etichetta()}}
			}
		default:
			v.Altri = append(v.Altri, m)
		}
	}
	return v
}

// passo says in one sentence whose turn it is.
func passo(k contatti.Scheda) string {
	quando := daQuanto(k.UltimoArrivoIl, k.Ora.Day())
	switch k.Stato {
	case contatti.Nuovo:
		return "Nessuno ha ancora letto il messaggio, arrivato " + quando + "."
	case contatti.Riaperto:
		return chiScrive(k.Contatto) + " ha scritto di nuovo " + quando + "."
	case contatti.InLavorazione:
		if k.Incaricato != "" {
			return "Se ne occupa " + k.Incaricato + "; l’ultimo messaggio è arrivato " + quando + "."
		}
	case contatti.Risposto:
		return "La risposta è partita: se la persona scrive ancora, la conversazione si riapre."
	case contatti.Chiuso:
		return "La conversazione è chiusa; si cancella il " + k.SiCancellaIl().InItaliano() + "."
	case contatti.Spam:
		return "Il messaggio è segnato come indesiderato: non riceve risposte."
	}
	return ""
}

func sintesi(k contatti.Scheda) []ui.Detail {
	out := []ui.Detail{{Term: "Da", Text: chiScrive(k.Contatto)}}
	if k.Email != "" {
		out = append(out, ui.Detail{Term: "Indirizzo", Text: k.Email})
	}
	canale := "Modulo pubblico"
	if k.Canale == contatti.DaPosta {
		canale = "Casella di posta"
	}
	out = append(out, ui.Detail{Term: "Arrivato", Text: k.CreatoIl.InItaliano()}, ui.Detail{Term: "Da dove", Text: canale})
	if k.Pagina != "" {
		out = append(out, ui.Detail{Term: "Pagina", Text: k.Pagina, URL: k.Pagina})
	}
	ricevuta := "Non inviata"
	if slices.ContainsFunc(k.Messaggi, func(m contatti.Messaggio) bool { return m.Atto == contatti.Ricevuta }) {
		ricevuta = "Inviata"
	}
	out = append(out, ui.Detail{Term: "Ricevuta automatica", Text: ricevuta})
	incaricato := k.Incaricato
	if incaricato == "" {
		incaricato = "Nessuno"
	}
	out = append(out, ui.Detail{Term: "Affidato a", Text: incaricato}, ui.Detail{Term: "Codice nelle e-mail", Text: k.Firmato})
	if k.Richiesta != 0 {
		out = append(out, ui.Detail{Term: "Richiesta", Text: "Bozza preparata: è visibile solo all’ente finché non la invia"})
	}
	return out
}

func timeline(k contatti.Scheda, originali bool) (out []ui.TimelineItem) {
	for _, m := range k.Messaggi {
		i := ui.TimelineItem{ID: fmt.Sprintf("n-%d", m.N), Author: m.Autore, Time: m.Il.InItaliano(), TimeISO: m.Il.Time().Format("2006-01-02T15:04:05Z"),
			Act: accaduto(m.Atto), Text: m.Testo}
		switch m.Atto {
		case contatti.Ricevi:
			i.Tone, i.Role = ui.Warning, m.Indirizzo
			if m.Indirizzo != "" && m.Indirizzo != k.Email {
				m.Avvisi = append(m.Avvisi, "Scrive da un indirizzo diverso da quello di chi ha iniziato: le risposte vanno solo a chi si sceglie.")
			}
		case contatti.RiceviAvviso, contatti.Rimbalza:
			i.Role = m.Indirizzo
			if m.Atto == contatti.Rimbalza {
				i.Tone = ui.Late
			}
		case contatti.Rispondi, contatti.Ricevuta:
			i.Role, i.Tone = "a "+m.Indirizzo, ui.Success
		case contatti.Annota:
			i.Private = "Nota interna: la legge solo la segreteria"
		}
		for _, a := range m.Allegati {
			i.Attachments = append(i.Attachments, ui.Attachment{Name: a.Nome, URL: percorso(k.ID, "allegati", strconv.FormatInt(a.ID, 10)), Size: ui.Bytes(a.Size)})
		}
		if originali && m.Originale != 0 {
			i.Attachments = append(i.Attachments, ui.Attachment{Name: "Messaggio originale (.eml)", URL: percorso(k.ID, "originali", strconv.Itoa(m.N))})
		}
		if m.Citazione != "" || len(m.Avvisi) > 0 {
			i.Body = dettagli(m.Avvisi, m.Citazione)
		}
		out = append(out, i)
	}
	return out
}

// modulo builds the form of an act; d is what was typed, if it was this one.
func modulo(k contatti.Scheda, a contatti.Atto, d digitato) moduloAtto {
	mio := d.Atto == a
	if !mio {
		d = digitato{}
	}
	m := moduloAtto{Titolo: a.Etichetta(), Aperto: mio, Bottone: ui.ButtonProps{Text: a.Etichetta(), Secondary: true},
		Form: ui.FormProps{Action: percorso(k.ID, "atti", string(a)), Token: web.NewSubmission(), Label: a.Etichetta()}}
	nome := "testo_" + string(a)
	campo := func(label string, rows int) {
		m.Testo = &ui.Field{Name: nome, Label: label, Value: d.Testo, Error: d.Errori.For(nome), Rows: rows, MaxLength: contatti.MaxRisposta, Required: true}
	}
	switch a {
	case contatti.Rispondi:
		campo("Risposta", 8)
		m.Bottone = ui.ButtonProps{Text: "Invia la risposta"}
		m.Spiega = "Parte per e-mail, con sotto il messaggio a cui risponde."
		m.A = &ui.Field{Name: "destinatario", Label: "A chi", Required: true, Value: k.Email, Error: d.Errori.For("destinatario")}
		if d.Destinatario != "" {
			m.A.Value = d.Destinatario
		}
		for _, x := range contatti.Corrispondenti(k.Contatto, k.Messaggi) {
			m.AOpts = append(m.AOpts, ui.Option{Value: x, Label: x})
		}
	case contatti.Annota:
		campo("Nota interna", 3)
		m.Spiega = "La legge solo la segreteria: non parte nessuna e-mail."
	case contatti.Affida:
		m.A = &ui.Field{Name: "persona", Label: "Persona della segreteria", Required: true, Value: d.Persona, Error: d.Errori.For("persona")}
		m.AOpts = persone(k.Segreteria)
	case contatti.SegnaSpam:
		m.Spiega = "Esce dall’elenco di quelli aperti e non riceve risposte. Si può tornare indietro."
		m.Bottone.Danger = true
	case contatti.Chiudi:
		m.Spiega = "Se la persona scrive ancora, si riapre da sola."
	}
	return m
}

// allegato sends a file that came with a message.
func (p *pagine) allegato(c *web.Context) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	a, err := c.ID("allegato")
	if err != nil {
		return err
	}
	f, content, err := p.Contatti.ApriAllegato(c.Ctx(), c.Actor, id, a)
	if err != nil {
		return err
	}
	defer content.Close()
	return c.Download(f.Name, f.Type, f.Size, content)
}

// originale sends a mail as it came, as a file that no browser opens.
func (p *pagine) originale(c *web.Context) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	n, err := c.ID("n")
	if err != nil {
		return err
	}
	f, content, err := p.Contatti.ApriOriginale(c.Ctx(), c.Actor, id, int(n))
	if err != nil {
		return err
	}
	defer content.Close()
	return c.Download(f.Name, "application/octet-stream", f.Size, content)
}
