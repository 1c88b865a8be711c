package formats

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/formats/ocel"
)

// MaxWhole is the largest file, after gzip, of the formats that are read from
// memory because they need random access: XLSX, Parquet, OCEL. CSV and XES are
// streamed and know only Options.MaxBytes.
const MaxWhole = 512 << 20

// headSize is how much of a file is looked at to tell its format.
const headSize = 64 << 10

// Read reads an event log of any format from r. The errors are those of
// eventlog.Read.
func Read(r io.Reader, opts eventlog.Options) (*eventlog.Log, error) {
	raw := bufio.NewReaderSize(r, headSize)
	head, err := raw.Peek(headSize)
	if err != nil && err != io.EOF && err != bufio.ErrBufferFull {
		return nil, fmt.Errorf("formats: reading the input: %w", err)
	}
	content, packed := unpackHead(head)
	k := detect(content)
	if k == streamed {
		return eventlog.Read(raw, opts)
	}
	data, err := whole(&counted{r: raw, progress: opts.Progress}, packed, opts)
	if err != nil {
		return nil, err
	}
	return readWhole(k, data, packed, opts)
}

// ReadBytes is Read for a file that is in memory already, which is not copied.
func ReadBytes(data []byte, opts eventlog.Options) (*eventlog.Log, error) {
	content, packed := unpackHead(data[:min(len(data), headSize)])
	k := detect(content)
	if k == streamed {
		return eventlog.ReadBytes(data, opts)
	}
	data, err := unpack(data, packed, opts)
	if err != nil {
		return nil, err
	}
	return readWhole(k, data, packed, opts)
}

// counted tells how many bytes were taken.
type counted struct {
	r        io.Reader
	n        int64
	progress func(int64)
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if c.n += int64(n); c.progress != nil && n > 0 {
		c.progress(c.n)
	}
	return n, err
}

// unpack gives the content of a file in memory.
func unpack(data []byte, packed bool, opts eventlog.Options) ([]byte, error) {
	if packed {
		return whole(bytes.NewReader(data), true, opts)
	}
	if int64(len(data)) > maxWhole(opts) {
		return nil, tooBig(opts)
	}
	return data, nil
}

// readWhole reads a format that needs the whole file.
func readWhole(k kind, data []byte, packed bool, opts eventlog.Options) (*eventlog.Log, error) {
	o, err := open(k, data, opts)
	if err != nil {
		return nil, err
	}
	defer o.done()
	l, err := eventlog.ReadTable(o.rows, opts)
	if l != nil {
		l.Compressed = packed
	}
	return l, err
}

// opened is a file as a table of rows, with what else is known of it.
type opened struct {
	rows   eventlog.Rows
	done   func() // lets go of it
	sheet  string
	sheets []string
	types  []ObjectType
}

// open makes a table of rows of a file.
func open(k kind, data []byte, opts eventlog.Options) (*opened, error) {
	switch k {
	case workbook:
		return openXLSX(data, opts)
	case columns:
		return openParquet(data, opts)
	case encrypted:
		return nil, kernel.E(kernel.NonValido, "Il file Parquet è cifrato. Esportarlo senza cifratura e riprovare.")
	case jsonText, xmlObjects, database:
		f, err := ocel.Flatten(forms[k], data, opts)
		if err != nil {
			return nil, err
		}
		return &opened{rows: f.Rows, done: f.Close, types: f.Types}, nil
	}
	return nil, kernel.E(kernel.NonValido, msgUnknown)
}

// ObjectType is a type of object of an OCEL log.
type ObjectType = ocel.Type

// ObjectTypes lists the types of objects of an OCEL 2.0 log, the one that
// Read takes as case first: most objects with events, then most events, then
// name. A file that is no OCEL log has none.
func ObjectTypes(data []byte) ([]ObjectType, error) {
	content, packed := unpackHead(data[:min(len(data), headSize)])
	form, ok := forms[detect(content)]
	if !ok {
		return nil, nil
	}
	data, err := unpack(data, packed, eventlog.Options{})
	if err != nil {
		return nil, err
	}
	return ocel.Types(form, data)
}

// whole takes everything from r, within the limit.
func whole(r io.Reader, packed bool, opts eventlog.Options) ([]byte, error) {
	most := maxWhole(opts)
	if packed {
		z, err := gzip.NewReader(r)
		if err != nil {
			return nil, kernel.Wrap(kernel.NonValido, msgGzip, err)
		}
		r = z
	}
	var b bytes.Buffer
	_, err := b.ReadFrom(io.LimitReader(r, most+1))
	switch {
	case int64(b.Len()) > most:
		return nil, tooBig(opts)
	case err != nil && packed:
		return nil, kernel.Wrap(kernel.NonValido, msgGzip, err)
	case err != nil:
		return nil, fmt.Errorf("formats: reading the input: %w", err)
	}
	return b.Bytes(), nil
}

func maxWhole(opts eventlog.Options) int64 {
	return min(MaxWhole, maxBytes(opts))
}

func maxBytes(opts eventlog.Options) int64 {
	if opts.MaxBytes > 0 {
		return opts.MaxBytes
	}
	return eventlog.DefaultMaxBytes
}

// Messages for people.
const (
	msgGzip    = "Il file compresso (gzip) è danneggiato o incompleto. Caricarlo di nuovo."
	msgUnknown = "Il file non è un registro di eventi. Esportare i dati in CSV, XLSX, XES, Parquet o OCEL 2.0."
)

func tooBig(opts eventlog.Options) error {
	return kernel.E(kernel.NonValido, fmt.Sprintf("In questo formato il file, decompresso, non può superare %s MiB. Esportare i dati in CSV o XES, oppure dividerlo per periodo.",
		kernel.Numero(maxWhole(opts)>>20)))
}

// unpackHead gives the first bytes of the content of a file, which may be
// gzip.
func unpackHead(head []byte) (content []byte, packed bool) {
	if len(head) < 2 || head[0] != 0x1f || head[1] != 0x8b {
		return head, false
	}
	z, err := gzip.NewReader(bytes.NewReader(head))
	if err != nil {
		return nil, true
	}
	content = make([]byte, headSize)
	n, err := io.ReadFull(z, content)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) && n == 0 {
		return nil, true
	}
	return content[:n], true
}
