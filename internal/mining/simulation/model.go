package simulation

import (
	"slices"

	"pass/internal/mining/eventlog"
	"pass/internal/mining/steps"
)

// MinCompleted is how many complete cases a simulation needs at least.
const MinCompleted = 30

// MinWeeks is how many weeks of history a simulation needs at least.
const MinWeeks = 8

// Unknown says why nothing is simulated.
type Unknown string

// The reasons.
const (
	TooFewCompleted Unknown = "too few completed cases" // fewer than MinCompleted
	TooShort        Unknown = "too short a history"     // fewer than MinWeeks
)

// Options guides Calibrate.
type Options struct {
	Now  int64        // the present, microseconds; events after it are not looked at; 0 is the last event of the view
	Ends []bool       // by activity of the Log: it ends the case; nil: a case ends with its last event
	Kind []steps.Kind // by activity: what passes before the end of a suspension, a notice, another body's act or the silence is not the office's; nil: all is

	// Pool is by activity: those with the same number ≥ 0 share their staff, −1
	// needs none. Nil: told by the people who do them.
	Pool []int32

	// Staff is by activity the people in its pool, over what the log tells; 0
	// leaves it; nil leaves all. An activity of which the log names neither the
	// people nor the beginnings has staff only if it is given here: else its
	// time is Step.Other, because a queue cannot be told from other waiting.
	Staff []int

	BatchEvery []float64 // by activity: seconds between two meetings that decide on many cases; 0 is none; nil: none
}

// Model is a procedure calibrated on a log, ready to be run. It is not changed
// by runs, so many may go on at once.
type Model struct {
	Now             int64
	Completed, Open int
	Stale           []int32 // open cases (ids of the Log) that have waited longer than any completed one did in their state
	PerWeek         float64 // arrivals, in the weeks that runs draw from
	Weeks           int     // of history
	Seasonal        bool    // arrivals follow the season
	Steps           []Step  // by activity; those that never follow another event have N = 0
	Pools           []Pool
	Wider           Wider
	Unknown         Unknown // not empty: there is nothing to run

	stories   []story
	templates []template
	now       []present // open cases, the longest waiting first
	flow      flow
	drift     float64 // see driftOf
	options   Options
}

// Step is what the log says of one activity: of the time from the event before
// it, what is queue, work and else. Seconds, means over N.
type Step struct {
	Activity           int32
	N                  int
	Pool               int32 // −1: no staff
	Queue, Work, Other float64
	External           bool // Other is not the office's
	BatchEvery         float64
}

// Total is the mean time from the event before.
func (s *Step) Total() float64 { return s.Queue + s.Work + s.Other }

// Pool is the staff of one or more activities.
type Pool struct {
	Activities []int32
	Staff      int
	StaffKnown bool    // counted in the log, or given
	WorkKnown  bool    // beginnings are in the log; else the work is the most that the log allows, and so is the effect of staff
	Busy       float64 // share of the staff's time that the work takes, at the arrivals of the weeks that runs draw from
}

// template is a complete case, to be walked again.
type template struct {
	story    int32
	activity []int32 // of all events, the first one included
	tasks    []task  // of the events but the first
	queued   []int64 // before each task, in the replay of history
}

// present is an open case.
type present struct {
	start, last int64
	paths       []path
}

// path is how an open case may go on: as a template after one of its events.
type path struct {
	template, event int32
}

// Calibrate makes a model of a view, and tries it on past dates to know how wide
// its intervals must be.
func Calibrate(v *eventlog.View, o Options) *Model {
	m := calibrate(v, o)
	if m.Unknown == "" {
		o.Now = m.Now
		m.Wider = learnWidth(v, o, m.stories[0].start(), len(m.stories))
	}
	return m
}

func calibrate(v *eventlog.View, o Options) *Model {
	if o.Now == 0 {
		o.Now = lastEvent(v)
	}
	m := &Model{Now: o.Now, options: o, stories: read(v, o.Ends, o.Now)}
	for i := range m.stories {
		if m.stories[i].complete {
			m.Completed++
		}
	}
	m.Open = len(m.stories) - m.Completed
	starts := make([]int64, len(m.stories))
	for i := range m.stories {
		starts[i] = m.stories[i].start()
	}
	m.flow = newFlow(starts, o.Now)
	m.Weeks, m.PerWeek, m.Seasonal = len(m.flow.weeks), m.flow.perWeek(), m.flow.seasonal()
	if m.Completed < MinCompleted {
		m.Unknown = TooFewCompleted
		return m
	}
	if m.Weeks < MinWeeks {
		m.Unknown = TooShort
		return m
	}
	weigh(m.stories, o.Now)
	m.calibrate(v.Log)
	m.drift = m.driftOf()
	m.find()
	return m
}

