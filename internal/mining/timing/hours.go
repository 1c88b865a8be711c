package timing

import (
	"slices"
	"time"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/termini"
)

const hourMicros = 60 * 60 * Second

// What must be seen before office hours are believed, after the measures of
// calendar discovery of Chapela-Campa, Dumas and others.
const (
	hoursMinEvents  = 30   // events of the resource
	hoursMinWeeks   = 4    // weeks with events
	hoursConfidence = 0.1  // an hour of the week is worked if it was in a tenth of the weeks
	hoursSupport    = 0.75 // the worked hours hold at least this share of the events
)

// Hours is when a resource works, by hour of the week on the clock in Rome.
type Hours struct {
	Open       [7][24]bool // by time.Weekday
	Events     int         // seen
	Weeks      int         // with events
	Support    float64     // share of the events within the open hours
	Confidence float64     // mean share of the weeks in which an open hour had events
	NotKnown   Reason      // FewEvents, CoarseTimes, NoCalendar: the hours cannot be told
}

// DiscoverHours finds office hours in the instants at which somebody was at work,
// microseconds in any order. Midnights sharp are dates and say nothing.
func DiscoverHours(at []int64) Hours {
	var h Hours
	weeks := map[int64]bool{}
	var seen [7][24]map[int64]bool
	var count [7][24]int
	midnights := 0
	for _, t := range at {
		if midnight(t) {
			midnights++
			continue
		}
		h.Events++
		local := time.UnixMicro(t).In(kernel.Rome)
		d, c := local.Weekday(), local.Hour()
		week := (t + 3*Day) / (7 * Day)
		weeks[week] = true
		if seen[d][c] == nil {
			seen[d][c] = map[int64]bool{}
		}
		seen[d][c][week] = true
		count[d][c]++
	}
	h.Weeks = len(weeks)
	switch {
	case h.Events < midnights && len(at) >= hoursMinEvents:
		h.NotKnown = CoarseTimes
		return h
	case h.Events < hoursMinEvents || h.Weeks < hoursMinWeeks:
		h.NotKnown = FewEvents
		return h
	}
	open, inside, sum := 0, 0, 0.0
	for d := range h.Open {
		for c := range h.Open[d] {
			if share := float64(len(seen[d][c])) / float64(h.Weeks); share >= hoursConfidence {
				h.Open[d][c] = true
				open, inside, sum = open+1, inside+count[d][c], sum+share
			}
		}
	}
	h.Support = float64(inside) / float64(h.Events)
	if open > 0 {
		h.Confidence = sum / float64(open)
	}
	if h.Support < hoursSupport {
		h.NotKnown = NoCalendar
	}
	return h
}

// openSpans is the hours as instants, between two of them.
func (h *Hours) openSpans(from, to int64) (s []span) {
	for d := dayOf(from); !d.After(dayOf(to)); d = d.AddDays(1) {
		y, m, n := d.Time().Date()
		row := &h.Open[d.Time().Weekday()]
		for c := 0; c < 24; c++ {
			if !row[c] {
				continue
			}
			end := c
			for end < 24 && row[end] {
				end++
			}
			s = append(s, span{time.Date(y, m, n, c, 0, 0, 0, kernel.Rome).UnixMicro(), time.Date(y, m, n, end, 0, 0, 0, kernel.Rome).UnixMicro()})
			c = end
		}
	}
	return union(s)
}

// officeSpans is the opening hours of an office as instants.
func officeSpans(o *termini.Orario, from, to int64) (s []span) {
	for d := dayOf(from); !d.After(dayOf(to)); d = d.AddDays(1) {
		for _, a := range o.Aperture(d) {
			s = append(s, span{a.Da.Time().UnixMicro(), a.A.Time().UnixMicro()})
		}
	}
	return union(s)
}

// calendars gives when each resource was not at work.
type calendars struct {
	closed [][]span // by resource; nil: not known
	hours  []Hours  // by resource, where discovered
	common Hours    // of all resources together
	shut   []span   // when the office as a whole was not at work; nil: not known
}

// newCalendars uses the hours of the office or, without them, those of each
// resource and, where it has too few events, those of all together.
func newCalendars(l *eventlog.Log, all []instance, office *termini.Orario) *calendars {
	c := &calendars{closed: make([][]span, len(l.Resources)), hours: make([]Hours, len(l.Resources))}
	if len(all) == 0 || len(l.Resources) == 0 {
		c.common.NotKnown = FewEvents
		return c
	}
	window, by, every := atWork(l, all)
	if window.to-window.from > maxGridYears*366*Day {
		c.common.NotKnown = BadDates
		return c
	}
	if office != nil {
		shut := minus(nil, []span{window}, officeSpans(office, window.from, window.to))
		c.shut = shut
		for r := range c.closed {
			c.closed[r] = shut
		}
		return c
	}
	c.common = DiscoverHours(every)
	if c.common.NotKnown == "" {
		c.shut = minus(nil, []span{window}, c.common.openSpans(window.from, window.to))
	}
	for r := range c.closed {
		c.hours[r] = DiscoverHours(by[r])
		c.closed[r] = c.shut
		if c.hours[r].NotKnown == "" {
			c.closed[r] = minus(nil, []span{window}, c.hours[r].openSpans(window.from, window.to))
		}
	}
	return c
}

// atWork is the instants at which each resource was surely there: the known
// beginnings and the ends. Where the log has starts, what takes no time shows
// nobody at work: it may be a machine. The window goes from the first instant to
// the last.
func atWork(l *eventlog.Log, all []instance) (window span, by [][]int64, every []int64) {
	by = make([][]int64, len(l.Resources))
	window = span{all[0].end, all[0].end}
	work := slices.ContainsFunc(all, func(x instance) bool { return x.begin != eventlog.NoTime && x.begin < x.end })
	for i := range all {
		x := &all[i]
		window.from, window.to = min(window.from, x.start()), max(window.to, x.end)
		if x.enabled != eventlog.NoTime {
			window.from = min(window.from, x.enabled)
		}
		if x.resource == eventlog.None || work && x.begin == x.end {
			continue
		}
		if x.begin != eventlog.NoTime {
			by[x.resource] = append(by[x.resource], x.begin)
			every = append(every, x.begin)
		}
		by[x.resource] = append(by[x.resource], x.end)
		every = append(every, x.end)
	}
	return window, by, every
}

// known reports whether there is a calendar of the resource.
func (c *calendars) known(r int32) bool { return r != eventlog.None && c.closed[r] != nil }

// HoursOf is the hours found for each resource of a log, by resource; where
// NotKnown is set, those of all together are the best guess, and come last.
func HoursOf(v *eventlog.View) (byResource []Hours, common Hours) {
	c := newCalendars(v.Log, instances(v), nil)
	return slices.Clone(c.hours), c.common
}

// opening is when the open hours in which an instant lies began; NoTime when it
// lies in none.
func (h *Hours) opening(t int64) int64 {
	local := time.UnixMicro(t).In(kernel.Rome)
	row := &h.Open[local.Weekday()]
	c := local.Hour()
	if !row[c] {
		return eventlog.NoTime
	}
	for c > 0 && row[c-1] {
		c--
	}
	y, m, n := local.Date()
	return time.Date(y, m, n, c, 0, 0, 0, kernel.Rome).UnixMicro()
}
