package analisiweb

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"pass/internal/analisi"
	"pass/internal/analisi/esame"
	"pass/internal/kernel"
	"pass/internal/mining/filter"
	"pass/internal/platform/web"
	"pass/internal/richieste"
	"pass/internal/ui"
)

// What an action of the plan is given when nobody says otherwise before it is
// added from a finding.
const (
	responsabilePredefinito = "Responsabile del procedimento"
	giorniPredefiniti       = 30 // calendar days from today
)

// moduloPiano are owner and day of an action to be, as typed.
type moduloPiano struct {
	rilievo, azione     string // which form of the page: keys of the finding and of the action
	Responsabile, Entro string
	Errori              ui.Errors // of this form; the others of the page have none
	Form                ui.FormProps
	Bottone             ui.ButtonProps
	ID                  string // prefix of the ids of the fields; empty for the form with errors, where its summary leads
}

// inErrore reports whether the form of one of the actions was refused: what
// hides it must stand open.
func inErrore(azioni []vistaAzione) bool {
	return slices.ContainsFunc(azioni, func(a vistaAzione) bool { return a.Piano != nil && len(a.Piano.Errori) > 0 })
}

// Sunto tells owner and day in a line, and whether the fields stand open.
func (m moduloPiano) Sunto() string {
	g, err := kernel.ParseDay(m.Entro)
	if len(m.Errori) > 0 || err != nil {
		return "Chi se ne occupa, ed entro quando"
	}
	return m.Responsabile + ", entro il " + g.InItaliano() + ": cambia"
}

// Campo is one of the two fields.
func (m moduloPiano) Campo(nome, etichetta, valore string) ui.Field {
	f := ui.Field{Name: nome, Label: etichetta, Value: valore, Required: true, Error: m.Errori.For(nome), MaxLength: richieste.MaxResponsabile}
	if m.ID != "" {
		f.ID = m.ID + "-" + nome
	}
	return f
}

// moduloPiano is the form of one action of a finding: as it was sent, if it is
// the one that could not be accepted.
func (s *studio) moduloPiano(id string, numero int, r esame.Rilievo, a esame.Azione) *moduloPiano {
	di := fmt.Sprintf(", rilievo %d", numero) // two findings may suggest the same action
	m := &moduloPiano{rilievo: r.Chiave, azione: a.Chiave, Responsabile: responsabilePredefinito, Entro: s.ora.Day().AddDays(giorniPredefiniti).String(), ID: id}
	if p := s.rifiutata; p != nil && p.rilievo == r.Chiave && p.azione == a.Chiave {
		m = p
	}
	m.Form = ui.FormProps{Action: s.URL + "/piano", Token: web.NewSubmission(), Label: "Aggiungi al piano: " + a.Titolo + di,
		Hidden: []ui.Hidden{{Name: "rilievo", Value: r.Chiave}, {Name: "azione", Value: a.Chiave}, {Name: "filtro", Value: s.filtro.String()}, {Name: chiaveOrologio, Value: string(s.orologio)}}}
	m.Bottone = ui.ButtonProps{Text: "Aggiungi al piano", Context: a.Titolo + di, Secondary: true, Small: true}
	return m
}

// piano turns a finding into an action of the plan of the request: title and
// evidence are those of the finding, owner and day those of the form.
func (d Deps) piano(c *web.Context) error {
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	s, esci, err := d.studioDaModulo(c, f.Text("filtro"), f.Text(chiaveOrologio))
	defer esci()
	if err != nil {
		return err
	}
	r, a, ok := s.trovaRilievo(f.Text("rilievo"), f.Text("azione"))
	if !ok {
		return kernel.E(kernel.Conflitto, "Questo rilievo non c’è più: il registro o il significato delle attività sono cambiati. Riaprire la pagina dei colli di bottiglia.")
	}
	nuova, errs := s.nuovaAzione(r, a), ui.Errors(nil)
	nuova.Responsabile = f.Text("responsabile")
	if nuova.Entro, err = giornoDi(f.Text("entro")); err != nil {
		errs = append(errs, kernel.FieldError{Field: "entro", Message: perLePersone(err)})
	}
	if len(errs) > 0 && richieste.PuoPianificare(c.Actor, *s.Richiesta) {
		errs = append(soloCampo(nuova.Valida(s.ora.Day()), "responsabile"), errs...)
		return d.pianoRifiutato(c, s, f, errs)
	}
	azione, err := d.Richieste.AggiungiAzione(c.Ctx(), c.Actor, s.Richiesta.ID, nuova)
	if errs = kernel.FieldsOf(err); len(errs) > 0 {
		return d.pianoRifiutato(c, s, f, errs)
	}
	if err != nil {
		return err
	}
	c.SetNotice("success", "Azione aggiunta al piano", fmt.Sprintf("«%s» è l’azione %d del piano d’intervento, entro %s.", azione.Titolo, azione.N, azione.Entro.ConGiornoSettimana()))
	return c.Redirect(fmt.Sprintf("%s#azione-%d", urlRichiesta(s.Richiesta.ID), azione.N))
}

// soloCampo are the errors of one field.
func soloCampo(errs []kernel.FieldError, campo string) (out ui.Errors) {
	for _, e := range errs {
		if e.Field == campo {
			out = append(out, e)
		}
	}
	return out
}

