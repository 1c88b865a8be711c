package pubblicoweb

import (
	"github.com/a-h/templ"

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
	Page        ui.Page
	Experts     ui.Sentence
	Procedures  ui.Table
	Figures     figuresView
	Times       ui.Table
	Can, Cannot []string
	Share       *sharePart
}

func (p pages) taskForce(c *web.Context) error {
	return p.kept(c, "", func(pub *pubblico.Pubblicato) (templ.Component, error) {
		t, ok := pub.TaskForce(c.R.PathValue("codice"))
		if !ok {
			return nil, absent()
		}
		return taskForcePage(p.newTaskForceView(pub, t, c.Now().Day())), nil
	})
}

func (p pages) newTaskForceView(pub *pubblico.Pubblicato, t pubblico.TaskForcePubblica, oggi kernel.Day) taskForceView {
	v := pub.Vista
	out := taskForceView{Procedures: termsTable("Procedimenti della task force "+t.Nome, v.ProcedimentiDi(t.Codice), oggi)}
	url := "/task-force/" + t.Codice
	out.Page = frame(ui.Page{Title: t.Nome, Kicker: "Task force", Section: "task-force", Lead: t.Descrizione}, updated(v), crumbTaskForces)
	c, ok := v.CifreTaskForce(t.Codice)
	out.Experts = ui.Say("Gli esperti che ci lavorano sono n.d.: il numero non è ancora pubblicato.")
	if ok {
		out.Experts = experts(c)
	}
	out.Figures = help(taskForceScope(v, t.Codice), "Richieste ricevute ed evase dalla task force, per mese")
	if all := pub.Misure.Misure.Semestri; len(all) > 0 {
		out.Times = regionPlace(pub).table(all[0], "/procedimenti/", "")
		out.Times.Rows = nil
		mine := regionPlace(pub)
		for _, x := range v.ProcedimentiDi(t.Codice) {
			if r := mine.at(all[0], x.Codice); r.known {
				out.Times.Rows = append(out.Times.Rows, mine.row(r, ui.LinkCell(x.Nome, "/procedimenti/"+x.Codice)))
			}
		}
	}
	out.Can, out.Cannot = conclusions("Si può dire quante richieste segue la task force e quanto aspettano.")
	out.Share = p.share(url, "", "/embed"+url, "Task force "+t.Nome)
	return out
}

// help are the figures of a task force or of a procedure.
func help(s scope, title string) figuresView {
	if s.vista.DiAttivita.Versione == 0 {
		return figuresView{}
	}
	out := figuresView{Published: true, Sentences: s.sentences(), States: s.states(), Chart: s.chart(title)}
	switch c := s.cifre; {
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
	Times      timesPart
	Provinces  ui.Table
	Classes    ui.Table
	Map        string
	Can        []string
	Cannot     []string
	Share      *sharePart
}

func (p pages) procedure(c *web.Context) error {
	return p.kept(c, "", func(pub *pubblico.Pubblicato) (templ.Component, error) {
		found, ok := pub.Procedimento(c.R.PathValue("codice"))
		if !ok {
			return nil, absent()
		}
		out := newProcedureView(pub.Vista, found, c.Now().Day())
		out.measure(pub, found)
		out.Can, out.Cannot = conclusions("Si può dire quanto aiuto si chiede su questo procedimento.", "Si può confrontare la durata tra un semestre e l’altro.")
		out.Share = p.share(out.URL, "procedimenti/"+found.Codice, "/embed"+out.URL, found.Nome)
		return procedurePage(out), nil
	})
}

// measure adds the times of the procedure in the region, province by province
// and by class of bodies.
func (out *procedureView) measure(pub *pubblico.Pubblicato, p pubblico.ProcedimentoPubblico) {
	out.Times = timesPart{Empty: "I tempi di questo procedimento sono n.d.: in nessun semestre pubblicato ci sono dati."}
	region := regionPlace(pub)
	for _, s := range pub.Misure.Misure.Semestri {
		x, ok := measuredProcedure(s, p.Codice)
		if !ok || !region.at(s, p.Codice).known {
			continue
		}
		out.Times = *newTimesPart(place{pub: pub, kind: region.kind, code: region.code, name: region.name, from: s.Semestre}, p.Codice, out.URL)
		out.Times.Table = ui.Table{}
		out.Provinces, out.Classes = groupsTable("Provincia", x.Province, region, s, p.Codice), groupsTable("Classe di enti", x.Classi, region, s, p.Codice)
		out.Map = mapURL + "?cifra=durata&procedimento=" + p.Codice
		return
	}
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
	out.Figures = help(procedureScope(v, p.Codice), "Richieste ricevute ed evase su questo procedimento, per mese")
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
