package pubblicoweb

import (
	"fmt"
	"math"
	"slices"

	"pass/internal/kernel"
	"pass/internal/pubblico"
	"pass/internal/ui"
)

// place is what the times of procedures are about: the region, a province or a
// body.
type place struct {
	pub   *pubblico.Pubblicato
	kind  string // regione, provincia or ente
	code  string // as in the data sets
	name  string // at the end of a line of a chart: "Lombardia"
	class string // of a body in the latest semester, or empty
	own   map[kernel.Semestre]map[string]pubblico.PuntoEnte
	from  kernel.Semestre // the latest semester to speak of; zero: the latest published
}

func regionPlace(pub *pubblico.Pubblicato) place {
	return place{pub: pub, kind: "regione", code: regionCode(pub), name: regionName(pub.Vista)}
}

// regionCode is the region's key in the data sets.
func regionCode(pub *pubblico.Pubblicato) string {
	if c := pub.Attivita.Regione.Codice; c != "" {
		return c
	}
	return "03"
}

func bodyPlace(pub *pubblico.Pubblicato, e pubblico.CifreEnte) place {
	out := place{pub: pub, kind: "ente", code: e.Codice(), name: "Questo ente", own: map[kernel.Semestre]map[string]pubblico.PuntoEnte{}}
	if !e.CessatoIl.IsZero() && bodyKey(pub.Vista, e) != e.Codice() {
		return out // its code is another body's now
	}
	for _, p := range pub.Storico.Ente(e.Codice()) {
		if out.own[p.Semestre] == nil {
			out.own[p.Semestre] = map[string]pubblico.PuntoEnte{}
		}
		if out.class == "" {
			out.class = p.Classe
		}
		out.own[p.Semestre][p.Procedimento] = p
	}
	return out
}

// group finds the figures of a province or of a class; row is false when the
// data set has no such row.
func group(gs []pubblico.GruppoMisure, code string) (m pubblico.MisurePubbliche, known, row bool) {
	for _, g := range gs {
		if g.Codice == code {
			return g.Misure, g.EntiRispondenti > 0, true
		}
	}
	return m, false, false
}

func measuredProcedure(s pubblico.SemestrePubblico, code string) (pubblico.ProcedimentoMisurato, bool) {
	for _, p := range s.Procedimenti {
		if p.Codice == code {
			return p, true
		}
	}
	return pubblico.ProcedimentoMisurato{}, false
}

// at reads the figures of the place itself.
func (p place) at(s pubblico.SemestrePubblico, code string) reading {
	if p.kind != "ente" {
		return p.scopeAt(s, code, p.kind, p.code)
	}
	x, ok := p.own[s.Semestre][code]
	if !ok {
		return reading{}
	}
	return reading{x.Misure, true, mark("tempi-enti", s.Semestre.String(), p.code, code)}
}

// scopeAt reads the figures of the region, of a province or of a class.
func (p place) scopeAt(s pubblico.SemestrePubblico, code, kind, key string) (out reading) {
	x, row := measuredProcedure(s, code)
	switch {
	case !row:
	case kind == "regione":
		out.m, out.known = x.Regione, x.EntiRispondenti > 0
	case kind == "provincia":
		out.m, out.known, row = group(x.Province, key)
	default:
		out.m, out.known, row = group(x.Classi, key)
	}
	if row {
		out.row = mark("tempi-procedimenti", s.Semestre.String(), code, kind, key)
	}
	return out
}

// className is the name of a class of like bodies.
func (p place) className(s pubblico.SemestrePubblico) string {
	for _, x := range s.Procedimenti {
		for _, g := range x.Classi {
			if g.Codice == p.class {
				return g.Nome
			}
		}
	}
	return "enti simili"
}

// main is the procedure to speak of first: the one asked for if the place has
// it, or the one with most concluded practices.
func (p place) main(s pubblico.SemestrePubblico, asked string) (best string) {
	var most int64 = -1
	for _, x := range s.Procedimenti {
		r := p.at(s, x.Codice)
		if !r.known {
			continue
		}
		if x.Codice == asked {
			return asked
		}
		n := r.m.ConcluseEspresse
		if r.m.DurataMedia.Nota() {
			n += 1 << 40
		}
		if n > most {
			best, most = x.Codice, n
		}
	}
	return best
}

