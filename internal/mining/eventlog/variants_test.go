package eventlog

import (
	"fmt"
	"slices"
	"testing"
)

// TestVariantsAgainstMap groups the same cases by a map of texts, with and
// without hidden activities.
func TestVariantsAgainstMap(t *testing.T) {
	text := "case,activity,timestamp\n"
	for c := range 4000 {
		for e := range 1 + c%7 {
			text += fmt.Sprintf("c%d,a%d,2024-01-%02dT10:00:00Z\n", c, (c*c/3+e*e)%5, 1+e)
		}
	}
	l := mustRead(t, text, Options{})
	hidden := make([]bool, len(l.Activities))
	hidden[2] = true
	some := &View{Log: l, Hidden: hidden}
	for c := range l.Cases {
		if slices.ContainsFunc(l.Activity[l.Start[c]:l.Start[c+1]], func(a int32) bool { return !hidden[a] }) {
			some.Kept = append(some.Kept, int32(c))
		}
	}
	for name, v := range map[string]*View{"all": l.All(), "some hidden": some} {
		got := v.Variants()
		for _, threads := range []int{1, 2, 7, 100_000} {
			other := v.VariantsOn(threads)
			if !slices.Equal(other.Of, got.Of) || !slices.Equal(other.Count, got.Count) {
				t.Fatalf("%s: other variants with %d threads", name, threads)
			}
		}
		want := map[string]int{}
		var tr Trace
		for k := range v.Kept {
			v.Trace(k, &tr)
			want[fmt.Sprint(tr.Activity)]++
			if seq := got.Sequence(int(got.Of[k])); !slices.Equal(seq, tr.Activity) {
				t.Fatalf("%s: case %d has %v, its variant %v", name, k, tr.Activity, seq)
			}
		}
		if got.Len() != len(want) {
			t.Errorf("%s: %d variants, want %d", name, got.Len(), len(want))
		}
		for n, count := range got.Count {
			if key := fmt.Sprint(got.Sequence(n)); want[key] != count {
				t.Errorf("%s: variant %s has %d cases, want %d", name, key, count, want[key])
			}
		}
	}
}
