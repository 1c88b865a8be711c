package stats

import (
	"math"
	"slices"
)

// trendLimit is the most points whose pairs are all looked at by TheilSen and
// MannKendall. More points are first gathered, in order of x, into as many
// groups of equal size, each with its medians.
const trendLimit = 400

// TheilSen is the median slope of y over x among all pairs of points (Theil
// 1950, Sen 1968), with its 95 % interval from the variance of Kendall's
// statistic, ties of y counted. Pairs with equal x do not count. Without such a
// pair all three are NaN. Beyond 400 points it works on the medians of 400
// groups.
func TheilSen(x, y []float64) (slope, lo, hi float64) { return theilSen(x, y, 0.95) }

func theilSen(x, y []float64, level float64) (slope, lo, hi float64) {
	x, y = gather(x, y)
	n := len(x)
	slopes := make([]float64, 0, n*(n-1)/2)
	for i := range n {
		for j := i + 1; j < n; j++ {
			if x[j] != x[i] {
				slopes = append(slopes, (y[j]-y[i])/(x[j]-x[i]))
			}
		}
	}
	if len(slopes) == 0 {
		return math.NaN(), math.NaN(), math.NaN()
	}
	slices.Sort(slopes)
	half := NormQuantile((1+level)/2) * math.Sqrt(kendallVariance(x, y))
	total := float64(len(slopes))
	below := int(math.Floor((total - half) / 2))
	above := int(math.Ceil((total+half)/2)) - 1
	lo, hi = math.Inf(-1), math.Inf(1)
	if below >= 1 {
		lo = slopes[below-1]
	}
	if above+1 < len(slopes) {
		hi = slopes[above+1]
	}
	return Quantile(slopes, 0.5), lo, hi
}

// MannKendall is the two-sided p-value that y, in order of time, has no trend
// (Mann 1945, Kendall 1975): normal approximation with the corrections for ties
// and continuity. With fewer than four values it is 1.
func MannKendall(y []float64) float64 {
	x := make([]float64, len(y))
	for i := range x {
		x[i] = float64(i)
	}
	return MannKendallOver(x, y)
}

// MannKendallOver is MannKendall for values at the times x, which may be equal
// and in any order: pairs of the same time do not count.
func MannKendallOver(x, y []float64) float64 {
	x, y = gather(x, y)
	n := len(y)
	if n < 4 {
		return 1
	}
	s := 0.0
	for i := range n {
		for j := i + 1; j < n; j++ {
			if x[i] == x[j] {
				continue
			}
			switch {
			case y[j] > y[i]:
				s++
			case y[j] < y[i]:
				s--
			}
		}
	}
	variance := kendallVariance(x, y)
	if variance <= 0 || s == 0 {
		return 1
	}
	return TwoSided((math.Abs(s) - 1) / math.Sqrt(variance))
}

// kendallVariance is the variance of Kendall's statistic, with the ties of
// either (Kendall 1975).
func kendallVariance(x, y []float64) float64 {
	n := float64(len(y))
	v := n * (n - 1) * (2*n + 5) / 18
	var pairs, triples [2]float64
	for k, values := range [2][]float64{x, y} {
		for _, t := range runs(values) {
			v -= t * (t - 1) * (2*t + 5) / 18
			pairs[k] += t * (t - 1)
			triples[k] += t * (t - 1) * (t - 2)
		}
	}
	if n < 2 {
		return 0
	}
	v += pairs[0] * pairs[1] / (2 * n * (n - 1))
	if n > 2 {
		v += triples[0] * triples[1] / (9 * n * (n - 1) * (n - 2))
	}
	return max(v, 0) // with all values equal it may round below zero
}

// runs is how many times each value that occurs more than once does.
func runs(values []float64) (sizes []float64) {
	s := Sorted(values)
	for lo := 0; lo < len(s); {
		hi := lo + 1
		for hi < len(s) && s[hi] == s[lo] {
			hi++
		}
		if hi-lo > 1 {
			sizes = append(sizes, float64(hi-lo))
		}
		lo = hi
	}
	return sizes
}

// gather puts the points in order of x and, if they are too many, in groups.
func gather(x, y []float64) (gx, gy []float64) {
	n := min(len(x), len(y))
	order := make([]int32, n)
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortStableFunc(order, func(a, b int32) int {
		switch {
		case x[a] < x[b]:
			return -1
		case x[a] > x[b]:
			return 1
		}
		return 0
	})
	sx, sy := make([]float64, n), make([]float64, n)
	for k, i := range order {
		sx[k], sy[k] = x[i], y[i]
	}
	if n <= trendLimit {
		return sx, sy
	}
	for g := range trendLimit {
		lo, hi := g*n/trendLimit, (g+1)*n/trendLimit
		gx = append(gx, Quantile(sx[lo:hi], 0.5))
		slices.Sort(sy[lo:hi])
		gy = append(gy, Quantile(sy[lo:hi], 0.5))
	}
	return gx, gy
}
