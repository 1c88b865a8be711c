package richieste

import (
	"slices"

	"pass/internal/kernel"
)

// Atto is something that a party does on a request. Its name is the same in
// the table below, on the button, in the timeline, in the audit trail and in
// our own event log.
type Atto string

// The acts.
const (
	Crea                  Atto = "Crea"
	Elimina               Atto = "Elimina"
	Invia                 Atto = "Invia"
	PrendiInValutazione   Atto = "PrendiInValutazione"
	Smista                Atto = "Smista"
	Respingi              Atto = "Respingi"
	Ripristina            Atto = "Ripristina"
	Assegna               Atto = "Assegna"
	PrendiInCarico        Atto = "PrendiInCarico"
	Declina               Atto = "Declina"
	RinviaPerCompetenza   Atto = "RinviaPerCompetenza"
	SegnalaIrreperibile   Atto = "SegnalaIrreperibile"
	ChiediIntegrazioni    Atto = "ChiediIntegrazioni"
	Integra               Atto = "Integra"
	Scrivi                Atto = "Scrivi"
	Rispondi              Atto = "Rispondi"
	ChiudiSenzaAssistenza Atto = "ChiudiSenzaAssistenza"
	Conferma              Atto = "Conferma"
	Riapri                Atto = "Riapri"
	Ritira                Atto = "Ritira"
	Sollecita             Atto = "Sollecita"
	EvadiPerSilenzio      Atto = "EvadiPerSilenzio"

	// On the plan of intervention: they move no state, see PuoPianificare.
	AggiungiAzione    Atto = "AggiungiAzione"
	CambiaStatoAzione Atto = "CambiaStatoAzione"
)

// Parte is who someone is towards one request.
type Parte string

// The parties.
const (
	ParteEnte         Parte = "ente"         // legale rappresentante or delegato of the body
	ParteSegreteria   Parte = "segreteria"   // any member
	ParteCoordinatore Parte = "coordinatore" // of the task force that has the request
	ParteEsperto      Parte = "esperto"      // with an active incarico on the request
	ParteSistema      Parte = "sistema"      // PAsS itself
)

// Regola is one row of the table act × state × party.
type Regola struct {
	Atto  Atto
	Da    []Stato // from which states
	A     Stato   // to which state; empty: it stays where it is, or the act decides (see Nota)
	Chi   []Parte
	Testo bool   // a written reason or message is required
	Nota  string // what else the act asks or does, for docs/richieste.md
}

