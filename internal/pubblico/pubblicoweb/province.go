package pubblicoweb

import (
	"fmt"

	"pass/internal/kernel"
	"pass/internal/platform/web"
	"pass/internal/pubblico"
	"pass/internal/ui"
)

// absent is the page that does not exist.
func absent() error {
	return kernel.E(kernel.NonTrovato, "La pagina o il dato cercato non esiste.")
}

func (p pages) province(c *web.Context) error {
	v, err := p.lettore.Vista(c.Ctx())
	if err != nil {
		return err
	}
	found, ok := v.Provincia(c.R.PathValue("sigla"))
	if !ok {
		return absent()
	}
	return c.HTML(200, figuresPage(newProvinceView(v, found)))
}

func newProvinceView(v *pubblico.Vista, p pubblico.CifreProvincia) figuresView {
	s := scope{vista: v, cifre: p.Cifre}
	out := figuresView{Published: true}
	verbo := "ha aderito 1 ente"
	if p.EntiAderenti != 1 {
		verbo = "hanno aderito " + kernel.Numero(p.EntiAderenti) + " enti"
	}
	out.Page = frame(ui.Page{Title: "Provincia di " + p.Nome, Heading: "Le cifre della provincia di " + p.Nome, Section: "cifre",
		Lead: fmt.Sprintf("%s %s su %s.", capitalized(s.asOf()), verbo, kernel.Numero(p.EntiTotali))}, updated(v), crumbFigures)
	out.Sentences = s.sentences()
	out.Figures = append([]ui.FigureProps{joinedFigure(s, p.EntiAderenti, p.EntiTotali)}, s.figures()...)
	out.Chart = s.chart("Richieste ricevute ed evase in provincia di " + p.Nome + ", per mese")
	out.Tables = []titledTable{bodyTable(s, p)}
	return out
}

// bodyTable lists the bodies of a province: those that joined with their
// figures, and how many are missing.
func bodyTable(s scope, p pubblico.CifreProvincia) titledTable {
	t := ui.Table{Caption: "Richieste degli enti della provincia", HideCaption: true, Note: s.tableNote(), Columns: columns(ui.Column{Text: "Ente"})}
	for _, e := range s.vista.EntiDi(p.Sigla) {
		if e.Aderente || e.Ricevute > 0 {
			t.Rows = append(t.Rows, cells(e.Cifre, bodyCell(e)))
		}
	}
	return titledTable{ID: "enti", Title: "Enti che hanno aderito", More: ui.Link{Text: "Tutti gli enti della provincia", URL: "/cifre/enti?provincia=" + p.Sigla}, Table: t,
		Empty: "Nessun ente della provincia ha ancora aderito."}
}

func bodyCell(e pubblico.CifreEnte) ui.Cell {
	c := ui.LinkCell(e.Nome, "/cifre/enti/"+e.Codice())
	switch {
	case !e.CessatoIl.IsZero():
		c.Sub = "Non esiste più"
	case !e.Aderente:
		c.Sub = "Non ha ancora aderito"
	}
	return c
}
