package monitoraggio

import (
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/termini"
)

// StatoRilevazione is where a campaign is.
type StatoRilevazione string

// The states of a campaign, in order.
const (
	InPreparazione StatoRilevazione = "preparazione"
	Aperta         StatoRilevazione = "aperta"
	Chiusa         StatoRilevazione = "chiusa"
	Bloccata       StatoRilevazione = "bloccata"
	Firmata        StatoRilevazione = "firmata"
	Pubblicata     StatoRilevazione = "pubblicata"
)

// Etichetta is the state for people.
func (s StatoRilevazione) Etichetta() string {
	switch s {
	case InPreparazione:
		return "In preparazione"
	case Aperta:
		return "Aperta"
	case Chiusa:
		return "Chiusa"
	case Bloccata:
		return "Cifre bloccate"
	case Firmata:
		return "Cifre firmate"
	case Pubblicata:
		return "Pubblicata"
	}
	return string(s)
}

// Ferma reports whether the figures are locked.
func (s StatoRilevazione) Ferma() bool { return s == Bloccata || s == Firmata || s == Pubblicata }

// Rilevazione is the campaign that gathers the measures of one semester.
type Rilevazione struct {
	ID           int64
	Semestre     kernel.Semestre
	Stato        StatoRilevazione
	Scadenza     kernel.Day // last day on which bodies send
	Obbligatoria bool       // sending is required before asking for help
	Nota         string
	CreataIl     kernel.Instant
	ApertaIl     kernel.Instant
	ChiusaIl     kernel.Instant
	Versione     int64
}

// RivoltoA says which bodies a campaign asks about a procedure.
type RivoltoA string

// The choices.
const (
	RivoltoATutti    RivoltoA = "tutti"
	RivoltoAComuni   RivoltoA = "comuni"
	RivoltoAProvince RivoltoA = "province" // Province and Città metropolitana
)

// Comprende reports whether a body of that kind is asked.
func (r RivoltoA) Comprende(t enti.Tipo) bool {
	provincia := t == enti.Provincia || t == enti.CittaMetropolitana
	return r == RivoltoATutti || (r == RivoltoAProvince) == provincia
}

// Rilevato is a procedure that a campaign asks about, with the maximum term in
// force at the end of the semester.
type Rilevato struct {
	ProcedimentoID int64
	RivoltoA       RivoltoA
	Termine        *termini.Termine // nil: no single term; each practice says its own
	TermineFonte   string
}
