// Package filter chooses cases and activities of an event log without copying
// it.
//
// # Meaning
//
// A Filter is a set of conditions, all of which must hold: the order in which
// they are given does not matter, and And joins two filters.
//
//   - Conditions choose cases and look at all the events of a case, hidden ones
//     too.
//   - Hidden activities are left out of what is seen; a case of which nothing is
//     left is left out as well.
//   - Variants alone are those that one sees: sequences of activities that are
//     not hidden. Their frequency is that among all the cases of the log, so
//     that it does not depend on the other conditions.
//   - Periods are half-open: From belongs to them, To does not.
//
// # Text form
//
// String and Parse turn a Filter into the query of a URL and back. Each key may
// be repeated; in the values «|» separates alternatives and a leading «!» says
// not. The characters ~ > : | ! / of names are written ~0 to ~5.
//
//	periodo=iniziati:2024-01-01/2024-07-01   also finiti, attraverso, dentro; an end may be empty
//	con=A|B          some event has one of the activities
//	senza=A          no event has it
//	prima=A|B        activity of the first event
//	ultima=A|B       activity of the last event
//	segue=A>B        some A is directly followed by B; A>>B later on; !A>B never
//	varianti=top:10  the most frequent; copertura:0.8 the fewest that make that share; id|id those
//	attributo=N:v|w  some event has one of the values; !N:v none; an empty value is «has none»
//	risorsa=R|S      some event was done by one of them; !R by none of them
//	durata=0..86400  seconds from the first to the last event, ends included; an end may be missing
//	eventi=2..5      number of events
//	concluse=A|B     the case reached one of the activities that end it
//	nascondi=A       its events are not seen
package filter

import (
	"math"
	"slices"
	"strings"
)

// Filter is a set of conditions; the zero value lets everything through.
type Filter struct {
	Periods    []Period
	With       []Names // of each group some activity occurs
	Without    []string
	First      []Names
	Last       []Names
	Follows    []Follow
	Variants   []Variants
	Attributes []Attribute
	Resources  []Values
	Durations  []Range // microseconds from the first to the last event
	Events     []Range
	Finished   []Names // like With: the activities that end a case
	Hidden     []string
}

// Names is a group of activities, one of which is enough.
type Names []string

// Mode says how a case relates to a Period.
type Mode string

// The modes of a Period, as the text form writes them.
const (
	Started   Mode = "iniziati"   // the first event lies in it
	Ended     Mode = "finiti"     // the last event lies in it
	Touching  Mode = "attraverso" // the case was under way for some of it
	Contained Mode = "dentro"     // all events lie in it
)

// The open ends of a Period or Range.
const (
	NoStart = math.MinInt64
	NoEnd   = math.MaxInt64
)

// Period is a span of time [From, To) in microseconds since 1970-01-01 UTC.
type Period struct {
	Mode     Mode
	From, To int64 // NoStart, NoEnd
}

// Follow wants A followed by B: directly, or at any later place of the case.
type Follow struct {
	A, B       string
	Eventually bool
	Not        bool // cases in which that never happens
}

// Variants wants one of some sequences: those of the IDs, or the Top most
// frequent, or the fewest frequent ones that make up Coverage of the cases.
// Among equally frequent ones the first in the byte order of the names counts.
type Variants struct {
	IDs      []string // as VariantID gives them
	Top      int
	Coverage float64 // 0 to 1
}

// Values wants some event to have one of the values; with Not, no event has.
// The empty value stands for a case of which no event has any.
type Values struct {
	Values []string
	Not    bool
}

// Attribute is a condition on a further column of the log.
type Attribute struct {
	Name string
	Values
}

// Range is a span of numbers, ends included.
type Range struct{ Min, Max int64 } // NoStart, NoEnd

// IsZero reports whether the filter lets everything through.
func (f Filter) IsZero() bool { return f.String() == "" }

// And is the filter whose conditions are those of both.
func And(a, b Filter) Filter {
	return Filter{
		Periods: slices.Concat(a.Periods, b.Periods), With: slices.Concat(a.With, b.With), Without: slices.Concat(a.Without, b.Without),
		First: slices.Concat(a.First, b.First), Last: slices.Concat(a.Last, b.Last), Follows: slices.Concat(a.Follows, b.Follows),
		Variants: slices.Concat(a.Variants, b.Variants), Attributes: slices.Concat(a.Attributes, b.Attributes),
		Resources: slices.Concat(a.Resources, b.Resources), Durations: slices.Concat(a.Durations, b.Durations),
		Events: slices.Concat(a.Events, b.Events), Finished: slices.Concat(a.Finished, b.Finished), Hidden: slices.Concat(a.Hidden, b.Hidden),
	}.Canonical()
}

// Canonical puts the conditions in order and leaves out repeated and empty
// ones: equal filters become equal values.
func (f Filter) Canonical() Filter {
	return Filter{
		Periods: canonical(f.Periods, Period.text), With: canonical(groups(f.With), Names.text), Without: words(f.Without),
		First: canonical(groups(f.First), Names.text), Last: canonical(groups(f.Last), Names.text), Follows: canonical(f.Follows, Follow.text),
		Variants: canonical(ordered(f.Variants), Variants.text), Attributes: canonical(attributes(f.Attributes), Attribute.text),
		Resources: canonical(values(f.Resources), Values.text), Durations: canonical(f.Durations, Range.seconds),
		Events: canonical(f.Events, Range.text), Finished: canonical(groups(f.Finished), Names.text), Hidden: words(f.Hidden),
	}
}

// canonical orders conditions by their text, without the empty ones and those
// that occur twice.
func canonical[T any](conditions []T, text func(T) string) []T {
	var out []T
	for _, c := range conditions {
		if text(c) != "" {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b T) int { return strings.Compare(text(a), text(b)) })
	return slices.CompactFunc(out, func(a, b T) bool { return text(a) == text(b) })
}

// words orders names, each once, without the empty one: no activity has it.
func words(names []string) []string {
	out := once(names)
	if len(out) > 0 && out[0] == "" {
		out = out[1:]
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

func once(names []string) []string { return slices.Compact(slices.Sorted(slices.Values(names))) }

func groups(g []Names) []Names {
	out := make([]Names, len(g))
	for i := range g {
		out[i] = words(g[i])
	}
	return out
}

func values(v []Values) []Values {
	out := make([]Values, len(v))
	for i := range v {
		out[i] = Values{once(v[i].Values), v[i].Not}
	}
	return out
}

func attributes(a []Attribute) []Attribute {
	out := make([]Attribute, len(a))
	for i := range a {
		out[i] = Attribute{a[i].Name, Values{once(a[i].Values.Values), a[i].Not}}
	}
	return out
}

func ordered(v []Variants) []Variants {
	out := make([]Variants, len(v))
	for i := range v {
		switch {
		case len(v[i].IDs) > 0:
			out[i] = Variants{IDs: words(v[i].IDs)}
		case v[i].Top > 0:
			out[i] = Variants{Top: v[i].Top}
		default:
			out[i] = Variants{Coverage: v[i].Coverage}
		}
	}
	return out
}
