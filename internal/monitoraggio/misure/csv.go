package misure

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"pass/internal/kernel"
)

// MaxCSV is the largest file that LeggiCSV reads, in bytes: some four million
// practices.
const MaxCSV = 256 << 20

// campo is the place of a known column in riga.
type campo int

const (
	campoID campo = iota
	campoDomanda
	campoAtto
	campoSilenzio
	campoConferenza
	campoSospensioni
	campoTermine
	campoMotivo
	campi // how many
)

var nomiColonne = [campi]string{ColonnaID, ColonnaDomanda, ColonnaAtto, ColonnaSilenzio, ColonnaConferenza, ColonnaSospensioni, ColonnaTermine, ColonnaMotivo}

// LeggiCSV reads a table of practices as the package comment says, and gives
// the practices fit to be counted, in the order of the file, and the problems
// of the others, by row and column. The error is for a file that cannot be
// read at all; its text is one Italian line for people.
func LeggiCSV(r io.Reader) ([]Pratica, []Problema, error) {
	var pratiche []Pratica
	problemi, err := ScorriCSV(r, func(_ int, p *Pratica) {
		p.ID, p.MotivoEsclusione = strings.Clone(p.ID), strings.Clone(p.MotivoEsclusione) // let go of the file
		pratiche = append(pratiche, *p)
	})
	if err != nil {
		return nil, nil, err
	}
	return pratiche, problemi, nil
}

// ScorriCSV is LeggiCSV that hands each good practice over with the number of
// its row, instead of keeping them all; the practice is valid during the call.
func ScorriCSV(r io.Reader, usa func(riga int, p *Pratica)) ([]Problema, error) {
	b, err := io.ReadAll(io.LimitReader(r, MaxCSV+1))
	if err != nil {
		return nil, err
	}
	if len(b) > MaxCSV {
		return nil, fmt.Errorf("il file supera %d MB", MaxCSV>>20)
	}
	t, colonne, err := apri(b)
	if err != nil {
		return nil, err
	}
	l := lettore{colonne: colonne, visti: map[string]int{}}
	for t.prossima() {
		if t.vuota() && !t.rotta {
			continue
		}
		p := Pratica{}
		if l.leggi(t, &p) {
			usa(t.riga, &p)
		}
	}
	return l.problemi, nil
}

// firme are the first bytes of files that are not text, with what to say.
var firme = []struct{ inizio, che string }{
	{"PK\x03\x04", "è un file compresso o una cartella di lavoro (XLSX, ODS): salvare il foglio come CSV"},
	{"\xd0\xcf\x11\xe0", "è una cartella di lavoro XLS: salvare il foglio come CSV"},
	{"%PDF", "è un PDF: serve un file CSV"},
	{"\x1f\x8b", "è un archivio compresso: serve un file CSV"},
	{"\xff\xfe", "è in UTF-16: salvarlo come CSV in UTF-8"},
	{"\xfe\xff", "è in UTF-16: salvarlo come CSV in UTF-8"},
}

// apri finds the header and the separator. Empty lines before the header do
// not count; the header is row 1.
func apri(b []byte) (*tabella, [campi]int, error) {
	var none [campi]int
	for _, f := range firme {
		if bytes.HasPrefix(b, []byte(f.inizio)) {
			return nil, none, errors.New("il file non è un CSV: " + f.che)
		}
	}
	testo := strings.TrimLeft(testoDa(b), "\r\n")
	if strings.TrimSpace(testo) == "" {
		return nil, none, errors.New("il file è vuoto")
	}
	var mancano error
	for _, sep := range []byte{';', ','} {
		t := &tabella{testo: testo, sep: sep}
		t.prossima()
		for t.vuota() && t.prossima() {
		}
		if slices.ContainsFunc(t.celle, func(c string) bool { return strings.IndexByte(c, 0) >= 0 }) {
			return nil, none, errors.New("il file non è un testo: serve un file CSV")
		}
		colonne, trovate, err := intestazione(t.celle)
		if err == nil {
			t.riga, t.larghezza = 1, len(t.celle)
			return t, colonne, nil
		}
		if mancano == nil || trovate > 0 {
			mancano = err
		}
	}
	return nil, none, mancano
}

// intestazione finds each known column, or −1; it also tells how many it found.
func intestazione(celle []string) (colonne [campi]int, trovate int, err error) {
	for i := range colonne {
		colonne[i] = -1
	}
	for i, c := range celle {
		n := slices.Index(nomiColonne[:], nomeColonna(c))
		if n < 0 {
			continue
		}
		if colonne[n] >= 0 {
			return colonne, trovate, fmt.Errorf("la colonna %s compare due volte nella prima riga", nomiColonne[n])
		}
		colonne[n] = i
		trovate++
	}
	for _, n := range []campo{campoID, campoDomanda} {
		if colonne[n] < 0 {
			return colonne, trovate, fmt.Errorf("nella prima riga manca la colonna %s", nomiColonne[n])
		}
	}
	return colonne, trovate, nil
}

