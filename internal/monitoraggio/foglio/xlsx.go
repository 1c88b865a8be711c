package foglio

import (
	"errors"
	"io"
	"strconv"

	"pass/internal/kernel"
	"pass/internal/xlsx"
)

// archivio is an open workbook.
type archivio struct {
	libro *xlsx.Book
	righe int
	celle int
}

func leggiXLSX(r io.ReaderAt, size int64) (*Libro, error) {
	l, err := leggiLibro(r, size)
	var nostro *kernel.Error
	switch {
	case err == nil:
		return l, nil
	case errors.As(err, &nostro):
		return nil, err
	case errors.Is(err, xlsx.ErrTooBig):
		return nil, troppoGrande("Il file, una volta aperto, è molto più grande di un foglio di pratiche.")
	case errors.Is(err, xlsx.ErrTooManySheets):
		return nil, troppoGrande("Il file ha più di " + strconv.Itoa(MaxFogli) + " fogli.")
	case errors.Is(err, xlsx.ErrODS):
		return nil, nonValido("Il file è in formato ODS. Va salvato come XLSX e caricato di nuovo.", nil)
	case errors.Is(err, xlsx.ErrArchive):
		return nil, nonValido("Il file è un archivio ZIP, non un foglio XLSX. Va estratto prima di caricarlo.", nil)
	}
	return nil, nonValido("Il file non è un foglio XLSX leggibile. Va aperto con il programma di calcolo, salvato come XLSX e caricato di nuovo.", err)
}

// leggiLibro reads the sheets of the workbook that have cells.
func leggiLibro(r io.ReaderAt, size int64) (*Libro, error) {
	b, err := xlsx.Open(r, size, xlsx.Limits{Bytes: maxDecompresso, Elements: maxElementi, Token: maxPezzo,
		Strings: maxTesti, Sheets: MaxFogli, Styles: maxFormati})
	if err != nil {
		return nil, err
	}
	a := &archivio{libro: b}
	l := &Libro{Sistema1904: b.Date1904}
	for _, s := range b.Sheets {
		if !s.HasCells() {
			continue
		}
		f := Foglio{Nome: s.Name, Nascosto: s.Hidden}
		if err := a.foglio(s, &f); err != nil {
			return nil, err
		}
		l.Fogli = append(l.Fogli, f)
	}
	return l, nil
}
