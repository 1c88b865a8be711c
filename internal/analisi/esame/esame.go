package esame

import (
	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/patterns"
	"pass/internal/mining/performance"
	"pass/internal/mining/ranking"
	"pass/internal/mining/steps"
	"pass/internal/mining/timing"
	"pass/internal/termini"
)

// Dati is a log with what is known about it.
type Dati struct {
	Vista      *eventlog.View
	Passi      []steps.Kind // by activity of the log
	Confermati bool         // a person confirmed the meanings
	Termine    *termini.Termine
	Legale     *termini.Calendario    // nil: national holidays
	Orario     *termini.Orario        // nil: the body wrote none
	Regola     *timing.SuspensionRule // of the law of the procedure; nil: not known
	Ora        kernel.Instant
	Seme       uint64 // of the resampling: the same log gives the same sentences

	Uno, Molti string // what a case is called: "pratica", "pratiche"
}

// log is the whole log.
func (d *Dati) log() *eventlog.Log { return d.Vista.Log }

// Fini says which activities conclude the procedure.
func (d *Dati) Fini() []bool {
	out := make([]bool, len(d.Passi))
	for a, k := range d.Passi {
		out[a] = k.Ends()
	}
	return out
}

// HaFini reports whether any activity is known to conclude the procedure.
func (d *Dati) HaFini() bool {
	for _, k := range d.Passi {
		if k.Ends() {
			return true
		}
	}
	return false
}

// Esame is what the page of the bottlenecks tells.
type Esame struct {
	Dati
	Sintesi    *performance.Summary
	Tempi      *timing.SplitResult
	Classifica *ranking.Result
	Richieste  *patterns.Requests
	Enti       *patterns.Bodies
	Ritorni    []patterns.Return
	Sedute     []timing.Sessions   // activities done on few days for many cases
	Cause      *timing.CauseResult // nil on large logs: see grandeLog
	Rilievi    []Rilievo           // what would shorten the mean most first
}

// ricampioni is how many times the cases are drawn again for the confidence of
// the ranking; beyond grandeLog events it is not told, because the page must
// come in time.
const (
	ricampioni = 200
	grandeLog  = 200_000
)

// Esamina measures a view and composes what is worth telling.
func Esamina(d Dati) *Esame {
	e := &Esame{Dati: d, Sintesi: performance.Summarize(d.Vista, 0)}
	if d.Vista.Cases() == 0 {
		return e
	}
	e.Tempi = timing.Split(d.Vista, d.OpzioniTempi())
	o := ranking.Options{Seed: d.Seme, Parts: parti(e.Tempi), Target: func(int32, int32) (int64, bool) { return 0, true }}
	if e.Sintesi.Counts.Events <= grandeLog {
		o.Bootstrap = ricampioni
	}
	e.Classifica = ranking.Rank(d.Vista, o)
	e.Richieste = patterns.RequestsOf(d.Vista, d.Passi, patterns.Options{})
	e.Enti = patterns.BodiesOf(d.Vista, patterns.BodiesOptions{Kinds: d.Passi, Seed: d.Seme})
	e.Ritorni = patterns.ReturnsOf(d.Vista, patterns.Options{})
	e.Sedute = timing.FindSessions(d.Vista)
	if e.Sintesi.Counts.Events <= grandeLog {
		split := d.OpzioniTempi()
		e.Cause = timing.Causes(d.Vista, timing.CauseOptions{BatchOptions: timing.BatchOptions{Office: d.Orario}, Split: &split})
	}
	e.Rilievi = e.rilievi()
	return e
}

// OpzioniTempi is how the time of the cases is split: open cases last until
// now, requests for documents suspend for as long as the log says or, where the
// law of the procedure is known, as it admits: a hundred and eighty days by
// d.lgs. 152/2006, art. 27-bis, while by DPR 380/2001, art. 20, the term starts
// again with the reply.
func (d *Dati) OpzioniTempi() timing.SplitOptions {
	o := timing.SplitOptions{Calendar: d.Legale}
	if d.Confermati || d.HaFini() {
		o.Kinds = d.Passi
		o.Now = d.Ora
	}
	if d.Regola != nil {
		o.Rules = timing.LawRules(o.Kinds, *d.Regola)
	}
	if d.Termine != nil {
		o.Term = *d.Termine
	}
	return o
}

// parti gives the ranking what the time of the transitions was made of, where
// it is known.
func parti(t *timing.SplitResult) (out []ranking.Parts) {
	for _, x := range t.Transitions {
		if x.To == eventlog.None {
			continue
		}
		s := func(p timing.Part) float64 { return x.Parts[p].Seconds() }
		out = append(out, ranking.Parts{From: x.From, To: x.To, Waiting: s(timing.Waiting), Work: s(timing.Processing),
			Suspended: s(timing.Suspended), OtherBody: s(timing.OtherBody), Office: s(timing.WaitingOrProcessing)})
	}
	return out
}
