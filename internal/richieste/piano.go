package richieste

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"pass/internal/kernel"
	"pass/internal/platform/db"
)

// StatoAzione is where an action of the plan of intervention stands.
type StatoAzione string

// The states of an action.
const (
	DaFare      StatoAzione = "da_fare"
	InCorso     StatoAzione = "in_corso"
	Fatta       StatoAzione = "fatta"
	Abbandonata StatoAzione = "abbandonata"
)

// StatiAzione lists the states in the order of the form.
var StatiAzione = []StatoAzione{DaFare, InCorso, Fatta, Abbandonata}

// Etichetta is the state for people.
func (s StatoAzione) Etichetta() string {
	switch s {
	case DaFare:
		return "Da fare"
	case InCorso:
		return "In corso"
	case Fatta:
		return "Fatta"
	case Abbandonata:
		return "Abbandonata"
	}
	return string(s)
}

// Chiusa reports whether nothing is left to do.
func (s StatoAzione) Chiusa() bool { return s == Fatta || s == Abbandonata }

// Evidenza is what an action rests on. Areas to the right hand it over: here
// it is only kept and shown.
type Evidenza struct {
	Testo        string  `json:"testo"`
	Cifre        []Cifra `json:"cifre,omitempty"`
	Collegamento string  `json:"collegamento,omitempty"` // page of PAsS, from "/"
}

// Cifra is a figure of the evidence, as people read it.
type Cifra struct {
	Nome   string `json:"nome"`
	Valore string `json:"valore"`
}

// OrigineAzione says who found what the action mends. It is given by the code
// of the area, never by a form: an action written by a person has no origin, no
// figures and no link, so that nobody can pass an opinion off as a measure.
type OrigineAzione string

// The origins.
const (
	DaPersona OrigineAzione = ""
	DaAnalisi OrigineAzione = "analisi"
)

// Etichetta is the origin for people.
func (o OrigineAzione) Etichetta() string {
	if o == DaAnalisi {
		return "Dall’analisi di un registro"
	}
	return "A mano"
}

// NuovaAzione is what the plan gets.
type NuovaAzione struct {
	Titolo       string // what is to be done, in one line
	Responsabile string // who does it: a person or an office
	Entro        kernel.Day
	Origine      OrigineAzione
	Evidenza     Evidenza
}

// Azione is one action of the plan of intervention of a request.
type Azione struct {
	ID          int64
	RichiestaID int64
	N           int // place in the plan, from 1
	NuovaAzione
	Stato      StatoAzione
	CreataDa   int64 // person
	CreataNome string
	CreataIl   kernel.Instant
	CambiataIl kernel.Instant
	ChiusaIl   kernel.Instant // zero while something is left to do
	Versione   int64
}

// InRitardo reports whether the day of the action is over and it is not closed.
func (a Azione) InRitardo(oggi kernel.Day) bool {
	return !a.Stato.Chiusa() && !a.Entro.IsZero() && oggi.After(a.Entro)
}

// Limits of an action.
const (
	MaxAzioni       = 100 // of a plan
	MaxTitolo       = 200 // characters
	MaxResponsabile = 120
	maxEvidenza     = 2000
	maxCifre        = 20
	maxCifra        = 1000     // bytes, of the name and of the value
	maxCollegamento = 16 << 10 // bytes
)

// maiInIndirizzo finds what no address of PAsS has. Browsers drop tabs and line
// breaks and read "\\" as "/": with them "/" could begin another site.
func maiInIndirizzo(r rune) bool { return r == '\\' || unicode.IsControl(r) || unicode.IsSpace(r) }

