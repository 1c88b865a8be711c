package mappa

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"pass/internal/kernel"
)

// Nota is a territory of the register.
type Nota struct{ Nome, Sigla string }

// Registro are the territories that may be drawn.
type Registro struct {
	Comuni   map[string]Nota   // by ISTAT code, six digits
	Province map[string]string // names, by abbreviation
	Sigle    map[string]string // abbreviations, by the three digits of ISTAT
}

// Origine is what the file does not say of itself.
type Origine struct {
	Fonte string     // attribution
	Il    kernel.Day // day of the boundaries
}

// Esito tells how a file was read.
type Esito struct {
	Lette, Altrove int      // shapes kept, and those of other regions
	Mancanti       []string // names of the register that the file does not draw
}

// maxFile is how many bytes of a file are read.
const maxFile = 256 << 20

// Leggi reads GeoJSON or TopoJSON, of Comuni or of provinces, in degrees or in
// metres of UTM zone 32. What is outside the register's provinces is left out.
// The error is NonValido, with a field for each feature that is wrong; then
// nothing is returned.
func Leggi(in io.Reader, r Registro, o Origine) (Confini, Esito, error) {
	text, err := io.ReadAll(io.LimitReader(in, maxFile+1))
	if err != nil {
		return Confini{}, Esito{}, err
	}
	if len(text) > maxFile {
		return Confini{}, Esito{}, nonValido("Il file supera i 256 MB. Usare i confini generalizzati dell’ISTAT, o un file della sola regione.")
	}
	if o.Fonte == "" || o.Il.IsZero() {
		return Confini{}, Esito{}, nonValido("Mancano la fonte o la data dei confini.")
	}
	oggetti, err := leggiOggetti(text)
	if err != nil {
		return Confini{}, Esito{}, err
	}
	l := lettura{registro: r, visti: map[string]bool{}}
	for i, x := range oggetti {
		l.aggiungi(i+1, x)
	}
	return l.chiudi(o)
}

func nonValido(messaggio string) error {
	return kernel.E(kernel.NonValido, messaggio+" Nulla è stato caricato.")
}

// The names under which sources write codes: ISTAT, openpolis, and files made
// smaller for the web.
var (
	nomiComune    = []string{"pro_com_t", "pro_com", "com_istat_code", "istat", "cod_istat", "i", "id"}
	nomiProvincia = []string{"sigla", "prov_acr", "p", "den_uts_sigla"}
	nomiCodiceP   = []string{"cod_prov", "prov_istat_code", "cod_uts"}
)

func primo(campi map[string]string, nomi []string, ok func(string) bool) string {
	for _, n := range nomi {
		if v := campi[n]; v != "" && ok(v) {
			return v
		}
	}
	return ""
}

// istat writes a number of up to n digits with its leading zeros; empty when
// it is not one.
func istat(s string, n int) string {
	s = strings.TrimSuffix(s, ".0")
	if s == "" || len(s) > n || strings.Trim(s, "0123456789") != "" {
		return ""
	}
	return strings.Repeat("0", n-len(s)) + s
}

// lettura gathers shapes and mistakes.
type lettura struct {
	registro Registro
	livello  Livello
	figure   []figura
	visti    map[string]bool
	errori   []kernel.FieldError
	altrove  int
}

func (l *lettura) sbaglia(n int, chi, che string) {
	l.errori = append(l.errori, kernel.FieldError{Field: cmp.Or(chi, fmt.Sprintf("forma %d", n)), Message: che})
}

// aggiungi reads the n-th feature.
func (l *lettura) aggiungi(n int, x oggetto) {
	comune := istat(primo(x.campi, nomiComune, func(s string) bool { return len(s) >= 4 && istat(s, 6) != "" }), 6)
	livello, codice, nota, altrove := Province, "", Nota{}, false
	if comune != "" {
		var ok bool
		livello, codice = Comuni, comune
		if nota, ok = l.registro.Comuni[codice]; !ok {
			_, mia := l.registro.Sigle[codice[:3]]
			if altrove = !mia; mia {
				l.sbaglia(n, codice, "questo codice ISTAT non è nel registro degli enti")
				return
			}
		}
	} else {
		codice, altrove = l.provincia(x)
		if codice == "" && !altrove {
			l.sbaglia(n, "", "non ha un codice ISTAT di Comune né una sigla di provincia")
			return
		}
		nota = Nota{Nome: l.registro.Province[codice], Sigla: codice}
	}
	switch {
	case altrove:
		l.altrove++
	case l.livello != "" && l.livello != livello:
		l.sbaglia(n, codice, "è una provincia tra i Comuni, o un Comune tra le province")
	case l.visti[codice]:
		l.sbaglia(n, codice, "compare due volte")
	case x.errore != "":
		l.sbaglia(n, codice, x.errore)
	default:
		l.livello, l.visti[codice] = livello, true
		anelli, errore := metri(x.anelli)
		if errore != "" {
			l.sbaglia(n, codice, errore)
			return
		}
		l.figure = append(l.figure, figura{codice, nota.Nome, nota.Sigla, anelli})
	}
}

