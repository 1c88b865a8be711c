package timing

import (
	"cmp"
	"math"
	"slices"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/stats"
)

// Session is one day on which an activity was done for many cases.
type Session struct {
	Day    kernel.Day
	Events []int32 // in the Log
	Cases  []int32
}

// Sessions is an activity that is done on few days for many cases at once, such
// as the monthly sitting of a commission.
type Sessions struct {
	Activity   int32
	N          int       // executions
	Inside     int       // of these, in a session
	Days       []Session // by day
	PeriodDays float64   // between one and the next, median
	Regular    bool      // the periods differ by less than a quarter
	MeanSize   float64   // cases for each session
	Used       int       // days on which the activity was done
	Expected   float64   // days that it would take if it were done as it comes
	Z          float64   // how far apart the two are, in standard deviations
	Waited     Sum       // before the sessions, since the event before
	MedianWait float64   // seconds
	Saved      Sum       // wait that would go with twice as many sessions
}

// The limits of what is believed.
const (
	sessionMin       = 3    // sessions
	sessionMinEvents = 9    // executions
	sessionReach     = 15   // days around each execution in which it might have been done instead
	sessionUsed      = 0.6  // days used, as a share of those expected
	sessionZ         = 4    // standard deviations
	sessionSpread    = 1.5  // days of the events before, as a multiple of the days used
	sessionWait      = 0.15 // median wait, as a share of the period
)

// FindSessions finds the activities that wait for a day of the calendar. The days
// that an activity uses are compared with those it would use if each execution
// fell anywhere within fifteen days of its own, on the days of the week on which
// the office works; the events before must be spread over more days, and the
// cases must wait for a good part of the period. It needs dates only.
func FindSessions(v *eventlog.View) []Sessions {
	all := instances(v)
	if len(all) == 0 {
		return nil
	}
	g := gridOfDays(v, all)
	var out []Sessions
	for a := range g.used {
		if s, ok := g.judge(all, int32(a)); ok {
			out = append(out, s)
		}
	}
	slices.SortStableFunc(out, func(a, b Sessions) int {
		return cmp.Or(compareSums(b.Waited, a.Waited), cmp.Compare(a.Activity, b.Activity))
	})
	return out
}

// dayGrid counts the executions of each activity by day, and marks the days of the
// events before them. Day 0 is first; what lies more than a hundred years before
// the last execution is left out.
type dayGrid struct {
	first   int
	day     []int32   // by instance, −1 left out
	used    [][]int32 // by activity and day: executions
	before  [][]bool  // the same: some event before one of them
	n       []int     // by activity
	known   []int     // by activity: executions with an event before
	weights [7]float64
}

func gridOfDays(v *eventlog.View, all []instance) *dayGrid {
	activities := len(v.Log.Activities)
	g := &dayGrid{day: make([]int32, len(all)), used: make([][]int32, activities), before: make([][]bool, activities), n: make([]int, activities), known: make([]int, activities)}
	first, last := romeDay(all[0].start()), romeDay(all[0].start())
	for i := range all {
		d := romeDay(all[i].start())
		g.day[i] = int32(d)
		first, last = min(first, d), max(last, d)
	}
	g.first = max(first, last-maxGridYears*366)
	for i := range all {
		x := &all[i]
		d := int(g.day[i]) - g.first
		if g.day[i] = int32(d); d < 0 {
			g.day[i] = -1
			continue
		}
		a := x.activity
		if g.used[a] == nil {
			g.used[a], g.before[a] = make([]int32, last-g.first+1), make([]bool, last-g.first+1)
		}
		g.used[a][d]++
		g.n[a]++
		g.weights[weekday(d+g.first)]++
		if x.enabled != eventlog.NoTime {
			g.known[a]++
			if e := romeDay(x.enabled) - g.first; e >= 0 {
				g.before[a][e] = true
			}
		}
	}
	top := slices.Max(g.weights[:])
	for d := range g.weights {
		g.weights[d] /= top
	}
	return g
}

// weekday is a day of the week by its number: 0 is Thursday, 1 January 1970.
func weekday(day int) int { return ((day % 7) + 7) % 7 }

