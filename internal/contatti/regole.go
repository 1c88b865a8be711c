package contatti

import (
	"slices"

	"pass/internal/kernel"
)

// Atto is what can be done with a conversation.
type Atto string

// The acts.
const (
	Ricevi         Atto = "Ricevi"         // a message came from outside
	RiceviAvviso   Atto = "RiceviAvviso"   // a machine wrote: a holiday reply, a receipt
	Rimbalza       Atto = "Rimbalza"       // an answer of ours was not delivered
	Ricevuta       Atto = "Ricevuta"       // PAsS told the person that the message arrived
	PrendiInCarico Atto = "PrendiInCarico" // the reader takes it
	Affida         Atto = "Affida"         // to another person of the segreteria
	Annota         Atto = "Annota"         // a note that only the office reads
	Rispondi       Atto = "Rispondi"
	CreaRichiesta  Atto = "CreaRichiesta" // it becomes a draft request of a body
	Chiudi         Atto = "Chiudi"
	Riapri         Atto = "Riapri"
	SegnaSpam      Atto = "SegnaSpam"
	NonSpam        Atto = "NonSpam"
)

// Etichetta is the act for people, as buttons and timeline show it.
func (a Atto) Etichetta() string {
	for _, r := range Regole {
		if r.Atto == a {
			return r.Nome
		}
	}
	return string(a)
}

// Regola says from which states an act is possible, and where it leads.
type Regola struct {
	Atto      Atto
	Nome      string
	Da        []Stato
	A         map[Stato]Stato // where a state changes; the others stay
	DiSistema bool            // done by PAsS, not by a button
}

var vivi = []Stato{Nuovo, InLavorazione, Risposto, Riaperto}

// Regole is the table of the acts, in the order of the pages.
var Regole = []Regola{
	{Ricevi, "Messaggio ricevuto", Stati, map[Stato]Stato{Risposto: Riaperto, Chiuso: Riaperto}, true},
	{RiceviAvviso, "Avviso automatico ricevuto", Stati, nil, true},
	{Rimbalza, "Messaggio non consegnato", Stati, map[Stato]Stato{Risposto: InLavorazione, Chiuso: InLavorazione}, true},
	{Ricevuta, "Ricevuta automatica inviata", Stati, nil, true},
	{PrendiInCarico, "Prendi in carico", vivi, map[Stato]Stato{Nuovo: InLavorazione, Riaperto: InLavorazione}, false},
	{Affida, "Affida", vivi, map[Stato]Stato{Nuovo: InLavorazione, Riaperto: InLavorazione}, false},
	{Rispondi, "Rispondi", vivi, map[Stato]Stato{Nuovo: Risposto, InLavorazione: Risposto, Riaperto: Risposto}, false},
	{Annota, "Aggiungi una nota", Stati, nil, false},
	{CreaRichiesta, "Crea una richiesta di assistenza", vivi, nil, false},
	{Chiudi, "Chiudi", vivi, map[Stato]Stato{Nuovo: Chiuso, InLavorazione: Chiuso, Risposto: Chiuso, Riaperto: Chiuso}, false},
	{Riapri, "Riapri", []Stato{Chiuso}, map[Stato]Stato{Chiuso: Riaperto}, false},
	{SegnaSpam, "Segna come indesiderato", []Stato{Nuovo, InLavorazione, Risposto, Riaperto, Chiuso},
		map[Stato]Stato{Nuovo: Spam, InLavorazione: Spam, Risposto: Spam, Riaperto: Spam, Chiuso: Spam}, false},
	{NonSpam, "Non è indesiderato", []Stato{Spam}, map[Stato]Stato{Spam: Nuovo}, false},
}

// regola finds the rule of an act.
func regola(a Atto) (Regola, bool) {
	i := slices.IndexFunc(Regole, func(r Regola) bool { return r.Atto == a })
	if i < 0 {
		return Regola{}, false
	}
	return Regole[i], true
}

// Ammette reports whether the act is possible now.
func (c Contatto) Ammette(a Atto) bool {
	r, ok := regola(a)
	if !ok || !slices.Contains(r.Da, c.Stato) {
		return false
	}
	switch a {
	case Rispondi:
		return c.Email != ""
	case CreaRichiesta:
		return c.Richiesta == 0
	}
	return true
}

// Applica moves the conversation by an act at an instant. An act that is not
// possible is kernel.Conflitto: somebody else was faster.
func (c *Contatto) Applica(a Atto, ora kernel.Instant) error {
	if !c.Ammette(a) {
		return kernel.E(kernel.Conflitto, "Il messaggio è ora nello stato «"+c.Stato.Etichetta()+"»: l’azione non è più possibile. Nulla è cambiato.")
	}
	r, _ := regola(a)
	if verso, ok := r.A[c.Stato]; ok {
		c.Stato, c.StatoDal = verso, ora
	}
	if a == Ricevi {
		c.UltimoArrivoIl = ora
	}
	c.ChiusoIl = kernel.Instant{}
	if !c.Stato.Aperto() {
		c.ChiusoIl = c.StatoDal
	}
	return nil
}
