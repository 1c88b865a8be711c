package conformance

import (
	"fmt"
	"slices"

	"pass/internal/kernel"
	"pass/internal/mining/steps"
	"pass/internal/termini"
)

// Model is the path of a procedure. Names, sources and notes are Italian, for
// people.
type Model struct {
	Code   string // letters, digits and dashes
	Name   string
	Source string // the law
	Note   string
	Closed bool // events that no step wants are deviations

	Steps       []Step
	Deadlines   []Deadline
	Constraints []Constraint
}

// Step is something that happens in the procedure. An activity is a step if it
// is named in Activities; else if Words know it; else if its meaning is in
// Kinds.
type Step struct {
	ID         string // letters, digits and dashes
	Name       string
	Activities []string     // whole names, compared by kernel.Fold
	Words      []string     // words that a name must hold, each at the beginning of one of its own; those after "-" it must not
	Kinds      []steps.Kind // meanings

	Anywhere   bool // no place in the path
	Or         bool // same place as the step before it
	Optional   bool // the place may stay empty; of its first step
	Repeatable bool // the place may be filled several times in a row; of its first step
	Final      bool // the case is over once it happens; a step with a Kind that ends is final anyway

	Source    string // legal source
	Note      string
	Uncertain bool // to be verified before it is held against anybody
}

// Pause says what stops the clock of a deadline.
type Pause string

// The ways to count.
const (
	Gross       Pause = "lordo"              // nothing stops it
	Net         Pause = "netto"              // suspensions, interruptions and the notice of refusal do
	NetOnce     Pause = "netto-una-volta"    // like Net, but of the suspensions only the first, at most the days of L. 241/1990 art. 2 c. 7
	NetRestarts Pause = "netto-ricominciato" // like Net, but what a suspension asked for starts the full term again when it arrives
)

// Deadline is the time within which a step must follow another.
type Deadline struct {
	From     string // step
	FromLast bool   // from the last one before the end, not from the first
	To       []string
	Within   termini.Termine
	Rule     termini.Codice // instead of Within: the version in force when the case begins
	Then     termini.Codice // a further term that begins on the last good day of the first
	Pause    Pause          // "" is Gross
	If       string         // only for cases with this step
	Unless   string         // only for cases without this step

	Source    string // "" is that of the rule
	Note      string
	Uncertain bool
}

// Template is what a constraint asks.
type Template string

// The templates. A and B are steps.
const (
	Precedence     Template = "precedenza"       // B only after A
	Response       Template = "risposta"         // after the last A, a B
	NotCoexistence Template = "non-insieme"      // not both A and B
	NotSuccession  Template = "mai-dopo"         // no B after A
	Absence        Template = "al-massimo"       // A at most N times
	Existence      Template = "almeno"           // A at least N times
	Exactly        Template = "esattamente"      // A N times
	Init           Template = "comincia-con"     // A is the first step
	End            Template = "finisce-con"      // A is the last step
	SameDayOrAfter Template = "non-prima-giorno" // B not on a day before that of the first A
)

// Constraint is a rule on the whole case.
type Constraint struct {
	Template Template
	A, B     string
	N        int

	Source    string
	Note      string
	Uncertain bool
}

// arity tells which templates have B and which N.
var arity = map[Template]struct{ b, n bool }{
	Precedence: {b: true}, Response: {b: true}, NotCoexistence: {b: true}, NotSuccession: {b: true}, SameDayOrAfter: {b: true},
	Absence: {n: true}, Existence: {n: true}, Exactly: {n: true}, Init: {}, End: {},
}

// The limits of a model, so that a stored one cannot keep a server busy.
const (
	mostSteps = 200
	mostRules = 500
)

