package quality

import (
	"cmp"
	"slices"
	"time"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/steps"
)

const (
	nightBegins = 22
	nightEnds   = 6
	secondsADay = 24 * 60 * 60
)

// order looks for rows of a case that go back in time in the file.
func (c *checker) order() {
	if c.log.Inversions == 0 {
		return
	}
	f := c.find(OrderInverted, c.mapping.Timestamp)
	var events []int
	c.traces(func(t *eventlog.Trace) {
		events = events[:0]
		for i := range t.Len() {
			events = append(events, t.Event(i))
		}
		l := c.log
		slices.SortFunc(events, func(a, b int) int { return cmp.Compare(l.Row[a], l.Row[b]) })
		for i := 1; i < len(events); i++ {
			if l.Time[events[i]] < l.Time[events[i-1]] {
				f.with(events[i], c.moment(l.Time[events[i]]), l.Row[events[i-1]])
			}
		}
	})
	f.close("")
}

// times looks at each time by itself.
func (c *checker) times() {
	column := c.mapping.Timestamp
	future, old := c.find(FutureTime, column), c.find(ImplausibleTime, column)
	earliest := c.opts.Earliest.Start().Time().UnixMicro()
	now := c.opts.Now.UnixMicro()
	clocks := map[int]int{}      // seconds of the day → events; few different ones are kept
	midnights, elsewhere := 0, 0 // by the clock of the office, and of UTC
	c.traces(func(t *eventlog.Trace) {
		for i, at := range t.Time {
			if !c.opts.Now.IsZero() && at > now {
				future.at(t.Event(i), c.moment(at))
			}
			if at < earliest {
				old.at(t.Event(i), c.moment(at))
			}
			s := c.clock(at)
			if s == 0 {
				midnights++
			}
			if at%(secondsADay*1_000_000) == 0 {
				elsewhere++
			}
			if _, known := clocks[s]; known || len(clocks) < 2 {
				clocks[s]++
			}
		}
	})
	future.close("")
	old.close("")
	if c.opts.Now.IsZero() {
		c.report.NotChecked = append(c.report.NotChecked, "Le date future non sono state cercate: manca il giorno di riferimento.")
	}
	if elsewhere > midnights { // days that were read as those of UTC
		c.midnight, midnights = time.UTC, elsewhere
	}
	c.precision(midnights, len(clocks))
	c.receipts()
}

// clock is the second of the day that an instant shows.
func (c *checker) clock(micros int64) int {
	t := c.local(micros)
	return t.Hour()*3600 + t.Minute()*60 + t.Second()
}

// precision tells logs of days from logs of times.
func (c *checker) precision(midnights, clocks int) {
	n := c.report.Events
	if n == 0 {
		return
	}
	code := Code("")
	switch {
	case midnights == n:
		code, c.report.DatesOnly = DatesOnly, true
	case clocks == 1 && n >= 10:
		code, c.report.DatesOnly = ConstantClock, true
	case midnights > 0 && midnights*20 >= n*19:
		c.report.DatesOnly = true
	}
	if code != "" {
		f := c.find(code, c.mapping.Timestamp)
		f.issue.Count, f.issue.CaseCount = n, c.report.Cases
		f.whole()
		return
	}
	f := c.find(MixedPrecision, c.mapping.Timestamp)
	c.traces(func(t *eventlog.Trace) {
		for i, at := range t.Time {
			if x := time.UnixMicro(at).In(c.midnight); x.Hour() == 0 && x.Minute() == 0 && x.Second() == 0 {
				f.at(t.Event(i), c.moment(at))
			}
		}
	})
	f.close("")
}

// whole adds an issue that is of all rows.
func (f *found) whole() {
	f.issue.describe("")
	f.checker.report.Issues = append(f.checker.report.Issues, f.issue)
}

// receipts looks at the day and hour of the applications.
func (c *checker) receipts() {
	holiday, night := c.find(HolidayReceipt, c.mapping.Timestamp), c.find(NightReceipt, c.mapping.Timestamp)
	told := c.tells(steps.Receipt)
	c.traces(func(t *eventlog.Trace) {
		for i, a := range t.Activity {
			if told && c.kind(a) != steps.Receipt || !told && i > 0 {
				continue
			}
			at := c.local(t.Time[i])
			if d := kernel.DayOf(at); d.Year() > 1583 && d.Year() < 2299 && !c.opts.Calendar.Lavorativo(d) {
				holiday.at(t.Event(i), d.ConGiornoSettimana())
			}
			if h := at.Hour(); !c.report.DatesOnly && (h >= nightBegins || h < nightEnds) && c.clock(t.Time[i]) != 0 {
				night.at(t.Event(i), c.moment(t.Time[i]))
			}
		}
	})
	for _, f := range []*found{holiday, night} {
		words := [2]string{"domanda risulta ricevuta", "domande risultano ricevute"}
		if !told { // the first event of a case stands for its receipt
			words = [2]string{"pratica comincia", "pratiche cominciano"}
		}
		f.close(words[min(f.issue.Count, 2)/2])
	}
}

