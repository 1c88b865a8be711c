package factors

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"testing"

	"pass/internal/mining/stats"
)

// practices are made-up cases: an outcome in days, whole ones, so that many are
// equal, and factors of which none has to do with it.
type practices struct {
	y       []float64
	ids     []int32
	factors []Factor
}

func draw(rng *stats.RNG, n int) *practices {
	p := &practices{}
	for i := range n {
		p.y = append(p.y, math.Ceil(rng.LogNormal(3.5, 0.6)))
		p.ids = append(p.ids, int32(100+i))
	}
	for f, values := range []int{2, 3, 5, 12, 30, 4} {
		p.add(rng, fmt.Sprint("f", f), values)
	}
	// One that goes along with the first, and one that most cases do not have.
	along := Factor{Kind: Column, Name: "along", Values: []string{"a", "b"}, Of: slices.Clone(p.factors[0].Of)}
	seldom := Factor{Kind: Column, Name: "seldom", Values: []string{"a", "b"}, Of: slices.Clone(p.factors[0].Of)}
	for i := range n {
		if rng.Intn(10) == 0 {
			along.Of[i] = 1 - along.Of[i]
		}
		if rng.Intn(2) == 0 {
			seldom.Of[i] = None
		}
	}
	p.factors = append(p.factors, along, seldom)
	return p
}

func (p *practices) add(rng *stats.RNG, name string, values int) {
	f := Factor{Kind: Column, Name: name}
	for v := range values {
		f.Values = append(f.Values, fmt.Sprint(v))
	}
	for range p.y {
		f.Of = append(f.Of, int32(rng.Intn(values)))
	}
	p.factors = append(p.factors, f)
}

// slow multiplies the outcome of the cases with a value of a factor.
func (p *practices) slow(factor int, value int32, by float64) {
	for i, v := range p.factors[factor].Of {
		if v == value {
			p.y[i] = math.Ceil(p.y[i] * by)
		}
	}
}

// TestNothing: where nothing goes with delay, at most one run in twenty finds
// anything, in small logs and greater ones.
func TestNothing(t *testing.T) {
	rng := stats.NewRNG(1)
	for _, c := range []struct{ cases, runs int }{{25, 1000}, {60, 1000}, {250, 300}, {1500, 100}} {
		runs, findings := 0, 0
		for run := range c.runs {
			p := draw(rng, c.cases)
			r := Find(p.y, p.ids, p.factors, Options{Seed: uint64(run)})
			if r.NotKnown != Known || r.Tested < 4 {
				t.Fatalf("%d cases: %q, %d factors tested", c.cases, r.NotKnown, r.Tested)
			}
			runs++
			if r.Found > 0 {
				findings++
			}
			for _, f := range r.Findings {
				for _, l := range f.Levels {
					if l.Found && !f.Found {
						t.Fatal("a value of a factor that was not found")
					}
				}
			}
		}
		if share := float64(findings) / float64(runs); share > 0.05 {
			t.Errorf("%d cases: %.3f of the runs find something that is not there", c.cases, share)
		}
	}
}

// TestNothingAlone is the same with factors and outcome of one draw, for
// each factor alone, where no other test dilutes it.
func TestNothingAlone(t *testing.T) {
	rng := stats.NewRNG(2)
	found := make([]int, 8)
	const runs = 600
	for run := range runs {
		p := draw(rng, 40)
		for f := range p.factors {
			found[f] += Find(p.y, p.ids, p.factors[f:f+1], Options{Seed: uint64(run), MinGroup: 3}).Found
		}
	}
	for f, n := range found {
		if share := float64(n) / runs; share > 0.07 {
			t.Errorf("factor %d is found in %.3f of the runs, at 0.05", f, share)
		}
	}
}

