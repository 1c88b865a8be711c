package simulation

import (
	"math"
	"sort"

	"pass/internal/mining/stats"
)

// feed gives a run its cases: those open today, then those that arrive.
type feed struct {
	m     *Model
	p     *plan
	until int64

	arrivals, cases, extra *stats.RNG
	upTo                   []float64 // weights of the templates, summed up
	level                  float64   // of the arrivals

	ready []entry
	taken int
	week  int
}

// newFeed makes the cases of the r-th run. Each run believes another past, as far
// as the past was not all of a kind: the ten periods of history count in it for
// random weights (the Bayesian bootstrap, Rubin 1981, over periods), and the
// arrivals keep the level of a random quarter. So the intervals hold that times
// differ, not only that cases do.
func (m *Model) newFeed(p *plan, until int64, seed, r uint64) *feed {
	const streams = 5
	f := &feed{m: m, p: p, until: until, arrivals: stats.NewStream(seed, streams*r), cases: stats.NewStream(seed, streams*r+1), extra: stats.NewStream(seed, streams*r+2)}
	past := stats.NewStream(seed, streams*r+3)
	f.level = m.flow.level(past)
	var counts [periods]float64
	for k := range counts {
		counts[k] = 1 + m.drift*(past.Exp()-1)
	}
	f.upTo = make([]float64, len(m.templates))
	var total float64
	half := memories[past.Intn(len(memories))]
	for i := range m.templates {
		s := &m.stories[m.templates[i].story]
		w := s.weight * counts[i*periods/len(m.templates)]
		if half > 0 && m.drift > 0 {
			w *= math.Exp2(-float64(m.Now-s.start()) / float64(half))
		}
		total += w
		f.upTo[i] = total
	}
	f.open(stats.NewStream(seed, streams*r+4))
	return f
}

// memories are how fast a run forgets the past of an office whose times drift,
// beyond halfLife: nobody knows how much of a late change stays. 0 is not at all.
var memories = []int64{0, 0, 90 * day, 30 * day}

// periods are spans of history with as many complete cases each.
const periods = 10

// driftOf is how much of what tells the periods apart is more than chance, from
// 0 to 1: by analysis of variance of the times that cases take without queues,
// as logarithms.
func (m *Model) driftOf() float64 {
	var groups [periods][]float64
	var all []float64
	for i := range m.templates {
		var sum int64
		for _, t := range m.templates[i].tasks {
			sum += t.wait + t.service + t.after
		}
		k := i * periods / len(m.templates)
		groups[k] = append(groups[k], math.Log1p(float64(sum)/3.6e9))
		all = append(all, groups[k][len(groups[k])-1])
	}
	grand := stats.Mean(all)
	var between, within float64
	for _, g := range groups {
		mean := stats.Mean(g)
		between += float64(len(g)) * (mean - grand) * (mean - grand) / (periods - 1)
		for _, x := range g {
			within += (x - mean) * (x - mean) / float64(len(all)-periods)
		}
	}
	return beyond(between, within)
}

// byChance is how many times a variance within groups the one between them may
// be by chance: about the 95th percentile of F for the groups that are formed here.
const byChance = 2

// beyond is how much of a standard deviation is more than chance.
func beyond(between, within float64) float64 {
	if between <= byChance*within {
		return 0
	}
	return math.Sqrt(1 - byChance*within/between)
}

// pick draws a template by weight.
func (f *feed) pick(rng *stats.RNG) int32 {
	x := rng.Float64() * f.upTo[len(f.upTo)-1]
	return int32(min(sort.SearchFloat64s(f.upTo, x), len(f.upTo)-1))
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
	i, x := f.pick(f.cases), f.extra.Float64()
	for n := f.p.arrivals * f.level; n > 0; n-- {
		if n >= 1 || x < n {
			f.ready = append(f.ready, entry{at: at, since: at, route: f.p.routes[i]})
		}
		if n > 1 {
			i = f.pick(f.extra)
		}
	}
}
