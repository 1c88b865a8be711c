package pubblicoweb

import (
	"fmt"
	"slices"
	"strconv"

	"pass/internal/kernel"
	"pass/internal/platform/web"
	"pass/internal/pubblico"
	"pass/internal/ui"
)

// timesURL is the page of the times of procedures.
const timesURL = "/cifre/tempi"

var crumbTimes = ui.Link{Text: "Tempi dei procedimenti", URL: timesURL}

// timesView is the page of one semester.
type timesView struct {
	Page      ui.Page
	Published bool
	Sentences []string
	Table     ui.Table
	Targets   ui.Table
	Demo      bool
	Detail    *timesDetail
	Semesters []ui.Link
	Exports   []ui.Link
	Versions  ui.Table
	Note      string
}

// timesDetail is one procedure by province and by class of bodies.
type timesDetail struct {
	Name      string
	Provinces ui.Table
	Classes   ui.Table
}

// times shows the latest published semester.
func (p pages) times(c *web.Context) error {
	v, err := p.lettore.Misure(c.Ctx())
	if err != nil {
		return err
	}
	if len(v.Misure.Semestri) == 0 {
		out := timesView{Page: frame(ui.Page{Title: "Tempi dei procedimenti", Section: "cifre", Lead: "Quanto durano i procedimenti complessi, semestre per semestre."}, textsOf.InItaliano(), crumbFigures)}
		return c.HTML(200, timesPage(out))
	}
	return c.HTML(200, timesPage(newTimesView(v, v.Misure.Semestri[0], c.Query("procedimento"), true)))
}

// publishedSemester reads the semester that the address names.
func (p pages) publishedSemester(c *web.Context) (*pubblico.VistaMisure, pubblico.SemestrePubblico, error) {
	missing := kernel.E(kernel.NonTrovato, "Le cifre di questo semestre non sono pubblicate.")
	sem, err := kernel.ParseSemestre(c.R.PathValue("sem"))
	if err != nil {
		return nil, pubblico.SemestrePubblico{}, missing
	}
	v, err := p.lettore.Misure(c.Ctx())
	if err != nil {
		return nil, pubblico.SemestrePubblico{}, err
	}
	s, ok := v.Misure.Semestre(sem)
	if !ok {
		return nil, s, missing
	}
	return v, s, nil
}

func (p pages) timesOf(c *web.Context) error {
	v, s, err := p.publishedSemester(c)
	if err != nil {
		return err
	}
	return c.HTML(200, timesPage(newTimesView(v, s, c.Query("procedimento"), false)))
}

func semesterURL(s kernel.Semestre, below string) string {
	return timesURL + "/" + s.String() + below
}

func newTimesView(v *pubblico.VistaMisure, s pubblico.SemestrePubblico, procedure string, latest bool) timesView {
	last := s.Versione()
	out := timesView{Published: true, Note: timesNote(s)}
	page := ui.Page{Title: "Tempi dei procedimenti: " + s.Semestre.InItaliano(), Heading: "Quanto durano i procedimenti in " + v.Misure.Regione, Kicker: capitalized(s.Semestre.InItaliano()), Section: "cifre",
		Lead: fmt.Sprintf("Dati di %s su %s invitati, approvati e firmati dalla Regione.", count(s.Rispondenti, "ente", "enti"), kernel.Numero(s.Invitati))}
	if latest {
		page.Title = "Tempi dei procedimenti"
		out.Page = frame(page, last.PubblicataIl.InItaliano(), crumbFigures)
	} else {
		out.Page = frame(page, last.PubblicataIl.InItaliano(), crumbFigures, crumbTimes)
	}
	out.Sentences, out.Table = timesSentences(s), timesTable(s)
	out.Targets, out.Demo = targetsTable(s)
	out.Versions = versionsTable(s)
	for _, x := range s.Procedimenti {
		if x.Codice == procedure {
			out.Detail = &timesDetail{Name: x.Nome, Provinces: groupsTable("Provincia", x.Province), Classes: groupsTable("Enti simili", x.Classi)}
		}
	}
	for _, x := range v.Misure.Semestri {
		if x.Semestre != s.Semestre {
			out.Semesters = append(out.Semesters, ui.Link{Text: capitalized(x.Semestre.InItaliano()), URL: semesterURL(x.Semestre, "")})
		}
	}
	out.Exports = []ui.Link{{Text: "Procedimenti, province, classi", URL: semesterURL(s.Semestre, "/procedimenti.csv"), Note: "CSV"}, {Text: "Enti", URL: semesterURL(s.Semestre, "/enti.csv"), Note: "CSV"}}
	return out
}

