package riserbo

import (
	"cmp"
	"slices"
)

// Nascondi chooses what must not be published: the protected counts, and those
// that would give them away. It begins with everything hidden and publishes
// the dearest counts first, each unless it would expose one. The choice depends
// on the table alone, and nothing more could be published.
func (t *Tabella) Nascondi() []bool {
	s := nuovaScelta(t)
	var scelte []int
	for c := range t.valori {
		if !t.protette[c] && !t.ignote[c] && !t.note[c] {
			scelte = append(scelte, c)
		}
	}
	slices.SortStableFunc(scelte, func(a, b int) int { return cmp.Compare(t.prezzo(b), t.prezzo(a)) })
	s.pubblica(scelte)
	return s.nascoste
}

// scelta is what the attacker knows while counts are published one by one. Of
// the bounds that it can draw it keeps the distance from the true count, up to
// Ampiezza. That is enough: the distance of a bound drawn along a sum is the
// total of those of the bounds that it was drawn from, so one that is Ampiezza
// away never leads to a narrower interval.
type scelta struct {
	t        *Tabella
	versi    [][]termine // of each count, in the order of its sums
	nascoste []bool
	perse    []bool    // exposed though everything is hidden: nothing can be done
	distanze [2][]int8 // below and above each count
	totali   [2][]int  // of the distances of the terms of each sum, below and above
	storia   []passo
	coda     []int
	inCoda   []bool
}

// passo is a distance before it became smaller.
type passo struct {
	cella, lato int
	era         int8
}

func nuovaScelta(t *Tabella) *scelta {
	s := &scelta{t: t, versi: make([][]termine, len(t.valori)), nascoste: make([]bool, len(t.valori)), perse: make([]bool, len(t.valori)), inCoda: make([]bool, len(t.somme))}
	for lato := range s.distanze {
		s.distanze[lato], s.totali[lato] = make([]int8, len(t.valori)), make([]int, len(t.somme))
	}
	for c, v := range t.valori {
		if s.nascoste[c] = !t.note[c]; s.nascoste[c] {
			s.distanze[0][c], s.distanze[1][c] = int8(min(v, Ampiezza)), Ampiezza
		}
	}
	for i, ts := range t.somme {
		for _, x := range ts {
			s.versi[x.cella] = append(s.versi[x.cella], x)
			for lato := range s.totali {
				s.totali[lato][i] += int(s.distanze[diTermine(x, lato)][x.cella])
			}
		}
		s.accoda(i)
	}
	esposte := s.propaga(true)
	for c, nota := range t.risolvi(s.nascoste) {
		s.perse[c] = nota
	}
	for _, c := range esposte {
		s.perse[c] = true
	}
	return s
}

// diTermine is the side of a count that makes a side of its term: what is
// below a term that is taken away is above its count.
func diTermine(x termine, lato int) int {
	if x.segno < 0 {
		return 1 - lato
	}
	return lato
}

func (s *scelta) accoda(somma int) {
	if !s.inCoda[somma] {
		s.coda, s.inCoda[somma] = append(s.coda, somma), true
	}
}

// avvicina makes a distance smaller.
func (s *scelta) avvicina(cella, lato int, a int8) {
	era := s.distanze[lato][cella]
	s.storia = append(s.storia, passo{cella, lato, era})
	s.metti(cella, lato, a)
	for _, i := range s.t.di[cella] {
		s.accoda(i)
	}
}

func (s *scelta) metti(cella, lato int, d int8) {
	delta := int(d - s.distanze[lato][cella])
	s.distanze[lato][cella] = d
	for k, i := range s.t.di[cella] {
		s.totali[diTermine(s.versi[cella][k], lato)][i] += delta
	}
}

// propaga draws bounds along the sums in the queue until nothing moves, and
// gives the protected counts that became exposed. It stops at the first one
// unless all are wanted; then the queue is left empty all the same.
func (s *scelta) propaga(tutte bool) (esposte []int) {
	for len(s.coda) > 0 {
		i := s.coda[0]
		s.coda, s.inCoda[i] = s.coda[1:], false
		if len(esposte) > 0 && !tutte || min(s.totali[0][i], s.totali[1][i]) >= 2*Ampiezza {
			continue // the others of a term are always Ampiezza away
		}
		for _, x := range s.t.somme[i] {
			for lato := range s.totali {
				// The others at their least leave most for this one, and the
				// other way round.
				di, contro := diTermine(x, lato), 1-lato
				a := s.totali[contro][i] - int(s.distanze[diTermine(x, contro)][x.cella])
				if a >= int(s.distanze[di][x.cella]) {
					continue
				}
				s.avvicina(x.cella, di, int8(a))
				if s.esposta(x.cella) {
					esposte = append(esposte, x.cella)
				}
			}
		}
	}
	return esposte
}

func (s *scelta) esposta(c int) bool {
	return s.t.protette[c] && !s.perse[c] && s.distanze[0][c]+s.distanze[1][c] < Ampiezza
}

// prova publishes a count unless its bounds expose one.
func (s *scelta) prova(c int) bool {
	segno := len(s.storia)
	for lato := range s.distanze {
		if s.distanze[lato][c] > 0 {
			s.avvicina(c, lato, 0)
		}
	}
	if len(s.propaga(false)) > 0 {
		s.torna(segno)
		return false
	}
	s.nascoste[c] = false
	return true
}

// torna forgets what was drawn after a point of the story.
func (s *scelta) torna(segno int) {
	for i := len(s.storia) - 1; i >= segno; i-- {
		s.metti(s.storia[i].cella, s.storia[i].lato, s.storia[i].era)
	}
	s.storia = s.storia[:segno]
}

// pubblica publishes what it can of the counts, in their order. The system of
// all sums is solved once for all of them: publishing more never exposes less,
// so that only if it exposes one must the halves be tried apart.
func (s *scelta) pubblica(scelte []int) {
	segno := len(s.storia)
	var pubblicate []int
	for _, c := range scelte {
		if s.prova(c) {
			pubblicate = append(pubblicate, c)
		}
	}
	if len(pubblicate) == 0 || !s.risolta() {
		return
	}
	s.torna(segno)
	for _, c := range pubblicate {
		s.nascoste[c] = true
	}
	if len(scelte) > 1 {
		s.pubblica(scelte[:len(scelte)/2])
		s.pubblica(scelte[len(scelte)/2:])
	}
}

// risolta tells whether the system of all sums fixes a protected count.
func (s *scelta) risolta() bool {
	for c, nota := range s.t.risolvi(s.nascoste) {
		if nota && s.t.protette[c] && !s.perse[c] {
			return true
		}
	}
	return false
}
