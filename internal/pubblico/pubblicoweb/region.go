package pubblicoweb

import (
	"fmt"
	"net/url"
	"unicode"
	"unicode/utf8"

	"github.com/a-h/templ"

	"pass/internal/kernel"
	"pass/internal/platform/web"
	"pass/internal/pubblico"
	"pass/internal/ui"
)

var crumbFigures = ui.Link{Text: "Cifre", URL: "/cifre"}

// figuresView is a page of figures: sentences, then numbers, then the course
// in time, then tables, then what can be concluded and how to use them.
type figuresView struct {
	Page      ui.Page
	Published bool
	Sentences []ui.Sentence
	Figures   []ui.FigureProps
	States    *ui.BarChartProps
	Chart     *ui.LineChartProps
	Work      *workPart
	Times     *timesPart
	Tables    []titledTable
	Search    *ui.Field
	Exports   []ui.Link
	Note      *ui.Alert
	More      []ui.Link // other pages of figures
	Can       []string  // what can be concluded
	Cannot    []string
	Share     *sharePart
}

type titledTable struct {
	ID, Title string
	More      ui.Link
	Table     ui.Table
	Empty     string // said when the table has no rows
	Folded    string // words that open the table, when it is long and seldom needed
}

func (p pages) region(c *web.Context) error {
	asked := c.Query("procedimento")
	return p.kept(c, procedureQuery(asked), func(pub *pubblico.Pubblicato) (templ.Component, error) {
		return figuresPage(p.newRegionView(pub, asked)), nil
	})
}

// procedureQuery is the canonical query of a page that draws one procedure.
func procedureQuery(asked string) string {
	if asked == "" || len(asked) > 100 {
		return ""
	}
	return "procedimento=" + url.QueryEscape(asked)
}

// regionName is the region served, or a word for it before the first figures.
func regionName(v *pubblico.Vista) string {
	if v.Attivita.Regione.Nome != "" {
		return v.Attivita.Regione.Nome
	}
	return "regione"
}

func (p pages) newRegionView(pub *pubblico.Pubblicato, asked string) figuresView {
	v := pub.Vista
	r := v.Attivita.Regione
	s := scope{vista: v}.region()
	out := figuresView{Published: v.DiAttivita.Versione > 0, Search: searchField("")}
	out.Page = frame(ui.Page{Title: "Cifre", Heading: "Le cifre di PAsS in " + regionName(v), Section: "cifre",
		Lead: "Quanto aiuto si chiede, quanto se ne dà, in quanto tempo."}, updated(v))
	out.More = []ui.Link{{Text: "La mappa", URL: mapURL}, {Text: "Quanto durano i procedimenti", URL: timesURL}, {Text: "Rapporti di monitoraggio", URL: reportsURL}}
	if !out.Published {
		return out
	}
	out.Page.Lead = joinedLead(s, r.EntiAderenti, r.EntiTotali)
	out.Sentences = s.sentences()
	out.Figures = append([]ui.FigureProps{joinedFigure(s, r.EntiAderenti, r.EntiTotali)}, s.figures()...)
	out.States, out.Chart = s.states(), s.chart("Richieste ricevute ed evase in "+r.Nome+", per mese")
	out.Work = newWorkPart(v)
	out.Times = newTimesPart(regionPlace(pub), asked, "/cifre")
	out.Tables = []titledTable{provinceTable(s), taskForceTable(s), procedureTable(s)}
	out.Exports = append([]ui.Link{{Text: "Province", URL: "/cifre/province.csv", Note: "CSV"}, {Text: "Enti", URL: "/cifre/enti.csv", Note: "CSV"}}, timesExports(pub)...)
	out.Can, out.Cannot = conclusions("Si può dire quante richieste arrivano dalla regione e quanto aspettano.", "Si può confrontare un semestre con un altro, per lo stesso procedimento.")
	out.Share = p.share("/cifre", "regione", "/embed/cifre", "Le cifre di PAsS in "+regionName(v))
	return out
}

