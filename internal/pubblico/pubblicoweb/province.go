package pubblicoweb

import (
	"github.com/a-h/templ"

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
	asked := c.Query("procedimento")
	return p.kept(c, procedureQuery(asked), func(pub *pubblico.Pubblicato) (templ.Component, error) {
		found, ok := pub.Provincia(c.R.PathValue("sigla"))
		if !ok {
			return nil, absent()
		}
		return figuresPage(p.newProvinceView(pub, found, asked)), nil
	})
}

func (p pages) newProvinceView(pub *pubblico.Pubblicato, prov pubblico.CifreProvincia, asked string) figuresView {
	v := pub.Vista
	s := provinceScope(v, prov)
	out := figuresView{Published: true}
	url := "/cifre/province/" + prov.Sigla
	out.Page = frame(ui.Page{Title: "Provincia di " + prov.Nome, Heading: "Le cifre della provincia di " + prov.Nome, Section: "cifre",
		Lead: joinedLead(s, prov.EntiAderenti, prov.EntiTotali)}, updated(v), crumbFigures)
	out.More = []ui.Link{{Text: "La mappa della provincia", URL: mapURL + "/province/" + prov.Sigla}}
	out.Sentences = s.sentences()
	out.Figures = append([]ui.FigureProps{joinedFigure(s, prov.EntiAderenti, prov.EntiTotali)}, s.figures()...)
	out.States, out.Chart = s.states(), s.chart("Richieste ricevute ed evase in provincia di "+prov.Nome+", per mese")
	out.Times = newTimesPart(provincePlace(pub, prov), asked, url)
	out.Tables = []titledTable{bodyTable(s, prov)}
	out.Exports = append([]ui.Link{{Text: "Province", URL: "/cifre/province.csv", Note: "CSV"}, {Text: "Enti", URL: "/cifre/enti.csv", Note: "CSV"}}, timesExports(pub)...)
	out.Can, out.Cannot = conclusions("Si può dire quanto aiuto chiedono gli enti della provincia.", "Si può confrontare la durata con quella di tutta la regione.")
	out.Share = p.share(url, "province/"+prov.Sigla, "/embed/cifre/province/"+prov.Sigla, "Le cifre della provincia di "+prov.Nome)
	return out
}

func provincePlace(pub *pubblico.Pubblicato, x pubblico.CifreProvincia) place {
	return place{pub: pub, kind: "provincia", code: x.Sigla, name: "Provincia di " + x.Nome}
}

// bodyTable lists the bodies of a province: those that joined with their
// figures, and how many are missing.
func bodyTable(s scope, p pubblico.CifreProvincia) titledTable {
	t := ui.Table{Caption: "Richieste degli enti della provincia", HideCaption: true, Note: s.tableNote(), Columns: columns(ui.Column{Text: "Ente"})}
	for _, e := range s.vista.EntiDi(p.Sigla) {
		if e.Aderente || e.Ricevute > 0 {
			t.Rows = append(t.Rows, bodyScope(s.vista, e).cells(bodyCell(e)))
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
