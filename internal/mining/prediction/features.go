package prediction

import (
	"cmp"
	"math"
	"slices"
)

// Feature is what a prediction looks at.
type Feature int

// The features.
const (
	LastActivity     Feature = iota // the last activity done
	PreviousActivity                // the one before
	LastResource                    // who did the last one
	Events                          // events so far
	DifferentSteps                  // different activities so far
	Repeats                         // events that repeat an activity
	Elapsed                         // seconds since the case began
	SinceLast                       // seconds since the last event
	LastGap                         // seconds between the last two events
	Count                           // times that Reason.Activity occurred so far
)

const fixed = int(Count) // features before the counts

const (
	maxCounts = 24 // activities whose occurrences are counted
)

// encoder turns a sample into numbers. What it knows comes from the training
// cases, and from the dates on which other cases began and ended.
type encoder struct {
	h        *history
	activity []float32 // by activity: place in the order of the mean remaining time after it
	resource []float32
	counted  []int32 // activities
	countOf  []int32 // by activity: index in counted, or -1
}

// newEncoder learns the order of the names from the training samples.
func newEncoder(h *history, train []sample, y []float64) *encoder {
	e := &encoder{h: h}
	e.activity = order(len(h.log.Activities), train, y, func(s sample) int32 { return h.activity[h.cases[s.of].lo+int(s.seen)-1] })
	e.resource = order(len(h.log.Resources), train, y, func(s sample) int32 { return h.resource[h.cases[s.of].lo+int(s.seen)-1] })
	e.count(train)
	return e
}

// order gives each name the place that the mean of y has among the names,
// drawn towards the general mean when the name is rare. Names never seen in
// training stand in the middle.
func order(names int, train []sample, y []float64, of func(sample) int32) []float32 {
	sum, n := make([]float64, names), make([]float64, names)
	var total float64
	for i, s := range train {
		total += y[i]
		if a := of(s); a >= 0 {
			sum[a] += y[i]
			n[a]++
		}
	}
	mean, place := total/max(1, float64(len(train))), make([]float32, names)
	const weight = 5
	for a := range place {
		place[a] = float32((sum[a] + weight*mean) / (n[a] + weight))
	}
	return place
}

// count chooses the activities to count: those that tell cases apart most,
// present in a share of the training samples nearest to one half.
func (e *encoder) count(train []sample) {
	h := e.h
	in := make([]int, len(h.log.Activities))
	last := make([]int, len(in))
	for i, s := range train {
		lo := h.cases[s.of].lo
		for _, a := range h.activity[lo : lo+int(s.seen)] {
			if last[a] != i+1 {
				last[a] = i + 1
				in[a]++
			}
		}
	}
	apart := func(a int32) int { return min(in[a], len(train)-in[a]) }
	for a := range in {
		if apart(int32(a)) > len(train)/100 {
			e.counted = append(e.counted, int32(a))
		}
	}
	slices.SortFunc(e.counted, func(a, b int32) int { return cmp.Or(cmp.Compare(apart(b), apart(a)), cmp.Compare(a, b)) })
	e.counted = e.counted[:min(len(e.counted), maxCounts)]
	e.countOf = make([]int32, len(in))
	for a := range e.countOf {
		e.countOf[a] = -1
	}
	for i, a := range e.counted {
		e.countOf[a] = int32(i)
	}
}

// scale brings times from seconds to years to one measure: the logarithm of
// hours, one added.
func scale(seconds float64) float64 { return math.Log1p(max(0, seconds) / 3600) }
func unscale(v float64) float64     { return math.Expm1(v) * 3600 }
func (e *encoder) width() int       { return fixed + len(e.counted) }

// encode fills row with the features of a sample.
func (e *encoder) encode(s sample, row []float32) {
	h := e.h
	lo := h.cases[s.of].lo
	hi := lo + int(s.seen)
	clear(row)
	different := 0
	for i := lo; i < hi; i++ {
		a := h.activity[i]
		if c := e.countOf[a]; c >= 0 {
			row[fixed+int(c)]++
		}
		if !slices.Contains(h.activity[lo:i], a) {
			different++
		}
	}
	row[LastActivity] = e.activity[h.activity[hi-1]]
	row[PreviousActivity], row[LastGap] = -1, -1
	if hi-lo > 1 {
		row[PreviousActivity] = e.activity[h.activity[hi-2]]
		row[LastGap] = float32(h.at[hi-1]-h.at[hi-2]) / 1e6
	}
	row[LastResource] = -1
	if r := h.resource[hi-1]; r >= 0 {
		row[LastResource] = e.resource[r]
	}
	row[Events], row[DifferentSteps], row[Repeats] = float32(hi-lo), float32(different), float32(hi-lo-different)
	row[Elapsed], row[SinceLast] = float32(s.at-h.at[lo])/1e6, float32(s.at-h.at[hi-1])/1e6
}
