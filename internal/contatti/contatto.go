package contatti

import (
	"fmt"

	"pass/internal/kernel"
)

// Stato is where a conversation stands.
type Stato string

// The states.
const (
	Nuovo         Stato = "nuovo"          // nobody read it yet
	InLavorazione Stato = "in_lavorazione" // somebody of the segreteria has it
	Risposto      Stato = "risposto"       // the last word is ours
	Riaperto      Stato = "riaperto"       // the person wrote again
	Chiuso        Stato = "chiuso"
	Spam          Stato = "spam"
)

// Stati lists the states in the order of the life of a conversation.
var Stati = []Stato{Nuovo, InLavorazione, Risposto, Riaperto, Chiuso, Spam}

// Etichetta is the name of the state for people.
func (s Stato) Etichetta() string {
	switch s {
	case Nuovo:
		return "Nuovo"
	case InLavorazione:
		return "In lavorazione"
	case Risposto:
		return "Risposto"
	case Riaperto:
		return "Riaperto"
	case Chiuso:
		return "Chiuso"
	case Spam:
		return "Indesiderato"
	}
	return string(s)
}

// Aperto reports whether the conversation is not over.
func (s Stato) Aperto() bool { return s != Chiuso && s != Spam }

// ToccaNoi reports whether the office owes the next step.
func (s Stato) ToccaNoi() bool { return s == Nuovo || s == Riaperto || s == InLavorazione }

// Argomento is what a message is about, as its author says.
type Argomento string

// The subjects.
const (
	Informazioni     Argomento = "informazioni"
	ProblemaTecnico  Argomento = "problema_tecnico"
	Accessibilita    Argomento = "accessibilita"
	DatoSbagliato    Argomento = "dato_sbagliato"
	AltroArgomento   Argomento = "altro"
	ArgomentoDaPosta Argomento = "posta" // came by e-mail: nobody chose
)

// Argomenti lists the subjects that the form offers.
var Argomenti = []Argomento{Informazioni, ProblemaTecnico, Accessibilita, DatoSbagliato, AltroArgomento}

// Etichetta is the subject for people.
func (a Argomento) Etichetta() string {
	switch a {
	case Informazioni:
		return "Informazioni"
	case ProblemaTecnico:
		return "Problema tecnico"
	case Accessibilita:
		return "Accessibilità"
	case DatoSbagliato:
		return "Un dato sbagliato"
	case AltroArgomento:
		return "Altro"
	case ArgomentoDaPosta:
		return "Messaggio di posta"
	}
	return string(a)
}

// Canale is the way a conversation began.
type Canale string

// The ways.
const (
	DaModulo Canale = "modulo"
	DaPosta  Canale = "posta"
)

// Contatto is one conversation with one person outside.
type Contatto struct {
	ID         int64
	Anno       int
	Numero     int64 // within the year, from 1
	Stato      Stato
	Argomento  Argomento
	Canale     Canale
	Automatico bool   // begun by a machine: nobody waits for an answer
	Nome       string // of who wrote first
	Email      string // folded; empty when none could be read
	Oggetto    string
	Pagina     string // path of this site that it is about, may be empty
	Assegnato  int64  // person of the segreteria, or 0
	Richiesta  int64  // request for assistance that it became, or 0

	CreatoIl       kernel.Instant
	StatoDal       kernel.Instant
	UltimoArrivoIl kernel.Instant // last message from outside
	ChiusoIl       kernel.Instant // zero while it is open
	Versione       int64
}

// Codice is the number that people quote: "C-2026-000123".
func (c Contatto) Codice() string { return codice(c.Anno, c.Numero) }

func codice(anno int, numero int64) string { return fmt.Sprintf("C-%d-%06d", anno, numero) }

// SiCancellaIl is the day on which a closed conversation goes; zero while it is
// open.
func (c Contatto) SiCancellaIl() kernel.Day {
	if c.ChiusoIl.IsZero() {
		return kernel.Day{}
	}
	return kernel.DayOf(c.ChiusoIl.Day().Time().AddDate(0, MesiConservati, 0))
}

// Messaggio is one line of the timeline: a message that came or left, a note,
// or an act.
type Messaggio struct {
	ID         int64
	ContattoID int64
	N          int // place in the timeline, from 1
	Atto       Atto
	Da, A      Stato
	Persona    int64  // of the segreteria; 0: from outside, or PAsS itself
	Autore     string // name as shown
	Indirizzo  string // who wrote, or to whom it was sent; empty for acts
	Testo      string
	Citazione  string   // what the mail quotes of earlier messages
	Avvisi     []string // what the reader must know: "Il testo è stato accorciato."
	MessageID  string   // without brackets; empty when it is no mail
	Originale  int64    // file with the mail as it came, or 0
	Il         kernel.Instant
	Allegati   []Allegato
}

// Allegato is a file that came with a message.
type Allegato struct {
	ID     int64
	FileID int64
	Nome   string
	Tipo   string // media type, by content
	Size   int64  // bytes
}
