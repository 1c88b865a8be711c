package eventlog

import (
	"cmp"
	"slices"
)

// group puts the events of each case together in the order (timestamp,
// position in the file), and counts ties and inversions. It is a counting sort
// by case, then a sort of only the cases that go back in time.
func (l *Log) group() {
	n, k := len(l.Time), len(l.Cases)
	l.Start = make([]int32, k+1)
	for _, c := range l.Case {
		l.Start[c+1]++
	}
	for c := range k {
		l.Start[c+1] += l.Start[c]
	}
	next := slices.Clone(l.Start[:k])
	order := make([]int32, n) // order[i] is the position in the file of event i
	moved := false
	for i, c := range l.Case {
		moved = moved || next[c] != int32(i)
		order[next[c]] = int32(i)
		next[c]++
	}
	for c := range k {
		moved = l.sortCase(order[l.Start[c]:l.Start[c+1]]) || moved
	}
	if !moved {
		return // the file was grouped and in order already
	}
	for _, col := range []*[]int32{&l.Case, &l.Activity, &l.Resource, &l.Lifecycle, &l.Row} {
		*col = gather(*col, order)
	}
	l.Time = gather(l.Time, order)
	if l.Begin != nil {
		l.Begin = gather(l.Begin, order)
	}
	for i := range l.Attributes {
		l.Attributes[i].Column = gather(l.Attributes[i].Column, order)
	}
}

// sortCase orders the events of one case, given by position in the file, and
// reports whether it had to.
func (l *Log) sortCase(events []int32) bool {
	inversions := 0
	for i := 1; i < len(events); i++ {
		if l.Time[events[i]] < l.Time[events[i-1]] {
			inversions++
		}
	}
	if inversions > 0 {
		l.Inversions += inversions
		slices.SortFunc(events, func(a, b int32) int {
			return cmp.Or(cmp.Compare(l.Time[a], l.Time[b]), cmp.Compare(a, b))
		})
	}
	for i := 1; i < len(events); i++ {
		if l.Time[events[i]] == l.Time[events[i-1]] {
			l.Ties++
		}
	}
	return inversions > 0
}

func gather[T any](col []T, order []int32) []T {
	out := make([]T, len(col))
	for i, j := range order {
		out[i] = col[j]
	}
	return out
}
