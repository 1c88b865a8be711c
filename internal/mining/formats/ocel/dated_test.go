package ocel

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestValuesOfATime compares the search with a look at every value: the last
// one not after the event, or the first one there is; of the same time the last
// of the file, before there is any the first.
func TestValuesOfATime(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 0))
	for range 300 {
		var values []dated
		for i := range r.IntN(30) {
			values = append(values, dated{column: 3 + r.IntN(4), since: int64(r.IntN(8)-1) * 1e6, text: fmt.Append(nil, i)})
		}
		sorted := slices.Clone(values)
		slices.SortStableFunc(sorted, func(a, b dated) int { return cmp.Or(cmp.Compare(a.column, b.column), cmp.Compare(a.since, b.since)) })
		f := &flattening{own: map[int32][]dated{0: sorted}, fields: make([][]byte, 7)}
		for second := range 8 {
			when := time.Unix(int64(second), 0).UTC()
			f.fields[6] = []byte("of the event")
			f.ofObject(0, []byte(when.Format(time.RFC3339)))
			for c := 3; c < 6; c++ {
				var want []byte
				var best *dated
				for i := range values {
					v := &values[i]
					if v.column != c {
						continue
					}
					at := when.UnixMicro()
					if best == nil || v.since <= at && (best.since > at || v.since >= best.since) || v.since > at && v.since < best.since {
						best, want = v, v.text
					}
				}
				if string(f.fields[c]) != string(want) {
					t.Fatalf("column %d at %d of %v: %q, want %q", c, second, values, f.fields[c], want)
				}
			}
			if !strings.HasPrefix(string(f.fields[6]), "of the event") {
				t.Fatal("the object changes what the event says")
			}
		}
		if f.looks > 8*4 {
			t.Fatalf("%d looks for four attributes at eight times", f.looks)
		}
	}
}
