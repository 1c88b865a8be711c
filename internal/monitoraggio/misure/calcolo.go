package misure

import (
	"fmt"
	"slices"

	"pass/internal/kernel"
	"pass/internal/termini"
)

// Calcolo adds up the practices of one procedure over one semester, of one
// body or of many: the figures of the Region are those of all its practices,
// not a mean of means. It keeps one integer per duration, so that percentiles
// are exact, and neither the order of Aggiungi nor that of Unisci changes any
// figure. It is not safe for concurrent use.
type Calcolo struct {
	sem      kernel.Semestre
	dal, al  kernel.Day
	generale *termini.Termine

	silenzio, espresse, conSospensioni, conConferenza     int
	avviate, inTransito, inizio, fine, escluse, arretrato int
	senzaTermine                                          int // pending at the end, without any term
	durate, nette                                         []int32
	sommaDurate, sommaNette                               int64
	inVigore                                              []int32 // terms of the practices in transit, in calendar days
	generaliDiversi                                       bool    // united from calculations with different general terms

	sommate sommate
}

// NewCalcolo starts an empty count. generale is the maximum term of the
// procedure for the practices that have none of their own; nil when there is
// none.
func NewCalcolo(sem kernel.Semestre, generale *termini.Termine) *Calcolo {
	c := &Calcolo{sem: sem, dal: sem.Dal(), al: sem.Al()}
	if generale != nil {
		t := *generale
		c.generale = &t
	}
	return c
}

// Semestre is the semester of the count.
func (c *Calcolo) Semestre() kernel.Semestre { return c.sem }

// Aggiungi counts one practice, which Validate found without problems. The
// practice is not kept.
func (c *Calcolo) Aggiungi(p *Pratica) {
	if p.SempreEsclusa() {
		c.escluse++
		return
	}
	if p.Domanda.After(c.al) {
		return
	}
	avviata := !p.Domanda.Before(c.dal)
	if avviata {
		c.avviate++
	}
	fuori, esclusa := p.uscita()
	if !fuori.IsZero() && fuori.Before(c.dal) {
		return
	}
	c.inTransito++
	if !avviata {
		c.inizio++
	}
	termine, noto := p.GiorniTermine(c.generale)
	if noto {
		c.inVigore = append(c.inVigore, int32(termine))
	}
	switch {
	case fuori.IsZero() || fuori.After(c.al):
		c.pendente(p, termine, noto)
	case esclusa:
		c.escluse++
	case p.Provvedimento.IsZero():
		c.silenzio++
	default:
		c.espressa(p)
	}
}

// pendente counts a practice that is open at the end of the semester.
func (c *Calcolo) pendente(p *Pratica, termine int, noto bool) {
	c.fine++
	switch {
	case !noto:
		c.senzaTermine++
	case p.GiorniNettiAl(c.al) > termine:
		c.arretrato++
	}
}

// espressa counts a practice concluded by an express act in the semester.
func (c *Calcolo) espressa(p *Pratica) {
	c.espresse++
	if p.Conferenza {
		c.conConferenza++
	}
	sospesi := p.GiorniSospesiAl(p.Provvedimento)
	if sospesi > 0 {
		c.conSospensioni++
	}
	lorda := max(1, termini.GiorniLordi(p.Domanda, p.Provvedimento))
	netta := max(0, lorda-sospesi)
	c.durate = append(c.durate, int32(lorda))
	c.nette = append(c.nette, int32(netta))
	c.sommaDurate += int64(lorda)
	c.sommaNette += int64(netta)
}