// TestPlanted finds a factor that doubles the time of some cases, and the value
// that does, and nothing else.
func TestPlanted(t *testing.T) {
	rng := stats.NewRNG(3)
	factor, value, held, falseShare := 0, 0, 0, 0.0
	const runs = 150
	for run := range runs {
		p := draw(rng, 120)
		p.slow(2, 3, 2)
		r := Find(p.y, p.ids, p.factors, Options{Seed: uint64(run)})
		for _, f := range r.Findings {
			if f.Found && f.Factor.Name != "f2" {
				falseShare += 1 / float64(r.Found)
			}
			if f.Found && f.Factor.Name == "f2" {
				factor++
				for _, l := range f.Levels {
					if l.Found && l.Value == "3" && l.Difference > 0 && l.Delta > 0 {
						value++
						if l.Interval.Low <= trueDifference && trueDifference <= l.Interval.Up {
							held++
						}
					}
				}
			}
		}
	}
	if factor < runs*3/4 || value < factor*9/10 {
		t.Errorf("of %d runs the factor is found in %d, its value in %d", runs, factor, value)
	}
	if falseShare > runs*0.05 {
		t.Errorf("%.3f of the findings are false", falseShare/runs)
	}
	if held < value*88/100 {
		t.Errorf("the interval of the difference holds in %d of %d", held, value)
	}
}

// trueDifference is that of the medians of the planted value and of the rest.
var trueDifference = math.Exp(3.5)

// TestRivals tells a cause from what only goes along with it.
func TestRivals(t *testing.T) {
	rng := stats.NewRNG(4)
	explained, independent, both := 0, 0, 0
	const runs = 60
	for run := range runs {
		p := draw(rng, 200)
		p.factors = p.factors[:7] // without the one that is the cause itself where it is known
		p.slow(0, 1, 2.5)
		r := Find(p.y, p.ids, p.factors, Options{Seed: uint64(run)})
		if r.Findings[0].Factor.Name == "f0" && r.Findings[0].Verdict() == Independent {
			independent++
		}
		for _, f := range r.Findings {
			if f.Found && f.Factor.Name == "along" && f.Verdict() == Explained {
				explained++
			}
		}
		p = draw(rng, 200)
		p.factors = p.factors[:7]
		p.slow(0, 1, 2.5)
		p.slow(1, 1, 2.5)
		if r = Find(p.y, p.ids, p.factors, Options{}); byName(r, "f0").Verdict() == Independent && byName(r, "f1").Verdict() == Independent {
			both++
		}
	}
	if explained < runs*85/100 || independent < runs*85/100 || both < runs*85/100 {
		t.Errorf("of %d runs: cause independent %d, companion explained %d, two causes independent %d", runs, independent, explained, both)
	}
	// The same thing under two names cannot be told apart.
	p := draw(rng, 100)
	p.slow(0, 1, 4)
	twin := p.factors[0]
	twin.Name = "twin"
	r := Find(p.y, p.ids, []Factor{p.factors[0], twin}, Options{})
	if r.Found != 2 || r.Findings[0].Verdict() != Inseparable || r.Findings[1].Verdict() != Inseparable {
		t.Errorf("twins: %d found, %s, %s", r.Found, r.Findings[0].Verdict(), r.Findings[1].Verdict())
	}
	if r = Find(p.y, p.ids, p.factors[:1], Options{}); r.Findings[0].Verdict() != Alone {
		t.Errorf("alone: %s", r.Findings[0].Verdict())
	}
}

func byName(r *Result, name string) *Finding {
	for i := range r.Findings {
		if r.Findings[i].Factor.Name == name {
			return &r.Findings[i]
		}
	}
	return &Finding{}
}

// TestLateness takes a yes or no as outcome.
func TestLateness(t *testing.T) {
	rng := stats.NewRNG(5)
	p := draw(rng, 150)
	late := make([]float64, len(p.y))
	for i, v := range p.factors[0].Of {
		if rng.Float64() < 0.2+0.5*float64(v) {
			late[i] = 1
		}
	}
	f := byName(Find(late, p.ids, p.factors, Options{}), "f0")
	if !f.Found || f.Levels[0].Mean-f.Levels[1].Mean == 0 {
		t.Errorf("%+v", f)
	}
}

