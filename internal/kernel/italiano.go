package kernel

import (
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

// Numero writes an integer with the Italian thousands separator: 1.234.567.
func Numero(n int64) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "−", s[1:]
	}
	var b strings.Builder
	for i, c := range s {
		if i > 0 && (len(s)-i)%3 == 0 {
			b.WriteByte('.')
		}
		b.WriteRune(c)
	}
	return sign + b.String()
}

// Decimale writes x with the given decimals in Italian: 1.234,5.
func Decimale(x float64, decimals int) string {
	s := strconv.FormatFloat(x, 'f', decimals, 64)
	whole, frac, _ := strings.Cut(s, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil {
		return s
	}
	w := Numero(n)
	if n == 0 && strings.HasPrefix(whole, "-") {
		w = "−0"
	}
	if frac == "" {
		return w
	}
	return w + "," + frac
}

// Durata writes a length of time in the two largest useful units, for tables
// of measured durations: "3 giorni e 4 ore", "25 minuti". Days are 24 hours.
func Durata(d time.Duration) string {
	if d < 0 {
		return "−" + Durata(-d)
	}
	if d < time.Minute {
		return unita(int64(d.Seconds()), "secondo", "secondi")
	}
	days, hours, minutes := int64(d/(24*time.Hour)), int64(d%(24*time.Hour)/time.Hour), int64(d%time.Hour/time.Minute)
	switch {
	case days > 0 && hours > 0 && days < 30:
		return unita(days, "giorno", "giorni") + " e " + unita(hours, "ora", "ore")
	case days > 0:
		return unita(days, "giorno", "giorni")
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

// folds maps the accented letters met in Italian names to plain ones.
var folds = strings.NewReplacer(
	"à", "a", "á", "a", "â", "a", "ä", "a", "ã", "a", "å", "a",
	"è", "e", "é", "e", "ê", "e", "ë", "e",
	"ì", "i", "í", "i", "î", "i", "ï", "i",
	"ò", "o", "ó", "o", "ô", "o", "ö", "o", "õ", "o",
	"ù", "u", "ú", "u", "û", "u", "ü", "u",
	"ç", "c", "ñ", "n", "ß", "ss",
)

// Fold gives the form by which names are searched and sorted: lower case,
// without accents, apostrophes and punctuation read as one space. Both
// databases store it in a column of its own, because SQLite's lower() leaves
// accented letters alone.
func Fold(s string) string {
	s = folds.Replace(strings.ToLower(s))
	var b strings.Builder
	space := false
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			if space && b.Len() > 0 {
				b.WriteByte(' ')
			}
			space = false
			b.WriteRune(r)
		} else {
			space = true
		}
	}
	return b.String()
}
