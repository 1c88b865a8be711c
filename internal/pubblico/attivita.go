package pubblico

import (
	"fmt"
	"time"

	"pass/internal/kernel"
)

// MesiDellaSerie is how many months the series of an Attivita cover: a year
// and the month in course.
const MesiDellaSerie = 13

// Attivita is the snapshot "attivita": how much help was asked and given, for
// the region, each province, each body, each task force and each procedure.
// richieste publishes it. Drafts are never counted.
type Attivita struct {
	AggiornataAl kernel.Instant      `json:"aggiornata_al"` // the figures hold at this instant
	Dal          kernel.Day          `json:"dal,omitzero"`  // day of the first request counted; zero when there is none
	Regione      CifreRegione        `json:"regione"`
	Province     []CifreProvincia    `json:"province"`     // by name
	Enti         []CifreEnte         `json:"enti"`         // every body of the register, joined or not, by name
	TaskForces   []CifreTaskForce    `json:"task_force"`   // in the order of the catalogue
	Procedimenti []CifreProcedimento `json:"procedimenti"` // in the order of the catalogue
}

// Cifre are the figures of one scope. Counts are of requests, from the first
// one until AggiornataAl; Ricevute is the sum of the four that follow.
type Cifre struct {
	Ricevute      int64 `json:"ricevute,omitzero"`       // sent by a body, whatever happened afterwards
	InLavorazione int64 `json:"in_lavorazione,omitzero"` // sent and not over: any state from inviata to risposta inviata, riaperta too
	Evase         int64 `json:"evase,omitzero"`          // closed with an answer
	Respinte      int64 `json:"respinte,omitzero"`       // outside the perimeter, with a reason
	Annullate     int64 `json:"annullate,omitzero"`      // withdrawn by the body

	// Times are by the gross clock: calendar days of 24 hours, waits included.
	PresaInCarico Misura `json:"presa_in_carico,omitzero"` // median days from sending to an expert's charge
	PrimaRisposta Misura `json:"prima_risposta,omitzero"`  // median days from sending to the first answer that an expert delivers
	Chiusura      Misura `json:"chiusura,omitzero"`        // median days from sending to evasa
	Soddisfazione Misura `json:"soddisfazione,omitzero"`   // mean of the ratings given at closure, from 1 to 5

	Mesi []Mese `json:"mesi,omitempty"` // MesiDellaSerie consecutive months, oldest first, the last one in course; empty when Ricevute is 0
}

// Mese counts the requests of one calendar month in Italy.
type Mese struct {
	Mese     string `json:"mese"` // "2026-11"
	Ricevute int64  `json:"ricevute,omitzero"`
	Evase    int64  `json:"evase,omitzero"`
}

// CifreRegione are the figures of the whole region.
type CifreRegione struct {
	Codice       string `json:"codice"`        // ISTAT, two digits: "03"
	Nome         string `json:"nome"`          // "Lombardia"
	EntiTotali   int64  `json:"enti_totali"`   // bodies of the register that exist today
	EntiAderenti int64  `json:"enti_aderenti"` // of which joined, with an approved adesione
	Cifre
}

// CifreProvincia are the figures of the bodies of one province.
type CifreProvincia struct {
	Sigla        string `json:"sigla"`         // "LO"
	Nome         string `json:"nome"`          // "Lodi"
	EntiTotali   int64  `json:"enti_totali"`   // as for the region
	EntiAderenti int64  `json:"enti_aderenti"` // as for the region
	Cifre
}

// CifreEnte are the figures of one body.
type CifreEnte struct {
	ID          int64      `json:"id"`                    // of the register
	Istat       string     `json:"istat,omitempty"`       // six digits for a Comune, with leading zeros; empty for bodies without a code
	Nome        string     `json:"nome"`                  // in full: "Comune di Lodi", "Provincia di Bergamo"
	Provincia   string     `json:"provincia,omitempty"`   // "LO"
	Aderente    bool       `json:"aderente,omitzero"`     // has an approved adesione today
	AderenteDal kernel.Day `json:"aderente_dal,omitzero"` // day of the approval in force
	CessatoIl   kernel.Day `json:"cessato_il,omitzero"`   // day on which the body ceased to exist, with its history kept
	Successore  string     `json:"successore,omitempty"`  // Codice of the body that took its place
	Cifre
}

