package pubblicoweb

import (
	"fmt"
	"strings"
	"time"

	"pass/internal/kernel"
	"pass/internal/pubblico"
	"pass/internal/ui"
)

// count writes a number with its noun: "1 richiesta", "1.204 richieste".
func count(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return kernel.Numero(n) + " " + many
}

// decimal writes a measure with one decimal, none when it is whole.
func decimal(v float64) string { return strings.TrimSuffix(kernel.Decimale(v, 1), ",0") }

// days writes a measured length of time, gross: calendar days of 24 hours,
// suspensions and holidays included.
func days(v float64) string {
	if v == 1 {
		return kernel.GiorniDiCalendario(1)
	}
	return decimal(v) + " giorni di calendario"
}

// unknown says why a measure is not shown.
func unknown(m pubblico.Misura) string {
	if m.Riservata {
		return fmt.Sprintf("dato riservato: meno di %d casi, o servirebbe a ricavarli", pubblico.MinimoCasi)
	}
	switch m.N {
	case 0:
		return "nessun caso misurato"
	case 1:
		return "1 solo caso: se ne pubblicano almeno 5"
	}
	return fmt.Sprintf("%d casi: se ne pubblicano almeno %d", m.N, pubblico.MinimoCasi)
}

var shortMonths = [...]string{"gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"}
var longMonths = [...]string{"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"}

// monthLabel writes "2026-11" as "nov 2026".
func monthLabel(m string) string { return month(m, shortMonths) }

// monthName writes "2026-11" as "novembre 2026".
func monthName(m string) string { return month(m, longMonths) }

func month(m string, names [12]string) string {
	t, err := time.Parse("2006-01", m)
	if err != nil {
		return m
	}
	return names[t.Month()-1] + fmt.Sprintf(" %d", t.Year())
}

// al writes "al 22 novembre 2026", with the apostrophe where it is read so:
// "all’8 marzo 2026".
func al(d kernel.Day) string { return articled("al ", "all’", d) }

// dal writes "dal 22 novembre 2026" or "dall’8 marzo 2026".
func dal(d kernel.Day) string { return articled("dal ", "dall’", d) }

func articled(plain, elided string, d kernel.Day) string {
	s := d.InItaliano()
	if strings.HasPrefix(s, "8 ") || strings.HasPrefix(s, "11 ") {
		return elided + s
	}
	return plain + s
}

// confidence is the label of a datum of the catalogue as a chip.
func confidence(a string) ui.Chip {
	switch a {
	case "confermato":
		return ui.Chip{Text: "Confermato", Tone: ui.Success}
	case "da_verificare":
		return ui.Chip{Text: "Da verificare", Tone: ui.Warning}
	}
	return ui.Chip{Text: "Ipotesi"}
}

// confidenceText explains the label of a term.
func confidenceText(a string) string {
	switch a {
	case "confermato":
		return "Il termine è confermato: lo dice la fonte indicata."
	case "da_verificare":
		return "Il termine è da verificare: prima di usarlo in un atto si controlla la legge in vigore."
	}
	return "Il termine è un’ipotesi: non ha ancora una fonte sicura."
}

// term writes the length of a term, or n.d.
func term(t pubblico.TerminePubblico, found bool) string {
	l, ok := t.Legale()
	if !found || !ok {
		return "n.d."
	}
	return l.InItaliano()
}
