package monitoraggio

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"pass/internal/kernel"
	"pass/internal/monitoraggio/misure"
)

// Tabella is a table of figures. Page, CSV and XLSX are written from the same
// cells, so that a figure is the same everywhere.
type Tabella struct {
	Nome    string    // of the sheet and of the file
	Titolo  string    // over the table
	Testata []Dato    // what the whole table is about: region, semester, date
	Colonne []Colonna // the first one names the row
	Righe   [][]Cella
	Note    []string
}

// Parte is the table with some of its columns, in their order: a page is
// narrower than a workbook.
func (t Tabella) Parte(titolo string, colonne ...int) Tabella {
	out := Tabella{Nome: t.Nome, Titolo: titolo, Testata: t.Testata, Note: t.Note}
	for _, k := range colonne {
		out.Colonne = append(out.Colonne, t.Colonne[k])
	}
	for _, r := range t.Righe {
		riga := make([]Cella, len(colonne))
		for i, k := range colonne {
			riga[i] = r[k]
		}
		out.Righe = append(out.Righe, riga)
	}
	return out
}

// Dato is one line of the heading of a table.
type Dato struct{ Nome, Valore string }

// Colonna is a column; its title names the unit of what it holds.
type Colonna struct {
	Codice   string // in CSV
	Titolo   string
	Numerica bool
}

// Cella is one value: Dato as files hold it (a point for decimals, "n.d." for
// the unknown), Testo as people read it.
type Cella struct {
	Dato   string
	Testo  string
	Motivo string // why it is unknown, or a remark
	numero bool
}

// Ignoto is what is written for a value that cannot be known.
const Ignoto = "n.d."

// Nota reports whether the value is known.
func (c Cella) Nota() bool { return c.Dato != Ignoto }

func cellaTesto(s string) Cella { return Cella{Dato: s, Testo: s} }

func cellaIgnota(motivo string) Cella { return Cella{Dato: Ignoto, Testo: Ignoto, Motivo: motivo} }

func cellaIntera(n int) Cella {
	return Cella{Dato: strconv.Itoa(n), Testo: kernel.Numero(int64(n)), numero: true}
}

// cellaDecimale rounds to so many decimals, the same in every format.
func cellaDecimale(x *float64, decimali int, motivo string) Cella {
	if x == nil {
		return cellaIgnota(motivo)
	}
	d := strconv.FormatFloat(*x, 'f', decimali, 64)
	if strings.Contains(d, ".") { // 80.0 is 80 in every file
		d = strings.TrimRight(strings.TrimRight(d, "0"), ".")
	}
	if d == "-0" {
		d = "0"
	}
	return Cella{Dato: d, Testo: kernel.Decimale(*x, decimali), numero: true}
}

func cellaDerivata(d misure.Derivato, decimali int) Cella {
	return cellaDecimale(d.Valore, decimali, d.Motivo)
}

// cellaTermine writes a term in days without a needless decimal.
func cellaTermine(x *float64, motivo string) Cella {
	if x != nil && *x == float64(int(*x)) {
		return cellaIntera(int(*x))
	}
	return cellaDecimale(x, 1, motivo)
}

// ScriviCSV writes the columns and the rows (RFC 4180, UTF-8, comma).
func (t Tabella) ScriviCSV(w io.Writer) error {
	c := csv.NewWriter(w)
	c.UseCRLF = true
	record := make([]string, len(t.Colonne))
	for i, x := range t.Colonne {
		record[i] = x.Codice
	}
	if err := c.Write(record); err != nil {
		return err
	}
	for _, r := range t.Righe {
		for i, x := range r {
			record[i] = x.Dato
			if !x.numero {
				record[i] = nonFormula(x.Dato)
			}
		}
		if err := c.Write(record); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

// ScriviXLSX writes a workbook, one sheet per table: the heading, an empty
// row, the titles, the rows, the notes. al dates the workbook, so that the
// same figures give the same file.
func ScriviXLSX(w io.Writer, al kernel.Instant, tabelle ...Tabella) error {
	book := excelize.NewFile()
	defer book.Close()
	titolo, err := book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true, Size: 14}})
	if err != nil {
		return err
	}
	testa, err := book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"},
		Border: []excelize.Border{{Type: "bottom", Color: "5C6F82", Style: 2}}})
	if err != nil {
		return err
	}
	for i, t := range tabelle {
		if i == 0 {
			err = book.SetSheetName("Sheet1", t.Nome)
		} else {
			_, err = book.NewSheet(t.Nome)
		}
		if err == nil {
			err = t.foglio(book, titolo, testa)
		}
		if err != nil {
			return err
		}
	}
	data := al.Time().UTC().Format("2006-01-02T15:04:05Z")
	if err := book.SetDocProps(&excelize.DocProperties{Creator: "PAsS", LastModifiedBy: "PAsS", Title: tabelle[0].Titolo, Created: data, Modified: data, Language: "it-IT"}); err != nil {
		return err
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		return err
	}
	return riordina(w, b.Bytes())
}

// riordina writes the parts of a workbook in the order of their names:
// excelize takes streamed sheets as its map gives them.
func riordina(w io.Writer, b []byte) error {
	r, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return err
	}
	slices.SortFunc(r.File, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	out := zip.NewWriter(w)
	for _, f := range r.File {
		if err := out.Copy(f); err != nil {
			return err
		}
	}
	return out.Close()
}

func (t Tabella) foglio(book *excelize.File, titolo, testa int) error {
	sw, err := book.NewStreamWriter(t.Nome)
	if err != nil {
		return err
	}
	prima := len(t.Testata) + 3 // row of the titles
	if err := sw.SetPanes(&excelize.Panes{Freeze: true, XSplit: 1, YSplit: prima, TopLeftCell: "B" + strconv.Itoa(prima+1), ActivePane: "bottomRight"}); err != nil {
		return err
	}
	if err := sw.SetColWidth(1, 1, 44); err != nil {
		return err
	}
	if len(t.Colonne) > 1 {
		if err := sw.SetColWidth(2, len(t.Colonne), 17); err != nil {
			return err
		}
	}
	n := 0
	riga := func(cells ...any) error {
		n++
		return sw.SetRow("A"+strconv.Itoa(n), cells)
	}
	if err := riga(excelize.Cell{StyleID: titolo, Value: t.Titolo}); err != nil {
		return err
	}
	for _, d := range t.Testata {
		if err := riga(d.Nome, d.Valore); err != nil {
			return err
		}
	}
	n++
	heads := make([]any, len(t.Colonne))
	for i, c := range t.Colonne {
		heads[i] = excelize.Cell{StyleID: testa, Value: c.Titolo}
	}
	if err := riga(heads...); err != nil {
		return err
	}
	for _, r := range t.Righe {
		cells := make([]any, len(r))
		for i, c := range r {
			cells[i] = c.valore()
		}
		if err := riga(cells...); err != nil {
			return err
		}
	}
	n++
	for _, x := range t.Note {
		if err := riga(x); err != nil {
			return err
		}
	}
	return sw.Flush()
}

// valore is the cell for a spreadsheet: numbers as numbers.
func (c Cella) valore() any {
	if !c.numero {
		return c.Dato
	}
	if n, err := strconv.Atoi(c.Dato); err == nil {
		return n
	}
	x, _ := strconv.ParseFloat(c.Dato, 64)
	return x
}
