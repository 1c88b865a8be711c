package compare

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"pass/internal/mining/eventlog"
	"pass/internal/mining/stats"
)

// The evidence that is asked for.
const (
	DefaultMinCases = 10 // on each side
	DefaultLevel    = 0.05
	DefaultDraws    = 999
)

// Options of Compare. The zero value works.
type Options struct {
	MinCases int // cases on each side for a claim
	Level    float64
	Draws    int // resamplings and permutations; 0: DefaultDraws
	Seed     uint64
	MaxCases int    // ids listed on each side of an entry; 0: 200, negative: all
	GroupBy  string // column whose values are the groups of Mix, "" for variants
}

// NotKnown says why nothing is claimed.
type NotKnown string

// The reasons.
const (
	Known       NotKnown = ""
	NoCases     NotKnown = "no cases on one side"
	TooFewCases NotKnown = "too few cases"
	OneGroup    NotKnown = "one group only"
	NoColumn    NotKnown = "no such column"
)

// Result is the difference between two views. All times are in seconds.
type Result struct {
	Before, After Side
	Mean, Median  Change // of the duration of cases; found by permutation, and by ranks
	Mix           Mix

	Transitions []Entry // the greatest Contribution, either way, first
	Activities  []Entry
	Tests       int // of entries, that share the level

	// Unripe are the cases of After that began so late that one in ten cases
	// like those of Before would not be seen whole: where they are many, After
	// may look shorter than it is.
	Unripe   int
	NotKnown NotKnown // why there is no claim on the whole
}

// Side is one of the views.
type Side struct {
	Cases, Events int
	Mean, Median  float64 // of the duration of cases
}

// Change is a difference, after less before.
type Change struct {
	Difference float64
	Low, Up    float64 // 95 % interval
	P          float64 // one test
	Q          float64 // with all that share the level
	Found      bool
	NotKnown   NotKnown // then only Difference is meant, and with NoCases not even that
}

// State is on which side an entry occurs.
type State int

// The states.
const (
	Both State = iota
	New
	Gone
)

// Entry is a transition, or an activity with From empty.
type Entry struct {
	From, To      string
	State         State
	Before, After Figures
	Contribution  float64      // to the difference of the mean case: seconds per case, after less before
	Interval      *stats.Range // 95 % interval of Contribution; nil where it was not drawn: few cases, or far from the top
	Duration      Change       // of the median
	Share         Change       // of the share of cases
}

// Figures are those of an entry on one side.
type Figures struct {
	Count        int     // passages
	Cases        int     // cases that meet it
	Share        float64 // of all cases of the side
	Mean, Median float64 // of a passage, one value for each case
	PerCase      float64 // time over all cases of the side
	Listed       []int32 // cases in the Log of that side, the longest first
}

// Compare measures what changed from before to after. The two may be views of
// one log or of two.
func Compare(before, after *eventlog.View, o Options) *Result {
	o = o.withDefaults()
	d := newDictionary(before, after, o.GroupBy)
	a, b := d.collect(before, 0), d.collect(after, 1)
	r := &Result{Before: a.summary(), After: b.summary()}
	switch least := min(a.cases(), b.cases()); {
	case least == 0:
		r.NotKnown = NoCases
	case least < o.MinCases:
		r.NotKnown = TooFewCases
	}
	r.Mean, r.Median = overall(a, b, r.NotKnown, o)
	r.Unripe = unripe(a, b)
	r.Transitions = entries(d, a, b, a.transitions, b.transitions, d.ends, o)
	r.Activities = entries(d, a, b, a.activities, b.activities, d.steps(), o)
	r.control(o)
	r.Mix = mix(d, a, b, r.NotKnown, o)
	return r
}

func (o Options) withDefaults() Options {
	if o.MinCases <= 0 {
		o.MinCases = DefaultMinCases
	}
	if o.Level <= 0 {
		o.Level = DefaultLevel
	}
	if o.Draws <= 0 {
		o.Draws = DefaultDraws
	}
	if o.MaxCases == 0 {
		o.MaxCases = 200
	}
	return o
}

// Periods splits a view at an instant, in microseconds since 1970: the cases
// whose first event is earlier, and the others.
func Periods(v *eventlog.View, cut int64) (before, after *eventlog.View) {
	before, after = &eventlog.View{Log: v.Log, Hidden: v.Hidden}, &eventlog.View{Log: v.Log, Hidden: v.Hidden}
	var t eventlog.Trace
	for k, c := range v.Kept {
		if v.Trace(k, &t); t.Time[0] < cut {
			before.Kept = append(before.Kept, c)
		} else {
			after.Kept = append(after.Kept, c)
		}
	}
	return before, after
}

