package enti

import (
	"slices"
	"strings"

	"pass/internal/accesso"
	"pass/internal/kernel"
)

// Stato is where an adesione is in its life.
type Stato string

// The states; doc.go draws them.
const (
	Bozza       Stato = "bozza"
	Inviata     Stato = "inviata"
	InVerifica  Stato = "in_verifica"
	DaIntegrare Stato = "da_integrare"
	Approvata   Stato = "approvata"
	Respinta    Stato = "respinta"
	Sospesa     Stato = "sospesa"
	Cessata     Stato = "cessata"
)

// Stati lists the states in the order of life.
var Stati = []Stato{Bozza, Inviata, InVerifica, DaIntegrare, Approvata, Respinta, Sospesa, Cessata}

// Etichetta is the state as people read it.
func (s Stato) Etichetta() string {
	switch s {
	case Bozza:
		return "Bozza"
	case Inviata:
		return "Inviata"
	case InVerifica:
		return "In verifica"
	case DaIntegrare:
		return "Da integrare"
	case Approvata:
		return "Approvata"
	case Respinta:
		return "Respinta"
	case Sospesa:
		return "Sospesa"
	case Cessata:
		return "Cessata"
	}
	return "n.d."
}

// Aperta reports whether the adesione is still on its way to a decision.
func (s Stato) Aperta() bool {
	return s == Bozza || s == Inviata || s == InVerifica || s == DaIntegrare
}

// InCarica reports whether the adesione is the one of the body: approved, even
// if suspended. A body has at most one.
func (s Stato) InCarica() bool { return s == Approvata || s == Sospesa }

// Adesione is one attempt of one person to join the service for a body, as its
// legal representative. Several people may try; at most one is in carica.
type Adesione struct {
	ID            int64
	EnteID        int64
	RichiedenteID int64
	Dati          DatiAdesione
	Stato         Stato
	FileID        int64          // the Protocollo di Collaborazione in force, 0: none yet
	CaricatoIl    kernel.Instant // when it was received
	Motivo        string         // of the last decision, for people
	MandatoID     int64          // the mandate that the approval conferred, or 0
	SostituisceID int64          // the adesione that this one ended, or 0
	CreataIl      kernel.Instant
	InviataIl     kernel.Instant
	DecisaIl      kernel.Instant
	AggiornataIl  kernel.Instant
	Versione      int64 // grows with each change; who acts names the one that they saw
}

// DatiAdesione is what the applicant declares.
type DatiAdesione struct {
	Titolo     accesso.Titolo
	MandatoAl  kernel.Day // declared end of the mandate
	Protocollo string     // number given by the body's own protocollo informatico, optional
	ProtoData  kernel.Day // its date, optional
}

// MaxAnniMandato is how far the declared end of a mandate may be: the five
// years of art. 51 TUEL (d.lgs. 267/2000) and the time until the next vote.
const MaxAnniMandato = 6

// Titoli lists the titles with which one may represent a body of that kind.
// Source: d.lgs. 267/2000, art. 50, 53, 141; l. 56/2014, art. 1, c. 9 and 54.
func Titoli(t Tipo) []accesso.Titolo {
	switch t {
	case Comune:
		return []accesso.Titolo{"sindaco", "vicesindaco", "commissario"}
	case CittaMetropolitana:
		return []accesso.Titolo{"sindaco", "vicesindaco", "commissario"}
	default:
		return []accesso.Titolo{"presidente", "vicepresidente", "commissario"}
	}
}

// Validate says what keeps the adesione of a body of that kind from being sent
// today. The names of the fields are those of the form.
func (d DatiAdesione) Validate(t Tipo, oggi kernel.Day) []kernel.FieldError {
	var es []kernel.FieldError
	add := func(field, message string) { es = append(es, kernel.FieldError{Field: field, Message: message}) }
	if d.Titolo == "" {
		add("titolo", "Indicare con quale titolo si rappresenta l'ente.")
	} else if !slices.Contains(Titoli(t), d.Titolo) {
		add("titolo", "Questo titolo non vale per il tipo di ente scelto. Indicarne un altro.")
	}
	switch {
	case d.MandatoAl.IsZero():
		add("mandato_al", "Indicare la data di fine del mandato.")
	case d.MandatoAl.Before(oggi):
		add("mandato_al", "La fine del mandato è già passata. Indicare una data da oggi in poi.")
	case d.MandatoAl.After(LimiteMandato(oggi)):
		add("mandato_al", "La fine del mandato è troppo lontana. Indicare una data entro il "+LimiteMandato(oggi).InItaliano()+".")
	}
	if len(d.Protocollo) > 60 {
		add("protocollo_numero", "Il numero di protocollo è troppo lungo. Usare al massimo 60 caratteri.")
	}
	if d.ProtoData.After(oggi) {
		add("protocollo_data", "La data di protocollo è nel futuro. Controllare la data.")
	}
	return es
}

// LimiteMandato is the last day that the end of a mandate may declare today.
func LimiteMandato(oggi kernel.Day) kernel.Day {
	return kernel.DayOf(oggi.Time().AddDate(MaxAnniMandato, 0, 0))
}

// Completa says what is missing before the adesione is sent.
func (a Adesione) Completa(t Tipo, oggi kernel.Day) []kernel.FieldError {
	es := a.Dati.Validate(t, oggi)
	if a.FileID == 0 {
		es = append(es, kernel.FieldError{Field: "protocollo", Message: "Caricare il Protocollo di Collaborazione firmato."})
	}
	return es
}

// maxMotivo bounds a reason, in bytes.
const maxMotivo = 2000

// Agisci moves the adesione by an act of that party, as Regole says. The
// reason is kept when the act has one. It is a kernel.Conflitto when the state
// does not allow the act, kernel.Vietato when the party may not do it, and
// kernel.NonValido when the reason is missing.
func (a *Adesione) Agisci(atto Atto, chi Parte, motivo string, ora kernel.Instant) error {
	r := regolaDi(atto)
	if r == nil {
		return kernel.E(kernel.Interno, "unknown act "+string(atto))
	}
	if r.Chi != chi {
		return kernel.E(kernel.Vietato, "Questo atto spetta a un altro ruolo.")
	}
	if !slices.Contains(r.Da, a.Stato) {
		return conflitto(*a)
	}
	motivo = strings.TrimSpace(motivo)
	if r.Motivo && motivo == "" {
		return kernel.Invalid([]kernel.FieldError{{Field: "motivo", Message: "Scrivere il motivo: sarà letto da chi ha chiesto l'adesione."}})
	}
	if len(motivo) > maxMotivo {
		return kernel.Invalid([]kernel.FieldError{{Field: "motivo", Message: "Il motivo è troppo lungo. Usare al massimo 2.000 caratteri."}})
	}
	if r.A != "" {
		a.Stato, a.Motivo = r.A, motivo
	}
	switch atto {
	case ActInvia:
		a.InviataIl = ora
	case ActApprova, ActRespingi, ActChiediIntegrazioni:
		a.DecisaIl = ora
	case ActAnnullaDecisione:
		a.DecisaIl = kernel.Instant{}
	}
	a.AggiornataIl = ora
	return nil
}

func conflitto(a Adesione) error {
	return kernel.E(kernel.Conflitto, "L'adesione ora è nello stato «"+a.Stato.Etichetta()+"»: questo atto non è più possibile. Nessun dato è cambiato: ricaricare la pagina.")
}
