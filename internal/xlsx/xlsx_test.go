package xlsx_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"pass/internal/xlsx"
)

var limits = xlsx.Limits{Bytes: 1 << 20, Elements: 1 << 16, Token: 1 << 16, Strings: 1 << 16, Sheets: 10, Styles: 1000}

func zipOf(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range parts {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func open(b []byte) (*xlsx.Book, error) {
	return xlsx.Open(bytes.NewReader(b), int64(len(b)), limits)
}

// cells gives the cells of the first sheet as "row:col:kind:text".
func cells(t *testing.T, book *xlsx.Book) (out []xlsx.Item) {
	t.Helper()
	rows, err := book.Rows(book.Sheets[0])
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	row := 0
	for {
		x, err := rows.Next()
		if err != nil {
			t.Fatal(err)
		}
		switch x.Kind {
		case xlsx.End:
			return out
		case xlsx.RowBegins:
			row = x.Row
		case xlsx.CellFound:
			x.Row = row
			out = append(out, x)
		}
	}
}

// TestCellsOfAnotherProgram reads what excelize writes.
func TestCellsOfAnotherProgram(t *testing.T) {
	f := excelize.NewFile()
	style, err := f.NewStyle(&excelize.Style{NumFmt: 22})
	if err != nil {
		t.Fatal(err)
	}
	for at, v := range map[string]any{"A1": "uno", "B1": 2.5, "C1": true, "B3": 45000.25, "D3": "due"} {
		if err := f.SetCellValue("Sheet1", at, v); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SetCellStyle("Sheet1", "B3", "B3", style); err != nil {
		t.Fatal(err)
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	book, err := open(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if len(book.Sheets) != 1 || book.Sheets[0].Name != "Sheet1" || !book.Sheets[0].HasCells() || book.Date1904 {
		t.Fatalf("%+v", book.Sheets)
	}
	type cell struct {
		row, col int
		text     string
		kind     xlsx.Kind
	}
	want := []cell{{1, 0, "uno", xlsx.Text}, {1, 1, "2.5", xlsx.Number}, {1, 2, "1", xlsx.Bool},
		{3, 1, "45000.25", xlsx.Date}, {3, 3, "due", xlsx.Text}}
	var got []cell
	for _, x := range cells(t, book) {
		if x.Cell != (xlsx.Cell{}) { // excelize writes empty cells too
			got = append(got, cell{x.Row, x.Col, x.Cell.Text, x.Cell.Kind})
		}
	}
	if len(got) != len(want) {
		t.Fatalf("%+v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("cell %d: %+v, want %+v", i, got[i], want[i])
		}
	}
}

// TestFormulas tells values, errors and formulas that were never computed.
func TestFormulas(t *testing.T) {
	book, err := open(zipOf(t, map[string]string{
		"xl/workbook.xml":            `<workbook xmlns:r="r"><workbookPr date1904="1"/><sheets><sheet name="a" sheetId="1" r:id="r1"/><sheet name="b" state="hidden" sheetId="2" r:id="r2"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Target="chartsheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   `<worksheet><sheetData><c><v>9</v></c><row r="7"><c r="B7"><f>1+1</f></c><c><f>1+1</f><v>2</v></c><c t="e"><v>#N/A</v></c><c t="inlineStr"><is><t>a_x0041_b</t></is></c></row></sheetData></worksheet>`,
	}))
	if err != nil {
		t.Fatal(err)
	}
	if !book.Date1904 || len(book.Sheets) != 2 || !book.Sheets[1].Hidden || book.Sheets[1].HasCells() {
		t.Errorf("%+v", book)
	}
	want := []xlsx.Item{
		{Kind: xlsx.CellFound, Row: 7, Col: 1, Cell: xlsx.Cell{Kind: xlsx.Uncomputed}},
		{Kind: xlsx.CellFound, Row: 7, Col: 2, Cell: xlsx.Cell{Text: "2", Kind: xlsx.Number}},
		{Kind: xlsx.CellFound, Row: 7, Col: 3, Cell: xlsx.Cell{Text: "#N/A", Kind: xlsx.Error}},
		{Kind: xlsx.CellFound, Row: 7, Col: 4, Cell: xlsx.Cell{Text: "aAb"}},
	}
	if got := cells(t, book); !slices.Equal(got, want) {
		t.Errorf("%+v", got)
	}
}

func TestWhatIsNoWorkbook(t *testing.T) {
	long := strings.Repeat("<a/>", 1<<17)
	for name, c := range map[string]struct {
		bytes []byte
		want  error
	}{
		"no archive":  {[]byte("PK\x03\x04 but nothing follows"), xlsx.ErrMalformed},
		"archive":     {zipOf(t, map[string]string{"log.csv": "a"}), xlsx.ErrArchive},
		"ODS":         {zipOf(t, map[string]string{"content.xml": "<a/>"}), xlsx.ErrODS},
		"no sheets":   {zipOf(t, map[string]string{"xl/workbook.xml": "<workbook><sheets/></workbook>"}), xlsx.ErrMalformed},
		"many sheets": {zipOf(t, map[string]string{"xl/workbook.xml": strings.Repeat(`<sheet name="a"/>`, 11)}), xlsx.ErrTooManySheets},
		"elements":    {zipOf(t, map[string]string{"xl/workbook.xml": long}), xlsx.ErrTooBig},
		"bytes":       {zipOf(t, map[string]string{"xl/workbook.xml": strings.Repeat(" ", 2<<20)}), xlsx.ErrTooBig},
		"strings": {zipOf(t, map[string]string{"xl/workbook.xml": `<sheet name="a"/>`,
			"xl/sharedStrings.xml": "<si><t>" + strings.Repeat("x", 1<<15) + "</t></si><si><t>" + strings.Repeat("x", 1<<15) + "</t></si>"}), xlsx.ErrTooBig},
	} {
		if _, err := open(c.bytes); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func TestSerial(t *testing.T) {
	for _, c := range []struct {
		x    float64
		y    bool
		want string
	}{
		{1, false, "1900-01-01T00:00:00.000"}, {59, false, "1900-02-28T00:00:00.000"}, {60, false, ""}, {61, false, "1900-03-01T00:00:00.000"},
		{45385.75, false, "2024-04-03T18:00:00.000"}, {43923.75, true, "2024-04-03T18:00:00.000"}, {0.5, false, ""}, {-3, false, ""},
		{45385.999999999, false, "2024-04-04T00:00:00.000"}, {2958465.5, false, "9999-12-31T12:00:00.000"}, {2958466, false, ""}, {1e300, false, ""},
	} {
		at, ok := xlsx.Serial(c.x, c.y)
		got := ""
		if ok {
			got = at.Format("2006-01-02T15:04:05.000")
		}
		if got != c.want {
			t.Errorf("%v, 1904 %v: %q, want %q", c.x, c.y, got, c.want)
		}
	}
}

func TestReferences(t *testing.T) {
	for s, want := range map[string][2]int{"A1": {1, 0}, "$AB$12": {12, 27}, "xfd1048576": {1 << 20, 16383}} {
		if row, col, err := xlsx.Reference(s); err != nil || row != want[0] || col != want[1] {
			t.Errorf("%s: %d %d %v", s, row, col, err)
		}
	}
	for _, s := range []string{"", "A", "1", "A0", "A-1", "ZZZZ1", "A1048577"} {
		if _, _, err := xlsx.Reference(s); err == nil {
			t.Errorf("%q is read", s)
		}
	}
	if r, err := xlsx.ParseRange("C3:A1"); err != nil || r != (xlsx.Range{FirstRow: 1, LastRow: 3, LastCol: 2}) {
		t.Errorf("%+v %v", r, err)
	}
}