// provincia is the abbreviation of a province of the register, or altrove.
func (l *lettura) provincia(x oggetto) (sigla string, altrove bool) {
	s := strings.ToUpper(primo(x.campi, nomiProvincia, func(s string) bool { return len(s) == 2 }))
	if s == "" {
		c := istat(primo(x.campi, nomiCodiceP, func(s string) bool { return istat(s, 3) != "" }), 3)
		if c == "" {
			return "", false
		}
		s = l.registro.Sigle[c]
	}
	if _, ok := l.registro.Province[s]; !ok {
		return "", true
	}
	return s, false
}

// metri projects rings and drops repeated points.
func metri(anelli [][][2]float64) (out [][]Punto, errore string) {
	for _, anello := range anelli {
		var punti []Punto
		for _, p := range anello {
			q, ok := metro(p)
			if !ok {
				return nil, "ha coordinate fuori dall’Italia: servono gradi (WGS 84) o metri (UTM, fuso 32)"
			}
			if len(punti) == 0 || punti[len(punti)-1] != q {
				punti = append(punti, q)
			}
		}
		if n := len(punti); n > 1 && punti[0] == punti[n-1] {
			punti = punti[:n-1]
		}
		if len(punti) >= 3 {
			out = append(out, punti)
		}
	}
	if len(out) == 0 {
		return nil, senzaForma
	}
	return out, ""
}

func metro(p [2]float64) (Punto, bool) {
	x, y := p[0], p[1]
	switch {
	case math.IsNaN(x + y):
		return Punto{}, false
	case x > 5 && x < 20 && y > 35 && y < 48:
		return Proietta(x, y), true
	case x > 200_000 && x < 1_500_000 && y > 3_800_000 && y < 5_400_000:
		return Punto{int32(math.Round(x)), int32(math.Round(y))}, true
	}
	return Punto{}, false
}

// maxErrori is how many wrong features are named.
const maxErrori = 20

func (l *lettura) chiudi(o Origine) (Confini, Esito, error) {
	if n := len(l.errori); n > 0 {
		e := &kernel.Error{Code: kernel.NonValido, Fields: l.errori[:min(n, maxErrori)], Message: fmt.Sprintf("Il file ha %d forme che non si possono usare. Nulla è stato caricato. Correggere il file e ripetere.", n)}
		if n == 1 {
			e.Message = "Il file ha una forma che non si può usare. Nulla è stato caricato. Correggere il file e ripetere."
		}
		return Confini{}, Esito{}, e
	}
	if len(l.figure) == 0 {
		return Confini{}, Esito{}, nonValido("Nel file non c’è nessun Comune e nessuna provincia della regione servita.")
	}
	slices.SortFunc(l.figure, func(a, b figura) int { return strings.Compare(a.codice, b.codice) })
	c := Confini{Livello: l.livello, Fonte: o.Fonte, Il: o.Il}
	c.Archi, c.Forme = topologia(l.figure)
	out := Esito{Lette: len(c.Forme), Altrove: l.altrove}
	if l.livello == Comuni {
		for codice, n := range l.registro.Comuni {
			if !l.visti[codice] {
				out.Mancanti = append(out.Mancanti, n.Nome)
			}
		}
	} else {
		for sigla, nome := range l.registro.Province {
			if !l.visti[sigla] {
				out.Mancanti = append(out.Mancanti, nome)
			}
		}
	}
	slices.Sort(out.Mancanti)
	return c, out, c.Controlla()
}

// Alleggerisci simplifies boundaries until they have at most punti points: so
// much detail is enough for any screen.
func (c Confini) Alleggerisci(punti int) Confini {
	for area := 100.0; c.Punti() > punti && area < 1e9; area *= 2 {
		c = c.Semplifica(area)
	}
	return c
}

// Punti counts the points of all arcs.
func (c Confini) Punti() (n int) {
	for _, a := range c.Archi {
		n += len(a)
	}
	return n
}
