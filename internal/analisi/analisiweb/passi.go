package analisiweb

import (
	"fmt"
	"net/http"
	"strconv"

	"pass/internal/analisi"
	"pass/internal/analisi/esame"
	"pass/internal/kernel"
	"pass/internal/mining/steps"
	"pass/internal/platform/web"
	"pass/internal/richieste"
	"pass/internal/termini"
	"pass/internal/ui"
)

// maxPassi is how many activities the form asks about, the most frequent; the
// others keep their proposal.
const maxPassi = 100

// vistaPassi is the page where a person says what the activities mean.
type vistaPassi struct {
	Pagina  ui.Page
	Puo     bool
	Azione  string
	Token   string
	Errori  ui.Errors
	Termine ui.Field
	Attesa  string // where the proposed term comes from
	Campi   []ui.Field
	Altre   string // activities that are not asked about
	Tabella ui.Table
}

func urlPassi(richiesta int64, n int) string { return urlRegistro(richiesta, n) + "/passi" }

func (d Deps) passi(c *web.Context) error {
	id, n, err := ids(c)
	if err != nil {
		return err
	}
	esci, err := d.pesante(c, id, n)
	if err != nil {
		return err
	}
	defer esci()
	s, err := d.Analisi.ApriPassi(c.Ctx(), c.Actor, id, n)
	if kernel.CodeOf(err) == kernel.Conflitto {
		return c.Redirect(urlRegistro(id, int(n))) // not read yet: its page says how far it is
	}
	if err != nil {
		return err
	}
	return d.mostraPassi(c, http.StatusOK, s, testoTermine(s.Termine), nil)
}

func (d Deps) mostraPassi(c *web.Context, status int, s analisi.SchedaPassi, termine string, errs ui.Errors) error {
	v := vediPassi(s, termine, errs)
	v.Token = web.NewSubmission()
	return c.HTML(status, paginaPassi(v))
}

func (d Deps) confermaPassi(c *web.Context) error {
	id, n, err := ids(c)
	if err != nil {
		return err
	}
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	esci, err := d.pesante(c, id, n)
	if err != nil {
		return err
	}
	defer esci()
	s, err := d.Analisi.ApriPassi(c.Ctx(), c.Actor, id, n)
	if err != nil {
		return err
	}
	p, errs := leggiPassi(f, &s)
	if len(errs) == 0 {
		err = d.Analisi.ConfermaPassi(c.Ctx(), c.Actor, id, n, p)
		errs = kernel.FieldsOf(err)
	}
	if len(errs) > 0 {
		return d.mostraPassi(c, http.StatusUnprocessableEntity, s, f.Text("termine"), errs)
	}
	if err != nil {
		return err
	}
	c.SetNotice("success", "Significato delle attività confermato", "Vale per questo registro e sarà proposto per i prossimi dello stesso procedimento.")
	return c.Redirect(urlRegistro(id, int(n)))
}

// leggiPassi reads the form over what the page proposed.
func leggiPassi(f *web.Form, s *analisi.SchedaPassi) (p analisi.Passi, errs []kernel.FieldError) {
	p.Significati = map[string]steps.Kind{}
	for i := range s.Passi {
		if !f.Has(campoPasso(i)) {
			continue // not asked about: it keeps its proposal
		}
		codice := f.Text(campoPasso(i))
		k, err := steps.Parse(codice)
		if err != nil {
			errs = append(errs, kernel.FieldError{Field: campoPasso(i), Message: "Scegliere il significato dall’elenco."})
			continue
		}
		s.Passi[i].Significato = k
		p.Significati[s.Passi[i].Attivita] = k
	}
	if testo := f.Text("termine"); testo != "" {
		t, err := termini.ParseTermine(testo)
		if err != nil {
			errs = append(errs, kernel.FieldError{Field: "termine", Message: "Il termine si scrive 90 (giorni di calendario), 30l (giorni lavorativi) o 3m (mesi)."})
		}
		p.Termine = &t
	}
	return p, errs
}

func campoPasso(i int) string { return "passo-" + strconv.Itoa(i) }

func testoTermine(t *termini.Termine) string {
	if t == nil {
		return ""
	}
	return t.String()
}

func vediPassi(s analisi.SchedaPassi, termine string, errs ui.Errors) vistaPassi {
	r, g := s.Richiesta, s.Registro
	v := vistaPassi{Puo: s.Puo, Azione: urlPassi(r.ID, g.N), Errori: errs,
		Pagina: ui.Page{Title: "Che cosa significano le attività", Kicker: "Richiesta " + r.Codice() + ", " + g.Nome, Section: "richieste",
			Lead:       "Serve a distinguere il tempo dell’ufficio da quello di sospensione e da quello degli altri enti.",
			Breadcrumb: append(percorsoRegistri(r), ui.Link{Text: g.Nome, URL: urlRegistro(r.ID, g.N)})},
		Termine: ui.Field{Name: "termine", Label: "Termine del procedimento", Value: termine, Error: errs.For("termine"), Short: true,
			Hint: "90 sono giorni di calendario, 30l giorni lavorativi, 3m mesi. Vuoto se non c’è."},
		Tabella: ui.Table{Caption: "Attività e loro significato", Columns: []ui.Column{{Text: "Attività"}, {Text: "Casi", Numeric: true}, {Text: "Significato"}}}}
	if s.HaCatalogo {
		if t, ok := s.Catalogo.Legale(); ok {
			v.Attesa = "Nel catalogo il termine è di " + t.InItaliano() + ". Fonte: " + s.Catalogo.Fonte + "."
		}
	}
	for i, p := range s.Passi {
		v.Tabella.Rows = append(v.Tabella.Rows, ui.Row{Cells: []ui.Cell{ui.TextCell(p.Attivita), ui.TextCell(kernel.Numero(int64(p.Casi))), ui.TextCell(p.Significato.Label())}})
		if i >= maxPassi {
			continue
		}
		v.Campi = append(v.Campi, ui.Field{Name: campoPasso(i), Label: p.Attivita, Value: p.Significato.String(), Required: true, Error: errs.For(campoPasso(i)), Hint: notaPasso(p)})
	}
	if altre := len(s.Passi) - maxPassi; altre > 0 {
		v.Altre = "Per " + esame.Quanti(altre, "attività più rara vale la proposta di PAsS.", "attività più rare vale la proposta di PAsS.")
	}
	return v
}

func notaPasso(p analisi.Passo) string {
	s := "In " + esame.Quanti(p.Casi, "caso", "casi")
	if p.Ultima > 0 {
		s += fmt.Sprintf(", ultima nel %s di tutti", esame.Percento(p.Ultima))
	}
	if p.Ricordato {
		s += ". Come nel registro precedente"
	}
	return s + "."
}

func opzioniPasso() []ui.Option {
	var out []ui.Option
	for _, k := range steps.Kinds() {
		out = append(out, ui.Option{Value: k.String(), Label: k.Label()})
	}
	return out
}

// percorsoRegistri leads to the list of the logs.
func percorsoRegistri(r richieste.Richiesta) []ui.Link {
	return []ui.Link{{Text: "Richieste", URL: "/richieste"}, {Text: r.Codice(), URL: urlRichiesta(r.ID)}, {Text: "Analisi dei colli di bottiglia", URL: urlElenco(r.ID)}}
}
