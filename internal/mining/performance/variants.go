package performance

import (
	"cmp"
	"slices"

	"pass/internal/mining/eventlog"
)

// variantTable numbers the sequences of activities by open addressing. The
// hash only finds the candidates: sequences are compared whole.
type variantTable struct {
	log   *eventlog.Log
	slots []int32  // number + 1, 0 free; the length is a power of two
	hash  []uint64 // by number
	first []int32  // a case of the variant, by number
	count []int    // by number
}

// topOf lists the most frequent variants and says how many there are.
func topOf(l *eventlog.Log, rank []int32) (top []Variant, distinct int) {
	t := variantTable{log: l, slots: make([]int32, 1024)}
	for c := range l.Cases {
		t.add(int32(c))
	}
	numbers := make([]int32, len(t.count))
	for i := range numbers {
		numbers[i] = int32(i)
	}
	slices.SortFunc(numbers, func(a, b int32) int {
		return cmp.Or(cmp.Compare(t.count[b], t.count[a]), compareSequences(t.sequence(t.first[a]), t.sequence(t.first[b]), rank))
	})
	top = []Variant{}
	for _, v := range numbers[:min(len(numbers), topVariants)] {
		names := []string{}
		for _, a := range t.sequence(t.first[v]) {
			names = append(names, l.Activities[a])
		}
		top = append(top, Variant{t.count[v], names})
	}
	return top, len(t.count)
}

func (t *variantTable) sequence(c int32) []int32 {
	return t.log.Activity[t.log.Start[c]:t.log.Start[c+1]]
}

func (t *variantTable) add(c int32) {
	seq := t.sequence(c)
	h := hashSequence(seq)
	mask := uint64(len(t.slots) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		v := t.slots[i] - 1
		if v < 0 {
			t.slots[i] = int32(len(t.count)) + 1
			t.hash = append(t.hash, h)
			t.first = append(t.first, c)
			t.count = append(t.count, 1)
			if len(t.count)*2 > len(t.slots) {
				t.grow()
			}
			return
		}
		if t.hash[v] == h && slices.Equal(seq, t.sequence(t.first[v])) {
			t.count[v]++
			return
		}
	}
}

func (t *variantTable) grow() {
	t.slots = make([]int32, 2*len(t.slots))
	mask := uint64(len(t.slots) - 1)
	for v, h := range t.hash {
		i := h & mask
		for t.slots[i] != 0 {
			i = (i + 1) & mask
		}
		t.slots[i] = int32(v) + 1
	}
}

// hashSequence mixes each id with the finalizer of splitmix64 (S. Vigna, public
// domain).
func hashSequence(seq []int32) uint64 {
	h := uint64(len(seq))
	for _, a := range seq {
		h += uint64(a) + 0x9e3779b97f4a7c15
		h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
		h = (h ^ h>>27) * 0x94d049bb133111eb
		h ^= h >> 31
	}
	return h
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
