package factors

import (
	"cmp"
	"math"
	"slices"

	"pass/internal/mining/stats"
)

// test is a factor on its way to a Finding. Its cases stand group by group.
type test struct {
	finding Finding
	cases   []int32     // places in the outcome
	y       []float64   // outcome, group by group
	sizes   []int       // of the groups
	names   []string    // of the groups
	rare    int         // values gathered in the last group, or 0
	group   []int32     // by place in the outcome: group, or None
	all     []float64   // the outcome of all cases
	ids     []int32     // in the Log
	max     int         // ids listed for each value
	ranks   []float64   // of y
	ties    float64     // as stats.Ranks gives them
	parts   [][]float64 // y by group
}

// newTest gathers the cases of each value, and the rare values together.
func newTest(y []float64, ids []int32, f *Factor, o Options) *test {
	t := &test{finding: Finding{Factor: f, P: 1, Q: 1}, all: y, ids: ids, max: o.MaxCases}
	count := make([]int, len(f.Values))
	distinct := 0
	for i, v := range f.Of {
		switch {
		case math.IsNaN(y[i]):
		case v == None:
			t.finding.Missing++
		default:
			if count[v] == 0 {
				distinct++
			}
			count[v]++
			t.finding.N++
		}
	}
	groupOf := t.gather(count, o.MinGroup)
	t.fill(groupOf)
	switch {
	case t.finding.N < o.MinCases:
		t.finding.NotKnown = TooFewCases
	case len(t.sizes) < 2 && distinct > t.finding.N/2:
		t.finding.NotKnown = TooManyValues
	case len(t.sizes) < 2:
		t.finding.NotKnown = OneValue
	case constant(t.y):
		t.finding.NotKnown = NoVariation
	}
	t.describe()
	return t
}

// gather decides the group of each value; the rare ones share the last one, if
// together they are not rare.
func (t *test) gather(count []int, least int) []int32 {
	groupOf := make([]int32, len(count))
	rare, rareCases := 0, 0
	for v, n := range count {
		groupOf[v] = None
		switch {
		case n >= least:
			groupOf[v] = int32(len(t.names))
			t.names = append(t.names, t.finding.Factor.Values[v])
		case n > 0:
			rare++
			rareCases += n
		}
	}
	if rareCases < least {
		t.finding.N -= rareCases
		return groupOf
	}
	for v, n := range count {
		if n > 0 && n < least {
			groupOf[v] = int32(len(t.names))
		}
	}
	t.names = append(t.names, "")
	t.rare = rare
	return groupOf
}

// fill lays the cases out group by group.
func (t *test) fill(groupOf []int32) {
	f := t.finding.Factor
	t.group = make([]int32, len(f.Of))
	t.sizes = make([]int, len(t.names))
	for i, v := range f.Of {
		t.group[i] = None
		if v != None && !math.IsNaN(t.all[i]) {
			t.group[i] = groupOf[v]
		}
		if g := t.group[i]; g != None {
			t.sizes[g]++
		}
	}
	for g := range t.names {
		for i := range t.group {
			if t.group[i] == int32(g) {
				t.cases = append(t.cases, int32(i))
				t.y = append(t.y, t.all[i])
			}
		}
	}
	lo := 0
	for _, n := range t.sizes {
		t.parts = append(t.parts, t.y[lo:lo+n])
		lo += n
	}
}

const (
	draws = 4999 // permutations at most
	// With so many cases in all, and in each group, chi-square is as good; with
	// very many it is good whatever the groups.
	enoughCases = 200
	enoughGroup = 15
	manyCases   = 1000
)

