package termini

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"pass/internal/kernel"
)

// Fascia is a span of office hours by the clock on the wall, [Dalle, Alle) from
// midnight: 8:00–12:00 is {8 * time.Hour, 12 * time.Hour}.
type Fascia struct{ Dalle, Alle time.Duration }

// Orario is the opening hours of an office: several spans per weekday, less
// holidays, the patron saint and closures, also of half a day. It never changes
// once made.
type Orario struct {
	cal      *Calendario
	fasce    [7][]Fascia
	parziali map[int][]Fascia // closures of a part of a day, by day
}

// NewOrario makes opening hours. Spans of one day may not overlap, and lie
// between 0:00 and 24:00. Weekdays without spans are closed, whatever the
// calendar says; days that the calendar does not count as worked are closed too.
func NewOrario(cal *Calendario, fasce map[time.Weekday][]Fascia) (*Orario, error) {
	o := &Orario{cal: cal}
	for g, fs := range fasce {
		if g < time.Sunday || g > time.Saturday {
			return nil, fmt.Errorf("il giorno della settimana %d non esiste", g)
		}
		fs = slices.Clone(fs)
		slices.SortFunc(fs, func(a, b Fascia) int { return int(a.Dalle - b.Dalle) })
		var prima time.Duration
		for _, f := range fs {
			if f.Dalle < prima || f.Alle <= f.Dalle || f.Alle > 24*time.Hour {
				return nil, errors.New("le fasce orarie di un giorno stanno fra le 0 e le 24, non si sovrappongono e finiscono dopo l'inizio")
			}
			prima = f.Alle
		}
		o.fasce[g] = fs
	}
	return o, nil
}

// ConChiusure takes away closures: whole days and parts of a day.
func (o *Orario) ConChiusure(chiusure ...Chiusura) *Orario {
	n := &Orario{cal: o.cal.ConChiusure(chiusure...), fasce: o.fasce, parziali: map[int][]Fascia{}}
	for g, fs := range o.parziali {
		n.parziali[g] = slices.Clone(fs)
	}
	for _, c := range chiusure {
		if !c.Oraria {
			continue
		}
		c.ogni(func(dal, al int) {
			for g := dal; g <= al; g++ {
				f := Fascia{0, 24 * time.Hour}
				if g == dal {
					f.Dalle = c.Dalle
				}
				if g == al {
					f.Alle = c.Alle
				}
				n.parziali[g] = append(n.parziali[g], f)
			}
		})
	}
	return n
}

// aperto is when the office is open on a day, in order.
func (o *Orario) aperto(g int) []Fascia {
	if !o.cal.lavorativo(g) {
		return nil
	}
	fs := o.fasce[giornoSettimana(g)]
	for _, via := range o.parziali[g] {
		fs = senza(fs, via)
	}
	return fs
}

// Apertura is a span of open hours as instants, [Da, A).
type Apertura struct{ Da, A kernel.Instant }

// Aperture is when the office is open on a day, in order; what the clock skips
// is left out.
func (o *Orario) Aperture(d kernel.Day) []Apertura {
	var r []Apertura
	for _, f := range o.aperto(numero(d)) {
		inizia, finisce := istante(numero(d), f.Dalle), istante(numero(d), f.Alle)
		if finisce.After(inizia) {
			r = append(r, Apertura{kernel.InstantOf(inizia), kernel.InstantOf(finisce)})
		}
	}
	return r
}

// senza is the spans without what via covers.
func senza(fs []Fascia, via Fascia) []Fascia {
	var r []Fascia
	for _, f := range fs {
		if prima := (Fascia{f.Dalle, min(f.Alle, via.Dalle)}); prima.Alle > prima.Dalle {
			r = append(r, prima)
		}
		if dopo := (Fascia{max(f.Dalle, via.Alle), f.Alle}); dopo.Alle > dopo.Dalle {
			r = append(r, dopo)
		}
	}
	return r
}

// istante is when the clock on an Italian wall shows that time of that day. The
// hour that the change to summer time skips is read as the one after it; the
// hour that comes twice is its first time.
func istante(g int, ora time.Duration) time.Time {
	t := giorno(g).Time()
	minuti := int(ora / time.Minute)
	return time.Date(t.Year(), t.Month(), t.Day(), minuti/60, minuti%60, int(ora%time.Minute/time.Second), 0, kernel.Rome)
}

// Durata is the time that passes in open hours between two instants: real time,
// so that an hour that the clock skips is not counted. Zero when a is not after
// da.
func (o *Orario) Durata(da, a kernel.Instant) time.Duration {
	var somma time.Duration
	if da.IsZero() || a.IsZero() {
		return 0
	}
	for g, fine := numero(da.Day()), numero(a.Day()); g <= fine; g++ {
		for _, f := range o.aperto(g) {
			inizia, finisce := istante(g, f.Dalle), istante(g, f.Alle)
			if da.Time().After(inizia) {
				inizia = da.Time()
			}
			if a.Time().Before(finisce) {
				finisce = a.Time()
			}
			somma += max(0, finisce.Sub(inizia))
		}
	}
	return somma
}

// giorniDiRicerca bounds Aggiungi: an office that stays closed for ten years
// never opens.
const giorniDiRicerca = 3653

// Aggiungi is the instant at which d of open hours have passed since da. False
// when the office does not open for ten years, and for a negative d.
func (o *Orario) Aggiungi(da kernel.Instant, d time.Duration) (kernel.Instant, bool) {
	if d < 0 || da.IsZero() {
		return kernel.Instant{}, false
	}
	if d == 0 {
		return da, true
	}
	g := numero(da.Day())
	for limite := g + giorniDiRicerca; g < limite; g++ {
		for _, f := range o.aperto(g) {
			inizia, finisce := istante(g, f.Dalle), istante(g, f.Alle)
			if da.Time().After(inizia) {
				inizia = da.Time()
			}
			passa := finisce.Sub(inizia)
			if passa <= 0 {
				continue
			}
			if d <= passa {
				return kernel.InstantOf(inizia.Add(d)), true
			}
			d -= passa
			limite = g + giorniDiRicerca
		}
	}
	return kernel.Instant{}, false
}
