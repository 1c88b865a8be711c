package prediction

import (
	"cmp"
	"slices"
)

// Method is how the neighbours of an open case are found among the completed
// ones.
type Method int

// The methods, from the plainest.
const (
	SameStep Method = iota // completed cases at the same last activity (van der Aalst, Schonenberg, Song 2011)
	Forest                 // forest on the state of the case
	Mixed                  // SameStep and Forest in equal parts
	methods
)

// String is the English name, for logs and storage.
func (m Method) String() string {
	return [...]string{"same step", "forest", "mixed"}[m]
}

// learned is a method fitted to training samples.
type learned struct {
	h       *history
	train   []sample
	y       []float64
	encoder *encoder
	forest  *forest
	bins    *bins
	byStep  [][]int32 // by last activity: training samples
	look    []bool    // by training sample: on a date, not right after an event
	longest []float64 // by activity: the longest that a complete case waited after it, seconds
	cases   int       // complete ones
	how     sampling

	method      Method
	calibration *calibration
	until       int64
	records     []record // of cases that the learner did not know
	period      []int32  // by training sample
	row         []float32
	codes       []uint8
	near        []neighbour
	shares      []float64              // by case: all zero between calls
	trees       []float64              // distribution of the last inForest
	steps       map[[2]int32][]float64 // distributions of afterStep, by activity and period left out
}

// sampling says on which states of the cases a method learns.
type sampling struct {
	events, looks int // at most so many samples after events, and at even dates
}

var (
	atEvents = sampling{events: 15000}              // to predict right after an event
	atLooks  = sampling{events: 5000, looks: 12000} // to predict on any day
)

// samplesOf are the states of the complete cases `of`, known until `until`.
func (h *history) samplesOf(of []int32, until int64, s sampling) []sample {
	from := until
	for _, c := range of {
		from = min(from, h.start(&h.cases[c]))
	}
	all := spread(h.prefixes(of), s.events)
	return append(slices.Clip(all), spread(h.snapshots(of, from, until, 200), s.looks)...)
}

// learn fits a method to complete cases, in order of end.
func learn(h *history, of []int32, until int64, how sampling, seed uint64) *learned {
	l := &learned{h: h, until: until, cases: len(of), how: how, steps: map[[2]int32][]float64{}, train: h.samplesOf(of, until, how)}
	l.y = make([]float64, len(l.train))
	group, w := make([]int32, len(l.train)), make([]float64, len(l.train))
	period, weight := h.periods(of), h.weights(until)
	for i, s := range l.train {
		l.y[i], group[i], w[i] = scale(h.remaining(s)), period[s.of], weight[s.of]
	}
	l.bins, l.period = newBins(l.y), group
	l.byStep = make([][]int32, len(h.log.Activities))
	l.look = make([]bool, len(l.train))
	dated := false
	for i, s := range l.train {
		l.look[i] = s.at != h.at[h.cases[s.of].lo+int(s.seen)-1]
		dated = dated || l.look[i]
	}
	for i, s := range l.train {
		if l.look[i] = l.look[i] || !dated; l.look[i] {
			a := h.last(s)
			l.byStep[a] = append(l.byStep[a], int32(i))
		}
	}
	l.wait(of)
	l.encoder = newEncoder(h, l.train, l.y)
	width := l.encoder.width()
	rows := make([]float32, len(l.train)*width)
	for i, s := range l.train {
		l.encoder.encode(s, rows[i*width:(i+1)*width])
	}
	leaf := min(50, max(5, len(l.train)/40))
	l.forest = grow(rows, width, l.y, w, group, growth{trees: 50, perTree: 8000, leaf: leaf, tried: width/3 + 1, seed: seed})
	l.row, l.codes = make([]float32, width), make([]uint8, width)
	return l
}

// last is the last activity of a sample.
func (h *history) last(s sample) int32 { return h.activity[h.cases[s.of].lo+int(s.seen)-1] }

// encode leaves the features of s in l.row and gives their bins.
func (l *learned) encode(s sample) []uint8 {
	l.encoder.encode(s, l.row)
	l.forest.code(l.row, l.codes)
	return l.codes
}

// wait keeps how long complete cases waited after each activity.
func (l *learned) wait(of []int32) {
	h := l.h
	l.longest = make([]float64, len(h.log.Activities))
	for _, c := range of {
		p := &h.cases[c]
		for i := p.lo; i < p.hi-1; i++ {
			a := h.activity[i]
			l.longest[a] = max(l.longest[a], float64(h.at[i+1]-h.at[i])/1e6)
		}
	}
}

// mostWeight bounds what one case may count for.
const mostWeight = 3

const periods = 10

// periods parts complete cases by their beginning into ten spans of time that
// hold the same number of them.
func (h *history) periods(of []int32) map[int32]int32 {
	order := slices.Clone(of)
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(h.start(&h.cases[a]), h.start(&h.cases[b])), cmp.Compare(a, b))
	})
	period := make(map[int32]int32, len(of))
	for i, c := range order {
		period[c] = int32(i * periods / len(order))
	}
	return period
}

// weights are what each complete case counts for, by index: those that took
// long stand also for the cases like them that are still open, which began too
// late to end by until (inverse probability of censoring, Robins 1993, with
// the Kaplan–Meier estimate of the time under observation).
func (h *history) weights(until int64) []float64 {
	type span struct {
		of    int32
		lasts int64
		ended bool
	}
	var spans []span
	for i := range h.cases {
		c := &h.cases[i]
		switch start := h.start(c); {
		case c.complete && c.end < until:
			spans = append(spans, span{int32(i), c.end - start, true})
		case start < until:
			spans = append(spans, span{int32(i), until - start, false})
		}
	}
	slices.SortFunc(spans, func(a, b span) int { return cmp.Or(cmp.Compare(a.lasts, b.lasts), cmp.Compare(a.of, b.of)) })
	w, observed := make([]float64, len(h.cases)), 1.0
	for i, s := range spans {
		if s.ended {
			w[s.of] = min(mostWeight, 1/observed)
		} else if n := float64(len(spans) - i); n > 1 {
			observed *= 1 - 1/n
		}
	}
	return w
}
