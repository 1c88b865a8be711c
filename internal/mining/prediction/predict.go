package prediction

import (
	"cmp"
	"math"
	"slices"

	"pass/internal/mining/eventlog"
)

// MinCompleted is how many complete cases a prediction needs at least.
const MinCompleted = 30

// Unknown says why nothing is predicted.
type Unknown string

// The reasons.
const (
	TooFewCompleted Unknown = "too few completed cases" // fewer than MinCompleted
	NoTime          Unknown = "no time"                 // the complete cases take no time at all
)

// Options guides Predict.
type Options struct {
	Now  int64  // the present, microseconds; events after it are not looked at; 0 is the last event of the view
	Ends []bool // by activity of the Log: it ends the case; nil: a case ends with its last event

	// Term is the date, in microseconds, after which a case of the Log is late;
	// false where it has none. Nil: no probabilities.
	Term func(c int32) (int64, bool)

	Seed   uint64
	Trials int // past dates to try the method on; 0 is 4, negative none
}

// Result is the predictions for the open cases, in the order of the view, with
// their error.
type Result struct {
	Now             int64
	Completed, Open int
	Unknown         Unknown // not empty: there are no predictions
	Method          Method
	Cases           []Prediction
	Trials          Trials
}

// Prediction is what is foreseen for an open case. Times are seconds from now.
type Prediction struct {
	Case         int32
	Events       int   // so far
	Last         int32 // activity
	Elapsed      float64
	Waiting      float64  // since the last event
	Remaining    float64  // as likely to be more as to be less
	Low, High    float64  // ten and ninety per cent
	Term         *float64 // to the term; negative when it has passed
	Breach       *float64 // probability of ending after it; 1 when it has passed
	Similar      []Neighbour
	Reasons      []Reason
	LongestSoFar bool // no completed case ever waited so long after this activity: the prediction is a guess
}

// Neighbour is a completed case behind a prediction, with the share, from 0 to 1,
// that it has among those in the same leaves of the forest.
type Neighbour struct {
	Case   int32
	Weight float64
}

// Reason is a feature of the case that moves its prediction away from that of
// the mean case.
type Reason struct {
	Feature  Feature
	Activity int32   // for LastActivity, PreviousActivity and Count; eventlog.None otherwise
	Resource int32   // for LastResource; eventlog.None otherwise
	Value    float64 // number or seconds, as the feature says
	Factor   float64 // the prediction is multiplied by about so much: above 1 it grows
}

const (
	similarCases = 8
	mainReasons  = 3
	defaultTries = 4
)

// Predict foresees the open cases of a view.
func Predict(v *eventlog.View, o Options) *Result {
	if o.Now == 0 {
		o.Now = lastEvent(v)
	}
	h := read(v, o.Ends, o.Now)
	r := &Result{Now: o.Now}
	of := h.completeBefore(o.Now + 1)
	r.Completed, r.Open = len(of), len(h.cases)-len(of)
	if r.Unknown = known(h, of); r.Unknown != "" {
		return r
	}
	l := learn(h, of, o.Now+1, atLooks, o.Seed)
	l.settle()
	var made []record
	if o.Trials >= 0 {
		r.Trials, made = try(v, h, of, o)
	}
	l.calibrate(made)
	r.Method = l.method
	for i := range h.cases {
		if c := &h.cases[i]; !c.complete {
			r.Cases = append(r.Cases, l.foresee(sample{int32(i), int32(c.hi - c.lo), o.Now}, o))
		}
	}
	return r
}

func lastEvent(v *eventlog.View) (last int64) {
	var t eventlog.Trace
	last = math.MinInt64
	for k := range v.Kept {
		v.Trace(k, &t)
		last = max(last, t.Time[t.Len()-1])
	}
	return last
}

func known(h *history, of []int32) Unknown {
	if len(of) < MinCompleted {
		return TooFewCompleted
	}
	for _, c := range of {
		if p := &h.cases[c]; p.end > h.start(p) {
			return ""
		}
	}
	return NoTime
}

