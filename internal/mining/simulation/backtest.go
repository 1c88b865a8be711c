package simulation

import (
	"math"
	"slices"

	"pass/internal/mining/eventlog"
)

// BackTest is how the simulation would have done: calibrated on what was known
// at an instant, it tells the time from then on, which is compared with what
// came. The naive forecasts say that all stays as it was on average.
type BackTest struct {
	Unknown Unknown // not empty: there was too little before the split

	From, To        int64 // the time foretold
	Completed, Open int   // at From
	Ended           int   // cases that ended between From and To

	// Concluded is the mean time of the cases that ended then, seconds.
	Concluded, ConcludedTold, ConcludedNaive float64
	Within                                   bool // Concluded lies in the interval

	// PerWeek is how many ended in a week.
	PerWeek, PerWeekTold, PerWeekNaive float64

	Backlog []Compared // weekly

	// Errors of the backlog, as the mean of |told − came| over the weeks, in
	// cases; Mean is the mean of what came. Naive says the mean backlog of the
	// second half of the past, Today the one at From.
	Error, Naive, Today, Mean float64
	Inside                    float64 // share of the weeks in the interval
	Wider                     Wider   // by which it was widened

	told Result
	cut  bool // the runs did not come to the end
}

// Compared is the backlog at a time as told and as it came.
type Compared struct {
	Point
	Came int
}

// defaultSplit is the share of the time of a log that calibrates a back-test.
const defaultSplit = 0.7

// Try calibrates on the part of the time of a view before split and tells
// the rest. split 0 is seven tenths of the time; to 0 is the end of the view.
func Try(v *eventlog.View, o Options, split, to int64, b Budget) *BackTest {
	return try(v, o, split, to, b, Calibrate)
}

func try(v *eventlog.View, o Options, split, to int64, b Budget, calibrate func(*eventlog.View, Options) *Model) *BackTest {
	end := o.Now
	if end == 0 {
		end = lastEvent(v)
	}
	whole := read(v, o.Ends, end)
	if len(whole) == 0 {
		return &BackTest{Unknown: TooFewCompleted}
	}
	if to == 0 || to > end {
		to = end
	}
	if split == 0 {
		split = whole[0].start() + int64(defaultSplit*float64(end-whole[0].start()))
	}
	o.Now = split
	m := calibrate(v, o)
	t := &BackTest{From: split, To: to, Completed: m.Completed, Open: m.Open, Unknown: m.Unknown, Wider: m.Wider}
	if m.Unknown != "" || to <= split {
		return t
	}
	b.Horizon, b.Clearing = to-split, to-split
	ran := m.Run(nil, b)
	t.told, t.cut = ran.Base, ran.Ran.Cut > 0
	t.compare(whole, t.told)
	t.naive(whole)
	return t
}

// compare sets what was told beside what came.
func (t *BackTest) compare(whole []story, told Result) {
	var sum float64
	for i := range whole {
		if s := &whole[i]; s.complete && s.end() > t.From && s.end() <= t.To {
			sum += float64(s.end()-s.start()) / 1e6
			t.Ended++
		}
	}
	t.Concluded, t.ConcludedTold = sum/float64(t.Ended), told.Concluded.Mean
	t.Within = t.Concluded >= told.Concluded.Low && t.Concluded <= told.Concluded.High
	t.PerWeek, t.PerWeekTold = float64(t.Ended)/(float64(t.To-t.From)/float64(week)), told.PerWeek.Mean
	for _, p := range told.Backlog[1:] { // today's is known
		came := openAt(whole, p.At)
		t.Backlog = append(t.Backlog, Compared{p, came})
		t.Mean += float64(came)
		t.Error += math.Abs(p.Mean - float64(came))
		if float64(came) >= p.Low && float64(came) <= p.High {
			t.Inside++
		}
	}
	n := float64(max(1, len(t.Backlog)))
	t.Mean, t.Error, t.Inside = t.Mean/n, t.Error/n, t.Inside/n
}

// naive tells that all stays as it was.
func (t *BackTest) naive(whole []story) {
	var sum, n float64
	first := whole[0].start()
	for i := range whole {
		if s := &whole[i]; s.complete && s.end() <= t.From {
			sum += float64(s.end()-s.start()) / 1e6
			n++
		}
	}
	t.ConcludedNaive, t.PerWeekNaive = sum/n, n/(float64(t.From-first)/float64(week))
	var backlog, looked float64
	for at := t.From - (t.From-first)/2; at <= t.From; at += week {
		backlog += float64(openAt(whole, at))
		looked++
	}
	backlog /= looked
	today := float64(openAt(whole, t.From))
	for _, c := range t.Backlog {
		t.Naive += math.Abs(backlog-float64(c.Came)) / float64(len(t.Backlog))
		t.Today += math.Abs(today-float64(c.Came)) / float64(len(t.Backlog))
	}
}

// openAt counts the cases that began by a time and end after it. The stories
// are in order of beginning.
func openAt(all []story, at int64) (n int) {
	begun, _ := slices.BinarySearchFunc(all, at+1, func(s story, t int64) int {
		if s.start() < t {
			return -1
		}
		return 1
	})
	for i := range all[:begun] {
		if s := &all[i]; !s.complete || s.end() > at {
			n++
		}
	}
	return n
}
