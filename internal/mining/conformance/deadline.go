package conformance

import (
	"time"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/steps"
	"pass/internal/termini"
)

// dayOf is the civil day of an instant.
func (c *checker) dayOf(micros int64) kernel.Day {
	return kernel.DayOf(time.UnixMicro(micros).In(c.opts.Zone))
}

// kindOf is the meaning of an activity.
func (c *checker) kindOf(a int32) steps.Kind {
	if int(a) < len(c.opts.Kinds) {
		return c.opts.Kinds[a]
	}
	return steps.Work
}

// deadlines judges what depends on the days of one case.
func (c *checker) deadlines(t *eventlog.Trace, open bool) (out []Deviation) {
	for i := range c.model.Constraints {
		if c.model.Constraints[i].Template == SameDayOrAfter {
			if d, broken := c.sameDay(i, t); broken {
				out = append(out, d)
			}
		}
	}
	for i := range c.model.Deadlines {
		if d, late := c.deadline(i, t, open); late {
			out = append(out, d)
		}
	}
	return out
}

// sameDay judges a constraint on days.
func (c *checker) sameDay(n int, t *eventlog.Trace) (Deviation, bool) {
	rule := &c.model.Constraints[n]
	a, b := c.first(t, rule.A, 0), c.first(t, rule.B, 0)
	d := Deviation{Kind: Broken, Rule: Rule{ConstraintPart, n}, Case: t.Case, Step: rule.B, Activity: -1, Event: -1, Other: -1}
	if a < 0 || b < 0 {
		return d, false
	}
	c.locate(&d, t, b, a)
	return d, c.dayOf(t.Time[b]).Before(c.dayOf(t.Time[a]))
}

// first is the place of the first event from a place on that is a step, or −1.
func (c *checker) first(t *eventlog.Trace, step string, from int) int {
	s := c.index[step]
	if !c.known[s] {
		return -1
	}
	for i := from; i < t.Len(); i++ {
		if c.is[s][t.Activity[i]] {
			return i
		}
	}
	return -1
}

// ends finds the two events of a deadline; to is −1 while it has not come.
func (c *checker) ends(d *Deadline, t *eventlog.Trace) (from, to int) {
	from, to = c.first(t, d.From, 0), -1
	if from < 0 {
		return from, to
	}
	for _, id := range d.To {
		if i := c.first(t, id, from+1); i >= 0 && (to < 0 || i < to) {
			to = i
		}
	}
	if d.FromLast {
		end := to
		if end < 0 {
			end = t.Len()
		}
		for i := c.first(t, d.From, from+1); i >= 0 && i < end; i = c.first(t, d.From, i+1) {
			from = i
		}
	}
	return from, to
}

// deadline judges one deadline of one case.
func (c *checker) deadline(n int, t *eventlog.Trace, open bool) (Deviation, bool) {
	rule := &c.model.Deadlines[n]
	d := Deviation{Kind: Late, Rule: Rule{DeadlinePart, n}, Case: t.Case, Step: rule.To[0], Activity: -1, Event: -1, Other: -1}
	from, to := c.ends(rule, t)
	if from < 0 || rule.If != "" && c.first(t, rule.If, 0) < 0 || rule.Unless != "" && c.first(t, rule.Unless, 0) >= 0 {
		return d, false
	}
	if to < 0 && (!open || c.opts.Now.IsZero() || !c.anyKnown(rule.To) || c.mayNever(rule.To)) {
		return d, false
	}
	upto, judged := t.Len()-1, c.opts.Now
	if to >= 0 {
		upto, judged = to-1, c.dayOf(t.Time[to])
		d.Step = c.stepAt(rule.To, t.Activity[to])
	}
	s, reason := c.due(rule, t, from, upto)
	if reason != "" {
		c.notJudged(d.Rule, reason, t.Case)
		return d, false
	}
	c.locate(&d, t, to, from)
	d.Due, d.Pending = s, to < 0
	d.Days = judged.DaysSince(s)
	return d, d.Days > 0
}

