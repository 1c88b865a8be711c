package analisi

import (
	"fmt"
	"slices"
	"time"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
)

// Scelte are how a person wants a log to be read and kept.
type Scelte struct {
	Colonne   eventlog.Mapping `json:"colonne"`             // of each role; eventlog.Ignored leaves an optional one out
	Tieni     []string         `json:"tieni,omitempty"`     // further columns to keep
	Personali []string         `json:"personali,omitempty"` // those of Tieni that hold names of people
	Oggetto   string           `json:"oggetto,omitempty"`   // OCEL: the type of object that is the case
	Foglio    string           `json:"foglio,omitempty"`    // XLSX: the sheet
	Zona      string           `json:"zona"`                // of times without offset
	Ciclo     Ciclo            `json:"ciclo"`
	Mesi      int              `json:"mesi"` // how long the log is kept
}

// ScelteVuote let the reader guess the columns.
func ScelteVuote() Scelte {
	return Scelte{Zona: ZonaPredefinita, Ciclo: Tutti, Mesi: MesiConservazione}
}

// MaxTieni is how many further columns are kept at most.
const MaxTieni = 20

// Valida names what is wrong with the choices, whatever the file.
func (s Scelte) Valida() []kernel.FieldError {
	var errs []kernel.FieldError
	male := func(campo, testo string) { errs = append(errs, kernel.FieldError{Field: campo, Message: testo}) }
	if !slices.Contains(Zone, s.Zona) {
		male("zona", "Scegliere il fuso orario dall'elenco.")
	}
	if !slices.Contains(Cicli, s.Ciclo) {
		male("ciclo", "Scegliere quali eventi contare.")
	}
	if !slices.Contains(Mesi, s.Mesi) {
		male("mesi", "Scegliere per quanto tempo conservare il registro.")
	}
	if len(s.Tieni) > MaxTieni {
		male("tieni", "Le altre colonne da tenere sono troppe: il massimo è "+kernel.Numero(MaxTieni)+".")
	}
	return errs
}

// campiRuolo are the fields of the form, one for each role.
var campiRuolo = []string{"caso", "attivita", "data", "inizio", "risorsa", "ciclo_colonna"}

// ruoli are the columns of the choices in the order of campiRuolo.
func (s *Scelte) ruoli() []*string {
	c := &s.Colonne
	return []*string{&c.Case, &c.Activity, &c.Timestamp, &c.Start, &c.Resource, &c.Lifecycle}
}

// controllaColonne names the roles that point to no column of the file, or two
// to the same one.
func (s Scelte) controllaColonne(colonne []string) []kernel.FieldError {
	var errs []kernel.FieldError
	presa := map[string]string{}
	for i, col := range s.ruoli() {
		campo := campiRuolo[i]
		switch {
		case *col == eventlog.Ignored && i >= 3:
			continue
		case *col == "" || *col == eventlog.Ignored:
			if i < 3 {
				errs = append(errs, kernel.FieldError{Field: campo, Message: "Scegliere la colonna."})
			}
		case !slices.Contains(colonne, *col):
			errs = append(errs, kernel.FieldError{Field: campo, Message: fmt.Sprintf("La colonna «%s» non è nel file.", *col)})
		case presa[*col] != "":
			errs = append(errs, kernel.FieldError{Field: campo, Message: fmt.Sprintf("La colonna «%s» è già scelta sopra: sceglierne un'altra.", *col)})
		default:
			presa[*col] = campo
		}
	}
	for _, t := range s.Tieni {
		if !slices.Contains(colonne, t) {
			errs = append(errs, kernel.FieldError{Field: "tieni", Message: fmt.Sprintf("La colonna «%s» non è nel file.", t)})
		}
	}
	return errs
}

// options guides the reading of the log.
func (s Scelte) options() (eventlog.Options, error) {
	zone, err := time.LoadLocation(s.Zona)
	return eventlog.Options{Mapping: s.Colonne, Attributes: s.Tieni, ObjectType: s.Oggetto, Sheet: s.Foglio, Zone: zone, Lifecycle: s.Ciclo.lifecycle(),
		MaxEvents: MaxEventi, MaxProblems: MaxProblemi}, err
}
