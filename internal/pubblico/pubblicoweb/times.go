package pubblicoweb

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/a-h/templ"

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
	Sentences []ui.Sentence
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
	asked := c.Query("procedimento")
	return p.kept(c, procedureQuery(asked), func(pub *pubblico.Pubblicato) (templ.Component, error) {
		if len(pub.Misure.Misure.Semestri) == 0 {
			return timesPage(timesView{Page: frame(ui.Page{Title: "Tempi dei procedimenti", Section: "cifre", Lead: "Quanto durano i procedimenti complessi, semestre per semestre."}, textsOf.InItaliano(), crumbFigures)}), nil
		}
		return timesPage(newTimesView(pub, pub.Misure.Misure.Semestri[0], asked, true)), nil
	})
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
	asked := c.Query("procedimento")
	return p.kept(c, procedureQuery(asked), func(pub *pubblico.Pubblicato) (templ.Component, error) {
		_, s, err := p.publishedSemester(c)
		if err != nil {
			return nil, err
		}
		return timesPage(newTimesView(pub, s, asked, false)), nil
	})
}

func semesterURL(s kernel.Semestre, below string) string {
	return timesURL + "/" + s.String() + below
}

func newTimesView(pub *pubblico.Pubblicato, s pubblico.SemestrePubblico, procedure string, latest bool) timesView {
	v, region := pub.Misure, regionPlace(pub)
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
	out.Sentences, out.Table = timesSentences(region, s), timesTable(region, s)
	out.Targets, out.Demo = targetsTable(s)
	out.Versions = versionsTable(s)
	for _, x := range s.Procedimenti {
		if x.Codice == procedure {
			out.Detail = &timesDetail{Name: x.Nome, Provinces: groupsTable("Provincia", x.Province, region, s, x.Codice), Classes: groupsTable("Enti simili", x.Classi, region, s, x.Codice)}
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
func timesSentences(region place, s pubblico.SemestrePubblico) (out []ui.Sentence) {
	ps := slices.Clone(s.Procedimenti)
	slices.SortStableFunc(ps, func(a, b pubblico.ProcedimentoMisurato) int {
		return int(b.Regione.DurataMedia.N - a.Regione.DurataMedia.N)
	})
	for _, p := range ps {
		r := region.at(s, p.Codice)
		if !r.m.DurataMedia.Nota() || len(out) == 4 {
			continue
		}
		n := r.m.DurataMedia.N
		text := ui.Say(p.Nome+": in media ", r.mean(), dayWord(*r.m.DurataMedia.Valore)+", su ", r.cases(), verb(n, " pratica conclusa.", " pratiche concluse."))
		if t := r.m.TermineMassimo; t != nil {
			text = ui.Say(text, " Il termine massimo è di ", citeNumber(t, r.cite("termine_massimo_giorni_di_calendario")), dayWord(*t)+".")
		}
		out = append(out, text)
	}
	if len(out) == 0 {
		return plain(fmt.Sprintf("Per nessun procedimento ci sono almeno %d pratiche concluse: i tempi non si pubblicano.", pubblico.MinimoCasi))
	}
	return out
}

var timesColumns = []ui.Column{{Text: "Concluse con provvedimento, pratiche", Numeric: true}, {Text: "Durata media, giorni di calendario", Numeric: true}, {Text: "Mediana, giorni di calendario", Numeric: true},
	{Text: "90% entro, giorni di calendario", Numeric: true}, {Text: "Avviate, pratiche", Numeric: true}, {Text: "Arretrato, pratiche", Numeric: true}, {Text: "Enti con dati", Numeric: true}}

func timesTable(region place, s pubblico.SemestrePubblico) ui.Table {
	t := ui.Table{Caption: "Tempi e arretrato per procedimento, " + s.Semestre.InItaliano(), HideCaption: true, Wide: true,
		Columns: append([]ui.Column{{Text: "Procedimento"}, {Text: "Termine, giorni di calendario", Numeric: true}}, timesColumns...)}
	for _, p := range s.Procedimenti {
		r := region.at(s, p.Codice)
		limit := ui.CitedCell(citeNumber(p.Regione.TermineMassimo, r.cite("termine_massimo_giorni_di_calendario")), "")
		if p.Regione.TermineMassimo == nil {
			limit.Sub = "secondo la pratica"
		}
		t.Rows = append(t.Rows, ui.Row{Cells: append([]ui.Cell{ui.LinkCell(p.Nome, semesterURL(s.Semestre, "?procedimento="+p.Codice+"#dettaglio")), limit}, timesCells(r, p.EntiRispondenti, p.EntiAttesi)...)})
	}
	return t
}

func timesCells(r reading, answered, asked int64) []ui.Cell {
	bodies := ui.CitedCell(citeCount(answered, r.cite("enti_rispondenti")), "su "+kernel.Numero(asked))
	return []ui.Cell{r.count(r.m.ConcluseEspresse, "concluse_espresse"), r.time(r.m.DurataMedia, "durata_media_giorni_di_calendario"), r.time(r.m.DurataMediana, "durata_mediana_giorni_di_calendario"),
		r.time(r.m.DurataP90, "durata_p90_giorni_di_calendario"), r.count(r.m.Avviate, "avviate"), ui.CitedCell(r.late(), r.whyNotLate()), bodies}
}

// number is how files write a measure.
func number(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

func groupsTable(what string, gs []pubblico.GruppoMisure, region place, s pubblico.SemestrePubblico, code string) ui.Table {
	kind := "classe"
	if what == "Provincia" {
		kind = "provincia"
	}
	t := ui.Table{Caption: "Tempi e arretrato: " + what, Wide: true, Columns: append([]ui.Column{{Text: what}}, timesColumns...)}
	for _, g := range gs {
		name := ui.TextCell(g.Nome)
		if kind == "provincia" {
			name = ui.LinkCell(g.Nome, "/cifre/province/"+g.Codice)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: append([]ui.Cell{name}, timesCells(region.scopeAt(s, code, kind, g.Codice), g.EntiRispondenti, g.EntiAttesi)...)})
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
	if l.Raggiunto() {
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
