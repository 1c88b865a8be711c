package timing

import (
	"cmp"
	"math"
	"slices"

	"pass/internal/mining/eventlog"
	"pass/internal/mining/stats"
)

// StartOptions guides EstimateStarts. The zero value works.
type StartOptions struct {
	// Threshold: an estimated duration above so many times the median of its
	// activity is taken for an outlier and cut there. 0 is DefaultThreshold;
	// negative: never.
	Threshold float64
	Mode      bool    // outliers and unknown ones follow the mode of the activity instead of the median
	Instant   []int32 // activities that take no time

	// Simple leaves out the openings: a resource is free since it ended what it did
	// before, be it on another day.
	Simple bool
}

// PublishedStarts are the options by which EstimateStarts does what the program
// of the authors does unless told otherwise: no estimate is cut, no opening of
// the office is looked for, what is missing takes the median.
var PublishedStarts = StartOptions{Threshold: -1, Simple: true}

// DefaultThreshold is the cut of EstimateStarts.
const DefaultThreshold = 2.0

// StartReport says where the starts of EstimateStarts come from.
type StartReport struct {
	N           int       // events
	Known       int       // their start was in the log, and stays
	Enabled     int       // when the event before it in its case ended
	Available   int       // when its resource ended what it did before
	Opening     int       // when its resource begins the day
	Cut         int       // estimated too long for its activity, and cut
	Typical     int       // nothing before it: the usual duration of its activity
	Instant     int       // no duration is known for its activity, or it was declared to take no time
	DatesOnly   int       // its time is a date, midnight in Rome: work shorter than a day cannot be told, and is taken as none
	NotKnown    Reason    // why the estimate tells nothing: NothingEstimated, FewEvents, CoarseTimes, NoResources, FewResources
	WithoutWho  int       // events without a resource: only their case speaks for them
	UsualLength []float64 // by activity, seconds: median of the estimates; negative without any
}

// Evidence below which estimated starts tell nothing: without hours there is no
// work shorter than a day, and without people nobody was busy elsewhere.
const (
	minEstimated  = 30
	minWithHour   = 0.5       // share of the events
	minWithPerson = 1.0 / 3.0 // share of the events
)

// judge says whether the estimate tells anything.
func (r *StartReport) judge() {
	n := float64(r.N)
	switch {
	case r.Known == r.N:
		r.NotKnown = NothingEstimated
	case r.N-r.Known < minEstimated:
		r.NotKnown = FewEvents
	case float64(r.DatesOnly) > (1-minWithHour)*n:
		r.NotKnown = CoarseTimes
	case r.WithoutWho == r.N:
		r.NotKnown = NoResources
	case float64(r.WithoutWho) > (1-minWithPerson)*n:
		r.NotKnown = FewResources
	}
}

// estimate is a start in the making.
type estimate struct {
	begin int64
	from  *int // what gave it: a counter of the report
}

// EstimateStarts gives a start to the events that have none, after Chapela-Campa
// and Dumas: the later of when the event could begin (the last event of its case
// that is not concurrent with it ended) and when its resource was free (its last
// event anywhere ended, or its day began). Estimates that are too long for the
// activity are cut; an event with nothing before it takes the usual time. The new
// Log shares everything else with the old one.
func EstimateStarts(l *eventlog.Log, o StartOptions) (*eventlog.Log, *StartReport) {
	if o.Threshold == 0 {
		o.Threshold = DefaultThreshold
	}
	r := &StartReport{N: l.Events(), UsualLength: make([]float64, len(l.Activities))}
	es := make([]estimate, l.Events())
	instant := make([]bool, len(l.Activities))
	for _, a := range o.Instant {
		instant[a] = true
	}
	free := lastByResource(l)
	concurrent := concurrency(l)
	opening := func(int32) int64 { return eventlog.NoTime }
	if !o.Simple {
		opening = openings(l)
	}
	dates := someDates(func(i int) int64 { return l.Time[i] }, l.Events())
	for c := range l.Cases {
		for i := l.Start[c]; i < l.Start[c+1]; i++ {
			switch {
			case l.Begin != nil && l.Begin[i] != eventlog.NoTime:
				es[i] = estimate{l.Begin[i], &r.Known}
			case instant[l.Activity[i]]:
				es[i] = estimate{l.Time[i], &r.Instant}
			case dates && midnight(l.Time[i]):
				es[i] = estimate{l.Time[i], &r.DatesOnly}
			default:
				es[i] = r.first(l, i, l.Start[c], concurrent, free, opening)
			}
			if l.Resource[i] == eventlog.None {
				r.WithoutWho++
			}
		}
	}
	r.repair(l, es, o)
	out := *l
	out.Begin = make([]int64, len(es))
	for i := range es {
		out.Begin[i] = min(es[i].begin, l.Time[i])
		*es[i].from++
	}
	r.judge()
	return &out, r
}

