package parquetfile

import (
	"encoding/binary"
	"math"
)

// Types of the Thrift compact protocol.
const (
	thriftTrue   = 1
	thriftFalse  = 2
	thriftByte   = 3
	thriftDouble = 7
	thriftBinary = 8
	thriftList   = 9
	thriftSet    = 10
	thriftMap    = 11
	thriftStruct = 12
)

// maxNesting is how deep a message may be nested; Parquet needs six.
const maxNesting = 32

// thrift reads a message of the compact protocol. The first fault stays in
// err, and everything after it reads as nothing.
type thrift struct {
	b   []byte
	p   int
	err error
}

func (t *thrift) fail() { t.err = ErrCorrupt }

func (t *thrift) byte() byte {
	if t.err != nil || t.p >= len(t.b) {
		t.fail()
		return 0
	}
	t.p++
	return t.b[t.p-1]
}

func (t *thrift) uvarint() uint64 {
	if t.err != nil {
		return 0
	}
	v, n := binary.Uvarint(t.b[t.p:])
	if n <= 0 {
		t.fail()
		return 0
	}
	t.p += n
	return v
}

// int reads an integer of any width.
func (t *thrift) int() int64 {
	v := t.uvarint()
	return int64(v>>1) ^ -int64(v&1)
}

// size reads a count that is worth at least one byte each.
func (t *thrift) size(n uint64) int {
	if n > uint64(len(t.b)-t.p) {
		t.fail()
		return 0
	}
	return int(n)
}

func (t *thrift) binary() []byte {
	n := t.size(t.uvarint())
	if t.err != nil {
		return nil
	}
	t.p += n
	return t.b[t.p-n : t.p]
}

// fields calls take for each field of a struct; take reports whether it took
// the value, which is skipped otherwise. A boolean is in its type.
func (t *thrift) fields(take func(id int, kind byte) bool) { t.fieldsAt(0, take) }

func (t *thrift) fieldsAt(depth int, take func(id int, kind byte) bool) {
	id := int64(0)
	for t.err == nil {
		head := t.byte()
		kind := head & 15
		if kind == 0 {
			return
		}
		if delta := head >> 4; delta != 0 {
			id += int64(delta)
		} else {
			id = t.int()
		}
		if id < 0 || id > math.MaxInt16 {
			t.fail()
		}
		if t.err == nil && !take(int(id), kind) {
			t.skip(kind, depth)
		}
	}
}

// list reads the head of a list: its length and the type of its elements.
func (t *thrift) list() (n int, kind byte) {
	head := t.byte()
	if n = int(head >> 4); n == 15 {
		n = t.size(t.uvarint())
	}
	return t.size(uint64(n)), head & 15
}

// structs calls each for every struct of a list; each must take it.
func (t *thrift) structs(each func(i int)) {
	n, kind := t.list()
	if n > 0 && kind != thriftStruct {
		t.fail()
	}
	for i := 0; i < n && t.err == nil; i++ {
		each(i)
	}
}

// skip passes over a value.
func (t *thrift) skip(kind byte, depth int) {
	if depth > maxNesting {
		t.fail()
		return
	}
	switch kind {
	case thriftTrue, thriftFalse:
	case thriftByte:
		t.byte()
	case 4, 5, 6:
		t.uvarint()
	case thriftDouble:
		t.p += 8
		if t.p > len(t.b) {
			t.fail()
		}
	case thriftBinary:
		t.binary()
	case thriftList, thriftSet:
		n, inner := t.list()
		for i := 0; i < n && t.err == nil; i++ {
			t.skipItem(inner, depth+1)
		}
	case thriftMap:
		n := t.size(t.uvarint())
		if n == 0 {
			return
		}
		kinds := t.byte()
		for i := 0; i < n && t.err == nil; i++ {
			t.skipItem(kinds>>4, depth+1)
			t.skipItem(kinds&15, depth+1)
		}
	case thriftStruct:
		t.fieldsAt(depth+1, func(int, byte) bool { return false })
	default:
		t.fail()
	}
}

// skipItem is skip inside a list or a map, where a boolean is a byte.
func (t *thrift) skipItem(kind byte, depth int) {
	if kind == thriftTrue || kind == thriftFalse {
		kind = thriftByte
	}
	t.skip(kind, depth)
}
