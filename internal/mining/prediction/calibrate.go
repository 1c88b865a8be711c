package prediction

import (
	"cmp"
	"math"
	"slices"

	"pass/internal/mining/stats"
)

// calibration corrects predicted distributions by what happened on held-out
// cases. Where the truth stood in each predicted distribution (a share from 0
// to 1) should be uniform; the correction makes it so, apart for cases at an
// early, a middle and a late stage (Kuleshov, Fenner, Ermon 2018; the stages
// are the categories of a Mondrian conformal predictor, Vovk 2005).
type calibration struct {
	stage   []int32 // upper bounds, in events seen, of all stages but the last
	careful bool
	knots   [][]float64 // by stage: share of the distribution that holds k/20 of the truths
}

const knots = 20

// Fewer held-out cases than this at a stage say nothing of their own; a prior
// of priorCases cases that need no correction is joined to those there are.
const (
	stageCases = 30
	priorCases = 5
)

// truth is where the remaining time of a held-out sample stood.
type truth struct {
	of, seen int32
	place    float64
	weight   float64
	period   int32
}

// calibrate learns the correction; a careful one widens the distributions.
func calibrate(truths []truth, careful bool) *calibration {
	c := &calibration{careful: careful}
	seen := make([]int32, len(truths))
	for i, t := range truths {
		seen[i] = t.seen
	}
	slices.Sort(seen)
	if len(seen) > 0 {
		c.stage = []int32{seen[len(seen)/3], seen[2*len(seen)/3]}
	}
	if !c.fit(truths) {
		c.stage = nil
		c.fit(truths)
	}
	return c
}

// fit reports whether every stage has enough cases.
func (c *calibration) fit(truths []truth) bool {
	c.knots = nil
	enough := true
	for stage := range len(c.stage) + 1 {
		var places []truth
		cases := map[int32]bool{}
		for _, t := range truths {
			if c.of(t.seen) == stage {
				places = append(places, t)
				cases[t.of] = true
			}
		}
		enough = enough && len(cases) >= stageCases
		slices.SortFunc(places, func(a, b truth) int { return cmp.Compare(a.place, b.place) })
		c.knots = append(c.knots, c.knotsOf(places, float64(len(cases))))
	}
	return enough
}

// knotsOf is the correction of a stage of which n cases tell.
func (c *calibration) knotsOf(places []truth, n float64) []float64 {
	k := make([]float64, knots+1)
	for i := 1; i < knots; i++ {
		p := float64(i) / knots
		k[i] = p
		if n > 0 {
			at := placeOf(places, p)
			if c.careful {
				at += caution(places, p)
			}
			k[i] = (n*at + priorCases*p) / (n + priorCases)
		}
		k[i] = max(k[i-1], min(k[i], 1))
	}
	k[knots] = 1
	return k
}

func (c *calibration) of(seen int32) int {
	stage := 0
	for stage < len(c.stage) && seen > c.stage[stage] {
		stage++
	}
	return stage
}

// share is the part of the predicted distribution that holds p of the truths.
func (c *calibration) share(seen int32, p float64) float64 {
	k := c.knots[c.of(seen)]
	at := p * knots
	i := min(int(at), knots-1)
	return k[i] + (k[i+1]-k[i])*(at-float64(i))
}

// chance is the inverse of share: the probability of not exceeding the share u
// of the predicted distribution.
func (c *calibration) chance(seen int32, u float64) float64 {
	k := c.knots[c.of(seen)]
	i := 0
	for i < knots-1 && k[i+1] < u {
		i++
	}
	part := 1.0
	if k[i+1] > k[i] {
		part = min(max((u-k[i])/(k[i+1]-k[i]), 0), 1)
	}
	return (float64(i) + part) / knots
}

// placeOf is the place under which the share p of the truths stands.
func placeOf(sorted []truth, p float64) float64 {
	var total, s float64
	for _, t := range sorted {
		total += t.weight
	}
	for _, t := range sorted {
		if s += t.weight; s >= p*total {
			return t.place
		}
	}
	return 1
}

// caution is how far the correction at p goes beyond what came on average,
// because a coming period is not the mean of the past ones: half of the
// standard deviation between the periods at the ends, nothing in the middle.
func caution(sorted []truth, p float64) float64 {
	var of [periods][]truth
	for _, t := range sorted {
		of[t.period] = append(of[t.period], t)
	}
	var places []float64
	for _, one := range of {
		if len(one) > 20 {
			places = append(places, placeOf(one, p))
		}
	}
	if len(places) < 3 {
		return 0
	}
	return (p - 0.5) * math.Sqrt(stats.Variance(places))
}
