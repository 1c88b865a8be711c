package termini

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"pass/internal/kernel"
)

// proprieta splits a content line: NAME;PARAM="value":value (RFC 5545, 3.1).
func proprieta(s string) (nome string, parametri map[string]string, valore string, ok bool) {
	virgolette, da := false, 0
	var pezzi []string
	for i, c := range s {
		switch {
		case c == '"':
			virgolette = !virgolette
		case c == ';' && !virgolette:
			pezzi = append(pezzi, s[da:i])
			da = i + 1
		case c == ':' && !virgolette:
			pezzi = append(pezzi, s[da:i])
			parametri = map[string]string{}
			for _, p := range pezzi[1:] {
				k, v, _ := strings.Cut(p, "=")
				parametri[strings.ToUpper(k)] = strings.Trim(v, `"`)
			}
			return strings.ToUpper(pezzi[0]), parametri, s[i+1:], true
		}
	}
	return "", nil, "", false
}

// testo is a text value as people read it: without escapes, and without the
// control characters and the bytes that are no text.
func testo(v string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(sciolto.Replace(v), "\uFFFD"))
}

// sciolto undoes protetto.
var sciolto = strings.NewReplacer(`\\`, `\`, `\;`, ";", `\,`, ",", `\n`, "\n", `\N`, "\n")

// fusiItaliani are the names under which calendars know Italian time; Windows
// has its own (Unicode CLDR, windowsZones.xml).
var fusiItaliani = map[string]bool{"europe/rome": true, "europe/vatican": true, "europe/san_marino": true, "w. europe standard time": true}

// leggiMomento reads a DATE or a DATE-TIME (RFC 5545, 3.3.4 and 3.3.5).
func leggiMomento(parametri map[string]string, valore string) (momento, error) {
	valore = strings.TrimSpace(valore)
	if len(valore) == len("20060102") {
		t, err := time.Parse("20060102", valore)
		if err != nil {
			return momento{}, fmt.Errorf("la data %q non esiste", valore)
		}
		return momento{giorno: kernel.DayOf(t)}, nil
	}
	civile, utc := strings.CutSuffix(valore, "Z")
	t, err := time.Parse("20060102T150405", civile)
	if err != nil {
		return momento{}, fmt.Errorf("la data %q non si legge: si scrive 20261224 o 20261224T120000", valore)
	}
	if utc {
		t = t.In(kernel.Rome)
	} else if fuso := parametri["TZID"]; fuso != "" && !fusiItaliani[strings.ToLower(strings.TrimPrefix(fuso, "/"))] {
		return momento{}, fmt.Errorf("il fuso orario %q non è quello italiano", fuso)
	}
	ora, minuto, secondo := t.Clock()
	return momento{
		giorno: kernel.DayOf(t), orario: true,
		ora: time.Duration(ora)*time.Hour + time.Duration(minuto)*time.Minute + time.Duration(secondo)*time.Second,
	}, nil
}

// leggiDurata reads a positive DURATION (RFC 5545, 3.3.6): P1W, P2D, PT4H30M.
func leggiDurata(s string) (giorni int, resto time.Duration, err error) {
	sbagliata := fmt.Errorf("la durata %q non si legge: si scrive P1D o PT4H", s)
	valore, ok := strings.CutPrefix(strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(s)), "+"), "P")
	if !ok || valore == "" || strings.HasSuffix(valore, "T") {
		return 0, 0, sbagliata
	}
	cifre, orario := "", false
	for _, c := range valore {
		if c == 'T' && cifre == "" && !orario {
			orario = true
			continue
		}
		if c >= '0' && c <= '9' && len(cifre) < 6 {
			cifre += string(c)
			continue
		}
		n, err := strconv.Atoi(cifre)
		if err != nil || n > 10_000 {
			return 0, 0, sbagliata
		}
		cifre = ""
		switch {
		case c == 'W' && !orario:
			giorni += 7 * n
		case c == 'D' && !orario:
			giorni += n
		case c == 'H' && orario:
			resto += time.Duration(n) * time.Hour
		case c == 'M' && orario:
			resto += time.Duration(n) * time.Minute
		case c == 'S' && orario:
			resto += time.Duration(n) * time.Second
		default:
			return 0, 0, sbagliata
		}
	}
	if cifre != "" {
		return 0, 0, sbagliata
	}
	return giorni, resto, nil
}
