package termini

import (
	"time"

	"pass/internal/kernel"
)

// Chiusura is a time in which an office is closed besides holidays: an event of
// a calendar file. Hours are those of the clock on an Italian wall.
type Chiusura struct {
	UID  string // identifies the event among calendars
	Nome string

	// Whole days: closed on [Dal, Al). With Oraria: closed from Dal at Dalle to
	// Al at Alle, which may be the same day.
	Dal, Al     kernel.Day
	Oraria      bool
	Dalle, Alle time.Duration // from midnight by the wall clock

	OgniAnni int          // every so many years; 0: once
	Volte    int          // how many times in all; 0: no limit
	Fino     kernel.Day   // last day on which it may begin; zero: no limit
	Escluse  []kernel.Day // beginnings that do not happen
}

// ogni calls f with first and last day of each occurrence. A 29 February comes
// in leap years only (RFC 5545, 3.3.10: invalid dates are ignored), and what is
// excluded still counts among Volte.
func (c Chiusura) ogni(f func(dal, al int)) {
	durata := c.Al.DaysSince(c.Dal)
	anno, mese, g := c.Dal.Time().Date()
	for volte := 0; anno <= annoFinale; anno += c.OgniAnni {
		d := kernel.NewDay(anno, mese, g)
		if !c.Fino.IsZero() && d.After(c.Fino) {
			return
		}
		if d.Time().Month() == mese {
			volte++
			if !c.esclusa(d) {
				f(numero(d), numero(d)+durata)
			}
		}
		if c.OgniAnni == 0 || c.OgniAnni > annoFinale-anno || volte == c.Volte {
			return // before anno can overflow
		}
	}
}

// Ricorrenze are the days on which the closure begins, of those occurrences
// that close something in the days [dal, al).
func (c Chiusura) Ricorrenze(dal, al kernel.Day) (out []kernel.Day) {
	c.ogni(func(primo, ultimo int) {
		if !c.Oraria {
			ultimo--
		}
		if primo < numero(al) && ultimo >= numero(dal) {
			out = append(out, giorno(primo))
		}
	})
	return out
}

func (c Chiusura) esclusa(d kernel.Day) bool {
	for _, e := range c.Escluse {
		if e == d {
			return true
		}
	}
	return false
}
