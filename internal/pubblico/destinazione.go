package pubblico

import (
	"net/mail"
	"net/url"
	"slices"
	"strings"

	"pass/internal/kernel"
)

// Evento names something that was published, for other programs.
type Evento string

// The closed list of events.
const (
	CifrePubblicate    Evento = "cifre.pubblicate"    // a semester was published, or revised
	RapportoPubblicato Evento = "rapporto.pubblicato" // a monitoring report was archived
	NotiziaPubblicata  Evento = "notizia.pubblicata"  // the office published a news
	Prova              Evento = "prova"               // somebody pressed the button
)

// Eventi are those that a Destinazione may ask for.
var Eventi = []Evento{CifrePubblicate, RapportoPubblicato, NotiziaPubblicata}

// StatoDestinazione says whether messages are sent.
type StatoDestinazione string

// The two states of a Destinazione.
const (
	DestinazioneAttiva  StatoDestinazione = "attiva"
	DestinazioneSospesa StatoDestinazione = "sospesa" // by a person, or after GiorniDiErrori
)

// GiorniDiErrori is for how many days of 24 hours a Destinazione may fail
// without a single success before it is suspended.
const GiorniDiErrori = 5

// Destinazione is an address at which another program wants to be told what
// was published (a webhook).
type Destinazione struct {
	ID          int64
	Indirizzo   string
	Descrizione string // which program it is
	Email       string // who is told when it is suspended
	Eventi      []Evento
	Stato       StatoDestinazione
	CreataIl    kernel.Instant
	ErroriDal   kernel.Instant // of the first failure since the last success; zero: none
	SospesaIl   kernel.Instant
}

// Vuole reports whether the event goes to the Destinazione.
func (d Destinazione) Vuole(e Evento) bool {
	return d.Stato == DestinazioneAttiva && slices.Contains(d.Eventi, e)
}

// Valida checks what a person typed. inChiaro allows http and addresses of
// this machine, for demonstrations.
func (d Destinazione) Valida(inChiaro bool) error {
	var wrong []kernel.FieldError
	add := func(field, message string) {
		wrong = append(wrong, kernel.FieldError{Field: field, Message: message})
	}
	u, err := url.Parse(d.Indirizzo)
	switch {
	case d.Indirizzo == "":
		add("indirizzo", "Scrivere l’indirizzo a cui inviare gli avvisi.")
	case err != nil || u.Host == "" || u.User != nil || u.Fragment != "" || len(d.Indirizzo) > 500 || u.Scheme != "https" && u.Scheme != "http":
		add("indirizzo", "L’indirizzo non è valido: comincia con https:// e non contiene nomi utente.")
	case u.Scheme == "http" && !inChiaro:
		add("indirizzo", "L’indirizzo deve cominciare con https://: senza cifratura chiunque può leggere gli avvisi.")
	}
	if d.Descrizione == "" || len(d.Descrizione) > 200 {
		add("descrizione", "Scrivere quale programma riceve gli avvisi, in poche parole.")
	}
	if a, err := mail.ParseAddress(d.Email); err != nil || a.Address != d.Email {
		add("email", "Scrivere l’e-mail di chi segue il programma, per esempio nome@ente.it.")
	}
	if len(d.Eventi) == 0 {
		add("eventi", "Scegliere almeno un evento.")
	}
	for _, e := range d.Eventi {
		if !slices.Contains(Eventi, e) {
			add("eventi", "Un evento scelto non esiste.")
		}
	}
	return kernel.Invalid(wrong)
}

func testoEventi(es []Evento) string {
	var out []string
	for _, e := range es {
		out = append(out, string(e))
	}
	return strings.Join(out, " ")
}

func leggiEventi(s string) (out []Evento) {
	for _, e := range strings.Fields(s) {
		out = append(out, Evento(e))
	}
	return out
}

// StatoConsegna says how far a message has come.
type StatoConsegna string

// The states of a Consegna.
const (
	ConsegnaInAttesa   StatoConsegna = "attesa"
	ConsegnaConsegnata StatoConsegna = "consegnata"
	ConsegnaFallita    StatoConsegna = "fallita" // no attempt is left, or the Destinazione was suspended
)

// Consegna is one message to one Destinazione.
type Consegna struct {
	ID         int64
	Messaggio  string // the id that the receiver sees, the same at each attempt
	Evento     Evento
	Corpo      string // JSON
	Stato      StatoConsegna
	Tentativi  int64
	CreataIl   kernel.Instant
	ProssimaIl kernel.Instant // zero unless it waits
	UltimaIl   kernel.Instant
	Esito      string // of the last attempt, in words
}