// Valida names what is wrong with an action, on day oggi; the fields are
// titolo, responsabile, entro, evidenza.
func (n NuovaAzione) Valida(oggi kernel.Day) []kernel.FieldError {
	var errs []kernel.FieldError
	bad := func(field, message string) { errs = append(errs, kernel.FieldError{Field: field, Message: message}) }
	testo(bad, "titolo", n.Titolo, 5, MaxTitolo, "Scrivere in una riga che cosa si fa, per esempio «Chiedere il parere insieme alla ricezione».")
	testo(bad, "responsabile", n.Responsabile, 2, MaxResponsabile, "Scrivere chi se ne occupa: una persona o un ufficio.")
	switch {
	case n.Entro.IsZero():
		bad("entro", "Scegliere entro quando.")
	case n.Entro.Before(oggi):
		bad("entro", "La data è già passata: indicare un giorno da oggi in poi.")
	case n.Entro.Year() > oggi.Year()+10:
		bad("entro", "La data è oltre i dieci anni: controllare l'anno.")
	}
	if utf8.RuneCountInString(n.Evidenza.Testo) > maxEvidenza || len(n.Evidenza.Cifre) > maxCifre {
		bad("evidenza", "Il perché è troppo lungo: bastano "+kernel.Numero(maxEvidenza)+" caratteri.")
	}
	switch {
	case n.Origine != DaPersona && n.Origine != DaAnalisi:
		bad("evidenza", "L’origine dell’azione non è tra quelle note.")
	case n.Origine == DaPersona && (len(n.Evidenza.Cifre) > 0 || n.Evidenza.Collegamento != ""):
		bad("evidenza", "Un’azione scritta a mano non ha cifre né collegamento: scriverli nel perché.")
	}
	if slices.ContainsFunc(n.Evidenza.Cifre, func(c Cifra) bool { return len(c.Nome) > maxCifra || len(c.Valore) > maxCifra }) {
		bad("evidenza", "Una cifra del perché è troppo lunga.")
	}
	if c := n.Evidenza.Collegamento; c != "" && (!strings.HasPrefix(c, "/") || strings.HasPrefix(c, "//") || strings.ContainsFunc(c, maiInIndirizzo) || len(c) > maxCollegamento) {
		bad("evidenza", "Il collegamento non porta a una pagina di PAsS.")
	}
	return errs
}

// PuoPianificare reports whether the actor may change the plan: the body of
// the request and its experts, from the sending on, also after the answer.
func PuoPianificare(chi kernel.Actor, r Richiesta) bool {
	return pianificabile(r) && una([]Parte{ParteEnte, ParteEsperto}, Parti(chi, r))
}

func pianificabile(r Richiesta) bool { return r.Stato.Aperta() || r.Stato == Evasa }

// pianifica checks that the actor may change the plan of the request.
func pianifica(chi kernel.Actor, r Richiesta, a Atto) error {
	switch {
	case !una([]Parte{ParteEnte, ParteEsperto}, Parti(chi, r)):
		return kernel.E(kernel.Vietato, "Il piano d'intervento si cambia dall'ente che ha chiesto assistenza e dagli esperti incaricati.")
	case !pianificabile(r):
		return kernel.E(kernel.Conflitto, "«"+a.Etichetta()+"» non è possibile: la richiesta è nello stato «"+r.Stato.Etichetta()+"».")
	}
	return nil
}

// AggiungiAzione adds an action to the plan of a request: the action, the line
// of the timeline, the audit entry and the messages in one transaction.
func (s *Service) AggiungiAzione(ctx context.Context, chi kernel.Actor, id int64, n NuovaAzione) (a Azione, err error) {
	n.Titolo, n.Responsabile, n.Evidenza.Testo = strings.TrimSpace(n.Titolo), strings.TrimSpace(n.Responsabile), strings.TrimSpace(n.Evidenza.Testo)
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		r, err := s.prendiPiano(ctx, tx, chi, id, AggiungiAzione)
		if err != nil {
			return err
		}
		if errs := n.Valida(tx.Now().Day()); len(errs) > 0 {
			return kernel.Invalid(errs)
		}
		gia, err := db.One(ctx, tx, db.Scalar[int], `SELECT COALESCE(MAX(n), 0) FROM richieste_azioni WHERE richiesta_id = $1`, r.ID)
		if err != nil {
			return err
		}
		if gia >= MaxAzioni {
			return kernel.E(kernel.Conflitto, "Il piano ha già "+kernel.Numero(MaxAzioni)+" azioni: chiuderne alcune e tenere solo ciò che serve.")
		}
		a = Azione{RichiestaID: r.ID, N: gia + 1, NuovaAzione: n, Stato: DaFare, CreataDa: chi.Persona, CreataNome: chi.Nome,
			CreataIl: tx.Now(), CambiataIl: tx.Now(), Versione: 1}
		if err := inserisciAzione(ctx, tx, &a); err != nil {
			return err
		}
		return s.annotaPiano(ctx, tx, chi, r, AggiungiAzione, fmt.Sprintf("Azione %d: %s. Se ne occupa: %s. Entro %s.", a.N, strings.TrimSuffix(a.Titolo, "."), a.Responsabile, a.Entro.InItaliano()))
	})
	return a, err
}

