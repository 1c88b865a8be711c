package misure

import (
	"strings"

	"pass/internal/kernel"
	"pass/internal/termini"
)

// Pratica is one case of a procedure, as far as the measures need to know it:
// no names, no places. The zero Day means "not happened" in every date.
type Pratica struct {
	ID              string
	Domanda         kernel.Day // receipt of the application
	Provvedimento   kernel.Day // express final act, positive or negative
	SilenzioAssenso kernel.Day // formation of the tacit assent (l. 241/1990, art. 20)
	Conferenza      bool       // a conferenza di servizi was held (l. 241/1990, artt. 14 ff.)
	Sospensioni     []termini.Sospensione
	// GiorniSospesi are the suspended calendar days when only their number is
	// known; it is not read when Sospensioni has elements.
	GiorniSospesi int
	// Termine is the maximum term of this practice, which beats the general
	// one; nil when only the general one holds.
	Termine *termini.Termine
	// EsclusaIl is the day from which the practice no longer counts (the
	// database). Without it, a MotivoEsclusione excludes the practice from
	// every semester (the file of the command line).
	EsclusaIl        kernel.Day
	MotivoEsclusione string
}

// Problema says what is wrong with one cell, in Italian, for the office that
// wrote it.
type Problema struct {
	Riga      int    `json:"riga"`      // 1 is the header; 0 when the practice comes from no table
	Colonna   string `json:"colonna"`   // name of the column, empty for the whole row
	Messaggio string `json:"messaggio"` // what is wrong and what to do
}

// The columns of a table of practices, in the order of the contract.
const (
	ColonnaID           = "id_pratica"
	ColonnaDomanda      = "data_domanda"
	ColonnaAtto         = "data_provvedimento"
	ColonnaSilenzio     = "data_silenzio_assenso"
	ColonnaConferenza   = "conferenza_servizi"
	ColonnaSospensioni  = "sospensioni"
	ColonnaTermine      = "termine"
	ColonnaMotivo       = "motivo_esclusione"
	ColonnaEsclusioneIl = "data_esclusione" // database only
)

// SempreEsclusa reports an exclusion without a date: the practice counts only
// in escluse, and nothing else of it is looked at.
func (p *Pratica) SempreEsclusa() bool {
	return p.EsclusaIl.IsZero() && strings.TrimSpace(p.MotivoEsclusione) != ""
}

// Validate lists what makes the practice unfit to be counted, in the order of
// the columns; Riga stays 0. A practice that is excluded without a date has no
// problems.
func (p *Pratica) Validate() []Problema {
	if p.SempreEsclusa() {
		return nil
	}
	var out []Problema
	add := func(colonna, messaggio string) { out = append(out, Problema{Colonna: colonna, Messaggio: messaggio}) }
	if strings.TrimSpace(p.ID) == "" {
		add(ColonnaID, "Manca l'identificativo della pratica.")
	}
	if strings.ContainsRune(p.ID, 0) {
		add(ColonnaID, "L'identificativo contiene un carattere che non è testo.")
	}
	if p.Domanda.IsZero() {
		add(ColonnaDomanda, "Manca la data della domanda.")
	}
	out = append(out, p.problemiFine()...)
	out = append(out, p.problemiSospensioni()...)
	if p.Termine != nil && p.Termine.N <= 0 {
		add(ColonnaTermine, msgTermine)
	}
	if p.EsclusaIl.IsZero() {
		return out
	}
	if !p.Domanda.IsZero() && p.EsclusaIl.Before(p.Domanda) {
		add(ColonnaEsclusioneIl, "L'esclusione ("+breve(p.EsclusaIl)+") precede la domanda ("+breve(p.Domanda)+").")
	}
	if strings.TrimSpace(p.MotivoEsclusione) == "" {
		add(ColonnaMotivo, "Manca il motivo dell'esclusione.")
	}
	return out
}

