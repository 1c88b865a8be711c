package foglio_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"html"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"pass/internal/kernel"
	"pass/internal/monitoraggio/foglio"
)

// The cells of a dirty workbook, before anybody writes them: string, int,
// float64, bool, or one of these.
type (
	dated   struct{ serial float64 } // a number shown as a date
	broken  string                   // a cell in error
	formula struct{ value any }      // nil: never computed
)

// dirtySheet is a sheet to be written. Rows and columns count from 0 here.
type dirtySheet struct {
	name       string
	hidden     bool
	rows       map[int]map[int]any
	merges     [][4]int // r1 c1 r2 c2
	hiddenRows map[int]bool
	hiddenCols map[int]bool
}

func newSheet(name string) *dirtySheet {
	return &dirtySheet{name: name, rows: map[int]map[int]any{}, hiddenRows: map[int]bool{}, hiddenCols: map[int]bool{}}
}

func (s *dirtySheet) set(row, col int, v any) {
	if v == nil || v == "" {
		return
	}
	if s.rows[row] == nil {
		s.rows[row] = map[int]any{}
	}
	s.rows[row][col] = v
}

func (s *dirtySheet) size() (rows, cols int) {
	for r, cells := range s.rows {
		rows = max(rows, r+1)
		for c := range cells {
			cols = max(cols, c+1)
		}
	}
	return rows, cols
}

func ref(row, col int) string { return fmt.Sprintf("%s%d", foglio.LettereColonna(col), row+1) }

// rawXLSX writes a workbook by hand, which alone gives cells in error, formulas
// never computed, the 1904 calendar, and the habits of other programs.
type rawXLSX struct {
	epoch1904 bool
	shared    bool   // strings in a table of their own
	prefix    string // of every element: "x:" as some libraries write
	noRefs    bool   // cells without their address, where no gap needs it
	absolute  bool   // targets from the root, as others write
	dimension string // declared, whatever is there
	poor      bool   // styles without fonts and fills, which no program writes
}

