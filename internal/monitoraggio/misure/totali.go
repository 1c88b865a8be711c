package misure

import (
	"math"
	"slices"
)

// Totali are the figures of a body that gives only its sums, without the
// practices: the eight measures as a form asks for them. Percentiles and net
// durations cannot be known from them.
type Totali struct {
	ConcluseSilenzioAssenso int
	ConcluseEspresse        int
	ConSospensioni          int      // of the express ones
	ConConferenza           int      // of the express ones
	DurataMedia             *float64 // calendar days, gross, over the express ones; nil when not given
	TermineMassimo          *float64 // calendar days; nil when not given
	Avviate                 int
	Arretrato               *int // nil when not given
	PendentiInizio          *int // nil when not given: the stock is not known then
	Escluse                 int
}

// Validate lists the figures that contradict each other or the arithmetic of
// the stock; Colonna is the JSON key of the figure.
func (t Totali) Validate() []Problema {
	var out []Problema
	add := func(chiave, messaggio string) { out = append(out, Problema{Colonna: chiave, Messaggio: messaggio}) }
	for _, v := range []struct {
		chiave string
		n      int
	}{
		{"concluse_silenzio_assenso", t.ConcluseSilenzioAssenso}, {"concluse_espresse", t.ConcluseEspresse},
		{"con_sospensioni", t.ConSospensioni}, {"con_conferenza", t.ConConferenza}, {"avviate", t.Avviate}, {"escluse", t.Escluse},
		{"arretrato", valore(t.Arretrato)}, {"pendenti_inizio", valore(t.PendentiInizio)},
	} {
		if v.n < 0 || v.n > maxTotale {
			add(v.chiave, "Il valore deve essere un numero intero tra 0 e 10.000.000.")
		}
	}
	if len(out) > 0 {
		return out
	}
	if t.ConSospensioni > t.ConcluseEspresse {
		add("con_sospensioni", "Le pratiche con sospensioni sono più di quelle concluse con provvedimento espresso.")
	}
	if t.ConConferenza > t.ConcluseEspresse {
		add("con_conferenza", "Le pratiche con conferenza di servizi sono più di quelle concluse con provvedimento espresso.")
	}
	if d := t.DurataMedia; d != nil {
		switch {
		case !(*d >= 1 && *d <= maxGiorni):
			add("durata_media", "La durata media va da 1 a 150.000 giorni di calendario.")
		case t.ConcluseEspresse == 0:
			add("durata_media", "C'è una durata media, ma nessuna pratica conclusa con provvedimento espresso.")
		}
	}
	if m := t.TermineMassimo; m != nil && !(*m >= 1 && *m <= maxGiorni) {
		add("termine_massimo", "Il termine massimo va da 1 a 150.000 giorni di calendario.")
	}
	if t.PendentiInizio == nil {
		return out
	}
	fine := t.pendentiFine()
	if fine < 0 {
		add("pendenti_inizio", "Le pratiche concluse ed escluse sono più di quelle pendenti all'inizio e avviate.")
	} else if valore(t.Arretrato) > fine {
		add("arretrato", "L'arretrato è più grande delle pratiche pendenti a fine semestre.")
	}
	return out
}

const (
	maxTotale = 10_000_000 // practices of one body
	maxGiorni = 150_000    // from the year 1900 to the last semester known
)

func valore(p *int) int {
	if p == nil {
		return 0
	}
	return *p
}

func (t Totali) pendentiFine() int {
	return valore(t.PendentiInizio) + t.Avviate - t.ConcluseSilenzioAssenso - t.ConcluseEspresse - t.Escluse
}

// sommate is what a Calcolo knows only as sums. Means are kept in millionths
// of a day, as integers, so that the order of adding never matters.
type sommate struct {
	enti, espresse             int // bodies; express acts with a known mean
	micro                      int64
	senzaStock, senzaArretrato int
	termini                    []float64
}

func (s *sommate) unisci(o *sommate) {
	s.enti += o.enti
	s.espresse += o.espresse
	s.micro += o.micro
	s.senzaStock += o.senzaStock
	s.senzaArretrato += o.senzaArretrato
	s.termini = append(s.termini, o.termini...)
}

// AggiungiTotali counts the sums of a body that gave no practices, which
// Validate found without problems: counts add up, its mean weighs as many
// practices as it covers. What the body did not give stays unknown also in
// the total: the arretrato wholly, the stock and the mean as Misure says.
func (c *Calcolo) AggiungiTotali(t Totali) {
	c.silenzio += t.ConcluseSilenzioAssenso
	c.espresse += t.ConcluseEspresse
	c.conSospensioni += t.ConSospensioni
	c.conConferenza += t.ConConferenza
	c.avviate += t.Avviate
	c.escluse += t.Escluse
	c.sommate.enti++
	if t.PendentiInizio == nil {
		c.sommate.senzaStock++
	} else {
		c.inizio += *t.PendentiInizio
		c.inTransito += *t.PendentiInizio + t.Avviate
		c.fine += t.pendentiFine()
	}
	if t.Arretrato == nil {
		c.sommate.senzaArretrato++
	} else {
		c.arretrato += *t.Arretrato
	}
	if t.DurataMedia != nil {
		c.sommate.espresse += t.ConcluseEspresse
		c.sommate.micro += int64(math.Round(*t.DurataMedia * 1e6 * float64(t.ConcluseEspresse)))
	}
	if t.TermineMassimo != nil {
		c.sommate.termini = append(c.sommate.termini, *t.TermineMassimo)
	}
}

// aggiungiA completes the figures that come from practices.
func (s *sommate) aggiungiA(m *Misure) {
	m.Sommate, m.SenzaStock, m.NMedia = s.enti, s.senzaStock, m.N+s.espresse
	if s.espresse > 0 {
		m.DurataMedia = puntatore((float64(m.SommaDurate) + float64(s.micro)/1e6) / float64(m.NMedia))
	}
	if s.senzaArretrato > 0 {
		m.Arretrato = nil
	}
	if m.TermineMassimo == nil && len(s.termini) > 0 {
		x := slices.Sorted(slices.Values(s.termini))
		m.TermineMassimo = puntatore((x[(len(x)-1)/2] + x[len(x)/2]) / 2)
	}
}
