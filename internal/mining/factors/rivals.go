package factors

import (
	"cmp"
	"slices"

	"pass/internal/mining/stats"
)

// maxRivals bounds the work; the strongest come first.
const maxRivals = 6

// rivals tests a found factor again within the values of each other one.
func (t *test) rivals(found []*test, o Options) {
	others := make([]*test, 0, len(found))
	for _, other := range found {
		if other != t {
			others = append(others, other)
		}
	}
	slices.SortStableFunc(others, func(a, b *test) int { return cmp.Compare(b.finding.Share, a.finding.Share) })
	for i, other := range others[:min(len(others), maxRivals)] {
		r := Rival{Other: other.finding.Factor}
		r.P, r.Verdict = t.within(other, o.Level, o.Seed+uint64(1000+i))
		t.finding.Rivals = append(t.finding.Rivals, r)
	}
	rank := map[Verdict]int{Inseparable: 0, Explained: 1, Independent: 2}
	slices.SortStableFunc(t.finding.Rivals, func(a, b Rival) int {
		return cmp.Or(cmp.Compare(rank[a.Verdict], rank[b.Verdict]), cmp.Compare(b.P, a.P))
	})
}

// maxWithin is how many cases, drawn by chance, the comparison within another
// factor looks at: what can no longer be seen in so many is of no use.
const (
	maxWithin   = 2000
	withinDraws = 499
)

// stratum is the cases with one value of the other factor.
type stratum struct {
	aligned []float64 // ranks less their mean
	group   []int32   // of the factor under test
}

// within aligns the ranks in each stratum of the other factor and asks whether
// the groups still differ, permuting only inside the strata.
func (t *test) within(other *test, level float64, seed uint64) (p float64, v Verdict) {
	strata := t.strata(other, t.drawn(seed))
	if len(strata) == 0 {
		return 1, Inseparable
	}
	groups := len(t.sizes)
	sums, weight := make([]float64, groups), make([]float64, groups)
	for _, s := range strata {
		for _, g := range s.group {
			weight[g]++
		}
	}
	statistic := func() (total float64) {
		clear(sums)
		for _, s := range strata {
			for i, g := range s.group {
				sums[g] += s.aligned[i]
			}
		}
		for g, w := range weight {
			if w > 0 {
				total += sums[g] * sums[g] / w
			}
		}
		return total
	}
	observed := statistic()
	p = stats.SequentialP(observed, withinDraws, seed, func(rng *stats.RNG) float64 {
		for _, s := range strata {
			rng.Permute(s.aligned)
		}
		return statistic()
	})
	if p <= level {
		return p, Independent
	}
	return p, Explained
}

// drawn is the cases to look at, as a table by place.
func (t *test) drawn(seed uint64) []bool {
	in := make([]bool, len(t.group))
	places := slices.Clone(t.cases)
	if len(places) > maxWithin {
		stats.NewStream(seed, 3).Shuffle(len(places), func(i, j int) { places[i], places[j] = places[j], places[i] })
		places = places[:maxWithin]
	}
	for _, i := range places {
		in[i] = true
	}
	return in
}

// strata are the values of the other factor within which this one varies.
func (t *test) strata(other *test, in []bool) (out []stratum) {
	for s := range other.names {
		var y []float64
		var group []int32
		for i, g := range t.group {
			if g != None && in[i] && other.group[i] == int32(s) {
				y = append(y, t.all[i])
				group = append(group, g)
			}
		}
		if len(group) < 2 || !slices.ContainsFunc(group, func(g int32) bool { return g != group[0] }) {
			continue
		}
		ranks, _ := stats.Ranks(y)
		mean := float64(len(y)+1) / 2
		for i := range ranks {
			ranks[i] = (ranks[i] - mean) / float64(len(y)+1)
		}
		out = append(out, stratum{ranks, group})
	}
	return out
}
