package monitoraggio

import (
	"pass/internal/kernel"
	"pass/internal/monitoraggio/misure"
)

// Origine says how a practice came in.
type Origine string

// The origins.
const (
	DaFile   Origine = "file"
	DaModulo Origine = "modulo"
)

// Pratica is one case of a procedure at a body: dates and counts, no person.
type Pratica struct {
	ID             int64
	EnteID         int64
	ProcedimentoID int64
	misure.Pratica // what it counts for; its ID is the body's own number
	Tipologia      string
	Nota           string
	Origine        Origine
	CaricamentoID  int64 // of the file it came from, or 0
	Foglio         string
	Riga           int
	CreataIl       kernel.Instant
	AggiornataIl   kernel.Instant
	Versione       int64
}
