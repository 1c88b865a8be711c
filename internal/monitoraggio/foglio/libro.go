package foglio

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"pass/internal/kernel"
)

// Limits of one file. They are far above what a Comune has, and keep the
// memory and the time of a reading bounded.
const (
	MaxFile    = 20 << 20 // bytes of the file
	MaxRighe   = 200_000  // non-empty rows of all sheets
	MaxCelle   = 3_000_000
	MaxColonne = 512 // cells further right are not read, and that is told
	MaxFogli   = 100

	maxDecompresso = 256 << 20 // of all parts of an XLSX together
	maxPezzo       = 1 << 20   // one XML token
	maxElementi    = 12 << 20  // XML elements of all parts together
	maxTesti       = 64 << 20  // shared strings
	maxUnioni      = 50_000
	maxFormati     = 70_000
	maxTesto       = 32_767 // characters of a cell, the limit of Excel
)

// TipoCella tells what a cell holds.
type TipoCella uint8

// The kinds of cells. CSV has only Testo.
const (
	Testo        TipoCella = iota
	Numero                 // Cella.Testo is the number with a point
	Data                   // a serial number shown as a date
	Logico                 // "1" or "0"
	Errore                 // #N/A, #REF!…
	FormulaVuota           // a formula whose value was never computed
)

// Cella is one cell as it is written, before it means anything.
type Cella struct {
	Testo string
	Tipo  TipoCella
	// Unita is the number of the row that holds the value, when the cell is
	// covered by a vertical merge; 0 for a cell of its own.
	Unita int32
}

// Vuota reports whether the cell shows nothing.
func (c Cella) Vuota() bool { return c.Tipo != FormulaVuota && pulisci(c.Testo) == "" }

// Riga is a row with at least one cell that is not empty.
type Riga struct {
	N        int // from 1, as a spreadsheet counts
	Nascosta bool
	Celle    []Cella
	// Guasto says, in Italian, why the row could not be split into cells.
	Guasto string
}

// cella is the cell at the position, empty beyond the last one.
func (r *Riga) cella(i int) Cella {
	if i < 0 || i >= len(r.Celle) {
		return Cella{}
	}
	return r.Celle[i]
}

// proprie counts the cells that hold a value of their own.
func (r *Riga) proprie() (n, ultima int) {
	ultima = -1
	for i, c := range r.Celle {
		if c.Unita == 0 && !c.Vuota() {
			n, ultima = n+1, i
		}
	}
	return n, ultima
}

// unione is a merged range, rows from 1, columns from 0, both ends included.
type unione struct{ r1, r2, c1, c2 int }

// Foglio is a sheet as it was read.
type Foglio struct {
	Nome     string
	Nascosto bool
	// Intestazione is the last row of the header, 0 when the sheet has none
	// that could be recognised; RigheIntestazione is 1 or 2.
	Intestazione      int
	RigheIntestazione int
	// Colonne are the titles, one per column, cleaned, empty where there is none.
	Colonne []string
	Righe   []Riga
	// RigheVuote counts the rows that are in the file and show nothing.
	RigheVuote int
	// ColonneNascoste are positions from 0.
	ColonneNascoste []int

	sistema1904 bool
	unioni      []unione
	oltre       int // cells beyond MaxColonne that were not read
	troncate    int // cells longer than maxTesto
}

// Libro is a file as it was read.
type Libro struct {
	Nome        string // of the file, as the person called it
	CSV         bool
	Sistema1904 bool
	Fogli       []Foglio
}

// Foglio gives the sheet of that name, or nil.
func (l *Libro) Foglio(nome string) *Foglio {
	for i := range l.Fogli {
		if l.Fogli[i].Nome == nome {
			return &l.Fogli[i]
		}
	}
	return nil
}

// RigheLette counts the non-empty rows of all sheets.
func (l *Libro) RigheLette() int {
	n := 0
	for i := range l.Fogli {
		n += len(l.Fogli[i].Righe)
	}
	return n
}

// LettereColonna is the name of a column (position from 0) in a spreadsheet: A, B… AA.
func LettereColonna(i int) string {
	s := ""
	for i++; i > 0; i = (i - 1) / 26 {
		s = string(rune('A'+(i-1)%26)) + s
	}
	return s
}

