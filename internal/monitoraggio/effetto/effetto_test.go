package effetto

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pass/internal/kernel"
)

var h0 = kernel.MustSemestre("2024-1")

// ente is a body with n practices in each window: half of them d days under the
// mean, half over. h is the semester of the help, from h0; 99 is never.
func ente(nome, classe string, h, n int, prima, dopo, d float64) Serie {
	s := Serie{Ente: nome, Classe: classe}
	rif := h0
	if h != 99 {
		s.Aiuto = h0.Add(h)
		rif = s.Aiuto
	}
	s.Punti = []Punto{coppie(rif.Add(-1), n, prima, d), coppie(rif.Add(1), n, dopo, d)}
	return s
}

func coppie(s kernel.Semestre, n int, media, d float64) Punto {
	return Punto{s, n, float64(n) * media, float64(n) * (media*media + d*d)}
}

// gruppi is helped and not helped bodies that start at 100 days and change so.
func gruppi(aiutati, altri []float64) Dati {
	d := Dati{Procedimento: "Permesso di costruire"}
	for i, x := range aiutati {
		d.Serie = append(d.Serie, ente(fmt.Sprint("a", i), "1", 0, 10, 100, 100+x, 5))
	}
	for i, x := range altri {
		d.Serie = append(d.Serie, ente(fmt.Sprint("c", i), "1", 99, 10, 100, 100+x, 5))
	}
	return d
}