func (p *Pratica) problemiFine() []Problema {
	var out []Problema
	if !p.Provvedimento.IsZero() && p.Provvedimento.Before(p.Domanda) {
		out = append(out, Problema{Colonna: ColonnaAtto, Messaggio: "Il provvedimento (" + breve(p.Provvedimento) + ") precede la domanda (" + breve(p.Domanda) + ")."})
	}
	if p.SilenzioAssenso.IsZero() {
		return out
	}
	if p.SilenzioAssenso.Before(p.Domanda) {
		out = append(out, Problema{Colonna: ColonnaSilenzio, Messaggio: "Il silenzio-assenso (" + breve(p.SilenzioAssenso) + ") precede la domanda (" + breve(p.Domanda) + ")."})
	}
	if !p.Provvedimento.IsZero() {
		out = append(out, Problema{Colonna: ColonnaSilenzio, Messaggio: "Ci sono sia il provvedimento sia il silenzio-assenso: lasciare solo quello che ha concluso la pratica."})
	}
	return out
}

func (p *Pratica) problemiSospensioni() []Problema {
	var out []Problema
	for _, s := range p.Sospensioni {
		switch {
		case s.Dal.IsZero():
			out = append(out, Problema{Colonna: ColonnaSospensioni, Messaggio: "Una sospensione non ha la data di inizio."})
		case !s.Al.IsZero() && s.Al.Before(s.Dal):
			out = append(out, Problema{Colonna: ColonnaSospensioni, Messaggio: "Una sospensione finisce (" + breve(s.Al) + ") prima di iniziare (" + breve(s.Dal) + ")."})
		}
	}
	if p.GiorniSospesi < 0 {
		out = append(out, Problema{Colonna: ColonnaSospensioni, Messaggio: "I giorni di sospensione non possono essere negativi."})
	}
	if p.GiorniSospesi > 0 && len(p.Sospensioni) > 0 {
		out = append(out, Problema{Colonna: ColonnaSospensioni, Messaggio: "Indicare i periodi di sospensione oppure il numero di giorni, non entrambi."})
	}
	return out
}

// breve writes a day as in Italian tables.
func breve(d kernel.Day) string { return d.Time().Format("02/01/2006") }

// Fine is the day on which the practice was concluded, by act or by silence;
// zero while it is open.
func (p *Pratica) Fine() kernel.Day {
	if !p.Provvedimento.IsZero() {
		return p.Provvedimento
	}
	return p.SilenzioAssenso
}

// uscita is the day on which the practice leaves the count, by conclusion or
// by dated exclusion, and whether it is the exclusion; zero while it is in.
func (p *Pratica) uscita() (giorno kernel.Day, esclusa bool) {
	fine := p.Fine()
	if p.EsclusaIl.IsZero() || !fine.IsZero() && fine.Before(p.EsclusaIl) {
		return fine, false
	}
	if p.EsclusaIl.Before(p.Domanda) { // refused by Validate; keeps the balance all the same
		return p.Domanda, true
	}
	return p.EsclusaIl, true
}

// Conclusa reports whether the practice counts as concluded in the semester,
// whatever its start (DPCM 12/11/2021, annex B, appendix 2).
func (p *Pratica) Conclusa(sem kernel.Semestre) bool {
	if p.SempreEsclusa() {
		return false
	}
	giorno, esclusa := p.uscita()
	return !esclusa && sem.Contiene(giorno)
}

// ConclusaEspressa is Conclusa with an express act: the practices over which
// durations are measured.
func (p *Pratica) ConclusaEspressa(sem kernel.Semestre) bool {
	return !p.Provvedimento.IsZero() && p.Conclusa(sem)
}

// Avviata reports whether the application was received in the semester.
func (p *Pratica) Avviata(sem kernel.Semestre) bool {
	return !p.SempreEsclusa() && sem.Contiene(p.Domanda)
}

