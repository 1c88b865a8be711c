package foglio

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"pass/internal/kernel"
)

const (
	righeTestata   = 40  // the header is looked for in the first non-empty rows
	colonneTestata = 120 // and in the first columns
)

// candidata is a pair of a title and a field that could go together.
type candidata struct {
	campo Campo
	col   int
	punti int
}

// assegna gives each field its best title, each title one field: the surest
// pairs first. Ties go to the order of Campi, then to the column on the left.
func assegna(titoli []string) (campi map[Campo]int, totale int) {
	var tutte []candidata
	for i, t := range titoli[:min(len(titoli), colonneTestata)] {
		if t == "" || titoloPersonale(t) {
			continue
		}
		ww := parole(t)
		for _, c := range Campi {
			if p := punti(ww, c); p >= minimo {
				tutte = append(tutte, candidata{c, i, p})
			}
		}
	}
	slices.SortStableFunc(tutte, func(a, b candidata) int { return b.punti - a.punti })
	campi, prese := map[Campo]int{}, map[int]bool{}
	for _, k := range tutte {
		if _, gia := campi[k.campo]; gia || prese[k.col] {
			continue
		}
		campi[k.campo], prese[k.col] = k.col, true
		totale += k.punti
	}
	return campi, totale
}

// trovaIntestazione looks for the header in the first rows, over one row or
// two, and gives its score; 0 when nothing looks like one.
func (f *Foglio) trovaIntestazione() int {
	f.Intestazione, f.RigheIntestazione, f.Colonne = 0, 0, nil
	migliore := 0
	for i := range min(len(f.Righe), righeTestata) {
		r := &f.Righe[i]
		if r.Guasto != "" || conDati(r) {
			continue
		}
		titoli := f.titoli(i)
		campi, p := assegna(titoli)
		// A title above the header adds nothing to it: one row wins a tie.
		if buona(campi) && (p > migliore || p == migliore && f.Intestazione == r.N) {
			migliore = p
			f.Intestazione, f.RigheIntestazione, f.Colonne = r.N, 1, titoli
		}
		if i+1 >= len(f.Righe) || f.Righe[i+1].N != r.N+1 || f.Righe[i+1].Guasto != "" || conDati(&f.Righe[i+1]) {
			continue
		}
		doppi := uniti(titoli, f.titoli(i+1))
		campi, q := assegna(doppi)
		if buona(campi) && (q > migliore || q == migliore && f.Intestazione == r.N && soloCenni(&f.Righe[i+1])) {
			migliore = q
			f.Intestazione, f.RigheIntestazione, f.Colonne = r.N+1, 2, doppi
		}
	}
	return migliore
}

// buona reports whether the fields found are enough for a header.
func buona(campi map[Campo]int) bool {
	_, id := campi[CampoID]
	_, domanda := campi[CampoDomanda]
	return id && domanda || (id || domanda) && len(campi) >= 2 || len(campi) >= 3
}

// conDati reports whether a row holds what only data hold: dates and numbers.
func conDati(r *Riga) bool {
	for _, c := range r.Celle {
		if c.Unita != 0 || c.Vuota() {
			continue
		}
		if c.Tipo == Data || c.Tipo == Logico || c.Tipo == Errore {
			return true
		}
		if c.Tipo == Testo && len(c.Testo) < 40 {
			if d := leggiData(c, false); d.forma != dataNessuna && !d.giorno.IsZero() {
				return true
			}
		}
	}
	return false
}

// soloCenni reports whether a row only says how to fill the cells: «(gg/mm/aaaa)».
func soloCenni(r *Riga) bool {
	for _, c := range r.Celle {
		if !c.Vuota() && c.Unita == 0 && len(parole(c.Testo)) > 0 {
			return false
		}
	}
	return true
}

// titoli are the texts of a row, those merged over several columns repeated.
func (f *Foglio) titoli(i int) []string {
	r := &f.Righe[i]
	out := make([]string, len(r.Celle))
	for k, c := range r.Celle {
		out[k] = titolo(c)
	}
	for _, u := range f.unioni {
		if r.N < u.r1 || r.N > u.r2 || u.c2 == u.c1 || u.c1 >= len(out) || u.c2-u.c1 > 30 {
			continue
		}
		for len(out) <= min(u.c2, MaxColonne-1) {
			out = append(out, "")
		}
		for k := u.c1 + 1; k <= min(u.c2, MaxColonne-1); k++ {
			if out[k] == "" {
				out[k] = out[u.c1]
			}
		}
	}
	return out
}

// titolo shows a cell of a header; a number there (a year, an index) is text.
func titolo(c Cella) string {
	s := pulisci(c.Testo)
	if rr := []rune(s); len(rr) > 300 {
		s = string(rr[:300])
	}
	return s
}

// uniti joins two rows of titles. A text merged downwards is there once.
func uniti(sopra, sotto []string) []string {
	out := make([]string, max(len(sopra), len(sotto)))
	for i := range out {
		var a, b string
		if i < len(sopra) {
			a = sopra[i]
		}
		if i < len(sotto) {
			b = sotto[i]
		}
		if a == b {
			b = ""
		}
		out[i] = strings.TrimSpace(a + " " + b)
	}
	return out
}

// Titolo is the title of a column (from 0) for people; empty without one.
func (f *Foglio) Titolo(col int) string {
	if col < 0 || col >= len(f.Colonne) {
		return ""
	}
	return f.Colonne[col]
}

// Impronta recognises a header when the same office sends the same layout
// again: a body that corrected a mapping need not do it twice. It depends on
// the titles and their order, not on case, accents and spaces.
func (f *Foglio) Impronta() string {
	if f.Intestazione == 0 {
		return ""
	}
	return Impronta(f.Colonne)
}

// Impronta is Foglio.Impronta for a list of titles.
func Impronta(titoli []string) string {
	var b strings.Builder
	n := len(titoli)
	for n > 0 && strings.TrimSpace(titoli[n-1]) == "" {
		n--
	}
	for _, t := range titoli[:n] {
		b.WriteString(kernel.Fold(t))
		b.WriteByte('\n')
	}
	h := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(h[:16])
}

// conIntestazione is a copy of the sheet with the header where the person says.
func (f *Foglio) conIntestazione(n int) *Foglio {
	if n == 0 || n == f.Intestazione {
		return f
	}
	g := *f
	g.Intestazione, g.RigheIntestazione, g.Colonne = n, 1, nil
	if i := g.indiceRiga(n); i < len(g.Righe) && g.Righe[i].N == n {
		g.Colonne = g.titoli(i)
	}
	return &g
}
