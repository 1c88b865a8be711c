package performance

import (
	"math/bits"
	"slices"
)

// Durations describes a set of durations, in seconds. With Count 0 all the
// others are 0. Sum may exceed what a time.Duration can hold (292 years).
type Durations struct {
	Count  int     `json:"count"`
	Sum    float64 `json:"sum"`
	Mean   float64 `json:"mean"`
	Median float64 `json:"median"` // type 7
	Min    float64 `json:"min"`
	Max    float64 `json:"max"`
	P90    float64 `json:"p90"` // type 7: nine in ten last at most this
}

const microsPerSecond = 1e6

// durationsOf describes values in microseconds, none negative, and sorts them.
func durationsOf(values []int64) Durations {
	n := len(values)
	if n == 0 {
		return Durations{}
	}
	var sum sum128
	for _, v := range values {
		sum.add(v)
	}
	slices.Sort(values)
	total := sum.float()
	return Durations{
		Count:  n,
		Sum:    total / microsPerSecond,
		Mean:   total / float64(n) / microsPerSecond,
		Median: quantile(values, 1, 2) / microsPerSecond,
		Min:    float64(values[0]) / microsPerSecond,
		Max:    float64(values[n-1]) / microsPerSecond,
		P90:    quantile(values, 9, 10) / microsPerSecond,
	}
}

// quantile is the type 7 quantile at num/den of sorted values: the value at the
// place (n−1)·num/den counted from 0, interpolated between its neighbours. The
// place is computed in integers, so that it is exact.
func quantile(sorted []int64, num, den int) float64 {
	place := (len(sorted) - 1) * num
	i, part := place/den, place%den
	v := float64(sorted[i])
	if part == 0 {
		return v
	}
	return v + float64(sorted[i+1]-sorted[i])*float64(part)/float64(den)
}

// sum128 adds values that are not negative without overflow.
type sum128 struct{ high, low uint64 }

func (s *sum128) add(v int64) {
	var carry uint64
	s.low, carry = bits.Add64(s.low, uint64(v), 0)
	s.high += carry
}

func (s *sum128) float() float64 { return float64(s.high)*(1<<64) + float64(s.low) }