// Codice names the body in addresses: its ISTAT code, or "id-7" when it has
// none.
func (e CifreEnte) Codice() string { return CodiceEnte(e.Istat, e.ID) }

// CodiceEnte is the name of a body in public addresses.
func CodiceEnte(istat string, id int64) string {
	if istat != "" {
		return istat
	}
	return fmt.Sprintf("id-%d", id)
}

// URLEnte is the public page of a body, for links from other areas.
func URLEnte(istat string, id int64) string { return "/cifre/enti/" + CodiceEnte(istat, id) }

// CifreTaskForce are the figures of one task force.
type CifreTaskForce struct {
	Codice  string `json:"codice"`            // of the catalogue
	Esperti *int64 `json:"esperti,omitempty"` // experts with a mandate today; nil when not published
	Cifre
}

// CifreProcedimento are the figures of one procedure.
type CifreProcedimento struct {
	Codice string `json:"codice"` // of the catalogue
	Cifre
}

// UltimiMesi lists the MesiDellaSerie months that end with the one of the day,
// in the form of Mese.Mese.
func UltimiMesi(oggi kernel.Day) []string {
	t := oggi.Time()
	first := time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
	mesi := make([]string, MesiDellaSerie)
	for i := range mesi {
		mesi[i] = first.AddDate(0, i-MesiDellaSerie+1, 0).Format("2006-01")
	}
	return mesi
}

// Controlla refuses figures that contradict themselves: such a snapshot would
// put a wrong number in public.
func (a Attivita) Controlla() error {
	if a.AggiornataAl.IsZero() {
		return fmt.Errorf("pubblico: attivita without its instant")
	}
	if err := a.Regione.controlla("regione"); err != nil {
		return err
	}
	seen := map[string]bool{}
	check := func(kind, key string, c Cifre) error {
		if key == "" || seen[kind+key] {
			return fmt.Errorf("pubblico: %s %q is empty or repeated", kind, key)
		}
		seen[kind+key] = true
		return c.controlla(kind + " " + key)
	}
	var err error
	for _, x := range a.Province {
		err = first(err, check("provincia", x.Sigla, x.Cifre))
	}
	for _, x := range a.Enti {
		err = first(err, check("ente", fmt.Sprint(x.ID), x.Cifre))
	}
	for _, x := range a.TaskForces {
		err = first(err, check("task force", x.Codice, x.Cifre))
	}
	for _, x := range a.Procedimenti {
		err = first(err, check("procedimento", x.Codice, x.Cifre))
	}
	return err
}

func first(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

func (c Cifre) controlla(what string) error {
	if sum := c.InLavorazione + c.Evase + c.Respinte + c.Annullate; c.Ricevute != sum {
		return fmt.Errorf("pubblico: %s: %d requests received but %d accounted for", what, c.Ricevute, sum)
	}
	for _, n := range []int64{c.InLavorazione, c.Evase, c.Respinte, c.Annullate,
		c.PresaInCarico.N, c.PrimaRisposta.N, c.Chiusura.N, c.Soddisfazione.N} {
		if n < 0 {
			return fmt.Errorf("pubblico: %s: a count is negative", what)
		}
	}
	if s := c.Soddisfazione; s.Nota() && (*s.Valore < 1 || *s.Valore > 5) {
		return fmt.Errorf("pubblico: %s: satisfaction %v is not between 1 and 5", what, *s.Valore)
	} else if s.N > 0 && s.N < MinimoCasi || s.Riservata && s.N != 0 {
		return fmt.Errorf("pubblico: %s: the satisfaction of %d bodies is not held back", what, s.N)
	}
	for i, m := range c.Mesi {
		t, err := time.Parse("2006-01", m.Mese)
		if err != nil {
			return fmt.Errorf("pubblico: %s: %q is not a month", what, m.Mese)
		}
		if i > 0 && t.AddDate(0, -1, 0).Format("2006-01") != c.Mesi[i-1].Mese {
			return fmt.Errorf("pubblico: %s: month %s does not follow %s", what, m.Mese, c.Mesi[i-1].Mese)
		}
	}
	return nil
}
