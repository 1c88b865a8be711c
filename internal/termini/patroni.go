package termini

import (
	"time"

	"pass/internal/kernel"
)

// Patrono is the feast of a Comune. It is a holiday for those who work there
// (collective agreements), not for the terms: L. 260/1949 does not list it.
type Patrono struct {
	Nome   string
	Mese   time.Month
	Giorno int
	Fonte  string
}

const fontePatroni = "Milano Free, «I santi patroni dei capoluoghi lombardi», milanofree.it"

// patroni are the feasts of the twelve chief towns of Lombardy.
var patroni = map[kernel.CodiceIstat]Patrono{
	"012133": {"San Vittore", time.May, 8, fontePatroni},                    // Varese
	"013075": {"Sant'Abbondio", time.August, 31, fontePatroni},              // Como
	"014061": {"Santi Gervasio e Protasio", time.June, 19, fontePatroni},    // Sondrio
	"015146": {"Sant'Ambrogio", time.December, 7, fontePatroni},             // Milano
	"016024": {"Sant'Alessandro", time.August, 26, fontePatroni},            // Bergamo
	"017029": {"Santi Faustino e Giovita", time.February, 15, fontePatroni}, // Brescia
	"018110": {"San Siro", time.December, 9, fontePatroni},                  // Pavia
	"019036": {"Sant'Omobono", time.November, 13, fontePatroni},             // Cremona
	"020030": {"Sant'Anselmo", time.March, 18, fontePatroni},                // Mantova
	"097042": {"San Nicolò", time.December, 6, fontePatroni},                // Lecco
	"098031": {"San Bassiano", time.January, 19, fontePatroni},              // Lodi
	"108033": {"San Giovanni Battista", time.June, 24, fontePatroni},        // Monza
}

// PatronoDi is the patron saint of a Comune. Only the chief towns of Lombardy
// are known; for any other Comune the answer is false and must be said so, and
// the office can give its own with Calendario.ConPatrono.
func PatronoDi(istat kernel.CodiceIstat) (Patrono, bool) {
	p, ok := patroni[istat]
	return p, ok
}
