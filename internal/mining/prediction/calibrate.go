package prediction

import (
	"math"
	"slices"

	"pass/internal/mining/stats"
)

// calibration corrects predicted distributions by what came of earlier
// predictions. Where the truth stood in each predicted distribution (a share
// from 0 to 1) should be uniform; the correction makes it so, apart for cases at
// an early, a middle and a late stage (Kuleshov, Fenner, Ermon 2018; the stages
// are the categories of a Mondrian conformal predictor, Vovk 2005). The latest
// predictions count most, so that it follows a process that changes (Barber,
// Candès, Ramdas, Tibshirani 2023); those whose case is still open count as far
// as they have come, because short cases alone would end in time to be counted.
type calibration struct {
	careful bool
	stage   []int32     // upper bounds, in events seen, of all stages but the last
	knots   [][]float64 // by stage: share of the distribution that holds k/20 of the truths
}

const knots = 20

// Fewer cases than this at a stage say nothing of their own; a prior of
// priorCases cases that need no correction is joined to those there are.
const (
	stageCases = 30
	priorCases = 2
)

// How fast what came is forgotten: a prediction counts half when a twentieth of
// all was made since, but never so fast that fewer than speakers complete cases
// would speak. One setting for all logs: of those tried (2, 3, 5 and 10 %, 60 and
// 120 cases) the one with the best coverage over the five public logs together;
// TestDrift tries it on processes that it was not chosen on.
const (
	fraction = 0.05
	speakers = 60
)

// calibrate learns the correction from what the records tell at an instant.
func calibrate(records []record, now int64, careful bool) *calibration {
	c := &calibration{careful: careful}
	truths := make([]truth, 0, len(records))
	for i := range records {
		if records[i].at < now {
			truths = append(truths, records[i].truthAt(now))
		}
	}
	age(truths)
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

// age gives truths their weights: the latest count most.
func age(truths []truth) {
	slices.SortStableFunc(truths, func(a, b truth) int {
		switch {
		case a.at > b.at:
			return -1
		case a.at < b.at:
			return 1
		}
		return 0
	})
	of := make([]int32, len(truths)) // cases, numbered from the latest
	number := map[int32]int32{}
	for i := range truths {
		n, ok := number[truths[i].of]
		if !ok {
			n = int32(len(number))
			number[truths[i].of] = n
		}
		of[i] = n
	}
	by := make([]float64, len(number))
	try := func(half float64) float64 {
		clear(by)
		fade, w := math.Exp2(-1/half), 1.0
		for i := range truths {
			truths[i].weight = w
			if !truths[i].open {
				by[of[i]] += w
			}
			w *= fade
		}
		return kish(by)
	}
	n := float64(len(truths))
	if len(truths) == 0 || try(fraction*n) >= speakers || try(1e3*n) <= speakers {
		return
	}
	lo, hi := fraction*n, 1e3*n
	for hi/lo > 1.05 {
		if mid := math.Sqrt(lo * hi); try(mid) < speakers {
			lo = mid
		} else {
			hi = mid
		}
	}
	try(hi)
}

// kish is of how many equal weights the given ones have the worth (Kish 1965).
func kish(weights []float64) float64 {
	var sum, squares float64
	for _, w := range weights {
		sum += w
		squares += w * w
	}
	if squares == 0 {
		return 0
	}
	return sum * sum / squares
}

// fit reports whether every stage has enough cases.
func (c *calibration) fit(truths []truth) bool {
	c.knots = nil
	enough := true
	for stage := range len(c.stage) + 1 {
		var here []truth
		for _, t := range truths {
			if c.of(t.seen) == stage {
				here = append(here, t)
			}
		}
		n := effective(here)
		enough = enough && n >= stageCases
		c.knots = append(c.knots, c.knotsOf(here, n))
	}
	return enough
}

// effective is how many cases speak in truths of different weight.
func effective(truths []truth) float64 {
	number := map[int32]int{}
	var by []float64
	for i := range truths {
		n, ok := number[truths[i].of]
		if !ok {
			n = len(by)
			number[truths[i].of] = n
			by = append(by, 0)
		}
		if !truths[i].open {
			by[n] += truths[i].weight
		}
	}
	return kish(by)
}

// knotsOf is the correction of a stage of which n cases tell lately. In the
// middle it is what all periods say, because a median needs many cases; towards
// the ends it is more and more what came lately.
func (c *calibration) knotsOf(truths []truth, n float64) []float64 {
	levels := make([]float64, knots-1)
	for i := range levels {
		levels[i] = float64(i+1) / knots
	}
	lately := survive(truths, levels) // in order of place from here on
	k := make([]float64, knots+1)
	for i, p := range levels {
		at := lately[i]
		if c.careful {
			at += caution(truths, p)
		}
		if long, ok := placeOf(truths, p); ok {
			at = long + math.Abs(2*p-1)*(at-long)
		}
		k[i+1] = max(k[i], min((n*at+priorCases*p)/(n+priorCases), 1))
	}
	k[knots] = 1
	return k
}

// placeOf is the place under which the share p of the truths stands that were
// held out when the method was fitted; false without such.
func placeOf(sorted []truth, p float64) (float64, bool) {
	var total, s float64
	for i := range sorted {
		total += sorted[i].stands
	}
	for i := range sorted {
		if s += sorted[i].stands; s >= p*total && total > 0 {
			return sorted[i].place, true
		}
	}
	return p, false
}

// caution is how far the correction at p goes beyond what came on average,
// because a coming period is not the mean of the past ones: half of the
// standard deviation between the periods at the ends, nothing in the middle.
func caution(sorted []truth, p float64) float64 {
	var of [periods][]truth
	for _, t := range sorted {
		if t.stands > 0 {
			of[t.period] = append(of[t.period], t)
		}
	}
	var places []float64
	for _, one := range of {
		if len(one) > 20 {
			at, _ := placeOf(one, p)
			places = append(places, at)
		}
	}
	if len(places) < 3 {
		return 0
	}
	return (p - 0.5) * math.Sqrt(stats.Variance(places))
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
