package parquetfile

import (
	"io"

	"github.com/klauspost/compress/zstd"
)

// Rows walks the rows of a file.
type Rows struct {
	file    *File
	columns []int
	group   int   // the next one
	left    int64 // rows of the group
	readers []*columnReader
	fields  [][]byte
	held    int64 // memory of pages and dictionaries
	room    int64 // bytes after decompression that may still come
	zstd    *zstd.Decoder
}

// Read walks some columns, which must be flat.
func (f *File) Read(columns []int) *Rows {
	return &Rows{file: f, columns: columns, fields: make([][]byte, len(columns)), room: f.limits.Bytes}
}

// hold takes memory from what is allowed.
func (r *Rows) hold(n int64) error {
	if r.held += n; r.held > r.file.limits.Memory {
		return ErrTooBig
	}
	return nil
}

// Next is the text of the columns in the next row, nil for null; io.EOF after
// the last row. It holds until the next call.
func (r *Rows) Next() ([][]byte, error) {
	for r.left == 0 {
		if r.group == len(r.file.groups) {
			return nil, io.EOF
		}
		r.open(&r.file.groups[r.group])
		r.group++
	}
	r.left--
	for i, c := range r.readers {
		text, err := c.next()
		if err != nil {
			return nil, err
		}
		r.fields[i] = text
	}
	return r.fields, nil
}

// open begins a row group.
func (r *Rows) open(g *group) {
	r.left, r.held, r.readers = g.rows, 0, r.readers[:0]
	for _, i := range r.columns {
		c := g.chunks[i]
		r.readers = append(r.readers, &columnReader{column: &r.file.Columns[i], chunk: c, rows: r,
			rest: r.file.data[c.from : c.from+c.size], left: c.values})
	}
}
