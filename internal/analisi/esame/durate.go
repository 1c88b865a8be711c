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

// The words of the days, for the whole product where it tells the times of a
// log. A length between two instants includes nights, holidays and suspensions.
// Told in whole days it is "giorni di calendario", like a count of dates; only
// where a fraction of a day is shown it is "giorni di 24 ore", because half a
// day of the calendar is nothing.

// Durata writes seconds for people with the unit that suits them: calendar
// days, whole, from two on, then hours, minutes, seconds.
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

// DurataFine is Durata with the tenths of the days that are fewer than ten:
// "2,5 giorni di 24 ore", "3 giorni di calendario", "58 giorni di calendario".
func DurataFine(secondi float64) string {
	if decimi := math.Round(10 * secondi / giorno); secondi >= 2*giorno && decimi < 100 && math.Mod(decimi, 10) != 0 {
		return conta(secondi/giorno, "giorno di 24 ore", "giorni di 24 ore")
	}
	return Durata(secondi)
}

// Breve is Durata for the labels of a drawing, whose key says the units:
// "58 g", "3 h", "20 min".
func Breve(secondi float64) string {
	if secondi >= 2*giorno-ora/20 {
		return kernel.Numero(int64(math.Round(secondi/giorno))) + " g"
	}
	return oreBrevi(secondi)
}

// oreBrevi writes hours or minutes for a label.
func oreBrevi(secondi float64) string {
	if secondi >= ora-minuto/2 {
		return kernel.Numero(int64(math.Round(secondi/ora))) + " h"
	}
	return kernel.Numero(int64(math.Round(secondi/minuto))) + " min"
}

// ValoreUnita is Durata split into its number and its unit, for the figures
// that stand alone.
func ValoreUnita(secondi float64) (valore, unita string) { return spezza(Durata(secondi)) }

// ValoreUnitaFine is ValoreUnita of DurataFine.
func ValoreUnitaFine(secondi float64) (valore, unita string) { return spezza(DurataFine(secondi)) }

func spezza(durata string) (valore, unita string) {
	valore, unita, _ = strings.Cut(durata, " ")
	if valore == "meno" {
		_, unita, _ = strings.Cut(strings.TrimPrefix(unita, "di "), " ")
		return "<1", unita
	}
	return valore, unita
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
