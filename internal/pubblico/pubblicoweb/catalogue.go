package pubblicoweb

import (
	"pass/internal/kernel"
	"pass/internal/platform/web"
	"pass/internal/pubblico"
	"pass/internal/termini"
	"pass/internal/ui"
)

var (
	crumbTaskForces = ui.Link{Text: "Task force", URL: "/task-force"}
	crumbProcedures = ui.Link{Text: "Procedimenti", URL: "/procedimenti"}
)

// catalogueUpdated is the date of the catalogue, for the foot of the page.
func catalogueUpdated(v *pubblico.Vista) string {
	if v.DiCatalogo.Versione == 0 {
		return textsOf.InItaliano()
	}
	return v.Catalogo.AggiornatoAl.Day().InItaliano()
}

func (p pages) taskForces(c *web.Context) error {
	v, err := p.lettore.Vista(c.Ctx())
	if err != nil {
		return err
	}
	page := frame(ui.Page{Title: "Task force", Section: "task-force", Lead: "Una task force è un gruppo di esperti della stessa materia."}, catalogueUpdated(v))
	return c.HTML(200, taskForcesPage(page, taskForceCards(v, false)))
}

// taskForceView is the page of one task force.
type taskForceView struct {
	Page       ui.Page
	Experts    string
	Procedures ui.Table
	Figures    figuresView
}

func (p pages) taskForce(c *web.Context) error {
	v, err := p.lettore.Vista(c.Ctx())
	if err != nil {
		return err
	}
	t, ok := v.TaskForce(c.R.PathValue("codice"))
	if !ok {
		return absent()
	}
	return c.HTML(200, taskForcePage(newTaskForceView(v, t, c.Now().Day())))
}

func newTaskForceView(v *pubblico.Vista, t pubblico.TaskForcePubblica, oggi kernel.Day) taskForceView {
	out := taskForceView{Procedures: termsTable("Procedimenti della task force "+t.Nome, v.ProcedimentiDi(t.Codice), oggi)}
	out.Page = frame(ui.Page{Title: t.Nome, Kicker: "Task force", Section: "task-force", Lead: t.Descrizione}, updated(v), crumbTaskForces)
	c, ok := v.CifreTaskForce(t.Codice)
	if ok && c.Esperti != nil {
		out.Experts = "Oggi ci lavora " + count(*c.Esperti, "esperto", "esperti") + "."
		if *c.Esperti != 1 {
			out.Experts = "Oggi ci lavorano " + kernel.Numero(*c.Esperti) + " esperti."
		}
	}
	out.Figures = help(v, c.Cifre, "Richieste ricevute ed evase dalla task force, per mese")
	return out
}

// help are the figures of a task force or of a procedure.
func help(v *pubblico.Vista, c pubblico.Cifre, title string) figuresView {
	if v.DiAttivita.Versione == 0 {
		return figuresView{}
	}
	s := scope{vista: v, cifre: c}
	out := figuresView{Published: true, Sentences: s.sentences(), Chart: s.chart(title)}
	switch {
	case c.PresaInCarico.Nota() || c.Chiusura.Nota():
		out.Figures = s.figures()
	case c.Ricevute > 0:
		out.Figures = s.figures()[:3] // only the counts: the sentence says that times are not known
	}
	return out
}

// termsTable lists procedures with their term of today.
func termsTable(caption string, ps []pubblico.ProcedimentoPubblico, oggi kernel.Day) ui.Table {
	t := ui.Table{Caption: caption, HideCaption: true, Columns: []ui.Column{{Text: "Procedimento"}, {Text: "Termine massimo", Numeric: true}, {Text: "Affidabilità del termine"}, {Text: "Chi decide"}}}
	once := inCalendarDays(ps, oggi)
	if once {
		t.Columns[1].Text += ", giorni di calendario"
	}
	for _, p := range ps {
		now, found := p.InVigore(oggi)
		conf := ui.TextCell("n.d.")
		if found {
			conf = ui.ChipCell(confidence(now.Affidabilita))
		}
		if _, ok := now.Legale(); !ok {
			t.Note = "«n.d.» vuol dire che la norma non dà un solo numero: la scheda spiega perché."
		}
		length := term(now, found)
		if l, ok := now.Legale(); ok && once {
			length = kernel.Numero(int64(l.N))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.LinkCell(p.Nome, "/procedimenti/"+p.Codice), ui.TextCell(length), conf, ui.TextCell(p.Competente)}})
	}
	return t
}

// inCalendarDays reports whether all the terms of today count calendar days:
// then the head of the column says it once.
func inCalendarDays(ps []pubblico.ProcedimentoPubblico, oggi kernel.Day) bool {
	for _, p := range ps {
		now, _ := p.InVigore(oggi)
		if l, ok := now.Legale(); ok && l.Unita != termini.GiorniDiCalendario {
			return false
		}
	}
	return true
}

// proceduresView is the list of procedures, by task force.
type proceduresView struct {
	Page   ui.Page
	Groups []titledTable
}

func (p pages) procedures(c *web.Context) error {
	v, err := p.lettore.Vista(c.Ctx())
	if err != nil {
		return err
	}
	return c.HTML(200, proceduresPage(newProceduresView(v, c.Now().Day())))
}

