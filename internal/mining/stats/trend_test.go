package stats

import (
	"math"
	randv2 "math/rand/v2"
	"slices"
	"testing"
)

// TestTheilSen is the example of Sen 1968: slope 4, 93 % interval 26/7 … 35/8.
func TestTheilSen(t *testing.T) {
	x, y := []float64{1, 2, 3, 4, 10, 12, 18}, []float64{9, 15, 19, 20, 45, 55, 78}
	slope, lo, hi := theilSen(x, y, 0.93)
	near(t, "slope", slope, 4, 1e-14)
	near(t, "low", lo, 26.0/7, 1e-14)
	near(t, "high", hi, 35.0/8, 1e-14)
	slope, _, _ = TheilSen([]float64{1, 1}, []float64{2, 3})
	near(t, "no two times", slope, math.NaN(), 0)
	slope, lo, hi = TheilSen([]float64{0, 1}, []float64{2, 5})
	if slope != 3 || !math.IsInf(lo, -1) || !math.IsInf(hi, 1) {
		t.Errorf("two points tell no more than a slope: %v %v %v", slope, lo, hi)
	}
	// Whatever the ties, an interval is one.
	for n := 2; n < 120; n++ {
		x, y := make([]float64, n), make([]float64, n)
		for i := range x {
			x[i] = float64(i)
		}
		slope, lo, hi = TheilSen(x, y)
		if slope != 0 || lo > 0 || hi < 0 {
			t.Fatalf("%d equal values: %v %v %v", n, slope, lo, hi)
		}
		y[n/2] = 1
		if slope, lo, hi = TheilSen(x, y); !(lo <= slope && slope <= hi) {
			t.Fatalf("%d values, one not equal: %v %v %v", n, slope, lo, hi)
		}
	}
	rng := NewRNG(4)
	x, y = nil, nil
	for i := range 5000 {
		x, y = append(x, float64(i)), append(y, 0.01*float64(i)+5*rng.Exp())
	}
	slope, lo, hi = TheilSen(x, y)
	if !(lo < 0.01 && 0.01 < hi) || hi-lo > 0.002 || math.Abs(slope-0.01) > 0.001 {
		t.Errorf("many points: %v in %v … %v", slope, lo, hi)
	}
}

// TestTheilSenCoverage holds its interval to its word on small samples.
func TestTheilSenCoverage(t *testing.T) {
	rng, held, trends := NewRNG(8), 0, 0
	const runs = 1500
	for range runs {
		var x, y []float64
		for i := range 15 {
			x, y = append(x, float64(i)), append(y, rng.LogNormal(3, 0.5))
		}
		if _, lo, hi := TheilSen(x, y); lo <= 0 && 0 <= hi {
			held++
		}
		if MannKendall(y) <= 0.05 {
			trends++
		}
	}
	if share := float64(held) / runs; share < 0.94 || share > 0.975 {
		t.Errorf("the 95 %% interval holds in %.3f of the runs", share)
	}
	if share := float64(trends) / runs; share < 0.03 || share > 0.06 {
		t.Errorf("Mann–Kendall at 5 %% finds a trend in %.3f of runs without one", share)
	}
}

// TestKendallVariance compares with every permutation, ties on both sides.
func TestKendallVariance(t *testing.T) {
	x, y := []float64{1, 1, 2, 3, 3, 4, 5}, []float64{1, 2, 2, 2, 3, 4, 4}
	var all []float64
	permute(y, 0, func(y []float64) {
		s := 0.0
		for i := range x {
			for j := range i {
				s += float64(compare(x[i], x[j]) * compare(y[i], y[j]))
			}
		}
		all = append(all, s)
	})
	n := float64(len(all))
	near(t, "variance", kendallVariance(x, y), Variance(all)*(n-1)/n, 1e-12)
}

func permute(y []float64, k int, visit func([]float64)) {
	if k == len(y) {
		visit(y)
		return
	}
	for i := k; i < len(y); i++ {
		y[k], y[i] = y[i], y[k]
		permute(y, k+1, visit)
		y[k], y[i] = y[i], y[k]
	}
}

func TestMannKendall(t *testing.T) {
	y := []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}
	near(t, "rising", MannKendall(y), TwoSided(44/math.Sqrt(125)), 1e-14) // S = 45, variance 10·9·25/18
	near(t, "few", MannKendall(y[:3]), 1, 0)
	near(t, "flat", MannKendall(make([]float64, 20)), 1, 0)
	near(t, "one time", MannKendallOver(make([]float64, 10), y), 1, 0)
}

