package formats

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"slices"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
)

// Bounds of a preview.
const (
	sniffHead = 1 << 20  // bytes of a streamed format that are looked at…
	sniffMore = 32 << 20 // …but for what an XES file says of itself before its first event
	sniffRows = 2000     // rows from which lifecycle and times are learnt
	shownRows = 20
	shownText = 200 // characters of a cell
)

// Preview is what a person sees before a log is imported: the beginning of the
// file and the proposal of which column is what.
type Preview struct {
	Format     eventlog.Format
	Form       string // of OCEL: "JSON", "XML" or "SQLite"
	Compressed bool   // gzip
	Delimiter  byte   // CSV
	Encoding   string // CSV: "UTF-8" or "Windows-1252"
	Sheet      string // XLSX: the one that was chosen
	Sheets     []string

	Header  []string
	Rows    [][]string       // the first 20, cut to 200 characters a cell
	Sampled int              // rows that the figures below come from
	Mapping eventlog.Mapping // proposed; the names given in Options stay
	Missing []string         // roles without a column: "case", "activity", "timestamp", or one named in Options

	ObjectTypes []ObjectType // OCEL
	Lifecycles  []string     // transitions in the sample, in order of appearance, at most 50
	Times       Times

	used []bool // columns with a value in the sample
}

// Times is what the column of the time looks like in the sample.
type Times struct {
	Read          int    // texts that look like a time
	Unreadable    int    // texts that do not
	DateOnly      int    // of Read: without an hour
	WithoutOffset int    // of Read: with an hour and no offset, so that the zone matters
	DayFirst      int    // of Read: gg/mm/aaaa; the others are aaaa-mm-gg
	MonthFirst    int    // of Unreadable: only mm/gg/aaaa makes sense of them
	Example       string // the first that is read
}

// Sniff looks at a file without importing it: of CSV and XES only the beginning
// is read. Errors are those of Read.
func Sniff(r io.Reader, opts eventlog.Options) (Preview, error) {
	raw := bufio.NewReaderSize(r, headSize)
	head, err := raw.Peek(headSize)
	if err != nil && err != io.EOF && err != bufio.ErrBufferFull {
		return Preview{}, fmt.Errorf("formats: reading the input: %w", err)
	}
	content, packed := unpackHead(head)
	k := detect(content)
	p := Preview{Compressed: packed}
	if k == streamed {
		err = p.streamed(raw, opts)
	} else {
		var data []byte
		if data, err = whole(raw, packed, opts); err == nil {
			err = p.table(k, data, opts)
		}
	}
	return p, err
}

// streamed looks at the head of a CSV or XES file.
func (p *Preview) streamed(r io.Reader, opts eventlog.Options) error {
	if p.Compressed {
		z, err := gzip.NewReader(r)
		if err != nil {
			return kernel.Wrap(kernel.NonValido, msgGzip, err)
		}
		r = z
	}
	head, err := io.ReadAll(io.LimitReader(r, sniffHead))
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && len(head) == 0 {
		return fmt.Errorf("formats: reading the input: %w", err)
	}
	complete := len(head) < sniffHead
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	if bytes.HasPrefix(text, []byte("<")) {
		return p.xes(head, r, opts)
	}
	s, err := eventlog.SampleCSV(head, complete, sniffRows, opts)
	if err != nil {
		return err
	}
	p.Format, p.Delimiter, p.Encoding, p.Header = eventlog.CSV, s.Delimiter, "UTF-8", s.Header
	if s.Windows1252 {
		p.Encoding = "Windows-1252"
	}
	p.Mapping, p.Missing = eventlog.Guess(p.Header, opts.Mapping)
	i := 0
	return p.learn(func() ([]string, error) {
		if i == len(s.Rows) {
			return nil, io.EOF
		}
		i++
		return s.Rows[i-1], nil
	})
}

// table looks at the first rows of a format that is a table.
func (p *Preview) table(k kind, data []byte, opts eventlog.Options) error {
	opts.Attributes = []string{eventlog.AllAttributes}
	o, err := open(k, data, opts)
	if err != nil {
		return err
	}
	defer o.done()
	p.Format, p.Header = o.rows.Format, o.rows.Header
	p.Mapping, p.Missing = eventlog.Guess(p.Header, opts.Mapping)
	p.Sheet, p.Sheets, p.ObjectTypes = o.sheet, o.sheets, o.types
	p.Form = string(forms[k])
	return p.learn(func() ([]string, error) {
		for {
			_, fields, err := o.rows.Next()
			var bad *eventlog.RowError
			if errors.As(err, &bad) {
				continue
			}
			if err != nil {
				return nil, err
			}
			row := make([]string, len(fields))
			for i, f := range fields {
				row[i] = string(f)
			}
			return row, nil
		}
	})
}

// learn takes the sample.
func (p *Preview) learn(next func() ([]string, error)) error {
	when, transition := slices.Index(p.Header, p.Mapping.Timestamp), slices.Index(p.Header, p.Mapping.Lifecycle)
	p.used = make([]bool, len(p.Header))
	for p.Sampled < sniffRows {
		row, err := next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		p.Sampled++
		for i, text := range row[:min(len(row), len(p.Header))] {
			p.used[i] = p.used[i] || text != ""
		}
		if len(p.Rows) < shownRows {
			shown := make([]string, len(p.Header))
			for i := range min(len(row), len(shown)) {
				shown[i] = shorten(row[i])
			}
			p.Rows = append(p.Rows, shown)
		}
		if p.Mapping.Timestamp != "" && when >= 0 && when < len(row) {
			p.Times.learn(row[when])
		}
		if p.Mapping.Lifecycle != "" && transition >= 0 && transition < len(row) && row[transition] != "" &&
			len(p.Lifecycles) < 50 && !slices.Contains(p.Lifecycles, row[transition]) {
			p.Lifecycles = append(p.Lifecycles, shorten(row[transition]))
		}
	}
	return nil
}

func shorten(s string) string {
	n := 0
	for i := range s {
		if n++; n > shownText {
			return s[:i] + "…"
		}
	}
	return s
}