func (o rawXLSX) write(t testing.TB, sheets []*dirtySheet) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	add := func(name, text string) {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	const head = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	const rels = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	add("[Content_Types].xml", head+`<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>`+
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" `+
		`ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`)
	const office = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	add("_rels/.rels", head+rels+`<Relationship Id="rId1" Type="`+office+`/officeDocument" Target="xl/workbook.xml"/></Relationships>`)
	var list, links strings.Builder
	var strs []string
	p := o.prefix
	for i, s := range sheets {
		state := ""
		if s.hidden {
			state = ` state="hidden"`
		}
		fmt.Fprintf(&list, `<%ssheet name="%s" sheetId="%d" r:id="rId%d"%s/>`, p, html.EscapeString(s.name), i+1, i+10, state)
		target := fmt.Sprintf("worksheets/sheet%d.xml", i+1)
		if o.absolute {
			target = "/xl/" + target
		}
		fmt.Fprintf(&links, `<Relationship Id="rId%d" Type="%s/worksheet" Target="%s"/>`, i+10, office, target)
		add(fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), head+o.sheet(s, &strs))
	}
	pr := ""
	if o.epoch1904 {
		pr = "<" + p + `workbookPr date1904="1"/>`
	}
	add("xl/workbook.xml", fmt.Sprintf(`%s<%sworkbook `+main+` xmlns:r="%s">%s<%ssheets>%s</%ssheets></%sworkbook>`, head, p, office, pr, p, list.String(), p, p))
	add("xl/_rels/workbook.xml.rels", head+rels+links.String()+
		`<Relationship Id="rId1" Type="`+office+`/styles" Target="styles.xml"/><Relationship Id="rId2" Type="`+office+`/sharedStrings" Target="sharedStrings.xml"/></Relationships>`)
	fonts := `<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>`
	if o.poor {
		fonts = ""
	}
	add("xl/styles.xml", head+`<styleSheet `+main+`><numFmts count="2"><numFmt numFmtId="170" formatCode="[$-410]d\ mmm\ yy;@"/><numFmt numFmtId="171" formatCode="0.0&quot; d&quot;"/></numFmts>`+fonts+
		`<cellStyleXfs count="1"><xf numFmtId="14" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/><xf numFmtId="14" fontId="0" fillId="0" borderId="0"/><xf numFmtId="170" fontId="0" fillId="0" borderId="0"/><xf numFmtId="171" fontId="0" fillId="0" borderId="0"/></cellXfs></styleSheet>`)
	if o.shared {
		var sst strings.Builder
		for _, s := range strs {
			sst.WriteString(`<si><t xml:space="preserve">` + escape(s) + `</t></si>`)
		}
		add("xl/sharedStrings.xml", head+`<sst `+main+`>`+sst.String()+`</sst>`)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// main declares the names of elements, bare and with the prefix.
const main = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`

func escape(s string) string { return strings.ReplaceAll(html.EscapeString(s), "\n", "_x000A_") }

func (o rawXLSX) sheet(s *dirtySheet, strs *[]string) string {
	var b strings.Builder
	p := o.prefix
	fmt.Fprintf(&b, "<%sworksheet "+main+">", p)
	if o.dimension != "" {
		fmt.Fprintf(&b, `<%sdimension ref="%s"/>`, p, o.dimension)
	}
	if len(s.hiddenCols) > 0 {
		fmt.Fprintf(&b, "<%scols>", p)
		for c := range s.hiddenCols {
			fmt.Fprintf(&b, `<%scol min="%d" max="%d" hidden="1"/>`, p, c+1, c+1)
		}
		fmt.Fprintf(&b, "</%scols>", p)
	}
	fmt.Fprintf(&b, "<%ssheetData>", p)
	rows, cols := s.size()
	for r := range rows {
		cells, ok := s.rows[r]
		if !ok {
			continue
		}
		hidden := ""
		if s.hiddenRows[r] {
			hidden = ` hidden="1"`
		}
		fmt.Fprintf(&b, `<%srow r="%d"%s>`, p, r+1, hidden)
		gap := false
		for c := range cols {
			v, ok := cells[c]
			if !ok {
				gap = true
				continue
			}
			at := ` r="` + ref(r, c) + `"`
			if o.noRefs && !gap {
				at = ""
			}
			b.WriteString(o.cell(at, v, strs))
		}
		fmt.Fprintf(&b, "</%srow>", p)
	}
	fmt.Fprintf(&b, "</%ssheetData>", p)
	if len(s.merges) > 0 {
		fmt.Fprintf(&b, "<%smergeCells>", p)
		for _, m := range s.merges {
			fmt.Fprintf(&b, `<%smergeCell ref="%s:%s"/>`, p, ref(m[0], m[1]), ref(m[2], m[3]))
		}
		fmt.Fprintf(&b, "</%smergeCells>", p)
	}
	fmt.Fprintf(&b, "</%sworksheet>", p)
	return b.String()
}

func (o rawXLSX) cell(at string, v any, strs *[]string) string {
	f := ""
	if x, ok := v.(formula); ok {
		f, v = "<"+o.prefix+"f>SUM(A1:A2)</"+o.prefix+"f>", x.value
	}
	make := func(attrs, value string) string {
		return fmt.Sprintf("<%[1]sc%[2]s%[3]s>%[4]s<%[1]sv>%[5]s</%[1]sv></%[1]sc>", o.prefix, at, attrs, f, value)
	}
	switch v := v.(type) {
	case nil:
		return fmt.Sprintf("<%[1]sc%[2]s>%[3]s</%[1]sc>", o.prefix, at, f)
	case string:
		if f != "" {
			return make(` t="str"`, escape(v))
		}
		if o.shared {
			*strs = append(*strs, v)
			return make(` t="s"`, fmt.Sprint(len(*strs)-1))
		}
		k := len(v) / 2
		for k > 0 && v[k]&0xC0 == 0x80 {
			k--
		}
		// Two runs, as where a part of the text is bold.
		return fmt.Sprintf(`<%[1]sc%[2]s t="inlineStr"><%[1]sis><%[1]sr><%[1]st>%[3]s</%[1]st></%[1]sr><%[1]sr><%[1]st>%[4]s</%[1]st></%[1]sr></%[1]sis></%[1]sc>`,
			o.prefix, at, escape(v[:k]), escape(v[k:]))
	case bool:
		return make(` t="b"`, map[bool]string{true: "1", false: "0"}[v])
	case broken:
		return make(` t="e"`, string(v))
	case dated:
		return make(fmt.Sprintf(` s="%d"`, 1+int(v.serial)%2), fmt.Sprint(v.serial))
	default:
		return make(` s="3"`, fmt.Sprint(v))
	}
}

// library writes the same sheets through excelize, as another program would.
func library(t testing.TB, sheets []*dirtySheet, epoch1904 bool) []byte {
	t.Helper()
	f := excelize.NewFile()
	ok := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	if epoch1904 {
		ok(f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &epoch1904}))
	}
	style, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	ok(err)
	for i, s := range sheets {
		if i == 0 {
			ok(f.SetSheetName("Sheet1", s.name))
		} else if _, err := f.NewSheet(s.name); err != nil {
			t.Fatal(err)
		}
		for r, cells := range s.rows {
			for c, v := range cells {
				if d, is := v.(dated); is {
					ok(f.SetCellValue(s.name, ref(r, c), d.serial))
					ok(f.SetCellStyle(s.name, ref(r, c), ref(r, c), style))
					continue
				}
				ok(f.SetCellValue(s.name, ref(r, c), v))
			}
		}
		for _, m := range s.merges {
			ok(f.MergeCell(s.name, ref(m[0], m[1]), ref(m[2], m[3])))
		}
		for r := range s.hiddenRows {
			ok(f.SetRowVisible(s.name, r+1, false))
		}
		for c := range s.hiddenCols {
			ok(f.SetColVisible(s.name, foglio.LettereColonna(c), false))
		}
	}
	for i, s := range sheets {
		if i > 0 && s.hidden {
			ok(f.SetSheetVisible(s.name, false))
		}
	}
	var b bytes.Buffer
	ok(f.Write(&b))
	return b.Bytes()
}

// csvText writes one sheet as text.
func csvText(s *dirtySheet, sep, eol string) string {
	var b strings.Builder
	rows, cols := s.size()
	for r := range rows {
		for c := range cols {
			if c > 0 {
				b.WriteString(sep)
			}
			v, ok := s.rows[r][c]
			if !ok {
				continue
			}
			text := fmt.Sprint(v)
			if strings.ContainsAny(text, sep+"\"\n") {
				text = `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
			}
			b.WriteString(text)
		}
		b.WriteString(eol)
	}
	return b.String()
}

// encode turns text into the bytes of an encoding; ok is false when it cannot
// hold all of it.
func encode(t testing.TB, text, how string) []byte {
	t.Helper()
	var b []byte
	var err error
	switch how {
	case "bom":
		b = []byte("\uFEFF" + text)
	case "windows-1252":
		b, err = charmap.Windows1252.NewEncoder().Bytes([]byte(text))
	case "utf-16le":
		b, err = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes([]byte(text))
	case "utf-16be":
		b, err = unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().Bytes([]byte(text))
	case "utf-16-unmarked":
		b, err = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder().Bytes([]byte(text))
	default:
		b = []byte(text)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// serial is the day number of a spreadsheet, by the definition and not by the
// code under test.
func serial(d kernel.Day, epoch1904 bool) float64 {
	zero := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if epoch1904 {
		zero = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return d.Time().Sub(zero).Hours() / 24
}