func newProceduresView(v *pubblico.Vista, oggi kernel.Day) proceduresView {
	out := proceduresView{}
	out.Page = frame(ui.Page{Title: "Procedimenti", Section: "procedimenti", Lead: "Il catalogo non è ancora pubblicato."}, catalogueUpdated(v))
	if n := int64(len(v.Catalogo.Procedimenti)); n > 0 {
		out.Page.Lead = count(n, "procedimento", "procedimenti") + " su cui gli enti possono chiedere aiuto."
	}
	for _, t := range v.Catalogo.TaskForces {
		if ps := v.ProcedimentiDi(t.Codice); len(ps) > 0 {
			out.Groups = append(out.Groups, titledTable{ID: t.Codice, Title: t.Nome, More: ui.Link{Text: "La task force", URL: "/task-force/" + t.Codice},
				Table: termsTable("Procedimenti: "+t.Nome, ps, oggi)})
		}
	}
	return out
}

// procedureView is the sheet of one procedure.
type procedureView struct {
	Page       ui.Page
	Term       string
	Confidence *ui.Chip
	Trust      string
	Explain    string
	Facts      []ui.Detail
	Countable  bool     // its due date can be computed
	Count      []string // how the term is counted, in sentences
	URL        string
	List       []ui.Detail
	History    ui.Table // empty with one term only
	Figures    figuresView
}

func (p pages) procedure(c *web.Context) error {
	v, err := p.lettore.Vista(c.Ctx())
	if err != nil {
		return err
	}
	found, ok := v.Procedimento(c.R.PathValue("codice"))
	if !ok {
		return absent()
	}
	return c.HTML(200, procedurePage(newProcedureView(v, found, c.Now().Day())))
}

func newProcedureView(v *pubblico.Vista, p pubblico.ProcedimentoPubblico, oggi kernel.Day) procedureView {
	out := procedureView{Term: "Oggi nessun termine risulta in vigore.", URL: "/procedimenti/" + p.Codice, Count: countRules(termini.GiorniDiCalendario)}
	out.Page = frame(ui.Page{Title: p.Nome, Kicker: "Procedimento", Section: "procedimenti", Lead: p.Descrizione}, updated(v), crumbProcedures)
	if t, ok := p.InVigore(oggi); ok {
		out.Term = "Il termine massimo è n.d.: la norma non dà un solo numero."
		if l, ok := t.Legale(); ok {
			out.Term, out.Countable, out.Count = "Il termine massimo è di "+l.InItaliano()+".", true, countRules(l.Unita)
		}
		chip := confidence(t.Affidabilita)
		out.Confidence, out.Trust, out.Explain = &chip, confidenceText(t.Affidabilita), t.Descrizione
		out.Facts = []ui.Detail{{Term: "Da quando si conta", Text: t.Decorrenza}, {Term: "In vigore almeno dal", Text: t.VigenteDal.InItaliano()},
			{Term: "Fonte del termine", Text: t.Fonte, URL: t.FonteURL}}
		if !t.VigenteAl.IsZero() {
			out.Facts = append(out.Facts, ui.Detail{Term: "In vigore fino al", Text: t.VigenteAl.InItaliano()})
		}
	}
	tf, _ := v.TaskForce(p.TaskForce)
	listed := confidence(p.Affidabilita)
	out.List = []ui.Detail{{Term: "Chi decide", Text: p.Competente}, {Term: "Chi aiuta", Text: "Task force " + tf.Nome, URL: "/task-force/" + tf.Codice},
		{Term: "Base legale", Text: p.BaseLegale}, {Term: "Presenza nell’elenco", Body: ui.StateChip(listed)}, {Term: "Perché è nell’elenco", Text: p.Fonte, URL: p.FonteURL}}
	if len(p.Termini) > 1 {
		out.History = historyTable(p, oggi)
	}
	c, _ := v.CifreProcedimento(p.Codice)
	out.Figures = help(v, c.Cifre, "Richieste ricevute ed evase su questo procedimento, per mese")
	return out
}

// countRules say how a term of that unit is counted (package termini).
func countRules(u termini.Unita) []string {
	first := "Si contano tutti i giorni, anche le domeniche e le feste."
	switch u {
	case termini.GiorniLavorativi:
		first = "Si contano solo i giorni lavorativi: dal lunedì al venerdì, senza le feste e senza il santo patrono."
	case termini.Mesi:
		first = "Si contano i mesi del calendario. Se nel mese il giorno manca, vale l’ultimo."
	}
	return []string{first,
		"Il primo giorno non si conta, l’ultimo sì. Se l’ultimo è festivo, si passa al primo giorno non festivo.",
		"L’ufficio può fermare il conto per chiedere documenti. Quei giorni non si contano per la scadenza.",
		"Nelle statistiche si contano invece tutti i giorni di calendario, dalla domanda alla decisione."}
}

func historyTable(p pubblico.ProcedimentoPubblico, oggi kernel.Day) ui.Table {
	t := ui.Table{Caption: "Termini di questo procedimento, dal più recente", HideCaption: true, Columns: []ui.Column{{Text: "In vigore"}, {Text: "Termine massimo", Numeric: true}, {Text: "Affidabilità"}, {Text: "Fonte"}}}
	for i := len(p.Termini) - 1; i >= 0; i-- {
		x := p.Termini[i]
		when := ui.TextCell(dal(x.VigenteDal))
		if !x.VigenteAl.IsZero() {
			when.Text += " " + al(x.VigenteAl)
		}
		if x.VigenteDal.After(oggi) {
			when.Sub = "Non ancora in vigore"
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{when, ui.TextCell(term(x, true)), ui.ChipCell(confidence(x.Affidabilita)), {Text: x.Fonte, URL: x.FonteURL}}})
	}
	return t
}
