package analisi

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/performance"
)

// Bounds of what is read and of what is stored. A log beyond the first three
// is refused with a message that says what to do.
const (
	MaxEventi       = 10_000_000 // about 600 MB of memory while it is read
	MaxAttivita     = 5_000      // different activities
	MaxNomeAttivita = 500        // characters

	MaxProblemi      = 200    // rejected rows kept with their reason
	MaxPassaggi      = 20_000 // transitions kept, those that lose the most time
	MaxPassiVariante = 200    // activities kept of a variant
	MaxConsegne      = 20     // passages of work kept, the most frequent
)

// Risultato is what is kept of a log: sizes, times and orders of activities,
// no case and no name of a person. Its JSON form is stable.
type Risultato struct {
	Lettura  Lettura             `json:"lettura"`
	Sintesi  performance.Summary `json:"sintesi"`
	Consegne []Consegna          `json:"consegne"`           // by count, then names
	Pratiche *SintesiPratiche    `json:"pratiche,omitempty"` // only of DaPratiche
}

// Lettura says how the file was read.
type Lettura struct {
	Formato     eventlog.Format  `json:"formato"`
	Compresso   bool             `json:"compresso"`
	Windows1252 bool             `json:"windows_1252"` // at least one value
	Colonne     eventlog.Mapping `json:"colonne"`
	Tenute      []string         `json:"tenute,omitempty"` // further columns
	Protetti    Protetti         `json:"protetti"`
	Unione      *Unione          `json:"unione,omitempty"` // of starts and ends, with Unisci
}

// Consegna is a passage of work between two people of the log, named R1, R2…
type Consegna struct {
	Da    string `json:"da"`
	A     string `json:"a"`
	Volte int    `json:"volte"`
}

// esito is how a reading ended: with a result or with an error for people,
// and in both cases with the rejected rows.
type esito struct {
	risultato *Risultato
	deposito  int64  // file of the pseudonymised log, with a result
	noti      *Passi // meanings that are all known already
	cifre     Cifre  // with a result
	memoria   int64  // bytes of the log once decoded, with a result
	errore    string
	problemi  []eventlog.Problem
}

func (e esito) stato() Stato {
	if e.risultato == nil {
		return Rifiutato
	}
	return Pronto
}

// ammissibile refuses a log beyond the bounds. The error is for people.
func ammissibile(l *eventlog.Log) error {
	if len(l.Activities) > MaxAttivita {
		return kernel.E(kernel.NonValido, fmt.Sprintf("Il registro ha %s attività diverse: il limite è %s. Forse la colonna dell'attività contiene altro: scegliere un'altra colonna.",
			kernel.Numero(int64(len(l.Activities))), kernel.Numero(MaxAttivita)))
	}
	for _, a := range l.Activities {
		if utf8.RuneCountInString(a) > MaxNomeAttivita {
			return kernel.E(kernel.NonValido, fmt.Sprintf("Un'attività ha un nome di oltre %s caratteri. Forse la colonna dell'attività contiene altro: scegliere un'altra colonna.",
				kernel.Numero(MaxNomeAttivita)))
		}
	}
	return nil
}

// misura turns a log without names into what is kept of it beside its columns.
func misura(p *eventlog.Log, fatto Protetti) *Risultato {
	s := performance.Summarize(p.All(), 0)
	s.Dropped = []eventlog.Problem{} // kept beside the result, in the bounded list
	r := &Risultato{Lettura: Lettura{Formato: p.Format, Compresso: p.Compressed, Windows1252: p.Windows1252, Colonne: p.Mapping, Protetti: fatto}, Consegne: []Consegna{}}
	for _, a := range p.Attributes {
		r.Lettura.Tenute = append(r.Lettura.Tenute, a.Name)
	}
	for _, c := range s.Handover.Passages[:min(len(s.Handover.Passages), MaxConsegne)] {
		r.Consegne = append(r.Consegne, Consegna{c.From, c.To, c.Count})
	}
	s.Handover.Passages = nil
	if len(s.Transitions) > MaxPassaggi {
		s.Transitions = s.SlowestTransitions(MaxPassaggi)
	}
	for i, v := range s.Variants {
		if altre := len(v.Sequence) - MaxPassiVariante; altre > 0 {
			s.Variants[i].Sequence = append(v.Sequence[:MaxPassiVariante:MaxPassiVariante], fmt.Sprintf("… e altri %s passi", kernel.Numero(int64(altre))))
		}
	}
	r.Sintesi = *s
	return r
}

