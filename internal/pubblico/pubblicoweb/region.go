package pubblicoweb

import (
	"fmt"

	"pass/internal/kernel"
	"pass/internal/platform/web"
	"pass/internal/pubblico"
	"pass/internal/ui"
)

var crumbFigures = ui.Link{Text: "Cifre", URL: "/cifre"}

// figuresView is a page of figures: sentences, then numbers, then the course
// in time, then tables.
type figuresView struct {
	Page      ui.Page
	Published bool
	Sentences []string
	Figures   []ui.FigureProps
	Chart     *ui.LineChartProps
	Tables    []titledTable
	Search    *ui.Field
	Exports   []ui.Link
	Note      *ui.Alert
	More      []ui.Link // other pages of figures
}

type titledTable struct {
	ID, Title string
	More      ui.Link
	Table     ui.Table
	Empty     string // said when the table has no rows
	Folded    string // words that open the table, when it is long and seldom needed
}

func (p pages) region(c *web.Context) error {
	v, err := p.lettore.Vista(c.Ctx())
	if err != nil {
		return err
	}
	return c.HTML(200, figuresPage(newRegionView(v)))
}

// regionName is the region served, or a word for it before the first figures.
func regionName(v *pubblico.Vista) string {
	if v.Attivita.Regione.Nome != "" {
		return v.Attivita.Regione.Nome
	}
	return "regione"
}

func newRegionView(v *pubblico.Vista) figuresView {
	r := v.Attivita.Regione
	s := scope{vista: v, cifre: r.Cifre}
	out := figuresView{Published: v.DiAttivita.Versione > 0, Search: searchField("")}
	out.Page = frame(ui.Page{Title: "Cifre", Heading: "Le cifre di PAsS in " + regionName(v), Section: "cifre",
		Lead: "Quanto aiuto si chiede, quanto se ne dà, in quanto tempo."}, updated(v))
	out.More = []ui.Link{{Text: "Quanto durano i procedimenti", URL: timesURL}}
	if !out.Published {
		return out
	}
	out.Page.Lead = fmt.Sprintf("%s ha aderito %s su %s.", capitalized(s.asOf()), count(r.EntiAderenti, "ente", "enti"), kernel.Numero(r.EntiTotali))
	if r.EntiAderenti != 1 {
		out.Page.Lead = fmt.Sprintf("%s hanno aderito %s enti su %s.", capitalized(s.asOf()), kernel.Numero(r.EntiAderenti), kernel.Numero(r.EntiTotali))
	}
	out.Sentences = s.sentences()
	out.Figures = append([]ui.FigureProps{joinedFigure(s, r.EntiAderenti, r.EntiTotali)}, s.figures()...)
	out.Chart = s.chart("Richieste ricevute ed evase in " + r.Nome + ", per mese")
	out.Tables = []titledTable{provinceTable(s), taskForceTable(s), procedureTable(s)}
	out.Exports = []ui.Link{{Text: "Province", URL: "/cifre/province.csv", Note: "CSV"}, {Text: "Enti", URL: "/cifre/enti.csv", Note: "CSV"}}
	return out
}

func capitalized(s string) string {
	if s == "" {
		return s
	}
	return string(s[0]-'a'+'A') + s[1:]
}

func joinedFigure(s scope, joined, all int64) ui.FigureProps {
	return s.figure("Enti aderenti", "enti-aderenti", joined, "ente", "enti", s.asOf(), "su "+count(all, "ente", "enti"))
}

func provinceTable(s scope) titledTable {
	t := ui.Table{Caption: "Richieste per provincia", HideCaption: true, Note: s.tableNote(), Columns: columns(ui.Column{Text: "Provincia"}, ui.Column{Text: "Enti aderenti", Numeric: true})}
	for _, p := range s.vista.Attivita.Province {
		joined := ui.Cell{Text: kernel.Numero(p.EntiAderenti), Sub: "su " + kernel.Numero(p.EntiTotali)}
		t.Rows = append(t.Rows, cells(p.Cifre, ui.LinkCell(p.Nome, "/cifre/province/"+p.Sigla), joined))
	}
	return titledTable{ID: "province", Title: "Per provincia", Table: t, Empty: "Nessuna provincia è ancora nel registro."}
}

func taskForceTable(s scope) titledTable {
	t := ui.Table{Caption: "Richieste per task force", HideCaption: true, Note: s.tableNote(), Columns: columns(ui.Column{Text: "Task force"})}
	for _, x := range s.vista.Catalogo.TaskForces {
		c, _ := s.vista.CifreTaskForce(x.Codice)
		t.Rows = append(t.Rows, cells(c.Cifre, ui.LinkCell(x.Nome, "/task-force/"+x.Codice)))
	}
	return titledTable{ID: "task-force", Title: "Per task force", Table: t, Empty: "Il catalogo non è ancora pubblicato."}
}

func procedureTable(s scope) titledTable {
	t := ui.Table{Caption: "Richieste per procedimento", HideCaption: true, Note: s.tableNote(), Columns: columns(ui.Column{Text: "Procedimento"})}
	for _, x := range s.vista.Catalogo.Procedimenti {
		c, _ := s.vista.CifreProcedimento(x.Codice)
		if c.Ricevute > 0 {
			t.Rows = append(t.Rows, cells(c.Cifre, ui.LinkCell(x.Nome, "/procedimenti/"+x.Codice)))
		}
	}
	return titledTable{ID: "procedimenti", Title: "Per procedimento", More: ui.Link{Text: "Tutti i procedimenti", URL: "/procedimenti"}, Table: t,
		Empty: "Nessun procedimento ha ancora ricevuto richieste.", Folded: "Mostra la tabella: " + count(int64(len(t.Rows)), "procedimento", "procedimenti")}
}

func searchField(value string) *ui.Field {
	return &ui.Field{Name: "q", Label: "Cerca un Comune, una Provincia o un altro ente", Hint: "Per esempio: Lodi. Accenti e apostrofi non contano.", Value: value, Required: true, Autocomplete: "off"}
}
