package esame

import (
	"math"

	"pass/internal/analisi/mappa"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/performance"
)

// Flusso is the process as a graph: the activities, then the beginning and the
// end, with what is known of each passage.
type Flusso struct {
	Grafo    mappa.Grafo
	Passaggi []performance.Edge // as Grafo.Archi; those of the two ends have only a count
	Medie    []float64          // by activity: seconds in mean since the event before
	Tempi    []float64          // by activity: seconds in all since the event before
	Maggiore int                // the passage that takes the most time, −1 without any
}

// Con is the summary told by another clock: the lengths of cases and passages
// are those of c, all the rest is the same.
func Con(s *performance.Summary, c *performance.CalendarSummary) *performance.Summary {
	x := *s
	x.CaseDurations, x.Transitions = c.CaseDurations, c.Transitions
	return &x
}

// FlussoDi makes the graph of a view from its summary.
func FlussoDi(v *eventlog.View, s *performance.Summary) *Flusso {
	l := v.Log
	n := len(l.Activities)
	place := make(map[string]int, n)
	for a, name := range l.Activities {
		place[name] = a
	}
	f := &Flusso{Medie: make([]float64, n), Tempi: make([]float64, n), Maggiore: -1}
	positions := posizioni(v)
	for a, name := range l.Activities {
		f.Grafo.Nodi = append(f.Grafo.Nodi, mappa.Nodo{Nome: name, Peso: s.ActivityFrequency.Of(name), Posizione: positions[a]})
	}
	f.Grafo.Nodi = append(f.Grafo.Nodi, mappa.Nodo{Nome: "Inizio", Posizione: -1, Estremo: true}, mappa.Nodo{Nome: "Fine", Posizione: 2, Estremo: true})
	count := make([]int, n)
	most := 0.0
	for _, e := range s.Transitions {
		to := place[e.To]
		f.add(place[e.From], to, e)
		f.Tempi[to] += e.Sum
		count[to] += e.Count
		if e.Sum > most {
			most, f.Maggiore = e.Sum, len(f.Passaggi)-1
		}
	}
	for a := range n {
		f.Grafo.Nodi[a].Tempo = f.Tempi[a]
		if count[a] > 0 {
			f.Medie[a] = f.Tempi[a] / float64(count[a])
		}
	}
	for _, x := range s.StartActivities {
		f.add(n, place[x.Name], performance.Edge{From: "Inizio", To: x.Name, Durations: performance.Durations{Count: x.Count}})
	}
	for _, x := range s.EndActivities {
		f.add(place[x.Name], n+1, performance.Edge{From: x.Name, To: "Fine", Durations: performance.Durations{Count: x.Count}})
	}
	return f.presenti()
}

func (f *Flusso) add(from, to int, e performance.Edge) {
	f.Grafo.Archi = append(f.Grafo.Archi, mappa.Arco{Da: from, A: to, Peso: e.Count, Tempo: e.Sum})
	f.Passaggi = append(f.Passaggi, e)
}

// presenti leaves out the activities that no visible event has.
func (f *Flusso) presenti() *Flusso {
	out := &Flusso{Passaggi: f.Passaggi, Maggiore: f.Maggiore}
	renumber := make([]int, len(f.Grafo.Nodi))
	for i, n := range f.Grafo.Nodi {
		renumber[i] = len(out.Grafo.Nodi)
		if n.Peso == 0 && !n.Estremo {
			continue
		}
		out.Grafo.Nodi = append(out.Grafo.Nodi, n)
		media, tempo := 0.0, 0.0
		if i < len(f.Medie) {
			media, tempo = f.Medie[i], f.Tempi[i]
		}
		out.Medie, out.Tempi = append(out.Medie, media), append(out.Tempi, tempo)
	}
	for _, a := range f.Grafo.Archi {
		out.Grafo.Archi = append(out.Grafo.Archi, mappa.Arco{Da: renumber[a.Da], A: renumber[a.A], Peso: a.Peso, Tempo: a.Tempo})
	}
	return out
}

// posizioni is the mean place of each activity in its cases, from 0 to 1.
func posizioni(v *eventlog.View) []float64 {
	sum, count := make([]float64, len(v.Log.Activities)), make([]int, len(v.Log.Activities))
	var t eventlog.Trace
	for k := range v.Kept {
		v.Trace(k, &t)
		step := 1 / math.Max(1, float64(t.Len()-1))
		for i, a := range t.Activity {
			sum[a] += float64(i) * step
			count[a]++
		}
	}
	for a, n := range count {
		if n > 0 {
			sum[a] /= float64(n)
		}
	}
	return sum
}

// Scala is the classes of time of a map: four limits with round values, in
// seconds, and what each class is called.
type Scala struct {
	Limiti [4]float64
	Classi []string
}

// ScalaPer chooses hours or days by the longest time that the map shows.
func ScalaPer(massimo float64) Scala {
	switch {
	case massimo < 6*ora:
		return Scala{[4]float64{10 * minuto, 30 * minuto, ora, 3 * ora}, []string{"meno di 10 minuti", "da 10 a 30 minuti", "da 30 minuti a 1 ora", "da 1 a 3 ore", "oltre 3 ore"}}
	case massimo < 4*giorno:
		return Scala{[4]float64{ora, 8 * ora, giorno, 2 * giorno}, []string{"meno di 1 ora", "da 1 a 8 ore", "da 8 a 24 ore", "da 24 a 48 ore", "oltre 48 ore"}}
	}
	return Scala{[4]float64{giorno, 7 * giorno, 30 * giorno, 60 * giorno}, []string{"meno di 1 giorno di calendario", "da 1 a 7 giorni di calendario", "da 7 a 30 giorni di calendario", "da 30 a 60 giorni di calendario", "oltre 60 giorni di calendario"}}
}

// Livello is the class of a time, from 0 to 4.
func (s Scala) Livello(secondi float64) int {
	for i, l := range s.Limiti {
		if secondi < l {
			return i
		}
	}
	return len(s.Limiti)
}
