package redazione

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"pass/internal/kernel"
)

// ICS writes an event as a calendar of RFC 5545, with times in UTC. host makes
// the UID that stays the same for ever, url is the public page. An event whose
// end is not said lasts an hour.
func (r Riga) ICS(host, url string, fatto kernel.Instant) []byte {
	fine := r.Testo.FineIl
	if fine.IsZero() {
		fine = r.Testo.InizioIl.Add(time.Hour)
	}
	var b strings.Builder
	riga := func(nome, valore string) { b.WriteString(piega(nome+":"+valore) + "\r\n") }
	utc := func(i kernel.Instant) string { return i.Time().Format("20060102T150405Z") }
	riga("BEGIN", "VCALENDAR")
	riga("VERSION", "2.0")
	riga("PRODID", "-//PAsS//Eventi//IT")
	riga("METHOD", "PUBLISH")
	riga("BEGIN", "VEVENT")
	riga("UID", fmt.Sprintf("evento-%d@%s", r.ID, host))
	riga("SEQUENCE", fmt.Sprint(r.VersionePubblica))
	riga("DTSTAMP", utc(fatto))
	riga("DTSTART", utc(r.Testo.InizioIl))
	riga("DTEND", utc(fine))
	riga("SUMMARY", protetto.Replace(r.Testo.Titolo))
	riga("DESCRIPTION", protetto.Replace(r.Testo.Sommario))
	if l := r.Testo.Luogo; l != "" {
		riga("LOCATION", protetto.Replace(l))
	} else if r.Testo.Collegamento != "" {
		riga("LOCATION", protetto.Replace(r.Testo.Collegamento))
	}
	riga("URL", url)
	riga("END", "VEVENT")
	riga("END", "VCALENDAR")
	return []byte(b.String())
}

// protetto escapes a TEXT value, RFC 5545 3.3.11.
var protetto = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`, "\r", "")

// piega folds a line at 75 octets without cutting a character, RFC 5545 3.1.
func piega(s string) string {
	const most = 75
	var b strings.Builder
	room := most
	for _, r := range s {
		n := utf8.RuneLen(r)
		if n < 0 {
			n = 3 // what is not a character is written as U+FFFD
		}
		if n > room {
			b.WriteString("\r\n ")
			room = most - 1
		}
		b.WriteRune(r)
		room -= n
	}
	return b.String()
}