// TestKaplanMeier is the 6-MP arm of Freireich et al. 1963, as in Cox and
// Oakes 1984.
func TestKaplanMeier(t *testing.T) {
	open := map[int]bool{3: true, 5: true, 7: true, 8: true, 11: true, 12: true, 13: true, 16: true, 17: true, 18: true, 19: true, 20: true}
	weeks := []float64{6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35}
	ended := make([]bool, len(weeks))
	for i := range weeks {
		ended[i] = !open[i]
	}
	curve := KaplanMeier(weeks, ended)
	want := []Survival{{6, 21, 3, 0.857, 0.0764}, {7, 17, 1, 0.807, 0.0869}, {10, 15, 1, 0.753, 0.0963}, {13, 12, 1, 0.690, 0.1068},
		{16, 11, 1, 0.627, 0.1141}, {22, 7, 1, 0.538, 0.1282}, {23, 6, 1, 0.448, 0.1346}}
	if len(curve) != len(want) {
		t.Fatalf("%d steps: %v", len(curve), curve)
	}
	for i, w := range want {
		g := curve[i]
		if g.Time != w.Time || g.AtRisk != w.AtRisk || g.Events != w.Events || math.Abs(g.Survives-w.Survives) > 5e-4 || math.Abs(g.Error-w.Error) > 5e-5 {
			t.Errorf("step %d = %v, want %v", i, g, w)
		}
	}
	near(t, "median", curve.Quantile(0.5), 23, 0)
	near(t, "never", curve.Quantile(0.9), math.NaN(), 0)
	near(t, "at 15", curve.At(15), 0.690, 5e-4)
	near(t, "before all", curve.At(1), 1, 0)
}

// TestRNG compares with the generator of the standard library from the same
// state, which the product may not use but the test may.
func TestRNG(t *testing.T) {
	r := &RNG{high: 12345, low: 67890}
	other := randv2.NewPCG(12345, 67890)
	for i := range 1000 {
		if a, b := r.Uint64(), other.Uint64(); a != b {
			t.Fatalf("number %d: %d, want %d", i, a, b)
		}
	}
	if NewRNG(1).Uint64() == NewRNG(2).Uint64() || NewStream(1, 1).Uint64() == NewStream(1, 2).Uint64() {
		t.Error("different seeds or streams begin alike")
	}
	if first, second := NewRNG(7).Uint64(), NewRNG(7).Uint64(); first != second {
		t.Error("one seed, two streams")
	}
}

// TestMoments holds each distribution to its mean and variance.
func TestMoments(t *testing.T) {
	rng := NewRNG(3)
	const n = 200000
	for _, c := range []struct {
		what           string
		draw           func() float64
		mean, variance float64
	}{
		{"uniform", rng.Float64, 0.5, 1.0 / 12},
		{"normal", rng.Norm, 0, 1},
		{"exponential", rng.Exp, 1, 1},
		{"gamma 3, 2", func() float64 { return rng.Gamma(3, 2) }, 6, 12},
		{"gamma 0.4, 1", func() float64 { return rng.Gamma(0.4, 1) }, 0.4, 0.4},
		{"log-normal", func() float64 { return rng.LogNormal(0, 0.5) }, math.Exp(0.125), (math.Exp(0.25) - 1) * math.Exp(0.25)},
		{"Poisson 75", func() float64 { return float64(rng.Poisson(75)) }, 75, 75},
		{"die", func() float64 { return float64(rng.Intn(6)) }, 2.5, 35.0 / 12},
	} {
		v := make([]float64, n)
		for i := range v {
			v[i] = c.draw()
		}
		if away := math.Abs(Mean(v)-c.mean) / math.Sqrt(c.variance/n); away > 4 {
			t.Errorf("%s: mean %v is %.1f standard errors from %v", c.what, Mean(v), away, c.mean)
		}
		if got := Variance(v); math.Abs(got/c.variance-1) > 0.05 {
			t.Errorf("%s: variance %v, want %v", c.what, got, c.variance)
		}
	}
}

