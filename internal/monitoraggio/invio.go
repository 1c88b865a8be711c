package monitoraggio

import (
	"pass/internal/kernel"
	"pass/internal/monitoraggio/misure"
)

// StatoInvio is where the data of a body are.
type StatoInvio string

// The states of the data of a body.
const (
	NonIniziato StatoInvio = "non_iniziato"
	InBozza     StatoInvio = "bozza"
	Inviato     StatoInvio = "inviato"
	Restituito  StatoInvio = "restituito"
	Approvato   StatoInvio = "approvato"
)

// StatiInvio lists the states in the order of the work.
var StatiInvio = []StatoInvio{NonIniziato, InBozza, Restituito, Inviato, Approvato}

// Etichetta is the state for people.
func (s StatoInvio) Etichetta() string {
	switch s {
	case NonIniziato:
		return "Non iniziato"
	case InBozza:
		return "In bozza"
	case Inviato:
		return "Inviato"
	case Restituito:
		return "Da correggere"
	case Approvato:
		return "Approvato"
	}
	return string(s)
}

// Compilabile reports whether the body may still change its data freely.
func (s StatoInvio) Compilabile() bool { return s == NonIniziato || s == InBozza || s == Restituito }

// Consegnato reports whether the body has done its part.
func (s StatoInvio) Consegnato() bool { return s == Inviato || s == Approvato }

// Invio is what one body sends for one campaign.
type Invio struct {
	ID            int64
	RilevazioneID int64
	EnteID        int64
	Stato         StatoInvio
	Proroga       kernel.Day // the body's own last day; zero: that of the campaign
	Motivo        string     // of the last return or reopening
	Numero        int64      // of the receipt, 0 until sent
	InvitatoIl    kernel.Instant
	SollecitatoIl kernel.Instant
	Solleciti     int
	InviatoIl     kernel.Instant
	InviatoDa     int64
	DecisoIl      kernel.Instant
	DecisoDa      int64
	AggiornatoIl  kernel.Instant
	Versione      int64
}

// Scadenza is the last day on which the body sends.
func (i Invio) Scadenza(r Rilevazione) kernel.Day {
	if i.Proroga.After(r.Scadenza) {
		return i.Proroga
	}
	return r.Scadenza
}

// Modo says how a body answers for a procedure.
type Modo string

// The ways to answer.
const (
	DaPratiche Modo = "pratiche"
	Dichiarate Modo = "dichiarate" // the eight numbers alone
	Nessuna    Modo = "nessuna"    // no practice in the semester
)

// Etichetta is the way for people.
func (m Modo) Etichetta() string {
	switch m {
	case DaPratiche:
		return "Calcolate dalle pratiche"
	case Dichiarate:
		return "Dichiarate dall'ente"
	case Nessuna:
		return "Nessuna pratica"
	}
	return "Da compilare"
}

// Risposta is the answer of a body for one procedure.
type Risposta struct {
	InvioID        int64
	ProcedimentoID int64
	Modo           Modo
	Dichiarate     OttoNumeri // only with Modo Dichiarate
	Nota           string
	AggiornataIl   kernel.Instant
	AggiornataDa   int64
}

// OttoNumeri are the items of appendix 2 typed as they are, without the
// practices behind them; nil is "not known". Counts are whole numbers, times
// are calendar days.
type OttoNumeri struct {
	ConcluseSilenzioAssenso *int64   `json:"concluse_silenzio_assenso"`
	ConcluseEspresse        *int64   `json:"concluse_espresse"`
	ConSospensioni          *int64   `json:"con_sospensioni"`
	ConConferenza           *int64   `json:"con_conferenza"`
	DurataMedia             *float64 `json:"durata_media"`    // calendar days, gross
	TermineMassimo          *float64 `json:"termine_massimo"` // days
	Avviate                 *int64   `json:"avviate"`         // started in the semester
	Arretrato               *int64   `json:"arretrato"`
	// The other reading of "avviate", and the stock that makes the flow add up.
	InTransito     *int64 `json:"in_transito"`
	PendentiInizio *int64 `json:"pendenti_inizio"`
	PendentiFine   *int64 `json:"pendenti_fine"`
}

// MisureEnte are the figures of one body for one procedure in one semester.
type MisureEnte struct {
	EnteID         int64
	ProcedimentoID int64
	Modo           Modo
	Classe         string // population class, see ClasseDi
	Provincia      string
	Misure         misure.Misure
}