// mayNever reports whether a case may do without all of the steps: a request
// for integrations has a term only if it is made.
func (c *checker) mayNever(ids []string) bool {
	for _, id := range ids {
		if !c.model.Steps[c.index[id]].Anywhere {
			return false
		}
	}
	return true
}

func (c *checker) anyKnown(ids []string) bool {
	for _, id := range ids {
		if c.known[c.index[id]] {
			return true
		}
	}
	return false
}

// stepAt is which of the steps an activity is.
func (c *checker) stepAt(ids []string, a int32) string {
	for _, id := range ids {
		if c.is[c.index[id]][a] {
			return id
		}
	}
	return ids[0]
}

// due is the last good day, or the reason why it is not known.
func (c *checker) due(rule *Deadline, t *eventlog.Trace, from, upto int) (kernel.Day, string) {
	began := c.dayOf(t.Time[0])
	within := rule.Within
	if rule.Rule != "" {
		r, ok := termini.RegolaVigente(rule.Rule, began)
		if !ok {
			return kernel.Day{}, "the law had no such term when the case began"
		}
		within = r.Termine
	}
	run := c.clock(rule.Pause, within, t, from, upto)
	if run.Validate() != nil || c.opts.Now.Year() > termini.UltimoAnno {
		return kernel.Day{}, impossible
	}
	s := run.Scadenza(c.opts.Calendar)
	if s.Sospesa {
		return kernel.Day{}, neverResumed
	}
	due := s.Effettiva
	if rule.Then != "" {
		if w := termini.FinestraDi(rule.Then, began, due, c.opts.Calendar); !w.Entro.IsZero() {
			due = w.Entro
		}
	}
	return due, ""
}

func (c *checker) notJudged(key Rule, reason string, id int32) {
	if c.skipped[key] == nil {
		c.skipped[key] = &NotJudged{Rule: key, Reason: reason}
	}
	c.skipped[key].Cases = append(c.skipped[key].Cases, id)
}

// clock is the term with what stopped it between two events.
func (c *checker) clock(p Pause, within termini.Termine, t *eventlog.Trace, from, upto int) termini.Decorso {
	d := termini.Decorso{Dal: c.dayOf(t.Time[from]), Termine: within}
	if p == "" || p == Gross {
		return d
	}
	var asked, notice kernel.Day // open suspension, open notice
	restarts, suspended := false, 0
	for i := from + 1; i <= upto; i++ {
		kind := c.kindOf(t.Activity[i])
		if kind == steps.Work {
			continue
		}
		on := c.dayOf(t.Time[i])
		switch kind {
		case steps.SuspensionStart, steps.Interruption:
			if asked.IsZero() {
				asked, restarts = on, p == NetRestarts || kind == steps.Interruption
			}
		case steps.SuspensionEnd:
			if !asked.IsZero() {
				d = pause(d, p, asked, on, restarts, suspended)
				asked, suspended = kernel.Day{}, suspended+1
			}
		case steps.Notice:
			if notice.IsZero() {
				notice = on
			}
		case steps.NoticeEnd:
			if !notice.IsZero() {
				d = d.ConPreavviso(termini.Preavviso{Inviato: notice, Ricevuto: notice, Osservazioni: on}, c.opts.Calendar)
				notice = kernel.Day{}
			}
		}
	}
	if !asked.IsZero() {
		d = pause(d, p, asked, kernel.Day{}, restarts, suspended)
	}
	if !notice.IsZero() {
		d = d.ConPreavviso(termini.Preavviso{Inviato: notice, Ricevuto: notice}, c.opts.Calendar)
	}
	return d
}

// pause adds one stop of the clock; to is zero while it lasts.
func pause(d termini.Decorso, p Pause, from, to kernel.Day, restarts bool, before int) termini.Decorso {
	if restarts && !to.IsZero() {
		d.Interruzioni = append(d.Interruzioni, to)
		return d
	}
	s := termini.Sospensione{Dal: from, Al: to}
	if p == NetOnce && !restarts {
		if before > 0 {
			return d // the law lets the clock stop once
		}
		s = termini.Informazioni(from, to)
	}
	d.Sospensioni = append(d.Sospensioni, s)
	return d
}
