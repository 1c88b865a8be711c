package richieste

import (
	"pass/internal/kernel"
	"pass/internal/termini"
)

// Obiettivi are the service targets of PAsS, in calendar days from the moment
// the request entered its state. They are promises of the service, not legal
// terms, and pages call them so.
var Obiettivi = map[Stato]int{
	Inviata:       5,
	InValutazione: 5,
	Assegnata:     5,
	InLavorazione: 30,
	InAttesa:      15,
}

// entro is the last day of a time that PAsS gives itself: calendar days after
// dal, which is not counted, holidays included and never moved by them (the
// nominal due date: these are promises, not legal terms).
func entro(dal kernel.Day, giorni int) kernel.Day {
	return termini.Decorso{Dal: dal, Termine: termini.Termine{N: giorni}}.Scadenza(termini.Nazionale()).Nominale
}

// Passo says what is expected next, from whom and by when.
type Passo struct {
	Chi   Parte
	Cosa  string     // what is expected, as a sentence
	Entro kernel.Day // zero when nobody owes anything
	// Tardi counts the calendar days past Entro on the day asked, gross, 0 if none.
	Tardi int
}

// ProssimoPasso tells the next expected step of a request on day oggi. silenzio
// is the number of calendar days after which an unconfirmed answer closes the
// request by itself.
func (r Richiesta) ProssimoPasso(oggi kernel.Day, silenzio int) Passo {
	var p Passo
	switch r.Stato {
	case Bozza:
		return Passo{Chi: ParteEnte, Cosa: "Completare la bozza e inviarla."}
	case Inviata:
		p = Passo{Chi: ParteSegreteria, Cosa: "La segreteria tecnica valuta la richiesta."}
	case InValutazione:
		p = Passo{Chi: ParteSegreteria, Cosa: "La segreteria tecnica sceglie la task force."}
		if r.TaskForceID != 0 {
			p = Passo{Chi: ParteCoordinatore, Cosa: "Il coordinatore della task force sceglie gli esperti."}
		}
	case Assegnata:
		p = Passo{Chi: ParteEsperto, Cosa: "L'esperto prende in carico la richiesta."}
	case InLavorazione:
		p = Passo{Chi: ParteEsperto, Cosa: "L'esperto lavora alla risposta."}
		if !r.haEsperti() {
			p = Passo{Chi: ParteCoordinatore, Cosa: "Il coordinatore della task force sceglie un nuovo esperto."}
		}
	case InAttesa:
		p = Passo{Chi: ParteEnte, Cosa: "L'ente invia le integrazioni chieste."}
	case RispostaInviata:
		p = Passo{Chi: ParteEnte, Cosa: "L'ente legge la risposta e la conferma, oppure riapre la richiesta."}
		p.Entro = entro(r.StatoDal.Day(), silenzio)
		return p
	default:
		return Passo{}
	}
	p.Entro = entro(r.StatoDal.Day(), Obiettivi[r.Stato])
	if oggi.After(p.Entro) {
		p.Tardi = termini.GiorniLordi(p.Entro, oggi)
	}
	return p
}

// Etichetta is the name of the party for people.
func (p Parte) Etichetta() string {
	switch p {
	case ParteEnte:
		return "Ente"
	case ParteSegreteria:
		return "Segreteria tecnica"
	case ParteCoordinatore:
		return "Coordinatore della task force"
	case ParteEsperto:
		return "Esperto"
	case ParteSistema:
		return "PAsS"
	}
	return ""
}

// Tempi are the moments from which the times of service are measured; one that
// has not come yet is zero.
type Tempi struct {
	InCarico, PrimaRisposta, Chiusura kernel.Instant
}

// TempiDaEventi reads from the timeline when the request was first sent, the
// first PrendiInCarico, the first Rispondi, and the act that closed it (evasa,
// respinta or annullata) if nothing opened it again.
func TempiDaEventi(eventi []Evento) (inviata kernel.Instant, t Tempi) {
	for _, e := range eventi {
		switch {
		case e.Atto == Invia:
			primo(&inviata, e.Il)
		case e.Atto == PrendiInCarico:
			primo(&t.InCarico, e.Il)
		case e.Atto == Rispondi:
			primo(&t.PrimaRisposta, e.Il)
		}
		if e.A != e.Da {
			t.Chiusura = kernel.Instant{}
			if !e.A.Aperta() && e.A != Bozza {
				t.Chiusura = e.Il
			}
		}
	}
	return inviata, t
}
