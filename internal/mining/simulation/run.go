package simulation

import (
	"math"
	"slices"

	"pass/internal/mining/stats"
)

// Budget bounds what Run does. The zero value is meant for a page.
type Budget struct {
	Horizon      int64   // microseconds from the present over which times and backlog are measured; 0 is a year, or as much less as Events allow
	Clearing     int64   // how far to look for the end of the backlog; 0 is three years, never less than Horizon
	Replications int     // wanted; 0 is 100
	Events       int     // handled in all; 0 is 8 million
	Level        float64 // of intervals; 0 is 0.9
	Seed         uint64

	// Target is the number of open cases at which the backlog counts as
	// cleared; 0 is what would be open if nobody ever queued (Little's law).
	Target int
}

// The defaults of Budget, and the fewest replications that make an interval.
const (
	defaultReplications = 100
	defaultEvents       = 8_000_000
	defaultLevel        = 0.9
	leastReplications   = 10
)

func (b Budget) withDefaults() Budget {
	if b.Horizon <= 0 {
		b.Horizon = year64
	}
	if b.Clearing <= 0 {
		b.Clearing = 3 * year64
	}
	b.Clearing = max(b.Clearing, b.Horizon)
	if b.Replications <= 0 {
		b.Replications = defaultReplications
	}
	if b.Events <= 0 {
		b.Events = defaultEvents
	}
	if b.Level <= 0 || b.Level >= 1 {
		b.Level = defaultLevel
	}
	return b
}

// Interval is a mean over the replications and the span that holds the share
// Budget.Level of them, widened by Model.Wider.
type Interval struct{ Mean, Low, High float64 }

// Outcome is what Run found: the base, which changes nothing, and the
// scenarios, all of them on the same arrivals and the same cases.
type Outcome struct {
	Base      Result
	Scenarios []Result
	Ran       Ran
}

// Ran says what was run.
type Ran struct {
	Replications int
	Events       int
	Horizon      int64 // microseconds
	Clearing     int64
	Level        float64
	Cut          int // runs that were stopped by Budget.Events before their time: their figures are too low
}

// Result is one scenario. Times are seconds.
type Result struct {
	Name string

	// Mean, Median and P90 are of the time that cases take which arrive within
	// the horizon. Of the share Unfinished, which did not end in twice that
	// time, what had passed by then.
	Mean, Median, P90 Interval
	Unfinished        float64
	Arrived           Interval // cases, within the horizon

	Concluded   Interval // mean time of the cases that end within the horizon, those open today included
	PerWeek     Interval // cases that end, in a week of the horizon
	Backlog     []Point  // open cases, weekly
	BacklogEnd  Interval // at the horizon
	PresentDone Interval // seconds from now until the last of the cases open today ends

	Cleared Clearing

	Against *Difference // nil in the base
}

// Point is the number of open cases at a time.
type Point struct {
	At int64
	Interval
}

// Clearing is when the backlog is cleared.
type Clearing struct {
	Target  int
	Already bool    // there is none today
	Never   float64 // share of the runs that do not clear it within Ran.Clearing
	At      *Span   // when it is, over the runs that clear it; nil when fewer than half do
}

// Span is a median date with an interval, microseconds; High is nil when too
// many runs never get there.
type Span struct {
	Median, Low int64
	High        *int64
}

// Difference is a scenario less the base, run by run.
type Difference struct {
	Mean, Median, P90, PerWeek, BacklogEnd Interval
}

// Run simulates the base and the scenarios.
func (m *Model) Run(scenarios []Scenario, b Budget) *Outcome {
	b = m.fitting(b, 1+len(scenarios)).withDefaults()
	o := &Outcome{Ran: Ran{Horizon: b.Horizon, Clearing: b.Clearing, Level: b.Level}}
	if m.Unknown != "" {
		return o
	}
	if b.Target == 0 {
		b.Target = m.inProgress()
	}
	plans := []*plan{m.plan(Scenario{})}
	for _, s := range scenarios {
		plans = append(plans, m.plan(s))
	}
	runs := make([][]single, len(plans))
	most := max(1000, 2*b.Events/leastReplications/len(plans))
	for r := 0; r < b.Replications; r++ {
		for i, p := range plans {
			one := m.once(p, b, uint64(r), most)
			o.Ran.Events += one.events
			if one.cut {
				o.Ran.Cut++
			}
			runs[i] = append(runs[i], one)
		}
		o.Ran.Replications = r + 1
		if o.Ran.Events*(r+2)/(r+1) > b.Events { // the next one would be too much
			break
		}
	}
	o.Base = m.result("", runs[0], b)
	for i, s := range scenarios {
		res := m.result(s.Name, runs[i+1], b)
		res.Against = against(runs[i+1], runs[0], b.Level)
		o.Scenarios = append(o.Scenarios, res)
	}
	return o
}

// leastHorizon is what the horizon is not shortened below.
const leastHorizon = 8 * week