func TestShuffle(t *testing.T) {
	rng, seen := NewRNG(5), map[[3]int]int{}
	for range 6000 {
		v := [3]int{0, 1, 2}
		rng.Shuffle(3, func(i, j int) { v[i], v[j] = v[j], v[i] })
		seen[v]++
	}
	for order, n := range seen {
		if n < 880 || n > 1120 {
			t.Errorf("%v came %d times in 6,000, want about 1,000", order, n)
		}
	}
	if len(seen) != 6 {
		t.Errorf("%d orders of 6", len(seen))
	}
	one, other := NewRNG(5), NewRNG(5)
	a, b := []float64{1, 2, 3, 4, 5, 6, 7}, []float64{1, 2, 3, 4, 5, 6, 7}
	one.Permute(a)
	other.Shuffle(len(b), func(i, j int) { b[i], b[j] = b[j], b[i] })
	if !slices.Equal(a, b) {
		t.Errorf("%v and %v of one seed", a, b)
	}
	counts := make([]int32, 50)
	rng.Resample(counts)
	if total := sum32(counts); total != 50 {
		t.Errorf("a resampling of 50 draws %d", total)
	}
}

func sum32(v []int32) (n int32) {
	for _, x := range v {
		n += x
	}
	return n
}

// TestBootstrap holds the interval of a mean to its level, and permutations to
// theirs.
func TestBootstrap(t *testing.T) {
	rng, held := NewRNG(6), 0
	const runs = 400
	for k := range runs {
		v := make([]float64, 40)
		for i := range v {
			v[i] = rng.Exp()
		}
		if lo, hi := BootstrapCI(v, Mean, 400, uint64(k), 0.9); lo <= 1 && 1 <= hi {
			held++
		}
	}
	if share := float64(held) / runs; share < 0.83 || share > 0.93 {
		t.Errorf("the 90 %% interval holds in %.3f of the runs", share)
	}
	lo, hi := BootstrapCI([]float64{4, 4, 4}, Mean, 50, 1, 0.95)
	if lo != 4 || hi != 4 {
		t.Errorf("constant values: %v … %v", lo, hi)
	}
	if lo, _ := BootstrapCI(nil, Mean, 50, 1, 0.95); !math.IsNaN(lo) {
		t.Error("no values, no interval")
	}
	a, b := BootstrapCI([]float64{1, 5, 9}, Mean, 200, 3, 0.95)
	c, d := BootstrapCI([]float64{1, 5, 9}, Mean, 200, 3, 0.95)
	if a != c || b != d {
		t.Error("one seed, two intervals")
	}
	if p := PermutationP(10, 99, 1, func(*RNG) float64 { return 0 }); p != 0.01 {
		t.Errorf("never reached by chance in 99: p = %v", p)
	}
	if p := PermutationP(0, 99, 1, func(*RNG) float64 { return 0 }); p != 1 {
		t.Errorf("always reached: p = %v", p)
	}
	// Stopping early keeps the level: p is at most α in at most α of the runs.
	var small [3]int
	levels := [3]float64{0.01, 0.05, 0.3}
	const tests = 20000
	for k := range tests {
		p := SequentialP(rng.Norm(), 199, uint64(k)+9000, (*RNG).Norm)
		for i, level := range levels {
			if p <= level {
				small[i]++
			}
		}
	}
	for i, level := range levels {
		if share, sd := float64(small[i])/tests, math.Sqrt(level*(1-level)/tests); share > level+4*sd || share < level*0.8 {
			t.Errorf("p is at most %v in %v of the tests", level, share)
		}
	}
	draws := []float64{3, 1, 2}
	if lo, hi := Interval(draws, 1); lo != 1 || hi != 3 || !slices.IsSorted(draws) {
		t.Errorf("interval %v %v", lo, hi)
	}
}

// TestMedianDraw compares with medians of values that were really drawn.
func TestMedianDraw(t *testing.T) {
	rng := NewRNG(21)
	v := make([]float64, 41)
	for i := range v {
		v[i] = rng.LogNormal(1, 1)
	}
	slices.Sort(v)
	var quick, slow []float64
	draw := make([]float64, len(v))
	for range 20000 {
		quick = append(quick, MedianDraw(rng, v))
		for i := range draw {
			draw[i] = v[rng.Intn(len(v))]
		}
		slices.Sort(draw)
		slow = append(slow, draw[20])
	}
	slices.Sort(quick)
	slices.Sort(slow)
	for _, p := range []float64{0.025, 0.2, 0.5, 0.8, 0.975} {
		at, _ := slices.BinarySearch(v, Quantile(quick, p))
		want, _ := slices.BinarySearch(v, Quantile(slow, p))
		if at < want-1 || at > want+1 {
			t.Errorf("quantile %v is value %d, want %d", p, at, want)
		}
	}
	if v := MedianDraw(rng, nil); !math.IsNaN(v) {
		t.Error("a median of nothing")
	}
}
