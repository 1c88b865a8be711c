package stats

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

// Grid is a run of days and the buckets that they make.
type Grid struct {
	Unit   Unit
	Zone   *time.Location
	Days   []kernel.Day // the first day of each bucket
	Starts []int64      // the instant at which each bucket begins, and the end of the last; microseconds since 1970
}

// NewGrid covers the days from the one of first to the one of last, both in
// microseconds since 1970, in whole buckets. Of more than so many years only
// the last ones are covered: one impossible date must not cost the memory.
func NewGrid(first, last int64, unit Unit, zone *time.Location, years int) *Grid {
	g := &Grid{Unit: unit, Zone: zone}
	end := kernel.DayOf(time.UnixMicro(last).In(zone))
	d := kernel.DayOf(time.UnixMicro(first).In(zone))
	if early := kernel.NewDay(end.Year()-years, 1, 1); d.Before(early) {
		d = early
	}
	for d = g.first(d); !d.After(end); d = g.Unit.Next(d) {
		g.Days = append(g.Days, d)
		g.Starts = append(g.Starts, StartOf(d, zone))
	}
	g.Starts = append(g.Starts, StartOf(d, zone))
	return g
}

// first is the first day of the bucket of a day.
func (g *Grid) first(d kernel.Day) kernel.Day {
	switch g.Unit {
	case ByWeek:
		return d.AddDays(-(int(d.Time().Weekday()) + 6) % 7)
	case ByMonth:
		return kernel.NewDay(d.Year(), d.Time().Month(), 1)
	}
	return d
}

// Next is the first day of the bucket that follows the one of d.
func (u Unit) Next(d kernel.Day) kernel.Day {
	switch u {
	case ByWeek:
		return d.AddDays(7)
	case ByMonth:
		return kernel.NewDay(d.Year(), d.Time().Month()+1, 1)
	}
	return d.AddDays(1)
}

// StartOf is the instant at which a day begins in a zone.
func StartOf(d kernel.Day, zone *time.Location) int64 {
	y, m, n := d.Time().Date()
	return time.Date(y, m, n, 0, 0, 0, 0, zone).UnixMicro()
}

// Size is the number of buckets.
func (g *Grid) Size() int { return len(g.Days) }

// Of is the bucket of an instant, −1 before the first, Size() after the last.
// Buckets are almost equally long, so a first guess is at most a few off.
func (g *Grid) Of(t int64) int {
	last := len(g.Starts) - 1
	switch {
	case t < g.Starts[0]:
		return -1
	case t >= g.Starts[last]:
		return last
	}
	b := int(float64(t-g.Starts[0]) / float64(g.Starts[last]-g.Starts[0]) * float64(last))
	b = min(max(b, 0), last-1)
	for g.Starts[b] > t {
		b--
	}
	for g.Starts[b+1] <= t {
		b++
	}
	return b
}

// Flow is what arrives and what ends in each bucket of a grid, and what is left:
// whoever needs a backlog counts it here.
type Flow struct {
	Arrived, Ended      []int
	Before, EndedBefore int // of the grid
	grid                *Grid
}

// NewFlow counts on a grid.
func (g *Grid) NewFlow() *Flow {
	return &Flow{Arrived: make([]int, g.Size()), Ended: make([]int, g.Size()), grid: g}
}

// Add counts something that was there at the instants t with from < t ≤ to.
func (f *Flow) Add(from, to int64) {
	count(f.Arrived, &f.Before, f.grid.Of(from))
	count(f.Ended, &f.EndedBefore, f.grid.Of(to))
}

func count(buckets []int, before *int, at int) {
	switch {
	case at < 0:
		*before++
	case at < len(buckets):
		buckets[at]++
	}
}

// Join adds what another flow counted on the same grid.
func (f *Flow) Join(o *Flow) {
	for i := range f.Arrived {
		f.Arrived[i] += o.Arrived[i]
		f.Ended[i] += o.Ended[i]
	}
	f.Before += o.Before
	f.EndedBefore += o.EndedBefore
}

// Level is what is there when each bucket begins and, last, when the last one
// ends.
func (f *Flow) Level() []int {
	out := make([]int, len(f.Arrived)+1)
	out[0] = f.Before - f.EndedBefore
	for i := range f.Arrived {
		out[i+1] = out[i] + f.Arrived[i] - f.Ended[i]
	}
	return out
}
