package anagrafe

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"pass/internal/kernel"
)

// istat reads the six-digit code of a Comune. Spreadsheets lose leading zeros:
// four or five digits are completed, and the person is told.
func (r *riga) istat(chiave string) kernel.CodiceIstat {
	s := intero(r.testo(chiave))
	if s == "" {
		return ""
	}
	if (len(s) == 4 || len(s) == 5) && cifre(s) {
		s = strings.Repeat("0", 6-len(s)) + s
		r.avvisa(chiave, "Al codice ISTAT mancavano gli zeri iniziali: sono stati aggiunti.")
	}
	if c := kernel.CodiceIstat(s); c.Valid() && s != "000000" {
		return c
	}
	return ""
}

// istatObbligatorio discards the row without a good code.
func (r *riga) istatObbligatorio(chiave string) kernel.CodiceIstat {
	c := r.istat(chiave)
	if c == "" {
		r.scarta(chiave, "Il codice ISTAT deve avere sei cifre; qui c'è "+citato(r.testo(chiave))+".")
	}
	return c
}

// belfiore reads a cadastral code; a wrong one is told and left out.
func (r *riga) belfiore(chiave string) kernel.CodiceBelfiore {
	s := strings.ToUpper(r.testo(chiave))
	c := kernel.CodiceBelfiore(s)
	if s == "" || c.Valid() {
		return c
	}
	r.segnala(chiave, "Il codice Belfiore ha una lettera e tre cifre; qui c'è "+citato(s)+". Il codice è rimasto vuoto.")
	return ""
}

// nome reads a name with plain apostrophes, and tells when a letter was lost.
func (r *riga) nome(chiave string) string {
	s := strings.ReplaceAll(r.testo(chiave), "’", "'")
	if strings.ContainsRune(s, utf8.RuneError) || strings.ContainsFunc(s, unicode.IsControl) || perso.MatchString(s) {
		r.segnala(chiave, "In "+citato(s)+" c'è un carattere che non si legge: il nome va controllato.")
	}
	return s
}

// A question mark inside a word is a letter that Windows-1252 does not have.
var perso = regexp.MustCompile(`\p{L}\?|\?\p{L}`)

// codice reads digits of a fixed width, completing leading zeros.
func (r *riga) codice(chiave string, cifreAttese int) string {
	s := intero(r.testo(chiave))
	if s == "" || !cifre(s) || len(s) > cifreAttese {
		return ""
	}
	return strings.Repeat("0", cifreAttese-len(s)) + s
}

// sigla reads the two letters of a province.
func (r *riga) sigla(chiave string) string {
	s := strings.ToUpper(r.testo(chiave))
	if len(s) == 2 && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" {
		return s
	}
	if s != "" && s != "-" {
		r.segnala(chiave, "La sigla della provincia ha due lettere; qui c'è "+citato(s)+". La sigla è rimasta vuota.")
	}
	return ""
}

// migliaia is a whole number with its thousands set apart: 1.242.123.
var migliaia = regexp.MustCompile(`^\d{1,3}([.,' ]\d{3})+$`)

// abitanti reads a number of inhabitants; 0 when there is none, with the reason
// in Italian.
func (r *riga) abitanti(chiave string) (n int, perche string) {
	s := r.testo(chiave)
	if s == "" || s == "-" || strings.EqualFold(s, "n.d.") {
		return 0, "La popolazione manca."
	}
	plain := intero(s)
	if migliaia.MatchString(plain) {
		plain = strings.NewReplacer(".", "", ",", "", "'", "", " ", "").Replace(plain)
	}
	n, err := strconv.Atoi(plain)
	if err != nil || !cifre(plain) || n > 100_000_000 {
		return 0, "La popolazione deve essere un numero intero; qui c'è " + citato(s) + "."
	}
	if n == 0 {
		return 0, "La popolazione è zero: il dato non può essere giusto."
	}
	return n, ""
}

// giorno reads a date: 2024-01-22, 22/01/2024, either with a time, or the
// serial number of a spreadsheet. The zero day means "none"; 9999-12-31 is the
// archives' way to say it.
func (r *riga) giorno(chiave string) kernel.Day {
	s := r.testo(chiave)
	d, ok := leggiGiorno(s)
	if !ok {
		r.segnala(chiave, "La data "+citato(s)+" non si legge: è rimasta vuota.")
	}
	return d
}

func leggiGiorno(s string) (kernel.Day, bool) {
	if s == "" {
		return kernel.Day{}, true
	}
	if n, err := strconv.Atoi(s); err == nil && n > 0 && n < 2_958_466 {
		t, err := excelize.ExcelDateToTime(float64(n), false)
		return aperto(kernel.DayOf(t)), err == nil
	}
	data, _, _ := strings.Cut(strings.ReplaceAll(s, "T", " "), " ")
	for _, layout := range []string{"2006-01-02", "02/01/2006", "2/1/2006", "02-01-2006", "02.01.2006"} {
		if t, err := time.Parse(layout, data); err == nil {
			return aperto(kernel.DayOf(t)), true
		}
	}
	return kernel.Day{}, false
}

func aperto(d kernel.Day) kernel.Day {
	if d.Year() >= 9999 {
		return kernel.Day{}
	}
	return d
}

var (
	dataNelNome = regexp.MustCompile(`(\d{2})[_.-](\d{2})[_.-](\d{4})`)
	annoNelNome = regexp.MustCompile(`(?:^|\D)((?:19|20)\d{2})(?:\D|$)`)
)

// dataDa finds a day such as 30_06_2024 in the name of a sheet or file.
func dataDa(nomi ...string) kernel.Day {
	for _, nome := range nomi {
		if m := dataNelNome.FindStringSubmatch(nome); m != nil {
			if t, err := time.Parse("02012006", m[1]+m[2]+m[3]); err == nil {
				return kernel.DayOf(t)
			}
		}
	}
	return kernel.Day{}
}

// annoDa finds a year in a header, a title or the name of a file; 0 if none.
func annoDa(testi ...string) int {
	for _, testo := range testi {
		if m := annoNelNome.FindStringSubmatch(testo); m != nil {
			n, _ := strconv.Atoi(m[1])
			return n
		}
	}
	return 0
}

// intero drops the decimals that spreadsheets add to whole numbers: 1001.0.
func intero(s string) string {
	whole, decimals, ok := strings.Cut(s, ".")
	if ok && cifre(whole) && strings.Trim(decimals, "0") == "" && len(decimals) < 3 {
		return whole
	}
	return s
}

func cifre(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// citato shows what was found in a cell, shortened.
func citato(s string) string {
	if s == "" {
		return "una cella vuota"
	}
	if r := []rune(s); len(r) > 40 {
		s = string(r[:40]) + "…"
	}
	return "«" + s + "»"
}
