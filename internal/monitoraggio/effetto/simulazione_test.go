package effetto

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"pass/internal/kernel"
)

// mondo is a Region whose truth is known.
type mondo struct {
	nome               string
	aiutati, confronto int
	coorti             []int // semesters of help, from the first one
	classi             int
	effetto            float64 // mean effect over bodies
	vario              float64 // its spread between bodies
	lenti              float64 // days by which the helped are slower from the start
	tendenza           float64 // days per semester, everybody
	fattore            float64 // multiplies everybody's duration each semester
	tendenzaClasse     float64 // further days per semester and class
	scossa             float64 // spread of a body's own semester
	brutto             bool    // help goes to bodies that just had a bad semester
	dosso              float64 // days by which the helped were slower just before, and only then
	pareto             bool    // Pareto tails instead of lognormal ones
	disuguali          float64 // spread of the logarithm of the practices; 0.9
	mancanti           float64 // share of body-semesters that nobody reported
	quota              bool    // share of the backlog instead of durations
}

const semestri = 8

// durata draws a duration with this mean and a heavy tail, in whole days.
func durata(r *rand.Rand, media float64, pareto bool) float64 {
	x := 0.0
	if pareto {
		const a = 2.5 // finite variance, infinite skewness
		x = (a - 1) / a * math.Pow(1-r.Float64(), -1/a)
	} else {
		const s = 0.9
		x = math.Exp(s*r.NormFloat64() - s*s/2)
	}
	return max(1, math.Round(media*x))
}

// dati draws one history of the world.
func (m mondo) dati(r *rand.Rand) Dati {
	d := Dati{Procedimento: "Permesso di costruire"}
	if m.quota {
		d.Misura = QuotaArretrato
	}
	s0 := kernel.MustSemestre("2022-1")
	for i := range m.aiutati + m.confronto {
		classe := r.IntN(max(1, m.classi))
		s := Serie{Ente: fmt.Sprintf("ente %04d", i), Classe: fmt.Sprint(classe)}
		h := -1
		livello, effetto := 90+25*r.NormFloat64()+10*float64(classe), m.effetto+m.vario*r.NormFloat64()
		if i < m.aiutati {
			h = m.coorti[r.IntN(len(m.coorti))]
			s.Aiuto = s0.Add(h)
			livello += m.lenti
		}
		livello = max(livello, 50)
		carico := math.Exp(math.Log(12) + cmp.Or(m.disuguali, 0.9)*r.NormFloat64())
		for t := range semestri {
			media := (livello + (m.tendenza+m.tendenzaClasse*float64(classe))*float64(t)) * math.Pow(max(m.fattore, 0.01), float64(t))
			scossa := m.scossa * r.NormFloat64()
			if m.brutto && t == h-1 {
				scossa = math.Abs(scossa)
			}
			media += scossa
			if h >= 0 && (t == h-1 || t == h-2) {
				media += m.dosso
			}
			if h >= 0 && t == h {
				media += effetto / 2
			}
			if h >= 0 && t > h {
				media += effetto
			}
			n := 1 + int(carico*(0.7+0.6*r.Float64()))
			if r.Float64() < m.mancanti {
				continue
			}
			s.Punti = append(s.Punti, m.punto(r, s0.Add(t), n, media))
		}
		d.Serie = append(d.Serie, s)
	}
	return d
}

func (m mondo) punto(r *rand.Rand, s kernel.Semestre, n int, media float64) Punto {
	if m.quota {
		arretrato := 0
		for range n {
			if r.Float64() < min(max(media/200, 0.02), 0.98) {
				arretrato++
			}
		}
		return PuntoQuota(s, n, arretrato)
	}
	p := Punto{Semestre: s, N: n}
	for range n {
		x := durata(r, max(media, 5), m.pareto)
		p.Somma, p.Quadrati = p.Somma+x, p.Quadrati+x*x
	}
	return p
}

