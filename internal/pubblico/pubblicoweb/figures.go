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
	return append(out, s.measureSentences()...)
}

// measureSentences say what is known of times and ratings, and in one sentence
// what is not.
func (s scope) measureSentences() []string {
	var out, missing []string
	for _, x := range []struct {
		m          pubblico.Misura
		name, what string
	}{
		{s.cifre.PresaInCarico, "il tempo di presa in carico", "è presa in carico da un esperto"},
		{s.cifre.PrimaRisposta, "il tempo di prima risposta", "riceve una prima risposta"},
		{s.cifre.Chiusura, "il tempo di chiusura", "si chiude"},
	} {
		if x.m.Nota() {
			// A median: half of the cases take less.
			out = append(out, fmt.Sprintf("Metà delle %s richieste misurate %s entro %s.", kernel.Numero(x.m.N), x.what, days(*x.m.Valore)))
		} else {
			missing = append(missing, x.name)
		}
	}
	if m := s.cifre.Soddisfazione; m.Nota() {
		out = append(out, fmt.Sprintf("Il voto medio degli enti è %s su 5, in %s giudizi.", decimal(*m.Valore), kernel.Numero(m.N)))
	} else {
		missing = append(missing, "il giudizio degli enti")
	}
	switch len(missing) {
	case 0:
		return out
	case 4:
		return append(out, fmt.Sprintf("Tempi e giudizi non sono ancora noti: servono almeno %d casi.", pubblico.MinimoCasi))
	case 1:
		return append(out, fmt.Sprintf("Non è ancora noto %s: servono almeno %d casi.", missing[0], pubblico.MinimoCasi))
	}
	last := len(missing) - 1
	return append(out, fmt.Sprintf("Non sono ancora noti %s e %s: servono almeno %d casi.", strings.Join(missing[:last], ", "), missing[last], pubblico.MinimoCasi))
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
		s.measure("Tempo di presa in carico", "presa-in-carico", "giorni di calendario, mediana", c.PresaInCarico, "richieste"),
		s.measure("Tempo di prima risposta", "prima-risposta", "giorni di calendario, mediana", c.PrimaRisposta, "richieste"),
		s.measure("Tempo di chiusura", "chiusura", "giorni di calendario, mediana", c.Chiusura, "richieste evase"),
		s.measure("Giudizio degli enti", "giudizio", "su 5, media", c.Soddisfazione, "giudizi"),
	}
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

// cells are the figures of one row.
func cells(c pubblico.Cifre, first ...ui.Cell) ui.Row {
	return ui.Row{Cells: append(first, ui.TextCell(kernel.Numero(c.Ricevute)), ui.TextCell(kernel.Numero(c.InLavorazione)), ui.TextCell(kernel.Numero(c.Evase)),
		measureCell(c.PresaInCarico), measureCell(c.Chiusura))}
}

func measureCell(m pubblico.Misura) ui.Cell {
	if !m.Nota() {
		return ui.Cell{Text: "n.d.", Sub: count(m.N, "caso", "casi")}
	}
	return ui.Cell{Text: kernel.Decimale(*m.Valore, 1), Sub: "su " + count(m.N, "caso", "casi")}
}
