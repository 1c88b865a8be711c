package performance

import (
	"errors"
	"slices"
	"time"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/termini"
)

const microsPerDay = 86400 * 1_000_000

// Measure says in what a length of time is told.
type Measure string

// The measures.
const (
	Elapsed      Measure = "elapsed"       // seconds between two instants
	CalendarDays Measure = "calendar_days" // midnights of the zone between two instants
	WorkingDays  Measure = "working_days"  // working days after the day of the first, up to that of the second
	OfficeHours  Measure = "office_hours"  // seconds in which the office was open
)

// ErrTooLong says that a log spans more than 200 years: its dates are wrong.
var ErrTooLong = errors.New("performance: the log spans more than 200 years")

const mostDays = 200 * 366

// Calendar counts midnights, working days and office hours between instants of
// a period, each by the difference of two sums: the cost of a length does not
// depend on how long it is. Working days are those of termini.Calendario and
// office hours those of termini.Orario, both in Italian time. A Calendar never
// changes once made.
type Calendar struct {
	zone   *time.Location
	starts []int64 // midnight of each day of the zone, and that after the last
	rome   []int64 // the same in Italian time, for the two sums below
	worked []int64 // by Italian day: working days up to it
	open   []int64 // by Italian day: microseconds of office hours before it
	spans  [][]span
}

// span is a part [from, to) of a day in which the office is open.
type span struct{ from, to int64 }

// NewCalendar covers the instants of a log. With no days or hours the measures
// that need them are not known. A nil zone is Italian time. The error is
// ErrTooLong.
func NewCalendar(l *eventlog.Log, zone *time.Location, days *termini.Calendario, hours *termini.Orario) (*Calendar, error) {
	if zone == nil {
		zone = kernel.Rome
	}
	c := &Calendar{zone: zone}
	if l.Events() == 0 {
		return c, nil
	}
	from, to := reach(l)
	if (to-from)/microsPerDay > mostDays {
		return nil, ErrTooLong
	}
	first, count := midnights(from, to, zone)
	for i := range count + 1 {
		c.starts = append(c.starts, midnight(first, i, zone))
	}
	if days == nil && hours == nil {
		return c, nil
	}
	first, count = midnights(from, to, kernel.Rome)
	day := kernel.DayOf(first)
	worked, open := int64(0), int64(0)
	for i := range count + 1 {
		c.rome = append(c.rome, midnight(first, i, kernel.Rome))
		if days != nil {
			if days.Lavorativo(day) {
				worked++
			}
			c.worked = append(c.worked, worked)
		}
		if hours != nil {
			c.open = append(c.open, open)
			var spans []span
			for _, a := range hours.Aperture(day) {
				s := span{a.Da.Time().UnixMicro(), a.A.Time().UnixMicro()}
				spans, open = append(spans, s), open+s.to-s.from
			}
			c.spans = append(c.spans, spans)
		}
		day = day.AddDays(1)
	}
	return c, nil
}

// reach is the first and last instant of a log, beginnings of work included.
func reach(l *eventlog.Log) (from, to int64) {
	from, to = slices.Min(l.Time), slices.Max(l.Time)
	for _, t := range l.Begin {
		if t != eventlog.NoTime {
			from = min(from, t)
		}
	}
	return from, to
}

// midnights gives the first day of a period and how many days it touches.
func midnights(from, to int64, zone *time.Location) (first time.Time, count int) {
	first = time.UnixMicro(from).In(zone)
	last := time.UnixMicro(to).In(zone)
	y, m, d := first.Date()
	first = time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	y, m, d = last.Date()
	return first, int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Sub(first).Hours()/24) + 1
}

// midnight is when the i-th day after the first begins in the zone.
func midnight(first time.Time, i int, zone *time.Location) int64 {
	y, m, d := first.Date()
	return time.Date(y, m, d+i, 0, 0, 0, 0, zone).UnixMicro()
}

// dayIn is the place of the day of an instant among the midnights. A day of
// the clock is at most a few hours longer or shorter than 24, so that the guess
// is next to it.
func dayIn(starts []int64, t int64) int {
	i := min(max(int((t-starts[0])/microsPerDay), 0), len(starts)-1)
	for i > 0 && starts[i] > t {
		i--
	}
	for i+1 < len(starts) && starts[i+1] <= t {
		i++
	}
	return i
}

// Knows reports whether the calendar can tell a measure.
func (c *Calendar) Knows(m Measure) bool {
	switch m {
	case WorkingDays:
		return c.worked != nil
	case OfficeHours:
		return c.open != nil
	}
	return m == Elapsed || m == CalendarDays && c.starts != nil
}

// Between is the length from one instant of the log to a later one: in days for
// the measures in days, in microseconds for the others.
func (c *Calendar) Between(m Measure, from, to int64) int64 {
	return c.at(m, to) - c.at(m, from)
}

