package ranking

import (
	"cmp"
	"runtime"
	"slices"
	"strings"
	"sync"

	"pass/internal/mining/eventlog"
	"pass/internal/mining/stats"
)

// DefaultMinCases is how many cases an entry needs before anything is claimed
// of it: with fewer, a median and a share say more of the sample than of the
// procedure.
const DefaultMinCases = 10

// Options of Rank. The zero value ranks without resampling.
type Options struct {
	MinCases  int    // evidence for a claim; 0: DefaultMinCases
	MaxCases  int    // ids listed behind each entry, those that lose most first; 0: 200, negative: all
	Bootstrap int    // resamplings for Confidence; 0: none. 400 are plenty
	Seed      uint64 // of the resampling
	Threads   int    // 0: as many as the machine has. The result does not depend on it

	// Durations, by place of the event in the Log, replaces the time of the
	// segment that ends with the event, in microseconds: time held by the
	// office alone, for example, or working time. NoTime leaves the segment out.
	Durations []int64

	// Target is the duration in microseconds that an entry should not exceed;
	// from is None for a step. Without it, or where it says false, the target
	// is the median.
	Target func(from, to int32) (micros int64, ok bool)

	// Parts are what the time of the transitions was made of, if the caller
	// knows it.
	Parts []Parts
}

// Parts is what the time of a transition was made of, in seconds, over all
// cases.
type Parts struct {
	From, To  int32
	Waiting   float64 // nobody was working on it
	Work      float64
	Suspended float64 // the legal clock stood still
	OtherBody float64 // it lay with another body
	Office    float64 // the office had it; waiting and work are not told apart
}

// NotKnown says why nothing is claimed.
type NotKnown string

// The reasons for claiming nothing.
const (
	Known        NotKnown = ""
	NoCases      NotKnown = "no cases"
	NoDurations  NotKnown = "no two dates in any case"
	TooFewCases  NotKnown = "too few cases"
	NoTimeLost   NotKnown = "no time lost"
	OneCaseAlone NotKnown = "one case makes most of it"
	TooShort     NotKnown = "too few or too close in time for a trend"
)

// Result is the ranking of a View.
type Result struct {
	Cases       int     // of the view
	Segments    int     // times between two events, and first works
	Total       float64 // seconds in all segments
	MeanCase    float64 // Total / Cases
	Starts      bool    // the log tells when work began, at least somewhere
	MinCases    int     // the evidence that was asked for
	Steps       []Entry // the greatest Gain first, then Total, then names
	Transitions []Entry // in the same order
	NotKnown    NotKnown
}

// Entry is a step or a transition. All times are in seconds.
type Entry struct {
	From, To         int32 // activities; From is None for a step
	FromName, ToName string

	Count     int     // segments
	CaseCount int     // different cases
	CaseShare float64 // of all cases, 0 to 1
	Total     float64 // = Count × Mean
	TimeShare float64 // of the time of all cases, 0 to 1
	Mean, Min, Max,
	P25, Median, P75, P90 float64

	Work      *float64 // of Total, time of work; nil where no start is known
	WorkKnown int      // segments whose start is known

	Target float64 // what a segment should not exceed
	Excess float64 // time beyond Target, all segments
	Gain   float64 // Excess / cases: what the mean case would lose

	Trend      Trend
	Confidence *Confidence // nil without resampling, and for entries far from the top
	Parts      *Parts      // as given

	Cases    []int32  // ids in the Log, the one that loses most first, at most Options.MaxCases of CaseCount
	NotKnown NotKnown // why no claim is made; empty: the evidence is enough
}

// IQR is the width of the middle half, in seconds.
func (e *Entry) IQR() float64 { return e.P75 - e.P25 }

// Trend is how the duration of an entry changes with time.
type Trend struct {
	PerYear  float64  // seconds more (or, negative, less) each year of 365.25 days
	Low, Up  float64  // 95 % interval of PerYear
	P        float64  // Mann–Kendall, one test
	Q        float64  // after the control of the trends of all entries of the kind
	Points   int      // segments, or periods with a median each
	Count    int      // segments that could count
	NotKnown NotKnown // TooShort, or TooFewCases: P and Q are 1, slopes zero
}

// Rises and falls are claimed at this share of false ones among the claimed.
const trendLevel = 0.05

// Direction is 1 when durations grow, −1 when they shrink, 0 when neither can
// be told.
func (t Trend) Direction() int {
	switch {
	case t.NotKnown != Known || t.Q > trendLevel || t.PerYear == 0:
		return 0
	case t.PerYear > 0:
		return 1
	}
	return -1
}

// Rank measures and orders the steps and transitions of a view.
func Rank(v *eventlog.View, o Options) *Result {
	o = o.withDefaults()
	s := collect(v, o)
	r := &Result{Cases: v.Cases(), Segments: len(s.length), Total: s.total.Float() / micros, Starts: s.starts, MinCases: o.MinCases}
	switch {
	case r.Cases == 0:
		r.NotKnown = NoCases
		return r
	case r.Segments == 0:
		r.NotKnown = NoDurations
		return r
	}
	r.MeanCase = r.Total / float64(r.Cases)
	var steps, transitions *grouping
	var wait sync.WaitGroup
	wait.Go(func() { steps = s.bySteps() })
	wait.Go(func() { transitions = s.byTransitions() })
	wait.Wait()
	r.Steps = steps.measure(o, r)
	r.Transitions = transitions.measure(o, r)
	attach(r.Transitions, o.Parts)
	if o.Bootstrap > 0 {
		resample(s, steps, r.Steps, o, 0)
		resample(s, transitions, r.Transitions, o, 1)
	}
	return r
}

func (o Options) withDefaults() Options {
	if o.MinCases <= 0 {
		o.MinCases = DefaultMinCases
	}
	if o.MaxCases == 0 {
		o.MaxCases = 200
	}
	if o.Threads <= 0 {
		o.Threads = runtime.GOMAXPROCS(0)
	}
	return o
}

// sortEntries puts what would shorten the mean most first.
func sortEntries(entries []Entry) {
	slices.SortFunc(entries, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(b.Gain, a.Gain), cmp.Compare(b.Total, a.Total), cmp.Compare(b.Count, a.Count),
			strings.Compare(a.FromName, b.FromName), strings.Compare(a.ToName, b.ToName))
	})
}

// controlTrends turns the p-values of the trends into q-values.
func controlTrends(entries []Entry) {
	var p []float64
	var of []int
	for i, e := range entries {
		if e.Trend.NotKnown == Known {
			p = append(p, e.Trend.P)
			of = append(of, i)
		}
	}
	for k, q := range stats.BenjaminiHochberg(p) {
		entries[of[k]].Trend.Q = q
	}
}

// attach gives the transitions the parts that the caller knows.
func attach(entries []Entry, parts []Parts) {
	if len(parts) == 0 {
		return
	}
	of := make(map[[2]int32]int, len(parts))
	for i, p := range parts {
		of[[2]int32{p.From, p.To}] = i
	}
	for i := range entries {
		if k, ok := of[[2]int32{entries[i].From, entries[i].To}]; ok {
			p := parts[k]
			entries[i].Parts = &p
		}
	}
}
