package kernel

import (
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
)

var mesi = [...]string{"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno",
	"luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"}

var giorniSettimana = [...]string{"domenica", "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato"}

// InItaliano writes a day as people read it: "22 novembre 2026". The unknown
// day is "n.d.".
func (d Day) InItaliano() string {
	if d.IsZero() {
		return "n.d."
	}
	g := strconv.Itoa(d.t.Day())
	if d.t.Day() == 1 {
		g = "1°"
	}
	return g + " " + mesi[d.t.Month()-1] + " " + strconv.Itoa(d.t.Year())
}

// ConGiornoSettimana is InItaliano with the day of the week in front:
// "venerdì 4 dicembre 2026".
func (d Day) ConGiornoSettimana() string {
	if d.IsZero() {
		return "n.d."
	}
	return giorniSettimana[d.t.Weekday()] + " " + d.InItaliano()
}

// InItaliano writes an instant in Italian time: "22 novembre 2026, ore 20:02".
func (i Instant) InItaliano() string {
	if i.IsZero() {
		return "n.d."
	}
	return i.Day().InItaliano() + ", ore " + i.t.In(Rome).Format("15:04")
}

// Breve writes an instant in the short form of tables: "22/11/2026 20:02".
func (i Instant) Breve() string {
	if i.IsZero() {
		return "n.d."
	}
	return i.t.In(Rome).Format("02/01/2006 15:04")
}

// GiorniDiCalendario writes a count of days with its unit.
func GiorniDiCalendario(n int) string {
	if n == 1 {
		return "1 giorno di calendario"
	}
	return Numero(int64(n)) + " giorni di calendario"
}

// GiorniLavorativi writes a count of working days with its unit.
func GiorniLavorativi(n int) string {
	if n == 1 {
		return "1 giorno lavorativo"
	}
	return Numero(int64(n)) + " giorni lavorativi"
}

// GiorniNetti writes a count of calendar days from which the suspended ones
// were taken away, with its unit.
func GiorniNetti(n int) string {
	if n == 1 {
		return "1 giorno netto (senza le sospensioni)"
	}
	return Numero(int64(n)) + " giorni netti (senza le sospensioni)"
}

// Numero writes an integer with the Italian thousands separator: 1.234.567.
func Numero(n int64) string {
	digits, negative := strings.CutPrefix(strconv.FormatInt(n, 10), "-")
	if negative {
		return "−" + migliaia(digits)
	}
	return migliaia(digits)
}

// migliaia puts the thousands separators among the digits.
func migliaia(digits string) string {
	var b strings.Builder
	for i, c := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte('.')
		}
		b.WriteRune(c)
	}
	return b.String()
}

// Decimale writes x with the given decimals in Italian: 1.234,5. What is not a
// number, or is infinite, is "n.d."; what rounds to zero carries no sign.
func Decimale(x float64, decimals int) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return "n.d."
	}
	s, negative := strings.CutPrefix(strconv.FormatFloat(x, 'f', decimals, 64), "-")
	sign := ""
	if negative && strings.Trim(s, "0.") != "" {
		sign = "−"
	}
	whole, frac, _ := strings.Cut(s, ".")
	if frac == "" {
		return sign + migliaia(whole)
	}
	return sign + migliaia(whole) + "," + frac
}

// Durata writes a length of time in the two largest useful units, for tables
// of measured durations: "3 giorni di calendario e 4 ore", "25 minuti". It is
// gross: days are 24 hours, whatever they are; what is less than the smallest
// unit shown is cut off.
func Durata(d time.Duration) string {
	if d <= -time.Second {
		if d == math.MinInt64 {
			d++
		}
		return "−" + Durata(-d)
	}
	if d < time.Minute {
		return unita(int64(d/time.Second), "secondo", "secondi")
	}
	days, hours, minutes := int64(d/(24*time.Hour)), int64(d%(24*time.Hour)/time.Hour), int64(d%time.Hour/time.Minute)
	switch {
	case days > 0 && hours > 0 && days < 30:
		return unita(days, "giorno di calendario", "giorni di calendario") + " e " + unita(hours, "ora", "ore")
	case days > 0:
		return unita(days, "giorno di calendario", "giorni di calendario")
	case hours > 0 && minutes > 0:
		return unita(hours, "ora", "ore") + " e " + unita(minutes, "minuto", "minuti")
	case hours > 0:
		return unita(hours, "ora", "ore")
	default:
		return unita(minutes, "minuto", "minuti")
	}
}

func unita(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Numero(n) + " " + many
}

// folds maps the accented letters met in Italian names, and in those of the
// neighbouring languages, to plain ones.
var folds = strings.NewReplacer(
	"à", "a", "á", "a", "â", "a", "ä", "a", "ã", "a", "å", "a",
	"è", "e", "é", "e", "ê", "e", "ë", "e",
	"ì", "i", "í", "i", "î", "i", "ï", "i",
	"ò", "o", "ó", "o", "ô", "o", "ö", "o", "õ", "o",
	"ù", "u", "ú", "u", "û", "u", "ü", "u",
	"ç", "c", "ñ", "n", "ß", "ss", "š", "s", "ž", "z", "č", "c", "ć", "c", "đ", "d", "ý", "y", "ÿ", "y",
	"ø", "o", "æ", "ae", "œ", "oe",
)

// Fold gives the form by which names are searched and sorted: lower case,
// without accents, apostrophes and punctuation read as one space. An accent
// written as a character of its own, as macOS does in file names, counts as
// the accented letter. Both databases store it in a column of its own, because SQLite's lower() leaves
// accented letters alone.
func Fold(s string) string {
	s = folds.Replace(strings.ToLower(s))
	var b strings.Builder
	space := false
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if space && b.Len() > 0 {
				b.WriteByte(' ')
			}
			space = false
			b.WriteRune(r)
		default:
			space = true
		}
	}
	return b.String()
}
