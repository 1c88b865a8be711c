package parquetfile

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"io"
	"math/bits"

	"github.com/klauspost/compress/snappy"
	"github.com/klauspost/compress/zstd"
)

// Encodings of values (parquet.thrift, Encoding).
const (
	encPlain           = 0
	encPlainDictionary = 2
	encRLE             = 3
	encDeltaPacked     = 5
	encDeltaLength     = 6
	encDeltaBytes      = 7
	encDictionary      = 8
	encStreamSplit     = 9
)

// Kinds of pages (parquet.thrift, PageType).
const (
	pageData       = 0
	pageDictionary = 2
	pageDataV2     = 3
)

// pageHeader is what a page says of itself.
type pageHeader struct {
	kind, size, packed        int64
	values, encoding          int64
	levelBytes, repeatedBytes int64 // version 2
	compressed                bool
}

func readPageHeader(t *thrift) (h pageHeader) {
	h.kind, h.compressed = -1, true
	t.fields(func(id int, kind byte) bool {
		switch {
		case id == 1 && kind == 5:
			h.kind = t.int()
		case id == 2 && kind == 5:
			h.size = t.int()
		case id == 3 && kind == 5:
			h.packed = t.int()
		case (id == 5 || id == 7 || id == 8) && kind == thriftStruct:
			version2 := id == 8
			t.fields(func(id int, kind byte) bool {
				if version2 && id == 7 {
					h.compressed = kind == thriftTrue
				}
				if kind != 5 {
					return false
				}
				v := t.int()
				switch {
				case id == 1:
					h.values = v
				case id == 2 && !version2, id == 4 && version2:
					h.encoding = v
				case id == 5 && version2:
					h.levelBytes = v
				case id == 6 && version2:
					h.repeatedBytes = v
				}
				return true
			})
		default:
			return false
		}
		return true
	})
	return h
}

// columnReader gives the values of a chunk one by one.
type columnReader struct {
	column *Column
	chunk  chunk
	rows   *Rows
	rest   []byte // of the chunk
	held   int64  // memory of the page
	heldBy int64  // memory of the dictionary

	left   int64   // values of the chunk not read yet
	inPage int64   // of them, those of the page
	levels *hybrid // nil when every value is there
	values decoder
	words  [][]byte // the dictionary, as text
	text   []byte
}

// next is the text of the next value, nil for null.
func (c *columnReader) next() ([]byte, error) {
	for c.inPage == 0 {
		if c.left <= 0 {
			return nil, ErrCorrupt
		}
		if err := c.page(); err != nil {
			return nil, err
		}
	}
	c.inPage--
	c.left--
	if c.levels != nil {
		level, err := c.levels.next()
		if err != nil || int(level) != c.column.levels {
			return nil, err
		}
	}
	raw, err := c.values.next()
	if err != nil {
		return nil, err
	}
	if raw.word {
		if raw.n >= uint64(len(c.words)) {
			return nil, ErrCorrupt
		}
		return c.words[raw.n], nil
	}
	c.text = c.column.appendText(c.text[:0], raw)
	if len(c.text) == 0 && c.column.stored != byteArrays {
		return nil, nil
	}
	return c.text, nil
}

