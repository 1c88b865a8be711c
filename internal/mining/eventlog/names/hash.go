package names

import (
	"encoding/binary"
	"hash/maphash"
	"math/bits"
)

// Seed makes the hash of a name unforeseeable, so that no file can fill a
// table with names that collide. Nothing of the result depends on it.
type Seed [3]uint64

// NewSeed makes a seed.
func NewSeed() (s Seed) {
	for i := range s {
		s[i] = maphash.String(maphash.MakeSeed(), "eventlog") | 1
	}
	return s
}

// words are the first 16 bytes of a name as two numbers, padded with zeros:
// with the length they tell short names apart.
func words(b []byte) (lo, hi uint64) {
	n := len(b)
	switch {
	case n >= 16:
		return binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:])
	case n >= 8:
		return binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[n-8:]) >> (8 * uint(16-n) & 127)
	case n >= 4:
		return uint64(binary.LittleEndian.Uint32(b)) | uint64(binary.LittleEndian.Uint32(b[n-4:]))<<(8*uint(n-4)&63), 0
	case n > 0:
		return uint64(b[0]) | uint64(b[n>>1])<<(8*uint(n>>1)&63) | uint64(b[n-1])<<(8*uint(n-1)&63), 0
	}
	return 0, 0
}

// hash mixes a name whose words are known, after wyhash (W. Yi, public domain).
func (s *Seed) hash(b []byte, lo, hi uint64) uint64 {
	h := fold(lo^s[0], hi^s[1])
	for i := 16; i < len(b); i += 16 {
		i := min(i, len(b)-16) // the last step overlaps the one before
		h = fold(binary.LittleEndian.Uint64(b[i:])^h, binary.LittleEndian.Uint64(b[i+8:])^s[2])
	}
	return fold(h^s[2], uint64(len(b))^s[1])
}

func fold(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}
