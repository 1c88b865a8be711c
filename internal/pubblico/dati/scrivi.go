package dati

import (
	"bufio"
	"encoding/json"
	"io"
	"strings"
)

// ScriviCSV writes the table as RFC 4180: UTF-8, a row of names, CRLF. A text
// that a spreadsheet would run as a formula gets an apostrophe in front;
// numbers and dates are never touched. What a cell holds is written as it is,
// line breaks too, which encoding/csv would change.
func (t Tabella) ScriviCSV(w io.Writer) error {
	out := bufio.NewWriter(w)
	for i, c := range t.Colonne {
		scriviCella(out, i, c.Nome)
	}
	_, _ = out.WriteString("\r\n")
	for _, r := range t.Righe {
		for i, c := range t.Colonne {
			if c.Tipo == Testo {
				scriviCella(out, i, disarmato(r[i]))
			} else {
				scriviCella(out, i, r[i])
			}
		}
		_, _ = out.WriteString("\r\n")
	}
	return out.Flush() // the writer keeps the first error
}

func scriviCella(w *bufio.Writer, i int, s string) {
	if i > 0 {
		_ = w.WriteByte(',')
	}
	if strings.ContainsAny(s, "\",\r\n") {
		s = `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
	}
	_, _ = w.WriteString(s)
}

// disarmato keeps spreadsheets from reading a text as a formula (OWASP ASVS
// V1.2.10).
func disarmato(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

// ScriviDizionario writes the data dictionary as CSV.
func (i Insieme) ScriviDizionario(w io.Writer) error {
	d := Tabella{Insieme: Insieme{Colonne: []Colonna{testo("nome", "", ""), testo("etichetta", "", ""), testo("descrizione", "", ""), testo("tipo", "", ""), testo("unita", "", ""), logico("chiave", "", "")}}}
	for _, c := range i.Colonne {
		d.Righe = append(d.Righe, []string{c.Nome, c.Etichetta, c.Descrizione, string(c.Tipo), c.Unita, vero(i.eChiave(c.Nome))})
	}
	return d.ScriviCSV(w)
}

func (i Insieme) eChiave(nome string) bool {
	for _, k := range i.Chiave {
		if k == nome {
			return true
		}
	}
	return false
}

// ScriviJSON writes the description, the dictionary and the rows as one
// object. The rows are under "items", one object each: numbers and booleans
// are typed, what is not known is left out.
func (t Tabella) ScriviJSON(w io.Writer) error {
	out := bufio.NewWriter(w)
	head, err := json.Marshal(struct {
		Insieme
		Licenza string `json:"licenza"`
	}{t.Insieme, Licenza})
	if err != nil {
		return err
	}
	_, _ = out.Write(head[:len(head)-1])
	_, _ = out.WriteString(",\n\"items\":[")
	for n, r := range t.Righe {
		if n > 0 {
			_ = out.WriteByte(',')
		}
		_ = out.WriteByte('\n')
		_, _ = out.Write(t.RigaJSON(r))
	}
	_, _ = out.WriteString("\n]}\n")
	return out.Flush() // the writer keeps the first error
}

// RigaJSON is one row as a JSON object, in the order of the columns.
func (t Tabella) RigaJSON(r []string) []byte {
	b := []byte{'{'}
	for i, c := range t.Colonne {
		if r[i] == "" {
			continue
		}
		if len(b) > 1 {
			b = append(b, ',')
		}
		b = append(append(append(b, '"'), c.Nome...), '"', ':')
		b = append(b, c.valoreJSON(r[i])...)
	}
	return append(b, '}')
}

// valoreJSON is a known cell as a JSON value; the digits of a number are those
// of the cell.
func (c Colonna) valoreJSON(cella string) []byte {
	switch c.Tipo {
	case Intero, Decimale, Logico:
		return []byte(cella)
	}
	b, _ := json.Marshal(cella) // a string always has a JSON form
	return b
}
