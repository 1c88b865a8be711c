package quality

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/steps"
)

// Of looks at the kept cases of a view and at the rows that the reader
// rejected.
func Of(v *eventlog.View, o Options) *Report {
	c := &checker{view: v, log: v.Log, opts: o.withDefaults(v.Log.Activities), mapping: columnsOf(v.Log)}
	c.midnight = c.opts.Zone
	c.report.Cases, c.report.Events, c.report.Rejected = v.Cases(), v.Events(), v.Log.ProblemCount
	c.rejected()
	c.missing()
	c.order()
	c.times()
	c.equalTimes()
	c.duplicates()
	c.labels()
	c.meanings()
	c.lengths()
	c.lifecycles()
	slices.SortStableFunc(c.report.Issues, func(a, b Issue) int {
		return cmp.Or(cmp.Compare(b.Severity, a.Severity), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Column, b.Column), slices.Compare(a.Values, b.Values))
	})
	return &c.report
}

type checker struct {
	view    *eventlog.View
	log     *eventlog.Log
	opts    Options
	mapping eventlog.Mapping
	report  Report

	midnight *time.Location // in which days without hours begin
	started  []bool         // by activity: it has a start somewhere
}

// columnsOf names the columns; those of a log that was not read from a table
// have the names of their roles.
func columnsOf(l *eventlog.Log) eventlog.Mapping {
	m := l.Mapping
	for _, x := range []struct {
		name  *string
		usual string
	}{{&m.Case, "pratica"}, {&m.Activity, "attività"}, {&m.Timestamp, "data"}, {&m.Resource, "risorsa"}, {&m.Lifecycle, "ciclo di vita"}, {&m.Start, "inizio"}} {
		if *x.name == "" || *x.name == eventlog.Ignored {
			*x.name = x.usual
		}
	}
	return m
}

// found collects the places of one issue.
type found struct {
	checker *checker
	issue   Issue
}

func (c *checker) find(code Code, column string) *found {
	return &found{checker: c, issue: Issue{Code: code, Column: column}}
}

// at adds an event.
func (f *found) at(event int, value string) { f.with(event, value, 0) }

// with adds an event that is compared with another row.
func (f *found) with(event int, value string, other int32) {
	l := f.checker.log
	f.add(Place{Row: l.Row[event], Column: f.issue.Column, Case: l.Case[event], Event: int32(event), Value: value, Other: other})
}

// add keeps the places with the lowest rows, in no order, at most twice as many
// as wanted; close sorts and cuts them.
func (f *found) add(p Place) {
	i := &f.issue
	i.Count++
	if n := len(i.Cases); p.Case >= 0 && (n == 0 || i.Cases[n-1] != p.Case) {
		i.Cases = append(i.Cases, p.Case)
	}
	i.Places = append(i.Places, p)
	if len(i.Places) >= 2*f.checker.opts.MaxPlaces {
		f.cut()
	}
}

func (f *found) cut() {
	slices.SortStableFunc(f.issue.Places, func(a, b Place) int { return cmp.Or(cmp.Compare(a.Row, b.Row), cmp.Compare(a.Case, b.Case)) })
	f.issue.Places = f.issue.Places[:min(len(f.issue.Places), f.checker.opts.MaxPlaces)]
}

// close adds the issue to the report, if there is one.
func (f *found) close(detail string, values ...string) {
	i := &f.issue
	if i.Count == 0 {
		return
	}
	f.cut()
	slices.Sort(i.Cases)
	i.Cases = slices.Compact(i.Cases)
	i.CaseCount = len(i.Cases)
	i.Cases = slices.Clip(i.Cases[:min(len(i.Cases), f.checker.opts.MaxCases)])
	i.Values = values
	i.describe(detail)
	f.checker.report.Issues = append(f.checker.report.Issues, *i)
}

// traces walks the kept cases.
func (c *checker) traces(each func(t *eventlog.Trace)) {
	var t eventlog.Trace
	for k := range c.view.Kept {
		c.view.Trace(k, &t)
		each(&t)
	}
}