// timesPart is what a page says of the times of procedures in its place.
type timesPart struct {
	Empty     string // why there is nothing else
	Title     string
	Sentences []ui.Sentence
	Duration  *ui.LineChartProps
	Late      *ui.LineChartProps
	Table     ui.Table
	Alike     *alikePart
	Effect    *effectPart
	Note      string
	Procedure string // the one that is drawn
}

// newTimesPart reads the published semesters for a place; base is the page's
// own address, to which the choice of a procedure is added.
func newTimesPart(p place, asked, base string) *timesPart {
	all := p.pub.Misure.Misure.Semestri
	if len(all) == 0 {
		return &timesPart{Empty: "I tempi e l’arretrato non sono ancora pubblicati: la Regione li pubblica ogni semestre."}
	}
	last := all[0]
	if s, ok := p.pub.Misure.Misure.Semestre(p.from); ok {
		last = s
	}
	code := p.main(last, asked)
	if code == "" {
		return &timesPart{Empty: "Nel " + last.Semestre.InItaliano() + " i tempi sono n.d.: non ci sono dati approvati di questo territorio o ente."}
	}
	x, _ := measuredProcedure(last, code)
	out := &timesPart{Procedure: code, Title: x.Nome, Sentences: p.timesSentences(last, x), Note: timesNote(last)}
	out.Duration = p.chart(x, "durata", "Durata media: "+x.Nome, "giorni di calendario", func(r reading) (float64, bool) {
		if r.m.DurataMedia.Nota() {
			return *r.m.DurataMedia.Valore, true
		}
		return 0, false
	}, reading.mean)
	out.Late = p.chart(x, "arretrato", "Arretrato: "+x.Nome, "pratiche", func(r reading) (float64, bool) {
		if r.m.Arretrato != nil {
			return float64(*r.m.Arretrato), true
		}
		return 0, false
	}, reading.late)
	out.Table = p.table(last, base, code)
	if p.kind == "ente" {
		out.Alike = newAlikePart(p, last, x)
	}
	out.Effect = newEffectPart(p.pub, code)
	return out
}

// timesSentences say the latest semester in words.
func (p place) timesSentences(s pubblico.SemestrePubblico, x pubblico.ProcedimentoMisurato) []ui.Sentence {
	r := p.at(s, x.Codice)
	var out []ui.Sentence
	when := capitalized("nel " + s.Semestre.InItaliano())
	if !r.m.DurataMedia.Nota() {
		out = append(out, ui.Say(when+", "+x.Nome+": la durata media è ", r.mean(), fmt.Sprintf(" Si pubblica con almeno %d pratiche, se non serve a ricavarne altre.", pubblico.MinimoCasi)))
	} else {
		mean := *r.m.DurataMedia.Valore
		out = append(out, ui.Say(when+", "+x.Nome+": in media ", r.mean(), dayWord(mean)+", su ", r.cases(), " "+verb(r.m.DurataMedia.N, "pratica", "pratiche")+"."))
		out = append(out, p.compared(s, x, mean)...)
	}
	if t := r.m.TermineMassimo; t != nil {
		out = append(out, ui.Say("Il termine massimo è di ", citeNumber(t, r.cite("termine_massimo_giorni_di_calendario")), dayWord(*t)+"."))
	}
	if r.m.Arretrato != nil {
		out = append(out, ui.Say("A fine semestre le pratiche aperte oltre il termine, cioè l’arretrato, erano ", r.late(), "."))
	} else if why := r.whyNotLate(); why != "" {
		out = append(out, ui.Say("L’arretrato è ", r.late(), ": "+why+"."))
	}
	return append(out, targetSentences(s, x, p.kind == "regione")...)
}

