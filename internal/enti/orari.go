package enti

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"pass/internal/kernel"
	"pass/internal/termini"
)

// massimoFasce bounds the spans of a day.
const massimoFasce = 4

// fasciaScritta reads "8-12", "8:00–12:30", "dalle 8.30 alle 12".
var fasciaScritta = regexp.MustCompile(`^(?:dalle )?(\d{1,2})(?:[:.](\d{2}))? ?(?:-|–|—|/|alle|a) ?(\d{1,2})(?:[:.](\d{2}))?$`)

// LeggiFasce reads the office hours of one day as people write them: spans with
// a comma, a semicolon or "e" between. The empty text is a day on which the
// office is closed. The error is in Italian, for people.
func LeggiFasce(testo string) ([]termini.Fascia, error) {
	var out []termini.Fascia
	testo = strings.ToLower(strings.Join(strings.Fields(testo), " "))
	for _, s := range strings.FieldsFunc(strings.ReplaceAll(testo, " e ", ","), func(r rune) bool { return r == ',' || r == ';' }) {
		m := fasciaScritta.FindStringSubmatch(strings.TrimSpace(s))
		if m == nil {
			return nil, fmt.Errorf("«%s» non si legge: scrivere per esempio 8:00-12:00, 13:30-18:00", strings.TrimSpace(s))
		}
		f := termini.Fascia{Dalle: ora(m[1], m[2]), Alle: ora(m[3], m[4])}
		if f.Dalle < 0 || f.Alle < 0 {
			return nil, fmt.Errorf("«%s» ha un'ora che non esiste", strings.TrimSpace(s))
		}
		if f.Alle <= f.Dalle {
			return nil, fmt.Errorf("«%s» finisce prima di cominciare", strings.TrimSpace(s))
		}
		out = append(out, f)
	}
	slices.SortFunc(out, func(a, b termini.Fascia) int { return int(a.Dalle - b.Dalle) })
	for i := 1; i < len(out); i++ {
		if out[i].Dalle < out[i-1].Alle {
			return nil, fmt.Errorf("le fasce %s e %s si sovrappongono", TestoFascia(out[i-1]), TestoFascia(out[i]))
		}
	}
	if len(out) > massimoFasce {
		return nil, fmt.Errorf("un giorno ha al più %d fasce", massimoFasce)
	}
	return out, nil
}

// ora is the time since midnight, or a negative one when there is no such
// time. 24:00 is the end of the day.
func ora(ore, minuti string) time.Duration {
	h, errH := strconv.Atoi(ore)
	m, errM := 0, error(nil)
	if minuti != "" {
		m, errM = strconv.Atoi(minuti)
	}
	if errH != nil || errM != nil || h > 24 || m > 59 || h == 24 && m > 0 {
		return -1
	}
	return time.Duration(h)*time.Hour + time.Duration(m)*time.Minute
}

// LeggiOra reads one time of the day: "14:00", "14.30", "14".
func LeggiOra(testo string) (time.Duration, bool) {
	m := oraScritta.FindStringSubmatch(strings.TrimSpace(testo))
	if m == nil {
		return 0, false
	}
	d := ora(m[1], m[2])
	return max(d, 0), d >= 0
}

var oraScritta = regexp.MustCompile(`^(\d{1,2})(?:[:.](\d{2}))?$`)

// leggiFasce reads the hours of the whole week; the wrong fields are
// "orario_1" (Monday) to "orario_7".
func leggiFasce(scritti map[time.Weekday]string) (out []FasciaOraria, fields []kernel.FieldError) {
	for i, g := range Settimana {
		fs, err := LeggiFasce(scritti[g])
		if err != nil {
			fields = append(fields, kernel.FieldError{Field: "orario_" + strconv.Itoa(i+1), Message: NomeGiorno(g) + ": " + err.Error() + "."})
		}
		for _, f := range fs {
			out = append(out, FasciaOraria{g, f})
		}
	}
	return out, fields
}

var nomiGiorni = [...]string{"Domenica", "Lunedì", "Martedì", "Mercoledì", "Giovedì", "Venerdì", "Sabato"}

// NomeGiorno is the day of the week in Italian, with a capital.
func NomeGiorno(g time.Weekday) string { return nomiGiorni[g] }

// TestoOra writes a time of the day: 8:30.
func TestoOra(d time.Duration) string {
	return fmt.Sprintf("%d:%02d", int(d/time.Hour), int(d%time.Hour/time.Minute))
}

// TestoFascia writes a span: 8:00-12:00.
func TestoFascia(f termini.Fascia) string { return TestoOra(f.Dalle) + "-" + TestoOra(f.Alle) }

// OrarioDelGiorno writes the hours of a day in the form that LeggiFasce reads;
// empty when the office is closed.
func (c Calendario) OrarioDelGiorno(g time.Weekday) string {
	var out []string
	for _, f := range c.Orari {
		if f.Giorno == g {
			out = append(out, TestoFascia(f.Fascia))
		}
	}
	return strings.Join(out, ", ")
}

// TestoOrari writes a week on one line, for the trail.
func TestoOrari(fs []FasciaOraria) string {
	var out []string
	for _, f := range fs {
		out = append(out, strings.ToLower(NomeGiorno(f.Giorno)[:3])+" "+TestoFascia(f.Fascia))
	}
	return strings.Join(out, ", ")
}
