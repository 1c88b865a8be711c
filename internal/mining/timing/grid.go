package timing

import (
	"time"

	"pass/internal/kernel"
)

// Unit is the width of the buckets of a grid of days.
type Unit int

// The units. A week begins on Monday.
const (
	ByDay Unit = iota
	ByWeek
	ByMonth
)

// maxGridYears bounds a grid: with an impossible date in the log the grid covers
// the last hundred years, and what lies before is counted in Flow.Before.
const maxGridYears = 100

// grid is a run of days and the buckets that they make.
type grid struct {
	unit   Unit
	zone   *time.Location
	days   []kernel.Day // the first day of each bucket
	starts []int64      // the instant at which each bucket begins, and the end of the last
}

// newGrid covers the days from the one of first to the one of last, in whole
// buckets.
func newGrid(first, last int64, unit Unit, zone *time.Location) *grid {
	g := &grid{unit: unit, zone: zone}
	end := kernel.DayOf(time.UnixMicro(last).In(zone))
	d := kernel.DayOf(time.UnixMicro(first).In(zone))
	if early := kernel.NewDay(end.Year()-maxGridYears, 1, 1); d.Before(early) {
		d = early
	}
	for d = g.first(d); !d.After(end); d = g.next(d) {
		g.days = append(g.days, d)
		g.starts = append(g.starts, g.start(d))
	}
	g.starts = append(g.starts, g.start(d))
	return g
}

// first is the first day of the bucket of a day.
func (g *grid) first(d kernel.Day) kernel.Day {
	switch g.unit {
	case ByWeek:
		return d.AddDays(-(int(d.Time().Weekday()) + 6) % 7)
	case ByMonth:
		return kernel.NewDay(d.Year(), d.Time().Month(), 1)
	}
	return d
}

// next is the first day of the next bucket.
func (g *grid) next(d kernel.Day) kernel.Day {
	switch g.unit {
	case ByWeek:
		return d.AddDays(7)
	case ByMonth:
		return kernel.NewDay(d.Year(), d.Time().Month()+1, 1)
	}
	return d.AddDays(1)
}

// start is the instant at which a day begins in the zone of the grid.
func (g *grid) start(d kernel.Day) int64 {
	y, m, n := d.Time().Date()
	return time.Date(y, m, n, 0, 0, 0, 0, g.zone).UnixMicro()
}

// size is the number of buckets.
func (g *grid) size() int { return len(g.days) }

// of is the bucket of an instant, −1 before the first, size() after the last.
// Buckets are almost equally long, so a first guess is at most a few off.
func (g *grid) of(t int64) int {
	last := len(g.starts) - 1
	switch {
	case t < g.starts[0]:
		return -1
	case t >= g.starts[last]:
		return last
	}
	b := int(float64(t-g.starts[0]) / float64(g.starts[last]-g.starts[0]) * float64(last))
	b = min(max(b, 0), last-1)
	for g.starts[b] > t {
		b--
	}
	for g.starts[b+1] <= t {
		b++
	}
	return b
}

// present adds 1 to every bucket at whose beginning something that lasted (from,
// to] was there; counts is a row of differences of size()+1.
func (g *grid) present(counts []int32, from, to int64) {
	a, b := max(g.of(from)+1, 0), min(g.of(to)+1, g.size())
	if a < b {
		counts[a]++
		counts[b]--
	}
}

// accumulate turns differences into counts.
func accumulate(differences []int32) []int {
	out := make([]int, len(differences)-1)
	sum := 0
	for i := range out {
		sum += int(differences[i])
		out[i] = sum
	}
	return out
}
