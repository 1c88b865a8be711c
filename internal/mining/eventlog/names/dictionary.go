package names

import (
	"bytes"
	"errors"
	"slices"
)

// None is the id of no name.
const None int32 = -1

// Cost is about what holding one name takes beside its bytes: its place in the
// tables and in the list, with the room in which they grow.
const Cost = 128

// ErrTooMany says that the names take more memory than they may.
var ErrTooMany = errors.New("too many different names")

// Dictionary numbers names in order of first appearance. It is asked with the
// bytes of the file, so that unescaping and conversion happen once for every
// way in which a name is written, not once for every event.
type Dictionary struct {
	seed   *Seed
	text   []byte           // all names, one after the other
	ends   []uint32         // in text, by id
	slots  []uint64         // of the names met as they are: high half of the hash, then id + 1; 0 is free
	shift  uint             // from the high half of a hash to its place: the table grows without reading the names
	plain  int              // slots in use
	raw    map[string]int32 // other ways of writing a name
	byName map[string]int32 // the names that have one
	decode Decoder
	room   *int64 // bytes left, shared by all dictionaries

	lastRaw []byte // events of one case mostly stand together
	lastID  int32
}

// Decoder makes a name of the bytes of a file; it reports false when the name
// is those bytes. It is not always asked about names of nothing but printable
// ASCII without & and <, which stand for themselves.
type Decoder func(raw []byte) (name string, changed bool, err error)

// Init begins an empty dictionary. Names are paid for from room, which several
// dictionaries may share.
func (d *Dictionary) Init(room *int64, seed *Seed) {
	d.room, d.seed = room, seed
	d.slots, d.shift = make([]uint64, 64), 32-6
	d.raw, d.byName = map[string]int32{}, map[string]int32{}
	d.lastID = None
}

// DecodeWith sets how the bytes of a file become a name.
func (d *Dictionary) DecodeWith(decode Decoder) { d.decode = decode }

// Optional is ID for a value that may be absent.
func (d *Dictionary) Optional(raw []byte) (int32, error) {
	if len(raw) == 0 {
		return None, nil
	}
	return d.ID(raw)
}

// ID numbers the name written as raw.
func (d *Dictionary) ID(raw []byte) (int32, error) {
	if d.lastID != None && bytes.Equal(raw, d.lastRaw) {
		return d.lastID, nil
	}
	lo, hi := words(raw)
	id, err := d.find(raw, d.seed.hash(raw, lo, hi))
	if err == nil {
		d.lastRaw, d.lastID = append(d.lastRaw[:0], raw...), id
	}
	return id, err
}

// find is id with the hash of raw.
func (d *Dictionary) find(raw []byte, h uint64) (int32, error) {
	if id := d.lookup(raw, h); id != None {
		return id, nil
	}
	if len(d.raw) > 0 {
		if id, ok := d.raw[string(raw)]; ok {
			return id, nil
		}
	}
	return d.insert(raw, h)
}

// lookup finds a name that was met as it is.
func (d *Dictionary) lookup(name []byte, h uint64) int32 {
	mask := uint64(len(d.slots) - 1)
	for i := h >> 32 >> d.shift; d.slots[i] != 0; i = (i + 1) & mask {
		if s := d.slots[i]; s>>32 == h>>32 {
			if id := int32(uint32(s)) - 1; bytes.Equal(d.name(id), name) {
				return id
			}
		}
	}
	return None
}

// insert numbers a new way of writing a name, which may be a known name.
func (d *Dictionary) insert(raw []byte, h uint64) (int32, error) {
	name, changed, err := d.decode(raw)
	if err != nil {
		return None, err
	}
	if !changed {
		return d.insertPlain(raw, h)
	}
	if *d.room -= int64(len(raw) + len(name) + 2*Cost); *d.room < 0 {
		return None, ErrTooMany
	}
	id, known := d.byName[name]
	if !known {
		lo, hi := words([]byte(name))
		id = d.lookup([]byte(name), d.seed.hash([]byte(name), lo, hi))
	}
	if id == None {
		id = d.add([]byte(name))
	}
	d.byName[name] = id
	d.raw[string(raw)] = id
	return id, nil
}

