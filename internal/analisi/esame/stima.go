package esame

import (
	"pass/internal/mining/eventlog"
	"pass/internal/mining/steps"
	"pass/internal/mining/timing"
)

// Stima is the time of a view as it would be if the work had begun when it is
// estimated to have: never what the log says.
type Stima struct {
	Tempi *timing.SplitResult // nil when Inizi.NotKnown is set
	Inizi *timing.StartReport // of the whole log
}

// StimaInizi estimates when the work of each event began and divides the time
// by that. The duration of every case, its suspensions and the time of other
// bodies are those of the exact clock: only what the office took is told apart.
func StimaInizi(d Dati) Stima {
	l, r := timing.EstimateStarts(d.log(), timing.StartOptions{Instant: d.arrivi()})
	s := Stima{Inizi: r}
	if r.NotKnown != "" {
		return s
	}
	v := *d.Vista
	v.Log = l
	var t eventlog.Trace
	for k := range v.Kept { // a case begins with its first event, as in the exact clock
		v.Trace(k, &t)
		l.Begin[t.Event(0)] = eventlog.NoTime
		for i := 1; i < t.Len(); i++ {
			l.Begin[t.Event(i)] = max(l.Begin[t.Event(i)], t.Time[0])
		}
	}
	s.Tempi = timing.Split(&v, d.OpzioniTempi())
	return s
}

// arrivi are the activities that come from outside: nobody of the office works
// on them until they are there.
func (d *Dati) arrivi() (out []int32) {
	for a, k := range d.Passi {
		switch k {
		case steps.Receipt, steps.SuspensionEnd, steps.OtherBodyEnd, steps.NoticeEnd:
			out = append(out, int32(a))
		}
	}
	return out
}

// ProvaStima is how far the estimated starts were from the true ones, in
// seconds, on a public log whose starts were hidden.
type ProvaStima struct {
	File, Registro   string
	N                int     // activities whose start is known
	Mediano, Novanta float64 // of the absolute error
	Medio            float64
	Pubblicato       float64 // mean error of the method as its authors' program applies it
	Istantaneo       float64 // mean error of saying that work takes no time
}

// ProveStima are the figures that the page shows; a test computes them again.
var ProveStima = []ProvaStima{
	{"bpic2012_W_start_end.csv.gz", "Banca olandese, fasi di lavoro dei prestiti (BPI Challenge 2012)", 59_302, 94, 668, 615, 16_712, 723},
	{"bpic2012_loan.xes.gz", "Lo stesso, con tutti gli eventi", 71_373, 89, 752, 657, 13_448, 724},
	{"bpic2015_1_phases.xes.gz", "Comune olandese, permessi edilizi a fasi (BPI Challenge 2015)", 27_409, 0, 9_111, 75_117, 82_627, 75_182},
}
