package termini

import (
	"slices"
	"sync"
	"time"

	"pass/internal/kernel"
)

// Calendario says which days are holidays and which are worked. It never
// changes once made, so any number of goroutines may share one; With-like
// methods give a new one. Making one costs some tens of microseconds and 50 kB:
// keep it.
type Calendario struct {
	settimana [7]bool // weekdays on which the office works
	sabato    bool    // Saturday moves a due date too
	patrono   Patrono // zero: none known
	chiusure  []int   // closed whole days
	festivi   []int   // national holidays, sorted
	assenti   []int   // days of settimana that are not worked, sorted
	fino      [8]int  // fino[g] is how many of the first g weekdays are worked
}

var nazionale = sync.OnceValue(func() *Calendario {
	c := &Calendario{settimana: [7]bool{false, true, true, true, true, true, false}}
	for anno := PrimoAnno; anno <= annoFinale; anno++ {
		for _, r := range nazionali {
			if g, ok := r.nel(anno); ok {
				c.festivi = append(c.festivi, numero(g))
			}
		}
	}
	slices.Sort(c.festivi)
	return c.ricalcola()
})

// Nazionale is the calendar of the law: Sundays and national holidays are
// holidays, Monday to Friday are worked.
func Nazionale() *Calendario { return nazionale() }

// ricalcola prepares the tables from the choices.
func (c Calendario) ricalcola() *Calendario {
	assenti := slices.Concat(c.festivi, c.chiusure)
	for anno := PrimoAnno; anno <= annoFinale; anno++ {
		// No patron saint has month 0, which no day has.
		if g := kernel.NewDay(anno, c.patrono.Mese, c.patrono.Giorno); g.Time().Month() == c.patrono.Mese {
			assenti = append(assenti, numero(g))
		}
	}
	assenti = slices.DeleteFunc(assenti, func(n int) bool { return !c.settimana[giornoSettimana(n)] })
	slices.Sort(assenti)
	c.assenti = slices.Compact(assenti)
	for g, si := range c.settimana {
		c.fino[g+1] = c.fino[g]
		if si {
			c.fino[g+1]++
		}
	}
	return &c
}

// ConPatrono adds the feast of the Comune, every year on the same day. It
// touches working days only: never a due date.
func (c *Calendario) ConPatrono(mese time.Month, giorno int) *Calendario {
	return c.ConFestaPatronale(Patrono{Nome: "Santo patrono", Mese: mese, Giorno: giorno})
}

// ConFestaPatronale is ConPatrono with the name of the saint and the source.
func (c *Calendario) ConFestaPatronale(p Patrono) *Calendario {
	n := *c
	n.patrono = p
	return n.ricalcola()
}

// ConSettimana says on which weekdays the office works, instead of Monday to
// Friday.
func (c *Calendario) ConSettimana(giorni ...time.Weekday) *Calendario {
	n := *c
	n.settimana = [7]bool{}
	for _, g := range giorni {
		n.settimana[g] = true
	}
	return n.ricalcola()
}

// ConSabatoProrogato moves a due date that falls on a Saturday too, for the
// procedures whose rules say so (as c.p.c. art. 155 c. 5 does for trials).
func (c *Calendario) ConSabatoProrogato() *Calendario {
	n := *c
	n.sabato = true
	return &n
}

// ConChiusure adds the whole days on which the office is closed. Closures of a
// part of a day leave it a working day; see Orario. They never move a due date.
func (c *Calendario) ConChiusure(chiusure ...Chiusura) *Calendario {
	n := *c
	n.chiusure = slices.Clone(c.chiusure)
	for _, ch := range chiusure {
		if !ch.Oraria {
			ch.ogni(func(dal, al int) {
				for g := dal; g < al; g++ {
					n.chiusure = append(n.chiusure, g)
				}
			})
		}
	}
	return n.ricalcola()
}

// Patrono is the patron saint of the calendar, if one was given.
func (c *Calendario) Patrono() (Patrono, bool) { return c.patrono, c.patrono.Giorno > 0 }

// Festivo reports whether the day is a Sunday or a national holiday.
func (c *Calendario) Festivo(d kernel.Day) bool { return c.festivo(numero(d)) }

func (c *Calendario) festivo(n int) bool {
	if giornoSettimana(n) == 0 {
		return true
	}
	_, trovato := slices.BinarySearch(c.festivi, n)
	return trovato
}

// Lavorativo reports whether the office works on the day.
func (c *Calendario) Lavorativo(d kernel.Day) bool { return c.lavorativo(numero(d)) }

func (c *Calendario) lavorativo(n int) bool {
	if !c.settimana[giornoSettimana(n)] {
		return false
	}
	_, assente := slices.BinarySearch(c.assenti, n)
	return !assente
}

// GiorniLavorativi is how many working days there are in (dal, al]; negative
// when al comes earlier.
func (c *Calendario) GiorniLavorativi(dal, al kernel.Day) int {
	return c.lavorativiFino(numero(al)) - c.lavorativiFino(numero(dal))
}

// lavorativiFino counts the working days up to day n from a fixed Sunday.
func (c *Calendario) lavorativiFino(n int) int {
	g := giornoSettimana(n)
	settimane := (n - g - unaDomenica) / 7
	prima, trovato := slices.BinarySearch(c.assenti, n)
	if trovato {
		prima++
	}
	return settimane*c.fino[7] + c.fino[g+1] - prima
}

// AggiungiLavorativi is the nth working day after d; d itself when n is 0.
func (c *Calendario) AggiungiLavorativi(d kernel.Day, n int) kernel.Day {
	return giorno(c.aggiungiLavorativi(numero(d), n))
}

func (c *Calendario) aggiungiLavorativi(n, quanti int) int {
	if c.fino[7] == 0 {
		return n // an office that never works
	}
	for quanti > 0 {
		if n++; c.lavorativo(n) {
			quanti--
		}
	}
	return n
}

// ProssimoNonFestivo is d, or the first day after it that is not a holiday
// (c.c. art. 2963 c. 3).
func (c *Calendario) ProssimoNonFestivo(d kernel.Day) kernel.Day {
	return giorno(c.prossimoNonFestivo(numero(d)))
}

func (c *Calendario) prossimoNonFestivo(n int) int {
	for c.festivo(n) || c.sabato && giornoSettimana(n) == 6 {
		n++
	}
	return n
}

// Festivita lists the holidays of a year in order, Easter Sunday included and
// the other Sundays not, then the patron saint where it is known.
func (c *Calendario) Festivita(anno int) []Festa {
	var fs []Festa
	for _, r := range nazionali {
		if g, ok := r.nel(anno); ok {
			fs = append(fs, Festa{Giorno: g, Nome: r.nome, Fonte: r.fonte})
		}
	}
	if p, ok := c.Patrono(); ok {
		fs = append(fs, Festa{Giorno: kernel.NewDay(anno, p.Mese, p.Giorno), Nome: p.Nome, Fonte: p.Fonte, SoloLavorativi: true})
	}
	slices.SortStableFunc(fs, func(a, b Festa) int { return a.Giorno.DaysSince(b.Giorno) })
	return fs
}

// unaDomenica is a Sunday: 4 January 1970.
const unaDomenica = 3

// giornoSettimana is the weekday of a day, 0 for Sunday; 1 January 1970 was a
// Thursday.
func giornoSettimana(n int) int { return ((n+4)%7 + 7) % 7 }
