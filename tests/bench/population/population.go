package population

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"pass/internal/catalogo"
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/richieste"
)

// Version changes with what is generated, so that a kept population is made
// again.
const Version = "2"

// Size says how much to make.
type Size struct {
	Bodies   int // that joined
	People   int // in all
	Experts  int
	Requests int // sent or not
	Years    int // over which they were sent
	Long     int // acts of the longest timeline

	Practices int // of the monitoring; 0: no monitoring at all
	Semesters int // that the campaigns cover, the last one being open
}

// Full is the population of the benchmarks.
var Full = Size{Bodies: 1500, People: 5000, Experts: 120, Requests: 20_000, Years: 3, Long: 40, Practices: 300_000, Semesters: 10}

// Made tells what was made, and whom to sign in as: the first body, task force
// and expert have a request in every state.
type Made struct {
	Segreteria, Coordinatore, Esperto, Sindaco int64 // persons
	Regione, Osservatore, Amministratore       int64
	Ente                                       int64 // of the Sindaco
	Lunga                                      int64 // the request with the longest timeline, open
	Bozza                                      int64 // a draft of the Sindaco
	Bodies, People, Requests, Acts             int
	Practices                                  int
	Campaigns                                  []int64 // in the order of time, the last one open
	Semester                                   string  // of the last one
}

// maker holds what is being made.
type maker struct {
	size    Size
	rnd     *rand.Rand
	now     kernel.Instant
	trail   *trail
	people  *people
	staff   staff
	bodies  []body
	tfs     []catalogo.TaskForce
	procs   map[int64][]catalogo.Procedimento // by task force
	tfNames map[int64]string
	lives   []*life
	made    Made
}

// Make writes a population into a database that has its register and catalogue
// but nobody in it yet. The same size, seed and clock make the same one. The
// public figures are for the caller to publish.
func Make(ctx context.Context, d *db.DB, size Size, seed uint64) (Made, error) {
	m := &maker{size: size, rnd: rand.New(rand.NewPCG(seed, 2026)), now: d.Now(), trail: &trail{}}
	err := d.InTx(ctx, func(tx *db.Tx) error {
		if err := m.read(ctx, tx); err != nil {
			return err
		}
		if err := m.everybody(ctx, tx); err != nil {
			return err
		}
		if err := m.live(); err != nil {
			return err
		}
		if err := m.write(ctx, tx); err != nil {
			return err
		}
		return m.monitoring(ctx, tx)
	})
	return m.made, err
}

func (m *maker) read(ctx context.Context, tx *db.Tx) (err error) {
	if m.tfs, err = catalogo.TaskForces(ctx, tx); err != nil {
		return err
	}
	procs, err := catalogo.Procedimenti(ctx, tx, true)
	m.procs, m.tfNames = map[int64][]catalogo.Procedimento{}, map[int64]string{}
	for _, p := range procs {
		m.procs[p.TaskForceID] = append(m.procs[p.TaskForceID], p)
	}
	for _, t := range m.tfs {
		m.tfNames[t.ID] = t.Nome
	}
	return err
}

// everybody makes the people of the service and of the bodies, which joined in
// the four months before the first requests.
func (m *maker) everybody(ctx context.Context, tx *db.Tx) (err error) {
	m.people = newPeople(m.rnd, m.trail)
	if m.staff, err = m.people.staff(m.tfs, m.size.Experts, m.start().Add(-130*24*time.Hour)); err != nil {
		return err
	}
	return m.join(ctx, tx)
}

func (m *maker) start() kernel.Instant {
	return m.now.Add(-time.Duration(m.size.Years) * 365 * 24 * time.Hour)
}

