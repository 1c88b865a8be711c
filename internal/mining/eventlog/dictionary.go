package eventlog

import (
	"bytes"
	"slices"
)

// dictionary numbers names in order of first appearance. It is asked with the
// bytes of the file, so that unescaping and conversion happen once for every
// way in which a name is written, not once for every event.
type dictionary struct {
	seed   *hashSeed
	text   []byte           // all names, one after the other
	ends   []int            // in text, by id
	slots  []uint64         // of the names met as they are: high half of the hash, then id + 1; 0 is free
	shift  uint             // from the high half of a hash to its place: the table grows without reading the names
	plain  int              // slots in use
	raw    map[string]int32 // other ways of writing a name
	byName map[string]int32 // the names that have one
	decode decoder
	room   *int64 // bytes left, shared by all dictionaries

	lastRaw []byte // events of one case mostly stand together
	lastID  int32
}

// decoder makes a name of the bytes of a file; it reports false when the name
// is those bytes.
type decoder func(raw []byte) (name string, changed bool, err error)

func (d *dictionary) init(room *int64, seed *hashSeed) {
	d.room, d.seed = room, seed
	d.slots, d.shift = make([]uint64, 64), 32-6
	d.raw, d.byName = map[string]int32{}, map[string]int32{}
	d.lastID = None
}

// optional is id for a value that may be absent.
func (d *dictionary) optional(raw []byte) (int32, error) {
	if len(raw) == 0 {
		return None, nil
	}
	return d.id(raw)
}

// id numbers the name written as raw.
func (d *dictionary) id(raw []byte) (int32, error) {
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
func (d *dictionary) find(raw []byte, h uint64) (int32, error) {
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
func (d *dictionary) lookup(name []byte, h uint64) int32 {
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
func (d *dictionary) insert(raw []byte, h uint64) (int32, error) {
	name, changed, err := d.decode(raw)
	if err != nil {
		return None, err
	}
	cost := int64(len(raw) + nameCost)
	if changed {
		cost += int64(len(name) + nameCost)
	}
	if *d.room -= cost; *d.room < 0 {
		return None, errTooManyNames
	}
	if !changed {
		return d.insertPlain(raw, h), nil
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

func (d *dictionary) insertPlain(raw []byte, h uint64) int32 {
	id, known := d.byName[string(raw)]
	if !known {
		id = d.add(raw)
	}
	if d.plain++; 2*d.plain > len(d.slots) {
		d.grow()
	}
	d.place(h>>32<<32 | uint64(id+1))
	return id
}

// place puts a slot where its hash wants it, or after.
func (d *dictionary) place(slot uint64) {
	mask := uint64(len(d.slots) - 1)
	i := slot >> 32 >> d.shift
	for d.slots[i] != 0 {
		i = (i + 1) & mask
	}
	d.slots[i] = slot
}

func (d *dictionary) grow() {
	old := d.slots
	d.slots = make([]uint64, 2*len(old))
	d.shift--
	for _, s := range old {
		if s != 0 {
			d.place(s)
		}
	}
}

// add gives a name the next id.
func (d *dictionary) add(name []byte) int32 {
	d.text = append(d.text, name...)
	d.ends = append(d.ends, len(d.text))
	return int32(len(d.ends) - 1)
}

func (d *dictionary) len() int { return len(d.ends) }

// name is the name of an id, until the next one is added.
func (d *dictionary) name(id int32) []byte {
	start := 0
	if id > 0 {
		start = d.ends[id-1]
	}
	return d.text[start:d.ends[id]]
}

// names are all the names, as slices of one string.
func (d *dictionary) names() []string {
	text, out, start := string(d.text), make([]string, len(d.ends)), 0
	for id, end := range d.ends {
		out[id], start = text[start:end], end
	}
	return out
}

// merge numbers the names of a part, in their order, and gives the id of each.
// The table is large and its slots far from one another: looking at all of
// them first lets the processor wait for many at once.
func (d *dictionary) merge(l *localNames) ([]int32, error) {
	ids := make([]int32, len(l.keys))
	mask := uint64(len(d.slots) - 1)
	for n, h := range l.hashes {
		i := h >> 32 >> d.shift
		for ; d.slots[i] != 0 && d.slots[i]>>32 != h>>32; i = (i + 1) & mask {
		}
		ids[n] = int32(uint32(d.slots[i])) - 1 // None if the slot is free
	}
	for n, h := range l.hashes {
		raw := l.raw(n)
		if id := ids[n]; id != None && bytes.Equal(d.name(id), raw) {
			continue
		}
		id, err := d.find(raw, h)
		if err != nil {
			return nil, err
		}
		ids[n] = id
	}
	return ids, nil
}

// free drops the tables; names can no longer be numbered.
func (d *dictionary) free() { d.slots, d.raw, d.byName, d.lastID = nil, nil, nil, None }

// compact renumbers column so that only names in use have an id, and gives
// those names. Names fall out of use only when the events of a trace without
// id are taken back.
func (d *dictionary) compact(column []int32) []string {
	used, all := make([]bool, d.len()), d.names()
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
