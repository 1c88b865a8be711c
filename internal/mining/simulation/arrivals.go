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
// the habits of the week and the bursts stay; with at least two years that
// brought about as many cases, one of the same season.
type flow struct {
	weeks [][]int64 // the latest first
	years int       // that are drawn from; fewer than two: the last year, without season
}

const (
	recentWeeks = 52
	seasonWidth = 4 // weeks around the same time of the year
	seasonYears = 3 // back, at most
	seasonAlike = 2 // how many times more or fewer cases than the last year another may have
)

func newFlow(starts []int64, now int64) flow {
	var f flow
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
	last := f.total(0)
	for f.years < seasonYears && len(f.weeks) >= (f.years+1)*recentWeeks {
		if n := f.total(f.years); n*seasonAlike < last || last*seasonAlike < n {
			break
		}
		f.years++
	}
	return f
}

// total is the cases of a year, counted back.
func (f *flow) total(year int) (n int) {
	for _, w := range f.weeks[min(year*recentWeeks, len(f.weeks)):min((year+1)*recentWeeks, len(f.weeks))] {
		n += len(w)
	}
	return n
}

// seasonal reports whether a week stands for one of the same season.
func (f *flow) seasonal() bool { return f.years >= 2 }

// drawn is how many weeks are drawn from.
func (f *flow) drawn() int { return min(len(f.weeks), recentWeeks*max(1, f.years)) }

// draw is the week that stands for the one that begins ahead weeks from now.
func (f *flow) draw(ahead int, rng *stats.RNG) []int64 {
	if !f.seasonal() {
		return f.weeks[rng.Intn(f.drawn())]
	}
	// the weeks that began 52·y weeks before this one, and those around
	perYear := year / float64(week)
	for {
		back := int(float64(1+rng.Intn(f.years))*perYear) + rng.Intn(2*seasonWidth+1) - seasonWidth - ahead%52 - 1
		if back < 0 {
			back += 52
		}
		if back < f.drawn() {
			return f.weeks[back]
		}
	}
}

// perWeek is the mean of the weeks drawn from.
func (f *flow) perWeek() float64 {
	n := f.drawn()
	total := 0
	for _, w := range f.weeks[:n] {
		total += len(w)
	}
	return float64(total) / float64(max(1, n))
}

const quarter = 13 // weeks

// level is how many more cases than the mean a random quarter of the weeks drawn
// from had, as a factor between the half and the double; less what weeks that
// have nothing to do with each other would differ by.
func (f *flow) level(rng *stats.RNG) float64 {
	n := f.drawn()
	if n < 2*quarter {
		return 1
	}
	weekly := make([]float64, n)
	for i := range weekly {
		weekly[i] = float64(len(f.weeks[i]))
	}
	var quarters []float64
	for from := 0; from+quarter <= n; from += quarter {
		quarters = append(quarters, stats.Mean(weekly[from:from+quarter]))
	}
	chosen := quarters[rng.Intn(len(quarters))]
	away := (chosen/stats.Mean(weekly) - 1) * beyond(stats.Variance(quarters), stats.Variance(weekly)/quarter)
	return min(max(1+away, 0.5), 2)
}
