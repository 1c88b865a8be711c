package simulation

import "pass/internal/mining/stats"

// Queue is one step with staff, its arrivals and service times drawn from
// distributions: the textbook case, by which the engine is checked and with
// which a person can try a counter.
type Queue struct {
	Arrival func(*stats.RNG) float64 // seconds between two arrivals
	Service func(*stats.RNG) float64 // seconds of work
	Staff   int
}

// Steady is how a queue behaves in the long run, seconds.
type Steady struct {
	Waiting  float64 // mean time in the queue
	Sojourn  float64 // mean time in the queue and at work
	Busy     float64 // share of the staff's time at work
	Waiters  float64 // mean number in the queue
	Arrivals int
}

// Run sends so many cases through the queue and measures all but the first
// tenth, in which it fills.
func (q Queue) Run(cases int, seed uint64) Steady {
	src := &draws{q: q, left: cases / 10, arrivals: stats.NewStream(seed, 0), services: stats.NewStream(seed, 1)}
	e := newEngine([]int{q.Staff}, src)
	e.run(1<<62, 1<<62)
	began, p := e.now, &e.pools[0]
	p.busy, p.waited, p.served = 0, 0, 0
	src.left = cases - cases/10
	e.coming, e.more = src.next()
	e.run(1<<62, 1<<62)
	span, n := float64(e.now-began), float64(p.served)
	return Steady{
		Waiting: float64(p.waited) / n / 1e6, Sojourn: float64(p.waited+p.busy) / n / 1e6,
		Busy: float64(p.busy) / span / float64(q.Staff), Waiters: float64(p.waited) / span, Arrivals: cases,
	}
}

// draws are the cases of a Queue.
type draws struct {
	q                  Queue
	at                 int64
	left               int
	arrivals, services *stats.RNG
	block              []task
}

func (d *draws) next() (entry, bool) {
	if d.left == 0 {
		return entry{}, false
	}
	d.left--
	d.at += int64(d.q.Arrival(d.arrivals) * 1e6)
	if len(d.block) == cap(d.block) {
		d.block = make([]task, 0, 4096)
	}
	d.block = append(d.block, task{pool: 0, service: max(1, int64(d.q.Service(d.services)*1e6))})
	return entry{at: d.at, since: d.at, route: d.block[len(d.block)-1:]}, true
}
