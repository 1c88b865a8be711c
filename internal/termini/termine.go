package termini

import (
	"fmt"
	"strconv"
	"time"

	"pass/internal/kernel"
)

// Unita is what a term is counted in.
type Unita int

// The units of a term.
const (
	GiorniDiCalendario Unita = iota // holidays included: the rule (c.c. art. 2963)
	GiorniLavorativi                // only where the law says so (L. 241/1990 art. 14-bis)
	Mesi                            // by the calendar, whatever their length (c.c. art. 2963 c. 4)
)

// massimi bound the terms, so that no due date leaves the calendar: a hundred
// years in each unit.
var massimi = [...]int{GiorniDiCalendario: 36500, GiorniLavorativi: 25000, Mesi: 1200}

// Termine is the time within which an office must act. The zero value is no
// term at all.
type Termine struct {
	N     int // at least 1
	Unita Unita
}

// ParseTermine reads "60" (calendar days), "5l" (working days) or "3m" (months).
// The message of the error is Italian, for people.
func ParseTermine(s string) (Termine, error) {
	t, cifre := Termine{}, s
	if s != "" {
		switch s[len(s)-1] {
		case 'l', 'L':
			t.Unita, cifre = GiorniLavorativi, s[:len(s)-1]
		case 'm', 'M':
			t.Unita, cifre = Mesi, s[:len(s)-1]
		}
	}
	for _, c := range cifre {
		if c < '0' || c > '9' {
			cifre = ""
		}
	}
	n, err := strconv.Atoi(cifre)
	if err != nil {
		return Termine{}, fmt.Errorf("il termine %q non si legge: si scrive 30 (giorni di calendario), 5l (giorni lavorativi) o 3m (mesi)", s)
	}
	t.N = n
	return t, t.Validate()
}

// Validate refuses terms shorter than 1 and longer than a hundred years.
func (t Termine) Validate() error {
	if t.Unita < GiorniDiCalendario || t.Unita > Mesi {
		return fmt.Errorf("l'unità del termine non esiste: %d", t.Unita)
	}
	if t.N < 1 || t.N > massimi[t.Unita] {
		return fmt.Errorf("il termine deve stare fra 1 e %s", Termine{massimi[t.Unita], t.Unita}.InItaliano())
	}
	return nil
}

// IsZero reports whether there is no term.
func (t Termine) IsZero() bool { return t == Termine{} }

// String is the form that ParseTermine reads; no term is empty.
func (t Termine) String() string {
	switch {
	case t.IsZero():
		return ""
	case t.Unita == GiorniLavorativi:
		return strconv.Itoa(t.N) + "l"
	case t.Unita == Mesi:
		return strconv.Itoa(t.N) + "m"
	}
	return strconv.Itoa(t.N)
}

// MarshalText is String, for JSON and forms.
func (t Termine) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (t *Termine) UnmarshalText(b []byte) (err error) {
	*t = Termine{}
	if len(b) > 0 {
		*t, err = ParseTermine(string(b))
	}
	return err
}

// InItaliano names the unit beside the number: "60 giorni di calendario",
// "5 giorni lavorativi", "3 mesi".
func (t Termine) InItaliano() string {
	switch t.Unita {
	case GiorniLavorativi:
		return giorniLavorativi(t.N)
	case Mesi:
		if t.N == 1 {
			return "1 mese"
		}
		return kernel.Numero(int64(t.N)) + " mesi"
	}
	return kernel.GiorniDiCalendario(t.N)
}

// giorniLavorativi writes a count of working days with its unit.
func giorniLavorativi(n int) string {
	if n == 1 {
		return "1 giorno lavorativo"
	}
	return kernel.Numero(int64(n)) + " giorni lavorativi"
}

// dopo is the last day of the term that starts on day n, which is not counted:
// sentences 1 and 2.
func (t Termine) dopo(cal *Calendario, n int) int {
	switch t.Unita {
	case GiorniLavorativi:
		return cal.aggiungiLavorativi(n, t.N)
	case Mesi:
		return aggiungiMesi(n, t.N)
	}
	return n + t.N
}

// aggiungiMesi moves by months; a day that the month lacks is its last one
// (c.c. art. 2963 c. 5).
func aggiungiMesi(n, mesi int) int {
	anno, mese, g := giorno(n).Time().Date()
	primo := time.Date(anno, mese+time.Month(mesi), 1, 0, 0, 0, 0, time.UTC)
	ultimo := primo.AddDate(0, 1, -1).Day()
	return numero(kernel.NewDay(primo.Year(), primo.Month(), min(g, ultimo)))
}
