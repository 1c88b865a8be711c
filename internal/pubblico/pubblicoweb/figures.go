package pubblicoweb

import (
	"fmt"

	"pass/internal/kernel"
	"pass/internal/pubblico"
	"pass/internal/ui"
)

// howURL is the page that explains how a figure is computed.
const howURL = "/cifre/come-si-calcola"

// scope is what the figures of a page are about.
type scope struct {
	vista *pubblico.Vista
	cifre pubblico.Cifre
}

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
func (s scope) sentences() []string {
	c := s.cifre
	if c.Ricevute == 0 {
		return []string{"Non è stata ancora inviata nessuna richiesta di aiuto."}
	}
	out := []string{
		fmt.Sprintf("%s %s.", count(c.Ricevute, "richiesta di aiuto è arrivata", "richieste di aiuto sono arrivate"), s.period()),
		fmt.Sprintf("In lavorazione: %s. Chiuse con una risposta: %s.", kernel.Numero(c.InLavorazione), kernel.Numero(c.Evase)),
	}
	if c.Respinte+c.Annullate > 0 {
		out = append(out, fmt.Sprintf("Respinte, perché fuori dal campo del servizio: %s. Ritirate dall’ente: %s.", kernel.Numero(c.Respinte), kernel.Numero(c.Annullate)))
	}
	return append(out, timeSentence("è presa in carico da un esperto", c.PresaInCarico), timeSentence("riceve una prima risposta", c.PrimaRisposta),
		timeSentence("si chiude", c.Chiusura), satisfactionSentence(c.Soddisfazione))
}

// timeSentence says a median: half of the cases take less.
func timeSentence(what string, m pubblico.Misura) string {
	if !m.Nota() {
		return "Quanto tempo passa prima che una richiesta " + subjunctive[what] + " non è ancora noto: " + unknown(m) + "."
	}
	return fmt.Sprintf("Metà delle %s misurate %s entro %s.", count(m.N, "richiesta", "richieste"), what, days(*m.Valore))
}

var subjunctive = map[string]string{
	"è presa in carico da un esperto": "sia presa in carico",
	"riceve una prima risposta":       "riceva una prima risposta",
	"si chiude":                       "si chiuda",
}

func satisfactionSentence(m pubblico.Misura) string {
	if !m.Nota() {
		return "Il giudizio degli enti non è ancora noto: " + unknown(m) + "."
	}
	return fmt.Sprintf("Il voto medio degli enti è %s su 5, in %s.", decimal(*m.Valore), count(m.N, "giudizio", "giudizi"))
}

func verb(n int64, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// figure is one count.
func (s scope) figure(label, anchor string, n int64, one, many, period, of string) ui.FigureProps {
	return ui.FigureProps{Label: label, Value: kernel.Numero(n), Unit: verb(n, one, many), Period: period, N: of, Source: s.source(), URL: howURL + "#" + anchor}
}

// measure is one median or mean.
func (s scope) measure(label, anchor, unit string, m pubblico.Misura, cases string) ui.FigureProps {
	f := ui.FigureProps{Label: label, Value: "n.d.", Period: s.period(), N: unknown(m), Source: s.source(), URL: howURL + "#" + anchor}
	if m.Nota() {
		f.Value, f.Unit, f.N = decimal(*m.Valore), unit, "su "+kernel.Numero(m.N)+" "+cases
	}
	return f
}

// figures are the numbers of a scope, each with period, cases and source.
func (s scope) figures() []ui.FigureProps {
	c := s.cifre
	received := "su " + count(c.Ricevute, "richiesta ricevuta", "richieste ricevute")
	return []ui.FigureProps{
		s.figure("Richieste ricevute", "ricevute", c.Ricevute, "richiesta", "richieste", s.period(), ""),
		s.figure("Richieste in lavorazione", "in-lavorazione", c.InLavorazione, "richiesta", "richieste", s.asOf(), received),
		s.figure("Richieste evase", "evase", c.Evase, "richiesta", "richieste", s.period(), received),
		s.measure("Tempo di presa in carico", "presa-in-carico", "giorni, mediana", c.PresaInCarico, "richieste"),
		s.measure("Tempo di prima risposta", "prima-risposta", "giorni, mediana", c.PrimaRisposta, "richieste"),
		s.measure("Tempo di chiusura", "chiusura", "giorni, mediana", c.Chiusura, "richieste evase"),
		s.measure("Giudizio degli enti", "giudizio", "su 5, media", c.Soddisfazione, "giudizi"),
	}
}

// chart is the course of thirteen months; nil when there is nothing to draw.
func (s scope) chart(title string) *ui.LineChartProps {
	months := s.cifre.Mesi
	if s.cifre.Ricevute == 0 || len(months) < 2 {
		return nil
	}
	in := ui.Series{Name: "Ricevute"}
	out := ui.Series{Name: "Evase"}
	var labels []string
	for _, m := range months {
		labels = append(labels, monthLabel(m.Mese))
		in.Values, in.Texts = append(in.Values, float64(m.Ricevute)), append(in.Texts, kernel.Numero(m.Ricevute))
		out.Values, out.Texts = append(out.Values, float64(m.Evase)), append(out.Texts, kernel.Numero(m.Evase))
	}
	last := months[len(months)-2]
	return &ui.LineChartProps{ID: "andamento", Title: title, Unit: "richieste", Labels: labels, Series: []ui.Series{in, out},
		Desc: fmt.Sprintf("Nell’ultimo mese intero, %s, %s e %s.", monthName(last.Mese), count(last.Ricevute, "richiesta è arrivata", "richieste sono arrivate"), count(last.Evase, "è stata evasa", "sono state evase")),
		Note: "Fonte: " + s.source() + ", " + s.asOf() + ". L’ultimo mese è in corso."}
}

// tableNote is written under the tables of figures.
func (s scope) tableNote() string {
	return fmt.Sprintf("Fonte: %s, %s. I tempi sono mediane in giorni. «n.d.» vuol dire meno di %d casi.", s.source(), s.period(), pubblico.MinimoCasi)
}

// columns are those that every table of figures has, after the first.
func columns(first ...ui.Column) []ui.Column {
	return append(first, ui.Column{Text: "Ricevute", Numeric: true}, ui.Column{Text: "In lavorazione", Numeric: true}, ui.Column{Text: "Evase", Numeric: true},
		ui.Column{Text: "Presa in carico, giorni", Numeric: true}, ui.Column{Text: "Chiusura, giorni", Numeric: true})
}

// cells are the figures of one row.
func cells(c pubblico.Cifre, first ...ui.Cell) ui.Row {
	return ui.Row{Cells: append(first, ui.TextCell(kernel.Numero(c.Ricevute)), ui.TextCell(kernel.Numero(c.InLavorazione)), ui.TextCell(kernel.Numero(c.Evase)),
		measureCell(c.PresaInCarico), measureCell(c.Chiusura))}
}

func measureCell(m pubblico.Misura) ui.Cell {
	if !m.Nota() {
		return ui.Cell{Text: "n.d.", Sub: count(m.N, "caso", "casi")}
	}
	return ui.Cell{Text: decimal(*m.Valore), Sub: "su " + kernel.Numero(m.N)}
}
