package stats

import (
	"math"
	"slices"
)

// ascending is the order of the p-values, NaN as 1, equal ones as they stand.
func ascending(p []float64) []int {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := asP(p[a]), asP(p[b])
		switch {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	return order
}

// BootstrapCI is the percentile interval, at the given level, of a statistic of
// values under n resamplings with replacement (Efron 1979). stat may change the
// order of its argument, which is a copy. Without values, or if the statistic
// is never a number, it is NaN.
func BootstrapCI(values []float64, stat func([]float64) float64, n int, seed uint64, level float64) (lo, hi float64) {
	if len(values) == 0 || n <= 0 {
		return math.NaN(), math.NaN()
	}
	rng := NewRNG(seed)
	draw := make([]float64, len(values))
	found := make([]float64, 0, n)
	for range n {
		for i := range draw {
			draw[i] = values[rng.Intn(len(values))]
		}
		if s := stat(draw); !math.IsNaN(s) {
			found = append(found, s)
		}
	}
	return Interval(found, level)
}

// Range is an interval, where there is one.
type Range struct{ Low, Up float64 }

// Interval is the central interval of draws at the given level; it sorts them.
func Interval(draws []float64, level float64) (lo, hi float64) {
	slices.Sort(draws)
	return Quantile(draws, (1-level)/2), Quantile(draws, (1+level)/2)
}

// MedianDraw is the median of as many values drawn with replacement, from
// values in ascending order, without drawing them: the place of an order
// statistic of n uniform numbers is a Beta. It is NaN without values.
func MedianDraw(r *RNG, sorted []float64) float64 {
	n := len(sorted)
	if n == 0 {
		return math.NaN()
	}
	half := float64(n+1) / 2
	a, b := r.Gamma(half, 1), r.Gamma(half, 1)
	return sorted[min(int(a/(a+b)*float64(n)), n-1)]
}

// Resample writes how many times each of len(counts) things is drawn in one
// resampling with replacement.
func (r *RNG) Resample(counts []int32) {
	clear(counts)
	for range counts {
		counts[r.Intn(len(counts))]++
	}
}

// enoughAs is how many draws as great as the observed one end a SequentialP.
const enoughAs = 20

// PermutationP is the p-value of an observed statistic, great values being
// evidence, among n draws of it under chance. The observed one counts among
// them, so that p is never 0 and the level holds whatever n is (Phipson and
// Smyth 2010).
func PermutationP(observed float64, n int, seed uint64, draw func(*RNG) float64) float64 {
	return permutations(observed, n, n+1, seed, draw)
}

// SequentialP is PermutationP that stops when twenty draws have been as great
// as the observed one: p is then twenty over the draws. The level holds too
// (Besag and Clifford 1991), and where there is no evidence it costs a tenth.
func SequentialP(observed float64, n int, seed uint64, draw func(*RNG) float64) float64 {
	return permutations(observed, n, enoughAs, seed, draw)
}

func permutations(observed float64, n, stop int, seed uint64, draw func(*RNG) float64) float64 {
	rng := NewRNG(seed)
	// A hair of tolerance: equal statistics may be added up in another order.
	bar := observed - 1e-12*math.Abs(observed)
	as := 0
	for k := 1; k <= n; k++ {
		if draw(rng) < bar {
			continue
		}
		if as++; as == stop {
			return float64(as) / float64(k)
		}
	}
	return float64(as+1) / float64(n+1)
}
