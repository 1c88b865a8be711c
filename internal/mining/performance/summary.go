package performance

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"pass/internal/mining/eventlog"
)

// Summary is what a log says of a procedure. Its JSON form is stable: names of
// keys and meaning of values do not change.
type Summary struct {
	Counts            Counts      `json:"counts"`
	Span              Span        `json:"time_span"` // first and last event
	StartActivities   Frequencies `json:"start_activities"`
	EndActivities     Frequencies `json:"end_activities"`
	ActivityFrequency Frequencies `json:"activity_frequency"`
	CaseDurations     Durations   `json:"case_duration_seconds"`
	Transitions       []Edge      `json:"dfg"`            // by count, then from, to
	Variants          []Variant   `json:"variants_top20"` // by count, then sequence
	Rework            Frequencies `json:"rework_cases_per_activity"`
	SelfLoops         Frequencies `json:"self_loops_per_activity"`
	Handover          Handover    `json:"handover"`

	Dropped      []eventlog.Problem `json:"dropped"`              // the first rejected rows
	DroppedTotal int                `json:"dropped_total"`        // all rejected rows
	Skipped      int                `json:"skipped_by_lifecycle"` // valid events left out on request
}

// Counts are the sizes of the log.
type Counts struct {
	Cases                 int `json:"cases"`
	Events                int `json:"events"`
	Activities            int `json:"activities"`
	Variants              int `json:"variants"`
	Resources             int `json:"resources"`
	EventsWithoutResource int `json:"events_without_resource"`
	Edges                 int `json:"dfg_edges"`                    // different transitions
	Transitions           int `json:"dfg_total"`                    // transitions: events − cases
	Ties                  int `json:"consecutive_equal_timestamps"` // transitions between equal timestamps
	Inversions            int `json:"file_order_inversions"`        // transitions that the file has back in time
}

// TieShare is the share, from 0 to 1, of the transitions between equal
// timestamps.
func (c Counts) TieShare() float64 {
	if c.Transitions == 0 {
		return 0
	}
	return float64(c.Ties) / float64(c.Transitions)
}

// Span is the period of the log.
type Span struct{ First, Last time.Time }

// MarshalJSON writes the two ends as RFC 3339 in UTC, or null without events.
func (s Span) MarshalJSON() ([]byte, error) {
	if s.First.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal([2]time.Time{s.First, s.Last})
}

// Frequency is how many times a name occurs.
type Frequency struct {
	Name  string
	Count int
}

// Frequencies are in order of count, the greatest first, then of name. They
// have no zero counts.
type Frequencies []Frequency

// Of is the count of a name, 0 if it does not occur.
func (f Frequencies) Of(name string) int {
	for _, x := range f {
		if x.Name == name {
			return x.Count
		}
	}
	return 0
}

// MarshalJSON writes an object from names to counts, in the order of f.
func (f Frequencies) MarshalJSON() ([]byte, error) {
	out := []byte{'{'}
	for i, x := range f {
		if i > 0 {
			out = append(out, ',')
		}
		name, err := json.Marshal(x.Name)
		if err != nil {
			return nil, err
		}
		count, err := json.Marshal(x.Count)
		if err != nil {
			return nil, err
		}
		out = append(append(append(out, name...), ':'), count...)
	}
	return append(out, '}'), nil
}

// Edge is a transition of the directly-follows graph with its durations.
type Edge struct {
	From string `json:"from"`
	To   string `json:"to"`
	Durations
}

// Variant is a sequence of activities and the number of its cases.
type Variant struct {
	Count    int      `json:"count"`
	Sequence []string `json:"sequence"`
}

// Handover counts the passages of work between resources.
type Handover struct {
	Pairs int `json:"pairs"` // different ordered pairs
	Total int `json:"total"` // passages
	// Passages are the pairs in order of count, then from, to.
	Passages []Passage `json:"-"`
}

// Passage is an ordered pair of resources; From = To means that the same
// resource went on.
type Passage struct {
	From, To string
	Count    int
}

// topVariants is how many variants a Summary lists.
const topVariants = 20

// Summarize measures the log. An empty log gives zeros and empty lists.
func Summarize(l *eventlog.Log) *Summary {
	w := newWalk(l)
	w.cases()
	variants, distinct := topOf(l, w.rank)
	s := &Summary{
		Counts: Counts{
			Cases: len(l.Cases), Events: l.Events(), Activities: len(l.Activities), Variants: distinct,
			Resources: len(l.Resources), EventsWithoutResource: w.withoutResource,
			Edges: len(w.edges.count), Transitions: l.Pairs(), Ties: l.Ties, Inversions: l.Inversions,
		},
		Span:              spanOf(l),
		StartActivities:   frequencies(l.Activities, w.start),
		EndActivities:     frequencies(l.Activities, w.end),
		ActivityFrequency: frequencies(l.Activities, w.frequency),
		CaseDurations:     durationsOf(w.caseDurations),
		Transitions:       w.transitions(),
		Variants:          variants,
		Rework:            frequencies(l.Activities, w.rework),
		SelfLoops:         frequencies(l.Activities, w.selfLoops()),
		Handover:          w.handover(),
		Dropped:           append([]eventlog.Problem{}, l.Problems...),
		DroppedTotal:      l.ProblemCount,
		Skipped:           l.Skipped,
	}
	return s
}

// SlowestTransitions lists the n transitions that lose the most time, the
// greatest Sum first, then by count and names; self loops are included,
// transitions that lose none are not. A negative n lists all.
func (s *Summary) SlowestTransitions(n int) []Edge {
	slow := make([]Edge, 0, len(s.Transitions))
	for _, e := range s.Transitions {
		if e.Sum > 0 {
			slow = append(slow, e)
		}
	}
	// Transitions are in order of count and names, and the sort is stable.
	slices.SortStableFunc(slow, func(a, b Edge) int { return cmp.Compare(b.Sum, a.Sum) })
	if n >= 0 && n < len(slow) {
		slow = slow[:n]
	}
	return slow
}

// frequencies names the counts that are not zero.
func frequencies(names []string, counts []int) Frequencies {
	f := Frequencies{}
	for id, n := range counts {
		if n > 0 {
			f = append(f, Frequency{names[id], n})
		}
	}
	slices.SortFunc(f, func(a, b Frequency) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Name, b.Name))
	})
	return f
}

func spanOf(l *eventlog.Log) Span {
	if l.Events() == 0 {
		return Span{}
	}
	return Span{time.UnixMicro(slices.Min(l.Time)).UTC(), time.UnixMicro(slices.Max(l.Time)).UTC()}
}
