// Package sqlitefile reads the tables of an SQLite 3 database out of its bytes,
// without a database engine: no SQL of the file is ever run, so views,
// triggers and virtual tables of a stranger's file are only names. Source:
// "Database File Format", sqlite.org/fileformat2.html.
//
//	Open   bytes → DB: page size, encoding, tables and their columns
//	Scan   table → rows in the order of their rowid
//
// # Limits
//
// A scan looks at each page at most once and at no more payload than the file
// has bytes, and all scans of a database together at no more pages than sixty-four
// files have, so that pages which refer to one another in a ring, cells which
// share their bytes and tables which share their pages end with ErrCorrupt; a
// scan holds one row at a time, of at most MaxRow bytes. Read are ordinary tables with UTF-8 or UTF-16 text;
// tables WITHOUT ROWID and with generated columns are ErrUnsupported when they
// are scanned. What a write-ahead log beside the file says is not known here.
// A column that was added later has NULL in the rows before, whatever its
// DEFAULT.
package sqlitefile

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"strings"
	"unicode/utf16"
)

// Magic are the first bytes of every database.
const Magic = "SQLite format 3\x00"

// MaxRow is the largest row that is read, in bytes.
const MaxRow = 16 << 20

const (
	maxDepth   = 64    // of a tree; a file of 2^48 bytes needs less
	maxTables  = 10000 // a schema of a log has some dozens
	maxColumns = 2000  // the limit of SQLite itself
	maxScans   = 64    // of the whole file; a log is walked three or four times, each table once
)

// Errors of a file.
var (
	ErrCorrupt     = errors.New("sqlitefile: corrupted database")
	ErrUnsupported = errors.New("sqlitefile: a table without rowid or with generated columns")
)

// DB is an open database.
type DB struct {
	data     []byte
	page     int // bytes of a page
	usable   int // bytes of a page without the reserved ones
	pages    int
	encoding uint32
	tables   []*Table
	left     int64 // pages that may still be looked at
}

// Table is an ordinary table of the schema.
type Table struct {
	Name      string
	Columns   []string
	db        *DB
	root      uint32
	rowid     int // column that is the rowid, −1 if none
	generated bool
}

// Kind is the type of a value.
type Kind byte

// The types of values.
const (
	Null Kind = iota
	Int
	Float
	Text
	Blob
)

// Value is a value of a row. Bytes may be a part of the file.
type Value struct {
	Kind  Kind
	Int   int64
	Float float64
	Bytes []byte // Text in UTF-8, or Blob
}

// Open reads the schema.
func Open(data []byte) (*DB, error) {
	if len(data) < 512 || !bytes.HasPrefix(data, []byte(Magic)) {
		return nil, ErrCorrupt
	}
	size := int(binary.BigEndian.Uint16(data[16:]))
	if size == 1 {
		size = 65536
	}
	reserved := int(data[20])
	db := &DB{data: data, page: size, usable: size - reserved, encoding: binary.BigEndian.Uint32(data[56:])}
	if size < 512 || size&(size-1) != 0 || db.usable < 480 || db.encoding > 3 {
		return nil, ErrCorrupt
	}
	if db.pages = len(data) / size; db.pages == 0 {
		return nil, ErrCorrupt
	}
	db.left = maxScans * int64(db.pages)
	return db, db.readSchema()
}

func (db *DB) readSchema() error {
	schema := &Table{Name: "sqlite_schema", Columns: []string{"type", "name", "tbl_name", "rootpage", "sql"}, db: db, root: 1, rowid: -1}
	return schema.Scan(func(_ int64, row []Value) error {
		root := row[3].Int
		if string(row[0].Bytes) != "table" || root <= 0 || root > math.MaxUint32 {
			return nil // a view, an index, a trigger, a virtual table
		}
		if len(db.tables) >= maxTables {
			return ErrCorrupt
		}
		t := &Table{Name: string(row[1].Bytes), db: db, root: uint32(root), rowid: -1}
		if !t.parse(string(row[4].Bytes)) {
			return nil // SQLite itself would call the schema malformed; the table is as if it were not there
		}
		db.tables = append(db.tables, t)
		return nil
	})
}

// Tables lists the tables in the order of the schema.
func (db *DB) Tables() []*Table { return db.tables }

// Table finds a table by name, in any case as SQLite does; nil if there is
// none.
func (db *DB) Table(name string) *Table {
	for _, t := range db.tables {
		if strings.EqualFold(t.Name, name) {
			return t
		}
	}
	return nil
}

// Column is the place of a column, in any case, or −1.
func (t *Table) Column(name string) int {
	for i, c := range t.Columns {
		if strings.EqualFold(c, name) {
			return i
		}
	}
	return -1
}

// scan is the state of the reading of one table.
type scan struct {
	db   *DB
	seen []uint64 // pages looked at
	row  []Value
	long []byte // payload that spans pages
	room int    // bytes of payload left: all rows together are no longer than the file
}

// Scan calls yield with each row, which holds until the next one.
func (t *Table) Scan(yield func(rowid int64, row []Value) error) error {
	if t.generated {
		return ErrUnsupported
	}
	s := &scan{db: t.db, seen: make([]uint64, t.db.pages/64+1), row: make([]Value, len(t.Columns)), room: len(t.db.data)}
	return s.tree(t.root, 0, func(rowid int64, payload []byte) error {
		if err := s.record(payload); err != nil {
			return err
		}
		if t.rowid >= 0 && s.row[t.rowid].Kind == Null {
			s.row[t.rowid] = Value{Kind: Int, Int: rowid}
		}
		return yield(rowid, s.row)
	})
}

