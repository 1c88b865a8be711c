package jobs_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
	"pass/internal/platform/jobs"
)

var ctx = context.Background()

type args struct {
	Name string `json:"name"`
	Slot int64  `json:"slot"`
}

func (args) Kind() string { return "prova.lavoro" }

type tick struct{}

func (tick) Kind() string { return "prova.periodico" }

// start makes a queue that works with fn, and stops it when the test ends.
func start(t *testing.T, d *db.DB, fn func(context.Context, args) error) *jobs.Queue {
	t.Helper()
	q := ready(t, d, fn)
	if err := q.Start(ctx); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, q) })
	return q
}

func ready(t *testing.T, d *db.DB, fn func(context.Context, args) error) *jobs.Queue {
	t.Helper()
	q := jobs.New(d, slog.New(slog.DiscardHandler))
	jobs.Handle(q, fn)
	if err := q.Ready(); err != nil {
		t.Fatal(err)
	}
	return q
}

func stop(t *testing.T, q *jobs.Queue) {
	c, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if err := q.Stop(c); err != nil {
		t.Errorf("stop: %v", err)
	}
}

// next waits for what a worker says.
func next[T any](t *testing.T, from <-chan T) (v T) {
	t.Helper()
	select {
	case v = <-from:
	case <-time.After(20 * time.Second):
		t.Fatal("nothing ran")
	}
	return v
}

func enqueue(t *testing.T, d *db.DB, q *jobs.Queue, a args, opts ...jobs.Option) {
	t.Helper()
	if err := d.InTx(ctx, func(tx *db.Tx) error { return q.Enqueue(ctx, tx, a, opts...) }); err != nil {
		t.Fatal(err)
	}
}

// waiting counts the jobs that are there with that name, done or not.
func waiting(t *testing.T, d *db.DB, name string) (n int64) {
	t.Helper()
	query := `SELECT COUNT(*) FROM river_job WHERE json_extract(args, '$.name') = $1`
	if d.Kind() == db.Postgres {
		query = `SELECT COUNT(*) FROM river_job WHERE args->>'name' = $1`
	}
	err := d.Read(ctx, func(tx *db.Tx) (err error) { n, err = db.One(ctx, tx, db.Scalar[int64], query, name); return err })
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAJobExistsExactlyWhenItsTransactionDoes(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ran := make(chan string, 10)
		q := start(t, d, func(_ context.Context, a args) error { ran <- a.Name; return nil })
		undone := errors.New("undone")
		err := d.InTx(ctx, func(tx *db.Tx) error {
			return errors.Join(q.Enqueue(ctx, tx, args{Name: "rolled back"}), undone)
		})
		if !errors.Is(err, undone) {
			t.Fatal(err)
		}
		if n := waiting(t, d, "rolled back"); n != 0 {
			t.Errorf("%d jobs of a transaction that never was", n)
		}
		enqueue(t, d, q, args{Name: "committed"})
		if got := next(t, ran); got != "committed" {
			t.Errorf("%s ran", got)
		}
	})
}

func TestAJobThatFailsIsTriedAgain(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var mu sync.Mutex
		runs := map[string]int{}
		done := make(chan string, 2)
		q := start(t, d, func(_ context.Context, a args) error {
			mu.Lock()
			runs[a.Name]++
			first := runs[a.Name] == 1
			mu.Unlock()
			if first && a.Name == "panics" {
				panic("boom")
			}
			if first {
				return errors.New("boom")
			}
			done <- a.Name
			return nil
		})
		enqueue(t, d, q, args{Name: "fails"})
		enqueue(t, d, q, args{Name: "panics"})
		if a, b := next(t, done), next(t, done); a == b {
			t.Errorf("%s ran twice well", a)
		}
	})
}

func TestAnAbandonedJobIsNotTriedAgain(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t, db.Options{})
	ran := make(chan struct{}, 1)
	q := ready(t, d, func(context.Context, args) error { ran <- struct{}{}; return jobs.Abandon(errors.New("useless")) })
	enqueue(t, d, q, args{Name: "useless"})
	if err := q.Start(ctx); err != nil {
		t.Fatal(err)
	}
	next(t, ran)
	stop(t, q)
	err := d.Read(ctx, func(tx *db.Tx) error {
		state, err := db.One(ctx, tx, db.Scalar[string], `SELECT state FROM river_job`)
		if state != "cancelled" {
			t.Errorf("the job is %s", state)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestOnceKeepsOneUnfinishedJob(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ran := make(chan args, 10)
		q := ready(t, d, func(_ context.Context, a args) error { ran <- a; return nil })
		for range 3 {
			enqueue(t, d, q, args{Name: "same"}, jobs.Once())
		}
		enqueue(t, d, q, args{Name: "same", Slot: 1}, jobs.Once())
		if n := waiting(t, d, "same"); n != 2 {
			t.Fatalf("%d jobs wait", n)
		}
		if err := q.Start(ctx); err != nil {
			t.Fatal(err)
		}
		defer stop(t, q)
		if a, b := next(t, ran), next(t, ran); a.Slot+b.Slot != 1 {
			t.Errorf("ran %+v and %+v", a, b)
		}
		// When it is over, the same job may be asked for again; until River has
		// noted that it is over, asking changes nothing.
		deadline := time.Now().Add(10 * time.Second)
		for waiting(t, d, "same") == 2 && time.Now().Before(deadline) {
			enqueue(t, d, q, args{Name: "same"}, jobs.Once())
		}
		if got := next(t, ran); got != (args{Name: "same"}) {
			t.Errorf("ran %+v", got)
		}
	})
}

func TestASlotServesEveryActOfItsInterval(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := time.Duration(rapid.Int64Range(int64(time.Millisecond), int64(24*time.Hour)).Draw(t, "d"))
		now := time.Unix(0, rapid.Int64Range(0, 4e18).Draw(t, "now"))
		slot, at := jobs.Slot(now, d)
		begin, end := time.Unix(0, slot*int64(d)), time.Unix(0, (slot+1)*int64(d))
		if now.Before(begin) || !now.Before(end) {
			t.Fatalf("%v is not in [%v, %v)", now, begin, end)
		}
		if !at.After(end) || at.Sub(end) > d {
			t.Fatalf("the job of [%v, %v) runs at %v", begin, end, at)
		}
		if first, a := jobs.Slot(begin, d); first != slot || !a.Equal(at) {
			t.Fatalf("the first instant is served by %d at %v", first, a)
		}
		if last, a := jobs.Slot(end.Add(-1), d); last != slot || !a.Equal(at) {
			t.Fatalf("the last instant is served by %d at %v", last, a)
		}
		if after, a := jobs.Slot(end, d); after != slot+1 || !a.After(at) {
			t.Fatalf("the next instant is served by %d at %v", after, a)
		}
	})
}

