package marks

import "encoding/binary"

const (
	low7   = 0x7f * ones
	gather = 0x0002040810204081 // a product with it has the top bits of eight bytes in the last one
)

// slowMasks is masks without instructions of one processor: it looks at eight
// bytes at once.
func slowMasks(out []uint64, data []byte, three *[3]uint64) {
	for i := range out {
		mask := uint64(0)
		for k := step - 8; k >= 0; k -= 8 {
			w := binary.LittleEndian.Uint64(data[i*step+k:])
			a, b, c := w^three[0], w^three[1], w^three[2]
			// The top bit of a byte stays 0 only where the byte is zero.
			other := (a&low7 + low7 | a) & (b&low7 + low7 | b) & (c&low7 + low7 | c)
			mask = mask<<8 | (^other&^low7)*gather>>56
		}
		out[i] = mask
	}
}