// Regole is the whole life of a request: what is not here is refused. The acts
// on its plan are apart, because they never move it.
// Source: the life cycle of the service as its public guide tells it, made
// complete in docs/richieste.md.
var Regole = []Regola{
	{Atto: Elimina, Da: []Stato{Bozza}, Chi: []Parte{ParteEnte}, Nota: "la bozza è cancellata"},
	{Atto: Invia, Da: []Stato{Bozza}, A: Inviata, Chi: []Parte{ParteEnte}, Nota: "modulo completo; ente aderente e senza impedimenti; riceve il numero"},
	{Atto: PrendiInValutazione, Da: []Stato{Inviata}, A: InValutazione, Chi: []Parte{ParteSegreteria}},
	{Atto: Smista, Da: []Stato{Inviata, InValutazione}, A: InValutazione, Chi: []Parte{ParteSegreteria}, Nota: "sceglie la task force"},
	{Atto: Respingi, Da: []Stato{Inviata, InValutazione}, A: Respinta, Chi: []Parte{ParteSegreteria}, Testo: true, Nota: "fuori perimetro"},
	{Atto: Ripristina, Da: []Stato{Respinta}, A: InValutazione, Chi: []Parte{ParteSegreteria}, Testo: true, Nota: "corregge una decisione sbagliata"},
	{Atto: Assegna, Da: []Stato{InValutazione, Assegnata, InLavorazione, InAttesa}, Chi: []Parte{ParteCoordinatore, ParteSegreteria}, Nota: "serve la task force; uno o più esperti, il primo è il referente; da «in valutazione» passa ad «assegnata»"},
	{Atto: PrendiInCarico, Da: []Stato{Assegnata}, A: InLavorazione, Chi: []Parte{ParteEsperto}},
	{Atto: Declina, Da: []Stato{Assegnata}, Chi: []Parte{ParteEsperto}, Testo: true, Nota: "se non resta nessun esperto torna «in valutazione»"},
	{Atto: RinviaPerCompetenza, Da: []Stato{Assegnata, InLavorazione}, A: InValutazione, Chi: []Parte{ParteEsperto, ParteCoordinatore}, Testo: true, Nota: "torna alla segreteria senza task force né esperti"},
	{Atto: SegnalaIrreperibile, Da: []Stato{InLavorazione, InAttesa}, A: InAttesa, Chi: []Parte{ParteEsperto}, Testo: true, Nota: "avvisa il legale rappresentante e la segreteria"},
	{Atto: ChiediIntegrazioni, Da: []Stato{InLavorazione}, A: InAttesa, Chi: []Parte{ParteEsperto}, Testo: true},
	{Atto: Integra, Da: []Stato{InAttesa}, A: InLavorazione, Chi: []Parte{ParteEnte}, Testo: true, Nota: "con i documenti chiesti"},
	{Atto: Scrivi, Da: []Stato{Inviata, InValutazione, Assegnata, InLavorazione, InAttesa, RispostaInviata}, Chi: []Parte{ParteEnte, ParteSegreteria, ParteCoordinatore, ParteEsperto}, Testo: true, Nota: "messaggio con eventuali documenti"},
	{Atto: Rispondi, Da: []Stato{InLavorazione, InAttesa}, A: RispostaInviata, Chi: []Parte{ParteEsperto}, Testo: true, Nota: "consegna la risposta, con i documenti"},
	{Atto: ChiudiSenzaAssistenza, Da: []Stato{InLavorazione, InAttesa}, A: Evasa, Chi: []Parte{ParteEsperto, ParteSegreteria}, Testo: true, Nota: "l'ente ha risolto da sé o non si trova"},
	{Atto: Conferma, Da: []Stato{RispostaInviata}, A: Evasa, Chi: []Parte{ParteEnte}, Nota: "con un voto da 1 a 5"},
	{Atto: Riapri, Da: []Stato{RispostaInviata, Evasa}, A: InLavorazione, Chi: []Parte{ParteEnte}, Testo: true, Nota: "entro 180 giorni di calendario dalla chiusura"},
	{Atto: Ritira, Da: []Stato{Inviata, InValutazione, Assegnata, InLavorazione, InAttesa, RispostaInviata}, A: Annullata, Chi: []Parte{ParteEnte}, Testo: true},
	{Atto: Sollecita, Da: []Stato{RispostaInviata}, Chi: []Parte{ParteSistema}, Nota: "promemoria all'ente, due volte"},
	{Atto: EvadiPerSilenzio, Da: []Stato{RispostaInviata}, A: Evasa, Chi: []Parte{ParteSistema}, Nota: "dopo 30 giorni di calendario (impostazione) e due solleciti"},
}

// GiorniRiapertura is how long after its closure a request can be reopened,
// in calendar days; afterwards a new one is made. A choice of ours.
const GiorniRiapertura = 180

// RiapribileFino is the last day on which a closed request can be reopened, in
// calendar days; zero when it is not closed.
func (r Richiesta) RiapribileFino() kernel.Day {
	if r.ChiusaIl.IsZero() {
		return kernel.Day{}
	}
	return entro(r.ChiusaIl.Day(), GiorniRiapertura)
}

// regola finds the row of an act.
func regola(a Atto) (Regola, bool) {
	for _, r := range Regole {
		if r.Atto == a {
			return r, true
		}
	}
	return Regola{}, false
}

// Parti tells who the actor is towards the request.
func Parti(chi kernel.Actor, r Richiesta) []Parte {
	var out []Parte
	if chi.DiSistema {
		out = append(out, ParteSistema)
	}
	if chi.DiEnte(r.EnteID) {
		out = append(out, ParteEnte)
	}
	if chi.Has(kernel.Segreteria) {
		out = append(out, ParteSegreteria)
	}
	if chi.HasTaskForce(kernel.Coordinatore, r.TaskForceID) {
		out = append(out, ParteCoordinatore)
	}
	if chi.Has(kernel.EspertoRuolo) && r.haIncarico(chi.Persona) {
		out = append(out, ParteEsperto)
	}
	return out
}

// Puo reports whether the actor may do the act on the request in its present
// state, at that instant.
func Puo(chi kernel.Actor, a Atto, r Richiesta, ora kernel.Instant) bool {
	g, ok := regola(a)
	if !ok || !slices.Contains(g.Da, r.Stato) || !una(g.Chi, Parti(chi, r)) {
		return false
	}
	switch a {
	case Assegna:
		return r.TaskForceID != 0
	case PrendiInCarico, Declina:
		return !r.accettato(chi.Persona)
	case Riapri:
		return r.ChiusaIl.IsZero() || !ora.Day().After(r.RiapribileFino())
	}
	return true
}