// insertPlain numbers a name that is met as it is for the first time.
func (d *Dictionary) insertPlain(raw []byte, h uint64) (int32, error) {
	if *d.room -= int64(len(raw) + Cost); *d.room < 0 {
		return None, ErrTooMany
	}
	id, known := None, false
	if len(d.byName) > 0 {
		id, known = d.byName[string(raw)]
	}
	if !known {
		id = d.add(raw)
	}
	if d.plain++; 2*d.plain > len(d.slots) {
		d.grow()
	}
	d.place(h>>32<<32 | uint64(id+1))
	return id, nil
}

// place puts a slot where its hash wants it, or after.
func (d *Dictionary) place(slot uint64) {
	mask := uint64(len(d.slots) - 1)
	i := slot >> 32 >> d.shift
	for d.slots[i] != 0 {
		i = (i + 1) & mask
	}
	d.slots[i] = slot
}

func (d *Dictionary) grow() {
	old := d.slots
	d.slots = make([]uint64, 2*len(old))
	d.shift--
	for _, s := range old {
		if s != 0 {
			d.place(s)
		}
	}
}

// add gives a name the next id. The memory doubles: where it grows by less,
// what it leaves behind is more than what it holds.
func (d *Dictionary) add(name []byte) int32 {
	if room := cap(d.text) - len(d.text); room < len(name) {
		d.text = slices.Grow(d.text, len(d.text)+len(name))
	}
	if len(d.ends) == cap(d.ends) {
		d.ends = slices.Grow(d.ends, len(d.ends)+1)
	}
	d.text = append(d.text, name...)
	d.ends = append(d.ends, uint32(len(d.text)))
	return int32(len(d.ends) - 1)
}

// Len is how many names there are.
func (d *Dictionary) Len() int { return len(d.ends) }

// name is the name of an id, until the next one is added.
func (d *Dictionary) name(id int32) []byte {
	start := uint32(0)
	if id > 0 {
		start = d.ends[id-1]
	}
	return d.text[start:d.ends[id]]
}

// Names are all the names, as slices of one string.
func (d *Dictionary) Names() []string {
	text, out, start := string(d.text), make([]string, len(d.ends)), uint32(0)
	for id, end := range d.ends {
		out[id], start = text[start:end], end
	}
	return out
}

// Merge numbers the names of a part, in their order, and gives the id of each.
// The table is large and its slots far from one another: looking at all of
// them first lets the processor wait for many at once.
func (d *Dictionary) Merge(l *Local) (ids []int32, err error) {
	ids = make([]int32, len(l.keys))
	mask := uint64(len(d.slots) - 1)
	for n, h := range l.hashes {
		i := h >> 32 >> d.shift
		for ; d.slots[i] != 0 && d.slots[i]>>32 != h>>32; i = (i + 1) & mask {
		}
		ids[n] = int32(uint32(d.slots[i])) - 1 // None if the slot is free
	}
	for n := range ids {
		k, id := &l.keys[n], ids[n]
		switch {
		case id != None && d.is(id, k, l, n):
		case id == None && k.at&isLiteral != 0 && len(d.raw) == 0:
			ids[n], err = d.insertPlain(l.Raw(n), l.hashes[n])
		default:
			ids[n], err = d.find(l.Raw(n), l.hashes[n])
		}
		if err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// is reports whether the name of an id is the n-th of a part.
func (d *Dictionary) is(id int32, k *localKey, l *Local, n int) bool {
	name := d.name(id)
	if uint32(len(name)) != k.length {
		return false
	}
	if lo, hi := words(name); lo != k.lo || hi != k.hi {
		return false
	}
	return len(name) <= 16 || sameRest(name, l.Raw(n))
}

// Free drops the tables; names can no longer be numbered.
func (d *Dictionary) Free() { d.slots, d.raw, d.byName, d.lastID = nil, nil, nil, None }

// Compact renumbers column so that only names in use have an id, and gives
// those names. Names fall out of use only when the events of a trace without
// id are taken back.
func (d *Dictionary) Compact(column []int32) []string {
	used, all := make([]bool, d.Len()), d.Names()
	for _, id := range column {
		if id != None {
			used[id] = true
		}
	}
	if !slices.Contains(used, false) {
		return all
	}
	renumber := make([]int32, len(all))
	var names []string
	for id, u := range used {
		if u {
			renumber[id] = int32(len(names))
			names = append(names, all[id])
		}
	}
	for i, id := range column {
		if id != None {
			column[i] = renumber[id]
		}
	}
	return names
}
