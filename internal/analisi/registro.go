package analisi

import (
	"slices"
	"time"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/platform/files"
)

// Stato is where the reading of a log stands.
type Stato string

// The states.
const (
	InCoda    Stato = "in_coda"
	InLettura Stato = "in_lettura"
	Pronto    Stato = "pronto"
	Rifiutato Stato = "rifiutato"
)

// Etichetta is the name of the state for people.
func (s Stato) Etichetta() string {
	switch s {
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
)

// Cicli lists the choices in the order of the form.
var Cicli = []Ciclo{Tutti, Completi}

// Etichetta is the choice for people.
func (c Ciclo) Etichetta() string {
	switch c {
	case Tutti:
		return "Tutti gli eventi"
	case Completi:
		return "Solo gli eventi di fine attività (complete)"
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

// MesiConservazione is how long a log is kept after its upload, in calendar
// months; then PAsS deletes file and result. A choice of ours: long enough to
// compare two years, and no longer (Regulation (EU) 2016/679, art. 5.1.e).
const MesiConservazione = 24

// MaxTentativi is how many times the reading of a log may begin.
const MaxTentativi = 5

// Registro is an event log uploaded for a request.
type Registro struct {
	ID          int64
	RichiestaID int64
	N           int    // place among the logs of the request, from 1; never used again
	FileID      int64  // 0 once deleted
	Nome        string // of the file, as the person called it
	SHA256      string
	Size        int64 // bytes
	Zona        string
	Ciclo       Ciclo
	Stato       Stato
	Avanzamento int // hundredths of the work
	Tentativi   int
	Errore      string // for people, when refused: what happened and what to do

	CaricatoDa   int64 // person
	CaricatoNome string
	CaricatoIl   kernel.Instant
	LettoIl      kernel.Instant // end of the reading
	EliminatoIl  kernel.Instant
}

// ConservatoFino is the day on which PAsS deletes the log.
func (r Registro) ConservatoFino() kernel.Day {
	d := r.CaricatoIl.Day()
	return kernel.DayOf(d.Time().AddDate(0, MesiConservazione, 0))
}

// Caricamento is what the form sends: a file already in the store and how to
// read it.
type Caricamento struct {
	files.Stored
	Nome, Tipo string // name given by the person, media type by content
	Zona       string
	Ciclo      Ciclo
}

// Valida names what is wrong with the choices; the file is checked where it is
// received.
func (c Caricamento) Valida() []kernel.FieldError {
	var errs []kernel.FieldError
	if !slices.Contains(Zone, c.Zona) {
		errs = append(errs, kernel.FieldError{Field: "zona", Message: "Scegliere il fuso orario dall'elenco."})
	}
	if !slices.Contains(Cicli, c.Ciclo) {
		errs = append(errs, kernel.FieldError{Field: "ciclo", Message: "Scegliere quali eventi contare."})
	}
	return errs
}

// options guides the reading of the log.
func (r Registro) options() (eventlog.Options, error) {
	zone, err := time.LoadLocation(r.Zona)
	return eventlog.Options{Zone: zone, Lifecycle: r.Ciclo.lifecycle(), MaxEvents: MaxEventi, MaxProblems: MaxProblemi}, err
}
