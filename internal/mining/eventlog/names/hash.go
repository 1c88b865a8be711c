package names

import (
	"bytes"
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
	if cap(b) < 16 {
		return shortWords(b)
	}
	w, m := b[:16], &wordMasks[min(len(b), 16)] // what stands after the name is taken away
	return binary.LittleEndian.Uint64(w) & m[0], binary.LittleEndian.Uint64(w[8:]) & m[1]
}

// wordMasks are the bytes of both words that a name of each length has.
var wordMasks = func() (masks [17][2]uint64) {
	for n := range masks {
		masks[n] = [2]uint64{1<<(8*min(n, 8)) - 1, 1<<(8*max(n-8, 0)) - 1}
	}
	return masks
}()

func shortWords(b []byte) (lo, hi uint64) {
	var w [16]byte
	copy(w[:], b)
	return binary.LittleEndian.Uint64(w[:]), binary.LittleEndian.Uint64(w[8:])
}

// hash mixes a name whose words are known, after wyhash (W. Yi, public domain).
func (s *Seed) hash(b []byte, lo, hi uint64) uint64 {
	if len(b) <= 16 {
		return s.hashShort(len(b), lo, hi)
	}
	return fold(s.hashRest(b, fold(lo^s[0], hi^s[1]))^s[2], uint64(len(b))^s[1])
}

// hashShort is hash for a name of at most 16 bytes.
func (s *Seed) hashShort(length int, lo, hi uint64) uint64 {
	return fold(fold(lo^s[0], hi^s[1])^s[2], uint64(length)^s[1])
}

// hashRest mixes what follows the first 16 bytes. Up to 48 there are no
// branches; the pieces overlap.
func (s *Seed) hashRest(b []byte, h uint64) uint64 {
	for ; len(b) > 48; b = b[16:] {
		h = fold(word(b, 16)^h, word(b, 24)^s[2])
	}
	last := len(b) - 16
	first := min(16, last)
	return h ^ fold(word(b, first)^s[1], word(b, first+8)^s[0]) ^ fold(word(b, last)^s[2], word(b, last+8)^h)
}

// sameRest compares what follows the first 16 bytes of two names of one length.
func sameRest(a, b []byte) bool {
	if len(a) > 48 {
		return bytes.Equal(a[16:], b[16:])
	}
	last := len(a) - 16
	first := min(16, last)
	return (word(a, first)^word(b, first))|(word(a, first+8)^word(b, first+8))|(word(a, last)^word(b, last))|(word(a, last+8)^word(b, last+8)) == 0
}

func word(b []byte, at int) uint64 { return binary.LittleEndian.Uint64(b[at:]) }

func fold(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}

const (
	ones = 0x0101010101010101
	tops = 0x80 * ones
)

// literal reports whether a name, whose words are known, has nothing but
// printable ASCII without & and <. It may say no to one that has.
func literal(b []byte, lo, hi uint64) bool {
	if len(b) <= 16 {
		m := &wordMasks[len(b)]
		return (odd(lo|^m[0]&(' '*ones))|odd(hi|^m[1]&(' '*ones)))&tops == 0
	}
	all := odd(word(b, len(b)-8))
	for ; len(b) >= 8; b = b[8:] {
		all |= odd(word(b, 0))
	}
	return all&tops == 0
}

// odd has the top bit of some byte if one of the eight is not ASCII, below the
// space, & or <.
func odd(w uint64) uint64 {
	amp, less := w^'&'*ones, w^'<'*ones
	return w | (w - ' '*ones) | (amp-ones)&^amp | (less-ones)&^less
}
