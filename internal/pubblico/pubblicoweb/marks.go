package pubblicoweb

import (
	"strconv"
	"strings"

	"pass/internal/kernel"
	"pass/internal/pubblico"
	"pass/internal/pubblico/dati"
	"pass/internal/ui"
)

// mark names a row of a data set: "richieste-enti/098031". With "#" and a
// column it is the cell from which a figure comes.
func mark(dataset string, key ...string) string {
	return strings.TrimSuffix(dati.Cifra(dataset, key, ""), "#")
}

// citeCount is a count as a published figure.
func citeCount(n int64, cifra string) ui.Cited {
	return ui.Cited{Text: kernel.Numero(n), Value: strconv.FormatInt(n, 10), Cifra: cifra}
}

// citeMaybe is a count that may be unknown.
func citeMaybe(n *int64, cifra string) ui.Cited {
	if n == nil {
		return ui.Cited{Text: "n.d.", Cifra: cifra}
	}
	return citeCount(*n, cifra)
}

// citeNumber is a number that may be unknown.
func citeNumber(x *float64, cifra string) ui.Cited {
	if x == nil {
		return ui.Cited{Text: "n.d.", Cifra: cifra}
	}
	return ui.Cited{Text: decimal(*x), Value: number(*x), Cifra: cifra}
}

// citeMeasure is a mean or a median, n.d. when it comes from too few cases.
func citeMeasure(m pubblico.Misura, cifra string) ui.Cited {
	if !m.Nota() {
		return ui.Cited{Text: "n.d.", Cifra: cifra}
	}
	return citeNumber(m.Valore, cifra)
}

// measured is a cell with a measure and its cases.
func measured(m pubblico.Misura, cifra, one, many string) ui.Cell {
	c := ui.CitedCell(citeMeasure(m, cifra), count(m.N, one, many))
	if m.Nota() {
		c.Text, c.Sub = kernel.Decimale(*m.Valore, 1), "su "+c.Sub
	}
	return c
}

func plain(texts ...string) (out []ui.Sentence) {
	for _, t := range texts {
		out = append(out, ui.Say(t))
	}
	return out
}

// dayWord is the unit after a number of days.
func dayWord(x float64) string {
	if x == 1 {
		return " giorno di calendario"
	}
	return " giorni di calendario"
}