func mondi() []mondo {
	base := mondo{aiutati: 30, confronto: 90, coorti: []int{4}, classi: 3, effetto: -15, vario: 6, tendenza: -3, fattore: 1, scossa: 6}
	var mm []mondo
	con := func(nome string, f func(*mondo)) {
		m := base
		m.nome = nome
		f(&m)
		mm = append(mm, m)
	}
	con("30 contro 90", func(*mondo) {})
	con("8 contro 20", func(m *mondo) { m.aiutati, m.confronto, m.classi = 8, 20, 1 })
	con("8 contro 20, tre classi", func(m *mondo) { m.aiutati, m.confronto = 8, 20 })
	con("il minimo, 5 contro 5", func(m *mondo) { m.aiutati, m.confronto, m.classi = 5, 5, 1 })
	con("un grande Comune tra i piccoli, effetti molto diversi", func(m *mondo) { m.aiutati, m.confronto, m.vario, m.disuguali = 12, 30, 20, 1.8 })
	con("aiuti scaglionati, semestri mancanti", func(m *mondo) { m.coorti, m.mancanti, m.tendenzaClasse = []int{3, 4, 5}, 0.15, 1.5 })
	con("code di Pareto", func(m *mondo) { m.pareto = true })
	con("aiutati più lenti, andamento proporzionale", func(m *mondo) { m.lenti, m.tendenza, m.fattore = 30, 0, 0.95 })
	con("aiutati dopo un semestre brutto", func(m *mondo) { m.brutto = true })
	con("quota di arretrato", func(m *mondo) { m.quota = true })
	con("nessun effetto", func(m *mondo) { m.effetto = 0 })
	con("nessun effetto, 8 contro 20", func(m *mondo) { m.effetto, m.aiutati, m.confronto, m.classi = 0, 8, 20, 1 })
	con("nessun effetto, scaglionati", func(m *mondo) { m.effetto, m.coorti, m.mancanti = 0, []int{3, 4, 5}, 0.15 })
	con("nessun effetto, aiutati più lenti, andamento proporzionale", func(m *mondo) { m.effetto, m.lenti, m.tendenza, m.fattore = 0, 30, 0, 0.95 })
	return mm
}

// TestX13 checks row X13: over 500 histories with a known effect, the 95%
// interval covers the truth at least 90 times in a hundred; with no effect, a
// change is claimed at most 10 times in a hundred.
func TestX13(t *testing.T) {
	const giri = 500
	for k, m := range mondi() {
		t.Run(m.nome, func(t *testing.T) {
			t.Parallel()
			verita := m.effetto
			if m.quota {
				verita /= 200
			}
			coperti, semplici, calcolati, affermati, somma, ampiezza := 0, 0, 0, 0, 0.0, 0.0
			stati := map[StatoTendenza]int{}
			for giro := range giri {
				e, err := Calcola(m.dati(rand.New(rand.NewPCG(uint64(k+1), uint64(giro)))), Opzioni{})
				if err != nil {
					t.Fatal(err)
				}
				stati[e.Tendenza.Stato]++
				if e.Conclusione == NonCalcolabile {
					continue
				}
				calcolati++
				if e.Intervallo[0] <= verita && verita <= e.Intervallo[1] {
					coperti++
				}
				if i := e.Semplice.Intervallo; i[0] <= verita && verita <= i[1] {
					semplici++
				}
				if e.Conclusione != NonDistinguibile {
					affermati++
				}
				somma += *e.Stima
				ampiezza += e.Intervallo[1] - e.Intervallo[0]
			}
			n := float64(calcolati)
			t.Logf("%s: covered %.1f%% of %d (simple comparison alone %.1f%%), claimed %.1f%%, mean %.3f (truth %.3f), mean width %.3f, trends %v",
				m.nome, 100*float64(coperti)/n, calcolati, 100*float64(semplici)/n, 100*float64(affermati)/n, somma/n, verita, ampiezza/n, stati)
			if calcolati < giri*6/10 {
				t.Fatalf("only %d of %d could be calculated", calcolati, giri)
			}
			if float64(coperti) < 0.90*n {
				t.Errorf("covered %d of %d", coperti, calcolati)
			}
			if verita == 0 && float64(affermati) > 0.10*n {
				t.Errorf("claimed an effect that is not there %d times of %d", affermati, calcolati)
			}
		})
	}
}

// TestDipBeforeHelp: a passing slowness of the helped alone, just before the
// help, fools any comparison of before and after; the semesters further back
// give it away, and nothing is then concluded.
func TestDipBeforeHelp(t *testing.T) {
	m := mondo{aiutati: 60, confronto: 180, coorti: []int{4}, classi: 3, tendenza: -3, fattore: 1, vario: 6, scossa: 6, dosso: 20}
	affermati, ingannati := 0, 0
	const giri = 100
	for giro := range giri {
		e := calcola(t, m.dati(rand.New(rand.NewPCG(77, uint64(giro)))))
		if e.Semplice.zeroFuori() {
			ingannati++
		}
		if e.Conclusione != NonDistinguibile {
			affermati++
		}
	}
	if ingannati < giri*9/10 || affermati > giri/10 {
		t.Errorf("the figures were fooled %d times, people %d times of %d", ingannati, affermati, giri)
	}
}