// senzaNomi is senzaNome on the reasons of rejected rows; what they quote is
// also masked when it looks like personal data.
func senzaNomi(problemi []eventlog.Problem) []eventlog.Problem {
	out := make([]eventlog.Problem, len(problemi))
	for i, p := range problemi {
		motivo := senzaNome(p.Reason)
		inizio, fine := strings.Index(motivo, "«"), strings.LastIndex(motivo, "»")
		if inizio >= 0 && inizio < fine {
			if citato := motivo[inizio+len("«") : fine]; datoPersonale(citato) || nomeTra(citato, nomiMesi) {
				motivo = motivo[:inizio] + "«…»" + motivo[fine+len("»"):]
			}
		}
		out[i] = eventlog.Problem{Row: p.Row, Reason: motivo}
	}
	return out
}

// senzaNome masks what is quoted in a message when it may be a name: a date
// without digits, or headers with digits, which are the first row of a file
// that has no headers.
func senzaNome(s string) string {
	inizio, fine := strings.Index(s, "«"), strings.LastIndex(s, "»")
	if inizio < 0 || fine < inizio {
		return s
	}
	cifre := strings.ContainsAny(s[inizio:fine], "0123456789")
	switch {
	case strings.Contains(s, "La data «") && !cifre:
		return s[:inizio] + "«…»" + s[fine+len("»"):]
	case strings.Contains(s, "Colonne trovate: «") && cifre:
		return s[:inizio] + "nessun nome riconosciuto, forse manca l'intestazione" + s[fine+len("»"):]
	}
	return s
}

// Principale is the transition that loses the most time, and the share of the
// whole time of the cases that it takes, from 0 to 1. It reports false when the
// log has no time between events.
func (r Risultato) Principale() (e performance.Edge, quota float64, ok bool) {
	lenti := r.Sintesi.SlowestTransitions(1)
	if len(lenti) == 0 || r.Sintesi.CaseDurations.Sum <= 0 {
		return e, 0, false
	}
	return lenti[0], r.Quota(lenti[0]), true
}

// Quota is the share, from 0 to 1, of the whole time of the cases that passes
// in the transition: the times of the transitions add up to those of the cases.
func (r Risultato) Quota(e performance.Edge) float64 {
	if r.Sintesi.CaseDurations.Sum <= 0 {
		return 0
	}
	return e.Sum / r.Sintesi.CaseDurations.Sum
}

// CoperturaRisorse is the share, from 0 to 1, of the events that name who did
// them.
func (r Risultato) CoperturaRisorse() float64 {
	c := r.Sintesi.Counts
	if c.Events == 0 {
		return 0
	}
	return 1 - float64(c.EventsWithoutResource)/float64(c.Events)
}

// PochiCasi is the number of cases under which medians and percentiles speak
// only of those cases.
const PochiCasi = 10

// primoAnnoPlausibile is before any digital procedure of an Italian body.
const primoAnnoPlausibile = 1990

// DateImplausibili reports whether the log begins before 1990 or ends after
// the day that follows its upload.
func (r Risultato) DateImplausibili(caricato kernel.Instant) bool {
	s := r.Sintesi.Span
	return s.First.Year() < primoAnnoPlausibile || s.Last.After(caricato.Time().Add(24*time.Hour))
}