// joinedLead says how many bodies joined.
func joinedLead(s scope, joined, all int64) string {
	if joined == 1 {
		return fmt.Sprintf("%s ha aderito 1 ente su %s.", capitalized(s.asOf()), kernel.Numero(all))
	}
	return fmt.Sprintf("%s hanno aderito %s enti su %s.", capitalized(s.asOf()), kernel.Numero(joined), kernel.Numero(all))
}

// timesExports are the files of the latest semester.
func timesExports(pub *pubblico.Pubblicato) []ui.Link {
	if len(pub.Misure.Misure.Semestri) == 0 {
		return nil
	}
	last := pub.Misure.Misure.Semestri[0].Semestre
	return []ui.Link{{Text: "Tempi dei procedimenti, " + last.InItaliano(), URL: semesterURL(last, "/procedimenti.csv"), Note: "CSV"}, {Text: "Tempi per ente, " + last.InItaliano(), URL: semesterURL(last, "/enti.csv"), Note: "CSV"}}
}

func capitalized(s string) string {
	if s == "" {
		return s
	}
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

func joinedFigure(s scope, joined, all int64) ui.FigureProps {
	return s.figure("Enti aderenti", "enti-aderenti", joined, "ente", "enti", s.asOf(), "su "+count(all, "ente", "enti"))
}

func provinceTable(s scope) titledTable {
	t := ui.Table{Caption: "Richieste per provincia", HideCaption: true, Note: s.tableNote(), Columns: columns(ui.Column{Text: "Provincia"}, ui.Column{Text: "Enti aderenti", Numeric: true})}
	for _, p := range s.vista.Attivita.Province {
		x := provinceScope(s.vista, p)
		joined := ui.CitedCell(x.count(p.EntiAderenti, "enti_aderenti"), "su "+kernel.Numero(p.EntiTotali))
		t.Rows = append(t.Rows, x.cells(ui.LinkCell(p.Nome, "/cifre/province/"+p.Sigla), joined))
	}
	return titledTable{ID: "province", Title: "Per provincia", Table: t, Empty: "Nessuna provincia è ancora nel registro."}
}

func taskForceTable(s scope) titledTable {
	t := ui.Table{Caption: "Richieste per task force", HideCaption: true, Note: s.tableNote(), Columns: columns(ui.Column{Text: "Task force"})}
	for _, x := range s.vista.Catalogo.TaskForces {
		t.Rows = append(t.Rows, taskForceScope(s.vista, x.Codice).cells(ui.LinkCell(x.Nome, "/task-force/"+x.Codice)))
	}
	return titledTable{ID: "task-force", Title: "Per task force", Table: t, Empty: "Il catalogo non è ancora pubblicato."}
}

func procedureTable(s scope) titledTable {
	t := ui.Table{Caption: "Richieste per procedimento", HideCaption: true, Note: s.tableNote(), Columns: columns(ui.Column{Text: "Procedimento"})}
	for _, x := range s.vista.Catalogo.Procedimenti {
		if y := procedureScope(s.vista, x.Codice); y.cifre.Ricevute > 0 {
			t.Rows = append(t.Rows, y.cells(ui.LinkCell(x.Nome, "/procedimenti/"+x.Codice)))
		}
	}
	return titledTable{ID: "procedimenti", Title: "Per procedimento", More: ui.Link{Text: "Tutti i procedimenti", URL: "/procedimenti"}, Table: t,
		Empty: "Nessun procedimento ha ancora ricevuto richieste.", Folded: "Mostra la tabella: " + count(int64(len(t.Rows)), "procedimento", "procedimenti")}
}

func searchField(value string) *ui.Field {
	return &ui.Field{Name: "q", Label: "Cerca un Comune, una Provincia o un altro ente", Hint: "Per esempio: Lodi. Accenti e apostrofi non contano.", Value: value, Required: true, Autocomplete: "off"}
}
