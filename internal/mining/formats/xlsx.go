package formats

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/xlsx"
)

// Limits of a workbook beyond those of Options.
const (
	maxSheets       = 255
	maxSheetStrings = 256 << 20 // bytes of the shared strings
	maxStyles       = 70_000
	maxToken        = 1 << 20
	maxColumns      = 16_384
	headerRows      = 30 // rows in which the header is looked for
)

// sheetRow is a row of a sheet as text.
type sheetRow struct {
	n      int
	fields [][]byte
	bad    map[int]string // by column: why the cell has no value
	text   []byte
}

// sheetReader walks the rows of a sheet that have a cell.
type sheetReader struct {
	rows  *xlsx.Rows
	y1904 bool
	row   sheetRow
	last  int // number of the row before
	width int // columns that are kept: a cell far to the right makes every row wide
}

func openXLSX(data []byte, opts eventlog.Options) (*opened, error) {
	book, err := xlsx.Open(bytes.NewReader(data), int64(len(data)), xlsx.Limits{Bytes: maxBytes(opts), Elements: math.MaxInt64,
		Token: maxToken, Strings: maxSheetStrings, Sheets: maxSheets, Styles: maxStyles})
	if err != nil {
		return nil, explainXLSX(err)
	}
	sheet, headerRow, header, err := chooseSheet(book, opts)
	if err != nil {
		return nil, explainXLSX(err)
	}
	rows, err := book.Rows(sheet)
	if err != nil {
		return nil, explainXLSX(err)
	}
	r := &sheetReader{rows: rows, y1904: book.Date1904, width: len(header)}
	used := usedColumns(header, opts)
	o := &opened{sheet: sheet.Name, done: func() { rows.Close() }}
	for _, s := range book.Sheets {
		if s.HasCells() && !s.Hidden {
			o.sheets = append(o.sheets, s.Name)
		}
	}
	o.rows = eventlog.Rows{Format: eventlog.XLSX, Header: header, Next: func() (int, [][]byte, error) {
		for {
			row, err := r.next()
			if err != nil {
				return 0, nil, explainXLSX(err)
			}
			if row.n <= headerRow {
				continue
			}
			for _, c := range used {
				if why, bad := row.bad[c]; bad {
					return row.n, nil, &eventlog.RowError{Reason: why}
				}
			}
			return row.n, row.fields[:min(len(row.fields), len(header))], nil
		}
	}}
	return o, nil
}

// usedColumns are the columns of a table that are read: an error in any other
// cell is of no matter.
func usedColumns(header []string, opts eventlog.Options) (used []int) {
	m, _ := eventlog.Guess(header, opts.Mapping)
	all := slices.Equal(opts.Attributes, []string{eventlog.AllAttributes})
	roles := []string{m.Case, m.Activity, m.Timestamp, m.Resource, m.Lifecycle, m.Start}
	for i, name := range header {
		wanted := slices.ContainsFunc(opts.Attributes, func(a string) bool { return kernel.Fold(a) == kernel.Fold(name) })
		if name != "" && (all || wanted || slices.Contains(roles, name)) {
			used = append(used, i)
		}
	}
	return used
}

// chooseSheet finds the sheet and the row of its header: the first row that has
// the columns of a log. When no row has them, the first row with two names is
// taken, so that the person is told what was found in it.
func chooseSheet(book *xlsx.Book, opts eventlog.Options) (chosen xlsx.Sheet, row int, header []string, err error) {
	for _, s := range book.Sheets {
		if opts.Sheet != "" && s.Name != opts.Sheet || opts.Sheet == "" && (s.Hidden || !s.HasCells()) {
			continue
		}
		n, names, complete, err := findHeader(book, s, opts.Mapping)
		if err != nil {
			return chosen, 0, nil, err
		}
		if n > 0 && (complete || header == nil) {
			chosen, row, header = s, n, names
		}
		if complete {
			return chosen, row, header, nil
		}
	}
	switch {
	case header != nil:
		return chosen, row, header, nil
	case opts.Sheet != "" && !slices.ContainsFunc(book.Sheets, func(s xlsx.Sheet) bool { return s.Name == opts.Sheet }):
		return chosen, 0, nil, kernel.E(kernel.NonValido, fmt.Sprintf("Nel file non c'è il foglio «%s». Controllare il nome e riprovare.", opts.Sheet))
	}
	return chosen, 0, nil, kernel.E(kernel.NonValido, "Nel file nessun foglio visibile ha una riga di intestazione. Scrivere i nomi delle colonne sopra i dati e riprovare.")
}

