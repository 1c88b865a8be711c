package performance

import (
	"math"
	"math/bits"
	"slices"
)

// Durations describes a set of durations, in seconds. With Count 0 all the
// others are 0. Sum may exceed what a time.Duration can hold (292 years).
type Durations struct {
	Count  int      `json:"count"`
	Sum    float64  `json:"sum"`
	Mean   float64  `json:"mean"`
	Median float64  `json:"median"` // type 7, like the other percentiles
	Min    float64  `json:"min"`
	Max    float64  `json:"max"`
	StDev  *float64 `json:"stdev"` // of a sample, n−1; nil with fewer than two
	P25    float64  `json:"p25"`
	P75    float64  `json:"p75"`
	P90    float64  `json:"p90"` // nine in ten last at most this
	P95    float64  `json:"p95"`
	P90NR  float64  `json:"p90_nearest_rank"` // the smallest value that nine in ten do not exceed
}

const microsPerSecond = 1e6

// percentiles are those of Durations, as fractions.
var percentiles = [5][2]int{{1, 4}, {1, 2}, {3, 4}, {9, 10}, {19, 20}}

// ranks of a sample that its percentiles need: two for each and the nearest
// rank of the last.
const needed = 2*len(percentiles) + 1

// scratch is the room in which one goroutine describes samples.
type scratch struct {
	bins   []uint32
	marked []bool // by bin: its values are collected
	some   []int64
}

// describe measures values in microseconds, which it may put in another order.
// The result does not depend on their order.
func (s *scratch) describe(values []int64) Durations {
	n := len(values)
	if n == 0 {
		return Durations{}
	}
	var sum sum128
	low, high := values[0], values[0]
	for _, v := range values {
		sum.add(v)
		low, high = min(low, v), max(high, v)
	}
	total := sum.float()
	mean := int64(total / float64(n))
	d := Durations{
		Count: n, Sum: total / microsPerSecond, Mean: total / float64(n) / microsPerSecond,
		Min: float64(low) / microsPerSecond, Max: float64(high) / microsPerSecond,
	}
	ranks := ranksFor(n)
	var at [needed]int64
	var deviations squares
	if n <= fewValues {
		slices.Sort(values)
		for i, r := range ranks {
			at[i] = values[r]
		}
		for _, v := range values {
			deviations.add(v - mean)
		}
	} else {
		deviations = s.selectRanks(values, low, mean, ranks, &at)
	}
	for i, into := range []*float64{&d.P25, &d.Median, &d.P75, &d.P90, &d.P95} {
		*into = interpolate(at[2*i], at[2*i+1], n, percentiles[i]) / microsPerSecond
	}
	d.P90NR = float64(at[needed-1]) / microsPerSecond
	if n > 1 {
		deviation := deviations.root(n) / microsPerSecond
		d.StDev = &deviation
	}
	return d
}

// ranksFor lists the places, from 0 in a sorted sample, that the percentiles
// need: for each the one below and the one above, then the nearest rank of 0.9.
func ranksFor(n int) (ranks [needed]int) {
	for i, p := range percentiles {
		at := (n - 1) * p[0]
		ranks[2*i] = at / p[1]
		ranks[2*i+1] = min(at/p[1]+1, n-1)
	}
	ranks[needed-1] = (9*n+9)/10 - 1
	return ranks
}

// interpolate is the type 7 quantile between the neighbours of its place
// (n−1)·p, which is computed in integers, so that it is exact.
func interpolate(below, above int64, n int, p [2]int) float64 {
	part := (n - 1) * p[0] % p[1]
	if part == 0 {
		return float64(below)
	}
	return float64(below) + float64(above-below)*float64(part)/float64(p[1])
}

const (
	fewValues = 256                       // sorted at once
	binBits   = 6                         // of the mantissa of a bin
	binSteps  = 1 << binBits              // bins for each doubling
	exactBins = 2 * binSteps              // the first bins hold one value each
	binCount  = (65 - binBits) << binBits // enough for 64 bits
)

