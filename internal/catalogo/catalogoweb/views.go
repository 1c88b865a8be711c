package catalogoweb

import (
	"strconv"

	"pass/internal/catalogo"
	"pass/internal/kernel"
	"pass/internal/ui"
)

func procedureURL(id int64) string { return "/catalogo/procedimenti/" + strconv.FormatInt(id, 10) }
func taskForceURL(id int64) string { return "/catalogo/task-force/" + strconv.FormatInt(id, 10) }
func termURL(p, t int64) string {
	return procedureURL(p) + "/termini/" + strconv.FormatInt(t, 10)
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return kernel.Numero(int64(n)) + " " + many
}

// confidence is the label as a chip; what must be checked asks for attention.
func confidence(a catalogo.Affidabilita) ui.Chip {
	switch a {
	case catalogo.Confermato:
		return ui.Chip{Text: a.Etichetta(), Tone: ui.Success}
	case catalogo.DaVerificare:
		return ui.Chip{Text: a.Etichetta(), Tone: ui.Warning}
	}
	return ui.Chip{Text: a.Etichetta()}
}

func termText(t catalogo.Termine, found bool) string {
	l, ok := t.Legale()
	if !found || !ok {
		return "n.d."
	}
	return l.InItaliano()
}

// sheetView is the page of one procedure.
type sheetView struct {
	Page       ui.Page
	ID         int64
	Active     bool
	CanChange  bool
	Today      string
	Why        string // of the term of today
	Facts      []ui.Detail
	Terms      ui.Table
	StateToken string
	StateError ui.Errors
	Motivo     string
}

func newSheetView(s catalogo.Scheda, canChange bool, oggi kernel.Day) sheetView {
	p := s.Procedimento
	v := sheetView{ID: p.ID, Active: p.Attivo, CanChange: canChange}
	v.Page = frame(ui.Page{Title: p.Nome, Kicker: "Procedimento, task force " + s.TaskForce.Nome, Lead: p.Descrizione}, crumb)
	if !p.Attivo {
		v.Page.Chips = []ui.Chip{{Text: "Non attivo"}}
	}
	t, found := s.Storia.InVigore(oggi)
	v.Today = "Oggi nessun termine risulta in vigore."
	if found {
		v.Today = todayText(t)
		v.Why = t.Descrizione
	}
	v.Facts = []ui.Detail{
		{Term: "Base legale", Text: p.BaseLegale},
		{Term: "Competente", Text: p.Competente},
		{Term: "Task force", Text: s.TaskForce.Nome, URL: taskForceURL(s.TaskForce.ID)},
		{Term: "Presenza nel catalogo", Body: ui.StateChip(confidence(p.Affidabilita))},
		{Term: "Fonte della presenza", Text: p.Fonte, URL: p.FonteURL},
		{Term: "Codice", Text: p.Codice},
		{Term: "Pagina pubblica", Text: "Come la vedono i cittadini", URL: "/procedimenti/" + p.Codice},
	}
	if !p.Attivo {
		v.Facts = v.Facts[:len(v.Facts)-1]
	}
	v.Terms = termTable(s, canChange, oggi)
	return v
}

func todayText(t catalogo.Termine) string {
	l, ok := t.Legale()
	if !ok {
		return "Oggi è in vigore un termine che non si riduce a un solo numero."
	}
	return "Oggi il termine massimo è di " + l.InItaliano() + "."
}

// termTable is the history, newest first.
func termTable(s catalogo.Scheda, canChange bool, oggi kernel.Day) ui.Table {
	out := ui.Table{Caption: "Storia dei termini, dal più recente", HideCaption: true, Columns: []ui.Column{
		{Text: "In vigore"}, {Text: "Termine", Numeric: true}, {Text: "Affidabilità"}, {Text: "Fonte"}, {Text: "Motivo dell'ultima modifica"}}}
	if canChange {
		out.Columns = append(out.Columns, ui.Column{Text: "Azioni"})
	}
	for i := len(s.Storia) - 1; i >= 0; i-- {
		t := s.Storia[i]
		when := ui.TextCell("dal " + t.VigenteDal.InItaliano())
		if !t.VigenteAl.IsZero() {
			when.Text += " al " + t.VigenteAl.InItaliano()
		}
		switch {
		case t.Vale(oggi):
			when.Sub = "In vigore oggi"
		case t.VigenteDal.After(oggi):
			when.Sub = "Non ancora in vigore"
		}
		days := ui.TextCell(termText(t, true))
		days.Sub = t.Decorrenza
		source := ui.TextCell(t.Fonte)
		source.URL = t.FonteURL
		cells := []ui.Cell{when, days, ui.ChipCell(confidence(t.Affidabilita)), source, {Text: t.Motivo, Sub: "Scritto il " + t.InseritoIl.Day().InItaliano()}}
		if canChange {
			cells = append(cells, ui.LinkCell("Correggi", termURL(s.Procedimento.ID, t.ID)))
		}
		out.Rows = append(out.Rows, ui.Row{Cells: cells})
	}
	return out
}
