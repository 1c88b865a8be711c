package formats

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"pass/internal/mining/eventlog"
	"pass/internal/mining/formats/ocel"
)

// The columns of a log as a table, by the names of XES and of the tools that
// write it so.
const (
	caseColumn      = ocel.CaseColumn
	activityColumn  = ocel.ActivityColumn
	timeColumn      = ocel.TimeColumn
	resourceColumn  = "org:resource"
	lifecycleColumn = "lifecycle:transition"
	startColumn     = "start_timestamp"
	casePrefix      = ocel.CasePrefix
)

// roleColumns are the first columns that every writer writes, empty ones too:
// with all of them there, no reader takes a further attribute for one of them.
var roleColumns = []string{caseColumn, activityColumn, timeColumn, resourceColumn, lifecycleColumn, startColumn}

// record is an event as text; an empty value is absent.
type record struct {
	caseName, activity, resource, lifecycle string
	time, begin                             int64 // microseconds since 1970 UTC; begin may be NoTime
	attributes                              []string
}

// walk gives the visible events of a view, case after case, in order.
type walk struct {
	view  *eventlog.View
	names []string // of the attributes, as they are written
	trace eventlog.Trace
	rec   record
}

func newWalk(v *eventlog.View) *walk {
	w := &walk{view: v, rec: record{attributes: make([]string, len(v.Log.Attributes))}}
	taken := slices.Clone(roleColumns)
	for _, a := range v.Log.Attributes {
		name := a.Name
		for i := 2; slices.Contains(taken, name) || strings.TrimSpace(strings.TrimPrefix(name, casePrefix)) == ""; i++ {
			name = a.Name + "_" + strconv.Itoa(i)
		}
		taken = append(taken, name)
		w.names = append(w.names, name)
	}
	return w
}

// each calls fn with every event, i counted within the case.
func (w *walk) each(fn func(i int, r *record) error) error {
	for k := range w.view.Kept {
		w.view.Trace(k, &w.trace)
		for i := range w.trace.Len() {
			w.fill(i)
			if err := fn(i, &w.rec); err != nil {
				return err
			}
		}
	}
	return nil
}

// fill makes the record of the i-th event of the trace.
func (w *walk) fill(i int) {
	l, t, r := w.view.Log, &w.trace, &w.rec
	r.caseName, r.activity = l.Cases[t.Case], l.Activities[t.Activity[i]]
	r.resource, r.lifecycle = text(l.Resources, t.Resource[i]), text(l.Lifecycles, t.Lifecycle[i])
	r.time, r.begin = t.Time[i], eventlog.NoTime
	if t.Begin != nil {
		r.begin = t.Begin[i]
	}
	at := t.Event(i)
	for k := range l.Attributes {
		r.attributes[k] = text(l.Attributes[k].Values, l.Attributes[k].Column[at])
	}
}

func text(names []string, id int32) string {
	if id == eventlog.None {
		return ""
	}
	return names[id]
}

// ofCase tells which attributes belong to the case of the open trace: those
// called "case:…" that have one and the same value in all its events.
func (w *walk) ofCase(out []bool) []bool {
	out = out[:0]
	for k := range w.view.Log.Attributes {
		a := &w.view.Log.Attributes[k]
		same := strings.HasPrefix(w.names[k], casePrefix) && w.trace.Len() > 0
		if same {
			first := a.Column[w.trace.Event(0)]
			same = first != eventlog.None
			for i := 1; same && i < w.trace.Len(); i++ {
				same = a.Column[w.trace.Event(i)] == first
			}
		}
		out = append(out, same)
	}
	return out
}

// appendTime writes an instant as ISO 8601 with microseconds, in UTC.
func appendTime(b []byte, micros int64) []byte {
	return time.UnixMicro(micros).UTC().AppendFormat(b, "2006-01-02T15:04:05.000000Z")
}

// appendBegin is appendTime for a start, nothing when it is not known.
func appendBegin(b []byte, micros int64) []byte {
	if micros == eventlog.NoTime {
		return b
	}
	return appendTime(b, micros)
}
