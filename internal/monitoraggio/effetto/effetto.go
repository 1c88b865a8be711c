package effetto

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"pass/internal/kernel"
)

// Misura is what is compared.
type Misura int

// The measures.
const (
	Durata         Misura = iota // mean gross duration of concluded practices, in calendar days
	QuotaArretrato               // practices beyond the term over the pending ones, from 0 to 1
)

// Punto is what one body reported for one semester. A semester that was not
// reported has no Punto; one without practices may have N = 0.
type Punto struct {
	Semestre kernel.Semestre
	N        int     // practices
	Somma    float64 // sum of their durations, in days
	Quadrati float64 // sum of the squares
}

// PuntoDurate is the Punto of practices concluded in s after these days.
func PuntoDurate(s kernel.Semestre, giorni ...int) Punto {
	p := Punto{Semestre: s, N: len(giorni)}
	for _, g := range giorni {
		p.Somma += float64(g)
		p.Quadrati += float64(g) * float64(g)
	}
	return p
}

// PuntoQuota is the Punto of QuotaArretrato: practices pending at the end of s,
// and how many of them are beyond their term.
func PuntoQuota(s kernel.Semestre, pendenti, arretrato int) Punto {
	return Punto{Semestre: s, N: pendenti, Somma: float64(arretrato), Quadrati: float64(arretrato)}
}

// Serie is the history of one body for one procedure.
type Serie struct {
	Ente   string          // any key, unique among the series
	Classe string          // class of population: only equal ones are compared
	Aiuto  kernel.Semestre // when the help began; zero: never helped
	Punti  []Punto         // any order, each semester once
}

// Dati is everything about one procedure.
type Dati struct {
	Procedimento string
	Misura       Misura
	Serie        []Serie // any order
}

// Opzioni are the declared minimums; a zero field takes its default.
type Opzioni struct {
	Finestra           int // semesters before and after; 2
	MinEnti            int // helped bodies, and bodies of comparison; 5
	MinPratiche        int // practices of each group in each window; 30
	MinPratichePerEnte int // practices of a body in each window; 3
}

func (o Opzioni) conDefault() Opzioni {
	for _, f := range []struct {
		v *int
		d int
	}{{&o.Finestra, 2}, {&o.MinEnti, 5}, {&o.MinPratiche, 30}, {&o.MinPratichePerEnte, 3}} {
		if *f.v <= 0 {
			*f.v = f.d
		}
	}
	o.MinEnti = max(o.MinEnti, 2)
	return o
}

// Conclusione is what the figures allow to say.
type Conclusione string

// The conclusions.
const (
	Riduzione        Conclusione = "riduzione"
	Aumento          Conclusione = "aumento"
	NonDistinguibile Conclusione = "non_distinguibile" // from no change at all
	NonCalcolabile   Conclusione = "non_calcolabile"   // no figure is given; Motivo says why
)

// Stima95 is one estimate with its uncertainty, in the unit of the Misura.
type Stima95 struct {
	Valore     float64
	Errore     float64 // standard error
	Gradi      float64 // degrees of freedom
	Intervallo [2]float64
}

// zeroFuori reports whether no change at all is outside the interval.
func (s *Stima95) zeroFuori() bool { return s.Intervallo[0] > 0 || s.Intervallo[1] < 0 }

// Medie are the weighted means of a group, in the unit of the Misura.
type Medie struct{ Prima, Dopo float64 }

// StatoTendenza is the outcome of the look at the semesters before the help.
type StatoTendenza string

// The outcomes.
const (
	TendenzaParallela       StatoTendenza = "parallela"
	TendenzaDiversa         StatoTendenza = "diversa"          // the groups already moved apart
	TendenzaImprecisa       StatoTendenza = "imprecisa"        // a gap as large as the effect is not ruled out
	TendenzaNonVerificabile StatoTendenza = "non_verificabile" // too few earlier data
)