// external says of each activity whether the time before it is not the
// office's.
func (o *Options) external(activities int) []bool {
	ext := make([]bool, activities)
	for a := range ext {
		if o.Kind != nil {
			switch o.Kind[a] {
			case steps.SuspensionEnd, steps.NoticeEnd, steps.OtherBodyEnd, steps.TacitEnd:
				ext[a] = true
			}
		}
	}
	return ext
}

// staffed says at which activities a queue can be told from other waiting: those
// of which the log names the people or the beginnings, for at least half of the
// events, and those for which the caller gives staff.
func (o *Options) staffed(all []story, ext []bool) []bool {
	n, told := make([]int, len(ext)), make([]int, len(ext))
	for i := range all {
		s := &all[i]
		for k, a := range s.activity[1:] {
			n[a]++
			if s.resource[k+1] != eventlog.None || s.begin != nil && s.begin[k+1] != eventlog.NoTime {
				told[a]++
			}
		}
	}
	staffed := make([]bool, len(ext))
	for a := range staffed {
		given := o.Staff != nil && o.Staff[a] > 0
		staffed[a] = !ext[a] && (given || o.Pool == nil && n[a] > 0 && 2*told[a] >= n[a] || o.Pool != nil && o.Pool[a] >= 0)
	}
	return staffed
}

// calibrate splits the time of all tasks by a replay of each pool.
func (m *Model) calibrate(l *eventlog.Log) {
	o, acts := &m.options, len(l.Activities)
	ext := o.external(acts)
	staffed := o.staffed(m.stories, ext)
	pools, n := given(slices.Clone(o.Pool), staffed)
	if o.Pool == nil {
		pools, n = group(m.stories, acts, len(l.Resources), staffed)
	}
	staff, known := count(m.stories, pools, n)
	for a, s := range o.Staff {
		if s > 0 && pools[a] != none {
			staff[pools[a]], known[pools[a]] = s, true
		}
	}
	by := jobs(m.stories, pools, n)
	for p := range by {
		if !known[p] {
			staff[p] = peak(by[p], m.Now-year64)
		}
	}
	measure(m.stories, by, staff, acts)
	m.Steps, m.Pools = make([]Step, acts), make([]Pool, n)
	for a := range m.Steps {
		m.Steps[a] = Step{Activity: int32(a), Pool: pools[a], External: ext[a]}
		if o.BatchEvery != nil {
			m.Steps[a].BatchEvery = o.BatchEvery[a]
		}
		if p := pools[a]; p != none {
			m.Pools[p].Activities = append(m.Pools[p].Activities, int32(a))
		}
	}
	split := make([][]replayed, len(m.stories))
	for i := range m.stories {
		split[i] = make([]replayed, len(m.stories[i].at))
	}
	for p := range by {
		m.replay(by[p], int32(p), staff[p], known[p], split)
	}
	m.remember(split)
}

// given are the pools that the caller asks for, numbered anew.
func given(asked []int32, staffed []bool) ([]int32, int) {
	pools, number := make([]int32, len(staffed)), map[int32]int32{}
	for a := range pools {
		pools[a] = none
		if asked != nil && staffed[a] {
			if asked[a] < 0 { // staff was given
				asked[a] = int32(len(asked)) + int32(a)
			}
			if _, ok := number[asked[a]]; !ok {
				number[asked[a]] = int32(len(number))
			}
			pools[a] = number[asked[a]]
		}
	}
	return pools, len(number)
}

// replay splits the tasks of one pool and describes it.
func (m *Model) replay(by []job, p int32, staff int, known bool, split [][]replayed) {
	pool := &m.Pools[p]
	pool.Staff, pool.StaffKnown, pool.WorkKnown = staff, known, true
	parts := make([]replayed, len(by))
	replay(by, staff, fit(by, staff), parts)
	var work int64
	from := m.Now - int64(m.flow.drawn())*week
	for i := range by {
		j := &by[i]
		split[j.story][j.event] = parts[i]
		pool.WorkKnown = pool.WorkKnown && j.known
		if j.end > from {
			work += parts[i].service
		}
	}
	pool.Busy = float64(work) / float64(m.Now-from) / float64(staff)
}

