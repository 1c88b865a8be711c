package prediction

import (
	"math"
	"slices"
)

// settled is how many samples of the kept periods choose the method.
const settled = 2500

// settle chooses the method with the least error on the periods that were kept
// from the learner, and corrects it by what came there.
func (l *learned) settle() {
	var some []int32
	for i := range l.train {
		if l.look[i] {
			some = append(some, int32(i))
		}
	}
	step := max(1, len(some)/settled)
	var wrong [methods]float64
	var kept [methods][]record
	var d distribution
	for k := 0; k < len(some); k += step {
		i := some[k]
		s, w, y := l.train[i], l.forest.w[i], l.y[i]
		c := &l.h.cases[s.of]
		l.inForest(s, l.period[i])
		for m := range methods {
			l.blend(m, s, l.period[i], &d)
			wrong[m] += w * math.Abs(unscale(d.quantile(0.5))-unscale(y))
			kept[m] = append(kept[m], record{of: c.id, seen: s.seen, at: s.at, end: c.end, place: d.below(y), stands: w, period: l.period[i]})
		}
	}
	for m := range methods {
		if wrong[m] < wrong[l.method] {
			l.method = m
		}
	}
	l.records = kept[l.method]
	for _, s := range l.openStates(float64(len(l.records)) / float64(max(1, len(some)))) {
		l.records = append(l.records, l.record(s))
	}
}

// calibrate corrects the method by what is known when it is fitted of its
// held-out cases, of the open ones, and of predictions made before.
func (l *learned) calibrate(made []record) {
	l.calibration = calibrate(slices.Concat(l.records, made), l.until, l.how.looks > 0)
}

// record keeps the prediction of s, whose case is still open.
func (l *learned) record(s sample) record {
	var d distribution
	l.predict(l.method, s, -1, &d)
	return record{of: l.h.cases[s.of].id, seen: s.seen, at: s.at, end: forever, curve: curveOf(&d)}
}

// openStates are those of the open cases, a share of them, as of the complete
// ones.
func (l *learned) openStates(share float64) []sample {
	h := l.h
	var open, complete []int32
	for i := range h.cases {
		if h.cases[i].complete {
			complete = append(complete, int32(i))
		} else {
			open = append(open, int32(i))
		}
	}
	from := l.until
	for _, c := range complete {
		from = min(from, h.start(&h.cases[c]))
	}
	var all []sample
	rate := share
	if l.how.looks > 0 {
		all = h.snapshots(open, from, l.until, 200)
		rate *= min(1, float64(l.how.looks)/float64(max(1, len(h.snapshots(complete, from, l.until, 200)))))
	} else {
		for _, c := range open {
			p := &h.cases[c]
			for i := p.lo; i < p.hi; i++ {
				all = append(all, sample{c, int32(i - p.lo + 1), h.at[i]})
			}
		}
		rate *= min(1, float64(l.how.events)/float64(max(1, len(h.prefixes(complete)))))
	}
	return spread(all, int(math.Ceil(rate*float64(len(all)))))
}

// predict fills d with the remaining time of s. When not is ≥ 0, nothing of that
// period speaks.
func (l *learned) predict(m Method, s sample, not int32, d *distribution) {
	if m != SameStep {
		l.inForest(s, not)
	}
	l.blend(m, s, not, d)
}

// inForest leaves in l.trees the distribution, summed up, of the samples that
// share leaves with s.
func (l *learned) inForest(s sample, not int32) {
	l.near = l.forest.neighbours(l.encode(s), not, l.near)
	l.trees = append(l.trees[:0], make([]float64, len(l.bins.value))...)
	for _, n := range l.near {
		l.trees[l.bins.of[n.sample]] += n.weight
	}
	sumUp(l.trees)
}

// blend makes the distribution of a method of l.trees and of the same step.
func (l *learned) blend(m Method, s sample, not int32, d *distribution) {
	d.bins = l.bins
	switch m {
	case Forest:
		d.upTo = append(d.upTo[:0], l.trees...)
	case SameStep:
		d.upTo = append(d.upTo[:0], l.afterStep(l.h.last(s), not)...)
	case Mixed:
		d.upTo = append(d.upTo[:0], l.trees...)
		for k, x := range l.afterStep(l.h.last(s), not) {
			d.upTo[k] = (d.upTo[k] + x) / 2
		}
	}
}

// leastStep is how many samples an activity needs to speak for itself.
const leastStep = 5

// afterStep is the distribution, summed up, of the samples after an activity;
// of all, where there are hardly any.
func (l *learned) afterStep(a, not int32) []float64 {
	key := [2]int32{a, not}
	if w := l.steps[key]; w != nil {
		return w
	}
	w, n := make([]float64, len(l.bins.value)), 0
	for _, i := range l.byStep[a] {
		if l.period[i] != not {
			w[l.bins.of[i]] += l.forest.w[i]
			n++
		}
	}
	if n < leastStep {
		for i := range l.train {
			if l.period[i] != not {
				w[l.bins.of[i]] += l.forest.w[i]
			}
		}
	}
	sumUp(w)
	l.steps[key] = w
	return w
}
