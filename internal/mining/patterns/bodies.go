package patterns

import (
	"cmp"
	"slices"

	"pass/internal/mining/eventlog"
	"pass/internal/mining/stats"
	"pass/internal/mining/steps"
)

// BodiesOptions guides BodiesOf.
type BodiesOptions struct {
	Options
	Kinds []steps.Kind // by activity: steps.OtherBodyStart asks, steps.OtherBodyEnd answers

	// Who the body of an event is: what ByActivity says of its activity, where
	// that is not empty; else the attribute or, with Attribute "", the resource.
	// With neither, ByActivity is BodiesByName: where the name of the activity
	// tells the body, the resource may be the clerk who files the opinion.
	ByActivity []string
	Attribute  string

	Until int64  // microseconds: when the requests without answer are measured; 0 is the last event of the view
	Seed  uint64 // of the draws behind Slowest
}

// Body is another body and how long it is waited for.
type Body struct {
	Name    string
	Answers int     // opinions given to a request in the same case
	Cases   []int32 // with a request or an answer that was measured
	Wait    Cost    // of the answers
	P90     float64 // seconds, type 7

	Open         int     // requests without answer
	OpenCases    []int32 // their cases
	OpenSeconds  float64 // the longest of them so far
	Typical      float64 // seconds: the shrunken geometric mean of the waits, by which bodies are ranked
	TypicalLow   float64 // 90 % interval of Typical
	TypicalHigh  float64
	Slowest      float64 // probability of being the slowest of the list
	Conclusive   bool    // Slowest ≥ 0.9 with five answers at least: enough to speak of it
	observations []float64
}

// Bodies is what was waited from other bodies, the slowest first.
type Bodies struct {
	NotKnown string
	List     []Body

	Requests  int // events that ask
	Given     int // events that answer
	Unasked   int // answers before which no request is found: not measured
	Nameless  int // answers whose body is not known: not measured
	Ambiguous int // answers for which the request was chosen among several of unknown body
}

const (
	noBodies       = "no activity of the log means an opinion asked of another body or given by it"
	noBodyNames    = "the log does not tell which body gives each opinion"
	fewestAnswers  = 5
	convinced      = 0.9
	bodyDraws      = 4000
	secondsInADay  = 24 * 60 * 60
	intervalOfBody = 0.9
)

// BodiesOf measures the wait for each body, from the event that asks to the one
// that answers in the same case.
//
// An answer belongs to the oldest open request to the same body; else to the
// oldest open request whose body has no answers of its own anywhere in the view
// (the resource of a request is mostly the office that asks); else to the last
// such request, even if answered already: a conferenza di servizi is convened
// once and many bodies answer.
//
// Bodies are ranked by the logarithm of their waits (1 day + wait), shrunk
// towards the mean of all bodies as far as few answers make it uncertain
// (empirical Bayes, normal model; C. Morris, JASA 78 (1983)), so that one long
// wait does not make a body the slowest. A request without answer counts as a
// wait of the time elapsed so far once that exceeds the median answer of all:
// before, it tells nothing yet.
func BodiesOf(v *eventlog.View, o BodiesOptions) *Bodies {
	w := newBodyWalk(v, o)
	if w.out.NotKnown != "" {
		return &w.out
	}
	var t eventlog.Trace
	for k := range v.Kept {
		v.Trace(k, &t)
		w.trace(&t)
	}
	w.rank(o.Seed)
	return &w.out
}

// request is an opinion that was asked in the case being walked.
type request struct {
	body     int32 // or None when it may be anybody's
	at       int64
	answered bool
}

type bodyWalk struct {
	opts     BodiesOptions
	column   []int32 // body of each event, by attribute or resource; nil when not told
	byName   []int32 // body of each activity, or None
	names    []string
	answers  []bool // by body: it gives at least one opinion in the view
	until    int64
	spent    []costs
	open     [][]int64 // elapsed, by body
	bodies   []Body
	requests []request
	out      Bodies
}

func newBodyWalk(v *eventlog.View, o BodiesOptions) *bodyWalk {
	if o.ByActivity == nil && o.Attribute == "" {
		o.ByActivity = BodiesByName(v.Log.Activities, o.Kinds)
	}
	w := &bodyWalk{opts: o, until: o.Until}
	w.name(v.Log)
	var t eventlog.Trace
	w.answers = make([]bool, len(w.names))
	told := false
	for k := range v.Kept {
		v.Trace(k, &t)
		if o.Until == 0 {
			w.until = max(w.until, t.Time[t.Len()-1])
		}
		for i, a := range t.Activity {
			switch kindOf(o.Kinds, a) {
			case steps.OtherBodyStart:
				w.out.Requests++
			case steps.OtherBodyEnd:
				w.out.Given++
				if b := w.body(a, t.Event(i)); b != eventlog.None {
					w.answers[b], told = true, true
				}
			}
		}
	}
	switch {
	case w.out.Requests == 0 || w.out.Given == 0:
		w.out.NotKnown = noBodies
	case !told:
		w.out.NotKnown = noBodyNames
	}
	w.spent, w.open, w.bodies = make([]costs, len(w.names)), make([][]int64, len(w.names)), make([]Body, len(w.names))
	return w
}

