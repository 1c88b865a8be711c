package performance

import (
	"cmp"
	"slices"
)

// denseLimit is the greatest number of names whose pairs are counted in a plain
// matrix, 4 MiB at most.
const denseLimit = 1024

// pairs counts ordered pairs of ids. A pair is from*width + to.
type pairs struct {
	width int
	dense []uint32 // by pair; nil when there are too many names
	slots []slot   // open addressing; the length is a power of two
	used  int
}

// slot is a pair of the sparse form; it is free when held is false.
type slot struct {
	key  uint64
	n    uint32
	held bool
}

func newPairs(names int) pairs {
	p := pairs{width: max(names, 1)}
	if names <= denseLimit {
		p.dense = make([]uint32, p.width*p.width)
	} else {
		p.slots = make([]slot, 1<<12)
	}
	return p
}

// key of a pair.
func (p *pairs) key(from, to int32) uint64 { return uint64(from)*uint64(p.width) + uint64(to) }

// ends gives the two ids of a pair.
func (p *pairs) ends(key uint64) (from, to int32) {
	return int32(key / uint64(p.width)), int32(key % uint64(p.width))
}

// at is the counter of a pair; it holds until the next call.
func (p *pairs) at(key uint64) *uint32 {
	if p.dense != nil {
		return &p.dense[key]
	}
	mask := uint64(len(p.slots) - 1)
	h := key * 0x9e3779b97f4a7c15
	for i := (h ^ h>>32) & mask; ; i = (i + 1) & mask {
		s := &p.slots[i]
		if s.held && s.key == key {
			return &s.n
		}
		if s.held {
			continue
		}
		if 2*p.used >= len(p.slots) {
			p.grow()
			return p.at(key)
		}
		p.used++
		s.key, s.held = key, true
		return &s.n
	}
}

func (p *pairs) grow() {
	old := p.slots
	p.slots, p.used = make([]slot, 2*len(old)), 0
	for _, s := range old {
		if s.held {
			*p.at(s.key) = s.n
		}
	}
}

// each calls f for every pair that was counted.
func (p *pairs) each(f func(key uint64, n uint32)) {
	for key, n := range p.dense {
		if n > 0 {
			f(uint64(key), n)
		}
	}
	for _, s := range p.slots {
		if s.held && s.n > 0 {
			f(s.key, s.n)
		}
	}
}

// counted is a pair with its count over all parts.
type counted struct {
	from, to int32
	key      uint64
	n        int
}

// totals adds the counts of the parts, in order of count, the greatest first,
// then of rank of the names.
func totals(parts []*pairs, rank func(id int32) int32) []counted {
	var keys []uint64
	for _, p := range parts {
		p.each(func(key uint64, _ uint32) { keys = append(keys, key) })
	}
	slices.Sort(keys)
	keys = slices.Compact(keys)
	out := make([]counted, len(keys))
	for i, key := range keys {
		from, to := parts[0].ends(key)
		out[i] = counted{from: from, to: to, key: key}
		for _, p := range parts {
			out[i].n += int(*p.at(key))
		}
	}
	slices.SortFunc(out, func(a, b counted) int {
		return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(rank(a.from), rank(b.from)), cmp.Compare(rank(a.to), rank(b.to)))
	})
	return out
}
