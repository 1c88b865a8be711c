package jobs_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
	"pass/internal/platform/jobs"
)

func TestStopWaitsForTheRunningJob(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		running, release := make(chan struct{}), make(chan struct{})
		var finished atomic.Bool
		q := ready(t, d, func(c context.Context, a args) error {
			close(running)
			<-release
			finished.Store(c.Err() == nil)
			return nil
		})
		if err := q.Start(ctx); err != nil {
			t.Fatal(err)
		}
		enqueue(t, d, q, args{Name: "long"})
		next(t, running)
		stopped := make(chan error, 1)
		go func() { stopped <- q.Stop(ctx) }()
		select {
		case err := <-stopped:
			t.Fatalf("stopped while a job was running: %v", err)
		case <-time.After(150 * time.Millisecond):
		}
		close(release)
		if err := next(t, stopped); err != nil || !finished.Load() {
			t.Errorf("%v, the job finished undisturbed: %v", err, finished.Load())
		}
	})
}

func TestAJobThatDoesNotEndIsRunAgainAfterTheNextStart(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		running, ended := make(chan struct{}), make(chan struct{})
		q := ready(t, d, func(c context.Context, a args) error {
			close(running)
			<-c.Done()
			close(ended)
			return c.Err()
		})
		if err := q.Start(ctx); err != nil {
			t.Fatal(err)
		}
		enqueue(t, d, q, args{Name: "endless"})
		next(t, running)
		c, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
		defer cancel()
		if err := q.Stop(c); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("stop: %v", err)
		}
		select {
		case <-ended:
		default:
			t.Error("Stop came back while the job was running")
		}
		again := make(chan string, 1)
		start(t, d, func(_ context.Context, a args) error { again <- a.Name; return nil })
		if got := next(t, again); got != "endless" {
			t.Errorf("%s ran", got)
		}
	})
}

// A process that is killed leaves its job "running" and itself as the leader:
// on the embedded database the next one waits for neither.
func TestTheNextProcessTakesUpWhatTheKilledOneWasDoing(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t, db.Options{})
	ran, ticked := make(chan string, 10), make(chan struct{}, 10)
	q := jobs.New(d, slog.New(slog.DiscardHandler))
	jobs.Handle(q, func(_ context.Context, a args) error { ran <- a.Name; return nil })
	jobs.Handle(q, func(context.Context, tick) error { ticked <- struct{}{}; return nil })
	q.Every(time.Hour, true, tick{})
	if err := q.Ready(); err != nil {
		t.Fatal(err)
	}
	enqueue(t, d, q, args{Name: "killed"})
	err := d.InTx(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE river_job SET state = 'running', attempt = 1, attempted_at = CURRENT_TIMESTAMP`); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO river_leader (elected_at, expires_at, leader_id, name)
			VALUES (CURRENT_TIMESTAMP, datetime('now', '+1 hour'), 'killed', 'default')`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := q.Start(ctx); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, q) })
	if got := next(t, ran); got != "killed" {
		t.Errorf("%s ran", got)
	}
	next(t, ticked)
}

func TestAQueueThatIsNotReadySaysSo(t *testing.T) {
	d := dbtest.SQLite(t, db.Options{})
	q := jobs.New(d, slog.New(slog.DiscardHandler))
	err := d.InTx(ctx, func(tx *db.Tx) error { return q.Enqueue(ctx, tx, args{}) })
	if err == nil || q.Start(ctx) == nil || q.Stop(ctx) == nil {
		t.Errorf("enqueue: %v", err)
	}
}

func TestTheLogShowsFailuresNotTheChatterOfRiver(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t, db.Options{})
	var mu sync.Mutex
	var out bytes.Buffer
	done := make(chan struct{}, 3)
	q := jobs.New(d, slog.New(slog.NewTextHandler(locked{&mu, &out}, &slog.HandlerOptions{Level: slog.LevelDebug})))
	jobs.Handle(q, func(_ context.Context, a args) error {
		done <- struct{}{}
		switch a.Name {
		case "fails":
			return errors.New("it fails")
		case "panics":
			panic("it panics")
		}
		return nil
	})
	if err := q.Ready(); err != nil {
		t.Fatal(err)
	}
	if err := q.Start(ctx); err != nil {
		t.Fatal(err)
	}
	enqueue(t, d, q, args{Name: "works"})
	enqueue(t, d, q, args{Name: "fails"})
	enqueue(t, d, q, args{Name: "panics"})
	for range 3 {
		next(t, done)
	}
	stop(t, q)
	mu.Lock()
	defer mu.Unlock()
	text := out.String()
	for _, want := range []string{`level=WARN msg="job failed" kind=prova.lavoro`, `err="it fails"`, `level=ERROR msg="job panicked"`, `value="it panics"`} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is not in the log:\n%s", want, text)
		}
	}
	if strings.Contains(text, "level=INFO") || strings.Contains(text, "level=DEBUG") {
		t.Errorf("chatter:\n%s", text)
	}
}

type locked struct {
	mu  *sync.Mutex
	out *bytes.Buffer
}

func (l locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.out.Write(p)
}
