package dati

import (
	"strconv"

	"pass/internal/pubblico"
)

// testo makes a text column; giorni a number of days in calendar days, and so
// on. The order of the arguments is that of the dictionary.
func testo(nome, etichetta, descrizione string) Colonna {
	return Colonna{nome, etichetta, descrizione, Testo, ""}
}

func intero(nome, etichetta, descrizione, unita string) Colonna {
	return Colonna{nome, etichetta, descrizione, Intero, unita}
}

func decimale(nome, etichetta, descrizione, unita string) Colonna {
	return Colonna{nome, etichetta, descrizione, Decimale, unita}
}

func logico(nome, etichetta, descrizione string) Colonna {
	return Colonna{nome, etichetta, descrizione, Logico, ""}
}

func giorno(nome, etichetta, descrizione string) Colonna {
	return Colonna{nome, etichetta, descrizione, Giorno, ""}
}

func istante(nome, etichetta, descrizione string) Colonna {
	return Colonna{nome, etichetta, descrizione, Istante, ""}
}

func semestre(nome, etichetta, descrizione string) Colonna {
	return Colonna{nome, etichetta, descrizione, Semestre, ""}
}

const (
	diCalendario = "giorni di calendario"
	richieste    = "richieste"
	pratiche     = "pratiche"
	enti         = "enti"
)

// Canonico is the canonical text of a number.
func Canonico(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

func conta(n int64) string { return strconv.FormatInt(n, 10) }

func forse(n *int64) string {
	if n == nil {
		return ""
	}
	return conta(*n)
}

func forseDecimale(x *float64) string {
	if x == nil {
		return ""
	}
	return Canonico(*x)
}

// valore is the text of a measure; one of too few cases is not known.
func valore(m pubblico.Misura) string {
	if !m.Nota() {
		return ""
	}
	return Canonico(*m.Valore)
}

func vero(b bool) string { return strconv.FormatBool(b) }
