package stats

import (
	"math/rand/v2"
	"testing"
	"time"

	"pass/internal/kernel"
)

// TestFlowIsTheDirectCount compares arrivals, ends and levels with a count of
// every thing at every bucket, on each unit, across a change of the hour, with
// some of it before and after the grid.
func TestFlowIsTheDirectCount(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 5))
	from, to := time.Date(2024, 2, 10, 15, 0, 0, 0, kernel.Rome).UnixMicro(), time.Date(2026, 1, 7, 9, 0, 0, 0, kernel.Rome).UnixMicro()
	for _, u := range []Unit{ByDay, ByWeek, ByMonth} {
		g := NewGrid(from, to, u, kernel.Rome, 100)
		f, other := g.NewFlow(), g.NewFlow()
		var all [][2]int64
		for i := range 400 {
			a := from - int64(40*86400e6) + r.Int64N(to-from+80*86400e6)
			b := a + r.Int64N(90*86400e6)
			if i%7 == 0 {
				a, b = g.Starts[r.IntN(len(g.Starts))], g.Starts[len(g.Starts)-1]
				a = min(a, b)
			}
			all = append(all, [2]int64{a, b})
			if i%3 == 0 {
				other.Add(a, b)
			} else {
				f.Add(a, b)
			}
		}
		f.Join(other)
		level := f.Level()
		for i, at := range g.Starts {
			open, arrived, ended := 0, 0, 0
			for _, x := range all {
				if x[0] < at && at <= x[1] {
					open++
				}
				if i < g.Size() && x[0] >= at && x[0] < g.Starts[i+1] {
					arrived++
				}
				if i < g.Size() && x[1] >= at && x[1] < g.Starts[i+1] {
					ended++
				}
			}
			if level[i] != open || i < g.Size() && (f.Arrived[i] != arrived || f.Ended[i] != ended) {
				t.Fatalf("%v %d: level %d, want %d; %d arrive, %d end", u, i, level[i], open, arrived, ended)
			}
		}
	}
}

// TestGridOfImpossibleDates covers only the last years.
func TestGridOfImpossibleDates(t *testing.T) {
	first, last := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro(), time.Date(2024, 6, 3, 0, 0, 0, 0, time.UTC).UnixMicro()
	g := NewGrid(first, last, ByMonth, time.UTC, 100)
	if g.Size() != 100*12+6 || g.Days[0] != kernel.NewDay(1924, 1, 1) || g.Of(first) != -1 || g.Of(g.Starts[g.Size()]) != g.Size() {
		t.Errorf("%d buckets from %v", g.Size(), g.Days[0])
	}
	f := g.NewFlow()
	f.Add(first, last)
	f.Add(first, first)
	if level := f.Level(); level[0] != 1 || level[g.Size()] != 0 || f.Before != 2 || f.EndedBefore != 1 {
		t.Errorf("%+v", f)
	}
}

// TestNext steps over the end of the year.
func TestNext(t *testing.T) {
	if d := ByWeek.Next(kernel.NewDay(2024, 12, 30)); d != kernel.NewDay(2025, 1, 6) {
		t.Errorf("next week: %v", d)
	}
	if d := ByMonth.Next(kernel.NewDay(2024, 12, 1)); d != kernel.NewDay(2025, 1, 1) {
		t.Errorf("next month: %v", d)
	}
}