// first is the estimate of event i, of the case that begins at event lo.
func (r *StartReport) first(l *eventlog.Log, i, lo int32, concurrent map[int64]bool, free []int64, opening func(int32) int64) estimate {
	e := estimate{eventlog.NoTime, &r.Typical}
	a := l.Activity[i]
	for j := i - 1; j >= lo; j-- {
		if l.Time[j] < l.Time[i] && !concurrent[int64(l.Activity[j])<<32|int64(a)] {
			e = estimate{l.Time[j], &r.Enabled}
			break
		}
	}
	if free[i] != eventlog.NoTime && free[i] > e.begin {
		e = estimate{free[i], &r.Available}
	}
	if at := opening(i); at > e.begin && e.begin != eventlog.NoTime {
		e = estimate{at, &r.Opening}
	}
	return e
}

// repair cuts the estimates that are too long and fills those that are missing.
func (r *StartReport) repair(l *eventlog.Log, es []estimate, o StartOptions) {
	lengths := make([][]int64, len(l.Activities))
	for i := range es {
		if es[i].begin != eventlog.NoTime && es[i].from != &r.Instant && es[i].from != &r.DatesOnly {
			lengths[l.Activity[i]] = append(lengths[l.Activity[i]], l.Time[i]-es[i].begin)
		}
	}
	usual := make([]int64, len(lengths))
	for a, ls := range lengths {
		r.UsualLength[a] = -1
		if len(ls) > 0 {
			usual[a] = int64(stats.MedianInt(ls))
			if o.Mode {
				usual[a] = mode(ls)
			}
			r.UsualLength[a] = float64(usual[a]) / float64(Second)
		}
	}
	for i := range es {
		a := l.Activity[i]
		e := &es[i]
		limit := float64(usual[a]) * o.Threshold
		switch {
		case e.begin == eventlog.NoTime:
			e.begin = l.Time[i] - usual[a]
			if len(lengths[a]) == 0 {
				e.from = &r.Instant
			}
		case e.from == &r.Known || e.from == &r.Instant || e.from == &r.DatesOnly || o.Threshold < 0:
		case float64(l.Time[i]-e.begin) > limit:
			*e = estimate{l.Time[i] - int64(limit), &r.Cut}
		}
	}
}

// mode is the most frequent value, the smallest of several.
func mode(values []int64) int64 {
	s := slices.Clone(values)
	slices.Sort(s)
	best, most, run := s[0], 0, 0
	for i, v := range s {
		if i > 0 && v == s[i-1] {
			run++
		} else {
			run = 1
		}
		if run > most {
			best, most = v, run
		}
	}
	return best
}

// lastByResource is, by event, when its resource ended what it did before.
func lastByResource(l *eventlog.Log) []int64 {
	order := make([]int32, 0, l.Events())
	free := make([]int64, l.Events())
	for i := range free {
		free[i] = eventlog.NoTime
		if l.Resource[i] != eventlog.None {
			order = append(order, int32(i))
		}
	}
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(l.Resource[a], l.Resource[b]), cmp.Compare(l.Time[a], l.Time[b]), cmp.Compare(a, b))
	})
	before := eventlog.NoTime // the last end of the resource strictly before the one at hand
	for k := 1; k < len(order); k++ {
		p, q := order[k-1], order[k]
		switch {
		case l.Resource[p] != l.Resource[q]:
			before = eventlog.NoTime
		case l.Time[p] < l.Time[q]:
			before = l.Time[p]
		}
		free[q] = before
	}
	return free
}

