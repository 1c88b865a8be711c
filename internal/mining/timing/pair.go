package timing

import (
	"strings"

	"pass/internal/mining/eventlog"
)

// Pairing says how start and complete events were joined.
type Pairing struct {
	Paired    int // executions with both
	Starts    int // starts that no complete follows: dropped
	Completes int // completes without a start: kept, their start is not known
	Others    int // events of other transitions (schedule, suspend…): dropped
}

// Pair joins the start and the complete event of each execution into one event,
// at the time of the complete and with its beginning: first begun, first
// completed for the same activity of the same case. Letter case of transitions
// does not matter; an event without one is a complete. The new Log shares names
// with the old one; a log without starts comes back as it is.
func Pair(l *eventlog.Log) (*eventlog.Log, Pairing) {
	var p Pairing
	role := make([]int, len(l.Lifecycles)) // 1 start, 2 complete
	starts := false
	for i, n := range l.Lifecycles {
		switch strings.ToLower(n) {
		case "start":
			role[i], starts = 1, true
		case "complete":
			role[i] = 2
		}
	}
	if !starts || l.Begin != nil {
		return l, p
	}
	out := *l
	out.Case, out.Activity, out.Resource, out.Lifecycle, out.Row, out.Time = nil, nil, nil, nil, nil, nil
	out.Begin, out.Start, out.Cases = []int64{}, []int32{0}, nil
	out.Attributes = make([]eventlog.Attribute, len(l.Attributes))
	for i, a := range l.Attributes {
		out.Attributes[i] = eventlog.Attribute{Name: a.Name, Values: a.Values}
	}
	pending := make([][]int64, len(l.Activities))
	for c := range l.Cases {
		for i := int(l.Start[c]); i < int(l.Start[c+1]); i++ {
			a := l.Activity[i]
			switch {
			case l.Lifecycle[i] != eventlog.None && role[l.Lifecycle[i]] == 1:
				pending[a] = append(pending[a], l.Time[i])
			case l.Lifecycle[i] != eventlog.None && role[l.Lifecycle[i]] == 0:
				p.Others++
			default:
				begin := eventlog.NoTime
				if len(pending[a]) > 0 {
					begin, pending[a] = pending[a][0], pending[a][1:]
					p.Paired++
				} else {
					p.Completes++
				}
				copyEvent(&out, l, i, begin)
			}
		}
		for i := l.Start[c]; i < l.Start[c+1]; i++ {
			p.Starts += len(pending[l.Activity[i]])
			pending[l.Activity[i]] = nil
		}
		closeCase(&out, l.Cases[c])
	}
	return &out, p
}

// copyEvent appends event i of l with its beginning; the case is numbered when it
// is closed.
func copyEvent(out, l *eventlog.Log, i int, begin int64) {
	out.Case = append(out.Case, int32(len(out.Cases)))
	out.Activity = append(out.Activity, l.Activity[i])
	out.Resource = append(out.Resource, l.Resource[i])
	out.Lifecycle = append(out.Lifecycle, l.Lifecycle[i])
	out.Row = append(out.Row, l.Row[i])
	out.Time = append(out.Time, l.Time[i])
	out.Begin = append(out.Begin, begin)
	for k := range out.Attributes {
		out.Attributes[k].Column = append(out.Attributes[k].Column, l.Attributes[k].Column[i])
	}
}

// closeCase ends a case that has events; one whose events all went is dropped.
func closeCase(out *eventlog.Log, name string) {
	if int(out.Start[len(out.Start)-1]) < len(out.Time) {
		out.Cases = append(out.Cases, name)
		out.Start = append(out.Start, int32(len(out.Time)))
	}
}