func (m *maker) join(ctx context.Context, tx *db.Tx) error {
	list, err := enti.PerCifre(ctx, tx)
	if err != nil {
		return err
	}
	if len(list) < m.size.Bodies {
		return fmt.Errorf("population: the register has %d bodies", len(list))
	}
	m.rnd.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	delegates := max(m.size.People-int(m.people.nextPersona)-m.size.Bodies, m.size.Bodies)
	al := m.now.Day().AddDays(700)
	for i, e := range list[:m.size.Bodies] {
		n := delegates*(i+1)/m.size.Bodies - delegates*i/m.size.Bodies
		il := m.start().Add(-time.Duration(10+m.rnd.IntN(110)) * 24 * time.Hour)
		b, err := m.people.join(e.Ente, n, m.staff, il, al)
		if err != nil {
			return err
		}
		m.bodies = append(m.bodies, b)
	}
	return nil
}

// live makes the requests live until the present: a few bodies ask often.
func (m *maker) live() error {
	show, err := m.showcase()
	if err != nil {
		return err
	}
	span := m.now.Sub(m.start())
	drafts := m.size.Requests / 100
	for i := range m.size.Requests - show {
		u := m.rnd.Float64()
		b, tf := m.bodies[int(u*u*float64(len(m.bodies)))], pick(m.rnd, m.tfs).ID
		l := m.begin(b, tf, m.start().Add(time.Duration(float64(span)*float64(i)/float64(m.size.Requests))))
		if i >= m.size.Requests-show-drafts {
			continue // the last ones are still being written
		}
		if err := l.run(); err != nil {
			return err
		}
	}
	return nil
}

func (m *maker) begin(b body, tf int64, at kernel.Instant) *life {
	l := &life{body: b, tf: tf, proc: pick(m.rnd, m.procs[tf]), end: m.now, rnd: m.rnd, staff: m.staff}
	l.begin(pick(m.rnd, b.people), at)
	m.lives = append(m.lives, l)
	return l
}

// showcase brings one request of the first body into each state, all with the
// first expert of the first task force, and gives one a long timeline.
func (m *maker) showcase() (n int, err error) {
	b, tf := m.bodies[0], m.tfs[0].ID
	exp, seg, coo, chi := m.staff.esperti[tf][0], m.staff.segreteria[0], m.staff.coordinatori[tf][0], b.people[0]
	type step struct {
		chi kernel.Actor
		m   richieste.Mossa
	}
	path := []step{
		{chi, richieste.Mossa{Atto: richieste.Invia, Testo: "Prova."}},
		{seg, richieste.Mossa{Atto: richieste.Smista, TaskForce: tf, Testo: "Task force: " + m.tfNames[tf] + "."}},
		{coo, richieste.Mossa{Atto: richieste.Assegna, Esperti: []int64{exp.Persona}, Testo: "Esperto: " + exp.Nome + "."}},
		{exp, richieste.Mossa{Atto: richieste.PrendiInCarico}},
	}
	to := func(steps ...step) error {
		l := m.begin(b, tf, m.now.Add(-time.Duration(40+n)*24*time.Hour))
		n++
		for _, s := range steps {
			l.now = l.now.Add(7 * time.Hour)
			if err := l.do(s.chi, s.m, 0); err != nil {
				return err
			}
		}
		return nil
	}
	plus := func(k int, steps ...step) []step { return append(slices.Clone(path[:k]), steps...) }
	reply := step{exp, richieste.Mossa{Atto: richieste.Rispondi, Testo: "Ecco la risposta."}}
	long := slices.Clone(path)
	for len(long) < m.size.Long-1 { // and the draft
		long = append(long, step{pick(m.rnd, []kernel.Actor{exp, chi}), richieste.Mossa{Atto: richieste.Scrivi, Testo: testo(m.rnd, 4)}})
	}
	for _, s := range [][]step{nil, path[:1], path[:2], path[:3], path, plus(4, step{exp, richieste.Mossa{Atto: richieste.ChiediIntegrazioni, Testo: "Servono le date."}}),
		plus(4, reply), plus(4, reply, step{chi, richieste.Mossa{Atto: richieste.Conferma, Voto: 5}}),
		plus(1, step{seg, richieste.Mossa{Atto: richieste.Respingi, Testo: "Fuori perimetro."}}),
		plus(3, step{chi, richieste.Mossa{Atto: richieste.Ritira, Testo: "Risolto."}}), long} {
		if err := to(s...); err != nil {
			return n, err
		}
	}
	return n, nil
}
