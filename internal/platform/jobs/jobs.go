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
	"strings"
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

var errNotReady = errors.New("jobs: the queue is not ready: call Ready first")

// Queue enqueues and runs jobs on one database.
type Queue struct {
	d        *db.DB
	log      *slog.Logger
	workers  *river.Workers
	periodic []*river.PeriodicJob
	apart    map[string]string // kinds with a queue of their own, and its name
	lite     *river.Client[*sql.Tx]
	pg       *river.Client[pgx.Tx]
}

// New makes a queue without workers; register them with Handle and Every, then
// call Ready.
func New(d *db.DB, log *slog.Logger) *Queue {
	return &Queue{d: d, log: log, workers: river.NewWorkers(), apart: map[string]string{}}
}

// Handle registers the worker of the jobs whose arguments are T. An error
// makes River try again later, with growing pauses.
func Handle[T Args](q *Queue, work func(ctx context.Context, args T) error) {
	river.AddWorker(q.workers, river.WorkFunc(func(ctx context.Context, job *river.Job[T]) error {
		return work(ctx, job.Args)
	}))
}

// HandleApart is Handle for slow work that anybody may ask for: its jobs have a
// queue of their own, worked one at a time on each node, so that they keep no
// other job waiting.
func HandleApart[T Args](q *Queue, work func(ctx context.Context, args T) error) {
	var zero T
	q.apart[zero.Kind()] = strings.ReplaceAll(zero.Kind(), ".", "-") // River allows no dots in the name of a queue
	Handle(q, work)
}

// Abandon makes an error that is not worth another attempt: the worker returns
// it and the job is never run again.
func Abandon(err error) error { return river.JobCancel(err) }

// Every enqueues args at each interval, and once at start if atStart. Only one
// node of many does it.
func (q *Queue) Every(interval time.Duration, atStart bool, args Args) {
	q.periodic = append(q.periodic, river.NewPeriodicJob(river.PeriodicInterval(interval),
		func() (river.JobArgs, *river.InsertOpts) {
			return args, &river.InsertOpts{Queue: q.apart[args.Kind()], UniqueOpts: uniqueWhilePending}
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
	queues := map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 4}}
	for _, name := range q.apart {
		queues[name] = river.QueueConfig{MaxWorkers: 1}
	}
	cfg := &river.Config{
		Workers:              q.workers,
		PeriodicJobs:         q.periodic,
		Queues:               queues,
		Logger:               slog.New(levelFilter{q.log.Handler()}),
		FetchCooldown:        25 * time.Millisecond, // and so at most 160 messages a second
		FetchPollInterval:    500 * time.Millisecond,
		JobTimeout:           10 * time.Minute,
		RescueStuckJobsAfter: 11 * time.Minute,
		MaxAttempts:          20,
		SoftStopTimeout:      softStop,
		ErrorHandler:         failures{q.log},
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
	o := &river.InsertOpts{Queue: q.apart[args.Kind()]}
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
		err = errNotReady
	}
	if err != nil {
		return fmt.Errorf("jobs: cannot enqueue %s: %w", args.Kind(), err)
	}
	return nil
}

// Waiting counts the jobs of a kind that are not over: waiting, running or to
// be tried again.
func (q *Queue) Waiting(ctx context.Context, tx *db.Tx, args Args) (int64, error) {
	return db.One(ctx, tx, db.Scalar[int64], `SELECT COUNT(*) FROM river_job WHERE kind = $1 AND state IN ('available', 'pending', 'retryable', 'running', 'scheduled')`, args.Kind())
}

// softStop is how long running jobs may go on after the context of Start has
// ended, before their own is cancelled too.
const softStop = 15 * time.Second

// Start begins to work jobs until Stop, or until ctx ends.
func (q *Queue) Start(ctx context.Context) error {
	switch {
	case q.pg != nil:
		return q.pg.Start(ctx)
	case q.lite != nil:
		if err := q.resume(ctx); err != nil {
			return err
		}
		return q.lite.Start(ctx)
	}
	return errNotReady
}

// resume makes available again the jobs that were running when the process
// died, and ends its term as leader, without whom nothing periodic runs. A
// SQLite database has one process, so at start nothing really runs; on
// PostgreSQL another node may be at work, and River rescues by time. A job
// without attempts left stays, so that one which kills the process ends.
func (q *Queue) resume(ctx context.Context) error {
	return q.d.InTx(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE river_job SET state = 'available' WHERE state = 'running' AND attempt < max_attempts`); err != nil {
			return fmt.Errorf("jobs: cannot take up what was running: %w", err)
		}
		_, err := tx.Exec(ctx, `DELETE FROM river_leader`)
		return err
	})
}

// Stop takes no more jobs and waits for the running ones until ctx ends; then
// it cancels their context, gives them a moment to notice, and returns the
// error of ctx. What did not end well is run again after the next Start.
func (q *Queue) Stop(ctx context.Context) error {
	stop, cancelJobs := q.stopper()
	if stop == nil {
		return errNotReady
	}
	err := stop(ctx)
	if err != nil {
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
		defer cancel()
		_ = cancelJobs(last)
	}
	return err
}

func (q *Queue) stopper() (stop, cancelJobs func(context.Context) error) {
	switch {
	case q.pg != nil:
		return q.pg.Stop, q.pg.StopAndCancel
	case q.lite != nil:
		return q.lite.Stop, q.lite.StopAndCancel
	}
	return nil, nil
}

// failures logs the jobs that fail, which River itself does below warnings.
type failures struct{ log *slog.Logger }

// HandleError implements river.ErrorHandler.
func (f failures) HandleError(ctx context.Context, job *rivertype.JobRow, err error) *river.ErrorHandlerResult {
	level := slog.LevelWarn
	if job.Attempt >= job.MaxAttempts {
		level = slog.LevelError
	}
	f.log.Log(ctx, level, "job failed", "kind", job.Kind, "job", job.ID, "attempt", job.Attempt, "of", job.MaxAttempts, "err", err)
	return nil
}

// HandlePanic implements river.ErrorHandler.
func (f failures) HandlePanic(ctx context.Context, job *rivertype.JobRow, value any, stack string) *river.ErrorHandlerResult {
	f.log.ErrorContext(ctx, "job panicked", "kind", job.Kind, "job", job.ID, "attempt", job.Attempt, "value", value, "stack", stack)
	return nil
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
