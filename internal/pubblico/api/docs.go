package api

import (
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"pass/internal/platform/web"
	"pass/internal/ui"
)

// docsView is the page of the interface, for people: its operations in words,
// made of its description.
type docsView struct {
	Page   ui.Page
	Facts  []ui.Detail
	Groups []docsGroup
}

type docsGroup struct {
	ID, Title string
	Table     ui.Table
}

func (a *API) docs(c *web.Context) error { return c.HTML(http.StatusOK, docsPage(newDocsView(a.spec))) }

func newDocsView(spec *huma.OpenAPI) docsView {
	out := docsView{Page: ui.Page{Title: "API dei dati pubblici", Section: "cifre", Robots: true, Lead: "Le cifre di PAsS per altri programmi: solo lettura, senza registrazione.",
		Breadcrumb: []ui.Link{{Text: "Home", URL: "/"}, {Text: "Dati aperti", URL: "/dati"}}}}
	out.Facts = []ui.Detail{{Term: "Indirizzo di base", Text: spec.Servers[0].URL}, {Term: "Versione", Text: spec.Info.Version}, {Term: "Licenza dei dati", Text: "CC BY 4.0", URL: "https://creativecommons.org/licenses/by/4.0/deed.it"},
		{Term: "Errori", Text: "application/problem+json, con il codice della richiesta da citare in una segnalazione"}, {Term: "Limite", Text: "Un numero di richieste al minuto per rete: lo dicono le intestazioni X-RateLimit di ogni risposta"}}
	for _, tag := range spec.Tags {
		g := docsGroup{ID: "gruppo-" + tag.Name, Title: tag.Description, Table: ui.Table{Caption: tag.Description, HideCaption: true, Columns: []ui.Column{{Text: "Indirizzo"}, {Text: "Che cosa dà"}, {Text: "Filtri"}}}}
		for _, path := range paths(spec) {
			op := spec.Paths[path].Get
			if op.Tags[0] != tag.Name {
				continue
			}
			g.Table.Rows = append(g.Table.Rows, ui.Row{Cells: []ui.Cell{{Body: address(Prefix+path, !strings.Contains(path, "{"))}, {Text: op.Summary, Sub: op.Description}, ui.TextCell(queries(op))}})
		}
		out.Groups = append(out.Groups, g)
	}
	return out
}

func paths(spec *huma.OpenAPI) []string {
	var out []string
	for path := range spec.Paths {
		out = append(out, path)
	}
	slices.Sort(out)
	return out
}

func queries(op *huma.Operation) string {
	var out []string
	for _, p := range op.Parameters {
		if p.In == "query" {
			out = append(out, p.Name)
		}
	}
	if len(out) == 0 {
		return "nessuno"
	}
	return strings.Join(out, ", ")
}
