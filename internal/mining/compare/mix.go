package compare

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"

	"pass/internal/mining/stats"
)

// minGroup is how many cases a group needs on each side that it occurs on, to
// stand alone; the rest are gathered.
const minGroup = 5

// Mix tells how much of the change of the mean case comes from other cases
// arriving and how much from the same ones lasting longer: Composition + Within
// = the difference of the means.
type Mix struct {
	Composition Change  // other shares of the groups
	Within      Change  // other means within the groups
	ShareP      float64 // that the shares of the groups did not change, by permutation
	Groups      []Group // the greatest part, either way, first
	NotKnown    NotKnown
}

// Group is a variant or a value of the column.
type Group struct {
	Name                  string   // of the column; of a gathered group or a variant, empty
	Sequence              []string // of a variant
	Gathered              int      // groups that were too rare and stand here together, or 0
	CasesBefore           int
	CasesAfter            int
	ShareBefore           float64
	ShareAfter            float64
	MeanBefore, MeanAfter float64 // 0 where there are no cases
	Composition, Within   float64 // seconds of the change of the mean case
	Found                 bool    // the interval of its part within is all on one side of zero
	WithinLow, WithinUp   float64
}

// mix decomposes the change of the mean.
func mix(d *dictionary, a, b *side, why NotKnown, o Options) Mix {
	m := Mix{NotKnown: why, ShareP: 1}
	if d.groupBy != "" && !(d.hasGroup[0] && d.hasGroup[1]) {
		m.NotKnown = NoColumn
		return m
	}
	if a.cases() == 0 || b.cases() == 0 {
		return m
	}
	g := gather(d, a, b)
	composition, within := g.split(g.tally(a, g.of[0]), g.tally(b, g.of[1]))
	m.Groups = g.describe(d, a, b, composition, within)
	m.Composition = Change{Difference: stats.Sum(composition), P: 1, Q: 1, NotKnown: why}
	m.Within = Change{Difference: stats.Sum(within), P: 1, Q: 1, NotKnown: why}
	if why == Known && g.count < 2 {
		m.NotKnown, m.Composition.NotKnown = OneGroup, OneGroup
	}
	if m.NotKnown == Known {
		g.resample(&m, a, b, o)
		m.ShareP = g.shares(o)
	}
	slices.SortStableFunc(m.Groups, func(x, y Group) int {
		return cmp.Compare(math.Abs(y.Composition+y.Within), math.Abs(x.Composition+x.Within))
	})
	return m
}

// grouping is the groups that stand, from 0, and that of each case.
type grouping struct {
	count    int
	group    []int32 // of the dictionary, by standing group; −1: gathered
	gathered int
	of       [2][]int32
}

func gather(d *dictionary, a, b *side) *grouping {
	counts := [2][]int{make([]int, len(d.groups)), make([]int, len(d.groups))}
	for i, s := range [2]*side{a, b} {
		for _, g := range s.group {
			counts[i][g]++
		}
	}
	out := &grouping{}
	stands := make([]int32, len(d.groups))
	for g := range stands {
		n, m := counts[0][g], counts[1][g]
		stands[g] = -1
		if max(n, m) >= minGroup && (min(n, m) == 0 || min(n, m) >= minGroup) {
			stands[g] = int32(out.count)
			out.group = append(out.group, int32(g))
			out.count++
		} else if n+m > 0 {
			out.gathered++
		}
	}
	if out.gathered > 0 {
		out.group = append(out.group, -1)
		out.count++
	}
	for i, s := range [2]*side{a, b} {
		out.of[i] = make([]int32, s.cases())
		for k, g := range s.group {
			if out.of[i][k] = stands[g]; stands[g] < 0 {
				out.of[i][k] = int32(out.count - 1)
			}
		}
	}
	return out
}

// tally is the cases and their time by group.
type tally struct{ n, sum []float64 }

func newTally(groups int) tally { return tally{make([]float64, groups), make([]float64, groups)} }

func (g *grouping) tally(s *side, of []int32) tally {
	t := newTally(g.count)
	for k, group := range of {
		t.n[group]++
		t.sum[group] += s.duration[k]
	}
	return t
}

// split is the decomposition of Kitagawa, by group: shares at the mean of the
// two means, less the overall mean so that a group that grows counts for what
// it is longer than the others; and means at the mean of the two shares. A
// group that one side does not have has no change within.
func (g *grouping) split(a, b tally) (composition, within []float64) {
	composition, within = make([]float64, g.count), make([]float64, g.count)
	n, m := stats.Sum(a.n), stats.Sum(b.n)
	centre := (stats.Sum(a.sum)/n + stats.Sum(b.sum)/m) / 2
	for i := range composition {
		if a.n[i]+b.n[i] == 0 {
			continue
		}
		before, after := a.sum[i]/a.n[i], b.sum[i]/b.n[i]
		if a.n[i] == 0 {
			before = after
		}
		if b.n[i] == 0 {
			after = before
		}
		p, q := a.n[i]/n, b.n[i]/m
		composition[i] = (q - p) * ((before+after)/2 - centre)
		within[i] = (p + q) / 2 * (after - before)
	}
	return composition, within
}

