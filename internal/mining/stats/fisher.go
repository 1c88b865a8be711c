package stats

import "math"

// exactTable is the most observations whose tables are counted one by one.
const exactTable = 4000

// FisherExact is the two-sided p-value that two shares, a in a+b and c in c+d,
// are the same: the probability, with these margins, of the tables that are no
// likelier than this one (Fisher 1935). Above 4,000 observations it is the
// chi-square of one degree of freedom with the continuity correction of Yates.
func FisherExact(a, b, c, d int) float64 {
	n, row, col := a+b+c+d, a+b, a+c
	if row == 0 || row == n || col == 0 || col == n {
		return 1
	}
	if n > exactTable {
		N := float64(n)
		away := max(0, math.Abs(float64(a)*float64(d)-float64(b)*float64(c))-N/2)
		return ChiSquareSF(N*away*away/(float64(row)*float64(n-row))/(float64(col)*float64(n-col)), 1)
	}
	choose := func(n, k int) float64 { return logFactorial(n) - logFactorial(k) - logFactorial(n-k) }
	table := func(a int) float64 { return choose(row, a) + choose(n-row, col-a) - choose(n, col) }
	limit := table(a) + 1e-7
	p := 0.0
	for k := max(0, col-(n-row)); k <= min(row, col); k++ {
		if l := table(k); l <= limit {
			p += math.Exp(l)
		}
	}
	return min(1, p)
}

func logFactorial(n int) float64 {
	v, _ := math.Lgamma(float64(n) + 1)
	return v
}
