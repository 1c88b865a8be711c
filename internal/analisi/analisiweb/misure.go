package analisiweb

import (
	"math"
	"strings"

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

// percento writes a share from 0 to 1: "41%", "3,2%", "meno dello 0,1%".
func percento(quota float64) string {
	p := 100 * quota
	switch {
	case quota > 0 && p < 0.1:
		return "meno dello 0,1%"
	case p < 9.95:
		return strings.TrimSuffix(kernel.Decimale(p, 1), ",0") + "%"
	}
	return kernel.Decimale(p, 0) + "%"
}

// ilPercento is percento with the article that Italian wants before it: "il
// 41%", "l'8%", "lo 0,5%".
func ilPercento(quota float64) string {
	s := percento(quota)
	cifre, _, _ := strings.Cut(strings.TrimSuffix(s, "%"), ",")
	switch {
	case strings.HasPrefix(s, "meno"):
		return s
	case cifre == "0":
		return "lo " + s
	case cifre == "1" || cifre == "11" || strings.HasPrefix(cifre, "8"):
		return "l’" + s
	}
	return "il " + s
}

// quanti writes a count with its noun: "1 caso", "1.434 casi".
func quanti(n int, uno, molti string) string {
	if n == 1 {
		return "1 " + uno
	}
	return kernel.Numero(int64(n)) + " " + molti
}

// mesi writes a number of months with its noun.
func mesi(n int) string { return quanti(n, "mese", "mesi") }
