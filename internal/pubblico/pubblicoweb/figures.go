package pubblicoweb

import (
	"fmt"
	"strings"

	"pass/internal/kernel"
	"pass/internal/pubblico"
	"pass/internal/ui"
)

// howURL is the page that explains how a figure is computed.
const howURL = "/cifre/come-si-calcola"

// scope is what the figures of a page are about, and where they are in the
// data sets.
type scope struct {
	vista *pubblico.Vista
	cifre pubblico.Cifre
	set   string // data set: "richieste-enti"
	key   string // its row: "098031"
	month string // scope in richieste-mesi: "ente"
}

// cite names a column of the scope's row; nothing when there is no row.
func (s scope) cite(column string) string {
	if s.key == "" {
		return ""
	}
	return mark(s.set, s.key) + "#" + column
}

func (s scope) count(n int64, column string) ui.Cited { return citeCount(n, s.cite(column)) }

func (s scope) source() string { return s.vista.DiAttivita.Fonte }

// asOf is the day up to which the figures count.
func (s scope) asOf() string { return al(s.vista.Attivita.AggiornataAl.Day()) }

// period is the time that the counts cover.
func (s scope) period() string {
	if s.vista.Attivita.Dal.IsZero() {
		return s.asOf()
	}
	return dal(s.vista.Attivita.Dal) + " " + s.asOf()
}

// updated is the date of the last update, for the foot of the page.
func updated(v *pubblico.Vista) string {
	if v.DiAttivita.Versione == 0 {
		return textsOf.InItaliano()
	}
	return v.Attivita.AggiornataAl.InItaliano()
}

// sentences say the figures in words, the counts first.
func (s scope) sentences() []ui.Sentence {
	c := s.cifre
	if c.Ricevute == 0 {
		return plain("Non è stata ancora inviata nessuna richiesta di aiuto.")
	}
	out := []ui.Sentence{
		ui.Say(s.count(c.Ricevute, "ricevute"), verb(c.Ricevute, " richiesta di aiuto è arrivata ", " richieste di aiuto sono arrivate ")+s.period()+"."),
		ui.Say("In lavorazione: ", s.count(c.InLavorazione, "in_lavorazione"), ". Chiuse con una risposta: ", s.count(c.Evase, "evase"), "."),
	}
	if c.Respinte+c.Annullate > 0 {
		out = append(out, ui.Say("Respinte, perché fuori dal campo del servizio: ", s.count(c.Respinte, "respinte"), ". Ritirate dall’ente: ", s.count(c.Annullate, "annullate"), "."))
	}
	return append(out, s.measureSentences()...)
}

// measureSentences say what is known of times and ratings, and in one sentence
// what is not.
func (s scope) measureSentences() []ui.Sentence {
	var out []ui.Sentence
	var missing []string
	for _, x := range []struct {
		m                  pubblico.Misura
		column, name, what string
	}{
		{s.cifre.PresaInCarico, "presa_in_carico", "il tempo di presa in carico", "è presa in carico da un esperto"},
		{s.cifre.PrimaRisposta, "prima_risposta", "il tempo di prima risposta", "riceve una prima risposta"},
		{s.cifre.Chiusura, "chiusura", "il tempo di chiusura", "si chiude"},
	} {
		if x.m.Nota() {
			// A median: half of the cases take less.
			out = append(out, ui.Say("Metà delle ", s.count(x.m.N, x.column+"_n"), " richieste misurate "+x.what+" entro ", citeMeasure(x.m, s.cite(x.column+"_giorni_mediana")), dayWord(*x.m.Valore)+"."))
		} else {
			missing = append(missing, x.name)
		}
	}
	if m := s.cifre.Soddisfazione; m.Nota() {
		out = append(out, ui.Say("Il voto medio degli enti è ", citeMeasure(m, s.cite("giudizio_medio")), " su 5, in ", s.count(m.N, "giudizio_n"), " giudizi."))
	} else {
		missing = append(missing, "il giudizio degli enti")
	}
	switch last := len(missing) - 1; len(missing) {
	case 0:
		return out
	case 4:
		return append(out, ui.Say(fmt.Sprintf("Tempi e giudizi non sono ancora pubblici: servono almeno %d casi.", pubblico.MinimoCasi)))
	case 1:
		return append(out, ui.Say(fmt.Sprintf("Non si pubblica %s: servono almeno %d casi, che non ne svelino altri.", missing[0], pubblico.MinimoCasi)))
	default:
		return append(out, ui.Say(fmt.Sprintf("Non si pubblicano %s e %s: servono almeno %d casi, che non ne svelino altri.", strings.Join(missing[:last], ", "), missing[last], pubblico.MinimoCasi)))
	}
}