// Leggi reads a file of practices. The content tells whether it is XLSX or
// CSV; nome is only kept. The error is a kernel.Error, NonValido or
// TroppoGrande, and says what to do; the problems of single cells are found
// later, by Estrai.
func Leggi(r io.ReaderAt, size int64, nome string) (*Libro, error) {
	if size > MaxFile {
		return nil, troppoGrande(fmt.Sprintf("Il file supera %d MB.", MaxFile>>20))
	}
	if size <= 0 {
		return nil, nonValido("Il file è vuoto.", nil)
	}
	inizio := make([]byte, min(size, 8192))
	if n, err := r.ReadAt(inizio, 0); err != nil && (err != io.EOF || n < len(inizio)) {
		return nil, nonValido("Il file non si legge fino in fondo: va caricato di nuovo.", err)
	}
	l, err := leggi(r, size, inizio)
	if err != nil {
		return nil, err
	}
	l.Nome = nome
	if l.RigheLette() == 0 {
		return nil, nonValido("Nel file non c'è nessuna riga scritta.", nil)
	}
	for i := range l.Fogli {
		l.Fogli[i].sistema1904 = l.Sistema1904
		l.Fogli[i].riempiUnioni()
		l.Fogli[i].trovaIntestazione()
	}
	return l, nil
}

func leggi(r io.ReaderAt, size int64, inizio []byte) (*Libro, error) {
	if bytes.HasPrefix(inizio, []byte("PK")) {
		return leggiXLSX(r, size)
	}
	if bytes.HasPrefix(inizio, []byte{0xD0, 0xCF, 0x11, 0xE0}) {
		return nil, nonValido("Il file è nel vecchio formato XLS, oppure è protetto da password. Va salvato come XLSX senza password e caricato di nuovo.", nil)
	}
	if bytes.HasPrefix(inizio, []byte("%PDF")) {
		return nil, nonValido("Il file è un PDF. Serve il foglio di calcolo da cui è nato, in formato XLSX o CSV.", nil)
	}
	testa := strings.ToLower(string(bytes.TrimSpace(bytes.TrimPrefix(inizio, []byte("\uFEFF")))))
	if strings.HasPrefix(testa, "<") {
		return nil, nonValido("Il file è una pagina web o un testo XML con il nome di un foglio. Va aperto con il programma di calcolo e salvato come XLSX.", nil)
	}
	b := make([]byte, size)
	if n, err := r.ReadAt(b, 0); err != nil && (err != io.EOF || int64(n) < size) {
		return nil, nonValido("Il file non si legge fino in fondo: va caricato di nuovo.", err)
	}
	return leggiCSV(b)
}

const invariato = " Nessun dato è stato cambiato."

func nonValido(msg string, cause error) error {
	if cause == nil {
		return kernel.E(kernel.NonValido, msg+invariato)
	}
	return kernel.Wrap(kernel.NonValido, msg+invariato, cause)
}

func troppoGrande(msg string) error {
	return kernel.E(kernel.TroppoGrande, msg+" Conviene dividerlo o togliere i fogli che non servono."+invariato)
}

func troppeRighe() error {
	return troppoGrande(fmt.Sprintf("Il file ha più di %s righe.", kernel.Numero(MaxRighe)))
}

func troppeCelle() error {
	return troppoGrande(fmt.Sprintf("Il file ha più di %s celle scritte.", kernel.Numero(MaxCelle)))
}

// spazi are the characters that look like nothing: zero-width marks and the
// soft hyphen. The no-break space is a space to strings.Fields already.
var spazi = strings.NewReplacer("\u200b", "", "\u200c", "", "\u200d", "", "\u2060", "", "\ufeff", "", "\u00ad", "", "\u200e", "", "\u200f", "")

// pulisci gives the text with plain, single spaces.
func pulisci(s string) string {
	if semplice(s) {
		return s
	}
	return strings.Join(strings.Fields(spazi.Replace(s)), " ")
}

// semplice reports whether nothing has to be cleaned: the usual case, for free.
func semplice(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] <= ' ' || s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// riempiUnioni gives the rows covered by a vertical merge the value of its
// first cell, so that «1» merged over three practices belongs to all three.
func (f *Foglio) riempiUnioni() {
	spesa := 0
	for _, u := range f.unioni {
		if u.r1 == u.r2 {
			continue
		}
		i := f.indiceRiga(u.r1)
		if i >= len(f.Righe) || f.Righe[i].N != u.r1 {
			continue
		}
		origine := f.Righe[i].cella(u.c1)
		if origine.Vuota() {
			continue
		}
		origine.Unita = int32(u.r1)
		for i++; i < len(f.Righe) && f.Righe[i].N <= u.r2 && spesa < MaxCelle; i++ {
			spesa += f.Righe[i].metti(u.c1, origine)
		}
	}
}

// metti fills an empty cell and gives what it cost.
func (r *Riga) metti(col int, c Cella) int {
	costo := 1
	for len(r.Celle) <= col {
		r.Celle = append(r.Celle, Cella{})
		costo++
	}
	if r.Celle[col].Vuota() {
		r.Celle[col] = c
	}
	return costo
}

// indiceRiga is the position of the first row whose number is n or more.
func (f *Foglio) indiceRiga(n int) int {
	lo, hi := 0, len(f.Righe)
	for lo < hi {
		if m := (lo + hi) / 2; f.Righe[m].N < n {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return lo
}