// fitting shortens a horizon that was not asked for, where the log is so busy
// that a year would be too much.
func (m *Model) fitting(b Budget, plans int) Budget {
	if b.Horizon > 0 || m.Unknown != "" {
		return b
	}
	full := b.withDefaults()
	var tasks float64
	for i := range m.templates {
		tasks += 1
		for _, t := range m.templates[i].tasks {
			if t.service > 0 {
				tasks += 2 // to begin and to end
			}
		}
	}
	perWeek := m.PerWeek * (1 + tasks/float64(len(m.templates)))
	weeks := float64(full.Events) / float64(plans*leastReplications) / perWeek / 2.5
	b.Horizon = max(leastHorizon, min(full.Horizon, int64(weeks)*week))
	if b.Horizon < full.Horizon && b.Clearing == 0 {
		b.Clearing = 2 * b.Horizon
	}
	return b
}

// inProgress is how many cases are open when nobody queues: arrivals times the
// mean time without queues (Little 1961).
func (m *Model) inProgress() int {
	var total, weight float64
	for i := range m.templates {
		t := &m.templates[i]
		w := m.stories[t.story].weight
		for _, k := range t.tasks {
			total += w * float64(k.wait+k.service+k.after)
		}
		weight += w
	}
	return int(math.Ceil(m.PerWeek * total / weight / float64(week)))
}

// single is the figures of one run; NaN is unknown.
type single struct {
	mean, median, p90, unfinished, arrived float64
	concluded, perWeek, presentDone        float64
	backlog                                []float64 // weekly
	cleared                                float64   // microseconds from now; +Inf is never
	events                                 int
	cut                                    bool
}

// once is one run of a plan.
func (m *Model) once(p *plan, b Budget, r uint64, events int) single {
	src := m.newFeed(p, m.Now+b.Clearing, b.Seed, r)
	e := newEngine(p.staff, src)
	w := &watch{e: e, b: &b, present: len(m.now), end: m.Now + b.Horizon, cleared: math.Inf(1)}
	if w.present <= b.Target {
		w.cleared = 0
	}
	e.left = w.left
	stop := m.Now + 2*b.Horizon
	done := e.run(stop, events) || w.over
	if done && math.IsInf(w.cleared, 1) && b.Clearing > stop-m.Now {
		done = e.run(m.Now+b.Clearing, events) || w.over
	}
	one := measured(e, m, b)
	one.events, one.cut = e.events, !done
	if one.cleared = w.cleared; !math.IsInf(w.cleared, 1) && w.cleared > 0 {
		one.cleared -= float64(m.Now)
	}
	return one
}

// watch follows a run, and stops it when nothing more is to be seen: all cases
// that came within the horizon have ended, and the backlog is cleared.
type watch struct {
	e       *engine
	b       *Budget
	present int
	end     int64
	counted bool
	pending int     // of the cases that count, after the end of the horizon
	cleared float64 // time; 0 is before the run, +Inf never yet
	over    bool
}

func (w *watch) left(who int32) bool {
	e := w.e
	if math.IsInf(w.cleared, 1) && e.open <= w.b.Target && len(e.cases) >= w.present {
		w.cleared = float64(e.now)
	}
	if e.now < w.end {
		return true
	}
	if !w.counted {
		w.counted = true
		for i, began := range e.started {
			if began < w.end && e.ended[i] == 0 {
				w.pending++
			}
		}
	} else if e.started[who] < w.end {
		w.pending--
	}
	w.over = w.pending <= 0 && !math.IsInf(w.cleared, 1)
	return !w.over
}

// measured takes the figures of a run.
func measured(e *engine, m *Model, b Budget) single {
	one := single{concluded: math.NaN(), mean: math.NaN(), median: math.NaN(), p90: math.NaN()}
	end := m.Now + b.Horizon
	weeks := int(b.Horizon/week) + 1
	change := make([]float64, weeks+1)
	var lasts []float64
	var concluded, n, unfinished float64
	for i, began := range e.started {
		ended := e.ended[i]
		from := max(0, (began-m.Now+week-1)/week)
		if from < int64(len(change)) {
			change[from]++
		}
		if ended != 0 {
			if k := max(0, (ended-m.Now+week-1)/week); k < int64(len(change)) {
				change[k]--
			}
			if ended <= end {
				concluded += float64(ended-began) / 1e6
				n++
			}
		}
		if i < len(m.now) {
			last := ended
			if last == 0 {
				last = e.now
			}
			one.presentDone = max(one.presentDone, float64(last-m.Now)/1e6)
			continue
		}
		if began < end {
			if ended == 0 {
				unfinished++
				ended = e.now
			}
			lasts = append(lasts, float64(ended-began)/1e6)
		}
	}
	open := 0.0
	for _, c := range change[:weeks] {
		open += c
		one.backlog = append(one.backlog, open)
	}
	if n > 0 {
		one.concluded = concluded / n
	}
	one.perWeek = n / (float64(b.Horizon) / float64(week))
	if one.arrived = float64(len(lasts)); len(lasts) > 0 {
		slices.Sort(lasts)
		one.mean, one.median, one.p90 = stats.Mean(lasts), stats.Quantile(lasts, 0.5), stats.Quantile(lasts, 0.9)
		one.unfinished = unfinished / one.arrived
	}
	return one
}