// name numbers the bodies: those of the column first, then those that only
// activities name.
func (w *bodyWalk) name(l *eventlog.Log) {
	column, names, ok := Actor{w.opts.Attribute}.column(l)
	if ok {
		w.column, w.names = column, slices.Clone(names)
	}
	w.byName = make([]int32, len(l.Activities))
	for a := range w.byName {
		w.byName[a] = eventlog.None
		if a < len(w.opts.ByActivity) && w.opts.ByActivity[a] != "" {
			n := slices.Index(w.names, w.opts.ByActivity[a])
			if n < 0 {
				n = len(w.names)
				w.names = append(w.names, w.opts.ByActivity[a])
			}
			w.byName[a] = int32(n)
		}
	}
}

func (w *bodyWalk) body(activity int32, event int) int32 {
	if w.byName[activity] != eventlog.None || w.column == nil {
		return w.byName[activity]
	}
	return w.column[event]
}

// trace walks the requests and answers of one case.
func (w *bodyWalk) trace(t *eventlog.Trace) {
	w.requests = w.requests[:0]
	for i, a := range t.Activity {
		switch kindOf(w.opts.Kinds, a) {
		case steps.OtherBodyStart:
			b := w.body(a, t.Event(i))
			if b != eventlog.None && !w.answers[b] && w.byName[a] == eventlog.None {
				b = eventlog.None // the office that asks, not a body
			}
			w.requests = append(w.requests, request{body: b, at: t.Time[i]})
		case steps.OtherBodyEnd:
			w.answer(w.body(a, t.Event(i)), t.Case, t.Time[i])
		}
	}
	for _, r := range w.requests {
		if !r.answered && r.body != eventlog.None && w.until > r.at {
			b := &w.bodies[r.body]
			b.Open++
			b.OpenCases, b.Cases = appendCase(b.OpenCases, t.Case), appendCase(b.Cases, t.Case)
			w.open[r.body] = append(w.open[r.body], w.until-r.at)
		}
	}
}

// answer finds the request of an opinion.
func (w *bodyWalk) answer(body, c int32, at int64) {
	if body == eventlog.None {
		w.out.Nameless++
		return
	}
	own, free, last, several := -1, -1, -1, 0
	for i, r := range w.requests {
		switch {
		case r.body == body && !r.answered && own < 0:
			own = i
		case r.body == eventlog.None:
			last = i
			if !r.answered {
				several++
				if free < 0 {
					free = i
				}
			}
		}
	}
	chosen := own
	if chosen < 0 {
		if chosen = free; chosen < 0 {
			chosen = last
		} else if several > 1 {
			w.out.Ambiguous++
		}
	}
	if chosen < 0 {
		w.out.Unasked++
		return
	}
	w.requests[chosen].answered = true
	b := &w.bodies[body]
	b.Answers++
	b.Cases = appendCase(b.Cases, c)
	w.spent[body].add(w.requests[chosen].at, at, w.opts.zone())
}

// rank closes the figures and sorts the bodies.
func (w *bodyWalk) rank(seed uint64) {
	var all []int64
	for i := range w.spent {
		all = append(all, w.spent[i].values...)
	}
	slices.Sort(all)
	median := stats.QuantileInt(all, 1, 2)
	for i := range w.bodies {
		b := &w.bodies[i]
		b.Name = w.names[i]
		b.Wait = w.spent[i].cost() // sorts the values
		if b.Answers > 0 {
			b.P90 = stats.QuantileInt(w.spent[i].values, 9, 10) / microsPerSecond
		}
		for _, d := range w.spent[i].values {
			b.observations = append(b.observations, logWait(d))
		}
		for _, d := range w.open[i] {
			b.OpenSeconds = max(b.OpenSeconds, float64(d)/microsPerSecond)
			if float64(d) > median {
				b.observations = append(b.observations, logWait(d))
			}
		}
		if b.Answers+b.Open > 0 {
			w.out.List = append(w.out.List, *b)
		}
	}
	slices.SortFunc(w.out.List, func(a, b Body) int { return cmp.Compare(a.Name, b.Name) })
	shrink(w.out.List, seed)
	slices.SortStableFunc(w.out.List, func(a, b Body) int { return cmp.Compare(b.Typical, a.Typical) })
}
