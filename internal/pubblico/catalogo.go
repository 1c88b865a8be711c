package pubblico

import (
	"fmt"

	"pass/internal/kernel"
	"pass/internal/termini"
)

// Catalogo is the snapshot "catalogo": the active task forces and procedures
// with every term, past and future. catalogo publishes it at each change.
type Catalogo struct {
	AggiornatoAl kernel.Instant         `json:"aggiornato_al"`
	TaskForces   []TaskForcePubblica    `json:"task_force"`   // in order
	Procedimenti []ProcedimentoPubblico `json:"procedimenti"` // in order
}

// TaskForcePubblica is a group of experts of one subject.
type TaskForcePubblica struct {
	Codice      string `json:"codice"` // "rinnovabili"
	Nome        string `json:"nome"`
	Descrizione string `json:"descrizione"`
}

// ProcedimentoPubblico is a complex procedure on which help may be asked.
type ProcedimentoPubblico struct {
	Codice       string            `json:"codice"` // "permesso-di-costruire"
	Nome         string            `json:"nome"`
	TaskForce    string            `json:"task_force"` // its code
	BaseLegale   string            `json:"base_legale"`
	Competente   string            `json:"competente"` // which level of government decides
	Descrizione  string            `json:"descrizione"`
	Fonte        string            `json:"fonte"`        // why it is in the list
	FonteURL     string            `json:"fonte_url"`    // public page of the source, or empty
	Affidabilita string            `json:"affidabilita"` // confermato, da_verificare or ipotesi: that it is in the list
	Termini      []TerminePubblico `json:"termini"`      // oldest first, never overlapping
}

// TerminePubblico is the maximum term that held between two days.
type TerminePubblico struct {
	VigenteDal   kernel.Day `json:"vigente_dal"`         // first day in force
	VigenteAl    kernel.Day `json:"vigente_al,omitzero"` // last day in force; zero: open
	Giorni       *int64     `json:"giorni,omitempty"`    // how many of Unita; nil when the rule gives no single number
	Unita        string     `json:"unita,omitempty"`     // calendario, lavorativi or mesi; empty, as in snapshots of old: calendario
	Decorrenza   string     `json:"decorrenza"`          // from when the days are counted
	Descrizione  string     `json:"descrizione"`
	Fonte        string     `json:"fonte"`
	FonteURL     string     `json:"fonte_url"`
	Affidabilita string     `json:"affidabilita"` // confermato, da_verificare or ipotesi
}

// InVigore gives the term in force on the day; ok is false when there is none.
func (p ProcedimentoPubblico) InVigore(giorno kernel.Day) (t TerminePubblico, ok bool) {
	for _, t := range p.Termini {
		if !giorno.Before(t.VigenteDal) && (t.VigenteAl.IsZero() || !giorno.After(t.VigenteAl)) {
			return t, true
		}
	}
	return TerminePubblico{}, false
}

// Legale is the term as package termini counts it; ok is false when the rule
// gives no single number.
func (t TerminePubblico) Legale() (l termini.Termine, ok bool) {
	if t.Giorni == nil {
		return l, false
	}
	u, ok := UnitaDi(t.Unita)
	l = termini.Termine{N: int(*t.Giorni), Unita: u}
	return l, ok && l.Validate() == nil
}

// codiciUnita are the units of a term as they are stored and published.
var codiciUnita = [...]string{termini.GiorniDiCalendario: "calendario", termini.GiorniLavorativi: "lavorativi", termini.Mesi: "mesi"}

// CodiceUnita names a unit of terms in data: calendario, lavorativi or mesi.
func CodiceUnita(u termini.Unita) string {
	if u < 0 || int(u) >= len(codiciUnita) {
		return ""
	}
	return codiciUnita[u]
}

// UnitaDi reads what CodiceUnita wrote; the empty text means calendar days,
// as every term did before it had a unit.
func UnitaDi(codice string) (termini.Unita, bool) {
	for u, c := range codiciUnita {
		if c == codice {
			return termini.Unita(u), true
		}
	}
	return termini.GiorniDiCalendario, codice == ""
}

// Controlla refuses a catalogue whose procedures name no task force of it.
func (c Catalogo) Controlla() error {
	if c.AggiornatoAl.IsZero() {
		return fmt.Errorf("pubblico: catalogo without its instant")
	}
	known := map[string]bool{}
	for _, t := range c.TaskForces {
		known[t.Codice] = true
	}
	for _, p := range c.Procedimenti {
		if !known[p.TaskForce] {
			return fmt.Errorf("pubblico: procedure %q names the task force %q, which is not published", p.Codice, p.TaskForce)
		}
		for _, t := range p.Termini {
			if _, ok := UnitaDi(t.Unita); !ok {
				return fmt.Errorf("pubblico: procedure %q has a term in the unknown unit %q", p.Codice, t.Unita)
			}
		}
	}
	return nil
}
