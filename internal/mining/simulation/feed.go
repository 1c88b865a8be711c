package simulation

import "pass/internal/mining/stats"

// feed gives a run its cases: those open today, then those that arrive.
type feed struct {
	m     *Model
	p     *plan
	until int64

	arrivals, cases, extra *stats.RNG

	ready []entry
	taken int
	week  int
}

// open puts the open cases first, the longest waiting ahead.
func (f *feed) open(rng *stats.RNG) {
	for i := range f.m.now {
		c := &f.m.now[i]
		x := c.paths[rng.Intn(len(c.paths))]
		f.ready = append(f.ready, entry{at: f.m.Now, since: c.start, route: f.rest(c, x)})
	}
}

// rest is the way of an open case after the event of its path, less what it
// has waited already.
func (f *feed) rest(c *present, x path) []task {
	t, k := &f.m.templates[x.template], int(x.event)
	tasks := f.p.tasks[x.template]
	route := make([]task, 0, len(tasks)-k)
	for i := k; i < len(tasks); i++ {
		if f.p.drop != nil && f.p.drop[x.template] != nil && f.p.drop[x.template][i] {
			continue
		}
		one := tasks[i]
		if i == k {
			one = waited(t.tasks[k], one, t.queued[k], f.m.Now-c.last)
		}
		route = append(route, one)
	}
	return route
}

// waited takes from a task what has passed of it. In history it was was, after
// a queue; now it is is.
func waited(was, is task, queued, passed int64) task {
	switch {
	case was.pool == none:
		if passed < was.wait {
			is.wait = part(is.wait, was.wait-passed, was.wait)
		}
	case passed >= queued+was.service && passed < queued+was.service+was.after:
		is.service = 0 // the work is done
		is.after = part(is.after, queued+was.service+was.after-passed, was.after)
	}
	return is
}

// part is x times n over d.
func part(x, n, d int64) int64 { return int64(float64(x) * float64(n) / float64(d)) }

func (f *feed) next() (entry, bool) {
	for f.taken == len(f.ready) {
		at := f.m.Now + int64(f.week)*week
		if at >= f.until {
			return entry{}, false
		}
		f.ready, f.taken = f.ready[:0], 0
		for _, offset := range f.m.flow.draw(f.week, f.arrivals) {
			f.arrive(at + offset)
		}
		f.week++
	}
	f.taken++
	return f.ready[f.taken-1], true
}

// arrive adds a case; with other arrivals than in history none, or several. The
// first one is the same in all scenarios.
func (f *feed) arrive(at int64) {
	i, x := f.m.pick(f.cases), f.extra.Float64()
	for n := f.p.arrivals; n > 0; n-- {
		if n >= 1 || x < n {
			f.ready = append(f.ready, entry{at: at, since: at, route: f.p.routes[i]})
		}
		if n > 1 {
			i = f.m.pick(f.extra)
		}
	}
}
