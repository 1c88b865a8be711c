package api

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// Pagina is which rows of a list are asked for.
type Pagina struct {
	Limit  int64 `query:"limit" minimum:"1" maximum:"1000" default:"100" doc:"Quante righe al massimo."`
	Offset int64 `query:"offset" minimum:"0" maximum:"10000000" default:"0" doc:"Quante righe saltare."`

	url url.URL
}

// Resolve keeps the address, of which the links to the other pages are made.
func (p *Pagina) Resolve(ctx huma.Context) []error {
	p.url = ctx.URL()
	return nil
}

// Elenco is one page of a list.
type Elenco[T any] struct {
	Items  []T   `json:"items" maxItems:"1000" doc:"Le righe di questa pagina."`
	Totale int64 `json:"totale" minimum:"0" doc:"Quante righe ci sono in tutto."`
	Limit  int64 `json:"limit" minimum:"1" maximum:"1000" doc:"Quante righe al massimo per pagina."`
	Offset int64 `json:"offset" minimum:"0" doc:"Quante righe precedono questa pagina."`
}

// elencoOut is the answer with a page of a list.
type elencoOut[T any] struct {
	Link string `header:"Link" doc:"Indirizzi delle altre pagine: first, prev, next, last."`
	Body Elenco[T]
}

// uno is the answer with one thing.
type uno[T any] struct{ Body T }

// taglia cuts the page out of all the rows and makes what is shown of them.
func taglia[R, T any](p *Pagina, rows []R, make_ func(R) (T, error)) (*elencoOut[T], error) {
	n := int64(len(rows))
	from := min(p.Offset, n)
	out := &elencoOut[T]{Link: p.links(n), Body: Elenco[T]{Items: []T{}, Totale: n, Limit: p.Limit, Offset: p.Offset}}
	for _, r := range rows[from:min(from+p.Limit, n)] {
		x, err := make_(r)
		if err != nil {
			return nil, err
		}
		out.Body.Items = append(out.Body.Items, x)
	}
	return out, nil
}

// links are the other pages, as RFC 8288 writes them.
func (p *Pagina) links(n int64) string {
	var out []string
	add := func(rel string, offset int64) {
		q := p.url.Query()
		q.Set("limit", strconv.FormatInt(p.Limit, 10))
		q.Set("offset", strconv.FormatInt(offset, 10))
		out = append(out, fmt.Sprintf("<%s?%s>; rel=%q", p.url.EscapedPath(), q.Encode(), rel))
	}
	last := max(0, (n-1)/p.Limit*p.Limit)
	add("first", 0)
	if p.Offset > 0 {
		add("prev", max(0, min(p.Offset, last+p.Limit)-p.Limit))
	}
	if p.Offset+p.Limit < n {
		add("next", p.Offset+p.Limit)
	}
	add("last", last)
	return strings.Join(out, ", ")
}
