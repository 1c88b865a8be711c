package richieste

import (
	"fmt"

	"pass/internal/kernel"
)

// Stato is where a request stands.
type Stato string

// The states.
const (
	Bozza           Stato = "bozza"
	Inviata         Stato = "inviata"
	InValutazione   Stato = "in_valutazione"
	Assegnata       Stato = "assegnata"
	InLavorazione   Stato = "in_lavorazione"
	InAttesa        Stato = "in_attesa_integrazioni"
	RispostaInviata Stato = "risposta_inviata"
	Evasa           Stato = "evasa"
	Respinta        Stato = "respinta"
	Annullata       Stato = "annullata"
)

// Stati lists the states in the order of the life of a request.
var Stati = []Stato{Bozza, Inviata, InValutazione, Assegnata, InLavorazione, InAttesa, RispostaInviata, Evasa, Respinta, Annullata}

// Etichetta is the name of the state for people.
func (s Stato) Etichetta() string {
	switch s {
	case Bozza:
		return "Bozza"
	case Inviata:
		return "Inviata"
	case InValutazione:
		return "In valutazione"
	case Assegnata:
		return "Assegnata"
	case InLavorazione:
		return "In lavorazione"
	case InAttesa:
		return "In attesa di integrazioni"
	case RispostaInviata:
		return "Risposta inviata"
	case Evasa:
		return "Evasa"
	case Respinta:
		return "Respinta"
	case Annullata:
		return "Ritirata"
	}
	return string(s)
}

// Aperta reports whether somebody still owes something.
func (s Stato) Aperta() bool {
	switch s {
	case Inviata, InValutazione, Assegnata, InLavorazione, InAttesa, RispostaInviata:
		return true
	}
	return false
}

// Aperte lists the open states.
func Aperte() []Stato {
	var out []Stato
	for _, s := range Stati {
		if s.Aperta() {
			out = append(out, s)
		}
	}
	return out
}

// Esito says how a closed request ended.
type Esito string

// The outcomes of an evasa request.
const (
	ConAssistenza   Esito = "con_assistenza"   // the answer was delivered
	SenzaAssistenza Esito = "senza_assistenza" // the body solved it by itself, or could not be reached
)

// Richiesta is one request for assistance.
type Richiesta struct {
	ID             int64
	Anno           int   // year of the number, 0 while it is a draft
	Numero         int64 // within the year, from 1
	EnteID         int64
	Provincia      string // sigla of the body's province when it was sent
	ProcedimentoID int64
	TaskForceID    int64 // 0 until it is sent to one
	CreataDa       int64 // person
	Stato          Stato
	Modulo         Modulo
	Esito          Esito
	Voto           int    // 1 to 5, 0 when the body gave none
	Commento       string // with the rating

	CreataIl        kernel.Instant
	InviataIl       kernel.Instant // first sending
	PresaInCaricoIl kernel.Instant // first time that an expert took it in charge
	PrimaRispostaIl kernel.Instant // first answer delivered
	ChiusaIl        kernel.Instant // evasa, respinta or annullata; zero while open
	StatoDal        kernel.Instant // since when in the present state
	UltimoAttoIl    kernel.Instant
	Versione        int64 // grows with each change

	Incarichi []Incarico // the active ones; filled by Carica
}

// Codice is the number that people quote: "2026/0042"; a draft has none.
func (r Richiesta) Codice() string {
	if r.Numero == 0 {
		return "bozza"
	}
	return fmt.Sprintf("%d/%04d", r.Anno, r.Numero)
}

// Incarico ties an expert to a request.
type Incarico struct {
	ID          int64
	RichiestaID int64
	PersonaID   int64
	Referente   bool // answers for the team; the first one assigned
	Accettato   bool // took charge
	DalIl       kernel.Instant
	AlIl        kernel.Instant // zero while active
	Fine        string         // why it ended
}

// haIncarico reports whether the person works on the request now.
func (r Richiesta) haIncarico(persona int64) bool {
	for _, i := range r.Incarichi {
		if i.PersonaID == persona && i.AlIl.IsZero() {
			return true
		}
	}
	return false
}

// Evento is one line of the timeline: an act with its author, time and text.
type Evento struct {
	ID          int64
	RichiestaID int64
	N           int // place in the timeline, from 1
	Atto        Atto
	Da, A       Stato
	PersonaID   int64 // 0: PAsS itself
	Autore      string
	Ruolo       kernel.Ruolo
	Testo       string
	Il          kernel.Instant
	Documenti   []Documento
}

// Documento is a file delivered with an act.
type Documento struct {
	ID       int64
	EventoID int64
	FileID   int64
	Nome     string
	Tipo     string
	Size     int64 // bytes
	SHA256   string
	CreatoIl kernel.Instant
}
