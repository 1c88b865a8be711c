package dati

import (
	"net/url"
	"slices"
	"strings"

	"pass/internal/kernel"
	"pass/internal/pubblico"
)

// Tipo says what the cells of a column hold.
type Tipo string

// The closed list of types, with the canonical form of a cell.
const (
	Testo    Tipo = "testo"    // any text
	Intero   Tipo = "intero"   // "1240"
	Decimale Tipo = "decimale" // "71.4"
	Giorno   Tipo = "giorno"   // "2026-11-22"
	Istante  Tipo = "istante"  // "2026-11-22T09:30:00.000Z"
	Mese     Tipo = "mese"     // "2026-11"
	Semestre Tipo = "semestre" // "2026-1"
	Logico   Tipo = "logico"   // "true" or "false"
)

// Licenza is the licence of every data set, by its address.
const Licenza = "https://creativecommons.org/licenses/by/4.0/"

// Colonna is one row of the data dictionary.
type Colonna struct {
	Nome        string `json:"nome"`      // snake_case: the same in CSV, JSON and API
	Etichetta   string `json:"etichetta"` // for the head of a table
	Descrizione string `json:"descrizione"`
	Tipo        Tipo   `json:"tipo"`
	Unita       string `json:"unita,omitempty"` // "giorni di calendario", "richieste"; empty when there is none
}

// Insieme describes a data set.
type Insieme struct {
	Codice       string         `json:"codice"` // in addresses: "richieste-province"
	Titolo       string         `json:"titolo"`
	Descrizione  string         `json:"descrizione"`
	Fonte        string         `json:"fonte"`
	Metodo       string         `json:"metodo"`    // path of the page that explains the figures
	Frequenza    string         `json:"frequenza"` // code of the EU authority table "frequency": UPDATE_CONT, ANNUAL_2, IRREG
	Temi         []string       `json:"temi"`      // codes of the EU authority table "data-theme"
	Parole       []string       `json:"parole_chiave"`
	AggiornatoIl kernel.Instant `json:"aggiornato_il"`
	Chiave       []string       `json:"chiave"` // columns whose values identify a row
	Colonne      []Colonna      `json:"colonne"`
}

// Colonna gives the place of a column, or -1.
func (i Insieme) Colonna(nome string) int {
	return slices.IndexFunc(i.Colonne, func(c Colonna) bool { return c.Nome == nome })
}

// Tabella is a data set with its rows, in a fixed order. Each row has a cell
// for each column, in canonical text.
type Tabella struct {
	Insieme
	Righe [][]string
}

// Filtra keeps the rows whose column has that value; an unknown column keeps
// none. The table that is filtered does not change.
func (t Tabella) Filtra(colonna, valore string) Tabella {
	at := t.Colonna(colonna)
	var out [][]string
	for _, r := range t.Righe {
		if at >= 0 && r[at] == valore {
			out = append(out, r)
		}
	}
	t.Righe = out
	return t
}

// ChiaveDi are the values that identify the row.
func (t Tabella) ChiaveDi(riga []string) []string {
	out := make([]string, len(t.Chiave))
	for i, nome := range t.Chiave {
		out[i] = riga[t.Colonna(nome)]
	}
	return out
}

// Cella finds a cell by the key of its row; false when there is no such row or
// column.
func (t Tabella) Cella(chiave []string, colonna string) (string, bool) {
	at := t.Colonna(colonna)
	if at < 0 {
		return "", false
	}
	for _, r := range t.Righe {
		if slices.Equal(t.ChiaveDi(r), chiave) {
			return r[at], true
		}
	}
	return "", false
}

// Cifra names a cell, for the attribute data-cifra of a figure on a page:
// "richieste-province/LO#evase".
func Cifra(codice string, chiave []string, colonna string) string {
	var b strings.Builder
	b.WriteString(codice)
	for _, k := range chiave {
		b.WriteString("/" + url.PathEscape(k))
	}
	return b.String() + "#" + colonna
}

// LeggiCifra takes apart what Cifra wrote.
func LeggiCifra(cifra string) (codice string, chiave []string, colonna string, ok bool) {
	path, colonna, ok := strings.Cut(cifra, "#")
	parts := strings.Split(path, "/")
	for i, p := range parts {
		plain, err := url.PathUnescape(p)
		if err != nil {
			return "", nil, "", false
		}
		parts[i] = plain
	}
	return parts[0], parts[1:], colonna, ok && parts[0] != "" && colonna != ""
}

// Sorgente is where the tables take their cells from: what is published now.
type Sorgente struct {
	Vista  *pubblico.Vista
	Misure *pubblico.VistaMisure
	Enti   func(kernel.Semestre) (pubblico.MisureEnti, error) // the bodies of a published semester
	// Effetto is the effect of assistance; the zero value while none is published.
	Effetto pubblico.Effetto
}
