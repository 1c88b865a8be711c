package pubblicoweb

import (
	"github.com/a-h/templ"

	"pass/internal/platform/web"
	"pass/internal/pubblico"
	"pass/internal/ui"
)

// embedView is what another site shows in a frame.
type embedView struct {
	Title     string
	Address   string // of the whole page
	Sentences []ui.Sentence
	Figures   []ui.FigureProps
	Map       *mapDrawing
	Source    string
}

// embedRoutes are the pages that other sites may show in a frame.
func (p pages) embedRoutes(rt *web.Router) {
	web.Public(rt, "GET /embed/cifre", p.embed(func(_ *web.Context, pub *pubblico.Pubblicato) (embedView, error) {
		return p.embedFigures(pub, "Le cifre di PAsS in "+regionName(pub.Vista), "/cifre", scope{vista: pub.Vista}.region(), newTimesPart(regionPlace(pub), "", "")), nil
	}))
	web.Public(rt, "GET /embed/cifre/province/{sigla}", p.embed(func(c *web.Context, pub *pubblico.Pubblicato) (embedView, error) {
		x, ok := pub.Provincia(c.R.PathValue("sigla"))
		if !ok {
			return embedView{}, absent()
		}
		return p.embedFigures(pub, "Le cifre della provincia di "+x.Nome, "/cifre/province/"+x.Sigla, provinceScope(pub.Vista, x), newTimesPart(provincePlace(pub, x), "", "")), nil
	}))
	web.Public(rt, "GET /embed/cifre/enti/{codice}", p.embed(func(c *web.Context, pub *pubblico.Pubblicato) (embedView, error) {
		e := findBody(pub.Vista, c.R.PathValue("codice"))
		if e == nil {
			return embedView{}, absent()
		}
		return p.embedFigures(pub, e.Nome, "/cifre/enti/"+e.Codice(), bodyScope(pub.Vista, *e), newTimesPart(bodyPlace(pub, *e), "", "")), nil
	}))
	web.Public(rt, "GET /embed/task-force/{codice}", p.embed(func(c *web.Context, pub *pubblico.Pubblicato) (embedView, error) {
		t, ok := pub.TaskForce(c.R.PathValue("codice"))
		if !ok {
			return embedView{}, absent()
		}
		return p.embedFigures(pub, "Task force "+t.Nome, "/task-force/"+t.Codice, taskForceScope(pub.Vista, t.Codice), nil), nil
	}))
	web.Public(rt, "GET /embed/procedimenti/{codice}", p.embed(func(c *web.Context, pub *pubblico.Pubblicato) (embedView, error) {
		x, ok := pub.Procedimento(c.R.PathValue("codice"))
		if !ok {
			return embedView{}, absent()
		}
		return p.embedFigures(pub, x.Nome, "/procedimenti/"+x.Codice, procedureScope(pub.Vista, x.Codice), newTimesPart(regionPlace(pub), x.Codice, "")), nil
	}))
	web.Public(rt, "GET /embed/mappa", p.embed(p.embedMap))
	web.Public(rt, "GET /embed/mappa/province/{sigla}", p.embed(p.embedMap))
}

// embed answers with a frame.
func (p pages) embed(build func(*web.Context, *pubblico.Pubblicato) (embedView, error)) web.Handler {
	return func(c *web.Context) error {
		c.AllowFrames()
		return p.kept(c, "", func(pub *pubblico.Pubblicato) (templ.Component, error) {
			v, err := build(c, pub)
			return embedPage(v), err
		})
	}
}

// embedFigures are the three figures of a page that say most.
func (p pages) embedFigures(pub *pubblico.Pubblicato, title, path string, s scope, t *timesPart) embedView {
	out := embedView{Title: title, Address: p.config.BaseURL() + path, Source: "Le cifre non sono ancora pubblicate."}
	if pub.DiAttivita.Versione > 0 {
		all := s.figures()
		out.Figures = []ui.FigureProps{all[0], all[2], all[5]}
		for i := range out.Figures {
			out.Figures[i].URL = "" // how it is computed is told on the whole page
		}
		out.Source = "Fonte: " + s.source() + ", " + s.asOf() + "."
	}
	if t != nil && t.Empty == "" {
		out.Sentences = t.Sentences[:1]
	}
	return out
}