// openings is when the working day of the resource of an event began, where its
// hours can be found: the opening of the hours in which the event ends.
func openings(l *eventlog.Log) func(int32) int64 {
	at := make([][]int64, len(l.Resources))
	var every []int64
	for i, r := range l.Resource {
		if r != eventlog.None {
			at[r] = append(at[r], l.Time[i])
			every = append(every, l.Time[i])
		}
	}
	common := DiscoverHours(every)
	hours := make([]Hours, len(at))
	for r := range at {
		if hours[r] = DiscoverHours(at[r]); hours[r].NotKnown != "" {
			hours[r] = common
		}
	}
	return func(i int32) int64 {
		r := l.Resource[i]
		if r == eventlog.None || hours[r].NotKnown != "" {
			return eventlog.NoTime
		}
		return hours[r].opening(l.Time[i])
	}
}

// The thresholds of the heuristics miner (Weijters, Ribeiro 2011) by which two
// activities are concurrent.
const (
	dependencyBelow = 0.9
	loopBelow       = 0.9
)

// concurrency is the pairs of activities, as a<<32|b, that follow each other in
// both directions without a clear order and without being a loop of two.
func concurrency(l *eventlog.Log) map[int64]bool {
	follows, loops := map[int64]int{}, map[int64]int{}
	key := func(a, b int32) int64 { return int64(a)<<32 | int64(b) }
	for c := range l.Cases {
		for i := l.Start[c] + 1; i < l.Start[c+1]; i++ {
			a, b := l.Activity[i-1], l.Activity[i]
			follows[key(a, b)]++
			if i+1 < l.Start[c+1] && l.Activity[i+1] == a && a != b {
				loops[key(a, b)]++
			}
		}
	}
	pairs := map[int64]bool{}
	for k, ab := range follows {
		a, b := int32(k>>32), int32(k)
		ba := follows[key(b, a)]
		if a == b || ba == 0 {
			continue
		}
		dependency := math.Abs(float64(ab-ba)) / float64(ab+ba+1)
		loop := float64(loops[k] + loops[key(b, a)])
		if dependency < dependencyBelow && loop/(loop+1) < loopBelow {
			pairs[k] = true
		}
	}
	return pairs
}

// StartErrors is how far estimated starts are from the true ones, in seconds.
type StartErrors struct {
	N                 int
	Mean, Median, P90 float64 // of the absolute error
	Bias              float64 // mean error: negative when the estimates are too early
}

// CompareStarts measures estimated starts against those of a log that has them,
// event by event; where the truth is not known there is no error.
func CompareStarts(truth, estimated *eventlog.Log) (e StartErrors) {
	var errors []float64
	bias := 0.0
	for i, b := range truth.Begin {
		if b == eventlog.NoTime || estimated.Begin[i] == eventlog.NoTime {
			continue
		}
		d := float64(estimated.Begin[i]-b) / float64(Second)
		errors = append(errors, math.Abs(d))
		bias += d
	}
	if e.N = len(errors); e.N == 0 {
		return e
	}
	slices.Sort(errors)
	e.Mean, e.Median, e.P90 = stats.Mean(errors), stats.Quantile(errors, 0.5), stats.Quantile(errors, 0.9)
	e.Bias = bias / float64(e.N)
	return e
}

// StartCheck is how far estimated starts are from the true ones, beside the
// method as published and two plain guesses.
type StartCheck struct {
	Ours      StartErrors
	Published StartErrors // PublishedStarts
	Previous  StartErrors // the start is when the event before it in the case ended
	Zero      StartErrors // the work takes no time
}

// CheckStarts hides the starts of a log that has them, estimates them again and
// measures the error.
func CheckStarts(l *eventlog.Log, o StartOptions) (c StartCheck) {
	bare := *l
	bare.Begin = nil
	out, _ := EstimateStarts(&bare, o)
	c.Ours = CompareStarts(l, out)
	out, _ = EstimateStarts(&bare, PublishedStarts)
	c.Published = CompareStarts(l, out)
	guess := bare
	guess.Begin = slices.Clone(l.Time)
	c.Zero = CompareStarts(l, &guess)
	for at := range l.Cases {
		for i := l.Start[at] + 1; i < l.Start[at+1]; i++ {
			guess.Begin[i] = l.Time[i-1]
		}
	}
	c.Previous = CompareStarts(l, &guess)
	return c
}
