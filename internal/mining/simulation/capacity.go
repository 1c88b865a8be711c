package simulation

import (
	"math"

	"pass/internal/mining/stats"
)

// capacityWeeks is how much history the capacity model draws from.
const capacityWeeks = 52

// Capacity foretells the end of the backlog without simulating the cases: each
// week to come brings the arrivals and the conclusions of a week of the last
// year, drawn at random, both of the same one. It knows nothing of steps or
// staff; it is a check of Result.Cleared, and what remains where a log is too
// poor for more. The false says that the history is shorter than MinWeeks.
func (m *Model) Capacity(b Budget) (Clearing, bool) {
	b = b.withDefaults()
	if m.Weeks < MinWeeks {
		return Clearing{}, false
	}
	if b.Target == 0 && m.Unknown == "" {
		b.Target = m.inProgress()
	}
	n := min(m.Weeks, capacityWeeks)
	net := make([]int, n) // by weeks back: arrived less concluded
	for i := range m.stories {
		s := &m.stories[i]
		if k := (m.Now - s.start()) / week; k < int64(n) {
			net[k]++
		}
		if k := (m.Now - s.end()) / week; s.complete && k < int64(n) {
			net[k]--
		}
	}
	runs := make([]single, b.Replications)
	for r := range runs {
		rng := stats.NewStream(b.Seed, uint64(r))
		open := m.Open
		runs[r].cleared = math.Inf(1)
		for w := int64(0); w*week < b.Clearing; w++ {
			if open <= b.Target {
				runs[r].cleared = float64(w * week)
				break
			}
			open += net[rng.Intn(n)]
		}
	}
	c := cleared(runs, b, m.Now)
	c.Already = m.Open <= b.Target
	return c, true
}
