package riserbo

import (
	"cmp"
	"fmt"
	"slices"
)

// MinimoCasi is the least count that may be published, zero apart: the same
// threshold as that of means and medians.
const MinimoCasi = 5

// Ampiezza is how wide, in practices, the interval must be that an attacker
// can draw around a small count: it holds at least Ampiezza+1 values, as many
// as the counts from 0 to MinimoCasi-1.
const Ampiezza = MinimoCasi - 1

// Tabella is a set of counts and of the sums that tie them. The zero value is
// an empty table.
type Tabella struct {
	valori   []int64
	prezzi   []int64
	protette []bool
	ignote   []bool // never published, whatever is chosen
	note     []bool // known to the attacker, whatever is chosen
	somme    [][]termine
	di       [][]int // the sums of each cell
}

// termine is one count of a sum, with its sign.
type termine struct {
	cella int
	segno int64 // +1 or -1
}

// Cella adds a count and gives its number, from 0. livello says how much its
// loss would hurt: 0 for one body, more for the totals, so that totals are
// hidden last. Counts from 1 to MinimoCasi-1 are protected.
func (t *Tabella) Cella(valore int64, livello int) int {
	if valore < 0 {
		panic(fmt.Sprintf("riserbo: a count of %d", valore))
	}
	prezzo := valore
	for range livello {
		prezzo += 1 << 40
	}
	t.valori = append(t.valori, valore)
	t.prezzi = append(t.prezzi, prezzo)
	t.protette = append(t.protette, valore > 0 && valore < MinimoCasi)
	t.ignote = append(t.ignote, false)
	t.note = append(t.note, false)
	t.di = append(t.di, nil)
	return len(t.valori) - 1
}

// Ignota adds a count that is never published and only ties others: what is
// left of the express acts beside those with a suspension.
func (t *Tabella) Ignota(valore int64) int {
	c := t.Cella(valore, 0)
	t.protette[c], t.ignote[c] = false, true
	return c
}

// Nota adds a count that is not published either, but that the attacker is
// taken to know: what was open at the start is in the figures of the semester
// before.
func (t *Tabella) Nota(valore int64) int {
	c := t.Cella(valore, 0)
	t.protette[c], t.note[c] = false, true
	return c
}

// Somma says that the counts on the left sum to those on the right. It panics
// when they do not: sums are known to be true before anything is published.
func (t *Tabella) Somma(sinistra, destra []int) {
	var ts []termine
	var saldo int64
	for _, c := range sinistra {
		ts, saldo = append(ts, termine{c, 1}), saldo+t.valori[c]
	}
	for _, c := range destra {
		ts, saldo = append(ts, termine{c, -1}), saldo-t.valori[c]
	}
	if saldo != 0 {
		panic(fmt.Sprintf("riserbo: a sum is off by %d", saldo))
	}
	for _, x := range ts {
		t.di[x.cella] = append(t.di[x.cella], len(t.somme))
	}
	t.somme = append(t.somme, ts)
}

// Pareggia says that the parts sum to the whole. Where they do not, because a
// part belongs to no row, the attacker is taken to know the difference.
func (t *Tabella) Pareggia(parti []int, tutto int) {
	saldo := -t.valori[tutto]
	for _, c := range parti {
		saldo += t.valori[c]
	}
	if saldo > 0 {
		t.Somma(parti, []int{tutto, t.Nota(saldo)})
	} else {
		t.Somma(slices.Concat(parti, []int{t.Nota(-saldo)}), []int{tutto})
	}
}

// Nascondi chooses what must not be published: the protected counts, and those
// that would give them away. The choice depends on the table alone.
func (t *Tabella) Nascondi() []bool {
	nascoste := t.prime()
	for {
		esposte := t.Attacca(nascoste)
		if len(esposte) == 0 {
			return t.sfoltisci(nascoste)
		}
		toccate := make([]bool, len(t.somme))
		for mosse := 0; mosse == 0; {
			for _, c := range esposte {
				mosse += t.copri(c, nascoste, toccate)
			}
			altre := t.vicine(esposte, nascoste)
			if mosse == 0 && len(altre) == len(esposte) {
				return t.tutte() // nothing is left to hide around it: never seen, and safe
			}
			esposte = altre
		}
	}
}

// prime are the counts hidden for their own sake.
func (t *Tabella) prime() []bool {
	out := slices.Clone(t.protette)
	for c, i := range t.ignote {
		out[c] = out[c] || i
	}
	return out
}

// sfoltisci publishes again, the dearest first, what need not be hidden after
// all: a choice made early may have become useless.
func (t *Tabella) sfoltisci(nascoste []bool) []bool {
	var altre []int
	for c, n := range nascoste {
		if n && !t.protette[c] && !t.ignote[c] {
			altre = append(altre, c)
		}
	}
	slices.SortStableFunc(altre, func(a, b int) int { return cmp.Compare(t.prezzo(b), t.prezzo(a)) })
	for _, c := range altre {
		nascoste[c] = false
		if len(t.Attacca(nascoste)) > 0 {
			nascoste[c] = true
		}
	}
	return nascoste
}

func (t *Tabella) tutte() []bool {
	out := make([]bool, len(t.valori))
	for c := range out {
		out[c] = !t.note[c]
	}
	return out
}

// copri hides one more count in every sum of the cell that was not touched yet
// in this round, the cheapest one, and says in how many sums it was done, by
// itself or before.
func (t *Tabella) copri(cella int, nascoste, toccate []bool) (coperte int) {
	for _, s := range t.di[cella] {
		if toccate[s] {
			coperte++
			continue
		}
		scelta := -1
		for _, x := range t.somme[s] {
			if !nascoste[x.cella] && !t.note[x.cella] && (scelta < 0 || t.prezzo(x.cella) < t.prezzo(scelta)) {
				scelta = x.cella
			}
		}
		if scelta >= 0 {
			nascoste[scelta] = true
			for _, altra := range t.di[scelta] {
				toccate[altra] = true
			}
			coperte++
		}
	}
	return coperte
}

// vicine are the hidden counts that share a sum with the given ones: when the
// sums of an exposed count have nothing left to hide, the chain that exposes
// it is broken further on.
func (t *Tabella) vicine(celle []int, nascoste []bool) []int {
	viste := map[int]bool{}
	for _, c := range celle {
		for _, s := range t.di[c] {
			for _, x := range t.somme[s] {
				if nascoste[x.cella] {
					viste[x.cella] = true
				}
			}
		}
	}
	out := make([]int, 0, len(viste))
	for c := range viste {
		out = append(out, c)
	}
	slices.Sort(out)
	return out
}

// prezzo is what hiding a count costs: zeros come after every other count of
// their level, because a hidden zero covers little.
func (t *Tabella) prezzo(c int) int64 {
	if t.valori[c] == 0 {
		return t.prezzi[c] + 1<<39
	}
	return t.prezzi[c]
}
