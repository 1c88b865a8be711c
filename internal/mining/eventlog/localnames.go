package eventlog

import "bytes"

// noLocal is the local id of a value that the event does not have; names are
// numbered below it.
const noLocal = 1<<16 - 1

// localNames numbers the names of one part of a file in order of first
// appearance, by open addressing. Names are kept where they stand in the file.
type localNames struct {
	seed    *hashSeed
	slots   []uint64 // high half of the hash, then number + 1; 0 is free
	keys    []localKey
	entries []metName
}

// localKey is what a look-up compares.
type localKey struct {
	lo, hi uint64
	length int
}

// metName is what the merge needs.
type metName struct {
	raw  []byte
	hash uint64
}

func (d *localNames) reset(seed *hashSeed) {
	d.seed = seed
	if d.slots == nil {
		d.slots = make([]uint64, 256)
	} else {
		clear(d.slots)
	}
	d.keys, d.entries = d.keys[:0], d.entries[:0]
}

// id numbers a name; raw must stay as it is until the part is merged. It
// reports false when there is no number left.
func (d *localNames) id(raw []byte) (uint16, bool) {
	lo, hi := words(raw)
	h := d.seed.hash(raw, lo, hi)
	mask := uint64(len(d.slots) - 1)
	i := h & mask
	for ; d.slots[i] != 0; i = (i + 1) & mask {
		s := d.slots[i]
		if s>>32 != h>>32 {
			continue
		}
		n := uint32(s) - 1
		k := &d.keys[n]
		if k.lo == lo && k.hi == hi && k.length == len(raw) && (len(raw) <= 16 || bytes.Equal(raw[16:], d.entries[n].raw[16:])) {
			return uint16(n), true
		}
	}
	n := len(d.keys)
	if n >= noLocal {
		return 0, false
	}
	d.slots[i] = h>>32<<32 | uint64(n+1)
	d.keys = append(d.keys, localKey{lo, hi, len(raw)})
	d.entries = append(d.entries, metName{raw, h})
	if 2*len(d.keys) > len(d.slots) {
		d.grow()
	}
	return uint16(n), true
}

func (d *localNames) grow() {
	d.slots = make([]uint64, 4*len(d.slots))
	mask := uint64(len(d.slots) - 1)
	for n, e := range d.entries {
		i := e.hash & mask
		for d.slots[i] != 0 {
			i = (i + 1) & mask
		}
		d.slots[i] = e.hash>>32<<32 | uint64(n+1)
	}
}
