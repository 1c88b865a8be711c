package names

import "math/bits"

// NoID is the local id of a value that the event does not have; names are
// numbered below it.
const NoID = 1<<16 - 1

// Local numbers the names of one part of a file in order of first
// appearance, by open addressing. Names are kept where they stand in the
// block. Nothing here holds a pointer, so that collecting garbage costs
// nothing.
type Local struct {
	seed   Seed
	slots  []uint32 // high 16 bits of the hash, then number + 1; 0 is free
	keys   []localKey
	hashes []uint64
	block  []byte
	copied []byte // names that are not written as they are in the block
	most   int64  // an upper bound of what the names may cost to a Dictionary

	long [256]uint16 // number + 1 of the last long name of each kind
}

// localKey is what a look-up compares: the words of a name, its length and
// where it is.
type localKey struct {
	lo, hi     uint64
	length, at uint32 // at: in block or in copied, with flags
}

// The flags of localKey.at.
const (
	inCopied  = 1 << 31
	isLiteral = 1 << 30 // only characters that stand for themselves, however the file is encoded
	flags     = inCopied | isLiteral
)

// Reset begins a part whose names are slices of block, or copies.
func (d *Local) Reset(seed *Seed, block []byte) {
	d.seed, d.block = *seed, block
	if d.slots == nil {
		d.slots = make([]uint32, 256)
	} else {
		clear(d.slots)
	}
	clear(d.long[:])
	d.keys, d.hashes, d.copied, d.most = d.keys[:0], d.hashes[:0], d.copied[:0], 0
}

// Raw is a name as it is written.
func (d *Local) Raw(n int) []byte {
	k := &d.keys[n]
	from, at := d.block, k.at&^flags
	if k.at&inCopied != 0 {
		from = d.copied
	}
	return from[at : at+k.length]
}

// ID numbers a name. It reports false when there is no number left.
func (d *Local) ID(raw []byte) (uint16, bool) {
	lo, hi := words(raw)
	if len(raw) > 16 {
		return d.longID(raw, lo, hi)
	}
	h := d.seed.hashShort(len(raw), lo, hi)
	slots := d.slots
	i := h & uint64(len(slots)-1)
	for s := slots[i]; s != 0; s = slots[i] {
		if k := &d.keys[uint16(s-1)]; k.lo == lo && k.hi == hi && k.length == uint32(len(raw)) {
			return uint16(s - 1), true
		}
		i = (i + 1) & uint64(len(slots)-1)
	}
	return d.add(raw, localKey{lo: lo, hi: hi, length: uint32(len(raw))}, h, i)
}

// longID is ID for a name of more than 16 bytes. Such names are mostly those of
// few activities: where the last one that begins and ends alike is the same,
// nothing is hashed.
func (d *Local) longID(raw []byte, lo, hi uint64) (uint16, bool) {
	last := &d.long[(lo^bits.RotateLeft64(word(raw, len(raw)-8), 32))*0x9e3779b97f4a7c15>>56]
	if n := *last; n > 0 && d.isLong(n-1, raw, lo, hi) {
		return n - 1, true
	}
	h := d.seed.hash(raw, lo, hi)
	i := h & uint64(len(d.slots)-1)
	for s := d.slots[i]; s != 0; s = d.slots[i] {
		if s>>16 == uint32(h>>48) && d.isLong(uint16(s-1), raw, lo, hi) {
			*last = uint16(s)
			return uint16(s - 1), true
		}
		i = (i + 1) & uint64(len(d.slots)-1)
	}
	return d.add(raw, localKey{lo: lo, hi: hi, length: uint32(len(raw))}, h, i)
}

// isLong compares a name of more than 16 bytes with that of a number.
func (d *Local) isLong(n uint16, raw []byte, lo, hi uint64) bool {
	k := &d.keys[n]
	return k.lo == lo && k.hi == hi && k.length == uint32(len(raw)) && sameRest(raw, d.Raw(int(n)))
}

// add numbers a new name, whose slot is free.
func (d *Local) add(raw []byte, k localKey, h, slot uint64) (uint16, bool) {
	n := len(d.keys)
	if n >= NoID {
		return 0, false
	}
	d.slots[slot] = uint32(h>>48)<<16 | uint32(n+1)
	if k.at = d.keep(raw); literal(raw, k.lo, k.hi) {
		k.at |= isLiteral
	}
	d.most += 4*int64(len(raw)) + 2*Cost // decoded, a byte becomes three at most
	d.keys = append(d.keys, k)
	d.hashes = append(d.hashes, h)
	if 2*len(d.keys) > len(d.slots) {
		d.grow()
	}
	return uint16(n), true
}

// keep finds a name in the block, or copies it.
func (d *Local) keep(raw []byte) uint32 {
	// A slice of the block reaches to its end: its place follows from its room.
	if at := cap(d.block) - cap(raw); at >= 0 && at < len(d.block) && len(raw) > 0 && &d.block[at] == &raw[0] {
		return uint32(at)
	}
	at := len(d.copied)
	d.copied = append(d.copied, raw...)
	return uint32(at) | inCopied
}

func (d *Local) grow() {
	d.slots = make([]uint32, 2*len(d.slots))
	mask := uint64(len(d.slots) - 1)
	for n, h := range d.hashes {
		i := h & mask
		for d.slots[i] != 0 {
			i = (i + 1) & mask
		}
		d.slots[i] = uint32(h>>48)<<16 | uint32(n+1)
	}
}

// Optional is ID for a value that may be absent.
func (d *Local) Optional(raw []byte) (uint16, bool) {
	if len(raw) == 0 {
		return NoID, true
	}
	return d.ID(raw)
}

// Len is how many names there are.
func (d *Local) Len() int { return len(d.keys) }

// Most is an upper bound of what the names may cost to a Dictionary.
func (d *Local) Most() int64 { return d.most }

// Block is what Reset was given.
func (d *Local) Block() []byte { return d.block }
