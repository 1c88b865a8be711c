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
	Arrival           *float64    `json:"case_arrival_average_seconds"` // between the first events of one case and the next; nil with one case
	Transitions       []Edge      `json:"dfg"`                          // by count, then from, to
	Variants          []Variant   `json:"variants_top20"`               // by count, then sequence
	Rework            Frequencies `json:"rework_cases_per_activity"`
	Repeated          Frequencies `json:"rework_repeated_events_per_activity"` // events after the first of their case
	SelfLoops         Frequencies `json:"self_loops_per_activity"`
	Handover          Handover    `json:"handover"`
	Backlog           []Backlog   `json:"backlog_month_start"` // empty when the log spans more than 200 years

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

// MarshalJSON writes the two ends as RFC 3339 in UTC, with no decimals of the
// second or with six, or null without events.
func (s Span) MarshalJSON() ([]byte, error) {
	if s.First.IsZero() {
		return []byte("null"), nil
	}
	var ends [2]string
	for i, t := range []time.Time{s.First, s.Last} {
		layout := time.RFC3339
		if t.Nanosecond() != 0 {
			layout = "2006-01-02T15:04:05.000000Z07:00"
		}
		ends[i] = t.UTC().Format(layout)
	}
	return json.Marshal(ends)
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
	Pairs int // different ordered pairs
	Total int // passages
	// Passages are the pairs in order of count, then from, to. The JSON form
	// lists the first 600.
	Passages []Passage
}

// Passage is an ordered pair of resources; From = To means that the same
// resource went on.
type Passage struct {
	From  string  `json:"from"`
	To    string  `json:"to"`
	Count int     `json:"count"`
	Share float64 `json:"share"` // of all passages
}

// handoverJSON is the JSON form of Handover.
type handoverJSON struct {
	Pairs  int       `json:"pairs"`
	Total  int       `json:"total"`
	Listed []Passage `json:"listed,omitempty"`
}

// MarshalJSON writes the first 600 passages.
func (h Handover) MarshalJSON() ([]byte, error) {
	return json.Marshal(handoverJSON{h.Pairs, h.Total, h.Passages[:min(len(h.Passages), listedPassages)]})
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (h *Handover) UnmarshalJSON(b []byte) error {
	var j handoverJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	*h = Handover{j.Pairs, j.Total, append([]Passage{}, j.Listed...)}
	return nil
}

// topVariants and listedPassages are how many variants and passages the JSON
// form of a Summary lists.
const (
	topVariants    = 20
	listedPassages = 600
)

// Summarize measures the cases and events of a view. A view without cases gives
// zeros and empty lists. With 0 threads all processors work; the result is the
// same with any number of them.
func Summarize(v *eventlog.View, threads int) *Summary {
	l := v.Log
	w := newWalk(v, threads)
	s := &Summary{
		CaseDurations: new(scratch).describe(w.durations),
		Transitions:   w.transitions(),
		Handover:      w.handover(),
		Dropped:       append([]eventlog.Problem{}, l.Problems...),
		DroppedTotal:  l.ProblemCount,
		Skipped:       l.Skipped,
	}
	s.Counts = Counts{Cases: len(v.Kept), Edges: len(s.Transitions), Inversions: l.Inversions}
	s.Variants, s.Counts.Variants = topOf(w.view, w.rank, w.threads)
	w.activities(s)
	w.times(s)
	return s
}

// activities fills in what is counted by activity and by resource.
func (w *walk) activities(s *Summary) {
	n := len(w.log.Activities)
	start, end, frequency, rework, repeated := make([]int, n), make([]int, n), make([]int, n), make([]int, n), make([]int, n)
	resources := make([]int, len(w.log.Resources)+1)
	for _, p := range w.parts {
		for a, c := range p.activities {
			start[a] += int(c.start)
			end[a] += int(c.end)
			frequency[a] += int(c.frequency)
			rework[a] += int(c.rework)
			repeated[a] += int(c.frequency - c.cases)
			s.Counts.Events += int(c.frequency)
		}
		for r, k := range p.resources {
			resources[r] += int(k)
		}
		s.Counts.Ties += p.ties
	}
	s.Counts.Transitions = s.Counts.Events - s.Counts.Cases
	s.Counts.EventsWithoutResource = resources[0]
	for _, k := range resources[1:] {
		if k > 0 {
			s.Counts.Resources++
		}
	}
	names := w.log.Activities
	s.StartActivities, s.EndActivities = frequencies(names, start), frequencies(names, end)
	s.ActivityFrequency = frequencies(names, frequency)
	s.Counts.Activities = len(s.ActivityFrequency)
	s.Rework, s.Repeated = frequencies(names, rework), frequencies(names, repeated)
	loops := Frequencies{}
	for _, e := range s.Transitions { // in order of count, then name
		if e.From == e.To {
			loops = append(loops, Frequency{e.From, e.Count})
		}
	}
	s.SelfLoops = loops
}

// times fills in the period, the arrivals and the backlog.
func (w *walk) times(s *Summary) {
	s.Backlog = []Backlog{}
	if s.Counts.Cases == 0 {
		return
	}
	first, last, latest := w.parts[0].first, w.parts[0].last, w.parts[0].latestStart
	for _, p := range w.parts[1:] {
		first, last, latest = min(first, p.first), max(last, p.last), max(latest, p.latestStart)
	}
	s.Span = Span{time.UnixMicro(first).UTC(), time.UnixMicro(last).UTC()}
	if s.Counts.Cases > 1 {
		average := float64(latest-first) / float64(s.Counts.Cases-1) / microsPerSecond
		s.Arrival = &average
	}
	s.Backlog = w.backlog(first, last)
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
