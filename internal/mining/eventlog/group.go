package eventlog

import (
	"cmp"
	"slices"
	"sync/atomic"
)

// casesAtOnce is how many cases one piece of parallel work takes.
const casesAtOnce = 4096

// settle fills the column of the cases, sorts the cases that go back in time
// and counts ties and inversions. The events of each case stand together, in
// the order of the file.
func (l *Log) settle(threads int) {
	var ties, inversions atomic.Int64
	k := len(l.Start) - 1
	sorters := make([]sorter, threads)
	parallel(threads, (k+casesAtOnce-1)/casesAtOnce, func(worker, piece int) {
		s := &sorters[worker]
		pieceTies, pieceInversions := 0, 0
		for c := piece * casesAtOnce; c < min(k, (piece+1)*casesAtOnce); c++ {
			lo, hi := l.Start[c], l.Start[c+1]
			if l.Case != nil {
				for i := lo; i < hi; i++ {
					l.Case[i] = int32(c)
				}
			}
			t, v := l.disorder(lo, hi)
			if v > 0 {
				s.sort(l, lo, hi)
				t, _ = l.disorder(lo, hi)
			}
			pieceTies += t
			pieceInversions += v
		}
		ties.Add(int64(pieceTies))
		inversions.Add(int64(pieceInversions))
	})
	l.Ties, l.Inversions = int(ties.Load()), int(inversions.Load())
}

// disorder counts the consecutive events with equal times, and those that go
// back in time.
func (l *Log) disorder(lo, hi int32) (ties, inversions int) {
	times := l.Time[lo:hi]
	for i := 1; i < len(times); i++ {
		switch {
		case times[i] < times[i-1]:
			inversions++
		case times[i] == times[i-1]:
			ties++
		}
	}
	return ties, inversions
}

// sorter puts the events of a case in order; it keeps its memory.
type sorter struct {
	order  []int32
	narrow []int32
	wide   []int64
}

func (s *sorter) sort(l *Log, lo, hi int32) {
	s.order = s.order[:0]
	for i := lo; i < hi; i++ {
		s.order = append(s.order, i)
	}
	slices.SortFunc(s.order, func(a, b int32) int { return cmp.Or(cmp.Compare(l.Time[a], l.Time[b]), cmp.Compare(a, b)) })
	for _, col := range [][]int32{l.Activity, l.Resource, l.Lifecycle, l.Row} {
		if col != nil {
			s.narrow = permute(col, lo, s.order, s.narrow)
		}
	}
	for _, a := range l.Attributes {
		s.narrow = permute(a.Column, lo, s.order, s.narrow)
	}
	s.wide = permute(l.Time, lo, s.order, s.wide)
	if l.Begin != nil {
		s.wide = permute(l.Begin, lo, s.order, s.wide)
	}
}

// permute writes col[order...] over col from lo on.
func permute[T any](col []T, lo int32, order []int32, scratch []T) []T {
	scratch = scratch[:0]
	for _, i := range order {
		scratch = append(scratch, col[i])
	}
	copy(col[lo:], scratch)
	return scratch
}