// pianoRifiutato shows the page of the findings again, with what was typed and
// what is wrong with it.
func (d Deps) pianoRifiutato(c *web.Context, s *studio, f *web.Form, errs ui.Errors) error {
	s.rifiutata = &moduloPiano{rilievo: f.Text("rilievo"), azione: f.Text("azione"), Responsabile: f.Text("responsabile"), Entro: f.Text("entro"), Errori: errs}
	v, err := vediColli(s, c)
	if err != nil {
		return err
	}
	v.Errori = errs
	return c.HTML(http.StatusUnprocessableEntity, paginaColli(v))
}

// studioDaModulo opens the log of the address with the filter and the clock of a form, once
// the node has room; esci gives the place back.
func (d Deps) studioDaModulo(c *web.Context, filtro, orologio string) (s *studio, esci func(), err error) {
	esci = func() {}
	id, n, err := ids(c)
	if err != nil {
		return nil, esci, err
	}
	posto, err := d.pesante(c, id, n)
	if err != nil {
		return nil, esci, err
	}
	fonte, err := d.Analisi.ApriFonte(c.Ctx(), c.Actor, id, n)
	if err != nil {
		return nil, posto, err
	}
	s = &studio{Fonte: fonte, ora: c.Now(), chi: c.Actor}
	if s.filtro, err = filter.Parse(filtro); err == nil && breve(&url.URL{RawQuery: filtro}) == nil {
		err = errors.New("the filter is too long")
	}
	if err == nil {
		s.vista, err = filter.Apply(s.Log, s.filtro)
	}
	if err != nil {
		return nil, posto, kernel.Wrap(kernel.NonValido, "Il filtro non si può usare: riaprire la pagina e riprovare.", err)
	}
	s.scegliOrologio(url.Values{chiaveOrologio: {orologio}})
	return s, posto, nil
}

func (s *studio) trovaRilievo(chiave, azione string) (r esame.Rilievo, a esame.Azione, ok bool) {
	if s.vista.Cases() == 0 {
		return r, a, false
	}
	for _, r := range esame.Esamina(s.dati()).Rilievi {
		if r.Chiave != chiave {
			continue
		}
		for _, a := range r.Azioni {
			if a.Chiave == azione {
				return r, a, true
			}
		}
	}
	return r, a, false
}

func (s *studio) nuovaAzione(r esame.Rilievo, a esame.Azione) richieste.NuovaAzione {
	uno, molti := s.parola()
	n := richieste.NuovaAzione{Titolo: a.Titolo, Responsabile: responsabilePredefinito, Entro: s.ora.Day().AddDays(giorniPredefiniti), Origine: richieste.DaAnalisi,
		Evidenza: richieste.Evidenza{Testo: r.Frase, Collegamento: s.qui("/casi", "rilievo", r.Chiave),
			Cifre: []richieste.Cifra{{Nome: "Su quanto si basa", Valore: esame.Quanti(r.Totale, uno, molti)}, {Nome: "Registro", Valore: s.Titolo}}}}
	if r.Guadagno > 0 {
		n.Evidenza.Cifre = append(n.Evidenza.Cifre, richieste.Cifra{Nome: "Durata media: fino a", Valore: esame.Durata(r.Guadagno) + " in meno"})
	}
	if a.Norma != "" {
		n.Evidenza.Cifre = append(n.Evidenza.Cifre, richieste.Cifra{Nome: "Riferimento", Valore: a.Norma})
	}
	return n
}

// salvaFiltro keeps a selection with a name.
func (d Deps) salvaFiltro(c *web.Context) error {
	id, n, err := ids(c)
	if err != nil {
		return err
	}
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	pagina := f.Text("pagina")
	if !paginaStudio(pagina) {
		pagina = ""
	}
	if _, err := d.Analisi.SalvaFiltro(c.Ctx(), c.Actor, id, n, analisi.Filtro{Nome: f.Text("nome"), Testo: f.Text("filtro")}); err != nil {
		if errs := kernel.FieldsOf(err); len(errs) > 0 {
			c.SetNotice("warning", "Il filtro non è stato salvato", errs[0].Message)
			return c.Redirect(urlRegistro(id, int(n)) + pagina + interrogazione(f.Text("filtro")))
		}
		return err
	}
	c.SetNotice("success", "Filtro salvato", "Si ritrova tra i filtri salvati di questo registro, e l’indirizzo si può inviare a chi segue la richiesta.")
	return c.Redirect(urlRegistro(id, int(n)) + pagina + interrogazione(f.Text("filtro")))
}

// eliminaFiltro takes a saved selection away.
func (d Deps) eliminaFiltro(c *web.Context) error {
	id, n, err := ids(c)
	if err != nil {
		return err
	}
	quale, err := c.ID("filtro")
	if err != nil {
		return err
	}
	if _, err := c.Form(0); err != nil {
		return err
	}
	if err := d.Analisi.EliminaFiltro(c.Ctx(), c.Actor, id, n, quale); err != nil {
		return err
	}
	c.SetNotice("success", "Filtro eliminato", "Le pratiche e le cifre non cambiano.")
	return c.Redirect(urlRegistro(id, int(n)) + "/dati")
}

// interrogazione is the query of a selection, nothing when it cannot be read.
func interrogazione(testo string) string {
	f, err := filter.Parse(testo)
	if err != nil || f.IsZero() || breve(&url.URL{RawQuery: testo}) == nil {
		return ""
	}
	return "?" + f.String()
}

// paginaStudio reports whether a path is that of a page of the analysis.
func paginaStudio(pagina string) bool {
	switch pagina {
	case "", "/mappa", "/tempi", "/percorsi", "/cause", "/legge", "/simula", "/aperte", "/confronto":
		return true
	}
	return false
}
