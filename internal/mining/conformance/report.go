package conformance

import (
	"pass/internal/kernel"
)

// DeviationKind is how a case leaves the model.
type DeviationKind string

// The kinds.
const (
	Skipped    DeviationKind = "saltato"        // a step of the path is missing
	WrongOrder DeviationKind = "fuori-ordine"   // a step happens where another should
	Unexpected DeviationKind = "non-previsto"   // no step wants the event
	Repeated   DeviationKind = "ripetuto"       // a step happens again
	Late       DeviationKind = "in-ritardo"     // a deadline passed
	Broken     DeviationKind = "regola-violata" // a constraint does not hold
)

// Part is a part of a model.
type Part int8

// The parts.
const (
	PathPart Part = iota
	ConstraintPart
	DeadlinePart
)

// Rule names the rule that is broken: a place in Model.Steps, Constraints or
// Deadlines. An unexpected event has Index −1.
type Rule struct {
	Part  Part
	Index int
}

// Law is what a model says of where a rule comes from.
type Law struct {
	Source    string
	Note      string
	Uncertain bool
}

// Law gives the source of a rule; that of the model when the rule has none.
func (m *Model) Law(r Rule) Law {
	law := Law{}
	switch {
	case r.Index < 0:
	case r.Part == PathPart:
		law = Law{m.Steps[r.Index].Source, m.Steps[r.Index].Note, m.Steps[r.Index].Uncertain}
	case r.Part == ConstraintPart:
		law = Law{m.Constraints[r.Index].Source, m.Constraints[r.Index].Note, m.Constraints[r.Index].Uncertain}
	default:
		law = Law{m.Deadlines[r.Index].Source, m.Deadlines[r.Index].Note, m.Deadlines[r.Index].Uncertain}
	}
	if law.Source == "" {
		law.Source = m.Source
	}
	return law
}

// Deviation is one departure of one case, with what is needed to explain it.
type Deviation struct {
	Kind DeviationKind
	Rule Rule
	Case int32

	Step     string // what is skipped, repeated, out of order or late: a step, "" if none
	Activity int32  // of Event, or −1
	Event    int32  // in the columns of the log: what happened; −1 when it is what did not
	Row      int32  // of Event in the file, 0 without event
	Other    int32  // the event that explains it: the one it should come before or after, the earlier one, the start of the deadline; or −1
	OtherRow int32

	// Late only.
	Due     kernel.Day // last good day
	Days    int        // calendar days after it
	Pending bool       // it has not happened yet; Days are until Options.Now
}

// Result is one case.
type Result struct {
	Case       int32
	Variant    int32 // its number in View.Variants
	Fitness    float64
	Cost       int
	Open       bool // no final step yet
	Deviations int
}

// Finding is a departure with all the cases that have it.
type Finding struct {
	Kind     DeviationKind
	Rule     Rule
	Step     string
	Activity int32 // for unexpected events, else −1
	Count    int
	Cases    []int32
	Law      Law

	// Late only, in calendar days after the due date.
	TotalDays  int
	MedianDays float64
	MaxDays    int
	Pending    int // of Count, those that have not happened yet
}

// NotJudged says why a rule could not be applied, and in which cases; the rule
// of the whole path is PathPart, −1. A rule has the first reason found.
type NotJudged struct {
	Rule   Rule
	Reason string // English
	Cases  []int32
}

// Report is how the cases of a view follow a model.
type Report struct {
	Model    *Model
	NotKnown string // why nothing can be said; then the rest is empty

	Cases       int
	Conforming  int     // without any deviation
	Open        int     // without final step
	Fitness     float64 // of the path, all cases together: 1 − costs / worst costs
	Binding     *Binding
	NotRecorded []string // steps that no activity of the view is
	Ignored     []int32  // activities that no step wants, in an open model
	NotJudged   []NotJudged

	Results  []Result  // by place in View.Kept
	Findings []Finding // the most cases first

	variants []variantResult // by number of variant, first closed then open ones
	late     [][]Deviation   // by place in View.Kept
	check    *checker
}

// Deviations lists those of the k-th kept case: path, constraints, deadlines.
func (r *Report) Deviations(k int) []Deviation {
	return r.check.deviations(k, r)
}
