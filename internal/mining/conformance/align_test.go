package conformance

import (
	"fmt"
	"testing"

	"pass/internal/kernel"
	"pass/internal/mining/stats"
)

// slowCost is the least cost by trying everything: each event is left out or
// fitted to a place at or after the last one.
func slowCost(p *path, seq []int32, from int, filled bool, open bool) int {
	if len(seq) == 0 {
		cost := 0
		for j := from; j < len(p.places) && !open; j++ {
			if !p.places[j].free && !(j == from && filled) {
				cost++
			}
		}
		return cost
	}
	best := 1 + slowCost(p, seq[1:], from, filled, open)
	skips := 0
	for j := from; j < len(p.places); j++ {
		again := j == from && filled
		if p.fits[j][seq[0]] && (!again || p.places[j].repeatable) {
			best = min(best, skips+slowCost(p, seq[1:], j, true, open))
		}
		if !p.places[j].free && !again {
			skips++
		}
	}
	return best
}

// TestAlignmentIsOptimal compares the cost with that of the slow way, and the
// alignment that is told with its own cost.
func TestAlignmentIsOptimal(t *testing.T) {
	rng := stats.NewRNG(1)
	for n := range 4000 {
		p := &path{}
		const activities = 4
		for range 1 + rng.Intn(5) {
			p.places = append(p.places, place{free: rng.Intn(4) == 0, repeatable: rng.Intn(3) == 0})
			fits := make([]bool, activities)
			fits[rng.Intn(activities)], fits[rng.Intn(activities)] = true, true
			p.fits = append(p.fits, fits)
		}
		seq := make([]int32, rng.Intn(7))
		for i := range seq {
			seq[i] = int32(rng.Intn(activities))
		}
		open := rng.Intn(2) == 0
		a := p.align(seq, open)
		if want := slowCost(p, seq, 0, false, open); a.cost != want {
			t.Fatalf("%d: cost %d, want %d (open %v) of %v in %+v %v", n, a.cost, want, open, seq, p.places, p.fits)
		}
		told, last := 0, -1
		for i, j := range a.placeOf {
			if j < 0 {
				told++
				continue
			}
			if !p.fits[j][seq[i]] || j < last || j == last && !p.places[j].repeatable {
				t.Fatalf("%d: %v fills %v", n, seq, a.placeOf)
			}
			last = j
		}
		for _, j := range a.skipped {
			if !p.places[j].free {
				told++
			}
		}
		if told != a.cost || a.cost > a.worst {
			t.Fatalf("%d: the alignment tells %d departures, its cost is %d of %d", n, told, a.cost, a.worst)
		}
	}
}

// TestFitnessBounds: 1 for the path itself, 0 for nothing of it.
func TestFitnessBounds(t *testing.T) {
	v := read(t, "P1;a;2024-01-01", "P1;b;2024-01-02", "P2;x;2024-01-01", "P2;y;2024-01-02")
	m := linear("a", "b")
	m.Closed = true
	r := check(t, v, m, Options{})
	if got := fmt.Sprint(r.Results[0].Fitness, r.Results[1].Fitness, r.Fitness); got != "1 0 0.5" {
		t.Errorf("fitness %s, want 1 0 0.5", got)
	}
}

// TestTooLong: a case that would take gigabytes is left out, and told so.
func TestTooLong(t *testing.T) {
	m := linear("a", "b")
	for i := range mostSteps - 2 {
		m.Steps = append(m.Steps, Step{ID: fmt.Sprint("s", i), Name: "s", Activities: []string{fmt.Sprint("s", i)}})
	}
	long := make([]event, mostCells/mostSteps)
	for i := range long {
		long[i] = event{"a", kernel.MustDay("2024-01-01")}
	}
	v := build([][]event{long, {{"a", kernel.MustDay("2024-01-01")}, {"b", kernel.MustDay("2024-01-02")}}})
	r := check(t, v, m, Options{})
	if len(r.NotJudged) != 1 || r.NotJudged[0].Reason != longCase || names(v, r.NotJudged[0].Cases) != "c0" || r.Results[1].Fitness != 1 {
		t.Errorf("%+v, %+v", r.NotJudged, r.Results)
	}
}
