package anagrafe

import (
	"embed"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"pass/internal/kernel"
)

//go:embed dati/comuni.csv dati/province.csv dati/successioni.csv dati/fonte.json
var dati embed.FS

// Fonte says where a list comes from; it is shown wherever its data are.
type Fonte struct {
	Titolo          string           `json:"titolo"`
	Riferimento     kernel.Day       `json:"riferimento"`      // the variations up to this day are in the list
	AnnoPopolazione int              `json:"anno_popolazione"` // the census of the populations
	Comuni          int              `json:"comuni"`
	Province        int              `json:"province"`
	Fonti           []FonteOriginale `json:"fonti"`
	Note            []string         `json:"note"` // what people should know, in Italian
}

// FonteOriginale is one of the data sets a list was made from.
type FonteOriginale struct {
	Contenuto        string `json:"contenuto"`
	Titolare         string `json:"titolare"`
	Licenza          string `json:"licenza"` // of the data
	Pacchetto        string `json:"pacchetto"`
	Versione         string `json:"versione"`
	LicenzaPacchetto string `json:"licenza_pacchetto"` // of the package that carries them
	Indirizzo        string `json:"indirizzo"`
}

// Regione is one of the twenty regions.
type Regione struct {
	Codice string // two digits, ISTAT: "03"
	Nome   string // "Lombardia"
}

type registro struct {
	comuni      []Comune
	province    []Provincia
	successioni []Successione
	fonte       Fonte
}

// The data are part of the binary and checked by the tests: a mistake in them
// is a programming error.
var base = sync.OnceValue(func() registro {
	var r registro
	if err := leggiDati(&r); err != nil {
		panic("anagrafe: embedded data: " + err.Error())
	}
	return r
})

// Base is the embedded register: every Comune and provincial area of Italy,
// sorted by code, and where they come from. The slices belong to the caller.
func Base() ([]Comune, []Provincia, Fonte) {
	r := base()
	f := r.fonte
	f.Fonti, f.Note = slices.Clone(f.Fonti), slices.Clone(f.Note)
	return slices.Clone(r.comuni), slices.Clone(r.province), f
}

// BaseRegione is Base for one region (two digits, "03" for Lombardia); nothing
// when the code is unknown.
func BaseRegione(codice string) ([]Comune, []Provincia) {
	r := base()
	var comuni []Comune
	for _, c := range r.comuni {
		if c.Regione == codice {
			comuni = append(comuni, c)
		}
	}
	var province []Provincia
	for _, p := range r.province {
		if p.Regione == codice {
			province = append(province, p)
		}
	}
	return comuni, province
}

// Regioni lists the twenty regions by code.
func Regioni() []Regione {
	var regioni []Regione
	for _, p := range base().province {
		if !slices.ContainsFunc(regioni, func(r Regione) bool { return r.Codice == p.Regione }) {
			regioni = append(regioni, Regione{p.Regione, p.NomeRegione})
		}
	}
	slices.SortFunc(regioni, func(a, b Regione) int { return strings.Compare(a.Codice, b.Codice) })
	return regioni
}

// Successioni lists the Comuni that ceased from 2020 up to the day of the base
// register, and where their territory went. The slice belongs to the caller.
func Successioni() []Successione { return slices.Clone(base().successioni) }

func leggiDati(r *registro) error {
	f, err := dati.ReadFile("dati/fonte.json")
	if err != nil {
		return err
	}
	if err := json.Unmarshal(f, &r.fonte); err != nil {
		return fmt.Errorf("fonte.json: %w", err)
	}
	if err := righe("comuni.csv", 10, func(c []string) error {
		comune, err := comuneDiBase(c, r.fonte.AnnoPopolazione)
		r.comuni = append(r.comuni, comune)
		return err
	}); err != nil {
		return err
	}
	if err := righe("province.csv", 8, func(c []string) error {
		r.province = append(r.province, Provincia{Codice: c[0], UTS: c[1], Sigla: c[2], Nome: c[3],
			Tipo: TipoProvincia(c[4]), Denominazione: c[5], Regione: c[6], NomeRegione: c[7]})
		return nil
	}); err != nil {
		return err
	}
	return righe("successioni.csv", 4, func(c []string) error {
		dal, err := kernel.ParseDay(c[2])
		r.successioni = append(r.successioni, Successione{Cessato: kernel.CodiceIstat(c[0]),
			Successore: kernel.CodiceIstat(c[1]), Dal: dal, Atto: c[3]})
		return err
	})
}

func comuneDiBase(c []string, anno int) (Comune, error) {
	comune := Comune{
		Istat: kernel.CodiceIstat(c[0]), Belfiore: kernel.CodiceBelfiore(c[1]), Nome: c[2], AltraLingua: c[3],
		Provincia: c[4], Sigla: c[5], Regione: c[6], Capoluogo: c[7] == "1",
		Popolazione: Popolazione{Nota: c[9]},
	}
	if c[8] == "" {
		return comune, nil
	}
	abitanti, err := strconv.Atoi(c[8])
	comune.Popolazione.Abitanti, comune.Popolazione.Anno = abitanti, anno
	return comune, err
}

// righe calls fn with each data row of an embedded CSV file.
func righe(name string, columns int, fn func([]string) error) error {
	f, err := dati.Open("dati/" + name)
	if err != nil {
		return err
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord = columns
	all, err := r.ReadAll()
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	for i, row := range all[1:] {
		if err := fn(row); err != nil {
			return fmt.Errorf("%s, row %d: %w", name, i+2, err)
		}
	}
	return nil
}
