package peers

import (
	"cmp"
	"math"
	"slices"
)

// Dot is a body as others may see it: without name, rounded.
type Dot struct {
	N       int     // practices, rounded down to 10, 20, 50, 100, 200, 500 …
	Typical float64 // days, to two digits
	Own     bool    // the body that looks; then exact
}

// Anonymous gives the points that the body own may see: its own and those of
// the bodies with enough practices, in an order that tells nothing. There are
// none if fewer than MinBodies bodies, own included, would stand behind them.
func (r *Result) Anonymous(own string) ([]Dot, NotKnown) {
	if r.NotKnown != Known {
		return nil, r.NotKnown
	}
	var dots []Dot
	known, enough := false, 0
	for _, p := range r.Points {
		switch {
		case p.ID == own:
			known = true
			dots = append(dots, Dot{p.N, p.Typical, true})
			if p.N >= r.MinCases {
				enough++
			}
		case p.N >= r.MinCases:
			enough++
			dots = append(dots, Dot{RoundDown(p.N), TwoDigits(p.Typical), false})
		}
	}
	if !known {
		return nil, NotOneOfThese
	}
	if enough < MinBodies {
		return nil, NotAnonymous
	}
	slices.SortStableFunc(dots, func(a, b Dot) int {
		return cmp.Or(cmp.Compare(a.N, b.N), cmp.Compare(a.Typical, b.Typical))
	})
	return dots, Known
}

// RoundDown is the greatest of 1, 2, 5, 10, 20, 50 … that n reaches.
func RoundDown(n int) int {
	best := 0
	for unit := 1; unit <= n; unit *= 10 {
		for _, k := range [3]int{1, 2, 5} {
			if k*unit <= n {
				best = k * unit
			}
		}
		if unit > math.MaxInt/100 {
			break
		}
	}
	return best
}

// TwoDigits rounds to two significant digits; what is not positive is 0.
func TwoDigits(x float64) float64 {
	if x <= 0 {
		return 0
	}
	unit := math.Pow(10, math.Floor(math.Log10(x))-1)
	return math.Round(x/unit) * unit
}
