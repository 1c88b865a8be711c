package pubblicoweb

import (
	"pass/internal/pubblico"
	"pass/internal/ui"
)

// effectPart is the effect of assistance on a procedure, with what can and
// cannot be concluded.
type effectPart struct {
	Name    string
	Answer  []string // the first sentences
	Details []string // the others
	Table   ui.Table
	Note    string
}

// newEffectPart is nil while no effect was ever computed.
func newEffectPart(pub *pubblico.Pubblicato, code string) *effectPart {
	e, ok := pub.Effetto.Di(code)
	if !ok {
		return nil
	}
	out := &effectPart{Name: e.Nome, Note: "Fonte: " + pub.DiEffetto.Fonte + ", calcolo del " + pub.Effetto.CalcolatoIl.Day().InItaliano() + "."}
	answer := 3
	if e.Durata.Nota() && (e.Durata.Conclusione == "riduzione" || e.Durata.Conclusione == "aumento") {
		answer = 1
	}
	answer = min(answer, len(e.Durata.Frasi))
	out.Answer, out.Details = e.Durata.Frasi[:answer:answer], e.Durata.Frasi[answer:]
	if n := len(out.Details); n > 0 && e.Durata.Nota() { // the caution is never folded away
		out.Answer, out.Details = append(out.Answer, out.Details[n-1]), out.Details[:n-1]
	}
	if !e.Durata.Nota() && !e.Arretrato.Nota() {
		return out // a table of n.d. says nothing more
	}
	out.Table = ui.Table{Caption: "Effetto dell’assistenza: " + e.Nome, Columns: []ui.Column{{Text: "Misura"}, {Text: "Differenza stimata", Numeric: true}, {Text: "Da", Numeric: true}, {Text: "A", Numeric: true},
		{Text: "Enti aiutati", Numeric: true}, {Text: "Enti simili", Numeric: true}, {Text: "Pratiche", Numeric: true}},
		Note: "Un numero negativo vuol dire meno degli enti simili. Da e A sono i limiti dell’intervallo al 95%."}
	for _, x := range []struct {
		key, name, unit string
		m               pubblico.EffettoMisura
	}{{"durata", "Durata media", "giorni di calendario", e.Durata}, {"arretrato", "Pratiche oltre il termine", "punti percentuali", e.Arretrato}} {
		cite := func(column string) string { return mark("effetto-assistenza", e.Codice, x.key) + "#" + column }
		n := func(v int64, column string) ui.Cell {
			if !x.m.Nota() {
				return ui.CitedCell(citeMaybe(nil, cite(column)), "")
			}
			return ui.CitedCell(citeCount(v, cite(column)), "")
		}
		out.Table.Rows = append(out.Table.Rows, ui.Row{Cells: []ui.Cell{{Text: x.name, Sub: x.unit}, ui.CitedCell(citeNumber(x.m.Stima, cite("stima")), ""), ui.CitedCell(citeNumber(x.m.Basso, cite("basso")), ""),
			ui.CitedCell(citeNumber(x.m.Alto, cite("alto")), ""), n(x.m.Aiutati, "aiutati"), n(x.m.Confronto, "confronto"), n(x.m.Pratiche, "pratiche")}})
	}
	return out
}
