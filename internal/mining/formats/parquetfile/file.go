package parquetfile

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"strings"
)

// Magic are the first and the last bytes of every file.
const Magic = "PAR1"

// Errors of a file.
var (
	ErrCorrupt     = errors.New("parquetfile: corrupted file")
	ErrUnsupported = errors.New("parquetfile: an encoding or a compression that is not read")
	ErrTooBig      = errors.New("parquetfile: more than the limits allow")
)

// Limits bound what a file may cost.
type Limits struct {
	Rows   int64
	Bytes  int64 // of all pages after decompression
	Memory int64 // of the pages and dictionaries held at one time
}

const (
	maxFooter = 64 << 20
	maxLeaves = 10_000
	maxPage   = 256 << 20 // after decompression
)

// physical are the types in which values are stored.
type physical int

const (
	boolean physical = iota
	int32s
	int64s
	int96s
	floats
	doubles
	byteArrays
	fixedArrays
)

// meaning is what a stored value stands for.
type meaning int

const (
	plain meaning = iota
	date
	timeMillis
	timeMicros
	timeNanos
	stampMillis
	stampMicros
	stampNanos
	decimal
	unsigned
	uuid
)

// Column is a column of values.
type Column struct {
	Name    string // with the names of the groups around it, joined by dots
	UTC     bool   // times are adjusted to UTC
	Decimal int    // digits after the point
	stored  physical
	means   meaning
	length  int  // bytes of a fixed array
	levels  int  // definition level of a value that is there
	flat    bool // not inside a list
}

// Flat reports whether the column has one value for each row, and so can be
// read.
func (c Column) Flat() bool { return c.flat }

// File is an open file.
type File struct {
	Columns []Column
	Rows    int64
	data    []byte
	limits  Limits
	groups  []group
}

// group is a row group.
type group struct {
	rows   int64
	chunks []chunk
}

// chunk is a column of a row group.
type chunk struct {
	codec      int64
	values     int64
	from, size int64
}

// schemaNode is an element of the schema, which is a tree in preorder.
type schemaNode struct {
	name       string
	stored     int64 // −1 for a group
	length     int64
	repetition int64
	children   int64
	column     Column
}

// Open reads the footer.
func Open(data []byte, limits Limits) (*File, error) {
	n := len(data)
	if n < 12 || !bytes.HasPrefix(data, []byte(Magic)) || !bytes.HasSuffix(data, []byte(Magic)) {
		return nil, ErrCorrupt
	}
	size := int64(binary.LittleEndian.Uint32(data[n-8:]))
	if size > int64(n-12) {
		return nil, ErrCorrupt
	}
	if size > maxFooter {
		return nil, ErrTooBig
	}
	f := &File{data: data, limits: limits}
	t := &thrift{b: data[int64(n-8)-size : n-8]}
	var schema []schemaNode
	t.fields(func(id int, kind byte) bool {
		switch {
		case id == 2 && kind == thriftList:
			t.structs(func(int) { schema = append(schema, readSchema(t)) })
		case id == 4 && kind == thriftList:
			t.structs(func(int) { f.groups = append(f.groups, readGroup(t)) })
		default:
			return false
		}
		return true
	})
	if t.err != nil {
		return nil, t.err
	}
	if err := f.leaves(schema); err != nil {
		return nil, err
	}
	return f, f.check()
}

// check compares what the row groups say with the file.
func (f *File) check() error {
	for _, g := range f.groups {
		if g.rows < 0 || len(g.chunks) != len(f.Columns) {
			return ErrCorrupt
		}
		if f.Rows += g.rows; f.Rows > f.limits.Rows {
			return ErrTooBig
		}
		for i, c := range g.chunks {
			if c.from < 4 || c.size < 0 || c.from > int64(len(f.data)) || c.size > int64(len(f.data))-c.from ||
				f.Columns[i].flat && c.values != g.rows {
				return ErrCorrupt
			}
		}
	}
	return nil
}

func readSchema(t *thrift) schemaNode {
	s := schemaNode{stored: -1}
	t.fields(func(id int, kind byte) bool {
		switch {
		case id == 4 && kind == thriftBinary:
			s.name = string(t.binary())
		case id == 10 && kind == thriftStruct:
			readLogical(t, &s.column)
		case kind >= thriftByte && kind <= 6:
			switch v := t.int(); id {
			case 1:
				s.stored = v
			case 2:
				s.length = v
			case 3:
				s.repetition = v
			case 5:
				s.children = v
			case 6:
				if s.column.means == plain {
					converted(&s.column, v)
				}
			case 7:
				s.column.Decimal = int(max(0, min(v, 100)))
			}
		default:
			return false
		}
		return true
	})
	return s
}

