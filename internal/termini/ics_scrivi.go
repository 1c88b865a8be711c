package termini

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"pass/internal/kernel"
)

// fusoRoma is the VTIMEZONE that RFC 5545 (3.2.19) wants beside TZID: the rules
// of Directive 2000/84/EC.
const fusoRoma = `BEGIN:VTIMEZONE
TZID:Europe/Rome
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
END:DAYLIGHT
END:VTIMEZONE`

// ScriviICS writes closures as a calendar of RFC 5545: CRLF, lines folded at 75
// octets, one VEVENT each. fatto is the time of the export (DTSTAMP).
func ScriviICS(w io.Writer, chiusure []Chiusura, fatto kernel.Instant) error {
	b := bufio.NewWriter(w)
	riga := func(format string, args ...any) {
		b.WriteString(piega(fmt.Sprintf(format, args...)) + "\r\n")
	}
	riga("BEGIN:VCALENDAR")
	riga("VERSION:2.0")
	riga("PRODID:-//PAsS//Chiusure degli uffici//IT")
	riga("CALSCALE:GREGORIAN")
	for _, c := range chiusure {
		if c.Oraria {
			for _, r := range strings.Split(fusoRoma, "\n") {
				riga("%s", r)
			}
			break
		}
	}
	for _, c := range chiusure {
		c.scrivi(riga, fatto)
	}
	riga("END:VCALENDAR")
	return b.Flush()
}

// scrivi writes one VEVENT.
func (c Chiusura) scrivi(riga func(string, ...any), fatto kernel.Instant) {
	riga("BEGIN:VEVENT")
	riga("UID:%s", protetto.Replace(c.UID))
	riga("DTSTAMP:%s", fatto.Time().Format("20060102T150405Z"))
	riga("DTSTART%s", c.quando(c.Dal, c.Dalle))
	riga("DTEND%s", c.quando(c.Al, c.Alle))
	riga("SUMMARY:%s", protetto.Replace(c.Nome))
	if c.OgniAnni > 0 {
		r := "RRULE:FREQ=YEARLY"
		if c.OgniAnni > 1 {
			r += fmt.Sprintf(";INTERVAL=%d", c.OgniAnni)
		}
		if c.Volte > 0 {
			r += fmt.Sprintf(";COUNT=%d", c.Volte)
		} else if !c.Fino.IsZero() {
			r += ";UNTIL=" + c.fino()
		}
		riga("%s", r)
	}
	for _, e := range c.Escluse {
		riga("EXDATE%s", c.quando(e, c.Dalle))
	}
	riga("END:VEVENT")
}

// fino is UNTIL in the kind of DTSTART: a date, or an instant in UTC at the end
// of the day (RFC 5545, 3.3.10).
func (c Chiusura) fino() string {
	if !c.Oraria {
		return c.Fino.Time().Format("20060102")
	}
	return istante(numero(c.Fino), 24*time.Hour-time.Second).UTC().Format("20060102T150405Z")
}

// quando is the parameters and the value of a day, with the time if it is timed.
func (c Chiusura) quando(d kernel.Day, ora time.Duration) string {
	if !c.Oraria {
		return ";VALUE=DATE:" + d.Time().Format("20060102")
	}
	return ";TZID=Europe/Rome:" + d.Time().Add(ora).Format("20060102T150405")
}

// protetto escapes a text value (RFC 5545, 3.3.11).
var protetto = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`)

// ottetti is the longest line of a calendar, without its end (RFC 5545, 3.1).
const ottetti = 75

// piega folds a line without cutting a character in two.
func piega(s string) string {
	var b strings.Builder
	for posto := ottetti; len(s) > posto; posto = ottetti - 1 {
		n := posto
		for n > posto-utf8.UTFMax && !utf8.RuneStart(s[n]) {
			n--
		}
		b.WriteString(s[:n] + "\r\n ")
		s = s[n:]
	}
	return b.String() + s
}
