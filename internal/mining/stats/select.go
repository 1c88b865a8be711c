package stats

import (
	"math"
	"math/bits"
	"slices"
)

// Select puts the k-th smallest value, counted from 0, at place k, with none
// greater before it and none smaller after it, in linear time. It is faster
// than sorting where few order statistics are needed; k must be within values.
func Select(values []int64, k int) int64 {
	lo, hi := 0, len(values)
	for rounds := 2 * bits.Len(uint(hi)); hi-lo > 24; rounds-- {
		if rounds == 0 {
			break // unlucky pivots
		}
		// Dutch flag around a pivot, so that many equal values cost nothing.
		p := pivot(values[lo:hi])
		less, i, more := lo, lo, hi
		for i < more {
			switch v := values[i]; {
			case v < p:
				values[i], values[less] = values[less], v
				less++
				i++
			case v > p:
				more--
				values[i], values[more] = values[more], v
			default:
				i++
			}
		}
		switch {
		case k < less:
			hi = less
		case k >= more:
			lo = more
		default:
			return p
		}
	}
	slices.Sort(values[lo:hi])
	return values[k]
}

// pivot is the median of three medians of three.
func pivot(v []int64) int64 {
	step := len(v) / 9
	at := func(i int) int64 { return median3(v[i*step], v[(i+1)*step], v[(i+2)*step]) }
	return median3(at(0), at(3), at(6))
}

func median3(a, b, c int64) int64 { return max(min(a, b), min(max(a, b), c)) }

// SelectQuantiles gives the type 7 quantiles at the fractions num/den, which
// must be ascending, of values in any order; it puts them in another one. They
// are NaN without values.
func SelectQuantiles(values []int64, fractions [][2]int, out []float64) {
	from := 0 // everything before it is in its place
	for q, f := range fractions {
		if len(values) == 0 {
			out[q] = math.NaN()
			continue
		}
		place := (len(values) - 1) * f[0]
		k, part := place/f[1], place%f[1]
		low := Select(values[from:], k-from)
		from = k
		out[q] = float64(low)
		if part != 0 {
			high := slices.Min(values[k+1:])
			out[q] += (float64(high) - float64(low)) * float64(part) / float64(f[1])
		}
	}
}

// Sum128 adds integers that are not negative, exactly and in any order. Its
// zero value is ready.
type Sum128 struct{ high, low uint64 }

// Add adds v, which must not be negative.
func (s *Sum128) Add(v int64) {
	var carry uint64
	s.low, carry = bits.Add64(s.low, uint64(v), 0)
	s.high += carry
}

// Merge adds another sum.
func (s *Sum128) Merge(o Sum128) {
	var carry uint64
	s.low, carry = bits.Add64(s.low, o.low, 0)
	s.high += o.high + carry
}

// Float is the sum, rounded once or twice.
func (s *Sum128) Float() float64 { return float64(s.high)*(1<<64) + float64(s.low) }
