package rapporti

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"pass/internal/kernel"
)

// Ambito is what a report is about.
type Ambito string

// The two kinds of report.
const (
	Regione Ambito = "regione"
	Ente    Ambito = "ente"
)

// Rapporto is a report, whole: what is archived is its JSON.
type Rapporto struct {
	Semestre      kernel.Semestre `json:"semestre"`
	Ambito        Ambito          `json:"ambito"`
	Codice        string          `json:"codice"` // ISTAT code of the region, or code of the body in addresses
	Nome          string          `json:"nome"`   // "Lombardia", "Comune di Lodi"
	Titolo        string          `json:"titolo"`
	Versione      int64           `json:"versione"`       // of the figures of the semester
	ImprontaCifre string          `json:"impronta_cifre"` // hex SHA-256 of those figures as they were locked
	BloccateIl    kernel.Instant  `json:"bloccate_il"`
	Fonte         string          `json:"fonte"`
	Sezioni       []Sezione       `json:"sezioni"`
}

// Sezione is a part of a report: sentences first, then the table they come
// from, then what must be known to read it.
type Sezione struct {
	Codice  string   `json:"codice"` // of its address in the page, and of its sheet
	Titolo  string   `json:"titolo"`
	Frasi   []string `json:"frasi,omitempty"`
	Tabella *Tabella `json:"tabella,omitempty"`
	Note    []string `json:"note,omitempty"`
}

// Tabella are cells of a data set, with the marks that lead back to them.
type Tabella struct {
	Insieme string    `json:"insieme"` // code of the data set
	Colonne []Colonna `json:"colonne"`
	Righe   []Riga    `json:"righe"`
}

// Colonna is a column of the data set.
type Colonna struct {
	Nome      string `json:"nome"`
	Etichetta string `json:"etichetta"` // with the unit
	Numerica  bool   `json:"numerica,omitzero"`
}

// Riga is a row of the data set.
type Riga struct {
	Chiave []string `json:"chiave"` // that identify it there
	Celle  []Cella  `json:"celle"`
}

// Cella is one figure: as data hold it, and as people read it.
type Cella struct {
	Valore string `json:"valore"`           // canonical text of the data set; empty: not known
	Testo  string `json:"testo"`            // "1.240", "71,4", "n.d."
	Motivo string `json:"motivo,omitempty"` // why it is not known
}

// JSON is the canonical text of the report: the same report gives the same
// bytes.
func (r Rapporto) JSON() []byte {
	b, err := json.Marshal(r)
	if err != nil {
		panic(err) // the type holds texts and numbers alone
	}
	return b
}

// Impronta is the hex SHA-256 of the canonical text.
func (r Rapporto) Impronta() string {
	sum := sha256.Sum256(r.JSON())
	return hex.EncodeToString(sum[:])
}

// Leggi reads what JSON wrote.
func Leggi(b []byte) (r Rapporto, err error) { return r, json.Unmarshal(b, &r) }

// Sezione finds a section by its code.
func (r Rapporto) Sezione(codice string) (Sezione, bool) {
	for _, s := range r.Sezioni {
		if s.Codice == codice {
			return s, true
		}
	}
	return Sezione{}, false
}
