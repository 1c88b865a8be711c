package esame

import (
	"strings"

	"pass/internal/kernel"
)

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