// converted is the old way to say what a column means.
func converted(c *Column, kind int64) {
	switch kind {
	case 5:
		c.means = decimal
	case 6:
		c.means = date
	case 7:
		c.means = timeMillis
	case 8:
		c.means = timeMicros
	case 9:
		c.means, c.UTC = stampMillis, true
	case 10:
		c.means, c.UTC = stampMicros, true
	case 11, 12, 13, 14:
		c.means = unsigned
	}
}

// readLogical reads the union LogicalType.
func readLogical(t *thrift, c *Column) {
	t.fields(func(id int, kind byte) bool {
		if kind != thriftStruct {
			return false
		}
		switch id {
		case 5:
			c.means = decimal
		case 6:
			c.means = date
		case 14:
			c.means = uuid
		case 7, 8:
			first := timeMillis
			if id == 8 {
				first = stampMillis
			}
			c.means, c.UTC = first, false
			readTime(t, c, first)
			return true
		case 10:
			t.fields(func(id int, kind byte) bool {
				if id == 2 && kind == thriftFalse {
					c.means = unsigned
				}
				return false
			})
			return true
		}
		return false
	})
}

// readTime reads whether a time is adjusted to UTC, and its unit.
func readTime(t *thrift, c *Column, first meaning) {
	t.fields(func(id int, kind byte) bool {
		if id == 1 {
			c.UTC = kind == thriftTrue
		}
		if id != 2 || kind != thriftStruct {
			return false
		}
		t.fields(func(unit int, _ byte) bool {
			if unit >= 1 && unit <= 3 {
				c.means = first + meaning(unit-1)
			}
			return false
		})
		return true
	})
}

func readGroup(t *thrift) (g group) {
	t.fields(func(id int, kind byte) bool {
		switch {
		case id == 1 && kind == thriftList:
			t.structs(func(int) { g.chunks = append(g.chunks, readChunk(t)) })
		case id == 3 && kind == 6:
			g.rows = t.int()
		default:
			return false
		}
		return true
	})
	return g
}

func readChunk(t *thrift) (c chunk) {
	dictionary := int64(0)
	t.fields(func(id int, kind byte) bool {
		switch {
		case id == 1: // the values are in another file
			t.fail()
		case id != 3 || kind != thriftStruct:
			return false
		default:
			t.fields(func(id int, kind byte) bool {
				if kind < 4 || kind > 6 {
					return false
				}
				switch v := t.int(); id {
				case 4:
					c.codec = v
				case 5:
					c.values = v
				case 7:
					c.size = v
				case 9:
					c.from = v
				case 11:
					dictionary = v
				}
				return true
			})
		}
		return true
	})
	if dictionary > 0 && dictionary < c.from {
		c.from = dictionary
	}
	return c
}

// leaves makes the columns of the schema.
func (f *File) leaves(schema []schemaNode) error {
	if len(schema) == 0 {
		return ErrCorrupt
	}
	next := 0
	var walk func(path string, levels, depth int, flat bool) error
	walk = func(path string, levels, depth int, flat bool) error {
		if next >= len(schema) || depth > maxNesting {
			return ErrCorrupt
		}
		s := schema[next]
		next++
		if depth > 0 {
			path = strings.TrimPrefix(path+"."+s.name, ".")
			if s.repetition > 0 {
				levels++
			}
			flat = flat && s.repetition < 2
		}
		if s.stored < 0 {
			for range s.children {
				if err := walk(path, levels, depth+1, flat); err != nil {
					return err
				}
			}
			return nil
		}
		c := s.column
		c.Name, c.stored, c.levels, c.flat = path, physical(s.stored), levels, flat
		if s.stored > int64(fixedArrays) || c.stored == fixedArrays && (s.length < 1 || s.length > math.MaxInt16) {
			return ErrCorrupt
		}
		c.length = int(s.length)
		if f.Columns = append(f.Columns, c); len(f.Columns) > maxLeaves {
			return ErrTooBig
		}
		return nil
	}
	return walk("", 0, 0, true)
}
