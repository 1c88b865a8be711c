package timing

import "pass/internal/mining/eventlog"

// divided is the wait of one execution by cause.
type divided struct {
	by      [causeCount]int64
	stopped int64  // suspended, or with another body: no waiting
	why     Reason // some of it is Untold
}

// divider divides waits; it belongs to one goroutine.
type divider struct {
	*causeFinder
	a, b, c, before, after []span // a is what is left of the wait
}

// divide gives the wait of one execution to its causes, and says why the rest is
// not told.
func (f *divider) divide(x *instance) (d divided) {
	w := x.waits()
	if w.from >= w.to {
		return d
	}
	f.a = append(f.a[:0], w)
	if f.stopped != nil {
		f.b = minus(f.b[:0], f.a, f.stopped[x.c])
		f.a, f.b = f.b, f.a
		d.stopped = w.to - w.from - length(f.a)
	}
	if d.why = f.silent(x); d.why != "" {
		d.by[Untold] = length(f.a)
		return d
	}
	since := x.enabled
	if ready := f.ready[x.event]; ready != eventlog.NoTime {
		f.c = append(f.c[:0], span{x.enabled, min(ready, x.start())})
		d.by[Batching] = f.take(f.c)
		since = max(since, ready)
	}
	f.before, f.after = f.busy[x.resource].during(f.before[:0], f.after[:0], x, w, since)
	d.by[Contention] = f.take(f.before)
	d.by[Prioritization] = f.take(f.after)
	rest := Extraneous
	if f.cal.known(x.resource) {
		f.c = within(f.c[:0], f.cal.closed[x.resource], w)
		d.by[Unavailability] = f.take(f.c)
	} else if length(f.a) > 0 {
		rest, d.why = Untold, NoCalendar
	}
	d.by[rest] = length(f.a)
	return d
}

// silent is why nothing is claimed about an execution.
func (f *divider) silent(x *instance) Reason {
	switch {
	case f.r.NotKnown != "":
		return f.r.NotKnown
	case x.resource == eventlog.None:
		return NoResources
	case f.perResource[x.resource] < f.o.MinEvents:
		return FewPerResource
	case f.dates && (midnight(x.start()) || midnight(x.enabled)):
		return CoarseTimes
	}
	return ""
}

// take removes the spans, disjoint and in order, from what is left of the wait
// and says how much that was.
func (f *divider) take(spans []span) int64 {
	left := length(f.a)
	f.b = minus(f.b[:0], f.a, spans)
	f.a, f.b = f.b, f.a
	return left - length(f.a)
}