// remember makes templates of the complete cases, and means of the steps.
func (m *Model) remember(split [][]replayed) {
	for i := range m.stories {
		s := &m.stories[i]
		if !s.complete {
			continue
		}
		t := template{story: int32(i), activity: s.activity, tasks: make([]task, len(s.at)-1), queued: make([]int64, len(s.at)-1)}
		for k := range t.tasks {
			step := &m.Steps[s.activity[k+1]]
			r, took := split[i][k+1], s.at[k+1]-s.at[k]
			if step.Pool == none {
				t.tasks[k] = task{pool: none, wait: took}
				r = replayed{after: took}
			} else {
				t.tasks[k] = task{pool: step.Pool, service: r.service, after: r.after}
			}
			t.queued[k] = r.queued
			step.N++
			step.Queue += float64(took-r.service-r.after) / 1e6
			step.Work += float64(r.service) / 1e6
			step.Other += float64(r.after) / 1e6
		}
		m.templates = append(m.templates, t)
	}
	for a := range m.Steps {
		if s := &m.Steps[a]; s.N > 0 {
			n := float64(s.N)
			s.Queue, s.Work, s.Other = max(0, s.Queue/n), s.Work/n, s.Other/n
		}
	}
}

// pathsKept is from how many templates an open case may go on.
const pathsKept = 30

// find gives each open case the ways in which it may go on: those of the
// complete cases that did the same activity, waited longer after it than it has
// waited, and had about as many events by then.
func (m *Model) find() {
	after := make([][]path, len(m.Steps)) // by activity
	for i := range m.templates {
		t := &m.templates[i]
		for k, a := range t.activity[:len(t.activity)-1] {
			after[a] = append(after[a], path{int32(i), int32(k)})
		}
	}
	for i := range m.stories {
		if s := &m.stories[i]; !s.complete {
			m.now = append(m.now, m.presentOf(s, after[s.activity[len(s.activity)-1]]))
		}
	}
	slices.SortStableFunc(m.now, func(a, b present) int {
		switch {
		case a.last < b.last:
			return -1
		case a.last > b.last:
			return 1
		}
		return 0
	})
}

func (m *Model) presentOf(s *story, after []path) present {
	p := present{start: s.start(), last: s.end()}
	waited, seen := m.Now-p.last, int32(len(s.at))
	var last path
	for _, x := range after {
		if t := &m.templates[x.template]; m.gap(t, x.event) > waited {
			p.paths = append(p.paths, x)
		}
	}
	if len(p.paths) == 0 {
		m.Stale = append(m.Stale, s.id)
		p.paths = after
	}
	if len(p.paths) == 0 { // an activity after which no complete case went on
		for i := range m.templates {
			if n := int32(len(m.templates[i].activity)); n > seen {
				p.paths = append(p.paths, path{int32(i), seen - 1})
			} else if n > 1 && len(p.paths) == 0 {
				last = path{int32(i), n - 2}
			}
		}
	}
	if len(p.paths) == 0 { // longer than all of them
		p.paths = append(p.paths, last)
	}
	p.paths = nearest(p.paths, seen)
	return p
}

// nearest keeps the paths that begin after about as many events as seen.
func nearest(paths []path, seen int32) (kept []path) {
	const far = 64
	away := func(x path) int { return int(min(max(x.event+1-seen, seen-x.event-1), far)) }
	var count [far + 1]int
	for _, x := range paths {
		count[away(x)]++
	}
	limit := 0
	for n := count[0]; n < pathsKept && limit < far; n += count[limit] {
		limit++
	}
	for d := 0; d <= limit; d++ {
		for _, x := range paths {
			if len(kept) < pathsKept && away(x) == d {
				kept = append(kept, x)
			}
		}
	}
	return kept
}

// gap is the time from an event of a template to the next.
func (m *Model) gap(t *template, event int32) int64 {
	at := m.stories[t.story].at
	return at[event+1] - at[event]
}
