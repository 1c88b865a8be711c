package catalogo

import (
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"

	"pass/internal/kernel"
	"pass/internal/termini"
)

// Affidabilita says how sure a datum of the catalogue is.
type Affidabilita string

// The labels.
const (
	Confermato   Affidabilita = "confermato"    // a public source says so, and is cited
	DaVerificare Affidabilita = "da_verificare" // an office must check it against the text in force
	Ipotesi      Affidabilita = "ipotesi"       // an assumption, made to begin with
)

// LivelliAffidabilita lists the labels, the surest first.
var LivelliAffidabilita = []Affidabilita{Confermato, DaVerificare, Ipotesi}

// Etichetta is the label for people.
func (a Affidabilita) Etichetta() string {
	switch a {
	case Confermato:
		return "Confermato"
	case DaVerificare:
		return "Da verificare"
	case Ipotesi:
		return "Ipotesi"
	}
	return string(a)
}

func (a Affidabilita) valida() bool { return a == Confermato || a == DaVerificare || a == Ipotesi }

// TaskForce is a group of experts of one subject.
type TaskForce struct {
	ID          int64
	Codice      string // stable, in addresses: "rinnovabili"
	Nome        string
	Descrizione string
	Ordine      int  // place in the lists, from 1
	Attiva      bool // false: retired; its requests keep it
}

// Procedimento is a complex procedure on which help may be asked.
type Procedimento struct {
	ID           int64
	Codice       string // stable, in addresses: "permesso-di-costruire"
	Nome         string
	TaskForceID  int64
	BaseLegale   string
	Competente   string // which level of government decides
	Descrizione  string
	Fonte        string       // why it is in the list
	FonteURL     string       // public page of the source, or empty
	Affidabilita Affidabilita // that it is in the list
	Ordine       int
	Attivo       bool // false: no new requests; those that are there keep it
}

// Termine is the maximum term of a procedure between two days.
type Termine struct {
	ID, ProcedimentoID int64
	VigenteDal         kernel.Day    // first day in force, as far as the source shows
	VigenteAl          kernel.Day    // last day in force; zero: open
	Giorni             *int64        // how many of Unita; nil when the rule gives no single number
	Unita              termini.Unita // calendar days unless said otherwise
	Decorrenza         string        // from when the days are counted
	Descrizione        string
	Fonte              string
	FonteURL           string
	Affidabilita       Affidabilita
	Motivo             string         // why it was added or corrected the last time
	InseritoIl         kernel.Instant // when it was written here
}

// Vale reports whether the term is in force on the day.
func (t Termine) Vale(giorno kernel.Day) bool {
	return !giorno.IsZero() && !giorno.Before(t.VigenteDal) && (t.VigenteAl.IsZero() || !giorno.After(t.VigenteAl))
}

// Legale is the term as package termini counts it; ok is false when the rule
// gives no single number.
func (t Termine) Legale() (l termini.Termine, ok bool) {
	if t.Giorni == nil {
		return l, false
	}
	return termini.Termine{N: int(*t.Giorni), Unita: t.Unita}, true
}

const (
	maxNome  = 200
	maxTesto = 4000
)

// massimo is the longest term of each unit, ten years: a longer one was
// mistyped.
var massimo = map[termini.Unita]int{termini.GiorniDiCalendario: 3650, termini.GiorniLavorativi: 2500, termini.Mesi: 120}

// Unita lists the units of a term in the order in which forms offer them.
var Unita = []termini.Unita{termini.GiorniDiCalendario, termini.GiorniLavorativi, termini.Mesi}

// Validate checks a task force as a person wrote it.
func (t TaskForce) Validate() error {
	var fs fields
	fs.text("nome", t.Nome, maxNome, true)
	fs.text("descrizione", t.Descrizione, maxTesto, true)
	fs.codice(t.Codice)
	return kernel.Invalid(fs)
}

