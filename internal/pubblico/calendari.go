package pubblico

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"pass/internal/kernel"
	"pass/internal/termini"
)

// Calendari is the snapshot "calendari": the patron saints that Comuni
// indicated themselves. enti publishes it at each change. Of a Comune that is
// not here the feast is the one that package termini knows, if any.
type Calendari struct {
	Enti []PatronoComune `json:"enti"` // by ISTAT code
}

// PatronoComune is what a Comune said of its patron saint.
type PatronoComune struct {
	Istat  string `json:"istat"` // six digits
	Nome   string `json:"nome"`  // "Comune di Lodi"
	Santo  string `json:"santo,omitempty"`
	Mese   int64  `json:"mese,omitempty"`   // 1..12; 0: the Comune says that it has none
	Giorno int64  `json:"giorno,omitempty"` // 1..31; 0 as above
	Fonte  string `json:"fonte,omitempty"`  // where it can be checked
}

// Controlla refuses a Comune twice, and days that no year has.
func (c Calendari) Controlla() error {
	seen := map[string]bool{}
	for _, e := range c.Enti {
		if e.Istat == "" || seen[e.Istat] {
			return fmt.Errorf("pubblico: the Comune %q of the calendars is empty or repeated", e.Istat)
		}
		seen[e.Istat] = true
		if e.Mese == 0 && e.Giorno == 0 {
			continue
		}
		if d := kernel.NewDay(2024, time.Month(e.Mese), int(e.Giorno)); e.Mese < 1 || e.Mese > 12 || d.Time().Day() != int(e.Giorno) {
			return fmt.Errorf("pubblico: %s: the patron saint is on day %d of month %d", e.Istat, e.Giorno, e.Mese)
		}
	}
	return nil
}

// Patrono is the patron saint of a Comune; ok is false when it is not known.
func (v *Vista) Patrono(istat string) (p termini.Patrono, ok bool) {
	for _, e := range v.Calendari.Enti {
		if e.Istat == istat {
			return termini.Patrono{Nome: e.Santo, Mese: time.Month(e.Mese), Giorno: int(e.Giorno), Fonte: e.Fonte}, e.Mese != 0
		}
	}
	return termini.PatronoDi(kernel.CodiceIstat(istat))
}

// ConPatrono lists the living Comuni whose patron saint is known, by name.
func (v *Vista) ConPatrono() []CifreEnte {
	var out []CifreEnte
	for _, e := range v.Attivita.Enti {
		if len(e.Istat) != 6 || !e.CessatoIl.IsZero() {
			continue
		}
		if _, ok := v.Patrono(e.Istat); ok {
			out = append(out, e)
		}
	}
	slices.SortStableFunc(out, func(a, b CifreEnte) int { return strings.Compare(kernel.Fold(a.Nome), kernel.Fold(b.Nome)) })
	return out
}
