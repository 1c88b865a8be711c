package pubblicoweb

import (
	"github.com/a-h/templ"

	"pass/internal/platform/web"
	"pass/internal/pubblico"
	"pass/internal/ui"
)

// homeView is the first page: what PAsS is, two doors, three live figures, the
// task forces.
type homeView struct {
	Page       ui.Page
	Figures    []ui.FigureProps
	TaskForces []ui.CardProps
	News       []ui.CardProps
	Map        *mapDrawing
}

func (p pages) home(c *web.Context) error {
	return p.kept(c, "", func(pub *pubblico.Pubblicato) (templ.Component, error) {
		return homePage(p.newHomeView(pub)), nil
	})
}

func (p pages) newHomeView(pub *pubblico.Pubblicato) homeView {
	v := pub.Vista
	out := homeView{TaskForces: taskForceCards(v, true), News: newsCards(v), Map: p.homeMap(pub)}
	out.Page = frame(ui.Page{Title: "PAsS", Hero: true, Heading: "Esperti al fianco di Comuni e Province, quando una procedura si ferma",
		Lead: "Con PAsS un ente chiede aiuto su una pratica difficile. Un esperto la prende in carico e risponde."}, updated(v))
	if v.DiAttivita.Versione == 0 {
		return out
	}
	r := v.Attivita.Regione
	s := scope{vista: v}.region()
	out.Figures = []ui.FigureProps{
		joinedFigure(s, r.EntiAderenti, r.EntiTotali),
		s.figure("Richieste evase", "evase", r.Evase, "richiesta", "richieste", s.period(), "su "+count(r.Ricevute, "richiesta ricevuta", "richieste ricevute")),
		s.measure("Tempo di prima risposta", "prima-risposta", "prima_risposta_giorni_mediana", medianDays, r.PrimaRisposta, "richieste"),
	}
	return out
}

// newsCards are the doors to the latest news.
func newsCards(v *pubblico.Vista) (out []ui.CardProps) {
	for _, n := range v.Ultime(3) {
		out = append(out, ui.CardProps{Kicker: n.Giorno.InItaliano(), Title: n.Titolo, URL: n.URL, Text: n.Sommario, H3: true})
	}
	return out
}

// taskForceCards are the doors to the task forces.
func taskForceCards(v *pubblico.Vista, h3 bool) []ui.CardProps {
	var out []ui.CardProps
	for _, t := range v.Catalogo.TaskForces {
		card := ui.CardProps{Title: t.Nome, URL: "/task-force/" + t.Codice, Text: t.Descrizione, H3: h3,
			Meta: []string{count(int64(len(v.ProcedimentiDi(t.Codice))), "procedimento", "procedimenti")}}
		if c, ok := v.CifreTaskForce(t.Codice); ok && c.Esperti != nil {
			card.Meta = append(card.Meta, count(*c.Esperti, "esperto", "esperti"))
		}
		out = append(out, card)
	}
	return out
}

// about tells what PAsS is and who runs it.
func (p pages) about(c *web.Context) error {
	v, err := p.lettore.Vista(c.Ctx())
	if err != nil {
		return err
	}
	page := frame(ui.Page{Title: "Che cos’è PAsS", Section: "che-cosa-e", Lead: "È il servizio con cui Comuni e Province chiedono aiuto sulle procedure più difficili."}, textsOf.InItaliano())
	return c.HTML(200, aboutPage(page, p.config.Titolare, int64(len(v.Catalogo.TaskForces)), int64(len(v.Catalogo.Procedimenti))))
}

// helpView is how to ask for help.
type helpView struct {
	Page  ui.Page
	Times ui.Table
	Note  string // why times are missing, empty when there is at least one
	// Silence is after how many days a request that got its answer is closed
	// without a word of the body.
	Silence int64
}

func (p pages) help(c *web.Context) error {
	v, err := p.lettore.Vista(c.Ctx())
	if err != nil {
		return err
	}
	return c.HTML(200, helpPage(newHelpView(v, p.config.GiorniSilenzio)))
}

func newHelpView(v *pubblico.Vista, silence int) helpView {
	out := helpView{Silence: int64(silence), Page: frame(ui.Page{Title: "Come chiedere aiuto", Section: "come-chiedere-aiuto",
		Lead: "Chi rappresenta l’ente aderisce una volta sola. Poi l’ente può inviare tutte le richieste che servono."}, updated(v))}
	if v.DiAttivita.Versione == 0 {
		out.Note = "I tempi misurati non sono ancora pubblicati."
		return out
	}
	s := scope{vista: v}.region()
	out.Times = ui.Table{Caption: "Tempi misurati dall’invio della richiesta", HideCaption: true, Note: s.tableNote(), Columns: []ui.Column{{Text: "Passo"}, {Text: "Metà delle richieste entro", Numeric: true}, {Text: "Casi", Numeric: true}}}
	for _, x := range []struct {
		what string
		m    pubblico.Misura
		col  string
	}{{"Un esperto prende in carico", s.cifre.PresaInCarico, "presa_in_carico"}, {"Arriva la prima risposta", s.cifre.PrimaRisposta, "prima_risposta"}, {"La richiesta si chiude", s.cifre.Chiusura, "chiusura"}} {
		time := ui.CitedCell(citeMeasure(x.m, s.cite(x.col+"_giorni_mediana")), unknown(x.m))
		if x.m.Nota() {
			time.Text, time.Sub = days(*x.m.Valore), ""
		}
		out.Times.Rows = append(out.Times.Rows, ui.Row{Cells: []ui.Cell{ui.TextCell(x.what), time, ui.CitedCell(s.count(x.m.N, x.col+"_n"), "")}})
	}
	return out
}