func verb(n int64, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// figure is one count.
func (s scope) figure(label, anchor string, n int64, one, many, period, of string) ui.FigureProps {
	c := s.count(n, strings.ReplaceAll(anchor, "-", "_"))
	return ui.FigureProps{Label: label, Value: c.Text, Data: c.Value, Cifra: c.Cifra, Unit: verb(n, one, many), Period: period, N: of, Source: s.source(), URL: howURL + "#" + anchor}
}

// measure is one median or mean, in the column of its data set.
func (s scope) measure(label, anchor, column, unit string, m pubblico.Misura, cases string) ui.FigureProps {
	c := citeMeasure(m, s.cite(column))
	f := ui.FigureProps{Label: label, Value: c.Text, Data: c.Value, Cifra: c.Cifra, Period: s.period(), N: unknown(m), Source: s.source(), URL: howURL + "#" + anchor}
	if m.Nota() {
		f.Unit, f.N = unit, "su "+kernel.Numero(m.N)+" "+cases
	}
	return f
}

const medianDays = "giorni di calendario, mediana"

// figures are the numbers of a scope, each with period, cases and source.
func (s scope) figures() []ui.FigureProps {
	c := s.cifre
	received := "su " + count(c.Ricevute, "richiesta ricevuta", "richieste ricevute")
	return []ui.FigureProps{
		s.figure("Richieste ricevute", "ricevute", c.Ricevute, "richiesta", "richieste", s.period(), ""),
		s.figure("Richieste in lavorazione", "in-lavorazione", c.InLavorazione, "richiesta", "richieste", s.asOf(), received),
		s.figure("Richieste evase", "evase", c.Evase, "richiesta", "richieste", s.period(), received),
		s.measure("Tempo di presa in carico", "presa-in-carico", "presa_in_carico_giorni_mediana", medianDays, c.PresaInCarico, "richieste"),
		s.measure("Tempo di prima risposta", "prima-risposta", "prima_risposta_giorni_mediana", medianDays, c.PrimaRisposta, "richieste"),
		s.measure("Tempo di chiusura", "chiusura", "chiusura_giorni_mediana", medianDays, c.Chiusura, "richieste evase"),
		s.measure("Giudizio degli enti", "giudizio", "giudizio_medio", "su 5, media", c.Soddisfazione, "giudizi"),
	}
}

// states are the requests by state; nil when there are none.
func (s scope) states() *ui.BarChartProps {
	c := s.cifre
	if c.Ricevute == 0 {
		return nil
	}
	out := &ui.BarChartProps{ID: "stati", Title: "Le richieste per stato", Unit: "richieste", Category: "Stato", Note: "Fonte: " + s.source() + ", " + s.asOf() + "."}
	for _, x := range []struct {
		label, column string
		n             int64
	}{{"In lavorazione", "in_lavorazione", c.InLavorazione}, {"Evase, cioè chiuse con una risposta", "evase", c.Evase}, {"Respinte", "respinte", c.Respinte}, {"Ritirate dall’ente", "annullate", c.Annullate}} {
		cited := s.count(x.n, x.column)
		out.Bars = append(out.Bars, ui.Bar{Label: x.label, Value: float64(x.n), Text: cited.Text, Cited: &cited})
	}
	return out
}

// chart is the course of thirteen months; nil when there is too little to draw.
func (s scope) chart(title string) *ui.LineChartProps {
	months := s.cifre.Mesi
	if s.cifre.Ricevute < pubblico.MinimoCasi || len(months) < 2 {
		return nil
	}
	in := ui.Series{Name: "Ricevute"}
	out := ui.Series{Name: "Evase"}
	var labels []string
	for _, m := range months {
		labels = append(labels, monthLabel(m.Mese))
		in.Values, in.Texts = append(in.Values, float64(m.Ricevute)), append(in.Texts, kernel.Numero(m.Ricevute))
		out.Values, out.Texts = append(out.Values, float64(m.Evase)), append(out.Texts, kernel.Numero(m.Evase))
		in.Cited = append(in.Cited, citeCount(m.Ricevute, mark("richieste-mesi", s.month, s.key, m.Mese)+"#ricevute"))
		out.Cited = append(out.Cited, citeCount(m.Evase, mark("richieste-mesi", s.month, s.key, m.Mese)+"#evase"))
	}
	last := months[len(months)-2]
	return &ui.LineChartProps{ID: "andamento", Title: title, Unit: "richieste", Labels: labels, Series: []ui.Series{in, out},
		Desc: fmt.Sprintf("Nell’ultimo mese intero, %s, le richieste ricevute sono %s e quelle evase %s.", monthName(last.Mese), kernel.Numero(last.Ricevute), kernel.Numero(last.Evase)),
		Note: "Fonte: " + s.source() + ", " + s.asOf() + ". L’ultimo mese è in corso."}
}

// tableNote is written under the tables of figures.
func (s scope) tableNote() string {
	return fmt.Sprintf("Fonte: %s, %s. I tempi sono mediane in giorni di calendario. «n.d.» vuol dire meno di %d casi.", s.source(), s.period(), pubblico.MinimoCasi)
}

// columns are those that every table of figures has, after the first.
func columns(first ...ui.Column) []ui.Column {
	return append(first, ui.Column{Text: "Ricevute", Numeric: true}, ui.Column{Text: "In lavorazione", Numeric: true}, ui.Column{Text: "Evase", Numeric: true},
		ui.Column{Text: "Presa in carico, giorni di calendario", Numeric: true}, ui.Column{Text: "Chiusura, giorni di calendario", Numeric: true})
}

// cells are the figures of one row of a table.
func (s scope) cells(first ...ui.Cell) ui.Row {
	c := s.cifre
	n := func(n int64, column string) ui.Cell { return ui.CitedCell(s.count(n, column), "") }
	return ui.Row{Cells: append(first, n(c.Ricevute, "ricevute"), n(c.InLavorazione, "in_lavorazione"), n(c.Evase, "evase"),
		measured(c.PresaInCarico, s.cite("presa_in_carico_giorni_mediana"), "caso", "casi"), measured(c.Chiusura, s.cite("chiusura_giorni_mediana"), "caso", "casi"))}
}

func (s scope) region() scope {
	r := s.vista.Attivita.Regione
	return scope{vista: s.vista, cifre: r.Cifre, set: "richieste-regione", key: r.Codice, month: "regione"}
}

func provinceScope(v *pubblico.Vista, p pubblico.CifreProvincia) scope {
	return scope{vista: v, cifre: p.Cifre, set: "richieste-province", key: p.Sigla, month: "provincia"}
}

// bodyScope names the body as the data sets do: of two bodies that had the
// same code, the living one has it.
func bodyScope(v *pubblico.Vista, e pubblico.CifreEnte) scope {
	return scope{vista: v, cifre: e.Cifre, set: "richieste-enti", key: bodyKey(v, e), month: "ente"}
}

func bodyKey(v *pubblico.Vista, e pubblico.CifreEnte) string {
	if first := v.Ente(e.Codice()); first != nil && first.ID != e.ID {
		return pubblico.CodiceEnte("", e.ID)
	}
	return e.Codice()
}

func taskForceScope(v *pubblico.Vista, codice string) scope {
	c, ok := v.CifreTaskForce(codice)
	if !ok {
		codice = ""
	}
	return scope{vista: v, cifre: c.Cifre, set: "richieste-task-force", key: codice, month: "task-force"}
}

func procedureScope(v *pubblico.Vista, codice string) scope {
	c, ok := v.CifreProcedimento(codice)
	if !ok {
		codice = ""
	}
	return scope{vista: v, cifre: c.Cifre, set: "richieste-procedimenti", key: codice, month: "procedimento"}
}
