package peers

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"testing"

	"pass/internal/mining/stats"
)

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance*max(1, math.Abs(want))) {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

// sizes are those of a real comparison: many bodies with a handful of
// practices, a few with many.
var sizes = []int{3, 3, 3, 4, 5, 8, 10, 10, 12, 15, 15, 20, 25, 30, 40, 40, 60, 80, 120, 200}

// shapes are durations in days of different forms, all of median 40 or so.
var shapes = map[string]func(*stats.RNG) float64{
	"log-normal":   func(r *stats.RNG) float64 { return math.Ceil(r.LogNormal(math.Log(40), 0.7)) },
	"exponential":  func(r *stats.RNG) float64 { return math.Floor(55 * r.Exp()) },
	"uniform":      func(r *stats.RNG) float64 { return 10 + 60*r.Float64() },
	"two kinds":    func(r *stats.RNG) float64 { return float64(15+75*r.Intn(2)) * r.LogNormal(0, 0.2) },
	"nearly alike": func(r *stats.RNG) float64 { return 40 + float64(r.Intn(3)) },
}

// draw makes bodies; factor slows one of them.
func draw(rng *stats.RNG, sizes []int, shape func(*stats.RNG) float64, factor func(body int) float64) []Body {
	var out []Body
	for i, n := range sizes {
		b := Body{ID: fmt.Sprint("ente ", i)}
		f := factor(i)
		for range n {
			b.Days = append(b.Days, f*shape(rng))
		}
		out = append(out, b)
	}
	return out
}

func same(int) float64 { return 1 }

// TestAlike: where all bodies are alike a body of three practices never gets a
// verdict, though a table in order of the means would put one at an end in most
// runs, and false verdicts stay at their level for the others.
func TestAlike(t *testing.T) {
	rng := stats.NewRNG(1)
	const runs = 1000
	for _, c := range []struct {
		shape string
		sizes []int
	}{{"log-normal", sizes}, {"exponential", sizes}, {"uniform", sizes}, {"two kinds", sizes}, {"nearly alike", sizes},
		{"log-normal", []int{10, 20, 30, 40, 200}}, {"exponential", []int{10, 10, 12, 14, 11, 3}}} {
		flagged, smallWorst := 0, 0
		for range runs {
			bodies := draw(rng, c.sizes, shapes[c.shape], same)
			r := Compare(bodies, Options{})
			any, worst := false, 0
			for i, p := range r.Points {
				if p.N < DefaultMinCases && (p.Verdict != TooFew || p.NotKnown != TooFewCases || p.P != 1) {
					t.Fatalf("a verdict on %d practices: %+v", p.N, p)
				}
				if stats.Mean(bodies[i].Days) > stats.Mean(bodies[worst].Days) {
					worst = i
				}
				any = any || p.Verdict == Higher || p.Verdict == Lower
			}
			if any {
				flagged++
			}
			if len(bodies[worst].Days) <= 5 {
				smallWorst++
			}
		}
		if share := float64(flagged) / runs; share > 0.05 {
			t.Errorf("%s, %d bodies: a false verdict in %.3f of the runs", c.shape, len(c.sizes), share)
		}
		if len(c.sizes) == 20 && smallWorst < runs/2 {
			t.Errorf("%s: the plain table is too kind (%d) for this test to show anything", c.shape, smallWorst)
		}
	}
}

// TestDifferent: where bodies differ among themselves none is called slower for
// differing as they all do.
func TestDifferent(t *testing.T) {
	rng := stats.NewRNG(2)
	flagged, closer, tau := 0, 0, 0.0
	const runs = 500
	for range runs {
		truth := make([]float64, len(sizes))
		bodies := draw(rng, sizes, shapes["log-normal"], func(i int) float64 {
			truth[i] = 0.3 * rng.Norm()
			return math.Exp(truth[i])
		})
		r := Compare(bodies, Options{})
		plain, shrunk := 0.0, 0.0
		any := false
		for i, p := range r.Points {
			any = any || p.Verdict == Higher || p.Verdict == Lower
			want := math.Log(40.5) + truth[i]
			plain += math.Pow(math.Log(p.Typical)-want, 2)
			shrunk += math.Pow(math.Log(p.Shrunk)-want, 2)
		}
		if any {
			flagged++
		}
		if shrunk < plain {
			closer++
		}
		tau += math.Log(r.Between) / runs
	}
	if share := float64(flagged) / runs; share > 0.07 {
		t.Errorf("a verdict in %.3f of the runs", share)
	}
	if closer < runs*85/100 {
		t.Errorf("shrinkage comes closer to the truth in only %d of %d", closer, runs)
	}
	near(t, "mean of the deviation between bodies", tau, 0.3, 0.03)
}

// TestSlow finds a body that is truly slow, with enough practices, and blames
// nobody else; one of three practices is not found however slow it is.
func TestSlow(t *testing.T) {
	rng := stats.NewRNG(3)
	const runs = 300
	for _, c := range []struct {
		body    int
		by      float64
		verdict Verdict
		atLeast float64
	}{{17, 1.8, Higher, 0.85}, {17, 1 / 1.8, Lower, 0.85}, {8, 3, Higher, 0.9}, {19, 1.5, Higher, 0.8}, {0, 10, TooFew, 1}} {
		found, blamed := 0, 0
		for range runs {
			r := Compare(draw(rng, sizes, shapes["log-normal"], func(i int) float64 {
				if i == c.body {
					return c.by
				}
				return 1
			}), Options{})
			for i, p := range r.Points {
				switch {
				case i == c.body && p.Verdict == c.verdict:
					found++
				case i != c.body && (p.Verdict == Higher || p.Verdict == Lower):
					blamed++
				}
			}
		}
		if float64(found) < c.atLeast*runs {
			t.Errorf("%d practices, %v times slower: found in %d of %d", sizes[c.body], c.by, found, runs)
		}
		if float64(blamed) > 0.06*runs {
			t.Errorf("%d practices, %v times slower: others are blamed %d times in %d", sizes[c.body], c.by, blamed, runs)
		}
	}
}

// TestFunnel: the limits hold the share of bodies that they say, and open with
// fewer practices.
func TestFunnel(t *testing.T) {
	rng := stats.NewRNG(4)
	var outside [3]int
	bodies := 0
	for range 300 {
		r := Compare(draw(rng, sizes, shapes["log-normal"], same), Options{})
		for _, p := range r.Points {
			outside[p.Limit]++
			bodies++
		}
		var last float64 = math.Inf(1)
		for _, n := range []int{1, 3, 10, 100} {
			a, b, c, d := r.Limits(n)
			if !(a < b && b < r.Centre && r.Centre < c && c < d) || d-a >= last {
				t.Fatalf("limits for %d: %v %v %v %v", n, a, b, c, d)
			}
			last = d - a
		}
	}
	if share := float64(outside[Outside95]+outside[Outside998]) / float64(bodies); share < 0.025 || share > 0.05 {
		t.Errorf("%.3f of the bodies stand outside of the limits at 95 %%", share)
	}
	if share := float64(outside[Outside998]) / float64(bodies); share > 0.005 {
		t.Errorf("%.4f of the bodies stand outside of the limits at 99.8 %%", share)
	}
}

// TestFigures are those of a small case by hand.
func TestFigures(t *testing.T) {
	e := func(x float64) float64 { return math.Exp(x) - halfDay }
	var bodies []Body
	for i, m := range []float64{3, 3.2, 3.4, 3.6, 3.8} {
		bodies = append(bodies, Body{ID: fmt.Sprint(i), Days: []float64{e(m - 0.5), e(m + 0.5), e(m - 0.5), e(m + 0.5)}})
	}
	bodies = append(bodies, Body{ID: "none"}, Body{ID: "bad", Days: []float64{-1, math.NaN(), math.Inf(1)}})
	r := Compare(bodies, Options{MinCases: 4})
	if r.Bodies != 5 || r.Cases != 20 || r.NotKnown != Known {
		t.Fatalf("%+v", r)
	}
	near(t, "centre", r.Centre, e(3.4), 1e-9)
	near(t, "within", r.Within, math.Exp(math.Sqrt(1.0/3)), 1e-9)
	// Equal variances: τ² is that of the means, 0.1, less 1/12.
	near(t, "between", r.Between, math.Exp(math.Sqrt(0.1-1.0/12)), 1e-6)
	near(t, "weight", r.Points[0].Own, (0.1-1.0/12)/0.1, 1e-6)
	near(t, "typical", r.Points[0].Typical, e(3), 1e-9)
	near(t, "shrunk", r.Points[0].Shrunk, e(3.4-0.4*(0.1-1.0/12)/0.1), 1e-6)
	near(t, "alike", r.Alike, stats.ChiSquareSF(12*0.4, 4), 1e-9)
	if _, err := json.Marshal(r); err != nil {
		t.Error(err)
	}
	if p := r.Points[5]; p.NotKnown != NoData || p.N != 0 || p.Verdict != TooFew {
		t.Errorf("a body without practices: %+v", p)
	}
	if p := r.Points[6]; p.NotKnown != NoData {
		t.Errorf("impossible durations: %+v", p)
	}
}

// TestSummaries: mean and deviation, or quartiles, tell nearly what the
// durations tell.
func TestSummaries(t *testing.T) {
	rng := stats.NewRNG(5)
	full := draw(rng, []int{30, 40, 50, 60, 80, 100}, shapes["log-normal"], func(i int) float64 { return []float64{1, 1, 1, 1, 2.5, 1}[i] })
	short := make([]Body, len(full))
	for i, b := range full {
		s := stats.Sorted(b.Days)
		short[i] = Body{ID: b.ID, N: len(s), Mean: stats.Mean(s), SD: math.Sqrt(stats.Variance(s))}
		if i == 1 {
			short[i] = OfQuartiles(b.ID, len(s), stats.Quantile(s, 0.25), stats.Quantile(s, 0.5), stats.Quantile(s, 0.75))
		}
		if i == 2 {
			short[i].SD = 0 // not known
		}
	}
	a, b := Compare(full, Options{}), Compare(short, Options{})
	for i := range a.Points {
		if r := b.Points[i].Typical / a.Points[i].Typical; r < 0.85 || r > 1.15 {
			t.Errorf("body %d: %v days from the summary, %v from the durations", i, b.Points[i].Typical, a.Points[i].Typical)
		}
		if b.Points[i].Verdict != a.Points[i].Verdict {
			t.Errorf("body %d: %v and %v", i, b.Points[i].Verdict, a.Points[i].Verdict)
		}
	}
	if a.Points[4].Verdict != Higher {
		t.Errorf("the slow one: %+v", a.Points[4])
	}
	short[1] = OfQuartiles("median only", 40, 0, 0, 0)
	near(t, "a median of zero days", Compare(short, Options{}).Points[1].Typical, 0, 1e-9)
	// One practice is its own mean.
	short[2] = Body{ID: "x", N: 1, Mean: 40}
	near(t, "one practice", Compare(short, Options{}).Points[2].Typical, 40, 1e-9)
}

// TestFew gives nothing away where there is too little.
func TestFew(t *testing.T) {
	rng := stats.NewRNG(6)
	if r := Compare(draw(rng, []int{100, 100, 100, 100, 0, 0}, shapes["uniform"], same), Options{}); r.NotKnown != TooFewBodies || len(r.Points) != 0 {
		t.Errorf("four bodies with data: %+v", r)
	}
	if r := Compare(nil, Options{}); r.NotKnown != TooFewBodies {
		t.Errorf("no bodies: %+v", r)
	}
	if r := Compare(draw(rng, []int{1, 1, 1, 1, 1, 1}, shapes["uniform"], same), Options{}); r.NotKnown != NoSpread {
		t.Errorf("one practice each: %q", r.NotKnown)
	}
	if r := Compare(draw(rng, []int{9, 9, 9, 9, 9}, func(*stats.RNG) float64 { return 30 }, same), Options{}); r.NotKnown != NoSpread {
		t.Errorf("all equal: %q", r.NotKnown)
	}
	if r := Compare(draw(rng, sizes, shapes["uniform"], same), Options{MinCases: 1}); r.Points[0].Verdict != TooFew || r.MinCases != 4 {
		t.Error("three practices get a verdict if one asks for it")
	}
}

// TestAnonymous: names and exact figures of others are not given, and nothing
// at all where fewer than five stand behind it.
func TestAnonymous(t *testing.T) {
	rng := stats.NewRNG(7)
	bodies := draw(rng, []int{12, 47, 260, 23, 3, 18}, shapes["log-normal"], same)
	r := Compare(bodies, Options{})
	dots, why := r.Anonymous("ente 1")
	if why != Known || len(dots) != 5 {
		t.Fatalf("%q, %v", why, dots)
	}
	own := 0
	for _, d := range dots {
		if d.Own {
			own++
			if d.N != 47 || d.Typical != r.Points[1].Typical {
				t.Errorf("own: %+v", d)
			}
			continue
		}
		if d.N != 10 && d.N != 20 && d.N != 200 || d.Typical != TwoDigits(d.Typical) || reflect.DeepEqual(d.Typical, r.Points[0].Typical) {
			t.Errorf("dot %+v tells too much", d)
		}
	}
	if own != 1 {
		t.Errorf("%d own points", own)
	}
	// A body of three practices sees the five others and itself.
	if dots, why = r.Anonymous("ente 4"); why != Known || len(dots) != 6 {
		t.Errorf("the smallest: %q, %v", why, dots)
	}
	if dots, why = Compare(bodies[1:], Options{}).Anonymous("ente 1"); why != NotAnonymous || dots != nil {
		t.Errorf("four with enough practices: %q, %v", why, dots)
	}
	if dots, why = r.Anonymous("altro"); why != NotOneOfThese || dots != nil {
		t.Errorf("a stranger: %q, %v", why, dots)
	}
	if _, why = Compare(bodies[:4], Options{}).Anonymous("ente 1"); why != TooFewBodies {
		t.Errorf("four bodies: %q", why)
	}
	for n, want := range map[int]int{0: 0, 1: 1, 4: 2, 9: 5, 10: 10, 99: 50, 1000: 1000} {
		if got := RoundDown(n); got != want {
			t.Errorf("%d is rounded to %d", n, got)
		}
	}
}
