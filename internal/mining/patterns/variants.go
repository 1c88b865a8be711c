package patterns

import (
	"cmp"
	"slices"

	"pass/internal/mining/eventlog"
)

// Variant is one sequence of activities and the cases that follow it.
type Variant struct {
	Activities []int32 // ids
	Count      int
	Share      float64 // of the cases
	Cumulative float64 // share of the cases of this variant and of those before it
	Cases      []int32
	Duration   Cost // from the first event to the last
}

// Coverage is how many variants, the most frequent first, are needed for a
// share of the cases.
type Coverage struct {
	Share    float64 // 0.5, 0.8, 0.9, 0.95, 1
	Variants int
	Part     float64 // Variants over all of them: Pareto's question
}

// Variants is how the cases of a view differ.
type Variants struct {
	Cases    int
	Distinct int
	Single   int       // variants with one case only
	List     []Variant // in order of count, then of the names
	Coverage []Coverage
}

// VariantsOf groups the cases by variant and details the most most frequent
// ones; most ≤ 0 details all.
func VariantsOf(v *eventlog.View, most int, o Options) *Variants {
	g := v.Variants()
	r := &Variants{Cases: v.Cases(), Distinct: g.Len()}
	rank := ranks(v.Log.Activities)
	numbers := make([]int32, g.Len())
	for i := range numbers {
		numbers[i] = int32(i)
		if g.Count[i] == 1 {
			r.Single++
		}
	}
	slices.SortFunc(numbers, func(a, b int32) int {
		return cmp.Or(cmp.Compare(g.Count[b], g.Count[a]), compareSequences(g.Sequence(int(a)), g.Sequence(int(b)), rank))
	})
	r.cover(g, numbers)
	if most <= 0 || most > len(numbers) {
		most = len(numbers)
	}
	place := make([]int32, g.Len()) // in List from 1, 0 not listed
	r.List = make([]Variant, most)
	so := 0
	for i, n := range numbers[:most] {
		so += g.Count[n]
		place[n] = int32(i + 1)
		r.List[i] = Variant{Activities: slices.Clone(g.Sequence(int(n))), Count: g.Count[n],
			Share: share(g.Count[n], r.Cases), Cumulative: share(so, r.Cases), Cases: make([]int32, 0, g.Count[n])}
	}
	spent := make([]costs, most)
	var t eventlog.Trace
	for k, n := range g.Of {
		if p := place[n]; p > 0 {
			v.Trace(k, &t)
			r.List[p-1].Cases = append(r.List[p-1].Cases, t.Case)
			spent[p-1].add(t.Time[0], t.Time[t.Len()-1], o.zone())
		}
	}
	for i := range spent {
		r.List[i].Duration = spent[i].cost()
	}
	return r
}

// cover tells how many variants make each share of the cases.
func (r *Variants) cover(g *eventlog.Variants, numbers []int32) {
	if r.Cases == 0 {
		return
	}
	so, next := 0, 0
	percents := []int{50, 80, 90, 95, 100}
	for i, n := range numbers {
		so += g.Count[n]
		for next < len(percents) && so*100 >= percents[next]*r.Cases {
			r.Coverage = append(r.Coverage, Coverage{float64(percents[next]) / 100, i + 1, share(i+1, r.Distinct)})
			next++
		}
	}
}

// compareSequences compares activity by activity in the byte order of the
// names; a sequence comes before those that go on after it.
func compareSequences(a, b []int32, rank []int32) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return cmp.Compare(rank[a[i]], rank[b[i]])
		}
	}
	return cmp.Compare(len(a), len(b))
}