func calcola(t *testing.T, d Dati) Effetto {
	t.Helper()
	e, err := Calcola(d, Opzioni{})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func vicino(a, b, tolleranza float64) bool { return math.Abs(a-b) <= tolleranza }

// TestCalcolaByHand: five helped bodies change by −10, −12, −8, −11, −9 days,
// five others by 0, 2, −2, 1, −1. Means −10 and 0; both sample variances are
// 10/4 = 2.5, so the standard error is √(2.5/5 + 2.5/5) = 1; the degrees of
// freedom are 8; t(0.975; 8) = 2.306004.
func TestCalcolaByHand(t *testing.T) {
	e := calcola(t, gruppi([]float64{-10, -12, -8, -11, -9}, []float64{0, 2, -2, 1, -1}))
	s := e.Semplice
	if !vicino(s.Valore, -10, 1e-9) || !vicino(s.Errore, 1, 1e-9) || !vicino(s.Gradi, 8, 1e-9) ||
		!vicino(e.Intervallo[0], -12.306004, 1e-5) || !vicino(e.Intervallo[1], -7.693996, 1e-5) {
		t.Errorf("%+v", *s)
	}
	if e.Conclusione != Riduzione || e.NAiutati != 5 || e.NConfronto != 5 || e.NPraticheAiutati != 100 || e.NPratiche() != 200 {
		t.Errorf("%+v", e)
	}
	if e.PariLivello != nil {
		t.Error("all start at the same level: nothing to adjust")
	}
	if !vicino(e.Aiutati.Prima, 100, 1e-9) || !vicino(e.Aiutati.Dopo, 90, 1e-9) || !vicino(e.Confronto.Prima, 100, 1e-9) || !vicino(e.Confronto.Dopo, 100, 1e-9) {
		t.Errorf("means %+v %+v", e.Aiutati, e.Confronto)
	}
	if e.Tendenza.Stato != TendenzaNonVerificabile {
		t.Errorf("trend %+v without earlier semesters", e.Tendenza)
	}
	e = calcola(t, gruppi([]float64{10, 12, 8, 11, 9}, []float64{0, 2, -2, 1, -1}))
	if e.Conclusione != Aumento || !vicino(*e.Stima, 10, 1e-9) {
		t.Errorf("%v %v", e.Conclusione, *e.Stima)
	}
	e = calcola(t, gruppi([]float64{1, 3, -1, 2, 0}, []float64{0, 2, -2, 1, -1}))
	if e.Conclusione != NonDistinguibile || !vicino(*e.Stima, 1, 1e-9) || e.Motivo == "" {
		t.Errorf("%v %v", e.Conclusione, *e.Stima)
	}
}

// TestCalcolaIsWelchWithEqualWeights: for two groups the CR2 variance is
// s₁²/n₁ + s₂²/n₂, and the degrees of freedom under equal variances are
// (1/n₁+1/n₂)² / (1/(n₁²(n₁−1)) + 1/(n₂²(n₂−1))) (Bell and McCaffrey 2002).
func TestCalcolaIsWelchWithEqualWeights(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for n1 := 5; n1 < 12; n1++ {
		n2 := 5 + r.IntN(20)
		a, c := make([]float64, n1), make([]float64, n2)
		for i := range a {
			a[i] = 10 * r.NormFloat64()
		}
		for i := range c {
			c[i] = 3 * r.NormFloat64()
		}
		m1, v1 := momenti(a)
		m2, v2 := momenti(c)
		x, y := float64(n1), float64(n2)
		s := calcola(t, gruppi(a, c)).Semplice
		gradi := math.Pow(1/x+1/y, 2) / (1/(x*x*(x-1)) + 1/(y*y*(y-1)))
		if !vicino(s.Valore, m1-m2, 1e-9) || !vicino(s.Errore, math.Sqrt(v1/x+v2/y), 1e-9) || !vicino(s.Gradi, gradi, 1e-6) {
			t.Errorf("%d, %d: %+v, want %v %v %v", n1, n2, *s, m1-m2, math.Sqrt(v1/x+v2/y), gradi)
		}
	}
}

func momenti(x []float64) (m, v float64) {
	for _, a := range x {
		m += a / float64(len(x))
	}
	for _, a := range x {
		v += (a - m) * (a - m) / float64(len(x)-1)
	}
	return m, v
}

func TestQuantileT(t *testing.T) {
	for gradi, want := range map[float64]float64{4: 2.776445, 5: 2.570582, 8: 2.306004, 10: 2.228139, 30: 2.042272, 120: 1.979930, 1e5: 1.959988} {
		if got := quantileT(gradi); !vicino(got, want, 2e-6) {
			t.Errorf("t(%v) = %v, want %v", gradi, got, want)
		}
	}
}

// TestMeansAddUp: the four means that people read give exactly the estimate.
func TestMeansAddUp(t *testing.T) {
	for k, m := range mondi() {
		e := calcola(t, m.dati(rand.New(rand.NewPCG(7, uint64(k)))))
		if e.Conclusione == NonCalcolabile {
			continue
		}
		d := (e.Aiutati.Dopo - e.Aiutati.Prima) - (e.Confronto.Dopo - e.Confronto.Prima)
		if !vicino(d, *e.Stima, 1e-9*math.Max(1, math.Abs(d))) {
			t.Errorf("%s: means give %v, estimate %v", m.nome, d, *e.Stima)
		}
	}
}

type nonCalcolabile struct {
	nome   string
	dati   func() Dati
	motivo string
}

func nonCalcolabili() []nonCalcolabile {
	cinque, tanti := []float64{-1, 2, -3, 4, -5}, []float64{1, 2, 3, 4, 5, 6, 7}
	return []nonCalcolabile{
		{"niente", func() Dati { return Dati{} }, "Nessun ente è stato ancora aiutato"},
		{"un ente", func() Dati { return gruppi([]float64{-10}, nil) }, "Tutti gli enti sono stati aiutati"},
		{"nessun aiutato", func() Dati { return gruppi(nil, tanti) }, "Nessun ente è stato ancora aiutato"},
		{"tutti aiutati", func() Dati { return gruppi(tanti, nil) }, "Tutti gli enti sono stati aiutati"},
		{"pochi aiutati", func() Dati { return gruppi(cinque[:4], tanti) }, "sono 4: ne servono almeno 5"},
		{"pochi confronti", func() Dati { return gruppi(tanti, cinque[:4]) }, "non aiutati sono 4: ne servono almeno 5"},
		{"valori uguali", func() Dati { return gruppi([]float64{-9, -9, -9, -9, -9}, []float64{0, 0, 0, 0, 0}) }, "non variano"},
		{"zero pratiche", func() Dati {
			d := gruppi(cinque, tanti)
			for i := range d.Serie {
				d.Serie[i].Punti[1] = Punto{Semestre: d.Serie[i].Punti[1].Semestre}
			}
			return d
		}, "sono 0: ne servono"},
		{"senza punti", func() Dati {
			d := gruppi(cinque, tanti)
			for i := range d.Serie {
				d.Serie[i].Punti = nil
			}
			return d
		}, "sono 0: ne servono"},
		{"poche pratiche", func() Dati {
			d := gruppi(cinque, tanti)
			for i := range d.Serie {
				for j, p := range d.Serie[i].Punti {
					d.Serie[i].Punti[j] = coppie(p.Semestre, 4, 100, 5)
				}
			}
			return d
		}, "sono 20: ne servono almeno 30"},
		{"classi diverse", func() Dati {
			d := gruppi(cinque, tanti)
			for i := range cinque {
				d.Serie[i].Classe = "2"
			}
			return d
		}, "sono 0: ne servono"},
		{"uno pesa tutto", func() Dati {
			d := gruppi(cinque, tanti)
			d.Serie = d.Serie[:0]
			for i, n := range []int{100000, 3, 3, 3, 3, 30, 30, 30, 30, 30, 30} {
				h := 0
				if i > 4 {
					h = 99
				}
				d.Serie = append(d.Serie, ente(fmt.Sprint(i), "1", h, n, 100, 100+float64(i%3), 80))
			}
			return d
		}, "Troppo pochi enti pesano"},
	}
}

// TestNotCalculable: the cases that give no figure, never a zero.
func TestNotCalculable(t *testing.T) {
	for _, c := range nonCalcolabili() {
		t.Run(c.nome, func(t *testing.T) {
			e := calcola(t, c.dati())
			if e.Conclusione != NonCalcolabile || !strings.Contains(e.Motivo, c.motivo) {
				t.Errorf("%s: %q", e.Conclusione, e.Motivo)
			}
			if e.Stima != nil || e.Intervallo != nil || e.Aiutati != nil {
				t.Error("a figure was given")
			}
			if f := Frasi(e); f[0] != "Effetto dell’aiuto: n.d." || f[1] != e.Motivo {
				t.Errorf("%q", f)
			}
		})
	}
}

// TestImpossibleData: counts that contradict themselves are refused.
func TestImpossibleData(t *testing.T) {
	buono := func() Dati { return gruppi([]float64{-1, 2, -3, 4, -5}, []float64{1, 2, 3, 4, 5}) }
	for nome, guasta := range map[string]func(d *Dati){
		"negative N":      func(d *Dati) { d.Serie[0].Punti[0].N = -1 },
		"no practices":    func(d *Dati) { d.Serie[0].Punti[0].N = 0 },
		"NaN":             func(d *Dati) { d.Serie[0].Punti[0].Somma = math.NaN() },
		"NaN squares":     func(d *Dati) { d.Serie[0].Punti[0].Quadrati = math.NaN() },
		"Inf":             func(d *Dati) { d.Serie[0].Punti[0].Quadrati = math.Inf(1) },
		"negative sum":    func(d *Dati) { d.Serie[0].Punti[0].Somma = -1 },
		"squares too few": func(d *Dati) { d.Serie[0].Punti[0].Quadrati /= 2 },
		"same body":       func(d *Dati) { d.Serie[1].Ente = d.Serie[0].Ente },
		"same semester":   func(d *Dati) { d.Serie[0].Punti[1].Semestre = d.Serie[0].Punti[0].Semestre },
		"no semester":     func(d *Dati) { d.Serie[0].Punti[0].Semestre = kernel.Semestre{} },
		"a share over 1":  func(d *Dati) { d.Misura = QuotaArretrato },
	} {
		d := buono()
		guasta(&d)
		if _, err := Calcola(d, Opzioni{}); kernel.CodeOf(err) != kernel.NonValido {
			t.Errorf("%s: %v", nome, err)
		}
	}
}

// TestWindows: the semester of the help does not count, nor do those beyond the
// windows; a body helped later serves as comparison until then, one already
// helped does not.
func TestWindows(t *testing.T) {
	base := gruppi([]float64{-10, -12, -8, -11, -9}, []float64{0, 2, -2, 1, -1})
	prima := calcola(t, base)
	for i := range base.Serie {
		base.Serie[i].Punti = append(base.Serie[i].Punti, coppie(h0, 50, 3000+float64(i), 5), coppie(h0.Add(3), 50, 1, 0), coppie(h0.Add(-7), 50, 1, 0))
	}
	if e := calcola(t, base); *e.Stima != *prima.Stima || e.NPratiche() != prima.NPratiche() {
		t.Errorf("%v of %d", *e.Stima, e.NPratiche())
	}
	base.Serie[9].Aiuto = h0.Add(3)
	if e := calcola(t, base); *e.Stima != *prima.Stima || e.NConfronto != 5 || e.NAiutati != 5 {
		t.Errorf("helped after the windows: %v of %d and %d", *e.Stima, e.NAiutati, e.NConfronto)
	}
	base.Serie[9].Aiuto = h0.Add(2)
	if e := calcola(t, base); e.Conclusione != NonCalcolabile || e.NConfronto != 4 {
		t.Errorf("helped within the windows: %s, %d", e.Conclusione, e.NConfronto)
	}
	base.Serie[9].Aiuto = h0.Add(-3)
	if e := calcola(t, base); e.Conclusione != NonCalcolabile || e.NConfronto != 4 {
		t.Errorf("helped before the windows: %s, %d", e.Conclusione, e.NConfronto)
	}
}

// TestLeftOutAreTold: every helped body is in the comparison or in Esclusi.
func TestLeftOutAreTold(t *testing.T) {
	d := gruppi([]float64{-10, -12, -8, -11, -9}, []float64{0, 2, -2, 1, -1})
	for i, s := range []Serie{ente("x", "1", 0, 2, 100, 90, 5), ente("y", "altra", 0, 10, 100, 90, 5), ente("z", "1", 0, 10, 100, 90, 5)} {
		if i == 2 {
			s.Punti = s.Punti[:1]
		}
		d.Serie = append(d.Serie, s)
	}
	e := calcola(t, d)
	if want := []Esclusione{{senzaPrima, 1}, {senzaDopo, 1}, {senzaPari, 1}}; !reflect.DeepEqual(e.Esclusi, want) || e.NAiutati != 5 {
		t.Errorf("%v, %d", e.Esclusi, e.NAiutati)
	}
	if f := strings.Join(Frasi(e), "\n"); !strings.Contains(f, "Fuori dal confronto: 1 ente aiutato con troppo poche pratiche prima dell’aiuto.") {
		t.Error(f)
	}
}

// TestEarlierTrend: groups that already moved apart allow no conclusion; groups
// that moved together do.
func TestEarlierTrend(t *testing.T) {
	for _, c := range []struct {
		prima float64
		stato StatoTendenza
		esito Conclusione
	}{{100, TendenzaParallela, Riduzione}, {107, TendenzaDiversa, NonDistinguibile}} {
		d := gruppi([]float64{-10, -12, -8, -11, -9}, []float64{0, 2, -2, 1, -1})
		for i := range d.Serie {
			m := c.prima + float64(i%5) - 2
			if i > 4 {
				m = 100 + float64(i%5) - 2
			}
			d.Serie[i].Punti = append(d.Serie[i].Punti, coppie(h0.Add(-3), 10, m, 5))
		}
		if e := calcola(t, d); e.Tendenza.Stato != c.stato || e.Conclusione != c.esito {
			t.Errorf("%v: %s, %s %q", c.prima, e.Tendenza.Stato, e.Conclusione, e.Motivo)
		}
	}
}

// TestSlowBodiesComeBack: bodies helped after a bad period improve by
// themselves; the simple comparison is fooled, the interval is not.
func TestSlowBodiesComeBack(t *testing.T) {
	ingannati, coperti := 0, 0
	const giri = 200
	for giro := range giri {
		r := rand.New(rand.NewPCG(11, uint64(giro)))
		d := Dati{}
		for i := range 120 {
			p := 100 + 15*r.NormFloat64()
			s := ente(fmt.Sprintf("%03d", i), "1", 99, 40, max(p, 20), max(100+0.2*(p-100)+8*r.NormFloat64(), 20), 15)
			if p+15*r.NormFloat64() > 120 {
				s.Aiuto = h0
			}
			d.Serie = append(d.Serie, s)
		}
		e := calcola(t, d)
		if e.Semplice.zeroFuori() {
			ingannati++
		}
		if e.Intervallo[0] <= 0 && e.Intervallo[1] >= 0 && e.Conclusione == NonDistinguibile {
			coperti++
		}
	}
	if ingannati < giri/2 || coperti < giri*9/10 {
		t.Errorf("the simple comparison was fooled %d times, the interval covered zero %d times of %d", ingannati, coperti, giri)
	}
}

// TestOrderDoesNotMatter: any order of bodies and semesters gives the same bits.
func TestOrderDoesNotMatter(t *testing.T) {
	for k, m := range mondi() {
		r := rand.New(rand.NewPCG(3, uint64(k)))
		d := m.dati(r)
		want := calcola(t, d)
		for range 5 {
			r.Shuffle(len(d.Serie), func(i, j int) { d.Serie[i], d.Serie[j] = d.Serie[j], d.Serie[i] })
			for _, s := range d.Serie {
				slices.Reverse(s.Punti)
			}
			copia := slices.Clone(d.Serie)
			if got := calcola(t, d); !reflect.DeepEqual(got, want) {
				t.Fatalf("%s: %+v, want %+v", m.nome, got, want)
			}
			if !reflect.DeepEqual(copia, d.Serie) {
				t.Fatal("the data of the caller were moved")
			}
		}
	}
}

// TestUnits: weeks instead of days scale every figure; days added to all
// practices change nothing.
func TestUnits(t *testing.T) {
	d := mondi()[3].dati(rand.New(rand.NewPCG(5, 5)))
	want := calcola(t, d)
	for _, c := range []struct{ k, piu float64 }{{1.0 / 7, 0}, {1, 300}, {7, 0}} {
		x := Dati{Serie: slices.Clone(d.Serie)}
		for i := range x.Serie {
			x.Serie[i].Punti = slices.Clone(x.Serie[i].Punti)
			for j, p := range x.Serie[i].Punti {
				n := float64(p.N)
				x.Serie[i].Punti[j].Somma = c.k*p.Somma + n*c.piu
				x.Serie[i].Punti[j].Quadrati = c.k*c.k*p.Quadrati + 2*c.k*c.piu*p.Somma + n*c.piu*c.piu
			}
		}
		got := calcola(t, x)
		for _, p := range [][2]float64{{*got.Stima, *want.Stima}, {got.Intervallo[0], want.Intervallo[0]}, {got.Intervallo[1], want.Intervallo[1]}} {
			if !vicino(p[0], c.k*p[1], 1e-6*math.Abs(p[1])) {
				t.Errorf("%v: %v, want %v", c, p[0], c.k*p[1])
			}
		}
		if got.Conclusione != want.Conclusione {
			t.Error(got.Conclusione)
		}
	}
}
