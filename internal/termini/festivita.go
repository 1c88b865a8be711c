package termini

import (
	"time"

	"pass/internal/kernel"
)

// The calendar's first and last year: the first full year of the Gregorian
// reform (bull Inter gravissimas, 24 February 1582), and the last in which the
// tests prove Easter against a second algorithm.
const (
	PrimoAnno  = 1583
	UltimoAnno = 2299
)

// annoFinale is how far the table of holidays goes: a term of a hundred years
// that starts in UltimoAnno stays inside.
const annoFinale = UltimoAnno + 150

// Festa is a day on which a term does not expire, or on which nobody works.
type Festa struct {
	Giorno         kernel.Day
	Nome           string
	Fonte          string // the law, or the source of the patron saint
	SoloLavorativi bool   // the patron saint: it touches working days only
}

// Pasqua is Easter Sunday of a year of the Gregorian calendar, by the algorithm
// of Meeus, Jones and Butcher (J. Meeus, Astronomical Algorithms, ch. 8).
func Pasqua(anno int) kernel.Day {
	a, b, c := anno%19, anno/100, anno%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 19*l) / 433
	mese := (h + l - 7*m + 90) / 25
	return kernel.NewDay(anno, time.Month(mese), (h+l-7*m+33*mese+19)%32)
}

// ricorrenza is a national holiday with the years in which it holds.
type ricorrenza struct {
	nome    string
	mese    time.Month // 0: relative to Easter
	giorno  int        // of the month, or after Easter Sunday
	dal, al int        // first and last year; al 0: still in force
	fonte   string
}

const (
	legge260 = "L. 27 maggio 1949, n. 260, art. 2"
	festa2   = "Festa della Repubblica"
)

// nazionali are the holidays of the law, besides Sundays.
//
// L. 260/1949 lists them. L. 5 March 1977, n. 54, art. 1 took away Epiphany,
// St Joseph, Ascension, Corpus Domini, Sts Peter and Paul, 2 June and 4 November
// (it came after Epiphany 1977). DPR 28 December 1985, n. 792 gave Epiphany back,
// and 29 June to Rome alone; L. 20 November 2000, n. 336 gave 2 June back;
// L. 8 October 2025, n. 151 added 4 October from 2026.
var nazionali = []ricorrenza{
	{"Capodanno", time.January, 1, 1949, 0, legge260},
	{"Epifania", time.January, 6, 1949, 1977, legge260},
	{"Epifania", time.January, 6, 1986, 0, "DPR 28 dicembre 1985, n. 792"},
	{"San Giuseppe", time.March, 19, 1949, 1976, legge260},
	{"Pasqua", 0, 0, PrimoAnno, 0, legge260},
	{"Lunedì dell'Angelo", 0, 1, 1949, 0, legge260},
	{"Anniversario della Liberazione", time.April, 25, 1949, 0, legge260},
	{"Festa del Lavoro", time.May, 1, 1949, 0, legge260},
	{"Ascensione", 0, 39, 1949, 1976, legge260},
	{"Corpus Domini", 0, 60, 1949, 1976, legge260},
	{festa2, time.June, 2, 1949, 1976, "L. 27 maggio 1949, n. 260, art. 1"},
	{festa2, time.June, 2, 2001, 0, "L. 20 novembre 2000, n. 336"},
	{"Santi Pietro e Paolo", time.June, 29, 1949, 1976, legge260},
	{"Assunzione", time.August, 15, 1949, 0, legge260},
	{"San Francesco d'Assisi", time.October, 4, 2026, 0, "L. 8 ottobre 2025, n. 151"},
	{"Ognissanti", time.November, 1, 1949, 0, legge260},
	{"Unità nazionale", time.November, 4, 1949, 1976, legge260},
	{"Immacolata Concezione", time.December, 8, 1949, 0, legge260},
	{"Natale", time.December, 25, 1949, 0, legge260},
	{"Santo Stefano", time.December, 26, 1949, 0, legge260},
}

// nel is the holiday in a year, if the law had it then.
func (r ricorrenza) nel(anno int) (kernel.Day, bool) {
	if anno < r.dal || r.al != 0 && anno > r.al {
		return kernel.Day{}, false
	}
	if r.mese == 0 {
		return Pasqua(anno).AddDays(r.giorno), true
	}
	return kernel.NewDay(anno, r.mese, r.giorno), true
}
