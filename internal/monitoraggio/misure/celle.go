package misure

import (
	"strings"
	"time"
	"unicode"

	"pass/internal/kernel"
	"pass/internal/termini"
)

const msgTermine = "Il termine è un numero intero di giorni di calendario, da 1 in su."

// annoMinimo is the first year taken for a date: an earlier one is a slip of
// the keyboard, or the zero of a spreadsheet or of a database.
const annoMinimo = 1900

// LeggiData reads a date written as 2025-01-31 or as 31/01/2025 (31/1/2025),
// from the year 1900 on; false when it is no such date, or one that the
// calendar does not have.
func LeggiData(s string) (kernel.Day, bool) {
	if d, ok := dataISO(s); ok {
		return d, true
	}
	g, resto, ok1 := strings.Cut(s, "/")
	m, a, ok2 := strings.Cut(resto, "/")
	if !ok1 || !ok2 || len(a) != 4 || len(g) > 2 || len(m) > 2 {
		return kernel.Day{}, false
	}
	return data(a, m, g)
}

// dataISO reads 2025-01-31 alone.
func dataISO(s string) (kernel.Day, bool) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return kernel.Day{}, false
	}
	return data(s[:4], s[5:7], s[8:])
}

func data(anno, mese, giorno string) (kernel.Day, bool) {
	a, ok1 := intero(anno)
	m, ok2 := intero(mese)
	g, ok3 := intero(giorno)
	if !ok1 || !ok2 || !ok3 || a < annoMinimo || m < 1 || m > 12 {
		return kernel.Day{}, false
	}
	d := kernel.NewDay(a, time.Month(m), g)
	if d.Time().Day() != g { // the 31st of April has become the 1st of May
		return kernel.Day{}, false
	}
	return d, true
}

// intero reads a whole number of at most nine digits 0-9, without sign.
func intero(s string) (int, bool) {
	if s == "" || len(s) > 9 {
		return 0, false
	}
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = 10*n + int(s[i]-'0')
	}
	return n, true
}

// dateLette remembers the last text read: files are often sorted by date.
type dateLette struct {
	testo  string
	giorno kernel.Day
}

func (d *dateLette) leggi(s string) (kernel.Day, bool) {
	if s == d.testo {
		return d.giorno, true
	}
	giorno, ok := LeggiData(s)
	if ok {
		d.testo, d.giorno = s, giorno
	}
	return giorno, ok
}

// siNo reads the words of the column conferenza_servizi.
func siNo(s string) (si, ok bool) {
	switch strings.ToLower(s) {
	case "sì", "si\u0300", "si", "s", "x", "1", "true":
		return true, true
	case "", "no", "n", "0", "false":
		return false, true
	}
	return false, false
}

// LeggiTermine reads a whole number of calendar days, 1 or more.
func LeggiTermine(s string) (*termini.Termine, bool) {
	n, ok := intero(s)
	if !ok || n < 1 {
		return nil, false
	}
	return &termini.Termine{N: n, Unita: termini.GiorniDiCalendario}, true
}

// leggiSospensioni reads the column sospensioni into p; it gives what is wrong,
// or nothing. Whether a period ends before it starts is for Validate to say.
func leggiSospensioni(s string, p *Pratica) string {
	if s == "" {
		return ""
	}
	if !strings.Contains(s, "/") {
		n, ok := intero(s)
		if !ok {
			return "«" + accorcia(s) + "» non è un numero di giorni né un elenco di periodi inizio/fine."
		}
		p.GiorniSospesi = n
		return ""
	}
	for periodo := range strings.FieldsSeq(s) {
		inizio, fine, ok := strings.Cut(periodo, "/")
		if !ok {
			return "«" + accorcia(periodo) + "» non è un periodo: scrivere inizio/fine, con le date come aaaa-mm-gg."
		}
		var x termini.Sospensione
		if x.Dal, ok = dataISO(inizio); !ok {
			return "«" + accorcia(periodo) + "»: l'inizio non è una data aaaa-mm-gg."
		}
		if fine != "" {
			if x.Al, ok = dataISO(fine); !ok {
				return "«" + accorcia(periodo) + "»: la fine non è una data aaaa-mm-gg."
			}
		}
		p.Sospensioni = append(p.Sospensioni, x)
	}
	return ""
}

// accorcia quotes a cell in a message: on one line, without control
// characters, and not too long.
func accorcia(s string) string {
	s = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, s)
	if r := []rune(s); len(r) > 40 {
		return string(r[:39]) + "…"
	}
	return s
}
