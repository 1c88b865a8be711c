// Package jobs runs work in the background with River, on SQLite as on
// PostgreSQL. Work is enqueued in the transaction that causes it, so it exists
// exactly when the transaction does, and it is run at least once: a worker
// must bear being called again for the same arguments.
package jobs

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivertype"

	"pass/internal/platform/db"
)

// Args is what a job needs to run, stored as JSON. Kind names the job and
// never changes.
type Args = river.JobArgs

// Queue enqueues and runs jobs on one database.
type Queue struct {
	d        *db.DB
	log      *slog.Logger
	workers  *river.Workers
	periodic []*river.PeriodicJob
	lite     *river.Client[*sql.Tx]
	pg       *river.Client[pgx.Tx]
}

// New makes a queue without workers; register them with Handle and Every, then
// call Ready.
func New(d *db.DB, log *slog.Logger) *Queue {
	return &Queue{d: d, log: log, workers: river.NewWorkers()}
}

// Handle registers the worker of the jobs whose arguments are T. An error
// makes River try again later, with growing pauses.
func Handle[T Args](q *Queue, work func(ctx context.Context, args T) error) {
	river.AddWorker(q.workers, river.WorkFunc(func(ctx context.Context, job *river.Job[T]) error {
		return work(ctx, job.Args)
	}))
}

// Every enqueues args at each interval, and once at start if atStart. Only one
// node of many does it.
func (q *Queue) Every(interval time.Duration, atStart bool, args Args) {
	q.periodic = append(q.periodic, river.NewPeriodicJob(river.PeriodicInterval(interval),
		func() (river.JobArgs, *river.InsertOpts) {
			return args, &river.InsertOpts{UniqueOpts: uniqueWhilePending}
		}, &river.PeriodicJobOpts{RunOnStart: atStart}))
}

// uniqueWhilePending keeps one unfinished job of a kind with the same
// arguments. River counts the running one too, so a job that must see what
// happened after it began carries a Slot in its arguments.
var uniqueWhilePending = river.UniqueOpts{ByArgs: true, ByState: []rivertype.JobState{
	rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRunning,
	rivertype.JobStateRetryable, rivertype.JobStateScheduled}}

// Ready builds the client once all workers are registered.
func (q *Queue) Ready() error {
	cfg := &river.Config{
		Workers:              q.workers,
		PeriodicJobs:         q.periodic,
		Queues:               map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 4}},
		Logger:               slog.New(levelFilter{q.log.Handler()}),
		FetchCooldown:        100 * time.Millisecond,
		FetchPollInterval:    500 * time.Millisecond,
		JobTimeout:           10 * time.Minute,
		RescueStuckJobsAfter: 11 * time.Minute,
		MaxAttempts:          20,
	}
	var err error
	if q.d.Kind() == db.Postgres {
		q.pg, err = river.NewClient(riverpgxv5.New(q.d.RawPostgres()), cfg)
	} else {
		q.lite, err = river.NewClient(riversqlite.New(q.d.RawSQLite()), cfg)
	}
	if err != nil {
		return fmt.Errorf("jobs: %w", err)
	}
	return nil
}

// Option changes how one job is enqueued.
type Option func(*river.InsertOpts)

// At runs the job no earlier than t.
func At(t time.Time) Option { return func(o *river.InsertOpts) { o.ScheduledAt = t } }

// Once leaves the queue as it is when an equal job is still waiting or
// running.
func Once() Option { return func(o *river.InsertOpts) { o.UniqueOpts = uniqueWhilePending } }

// Slot numbers the interval of length d that now falls in, and tells when to
// run the one job that serves the whole interval. Acts of the same interval
// share a job (Once), and a job never starts before its interval is over, so
// that none is missed.
func Slot(now time.Time, d time.Duration) (slot int64, runAt time.Time) {
	slot = now.UnixNano() / int64(d)
	return slot, time.Unix(0, (slot+1)*int64(d)).Add(d / 2)
}

// Enqueue adds a job in tx: it will run if and only if tx commits.
func (q *Queue) Enqueue(ctx context.Context, tx *db.Tx, args Args, opts ...Option) error {
	o := &river.InsertOpts{}
	for _, f := range opts {
		f(o)
	}
	var err error
	switch {
	case q.pg != nil:
		_, err = q.pg.InsertTx(ctx, tx.RawPostgres(), args, o)
	case q.lite != nil:
		_, err = q.lite.InsertTx(ctx, tx.RawSQLite(), args, o)
	default:
		err = errors.New("the queue is not ready")
	}
	if err != nil {
		return fmt.Errorf("jobs: cannot enqueue %s: %w", args.Kind(), err)
	}
	return nil
}

// Start begins to work jobs; Stop lets the running ones end.
func (q *Queue) Start(ctx context.Context) error {
	if q.pg != nil {
		return q.pg.Start(ctx)
	}
	if err := q.reclaim(ctx); err != nil {
		return fmt.Errorf("jobs: cannot take back the jobs of the last run: %w", err)
	}
	return q.lite.Start(ctx)
}

// reclaim makes available again the jobs that the last process was running
// when it died, and ends its term as leader. The embedded database has one
// node, so nobody else can be running them; on PostgreSQL other nodes may, and
// River waits RescueStuckJobsAfter. A job that has no attempts left is not
// tried again, so that one which kills the process ends by itself.
func (q *Queue) reclaim(ctx context.Context) error {
	return q.d.InTx(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE river_job SET state = 'available' WHERE state = 'running' AND attempt < max_attempts`); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `DELETE FROM river_leader`)
		return err
	})
}

// Stop waits for the running jobs until ctx ends, then gives up on them: they
// will be run again.
func (q *Queue) Stop(ctx context.Context) error {
	if q.pg != nil {
		return q.pg.Stop(ctx)
	}
	return q.lite.Stop(ctx)
}

// levelFilter hides River's own chatter below warnings.
type levelFilter struct{ slog.Handler }

func (l levelFilter) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && l.Handler.Enabled(ctx, level)
}

func (l levelFilter) WithAttrs(a []slog.Attr) slog.Handler {
	return levelFilter{l.Handler.WithAttrs(a)}
}

func (l levelFilter) WithGroup(name string) slog.Handler {
	return levelFilter{l.Handler.WithGroup(name)}
}
