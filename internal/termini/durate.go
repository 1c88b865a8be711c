package termini

import (
	"math"
	"slices"
	"time"

	"pass/internal/kernel"
)

// Days are integers inside this package: the number of days since 1 January
// 1970, so that a duration costs a subtraction.

// secondiAlGiorno is the length of a civil day in UTC.
const secondiAlGiorno = 24 * 60 * 60

// mai is the end of an open suspension.
const mai = math.MaxInt

// numero is the number of a day.
func numero(d kernel.Day) int { return int(d.Time().Unix() / secondiAlGiorno) }

// giorno is the day of a number.
func giorno(n int) kernel.Day { return kernel.DayOf(time.Unix(int64(n)*secondiAlGiorno, 0).UTC()) }

// intervallo is the days [dal, al).
type intervallo struct{ dal, al int }

// fuoriCalendario reports whether a day is outside 1583–2299.
func fuoriCalendario(d kernel.Day) bool { return d.Year() < PrimoAnno || d.Year() > UltimoAnno }

// GiorniLordi is the calendar days from dal to al, holidays included and gross
// of suspensions; the first day is not counted (DPCM 12/11/2021, annex B,
// appendix 2). It is negative when al comes earlier.
func GiorniLordi(dal, al kernel.Day) int { return al.DaysSince(dal) }

// GiorniSospesi is how many of the days [dal, al) at least one suspension covers.
func GiorniSospesi(dal, al kernel.Day, ss []Sospensione) int {
	if len(ss) == 0 {
		return 0
	}
	var mem [8]intervallo
	fine, somma := numero(al), 0
	for _, c := range unione(mem[:0], numero(dal), ss) {
		if c.dal < fine {
			somma += min(c.al, fine) - c.dal
		}
	}
	return somma
}

// GiorniNetti is the gross days without the suspended ones.
func GiorniNetti(dal, al kernel.Day, ss []Sospensione) int {
	return GiorniLordi(dal, al) - GiorniSospesi(dal, al, ss)
}

// unione is the suspensions in order, without what lies before the day da, the
// ones that overlap or touch joined together: sentence 3. It appends to mem.
func unione(mem []intervallo, da int, ss []Sospensione) []intervallo {
	for _, s := range ss {
		if i := s.intervallo(); i.al > max(i.dal, da) {
			mem = append(mem, intervallo{max(i.dal, da), i.al})
		}
	}
	if len(mem) < 2 {
		return mem
	}
	slices.SortFunc(mem, func(a, b intervallo) int { return a.dal - b.dal })
	ultimo := 0
	for _, i := range mem[1:] {
		if i.dal > mem[ultimo].al {
			ultimo++
			mem[ultimo] = i
		} else {
			mem[ultimo].al = max(mem[ultimo].al, i.al)
		}
	}
	return mem[:ultimo+1]
}
