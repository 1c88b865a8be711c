package timing

import (
	"runtime"
	"sync"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/steps"
	"pass/internal/termini"
)

// Part is what a stretch of time was.
type Part int

// The parts, in the order in which they are shown. WaitingOrProcessing is time
// of the office that the log does not tell apart.
const (
	Waiting Part = iota
	Processing
	Suspended
	OtherBody
	WaitingOrProcessing

	partCount = 5
)

// Parts is microseconds by Part.
type Parts [partCount]int64

// Total is the gross duration that the parts make.
func (p Parts) Total() (sum int64) {
	for _, v := range p {
		sum += v
	}
	return sum
}

// SplitOptions guides Split. The zero value works: it knows no meanings.
type SplitOptions struct {
	Kinds []steps.Kind   // by activity of the Log; nil: nobody said
	Now   kernel.Instant // open cases last until now; zero: until their last event

	// Rules are the suspensions that the law limits, by the activity that opens
	// them. Without a rule a suspension lasts as the log says.
	Rules map[int32]SuspensionRule

	// Body names the attribute that says whose event it is; "" is the resource.
	// OwnBody are the values that stand for the office itself; nil: no event is
	// taken for another body's.
	Body    string
	OwnBody []string

	Term     termini.Termine     // legal term; zero: no legal view
	Calendar *termini.Calendario // nil: national holidays
}

// SuspensionRule is how the law limits a suspension.
type SuspensionRule struct {
	Type    termini.TipoSospensione
	MaxDays int // 0: no cap
	Basis   string

	// Restarts: with the reply the whole term begins again, the first time only;
	// the law admits no other request.
	Restarts bool
}

// LawRules applies the rule of a procedure to every activity that asks for
// integrations.
func LawRules(kinds []steps.Kind, rule SuspensionRule) map[int32]SuspensionRule {
	rules := map[int32]SuspensionRule{}
	for a, k := range kinds {
		if k == steps.SuspensionStart {
			rules[int32(a)] = rule
		}
	}
	return rules
}

// Breakdown is the time of a step, a transition or the whole log.
type Breakdown struct {
	N     int // how many times it was reached; of the whole, cases
	Parts [partCount]Sum
	Cases []int32 // where, ascending
}

// Total is the gross time.
func (b *Breakdown) Total() (t Sum) {
	for _, p := range b.Parts {
		t = t.Plus(p)
	}
	return t
}

// Share is a part of the gross time, from 0 to 1.
func (b *Breakdown) Share(p Part) float64 { return ratio(b.Parts[p], b.Total()) }

// Mean is the seconds of a part for each time it was reached.
func (b *Breakdown) Mean(p Part) float64 {
	if b.N == 0 {
		return 0
	}
	return b.Parts[p].Seconds() / float64(b.N)
}

func (b *Breakdown) add(c int32, p *Parts) {
	b.N++
	for i, v := range p {
		b.Parts[i].add(v)
	}
	if len(b.Cases) == 0 || b.Cases[len(b.Cases)-1] != c {
		b.Cases = append(b.Cases, c)
	}
}

// join adds a breakdown of the cases that follow.
func (b *Breakdown) join(o *Breakdown) {
	b.N += o.N
	for i := range b.Parts {
		b.Parts[i] = b.Parts[i].Plus(o.Parts[i])
	}
	b.Cases = append(b.Cases, o.Cases...)
}

// Step is the time spent to reach an activity: since the event before it or, for
// the first of a case, since its own start.
type Step struct {
	Activity int32
	Breakdown
}

// Transition is the time between two consecutive events. To is eventlog.None for
// the time of an open case after its last event.
type Transition struct {
	From, To int32
	Breakdown
}

// CaseSplit is the time of one case.
type CaseSplit struct {
	Case          int32
	From, To      int64 // microseconds since 1970: the gross duration is To − From
	Open          bool  // it has not ended, and Now was given
	Parts         Parts
	SuspendedDays int // as termini.GiorniSospesi counts them
	Unclosed      int // suspensions and requests to other bodies without an answer
	Legal         *Legal
}

// Known says which parts can be trusted. A part whose Reason is not empty is not
// zero: it is not known, or (SomeStarts) only in part.
type Known struct {
	Starts      Reason // NoStarts, SomeStarts: of Waiting and Processing
	Suspensions Reason // NoMeanings, NoSuspensions
	OtherBodies Reason // NoMeanings, NoOtherBodies
	Open        Reason // NoMeanings, NoEnds: which cases are open
}

// Of is why a part is not known.
func (k Known) Of(p Part) Reason {
	switch p {
	case Suspended:
		return k.Suspensions
	case OtherBody:
		return k.OtherBodies
	case WaitingOrProcessing:
		return ""
	}
	return k.Starts
}

// SplitResult is the time of a View and of all that is in it.
type SplitResult struct {
	Known       Known
	Whole       Breakdown
	Steps       []Step       // by activity
	Transitions []Transition // by From, To; the open ends last
	Cases       []CaseSplit  // in the order of View.Kept
	Exceeded    int          // cases beyond their legal term
	Judged      int          // cases of which that is known
	Unclosed    int          // suspensions and requests without an answer
}

// Split tells what the time of each case was: the package comment defines the
// parts. They sum to the gross duration of every case exactly, and the cases,
// the steps and the transitions to the whole (transitions without the time
// before the first event).
func Split(v *eventlog.View, o SplitOptions) *SplitResult {
	r := &SplitResult{Cases: make([]CaseSplit, len(v.Kept))}
	shards := shard(len(v.Kept))
	workers := make([]*splitter, len(shards))
	var wait sync.WaitGroup
	for w, s := range shards {
		workers[w] = newSplitter(v, o)
		wait.Go(func() { workers[w].cases(v, s[0], s[1], r.Cases) })
	}
	wait.Wait()
	all := workers[0]
	for _, w := range workers[1:] {
		all.join(w)
	}
	for k := range r.Cases {
		c := &r.Cases[k]
		r.Whole.add(c.Case, &c.Parts)
		r.Unclosed += c.Unclosed
		if c.Legal != nil && c.Legal.NotKnown == "" {
			r.Judged++
			if c.Legal.Exceeded {
				r.Exceeded++
			}
		}
	}
	r.Steps, r.Transitions = all.totals.sorted()
	r.Known = all.known()
	return r
}

// shardCases is the fewest cases worth a goroutine.
const shardCases = 500

// shard divides n cases among the processors: pairs [from, to), at least one.
func shard(n int) (s [][2]int) {
	parts := max(1, min(runtime.GOMAXPROCS(0), n/shardCases))
	for i := range parts {
		s = append(s, [2]int{n * i / parts, n * (i + 1) / parts})
	}
	return s
}
