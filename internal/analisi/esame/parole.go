package esame

import (
	"math"
	"strings"

	"pass/internal/kernel"
)

// Lengths of time, in seconds.
const (
	minuto = 60.0
	ora    = 60 * minuto
	giorno = 24 * ora
)

// Durata writes seconds for people with the unit that suits them: calendar
// days (of 24 hours) from two on, then hours, minutes, seconds.
func Durata(secondi float64) string {
	switch {
	case secondi >= 2*giorno-ora/20:
		return kernel.GiorniDiCalendario(int(math.Round(secondi / giorno)))
	case secondi >= ora-minuto/2:
		return conta(secondi/ora, "ora", "ore")
	case secondi >= minuto-0.5:
		return conta(math.Round(secondi/minuto), "minuto", "minuti")
	case secondi > 0 && secondi < 0.5:
		return "meno di 1 secondo"
	}
	return conta(math.Round(secondi), "secondo", "secondi")
}

// Breve is Durata for the labels of a drawing, whose key says the units:
// "58 g", "3 h", "20 min".
func Breve(secondi float64) string {
	switch {
	case secondi >= 2*giorno-ora/20:
		return kernel.Numero(int64(math.Round(secondi/giorno))) + " g"
	case secondi >= ora-minuto/2:
		return kernel.Numero(int64(math.Round(secondi/ora))) + " h"
	}
	return kernel.Numero(int64(math.Round(secondi/minuto))) + " min"
}

// conta writes a number, one decimal below ten, and the unit that agrees.
func conta(x float64, uno, molti string) string {
	valore := kernel.Decimale(x, 1)
	if x >= 9.95 {
		valore = kernel.Decimale(x, 0)
	}
	valore = strings.TrimSuffix(valore, ",0")
	if valore == "1" {
		return valore + " " + uno
	}
	return valore + " " + molti
}

// Percento writes a share from 0 to 1: "41%", "3,2%", "meno dello 0,1%".
func Percento(quota float64) string {
	p := 100 * quota
	switch {
	case quota > 0 && p < 0.1:
		return "meno dello 0,1%"
	case p < 9.95:
		return strings.TrimSuffix(kernel.Decimale(p, 1), ",0") + "%"
	}
	return kernel.Decimale(p, 0) + "%"
}

// IlPercento is Percento with its article: "il 41%", "l'8%", "lo 0,5%".
func IlPercento(quota float64) string {
	s := Percento(quota)
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

// NelPercento is Percento after "in": "nel 41%", "nell’8%", "nello 0,5%".
func NelPercento(quota float64) string {
	s := IlPercento(quota)
	switch {
	case strings.HasPrefix(s, "il "):
		return "nel " + s[3:]
	case strings.HasPrefix(s, "lo "):
		return "nello " + s[3:]
	case strings.HasPrefix(s, "l’"):
		return "nell" + s[1:]
	}
	return "in " + s
}

// Quanti writes a count with its noun: "1 pratica", "1.434 pratiche".
func Quanti(n int, uno, molti string) string {
	if n == 1 {
		return "1 " + uno
	}
	return kernel.Numero(int64(n)) + " " + molti
}

// Maiuscola makes the first letter great.
func Maiuscola(s string) string {
	if s == "" {
		return s
	}
	r := []rune(s)
	return strings.ToUpper(string(r[0])) + string(r[1:])
}

// ValoreUnita is Durata split into its number and its unit, for the figures
// that stand alone.
func ValoreUnita(secondi float64) (valore, unita string) {
	valore, unita, _ = strings.Cut(Durata(secondi), " ")
	if valore == "meno" {
		return "<1", "secondo"
	}
	return valore, unita
}
