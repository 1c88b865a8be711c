package foglio

import (
	"bufio"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
)

var (
	errTroppo  = errors.New("more bytes than a workbook may have")
	errPezzo   = errors.New("an XML token longer than any cell")
	errFigure  = errors.New("an unreadable reference")
	errElenchi = errors.New("more styles or merges than a workbook may have")
)

// flusso reads XML token by token within a budget of bytes shared by all parts
// of a file. Raw tokens are used: they keep no stack, so that depth costs
// nothing, and a name is compared without its prefix.
type flusso struct {
	br     *bufio.Reader
	dec    *xml.Decoder
	budget *spesa
	pezzo  int
}

// spesa is what is left for all parts of a file: bytes and elements.
type spesa struct{ byte, elementi int64 }

func nuovoFlusso(r io.Reader, budget *spesa) *flusso {
	f := &flusso{br: bufio.NewReaderSize(r, 64<<10), budget: budget}
	f.dec = xml.NewDecoder(f)
	f.dec.Strict = false
	return f
}

// ReadByte counts what the decoder takes.
func (f *flusso) ReadByte() (byte, error) {
	if f.pezzo++; f.pezzo > maxPezzo {
		return 0, errPezzo
	}
	if f.budget.byte--; f.budget.byte < 0 {
		return 0, errTroppo
	}
	return f.br.ReadByte()
}

// Read makes flusso an io.Reader; the decoder uses ReadByte.
func (f *flusso) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	b, err := f.ReadByte()
	if err != nil {
		return 0, err
	}
	p[0] = b
	return 1, nil
}

// token is the next one; nil at the end.
func (f *flusso) token() (xml.Token, error) {
	f.pezzo = 0
	t, err := f.dec.RawToken()
	if err == io.EOF {
		return nil, nil
	}
	if _, apre := t.(xml.StartElement); apre {
		if f.budget.elementi--; f.budget.elementi < 0 {
			return nil, errTroppo
		}
	}
	return t, err
}

// testoFino gathers the text until the end of the element that was just
// opened, leaving out the phonetic reading of East Asian text.
func (f *flusso) testoFino(nome string) (string, error) {
	var b strings.Builder
	primo, molti, salta := "", false, 0
	for {
		t, err := f.token()
		if err != nil || t == nil {
			return "", cmpErr(err, io.ErrUnexpectedEOF)
		}
		switch t := t.(type) {
		case xml.StartElement:
			if t.Name.Local == "rPh" {
				salta++
			}
		case xml.EndElement:
			if t.Name.Local == "rPh" && salta > 0 {
				salta--
			}
			if t.Name.Local == nome {
				if molti {
					primo = b.String()
				}
				return caratteri(primo), nil
			}
		case xml.CharData:
			if salta > 0 {
				continue
			}
			if primo == "" && !molti {
				primo = string(t)
				continue
			}
			if !molti {
				molti = true
				b.WriteString(primo)
			}
			if b.Len() < 4*maxTesto {
				b.Write(t)
			}
		}
	}
}

func cmpErr(err, altro error) error {
	if err != nil {
		return err
	}
	return altro
}

// caratteri undoes _x000D_, by which a workbook writes characters that XML
// does not have.
func caratteri(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '_' && i+7 <= len(s) && s[i+1] == 'x' && s[i+6] == '_' {
			if n, err := strconv.ParseUint(s[i+2:i+6], 16, 16); err == nil && (n < 0xD800 || n > 0xDFFF) {
				b.WriteRune(rune(n))
				i += 6
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// attr is the value of an attribute, whatever its prefix.
func attr(e xml.StartElement, nome string) string {
	for _, a := range e.Attr {
		if a.Name.Local == nome {
			return a.Value
		}
	}
	return ""
}

func vero(s string) bool { return s == "1" || s == "true" }

// riferimento reads "AB12": column from 0, row from 1. Dollars are allowed.
func riferimento(s string) (riga, col int, err error) {
	i := 0
	for ; i < len(s) && (s[i] >= 'A' && s[i] <= 'Z' || s[i] >= 'a' && s[i] <= 'z' || s[i] == '$'); i++ {
		if s[i] != '$' {
			col = col*26 + int(s[i]&^0x20-'A') + 1
		}
		if col > 1<<15 {
			return 0, 0, errFigure
		}
	}
	riga, err = strconv.Atoi(s[i:])
	if err != nil || col == 0 || riga < 1 || riga > 1<<20 {
		return 0, 0, errFigure
	}
	return riga, col - 1, nil
}

// intervallo reads "A1:C3", or "A1" alone.
func intervallo(s string) (unione, error) {
	a, b, ok := strings.Cut(s, ":")
	if !ok {
		b = a
	}
	r1, c1, err := riferimento(a)
	if err != nil {
		return unione{}, err
	}
	r2, c2, err := riferimento(b)
	if err != nil {
		return unione{}, err
	}
	return unione{min(r1, r2), max(r1, r2), min(c1, c2), max(c1, c2)}, nil
}
