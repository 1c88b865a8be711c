package foglio

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"pass/internal/kernel"
)

// formaData says how a date was written.
type formaData uint8

const (
	dataNessuna     formaData = iota // not a date
	dataCerta                        // one reading only
	dataBreve                        // a year of two digits
	dataSeriale                      // a number without a date style
	dataAmericana                    // only month/day/year makes sense
	dataImpossibile                  // day or month that do not exist
)

// dataLetta is what a cell says as a date.
type dataLetta struct {
	giorno kernel.Day // the zero day with dataNessuna, dataAmericana, dataImpossibile
	forma  formaData
	// scambiabile: written with figures, day and month could be swapped.
	scambiabile bool
}

var (
	reNumerica = regexp.MustCompile(`^(\d{1,2})\s*[-/.,\\ ]\s*(\d{1,2})\s*[-/.,\\ ]\s*(\d{4}|\d{2})$`)
	reISO      = regexp.MustCompile(`^(\d{4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})$`)
	reParole   = regexp.MustCompile(`^(\d{1,2})(?:°|º)?[-/. ]*([a-z]{3,9})\.?[-/. ']*(\d{4}|\d{2})$`)
	reOra      = regexp.MustCompile(`(?i)(?:[T ,]+(?:ore\s+|alle\s+|h\.?\s*)?\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?\s*(?:z|[+-]\d{2}:?\d{2}|am|pm)?)$`)
	reSettim   = regexp.MustCompile(`^(?:luned[iì]|marted[iì]|mercoled[iì]|gioved[iì]|venerd[iì]|sabato|domenica|lun|mar|mer|gio|ven|sab|dom)[.,]?'?\s+`)
	rePrefisso = regexp.MustCompile(`^(?:del|dal|il|in data|data|li|lì)\s+`)
)

var mesi = []string{"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"}

// leggiData reads a date as people and programs write it. It never guesses in
// silence: the form tells what the caller has to say.
func leggiData(c Cella, sistema1904 bool) dataLetta {
	switch c.Tipo {
	case Data, Numero:
		return daNumero(c, sistema1904)
	case Testo:
		return daTesto(c.Testo, sistema1904)
	}
	return dataLetta{}
}

func daNumero(c Cella, sistema1904 bool) dataLetta {
	x, err := strconv.ParseFloat(c.Testo, 64)
	if err != nil {
		return dataLetta{}
	}
	if c.Tipo == Numero && x == math.Trunc(x) && x > 1_000_000 && x < 100_000_000 {
		return daCifre(strconv.FormatInt(int64(x), 10))
	}
	g := daSeriale(x, sistema1904)
	switch {
	case g.IsZero():
		return dataLetta{}
	case c.Tipo == Numero:
		return dataLetta{giorno: g, forma: dataSeriale}
	}
	return dataLetta{giorno: g, forma: dataCerta}
}

// daSeriale turns the day number of a spreadsheet into a date. The calendar of
// 1900 counts a 29 February 1900 that never was (ECMA-376 part 1, 18.17.4.1);
// numbers before March 1900 and after 2199 are no dates of practices.
func daSeriale(x float64, sistema1904 bool) kernel.Day {
	if math.IsNaN(x) || x < 61 || x > 109_574 {
		return kernel.Day{}
	}
	n := int(math.Floor(x))
	if sistema1904 {
		n += 1462
	}
	return kernel.NewDay(1899, time.December, 30).AddDays(n)
}

// daCifre reads eight figures in a row: 20240403, or 03042024.
func daCifre(s string) dataLetta {
	if len(s) == 7 {
		s = "0" + s
	}
	if len(s) != 8 {
		return dataLetta{}
	}
	n := func(a, b int) int { v, _ := strconv.Atoi(s[a:b]); return v }
	if g := esiste(n(0, 4), n(4, 6), n(6, 8)); !g.IsZero() && n(0, 4) >= 1900 && n(0, 4) < 2100 {
		return dataLetta{giorno: g, forma: dataCerta}
	}
	if g := esiste(n(4, 8), n(2, 4), n(0, 2)); !g.IsZero() && n(4, 8) >= 1900 && n(4, 8) < 2100 {
		return dataLetta{giorno: g, forma: dataCerta}
	}
	return dataLetta{}
}

func daTesto(s string, sistema1904 bool) dataLetta {
	if len(s) > 120 {
		return dataLetta{}
	}
	s = strings.ToLower(pulisci(s))
	s = strings.Trim(s, "'\"`*.,; ")
	s = rePrefisso.ReplaceAllString(s, "")
	s = reSettim.ReplaceAllString(s, "")
	if t := reOra.ReplaceAllString(s, ""); len(t) >= 6 {
		s = t
	}
	if m := reISO.FindStringSubmatch(s); m != nil {
		return conta(m[1], m[2], m[3], false)
	}
	if m := reNumerica.FindStringSubmatch(s); m != nil {
		return conta(m[3], m[2], m[1], true)
	}
	if m := reParole.FindStringSubmatch(s); m != nil {
		if mese := meseDi(m[2]); mese > 0 {
			return conta(m[3], strconv.Itoa(mese), m[1], false)
		}
		return dataLetta{}
	}
	if cifre(s) && (len(s) == 8 || len(s) == 5) {
		if len(s) == 8 {
			return daCifre(s)
		}
		return daNumero(Cella{Testo: s, Tipo: Numero}, sistema1904)
	}
	return dataLetta{}
}

// conta puts year, month and day together. A year of two digits is of this
// century up to 69, of the last one after it, and the person is told.
func conta(a, m, g string, figure bool) dataLetta {
	anno, _ := strconv.Atoi(a)
	mese, _ := strconv.Atoi(m)
	giorno, _ := strconv.Atoi(g)
	out := dataLetta{forma: dataCerta}
	if len(a) == 2 {
		out.forma = dataBreve
		if anno += 2000; anno > 2069 {
			anno -= 100
		}
	}
	out.giorno = esiste(anno, mese, giorno)
	switch {
	case !out.giorno.IsZero():
		out.scambiabile = figure && giorno <= 12 && giorno != mese
	case figure && mese > 12 && !esiste(anno, giorno, mese).IsZero():
		return dataLetta{forma: dataAmericana}
	default:
		return dataLetta{forma: dataImpossibile}
	}
	return out
}

// esiste is the day, or the zero day when the calendar has no such day.
func esiste(anno, mese, giorno int) kernel.Day {
	if anno < 1 || anno > 9999 || mese < 1 || mese > 12 || giorno < 1 || giorno > 31 {
		return kernel.Day{}
	}
	d := kernel.NewDay(anno, time.Month(mese), giorno)
	if t := d.Time(); t.Day() != giorno || int(t.Month()) != mese {
		return kernel.Day{}
	}
	return d
}

// meseDi is the number of a month by its name or by the three letters or more
// that begin it; 0 when none.
func meseDi(s string) int {
	if s == "sett" {
		return 9
	}
	for i, m := range mesi {
		if len(s) >= 3 && strings.HasPrefix(m, s) {
			return i + 1
		}
	}
	return 0
}

func breve(d kernel.Day) string { return d.Time().Format("02/01/2006") }

func cifre(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