// InTransito reports whether the practice was open on some day of the
// semester: started by its last day, not concluded nor excluded before its
// first.
func (p *Pratica) InTransito(sem kernel.Semestre) bool {
	if p.SempreEsclusa() || p.Domanda.After(sem.Al()) {
		return false
	}
	giorno, _ := p.uscita()
	return giorno.IsZero() || !giorno.Before(sem.Dal())
}

// EsclusaNel reports whether the practice counts among the escluse of the
// semester; without a date it does in every one.
func (p *Pratica) EsclusaNel(sem kernel.Semestre) bool {
	if p.SempreEsclusa() {
		return true
	}
	giorno, esclusa := p.uscita()
	return esclusa && sem.Contiene(giorno)
}

// PendenteAl reports whether the practice is open at the end of the day:
// started by then, and neither concluded nor excluded by then.
func (p *Pratica) PendenteAl(giorno kernel.Day) bool {
	if p.SempreEsclusa() || p.Domanda.After(giorno) {
		return false
	}
	fuori, _ := p.uscita()
	return fuori.IsZero() || fuori.After(giorno)
}

// Durata is the number of calendar days from the application to the final
// day, gross of suspensions, at least 1; zero and false while the practice is
// open.
func (p *Pratica) Durata() (giorni int, nota bool) {
	fine := p.Fine()
	if fine.IsZero() {
		return 0, false
	}
	return max(1, termini.GiorniLordi(p.Domanda, fine)), true
}

// DurataNetta is Durata less the suspended days, at least 0.
func (p *Pratica) DurataNetta() (giorni int, nota bool) {
	lorda, nota := p.Durata()
	if !nota {
		return 0, false
	}
	return max(0, lorda-p.GiorniSospesiAl(p.Fine())), true
}

// GiorniSospesiAl are the suspended calendar days between the application and
// the day given: the union of the periods, or the number that is known
// without dates.
func (p *Pratica) GiorniSospesiAl(giorno kernel.Day) int {
	if len(p.Sospensioni) == 0 {
		return p.GiorniSospesi
	}
	return termini.GiorniSospesi(p.Domanda, giorno, p.Sospensioni)
}

// GiorniNettiAl are the calendar days from the application to the day given
// less the suspended ones: what the term is compared with. It may
// be negative when only the number of suspended days is known.
func (p *Pratica) GiorniNettiAl(giorno kernel.Day) int {
	return termini.GiorniLordi(p.Domanda, giorno) - p.GiorniSospesiAl(giorno)
}

// InRitardoAl reports whether the practice is arretrato at the end of the day:
// open, with more net days than its term, or than the general one given (nil
// when there is none). Without any term nobody knows: noto is false. A
// practice that is not open is never late, and that is always known.
func (p *Pratica) InRitardoAl(giorno kernel.Day, generale *termini.Termine) (ritardo, noto bool) {
	if !p.PendenteAl(giorno) {
		return false, true
	}
	termine, noto := p.GiorniTermine(generale)
	return noto && p.GiorniNettiAl(giorno) > termine, noto
}

// GiorniTermine is the term of the practice in calendar days from its
// application: its own, else the general one given; false without either. A
// term in months or in working days is counted on the calendar from the day
// of the application, nominal: the holiday on which it may end is not skipped.
func (p *Pratica) GiorniTermine(generale *termini.Termine) (giorni int, noto bool) {
	t := p.Termine
	if t == nil {
		t = generale
	}
	if t == nil {
		return 0, false
	}
	return giorniDa(p.Domanda, *t), true
}

// giorniDa turns a term into calendar days from its start.
func giorniDa(dal kernel.Day, t termini.Termine) int {
	if t.Unita == termini.GiorniDiCalendario {
		return t.N
	}
	s := termini.Decorso{Dal: dal, Termine: t}.Scadenza(nazionale)
	return termini.GiorniLordi(dal, s.Nominale)
}

// nazionale is immutable; working days are counted without patron saints,
// because a regional measure must not change from one Comune to the next.
var nazionale = termini.Nazionale()
