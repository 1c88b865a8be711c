package prediction

import "slices"

const yBins = 400 // of the remaining times: the steps of a distribution

// bins part the remaining times of the training samples into bins that
// hold the same number of them.
type bins struct {
	value []float64 // by bin, ascending: the median of its samples, scaled
	of    []uint16  // by training sample
}

func newBins(y []float64) *bins {
	order := make([]int32, len(y))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int {
		switch {
		case y[a] < y[b]:
			return -1
		case y[a] > y[b]:
			return 1
		}
		return int(a - b)
	})
	b := &bins{of: make([]uint16, len(y))}
	n := min(yBins, len(y))
	for k := range n {
		lo, hi := k*len(y)/n, (k+1)*len(y)/n
		b.value = append(b.value, y[order[(lo+hi)/2]])
		for _, i := range order[lo:hi] {
			b.of[i] = uint16(k)
		}
	}
	return b
}

// distribution is the predicted remaining time, scaled: the weight of each bin,
// summed up to it.
type distribution struct {
	bins *bins
	upTo []float64
}

// quantile is the least value with at least p of the weight up to it.
func (d *distribution) quantile(p float64) float64 {
	k, _ := slices.BinarySearch(d.upTo, p-1e-9)
	return d.bins.value[min(k, len(d.upTo)-1)]
}

// below is the share of the weight at values up to y, a bin at the very value
// counting by half.
func (d *distribution) below(y float64) float64 {
	k, _ := slices.BinarySearch(d.bins.value, y)
	var under float64
	if k > 0 {
		under = d.upTo[k-1]
	}
	end := k
	for end < len(d.upTo) && d.bins.value[end] == y {
		end++
	}
	if end > k {
		return (under + d.upTo[end-1]) / 2
	}
	return under
}

// sumUp turns weights into the shares of all up to each.
func sumUp(w []float64) {
	var total, s float64
	for _, x := range w {
		total += x
	}
	for k, x := range w {
		s += x
		w[k] = s / total
	}
}
