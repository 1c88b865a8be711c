package analisi

import (
	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/platform/files"
)

// Stato is where the reading of a log stands.
type Stato string

// The states.
const (
	DaConfermare Stato = "da_confermare" // uploaded: a person says what the columns are
	InCoda       Stato = "in_coda"
	InLettura    Stato = "in_lettura"
	Pronto       Stato = "pronto"
	Rifiutato    Stato = "rifiutato" // the columns may be said again
)

// Etichetta is the name of the state for people.
func (s Stato) Etichetta() string {
	switch s {
	case DaConfermare:
		return "Colonne da confermare"
	case InCoda:
		return "In attesa di lettura"
	case InLettura:
		return "In lettura"
	case Pronto:
		return "Pronto"
	case Rifiutato:
		return "Non leggibile"
	}
	return string(s)
}

// Finito reports whether the reading is over, well or badly.
func (s Stato) Finito() bool { return s == Pronto || s == Rifiutato }

// Ciclo says which events count when the log tells the phases of an activity
// (start, complete…).
type Ciclo string

// The choices.
const (
	Tutti    Ciclo = "tutti"
	Completi Ciclo = "completi"
	Unisci   Ciclo = "unisci"
)

// Cicli lists the choices in the order of the form.
var Cicli = []Ciclo{Tutti, Completi, Unisci}

// Etichetta is the choice for people.
func (c Ciclo) Etichetta() string {
	switch c {
	case Tutti:
		return "Tutti gli eventi"
	case Completi:
		return "Solo gli eventi di fine attività (complete)"
	case Unisci:
		return "Inizio e fine di ogni attività, uniti (start e complete)"
	}
	return string(c)
}

// colonna is the choice as the row of a log keeps it: joining gives the events
// that tell an end, and the choices and the result say that they were joined.
func (c Ciclo) colonna() string {
	if c == Unisci {
		return string(Completi)
	}
	return string(c)
}

func (c Ciclo) lifecycle() eventlog.Lifecycle {
	if c == Completi {
		return eventlog.Complete
	}
	return eventlog.All
}

// ZonaPredefinita is the time zone proposed for times without offset.
const ZonaPredefinita = "Europe/Rome"

// Zone lists the time zones that the form offers.
var Zone = []string{ZonaPredefinita, "UTC"}

// MesiConservazione is how long a log is kept after its upload unless the body
// chooses less, in calendar months; then PAsS deletes log and result. A choice
// of ours: long enough to compare two years, and no longer (Regulation (EU)
// 2016/679, art. 5.1.e).
const MesiConservazione = 24

// Mesi lists how long a log may be kept.
var Mesi = []int{6, 12, MesiConservazione}

// GiorniConferma is how long an uploaded file waits, in calendar days, for
// somebody to say what its columns are, or to try again after a refusal: it
// may still hold names of people.
const GiorniConferma = 30

// Origine says where a log comes from.
type Origine string

// The origins.
const (
	DaFile     Origine = "file"
	DaPratiche Origine = "pratiche" // the practices of the monitoring
)

// MaxTentativi is how many times the reading of a log may begin.
const MaxTentativi = 5

// Registro is an event log uploaded for a request.
type Registro struct {
	ID          int64
	RichiestaID int64
	N           int   // place among the logs of the request, from 1; never used again
	FileID      int64 // the uploaded file; 0 once it was read, or deleted
	DepositoID  int64 // the pseudonymised log; 0 until it was read, and once deleted
	Origine     Origine
	Nome        string // of the file, as the person called it
	SHA256      string // of the uploaded file; empty when it came from no file
	Size        int64  // bytes of the uploaded file
	Memoria     int64  // bytes that the log takes once decoded; 0: not known, it was not read
	Zona        string
	Ciclo       Ciclo
	Mesi        int // how long it is kept
	Stato       Stato
	Avanzamento int // hundredths of the work
	Tentativi   int
	Errore      string // for people, when refused: what happened and what to do

	CaricatoDa   int64 // person
	CaricatoNome string
	CaricatoIl   kernel.Instant
	LettoIl      kernel.Instant // end of the reading
	PassiIl      kernel.Instant // when a person confirmed what the activities mean
	EliminatoIl  kernel.Instant
}

// ConservatoFino is the day on which PAsS deletes the log.
func (r Registro) ConservatoFino() kernel.Day {
	d := r.CaricatoIl.Day()
	fino := kernel.DayOf(d.Time().AddDate(0, r.Mesi, 0))
	if attesa := kernel.DayOf(d.Time().AddDate(0, 0, GiorniConferma)); r.FileID != 0 && attesa.Before(fino) && (r.Stato == DaConfermare || r.Stato == Rifiutato) {
		return attesa
	}
	return fino
}

// Confermabile reports whether the columns of the log may be said now: before
// the first reading, or again after a refusal.
func (r Registro) Confermabile() bool {
	return r.Origine == DaFile && r.FileID != 0 && (r.Stato == DaConfermare || r.Stato == Rifiutato)
}

// Caricamento is a file already in the store.
type Caricamento struct {
	files.Stored
	Nome, Tipo string // name given by the person, media type by content
}