// Unisci adds what another count of the same semester has counted; the other
// does not change. Counts of different semesters cannot be united: that is a
// mistake of the program, and it panics.
func (c *Calcolo) Unisci(o *Calcolo) {
	if c.sem != o.sem {
		panic(fmt.Sprintf("misure: semesters %s and %s cannot be united", c.sem, o.sem))
	}
	c.silenzio += o.silenzio
	c.espresse += o.espresse
	c.conSospensioni += o.conSospensioni
	c.conConferenza += o.conConferenza
	c.avviate += o.avviate
	c.inTransito += o.inTransito
	c.inizio += o.inizio
	c.fine += o.fine
	c.escluse += o.escluse
	c.arretrato += o.arretrato
	c.senzaTermine += o.senzaTermine
	c.sommaDurate += o.sommaDurate
	c.sommaNette += o.sommaNette
	c.durate = append(c.durate, o.durate...)
	c.nette = append(c.nette, o.nette...)
	c.inVigore = append(c.inVigore, o.inVigore...)
	c.generaliDiversi = c.generaliDiversi || o.generaliDiversi || !stessoTermine(c.generale, o.generale)
	c.sommate.unisci(&o.sommate)
}

func stessoTermine(a, b *termini.Termine) bool {
	return a == b || a != nil && b != nil && *a == *b
}

// Misure are the figures of what was counted so far; the count may go on.
func (c *Calcolo) Misure() Misure {
	m := Misure{
		ConcluseSilenzioAssenso: c.silenzio, ConcluseEspresse: c.espresse,
		ConSospensioni: c.conSospensioni, ConConferenza: c.conConferenza,
		Avviate: c.avviate, InTransito: c.inTransito,
		PendentiInizio: c.inizio, PendentiFine: c.fine, Escluse: c.escluse,
		PendentiSenzaTermine: c.senzaTermine,
		N:                    len(c.durate), SommaDurate: c.sommaDurate, SommaNette: c.sommaNette,
		TermineMassimo: c.termineMassimo(),
	}
	if c.senzaTermine == 0 {
		m.Arretrato = puntatore(c.arretrato)
	}
	if n := len(c.durate); n > 0 {
		lorde, nette := ordinate(c.durate), ordinate(c.nette)
		m.DurataMedia = puntatore(float64(c.sommaDurate) / float64(n))
		m.DurataMediana, m.DurataP90 = quantile(lorde, 1, 2), quantile(lorde, 9, 10)
		m.DurataMediaNetta = puntatore(float64(c.sommaNette) / float64(n))
		m.NettaMediana, m.NettaP90 = quantile(nette, 1, 2), quantile(nette, 9, 10)
	}
	c.sommate.aggiungiA(&m)
	return m
}

// termineMassimo is the general term, else the median over the practices in
// transit that have a term; nil when there is none. A general term in months
// or working days is worth as many days as it has from the first day of the
// semester.
func (c *Calcolo) termineMassimo() *float64 {
	if c.generale != nil && !c.generaliDiversi {
		return puntatore(float64(giorniDa(c.dal, *c.generale)))
	}
	return quantile(ordinate(c.inVigore), 1, 2)
}

func puntatore[T any](x T) *T { return &x }

// ordinate gives the values in rising order and leaves the given ones alone.
func ordinate(x []int32) []int32 {
	if len(x) == 0 {
		return nil
	}
	top := slices.Max(x)
	if len(x) < 256 || int(top) > 8*len(x) || slices.Min(x) < 0 {
		out := slices.Clone(x)
		slices.Sort(out)
		return out
	}
	volte := make([]int32, top+1) // durations repeat: counting them is linear
	for _, v := range x {
		volte[v]++
	}
	out := make([]int32, 0, len(x))
	for v, n := range volte {
		for range n {
			out = append(out, int32(v))
		}
	}
	return out
}

// quantile is the num/den quantile of values in rising order, by linear
// interpolation between the two nearest (type 7); nil without values.
func quantile(x []int32, num, den int) *float64 {
	if len(x) == 0 {
		return nil
	}
	h := (len(x) - 1) * num
	i, resto := h/den, h%den
	v := float64(x[i])
	if resto != 0 {
		v += float64(x[i+1]-x[i]) * float64(resto) / float64(den)
	}
	return &v
}
