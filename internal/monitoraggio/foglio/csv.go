package foglio

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Limits of one quoted cell: a quote that is opened and never closed must cost
// one row, not the rest of the file.
const (
	maxRigheCella = 30
	maxByteCella  = 32 << 10
)

// righeProva is how many rows decide which separator a text has.
const righeProva = 60

func leggiCSV(b []byte) (*Libro, error) {
	testo, err := inUTF8(b)
	if err != nil {
		return nil, nonValido("Il testo del file non si legge. Va salvato come CSV UTF-8 e caricato di nuovo.", err)
	}
	if bytes.IndexByte(testo, 0) >= 0 {
		return nil, nonValido("Il file non è né un foglio XLSX né un testo CSV.", nil)
	}
	f := Foglio{Nome: "CSV"}
	celle := 0
	sep := separatore(testo)
	for n := 1; len(testo) > 0; n++ {
		var r Riga
		r, testo = prossima(testo, sep)
		r.N = n
		if len(r.Celle) > MaxColonne {
			f.oltre += len(r.Celle) - MaxColonne
			r.Celle = r.Celle[:MaxColonne]
		}
		if vuota := r.compatta(); vuota && r.Guasto == "" {
			f.RigheVuote++
			continue
		}
		if celle += len(r.Celle); celle > MaxCelle {
			return nil, troppeCelle()
		}
		if f.Righe = append(f.Righe, r); len(f.Righe) > MaxRighe {
			return nil, troppeRighe()
		}
	}
	return &Libro{CSV: true, Fogli: []Foglio{f}}, nil
}

// compatta drops the empty cells at the end; true when nothing is left.
func (r *Riga) compatta() bool {
	n := len(r.Celle)
	for n > 0 && r.Celle[n-1].Vuota() {
		n--
	}
	if r.Celle = r.Celle[:n]; len(r.Celle)*2 < cap(r.Celle) {
		r.Celle = slices.Clip(slices.Clone(r.Celle))
	}
	return n == 0
}

// prossima takes the first row of a text. An open quote that does not close
// makes a broken row of its line.
func prossima(testo []byte, sep byte) (Riga, []byte) {
	celle, resto, ok := unaRiga(testo, sep)
	if ok {
		return Riga{Celle: celle}, resto
	}
	_, resto, _ = bytes.Cut(testo, []byte{'\n'})
	return Riga{Guasto: "Le virgolette aperte in questa riga non si chiudono. Vanno chiuse o tolte."}, resto
}

// unaRiga splits the first row; ok is false when a quote stays open.
func unaRiga(testo []byte, sep byte) (celle []Cella, resto []byte, ok bool) {
	for {
		var cella []byte
		var fine bool
		if len(testo) > 0 && testo[0] == '"' {
			if cella, testo, fine, ok = traVirgolette(testo, sep); !ok {
				return nil, nil, false
			}
		} else {
			cella, testo, fine = finoA(testo, sep)
		}
		if len(celle) <= MaxColonne { // one more, so that the excess is seen
			celle = append(celle, Cella{Testo: decodifica(cella)})
		}
		if fine {
			return celle, testo, true
		}
	}
}

// finoA takes a plain cell; fine is true when it was the last of its row.
func finoA(testo []byte, sep byte) (cella, resto []byte, fine bool) {
	for i, c := range testo {
		if c == sep {
			return testo[:i], testo[i+1:], false
		}
		if c == '\n' {
			return bytes.TrimSuffix(testo[:i], []byte{'\r'}), testo[i+1:], true
		}
	}
	return bytes.TrimSuffix(testo, []byte{'\r'}), nil, true
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

// decodifica reads a cell as UTF-8 if it can be, else as Windows-1252: files
// put together from several sources mix both.
func decodifica(cella []byte) string {
	if len(cella) > 4*maxTesto {
		cella = cella[:4*maxTesto]
	}
	if utf8.Valid(cella) {
		return string(cella)
	}
	s, err := charmap.Windows1252.NewDecoder().Bytes(cella)
	if err != nil {
		return strings.ToValidUTF8(string(cella), "\uFFFD")
	}
	return string(s)
}

// inUTF8 drops the mark that some programs put first, and turns UTF-16 (the
// «Unicode text» of a spreadsheet), marked or not, into UTF-8.
func inUTF8(b []byte) ([]byte, error) {
	ordine := unicode.LittleEndian
	switch {
	case bytes.HasPrefix(b, []byte{0xFF, 0xFE}), bytes.HasPrefix(b, []byte{0xFE, 0xFF}):
	case len(b) >= 4 && b[0] != 0 && b[1] == 0 && b[2] != 0 && b[3] == 0:
	case len(b) >= 4 && b[0] == 0 && b[1] != 0 && b[2] == 0 && b[3] != 0:
		ordine = unicode.BigEndian
	default:
		return unaFine(bytes.TrimPrefix(b, []byte("\uFEFF"))), nil
	}
	out, _, err := transform.Bytes(unicode.UTF16(ordine, unicode.UseBOM).NewDecoder(), b)
	return unaFine(out), err
}

// unaFine reads the line ends of an old Mac as line ends.
func unaFine(b []byte) []byte {
	if bytes.IndexByte(b, '\n') < 0 {
		return bytes.ReplaceAll(b, []byte{'\r'}, []byte{'\n'})
	}
	return b
}

// separatore chooses among ; , tab and | : the one that Excel declares in a
// first line «sep=;», else the one under which the first rows hold the most
// header names, else the most columns.
func separatore(testo []byte) byte {
	prima, _, _ := bytes.Cut(testo, []byte{'\n'})
	if d, ok := strings.CutPrefix(strings.ToLower(strings.Trim(string(prima), "\r\" ")), "sep="); ok && len(d) == 1 && strings.Contains(";,\t|", d) {
		return d[0]
	}
	scelto, migliore := byte(';'), -1
	for _, sep := range []byte{';', ',', '\t', '|'} {
		f := Foglio{}
		colonne, resto := 0, testo
		for n := 1; n <= righeProva && len(resto) > 0; n++ {
			var r Riga
			r, resto = prossima(resto, sep)
			r.N = n
			if !r.compatta() {
				f.Righe = append(f.Righe, r)
				colonne += min(len(r.Celle), 40) - 1
			}
		}
		punti := f.trovaIntestazione()*1000 + colonne
		if punti > migliore {
			scelto, migliore = sep, punti
		}
	}
	return scelto
}
