package filter

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"pass/internal/mining/eventlog"
)

// VariantID names a sequence of activities in the text of a filter: 64 bits of
// a hash of the names, in hexadecimal. It is the same in every log.
func VariantID(activities []string) string {
	h := newSequence(len(activities))
	for _, a := range activities {
		h = h.next(hashName(a))
	}
	return h.id()
}

// sequence is a hash under way.
type sequence uint64

func newSequence(n int) sequence { return sequence(mix(uint64(n) + 0x9e3779b97f4a7c15)) }

func (h sequence) next(name uint64) sequence {
	return sequence(mix(uint64(h)*0x9e3779b97f4a7c15 ^ name))
}

func (h sequence) id() string { return fmt.Sprintf("%016x", uint64(h)) }

// mix is the finalizer of splitmix64 (S. Vigna, public domain).
func mix(h uint64) uint64 {
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

// hashName is FNV-1a of 64 bits, mixed.
func hashName(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return mix(h)
}

// chooseVariants keeps the cases of v whose variant is wanted. Variants are
// those of all the cases of the log, under what is hidden.
func (c *compiled) chooseVariants(v *eventlog.View, threads int) ([]int32, error) {
	all := c.log.All()
	if all.Hidden = c.hidden; c.hidden != nil {
		all.Kept = choose(all, threads, c.visible)
	}
	s := all.VariantsOn(threads)
	wanted := make([]bool, s.Len())
	for i := range wanted {
		wanted[i] = true
	}
	for _, w := range c.variants {
		those, err := c.wanted(s, w, len(all.Kept))
		if err != nil {
			return nil, err
		}
		for i := range wanted {
			wanted[i] = wanted[i] && those[i]
		}
	}
	of := make([]bool, len(c.log.Cases))
	for k, id := range all.Kept {
		of[id] = wanted[s.Of[k]]
	}
	return slices.DeleteFunc(v.Kept, func(id int32) bool { return !of[id] }), nil
}

// wanted marks the variants that one condition wants.
func (c *compiled) wanted(s *eventlog.Variants, w Variants, cases int) ([]bool, error) {
	out := make([]bool, s.Len())
	if len(w.IDs) > 0 {
		return out, c.byID(s, w.IDs, out)
	}
	order := c.frequent(s, w, cases)
	for _, n := range order {
		out[n] = true
	}
	return out, nil
}

func (c *compiled) byID(s *eventlog.Variants, ids []string, out []bool) error {
	names := make([]uint64, len(c.log.Activities))
	for a, name := range c.log.Activities {
		names[a] = hashName(name)
	}
	found := make(map[sequence]bool, len(ids))
	for _, id := range ids {
		h, err := strconv.ParseUint(id, 16, 64)
		if err != nil {
			return &UnknownError{Kind: KindVariant, Name: id}
		}
		found[sequence(h)] = false
	}
	for n := range s.Len() {
		seq := s.Sequence(n)
		h := newSequence(len(seq))
		for _, a := range seq {
			h = h.next(names[a])
		}
		if _, ok := found[h]; ok {
			found[h] = true
			out[n] = true
		}
	}
	for _, id := range ids { // in their order, so that the error is always the same
		if h, _ := strconv.ParseUint(id, 16, 64); !found[sequence(h)] {
			return &UnknownError{Kind: KindVariant, Name: id}
		}
	}
	return nil
}

// frequent lists the most frequent variants that are wanted: whole groups of
// equally frequent ones, and of the last group the first by name.
func (c *compiled) frequent(s *eventlog.Variants, w Variants, cases int) []int32 {
	numbers := make([]int32, s.Len())
	for i := range numbers {
		numbers[i] = int32(i)
	}
	slices.SortStableFunc(numbers, func(a, b int32) int { return cmp.Compare(s.Count[b], s.Count[a]) })
	top, covered := 0, 0
	for top < len(numbers) {
		if w.Top > 0 && top == w.Top || w.Top == 0 && float64(covered) >= w.Coverage*float64(cases) {
			break
		}
		covered += s.Count[numbers[top]]
		top++
	}
	if top == 0 || top == len(numbers) {
		return numbers[:top]
	}
	last := s.Count[numbers[top-1]]
	from := slices.IndexFunc(numbers, func(n int32) bool { return s.Count[n] == last })
	to := top
	for to < len(numbers) && s.Count[numbers[to]] == last {
		to++
	}
	rank := c.rank()
	selectFirst(numbers[from:to], top-from, func(a, b int32) int { return compareSequences(s.Sequence(int(a)), s.Sequence(int(b)), rank) })
	return numbers[:top]
}

// rank gives the place of each activity in the byte order of the names.
func (c *compiled) rank() []int32 {
	names := c.log.Activities
	order := make([]int32, len(names))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int { return strings.Compare(names[a], names[b]) })
	rank := make([]int32, len(names))
	for place, id := range order {
		rank[id] = int32(place)
	}
	return rank
}

func compareSequences(a, b []int32, rank []int32) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return cmp.Compare(rank[a[i]], rank[b[i]])
		}
	}
	return cmp.Compare(len(a), len(b))
}

// selectFirst puts the n first values in front, in any order (C. A. R. Hoare,
// "Algorithm 65: Find", CACM 4, 1961). All values differ.
func selectFirst(values []int32, n int, compare func(a, b int32) int) {
	for low, high := 0, len(values)-1; low < high; {
		pivot := values[(low+high)/2]
		i, j := low, high
		for i <= j {
			for compare(values[i], pivot) < 0 {
				i++
			}
			for compare(values[j], pivot) > 0 {
				j--
			}
			if i <= j {
				values[i], values[j] = values[j], values[i]
				i, j = i+1, j-1
			}
		}
		switch {
		case n-1 <= j:
			high = j
		case n-1 >= i:
			low = i
		default:
			return
		}
	}
}