// page opens the next page, which may be the dictionary.
func (c *columnReader) page() error {
	t := &thrift{b: c.rest}
	h := readPageHeader(t)
	if t.err != nil || h.size < 0 || h.packed < 0 || h.packed > int64(len(c.rest)-t.p) || h.values < 0 {
		return ErrCorrupt
	}
	body := c.rest[t.p : t.p+int(h.packed)]
	c.rest = c.rest[t.p+int(h.packed):]
	if h.size > maxPage {
		return ErrTooBig
	}
	switch h.kind {
	case pageDictionary:
		return c.dictionary(h, body)
	case pageData:
		data, err := c.unpack(body, h.size, true)
		if err != nil {
			return err
		}
		c.levels = nil
		if c.column.levels > 0 {
			if len(data) < 4 || int64(binary.LittleEndian.Uint32(data)) > int64(len(data)-4) {
				return ErrCorrupt
			}
			n := 4 + int(binary.LittleEndian.Uint32(data))
			c.levels = newHybrid(data[4:n], bits.Len(uint(c.column.levels)))
			data = data[n:]
		}
		return c.open(h, data)
	case pageDataV2:
		levels := h.levelBytes + h.repeatedBytes
		if h.levelBytes < 0 || h.repeatedBytes < 0 || levels > int64(len(body)) || levels > h.size {
			return ErrCorrupt
		}
		data, err := c.unpack(body[levels:], h.size-levels, h.compressed)
		if err != nil {
			return err
		}
		c.levels = nil
		if c.column.levels > 0 {
			c.levels = newHybrid(body[h.repeatedBytes:levels], bits.Len(uint(c.column.levels)))
		}
		return c.open(h, data)
	}
	return nil // an index page: of no use here
}

// open begins to read the values of a page.
func (c *columnReader) open(h pageHeader, data []byte) (err error) {
	if h.values > c.left {
		return ErrCorrupt
	}
	if (h.encoding == encDictionary || h.encoding == encPlainDictionary) && c.words == nil && h.values > 0 {
		c.words = [][]byte{} // a page of nulls may do without; an index finds nothing
	}
	c.inPage = h.values
	c.values, err = newDecoder(c.column, h.encoding, data, h.values)
	return err
}

// dictionary reads the different values of a chunk, as text.
func (c *columnReader) dictionary(h pageHeader, body []byte) error {
	if c.words != nil {
		return ErrCorrupt
	}
	data, err := c.unpack(body, h.size, true)
	if err != nil {
		return err
	}
	values, err := newDecoder(c.column, encPlain, data, h.values)
	if err != nil {
		return err
	}
	c.words = [][]byte{}
	for range h.values {
		raw, err := values.next()
		if err != nil {
			return err
		}
		text := c.column.appendText(nil, raw)
		if len(text) == 0 && c.column.stored != byteArrays {
			text = nil
		}
		cost := int64(len(text) + 48)
		c.heldBy += cost
		if err := c.rows.hold(cost); err != nil {
			return err
		}
		c.words = append(c.words, text)
	}
	return nil
}

// unpack gives the content of a page, of the size that it says.
func (c *columnReader) unpack(body []byte, size int64, compressed bool) ([]byte, error) {
	c.rows.held -= c.held
	c.held = 0
	if c.rows.room -= size; c.rows.room < 0 {
		return nil, ErrTooBig
	}
	if c.chunk.codec == 0 || !compressed {
		if size != int64(len(body)) {
			return nil, ErrCorrupt
		}
		return body, nil
	}
	if err := c.rows.hold(size); err != nil {
		return nil, err
	}
	c.held = size
	if size == 0 {
		return nil, nil
	}
	data, err := c.rows.decompress(c.chunk.codec, body, int(size))
	if err == nil && int64(len(data)) != size {
		err = ErrCorrupt
	}
	return data, err
}

func (r *Rows) decompress(codec int64, body []byte, size int) ([]byte, error) {
	switch codec {
	case 1:
		if n, err := snappy.DecodedLen(body); err != nil || n != size {
			return nil, ErrCorrupt
		}
		data, err := snappy.Decode(nil, body)
		return data, corrupt(err)
	case 2:
		z, err := gzip.NewReader(bytes.NewReader(body))
		if err != nil {
			return nil, ErrCorrupt
		}
		data, err := io.ReadAll(io.LimitReader(z, int64(size)+1))
		return data, corrupt(err)
	case 6:
		if r.zstd == nil {
			z, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxMemory(maxPage))
			if err != nil {
				return nil, corrupt(err)
			}
			r.zstd = z
		}
		data, err := r.zstd.DecodeAll(body, make([]byte, 0, min(size, 1<<20)))
		return data, corrupt(err)
	}
	return nil, ErrUnsupported
}

func corrupt(err error) error {
	if err == nil {
		return nil
	}
	return errors.Join(ErrCorrupt, err)
}
