package xlsx

import (
	"encoding/xml"
	"io"
	"strconv"
	"strings"
)

// Kind tells what a cell holds.
type Kind uint8

// The kinds of cells.
const (
	Text       Kind = iota
	Number          // Cell.Text is the number with a point
	Date            // a serial number shown as a date
	Bool            // "1" or "0"
	Error           // #N/A, #REF!…
	Uncomputed      // a formula whose value was never computed
)

// Cell is a cell as it is written, before it means anything.
type Cell struct {
	Text string
	Kind Kind
}

// ItemKind tells what Rows.Next found.
type ItemKind uint8

// What a sheet is made of, in the order of the file.
const (
	End           ItemKind = iota // nothing follows
	HiddenColumns                 // Item.Range, first and last column
	RowBegins                     // Item.Row and Item.Hidden
	RowEnds
	CellFound // Item.Col and Item.Cell; only inside a row
	Merge     // Item.Range
)

// Item is a piece of a sheet.
type Item struct {
	Kind   ItemKind
	Row    int // from 1; 0 when the file does not tell it
	Col    int // from 0
	Hidden bool
	Cell   Cell
	Range  Range
}

// Rows walks one sheet. What the sheet declares to be large costs nothing,
// only the cells that are written.
type Rows struct {
	book   *Book
	stream *Stream
	closer io.Closer
	inRow  bool
	col    int // of the last cell of the row
}

// Rows opens a sheet; Close it at the end.
func (b *Book) Rows(s Sheet) (*Rows, error) {
	stream, closer, err := b.open(s.part)
	if err != nil {
		return nil, err
	}
	return &Rows{book: b, stream: stream, closer: closer}, nil
}

// Close ends the walk.
func (r *Rows) Close() error {
	if r.closer == nil {
		return nil
	}
	return r.closer.Close()
}

// Next is the next piece of the sheet, End after the last one.
func (r *Rows) Next() (Item, error) {
	if r.stream == nil {
		return Item{}, nil // the part is not in the archive
	}
	for {
		t, err := r.stream.Token()
		if err != nil || t == nil {
			return Item{}, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			if item, err := r.opens(t); err != nil || item.Kind != End {
				return item, err
			}
		case xml.EndElement:
			if t.Name.Local == "row" {
				r.inRow = false
				return Item{Kind: RowEnds}, nil
			}
		}
	}
}

// opens looks at an element; End stands for nothing of interest.
func (r *Rows) opens(e xml.StartElement) (Item, error) {
	switch e.Name.Local {
	case "col":
		first, _ := strconv.Atoi(Attr(e, "min"))
		last, _ := strconv.Atoi(Attr(e, "max"))
		if isTrue(Attr(e, "hidden")) {
			return Item{Kind: HiddenColumns, Range: Range{FirstCol: first - 1, LastCol: last - 1}}, nil
		}
	case "row":
		n, err := strconv.Atoi(Attr(e, "r"))
		if err != nil || n < 1 || n > 1<<20 {
			n = 0
		}
		r.inRow, r.col = true, -1
		return Item{Kind: RowBegins, Row: n, Hidden: isTrue(Attr(e, "hidden"))}, nil
	case "c":
		if r.inRow {
			return r.cell(e)
		}
	case "mergeCell":
		if m, err := ParseRange(Attr(e, "ref")); err == nil {
			return Item{Kind: Merge, Range: m}, nil
		}
	}
	return Item{}, nil
}

// cell reads <c r="B3" s="4" t="s"><f>…</f><v>…</v></c>.
func (r *Rows) cell(e xml.StartElement) (Item, error) {
	r.col++
	if _, c, err := Reference(Attr(e, "r")); err == nil {
		r.col = c
	}
	value, formula, err := r.content()
	return Item{Kind: CellFound, Col: r.col, Cell: r.book.interpret(Attr(e, "t"), Attr(e, "s"), value, formula)}, err
}

// content reads until the end of the cell.
func (r *Rows) content() (value string, formula bool, err error) {
	for {
		t, err := r.stream.Token()
		if err != nil || t == nil {
			return "", false, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "f":
				formula = true
			case "v", "is":
				if value, err = r.stream.textUntil(t.Name.Local); err != nil {
					return "", false, err
				}
			}
		case xml.EndElement:
			if t.Name.Local == "c" {
				return value, formula, nil
			}
		}
	}
}

// interpret tells what a cell holds by its type, its style and its value.
func (b *Book) interpret(kind, style, value string, formula bool) Cell {
	if formula && value == "" && kind != "str" && kind != "inlineStr" && kind != "s" {
		return Cell{Kind: Uncomputed}
	}
	switch kind {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(value))
		if err != nil || i < 0 || i >= len(b.strings) {
			return Cell{}
		}
		return Cell{Text: b.strings[i]}
	case "str", "inlineStr", "d":
		return Cell{Text: value}
	case "b":
		return Cell{Text: strings.TrimSpace(value), Kind: Bool}
	case "e":
		return Cell{Text: strings.TrimSpace(value), Kind: Error}
	}
	value = strings.TrimSpace(value)
	if _, err := strconv.ParseFloat(value, 64); err != nil {
		return Cell{Text: value}
	}
	s, _ := strconv.Atoi(style)
	if s >= 0 && s < len(b.dates) && b.dates[s] {
		return Cell{Text: value, Kind: Date}
	}
	return Cell{Text: value, Kind: Number}
}
