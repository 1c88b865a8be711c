package eventlog

import "slices"

// Variants groups the kept cases of a View by their sequence of visible
// activities. Variants are numbered in the order of their first case.
type Variants struct {
	Of       []int32 // by place in View.Kept: the number of its variant
	Count    []int   // by number: how many cases
	start    []int32 // by number: where its sequence begins, with one more at the end
	activity []int32 // the sequences, one after the other
}

// Len is the number of different variants.
func (s *Variants) Len() int { return len(s.Count) }

// Sequence is the activities of a variant, in order. It must not be changed.
func (s *Variants) Sequence(number int) []int32 {
	return s.activity[s.start[number]:s.start[number+1]]
}

// Variants finds the different sequences by open addressing. The hash only
// finds the candidates: sequences are compared whole.
func (v *View) Variants() *Variants {
	s := &Variants{Of: make([]int32, len(v.Kept)), start: []int32{0}}
	slots := make([]int32, 1024) // number + 1, 0 free; the length is a power of two
	var hashes []uint64          // by number
	var t Trace
	for k := range v.Kept {
		v.Trace(k, &t)
		h := hashSequence(t.Activity)
		mask := uint64(len(slots) - 1)
		i := h & mask
		for ; slots[i] != 0; i = (i + 1) & mask {
			if n := slots[i] - 1; hashes[n] == h && slices.Equal(t.Activity, s.Sequence(int(n))) {
				break
			}
		}
		if slots[i] == 0 {
			s.Count = append(s.Count, 0)
			s.activity = append(s.activity, t.Activity...)
			s.start = append(s.start, int32(len(s.activity)))
			hashes = append(hashes, h)
			slots[i] = int32(len(s.Count))
		}
		n := slots[i] - 1
		s.Of[k] = n
		s.Count[n]++
		if len(s.Count)*2 > len(slots) {
			slots = rehash(hashes, 2*len(slots))
		}
	}
	return s
}

func rehash(hashes []uint64, size int) []int32 {
	slots := make([]int32, size)
	mask := uint64(size - 1)
	for n, h := range hashes {
		i := h & mask
		for slots[i] != 0 {
			i = (i + 1) & mask
		}
		slots[i] = int32(n) + 1
	}
	return slots
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
