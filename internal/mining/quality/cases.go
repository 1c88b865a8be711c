package quality

import (
	"math"
	"slices"
	"strings"

	"pass/internal/mining/eventlog"
	"pass/internal/mining/stats"
	"pass/internal/mining/steps"
)

// meanings looks at what the steps of each case mean together.
func (c *checker) meanings() {
	time, activity, number := c.mapping.Timestamp, c.mapping.Activity, c.mapping.Case
	m := &meaningFinds{two: c.find(TwoEnds, activity), after: c.find(AfterEnd, time), before: c.find(BeforeReceipt, time),
		noStart: c.find(NoStart, number), noEnd: c.find(NoEnd, number), pause: c.find(UnpairedPause, activity)}
	receipts, ends := c.tells(steps.Receipt), c.tells(steps.ExpressEnd) || c.tells(steps.TacitEnd) || c.tells(steps.OtherEnd)
	if !receipts {
		c.report.NotChecked = append(c.report.NotChecked, "Nessuna attività è indicata come ricezione della domanda: gli inizi non sono stati controllati.")
	}
	if !ends {
		c.report.NotChecked = append(c.report.NotChecked, "Nessuna attività è indicata come conclusione: le conclusioni non sono state controllate.")
	}
	c.traces(func(t *eventlog.Trace) {
		c.ends(t, m, ends)
		if receipts {
			c.starts(t, m)
		}
		c.pauses(t, m.pause)
	})
	for _, f := range []*found{m.two, m.after, m.before, m.noStart, m.noEnd, m.pause} {
		f.close("")
	}
}

type meaningFinds struct{ two, after, before, noStart, noEnd, pause *found }

// wholeCase adds a case rather than one of its events; the row is that of its first
// event.
func (f *found) wholeCase(t *eventlog.Trace) {
	e := t.Event(0)
	f.add(Place{Row: f.checker.log.Row[e], Column: f.issue.Column, Case: t.Case, Event: int32(e), Value: f.checker.log.Cases[t.Case]})
}

// ends looks at the conclusions of one case.
func (c *checker) ends(t *eventlog.Trace, m *meaningFinds, told bool) {
	express, tacit, first := -1, -1, -1
	for i, a := range t.Activity {
		k := c.kind(a)
		if k == steps.ExpressEnd && express < 0 {
			express = i
		}
		if k == steps.TacitEnd && tacit < 0 {
			tacit = i
		}
		if k.Ends() && first < 0 {
			first = i
		}
	}
	if express >= 0 && tacit >= 0 {
		later, sooner := max(express, tacit), min(express, tacit)
		m.two.with(t.Event(later), c.log.Activities[t.Activity[later]], c.log.Row[t.Event(sooner)])
	}
	if first < 0 {
		if told {
			m.noEnd.wholeCase(t)
		}
		return
	}
	for i := first + 1; i < t.Len(); i++ {
		if t.Time[i] > t.Time[first] && !c.kind(t.Activity[i]).Ends() {
			m.after.with(t.Event(i), c.log.Activities[t.Activity[i]], c.log.Row[t.Event(first)])
		}
	}
}

// starts looks at the receipt of one case.
func (c *checker) starts(t *eventlog.Trace, m *meaningFinds) {
	first := slices.IndexFunc(t.Activity, func(a int32) bool { return c.kind(a) == steps.Receipt })
	if first < 0 {
		m.noStart.wholeCase(t)
		return
	}
	for i := range first {
		if t.Time[i] < t.Time[first] {
			m.before.with(t.Event(i), c.log.Activities[t.Activity[i]], c.log.Row[t.Event(first)])
		}
	}
}

// pauses looks for suspensions that end without beginning, or never end in a
// case that is concluded.
func (c *checker) pauses(t *eventlog.Trace, f *found) {
	open := -1
	for i, a := range t.Activity {
		switch k := c.kind(a); {
		case k == steps.SuspensionStart || k == steps.Interruption:
			open = i
		case k == steps.SuspensionEnd:
			if open < 0 && !c.asked(t, i) {
				f.at(t.Event(i), c.log.Activities[a])
			}
			open = -1
		case k == steps.ExpressEnd && open >= 0:
			f.at(t.Event(open), c.log.Activities[t.Activity[open]])
			open = -1
		}
	}
}

// asked reports whether something was asked before the i-th event: documents
// may arrive in several rows.
func (c *checker) asked(t *eventlog.Trace, i int) bool {
	return slices.ContainsFunc(t.Activity[:i], func(a int32) bool {
		k := c.kind(a)
		return k == steps.SuspensionStart || k == steps.Interruption
	})
}

