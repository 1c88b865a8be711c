package conformance

import (
	"cmp"
	"slices"
	"time"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/stats"
	"pass/internal/mining/steps"
	"pass/internal/termini"
)

// Options guides Check. The zero value works.
type Options struct {
	Kinds    []steps.Kind        // by activity; the rest is ordinary work
	Zone     *time.Location      // of the civil days; nil is kernel.Rome
	Calendar *termini.Calendario // nil is the national one
	Now      kernel.Day          // when deadlines that are still running are judged; zero: they are not

	// Steps says by name of the activity which step it is, before what names
	// and meanings suggest; "" is no step. One that the model has not counts
	// for nothing.
	Steps map[string]string
}

// The reasons why nothing, or a rule, is judged.
const (
	noCases      = "there are no cases"
	noStepKnown  = "no activity of the log is a step of the model"
	neverResumed = "the clock was stopped and nothing tells when it went on"
	impossible   = "a date is outside the calendar"
	longCase     = "the case has too many events to be aligned"
)

// Check compares the cases of a view with a model. The error is that of
// Model.Validate.
func Check(v *eventlog.View, m *Model, o Options) (*Report, error) {
	if err := m.Validate(); err != nil {
		return nil, err
	}
	if o.Zone == nil {
		o.Zone = kernel.Rome
	}
	if o.Calendar == nil {
		o.Calendar = termini.Nazionale()
	}
	c := newChecker(v, m, o)
	r := &Report{Model: m, Cases: v.Cases(), Binding: c.binding, check: c}
	r.NotRecorded, r.Ignored = c.unknown()
	switch {
	case r.Cases == 0:
		r.NotKnown = noCases
		return r, nil
	case len(r.NotRecorded) == len(m.Steps) && !m.Closed:
		r.NotKnown = noStepKnown
		return r, nil
	}
	r.variants = make([]variantResult, c.variants.Len())
	for n := range r.variants {
		r.variants[n] = c.variant(c.variants.Sequence(n))
	}
	c.cases(r)
	c.findings(r)
	return r, nil
}

// checker is a model bound to a view.
type checker struct {
	view     *eventlog.View
	model    *Model
	opts     Options
	binding  *Binding
	path     *path
	variants *eventlog.Variants
	recorded []bool         // by activity: it is in the view
	is       [][]bool       // by step, activity
	known    []bool         // by step: some activity of the view is it
	index    map[string]int // only for looking up
	skipped  map[Rule]*NotJudged
}

func newChecker(v *eventlog.View, m *Model, o Options) *checker {
	l := v.Log
	c := &checker{view: v, model: m, opts: o, binding: m.Bind(l.Activities, o.Kinds).said(m, l.Activities, o.Steps), variants: v.Variants(),
		recorded: make([]bool, len(l.Activities)), is: make([][]bool, len(m.Steps)), known: make([]bool, len(m.Steps)),
		index: map[string]int{}, skipped: map[Rule]*NotJudged{}}
	for n := range c.variants.Len() {
		for _, a := range c.variants.Sequence(n) {
			c.recorded[a] = true
		}
	}
	for i := range m.Steps {
		c.index[m.Steps[i].ID] = i
		c.is[i] = make([]bool, len(l.Activities))
	}
	for a, list := range c.binding.Steps {
		for _, i := range list {
			c.is[i][a] = true
			c.known[i] = c.known[i] || c.recorded[a]
		}
	}
	c.path = pathOf(m, c.binding, c.recorded)
	return c
}

// unknown lists the steps without activity and the activities without step.
func (c *checker) unknown() (notRecorded []string, ignored []int32) {
	for i, s := range c.model.Steps {
		if !c.known[i] {
			notRecorded = append(notRecorded, s.ID)
		}
	}
	for a, list := range c.binding.Steps {
		if c.recorded[a] && len(list) == 0 && !c.model.Closed {
			ignored = append(ignored, int32(a))
		}
	}
	return notRecorded, ignored
}