// timesNote tells source, version, date and print of the figures.
func timesNote(s pubblico.SemestrePubblico) string {
	v := s.Versione()
	note := "Fonte: " + s.Fonte + ". "
	if v.N > 1 {
		note += fmt.Sprintf("Revisione %d del %s: %s. ", v.N, v.BloccataIl.Day().InItaliano(), v.Motivo)
	} else {
		note += "Versione 1 del " + v.BloccataIl.Day().InItaliano() + ". "
	}
	return note + fmt.Sprintf("Le durate sono in giorni di calendario, al lordo delle sospensioni. «n.d.» vuol dire un valore che non si conosce, o riservato. È riservato ciò che riguarda meno di %d pratiche, e ciò che servirebbe a ricavarlo.", pubblico.MinimoCasi)
}

// timesSentences say the figures of the procedures with most cases in words.
func timesSentences(s pubblico.SemestrePubblico) (out []string) {
	ps := slices.Clone(s.Procedimenti)
	slices.SortStableFunc(ps, func(a, b pubblico.ProcedimentoMisurato) int {
		return int(b.Regione.DurataMedia.N - a.Regione.DurataMedia.N)
	})
	for _, p := range ps {
		m := p.Regione
		if !m.DurataMedia.Nota() || len(out) == 4 {
			continue
		}
		text := fmt.Sprintf("%s: in media %s, su %s.", p.Nome, days(*m.DurataMedia.Valore), count(m.DurataMedia.N, "pratica conclusa", "pratiche concluse"))
		if m.TermineMassimo != nil {
			text += " Il termine massimo è di " + days(*m.TermineMassimo) + "."
		}
		out = append(out, text)
	}
	if len(out) == 0 {
		out = []string{fmt.Sprintf("Per nessun procedimento ci sono almeno %d pratiche concluse: i tempi non si pubblicano.", pubblico.MinimoCasi)}
	}
	return out
}

var timesColumns = []ui.Column{{Text: "Concluse con provvedimento, pratiche", Numeric: true}, {Text: "Durata media, giorni di calendario", Numeric: true}, {Text: "Mediana, giorni di calendario", Numeric: true},
	{Text: "90% entro, giorni di calendario", Numeric: true}, {Text: "Avviate, pratiche", Numeric: true}, {Text: "Arretrato, pratiche", Numeric: true}, {Text: "Enti con dati", Numeric: true}}

func timesTable(s pubblico.SemestrePubblico) ui.Table {
	t := ui.Table{Caption: "Tempi e arretrato per procedimento, " + s.Semestre.InItaliano(), HideCaption: true, Wide: true,
		Columns: append([]ui.Column{{Text: "Procedimento"}, {Text: "Termine, giorni di calendario", Numeric: true}}, timesColumns...)}
	for _, p := range s.Procedimenti {
		limit := dataCell("n.d.", "n.d.", "secondo la pratica")
		if x := p.Regione.TermineMassimo; x != nil {
			limit = dataCell(number(*x), decimal(*x), "")
		}
		t.Rows = append(t.Rows, ui.Row{Cells: append([]ui.Cell{ui.LinkCell(p.Nome, semesterURL(s.Semestre, "?procedimento="+p.Codice+"#dettaglio")), limit}, timesCells(p.Regione, p.EntiRispondenti, p.EntiAttesi)...)})
	}
	return t
}

func timesCells(m pubblico.MisurePubbliche, answered, asked int64) []ui.Cell {
	late := dataCell("n.d.", "n.d.", m.MotivoArretrato)
	if m.Arretrato != nil {
		late = countCell(*m.Arretrato, "")
	}
	times := func(x pubblico.Misura) ui.Cell { return timeCell(x, m) }
	return []ui.Cell{heldCell(m, "concluse_espresse", m.ConcluseEspresse), times(m.DurataMedia), times(m.DurataMediana), times(m.DurataP90), heldCell(m, "avviate", m.Avviate), late,
		countCell(answered, "su "+kernel.Numero(asked))}
}

func dataCell(value, text, sub string) ui.Cell { return ui.Cell{Body: dataValue(value, text, sub)} }

func countCell(n int64, sub string) ui.Cell {
	return dataCell(strconv.FormatInt(n, 10), kernel.Numero(n), sub)
}

