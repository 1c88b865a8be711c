package stats

import "math"

// exactLimit is the most values, of both groups together, whose rank sums
// MannWhitney counts one by one.
const exactLimit = 40

// MannWhitney is the two-sided p-value that neither of two groups tends to
// greater values (Mann and Whitney 1947). Up to 40 values it is exact, with
// ties too: all ways in which the ranks could fall on the groups are counted.
// Above, it is the normal approximation with the correction for ties and for
// continuity. It is 1 if a group is empty.
func MannWhitney(a, b []float64) float64 {
	n, m := len(a), len(b)
	if n == 0 || m == 0 {
		return 1
	}
	ranks, ties := Ranks(append(append(make([]float64, 0, n+m), a...), b...))
	sum := Sum(ranks[:n])
	all := float64(n + m)
	away := math.Abs(sum - float64(n)*(all+1)/2)
	if n+m <= exactLimit {
		return rankSumTail(ranks, n, away)
	}
	variance := float64(n) * float64(m) / 12 * ((all + 1) - ties/(all*(all-1)))
	if variance <= 0 {
		return 1
	}
	return TwoSided(max(0, away-0.5) / math.Sqrt(variance))
}

// rankSumTail is the share of the choices of n ranks whose sum is at least away
// from its mean. Ranks count in halves, so that sums are integers.
func rankSumTail(ranks []float64, n int, away float64) float64 {
	total := 0
	halves := make([]int, len(ranks))
	for i, r := range ranks {
		halves[i] = int(math.Round(2 * r))
		total += halves[i]
	}
	// ways[k][s]: choices of k ranks with the sum s.
	ways := make([][]float64, n+1)
	for k := range ways {
		ways[k] = make([]float64, total+1)
	}
	ways[0][0] = 1
	for i, h := range halves {
		for k := min(n, i+1); k >= 1; k-- {
			for s := total; s >= h; s-- {
				ways[k][s] += ways[k-1][s-h]
			}
		}
	}
	mean := float64(n) * float64(len(ranks)+1)
	var far, every float64
	for s, w := range ways[n] {
		every += w
		if math.Abs(float64(s)-mean) >= 2*away-1e-9 {
			far += w
		}
	}
	return min(1, far/every)
}

// CliffDelta is the effect that goes with MannWhitney: how much likelier it is
// that a value of a exceeds one of b than the reverse, from −1 to 1, 0 when
// they are alike (Cliff 1993). It is NaN if a group is empty.
func CliffDelta(a, b []float64) float64 {
	n, m := float64(len(a)), float64(len(b))
	if n == 0 || m == 0 {
		return math.NaN()
	}
	ranks, _ := Ranks(append(append(make([]float64, 0, len(a)+len(b)), a...), b...))
	u := Sum(ranks[:len(a)]) - n*(n+1)/2
	return 2*u/(n*m) - 1
}

// KruskalWallis is the p-value that none of the groups tends to greater values
// (Kruskal and Wallis 1952), with the correction for ties and the chi-square
// approximation. Empty groups do not count; with fewer than two groups, or
// without variation, it is 1. With very small groups compare by permutation.
func KruskalWallis(groups ...[]float64) float64 {
	var all []float64
	var sizes []int
	for _, g := range groups {
		if len(g) > 0 {
			all = append(all, g...)
			sizes = append(sizes, len(g))
		}
	}
	if len(sizes) < 2 {
		return 1
	}
	ranks, ties := Ranks(all)
	h := KruskalH(ranks, ties, sizes)
	if math.IsNaN(h) {
		return 1
	}
	return ChiSquareSF(h, len(sizes)-1)
}

// KruskalH is the statistic of KruskalWallis from the ranks of the groups, one
// after the other, NaN without variation.
func KruskalH(ranks []float64, ties float64, sizes []int) float64 {
	n := float64(len(ranks))
	correction := 1 - ties/(n*n*n-n)
	if n < 2 || correction <= 0 {
		return math.NaN()
	}
	h, lo := 0.0, 0
	for _, size := range sizes {
		s := 0.0
		for _, r := range ranks[lo : lo+size] {
			s += r
		}
		lo += size
		away := s/float64(size) - (n+1)/2
		h += float64(size) * away * away
	}
	return 12 / (n * (n + 1)) * h / correction
}

// BenjaminiHochberg turns p-values into q-values: calling discoveries those
// with q ≤ α keeps the expected share of false ones among them at α, for tests
// that are independent or positively dependent (Benjamini and Hochberg 1995).
// When no hypothesis is false, any discovery at all happens in at most α of the
// cases. The order is that of p; a NaN counts as 1.
func BenjaminiHochberg(p []float64) (q []float64) { return stepUp(p, 1) }

// BenjaminiYekutieli is BenjaminiHochberg for tests that depend on each other
// in any way (Benjamini and Yekutieli 2001).
func BenjaminiYekutieli(p []float64) (q []float64) {
	harmonic := 0.0
	for i := range p {
		harmonic += 1 / float64(i+1)
	}
	return stepUp(p, harmonic)
}

func stepUp(p []float64, factor float64) []float64 {
	order := ascending(p)
	q := make([]float64, len(p))
	least := 1.0
	for k := len(order) - 1; k >= 0; k-- {
		i := order[k]
		least = min(least, asP(p[i])*factor*float64(len(p))/float64(k+1))
		q[i] = least
	}
	return q
}

// Holm adjusts p-values so that the probability of any false rejection at all
// stays at α, however the tests depend on each other (Holm 1979).
func Holm(p []float64) (adjusted []float64) {
	order := ascending(p)
	adjusted = make([]float64, len(p))
	most := 0.0
	for k, i := range order {
		most = max(most, min(1, asP(p[i])*float64(len(p)-k)))
		adjusted[i] = most
	}
	return adjusted
}

func asP(p float64) float64 {
	if math.IsNaN(p) {
		return 1
	}
	return p
}
