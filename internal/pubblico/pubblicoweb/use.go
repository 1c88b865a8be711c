package pubblicoweb

import (
	"fmt"
	"html"
	"net/url"

	"pass/internal/pubblico"
	"pass/internal/ui"
)

// workPart is who is at work, and for how long.
type workPart struct {
	Sentences []ui.Sentence
	Table     ui.Table
}

// noDays is why the days of work are not known.
const noDays = "Le giornate di lavoro sono n.d.: in PAsS le ore degli esperti non si registrano ancora."

// newWorkPart lists the experts with a mandate by task force. One expert may
// be in two task forces, so there is no total.
func newWorkPart(v *pubblico.Vista) *workPart {
	out := &workPart{Sentences: plain("Qui si contano gli esperti con un incarico oggi. Chi lavora in due task force compare in tutte e due.", noDays)}
	out.Table = ui.Table{Caption: "Esperti con un incarico, per task force", HideCaption: true, Columns: []ui.Column{{Text: "Task force"}, {Text: "Esperti", Numeric: true}, {Text: "Giornate di lavoro", Numeric: true}}}
	for _, t := range v.Catalogo.TaskForces {
		c, ok := v.CifreTaskForce(t.Codice)
		if !ok {
			continue
		}
		out.Table.Rows = append(out.Table.Rows, ui.Row{Cells: []ui.Cell{ui.LinkCell(t.Nome, "/task-force/"+t.Codice), ui.CitedCell(expertsOf(c), ""), {Text: "n.d."}}})
	}
	return out
}

func expertsOf(c pubblico.CifreTaskForce) ui.Cited {
	return citeMaybe(c.Esperti, mark("richieste-task-force", c.Codice)+"#esperti")
}

// conclusions are what the figures of a page allow to say, and what not.
func conclusions(can ...string) (yes, no []string) {
	return can, []string{
		"Non si può fare una classifica: enti diversi hanno pratiche diverse.",
		"Non si può dire che un cambiamento dipenda dall’aiuto: può avere altre cause.",
		fmt.Sprintf("Con meno di %d pratiche o richieste non si può dire quanto dura in media.", pubblico.MinimoCasi),
	}
}

// sharePart is how a page is quoted, followed and shown elsewhere.
type sharePart struct {
	Address string
	Actions []ui.Link
	Snippet string
}

// followURL is the page from which a place or a procedure is followed. It
// belongs to another area; the object is "regione", "province/LO",
// "enti/098031" or "procedimenti/aua", and empty for what cannot be followed.
const followURL = "/segui"

// share makes the links of a page: its stable address, the way to follow it
// and the code that shows its figures on another site.
func (p pages) share(path, object, embed, title string) *sharePart {
	base := p.config.BaseURL()
	out := &sharePart{Address: base + path, Actions: []ui.Link{{Text: "Versione da incorporare", URL: embed}},
		Snippet: fmt.Sprintf(`<iframe src="%s" title="%s" width="100%%" height="520" loading="lazy"></iframe>`, base+embed, html.EscapeString(title))}
	if object != "" && p.follows() {
		out.Actions = append([]ui.Link{{Text: "Segui questa pagina", URL: followURL + "?oggetto=" + url.QueryEscape(object), Icon: "mail"}}, out.Actions...)
	}
	return out
}

// experts says who works in a task force.
func experts(c pubblico.CifreTaskForce) ui.Sentence {
	switch {
	case c.Esperti == nil:
		return ui.Say("Gli esperti che ci lavorano sono n.d.: il numero non è ancora pubblicato.")
	case *c.Esperti == 1:
		return ui.Say("Oggi ci lavora ", expertsOf(c), " esperto.")
	}
	return ui.Say("Oggi ci lavorano ", expertsOf(c), " esperti.")
}
