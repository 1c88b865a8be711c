package xlsx

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"path"
	"strconv"
	"strings"
)

// MaxText is the number of characters that a cell can have (ECMA-376 and
// Excel agree on it).
const MaxText = 32_767

// Limits bound what a workbook may cost.
type Limits struct {
	Bytes    int64 // after decompression, of all parts that are read together
	Elements int64 // XML elements of all parts together
	Token    int   // bytes of one XML token
	Strings  int64 // bytes of the shared strings
	Sheets   int
	Styles   int // styles, number formats and relations, each
}

// Sheet is a sheet as the workbook lists it.
type Sheet struct {
	Name   string
	Hidden bool
	part   string // empty for a chart or a macro sheet, which have no cells
}

// HasCells reports whether the sheet is one of cells.
func (s Sheet) HasCells() bool { return s.part != "" }

// Book is an open workbook.
type Book struct {
	Sheets   []Sheet
	Date1904 bool

	parts     map[string]*zip.File
	limits    Limits
	budget    Budget
	strings   []string
	dates     []bool // style index → shows a date
	relations map[string]string
}

// Open reads everything of a workbook but its sheets.
func Open(r io.ReaderAt, size int64, limits Limits) (*Book, error) {
	if err := checkDirectory(r, size); err != nil {
		return nil, err
	}
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	b := &Book{parts: map[string]*zip.File{}, limits: limits, budget: Budget{limits.Bytes, limits.Elements}}
	total, most := uint64(0), 4*uint64(limits.Bytes)
	for _, f := range z.File {
		name := strings.TrimPrefix(strings.ReplaceAll(f.Name, `\`, "/"), "/")
		b.parts[strings.ToLower(name)] = f
		if total += f.UncompressedSize64; total > most || f.UncompressedSize64 > most {
			return nil, ErrTooBig
		}
	}
	return b, b.load()
}

// maxDirectory is the most that the list of the parts may take in the archive.
const maxDirectory = 4 << 20

// checkDirectory bounds what archive/zip does not: it takes whatever stands
// between the beginning of the directory, said by its offset or by its size,
// and the end of the file for parts, each of which costs ten times its bytes.
// No workbook has the 65,535 parts that need the 64-bit form. A file without
// directory is left to archive/zip.
func checkDirectory(r io.ReaderAt, size int64) error {
	tail := make([]byte, min(size, 65_557)) // the end record with the longest comment
	if n, err := r.ReadAt(tail, size-int64(len(tail))); n < len(tail) {
		return fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	at := bytes.LastIndex(tail, []byte("PK\x05\x06"))
	if at < 0 || at+22 > len(tail) {
		return nil
	}
	parts, bytes := binary.LittleEndian.Uint16(tail[at+10:]), binary.LittleEndian.Uint32(tail[at+12:])
	offset := int64(binary.LittleEndian.Uint32(tail[at+16:]))
	if parts == math.MaxUint16 || bytes > maxDirectory || bytes == math.MaxUint16 || offset == math.MaxUint32 || size-offset > maxDirectory {
		return ErrTooBig
	}
	return nil
}

func (b *Book) load() error {
	folder, main, err := b.main()
	if err != nil {
		return err
	}
	ids, err := b.list(main)
	if err != nil {
		return err
	}
	if b.relations, err = b.related(folder, path.Join(folder, "_rels", path.Base(main)+".rels"), "Id"); err != nil {
		return err
	}
	if err := b.loadStrings(b.partOf(folder, "sharedstrings.xml")); err != nil {
		return err
	}
	if err := b.loadStyles(b.partOf(folder, "styles.xml")); err != nil {
		return err
	}
	for i, id := range ids {
		if part := b.relations[id]; strings.Contains(strings.ToLower(part), "worksheet") {
			b.Sheets[i].part = part
		}
	}
	return nil
}

// open opens a part; nil when it is not there.
func (b *Book) open(name string) (*Stream, io.Closer, error) {
	f := b.parts[strings.ToLower(strings.TrimPrefix(name, "/"))]
	if f == nil {
		return nil, nil, nil
	}
	rc, err := f.Open()
	if err != nil { // which may be io.EOF, and is no end of anything here
		return nil, nil, fmt.Errorf("%w: part %s: %v", ErrMalformed, name, err)
	}
	return NewStream(rc, &b.budget, b.limits.Token), rc, nil
}

// each calls fn with each element that opens in a part; a part that is not
// there has none.
func (b *Book) each(name string, fn func(*Stream, xml.StartElement) error) error {
	s, c, err := b.open(name)
	if err != nil || s == nil {
		return err
	}
	defer c.Close()
	for {
		t, err := s.Token()
		if err != nil || t == nil {
			return err
		}
		if e, ok := t.(xml.StartElement); ok {
			if err := fn(s, e); err != nil {
				return err
			}
		}
	}
}

// main is the part that lists the sheets.
func (b *Book) main() (folder, part string, err error) {
	byType, err := b.related("", "_rels/.rels", "Type")
	if err != nil {
		return "", "", err
	}
	for kind, p := range byType {
		if strings.HasSuffix(kind, "/officeDocument") && (part == "" || p < part) {
			part = p
		}
	}
	switch {
	case part != "":
		return path.Dir(part), part, nil
	case b.parts["xl/workbook.xml"] != nil:
		return "xl", "xl/workbook.xml", nil
	case b.parts["content.xml"] != nil:
		return "", "", ErrODS
	}
	return "", "", ErrArchive
}

// related reads a list of relations, by id or by type, to names of parts.
func (b *Book) related(folder, name, key string) (map[string]string, error) {
	out := map[string]string{}
	err := b.each(name, func(_ *Stream, e xml.StartElement) error {
		if e.Name.Local != "Relationship" || Attr(e, "TargetMode") == "External" {
			return nil
		}
		target := strings.ReplaceAll(Attr(e, "Target"), `\`, "/")
		if strings.HasPrefix(target, "/") {
			target = strings.TrimPrefix(path.Clean(target), "/")
		} else {
			target = path.Join(folder, target)
		}
		if len(out) < b.limits.Styles {
			out[Attr(e, key)] = target
		}
		return nil
	})
	return out, err
}

// partOf finds a part by the end of its name, among the relations first.
func (b *Book) partOf(folder, end string) string {
	found := ""
	for _, p := range b.relations {
		if strings.HasSuffix(strings.ToLower(p), end) && (found == "" || p < found) {
			found = p
		}
	}
	if found == "" {
		return path.Join(folder, end)
	}
	return found
}

// list reads the sheets and gives the relation of each.
func (b *Book) list(part string) (ids []string, err error) {
	err = b.each(part, func(_ *Stream, e xml.StartElement) error {
		switch e.Name.Local {
		case "workbookPr":
			b.Date1904 = isTrue(Attr(e, "date1904"))
		case "sheet":
			state := Attr(e, "state")
			b.Sheets = append(b.Sheets, Sheet{Name: Attr(e, "name"), Hidden: state != "" && state != "visible"})
			id := ""
			for _, a := range e.Attr { // r:id, while sheetId has no prefix
				if a.Name.Local == "id" {
					id = a.Value
				}
			}
			if ids = append(ids, id); len(ids) > b.limits.Sheets {
				return ErrTooManySheets
			}
		}
		return nil
	})
	if err == nil && len(ids) == 0 {
		err = fmt.Errorf("%w: no sheet", ErrMalformed)
	}
	return ids, err
}

func (b *Book) loadStrings(part string) error {
	spent := int64(0)
	return b.each(part, func(s *Stream, e xml.StartElement) error {
		if e.Name.Local != "si" {
			return nil
		}
		text, err := s.textUntil("si")
		if err != nil {
			return err
		}
		if spent += int64(len(text) + 16); spent > b.limits.Strings {
			return ErrTooBig
		}
		b.strings = append(b.strings, text)
		return nil
	})
}

// loadStyles learns which styles show a date.
func (b *Book) loadStyles(part string) error {
	own := map[string]bool{}
	inside := false
	return b.each(part, func(_ *Stream, e xml.StartElement) error {
		switch e.Name.Local {
		case "numFmt":
			if len(own) > b.limits.Styles {
				return ErrTooBig
			}
			own[Attr(e, "numFmtId")] = dateFormat(Attr(e, "formatCode"))
		case "cellXfs":
			inside = true
		case "cellStyles", "dxfs":
			inside = false
		case "xf":
			if !inside {
				return nil
			}
			if len(b.dates) > b.limits.Styles {
				return ErrTooBig
			}
			id := Attr(e, "numFmtId")
			date, known := own[id]
			if !known {
				n, _ := strconv.Atoi(id)
				// ECMA-376 part 1, 18.8.30: the built-in date formats.
				date = n >= 14 && n <= 17 || n == 22 || n >= 27 && n <= 31 || n == 36 || n >= 50 && n <= 58
			}
			b.dates = append(b.dates, date)
		}
		return nil
	})
}

// dateFormat reports whether a number format shows a day: it has a d or a y
// outside quotes, brackets and escapes.
func dateFormat(code string) bool {
	inside := byte(0)
	for i := 0; i < len(code); i++ {
		c := code[i]
		switch {
		case inside != 0:
			if c == inside {
				inside = 0
			}
		case c == '"':
			inside = '"'
		case c == '[':
			inside = ']'
		case c == '\\' || c == '_' || c == '*':
			i++
		case c == ';':
			return false // only the part for positive numbers counts
		case c == 'd' || c == 'D' || c == 'y' || c == 'Y':
			return true
		}
	}
	return false
}
