package analisiweb

import (
	"math"
	"strings"

	"pass/internal/analisi/esame"
	"pass/internal/kernel"
)

// The lengths of time in which durations are told, in seconds.
const (
	minuto = 60
	ora    = 60 * minuto
	giorno = 24 * ora
)

// durata writes seconds with the unit that suits them: days of 24 hours from
// two days on, then hours, minutes, seconds. The page says once that days are
// of 24 hours. Value and unit stay on one line.
func durata(secondi float64) string {
	v, u := misura(secondi)
	return strings.ReplaceAll(v+" "+u, " ", "\u00a0")
}

// durataEstesa is durata where the unit must stand by itself: "58 giorni di 24
// ore".
func durataEstesa(secondi float64) string {
	v, u := misuraEstesa(secondi)
	return v + " " + u
}

func misuraEstesa(secondi float64) (valore, unita string) {
	valore, unita = misura(secondi)
	if strings.HasPrefix(unita, "giorn") {
		unita += " di 24 ore"
	}
	return valore, unita
}

// misura splits a duration into value and unit. What would be rounded to the
// next unit is told in it.
func misura(secondi float64) (valore, unita string) {
	switch {
	case secondi >= 2*giorno-ora/20:
		return conta(secondi/giorno, "giorno", "giorni")
	case secondi >= ora-minuto/2:
		return conta(secondi/ora, "ora", "ore")
	case secondi >= minuto-0.5:
		return conta(math.Round(secondi/minuto), "minuto", "minuti")
	case secondi > 0 && secondi < 0.5:
		return "meno di 1", "secondo"
	}
	return conta(math.Round(secondi), "secondo", "secondi")
}

// conta writes a number with one decimal below ten, none above, and the unit
// that agrees with it.
func conta(x float64, uno, molti string) (valore, unita string) {
	valore = kernel.Decimale(x, 1)
	if x >= 9.95 {
		valore = kernel.Decimale(x, 0)
	}
	valore = strings.TrimSuffix(valore, ",0")
	if valore == "1" {
		return valore, uno
	}
	return valore, molti
}

// mesi writes a number of months with its noun.
func mesi(n int) string { return esame.Quanti(n, "mese", "mesi") }
