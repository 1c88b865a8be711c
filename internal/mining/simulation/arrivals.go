package simulation

import (
	"slices"

	"pass/internal/mining/stats"
)

const (
	day  = int64(86400) * 1_000_000
	week = 7 * day
	year = 365.25 * float64(day)

	year64 = int64(year)
)

// flow is how cases arrived: weeks of history, counted back from the present,
// each as the times from its beginning. To come, a week is one of them, so that
// the habits of the week and the bursts stay; with at least two years, one of
// the same season.
type flow struct {
	weeks [][]int64 // the latest first
	from  int       // weeks at most that are drawn from, when there is no season
}

const (
	recentWeeks = 52
	seasonAfter = 104 // weeks of history from which on seasons count
	seasonWidth = 4   // weeks around the same time of the year
	seasonYears = 3   // back
)

func newFlow(starts []int64, now int64) flow {
	f := flow{from: recentWeeks}
	if len(starts) == 0 {
		return f
	}
	n := (now - starts[0]) / week
	f.weeks = make([][]int64, max(1, n))
	for _, at := range starts {
		if k := (now - at) / week; k >= 0 && k < int64(len(f.weeks)) {
			f.weeks[k] = append(f.weeks[k], at-(now-(k+1)*week))
		}
	}
	for _, w := range f.weeks {
		slices.Sort(w)
	}
	return f
}

// draw is the week that stands for the one that begins ahead weeks from now.
func (f *flow) draw(ahead int, rng *stats.RNG) []int64 {
	if len(f.weeks) < seasonAfter {
		return f.weeks[rng.Intn(min(len(f.weeks), f.from))]
	}
	// the weeks that began 52·y weeks before this one, and those around
	perYear := year / float64(week)
	for {
		back := int(float64(1+rng.Intn(seasonYears))*perYear) + rng.Intn(2*seasonWidth+1) - seasonWidth - ahead%52 - 1
		if back < 0 {
			back += 52
		}
		if back < len(f.weeks) {
			return f.weeks[back]
		}
	}
}

// perWeek is the mean of the weeks drawn from.
func (f *flow) perWeek() float64 {
	n := min(len(f.weeks), f.from)
	total := 0
	for _, w := range f.weeks[:n] {
		total += len(w)
	}
	return float64(total) / float64(max(1, n))
}