func TestActsOfOneSlotShareAJobThatRunsAfterIt(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q := ready(t, d, func(context.Context, args) error { return nil })
		const long = time.Hour
		begin := time.Now().Add(long).Truncate(long)
		act := func(at time.Time) {
			slot, runAt := jobs.Slot(at, long)
			enqueue(t, d, q, args{Name: "riepilogo", Slot: slot}, jobs.Once(), jobs.At(runAt))
		}
		act(begin)
		act(begin.Add(long / 2))
		act(begin.Add(long - 1))
		if n := waiting(t, d, "riepilogo"); n != 1 {
			t.Errorf("%d jobs for one slot", n)
		}
		act(begin.Add(long))
		if n := waiting(t, d, "riepilogo"); n != 2 {
			t.Errorf("%d jobs for two slots", n)
		}
		err := d.Read(ctx, func(tx *db.Tx) error {
			n, err := db.One(ctx, tx, db.Scalar[int64], `SELECT COUNT(*) FROM river_job WHERE state = 'scheduled'`)
			if n != 2 {
				t.Errorf("%d jobs wait for the end of their slot", n)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestAPeriodicJobRunsOnceAtStart(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var atStart, later atomic.Int64
		ran := make(chan struct{}, 10)
		q := jobs.New(d, slog.New(slog.DiscardHandler))
		jobs.Handle(q, func(context.Context, tick) error { atStart.Add(1); ran <- struct{}{}; return nil })
		jobs.Handle(q, func(context.Context, args) error { later.Add(1); return nil })
		q.Every(time.Hour, true, tick{})
		q.Every(time.Hour, false, args{Name: "later"})
		if err := q.Ready(); err != nil {
			t.Fatal(err)
		}
		if err := q.Start(ctx); err != nil {
			t.Fatal(err)
		}
		next(t, ran)
		stop(t, q)
		if atStart.Load() != 1 || later.Load() != 0 {
			t.Errorf("ran %d times at start, the other %d", atStart.Load(), later.Load())
		}
	})
}

type slow struct{ N int }

func (slow) Kind() string { return "prova.lento" }

// TestSlowWorkKeepsNothingElseWaiting: more slow jobs than the common queue
// has workers, and none of them ends before the others' job ran.
func TestSlowWorkKeepsNothingElseWaiting(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const many = 6
		q := jobs.New(d, slog.New(slog.DiscardHandler))
		began, ran, free := make(chan struct{}, many), make(chan string, 1), make(chan struct{})
		var running, most atomic.Int64
		jobs.HandleApart(q, func(context.Context, slow) error {
			now := running.Add(1)
			defer running.Add(-1)
			most.Store(max(most.Load(), now))
			began <- struct{}{}
			<-free
			return nil
		})
		jobs.Handle(q, func(_ context.Context, a args) error { ran <- a.Name; return nil })
		if err := q.Ready(); err != nil {
			t.Fatal(err)
		}
		count := func() (n int64) {
			if err := d.Read(ctx, func(tx *db.Tx) (err error) { n, err = q.Waiting(ctx, tx, slow{}); return err }); err != nil {
				t.Fatal(err)
			}
			return n
		}
		if err := d.InTx(ctx, func(tx *db.Tx) (err error) {
			for i := range many {
				err = errors.Join(err, q.Enqueue(ctx, tx, slow{i}))
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if err := q.Start(ctx); err != nil {
			t.Fatal(err)
		}
		defer stop(t, q)
		next(t, began)
		if n := count(); n != many {
			t.Errorf("%d of %d slow jobs are not over", n, many)
		}
		enqueue(t, d, q, args{Name: "mail"})
		if got := next(t, ran); got != "mail" {
			t.Errorf("%q ran", got)
		}
		close(free)
		for range many - 1 {
			next(t, began)
		}
		if most.Load() != 1 {
			t.Errorf("%d slow jobs at once", most.Load())
		}
	})
}