// take gives a page, once.
func (s *scan) take(n uint32) ([]byte, error) {
	if n == 0 || int64(n) > int64(s.db.pages) || s.seen[n/64]&(1<<(n%64)) != 0 {
		return nil, ErrCorrupt
	}
	if s.db.left--; s.db.left < 0 {
		return nil, ErrCorrupt
	}
	s.seen[n/64] |= 1 << (n % 64)
	from := int(n-1) * s.db.page
	return s.db.data[from : from+s.db.usable], nil
}

// tree walks a table b-tree.
func (s *scan) tree(n uint32, depth int, yield func(rowid int64, payload []byte) error) error {
	page, err := s.take(n)
	if err != nil || depth > maxDepth {
		return ErrCorrupt
	}
	head := 0
	if n == 1 {
		head = 100 // the header of the file
	}
	cells := int(binary.BigEndian.Uint16(page[head+3:]))
	kind, first := page[head], head+8
	switch kind {
	case 5:
		first += 4
	case 13:
	case 2, 10:
		return ErrUnsupported
	default:
		return ErrCorrupt
	}
	if first+2*cells > len(page) {
		return ErrCorrupt
	}
	for i := range cells {
		at := int(binary.BigEndian.Uint16(page[first+2*i:]))
		if at < first || at+4 > len(page) {
			return ErrCorrupt
		}
		if kind == 5 {
			err = s.tree(binary.BigEndian.Uint32(page[at:]), depth+1, yield)
		} else {
			err = s.leaf(page, at, yield)
		}
		if err != nil {
			return err
		}
	}
	if kind == 5 {
		return s.tree(binary.BigEndian.Uint32(page[head+8:]), depth+1, yield)
	}
	return nil
}

// leaf reads a cell: size, rowid, payload, first page of what does not fit.
func (s *scan) leaf(page []byte, at int, yield func(rowid int64, payload []byte) error) error {
	size, n := varint(page[at:])
	id, m := varint(page[min(at+n, len(page)):])
	if n == 0 || m == 0 || size > MaxRow || size > uint64(s.room) {
		return ErrCorrupt
	}
	s.room -= int(size)
	at += n + m
	u, p := s.db.usable, int(size)
	local := p
	if most := u - 35; p > most {
		least := (u-12)*32/255 - 23
		if local = least + (p-least)%(u-4); local > most {
			local = least
		}
	}
	if at+local > len(page) {
		return ErrCorrupt
	}
	payload := page[at : at+local]
	if local < p {
		if at+local+4 > len(page) {
			return ErrCorrupt
		}
		var err error
		if payload, err = s.overflow(payload, p, binary.BigEndian.Uint32(page[at+local:])); err != nil {
			return err
		}
	}
	return yield(int64(id), payload)
}

// overflow joins the pages of a long payload.
func (s *scan) overflow(local []byte, size int, next uint32) ([]byte, error) {
	s.long = append(s.long[:0], local...)
	for len(s.long) < size {
		page, err := s.take(next)
		if err != nil {
			return nil, err
		}
		next = binary.BigEndian.Uint32(page)
		s.long = append(s.long, page[4:min(len(page), 4+size-len(s.long))]...)
	}
	return s.long, nil
}

// record reads the values of a payload into s.row.
func (s *scan) record(payload []byte) error {
	header, n := varint(payload)
	if n == 0 || header > uint64(len(payload)) || header < uint64(n) {
		return ErrCorrupt
	}
	types, body := payload[n:header], payload[header:]
	for i := range s.row {
		s.row[i] = Value{}
		if len(types) == 0 {
			continue // added after the row was written
		}
		kind, k := varint(types)
		if k == 0 {
			return ErrCorrupt
		}
		types = types[k:]
		size := width(kind)
		if size > uint64(len(body)) {
			return ErrCorrupt
		}
		s.row[i] = s.db.value(kind, body[:size])
		body = body[size:]
	}
	return nil
}

// width is the number of bytes of a value of a serial type.
func width(kind uint64) uint64 {
	if kind < 12 {
		return [12]uint64{0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0}[kind]
	}
	return (kind - 12) / 2
}

func (db *DB) value(kind uint64, b []byte) Value {
	switch {
	case kind == 0, kind == 10, kind == 11:
		return Value{}
	case kind == 8, kind == 9:
		return Value{Kind: Int, Int: int64(kind - 8)}
	case kind == 7:
		return Value{Kind: Float, Float: math.Float64frombits(binary.BigEndian.Uint64(b))}
	case kind < 7:
		n := int64(int8(b[0]))
		for _, c := range b[1:] {
			n = n<<8 | int64(c)
		}
		return Value{Kind: Int, Int: n}
	case kind%2 == 0:
		return Value{Kind: Blob, Bytes: b}
	}
	if db.encoding >= 2 {
		b = db.fromUTF16(b)
	}
	return Value{Kind: Text, Bytes: b}
}

func (db *DB) fromUTF16(b []byte) []byte {
	var order binary.ByteOrder = binary.LittleEndian
	if db.encoding == 3 {
		order = binary.BigEndian
	}
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = order.Uint16(b[2*i:])
	}
	return []byte(string(utf16.Decode(units)))
}

// varint reads up to nine bytes, high bits first; n is 0 when they are missing.
func varint(b []byte) (v uint64, n int) {
	for n < len(b) && n < 8 {
		c := b[n]
		n++
		if v = v<<7 | uint64(c&0x7f); c < 0x80 {
			return v, n
		}
	}
	if n == 8 && len(b) > 8 {
		return v<<8 | uint64(b[8]), 9
	}
	return 0, 0
}
