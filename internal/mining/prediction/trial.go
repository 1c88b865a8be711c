package prediction

import (
	"math"
	"slices"

	"pass/internal/mining/eventlog"
	"pass/internal/mining/stats"
)

// Trials is how the method would have done on past dates: on each, the cases
// that were open then were predicted with what was known then.
type Trials struct {
	Unknown     Unknown // not empty: there was too little before every date
	Dates       []Trial
	Predictions int // of which the truth is known
	Cases       int // different ones
	StillOpen   int // predictions whose truth is not known yet, because the case is still open

	Error    float64 // mean absolute error of Remaining, seconds
	Baseline float64 // the same, had one said the median remaining time of completed cases at the same last activity
	Plain    float64 // the same, had one said the median of all

	// Under90 is the share of the cases that ended by High, and Over10 that of
	// those that ended after Low. A case that is still open after High counts.
	Under90, Over10 float64

	// Reliability compares predicted probabilities of passing the term with
	// what happened. Assumed says that the terms were unknown: those of the
	// table are then the time in which three completed cases in four end.
	Reliability []Bin
	Brier       float64 // mean squared error of the probabilities; 0.25 is a coin
	BrierPlain  float64 // the same, had one always said the share of the late
	Assumed     bool
}

// Trial is one past date.
type Trial struct {
	At                    int64
	Completed, Open       int
	Method                Method
	Error, Baseline       float64 // seconds, over the predictions of which the truth is known
	Predictions, InTime90 int
}

// Bin is predictions of a like probability.
type Bin struct {
	From, To  float64
	N         int
	Predicted float64 // mean
	Observed  float64 // share that passed the term
}

// trying gathers the outcomes.
type trying struct {
	Trials
	h                 *history // with all that is known now
	byCase            map[int32]int
	known90, bounded  int
	over10            int
	predicted, passed []float64
	made              []record // predictions, with what came of them by now
}

// try repeats the prediction on dates by which from five to nine tenths of the
// completed cases had begun.
func try(v *eventlog.View, h *history, of []int32, o Options) (Trials, []record) {
	n := o.Trials
	if n == 0 {
		n = defaultTries
	}
	starts := make([]int64, len(of))
	for i, c := range of {
		starts[i] = h.start(&h.cases[c])
	}
	slices.Sort(starts)
	t := trying{h: h, byCase: map[int32]int{}}
	t.Assumed = o.Term == nil
	for i := range h.cases {
		t.byCase[h.cases[i].id] = i
	}
	seen := map[int32]bool{}
	for k := range n {
		share := 0.5 + 0.4*float64(k)/float64(max(1, n-1))
		at := starts[int(share*float64(len(starts)-1))]
		t.on(v, at, o, seen)
	}
	t.sum(len(seen))
	return t.Trials, t.made
}

// on predicts as if it were a past date. Ends are not declared there by o.Now:
// what ends with its last event ends with its last event of all.
func (t *trying) on(v *eventlog.View, at int64, o Options, seen map[int32]bool) {
	h := read(v, o.Ends, at)
	of := h.completeBefore(at + 1)
	if known(h, of) != "" {
		return
	}
	l := learn(h, of, at+1, atLooks, o.Seed)
	l.settle()
	l.calibrate(t.made)
	d := Trial{At: at, Completed: len(of), Open: len(h.cases) - len(of), Method: l.method}
	assumed := l.threeInFour()
	all := median(l)
	var dist distribution
	for i := range h.cases {
		c := &h.cases[i]
		if c.complete {
			continue
		}
		s := sample{int32(i), int32(c.hi - c.lo), at}
		truth := &t.h.cases[t.byCase[c.id]]
		l.predict(l.method, s, -1, &dist)
		made := record{of: c.id, seen: s.seen, at: at, end: forever, curve: curveOf(&dist)}
		if truth.complete {
			made.end = truth.end
		}
		t.made = append(t.made, made)
		high, low := l.at(&dist, s, 0.9), l.at(&dist, s, 0.1)
		after := float64(truth.end-at) / 1e6
		if !truth.complete {
			after = float64(o.Now-at) / 1e6
		}
		t.probability(l, &dist, s, truth, after, assumed, o)
		if !truth.complete {
			t.StillOpen++
			if after > high { // late already, whatever comes
				t.bounded++
			}
			continue
		}
		seen[c.id] = true
		d.Predictions++
		d.Error += math.Abs(after - l.at(&dist, s, 0.5))
		if after <= high {
			d.InTime90++
		}
		if after >= low {
			t.over10++
		}
		t.Plain += math.Abs(after - all)
		l.predict(SameStep, s, -1, &dist)
		d.Baseline += math.Abs(after - unscale(dist.quantile(0.5)))
	}
	if d.Predictions > 0 {
		t.add(d)
	}
}

func (t *trying) add(d Trial) {
	t.Predictions += d.Predictions
	t.Error += d.Error
	t.Baseline += d.Baseline
	t.known90 += d.InTime90
	d.Error /= float64(d.Predictions)
	d.Baseline /= float64(d.Predictions)
	t.Dates = append(t.Dates, d)
}

// probability keeps a predicted probability whose outcome is known.
func (t *trying) probability(l *learned, d *distribution, s sample, truth *past, after, assumed float64, o Options) {
	c := &l.h.cases[s.of]
	slack := assumed - float64(s.at-l.h.start(c))/1e6
	if o.Term != nil {
		term, ok := o.Term(c.id)
		if !ok {
			return
		}
		slack = float64(term-s.at) / 1e6
	}
	if slack <= 0 || !truth.complete && after <= slack {
		return
	}
	late := 0.0
	if after > slack {
		late = 1
	}
	t.predicted = append(t.predicted, l.breach(d, s, slack))
	t.passed = append(t.passed, late)
}

func (t *trying) sum(cases int) {
	t.Cases = cases
	if t.Predictions == 0 {
		t.Unknown = TooFewCompleted
		return
	}
	n := float64(t.Predictions)
	t.Error /= n
	t.Baseline /= n
	t.Plain /= n
	t.Under90 = float64(t.known90) / (n + float64(t.bounded))
	t.Over10 = float64(t.over10) / n
	t.reliability()
}

func (t *trying) reliability() {
	const width = 0.2
	late := stats.Mean(t.passed)
	for k := range 5 {
		b := Bin{From: float64(k) * width, To: float64(k+1) * width}
		for i, p := range t.predicted {
			if min(int(p/width), 4) == k {
				b.N++
				b.Predicted += p
				b.Observed += t.passed[i]
			}
		}
		if b.N > 0 {
			b.Predicted /= float64(b.N)
			b.Observed /= float64(b.N)
			t.Reliability = append(t.Reliability, b)
		}
	}
	for i, p := range t.predicted {
		t.Brier += (p - t.passed[i]) * (p - t.passed[i]) / float64(len(t.predicted))
		t.BrierPlain += (late - t.passed[i]) * (late - t.passed[i]) / float64(len(t.predicted))
	}
}

// threeInFour is the time in which three completed cases in four end, seconds.
func (l *learned) threeInFour() float64 {
	var all []float64
	for i := range l.h.cases {
		if c := &l.h.cases[i]; c.complete {
			all = append(all, float64(c.end-l.h.start(c))/1e6)
		}
	}
	return stats.Quantile(stats.Sorted(all), 0.75)
}

// median is that of the remaining times of the states on dates, seconds.
func median(l *learned) float64 {
	var all []float64
	for i := range l.train {
		if l.look[i] {
			all = append(all, unscale(l.y[i]))
		}
	}
	return stats.Median(all)
}
