// Package marks finds the bytes that cut a file into fields, many at a time.
package marks

import "math/bits"

// Finder lists the places of three bytes, a stretch of the data at a time, so
// that what follows finds the stretch in the nearest cache. It belongs to one
// goroutine and keeps its memory.
type Finder struct {
	bytes  [3]uint64 // each repeated eight times
	data   []byte
	from   int // what stands before it was looked at
	places []uint32
}

const (
	step    = 64  // bytes of one mask
	stretch = 256 // masks
	ones    = 0x0101010101010101
)

// New makes a Finder of three bytes, which may be equal.
func New(a, b, c byte) Finder {
	return Finder{bytes: [3]uint64{uint64(a) * ones, uint64(b) * ones, uint64(c) * ones}}
}

// Begin takes other data, shorter than 4 GiB.
func (f *Finder) Begin(data []byte) { f.data, f.from = data, 0 }

// More gives the places that it was given, the last ones of the call before,
// and then some that follow, until the next call. When none follows, the data
// has no more.
func (f *Finder) More(unread []uint32) []uint32 {
	f.places = append(f.places[:0], unread...)
	for len(f.places) == len(unread) && f.from < len(f.data) {
		f.look()
	}
	return f.places
}

func (f *Finder) look() {
	var some [stretch]uint64
	if n := min(len(some), (len(f.data)-f.from)/step); n > 0 {
		masks(some[:n], f.data[f.from:f.from+n*step], &f.bytes)
		f.list(some[:n])
		f.from += n * step
		return
	}
	var last [step]byte
	n := copy(last[:], f.data[f.from:])
	masks(some[:1], last[:], &f.bytes)
	some[0] &= 1<<n - 1
	f.list(some[:1])
	f.from += n
}

// list adds the places that masks from f.from on show.
func (f *Finder) list(masks []uint64) {
	n := len(f.places)
	if most := n + len(masks)*step; most > cap(f.places) {
		f.places = append(make([]uint32, 0, max(most, 2*cap(f.places))), f.places...)
	}
	at := f.places[:cap(f.places)]
	for i, mask := range masks {
		found, base := bits.OnesCount64(mask), uint32(f.from+i*step)
		// Most masks show few places: writing four costs less than guessing.
		out := at[n : n+step]
		out[0] = base + uint32(bits.TrailingZeros64(mask))
		mask &= mask - 1
		out[1] = base + uint32(bits.TrailingZeros64(mask))
		mask &= mask - 1
		out[2] = base + uint32(bits.TrailingZeros64(mask))
		mask &= mask - 1
		out[3] = base + uint32(bits.TrailingZeros64(mask))
		mask &= mask - 1
		for k := 4; k < found; k++ {
			out[k&(step-1)] = base + uint32(bits.TrailingZeros64(mask))
			mask &= mask - 1
		}
		n += found
	}
	f.places = at[:n]
}
