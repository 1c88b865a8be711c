package jobs_test

import (
	"context"
	"errors"
	"log/slog"
	"runtime"
	"testing"
	"time"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
	"pass/internal/platform/jobs"
)

type provaArgs struct {
	N int `json:"n"`
}

func (provaArgs) Kind() string { return "prova" }

// queue makes a queue whose jobs arrive on the channel.
func queue(t *testing.T, d *db.DB) (*jobs.Queue, chan int) {
	t.Helper()
	done := make(chan int, 8)
	q := jobs.New(d, slog.New(slog.DiscardHandler))
	jobs.Handle(q, func(_ context.Context, a provaArgs) error { done <- a.N; return nil })
	if err := q.Ready(); err != nil {
		t.Fatal(err)
	}
	return q, done
}

func start(t *testing.T, q *jobs.Queue) {
	t.Helper()
	if err := q.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := q.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
}

func wait(t *testing.T, done chan int) int {
	t.Helper()
	select {
	case n := <-done:
		return n
	case <-time.After(20 * time.Second):
		t.Fatal("the job was not run")
		return 0
	}
}

func TestAJobExistsExactlyWhenItsTransactionDoes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		q, done := queue(t, d)
		undone := errors.New("undone")
		err := d.InTx(ctx, func(tx *db.Tx) error {
			if err := q.Enqueue(ctx, tx, provaArgs{1}); err != nil {
				return err
			}
			return undone
		})
		if !errors.Is(err, undone) {
			t.Fatal(err)
		}
		if err := d.InTx(ctx, func(tx *db.Tx) error { return q.Enqueue(ctx, tx, provaArgs{2}) }); err != nil {
			t.Fatal(err)
		}
		start(t, q)
		if n := wait(t, done); n != 2 {
			t.Fatalf("job %d was run, want 2 alone", n)
		}
	})
}

func leaderOf(ctx context.Context, d *db.DB) (id string, err error) {
	err = d.Read(ctx, func(tx *db.Tx) error {
		id, err = db.One(ctx, tx, db.Scalar[string], `SELECT leader_id FROM river_leader`)
		return err
	})
	return id, err
}

// A process that died while it ran a job leaves it "running", and itself as
// the leader: the next process must not wait for either.
func TestTheNextProcessTakesUpWhatTheDeadOneWasRunning(t *testing.T) {
	d := dbtest.SQLite(t, db.Options{})
	ctx := t.Context()
	q, done := queue(t, d)
	err := d.InTx(ctx, func(tx *db.Tx) error {
		if err := q.Enqueue(ctx, tx, provaArgs{7}); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE river_job SET state = 'running', attempt = 1, attempted_at = CURRENT_TIMESTAMP`); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO river_leader (elected_at, expires_at, leader_id, name)
			VALUES (CURRENT_TIMESTAMP, datetime('now', '+1 hour'), 'dead', 'default')`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	start(t, q)
	if n := wait(t, done); n != 7 {
		t.Fatalf("job %d was run, want 7", n)
	}
	for { // what only the leader does, such as periodic jobs, begins too
		leader, err := leaderOf(ctx, d)
		if err == nil && leader != "dead" {
			return
		}
		if ctx.Err() != nil || kernel.CodeOf(err) != kernel.NonTrovato {
			t.Fatalf("leader %q: %v", leader, err)
		}
		runtime.Gosched()
	}
}