const (
	zLimit       = 3.5
	zScale       = 0.6745
	meanScale    = 1.253314
	fewestCases  = 20
	fewestEvents = 20
)

// lengths looks for cases that are much longer than the others, and for those
// of one event.
func (c *checker) lengths() {
	single := c.find(SingleEvent, c.mapping.Case)
	n := c.view.Cases()
	hours, events := make([]float64, 0, n), make([]float64, 0, n)
	c.traces(func(t *eventlog.Trace) {
		if t.Len() == 1 {
			single.wholeCase(t)
		}
		hours = append(hours, math.Log1p(float64(t.Time[t.Len()-1]-t.Time[0])/3.6e9))
		events = append(events, math.Log(float64(t.Len())))
	})
	single.close("")
	long, many := c.find(LongCase, c.mapping.Timestamp), c.find(ManyEvents, c.mapping.Case)
	overHours, overEvents := threshold(hours), threshold(events)
	k := 0
	c.traces(func(t *eventlog.Trace) {
		if hours[k] > overHours {
			last := t.Event(t.Len() - 1)
			long.with(last, c.moment(c.log.Time[last]), c.log.Row[t.Event(0)])
		}
		if events[k] > overEvents && t.Len() >= fewestEvents {
			many.wholeCase(t)
		}
		k++
	})
	long.close("")
	many.close("")
}

// threshold is the value over which the modified z-score passes its limit; when
// most values are equal, the deviation is the mean one (Iglewicz and Hoaglin).
// It is infinite with few values, when all are equal, and when more than one in
// twenty would pass it: then they are no exceptions.
func threshold(values []float64) float64 {
	if len(values) < fewestCases {
		return math.Inf(1)
	}
	median := stats.Median(values)
	scale := stats.MAD(values) / zScale
	if scale == 0 {
		for _, v := range values {
			scale += math.Abs(v-median) / float64(len(values))
		}
		scale *= meanScale
	}
	limit, over := median+zLimit*scale, 0
	for _, v := range values {
		if v > limit {
			over++
		}
	}
	if scale == 0 || over*20 > len(values) {
		return math.Inf(1)
	}
	return limit
}

// lifecycles looks for starts without completes and the other way round, pairing
// them in order within case and activity.
func (c *checker) lifecycles() {
	starts, completes := transition(c.log.Lifecycles, "start"), transition(c.log.Lifecycles, "complete")
	if !slices.Contains(starts, true) || !slices.Contains(completes, true) || c.distinct() {
		return
	}
	f := c.find(UnbalancedStarts, c.mapping.Lifecycle)
	open := make([][]int, len(c.log.Activities)) // events that started, by activity
	c.traces(func(t *eventlog.Trace) {
		for i, a := range t.Activity {
			switch s := t.Lifecycle[i]; {
			case s == eventlog.None:
			case starts[s]:
				open[a] = append(open[a], t.Event(i))
			case completes[s]:
				if len(open[a]) > 0 {
					open[a] = open[a][1:]
				} else if c.everStarts(a, starts) {
					f.at(t.Event(i), c.log.Activities[a])
				}
			}
		}
		for _, a := range t.Activity {
			for _, e := range open[a] {
				f.at(e, c.log.Activities[a])
			}
			open[a] = open[a][:0]
		}
	})
	f.close("")
}

// distinct reports whether the log was read with eventlog.Distinct: then a
// start and its complete are two activities.
func (c *checker) distinct() bool {
	for e, s := range c.log.Lifecycle {
		if s != eventlog.None {
			return strings.HasSuffix(c.log.Activities[c.log.Activity[e]], "+"+c.log.Lifecycles[s])
		}
	}
	return false
}

// everStarts reports whether the activity has a start in the log: some are only
// ever completed.
func (c *checker) everStarts(a int32, starts []bool) bool {
	if c.started == nil {
		c.started = make([]bool, len(c.log.Activities))
		for e, s := range c.log.Lifecycle {
			if s != eventlog.None && starts[s] {
				c.started[c.log.Activity[e]] = true
			}
		}
	}
	return c.started[a]
}

// transition marks the names of a lifecycle transition.
func transition(names []string, wanted string) []bool {
	is := make([]bool, len(names))
	for i, n := range names {
		is[i] = strings.EqualFold(n, wanted)
	}
	return is
}