// heldCell is a count, or why it is held back.
func heldCell(m pubblico.MisurePubbliche, campo string, n int64) ui.Cell {
	if m.Riservato(campo) {
		return dataCell("", "n.d.", held)
	}
	return countCell(n, "")
}

// held says in a cell that a figure is held back; the note of the page says
// why.
const held = "dato riservato"

func timeCell(m pubblico.Misura, di pubblico.MisurePubbliche) ui.Cell {
	if di.Riservato(pubblico.Durate) {
		return dataCell("", "n.d.", held)
	}
	if !m.Nota() {
		return dataCell("", "n.d.", count(m.N, "pratica", "pratiche"))
	}
	return dataCell(number(*m.Valore), kernel.Decimale(*m.Valore, 1), "")
}

// number is how files write a measure.
func number(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

func groupsTable(what string, gs []pubblico.GruppoMisure) ui.Table {
	t := ui.Table{Caption: "Tempi e arretrato: " + what, Wide: true, Columns: append([]ui.Column{{Text: what}}, timesColumns...)}
	for _, g := range gs {
		t.Rows = append(t.Rows, ui.Row{Cells: append([]ui.Cell{ui.TextCell(g.Nome)}, timesCells(g.Misure, g.EntiRispondenti, g.EntiAttesi)...)})
	}
	return t
}

func targetsTable(s pubblico.SemestrePubblico) (t ui.Table, demo bool) {
	t = ui.Table{Caption: "Obiettivi per procedimento", HideCaption: true, Columns: []ui.Column{{Text: "Procedimento"}, {Text: "Partenza"}, {Text: "Durata media"}, {Text: "Arretrato"}}}
	for _, p := range s.Procedimenti {
		o := p.Obiettivo
		if o == nil {
			continue
		}
		demo = demo || o.Dimostrativo
		start := "durata media n.d."
		if o.BaseDurata != nil {
			start = "in media " + days(*o.BaseDurata)
		}
		if o.BaseArretrato != nil {
			start += ", " + count(*o.BaseArretrato, "pratica", "pratiche") + " di arretrato"
		}
		from := o.BaseSemestre.InItaliano()
		if o.Dimostrativo {
			from += ", valore dimostrativo"
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.TextCell(p.Nome), {Text: capitalized(start), Sub: from}, lightCell(o.Durata), lightCell(o.Arretrato)}})
	}
	return t, demo
}

// lightCell says a light in words, besides its colour.
func lightCell(l pubblico.SemaforoPubblico) ui.Cell {
	chip := map[string]ui.Chip{"verde": {Text: "In linea", Tone: ui.Success}, "giallo": {Text: "In ritardo", Tone: ui.Warning}, "rosso": {Text: "Fuori obiettivo", Tone: ui.Late}}[l.Colore]
	if chip.Text == "" {
		return ui.Cell{Text: "n.d.", Sub: l.Motivo}
	}
	if l.Colore == "verde" && l.Avanzamento != nil && *l.Avanzamento >= 100 {
		chip.Text = "Raggiunto"
	}
	sub := ""
	if l.Traguardo != nil {
		sub = "obiettivo −" + decimal(*l.Traguardo) + "% entro il " + l.AlSemestre.InItaliano()
	}
	switch r := l.Riduzione; {
	case r == nil:
	case *r < 0:
		sub = "aumento " + decimal(-*r) + "%, " + sub
	default:
		sub = "riduzione " + decimal(*r) + "%, " + sub
	}
	return ui.Cell{Body: lightValue(chip, sub)}
}

func versionsTable(s pubblico.SemestrePubblico) ui.Table {
	t := ui.Table{Caption: "Versioni pubblicate", HideCaption: true, Columns: []ui.Column{{Text: "Versione"}, {Text: "Bloccata il"}, {Text: "Firmata il"}, {Text: "Pubblicata il"}, {Text: "Impronta SHA-256"}}}
	for i := len(s.Versioni) - 1; i >= 0; i-- {
		v := s.Versioni[i]
		why := "prima versione"
		if v.Motivo != "" {
			why = v.Motivo
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: fmt.Sprintf("Versione %d", v.N), Sub: why}, ui.TextCell(v.BloccataIl.InItaliano()), ui.TextCell(v.FirmataIl.InItaliano()), ui.TextCell(v.PubblicataIl.InItaliano()), {Body: hashValue(v.Impronta)}}})
	}
	return t
}