// Possibili lists the acts that the actor may do now, in the order of Regole.
func Possibili(chi kernel.Actor, r Richiesta, ora kernel.Instant) []Atto {
	var out []Atto
	for _, g := range Regole {
		if Puo(chi, g.Atto, r, ora) {
			out = append(out, g.Atto)
		}
	}
	return out
}

// PuoVedere reports whether the actor may read the request with its messages
// and documents: its body, its experts, the coordinator of its task force and,
// once it is sent, the segreteria.
func PuoVedere(chi kernel.Actor, r Richiesta) bool {
	if r.Stato == Bozza {
		return chi.DiEnte(r.EnteID)
	}
	return len(Parti(chi, r)) > 0
}

func (r Richiesta) accettato(persona int64) bool {
	for _, i := range r.Incarichi {
		if i.PersonaID == persona && i.AlIl.IsZero() && i.Accettato {
			return true
		}
	}
	return false
}

func una(a, b []Parte) bool {
	for _, x := range a {
		if slices.Contains(b, x) {
			return true
		}
	}
	return false
}

// Etichetta is the label of the act's button.
func (a Atto) Etichetta() string {
	switch a {
	case Crea:
		return "Crea"
	case Elimina:
		return "Elimina la bozza"
	case Invia:
		return "Invia la richiesta"
	case PrendiInValutazione:
		return "Prendi in valutazione"
	case Smista:
		return "Smista alla task force"
	case Respingi:
		return "Respingi"
	case Ripristina:
		return "Ripristina"
	case Assegna:
		return "Assegna agli esperti"
	case PrendiInCarico:
		return "Prendi in carico"
	case Declina:
		return "Declina l'incarico"
	case RinviaPerCompetenza:
		return "Rinvia per competenza"
	case SegnalaIrreperibile:
		return "Segnala ente irreperibile"
	case ChiediIntegrazioni:
		return "Chiedi integrazioni"
	case Integra:
		return "Invia le integrazioni"
	case Scrivi:
		return "Scrivi un messaggio"
	case Rispondi:
		return "Invia la risposta"
	case ChiudiSenzaAssistenza:
		return "Chiudi senza assistenza"
	case Conferma:
		return "Conferma e chiudi"
	case Riapri:
		return "Riapri"
	case Ritira:
		return "Ritira la richiesta"
	case Sollecita:
		return "Sollecita"
	case EvadiPerSilenzio:
		return "Evadi per silenzio"
	case AggiungiAzione:
		return "Aggiungi al piano"
	case CambiaStatoAzione:
		return "Cambia lo stato dell'azione"
	}
	return string(a)
}

// Fatto is how the timeline tells the act once it is done.
func (a Atto) Fatto() string {
	switch a {
	case Crea:
		return "Bozza creata"
	case Elimina:
		return "Bozza eliminata"
	case Invia:
		return "Richiesta inviata"
	case PrendiInValutazione:
		return "Presa in valutazione"
	case Smista:
		return "Smistata alla task force"
	case Respingi:
		return "Richiesta respinta"
	case Ripristina:
		return "Richiesta ripristinata"
	case Assegna:
		return "Assegnata agli esperti"
	case PrendiInCarico:
		return "Presa in carico"
	case Declina:
		return "Incarico declinato"
	case RinviaPerCompetenza:
		return "Rinviata per competenza"
	case SegnalaIrreperibile:
		return "Ente segnalato come irreperibile"
	case ChiediIntegrazioni:
		return "Chieste integrazioni"
	case Integra:
		return "Integrazioni inviate"
	case Scrivi:
		return "Messaggio"
	case Rispondi:
		return "Risposta inviata"
	case ChiudiSenzaAssistenza:
		return "Chiusa senza assistenza"
	case Conferma:
		return "Risposta confermata"
	case Riapri:
		return "Richiesta riaperta"
	case Ritira:
		return "Richiesta ritirata"
	case Sollecita:
		return "Promemoria inviato all'ente"
	case EvadiPerSilenzio:
		return "Evasa per silenzio dell'ente"
	case AggiungiAzione:
		return "Azione aggiunta al piano"
	case CambiaStatoAzione:
		return "Azione del piano aggiornata"
	}
	return string(a)
}
