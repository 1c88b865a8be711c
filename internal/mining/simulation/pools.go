package simulation

import (
	"math"
	"slices"

	"pass/internal/mining/eventlog"
)

// together is how like the people of two activities must be, as the cosine of
// their counts, to be one pool.
const together = 0.6

// group puts activities that the same people do into one pool; an activity
// without known people is a pool of its own. pool is by activity, none for
// those that are nobody's work.
func group(all []story, activities, resources int, staffed []bool) (pools []int32, n int) {
	counts := make([]map[int32]float64, activities)
	total := make([]float64, activities)
	for i := range all {
		s := &all[i]
		for k := 1; k < len(s.at); k++ {
			if a, r := s.activity[k], s.resource[k]; r != eventlog.None && staffed[a] {
				if counts[a] == nil {
					counts[a] = map[int32]float64{}
				}
				counts[a][r]++
				total[a]++
			}
		}
	}
	order := make([]int32, 0, activities) // most frequent first: they make the pools
	for a := range int32(activities) {
		order = append(order, a)
	}
	slices.SortStableFunc(order, func(a, b int32) int { return int(total[b] - total[a]) })
	pools = make([]int32, activities)
	var people [][]float64
	for _, a := range order {
		pools[a] = none
		if !staffed[a] {
			continue
		}
		best, like := none, together
		mine := make([]float64, resources)
		for r, c := range counts[a] {
			mine[r] = c
		}
		for p := range people {
			if c := cosine(mine, people[p]); c >= like {
				best, like = int32(p), c
			}
		}
		if best == none {
			best = int32(len(people))
			people = append(people, make([]float64, resources))
		}
		pools[a] = best
		for r, c := range mine {
			people[best][r] += c
		}
	}
	return pools, len(people)
}

func cosine(a, b []float64) float64 {
	var ab, aa, bb float64
	for i := range a {
		ab += a[i] * b[i]
		aa += a[i] * a[i]
		bb += b[i] * b[i]
	}
	if aa == 0 || bb == 0 {
		return 0
	}
	return ab / math.Sqrt(aa*bb)
}

// recentStaff is the time over which the staff of today is counted.
const recentStaff = 90 * day

// fewOf is the share of the work of a pool below which a person only helps out.
const fewOf = 0.05

// count says how many people work in each pool: those who did at least one
// twentieth of its work in the last ninety days in which it worked; one, and
// not known, where the log does not name them.
func count(all []story, pools []int32, n int) (staff []int, known []bool) {
	last := make([]int64, n)
	for i := range all {
		s := &all[i]
		for k := 1; k < len(s.at); k++ {
			if p := pools[s.activity[k]]; p != none {
				last[p] = max(last[p], s.at[k])
			}
		}
	}
	did := make([]map[int32]int, n)
	sum := make([]int, n)
	for i := range all {
		s := &all[i]
		for k := 1; k < len(s.at); k++ {
			p := pools[s.activity[k]]
			if p == none || s.resource[k] == eventlog.None || s.at[k] < last[p]-recentStaff {
				continue
			}
			if did[p] == nil {
				did[p] = map[int32]int{}
			}
			did[p][s.resource[k]]++
			sum[p]++
		}
	}
	staff, known = make([]int, n), make([]bool, n)
	for p := range staff {
		for _, c := range did[p] {
			if float64(c) >= fewOf*float64(sum[p]) {
				staff[p]++
			}
		}
		known[p] = staff[p] > 0
		staff[p] = max(1, staff[p])
	}
	return staff, known
}
