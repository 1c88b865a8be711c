package kill

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"pass/internal/accesso"
	"pass/internal/kernel"
	"pass/internal/platform/config"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
	"pass/internal/platform/files"
	"pass/internal/richieste"
	"pass/tests/fixture"
	"pass/tests/integrity"
)

// kills is how many times passd is killed: PASS_KILLS, else 20, else 3 when
// tests are to be short.
func kills(t *testing.T) int {
	t.Helper()
	if v := os.Getenv("PASS_KILLS"); v != "" {
		n, err := strconv.Atoi(v)
		if err != nil {
			t.Fatalf("PASS_KILLS: %v", err)
		}
		return n
	}
	if testing.Short() {
		return 3
	}
	return 20
}

// seed is PASS_KILL_SEED, or the present; it decides the moments of the kills,
// though not how the machine runs between them.
func seed(t *testing.T) uint64 {
	t.Helper()
	if v := os.Getenv("PASS_KILL_SEED"); v != "" {
		n, err := strconv.ParseUint(v, 10, 64)
		if err != nil {
			t.Fatalf("PASS_KILL_SEED: %v", err)
		}
		return n
	}
	return uint64(time.Now().UnixNano())
}

func TestNothingAcknowledgedIsLostWhenPassdIsKilled(t *testing.T) {
	n := kills(t)
	t.Run("sqlite", func(t *testing.T) { run(t, "", n) })
	t.Run("postgres", func(t *testing.T) { run(t, dbtest.PostgresURL(t), max(2, n/10)) })
}

// folder is where passd keeps its data: in memory where there is room, because
// a kill loses nothing that the system was told to write, and the faster the
// disk the more acts there are to lose.
func folder(t *testing.T) string {
	t.Helper()
	const shm = "/dev/shm"
	var fs syscall.Statfs_t
	if err := syscall.Statfs(shm, &fs); err != nil || fs.Bavail*uint64(fs.Bsize) < 1<<30 {
		return t.TempDir()
	}
	dir, err := os.MkdirTemp(shm, "pass-kill-*")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

func run(t *testing.T, database string, cycles int) {
	s := seed(t)
	t.Logf("PASS_KILL_SEED=%d, %d kills", s, cycles)
	out := fixture.NewPosta(t)
	cfg := fixture.Config(folder(t))
	cfg.Database, cfg.Indirizzo = database, fmt.Sprintf("127.0.0.1:%d", freePort(t))
	cfg.SMTPHost, cfg.SMTPPorta = "127.0.0.1", out.Port
	h := &harness{t: t, cfg: cfg, sink: out, server: newServer(t, cfg), ledger: &ledger{}, rnd: rand.New(rand.NewPCG(s, 1))}
	h.people(s)
	ctx, stop := context.WithTimeout(context.Background(), 20*time.Minute)
	defer stop()
	var wg sync.WaitGroup
	var evening atomic.Bool
	for _, p := range h.persons {
		wg.Go(func() { p.run(ctx, &evening) })
	}
	start := time.Now()
	for i := range cycles {
		h.cycle(ctx, i)
		if problems := h.look(ctx, nil); len(problems) > 0 {
			h.fail(fmt.Sprintf("after kill %d", i+1), problems)
		}
	}
	took := time.Since(start)
	h.must(h.server.launch())
	h.must(h.server.ready(ctx))
	for slices.ContainsFunc(kinds, func(kind string) bool { return h.ledger.count()[kind] == 0 }) && ctx.Err() == nil {
		pause(ctx, 10*time.Millisecond) // a few kills may leave no time for everything
	}
	evening.Store(true)
	wg.Wait()
	h.must(ctx.Err())
	h.must(h.server.kill())
	h.last(took, cycles)
}

// kinds are the acts that must have been acknowledged at least once, or the
// harness would prove nothing.
var kinds = []string{"draft", "autosave", "sent", "message", "protocol", "triaged", "log", "columns"}

// harness is one run.
type harness struct {
	t       *testing.T
	cfg     config.Config
	sink    *fixture.Posta
	server  *server
	ledger  *ledger
	rnd     *rand.Rand
	persons []*person
}

func (h *harness) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatalf("%v\n%s", err, h.server.tail())
	}
}

func (h *harness) fail(when string, problems []string) {
	h.t.Helper()
	for _, p := range problems[:min(len(problems), 30)] {
		h.t.Errorf("%s: %s", when, p)
	}
	h.t.Fatalf("%d problems; the log of passd ends with:\n%s", len(problems), h.server.tail())
}