// compared sets the mean beside that of a year before and of who is alike.
func (p place) compared(s pubblico.SemestrePubblico, x pubblico.ProcedimentoMisurato, mean float64) (out []ui.Sentence) {
	for _, b := range []struct {
		back int
		when string
	}{{-2, "Un anno prima"}, {-1, "Nel semestre prima"}} {
		before, ok := p.pub.Misure.Misure.Semestre(s.Semestre.Add(b.back))
		if r := p.at(before, x.Codice); ok && r.m.DurataMedia.Nota() {
			out = append(out, ui.Say(b.when+" erano ", r.mean(), ": "+difference(mean-*r.m.DurataMedia.Valore)+"."))
			if p.kind != "ente" && before.Rispondenti != s.Rispondenti {
				out = append(out, ui.Say("Gli enti che hanno dato i dati non sono gli stessi: la differenza può venire anche da questo."))
			}
			break
		}
	}
	if p.class != "" {
		if r := p.scopeAt(s, x.Codice, "classe", p.class); r.m.DurataMedia.Nota() {
			out = append(out, ui.Say("Negli enti simili la media è ", r.mean(), dayWord(*r.m.DurataMedia.Valore)+"."))
		}
	}
	if p.kind != "regione" {
		if r := p.scopeAt(s, x.Codice, "regione", regionCode(p.pub)); r.m.DurataMedia.Nota() {
			out = append(out, ui.Say("In tutta la regione la media è ", r.mean(), dayWord(*r.m.DurataMedia.Valore)+"."))
		}
	}
	return out
}

// difference says a change from before to now.
func difference(d float64) string {
	switch d = math.Round(d*10) / 10; {
	case d < 0:
		return "ora sono " + days(-d) + " in meno"
	case d > 0:
		return "ora sono " + days(d) + " in più"
	}
	return "non è cambiato nulla"
}

// targetSentences say baseline, target and light of a procedure. The targets
// are of the whole region.
func targetSentences(s pubblico.SemestrePubblico, x pubblico.ProcedimentoMisurato, own bool) (out []ui.Sentence) {
	o := x.Obiettivo
	if o == nil {
		return plain("Per questo procedimento non c’è un obiettivo pubblicato.")
	}
	cite := func(kind, column string) string {
		return mark("obiettivi", s.Semestre.String(), x.Codice, kind) + "#" + column
	}
	if o.BaseDurata != nil && o.Durata.Traguardo != nil {
		out = append(out, ui.Say("La regione partiva da ", citeNumber(o.BaseDurata, cite("durata", "base")), dayWord(*o.BaseDurata)+". L’obiettivo è una riduzione del ", citeNumber(o.Durata.Traguardo, cite("durata", "traguardo")),
			"% entro il "+o.Durata.AlSemestre.InItaliano()+"."))
	}
	if own {
		out = append(out, ui.Say("Rispetto all’obiettivo sulla durata la regione è: "+lightWords(o.Durata)+"."), ui.Say("Sull’arretrato è: "+lightWords(o.Arretrato)+"."))
	}
	if o.Dimostrativo {
		out = append(out, ui.Say("Partenza e obiettivo sono valori dimostrativi, cioè inventati."))
	}
	return out
}

// lightWords is a light without its colour.
func lightWords(l pubblico.SemaforoPubblico) string {
	switch l.Colore {
	case "verde":
		if l.Raggiunto() {
			return "raggiunto"
		}
		return "in linea"
	case "giallo":
		return "in ritardo"
	case "rosso":
		return "fuori obiettivo"
	}
	if l.Motivo != "" {
		return "n.d., " + l.Motivo
	}
	return "n.d."
}

// line is one line of a chart of the semesters.
type line struct {
	name string
	read func(pubblico.SemestrePubblico) reading
}

// lines are the place and what it is compared with.
func (p place) lines(code string) []line {
	out := []line{{p.name, func(s pubblico.SemestrePubblico) reading { return p.at(s, code) }}}
	if p.class != "" {
		out = append(out, line{"Enti simili", func(s pubblico.SemestrePubblico) reading { return p.scopeAt(s, code, "classe", p.class) }})
	}
	if p.kind != "regione" {
		out = append(out, line{regionName(p.pub.Vista), func(s pubblico.SemestrePubblico) reading { return p.scopeAt(s, code, "regione", regionCode(p.pub)) }})
	}
	return out
}