// CambiaStatoAzione says where an action stands. versione is that of the action
// that the person was looking at.
func (s *Service) CambiaStatoAzione(ctx context.Context, chi kernel.Actor, id, n, versione int64, stato StatoAzione) (a Azione, err error) {
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		r, err := s.prendiPiano(ctx, tx, chi, id, CambiaStatoAzione)
		if err != nil {
			return err
		}
		if a, err = db.One(ctx, tx, scanAzione, `SELECT `+colonneAzione+` FROM richieste_azioni WHERE richiesta_id = $1 AND n = $2`, r.ID, n); err != nil {
			return err
		}
		switch {
		case !slices.Contains(StatiAzione, stato):
			return kernel.Invalid([]kernel.FieldError{{Field: "stato", Message: "Scegliere a che punto è l'azione."}})
		case a.Versione != versione:
			return kernel.E(kernel.Conflitto, "Nel frattempo qualcun altro ha aggiornato questa azione. Rileggere il piano prima di procedere.")
		case a.Stato == stato:
			return kernel.E(kernel.Conflitto, "L'azione è già nello stato «"+stato.Etichetta()+"».")
		}
		da := a.Stato
		a.Stato, a.CambiataIl, a.ChiusaIl = stato, tx.Now(), kernel.Instant{}
		a.Versione++
		if stato.Chiusa() {
			a.ChiusaIl = tx.Now()
		}
		_, err = tx.Exec(ctx, `UPDATE richieste_azioni SET stato = $1, cambiata_il = $2, chiusa_il = $3, versione = $4 WHERE id = $5`,
			string(a.Stato), a.CambiataIl, a.ChiusaIl, a.Versione, a.ID)
		if err != nil {
			return err
		}
		return s.annotaPiano(ctx, tx, chi, r, CambiaStatoAzione, fmt.Sprintf("Azione %d: %s. Da «%s» a «%s».", a.N, strings.TrimSuffix(a.Titolo, "."), da.Etichetta(), stato.Etichetta()))
	})
	return a, err
}

// prendiPiano loads the request for who is going to change its plan.
func (s *Service) prendiPiano(ctx context.Context, tx *db.Tx, chi kernel.Actor, id int64, a Atto) (Richiesta, error) {
	if err := attendi(ctx, tx, id); err != nil {
		return Richiesta{}, err
	}
	r, err := Carica(ctx, tx, chi, id)
	if err == nil {
		err = pianifica(chi, r, a)
	}
	return r, err
}

// annotaPiano writes what changed the plan where the acts on the request are.
func (s *Service) annotaPiano(ctx context.Context, tx *db.Tx, chi kernel.Actor, r Richiesta, a Atto, testo string) error {
	r.UltimoAttoIl = tx.Now()
	if err := aggiorna(ctx, tx, &r, ""); err != nil {
		return err
	}
	m := Mossa{Atto: a, Testo: testo}
	if _, err := s.annota(ctx, tx, chi, r, r.Stato, m, nil); err != nil {
		return err
	}
	return s.dopo(ctx, tx, chi, r, m)
}

const colonneAzione = `id, richiesta_id, n, titolo, responsabile, entro, stato, origine, evidenza, creata_da, creata_nome, creata_il, cambiata_il, chiusa_il, versione`

func scanAzione(row db.Row) (a Azione, err error) {
	var evidenza string
	err = row.Scan(&a.ID, &a.RichiestaID, &a.N, &a.Titolo, &a.Responsabile, &a.Entro, &a.Stato, &a.Origine, &evidenza,
		&a.CreataDa, &a.CreataNome, &a.CreataIl, &a.CambiataIl, &a.ChiusaIl, &a.Versione)
	if err != nil {
		return a, err
	}
	if err := json.Unmarshal([]byte(evidenza), &a.Evidenza); err != nil {
		return a, fmt.Errorf("richieste: evidence of action %d: %w", a.ID, err)
	}
	return a, nil
}

func inserisciAzione(ctx context.Context, tx *db.Tx, a *Azione) error {
	evidenza, err := json.Marshal(a.Evidenza)
	if err != nil {
		return err
	}
	a.ID, err = db.One(ctx, tx, db.Scalar[int64], `INSERT INTO richieste_azioni (richiesta_id, n, titolo, responsabile, entro, stato, origine, evidenza,
			creata_da, creata_nome, creata_il, cambiata_il, versione)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13) RETURNING id`,
		a.RichiestaID, a.N, a.Titolo, a.Responsabile, a.Entro, string(a.Stato), a.Origine, string(evidenza), a.CreataDa, a.CreataNome, a.CreataIl, a.CambiataIl, a.Versione)
	return err
}

// Piano lists the actions of a request that the caller has already loaded for
// an actor: what is left to do first, by day, then what is closed.
func Piano(ctx context.Context, tx *db.Tx, r Richiesta) ([]Azione, error) {
	return db.Many(ctx, tx, scanAzione, `SELECT `+colonneAzione+` FROM richieste_azioni WHERE richiesta_id = $1
		ORDER BY CASE WHEN chiusa_il IS NULL THEN 0 ELSE 1 END, entro NULLS LAST, n`, r.ID)
}