// tells reports whether an activity of the log has a meaning.
func (c *checker) tells(k steps.Kind) bool {
	for a := range c.log.Activities {
		if c.kind(int32(a)) == k {
			return true
		}
	}
	return false
}

// The bounds of events at one instant.
const (
	fewestAtOnce = 20   // events
	casesAtOnce  = 10   // cases
	shareAtOnce  = 0.02 // of the events
	shareOnADay  = 0.2  // when the log has days only
	shareOfTies  = 0.05
	fewestPairs  = 20
)

// equalTimes looks for ties within cases and for many cases at one instant.
func (c *checker) equalTimes() {
	ties, pairs := c.find(EqualTimes, c.mapping.Timestamp), 0
	c.traces(func(t *eventlog.Trace) {
		for i := 1; i < t.Len(); i++ {
			pairs++
			if t.Time[i] == t.Time[i-1] {
				ties.with(t.Event(i), c.moment(t.Time[i]), c.log.Row[t.Event(i-1)])
			}
		}
	})
	if pairs >= fewestPairs && float64(ties.issue.Count) >= shareOfTies*float64(pairs) {
		ties.close("")
	}
	all := make([]instant, 0, c.report.Events)
	c.traces(func(t *eventlog.Trace) {
		for i, at := range t.Time {
			all = append(all, instant{at, int32(t.Event(i))})
		}
	})
	slices.SortFunc(all, func(a, b instant) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.event, b.event)) })
	least := shareAtOnce
	if c.report.DatesOnly {
		least = shareOnADay
	}
	f := c.find(BulkLoad, c.mapping.Timestamp)
	for lo := 0; lo < len(all); {
		hi := lo
		for hi < len(all) && all[hi].at == all[lo].at {
			hi++
		}
		if n := hi - lo; n >= fewestAtOnce && float64(n) >= least*float64(len(all)) && c.casesOf(all[lo:hi]) >= casesAtOnce {
			for _, x := range all[lo:hi] {
				f.at(int(x.event), c.moment(x.at))
			}
		}
		lo = hi
	}
	f.close("")
}

type instant struct {
	at    int64
	event int32
}

// casesOf counts the cases of events in order of event: those of a case stand
// together.
func (c *checker) casesOf(events []instant) (n int) {
	for i, x := range events {
		if i == 0 || c.log.Case[x.event] != c.log.Case[events[i-1].event] {
			n++
		}
	}
	return n
}

// near is within which two executions may be the same fact.
const near = 5 * int64(time.Minute/time.Microsecond)

// farthest is how many events back a duplicate is looked for, so that a case
// with thousands of events at one instant costs no more than others.
const farthest = 50

// duplicates looks for rows that say the same thing.
func (c *checker) duplicates() {
	exact, almost := c.find(ExactDuplicate, c.mapping.Activity), c.find(NearDuplicate, c.mapping.Activity)
	c.traces(func(t *eventlog.Trace) {
		for i := range t.Len() {
			nearly := -1
			for j := i - 1; j >= 0 && i-j <= farthest && t.Time[i]-t.Time[j] <= near; j-- {
				if t.Activity[i] != t.Activity[j] || t.Lifecycle[i] != t.Lifecycle[j] {
					continue
				}
				if c.same(t.Event(i), t.Event(j)) {
					exact.with(t.Event(i), c.log.Activities[t.Activity[i]], c.log.Row[t.Event(j)])
					nearly = -1
					break
				}
				nearly = j
			}
			if nearly >= 0 {
				almost.with(t.Event(i), c.log.Activities[t.Activity[i]], c.log.Row[t.Event(nearly)])
			}
		}
	})
	exact.close("")
	almost.close("")
}

// same reports whether two events of a case, of the same activity and
// lifecycle, have everything else alike.
func (c *checker) same(a, b int) bool {
	l := c.log
	if l.Time[a] != l.Time[b] || l.Resource[a] != l.Resource[b] || l.Begin != nil && l.Begin[a] != l.Begin[b] {
		return false
	}
	for i := range l.Attributes {
		if l.Attributes[i].Column[a] != l.Attributes[i].Column[b] {
			return false
		}
	}
	return true
}
