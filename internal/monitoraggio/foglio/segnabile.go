package foglio

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"

	"pass/internal/xlsx"
)

// The library that changes a workbook keeps all of it in memory, and fills
// every gap: a row with one cell in column XFD becomes 16.384 cells, a row
// 1.048.576 as many rows. These are the limits above which a workbook is given
// back as a list alone.
const (
	maxCaselle  = 400_000  // rows and cells with the gaps filled, of all parts
	maxApertura = 64 << 20 // bytes of all parts together
	ultimaCol   = 16_384
	ultimaRiga  = 1 << 20
)

// segnabile reports whether the workbook stays small once the library has
// opened it. It looks at every part, whatever the workbook says of it: which
// part a sheet is, the library decides its own way.
func segnabile(b []byte) bool {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return false
	}
	budget, caselle := xlsx.Budget{Bytes: maxApertura, Elements: maxElementi}, 0
	for _, f := range z.File {
		rc, err := f.Open()
		if err != nil {
			return false
		}
		n, ok := contaCaselle(rc, &budget)
		rc.Close()
		if caselle += n; !ok || caselle > maxCaselle {
			return false
		}
	}
	return true
}

// contaCaselle counts the rows and the cells of a part as the library would
// make them. What is no XML has none: it stops the library too.
func contaCaselle(r io.Reader, budget *xlsx.Budget) (n int, ok bool) {
	fl := xlsx.NewStream(r, budget, maxPezzo)
	codifica := false // in another encoding, which only the library reads
	fl.OnOtherEncoding(func() { codifica = true })
	righe, ultima, larga, col := 0, 0, 0, 0
	for n+righe+larga <= maxCaselle {
		t, err := fl.Token()
		if err != nil || t == nil {
			return n + max(righe, ultima) + larga, !codifica && !errors.Is(err, xlsx.ErrTooBig)
		}
		e, apre := t.(xml.StartElement)
		switch {
		case !apre:
		case e.Name.Local == "row":
			n, larga, col = n+larga, 0, 0
			righe++
			if r, err := strconv.Atoi(xlsx.Attr(e, "r")); err == nil {
				ultima = max(ultima, min(r, ultimaRiga))
			}
		case e.Name.Local == "c":
			col++
			if c := colonnaDi(xlsx.Attr(e, "r")); c > 0 {
				col = c
			}
			larga = max(larga, col)
		}
	}
	return n + righe + larga, false
}

// colonnaDi is the column of a reference, from 1, however wrong the rest of it
// is; 0 without one.
func colonnaDi(s string) int {
	n := 0
	for i := 0; i < len(s) && n < ultimaCol; i++ {
		c := s[i] &^ 0x20
		switch {
		case s[i] == '$':
		case c >= 'A' && c <= 'Z':
			n = n*26 + int(c-'A') + 1
		default:
			return n
		}
	}
	return min(n, ultimaCol)
}