// chart is the course of a measure over the semesters; nil when no semester
// has it.
func (p place) chart(x pubblico.ProcedimentoMisurato, id, title, unit string, value func(reading) (float64, bool), cite func(reading) ui.Cited) *ui.LineChartProps {
	out := &ui.LineChartProps{ID: "tempi-" + id, Title: title, Unit: unit}
	known := 0
	lines := p.lines(x.Codice)
	if id == "arretrato" {
		lines = lines[:1] // a body's backlog beside that of a region would be flat
	}
	for _, l := range lines {
		series := ui.Series{Name: l.name}
		for _, s := range slices.Backward(p.pub.Misure.Misure.Semestri) {
			if len(out.Series) == 0 {
				out.Labels = append(out.Labels, shortSemester(s.Semestre))
			}
			r := l.read(s)
			v, ok := value(r)
			if !ok || !r.known {
				v = math.NaN()
			} else if len(out.Series) == 0 {
				known++
			}
			c := cite(r)
			series.Values, series.Texts = append(series.Values, v), append(series.Texts, c.Text)
			series.Cited = append(series.Cited, c)
		}
		out.Series = append(out.Series, series)
	}
	if known < 2 {
		return nil // one point is no course: the sentence says it
	}
	out.Desc = fmt.Sprintf("Semestri pubblicati: %d. Dove la linea manca, il dato è n.d.", len(out.Labels))
	if o := x.Obiettivo; id == "durata" && o != nil && o.BaseDurata != nil && o.Durata.Traguardo != nil {
		out.Target = *o.BaseDurata * (1 - *o.Durata.Traguardo/100)
		out.Desc += " La linea tratteggiata è l’obiettivo della regione: " + days(math.Round(out.Target*10)/10) + "."
	}
	return out
}

// shortSemester is a period under a chart: "1° sem. 2026".
func shortSemester(s kernel.Semestre) string { return fmt.Sprintf("%d° sem. %d", s.Parte(), s.Anno()) }

// table lists the procedures of the place in a semester.
func (p place) table(s pubblico.SemestrePubblico, base, shown string) ui.Table {
	t := ui.Table{Caption: "Tempi e arretrato per procedimento, " + s.Semestre.InItaliano(), Columns: []ui.Column{{Text: "Procedimento"}, {Text: "Concluse, pratiche", Numeric: true}, {Text: "Durata media, giorni di calendario", Numeric: true}}}
	alike := ""
	switch {
	case p.class != "":
		alike = "Media degli enti simili, giorni di calendario"
	case p.kind == "provincia":
		alike = "Media della regione, giorni di calendario"
	}
	if alike != "" {
		t.Columns = append(t.Columns, ui.Column{Text: alike, Numeric: true})
	}
	t.Columns = append(t.Columns, ui.Column{Text: "Arretrato, pratiche", Numeric: true})
	for _, x := range s.Procedimenti {
		r := p.at(s, x.Codice)
		if !r.known {
			continue
		}
		name := ui.LinkCell(x.Nome, base+"?procedimento="+x.Codice+"#tempi")
		if x.Codice == shown {
			name = ui.Cell{Text: x.Nome, Sub: "nel grafico"}
		}
		row := p.row(r, name)
		if alike != "" {
			other := p.scopeAt(s, x.Codice, "regione", regionCode(p.pub))
			if p.class != "" {
				other = p.scopeAt(s, x.Codice, "classe", p.class)
			}
			row.Cells = slices.Insert(row.Cells, 3, other.timeOf(other.m.DurataMedia, "durata_media_giorni_di_calendario"))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// row are the figures of a procedure: concluded, mean, backlog.
func (p place) row(r reading, name ui.Cell) ui.Row {
	return ui.Row{Cells: []ui.Cell{name, r.count(r.m.ConcluseEspresse, "concluse_espresse"), r.timeOf(r.m.DurataMedia, "durata_media_giorni_di_calendario"), ui.CitedCell(r.late(), r.whyNotLate())}}
}
