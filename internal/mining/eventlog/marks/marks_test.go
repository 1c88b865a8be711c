package marks

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Whatever the bytes, the places are those that looking one by one finds, and
// both ways of making masks agree.
func TestAgainstTheObvious(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		alphabet := rapid.SliceOfN(rapid.Byte(), 3, 3).Draw(t, "marks")
		f := New(alphabet[0], alphabet[1], alphabet[2])
		for range 2 { // the memory is used again
			data := rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(alphabet), rapid.Byte()), 0, 40_000).Draw(t, "data")
			var want []uint32
			for i, c := range data {
				if slices.Contains(alphabet, c) {
					want = append(want, uint32(i))
				}
			}
			f.Begin(data)
			var got, unread []uint32
			for more := f.More(nil); len(more) > len(unread); more = f.More(unread) {
				got = append(got, more[len(unread):]...)
				unread = more[min(len(more), 5):]
			}
			if !slices.Equal(got, want) {
				t.Fatalf("places %v, want %v", got, want)
			}
			fast, slow := make([]uint64, len(data)/step), make([]uint64, len(data)/step)
			if len(fast) > 0 {
				masks(fast, data, &f.bytes)
				slowMasks(slow, data, &f.bytes)
			}
			if !slices.Equal(fast, slow) {
				t.Fatalf("masks %x, want %x", fast, slow)
			}
		}
	})
}
