package misure_test

import (
	"math"
	"sort"
)

// The second implementation: slow, obvious, and written from the sentences of
// the package comment alone. It shares nothing with the package, not even the
// calendar: days are numbered by adding up years and months.

func bisestile(a int) bool { return a%4 == 0 && a%100 != 0 || a%400 == 0 }

func giorniMese(a, m int) int {
	if m == 2 && bisestile(a) {
		return 29
	}
	return []int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[m-1]
}

// numero counts the days from 1 January 2000, which is 0.
func numero(a, m, g int) int {
	n := 0
	for y := 2000; y < a; y++ {
		n += 365
		if bisestile(y) {
			n++
		}
	}
	for y := a; y < 2000; y++ {
		n -= 365
		if bisestile(y) {
			n--
		}
	}
	for x := 1; x < m; x++ {
		n += giorniMese(a, x)
	}
	return n + g - 1
}

// civile is the inverse of numero, for days from 2000 on.
func civile(n int) (a, m, g int) {
	a, m = 2000, 1
	for n >= giorniMese(a, m) {
		n -= giorniMese(a, m)
		if m++; m == 13 {
			a, m = a+1, 1
		}
	}
	return a, m, n + 1
}

const mai = math.MinInt32 // a date that is not there

// caso is a practice in numbers of days.
type caso struct {
	domanda, atto, silenzio int
	conferenza              bool
	sospensioni             [][2]int // [start, end), end mai: still open
	giorniSospesi           int
	termine                 int // 0: none
	escluso                 bool
	esclusoIl               int // mai: without a date
}

func (c caso) fine() int {
	if c.atto != mai {
		return c.atto
	}
	return c.silenzio
}

// sospesi counts, one by one, the suspended days from the application to the
// day given.
func (c caso) sospesi(a int) int {
	n := c.giorniSospesi
	for g := c.domanda; g < a; g++ {
		for _, s := range c.sospensioni {
			if g >= s[0] && (s[1] == mai || g < s[1]) {
				n++
				break
			}
		}
	}
	return n
}

// atteso are the figures as the oracle sees them; NaN is unknown.
type atteso struct {
	silenzio, espresse, sospensioni, conferenza, avviate, transito, inizio, fine, escluse int
	media, mediana, p90, netta, nettaMediana, nettaP90, termine, arretrato                float64
}

// oracolo computes the figures of the semester [d0, d1]; termine 0 is none.
func oracolo(casi []caso, d0, d1, termine int) atteso {
	var r atteso
	var durate, nette, termini []float64
	ignoto := false
	for _, c := range casi {
		if c.escluso {
			r.escluse++
			continue
		}
		concluso := c.fine() != mai
		if concluso && d0 <= c.fine() && c.fine() <= d1 {
			if c.atto == mai {
				r.silenzio++
			} else {
				r.espresse++
				durata := math.Max(1, float64(c.atto-c.domanda))
				durate = append(durate, durata)
				nette = append(nette, math.Max(0, durata-float64(c.sospesi(c.atto))))
				if c.sospesi(c.atto) > 0 {
					r.sospensioni++
				}
				if c.conferenza {
					r.conferenza++
				}
			}
		}
		if d0 <= c.domanda && c.domanda <= d1 {
			r.avviate++
		}
		if c.domanda <= d1 && !(concluso && c.fine() < d0) {
			r.transito++
			if c.termine > 0 {
				termini = append(termini, float64(c.termine))
			}
		}
		if c.domanda < d0 && !(concluso && c.fine() < d0) {
			r.inizio++
		}
		if c.domanda <= d1 && !(concluso && c.fine() <= d1) {
			r.fine++
			suo := c.termine
			if suo == 0 {
				suo = termine
			}
			switch {
			case suo == 0:
				ignoto = true
			case d1-c.domanda-c.sospesi(d1) > suo:
				r.arretrato++
			}
		}
	}
	if ignoto {
		r.arretrato = math.NaN()
	}
	r.media, r.netta = media(durate), media(nette)
	r.mediana, r.p90 = percentile(durate, 0.5), percentile(durate, 0.9)
	r.nettaMediana, r.nettaP90 = percentile(nette, 0.5), percentile(nette, 0.9)
	r.termine = float64(termine)
	if termine == 0 {
		r.termine = percentile(termini, 0.5)
	}
	return r
}

func media(x []float64) float64 {
	s := 0.0
	for _, v := range x {
		s += v
	}
	return s / float64(len(x)) // NaN without values
}

// percentile interpolates between the neighbours of (n−1)·p.
func percentile(x []float64, p float64) float64 {
	if len(x) == 0 {
		return math.NaN()
	}
	x = append([]float64(nil), x...)
	sort.Float64s(x)
	h := float64(len(x)-1) * p
	sotto, sopra := int(math.Floor(h)), int(math.Ceil(h))
	return x[sotto] + (h-float64(sotto))*(x[sopra]-x[sotto])
}