// Tendenza is how the groups moved apart before the help.
type Tendenza struct {
	Stato                StatoTendenza
	Stima                *Stima95 // nil when NonVerificabile
	NAiutati, NConfronto int
}

// Esclusione counts the helped bodies that stay out for one reason.
type Esclusione struct {
	Motivo string // Italian, completes "N enti aiutati …"
	N      int
}

// The reasons for which a helped body stays out, in this order.
const (
	senzaPrima = "con troppo poche pratiche prima dell’aiuto"
	senzaDopo  = "con troppo poche pratiche dopo l’aiuto"
	senzaPari  = "senza enti simili non aiutati"
)

// Effetto is the outcome for one procedure. Pointers are nil when not known:
// never zero.
type Effetto struct {
	Procedimento string
	Misura       Misura
	Conclusione  Conclusione
	Motivo       string // Italian sentence: why nothing is calculated or distinguished; else empty

	Stima       *float64    // days (or share) of change due to being helped; negative = reduction
	Intervallo  *[2]float64 // 95%, covers Semplice and PariLivello
	Semplice    *Stima95    // difference in differences
	PariLivello *Stima95    // the same at equal starting level; nil when it cannot be calculated

	NAiutati, NConfronto                 int    // bodies in the comparison
	NPraticheAiutati, NPraticheConfronto int    // their practices, before and after
	Aiutati, Confronto                   *Medie // Stima = (Dopo−Prima) helped − (Dopo−Prima) others
	Lontani                              int    // helped bodies that started far from every like body
	Tendenza                             Tendenza
	Esclusi                              []Esclusione // helped bodies left out
}

// NPratiche is the number of practices that the comparison uses.
func (e Effetto) NPratiche() int { return e.NPraticheAiutati + e.NPraticheConfronto }

// minGradi are the degrees of freedom below which a cluster-robust interval is
// not to be trusted (Tipton 2015).
const minGradi = 4

// minPesano are the bodies, as if of equal weight, that each group must have.
const minPesano = 3

// Calcola estimates the effect. The order of the series and of their points
// does not matter. The error is NonValido when the data contradict themselves.
func Calcola(d Dati, o Opzioni) (Effetto, error) {
	e := Effetto{Procedimento: d.Procedimento, Misura: d.Misura, Tendenza: Tendenza{Stato: TendenzaNonVerificabile}}
	serie, err := ordina(d)
	if err != nil {
		return Effetto{}, err
	}
	o = o.conDefault()
	c := confronta(serie, finestre{-o.Finestra, -1, 1, o.Finestra}, o)
	e.NAiutati, e.NConfronto, e.Esclusi = c.nAiutati, c.nConfronto, c.esclusi
	e.NPraticheAiutati, e.NPraticheConfronto = c.pratiche[1][0]+c.pratiche[1][1], c.pratiche[0][0]+c.pratiche[0][1]
	if e.Motivo = c.insufficiente(serie, o); e.Motivo != "" {
		e.Conclusione = NonCalcolabile
		return e, nil
	}
	var motivo string
	if e.Semplice, motivo = c.stima(false); e.Semplice == nil {
		e.Conclusione, e.Motivo = NonCalcolabile, motivo
		return e, nil
	}
	e.PariLivello, _ = c.stima(true)
	stima, intervallo := e.Semplice.Valore, e.Semplice.Intervallo
	if p := e.PariLivello; p != nil {
		intervallo = [2]float64{min(intervallo[0], p.Intervallo[0]), max(intervallo[1], p.Intervallo[1])}
	}
	e.Stima, e.Intervallo = &stima, &intervallo
	aiutati, confronto := c.medie()
	e.Aiutati, e.Confronto = &aiutati, &confronto
	e.Lontani = c.lontani()
	e.Tendenza = tendenza(serie, stima, o)
	e.Conclusione, e.Motivo = e.conclude()
	return e, nil
}

const giaDiversi = "I due gruppi andavano già in modo diverso prima dell’aiuto: la differenza non si può attribuire all’aiuto."