func findHeader(book *xlsx.Book, s xlsx.Sheet, m eventlog.Mapping) (row int, header []string, complete bool, err error) {
	rows, err := book.Rows(s)
	if err != nil {
		return 0, nil, false, err
	}
	defer rows.Close()
	r := &sheetReader{rows: rows, y1904: book.Date1904, width: maxColumns}
	for range headerRows {
		x, err := r.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return 0, nil, false, err
		}
		names := make([]string, len(x.fields))
		written := 0
		for i, f := range x.fields {
			if names[i] = string(f); len(bytes.TrimSpace(f)) > 0 {
				written++
			}
		}
		if written < 2 {
			continue
		}
		if _, missing := eventlog.Guess(names, m); len(missing) == 0 {
			return x.n, names, true, nil
		}
		if header == nil {
			row, header = x.n, names
		}
	}
	return row, header, false, nil
}

// next is the next row with a cell, io.EOF after the last.
func (r *sheetReader) next() (*sheetRow, error) {
	x := &r.row
	inside := false
	for {
		item, err := r.rows.Next()
		if err != nil {
			return nil, err
		}
		switch item.Kind {
		case xlsx.End:
			if inside && len(x.fields) > 0 {
				return x, nil
			}
			return nil, io.EOF
		case xlsx.RowBegins:
			if x.n = item.Row; x.n == 0 {
				x.n = r.last + 1
			}
			r.last = x.n
			x.fields, x.text, inside = x.fields[:0], x.text[:0], true
			clear(x.bad)
		case xlsx.RowEnds:
			if inside && len(x.fields) > 0 {
				return x, nil
			}
			inside = false
		case xlsx.CellFound:
			if inside && item.Col < r.width {
				r.cell(item.Col, item.Cell)
			}
		}
	}
}

// cell puts a cell in the row.
func (r *sheetReader) cell(col int, c xlsx.Cell) {
	x := &r.row
	if c == (xlsx.Cell{}) {
		return
	}
	for len(x.fields) <= col {
		x.fields = append(x.fields, nil)
	}
	from := len(x.text)
	switch c.Kind {
	case xlsx.Number:
		x.text = appendNumber(x.text, c.Text)
	case xlsx.Date:
		x.text = appendDate(x.text, c.Text, r.y1904)
	case xlsx.Bool:
		x.text = append(x.text, map[bool]string{true: "VERO", false: "FALSO"}[c.Text == "1"]...)
	case xlsx.Error:
		r.mark(col, "mostra un errore ("+c.Text[:min(len(c.Text), 20)]+"). Correggere la formula o scrivere il valore.")
	case xlsx.Uncomputed:
		r.mark(col, "ha una formula senza risultato salvato. Aprire il file, salvarlo e caricarlo di nuovo.")
	default:
		x.text = append(x.text, c.Text...)
	}
	x.fields[col] = x.text[from:len(x.text):len(x.text)]
}

func (r *sheetReader) mark(col int, why string) {
	if r.row.bad == nil {
		r.row.bad = map[int]string{}
	}
	r.row.bad[col] = "La cella " + columnName(col) + strconv.Itoa(r.row.n) + " " + why
}

// columnName is the name of a column in a spreadsheet: A, B… AA.
func columnName(i int) string {
	s := ""
	for i++; i > 0; i = (i - 1) / 26 {
		s = string(rune('A'+(i-1)%26)) + s
	}
	return s
}

// appendNumber writes whole numbers without a fraction or an exponent, because
// a sheet keeps the number of a practice as 2.024000001E9.
func appendNumber(b []byte, s string) []byte {
	x, err := strconv.ParseFloat(s, 64)
	if err != nil || x != math.Trunc(x) || math.Abs(x) >= 1e15 {
		return append(b, s...)
	}
	return strconv.AppendInt(b, int64(x), 10)
}

// appendDate writes the day and the hour that a date cell shows.
func appendDate(b []byte, s string, y1904 bool) []byte {
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return append(b, s...)
	}
	at, ok := xlsx.Serial(x, y1904)
	if !ok {
		return append(b, s...)
	}
	return at.AppendFormat(b, "2006-01-02T15:04:05.999")
}

func explainXLSX(err error) error {
	var k *kernel.Error
	switch {
	case err == io.EOF, errors.As(err, &k):
		return err
	case errors.Is(err, xlsx.ErrTooBig):
		return kernel.Wrap(kernel.NonValido, "Il foglio di calcolo, una volta aperto, è troppo grande. Esportare i dati in CSV, oppure dividerlo per periodo.", err)
	case errors.Is(err, xlsx.ErrTooManySheets):
		return kernel.Wrap(kernel.NonValido, fmt.Sprintf("Il file ha più di %d fogli. Lasciare solo quello con gli eventi.", maxSheets), err)
	case errors.Is(err, xlsx.ErrODS):
		return kernel.Wrap(kernel.NonValido, "Il file è in formato ODS. Salvarlo come XLSX o CSV e riprovare.", err)
	case errors.Is(err, xlsx.ErrArchive):
		return kernel.Wrap(kernel.NonValido, "Il file è un archivio ZIP, non un foglio XLSX. Estrarlo e caricare il file degli eventi.", err)
	}
	return kernel.Wrap(kernel.NonValido, "Il file non è un foglio XLSX leggibile. Aprirlo, salvarlo come XLSX e caricarlo di nuovo.", err)
}