// people fills the installation: four bodies that joined, whose delegates ask
// and analyse, and whose mayors and experts write to each other; two people who join
// for several; the segreteria.
func (h *harness) people(s uint64) {
	fixture.Quiet(func() {
		a := fixture.New(h.t, h.cfg, nil)
		defer a.Close()
		w := fixture.In(h.t, a)
		add := func(name string, persona int64, todo func(context.Context, *person)) {
			h.persons = append(h.persons, newPerson(name, h.cfg.BaseURL(), w.SignIn(persona), h.ledger, s+uint64(len(h.persons)), todo))
		}
		tf := w.TaskForce(0).ID
		proc := w.Procedimento(tf).ID
		seg := w.Staff("Sara", "Segreta", kernel.Segreteria, 0)
		w.Staff("Sergio", "Segreti", kernel.Segreteria, 0)
		coo := w.Staff("Carla", "Coordina", kernel.Coordinatore, tf)
		exp := w.Staff("Elio", "Esperto", kernel.EspertoRuolo, tf)
		two := w.Staff("Emma", "Esperta", kernel.EspertoRuolo, tf)
		add("segreteria", seg.Persona, triages(tf))
		for i, name := range []string{"Gubbio", "Assisi", "Todi", "Spello"} {
			e := w.Ente("Comune di " + name)
			mayor := w.Persona("Maria", "Sindaca "+name)
			mayor = w.Approva(seg, mayor, w.Adesione(mayor, e))
			delegate := w.Persona("Dino", "Delegato "+name, accesso.Mandato{Ruolo: kernel.Delegato, EnteID: e.ID})
			team := fixture.Squadra{Ente: mayor, Segreteria: seg, Coordinatore: coo, Esperto: exp, EnteID: e.ID, TaskForce: tf}
			id := w.Richiesta(team, "In corso a "+name, richieste.InValutazione)
			_, err := a.Richieste.Compi(context.Background(), coo, id, richieste.Mossa{Atto: richieste.Assegna, Esperti: []int64{exp.Persona, two.Persona}}, nil)
			h.must(err)
			_, err = a.Richieste.Compi(context.Background(), exp, id, richieste.Mossa{Atto: richieste.PrendiInCarico}, nil)
			h.must(err)
			add("delegato di "+name, delegate.Persona, asks(proc))
			add("sindaca di "+name, mayor.Persona, writes(id))
			if i < 3 {
				add("chi analizza per "+name, delegate.Persona, analyses(id))
			}
			if i < 2 {
				add("esperto per "+name, []kernel.Actor{exp, two}[i].Persona, writes(id))
			}
		}
		for _, name := range []string{"Piero", "Paolo"} {
			chi := w.Persona(name, "Sindaco")
			var ids []int64
			for _, e := range []string{"Norcia", "Trevi", "Orvieto", "Narni", "Amelia", "Cascia", "Bevagna", "Foligno"} {
				id, err := a.Enti.Crea(context.Background(), chi, w.Ente("Comune di "+e).ID)
				h.must(err)
				ids = append(ids, id)
			}
			add(name+" che aderisce", chi.Persona, joins(ids))
		}
	})
}

// maxLife bounds a life of passd on a machine too busy to acknowledge much.
const maxLife = 700 * time.Millisecond

// cycle starts passd and kills it at a random moment: mostly while people
// write, a little after so many acts were acknowledged; at times while it is
// still starting.
func (h *harness) cycle(ctx context.Context, i int) {
	h.must(h.server.launch())
	if h.rnd.IntN(8) == 0 && i > 0 {
		pause(ctx, time.Duration(h.rnd.IntN(250))*time.Millisecond)
	} else {
		h.must(h.server.ready(ctx))
		enough, over := h.ledger.done()+h.rnd.IntN(20), time.Now().Add(maxLife)
		for h.ledger.done() < enough && time.Now().Before(over) {
			pause(ctx, time.Millisecond)
		}
		pause(ctx, time.Duration(h.rnd.IntN(20_000))*time.Microsecond)
	}
	h.must(h.server.kill())
}

// look opens what the dead process left and judges it.
func (h *harness) look(ctx context.Context, more func(d *db.DB) []string) (problems []string) {
	d, err := db.Open(ctx, h.cfg.DatabaseAddress(), db.Options{Log: slog.New(slog.DiscardHandler)})
	h.must(err)
	defer d.Close()
	problems, err = integrity.Check(ctx, d, nil)
	h.must(err)
	err = d.Read(ctx, func(tx *db.Tx) error {
		s, err := read(ctx, tx)
		problems = append(problems, h.ledger.lost(s)...)
		if err != nil {
			return err
		}
		wrong, err := mails(ctx, tx)
		problems = append(problems, wrong...)
		return err
	})
	h.must(err)
	if more != nil {
		problems = append(problems, more(d)...)
	}
	return problems
}

// last is the judgement when nobody writes any more: the mail leaves, orphans
// are swept, every file is read again.
func (h *harness) last(took time.Duration, cycles int) {
	ctx := context.Background()
	h.later(ctx)
	h.must(h.server.launch())
	h.must(h.server.ready(ctx))
	h.drain(ctx)
	ready, refused, again := h.readings(ctx)
	h.must(h.server.kill())
	orphans := 0
	problems := h.look(ctx, func(d *db.DB) []string {
		store, err := files.OpenFolder(h.cfg.FilesDir())
		h.must(err)
		defer store.Close()
		orphans, err = files.Sweep(ctx, d, store, -time.Minute)
		h.must(err)
		wrong, err := integrity.Check(ctx, d, store)
		h.must(err)
		return append(wrong, h.posted(ctx, d)...)
	})
	if len(problems) > 0 {
		h.fail("at the end", problems)
	}
	to, twice, _ := h.sink.Received()
	h.t.Logf("%d kills in %.1f s; acknowledged %v; %d messages received, %d of them twice; %d logs read, %d given up, %d begun again; %d orphan files swept",
		cycles, took.Seconds(), h.ledger.count(), len(to), twice, ready, refused, again, orphans)
}
