package performance

import (
	"cmp"
	"slices"

	"pass/internal/mining/eventlog"
)

// topOf lists the most frequent variants and says how many there are.
func topOf(v *eventlog.View, rank []int32, threads int) (top []Variant, distinct int) {
	all := v.VariantsOn(threads)
	before := func(a, b int32) int {
		return cmp.Or(cmp.Compare(all.Count[b], all.Count[a]), compareSequences(all.Sequence(int(a)), all.Sequence(int(b)), rank))
	}
	var best []int32 // at most topVariants, in order
	for n := range int32(all.Len()) {
		if len(best) == topVariants && before(n, best[topVariants-1]) > 0 {
			continue
		}
		i, _ := slices.BinarySearchFunc(best, n, before)
		best = slices.Insert(best, i, n)
		best = best[:min(len(best), topVariants)]
	}
	top = []Variant{}
	for _, n := range best {
		names := []string{}
		for _, a := range all.Sequence(int(n)) {
			names = append(names, v.Log.Activities[a])
		}
		top = append(top, Variant{all.Count[n], names})
	}
	return top, all.Len()
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
