package richiesteweb

import (
	"fmt"
	"net/http"
	"strconv"

	"pass/internal/kernel"
	"pass/internal/platform/web"
	"pass/internal/richieste"
	"pass/internal/termini"
	"pass/internal/ui"
)

// pianoVista is the plan of intervention on the page of a request; nil when
// there is none and the reader may not begin it.
type pianoVista struct {
	Frase    string
	Azioni   []azioneVista
	Aggiungi string // address of the form; empty: the reader may not
}

// azioneVista is one action of the plan.
type azioneVista struct {
	ID       string
	Titolo   string
	Chip     ui.Chip
	Dettagli []ui.Detail
	Evidenza string
	Cifre    []ui.Detail
	Link     *ui.Link // to the page that found it
	Passaggi []ui.ActionFormProps
}

// vistaPiano decides what is shown of the plan.
func vistaPiano(s richieste.Scheda) *pianoVista {
	if len(s.Azioni) == 0 && !s.Pianifica {
		return nil
	}
	v := &pianoVista{}
	if s.Pianifica {
		v.Aggiungi = percorso(s.ID, "azioni", "nuova")
	}
	aperte, tardi, oggi := 0, 0, s.Ora.Day()
	for _, a := range s.Azioni {
		if !a.Stato.Chiusa() {
			aperte++
		}
		if a.InRitardo(oggi) {
			tardi++
		}
		v.Azioni = append(v.Azioni, vistaAzione(s, a, oggi))
	}
	switch {
	case len(s.Azioni) == 0:
		v.Frase = "Il piano dice che cosa fare, chi se ne occupa ed entro quando. Non c’è ancora nessuna azione."
	case aperte == 0:
		v.Frase = "Tutte le azioni del piano sono chiuse."
	default:
		v.Frase = conta(aperte, "azione resta da concludere", "azioni restano da concludere")
		if tardi > 0 {
			v.Frase += ", " + conta(tardi, "oltre il suo giorno", "oltre il loro giorno")
		}
		v.Frase += "."
	}
	return v
}

func vistaAzione(s richieste.Scheda, a richieste.Azione, oggi kernel.Day) azioneVista {
	v := azioneVista{ID: fmt.Sprintf("azione-%d", a.N), Titolo: fmt.Sprintf("%d. %s", a.N, a.Titolo), Chip: ui.Chip{Text: a.Stato.Etichetta(), Tone: tonoAzione(a.Stato)}, Evidenza: a.Evidenza.Testo}
	if a.InRitardo(oggi) {
		v.Chip = ui.Chip{Text: a.Stato.Etichetta() + ", in ritardo di " + kernel.GiorniDiCalendario(termini.GiorniLordi(a.Entro, oggi)), Tone: ui.Late}
	}
	v.Dettagli = []ui.Detail{{Term: "Se ne occupa", Text: a.Responsabile}, {Term: "Entro", Text: a.Entro.ConGiornoSettimana()},
		{Term: "Aggiunta", Text: a.CreataIl.InItaliano() + ", da " + a.CreataNome}, {Term: "Origine", Text: a.Origine.Etichetta()}}
	if !a.ChiusaIl.IsZero() {
		v.Dettagli = append(v.Dettagli, ui.Detail{Term: "Chiusa", Text: a.ChiusaIl.InItaliano()})
	}
	for _, c := range a.Evidenza.Cifre {
		v.Cifre = append(v.Cifre, ui.Detail{Term: c.Nome, Text: c.Valore})
	}
	if a.Evidenza.Collegamento != "" {
		v.Link = &ui.Link{Text: "Da dove viene questa azione", URL: a.Evidenza.Collegamento}
	}
	if !s.Pianifica {
		return v
	}
	for _, stato := range prossimi[a.Stato] {
		v.Passaggi = append(v.Passaggi, ui.ActionFormProps{Action: percorso(s.ID, "azioni", strconv.Itoa(a.N), "stato"), Token: web.NewSubmission(),
			Hidden: []ui.Hidden{{Name: "stato", Value: string(stato)}, {Name: "versione", Value: strconv.FormatInt(a.Versione, 10)}},
			Button: ui.ButtonProps{Text: verbi[stato], Secondary: true, Small: true, Context: a.Titolo}})
	}
	return v
}

// prossimi are the states that the page offers from each.
var prossimi = map[richieste.StatoAzione][]richieste.StatoAzione{
	richieste.DaFare:      {richieste.InCorso, richieste.Fatta, richieste.Abbandonata},
	richieste.InCorso:     {richieste.Fatta, richieste.Abbandonata, richieste.DaFare},
	richieste.Fatta:       {richieste.InCorso},
	richieste.Abbandonata: {richieste.DaFare},
}

// verbi are the buttons that lead to each state.
var verbi = map[richieste.StatoAzione]string{
	richieste.DaFare: "Rimetti da fare", richieste.InCorso: "Segna in corso", richieste.Fatta: "Segna fatta", richieste.Abbandonata: "Abbandona",
}

func tonoAzione(s richieste.StatoAzione) ui.Tone {
	switch s {
	case richieste.InCorso:
		return ui.Info
	case richieste.Fatta:
		return ui.Success
	}
	return ui.Neutral
}

