package simulation

// task is a step of a case in a run. Of the time that it takes, wait is what
// passes before anybody could begin (a suspension, another body), service is
// what it keeps one of the staff of a pool busy, and after is what passes
// until the step is noted as done. Microseconds.
type task struct {
	pool                 int32 // none for no staff
	service, wait, after int64
}

const none int32 = -1

// entry is a case that comes into a run.
type entry struct {
	at    int64
	route []task
	since int64 // when it began, at or before at
}

// entries gives the cases of a run in order of time; false when there are no
// more.
type entries interface{ next() (entry, bool) }

// moment is something that will happen in a run. Of those at the same time the
// first planned comes first.
type moment struct {
	at   int64
	turn uint32
	who  int32
	what uint8
}

// What may happen to a case.
const (
	ready uint8 = iota // its next task can begin
	freed              // its task is done: the staff is free
)

// pool is staff who share a queue, first come first served.
type pool struct {
	free   int
	queue  []int32 // cases
	head   int
	busy   int64 // staff time used
	waited int64 // time spent in the queue
	served int64 // tasks
}

// walker is a case in a run.
type walker struct {
	route  []task
	at     int32
	joined int64 // when it joined the queue
}

// engine is one run: cases walk their routes through the pools.
type engine struct {
	pools   []pool
	heap    []moment
	turn    uint32
	cases   []walker
	in      entries
	coming  entry
	more    bool
	now     int64
	events  int
	started []int64 // by case
	ended   []int64 // by case; 0 while open
	open    int

	// left, if set, is called when a case ends; false stops the run.
	left func(who int32) bool
}

func newEngine(staff []int, in entries) *engine {
	e := &engine{pools: make([]pool, len(staff)), in: in}
	for i, n := range staff {
		e.pools[i].free = n
	}
	e.coming, e.more = in.next()
	return e
}

// add puts a case into the run at the present time.
func (e *engine) add(x entry) {
	who := int32(len(e.cases))
	e.cases = append(e.cases, walker{route: x.route})
	e.started = append(e.started, x.since)
	e.ended = append(e.ended, 0)
	e.open++
	e.plan(who, 0)
}

// run goes on until a time, or until it has handled so many events, or left
// says to stop; it reports whether it came to the time or to the end of all.
func (e *engine) run(until int64, events int) bool {
	for e.events < events {
		if e.more && (len(e.heap) == 0 || e.coming.at <= e.heap[0].at) {
			if e.coming.at > until {
				return true
			}
			e.now = e.coming.at
			e.events++
			e.add(e.coming)
			e.coming, e.more = e.in.next()
			continue
		}
		if len(e.heap) == 0 || e.heap[0].at > until {
			return true
		}
		m := e.pop()
		e.now = m.at
		e.events++
		if m.what == freed {
			e.free(m.who)
		} else if !e.enter(m.who) {
			return false
		}
	}
	return false
}

// plan takes a case to its next task that needs staff, or to its end, after a
// time and all that the tasks between keep nobody busy with.
func (e *engine) plan(who int32, after int64) {
	w := &e.cases[who]
	for ; int(w.at) < len(w.route); w.at++ {
		t := &w.route[w.at]
		after += t.wait
		if t.pool != none && t.service > 0 {
			break
		}
		after += t.after
	}
	e.push(e.now+after, who, ready)
}

// enter lets a case begin its task, or end; false stops the run.
func (e *engine) enter(who int32) bool {
	w := &e.cases[who]
	if int(w.at) == len(w.route) {
		e.ended[who] = e.now
		e.open--
		return e.left == nil || e.left(who)
	}
	t := &w.route[w.at]
	p := &e.pools[t.pool]
	w.joined = e.now
	if p.free == 0 {
		p.queue = append(p.queue, who)
		return true
	}
	p.free--
	e.serve(who)
	return true
}

func (e *engine) serve(who int32) {
	w := &e.cases[who]
	t := &w.route[w.at]
	p := &e.pools[t.pool]
	p.waited += e.now - w.joined
	p.busy += t.service
	p.served++
	e.push(e.now+t.service, who, freed)
}

// free gives the staff of a task that is done to the next in the queue.
func (e *engine) free(who int32) {
	w := &e.cases[who]
	after := w.route[w.at].after
	p := &e.pools[w.route[w.at].pool]
	if p.head < len(p.queue) {
		next := p.queue[p.head]
		p.head++
		if p.head > 1024 && p.head*2 > len(p.queue) {
			p.queue = append(p.queue[:0], p.queue[p.head:]...)
			p.head = 0
		}
		e.serve(next)
	} else {
		p.free++
	}
	w.at++
	e.plan(who, after)
}

func (e *engine) push(at int64, who int32, what uint8) {
	e.turn++
	h := append(e.heap, moment{at, e.turn, who, what})
	i := len(h) - 1
	for m := h[i]; i > 0; {
		up := (i - 1) / 2
		if !m.before(&h[up]) {
			break
		}
		h[i], h[up] = h[up], m
		i = up
	}
	e.heap = h
}

func (e *engine) pop() moment {
	h := e.heap
	top := h[0]
	last := h[len(h)-1]
	h = h[:len(h)-1]
	i := 0
	for {
		down := 2*i + 1
		if down >= len(h) {
			break
		}
		if down+1 < len(h) && h[down+1].before(&h[down]) {
			down++
		}
		if !h[down].before(&last) {
			break
		}
		h[i] = h[down]
		i = down
	}
	if len(h) > 0 {
		h[i] = last
	}
	e.heap = h
	return top
}

func (m *moment) before(n *moment) bool {
	if m.at != n.at {
		return m.at < n.at
	}
	return m.turn < n.turn
}
