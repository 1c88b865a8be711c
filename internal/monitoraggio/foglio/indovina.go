package foglio

import (
	"maps"
	"strconv"
	"strings"

	"pass/internal/kernel"
)

// Procedimento is a procedure that the rilevazione asks for.
type Procedimento struct {
	Codice string
	Nome   string
	// Alias are other names by which offices call its sheet: «PdC», «Prov di
	// sanatoria».
	Alias []string
}

// Mappa says which sheet holds the practices of which procedure, and which
// column (from 0) is which field. It may be stored and corrected by a person.
type Mappa struct {
	Foglio       string `json:"foglio"`
	Procedimento string `json:"procedimento"` // Codice; empty when it could not be guessed
	// Intestazione is the last row of the header; 0 means as found by Leggi.
	Intestazione int           `json:"intestazione"`
	Impronta     string        `json:"impronta"`
	Campi        map[Campo]int `json:"campi"`
	// Dubbi are what a person should confirm, in Italian.
	Dubbi []string `json:"dubbi,omitempty"`
	// Ricordata is true when the columns come from an earlier file.
	Ricordata bool `json:"ricordata,omitempty"`
}

// fogliDiServizio are sheets that are never about practices.
var fogliDiServizio = frasi("organico|istruzioni|da correggere|legenda|elenchi|liste|lista|note|indice|leggimi|convalida|menu|parametri|copertina")

// Indovina proposes a Mappa for each visible sheet that has a header. A
// remembered Mappa with the same Impronta wins over guessing.
func Indovina(l *Libro, procedimenti []Procedimento, ricordate ...Mappa) []Mappa {
	var out []Mappa
	utili := 0
	for i := range l.Fogli {
		if l.Fogli[i].utile() {
			utili++
		}
	}
	for i := range l.Fogli {
		f := &l.Fogli[i]
		if !f.utile() {
			continue
		}
		m := Mappa{Foglio: f.Nome, Intestazione: f.Intestazione, Impronta: f.Impronta()}
		m.Campi, _ = assegna(f.Colonne)
		m.daContenuto(f)
		m.concorrenti(f)
		m.procedimento(l, f, procedimenti, utili)
		m.ricorda(f, procedimenti, ricordate)
		out = append(out, m)
	}
	return out
}

func (f *Foglio) utile() bool {
	return !f.Nascosto && f.Intestazione > 0 && !fogliDiServizio[kernel.Fold(f.Nome)]
}

// ricorda takes over the columns that the body confirmed for the same header.
func (m *Mappa) ricorda(f *Foglio, procedimenti []Procedimento, ricordate []Mappa) {
	for _, r := range ricordate {
		if r.Impronta == "" || r.Impronta != m.Impronta || len(r.Campi) == 0 {
			continue
		}
		m.Campi, m.Dubbi, m.Ricordata = maps.Clone(r.Campi), nil, true
		if m.Procedimento == "" || r.Foglio == f.Nome {
			for _, p := range procedimenti {
				if p.Codice == r.Procedimento {
					m.Procedimento = r.Procedimento
				}
			}
		}
		if r.Foglio == f.Nome {
			return
		}
	}
}

// procedimento recognises the procedure by the name of the sheet, or by the
// rows above the header, or because there is only one.
func (m *Mappa) procedimento(l *Libro, f *Foglio, procedimenti []Procedimento, utili int) {
	testi := []string{f.Nome}
	if l.CSV {
		testi = []string{strings.TrimSuffix(l.Nome, ".csv")}
	}
	for i := range f.Righe {
		if f.Righe[i].N >= f.Intestazione {
			break
		}
		for _, c := range f.Righe[i].Celle {
			if s := pulisci(c.Testo); s != "" && len(s) < 300 {
				testi = append(testi, s)
			}
		}
	}
	for _, t := range testi[1:] {
		for _, p := range procedimenti {
			if p.Codice != "" && strings.Contains(t, "["+p.Codice+"]") {
				m.Procedimento = p.Codice
				return
			}
		}
	}
	for _, t := range testi {
		if codice, certo := somigliante(t, procedimenti); codice != "" {
			m.Procedimento = codice
			if !certo {
				m.Dubbi = append(m.Dubbi, "Il procedimento del foglio «"+f.Nome+"» è stato scelto per somiglianza del nome: va confermato.")
			}
			return
		}
	}
	if len(procedimenti) == 1 && utili == 1 {
		m.Procedimento = procedimenti[0].Codice
		return
	}
	m.Dubbi = append(m.Dubbi, "Non è chiaro a quale procedimento si riferisce il foglio «"+f.Nome+"»: va scelto dall'elenco.")
}

// somigliante gives the procedure whose name is closest to the text; empty
// when none is, or two are as close.
func somigliante(t string, procedimenti []Procedimento) (codice string, certo bool) {
	migliore, secondo := 0, 0
	for _, p := range procedimenti {
		v := somiglianza(t, p.Nome)
		for _, a := range append(p.Alias, p.Codice) {
			v = max(v, somiglianza(t, a))
		}
		switch {
		case v > migliore:
			migliore, secondo, codice = v, migliore, p.Codice
		case v > secondo:
			secondo = v
		}
	}
	if migliore < 50 || migliore == secondo {
		return "", false
	}
	return codice, migliore >= 80
}

