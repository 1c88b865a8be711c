package pubblicoweb

import (
	"fmt"
	"net/url"
	"strconv"

	"pass/internal/platform/web"
	"pass/internal/pubblico"
	"pass/internal/ui"
)

// perPage is how many bodies a page of the list shows.
const perPage = 50

// bodiesView is the list of bodies: found by name, of one province, or those
// that joined.
type bodiesView struct {
	Page       ui.Page
	Search     *ui.Field
	Provincia  ui.Field
	Options    []ui.Option
	Count      string
	Exports    []ui.Link
	Table      ui.Table
	Pagination ui.PaginationProps
	Empty      ui.EmptyStateProps
}

func (p pages) bodies(c *web.Context) error {
	v, err := p.lettore.Vista(c.Ctx())
	if err != nil {
		return err
	}
	return c.HTML(200, bodiesPage(newBodiesView(v, c.Query("q"), c.Query("provincia"), c.QueryInt("pagina", 1))))
}

func newBodiesView(v *pubblico.Vista, q, sigla string, page int) bodiesView {
	if len(q) > 100 {
		q = q[:100]
	}
	prov, known := v.Provincia(sigla)
	found, title := pick(v, q, prov.Sigla)
	s := scope{vista: v}
	out := bodiesView{Search: searchField(q), Count: count(int64(len(found)), "ente", "enti")}
	out.Search.Required = false
	out.Provincia = ui.Field{Name: "provincia", Label: "Provincia", Value: prov.Sigla, Required: true}
	out.Options = []ui.Option{{Label: "Tutte"}}
	for _, p := range v.Attivita.Province {
		out.Options = append(out.Options, ui.Option{Value: p.Sigla, Label: p.Nome})
	}
	out.Page = frame(ui.Page{Title: "Enti", Heading: title, Section: "cifre"}, updated(v), crumbFigures)
	out.Page.Lead = "L’elenco mostra quante richieste ha inviato ogni ente e in quanto tempo ha avuto aiuto."
	if known {
		out.Page.Lead = "Provincia di " + prov.Nome + ". " + out.Page.Lead
	}
	pagesN := max(1, (len(found)+perPage-1)/perPage)
	page = min(max(page, 1), pagesN)
	out.Table = ui.Table{Caption: title, HideCaption: true, Columns: columns(ui.Column{Text: "Ente"})}
	if v.DiAttivita.Versione > 0 {
		out.Table.Note = s.tableNote()
		out.Exports = []ui.Link{{Text: "Enti", URL: "/cifre/enti.csv", Note: "CSV"}}
	}
	for _, e := range found[(page-1)*perPage : min(page*perPage, len(found))] {
		out.Table.Rows = append(out.Table.Rows, bodyScope(v, e).cells(bodyCell(e)))
	}
	query := url.Values{}
	if q != "" {
		query.Set("q", q)
	}
	if known {
		query.Set("provincia", prov.Sigla)
	}
	out.Pagination = ui.PaginationProps{Page: page, Pages: pagesN, Label: "Pagine dell’elenco degli enti", URL: func(n int) string {
		query.Set("pagina", strconv.Itoa(n))
		return "/cifre/enti?" + query.Encode()
	}}
	out.Empty = ui.EmptyStateProps{Title: "Nessun ente trovato", Text: "Provare con una parte del nome, senza «Comune di».", Links: []ui.Link{{Text: "Enti che hanno aderito", URL: "/cifre/enti"}}}
	if q == "" && !known {
		out.Empty = ui.EmptyStateProps{Title: "Nessun ente ha ancora aderito", Text: "Gli enti compaiono qui quando la loro adesione è approvata.", Links: []ui.Link{{Text: "Come chiedere aiuto", URL: "/come-chiedere-aiuto"}}}
	}
	return out
}

// pick chooses the bodies of the list and says which they are.
func pick(v *pubblico.Vista, q, sigla string) ([]pubblico.CifreEnte, string) {
	var found []pubblico.CifreEnte
	title := "Enti che hanno aderito"
	switch {
	case q != "":
		found, title = v.Cerca(q), fmt.Sprintf("Enti trovati con «%s»", q)
	case sigla != "":
		return v.EntiDi(sigla), "Enti della provincia"
	default:
		for _, e := range v.Attivita.Enti {
			if e.Aderente {
				found = append(found, e)
			}
		}
	}
	if sigla == "" {
		return found, title
	}
	var inside []pubblico.CifreEnte
	for _, e := range found {
		if e.Provincia == sigla {
			inside = append(inside, e)
		}
	}
	return inside, title
}
