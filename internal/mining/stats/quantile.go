package stats

import (
	"math"
	"slices"
)

// Quantile is the type 7 quantile (Hyndman and Fan 1996) of values in
// ascending order: the value at the place (n−1)·p counted from 0, interpolated
// between its neighbours. It is NaN without values; p is held within 0 and 1.
func Quantile(sorted []float64, p float64) float64 {
	n := len(sorted)
	if n == 0 || math.IsNaN(p) {
		return math.NaN()
	}
	place := float64(n-1) * min(max(p, 0), 1)
	i := int(place)
	if i >= n-1 {
		return sorted[n-1]
	}
	part := place - float64(i)
	if part == 0 {
		return sorted[i]
	}
	return sorted[i] + (sorted[i+1]-sorted[i])*part
}

// QuantileInt is Quantile at num/den of integers in ascending order. The place
// is computed in integers, so that it is exact.
func QuantileInt(sorted []int64, num, den int) float64 {
	if len(sorted) == 0 {
		return math.NaN()
	}
	place := (len(sorted) - 1) * num
	i, part := place/den, place%den
	v := float64(sorted[i])
	if part == 0 {
		return v
	}
	return v + (float64(sorted[i+1])-v)*float64(part)/float64(den)
}

// MedianInt is the median; values may come in any order and are not changed.
func MedianInt(values []int64) float64 {
	return QuantileInt(slices.Sorted(slices.Values(values)), 1, 2)
}

// Median is the median; values may come in any order and are not changed.
func Median(values []float64) float64 {
	return Quantile(Sorted(values), 0.5)
}

// Sorted is a copy of values in ascending order.
func Sorted(values []float64) []float64 {
	s := slices.Clone(values)
	slices.Sort(s)
	return s
}

// MAD is the median absolute deviation from the median, not scaled: 1.4826
// times it estimates the standard deviation of normal data.
func MAD(values []float64) float64 {
	m := Median(values)
	away := make([]float64, len(values))
	for i, v := range values {
		away[i] = math.Abs(v - m)
	}
	slices.Sort(away)
	return Quantile(away, 0.5)
}

// Mean is the arithmetic mean, NaN without values.
func Mean(values []float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	return Sum(values) / float64(len(values))
}

// Sum adds with compensation (Neumaier 1974), so that the error does not grow
// with the number of values.
func Sum(values []float64) float64 {
	var sum, lost float64
	for _, v := range values {
		t := sum + v
		if math.Abs(sum) >= math.Abs(v) {
			lost += (sum - t) + v
		} else {
			lost += (v - t) + sum
		}
		sum = t
	}
	return sum + lost
}

// Variance is the sample variance (divisor n−1), NaN with fewer than two
// values.
func Variance(values []float64) float64 {
	if len(values) < 2 {
		return math.NaN()
	}
	m := Mean(values)
	var s float64
	for _, v := range values {
		s += (v - m) * (v - m)
	}
	return s / float64(len(values)-1)
}

// Ranks gives each value its rank from 1, equal values the mean of their
// ranks, and the sum over the groups of t equal values of t³ − t.
func Ranks(values []float64) (ranks []float64, ties float64) {
	order := make([]int32, len(values))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int {
		switch {
		case values[a] < values[b]:
			return -1
		case values[a] > values[b]:
			return 1
		}
		return int(a - b)
	})
	ranks = make([]float64, len(values))
	for lo := 0; lo < len(order); {
		hi := lo + 1
		for hi < len(order) && values[order[hi]] == values[order[lo]] {
			hi++
		}
		for _, i := range order[lo:hi] {
			ranks[i] = float64(lo+hi+1) / 2
		}
		t := float64(hi - lo)
		ties += t*t*t - t
		lo = hi
	}
	return ranks, ties
}