// nomeColonna is the form in which names of columns are compared.
func nomeColonna(s string) string {
	s = strings.TrimPrefix(s, "\ufeff")
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return unicode.IsSpace(r) || r == '_' || r == '-' }), "_")
}

// lettore turns records into practices and gathers the problems.
type lettore struct {
	colonne  [campi]int
	visti    map[string]int // id → its first row
	problemi []Problema
	date     dateLette
}

// leggi fills p from the record at hand; false when it has problems, which are
// noted.
func (l *lettore) leggi(t *tabella, p *Pratica) bool {
	var celle [campi]string
	for c, i := range l.colonne {
		if i >= 0 && i < len(t.celle) {
			celle[c] = strings.TrimSpace(t.celle[i])
		}
	}
	p.ID, p.MotivoEsclusione = celle[campoID], celle[campoMotivo]
	if p.SempreEsclusa() {
		return true
	}
	prima := len(l.problemi)
	l.forma(t)
	l.valori(celle, p)
	l.problemi = append(l.problemi, p.Validate()...)
	l.problemi = senzaRipetute(l.problemi, prima)
	if p.ID != "" {
		if riga, ripetuto := l.visti[p.ID]; ripetuto {
			l.nota(campoID, "L'identificativo compare già alla riga %d: resta la prima.", riga)
		} else {
			l.visti[p.ID] = t.riga
		}
	}
	nuovi := l.problemi[prima:]
	for i := range nuovi {
		nuovi[i].Riga = t.riga
	}
	slices.SortStableFunc(nuovi, func(a, b Problema) int { return ordine(a.Colonna) - ordine(b.Colonna) })
	return len(nuovi) == 0
}

// ordine is the place of a column in the contract; the whole row comes first.
func ordine(colonna string) int { return slices.Index(nomiColonne[:], colonna) }

// senzaRipetute keeps the first problem of each column among those from da on:
// a date that could not be read is not also missing.
func senzaRipetute(p []Problema, da int) []Problema {
	out := p[:da]
	for _, x := range p[da:] {
		if !slices.ContainsFunc(out[da:], func(y Problema) bool { return x.Colonna == y.Colonna }) {
			out = append(out, x)
		}
	}
	return out
}

func (l *lettore) nota(c campo, messaggio string, args ...any) {
	l.problemi = append(l.problemi, Problema{Colonna: nomiColonne[c], Messaggio: fmt.Sprintf(messaggio, args...)})
}

// forma notes what is wrong with the record as a whole.
func (l *lettore) forma(t *tabella) {
	if t.rotta {
		l.problemi = append(l.problemi, Problema{Messaggio: "Nella riga si aprono virgolette che non si chiudono."})
		return
	}
	for i := t.larghezza; i < len(t.celle); i++ {
		if strings.TrimSpace(t.celle[i]) != "" {
			l.problemi = append(l.problemi, Problema{Messaggio: fmt.Sprintf("La riga ha %d celle, le colonne sono %d: forse un testo con il separatore non è tra virgolette.", len(t.celle), t.larghezza)})
			return
		}
	}
}

// valori reads the cells into p and notes those that cannot be read.
func (l *lettore) valori(celle [campi]string, p *Pratica) {
	for _, d := range []struct {
		c  campo
		in *kernel.Day
	}{{campoDomanda, &p.Domanda}, {campoAtto, &p.Provvedimento}, {campoSilenzio, &p.SilenzioAssenso}} {
		if celle[d.c] == "" {
			continue
		}
		giorno, ok := l.date.leggi(celle[d.c])
		if !ok {
			l.nota(d.c, "«%s» non è una data: scrivere gg/mm/aaaa oppure aaaa-mm-gg.", accorcia(celle[d.c]))
		}
		*d.in = giorno
	}
	var ok bool
	if p.Conferenza, ok = siNo(celle[campoConferenza]); !ok {
		l.nota(campoConferenza, "«%s» non è né sì né no: scrivere sì oppure no.", accorcia(celle[campoConferenza]))
	}
	if msg := leggiSospensioni(celle[campoSospensioni], p); msg != "" {
		l.nota(campoSospensioni, "%s", msg)
	}
	if s := celle[campoTermine]; s != "" {
		if p.Termine, ok = LeggiTermine(s); !ok {
			l.nota(campoTermine, "«%s» non è un termine: scrivere un numero intero di giorni di calendario, da 1 in su.", accorcia(s))
		}
	}
}
