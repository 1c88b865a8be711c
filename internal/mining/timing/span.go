package timing

import "slices"

// span is the instants [from, to) in microseconds.
type span struct{ from, to int64 }

// union sorts the spans and joins those that overlap or touch; empty ones go.
// It reuses the slice.
func union(s []span) []span {
	s = slices.DeleteFunc(s, func(x span) bool { return x.to <= x.from })
	if len(s) < 2 {
		return s
	}
	slices.SortFunc(s, func(a, b span) int {
		switch {
		case a.from < b.from:
			return -1
		case a.from > b.from:
			return 1
		}
		return 0
	})
	last := 0
	for _, x := range s[1:] {
		if x.from > s[last].to {
			last++
			s[last] = x
		} else {
			s[last].to = max(s[last].to, x.to)
		}
	}
	return s[:last+1]
}

// minus is the part of the disjoint sorted spans s that the disjoint sorted
// spans o do not cover, appended to out.
func minus(out, s, o []span) []span {
	j := 0
	for _, x := range s {
		for j < len(o) && o[j].to <= x.from {
			j++
		}
		at := x.from
		for k := j; k < len(o) && o[k].from < x.to; k++ {
			if o[k].from > at {
				out = append(out, span{at, o[k].from})
			}
			at = max(at, o[k].to)
		}
		if at < x.to {
			out = append(out, span{at, x.to})
		}
	}
	return out
}

// within is the part of the disjoint sorted spans s inside x, appended to out.
func within(out, s []span, x span) []span {
	i, _ := slices.BinarySearchFunc(s, x.from, func(y span, at int64) int {
		if y.to <= at {
			return -1
		}
		return 1
	})
	for ; i < len(s) && s[i].from < x.to; i++ {
		out = append(out, span{max(s[i].from, x.from), min(s[i].to, x.to)})
	}
	return out
}

// length is the time that disjoint spans cover.
func length(s []span) (sum int64) {
	for _, x := range s {
		sum += x.to - x.from
	}
	return sum
}
