package parquetfile

import (
	"encoding/binary"
)

// rawValue is a value before it has a meaning: bytes for arrays and INT96, n
// for the others. word says that n is a place in the dictionary.
type rawValue struct {
	bytes []byte
	n     uint64
	word  bool
}

// decoder gives the values of a page one by one.
type decoder interface{ next() (rawValue, error) }

// maxValue bounds the length that a value may be rebuilt to.
const maxValue = 16 << 20

func newDecoder(c *Column, encoding int64, data []byte, values int64) (decoder, error) {
	switch {
	case encoding == encPlain:
		return &plainDecoder{column: c, data: data}, nil
	case encoding == encDictionary || encoding == encPlainDictionary:
		if len(data) == 0 {
			return indexDecoder{newHybrid(nil, 0)}, nil
		}
		if data[0] > 32 {
			return nil, ErrCorrupt
		}
		return indexDecoder{newHybrid(data[1:], int(data[0]))}, nil
	case encoding == encRLE && c.stored == boolean:
		if len(data) < 4 {
			return nil, ErrCorrupt
		}
		return numberDecoder{newHybrid(data[4:], 1)}, nil
	case encoding == encDeltaPacked && (c.stored == int32s || c.stored == int64s):
		d, err := newDelta(data, values)
		return deltaDecoder{d}, err
	case encoding == encDeltaLength && c.stored == byteArrays:
		return newLengths(data, values)
	case encoding == encDeltaBytes && (c.stored == byteArrays || c.stored == fixedArrays):
		prefixes, err := newDelta(data, values)
		if err != nil {
			return nil, err
		}
		tail, err := prefixes.after()
		if err != nil {
			return nil, err
		}
		suffixes, err := newLengths(tail, values)
		return &prefixDecoder{prefixes: prefixes, suffixes: suffixes}, err
	case encoding == encStreamSplit && c.stored != byteArrays && c.stored != boolean && c.stored != int96s:
		return &splitDecoder{column: c, data: data, n: len(data) / c.width()}, nil
	}
	return nil, ErrUnsupported
}

// width is the number of bytes of a stored value, 0 when it is not fixed.
func (c *Column) width() int {
	return [...]int{boolean: 0, int32s: 4, int64s: 8, int96s: 12, floats: 4, doubles: 8, byteArrays: 0, fixedArrays: c.length}[c.stored]
}

// plainDecoder reads values one after the other.
type plainDecoder struct {
	column *Column
	data   []byte
	bit    int
}

func (d *plainDecoder) next() (rawValue, error) {
	n := d.column.width()
	switch d.column.stored {
	case boolean:
		if d.bit/8 >= len(d.data) {
			return rawValue{}, ErrCorrupt
		}
		v := d.data[d.bit/8] >> (d.bit % 8) & 1
		d.bit++
		return rawValue{n: uint64(v)}, nil
	case byteArrays:
		if len(d.data) < 4 {
			return rawValue{}, ErrCorrupt
		}
		size := binary.LittleEndian.Uint32(d.data)
		d.data = d.data[4:]
		if uint64(size) > uint64(len(d.data)) {
			return rawValue{}, ErrCorrupt
		}
		n = int(size)
	}
	if n > len(d.data) {
		return rawValue{}, ErrCorrupt
	}
	raw := d.data[:n]
	d.data = d.data[n:]
	return fixed(raw, d.column.stored), nil
}

// fixed is a stored value of fixed width, little endian.
func fixed(raw []byte, stored physical) rawValue {
	switch stored {
	case int32s, floats:
		return rawValue{n: uint64(binary.LittleEndian.Uint32(raw))}
	case int64s, doubles:
		return rawValue{n: binary.LittleEndian.Uint64(raw)}
	}
	return rawValue{bytes: raw}
}

// hybrid reads runs: repeated values and packed ones (Encodings.md, RLE).
type hybrid struct {
	data   []byte
	width  int
	left   uint64 // values of the run
	packed bool
	value  uint64
	bit    uint64 // of the packed run
}

func newHybrid(data []byte, width int) *hybrid { return &hybrid{data: data, width: width} }

func (h *hybrid) next() (uint64, error) {
	for h.left == 0 {
		if h.packed {
			h.data = h.data[min((h.bit+7)/8, uint64(len(h.data))):]
			h.packed = false
		}
		if err := h.run(); err != nil {
			return 0, err
		}
	}
	h.left--
	if !h.packed {
		return h.value, nil
	}
	v, ok := unpackBits(h.data, h.bit, h.width)
	if !ok {
		return 0, ErrCorrupt
	}
	h.bit += uint64(h.width)
	return v, nil
}

// run reads the head of the next run.
func (h *hybrid) run() error {
	head, n := binary.Uvarint(h.data)
	if n <= 0 || head>>1 > 1<<32 {
		return ErrCorrupt
	}
	h.data = h.data[n:]
	if h.packed = head&1 == 1; h.packed {
		h.left, h.bit = head>>1*8, 0
		return nil
	}
	h.left = head >> 1
	size := (h.width + 7) / 8
	if size > len(h.data) {
		return ErrCorrupt
	}
	h.value = 0
	for i := range size {
		h.value |= uint64(h.data[i]) << (8 * i)
	}
	h.data = h.data[size:]
	return nil
}

// unpackBits reads width bits, the lowest first, from a place.
func unpackBits(data []byte, at uint64, width int) (v uint64, ok bool) {
	if width == 0 {
		return 0, true
	}
	first, last := at/8, (at+uint64(width)-1)/8
	if last >= uint64(len(data)) {
		return 0, false
	}
	shift := int(at % 8)
	for i := first; i <= last; i++ {
		if pos := 8*int(i-first) - shift; pos >= 0 {
			v |= uint64(data[i]) << pos
		} else {
			v |= uint64(data[i]) >> -pos
		}
	}
	if width < 64 {
		v &= 1<<width - 1
	}
	return v, true
}

