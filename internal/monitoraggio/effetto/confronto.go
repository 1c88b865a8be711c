package effetto

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"pass/internal/kernel"
)

// finestre are the first and last semester before and after, counted from that
// of the help.
type finestre struct{ primaDal, primaAl, dopoDal, dopoAl int }

// somme are the practices of a body in a window.
type somme struct {
	n    int
	s, q float64
}

func (x somme) media() float64 { return x.s / float64(x.n) }

// scarti is the sum of the squared deviations from the mean.
func (x somme) scarti() float64 { return max(0, x.q-x.s*x.s/float64(x.n)) }

func (s *Serie) somme(dal, al kernel.Semestre) (x somme) {
	for _, p := range s.Punti {
		if !p.Semestre.Before(dal) && !al.Before(p.Semestre) {
			x.n, x.s, x.q = x.n+p.N, x.s+p.Somma, x.q+p.Quadrati
		}
	}
	return x
}

// cella is where bodies are compared: same semesters, same class.
type cella struct {
	aiuto  kernel.Semestre
	classe string
}

// riga is one body in one cell.
type riga struct {
	ente        int // position in the sorted series
	cella       int // 0, 1, … without gaps
	aiutato     bool
	prima, dopo somme
}

func (r riga) variazione() float64 { return r.dopo.media() - r.prima.media() }

// confronto are the rows to be compared, sorted by body, and their counts.
type confronto struct {
	righe                []riga
	celle                int
	nAiutati, nConfronto int
	pratiche             [2][2]int // [others, helped][before, after], each practice once
	esclusi              []Esclusione
	pesi                 []float64 // of the last stima(false), for the means
}

// confronta builds the rows: every helped body in its own windows, and in each
// cell the bodies not helped before the end of the windows.
func confronta(serie []Serie, f finestre, o Opzioni) *confronto {
	perCella := map[cella][]riga{}
	motivi := map[string]int{}
	for _, h := range aiuti(serie) {
		for i := range serie {
			s := &serie[i]
			aiutato := s.Aiuto == h
			if !aiutato && !s.Aiuto.IsZero() && !h.Add(o.Finestra).Before(s.Aiuto) {
				continue
			}
			r := riga{ente: i, aiutato: aiutato,
				prima: s.somme(h.Add(f.primaDal), h.Add(f.primaAl)), dopo: s.somme(h.Add(f.dopoDal), h.Add(f.dopoAl))}
			if motivo := r.scarsa(o); motivo == "" {
				k := cella{h, s.Classe}
				perCella[k] = append(perCella[k], r)
			} else if aiutato {
				motivi[motivo]++
			}
		}
	}
	c := &confronto{}
	for _, k := range ordinate(perCella) {
		rr := perCella[k]
		n := 0
		for _, r := range rr {
			if r.aiutato {
				n++
			}
		}
		if n == len(rr) {
			motivi[senzaPari] += n
		} else if n > 0 {
			for _, r := range rr {
				r.cella = c.celle
				c.righe = append(c.righe, r)
			}
			c.celle++
		}
	}
	for _, m := range []string{senzaPrima, senzaDopo, senzaPari} {
		if motivi[m] > 0 {
			c.esclusi = append(c.esclusi, Esclusione{m, motivi[m]})
		}
	}
	slices.SortStableFunc(c.righe, func(a, b riga) int { return cmp.Compare(a.ente, b.ente) })
	c.conta(serie)
	return c
}

// scarsa says why the row cannot be compared, or nothing.
func (r riga) scarsa(o Opzioni) string {
	switch {
	case r.prima.n < o.MinPratichePerEnte:
		return senzaPrima
	case r.dopo.n < o.MinPratichePerEnte:
		return senzaDopo
	}
	return ""
}

// aiuti are the semesters in which somebody began to be helped, in order.
func aiuti(serie []Serie) (hh []kernel.Semestre) {
	for _, s := range serie {
		if !s.Aiuto.IsZero() && !slices.Contains(hh, s.Aiuto) {
			hh = append(hh, s.Aiuto)
		}
	}
	slices.SortFunc(hh, func(a, b kernel.Semestre) int { return cmp.Compare(a.String(), b.String()) })
	return hh
}

