package anagrafe

import (
	"bytes"
	"iter"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Limits of one quoted cell: a quote that is opened and never closed must cost
// one row, not the rest of the file.
const (
	maxRigheCella = 30
	maxByteCella  = 16 << 10
)

// rigaGrezza is a row before its columns are known. Guasto says, in Italian,
// why it could not be split into cells.
type rigaGrezza struct {
	celle  []string
	guasto string
}

// righeCSV splits text into rows and cells. Official files mix encodings, so
// each cell is UTF-8 if it can be, else Windows-1252. Rows are numbered as a
// spreadsheet numbers them: a cell with a line break does not start a new one.
func righeCSV(testo []byte, sep byte) iter.Seq2[int, rigaGrezza] {
	return func(yield func(int, rigaGrezza) bool) {
		manca := testo // the file may be gone through more than once
		for n := 1; len(manca) > 0; n++ {
			riga, resto, ok := unaRiga(manca, sep)
			if !ok {
				_, resto, _ = bytes.Cut(manca, []byte{'\n'})
				riga = rigaGrezza{guasto: "Le virgolette aperte in questa riga non si chiudono."}
			}
			if !yield(n, riga) {
				return
			}
			manca = resto
		}
	}
}

// unaRiga takes the first row; ok is false when a quote stays open.
func unaRiga(testo []byte, sep byte) (riga rigaGrezza, resto []byte, ok bool) {
	for {
		var cella []byte
		var fine bool
		if len(testo) > 0 && testo[0] == '"' {
			if cella, testo, fine, ok = traVirgolette(testo, sep); !ok {
				return rigaGrezza{}, nil, false
			}
		} else {
			cella, testo, fine = finoA(testo, sep)
		}
		riga.celle = append(riga.celle, decodifica(cella))
		if fine {
			return riga, testo, true
		}
	}
}

// finoA takes a plain cell; fine is true when it was the last of its row.
func finoA(testo []byte, sep byte) (cella, resto []byte, fine bool) {
	i := bytes.IndexAny(testo, string([]byte{sep, '\n'}))
	if i < 0 {
		return bytes.TrimSuffix(testo, []byte{'\r'}), nil, true
	}
	if testo[i] == sep {
		return testo[:i], testo[i+1:], false
	}
	return bytes.TrimSuffix(testo[:i], []byte{'\r'}), testo[i+1:], true
}

// traVirgolette takes a quoted cell. Text after the closing quote is kept as it
// is: people write «"Rossi" srl».
func traVirgolette(testo []byte, sep byte) (cella, resto []byte, fine, ok bool) {
	righe := 0
	for i := 1; i < len(testo) && i < maxByteCella; i++ {
		switch {
		case testo[i] == '\n':
			if righe++; righe > maxRigheCella {
				return nil, nil, false, false
			}
		case testo[i] != '"':
		case i+1 < len(testo) && testo[i+1] == '"':
			i++
		default:
			dentro := bytes.ReplaceAll(testo[1:i], []byte(`""`), []byte{'"'})
			dopo, resto, fine := finoA(testo[i+1:], sep)
			return append(dentro, dopo...), resto, fine, true
		}
	}
	return nil, nil, false, false
}

func decodifica(cella []byte) string {
	if utf8.Valid(cella) {
		return string(cella)
	}
	s, err := charmap.Windows1252.NewDecoder().Bytes(cella)
	if err != nil {
		return string(bytes.ToValidUTF8(cella, []byte("\uFFFD")))
	}
	return string(s)
}

// senzaBOM drops the mark that some programs put first, and turns UTF-16 (the
// «Unicode text» of a spreadsheet) into UTF-8.
func senzaBOM(testo []byte) ([]byte, error) {
	if bytes.HasPrefix(testo, []byte{0xFF, 0xFE}) || bytes.HasPrefix(testo, []byte{0xFE, 0xFF}) {
		utf16 := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM)
		out, _, err := transform.Bytes(utf16.NewDecoder(), testo)
		return out, err
	}
	return bytes.TrimPrefix(testo, []byte("\uFEFF")), nil
}