// at is how much of the measure has passed at an instant since the first day.
func (c *Calendar) at(m Measure, t int64) int64 {
	switch m {
	case CalendarDays:
		return int64(dayIn(c.starts, t))
	case WorkingDays:
		return c.worked[dayIn(c.rome, t)]
	case OfficeHours:
		d := dayIn(c.rome, t)
		sum := c.open[d]
		for _, s := range c.spans[d] {
			sum += min(max(t-s.from, 0), s.to-s.from)
		}
		return sum
	}
	return t
}

// CalendarSummary is how long cases and transitions last in a measure. The
// Durations are in days for the measures in days, in seconds for the others.
type CalendarSummary struct {
	Measure       Measure   `json:"measure"`
	Zone          string    `json:"zone"` // of CalendarDays; the other calendars are in Italian time
	CaseDurations Durations `json:"case_duration"`
	Transitions   []Edge    `json:"dfg"` // as in Summary
}

// ErrNotKnown says that the calendar was made without what a measure needs.
var ErrNotKnown = errors.New("performance: the calendar does not know this measure")

// Durations measures a view of the log of the calendar. The result does not
// depend on threads, 0 being all processors.
func (c *Calendar) Durations(v *eventlog.View, m Measure, threads int) (*CalendarSummary, error) {
	if !c.Knows(m) && len(v.Kept) > 0 {
		return nil, ErrNotKnown
	}
	unit := int64(1)
	if m == CalendarDays || m == WorkingDays {
		unit = microsPerSecond
	}
	w := newWalk(c.Retold(compact(v, threads), m, unit, threads), threads)
	return &CalendarSummary{Measure: m, Zone: c.zone.String(), CaseDurations: new(scratch).describe(w.durations), Transitions: w.transitions()}, nil
}

// Summarize is the summary of a view of the log of the calendar, and its
// lengths in a measure: as Summarize and Durations, with hidden events left out
// once for both. The transitions of the two are in the same order.
func (c *Calendar) Summarize(v *eventlog.View, m Measure, threads int) (*Summary, *CalendarSummary, error) {
	seen := compact(v, threads)
	s := Summarize(seen, threads)
	l := v.Log
	s.Dropped, s.DroppedTotal, s.Skipped, s.Counts.Inversions = append([]eventlog.Problem{}, l.Problems...), l.ProblemCount, l.Skipped, l.Inversions
	d, err := c.Durations(seen, m, threads)
	return s, d, err
}

// Retold is a view of the log of the calendar in which the time of each event
// is what had passed of the measure since the first day, in days for the
// measures in days and in microseconds for the others, times unit. The lengths
// between its events are lengths in the measure; its times are no instants.
// The calendar must know the measure. Beginnings of work are left out.
func (c *Calendar) Retold(v *eventlog.View, m Measure, unit int64, threads int) *eventlog.View {
	l := *v.Log
	l.Time, l.Begin = make([]int64, len(l.Time)), nil
	parts := v.Parts(threads)
	share(len(parts), len(parts), func(_ *scratch, i int) {
		for _, id := range v.Kept[parts[i][0]:parts[i][1]] {
			for e := l.Start[id]; e < l.Start[id+1]; e++ {
				l.Time[e] = c.at(m, v.Log.Time[e]) * unit
			}
		}
	})
	return &eventlog.View{Log: &l, Kept: v.Kept, Hidden: v.Hidden}
}

// Granularity says how fine the times of a log are.
type Granularity struct {
	Events    int     `json:"events"`
	Midnights int     `json:"midnights"` // events at midnight
	Zone      string  `json:"zone"`      // in which most events are at midnight
	Share     float64 `json:"share"`     // midnights / events
	Days      bool    `json:"days"`      // the log tells days, not instants
}

// dayShare is the share of events at midnight from which a log tells days: by
// chance it would be one event in 86,400.
const dayShare = 0.95

// Choose is the measure that suits the log: calendar days if it tells only
// days, because the change of the clock would add an hour to them; elapsed time
// otherwise.
func (g Granularity) Choose() Measure {
	if g.Days {
		return CalendarDays
	}
	return Elapsed
}

// GranularityOf counts the events of a view that are at midnight in one of the
// zones, UTC and Italian time if none is given; among equals the first counts.
func GranularityOf(v *eventlog.View, zones ...*time.Location) (Granularity, error) {
	if len(zones) == 0 {
		zones = []*time.Location{time.UTC, kernel.Rome}
	}
	v = compact(v, 0)
	var best Granularity
	for i, zone := range zones {
		c, err := NewCalendar(v.Log, zone, nil, nil)
		if err != nil {
			return Granularity{}, err
		}
		g := Granularity{Zone: zone.String()}
		for _, id := range v.Kept {
			for _, t := range v.Log.Time[v.Log.Start[id]:v.Log.Start[id+1]] {
				g.Events++
				if c.starts[dayIn(c.starts, t)] == t {
					g.Midnights++
				}
			}
		}
		if g.Events > 0 {
			g.Share = float64(g.Midnights) / float64(g.Events)
		}
		g.Days = g.Share >= dayShare
		if i == 0 || g.Midnights > best.Midnights {
			best = g
		}
	}
	return best, nil
}