func ordinate(m map[cella][]riga) []cella {
	kk := make([]cella, 0, len(m))
	for k := range m {
		kk = append(kk, k)
	}
	slices.SortFunc(kk, func(a, b cella) int {
		return cmp.Or(cmp.Compare(a.aiuto.String(), b.aiuto.String()), cmp.Compare(a.classe, b.classe))
	})
	return kk
}

// conta counts bodies and practices. A body compared in several cells counts
// once, with the largest of its windows.
func (c *confronto) conta(serie []Serie) {
	type chi struct {
		ente    int
		aiutato bool
	}
	visti := map[chi][2]int{}
	for _, r := range c.righe {
		k := chi{r.ente, r.aiutato}
		v := visti[k]
		visti[k] = [2]int{max(v[0], r.prima.n), max(v[1], r.dopo.n)}
	}
	for k, v := range visti {
		g := 0
		if k.aiutato {
			g = 1
			c.nAiutati++
		} else {
			c.nConfronto++
		}
		c.pratiche[g][0] += v[0]
		c.pratiche[g][1] += v[1]
	}
}

// insufficiente is the Italian reason for which no figure is given, or nothing.
func (c *confronto) insufficiente(serie []Serie, o Opzioni) string {
	aiutati := 0
	for _, s := range serie {
		if !s.Aiuto.IsZero() {
			aiutati++
		}
	}
	p := c.pratiche
	pratiche := min(p[0][0], p[0][1], p[1][0], p[1][1])
	switch {
	case aiutati == 0:
		return "Nessun ente è stato ancora aiutato su questo procedimento."
	case aiutati == len(serie) && c.nConfronto == 0:
		return "Tutti gli enti sono stati aiutati negli stessi semestri: non ci sono enti con cui confrontarli."
	case c.nAiutati < o.MinEnti:
		return fmt.Sprintf("Gli enti aiutati che si possono confrontare sono %d: ne servono almeno %d.", c.nAiutati, o.MinEnti)
	case c.nConfronto < o.MinEnti:
		return fmt.Sprintf("Gli enti simili non aiutati sono %d: ne servono almeno %d.", c.nConfronto, o.MinEnti)
	case pratiche < o.MinPratiche:
		return fmt.Sprintf("In uno dei gruppi le pratiche sono %d: ne servono almeno %d, prima e dopo l’aiuto.", pratiche, o.MinPratiche)
	}
	return ""
}

// medie are the means of the helped and of the others, with weights by which
// their differences give exactly the estimate: within a cell, each group counts
// as much as the other.
func (c *confronto) medie() (aiutati, altri Medie) {
	somma, quota := make([]float64, c.celle), make([]float64, c.celle)
	for i, r := range c.righe {
		somma[r.cella] += c.pesi[i]
		if r.aiutato {
			quota[r.cella] += c.pesi[i]
		}
	}
	totale := 0.0
	for k := range somma {
		quota[k] /= somma[k]
		totale += somma[k] * quota[k] * (1 - quota[k])
	}
	for i, r := range c.righe {
		m, w := &altri, c.pesi[i]*quota[r.cella]/totale
		if r.aiutato {
			m, w = &aiutati, c.pesi[i]*(1-quota[r.cella])/totale
		}
		m.Prima += w * r.prima.media()
		m.Dopo += w * r.dopo.media()
	}
	return aiutati, altri
}

// lontani counts the helped bodies whose starting level is more than a quarter
// beyond that of every body they are compared with.
func (c *confronto) lontani() (n int) {
	basso, alto := make([]float64, c.celle), make([]float64, c.celle)
	for i := range basso {
		basso[i] = math.Inf(1)
	}
	for _, r := range c.righe {
		if !r.aiutato {
			basso[r.cella], alto[r.cella] = min(basso[r.cella], r.prima.media()), max(alto[r.cella], r.prima.media())
		}
	}
	for _, r := range c.righe {
		if m := r.prima.media(); r.aiutato && (m > 1.25*alto[r.cella] || 1.25*m < basso[r.cella]) {
			n++
		}
	}
	return n
}