// azioneModulo is the page on which an action is written.
type azioneModulo struct {
	Page         ui.Page
	Form         ui.FormProps
	Errori       ui.Errors
	Titolo       ui.Field
	Responsabile ui.Field
	Entro        ui.Field
	Perche       ui.Field
}

// digitata is an action as typed.
type digitata struct{ titolo, responsabile, entro, perche string }

func leggiDigitata(f *web.Form) digitata {
	return digitata{f.Text("titolo"), f.Text("responsabile"), f.Text("entro"), f.Text("perche")}
}

// azione reads what was typed; a day that does not exist is told by the field.
// What it rests on is the words of who writes it: figures, links and origins
// come from the area that found them, never from a form.
func (d digitata) azione() (n richieste.NuovaAzione, errs []kernel.FieldError) {
	n = richieste.NuovaAzione{Titolo: d.titolo, Responsabile: d.responsabile, Origine: richieste.DaPersona, Evidenza: richieste.Evidenza{Testo: d.perche}}
	if d.entro == "" {
		return n, nil
	}
	var err error
	if n.Entro, err = kernel.ParseDay(d.entro); err != nil {
		errs = append(errs, kernel.FieldError{Field: "entro", Message: "La data non esiste. Scriverla come giorno, mese e anno."})
	}
	return n, errs
}

// nuovaAzione is the empty form.
func (p *pagine) nuovaAzione(c *web.Context) error {
	s, err := p.pianificabile(c)
	if err != nil {
		return err
	}
	return c.HTML(200, paginaAzione(vistaNuovaAzione(s, digitata{}, nil)))
}

// pianificabile opens a request whose plan the actor may change.
func (p *pagine) pianificabile(c *web.Context) (richieste.Scheda, error) {
	id, err := c.ID("id")
	if err != nil {
		return richieste.Scheda{}, err
	}
	s, err := p.Richieste.Scheda(c.Ctx(), c.Actor, id)
	if err == nil && !s.Pianifica {
		err = kernel.E(kernel.Vietato, "Il piano d'intervento si cambia dall'ente che ha chiesto assistenza e dagli esperti incaricati, dopo l'invio della richiesta.")
	}
	return s, err
}

func (p *pagine) aggiungiAzione(c *web.Context) error {
	s, err := p.pianificabile(c)
	if err != nil {
		return err
	}
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	d := leggiDigitata(f)
	n, errs := d.azione()
	if len(errs) == 0 {
		var a richieste.Azione
		if a, err = p.Richieste.AggiungiAzione(c.Ctx(), c.Actor, s.ID, n); err == nil {
			c.SetNotice("success", "Azione "+strconv.Itoa(a.N)+" aggiunta al piano", "L’ente e gli esperti ricevono un messaggio.")
			return c.Redirect(percorso(s.ID) + "#piano")
		}
		errs = kernel.FieldsOf(err)
	}
	if len(errs) == 0 {
		return err
	}
	return c.HTML(http.StatusUnprocessableEntity, paginaAzione(vistaNuovaAzione(s, d, errs)))
}

func (p *pagine) statoAzione(c *web.Context) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	n, err := c.ID("n")
	if err != nil {
		return err
	}
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	versione, err := strconv.ParseInt(f.Text("versione"), 10, 64)
	if err != nil {
		versione = 0
	}
	a, err := p.Richieste.CambiaStatoAzione(c.Ctx(), c.Actor, id, n, versione, richieste.StatoAzione(f.Text("stato")))
	if err != nil {
		return err
	}
	c.SetNotice("success", "Azione "+strconv.Itoa(a.N)+" aggiornata", "Ora è nello stato «"+minuscola(a.Stato.Etichetta())+"».")
	return c.Redirect(percorso(id) + "#piano")
}

func vistaNuovaAzione(s richieste.Scheda, d digitata, errs ui.Errors) azioneModulo {
	v := azioneModulo{Errori: errs,
		Page: ui.Page{Title: "Aggiungere un’azione al piano", Kicker: "Richiesta n. " + s.Codice() + " · " + s.Ente.NomeEsteso(), Section: "richieste", Narrow: true,
			Lead: "Che cosa fare, chi se ne occupa, entro quando.", Breadcrumb: briciole(ui.Link{Text: "Richiesta " + s.Codice(), URL: percorso(s.ID)})},
		Form:   ui.FormProps{Action: percorso(s.ID, "azioni"), Token: web.NewSubmission(), Label: "Nuova azione"},
		Titolo: ui.Field{Name: "titolo", Label: "Che cosa fare", Value: d.titolo, Required: true, MaxLength: richieste.MaxTitolo, Error: errs.For("titolo")},
		Responsabile: ui.Field{Name: "responsabile", Label: "Chi se ne occupa", Value: d.responsabile, Required: true, MaxLength: richieste.MaxResponsabile,
			Hint: "Una persona o un ufficio.", Error: errs.For("responsabile")},
		Entro:  ui.Field{Name: "entro", Label: "Entro quando", Value: d.entro, Required: true, Min: s.Ora.Day().String(), Error: errs.For("entro")},
		Perche: ui.Field{Name: "perche", ID: ui.FieldID("evidenza"), Label: "Perché", Value: d.perche, Rows: 4, Hint: "Su che cosa poggia questa azione.", Error: errs.For("evidenza")},
	}
	return v
}
