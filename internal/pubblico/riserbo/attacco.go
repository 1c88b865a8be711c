package riserbo

import "slices"

// infinito is more than any count.
const infinito = int64(1) << 50

// Attacca gives the protected counts that somebody who reads every other count
// can compute, or enclose in an interval narrower than Ampiezza; in order.
func (t *Tabella) Attacca(nascoste []bool) []int {
	basso, alto := t.intervalli(nascoste)
	note := t.risolvi(nascoste)
	var out []int
	for c := range t.valori {
		if !t.protette[c] {
			continue
		}
		if !nascoste[c] || note[c] || alto[c]-basso[c] < Ampiezza {
			out = append(out, c)
		}
	}
	return out
}

// intervalli narrows the interval of every count along each sum until nothing
// moves.
func (t *Tabella) intervalli(nascoste []bool) (basso, alto []int64) {
	basso, alto = make([]int64, len(t.valori)), make([]int64, len(t.valori))
	for c, v := range t.valori {
		if basso[c], alto[c] = v, v; nascoste[c] {
			basso[c], alto[c] = 0, infinito
		}
	}
	coda, inCoda := make([]int, len(t.somme)), make([]bool, len(t.somme))
	for s := range coda {
		coda[s], inCoda[s] = s, true
	}
	for len(coda) > 0 {
		s := coda[0]
		coda, inCoda[s] = coda[1:], false
		for _, c := range t.stringi(s, basso, alto) {
			for _, altra := range t.di[c] {
				if !inCoda[altra] {
					coda, inCoda[altra] = append(coda, altra), true
				}
			}
		}
	}
	return basso, alto
}

// stringi narrows the counts of one sum and gives those that moved.
func (t *Tabella) stringi(s int, basso, alto []int64) (mosse []int) {
	// The sum of all terms is zero, so each is minus the sum of the others.
	var minimo, massimo int64
	var senzaMin, senzaMax int // terms without a bound
	estremi := func(x termine) (lo, hi int64) {
		if x.segno > 0 {
			return basso[x.cella], alto[x.cella]
		}
		return -alto[x.cella], -basso[x.cella]
	}
	somma := func(x termine, verso int64, n int) {
		lo, hi := estremi(x)
		if lo <= -infinito {
			senzaMin += n
		} else {
			minimo += verso * lo
		}
		if hi >= infinito {
			senzaMax += n
		} else {
			massimo += verso * hi
		}
	}
	for _, x := range t.somme[s] {
		somma(x, 1, 1)
	}
	for _, x := range t.somme[s] {
		somma(x, -1, -1)
		lo, hi := -infinito, infinito
		if senzaMax == 0 {
			lo = -massimo
		}
		if senzaMin == 0 {
			hi = -minimo
		}
		if x.segno < 0 {
			lo, hi = -hi, -lo
		}
		if lo > basso[x.cella] || hi < alto[x.cella] {
			basso[x.cella], alto[x.cella] = max(lo, basso[x.cella]), min(hi, alto[x.cella])
			mosse = append(mosse, x.cella)
		}
		somma(x, 1, 1)
	}
	return mosse
}

// modulo is a prime: the system is solved modulo it. An equation that holds
// among whole numbers holds there too, so nothing that can be computed is
// missed; what is computed there alone costs a hidden count too many.
const modulo = int64(2147483647)

// riga is an equation among hidden counts, by number.
type riga []coefficiente

type coefficiente struct {
	cella int
	x     int64 // 1..modulo-1
}

// risolvi tells which hidden counts the system of all sums fixes.
func (t *Tabella) risolvi(nascoste []bool) []bool {
	var righe []riga
	for _, s := range t.somme {
		var r riga
		for _, x := range s {
			if nascoste[x.cella] {
				r = append(r, coefficiente{x.cella, (x.segno + modulo) % modulo})
			}
		}
		slices.SortFunc(r, func(a, b coefficiente) int { return a.cella - b.cella })
		if len(r) > 0 {
			righe = append(righe, r)
		}
	}
	// Short equations first: they are those of single bodies, and leave the
	// long ones of the totals to be reduced once.
	slices.SortStableFunc(righe, func(a, b riga) int { return len(a) - len(b) })
	perno := map[int]riga{}
	for _, r := range righe {
		if r = riduci(r, perno); len(r) > 0 {
			perno[r[0].cella] = r
		}
	}
	note := make([]bool, len(t.valori))
	celle := make([]int, 0, len(perno))
	for c := range perno {
		celle = append(celle, c)
	}
	slices.Sort(celle)
	slices.Reverse(celle) // the later pivots are already alone where they stand
	for _, c := range celle {
		r := ridotta(perno[c], perno)
		perno[c] = r
		note[c] = len(r) == 1
	}
	return note
}

// riduci takes the pivots met so far out of the head of the equation.
func riduci(r riga, perno map[int]riga) riga {
	for len(r) > 0 {
		p, ok := perno[r[0].cella]
		if !ok {
			return normale(r)
		}
		r = meno(r, p, r[0].x)
	}
	return r
}

// ridotta takes every other pivot out of the equation.
func ridotta(r riga, perno map[int]riga) riga {
	for i := 1; i < len(r); {
		p, ok := perno[r[i].cella]
		if !ok {
			i++
			continue
		}
		r = meno(r, p, r[i].x)
	}
	return r
}

// normale divides the equation by its first coefficient.
func normale(r riga) riga {
	k := inverso(r[0].x)
	out := make(riga, len(r))
	for i, c := range r {
		out[i] = coefficiente{c.cella, c.x * k % modulo}
	}
	return out
}

// meno is r - k·p.
func meno(r, p riga, k int64) riga {
	out := make(riga, 0, len(r)+len(p))
	i, j := 0, 0
	for i < len(r) || j < len(p) {
		switch {
		case j == len(p) || i < len(r) && r[i].cella < p[j].cella:
			out = append(out, r[i])
			i++
		case i == len(r) || p[j].cella < r[i].cella:
			out = append(out, coefficiente{p[j].cella, (modulo - k*p[j].x%modulo) % modulo})
			j++
		default:
			if x := (r[i].x + modulo - k*p[j].x%modulo) % modulo; x != 0 {
				out = append(out, coefficiente{r[i].cella, x})
			}
			i, j = i+1, j+1
		}
	}
	return out
}

// inverso is 1/x modulo the prime, by Fermat.
func inverso(x int64) int64 {
	out, e := int64(1), modulo-2
	for ; e > 0; e >>= 1 {
		if e&1 == 1 {
			out = out * x % modulo
		}
		x = x * x % modulo
	}
	return out
}
