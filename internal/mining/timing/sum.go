package timing

import (
	"fmt"
	"math/big"
	"math/bits"
)

// Second and Day are lengths of time in microseconds, the unit of the log.
const (
	Second int64 = 1_000_000
	Day    int64 = 24 * 60 * 60 * Second
)

// Sum is an exact sum of microseconds: 128 bits, so that the order of the terms
// and the size of the log do not matter.
type Sum struct {
	hi int64
	lo uint64
}

// SumOf is the sum of one value.
func SumOf(v int64) Sum { return Sum{v >> 63, uint64(v)} }

// Plus adds two sums.
func (s Sum) Plus(o Sum) Sum {
	lo, carry := bits.Add64(s.lo, o.lo, 0)
	return Sum{s.hi + o.hi + int64(carry), lo}
}

// add adds microseconds in place.
func (s *Sum) add(v int64) { *s = s.Plus(SumOf(v)) }

// Micros is the sum as an integer; false when it does not fit in 64 bits.
func (s Sum) Micros() (int64, bool) {
	v := int64(s.lo)
	return v, s.hi == v>>63
}

// float is the sum in microseconds, rounded once.
func (s Sum) float() float64 {
	if v, ok := s.Micros(); ok {
		return float64(v)
	}
	return float64(s.hi)*(1<<64) + float64(s.lo)
}

// Seconds is the sum in seconds.
func (s Sum) Seconds() float64 { return s.float() / float64(Second) }

// Days is the sum in days of 24 hours.
func (s Sum) Days() float64 { return s.float() / float64(Day) }

// MarshalText is the sum in microseconds as a whole number, for JSON.
func (s Sum) MarshalText() ([]byte, error) {
	n := new(big.Int).Lsh(big.NewInt(s.hi), 64)
	return n.Add(n, new(big.Int).SetUint64(s.lo)).Append(nil, 10), nil
}

// UnmarshalText reads what MarshalText wrote.
func (s *Sum) UnmarshalText(b []byte) error {
	n, ok := new(big.Int).SetString(string(b), 10)
	if !ok || n.BitLen() > 127 {
		return fmt.Errorf("timing: %q is not a sum of microseconds", b)
	}
	low := new(big.Int).And(n, new(big.Int).SetUint64(1<<64-1))
	s.lo, s.hi = low.Uint64(), new(big.Int).Rsh(n, 64).Int64()
	return nil
}

// MarshalBinary is MarshalText, for gob.
func (s Sum) MarshalBinary() ([]byte, error) { return s.MarshalText() }

// UnmarshalBinary is UnmarshalText.
func (s *Sum) UnmarshalBinary(b []byte) error { return s.UnmarshalText(b) }

// ratio is s/o, zero when o is.
func ratio(s, o Sum) float64 {
	if o == (Sum{}) {
		return 0
	}
	return s.float() / o.float()
}
