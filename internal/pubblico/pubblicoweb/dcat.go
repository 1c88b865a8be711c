package pubblicoweb

import (
	"io"
	"strings"
	"time"

	"pass/internal/kernel"
	"pass/internal/platform/web"
	"pass/internal/pubblico/dati"
	"pass/internal/pubblico/dcat"
)

// catalogueOf is the day on which the catalogue of the data was first
// published.
var catalogueOf = kernel.NewDay(2026, time.November, 23)

// serialization is one form of the catalogue.
type serialization struct {
	ext, mediaType string
	write          func(*dcat.Grafo) []byte
}

var serializations = []serialization{
	{".rdf", "application/rdf+xml", (*dcat.Grafo).XML},
	{".ttl", "text/turtle; charset=utf-8", (*dcat.Grafo).Turtle},
	{".jsonld", "application/ld+json", (*dcat.Grafo).JSONLD},
}

// catalogueFile answers with the DCAT-AP_IT catalogue in one form.
func (p pages) catalogueFile(form serialization) web.Handler {
	return func(c *web.Context) error {
		s, v, err := p.published(c)
		if err != nil {
			return err
		}
		f, err := p.shelf.get(c.Ctx(), v, "catalogo"+form.ext, func() (dataFile, error) {
			return newDataFile(func(w io.Writer) (kernel.Instant, error) {
				cat := p.dcat(dati.Elenco(s))
				_, err := w.Write(form.write(dcat.Nuovo(cat)))
				return cat.AggiornatoIl, err
			})
		})
		if err != nil {
			return err
		}
		return f.send(c, form.mediaType, "")
	}
}

// catalogueAny is the address of the catalogue itself: it leads to the form
// that the client asks for.
func (p pages) catalogueAny(c *web.Context) error {
	c.W.Header().Add("Vary", "Accept")
	accept := c.R.Header.Get("Accept")
	for _, f := range serializations {
		kind, _, _ := strings.Cut(f.mediaType, ";")
		if strings.Contains(accept, kind) {
			return c.Redirect("/dati/catalogo" + f.ext)
		}
	}
	if strings.Contains(accept, "text/html") {
		return c.Redirect(dataURL)
	}
	return c.Redirect("/dati/catalogo.rdf")
}

func (p pages) dcat(list []dati.Insieme) dcat.Catalogo {
	out := dcat.Catalogo{Base: p.config.BaseURL(), Titolo: "Dati aperti di PAsS", Descrizione: "Assistenza degli esperti a Comuni e Province, tempi e arretrato dei procedimenti complessi.",
		Titolare: p.config.TitolareDati, TitolareIPA: p.config.TitolareIPA, Contatto: "Segreteria tecnica di PAsS", Email: set(p.config.Contatto),
		Pubblicato: catalogueOf, AggiornatoIl: catalogueOf.Start(), Insiemi: list, API: true}
	if p.config.Regione == "03" {
		out.Luogo, out.LuogoNome = "https://sws.geonames.org/3174618/", "Lombardia"
	}
	for _, i := range list {
		if i.AggiornatoIl.After(out.AggiornatoIl) {
			out.AggiornatoIl = i.AggiornatoIl
		}
	}
	return out
}
