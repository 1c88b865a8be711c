package monitoraggioweb

import (
	"cmp"
	"fmt"
	"strconv"

	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// campagnaModulo is the form of a campaign as it was typed.
type campagnaModulo struct {
	Semestre     string
	Scadenza     string
	Obbligatoria bool
	Nota         string
	Rivolto      map[int64]monitoraggio.RivoltoA // empty: not asked
}

// nonRilevare is the choice not to ask about a procedure: a value like the
// others, so that nobody is told that the choice is missing.
const nonRilevare = "no"

// campoRivolto is the name of the field of a procedure.
func campoRivolto(id int64) string { return fmt.Sprintf("procedimento_%d", id) }

func leggiCampagna(f *web.Form, ps []monitoraggio.ProcedimentoRilevabile) campagnaModulo {
	m := campagnaModulo{Semestre: f.Text("semestre"), Scadenza: f.Text("scadenza"), Obbligatoria: f.Get("obbligatoria") != "", Nota: f.Text("nota"),
		Rivolto: map[int64]monitoraggio.RivoltoA{}}
	for _, p := range ps {
		if chi := f.Text(campoRivolto(p.ID)); chi != nonRilevare {
			m.Rivolto[p.ID] = monitoraggio.RivoltoA(chi)
		}
	}
	return m
}

// dati is the form as the area understands it; what cannot be read is zero.
func (m campagnaModulo) dati() monitoraggio.DatiRilevazione {
	d := monitoraggio.DatiRilevazione{Obbligatoria: m.Obbligatoria, Nota: m.Nota, Procedimenti: map[int64]monitoraggio.RivoltoA{}}
	d.Semestre, _ = kernel.ParseSemestre(m.Semestre) //nolint:errcheck // refused with the others
	d.Scadenza, _ = kernel.ParseDay(m.Scadenza)      //nolint:errcheck // refused with the others
	for id, a := range m.Rivolto {
		if a != "" {
			d.Procedimenti[id] = a
		}
	}
	return d
}

// moduloIniziale is the form before anything is typed.
func moduloIniziale(p monitoraggio.PaginaRilevazione) campagnaModulo {
	m := campagnaModulo{Rivolto: map[int64]monitoraggio.RivoltoA{}}
	for _, x := range p.Procedimenti {
		m.Rivolto[x.ID] = x.Scelto
	}
	if r := p.Rilevazione; r.ID != 0 {
		m.Semestre, m.Scadenza, m.Obbligatoria, m.Nota = r.Semestre.String(), r.Scadenza.String(), r.Obbligatoria, r.Nota
		return m
	}
	for _, s := range p.Semestri { // the latest that has ended
		if p.Oggi.After(s.Al()) {
			m.Semestre = s.String()
			break
		}
	}
	return m
}

// nuova is the form of a new campaign.
func (p *pagine) nuova(c *web.Context) error {
	x, err := p.Monitoraggio.PreparaRilevazione(c.Ctx(), c.Actor, kernel.Semestre{})
	if err != nil {
		return err
	}
	return c.HTML(200, paginaModuloCampagna(vistaModulo(x, moduloIniziale(x), nil)))
}

// crea prepares a campaign from its form.
func (p *pagine) crea(c *web.Context) error {
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	x, err := p.Monitoraggio.PreparaRilevazione(c.Ctx(), c.Actor, kernel.Semestre{})
	if err != nil {
		return err
	}
	m := leggiCampagna(f, x.Procedimenti)
	err = p.Monitoraggio.Crea(c.Ctx(), c.Actor, m.dati())
	return p.esitoModulo(c, x, m, err, m.dati().Semestre, "Rilevazione preparata", "Gli enti la vedono dopo l’apertura.")
}

// modifica is the form of a campaign that is there.
func (p *pagine) modifica(c *web.Context) error {
	sem, err := semestre(c)
	if err != nil {
		return err
	}
	x, err := p.Monitoraggio.PreparaRilevazione(c.Ctx(), c.Actor, sem)
	if err != nil {
		return err
	}
	if !x.Rilevazione.Puo(monitoraggio.AttoAggiorna) {
		return c.Redirect(percorso(sem))
	}
	return c.HTML(200, paginaModuloCampagna(vistaModulo(x, moduloIniziale(x), nil)))
}

// aggiorna changes a campaign from its form.
func (p *pagine) aggiorna(c *web.Context) error {
	sem, err := semestre(c)
	if err != nil {
		return err
	}
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	x, err := p.Monitoraggio.PreparaRilevazione(c.Ctx(), c.Actor, sem)
	if err != nil {
		return err
	}
	m := leggiCampagna(f, x.Procedimenti)
	versione, _ := strconv.ParseInt(f.Text("versione"), 10, 64) //nolint:errcheck // no number is an old page
	err = p.Monitoraggio.Aggiorna(c.Ctx(), c.Actor, sem, versione, m.dati())
	return p.esitoModulo(c, x, m, err, sem, "Rilevazione aggiornata", "")
}

func (p *pagine) esitoModulo(c *web.Context, x monitoraggio.PaginaRilevazione, m campagnaModulo, err error, sem kernel.Semestre, titolo, testo string) error {
	switch code := kernel.CodeOf(err); {
	case err == nil:
		c.SetNotice("success", titolo, testo)
		return c.Redirect(percorso(sem))
	case code == kernel.NonValido || code == kernel.Conflitto:
		return c.HTML(web.Status(code), paginaModuloCampagna(vistaModulo(x, m, err)))
	}
	return err
}

// moduloVista is what the form of a campaign shows.
type moduloVista struct {
	Page       ui.Page
	Errori     ui.Errors
	Avviso     *ui.Alert
	Form       ui.FormProps
	Semestre   ui.Field
	SemOpts    []ui.Option
	Nuova      bool
	Tutto      bool // everything may change: the campaign is not open yet
	Scadenza   ui.Field
	Obbl       ui.Field
	ObblSi     bool
	Nota       ui.Field
	ErroreProc string
	Gruppi     []gruppoProcedimenti
	Bottone    string
}

// gruppoProcedimenti are the procedures of a task force.
type gruppoProcedimenti struct {
	Nome  string
	Campi []ui.Field
}

var opzioniRivolto = []ui.Option{{Value: nonRilevare, Label: "Non rilevare"}, {Value: string(monitoraggio.RivoltoAComuni), Label: "Comuni e loro unioni"},
	{Value: string(monitoraggio.RivoltoAProvince), Label: "Province e Città metropolitana"}, {Value: string(monitoraggio.RivoltoATutti), Label: "Tutti gli enti"}}

func vistaModulo(p monitoraggio.PaginaRilevazione, m campagnaModulo, err error) moduloVista {
	es := ui.ErrorsOf(err)
	r := p.Rilevazione
	v := moduloVista{Errori: es, Nuova: r.ID == 0, Tutto: r.ID == 0 || r.Stato == monitoraggio.InPreparazione, ObblSi: m.Obbligatoria, ErroreProc: es.For("procedimenti")}
	if kernel.CodeOf(err) == kernel.Conflitto && err != nil {
		v.Avviso = &ui.Alert{Tone: ui.Late, Title: "Nulla è cambiato", Text: testoErrore(err)}
	}
	v.Page = ui.Page{Title: "Nuova rilevazione", Section: "monitoraggio", Narrow: true, Breadcrumb: briciole(),
		Lead: "Gli enti la vedono solo dopo l’apertura: fino ad allora si può cambiare tutto."}
	v.Form = ui.FormProps{Action: "/monitoraggio/nuova", Token: web.NewSubmission(), Label: "Rilevazione"}
	v.Bottone = "Prepara la rilevazione"
	if !v.Nuova {
		v.Page.Title, v.Page.Breadcrumb = "Modifica la rilevazione", bricioleRilevazione(r.Semestre)
		v.Form.Action, v.Form.Hidden = percorso(r.Semestre, "modifica"), []ui.Hidden{{Name: "versione", Value: strconv.FormatInt(r.Versione, 10)}}
		v.Bottone = "Salva"
		v.Page.Kicker = maiuscola(r.Semestre.InItaliano())
		if !v.Tutto {
			v.Page.Lead = "A raccolta aperta si cambiano la nota e l’obbligo. I procedimenti restano quelli; il termine si sposta con la proroga."
		}
	}
	v.Semestre = ui.Field{Name: "semestre", Label: "Semestre", Value: m.Semestre, Required: true, Error: es.For("semestre")}
	for _, s := range p.Semestri {
		v.SemOpts = append(v.SemOpts, ui.Option{Value: s.String(), Label: maiuscola(s.InItaliano())})
	}
	v.Scadenza = ui.Field{Name: "scadenza", Label: "Ultimo giorno per inviare", Value: m.Scadenza, Required: true, Short: true, Min: p.Oggi.String(), Error: es.For("scadenza"),
		Hint: "Gli enti ricevono un promemoria 14, 7 e 1 giorni di calendario prima, e il giorno dopo."}
	v.Obbl = ui.Field{Name: "obbligatoria", Label: "Chi non invia entro il termine non può chiedere assistenza finché la raccolta è aperta"}
	v.Nota = ui.Field{Name: "nota", Label: "Nota per gli enti", Value: m.Nota, Rows: 4, MaxLength: 2000, Error: es.For("nota"), Hint: "Gli enti la leggono nella pagina del monitoraggio."}
	v.Gruppi = gruppiProcedimenti(p, m)
	return v
}

func gruppiProcedimenti(p monitoraggio.PaginaRilevazione, m campagnaModulo) (out []gruppoProcedimenti) {
	for _, tf := range p.TaskForces {
		g := gruppoProcedimenti{Nome: tf.Nome}
		for _, x := range p.Procedimenti {
			if x.TaskForceID != tf.ID {
				continue
			}
			termine := "nessun numero unico nel catalogo"
			if x.Termine.Termine != nil {
				termine = x.Termine.Termine.InItaliano()
			}
			f := ui.Field{Name: campoRivolto(x.ID), Label: x.Nome, Value: cmp.Or(string(m.Rivolto[x.ID]), nonRilevare), Required: true, Hint: "Termine massimo: " + termine + ". Competente: " + x.Competente + "."}
			if !x.Attivo {
				f.Hint = "Non è più attivo nel catalogo. " + f.Hint
			}
			g.Campi = append(g.Campi, f)
		}
		if len(g.Campi) > 0 {
			out = append(out, g)
		}
	}
	return out
}
