package simulation

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pass/internal/mining/stats"
)

// erlangC is the probability of waiting in M/M/c (Erlang 1917); a is the
// offered load λ/μ.
func erlangC(c int, a float64) float64 {
	sum, term := 0.0, 1.0
	for k := range c {
		sum += term
		term *= a / float64(k+1)
	}
	last := term * float64(c) / (float64(c) - a)
	return last / (sum + last)
}

func near(t *testing.T, what string, got, want, relative float64) {
	t.Helper()
	if math.Abs(got-want) > relative*math.Abs(want) {
		t.Errorf("%s: %.4g, theory %.4g (off by %.2f %%)", what, got, want, 100*(got/want-1))
	} else {
		t.Logf("%s: %.4g, theory %.4g (off by %.2f %%)", what, got, want, 100*(got/want-1))
	}
}

const hour = 3600.0

func exponential(mean float64) func(*stats.RNG) float64 {
	return func(r *stats.RNG) float64 { return mean * r.Exp() }
}

// mean runs a queue with several seeds: one long run alone strays by more than
// the two per cent that are asked.
func mean(q Queue, cases int) (m Steady) {
	const seeds = 8
	for seed := range uint64(seeds) {
		s := q.Run(cases, seed)
		m.Waiting += s.Waiting / seeds
		m.Sojourn += s.Sojourn / seeds
		m.Busy += s.Busy / seeds
		m.Waiters += s.Waiters / seeds
	}
	return m
}

// TestQueuesMatchTheory compares long runs with Erlang C and with the formula
// of Pollaczek and Khinchine.
func TestQueuesMatchTheory(t *testing.T) {
	const n = 250_000
	for _, c := range []struct {
		staff int
		load  float64 // of each
	}{{1, 0.5}, {1, 0.8}, {2, 0.75}, {5, 0.85}} {
		t.Run(fmt.Sprintf("M/M/%d at %.2f", c.staff, c.load), func(t *testing.T) {
			work := 2 * hour
			between := work / float64(c.staff) / c.load
			s := mean(Queue{exponential(between), exponential(work), c.staff}, n)
			wait := erlangC(c.staff, c.load*float64(c.staff)) * work / float64(c.staff) / (1 - c.load)
			near(t, "waiting", s.Waiting, wait, 0.02)
			near(t, "sojourn", s.Sojourn, wait+work, 0.02)
			near(t, "busy", s.Busy, c.load, 0.02)
			near(t, "waiters (Little)", s.Waiters, wait/between, 0.02)
		})
	}
	for _, c := range []struct {
		name   string
		draw   func(*stats.RNG) float64
		second float64 // E[S²] / E[S]²
	}{
		{"constant", func(*stats.RNG) float64 { return hour }, 1},
		{"uniform", func(r *stats.RNG) float64 { return 2 * hour * r.Float64() }, 4.0 / 3},
		{"gamma 1/2", func(r *stats.RNG) float64 { return r.Gamma(0.5, 2*hour) }, 3},
		{"log-normal", func(r *stats.RNG) float64 { return hour * r.LogNormal(-0.32, 0.8) }, math.Exp(0.64)},
	} {
		t.Run("M/G/1 "+c.name, func(t *testing.T) {
			const load = 0.7
			got := mean(Queue{exponential(hour / load), c.draw, 1}, n)
			near(t, "waiting", got.Waiting, load*hour*c.second/2/(1-load), 0.02)
		})
	}
}

// fixed are cases given one by one.
type fixed struct{ left []entry }

func (f *fixed) next() (entry, bool) {
	if len(f.left) == 0 {
		return entry{}, false
	}
	x := f.left[0]
	f.left = f.left[1:]
	return x, true
}

// TestEngineAgainstRecursion compares the engine with the plain recursion for
// queues in a row: a job begins when the one before it in its case is done and
// the first of the staff is free, in the order in which jobs come to the queue.
func TestEngineAgainstRecursion(t *testing.T) {
	for seed := range uint64(200) {
		rng := stats.NewRNG(seed)
		c := 1 + rng.Intn(3)
		n := 1 + rng.Intn(60)
		var in []entry
		var want []int64
		free := make([]int64, c)
		at := int64(0)
		for range n {
			at += int64(rng.Intn(50))
			service, after := int64(1+rng.Intn(80)), int64(rng.Intn(30))
			in = append(in, entry{at: at, since: at, route: []task{{pool: 0, service: service, after: after}}})
			begin := max(at, free[0])
			free[0] = begin + service
			want = append(want, begin+service+after)
			sink(free)
		}
		e := newEngine([]int{c}, &fixed{in})
		e.run(1<<60, 1<<30)
		if !slices.Equal(e.ended, want) {
			t.Fatalf("seed %d: ended at %v, want %v", seed, e.ended, want)
		}
		if e.open != 0 {
			t.Errorf("seed %d: %d cases are still open", seed, e.open)
		}
	}
}