// bin maps a difference to its bin: equal up to exactBins, then binSteps for
// each doubling. It never decreases.
func bin(u uint64) int {
	if u < binSteps {
		return int(u)
	}
	e := bits.Len64(u)
	return (e-binBits)<<binBits | int(u>>(e-1-binBits))&(binSteps-1)
}

// selectRanks finds the values at the given places without sorting all: a
// count by bins tells in which bins they lie, and only those are sorted. It
// also sums the squares of the differences from mean.
func (s *scratch) selectRanks(values []int64, low, mean int64, ranks [needed]int, at *[needed]int64) (deviations squares) {
	if s.bins == nil {
		s.bins, s.marked = make([]uint32, binCount), make([]bool, binCount)
	}
	clear(s.bins)
	for _, v := range values {
		s.bins[bin(uint64(v-low))]++
	}
	place, room := s.markBins(ranks)
	if cap(s.some) < room+1 {
		s.some = make([]int64, room+1+room/4)
	}
	some, kept := s.some[:room+1], 0 // one more: a value is written before it is known to be kept
	for _, v := range values {
		deviations.add(v - mean)
		some[kept] = v
		if s.marked[bin(uint64(v-low))] {
			kept++
		}
	}
	some = some[:kept]
	slices.Sort(some)
	for i, p := range place {
		if p.bin < exactBins {
			at[i] = low + int64(p.bin)
		} else {
			at[i] = some[p.at]
		}
		s.marked[p.bin] = false
	}
	return deviations
}

// place is where the value of a rank is found: its bin and, if that holds more
// than one value, its place among those collected.
type place struct{ bin, at int }

// markBins finds the bin of every rank and marks those whose values must be
// collected; room is how many those are.
func (s *scratch) markBins(ranks [needed]int) (places [needed]place, room int) {
	order := [needed]int{}
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order[:], func(a, b int) int { return ranks[a] - ranks[b] })
	b, before := 0, 0
	for _, i := range order {
		for before+int(s.bins[b]) <= ranks[i] {
			if s.marked[b] {
				room += int(s.bins[b])
			}
			before += int(s.bins[b])
			b++
		}
		s.marked[b] = b >= exactBins
		places[i] = place{b, room + ranks[i] - before}
	}
	if s.marked[b] {
		room += int(s.bins[b])
	}
	return places, room
}

// sum128 adds without overflow.
type sum128 struct{ high, low uint64 }

func (s *sum128) add(v int64) {
	var carry uint64
	s.low, carry = bits.Add64(s.low, uint64(v), 0)
	s.high += uint64(v>>63) + carry
}

func (s *sum128) float() float64 {
	high, low := s.high, s.low
	if int64(high) >= 0 {
		return float64(high)*(1<<64) + float64(low)
	}
	low, borrow := bits.Sub64(0, low, 0)
	high, _ = bits.Sub64(0, high, borrow)
	return -(float64(high)*(1<<64) + float64(low))
}

// squares adds differences from a mean, and their squares in 192 bits: exact,
// whatever the order.
type squares struct {
	high, mid, low uint64
	rest           int64 // sum of the differences; small, since the mean is near
}

func (s *squares) add(d int64) {
	s.rest += d
	if d < 0 {
		d = -d
	}
	h, l := bits.Mul64(uint64(d), uint64(d))
	var carry uint64
	s.low, carry = bits.Add64(s.low, l, 0)
	s.mid, carry = bits.Add64(s.mid, h, carry)
	s.high += carry
}

// root is the standard deviation of a sample of n.
func (s *squares) root(n int) float64 {
	total := (float64(s.high)*(1<<64)+float64(s.mid))*(1<<64) + float64(s.low)
	rest := float64(s.rest)
	return math.Sqrt(max(0, total-rest*rest/float64(n)) / float64(n-1))
}
