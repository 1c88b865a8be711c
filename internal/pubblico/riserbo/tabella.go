package riserbo

import (
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

// prezzo is what hiding a count costs: zeros come after every other count of
// their level, because a hidden zero covers little.
func (t *Tabella) prezzo(c int) int64 {
	if t.valori[c] == 0 {
		return t.prezzi[c] + 1<<39
	}
	return t.prezzi[c]
}
