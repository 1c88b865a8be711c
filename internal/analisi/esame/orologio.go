package esame

import (
	"math"

	"pass/internal/mining/eventlog"
	"pass/internal/mining/patterns"
	"pass/internal/mining/performance"
)

// Orologio is by what the lengths of a log are told.
type Orologio string

// The clocks. Lengths are in seconds, those of Lavorativi in days.
const (
	DiCalendario Orologio = ""           // all the time between two instants
	Lavorativi   Orologio = "lavorativi" // days on which the body works, after the first
	Ufficio      Orologio = "ufficio"    // time in which the offices of the body are open
)

// Misura is what the clock counts.
func (o Orologio) Misura() performance.Measure {
	switch o {
	case Lavorativi:
		return performance.WorkingDays
	case Ufficio:
		return performance.OfficeHours
	}
	return performance.Elapsed
}

// Nome is the unit of the clock: "giorni lavorativi".
func (o Orologio) Nome() string {
	switch o {
	case Lavorativi:
		return "giorni lavorativi"
	case Ufficio:
		return "ore d’ufficio"
	}
	return "giorni di calendario"
}

// Tempo is the time that the clock counts, for sentences on shares.
func (o Orologio) Tempo() string {
	switch o {
	case Lavorativi:
		return "del tempo, in giorni lavorativi"
	case Ufficio:
		return "del tempo d’ufficio"
	}
	return "del tempo"
}

// Durata writes a length with its unit: "12 giorni lavorativi", "3,5 ore
// d’ufficio".
func (o Orologio) Durata(x float64) string {
	switch o {
	case Lavorativi:
		return conta(x, "giorno lavorativo", "giorni lavorativi")
	case Ufficio:
		switch {
		case x >= ora-minuto/2:
			return conta(x/ora, "ora d’ufficio", "ore d’ufficio")
		case x > 0 && x < minuto:
			return "meno di 1 minuto d’ufficio"
		}
		return conta(math.Round(x/minuto), "minuto d’ufficio", "minuti d’ufficio")
	}
	return Durata(x)
}

// Breve is Durata for the labels of a drawing, whose key says the units.
func (o Orologio) Breve(x float64) string {
	switch o {
	case Lavorativi:
		return conta(x, "g", "g")
	case Ufficio:
		return oreBrevi(x)
	}
	return Breve(x)
}

// Sigle explains the units of Breve.
func (o Orologio) Sigle() string {
	switch o {
	case Lavorativi:
		return "g sono giorni lavorativi"
	case Ufficio:
		return "h sono ore d’ufficio"
	}
	return "g sono giorni di calendario, h ore"
}

// ValoreUnita is Durata split into its number and its unit.
func (o Orologio) ValoreUnita(x float64) (valore, unita string) { return spezza(o.Durata(x)) }

// Scala chooses the classes of time of a map by the longest that it shows.
func (o Orologio) Scala(massimo float64) Scala {
	switch {
	case o == Lavorativi:
		return Scala{[4]float64{1, 5, 20, 60}, []string{"meno di 1 giorno lavorativo", "da 1 a 5 giorni lavorativi", "da 5 a 20 giorni lavorativi", "da 20 a 60 giorni lavorativi", "oltre 60 giorni lavorativi"}}
	case o == Ufficio && massimo < 6*ora:
		return Scala{[4]float64{10 * minuto, 30 * minuto, ora, 3 * ora}, []string{"meno di 10 minuti d’ufficio", "da 10 a 30 minuti d’ufficio", "da 30 minuti a 1 ora d’ufficio", "da 1 a 3 ore d’ufficio", "oltre 3 ore d’ufficio"}}
	case o == Ufficio:
		return Scala{[4]float64{2 * ora, 8 * ora, 36 * ora, 160 * ora}, []string{"meno di 2 ore d’ufficio", "da 2 a 8 ore d’ufficio", "da 8 a 36 ore d’ufficio", "da 36 a 160 ore d’ufficio", "oltre 160 ore d’ufficio"}}
	}
	return ScalaPer(massimo)
}

// Istogramma is how long the cases of a view last by the clock, in working
// days, office hours or days of 24 hours; c is the calendar of the log, nil for
// DiCalendario. An interval is at least one day or hour wide where the clock is
// not that of the wall.
func (o Orologio) Istogramma(v *eventlog.View, c *performance.Calendar) *patterns.Throughput {
	switch o {
	case Lavorativi:
		return interi(patterns.ThroughputOf(c.Retold(v, performance.WorkingDays, giorno*1e6, 0)))
	case Ufficio:
		return interi(patterns.ThroughputOf(c.Retold(v, performance.OfficeHours, giorno/ora, 0)))
	}
	return patterns.ThroughputOf(v)
}

// interi joins the intervals that are narrower than one.
func interi(t *patterns.Throughput) *patterns.Throughput {
	if t.Width >= 1 || t.Width <= 0 {
		return t
	}
	var bins []patterns.Bin
	for _, b := range t.Bins {
		i := int(b.From + t.Width/2)
		for len(bins) <= i {
			bins = append(bins, patterns.Bin{From: float64(len(bins)), To: float64(len(bins) + 1)})
		}
		bins[i].Count += b.Count
		bins[i].Cases = append(bins[i].Cases, b.Cases...)
		if b.Open {
			bins[i].Open, bins[i].To = true, max(b.To, bins[i].From)
		}
	}
	t.Width, t.Bins = 1, bins
	return t
}

// DiIstogramma writes a length of Istogramma.
func (o Orologio) DiIstogramma(x float64) string {
	switch o {
	case Lavorativi:
		return o.Durata(x)
	case Ufficio:
		return o.Durata(x * ora)
	}
	return Durata(x * giorno)
}
