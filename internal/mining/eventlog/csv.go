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
	time *timeParser

	line     int // of the record being read, from 1
	width    int // columns of the header
	column   [roles]int
	unclosed int
}

func readCSV(w *window, b *builder) error {
	b.out.Format = CSV
	c := &csvReader{w: w, b: b, time: newTimeParser(b.opts.Zone), line: 1}
	b.decodeWith(c.decode)
	if err := c.start(); err != nil {
		return err
	}
	return c.records(func(lines int) error { return c.event(lines) })
}

// decode makes a name of a field; quotes are gone already.
func (c *csvReader) decode(raw []byte) (string, error) {
	name := decodeText(raw)
	c.b.out.Windows1252 = c.b.out.Windows1252 || len(name) != len(raw)
	return name, nil
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
func (c *csvReader) header() error {
	names := make([]string, len(c.scan.fields))
	for i, f := range c.scan.fields {
		names[i], _ = c.decode(f)
	}
	c.width = len(names)
	if c.width < 2 {
		return kernel.E(kernel.NonValido, msgNotLog)
	}
	column, err := assignRoles(names, c.b.opts.Mapping)
	if err != nil {
		return err
	}
	c.column = column
	c.b.out.Mapping = mappingOf(names, column)
	return nil
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
		return kernel.Wrap(kernel.NonValido, fmt.Sprintf(
			"La riga %s supera %s: forse le virgolette non sono chiuse. Correggerla e ricaricare il file.",
			kernel.Numero(int64(c.line)), size(int64(c.b.opts.MaxRecord))), err)
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

// event turns the record just read into an event, or into a problem.
func (c *csvReader) event(lines int) error {
	fields := c.scan.fields
	if len(fields) != c.width {
		reason := fmt.Sprintf("Le colonne sono %d invece di %d.", len(fields), c.width)
		if lines > 1 {
			reason += fmt.Sprintf(" Le virgolette uniscono le righe da %d a %d.", c.line, c.line+lines-1)
		}
		c.b.reject(c.line, reason)
		return nil
	}
	field := func(r role) []byte {
		if c.column[r] < 0 || blank(fields[c.column[r]]) {
			return nil
		}
		return fields[c.column[r]]
	}
	name, e := field(roleCase), rawEvent{row: c.line, activity: field(roleActivity)}
	when := field(roleTime)
	switch {
	case name == nil:
		c.b.reject(c.line, reasonCase)
		return nil
	case e.activity == nil:
		c.b.reject(c.line, reasonActivity)
		return nil
	case when == nil:
		c.b.reject(c.line, reasonTime)
		return nil
	}
	var ok bool
	if e.time, ok = c.time.parse(when); !ok {
		c.b.rejectTime(c.line, when)
		return nil
	}
	e.resource, e.lifecycle = field(roleResource), field(roleLifecycle)
	if !c.b.keeps(&e) {
		c.b.out.Skipped++
		return nil
	}
	id, err := c.b.cases.id(name)
	if err != nil {
		return err
	}
	return c.b.add(id, &e)
}