// control puts all tests of entries under one level. Activities that only one
// transition leads to are not tested twice: they share its p-value, and equal
// p-values of equal tests do no harm.
func (r *Result) control(o Options) {
	var changes []*Change
	var p []float64
	for _, list := range [][]Entry{r.Transitions, r.Activities} {
		for i := range list {
			for _, c := range []*Change{&list[i].Duration, &list[i].Share} {
				if c.NotKnown == Known && r.NotKnown == Known {
					changes = append(changes, c)
					p = append(p, c.P)
				}
			}
		}
	}
	r.Tests = len(p)
	for i, q := range stats.BenjaminiHochberg(p) {
		changes[i].Q, changes[i].Found = q, q <= o.Level
	}
}

// overall compares the durations of cases.
func overall(a, b *side, why NotKnown, o Options) (mean, median Change) {
	if why == NoCases {
		return Change{P: 1, Q: 1, NotKnown: why}, Change{P: 1, Q: 1, NotKnown: why}
	}
	mean = Change{Difference: stats.Mean(b.duration) - stats.Mean(a.duration), P: 1, Q: 1, NotKnown: why}
	median = Change{Difference: stats.Median(b.duration) - stats.Median(a.duration), P: 1, Q: 1, NotKnown: why}
	if why != Known {
		return mean, median
	}
	mean.P = permuteMeans(a.duration, b.duration, o)
	median.P = stats.MannWhitney(a.duration, b.duration)
	mean.Low, mean.Up = meanInterval(a.duration, b.duration, o)
	median.Low, median.Up = medianInterval(a.duration, b.duration, o)
	for i, q := range stats.Holm([]float64{mean.P, median.P}) {
		c := []*Change{&mean, &median}[i]
		c.Q, c.Found = q, q <= o.Level
	}
	return mean, median
}

// unripe counts the cases of b that began later than nine in ten durations of a
// before the last event of b.
func unripe(a, b *side) (n int) {
	if a.cases() == 0 || b.cases() == 0 {
		return 0
	}
	p90 := stats.Quantile(stats.Sorted(a.duration), 0.9)
	last := math.Inf(-1)
	for k, d := range b.duration {
		last = max(last, b.start[k]+d)
	}
	for _, s := range b.start {
		if s > last-p90 {
			n++
		}
	}
	return n
}

// entries compares the two lists of observations entry by entry.
func entries(d *dictionary, a, b *side, before, after []observations, ends [][2]int32, o Options) []Entry {
	var out []Entry
	var of []int32
	for e, names := range ends {
		x, y := at(before, e), at(after, e)
		if len(x.of) == 0 && len(y.of) == 0 {
			continue
		}
		entry := Entry{To: d.names[names[1]], Before: a.figures(x, o), After: b.figures(y, o)}
		if names[0] >= 0 {
			entry.From = d.names[names[0]]
		}
		switch {
		case len(x.of) == 0:
			entry.State = New
		case len(y.of) == 0:
			entry.State = Gone
		}
		entry.Contribution = entry.After.PerCase - entry.Before.PerCase
		entry.compare(a, b, x, y, o)
		out, of = append(out, entry), append(of, int32(e))
	}
	order := make([]int, len(out))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		x, y := &out[i], &out[j]
		return cmp.Or(cmp.Compare(math.Abs(y.Contribution), math.Abs(x.Contribution)), cmp.Compare(y.Before.Count+y.After.Count, x.Before.Count+x.After.Count),
			strings.Compare(x.From, y.From), strings.Compare(x.To, y.To))
	})
	sorted := make([]Entry, len(out))
	numbers := make([]int32, len(out))
	for k, i := range order {
		sorted[k], numbers[k] = out[i], of[i]
	}
	contributions(sorted, numbers, a, b, before, after, o)
	return sorted
}

// at is the observations of an entry; the other side may know more entries.
func at(list []observations, e int) *observations {
	if e < len(list) {
		return &list[e]
	}
	return &observations{}
}

// compare tests the duration and the share.
func (e *Entry) compare(a, b *side, x, y *observations, o Options) {
	before, after := x.means(), y.means()
	e.Duration = Change{Difference: e.After.Median - e.Before.Median, P: 1, Q: 1}
	if min(len(before), len(after)) < o.MinCases {
		e.Duration.NotKnown = TooFewCases
	} else {
		e.Duration.P = stats.MannWhitney(before, after)
		e.Duration.Low, e.Duration.Up = medianInterval(before, after, o)
	}
	e.Share = Change{Difference: e.After.Share - e.Before.Share, P: 1, Q: 1}
	switch {
	case min(a.cases(), b.cases()) < o.MinCases || len(x.of)+len(y.of) < o.MinCases:
		e.Share.NotKnown = TooFewCases
	default:
		e.Share.P = stats.FisherExact(len(x.of), a.cases()-len(x.of), len(y.of), b.cases()-len(y.of))
		e.Share.Low, e.Share.Up = shareInterval(len(x.of), a.cases(), len(y.of), b.cases())
	}
}
