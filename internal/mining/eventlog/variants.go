package eventlog

import (
	"math/bits"
	"slices"
	"sync"
)

// Variants groups the kept cases of a View by their sequence of visible
// activities. Variants are numbered in the order of their first case.
type Variants struct {
	Of    []int32 // by place in View.Kept: the number of its variant
	Count []int   // by number: how many cases

	base       []int32 // activities into which begin and end point
	begin, end []int32 // by number
}

// Len is the number of different variants.
func (s *Variants) Len() int { return len(s.Count) }

// Sequence is the activities of a variant, in order. It must not be changed.
func (s *Variants) Sequence(number int) []int32 { return s.base[s.begin[number]:s.end[number]] }

// Variants finds the different sequences, on all processors.
func (v *View) Variants() *Variants { return v.VariantsOn(0) }

// VariantsOn is Variants on a number of threads, which does not change the
// result. Sequences are told apart whole, not by their hash.
func (v *View) VariantsOn(threads int) *Variants {
	parts := v.Parts(threads)
	tables := make([]variantTable, len(parts))
	of := make([]int32, len(v.Kept))
	var group sync.WaitGroup
	for i, p := range parts[1:] {
		group.Go(func() { tables[i+1].fill(v, p[0], of[p[0]:p[1]]) })
	}
	tables[0].fill(v, 0, of[:parts[0][1]])
	group.Wait()
	all := &tables[0]
	for i := 1; i < len(tables); i++ {
		all.join(&tables[i], of[parts[i][0]:parts[i][1]])
	}
	return &Variants{Of: of, Count: all.count, base: all.base, begin: all.begin, end: all.end}
}

// variantTable numbers sequences by open addressing. The hash only finds the
// candidates: sequences are compared whole.
type variantTable struct {
	slots      []int32  // number + 1, 0 free; the length is a power of two
	hash       []uint64 // by number
	count      []int
	base       []int32 // the column of the log, or copies when events are hidden
	begin, end []int32
	copied     bool
}

// fill numbers the cases from a place in View.Kept on.
func (t *variantTable) fill(v *View, from int, of []int32) {
	t.slots = make([]int32, 1024)
	if t.copied = v.Hidden != nil; !t.copied {
		l := v.Log
		t.base = l.Activity
		for k := range of {
			c := v.Kept[from+k]
			lo, hi := l.Start[c], l.Start[c+1]
			n := t.find(hashSequence(l.Activity[lo:hi]), l.Activity[lo:hi])
			if int(n) == len(t.count) {
				t.add(lo, hi)
			}
			t.count[n]++
			of[k] = n
		}
		return
	}
	var seq []int32
	for k := range of {
		seq = v.visibleActivities(from+k, seq)
		n := t.find(hashSequence(seq), seq)
		if int(n) == len(t.count) {
			t.addCopy(seq)
		}
		t.count[n]++
		of[k] = n
	}
}

// visibleActivities puts the activities of the k-th kept case that are not
// hidden into room, which it gives back.
func (v *View) visibleActivities(k int, room []int32) []int32 {
	l, c := v.Log, v.Kept[k]
	all := l.Activity[l.Start[c]:l.Start[c+1]]
	if cap(room) <= len(all) {
		room = make([]int32, 2*len(all)+1)
	}
	room = room[:len(all)+1] // one more: an activity is written before it is known to be seen
	n := 0
	for _, a := range all {
		room[n] = a
		if !v.Hidden[a] {
			n++
		}
	}
	return room[:n]
}

// find is the number of a sequence. A new one gets the next number and its
// hash is noted: add must follow.
func (t *variantTable) find(h uint64, seq []int32) int32 {
	mask := uint64(len(t.slots) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		n := t.slots[i] - 1
		if n < 0 {
			n = int32(len(t.hash))
			t.slots[i] = n + 1
			t.hash = append(t.hash, h)
			return n
		}
		if t.hash[n] == h && slices.Equal(seq, t.base[t.begin[n]:t.end[n]]) {
			return n
		}
	}
}

func (t *variantTable) add(begin, end int32) {
	t.begin = append(t.begin, begin)
	t.end = append(t.end, end)
	t.count = append(t.count, 0)
	if len(t.count)*2 > len(t.slots) {
		t.grow()
	}
}

func (t *variantTable) addCopy(seq []int32) {
	begin := int32(len(t.base))
	t.base = append(t.base, seq...)
	t.add(begin, int32(len(t.base)))
}

// join takes in the variants of the cases that follow, and renumbers theirs.
func (t *variantTable) join(o *variantTable, of []int32) {
	number := make([]int32, len(o.count))
	for i := range o.count {
		seq := o.base[o.begin[i]:o.end[i]]
		n := t.find(o.hash[i], seq)
		switch {
		case int(n) < len(t.count):
		case t.copied:
			t.addCopy(seq)
		default:
			t.add(o.begin[i], o.end[i])
		}
		t.count[n] += o.count[i]
		number[i] = n
	}
	for k, n := range of {
		of[k] = number[n]
	}
}

func (t *variantTable) grow() {
	t.slots = make([]int32, 2*len(t.slots))
	mask := uint64(len(t.slots) - 1)
	for n, h := range t.hash {
		i := h & mask
		for t.slots[i] != 0 {
			i = (i + 1) & mask
		}
		t.slots[i] = int32(n) + 1
	}
}

// hashSequence mixes the ids by multiplication and ends with the finalizer of
// splitmix64 (S. Vigna, public domain).
func hashSequence(seq []int32) uint64 {
	h := uint64(len(seq))
	for _, a := range seq {
		h = (bits.RotateLeft64(h, 23) ^ uint64(uint32(a))) * 0x9e3779b97f4a7c15
	}
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}
