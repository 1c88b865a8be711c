package compare

import (
	"math"

	"pass/internal/mining/stats"
)

// maxUnits is how many cases of a side are drawn one by one; more are put into
// as many lots, by chance.
const maxUnits = 500

// exactCases is how many cases of both sides together are permuted; with more,
// the statistics have the distribution of their limit.
const exactCases = 4000

// maxResampled is how many entries get an interval of their contribution.
const maxResampled = 60

// welch is the difference of means over its standard error.
func welch(sumA, squaresA, n, sumB, squaresB, m float64) float64 {
	meanA, meanB := sumA/n, sumB/m
	variance := (squaresA/n-meanA*meanA)/(n-1) + (squaresB/m-meanB*meanB)/(m-1)
	if variance <= 0 {
		if meanA == meanB {
			return 0
		}
		return math.Inf(1)
	}
	return math.Abs(meanB-meanA) / math.Sqrt(variance)
}

// permuteMeans is the p-value that the means of two sides are the same. Beyond
// some thousands of cases the statistic is normal.
func permuteMeans(a, b []float64, o Options) float64 {
	n, m := float64(len(a)), float64(len(b))
	all := append(append(make([]float64, 0, len(a)+len(b)), a...), b...)
	centre := stats.Mean(all)
	var sum, squares float64
	for i := range all {
		all[i] -= centre // so that squares lose no digits
		sum += all[i]
		squares += all[i] * all[i]
	}
	statistic := func() float64 {
		var s, q float64
		for _, v := range all[:len(a)] {
			s += v
			q += v * v
		}
		return welch(s, q, n, sum-s, squares-q, m)
	}
	observed := statistic()
	if len(all) > exactCases {
		return stats.TwoSided(observed)
	}
	return stats.SequentialP(observed, o.Draws, o.Seed, func(rng *stats.RNG) float64 {
		for i := range a { // only the first side matters
			j := i + rng.Intn(len(all)-i)
			all[i], all[j] = all[j], all[i]
		}
		return statistic()
	})
}

// meanInterval is the bootstrap interval of the difference of means.
func meanInterval(a, b []float64, o Options) (lo, hi float64) {
	rng := stats.NewStream(o.Seed, 11)
	x, y := lots(a, o), lots(b, o)
	draws := make([]float64, o.Draws)
	for i := range draws {
		draws[i] = y.draw(rng) - x.draw(rng)
	}
	return stats.Interval(draws, 0.95)
}

// heap is values gathered in lots of as good as equal size.
type heap struct {
	sum, size []float64
}

func lots(values []float64, o Options) *heap {
	n := min(len(values), maxUnits)
	h := &heap{make([]float64, n), make([]float64, n)}
	of := assign(len(values), o.Seed)
	for i, v := range values {
		h.sum[of[i]] += v
		h.size[of[i]]++
	}
	return h
}

// assign gives each of n cases its lot.
func assign(n int, seed uint64) []int32 {
	of := make([]int32, n)
	for i := range of {
		of[i] = int32(i)
	}
	if n > maxUnits {
		stats.NewStream(seed, 13).Shuffle(n, func(i, j int) { of[i], of[j] = of[j], of[i] })
		for i := range of {
			of[i] %= maxUnits
		}
	}
	return of
}

// draw is the mean of one resampling.
func (h *heap) draw(rng *stats.RNG) float64 {
	var sum, size float64
	for range h.sum {
		i := rng.Intn(len(h.sum))
		sum += h.sum[i]
		size += h.size[i]
	}
	return sum / size
}

// medianInterval is the bootstrap interval of the difference of medians.
func medianInterval(a, b []float64, o Options) (lo, hi float64) {
	rng := stats.NewStream(o.Seed, 12)
	a, b = stats.Sorted(a), stats.Sorted(b)
	draws := make([]float64, o.Draws)
	for i := range draws {
		draws[i] = stats.MedianDraw(rng, b) - stats.MedianDraw(rng, a)
	}
	return stats.Interval(draws, 0.95)
}

// shareInterval is that of Newcombe (1998, method 10) for a difference of
// shares.
func shareInterval(k, n, l, m int) (lo, hi float64) {
	p, q := float64(k)/float64(n), float64(l)/float64(m)
	lowP, upP := stats.Wilson(k, n, 0.95)
	lowQ, upQ := stats.Wilson(l, m, 0.95)
	return q - p - math.Hypot(q-lowQ, upP-p), q - p + math.Hypot(upQ-q, p-lowP)
}

// contributions gives the first entries the interval of their contribution, by
// resampling the cases of each side once for all of them.
func contributions(list []Entry, numbers []int32, a, b *side, before, after []observations, o Options) {
	list = list[:min(len(list), maxResampled)]
	if len(list) == 0 || min(a.cases(), b.cases()) < o.MinCases {
		return
	}
	draws := make([][]float64, len(list))
	for k := range draws {
		draws[k] = make([]float64, o.Draws)
	}
	for sign, side := range [2]*side{a, b} {
		observed := [2][]observations{before, after}[sign]
		of := assign(side.cases(), o.Seed)
		size := make([]float64, min(side.cases(), maxUnits))
		for _, lot := range of {
			size[lot]++
		}
		tables := make([][]float64, len(list))
		for k := range tables {
			tables[k] = make([]float64, len(size))
			for _, x := range at(observed, int(numbers[k])).of {
				tables[k][of[x.kase]] += float64(x.total) / 1e6
			}
		}
		drawContributions(draws, tables, size, float64(2*sign-1), stats.NewStream(o.Seed, uint64(20+sign)))
	}
	for k := range list {
		lo, hi := stats.Interval(draws[k], 0.95)
		list[k].Interval = &stats.Range{Low: lo, Up: hi}
	}
}

// drawContributions adds sign times the time per case of each resampling.
func drawContributions(draws, tables [][]float64, size []float64, sign float64, rng *stats.RNG) {
	counts := make([]int32, len(size))
	for d := range draws[0] {
		rng.Resample(counts)
		cases := 0.0
		for i, c := range counts {
			cases += float64(c) * size[i]
		}
		for k, table := range tables {
			sum := 0.0
			for i, c := range counts {
				sum += float64(c) * table[i]
			}
			draws[k][d] += sign * sum / cases
		}
	}
}
