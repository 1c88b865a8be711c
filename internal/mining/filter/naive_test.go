package filter

import (
	"slices"
	"strings"
)

// naive chooses rows with maps and no haste: the events of the chosen cases
// that are not hidden, in the order of each case.
func naive(rr []row, f Filter) map[string][]row {
	cases := map[string][]row{}
	for _, r := range rr {
		cases[r.trace] = append(cases[r.trace], r)
	}
	seen := map[string][]row{}
	for id, es := range cases {
		slices.SortStableFunc(es, func(a, b row) int { return int(a.at - b.at) })
		for _, e := range es {
			if !slices.Contains(f.Hidden, e.activity) {
				seen[id] = append(seen[id], e)
			}
		}
	}
	variants := wantedVariants(seen, f.Variants)
	out := map[string][]row{}
	for id, es := range cases {
		if len(seen[id]) > 0 && meets(es, f) && variants(seen[id]) {
			out[id] = seen[id]
		}
	}
	return out
}

func meets(es []row, f Filter) bool {
	first, last := es[0], es[len(es)-1]
	begin, end := first.at*1_000_000, last.at*1_000_000
	has := func(names []string) bool {
		return slices.ContainsFunc(es, func(e row) bool { return slices.Contains(names, e.activity) })
	}
	ok := !has(f.Without)
	for _, p := range f.Periods {
		ok = ok && map[Mode]bool{Started: p.From <= begin && begin < p.To, Ended: p.From <= end && end < p.To,
			Touching: begin < p.To && p.From <= end, Contained: p.From <= begin && end < p.To}[p.Mode]
	}
	for _, n := range slices.Concat(f.With, f.Finished) {
		ok = ok && has(n)
	}
	for _, n := range f.First {
		ok = ok && slices.Contains(n, first.activity)
	}
	for _, n := range f.Last {
		ok = ok && slices.Contains(n, last.activity)
	}
	for _, w := range f.Follows {
		found := false
		for i := range es {
			for j := i + 1; j < len(es); j++ {
				found = found || es[i].activity == w.A && es[j].activity == w.B && (w.Eventually || j == i+1)
			}
		}
		ok = ok && found != w.Not
	}
	for _, v := range f.Resources {
		ok = ok && hasValue(es, v, func(e row) string { return e.resource })
	}
	for _, a := range f.Attributes {
		ok = ok && hasValue(es, a.Values, func(e row) string { return e.kind })
	}
	for _, r := range f.Durations {
		ok = ok && r.Min <= end-begin && end-begin <= r.Max
	}
	for _, r := range f.Events {
		ok = ok && r.Min <= int64(len(es)) && int64(len(es)) <= r.Max
	}
	return ok
}

func hasValue(es []row, v Values, of func(e row) string) bool {
	found, known := false, false
	for _, e := range es {
		known = known || of(e) != ""
		found = found || of(e) != "" && slices.Contains(v.Values, of(e))
	}
	return (found || !known && slices.Contains(v.Values, "")) != v.Not
}

// wantedVariants tells by the sequence what is among the most frequent.
func wantedVariants(seen map[string][]row, wanted []Variants) func(es []row) bool {
	key := func(es []row) string {
		var s []string
		for _, e := range es {
			s = append(s, e.activity)
		}
		return strings.Join(s, "\x00") + "\x00"
	}
	count, total := map[string]int{}, 0
	for _, es := range seen {
		if len(es) > 0 {
			count[key(es)]++
			total++
		}
	}
	var order []string
	for k := range count {
		order = append(order, k)
	}
	slices.SortFunc(order, func(a, b string) int {
		if count[a] != count[b] {
			return count[b] - count[a]
		}
		return strings.Compare(a, b)
	})
	return func(es []row) bool {
		at, covered := slices.Index(order, key(es)), 0
		for _, k := range order[:at] {
			covered += count[k]
		}
		for _, w := range wanted {
			if w.Top > 0 && at >= w.Top || w.Top == 0 && float64(covered) >= w.Coverage*float64(total) {
				return false
			}
		}
		return true
	}
}