func (e *Effetto) conclude() (Conclusione, string) {
	fuori := e.Intervallo[0] > 0 || e.Intervallo[1] < 0
	switch {
	case fuori && e.Tendenza.Stato == TendenzaDiversa:
		return NonDistinguibile, giaDiversi
	case fuori && *e.Stima < 0:
		return Riduzione, ""
	case fuori:
		return Aumento, ""
	case e.Semplice.zeroFuori():
		return NonDistinguibile, "Tra enti con lo stesso livello di partenza la differenza non si conferma."
	}
	return NonDistinguibile, "La differenza è dentro le normali oscillazioni tra un ente e l’altro."
}

// tendenza repeats the comparison where nobody was helped yet: the semesters
// before the help against as many earlier ones, so that what it finds is what
// the estimate would be wrong by; where data do not reach so far back, the last
// semester against those before it.
func tendenza(serie []Serie, effetto float64, o Opzioni) (t Tendenza) {
	for _, f := range []finestre{{-2 * o.Finestra, -o.Finestra - 1, -o.Finestra, -1}, {-1 - o.Finestra, -2, -1, -1}} {
		c := confronta(serie, f, o)
		t = Tendenza{Stato: TendenzaNonVerificabile, NAiutati: c.nAiutati, NConfronto: c.nConfronto}
		if c.insufficiente(serie, o) != "" {
			continue
		}
		if t.Stima, _ = c.stima(false); t.Stima != nil {
			break
		}
	}
	if t.Stima == nil {
		return t
	}
	switch i := t.Stima.Intervallo; {
	case t.Stima.zeroFuori():
		t.Stato = TendenzaDiversa
	case max(-i[0], i[1]) >= math.Abs(effetto):
		t.Stato = TendenzaImprecisa
	default:
		t.Stato = TendenzaParallela
	}
	return t
}

// maxMedia bounds a mean duration, in days, and maxN the practices of a
// semester: beyond, the figures are not durations.
const (
	maxMedia = 1e5
	maxN     = 10_000_000
)

// ordina checks the data and gives a sorted copy, so that sums do not depend on
// the order in which they came.
func ordina(d Dati) ([]Serie, error) {
	serie := slices.Clone(d.Serie)
	slices.SortFunc(serie, func(a, b Serie) int { return strings.Compare(a.Ente, b.Ente) })
	for i := range serie {
		s := &serie[i]
		if i > 0 && s.Ente == serie[i-1].Ente {
			return nil, nonValido(s.Ente, "compare due volte")
		}
		s.Punti = slices.Clone(s.Punti)
		slices.SortFunc(s.Punti, func(a, b Punto) int { return strings.Compare(a.Semestre.String(), b.Semestre.String()) })
		for j, p := range s.Punti {
			if p.Semestre.IsZero() || j > 0 && p.Semestre == s.Punti[j-1].Semestre {
				return nil, nonValido(s.Ente, "ha un semestre ripetuto o senza nome")
			}
			if !p.valido(d.Misura) {
				return nil, nonValido(s.Ente, "ha conteggi impossibili nel "+p.Semestre.InItaliano())
			}
		}
	}
	return serie, nil
}

func nonValido(ente, che string) error {
	return kernel.E(kernel.NonValido, fmt.Sprintf("I dati dell’ente %q %s: il confronto non è stato calcolato.", ente, che))
}

// valido reports whether the sums can come from N durations, or N yes and no.
func (p Punto) valido(m Misura) bool {
	n := float64(p.N)
	if p.N < 0 || p.N > maxN || !(p.Somma >= 0 && p.Somma <= n*maxMedia && p.Quadrati <= n*maxMedia*maxMedia) {
		return false
	}
	if m == QuotaArretrato && (p.Somma > n || p.Quadrati != p.Somma) {
		return false
	}
	return p.Quadrati*n >= p.Somma*p.Somma*(1-1e-9) // Cauchy-Schwarz, with rounding
}