func (c *checker) kind(a int32) steps.Kind {
	if int(a) < len(c.opts.Kinds) {
		return c.opts.Kinds[a]
	}
	return steps.Work
}

// local is an instant in the zone of the office.
func (c *checker) local(micros int64) time.Time { return time.UnixMicro(micros).In(c.opts.Zone) }

// moment writes an instant for people.
func (c *checker) moment(micros int64) string {
	return c.local(micros).Format("02/01/2006 15:04:05")
}

// rejected gathers the rows that the reader refused, by reason.
func (c *checker) rejected() {
	type group struct {
		f      *found
		reason string
	}
	var groups []*group
	at := map[string]*group{} // only for looking up
	for _, p := range c.log.Problems {
		column, reason := c.columnOf(p.Reason)
		g := at[reason]
		if g == nil {
			g = &group{c.find(RejectedRow, column), reason}
			at[reason] = g
			groups = append(groups, g)
		}
		g.f.add(Place{Row: int32(p.Row), Column: column, Case: -1, Event: -1, Value: p.Reason})
	}
	for _, g := range groups {
		g.f.close(g.reason, g.reason)
	}
	if n := c.log.ProblemCount - len(c.log.Problems); n > 0 {
		c.report.NotChecked = append(c.report.NotChecked, "Altre "+kernel.Numero(int64(n))+" righe scartate non sono elencate per motivo: sono troppe.")
	}
}

// columnOf tells the column of a reason of the reader, and its general form.
func (c *checker) columnOf(reason string) (column, general string) {
	m := &c.mapping
	for _, x := range []struct{ prefix, column, general string }{
		{"Manca l'identificativo", m.Case, "manca il numero della pratica."},
		{"Manca l'attività", m.Activity, "manca l'attività."},
		{"Manca la data", m.Timestamp, "manca la data."},
		{"L'inizio è dopo la fine", m.Start, "l'inizio è dopo la fine."},
		{"La data «", m.Timestamp, "la data non esiste o non è in un formato riconosciuto."},
		{"Le virgolette", "", "le virgolette non sono chiuse."},
		{"Le colonne sono", "", "il numero delle colonne non è quello dell'intestazione."},
	} {
		if strings.HasPrefix(reason, x.prefix) {
			return x.column, x.general
		}
	}
	return "", reason
}

// missing looks for absent values, column by column.
func (c *checker) missing() {
	l := c.log
	if len(l.Resources) == 0 {
		c.report.NotChecked = append(c.report.NotChecked, "Il file non dice chi ha lavorato: passaggi di mano e carichi non si possono misurare.")
	} else {
		c.absent(MissingResource, c.mapping.Resource, func(e int) bool { return l.Resource[e] == eventlog.None })
	}
	if len(l.Lifecycles) > 0 {
		c.absent(MissingValue, c.mapping.Lifecycle, func(e int) bool { return l.Lifecycle[e] == eventlog.None })
	}
	if l.Begin != nil {
		c.absent(MissingValue, c.mapping.Start, func(e int) bool { return l.Begin[e] == eventlog.NoTime })
		f := c.find(StartAfterEnd, c.mapping.Start)
		c.traces(func(t *eventlog.Trace) {
			for i, b := range t.Begin {
				if b != eventlog.NoTime && b > t.Time[i] {
					f.at(t.Event(i), c.moment(b))
				}
			}
		})
		f.close("")
	}
	for i := range l.Attributes {
		a := &l.Attributes[i]
		if len(a.Values) > 0 {
			c.absent(MissingValue, a.Name, func(e int) bool { return a.Column[e] == eventlog.None })
		}
	}
}

func (c *checker) absent(code Code, column string, is func(event int) bool) {
	f := c.find(code, column)
	c.traces(func(t *eventlog.Trace) {
		for i := range t.Len() {
			if e := t.Event(i); is(e) {
				f.at(e, "")
			}
		}
	})
	f.close("")
}
