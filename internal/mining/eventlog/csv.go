package eventlog

import (
	"bytes"
	"errors"
	"fmt"
	"math"

	"pass/internal/kernel"
)

// maxUnclosed bounds the times that reading starts again after quotes that are
// never closed, each of which may have looked through MaxRecord bytes.
const maxUnclosed = 100

// csvReader turns the records of a CSV file into events.
type csvReader struct {
	w    *window
	b    *builder
	scan csvScanner

	line     int // of the record being read, from 1
	table    *table
	unclosed int
}

func readCSV(w *window, b *builder) error {
	b.out.Format = CSV
	c := &csvReader{w: w, b: b, line: 1}
	if err := c.start(); err != nil {
		return err
	}
	return b.run(w, c)
}

// resume reads events from the window.
func (c *csvReader) resume() error {
	return c.records(func(lines int) error { return c.table.event(c.line, lines, c.scan.fields) })
}

// clean: every record stands alone.
func (c *csvReader) clean() bool { return true }

func (c *csvReader) row() int { return c.line }

func (c *csvReader) advance(lines int) { c.line += lines }

// cut is after the last line end with an even number of quotes before it. Odd
// quotes may deceive it, and reading the part before the cut tells.
func (c *csvReader) cut(data []byte) int {
	last := bytes.LastIndexByte(data, c.scan.lineEnd) + 1
	odd := bytes.Count(data[:last], []byte{'"'})%2 == 1
	for end := last; odd && end > last-len(data)/4; {
		open := bytes.LastIndexByte(data[:end], '"')
		end = bytes.LastIndexByte(data[:open], c.scan.lineEnd) + 1
		if odd = bytes.Count(data[end:open], []byte{'"'})%2 == 1; !odd && end > 0 {
			return end
		}
	}
	return last
}

// start detects the form of the file and reads the header.
func (c *csvReader) start() error {
	sample := c.w.unread()[:min(len(c.w.unread()), sampleSize)]
	c.scan.lineEnd = '\n'
	if bytes.IndexByte(sample, '\n') < 0 && bytes.IndexByte(sample, '\r') >= 0 {
		c.scan.lineEnd = '\r'
	}
	c.scan.delimiter = c.b.opts.Delimiter
	if d, n := excelHint(sample); n > 0 {
		// Excel says the delimiter in a first line of its own: "sep=;".
		c.w.advance(n)
		c.line++
		sample = sample[n:]
		c.scan.delimiter = d
	}
	if c.scan.delimiter == 0 {
		complete := c.w.eof && len(sample) == len(c.w.unread())
		c.scan.delimiter = detectDelimiter(sample, complete, c.scan.lineEnd, c.b.opts.Mapping)
	}
	c.b.out.Delimiter = c.scan.delimiter
	found := errors.New("header")
	err := c.records(func(int) error {
		if err := c.header(); err != nil {
			return err
		}
		return found
	})
	if err == nil {
		return kernel.E(kernel.NonValido, msgEmpty)
	}
	if err != found {
		return err
	}
	return nil
}

// header gives each role its column.
func (c *csvReader) header() (err error) {
	names := make([]string, len(c.scan.fields))
	for i, f := range c.scan.fields {
		names[i] = decodeText(f)
		c.b.out.Windows1252 = c.b.out.Windows1252 || len(names[i]) != len(f)
	}
	if c.table, err = newTable(c.b, names); err == nil {
		c.b.decodeWith(c.table.decode)
	}
	return err
}

// records calls use for each record, until the input or use ends it with an
// error. lines is how many lines the record takes.
func (c *csvReader) records(use func(lines int) error) error {
	for {
		data := c.w.unread()
		if len(data) == 0 {
			if c.w.eof {
				return nil
			}
			if err := c.more(); err != nil {
				return err
			}
			continue
		}
		n, st := c.scan.next(data, c.w.eof)
		lines := 1
		var err error
		switch st {
		case needMore:
			if err := c.more(); err != nil {
				return err
			}
			continue
		case unclosed:
			n, err = c.skipUnclosed(data)
		case record:
			if n > c.b.opts.MaxRecord {
				return tooLong(c.line, c.b.opts, errRecordTooLong)
			}
			if n > 1 && bytes.IndexByte(data[:n-1], c.scan.lineEnd) >= 0 {
				lines += bytes.Count(data[:n-1], []byte{c.scan.lineEnd})
			}
			err = use(lines)
		}
		c.w.advance(n)
		c.line += lines
		if err != nil {
			return err
		}
		if c.line >= math.MaxInt32 {
			return errTooManyEvents
		}
	}
}

func (c *csvReader) more() error {
	err := c.w.more()
	if errors.Is(err, errRecordTooLong) {
		return tooLong(c.line, c.b.opts, err)
	}
	return err
}

// skipUnclosed rejects only the line where the quotes open: what follows is
// read again without them.
func (c *csvReader) skipUnclosed(data []byte) (int, error) {
	c.b.reject(c.line, reasonQuotes)
	if c.unclosed++; c.unclosed > maxUnclosed {
		return 0, kernel.E(kernel.NonValido, fmt.Sprintf(
			"Dalla riga %s in poi le virgolette non sono chiuse. Correggere il file e ricaricarlo.", kernel.Numero(int64(c.line))))
	}
	if i := bytes.IndexByte(data, c.scan.lineEnd); i >= 0 {
		return i + 1, nil
	}
	return len(data), nil
}
