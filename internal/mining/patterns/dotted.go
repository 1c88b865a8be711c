package patterns

import (
	"cmp"
	"slices"

	"pass/internal/mining/eventlog"
)

// Order is how the cases of a dotted chart stand from top to bottom.
type Order int

// The orders; on equal terms the case that begins first, then the id.
const (
	ByStart Order = iota
	ByEnd
	ByDuration // the longest first
)

// DefaultDots is how many dots a chart shows when nothing is said.
const DefaultDots = 20_000

// DottedOptions guides DottedOf. The zero value works.
type DottedOptions struct {
	Order    Order
	Relative bool // times from the beginning of each case
	MaxDots  int  // 0 is DefaultDots
}

// Dot is one event.
type Dot struct {
	Line     int32 // from the top, from 0
	Event    int32 // in the columns of the Log
	Activity int32
	At       int64 // microseconds: since 1970 UTC, or since the beginning of the case
}

// Dotted is the points of a dotted chart (M. Song, W. van der Aalst,
// "Supporting process mining by showing events at a glance", WITS 2007).
type Dotted struct {
	Lines         []int32 // the case of each line
	Dots          []Dot   // line by line, in the order of the case
	Cases, Events int     // in the view; shown are len(Lines) and len(Dots)
	From, To      int64   // extremes of At among the dots
}

// Sampled reports whether not everything is shown: then every n-th case of the
// order is, whole, so that the shape stays.
func (d *Dotted) Sampled() bool { return len(d.Dots) < d.Events }

// DottedOf gives the points of the chart. When there are more than MaxDots, it
// shows cases that stand evenly in the order; the last one may be cut.
func DottedOf(v *eventlog.View, o DottedOptions) *Dotted {
	most := o.MaxDots
	if most <= 0 {
		most = DefaultDots
	}
	d := &Dotted{Cases: v.Cases()}
	order := orderOf(v, o.Order, &d.Events)
	n := len(order)
	shown := n
	if d.Events > most {
		shown = max(1, int(float64(n)*float64(most)/float64(d.Events)))
	}
	var t eventlog.Trace
	for i := range shown {
		k := order[int(int64(i)*int64(n)/int64(shown))]
		v.Trace(int(k), &t)
		if len(d.Dots) >= most {
			break
		}
		d.Lines = append(d.Lines, t.Case)
		for j := range min(t.Len(), most-len(d.Dots)) {
			at := t.Time[j]
			if o.Relative {
				at -= t.Time[0]
			}
			if len(d.Dots) == 0 {
				d.From, d.To = at, at
			}
			d.From, d.To = min(d.From, at), max(d.To, at)
			d.Dots = append(d.Dots, Dot{int32(len(d.Lines) - 1), int32(t.Event(j)), t.Activity[j], at})
		}
	}
	return d
}

// orderOf sorts the places of the kept cases and counts the events.
func orderOf(v *eventlog.View, by Order, events *int) []int32 {
	n := len(v.Kept)
	order, start, end := make([]int32, n), make([]int64, n), make([]int64, n)
	var t eventlog.Trace
	for k := range order {
		v.Trace(k, &t)
		order[k], start[k], end[k] = int32(k), t.Time[0], t.Time[t.Len()-1]
		*events += t.Len()
	}
	slices.SortFunc(order, func(a, b int32) int {
		first := 0
		switch by {
		case ByEnd:
			first = cmp.Compare(end[a], end[b])
		case ByDuration:
			first = cmp.Compare(end[b]-start[b], end[a]-start[a])
		}
		return cmp.Or(first, cmp.Compare(start[a], start[b]), cmp.Compare(a, b))
	})
	return order
}
