package pubblico

import (
	"fmt"

	"pass/internal/kernel"
)

// ChiaveEffetto is the snapshot of the effect of assistance, type Effetto.
// monitoraggio publishes it after each publication of a semester and every
// night: it is made of published semesters only.
const ChiaveEffetto = "effetto"

// MinimoEntiEffetto is the least number of bodies, helped and of comparison,
// of which an effect is published.
const MinimoEntiEffetto = 5

// Effetto says what changed in the bodies that were helped, compared with like
// bodies that were not, one procedure after the other.
type Effetto struct {
	CalcolatoIl  kernel.Instant    `json:"calcolato_il"`
	Procedimenti []EffettoPubblico `json:"procedimenti"` // in the order of the catalogue
}

// EffettoPubblico is the effect on one procedure.
type EffettoPubblico struct {
	Codice    string          `json:"codice"` // of the catalogue
	Nome      string          `json:"nome"`
	Dal       kernel.Semestre `json:"dal,omitzero"` // first and last semester with data; zero: none
	Al        kernel.Semestre `json:"al,omitzero"`
	Durata    EffettoMisura   `json:"durata"`    // calendar days
	Arretrato EffettoMisura   `json:"arretrato"` // percentage points of the pending practices beyond their term
}

// EffettoMisura is the effect on one measure. Without Stima nothing is known,
// and Motivo says why.
type EffettoMisura struct {
	Conclusione string   `json:"conclusione"` // riduzione, aumento, non_distinguibile or non_calcolabile
	Motivo      string   `json:"motivo,omitempty"`
	Stima       *float64 `json:"stima,omitempty"` // negative: less than like bodies
	Basso       *float64 `json:"basso,omitempty"` // the interval at 95%
	Alto        *float64 `json:"alto,omitempty"`
	Aiutati     int64    `json:"aiutati,omitzero"`   // helped bodies in the comparison
	Confronto   int64    `json:"confronto,omitzero"` // like bodies not helped
	Pratiche    int64    `json:"pratiche,omitzero"`  // of both, before and after
	Frasi       []string `json:"frasi"`              // what can and cannot be concluded, the most important first
}

// Nota reports whether the effect could be measured.
func (m EffettoMisura) Nota() bool { return m.Stima != nil && m.Basso != nil && m.Alto != nil }

// Di finds the effect on a procedure.
func (e Effetto) Di(codice string) (EffettoPubblico, bool) {
	for _, p := range e.Procedimenti {
		if p.Codice == codice {
			return p, true
		}
	}
	return EffettoPubblico{}, false
}

// Controlla refuses effects of too few bodies, and figures without words.
func (e Effetto) Controlla() error {
	if e.CalcolatoIl.IsZero() {
		return fmt.Errorf("pubblico: effetto without its instant")
	}
	seen := map[string]bool{}
	for _, p := range e.Procedimenti {
		if p.Codice == "" || seen[p.Codice] {
			return fmt.Errorf("pubblico: effetto: procedure %q is empty or repeated", p.Codice)
		}
		seen[p.Codice] = true
		for _, m := range []EffettoMisura{p.Durata, p.Arretrato} {
			if err := m.controlla(); err != nil {
				return fmt.Errorf("pubblico: effetto: %s: %w", p.Codice, err)
			}
		}
	}
	return nil
}

func (m EffettoMisura) controlla() error {
	switch {
	case len(m.Frasi) == 0 || m.Conclusione == "":
		return fmt.Errorf("no words")
	case !m.Nota() && (m.Stima != nil || m.Aiutati != 0 || m.Confronto != 0 || m.Pratiche != 0):
		return fmt.Errorf("figures of an effect that is not known")
	case !m.Nota():
		return nil
	case min(m.Aiutati, m.Confronto) < MinimoEntiEffetto:
		return fmt.Errorf("an effect of %d bodies against %d", m.Aiutati, m.Confronto)
	case *m.Basso > *m.Stima || *m.Alto < *m.Stima:
		return fmt.Errorf("the estimate is outside its interval")
	}
	return nil
}