func (g *grouping) describe(d *dictionary, a, b *side, composition, within []float64) []Group {
	before, after := g.tally(a, g.of[0]), g.tally(b, g.of[1])
	out := make([]Group, g.count)
	for i := range out {
		x := &out[i]
		if id := g.group[i]; id < 0 {
			x.Gathered = g.gathered
		} else if d.groupBy == "" {
			x.Sequence = d.sequence(d.groups[id])
		} else {
			x.Name = d.groups[id]
		}
		x.CasesBefore, x.CasesAfter = int(before.n[i]), int(after.n[i])
		x.ShareBefore, x.ShareAfter = before.n[i]/float64(a.cases()), after.n[i]/float64(b.cases())
		if before.n[i] > 0 {
			x.MeanBefore = before.sum[i] / before.n[i]
		}
		if after.n[i] > 0 {
			x.MeanAfter = after.sum[i] / after.n[i]
		}
		x.Composition, x.Within = composition[i], within[i]
	}
	return out
}

// sequence names the activities of a variant.
func (d *dictionary) sequence(key string) (names []string) {
	for i := 0; i < len(key); i += 4 {
		names = append(names, d.names[binary.LittleEndian.Uint32([]byte(key[i:i+4]))])
	}
	return names
}

// The work of a resampling of great logs is bounded.
const (
	maxDrawn   = 20_000_000
	leastDraws = 199
)

// resample draws the cases of both sides again and again.
func (g *grouping) resample(m *Mix, a, b *side, o Options) {
	rng := stats.NewStream(o.Seed, 31)
	n := min(o.Draws, max(leastDraws, maxDrawn/(a.cases()+b.cases())))
	composition, within := make([]float64, n), make([]float64, n)
	parts := make([][]float64, g.count)
	for i := range parts {
		parts[i] = make([]float64, n)
	}
	x, y := newTally(g.count), newTally(g.count)
	for d := range n {
		x.draw(rng, a, g.of[0])
		y.draw(rng, b, g.of[1])
		c, w := g.split(x, y)
		composition[d], within[d] = stats.Sum(c), stats.Sum(w)
		for i := range parts {
			parts[i][d] = w[i]
		}
	}
	df := float64(max(1, min(a.cases(), b.cases())-g.count))
	p := stats.Holm([]float64{away(m.Composition.Difference, composition, df), away(m.Within.Difference, within, df)})
	for i, c := range []*Change{&m.Composition, &m.Within} {
		c.Low, c.Up = stats.Interval([][]float64{composition, within}[i], 0.95)
		c.P, c.Q, c.Found = p[i], p[i], p[i] <= o.Level
	}
	level := o.Level / float64(max(g.count, 1))
	for i := range m.Groups {
		group := &m.Groups[i]
		enough := group.CasesBefore >= o.MinCases && group.CasesAfter >= o.MinCases
		group.Found = enough && away(group.Within, parts[i], float64(min(group.CasesBefore, group.CasesAfter)-1)) <= level
		group.WithinLow, group.WithinUp = stats.Interval(parts[i], 0.95)
	}
}

// away is the p-value of zero for an estimate with the spread of its draws, by
// Student's t.
func away(estimate float64, draws []float64, df float64) float64 {
	sd := math.Sqrt(stats.Variance(draws))
	if !(sd > 0) {
		return 1
	}
	return stats.StudentTwoSided(estimate/sd, df)
}

// draw resamples the cases of a side.
func (t tally) draw(rng *stats.RNG, s *side, of []int32) {
	clear(t.n)
	clear(t.sum)
	for range of {
		k := rng.Intn(len(of))
		t.n[of[k]]++
		t.sum[of[k]] += s.duration[k]
	}
}

// shares is the permutation test that the shares of the groups are the same on
// both sides, by chi-square.
func (g *grouping) shares(o Options) float64 {
	all := append(slices.Clone(g.of[0]), g.of[1]...)
	n := len(g.of[0])
	total := make([]float64, g.count)
	for _, i := range all {
		total[i]++
	}
	first := make([]float64, g.count)
	statistic := func() (x float64) {
		clear(first)
		for _, i := range all[:n] {
			first[i]++
		}
		for i, t := range total {
			want := t * float64(n) / float64(len(all))
			x += (first[i] - want) * (first[i] - want) / t
		}
		return x
	}
	observed := statistic()
	if len(all) > exactCases {
		p := float64(n) / float64(len(all))
		return stats.ChiSquareSF(observed/(p*(1-p)), g.count-1)
	}
	return stats.SequentialP(observed, o.Draws, o.Seed+5, func(rng *stats.RNG) float64 {
		for i := range n {
			j := i + rng.Intn(len(all)-i)
			all[i], all[j] = all[j], all[i]
		}
		return statistic()
	})
}
