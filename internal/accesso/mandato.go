package accesso

import (
	"pass/internal/kernel"
)

// Titolo is the office that makes somebody the legale rappresentante of a
// body, or stands in its place (d.lgs. 267/2000, artt. 50, 53 and 141).
type Titolo string

// The titles; the empty one is for the roles that have none.
const (
	SenzaTitolo    Titolo = ""
	Sindaco        Titolo = "sindaco"
	Presidente     Titolo = "presidente"
	Commissario    Titolo = "commissario"
	Vicesindaco    Titolo = "vicesindaco"
	Vicepresidente Titolo = "vicepresidente"
)

// Titoli lists the titles that a legale rappresentante may have, in the order
// of the pages.
var Titoli = []Titolo{Sindaco, Presidente, Commissario, Vicesindaco, Vicepresidente}

// Etichetta is the title for people; empty when there is none.
func (t Titolo) Etichetta() string {
	switch t {
	case Sindaco:
		return "Sindaco"
	case Presidente:
		return "Presidente"
	case Commissario:
		return "Commissario"
	case Vicesindaco:
		return "Vicesindaco"
	case Vicepresidente:
		return "Vicepresidente"
	}
	return string(t)
}

// Valid reports whether the title is one of the list, or none.
func (t Titolo) Valid() bool {
	for _, v := range Titoli {
		if t == v {
			return true
		}
	}
	return t == SenzaTitolo
}

// Mandato is one role of a person with its scope and its days.
type Mandato struct {
	ID, PersonaID int64
	Ruolo         kernel.Ruolo
	Titolo        Titolo // only of a legale rappresentante
	EnteID        int64  // for legale rappresentante and delegato, else 0
	TaskForceID   int64  // for coordinatore and esperto, else 0
	Dal, Al       kernel.Day
	ConferitoDa   int64 // person, or 0 for PAsS itself
	ConferitoIl   kernel.Instant
	RevocatoIl    kernel.Instant
	RevocatoDa    int64
	Motivo        string // why it was revoked
}

// PersonaConMandato is a person with one of their mandates.
type PersonaConMandato struct {
	Persona
	Mandato Mandato
}

// Attivo reports whether the mandate holds on that day; both ends are
// included, a zero day is an open end.
func (m Mandato) Attivo(oggi kernel.Day) bool {
	return m.RevocatoIl.IsZero() && !m.Futuro(oggi) && !m.Scaduto(oggi)
}

// Futuro reports whether the first day is still to come.
func (m Mandato) Futuro(oggi kernel.Day) bool { return !m.Dal.IsZero() && oggi.Before(m.Dal) }

// Scaduto reports whether the last day is past.
func (m Mandato) Scaduto(oggi kernel.Day) bool { return !m.Al.IsZero() && oggi.After(m.Al) }

// Stato says in one word what the mandate is on that day: revocato, scaduto,
// futuro or attivo.
func (m Mandato) Stato(oggi kernel.Day) string {
	switch {
	case !m.RevocatoIl.IsZero():
		return "revocato"
	case m.Scaduto(oggi):
		return "scaduto"
	case m.Futuro(oggi):
		return "futuro"
	}
	return "attivo"
}

// DiEnte reports whether mandates of that role belong to a body.
func DiEnte(r kernel.Ruolo) bool { return r == kernel.LegaleRappresentante || r == kernel.Delegato }

// DiTaskForce reports whether mandates of that role belong to a task force.
func DiTaskForce(r kernel.Ruolo) bool { return r == kernel.Coordinatore || r == kernel.EspertoRuolo }

// Validate checks role, scope and days; the fields of the error are ruolo,
// titolo, ente, task_force and al.
func (m Mandato) Validate() error {
	var fields []kernel.FieldError
	wrong := func(field, message string) {
		fields = append(fields, kernel.FieldError{Field: field, Message: message})
	}
	if !ruoloValido(m.Ruolo) {
		wrong("ruolo", "Scegliere un ruolo dell'elenco.")
	}
	if !m.Titolo.Valid() || m.Titolo != SenzaTitolo && m.Ruolo != kernel.LegaleRappresentante {
		wrong("titolo", "Il titolo riguarda solo il legale rappresentante: scegliere un titolo dell'elenco.")
	}
	if DiEnte(m.Ruolo) != (m.EnteID != 0) {
		wrong("ente", "L'ente serve per legale rappresentante e delegati, e solo per loro.")
	}
	if DiTaskForce(m.Ruolo) != (m.TaskForceID != 0) {
		wrong("task_force", "La task force serve per coordinatori ed esperti, e solo per loro.")
	}
	if !m.Dal.IsZero() && !m.Al.IsZero() && m.Al.Before(m.Dal) {
		wrong("al", "La fine dell'incarico viene prima dell'inizio: correggere una delle due date.")
	}
	return kernel.Invalid(fields)
}

func ruoloValido(r kernel.Ruolo) bool {
	for _, v := range kernel.Ruoli {
		if r == v {
			return true
		}
	}
	return false
}
