package pubblicoweb

import (
	"github.com/a-h/templ"

	"pass/internal/platform/web"
	"pass/internal/pubblico"
	"pass/internal/ui"
)

// findBody finds the body that the address names.
func findBody(v *pubblico.Vista, codice string) *pubblico.CifreEnte {
	if e := v.Ente(codice); e != nil {
		return e
	}
	return v.Ente("id-" + codice)
}

func (p pages) body(c *web.Context) error {
	asked := c.Query("procedimento")
	codice := c.R.PathValue("codice")
	pub, err := p.lettore.Tutto(c.Ctx())
	if err != nil {
		return err
	}
	e := findBody(pub.Vista, codice)
	switch {
	case e == nil:
		return absent()
	case e.Codice() != codice && e.CessatoIl.IsZero():
		return c.Redirect("/cifre/enti/" + e.Codice())
	}
	return p.serve(c, pub, procedureQuery(asked), func(pub *pubblico.Pubblicato) (templ.Component, error) {
		return figuresPage(p.newBodyView(pub, *e, asked)), nil
	})
}

func (p pages) newBodyView(pub *pubblico.Pubblicato, e pubblico.CifreEnte, asked string) figuresView {
	v := pub.Vista
	s := bodyScope(v, e)
	url := "/cifre/enti/" + e.Codice()
	parents := []ui.Link{crumbFigures}
	out := figuresView{Published: true}
	if prov, ok := v.Provincia(e.Provincia); ok {
		parents = append(parents, ui.Link{Text: "Provincia di " + prov.Nome, URL: "/cifre/province/" + prov.Sigla})
		out.More = []ui.Link{{Text: "La mappa della provincia", URL: mapURL + "/province/" + prov.Sigla}}
	}
	out.More = append(out.More, ui.Link{Text: "I rapporti dell’ente", URL: reportsURL + "?ente=" + e.Codice()})
	out.Page = frame(ui.Page{Title: e.Nome, Section: "cifre"}, updated(v), parents...)
	out.Page.Lead, out.Note = joinedWords(v, e)
	out.Times = newTimesPart(bodyPlace(pub, e), asked, url)
	out.Share = p.share(url, "enti/"+e.Codice(), "/embed/cifre/enti/"+e.Codice(), "Le cifre: "+e.Nome)
	if e.Aderente || e.Ricevute > 0 {
		out.Sentences, out.Figures = s.sentences(), s.figures()
		out.States, out.Chart = s.states(), s.chart("Richieste ricevute ed evase, per mese")
		out.Work = &workPart{Sentences: plain("Quanti esperti lavorano per questo ente è n.d.: gli incarichi si pubblicano per task force.", noDays)}
	} else {
		out.Sentences = plain("Nessuna richiesta di aiuto è arrivata da questo ente: la pagina si riempie con la prima.")
	}
	out.Exports = append([]ui.Link{{Text: "Enti", URL: "/cifre/enti.csv", Note: "CSV"}}, timesExports(pub)...)
	out.Can, out.Cannot = conclusions("Si può dire quanto aiuto ha chiesto l’ente e in quanto tempo lo ha avuto.", "Si può confrontare la sua durata media con quella degli enti simili.")
	return out
}

// joinedWords says in a sentence whether the body joined, and what who has not
// may do.
func joinedWords(v *pubblico.Vista, e pubblico.CifreEnte) (lead string, note *ui.Alert) {
	switch {
	case !e.CessatoIl.IsZero():
		if next := v.Ente(e.Successore); next != nil {
			note = &ui.Alert{Tone: ui.Info, Title: "Il suo territorio è passato a un altro ente.", Links: []ui.Link{{Text: next.Nome, URL: "/cifre/enti/" + next.Codice()}}}
		}
		return "L’ente non esiste più " + dal(e.CessatoIl) + ". Le sue richieste restano contate qui.", note
	case !e.Aderente:
		return "Non ha ancora aderito a PAsS.", &ui.Alert{Tone: ui.Info, Title: "Per chiedere aiuto l’ente deve prima aderire.", Text: "Comincia chi lo rappresenta: il Sindaco o il Presidente.",
			Links: []ui.Link{{Text: "Come chiedere aiuto", URL: "/come-chiedere-aiuto"}}}
	case e.AderenteDal.IsZero():
		return "Ha aderito a PAsS.", nil
	}
	return "Ha aderito a PAsS " + dal(e.AderenteDal) + ".", nil
}