// foresee makes the prediction of one open case.
func (l *learned) foresee(s sample, o Options) Prediction {
	h := l.h
	c := &h.cases[s.of]
	var d distribution
	l.predict(l.method, s, -1, &d)
	p := Prediction{
		Case: c.id, Events: int(s.seen), Last: h.last(s),
		Elapsed: float64(s.at-h.start(c)) / 1e6, Waiting: float64(s.at-h.at[c.lo+int(s.seen)-1]) / 1e6,
		Remaining: l.at(&d, s, 0.5), Low: l.at(&d, s, 0.1), High: l.at(&d, s, 0.9),
	}
	p.LongestSoFar = p.Waiting > l.longest[p.Last]
	if o.Term != nil {
		if term, ok := o.Term(c.id); ok {
			slack := float64(term-s.at) / 1e6
			chance := l.breach(&d, s, slack)
			p.Term, p.Breach = &slack, &chance
		}
	}
	p.Similar = l.similar(s)
	p.Reasons = l.reasons(s)
	return p
}

// at is the corrected quantile of a predicted distribution, in seconds.
func (l *learned) at(d *distribution, s sample, p float64) float64 {
	return unscale(d.quantile(l.calibration.share(s.seen, p)))
}

// breach is the corrected probability that more than slack seconds remain. It
// is never certain but when the term has passed: as many cases as were learned
// from could not tell.
func (l *learned) breach(d *distribution, s sample, slack float64) float64 {
	if slack <= 0 {
		return 1
	}
	least := 1 / float64(l.cases+2)
	return min(max(1-l.calibration.chance(s.seen, d.below(scale(slack))), least), 1-least)
}

// similar are the complete cases that share most leaves with s.
func (l *learned) similar(s sample) []Neighbour {
	l.near = l.forest.neighbours(l.encode(s), -1, l.near)
	if l.shares == nil {
		l.shares = make([]float64, len(l.h.cases))
	}
	var touched []int32
	for _, n := range l.near {
		of := l.train[n.sample].of
		if l.shares[of] == 0 {
			touched = append(touched, of)
		}
		l.shares[of] += n.weight
	}
	all := make([]Neighbour, len(touched))
	for i, of := range touched {
		all[i] = Neighbour{l.h.cases[of].id, l.shares[of]}
		l.shares[of] = 0
	}
	slices.SortFunc(all, func(a, b Neighbour) int { return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(a.Case, b.Case)) })
	return slices.Clone(all[:min(len(all), similarCases)])
}

// reasons are the features that part the way of s through the trees from the
// mean, by how far each moves the mean of the samples (Saabas 2014).
func (l *learned) reasons(s sample) (all []Reason) {
	moved := l.forest.moves(l.encode(s))
	if l.method == SameStep {
		clear(moved)
		var d distribution
		l.predict(SameStep, s, -1, &d)
		moved[LastActivity] = d.quantile(0.5) - l.bins.value[len(l.bins.value)/2]
	}
	for j, m := range moved {
		if math.Abs(m) >= 0.05 { // five per cent
			all = append(all, l.reason(s, j, math.Exp(m)))
		}
	}
	slices.SortFunc(all, func(a, b Reason) int {
		return cmp.Or(cmp.Compare(math.Abs(math.Log(b.Factor)), math.Abs(math.Log(a.Factor))), cmp.Compare(a.Feature, b.Feature), cmp.Compare(a.Activity, b.Activity))
	})
	return all[:min(len(all), mainReasons)]
}

// reason puts the j-th feature of s into words.
func (l *learned) reason(s sample, j int, factor float64) Reason {
	h, hi := l.h, l.h.cases[s.of].lo+int(s.seen)
	r := Reason{Feature: min(Feature(j), Count), Activity: eventlog.None, Resource: eventlog.None, Value: float64(l.row[j]), Factor: factor}
	switch r.Feature {
	case LastActivity:
		r.Activity, r.Value = h.activity[hi-1], 0
	case PreviousActivity:
		r.Value = 0
		if s.seen > 1 {
			r.Activity = h.activity[hi-2]
		}
	case LastResource:
		r.Resource, r.Value = h.resource[hi-1], 0
	case Count:
		r.Activity = l.encoder.counted[j-fixed]
	}
	return r
}