// judge looks at one activity.
func (g *dayGrid) judge(all []instance, a int32) (Sessions, bool) {
	s := Sessions{Activity: a, N: g.n[a]}
	before := 0
	for d, n := range g.used[a] {
		if n > 0 {
			s.Used++
		}
		if g.before[a][d] {
			before++
		}
	}
	if s.N < sessionMinEvents || 2*g.known[a] < s.N || s.N < 2*s.Used || float64(before) < sessionSpread*float64(s.Used) {
		return s, false
	}
	variance := 0.0
	s.Expected, variance = g.expected(a)
	s.Z = (s.Expected - float64(s.Used)) / math.Sqrt(max(variance, 1e-9))
	if float64(s.Used) > sessionUsed*s.Expected || s.Z < sessionZ {
		return s, false
	}
	byDay := map[int][]int32{}
	var days []int
	for i := range all {
		if d := int(g.day[i]); all[i].activity == a && d >= 0 {
			if byDay[d] == nil {
				days = append(days, d)
			}
			byDay[d] = append(byDay[d], int32(i))
		}
	}
	slices.Sort(days)
	s.collect(all, byDay, days)
	return s, len(s.Days) >= sessionMin && s.MedianWait >= sessionWait*s.PeriodDays*86400
}

// expected is the mean and the variance of the days that the executions would use
// if each fell by chance near its own day, on the days of the week on which the
// office works.
func (g *dayGrid) expected(a int32) (mean, variance float64) {
	rate := make([]float64, len(g.used[a])+2*sessionReach)
	for d, n := range g.used[a] {
		if n == 0 {
			continue
		}
		total := 0.0
		for x := d - sessionReach; x <= d+sessionReach; x++ {
			total += g.weights[weekday(x+g.first)]
		}
		for x := d - sessionReach; x <= d+sessionReach; x++ {
			rate[x+sessionReach] += float64(n) * g.weights[weekday(x+g.first)] / total
		}
	}
	for _, r := range rate {
		used := -math.Expm1(-r)
		mean += used
		variance += used * (1 - used)
	}
	return mean, variance
}

// collect gathers the days with at least two cases.
func (s *Sessions) collect(all []instance, byDay map[int][]int32, days []int) {
	var starts []int64
	var enabled [][]int64
	var waits []int64
	for _, d := range days {
		x := Session{Day: dayOf(all[byDay[d][0]].start())}
		cases := map[int32]bool{}
		var since []int64
		for _, m := range byDay[d] {
			y := &all[m]
			cases[y.c] = true
			x.Events, x.Cases = append(x.Events, y.event), append(x.Cases, y.c)
			if y.enabled != eventlog.NoTime {
				since = append(since, y.enabled)
			}
		}
		if len(cases) < 2 {
			continue
		}
		at := all[byDay[d][0]].start()
		for _, m := range byDay[d] {
			if y := &all[m]; y.enabled != eventlog.NoTime {
				waits = append(waits, y.start()-y.enabled)
				s.Waited.add(y.start() - y.enabled)
			}
		}
		s.Days, starts, enabled = append(s.Days, x), append(starts, at), append(enabled, since)
		s.Inside += len(x.Events)
	}
	if len(s.Days) == 0 {
		return
	}
	s.MeanSize = float64(s.Inside) / float64(len(s.Days))
	if len(waits) > 0 {
		s.MedianWait = stats.MedianInt(waits) / float64(Second)
	}
	s.PeriodDays, s.Regular = period(starts)
	s.Saved = twice(starts, enabled, s.PeriodDays)
}

// period is the median days between one start and the next, and whether they are
// regular: a median deviation below a quarter. Zero with fewer than three starts.
func period(starts []int64) (days float64, regular bool) {
	if len(starts) < 3 {
		return 0, false
	}
	gaps := make([]float64, len(starts)-1)
	for i := range gaps {
		gaps[i] = float64(starts[i+1]-starts[i]) / float64(Day)
	}
	days = stats.Median(gaps)
	return days, stats.MAD(gaps) <= days/4
}

// twice is the wait that would go if there were one more batch in the middle of
// each pause: what could be done by then would be done then. Before the first
// batch the pause is the usual one.
func twice(starts []int64, enabled [][]int64, periodDays float64) (saved Sum) {
	if periodDays == 0 {
		return saved
	}
	for i, at := range starts {
		pause := int64(periodDays * float64(Day))
		if i > 0 {
			pause = at - starts[i-1]
		}
		middle := at - pause/2
		for _, e := range enabled[i] {
			if e <= middle {
				saved.add(at - middle)
			}
		}
	}
	return saved
}
