package analisiweb

import (
	"errors"
	"fmt"
	"net/url"

	"pass/internal/analisi"
	"pass/internal/analisi/esame"
	"pass/internal/kernel"
	"pass/internal/mining/filter"
	"pass/internal/platform/web"
	"pass/internal/richieste"
)

// What an action of the plan is given when it is added from a finding; both
// are changed on the page of the request.
const (
	responsabilePredefinito = "Responsabile del procedimento"
	giorniPredefiniti       = 30 // calendar days from today
)

// piano turns a finding into an action of the plan of the request: title,
// owner, day and evidence, in one click.
func (d Deps) piano(c *web.Context) error {
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	s, esci, err := d.studioDaModulo(c, f.Text("filtro"))
	defer esci()
	if err != nil {
		return err
	}
	r, a, ok := s.trovaRilievo(f.Text("rilievo"), f.Text("azione"))
	if !ok {
		return kernel.E(kernel.Conflitto, "Questo rilievo non c’è più: il registro o il significato delle attività sono cambiati. Riaprire la pagina dei colli di bottiglia.")
	}
	azione, err := d.Richieste.AggiungiAzione(c.Ctx(), c.Actor, s.Richiesta.ID, s.nuovaAzione(r, a))
	if err != nil {
		return err
	}
	c.SetNotice("success", "Azione aggiunta al piano", fmt.Sprintf("«%s» è l’azione %d del piano d’intervento, entro %s.", azione.Titolo, azione.N, azione.Entro.ConGiornoSettimana()))
	return c.Redirect(fmt.Sprintf("%s#azione-%d", urlRichiesta(s.Richiesta.ID), azione.N))
}

// studioDaModulo opens the log of the address with the filter of a form, once
// the node has room; esci gives the place back.
func (d Deps) studioDaModulo(c *web.Context, filtro string) (s *studio, esci func(), err error) {
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
	n := richieste.NuovaAzione{Titolo: a.Titolo, Responsabile: responsabilePredefinito, Entro: s.ora.Day().AddDays(giorniPredefiniti), Origine: "analisi",
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
