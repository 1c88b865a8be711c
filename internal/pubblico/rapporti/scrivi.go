package rapporti

import (
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"pass/internal/kernel"
	"pass/internal/pubblico/dati"
)

// ScriviCSV writes every figure of the report as one long table: section, row,
// column, value.
func (r Rapporto) ScriviCSV(w io.Writer) error {
	t := dati.Tabella{}
	for _, nome := range []string{"sezione", "insieme", "riga", "colonna", "valore", "motivo"} {
		t.Colonne = append(t.Colonne, dati.Colonna{Nome: nome, Tipo: dati.Testo})
	}
	for i := range t.Colonne {
		if t.Colonne[i].Nome == "valore" {
			t.Colonne[i].Tipo = "valore" // written as it is: numbers with a sign too
		}
	}
	for _, s := range r.Sezioni {
		if s.Tabella == nil {
			continue
		}
		for _, riga := range s.Tabella.Righe {
			for i, c := range s.Tabella.Colonne {
				if c.Numerica {
					t.Righe = append(t.Righe, []string{s.Codice, s.Tabella.Insieme, strings.Join(riga.Chiave, " "), c.Nome, riga.Celle[i].Valore, riga.Celle[i].Motivo})
				}
			}
		}
	}
	return t.ScriviCSV(w)
}

// ScriviXLSX writes a workbook: a sheet of words, then one per table. al dates
// it, so that the same report gives the same file.
func (r Rapporto) ScriviXLSX(w io.Writer, numero string, al kernel.Instant) error {
	book := excelize.NewFile()
	defer book.Close()
	titolo, err := book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true, Size: 14}})
	if err != nil {
		return err
	}
	testa, err := book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	if err != nil {
		return err
	}
	if err := r.parole(book, numero, al, titolo); err != nil {
		return err
	}
	for _, s := range r.Sezioni {
		if s.Tabella != nil {
			if err := s.foglio(book, titolo, testa); err != nil {
				return err
			}
		}
	}
	data := al.Time().UTC().Format("2006-01-02T15:04:05Z")
	if err := book.SetDocProps(&excelize.DocProperties{Creator: "PAsS", LastModifiedBy: "PAsS", Title: r.Titolo, Created: data, Modified: data, Language: "it-IT"}); err != nil {
		return err
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		return err
	}
	return riordina(w, b.Bytes())
}

func (r Rapporto) parole(book *excelize.File, numero string, al kernel.Instant, titolo int) error {
	const nome = "Rapporto"
	if err := book.SetSheetName("Sheet1", nome); err != nil {
		return err
	}
	righe := []string{r.Titolo, "Rapporto " + numero + " del " + al.Day().InItaliano(), ""}
	for _, s := range r.Sezioni {
		righe = append(righe, s.Titolo)
		righe = append(righe, s.Frasi...)
		righe = append(righe, s.Note...)
		righe = append(righe, "")
	}
	for i, x := range righe {
		cella := "A" + strconv.Itoa(i+1)
		if err := book.SetCellStr(nome, cella, x); err != nil {
			return err
		}
	}
	if err := book.SetColWidth(nome, "A", "A", 110); err != nil {
		return err
	}
	return book.SetCellStyle(nome, "A1", "A1", titolo)
}

func (s Sezione) foglio(book *excelize.File, titolo, testa int) error {
	nome := s.Titolo
	if _, err := book.NewSheet(nome); err != nil {
		return err
	}
	sw, err := book.NewStreamWriter(nome)
	if err != nil {
		return err
	}
	if err := sw.SetColWidth(1, 1, 44); err != nil {
		return err
	}
	if len(s.Tabella.Colonne) > 1 {
		if err := sw.SetColWidth(2, len(s.Tabella.Colonne), 18); err != nil {
			return err
		}
	}
	if err := sw.SetPanes(&excelize.Panes{Freeze: true, XSplit: 1, YSplit: 3, TopLeftCell: "B4", ActivePane: "bottomRight"}); err != nil {
		return err
	}
	if err := sw.SetRow("A1", []any{excelize.Cell{StyleID: titolo, Value: s.Titolo}}); err != nil {
		return err
	}
	riga := make([]any, len(s.Tabella.Colonne))
	for i, c := range s.Tabella.Colonne {
		riga[i] = excelize.Cell{StyleID: testa, Value: c.Etichetta}
	}
	if err := sw.SetRow("A3", riga); err != nil {
		return err
	}
	for k, r := range s.Tabella.Righe {
		for i, c := range s.Tabella.Colonne {
			riga[i] = r.Celle[i].Testo
			if x, err := strconv.ParseFloat(r.Celle[i].Valore, 64); err == nil && c.Numerica {
				riga[i] = x
			}
		}
		if err := sw.SetRow("A"+strconv.Itoa(k+4), riga); err != nil {
			return err
		}
	}
	return sw.Flush()
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
