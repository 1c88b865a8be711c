package db

import (
	"context"
	"sync/atomic"
	"time"
)

type counterKey struct{}

// Counter counts the queries of one request.
type Counter struct {
	n     atomic.Int64
	outer *Counter
}

// N is the number of queries so far.
func (c *Counter) N() int64 { return c.n.Load() }

// WithCounter attaches a counter to ctx; every query run with it is counted,
// here and in the counters that ctx already has, so that a test can count the
// queries of a whole request.
func WithCounter(ctx context.Context) (context.Context, *Counter) {
	c := new(Counter)
	c.outer, _ = ctx.Value(counterKey{}).(*Counter)
	return context.WithValue(ctx, counterKey{}, c), c
}

// observe counts a query and times it; the caller runs what it returns when
// the rows are read.
func (d *DB) observe(ctx context.Context, query string) func() {
	c, _ := ctx.Value(counterKey{}).(*Counter)
	for ; c != nil; c = c.outer {
		c.n.Add(1)
	}
	start := time.Now()
	return func() {
		if took := time.Since(start); took >= d.slow {
			d.log.WarnContext(ctx, "slow query", "ms", took.Milliseconds(), "query", brief(query))
		}
	}
}