type indexDecoder struct{ *hybrid }

func (d indexDecoder) next() (rawValue, error) {
	n, err := d.hybrid.next()
	return rawValue{n: n, word: true}, err
}

type numberDecoder struct{ *hybrid }

func (d numberDecoder) next() (rawValue, error) {
	n, err := d.hybrid.next()
	return rawValue{n: n}, err
}

// delta reads numbers by their differences (Encodings.md, DELTA_BINARY_PACKED).
type delta struct {
	data   []byte
	block  uint64 // values of a block
	minis  int    // miniblocks of a block
	left   uint64 // values not read yet
	value  uint64
	began  bool
	least  uint64
	widths []byte
	inMini uint64 // values of the miniblock not read yet
	bit    uint64
	width  int
}

func newDelta(data []byte, values int64) (*delta, error) {
	d := &delta{data: data}
	var head [4]uint64
	for i := range head {
		v, n := binary.Uvarint(d.data)
		if n <= 0 {
			return nil, ErrCorrupt
		}
		head[i], d.data = v, d.data[n:]
	}
	if head[0] == 0 || head[0]%128 != 0 || head[0] > 1<<20 || head[1] == 0 || head[1] > head[0]/32 || head[0]/head[1]%32 != 0 || head[2] > uint64(values) {
		return nil, ErrCorrupt
	}
	d.block, d.minis, d.left, d.value = head[0], int(head[1]), head[2], zigzag(head[3])
	return d, nil
}

func zigzag(v uint64) uint64 { return v>>1 ^ -(v & 1) }

func (d *delta) next() (uint64, error) {
	if d.left == 0 {
		return 0, ErrCorrupt
	}
	d.left--
	if !d.began {
		d.began = true
		return d.value, nil
	}
	if d.inMini == 0 {
		if err := d.mini(); err != nil {
			return 0, err
		}
	}
	v, ok := unpackBits(d.data, d.bit, d.width)
	if !ok {
		return 0, ErrCorrupt
	}
	d.bit += uint64(d.width)
	d.inMini--
	d.value += d.least + v
	return d.value, nil
}

// mini opens the next miniblock, and the next block when there is none.
func (d *delta) mini() error {
	d.data = d.data[min((d.bit+7)/8, uint64(len(d.data))):]
	d.bit = 0
	if len(d.widths) == 0 {
		least, n := binary.Uvarint(d.data)
		if n <= 0 || len(d.data)-n < d.minis {
			return ErrCorrupt
		}
		d.least = zigzag(least)
		d.widths, d.data = d.data[n:n+d.minis], d.data[n+d.minis:]
	}
	if d.width = int(d.widths[0]); d.width > 64 {
		return ErrCorrupt
	}
	d.widths = d.widths[1:]
	d.inMini = d.block / uint64(d.minis)
	return nil
}

// after is what follows the numbers, found by reading them on the side.
func (d *delta) after() ([]byte, error) {
	side := *d
	for side.left > 0 {
		if _, err := side.next(); err != nil {
			return nil, err
		}
	}
	// The last miniblock is written whole.
	size := (side.bit + side.inMini*uint64(side.width) + 7) / 8
	if size > uint64(len(side.data)) {
		return nil, ErrCorrupt
	}
	return side.data[size:], nil
}

type deltaDecoder struct{ *delta }

func (d deltaDecoder) next() (rawValue, error) {
	n, err := d.delta.next()
	return rawValue{n: n}, err
}

// lengthDecoder reads arrays whose lengths stand before them.
type lengthDecoder struct {
	lengths *delta
	data    []byte
}

func newLengths(data []byte, values int64) (*lengthDecoder, error) {
	d, err := newDelta(data, values)
	if err != nil {
		return nil, err
	}
	rest, err := d.after()
	return &lengthDecoder{d, rest}, err
}

func (d *lengthDecoder) next() (rawValue, error) {
	n, err := d.lengths.next()
	if err != nil || n > uint64(len(d.data)) {
		return rawValue{}, ErrCorrupt
	}
	raw := d.data[:n]
	d.data = d.data[n:]
	return rawValue{bytes: raw}, nil
}

// prefixDecoder reads arrays that begin like the one before.
type prefixDecoder struct {
	prefixes *delta
	suffixes *lengthDecoder
	value    []byte
}

func (d *prefixDecoder) next() (rawValue, error) {
	n, err := d.prefixes.next()
	if err != nil || n > uint64(len(d.value)) {
		return rawValue{}, ErrCorrupt
	}
	suffix, err := d.suffixes.next()
	if err != nil {
		return rawValue{}, err
	}
	if d.value = append(d.value[:n], suffix.bytes...); len(d.value) > maxValue {
		return rawValue{}, ErrTooBig
	}
	return rawValue{bytes: d.value}, nil
}

// splitDecoder reads values whose first bytes stand together, then the second
// ones, and so on.
type splitDecoder struct {
	column *Column
	data   []byte
	n, i   int
	value  []byte
}

func (d *splitDecoder) next() (rawValue, error) {
	if d.i >= d.n {
		return rawValue{}, ErrCorrupt
	}
	d.value = d.value[:0]
	for k := range d.column.width() {
		d.value = append(d.value, d.data[k*d.n+d.i])
	}
	d.i++
	return fixed(d.value, d.column.stored), nil
}
