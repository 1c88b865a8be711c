package api

import (
	"math"
	"net/http"
	"strconv"
	"sync"

	"pass/internal/kernel"
	"pass/internal/platform/web"
)

const (
	// defaultLimit is how many requests a network may send in a minute.
	defaultLimit = 300
	// maxNetworks bounds the memory: above it, those that have rested longest
	// are forgotten.
	maxNetworks = 20_000
)

// limiter is a bucket of tokens for each network: full it holds a minute of
// requests, and it fills again continuously.
type limiter struct {
	perMinute float64

	mu      sync.Mutex
	buckets map[string]bucket
}

type bucket struct {
	tokens float64
	at     kernel.Instant
}

func newLimiter(perMinute int) *limiter {
	return &limiter{perMinute: float64(perMinute), buckets: map[string]bucket{}}
}

// take spends a token. left is how many remain, full in how many seconds the
// bucket is full again; wait, when there was none, in how many seconds there
// will be one.
func (l *limiter) take(network string, now kernel.Instant) (left, full, wait int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	b, known := l.buckets[network]
	if !known {
		if len(l.buckets) >= maxNetworks {
			l.forget(now)
		}
		b = bucket{l.perMinute, now}
	}
	b.tokens = l.filled(b, now)
	b.at = now
	if b.tokens >= 1 {
		b.tokens--
	} else {
		wait = int(math.Ceil((1 - b.tokens) * 60 / l.perMinute))
	}
	l.buckets[network] = b
	return int(b.tokens), int(math.Ceil((l.perMinute - b.tokens) * 60 / l.perMinute)), wait
}

func (l *limiter) filled(b bucket, now kernel.Instant) float64 {
	return math.Min(l.perMinute, b.tokens+max(0, now.Sub(b.at).Minutes())*l.perMinute)
}

// forget drops the buckets that are full again; if they all are in use it
// drops half of them, because a flood of addresses must not fill the memory.
func (l *limiter) forget(now kernel.Instant) {
	for n, b := range l.buckets {
		if l.filled(b, now) >= l.perMinute {
			delete(l.buckets, n)
		}
	}
	for n := range l.buckets {
		if len(l.buckets) <= maxNetworks/2 {
			return
		}
		delete(l.buckets, n)
	}
}

// limit counts the request and says so in its headers; above zero it is for
// how many seconds the network must wait.
func (a *API) limit(c *web.Context) int {
	left, full, wait := a.limiter.take(c.Network(), c.Now())
	setLimits(c.W.Header(), int(a.limiter.perMinute), left, full)
	return wait
}

func setLimits(h http.Header, limit, left, full int) {
	h.Set("X-RateLimit-Limit", strconv.Itoa(limit))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(left))
	h.Set("X-RateLimit-Reset", strconv.Itoa(full))
}
