package richieste

import (
	"slices"
	"strings"
	"unicode/utf8"

	"pass/internal/kernel"
)

// Mossa is an act with what it carries.
type Mossa struct {
	Atto      Atto
	Testo     string  // message, answer or reason
	TaskForce int64   // Smista
	Esperti   []int64 // Assegna: persons, the first one is the referente
	Voto      int     // Conferma: 1 to 5
	Versione  int64   // version of the request that the person was looking at; 0: whatever it is
}

// Applica does the act on the request: it checks the table, the text and what
// the act asks, and moves the state. It is pure; the service stores what
// changed. Illegal moves are kernel.Vietato (not this party) or
// kernel.Conflitto (not in this state); bad input is kernel.NonValido.
func (r *Richiesta) Applica(chi kernel.Actor, m Mossa, ora kernel.Instant) error {
	if err := r.ammette(chi, m, ora); err != nil {
		return err
	}
	if err := m.Valida(); err != nil {
		return err
	}
	g, _ := regola(m.Atto)
	a := g.A
	if a == "" {
		a = r.Stato
	}
	switch m.Atto {
	case Smista:
		r.TaskForceID = m.TaskForce
	case Assegna:
		r.assegna(m.Esperti, ora)
		if r.Stato == InValutazione {
			a = Assegnata
		}
	case PrendiInCarico:
		r.prendi(chi.Persona)
		primo(&r.PresaInCaricoIl, ora)
	case Declina:
		r.concludi(chi.Persona, "declinato", ora)
		if !r.haEsperti() {
			a = InValutazione
		}
	case RinviaPerCompetenza:
		r.concludi(0, "rinviato per competenza", ora)
		r.TaskForceID = 0
	case Respingi:
		r.concludi(0, "richiesta respinta", ora)
	case Rispondi:
		primo(&r.PrimaRispostaIl, ora)
	case ChiudiSenzaAssistenza:
		r.Esito = SenzaAssistenza
	case Conferma:
		r.Esito, r.Voto, r.Commento = ConAssistenza, m.Voto, m.Testo
	case EvadiPerSilenzio:
		r.Esito = ConAssistenza
	case Riapri:
		r.Esito, r.Voto, r.Commento = "", 0, ""
	}
	if a != r.Stato {
		r.Stato, r.StatoDal = a, ora
		r.ChiusaIl = kernel.Instant{}
		if !a.Aperta() {
			r.ChiusaIl = ora
		}
	}
	r.UltimoAttoIl = ora
	return nil
}

// ammette checks the table: party first, so that who may not act learns
// nothing of the state.
func (r *Richiesta) ammette(chi kernel.Actor, m Mossa, ora kernel.Instant) error {
	g, ok := regola(m.Atto)
	if !ok {
		return kernel.E(kernel.NonTrovato, "Questo atto non esiste.")
	}
	if !una(g.Chi, Parti(chi, *r)) {
		return kernel.E(kernel.Vietato, "«"+m.Atto.Etichetta()+"» spetta a un altro ruolo.")
	}
	if m.Versione != 0 && m.Versione != r.Versione {
		return kernel.E(kernel.Conflitto, "Nel frattempo qualcun altro ha aggiornato la richiesta. Rileggerla prima di procedere: il testo scritto resta nella pagina.")
	}
	if !slices.Contains(g.Da, r.Stato) || !Puo(chi, m.Atto, *r, ora) {
		return kernel.E(kernel.Conflitto, "«"+m.Atto.Etichetta()+"» non è possibile: la richiesta è nello stato «"+r.Stato.Etichetta()+"»"+r.perche(m.Atto)+".")
	}
	return nil
}

func (r *Richiesta) perche(a Atto) string {
	switch {
	case a == Assegna && r.TaskForceID == 0:
		return " e non è ancora stata smistata a una task force"
	case a == Riapri:
		return " da più di " + kernel.GiorniDiCalendario(GiorniRiapertura) + ": è meglio inviarne una nuova"
	case a == PrendiInCarico || a == Declina:
		return " oppure l'incarico è già stato accettato"
	}
	return ""
}

// Valida checks what the act carries, whatever the request; the fields of the
// error are testo, task_force, esperti and voto.
func (m Mossa) Valida() error {
	g, _ := regola(m.Atto)
	var errs []kernel.FieldError
	bad := func(field, message string) { errs = append(errs, kernel.FieldError{Field: field, Message: message}) }
	n := utf8.RuneCountInString(strings.TrimSpace(m.Testo))
	if g.Testo && n == 0 {
		bad("testo", testoMancante(m.Atto))
	}
	if n > MaxTesto {
		bad("testo", "Il testo è di "+kernel.Numero(int64(n))+" caratteri: il massimo è "+kernel.Numero(MaxTesto)+". Il resto si può allegare come documento.")
	}
	switch m.Atto {
	case Smista:
		if m.TaskForce == 0 {
			bad("task_force", "Scegliere la task force.")
		}
	case Assegna:
		if len(m.Esperti) == 0 {
			bad("esperti", "Scegliere almeno un esperto.")
		}
	case Conferma:
		if m.Voto < 1 || m.Voto > 5 {
			bad("voto", "Scegliere un voto da 1 a 5.")
		}
	}
	return kernel.Invalid(errs)
}

func testoMancante(a Atto) string {
	switch a {
	case Scrivi:
		return "Scrivere il messaggio."
	case Rispondi:
		return "Scrivere la risposta, anche in breve: i documenti si allegano sotto."
	case ChiediIntegrazioni:
		return "Scrivere che cosa serve, punto per punto."
	case Integra:
		return "Scrivere in breve che cosa si invia."
	}
	return "Scrivere il motivo: sarà visibile all'ente e a chi segue la richiesta."
}

// assegna replaces the team: who stays keeps the acceptance, who leaves is
// closed, the first of the list answers for the team.
func (r *Richiesta) assegna(esperti []int64, ora kernel.Instant) {
	for i := range r.Incarichi {
		c := &r.Incarichi[i]
		if c.AlIl.IsZero() && !slices.Contains(esperti, c.PersonaID) {
			c.AlIl, c.Fine = ora, "sostituito"
		}
		c.Referente = c.AlIl.IsZero() && c.PersonaID == esperti[0]
	}
	for i, p := range esperti {
		if !r.haIncarico(p) {
			r.Incarichi = append(r.Incarichi, Incarico{RichiestaID: r.ID, PersonaID: p, Referente: i == 0, DalIl: ora})
		}
	}
}

func (r *Richiesta) prendi(persona int64) {
	for i := range r.Incarichi {
		if c := &r.Incarichi[i]; c.PersonaID == persona && c.AlIl.IsZero() {
			c.Accettato = true
		}
	}
}

// concludi ends the incarico of one person, or all with 0.
func (r *Richiesta) concludi(persona int64, fine string, ora kernel.Instant) {
	for i := range r.Incarichi {
		if c := &r.Incarichi[i]; c.AlIl.IsZero() && (persona == 0 || c.PersonaID == persona) {
			c.AlIl, c.Fine, c.Referente = ora, fine, false
		}
	}
	capo := -1
	for i, c := range r.Incarichi {
		if c.AlIl.IsZero() && (capo < 0 || c.Referente) {
			capo = i
		}
	}
	if capo >= 0 {
		r.Incarichi[capo].Referente = true
	}
}

func (r *Richiesta) haEsperti() bool {
	return slices.ContainsFunc(r.Incarichi, func(i Incarico) bool { return i.AlIl.IsZero() })
}

func primo(t *kernel.Instant, ora kernel.Instant) {
	if t.IsZero() {
		*t = ora
	}
}