// TestFigures are computed by hand: ties, gathered values, missing ones.
func TestFigures(t *testing.T) {
	f := Factor{Kind: Column, Name: "tipo", Values: []string{"a", "b", "c", "d", "unused"}}
	var y []float64
	var ids []int32
	add := func(v int32, values ...float64) {
		for _, x := range values {
			f.Of, y, ids = append(f.Of, v), append(y, x), append(ids, int32(len(ids))+10)
		}
	}
	add(0, 1, 2, 3, 4, 5)
	add(1, 10, 10, 10, 20, 30, 40)
	add(2, 7, 8)
	add(3, 9)
	add(None, 1000)
	add(0, math.NaN())
	r := Find(y, ids, []Factor{f}, Options{MinCases: 10, MinGroup: 3})
	got := r.Findings[0]
	if r.Cases != 15 || got.N != 14 || got.Missing != 1 || len(got.Levels) != 3 || !got.Found {
		t.Fatalf("%d cases, %+v", r.Cases, got)
	}
	b, rare, a := got.Levels[0], got.Levels[1], got.Levels[2]
	if b.Value != "b" || b.N != 6 || b.Median != 15 || b.Mean != 20 || b.Difference != 15-4.5 || b.Delta != 1 || !slices.Equal(b.Cases, []int32{20, 19, 18, 15, 16, 17}) {
		t.Errorf("b: %+v", b)
	}
	if rare.Value != "" || rare.Gathered != 2 || rare.N != 3 || rare.Median != 8 {
		t.Errorf("the rare: %+v", rare)
	}
	if a.Value != "a" || a.Median != 3 || a.Delta != -1 || !a.Found || a.Interval.Up >= 0 {
		t.Errorf("a: %+v", a)
	}
	// H of 5, 6 and 3 ranks with one tie of three.
	h := 12.0/(14*15)*(15*15/5.0+69*69/6.0+21*21/3.0) - 3*15
	h /= 1 - 24.0/(14*14*14-14)
	if want := (h - 2) / 11; math.Abs(got.Share-want) > 1e-12 {
		t.Errorf("share %v, want %v", got.Share, want)
	}
}

// TestPoor says why nothing is tested.
func TestPoor(t *testing.T) {
	rng := stats.NewRNG(6)
	if r := Find(nil, nil, nil, Options{}); r.NotKnown != TooFewCases || r.Found != 0 {
		t.Errorf("nothing: %+v", r)
	}
	p := draw(rng, 1)
	if r := Find(p.y, p.ids, p.factors, Options{}); r.NotKnown != TooFewCases || r.Findings[0].NotKnown == Known || r.Tested != 0 {
		t.Errorf("one case: %+v", r)
	}
	p = draw(rng, 19)
	p.slow(0, 1, 100)
	if r := Find(p.y, p.ids, p.factors, Options{}); r.NotKnown != TooFewCases || r.Found != 0 {
		t.Errorf("19 cases: %+v", r)
	}
	p = draw(rng, 30)
	clear(p.y)
	if r := Find(p.y, p.ids, p.factors, Options{}); r.NotKnown != NoVariation || r.Found != 0 {
		t.Errorf("all alike: %+v", r)
	}
	p = draw(rng, 30)
	id, one := Factor{Name: "id"}, Factor{Name: "one", Values: []string{"x", "y"}, Of: make([]int32, 30)}
	for i := range p.y {
		id.Values, id.Of = append(id.Values, fmt.Sprint(i)), append(id.Of, int32(i))
	}
	one.Of[3] = 1
	none := Factor{Name: "none", Of: slices.Repeat([]int32{None}, 30)}
	r := Find(p.y, p.ids, []Factor{id, one, none}, Options{})
	for name, want := range map[string]NotKnown{"id": TooManyValues, "one": OneValue, "none": TooFewCases} {
		if got := byName(r, name).NotKnown; got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// TestStored: every result, poor ones too, can be written as JSON.
func TestStored(t *testing.T) {
	for _, n := range []int{0, 1, 19, 30, 200} {
		p := draw(stats.NewRNG(uint64(n)), n)
		p.slow(0, 1, 3)
		if _, err := json.Marshal(Find(p.y, p.ids, p.factors, Options{})); err != nil {
			t.Errorf("%d cases: %v", n, err)
		}
	}
}

// TestAgain gives the same result for the same seed, whatever the run.
func TestAgain(t *testing.T) {
	p := draw(stats.NewRNG(7), 150)
	p.slow(1, 1, 2)
	a, b := Find(p.y, p.ids, p.factors, Options{Seed: 9}), Find(p.y, p.ids, p.factors, Options{Seed: 9})
	if !reflect.DeepEqual(a.Findings[0].Levels, b.Findings[0].Levels) || a.Found != b.Found || !reflect.DeepEqual(a.Findings[0].Rivals, b.Findings[0].Rivals) {
		t.Error("two results")
	}
}

func BenchmarkFind(b *testing.B) {
	p := draw(stats.NewRNG(8), 100000)
	p.slow(0, 1, 2)
	p.slow(1, 1, 2)
	for b.Loop() {
		Find(p.y, p.ids, p.factors, Options{})
	}
}
