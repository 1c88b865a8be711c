package simulation

import "slices"

// What a scenario changes.
type What int

// The changes. Those to a step are to all occurrences of its activity.
const (
	StaffOf    What = iota // Value people in the pool of Activity
	StepBy                 // work and other time of Activity times Value: 0.5 halves them
	StepTarget             // the mean time of Activity brought to Value seconds, queue included, by less work and other time
	WaitBy                 // the time of Activity that is nobody's work, times Value
	WaitAtMost             // the same, at most Value seconds
	NoLoop                 // what lies between the first and the last time that a case does Activity falls away
	BatchEvery             // Activity is decided every Value seconds instead of Step.BatchEvery
	Arrivals               // times Value
)

// Change is one thing that is otherwise than in history.
type Change struct {
	What     What
	Activity int32
	Value    float64
}

// Scenario is changes that happen together from the present on.
type Scenario struct {
	Name    string
	Changes []Change
}

// Problem says why a change cannot be tried; empty when it can.
type Problem string

// The problems of changes.
const (
	NoSuchStep Problem = "no such step"           // the activity never follows another event
	NoStaff    Problem = "no staff"               // nobody works at the step
	NoBatch    Problem = "no batch"               // the step has no BatchEvery
	NoRepeat   Problem = "no repeat"              // no case does the activity twice
	BadValue   Problem = "value out of its range" // below zero, no people at all, not a number
	ZeroTime   Problem = "step takes no time"     // nothing to bring to a target
	TooMuch    Problem = "too many arrivals"      // arrivals more than tenfold
)

// Check says whether a change can be tried on the model.
func (m *Model) Check(c Change) Problem {
	if c.What == Arrivals {
		if !(c.Value >= 0) {
			return BadValue
		}
		if c.Value > 10 {
			return TooMuch
		}
		return ""
	}
	if c.Activity < 0 || int(c.Activity) >= len(m.Steps) || m.Steps[c.Activity].N == 0 {
		return NoSuchStep
	}
	s := &m.Steps[c.Activity]
	switch {
	case c.What < StaffOf || c.What > Arrivals || !(c.Value >= 0) || c.Value > 1e12:
		return BadValue
	case c.What == StaffOf && s.Pool == none:
		return NoStaff
	case c.What == StaffOf && (c.Value < 1 || c.Value > 10_000):
		return BadValue
	case c.What == BatchEvery && s.BatchEvery <= 0:
		return NoBatch
	case c.What == StepTarget && s.Total() <= 0:
		return ZeroTime
	case c.What == NoLoop && len(m.Repeats(c.Activity)) == 0:
		return NoRepeat
	}
	return ""
}

// Repeats are the complete cases (ids of the Log) that do an activity more than
// once: those that NoLoop would shorten.
func (m *Model) Repeats(a int32) (cases []int32) {
	for i := range m.templates {
		t := &m.templates[i]
		if first, last := ends(t.activity, a); last > first {
			cases = append(cases, m.stories[t.story].id)
		}
	}
	slices.Sort(cases)
	return cases
}

// ends are the first and last place of an activity, −1 if there is none.
func ends(activity []int32, a int32) (first, last int) {
	first, last = slices.Index(activity, a), -1
	for i, x := range activity {
		if x == a {
			last = i
		}
	}
	return first, last
}

// plan is a scenario made ready to run.
type plan struct {
	staff    []int
	tasks    [][]task // by template
	drop     [][]bool // by template, by task: falls away; nil without
	routes   [][]task // by template: tasks without those that fall away
	arrivals float64
}

// plan makes the templates as the scenario wants them. Changes that Check
// refuses are left out.
func (m *Model) plan(s Scenario) *plan {
	p := &plan{arrivals: 1, tasks: make([][]task, len(m.templates)), routes: make([][]task, len(m.templates))}
	for i := range m.Pools {
		p.staff = append(p.staff, m.Pools[i].Staff)
	}
	changes := make([]Change, 0, len(s.Changes))
	for _, c := range s.Changes {
		if m.Check(c) == "" {
			changes = append(changes, c)
		}
	}
	for i := range m.templates {
		p.tasks[i] = slices.Clone(m.templates[i].tasks)
	}
	for _, c := range changes {
		switch c.What {
		case Arrivals:
			p.arrivals *= c.Value
		case StaffOf:
			p.staff[m.Steps[c.Activity].Pool] = int(c.Value)
		case NoLoop:
			p.cut(m, c.Activity)
		default:
			p.each(m, c)
		}
	}
	for i, tasks := range p.tasks {
		p.routes[i] = tasks
		if p.drop != nil && p.drop[i] != nil {
			p.routes[i] = keep(tasks, p.drop[i])
		}
	}
	return p
}

func keep(tasks []task, drop []bool) []task {
	var kept []task
	for k, t := range tasks {
		if !drop[k] {
			kept = append(kept, t)
		}
	}
	return kept
}

// cut lets what lies after the first occurrence of an activity, up to its last
// one, fall away.
func (p *plan) cut(m *Model, a int32) {
	if p.drop == nil {
		p.drop = make([][]bool, len(m.templates))
	}
	for i := range m.templates {
		first, last := ends(m.templates[i].activity, a)
		if last <= first {
			continue
		}
		if p.drop[i] == nil {
			p.drop[i] = make([]bool, len(p.tasks[i]))
		}
		for k := first; k < last; k++ { // task k leads to event k+1
			p.drop[i][k] = true
		}
	}
}

// each changes the tasks of an activity.
func (p *plan) each(m *Model, c Change) {
	s := &m.Steps[c.Activity]
	for i := range m.templates {
		for k, a := range m.templates[i].activity[1:] {
			if a != c.Activity {
				continue
			}
			t := &p.tasks[i][k]
			switch c.What {
			case StepBy:
				t.scale(c.Value, true)
			case StepTarget:
				t.scale(c.Value/s.Total(), true)
			case WaitBy:
				t.scale(c.Value, false)
			case WaitAtMost:
				t.wait, t.after = min(t.wait, micro(c.Value)), min(t.after, micro(c.Value))
			case BatchEvery:
				t.wait, t.after = gather(t.wait, s.BatchEvery, c.Value), gather(t.after, s.BatchEvery, c.Value)
			}
		}
	}
}

func micro(seconds float64) int64 { return int64(seconds * 1e6) }

func (t *task) scale(by float64, work bool) {
	t.wait, t.after = int64(float64(t.wait)*by), int64(float64(t.after)*by)
	if work {
		t.service = int64(float64(t.service) * by)
	}
}

// gather shortens the part of a wait that is a wait for the next meeting.
func gather(wait int64, every, then float64) int64 {
	part := min(wait, micro(every))
	return wait - part + int64(float64(part)*then/every)
}