// overall is the test of the factor.
func (t *test) overall(seed uint64) {
	t.ranks, t.ties = stats.Ranks(t.y)
	h := stats.KruskalH(t.ranks, t.ties, t.sizes)
	k, n := float64(len(t.sizes)), float64(len(t.y))
	if n > k {
		t.finding.Share = max(0, (h-k+1)/(n-k))
	}
	if len(t.y) >= manyCases || len(t.y) >= enoughCases && slices.Min(t.sizes) >= enoughGroup {
		t.finding.P = stats.ChiSquareSF(h, len(t.sizes)-1)
		return
	}
	ranks := slices.Clone(t.ranks)
	draw := func(rng *stats.RNG) float64 {
		rng.Permute(ranks)
		return between(ranks, t.sizes)
	}
	t.finding.P = stats.SequentialP(between(t.ranks, t.sizes), draws, seed, draw)
}

// between is the part of the sum of squares that lies between the groups, up to
// a constant.
func between(ranks []float64, sizes []int) (s float64) {
	lo := 0
	for _, n := range sizes {
		sum := 0.0
		for _, r := range ranks[lo : lo+n] {
			sum += r
		}
		s += sum * sum / float64(n)
		lo += n
	}
	return s
}

// describe fills the levels.
func (t *test) describe() {
	for g, values := range t.parts {
		l := Level{Value: t.names[g], N: len(values), Median: stats.Median(values), Mean: stats.Mean(values), P: 1}
		if t.rare > 0 && g == len(t.parts)-1 {
			l.Gathered = t.rare
		}
		if rest := t.rest(g); len(rest) > 0 {
			l.Difference = l.Median - stats.Median(rest)
			l.Delta = stats.CliffDelta(values, rest)
		}
		l.Cases = t.listed(g)
		t.finding.Levels = append(t.finding.Levels, l)
	}
	if !t.finding.Factor.Ordered {
		slices.SortStableFunc(t.finding.Levels, func(a, b Level) int { return cmp.Compare(b.Median, a.Median) })
	}
}

// rest is the outcome of all other groups.
func (t *test) rest(g int) []float64 {
	rest := make([]float64, 0, len(t.y))
	for k, values := range t.parts {
		if k != g {
			rest = append(rest, values...)
		}
	}
	return rest
}

// listed is the cases of a group, the greatest outcome first.
func (t *test) listed(g int) []int32 {
	lo := 0
	for _, n := range t.sizes[:g] {
		lo += n
	}
	places := slices.Clone(t.cases[lo : lo+t.sizes[g]])
	slices.SortStableFunc(places, func(a, b int32) int { return cmp.Compare(t.all[b], t.all[a]) })
	if t.max >= 0 && len(places) > t.max {
		places = places[:t.max]
	}
	for i, p := range places {
		places[i] = t.ids[p]
	}
	return places
}

// values tests each value of a found factor against the rest.
func (t *test) values(level float64, seed uint64) {
	levels := t.finding.Levels
	p := make([]float64, len(levels))
	at := make([]int, len(levels)) // the group of each level
	for i, l := range levels {
		at[i] = t.groupNamed(l)
		p[i] = stats.MannWhitney(t.parts[at[i]], t.rest(at[i]))
	}
	adjusted := stats.Holm(p)
	if len(levels) == 2 { // the two are one test, that of the factor
		adjusted = []float64{t.finding.P, t.finding.P}
	}
	for i := range levels {
		l := &levels[i]
		l.P = adjusted[i]
		if l.Found = l.P <= level; l.Found {
			l.Interval = difference(t.parts[at[i]], t.rest(at[i]), seed)
		}
	}
}

func (t *test) groupNamed(l Level) int {
	if l.Gathered > 0 {
		return len(t.names) - 1
	}
	return slices.Index(t.names, l.Value)
}

// differenceDraws are enough for an interval that is read to two digits.
const differenceDraws = 999

// difference is the bootstrap interval of the difference of medians.
func difference(a, b []float64, seed uint64) *stats.Range {
	rng := stats.NewStream(seed, 77)
	a, b = stats.Sorted(a), stats.Sorted(b)
	draws := make([]float64, differenceDraws)
	for i := range draws {
		draws[i] = stats.MedianDraw(rng, a) - stats.MedianDraw(rng, b)
	}
	lo, hi := stats.Interval(draws, 0.95)
	return &stats.Range{Low: lo, Up: hi}
}