// Validate says, in Italian, what cannot be in the model.
func (m *Model) Validate() error {
	if !validID(m.Code) {
		return invalid("il codice del modello %q non è valido: usare lettere minuscole, cifre e trattini", m.Code)
	}
	if len(m.Steps) == 0 || len(m.Steps) > mostSteps || len(m.Deadlines)+len(m.Constraints) > mostRules {
		return invalid("il modello deve avere fra 1 e %d passi e al massimo %d regole", mostSteps, mostRules)
	}
	seen := map[string]bool{}
	for i, s := range m.Steps {
		if err := s.validate(seen[s.ID], i == 0 || m.Steps[i-1].Anywhere); err != nil {
			return err
		}
		seen[s.ID] = true
	}
	for _, d := range m.Deadlines {
		if err := d.validate(seen); err != nil {
			return err
		}
	}
	for _, c := range m.Constraints {
		if err := c.validate(seen); err != nil {
			return err
		}
	}
	return nil
}

func invalid(format string, args ...any) error {
	return kernel.E(kernel.NonValido, "Il modello non si può usare: "+fmt.Sprintf(format, args...)+".")
}

func (s *Step) validate(known, alone bool) error {
	switch {
	case !validID(s.ID):
		return invalid("il codice del passo %q non è valido: usare lettere minuscole, cifre e trattini", s.ID)
	case known:
		return invalid("il passo %q è scritto due volte", s.ID)
	case s.Or && (alone || s.Anywhere):
		return invalid("il passo %q è un'alternativa a un passo che non c'è", s.ID)
	case len(s.Activities)+len(s.Words)+len(s.Kinds) == 0:
		return invalid("il passo %q non dice quali attività lo compiono", s.ID)
	}
	for _, w := range s.Words {
		if wanted, _ := wordsOf(w); len(wanted) == 0 {
			return invalid("le parole %q del passo %q non bastano a riconoscerlo", w, s.ID)
		}
	}
	for _, k := range s.Kinds {
		if !k.Valid() || k == steps.Work {
			return invalid("il passo %q ha un significato che non si può usare", s.ID)
		}
	}
	return nil
}

func (d *Deadline) validate(known map[string]bool) error {
	for _, id := range append([]string{d.From}, d.To...) {
		if !known[id] {
			return invalid("un termine nomina il passo %q, che non c'è", id)
		}
	}
	for _, id := range []string{d.If, d.Unless} {
		if id != "" && !known[id] {
			return invalid("un termine nomina il passo %q, che non c'è", id)
		}
	}
	if len(d.To) == 0 {
		return invalid("il termine da %q non dice dove finisce", d.From)
	}
	if !slices.Contains([]Pause{"", Gross, Net, NetOnce, NetRestarts}, d.Pause) {
		return invalid("il termine da %q si conta in un modo che non c'è: %q", d.From, d.Pause)
	}
	if d.Rule == "" {
		if err := d.Within.Validate(); err != nil {
			return invalid("il termine da %q: %v", d.From, err)
		}
	}
	for _, code := range []termini.Codice{d.Rule, d.Then} {
		if code != "" && !slices.ContainsFunc(termini.Regole(), func(r termini.Regola) bool { return r.Codice == code }) {
			return invalid("il termine di legge %q non è conosciuto", code)
		}
	}
	return nil
}

func (c *Constraint) validate(known map[string]bool) error {
	needs, ok := arity[c.Template]
	switch {
	case !ok:
		return invalid("il vincolo %q non è conosciuto", c.Template)
	case !known[c.A] || needs.b && !known[c.B]:
		return invalid("il vincolo %q nomina un passo che non c'è: %q, %q", c.Template, c.A, c.B)
	case !needs.b && c.B != "" || !needs.n && c.N != 0 || c.N < 0 || c.N > 1_000_000:
		return invalid("il vincolo %q su %q ha valori che non gli servono", c.Template, c.A)
	case c.N == 0 && (c.Template == Existence || c.Template == Exactly):
		return invalid("il vincolo %q su %q vuole un numero", c.Template, c.A)
	}
	return nil
}

func validID(s string) bool {
	if s == "" || len(s) > 60 {
		return false
	}
	for _, c := range s {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}
