package eventlog

import (
	"fmt"
	"io"
	"math"
	"unicode/utf8"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog/instant"
)

// Rows is a table of text that does not come from a CSV file: a sheet, a
// Parquet file, events of an OCEL log flattened on one type of object.
type Rows struct {
	Format Format
	Header []string // names of the columns, as people see them

	// Next gives a row after the other, io.EOF after the last. row is its number
	// for people, from 1; the fields hold until the next call. A row may end
	// before its last columns: what it leaves out is absent. A *RowError
	// rejects the row, a *kernel.Error is returned as it is.
	Next func() (row int, fields [][]byte, err error)
}

// ReadTable reads an event log from a table, by the rules of Read: roles of the
// columns, times, attributes, problems by row, limits and errors are the same.
func ReadTable(t Rows, opts Options) (*Log, error) {
	o := opts.withDefaults()
	b := newBuilder(o)
	b.out.Format = t.Format
	if err := readRows(t, b); err != nil {
		return nil, explain(err, o)
	}
	return finish(b, false)
}

func readRows(t Rows, b *builder) error {
	table, err := newTable(b, t.Header)
	if err != nil {
		return err
	}
	b.decodeWith(table.decode)
	var padded [][]byte
	for total := int64(0); ; {
		row, fields, err := t.Next()
		if err == io.EOF {
			return nil
		}
		if reason, bad := asRowError(err); bad {
			b.reject(row, reason)
			continue
		}
		if err != nil {
			return err
		}
		size, blanks := int64(0), true
		for _, f := range fields {
			size += int64(len(f))
			blanks = blanks && blank(f)
		}
		if total += size; total > b.opts.MaxBytes {
			return errTooManyBytes
		}
		if row >= math.MaxInt32 {
			return errTooManyEvents
		}
		if size > int64(b.opts.MaxRecord) {
			return tooLong(row, b.opts, errRecordTooLong)
		}
		if blanks {
			continue
		}
		for len(fields) > table.width && blank(fields[len(fields)-1]) {
			fields = fields[:len(fields)-1]
		}
		if len(fields) < table.width {
			padded = append(padded[:0], fields...)
			for len(padded) < table.width {
				padded = append(padded, nil)
			}
			fields = padded
		}
		if err := table.event(row, 1, fields); err != nil {
			return err
		}
	}
}

// table turns rows of fields into events: it is what CSV files and other
// tables share.
type table struct {
	b       *builder
	time    *instant.Parser
	width   int // columns of the header
	column  [roles]int
	further []int // column of each attribute
	values  [][]byte
}

// newTable gives each role and each attribute its column.
func newTable(b *builder, names []string) (*table, error) {
	t := &table{b: b, time: instant.NewParser(b.opts.Zone), width: len(names)}
	if t.width < 2 {
		return nil, kernel.E(kernel.NonValido, msgNotLog)
	}
	column, err := assignRoles(names, b.opts.Mapping)
	if err != nil {
		return nil, err
	}
	t.column = column
	b.out.Mapping = mappingOf(names, column)
	if t.further, err = furtherColumns(names, column, b.opts.Attributes); err != nil {
		return nil, err
	}
	for _, c := range t.further {
		b.addAttribute(names[c])
	}
	t.values = make([][]byte, len(t.further))
	return t, nil
}

// decode makes a name of a field.
func (t *table) decode(raw []byte) (string, bool, error) {
	if utf8.Valid(raw) {
		return "", false, nil
	}
	t.b.out.Windows1252 = true
	return from1252(raw), true, nil
}

// pick finds the field of each role; one with nothing in it is nil.
func (t *table) pick(fields [][]byte, f *[roles][]byte) {
	for r, c := range t.column {
		if c < 0 {
			continue
		}
		if f[r] = fields[c]; blank(f[r]) {
			f[r] = nil
		}
	}
}

// judge reads the times of an event and says why it cannot be used, but for its
// case; the reason is empty when it can. In detail, the reason quotes the value.
func judge(f *[roles][]byte, times *instant.Parser, detail bool) (at, begin int64, reason string) {
	switch {
	case f[roleActivity] == nil:
		return 0, 0, reasonActivity
	case f[roleTime] == nil:
		return 0, 0, reasonTime
	}
	at, ok := times.Parse(f[roleTime])
	if !ok {
		return 0, 0, timeReason(f[roleTime], detail)
	}
	begin = NoTime
	if f[roleStart] != nil {
		if begin, ok = times.Parse(f[roleStart]); !ok {
			return 0, 0, timeReason(f[roleStart], detail)
		}
		if begin > at {
			return 0, 0, reasonStart
		}
	}
	return at, begin, ""
}

// judgeRow is judge for a row, whose case stands in it.
func judgeRow(f *[roles][]byte, times *instant.Parser, detail bool) (at, begin int64, reason string) {
	if f[roleCase] == nil {
		return 0, 0, reasonCase
	}
	return judge(f, times, detail)
}

// event turns a row, which may take several lines of a file, into an event, or
// into a problem.
func (t *table) event(row, lines int, fields [][]byte) error {
	if len(fields) != t.width {
		t.b.reject(row, widthReason(len(fields), t.width, row, lines))
		return nil
	}
	var f [roles][]byte
	t.pick(fields, &f)
	at, begin, reason := judgeRow(&f, t.time, t.b.detailed())
	if reason != "" {
		t.b.reject(row, reason)
		return nil
	}
	e := rawEvent{row: row, activity: f[roleActivity], resource: f[roleResource], lifecycle: f[roleLifecycle], time: at, begin: begin}
	if !t.b.opts.keeps(e.lifecycle) {
		t.b.out.Skipped++
		return nil
	}
	id, err := t.b.cases.ID(f[roleCase])
	if err != nil {
		return err
	}
	for i, c := range t.further {
		t.values[i] = fields[c]
	}
	return t.b.add(id, &e, t.values)
}

// widthReason says that a row has not the columns of the header.
func widthReason(fields, width, row, lines int) string {
	reason := fmt.Sprintf("Le colonne sono %d invece di %d.", fields, width)
	if lines > 1 {
		reason += fmt.Sprintf(" Le virgolette uniscono le righe da %d a %d.", row, row+lines-1)
	}
	return reason
}

// tooLong is the error of a row over Options.MaxRecord.
func tooLong(row int, o Options, cause error) error {
	return kernel.Wrap(kernel.NonValido, fmt.Sprintf("La riga %s supera %s: forse le virgolette non sono chiuse. Correggerla e ricaricare il file.",
		kernel.Numero(int64(row)), size(int64(o.MaxRecord))), cause)
}