// cases makes the result of each case, deadlines included.
func (c *checker) cases(r *Report) {
	v := c.view
	r.Results, r.late = make([]Result, len(v.Kept)), make([][]Deviation, len(v.Kept))
	cost, worst := 0, 0
	var t eventlog.Trace
	for k := range v.Kept {
		v.Trace(k, &t)
		x := &r.variants[c.variants.Of[k]]
		r.late[k] = c.deadlines(&t, x.open)
		n := len(x.deviations) + len(r.late[k])
		r.Results[k] = Result{Case: t.Case, Variant: c.variants.Of[k], Fitness: x.fitness(), Cost: x.cost, Open: x.open, Deviations: n}
		cost, worst = cost+x.cost, worst+x.worst
		if x.open {
			r.Open++
		}
		if x.tooLong {
			c.notJudged(Rule{PathPart, -1}, longCase, t.Case)
		}
		if n == 0 {
			r.Conforming++
		}
	}
	r.Fitness = fitness(cost, worst)
	for _, n := range c.skipped {
		r.NotJudged = append(r.NotJudged, *n)
	}
	slices.SortFunc(r.NotJudged, func(a, b NotJudged) int {
		return cmp.Or(cmp.Compare(a.Rule.Part, b.Rule.Part), cmp.Compare(a.Rule.Index, b.Rule.Index))
	})
}

func fitness(cost, worst int) float64 {
	if worst == 0 {
		return 1
	}
	return 1 - float64(cost)/float64(worst)
}

// deviations lists those of the k-th kept case.
func (c *checker) deviations(k int, r *Report) []Deviation {
	var t eventlog.Trace
	c.view.Trace(k, &t)
	var out []Deviation
	for _, d := range r.variants[c.variants.Of[k]].deviations {
		x := Deviation{Kind: d.kind, Rule: d.rule, Case: t.Case, Activity: -1, Event: -1, Other: -1}
		if d.step >= 0 {
			x.Step = c.model.Steps[d.step].ID
		}
		c.locate(&x, &t, int(d.at), int(d.other))
		out = append(out, x)
	}
	return append(out, r.late[k]...)
}

// locate names the events of a deviation, given by place in the trace.
func (c *checker) locate(d *Deviation, t *eventlog.Trace, at, other int) {
	l := c.view.Log
	if at >= 0 {
		d.Event, d.Activity = int32(t.Event(at)), t.Activity[at]
		d.Row = l.Row[d.Event]
	}
	if other >= 0 {
		d.Other = int32(t.Event(other))
		d.OtherRow = l.Row[d.Other]
	}
}

// findings gathers the deviations by kind and rule.
func (c *checker) findings(r *Report) {
	type key struct {
		kind     DeviationKind
		rule     Rule
		step     string
		activity int32
	}
	at := map[key]int{} // only for looking up
	var days [][]float64
	for k := range c.view.Kept {
		if r.Results[k].Deviations == 0 {
			continue
		}
		for _, d := range c.deviations(k, r) {
			id := key{d.Kind, d.Rule, d.Step, -1}
			if d.Kind == Unexpected {
				id.activity = d.Activity
			}
			n, ok := at[id]
			if !ok {
				n = len(r.Findings)
				at[id] = n
				r.Findings = append(r.Findings, Finding{Kind: d.Kind, Rule: d.Rule, Step: d.Step, Activity: id.activity, Law: c.model.Law(d.Rule)})
				days = append(days, nil)
			}
			f := &r.Findings[n]
			f.Count++
			if m := len(f.Cases); m == 0 || f.Cases[m-1] != d.Case {
				f.Cases = append(f.Cases, d.Case)
			}
			if d.Kind == Late {
				days[n] = append(days[n], float64(d.Days))
				f.TotalDays += d.Days
				f.MaxDays = max(f.MaxDays, d.Days)
				if d.Pending {
					f.Pending++
				}
			}
		}
	}
	for n := range r.Findings {
		if len(days[n]) > 0 {
			r.Findings[n].MedianDays = stats.Median(days[n])
		}
	}
	slices.SortFunc(r.Findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(len(b.Cases), len(a.Cases)), cmp.Compare(b.Count, a.Count), cmp.Compare(a.Kind, b.Kind),
			cmp.Compare(a.Rule.Part, b.Rule.Part), cmp.Compare(a.Rule.Index, b.Rule.Index), cmp.Compare(a.Activity, b.Activity))
	})
}
