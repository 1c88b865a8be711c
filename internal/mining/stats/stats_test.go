package stats

import (
	"math"
	"slices"
	"testing"
)

// near asks for a value to a relative or absolute tolerance.
func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if math.IsNaN(want) && math.IsNaN(got) || got == want {
		return
	}
	if !(math.Abs(got-want) <= tolerance*max(1, math.Abs(want))) {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

func TestQuantiles(t *testing.T) {
	v := []float64{1, 2, 4, 8, 16}
	for p, want := range map[float64]float64{0: 1, 0.1: 1.4, 0.25: 2, 0.5: 4, 0.9: 12.8, 1: 16, 2: 16, -1: 1} {
		near(t, "quantile", Quantile(v, p), want, 1e-12)
	}
	ints := []int64{1, 2, 4, 8, 16}
	near(t, "exact p90", QuantileInt(ints, 9, 10), 12.8, 1e-15)
	near(t, "exact median of two", QuantileInt([]int64{3, 4}, 1, 2), 3.5, 0)
	near(t, "far apart", QuantileInt([]int64{math.MinInt64, math.MaxInt64}, 1, 1), math.MaxInt64, 1e-15)
	given := []int64{9, 1, 5}
	near(t, "median", MedianInt(given), 5, 0)
	if given[0] != 9 {
		t.Error("MedianInt sorted its argument")
	}
	near(t, "MAD", MAD([]float64{1, 1, 2, 2, 4, 6, 9}), 1, 0)
	near(t, "variance", Variance([]float64{2, 4, 4, 4, 5, 5, 7, 9}), 32.0/7, 1e-15)
	near(t, "sum", Sum([]float64{1e16, 1, -1e16, 1}), 2, 0)
	for what, v := range map[string]float64{"quantile": Quantile(nil, 0.5), "int": QuantileInt(nil, 1, 2), "mean": Mean(nil),
		"variance of one": Variance([]float64{1}), "median": Median(nil)} {
		near(t, what+" of nothing", v, math.NaN(), 0)
	}
}

func TestRanks(t *testing.T) {
	ranks, ties := Ranks([]float64{5, 1, 5, 2, 5, 1})
	if want := []float64{5, 1.5, 5, 3, 5, 1.5}; !slices.Equal(ranks, want) || ties != 24+6 {
		t.Errorf("ranks %v, ties %v", ranks, ties)
	}
}

// TestDistributions compares with closed forms and with the tables.
func TestDistributions(t *testing.T) {
	for p, want := range map[float64]float64{0.5: 0, 0.975: 1.959963984540054, 0.995: 2.5758293035489004, 0.999: 3.090232306167813, 1e-6: -4.753424308822899} {
		near(t, "normal quantile", NormQuantile(p), want, 1e-14)
	}
	for _, p := range []float64{1e-300, 1e-30, 1e-8, 0.0749, 0.0751, 0.3, 0.7, 0.9251, 1 - 1e-9} {
		if back := NormCDF(NormQuantile(p)); math.Abs(back/p-1) > 1e-11 {
			t.Errorf("NormCDF(NormQuantile(%g)) = %g", p, back)
		}
	}
	if !math.IsInf(NormQuantile(0), -1) || !math.IsInf(NormQuantile(1), 1) || !math.IsNaN(NormQuantile(1.1)) {
		t.Error("the ends of the normal quantile")
	}
	near(t, "chi-square 1 df", ChiSquareSF(3.841458820694124, 1), 0.05, 1e-13)
	near(t, "chi-square 10 df", ChiSquareSF(18.307038053275146, 10), 0.05, 1e-13)
	for _, x := range []float64{1e-6, 0.1, 1, 3, 5.9, 6.1, 20, 300} {
		near(t, "2 df", ChiSquareSF(x, 2), math.Exp(-x/2), 1e-14)
		near(t, "4 df", ChiSquareSF(x, 4), math.Exp(-x/2)*(1+x/2), 1e-14)
		near(t, "1 df", ChiSquareSF(x*x, 1), TwoSided(x), 1e-13)
	}
	near(t, "nothing", ChiSquareSF(-1, 3), 1, 0)
	near(t, "gamma of shape 1", GammaP(1, 2.5), 1-math.Exp(-2.5), 1e-14)
}

func TestWilson(t *testing.T) {
	z2 := 1.959963984540054 * 1.959963984540054
	lo, hi := Wilson(0, 20, 0.95)
	near(t, "none of 20, low", lo, 0, 1e-15)
	near(t, "none of 20, high", hi, z2/(20+z2), 1e-14)
	// Newcombe 1998, table I: 81/263 and 15/148.
	lo, hi = Wilson(81, 263, 0.95)
	near(t, "81/263 low", lo, 0.2553, 5e-5)
	near(t, "81/263 high", hi, 0.3662, 5e-5)
	lo, hi = Wilson(15, 148, 0.95)
	near(t, "15/148 low", lo, 0.0624, 5e-5)
	near(t, "15/148 high", hi, 0.1605, 5e-5)
	if lo, hi = Wilson(0, 0, 0.95); lo != 0 || hi != 1 {
		t.Error("nothing seen must leave everything possible")
	}
}

// bruteMannWhitney goes through every choice of the first group.
func bruteMannWhitney(a, b []float64) float64 {
	all := slices.Concat(a, b)
	ranks, _ := Ranks(all)
	mean := float64(len(a)) * float64(len(all)+1) / 2
	away := math.Abs(Sum(ranks[:len(a)]) - mean)
	far, every := 0, 0
	for mask := range 1 << len(all) {
		sum, k := 0.0, 0
		for i := range all {
			if mask>>i&1 == 1 {
				sum += ranks[i]
				k++
			}
		}
		if k == len(a) {
			every++
			if math.Abs(sum-mean) >= away-1e-9 {
				far++
			}
		}
	}
	return float64(far) / float64(every)
}

func TestMannWhitney(t *testing.T) {
	rng := NewRNG(1)
	for range 60 {
		a, b := make([]float64, 1+rng.Intn(6)), make([]float64, 1+rng.Intn(6))
		for _, g := range [][]float64{a, b} {
			for i := range g {
				g[i] = float64(rng.Intn(6)) // many ties
			}
		}
		near(t, "exact p", MannWhitney(a, b), bruteMannWhitney(a, b), 1e-12)
	}
	// Complete separation of 4 and 4: 2 of 70 ways.
	near(t, "separated", MannWhitney([]float64{1, 2, 3, 4}, []float64{5, 6, 7, 8}), 2.0/70, 1e-14)
	near(t, "all equal", MannWhitney([]float64{3, 3, 3}, []float64{3, 3}), 1, 0)
	near(t, "empty", MannWhitney(nil, []float64{3, 3}), 1, 0)
	// Where both can be computed, approximation and counting agree.
	a, b := make([]float64, 21), make([]float64, 20)
	for i := range a {
		a[i] = math.Floor(rng.Norm()*4) + 2
	}
	for i := range b {
		b[i] = math.Floor(rng.Norm() * 4)
	}
	ranks, _ := Ranks(slices.Concat(a, b))
	away := math.Abs(Sum(ranks[:21]) - 21*21)
	near(t, "approximation", MannWhitney(a, b), rankSumTail(ranks, 21, away), 0.01)
}

func TestCliffDelta(t *testing.T) {
	a, b := []float64{1, 2, 2, 7}, []float64{2, 3, 0}
	greater := 0.0
	for _, x := range a {
		for _, y := range b {
			greater += float64(compare(x, y))
		}
	}
	near(t, "delta", CliffDelta(a, b), greater/12, 1e-14)
	near(t, "all above", CliffDelta([]float64{5, 6}, []float64{1}), 1, 0)
}

func compare(x, y float64) int {
	switch {
	case x > y:
		return 1
	case x < y:
		return -1
	}
	return 0
}

func TestKruskalWallis(t *testing.T) {
	// Hollander and Wolfe 1973, p. 116: mucociliary efficiency, H = 0.7714.
	normal, obstructive, asbestosis := []float64{2.9, 3.0, 2.5, 2.6, 3.2}, []float64{3.8, 2.7, 4.0, 2.4}, []float64{2.8, 3.4, 3.7, 2.2, 2.0}
	near(t, "p", KruskalWallis(normal, nil, obstructive, asbestosis), math.Exp(-0.7714285714/2), 1e-9)
	near(t, "one group", KruskalWallis(normal, nil), 1, 0)
	near(t, "no variation", KruskalWallis([]float64{1, 1}, []float64{1}), 1, 0)
	// Of two groups it is Mann–Whitney without continuity, ties included.
	a, b := []float64{1, 1, 2, 3, 5, 5, 5}, []float64{2, 2, 4, 6, 6}
	ranks, ties := Ranks(slices.Concat(a, b))
	z := (Sum(ranks[:7]) - 7*13/2.0) / math.Sqrt(7*5/12.0*(13-ties/(12*11)))
	near(t, "two groups", KruskalWallis(a, b), TwoSided(z), 1e-12)
}

func TestManyTests(t *testing.T) {
	// Benjamini and Hochberg 1995, section 3.1: four are found at 0.05, three
	// when no false one at all is allowed.
	p := []float64{0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1}
	count := func(q []float64) (n int) {
		for _, v := range q {
			if v <= 0.05 {
				n++
			}
		}
		return n
	}
	if n := count(BenjaminiHochberg(p)); n != 4 {
		t.Errorf("Benjamini–Hochberg finds %d", n)
	}
	if n := count(Holm(p)); n != 3 {
		t.Errorf("Holm finds %d", n)
	}
	q := BenjaminiYekutieli([]float64{0.5, 0.01, math.NaN(), 0.02})
	h := 1 + 1.0/2 + 1.0/3 + 1.0/4
	for i, want := range []float64{0.5 * 4 / 3 * h, 0.02 * 2 * h, 1, 0.02 * 2 * h} {
		near(t, "Benjamini–Yekutieli", q[i], min(1, want), 1e-14)
	}
	if len(BenjaminiHochberg(nil)) != 0 {
		t.Error("no tests")
	}
}

// TestStudent compares with the tables and with closed forms.
func TestStudent(t *testing.T) {
	for df, want := range map[float64]float64{1: 12.706204736174705, 2: 4.302652729749464, 5: 2.570581835636314, 30: 2.0422724563012373} {
		near(t, "t at 97.5 %", StudentQuantile(0.975, df), want, 1e-10)
		near(t, "its tail", StudentTwoSided(-want, df), 0.05, 1e-12)
	}
	near(t, "below the median", StudentQuantile(0.025, 5), -2.570581835636314, 1e-10)
	for _, x := range []float64{0.01, 0.5, 2, 40} {
		near(t, "1 df is Cauchy", StudentTwoSided(x, 1), 1-2*math.Atan(x)/math.Pi, 1e-12)
		near(t, "2 df", StudentTwoSided(x, 2), 1-x/math.Sqrt(2+x*x), 1e-12)
		near(t, "many df are normal", StudentTwoSided(x, 1e8), TwoSided(x), 1e-7)
	}
	for _, x := range []float64{0.1, 0.5, 0.93} {
		near(t, "Beta(3, 1)", BetaP(3, 1, x), x*x*x, 1e-13)
		near(t, "Beta(2, 2)", BetaP(2, 2, x), x*x*(3-2*x), 1e-13)
	}
	near(t, "no evidence", StudentTwoSided(math.NaN(), 3), 1, 0)
}

func TestFisherExact(t *testing.T) {
	// Fisher 1935, the lady tasting tea: 3 of 4 right, and all of them.
	near(t, "three of four", FisherExact(3, 1, 1, 3), 34.0/70, 1e-12)
	near(t, "all four", FisherExact(4, 0, 0, 4), 2.0/70, 1e-12)
	near(t, "one margin empty", FisherExact(0, 5, 0, 7), 1, 0)
	// Near the limit, counting and approximating agree.
	near(t, "great table", FisherExact(420, 1600, 360, 1619), FisherExact(420, 1600, 360, 1622), 0.004)
}
