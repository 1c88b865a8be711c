package accesso

import (
	"time"

	"pass/internal/kernel"
)

// DurataInvito is how long an invitation may be accepted.
const DurataInvito = 14 * 24 * time.Hour

// Invito offers a mandate to whoever receives it by e-mail and signs in. When
// CodiceFiscale is set, only that person may accept it.
type Invito struct {
	ID            int64
	Email         string
	CodiceFiscale kernel.CodiceFiscale // empty: whoever has the link
	Descrizione   string               // "delegato del Comune di Lodi"
	Ruolo         kernel.Ruolo
	Titolo        Titolo
	EnteID        int64
	TaskForceID   int64
	Dal, Al       kernel.Day
	Da            int64  // person who invites, 0 for PAsS itself
	DaNome        string // their name, only from LeggiInvito and AccettaInvito
	CreatoIl      kernel.Instant
	ScadeIl       kernel.Instant
	AccettatoIl   kernel.Instant
	AccettatoDa   int64
	MandatoID     int64 // made by accepting
	RevocatoIl    kernel.Instant
}

// Stato says in one word what the invitation is at that instant: accettato,
// revocato, scaduto or aperto.
func (i Invito) Stato(ora kernel.Instant) string {
	switch {
	case !i.AccettatoIl.IsZero():
		return "accettato"
	case !i.RevocatoIl.IsZero():
		return "revocato"
	case !ora.Before(i.ScadeIl):
		return "scaduto"
	}
	return "aperto"
}

// Mandato is what the invitation offers, for that person.
func (i Invito) Mandato(persona int64) Mandato {
	return Mandato{PersonaID: persona, Ruolo: i.Ruolo, Titolo: i.Titolo, EnteID: i.EnteID, TaskForceID: i.TaskForceID, Dal: i.Dal, Al: i.Al}
}
