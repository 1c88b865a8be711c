package stats

import (
	"math"
	"slices"
	"testing"
)

// TestSelect compares with sorting, on values with many ties and on orders that
// are unkind to pivots.
func TestSelect(t *testing.T) {
	rng := NewRNG(11)
	fractions := [][2]int{{0, 1}, {1, 4}, {1, 2}, {3, 4}, {9, 10}, {1, 1}}
	got := make([]float64, len(fractions))
	for run := range 400 {
		v := make([]int64, 1+rng.Intn(700))
		for i := range v {
			switch run % 4 {
			case 0:
				v[i] = int64(rng.Intn(5))
			case 1:
				v[i] = int64(i)
			case 2:
				v[i] = int64(min(i, len(v)-i))
			default:
				v[i] = int64(rng.Uint64() >> 2)
			}
		}
		sorted := slices.Sorted(slices.Values(v))
		k := rng.Intn(len(v))
		if x := Select(slices.Clone(v), k); x != sorted[k] {
			t.Fatalf("run %d: the %d-th of %d is %d, want %d", run, k, len(v), x, sorted[k])
		}
		SelectQuantiles(v, fractions, got)
		for i, f := range fractions {
			if want := QuantileInt(sorted, f[0], f[1]); got[i] != want {
				t.Fatalf("run %d: quantile %v of %d values is %v, want %v", run, f, len(v), got[i], want)
			}
		}
	}
	SelectQuantiles(nil, fractions[:1], got)
	if !math.IsNaN(got[0]) {
		t.Error("a quantile of nothing")
	}
}

func TestSum128(t *testing.T) {
	var a, b Sum128
	for range 6 {
		a.Add(math.MaxInt64)
		b.Add(1)
	}
	b.Merge(a)
	if got := b.Float(); got != 6*math.Ldexp(1, 63) {
		t.Errorf("sum %v", got)
	}
}