// Validate checks a procedure as a person wrote it.
func (p Procedimento) Validate() error {
	var fs fields
	fs.text("nome", p.Nome, maxNome, true)
	fs.codice(p.Codice)
	if p.TaskForceID <= 0 {
		fs.add("task_force", "Scegliere la task force.")
	}
	fs.text("base_legale", p.BaseLegale, maxTesto, true)
	fs.text("competente", p.Competente, maxTesto, true)
	fs.text("descrizione", p.Descrizione, maxTesto, false)
	fs.fonte(p.Affidabilita, p.Fonte, p.FonteURL)
	return kernel.Invalid(fs)
}

// Validate checks a term as a person wrote it, alone: its place among the
// others is checked by Inserisci and Correggi.
func (t Termine) Validate() error {
	var fs fields
	if t.VigenteDal.IsZero() {
		fs.add("vigente_dal", "Indicare il primo giorno in cui il termine è in vigore.")
	}
	if !t.VigenteAl.IsZero() && t.VigenteAl.Before(t.VigenteDal) {
		fs.add("vigente_al", "L'ultimo giorno non può venire prima del primo.")
	}
	max, known := massimo[t.Unita]
	if !known {
		fs.add("unita", "Scegliere se il termine si conta in giorni di calendario, in giorni lavorativi o in mesi.")
	}
	if t.Giorni != nil && known && (*t.Giorni < 1 || *t.Giorni > int64(max)) {
		fs.add("giorni", "Il termine va da 1 a "+termini.Termine{N: max, Unita: t.Unita}.InItaliano()+".")
	}
	if t.Giorni == nil && strings.TrimSpace(t.Descrizione) == "" {
		fs.add("descrizione", "Senza un numero, spiegare qui come si calcola il termine.")
	}
	fs.text("descrizione", t.Descrizione, maxTesto, false)
	fs.text("decorrenza", t.Decorrenza, maxNome, t.Giorni != nil)
	fs.fonte(t.Affidabilita, t.Fonte, t.FonteURL)
	return kernel.Invalid(fs)
}

type fields []kernel.FieldError

func (fs *fields) add(field, message string) {
	for _, f := range *fs {
		if f.Field == field {
			return
		}
	}
	*fs = append(*fs, kernel.FieldError{Field: field, Message: message})
}

func (fs *fields) text(field, value string, max int, required bool) {
	switch {
	case required && strings.TrimSpace(value) == "":
		fs.add(field, "Questo campo serve: scrivere il testo.")
	case utf8.RuneCountInString(value) > max:
		fs.add(field, "Il testo supera "+kernel.Numero(int64(max))+" caratteri: accorciarlo.")
	}
}

var codiceRe = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// codice is made from the name, so the name is what a person can mend.
func (fs *fields) codice(c string) {
	if len(c) > 80 || !codiceRe.MatchString(c) {
		fs.add("nome", "Il nome contiene almeno una lettera o una cifra.")
	}
}

// fonte: what is called confermato must say who says so.
func (fs *fields) fonte(a Affidabilita, fonte, indirizzo string) {
	if !a.valida() {
		fs.add("affidabilita", "Scegliere quanto è sicuro il dato.")
	}
	fs.text("fonte", fonte, maxTesto, false)
	if a == Confermato && strings.TrimSpace(fonte) == "" {
		fs.add("fonte", "Un dato confermato indica la sua fonte.")
	}
	if indirizzo == "" {
		return
	}
	u, err := url.Parse(indirizzo)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") || len(indirizzo) > 1000 {
		fs.add("fonte_url", "L'indirizzo della fonte comincia con https:// oppure http://.")
	}
}

// Codifica makes a code from a name: "Rifiuti e bonifiche" becomes
// "rifiuti-e-bonifiche".
func Codifica(nome string) string {
	c := strings.ReplaceAll(kernel.Fold(nome), " ", "-")
	if len(c) > 80 {
		c = strings.TrimRight(c[:80], "-")
	}
	return c
}