// somiglianza is the share of words, 0–100, that two names have in common;
// plurals and abbreviations count as the same word.
func somiglianza(a, b string) int {
	aa, bb := paroleNome(a), paroleNome(b)
	if len(aa) == 0 || len(bb) == 0 || len(aa) > 30 || len(bb) > 30 {
		return 0
	}
	comuni := 0
	presi := make([]bool, len(bb))
	for _, x := range aa {
		for j, y := range bb {
			if !presi[j] && stessa(x, y) {
				presi[j] = true
				comuni++
				break
			}
		}
	}
	return 200 * comuni / (len(aa) + len(bb))
}

func paroleNome(s string) []string {
	var out []string
	for w := range strings.FieldsSeq(kernel.Fold(strings.ReplaceAll(s, "_", " "))) {
		if len(w) > 1 && !vuoteParole[w] {
			out = append(out, w)
		}
	}
	return out
}

func stessa(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if a == b {
		return true
	}
	k := max(4, len(a)-2)
	return len(a) >= 3 && strings.HasPrefix(b, a) || len(a) >= 5 && len(b)-len(a) <= 2 && strings.HasPrefix(b, a[:min(k, len(a))])
}

// daContenuto looks for the two needed fields in columns whose titles say
// nothing, and asks for a confirmation.
func (m *Mappa) daContenuto(f *Foglio) {
	usate := map[int]bool{}
	for _, c := range m.Campi {
		usate[c] = true
	}
	cerca := func(campo Campo, adatta func(ritratto) bool) {
		if _, gia := m.Campi[campo]; gia {
			return
		}
		for i, t := range f.Colonne[:min(len(f.Colonne), colonneTestata)] {
			if usate[i] || titoloPersonale(t) || estraneo(t) {
				continue
			}
			if r := f.ritratto(i); r.piene > 0 && adatta(r) {
				m.Campi[campo], usate[i] = i, true
				m.Dubbi = append(m.Dubbi, "La colonna "+nomeColonna(f, i)+" è stata scelta dal contenuto come "+campo.Etichetta()+": va confermata.")
				return
			}
		}
	}
	cerca(CampoDomanda, func(r ritratto) bool { return r.date*10 >= r.piene*8 && r.piene*10 >= r.righe*8 })
	cerca(CampoID, func(r ritratto) bool {
		return r.diversi*10 >= r.piene*9 && r.piene*10 >= r.righe*8 && r.date*5 < r.piene && r.conCifre*10 >= r.piene*8 && !r.progressivo
	})
}

func estraneo(t string) bool {
	for _, w := range parole(t) {
		if estranee[w] {
			return true
		}
	}
	return false
}

// ritratto describes the content of a column over its first rows.
type ritratto struct {
	righe, piene, date, diversi, conCifre int
	progressivo                           bool // 1, 2, 3…: a count of rows, not an identifier
	codici, nomi                          int
}

const righeRitratto = 200

func (f *Foglio) ritratto(col int) ritratto {
	r := ritratto{progressivo: true}
	visti := map[string]bool{}
	for i := f.indiceRiga(f.Intestazione + 1); i < len(f.Righe) && r.righe < righeRitratto; i++ {
		c := f.Righe[i].cella(col)
		r.righe++
		if c.Vuota() || c.Tipo == FormulaVuota || c.Tipo == Errore {
			continue
		}
		s := pulisci(c.Testo)
		r.piene++
		visti[s] = true
		if d := leggiData(c, f.sistema1904); !d.giorno.IsZero() && d.forma != dataSeriale {
			r.date++
		}
		if strings.ContainsAny(s, "0123456789") {
			r.conCifre++
		}
		if s != strconv.Itoa(r.piene) {
			r.progressivo = false
		}
		if haCF(s) {
			r.codici++
		}
		if c.Tipo == Testo && pareNome(s) && !strings.ContainsAny(s, "0123456789") && strings.Count(s, " ") <= 4 {
			r.nomi++
		}
	}
	r.diversi = len(visti)
	return r
}

// concorrenti tells that a second column could be the same field.
func (m *Mappa) concorrenti(f *Foglio) {
	usate := map[int]bool{}
	for _, c := range m.Campi {
		usate[c] = true
	}
	for i, t := range f.Colonne[:min(len(f.Colonne), colonneTestata)] {
		if usate[i] || t == "" || titoloPersonale(t) {
			continue
		}
		ww := parole(t)
		for _, c := range Campi {
			if col, ok := m.Campi[c]; ok && punti(ww, c) >= 100 && f.ritratto(i).piene > 0 {
				m.Dubbi = append(m.Dubbi, "Anche la colonna "+nomeColonna(f, i)+" potrebbe essere "+c.Etichetta()+"; è stata scelta la colonna "+nomeColonna(f, col)+".")
				break
			}
		}
	}
}

// nomeColonna is a column for people: «D «Data presentaz.»».
func nomeColonna(f *Foglio, i int) string {
	if t := f.Titolo(i); t != "" {
		return LettereColonna(i) + " «" + t + "»"
	}
	return LettereColonna(i)
}
