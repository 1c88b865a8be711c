package monitoraggioweb

import (
	"fmt"

	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/ui"
)

// inBreve is the whole page in one table: a line for each procedure, with the
// figures that the rest of the page tells one by one.
func inBreve(s monitoraggio.Sguardo) ui.Table {
	t := ui.Table{Caption: "Tempo medio e arretrato, " + s.Semestre.InItaliano(), HideCaption: true, Columns: []ui.Column{{Text: "Procedimento"},
		{Text: "Tempo medio, giorni di calendario", Numeric: true}, {Text: "Termine, giorni di calendario", Numeric: true},
		{Text: "Regione, giorni di calendario", Numeric: true}, {Text: "Enti simili, giorni di calendario", Numeric: true},
		{Text: "Obiettivo regionale, giorni di calendario", Numeric: true}, {Text: "Arretrato, pratiche", Numeric: true}}}
	for _, x := range s.Voci {
		m := x.Mia.Misure
		r := ui.Row{Cells: []ui.Cell{ui.LinkCell(x.Procedimento.Nome, fmt.Sprintf("#procedimento-%d", x.Procedimento.ID)),
			{Text: valoreGiorni(m.DurataMedia), Sub: "su " + quanti(m.NMedia, "pratica", "pratiche")}, ui.TextCell(valoreGiorni(m.TermineMassimo))}}
		regione, simili, arretrato := "n.d.", "n.d.", "n.d."
		if x.HaQuadro {
			regione = valoreGiorni(x.Quadro.Regione.DurataMedia)
		}
		if x.HaSimili {
			simili = valoreGiorni(x.Simili.Cifre.DurataMedia)
		}
		if m.Arretrato != nil {
			arretrato = kernel.Numero(int64(*m.Arretrato))
		}
		r.Cells = append(r.Cells, ui.TextCell(regione), ui.TextCell(simili), cellaObiettivo(x, s.Semestre), ui.TextCell(arretrato))
		if d := m.DurataMedia; d != nil && m.TermineMassimo != nil && *d > *m.TermineMassimo {
			r.Tone = ui.Late
			r.Cells[1].Sub += ", oltre il termine"
		}
		t.Rows = append(t.Rows, r)
	}
	return t
}

// cellaObiettivo is the mean duration that the Region aims at, and by when.
func cellaObiettivo(x monitoraggio.VoceSguardo, sem kernel.Semestre) ui.Cell {
	giorni, entro, ok := x.Obiettivo.GiorniObiettivo(sem)
	if !x.HaObiettivo || !ok {
		return ui.TextCell("n.d.")
	}
	c := ui.Cell{Text: breveGiorni(giorni), Sub: "entro il " + entro.InItaliano()}
	if x.Obiettivo.Dimostrativo {
		c.Sub += ", dimostrativo"
	}
	return c
}
