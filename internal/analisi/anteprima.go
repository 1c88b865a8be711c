package analisi

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/platform/db"
	"pass/internal/platform/files"
	"pass/internal/richieste"
)

// Colonna is a column of an uploaded file, as its first rows show it.
type Colonna struct {
	Nome    string
	Esempi  []string // the first different values
	Diversi int      // different values in the rows that were looked at
	Piena   float64  // share of the rows that have a value, from 0 to 1
	Persone bool     // the name or the values suggest names of people
}

// Anteprima is the beginning of an uploaded file.
type Anteprima struct {
	Formato eventlog.Format
	Colonne []Colonna
	Righe   [][]string // the first rows, as texts
	Oggetti []string   // OCEL: the types of objects, the most frequent first
}

// nomi lists the columns.
func (a Anteprima) nomi() []string {
	out := make([]string, len(a.Colonne))
	for i, c := range a.Colonne {
		out[i] = c.Nome
	}
	return out
}

// SchedaColonne is what the page of the columns shows.
type SchedaColonne struct {
	Richiesta richieste.Richiesta
	Registro  Registro
	Anteprima Anteprima
	Proposta  Scelte         // what was chosen before a refusal, else the last time, else the guess
	Ricordata kernel.Instant // when the proposal was chosen for another log; zero: it was not
	Puo       bool
}

// What the preview looks at.
const (
	maxTesta         = 256 << 10 // bytes of the content
	maxRigheTesta    = 200
	maxRigheMostrate = 8
	maxEsempi        = 3
	maxDiversiTenute = 12 // different values under which a column is proposed for keeping
)

// ApriColonne reads the beginning of an uploaded file and proposes how to read
// it. A log whose columns are confirmed already is kernel.Conflitto.
func (s *Service) ApriColonne(ctx context.Context, chi kernel.Actor, richiesta, n int64) (v SchedaColonne, err error) {
	var f files.File
	var m mappa
	var gia Scelte
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		if v.Richiesta, v.Registro, err = carica(ctx, tx, chi, richiesta, n); err != nil {
			return err
		}
		if !v.Registro.Confermabile() {
			return giaConfermato()
		}
		v.Puo = PuoCaricare(chi, v.Richiesta)
		if gia, err = scelteDi(ctx, tx, v.Registro); err != nil {
			return err
		}
		if m, err = mappaDi(ctx, tx, v.Richiesta); err != nil {
			return err
		}
		f, err = files.Get(ctx, tx, v.Registro.FileID)
		return err
	})
	if err != nil {
		return v, err
	}
	content, err := s.Files.Open(ctx, f.Key)
	if err != nil {
		return v, err
	}
	defer content.Close()
	if v.Anteprima, v.Proposta, err = sfoglia(finche{ctx, content}); err != nil {
		return v, err
	}
	nomi := v.Anteprima.nomi()
	if v.Registro.Stato == Rifiutato && gia.Colonne != (eventlog.Mapping{}) {
		v.Proposta = gia
	} else if c, ok := m.scelte.adatta(nomi); ok && m.scelte.Zona != "" && len(nomi) > 0 {
		v.Proposta, v.Ricordata = c, m.il
	}
	return v, nil
}

// ControllaColonne names what is wrong with the choices for that file, field by
// field, before they are confirmed.
func (v SchedaColonne) ControllaColonne(c Scelte) []kernel.FieldError {
	errs := c.Valida()
	if nomi := v.Anteprima.nomi(); len(nomi) > 0 {
		errs = append(errs, c.controllaColonne(nomi)...)
	}
	return errs
}

// sfoglia reads the beginning of a file and guesses how to read the rest.
func sfoglia(r io.Reader) (a Anteprima, c Scelte, err error) {
	c = ScelteVuote()
	testa, intera, err := testaDi(r)
	if err != nil {
		return a, c, err
	}
	testo := bytes.TrimPrefix(testa, []byte("\xef\xbb\xbf"))
	if t := bytes.TrimLeft(testo, " \t\r\n"); len(t) == 0 || t[0] == '<' || t[0] == '{' || bytes.IndexByte(t, 0) >= 0 || bytes.HasPrefix(t, []byte("PK")) {
		a.Formato = eventlog.XES
		return a, c, nil
	}
	if !intera {
		testo = testo[:bytes.LastIndexByte(testo, '\n')+1]
	}
	a.Formato = eventlog.CSV
	righe := righeCSV(testo)
	if len(righe) == 0 {
		return a, c, nil
	}
	a.descrivi(righe[0], righe[1:])
	// What the reader itself guesses, even if it then finds no event.
	if l, err := eventlog.Read(bytes.NewReader(testa), eventlog.Options{}); l != nil && (err == nil || kernel.CodeOf(err) == kernel.NonValido) {
		c.Colonne = l.Mapping
		if l.Mapping.Lifecycle != "" && haFasi(l) {
			c.Ciclo = Completi
		}
	}
	a.propone(&c)
	return a, c, nil
}

// testaDi reads the first bytes of the content, unpacked; intera reports
// whether that is all.
func testaDi(r io.Reader) (testa []byte, intera bool, err error) {
	in := bufio.NewReader(r)
	inizio, err := in.Peek(2)
	if err != nil && err != io.EOF {
		return nil, false, err
	}
	r = in
	if string(inizio) == "\x1f\x8b" {
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil, false, kernel.Wrap(kernel.NonValido, "Il file compresso (gzip) è danneggiato o incompleto. Caricarlo di nuovo.", err)
		}
		r = z
	}
	testa = make([]byte, maxTesta)
	n, err := io.ReadFull(r, testa)
	switch {
	case err == nil:
		return testa, false, nil
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return testa[:n], true, nil
	}
	return nil, false, kernel.Wrap(kernel.NonValido, "Il file compresso (gzip) è danneggiato o incompleto. Caricarlo di nuovo.", err)
}

// righeCSV reads the first rows of a CSV file for people to look at.
func righeCSV(testo []byte) [][]string {
	if after, ok := bytes.CutPrefix(testo, []byte("sep=")); ok {
		_, testo, _ = bytes.Cut(after, []byte("\n"))
	}
	prima, _, _ := bytes.Cut(testo, []byte("\n"))
	separatore, quanti := ',', -1
	for _, d := range []byte{',', ';', '\t', '|'} {
		if n := bytes.Count(prima, []byte{d}); n > quanti {
			separatore, quanti = rune(d), n
		}
	}
	r := csv.NewReader(bytes.NewReader(testo))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = separatore, -1, true
	var righe [][]string
	for len(righe) <= maxRigheTesta {
		riga, err := r.Read()
		if err != nil {
			break
		}
		for i, v := range riga {
			riga[i] = leggibile(v)
		}
		righe = append(righe, riga)
	}
	return righe
}

// leggibile reads Windows-1252 where a value is not UTF-8, letter by letter as
// Latin 1 has them, which is enough to look at.
func leggibile(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for i := range len(s) {
		b.WriteRune(rune(s[i]))
	}
	return b.String()
}

// descrivi fills the columns and the first rows.
func (a *Anteprima) descrivi(intestazione []string, righe [][]string) {
	a.Righe = righe[:min(len(righe), maxRigheMostrate)]
	for i, nome := range intestazione {
		col := Colonna{Nome: nome}
		visti := map[string]bool{}
		pieni := 0
		for _, r := range righe {
			if i >= len(r) || strings.TrimSpace(r[i]) == "" {
				continue
			}
			pieni++
			if !visti[r[i]] {
				visti[r[i]] = true
				if len(col.Esempi) < maxEsempi {
					col.Esempi = append(col.Esempi, r[i])
				}
			}
		}
		col.Diversi = len(visti)
		if len(righe) > 0 {
			col.Piena = float64(pieni) / float64(len(righe))
		}
		col.Persone = paiono(nome, visti)
		a.Colonne = append(a.Colonne, col)
	}
}

// parolePersone are parts of the names of columns that hold names of people.
var parolePersone = []string{"operator", "utente", "respons", "istruttor", "richiedente", "cognome", "nominativo", "tecnico", "funzionar", "user", "resource",
	"risorsa", "addetto", "incaricato", "assegnatario", "proprietari", "titolare", "committente", "professionista", "email", "e-mail", "codice fiscale", "codicefiscale"}

// paiono reports whether a column seems to hold names of people, by its name
// or because values are codici fiscali or e-mail addresses.
func paiono(nome string, valori map[string]bool) bool {
	f := kernel.Fold(nome)
	if slices.ContainsFunc(parolePersone, func(p string) bool { return strings.Contains(f, p) }) {
		return true
	}
	for v := range valori {
		if datoPersonale(v) {
			return true
		}
	}
	return false
}

// haFasi reports whether the log tells both the start and the end of
// activities.
func haFasi(l *eventlog.Log) bool {
	var inizio, fine bool
	for _, c := range l.Lifecycles {
		inizio = inizio || strings.EqualFold(c, "start")
		fine = fine || strings.EqualFold(c, "complete")
	}
	return inizio && fine
}

// propone marks the further columns that are worth keeping: few different
// values, and no role.
func (a Anteprima) propone(c *Scelte) {
	for _, col := range a.Colonne {
		if slices.ContainsFunc(c.ruoli(), func(r *string) bool { return *r == col.Nome }) {
			continue
		}
		if col.Diversi > 1 && col.Diversi <= maxDiversiTenute && len(c.Tieni) < MaxTieni {
			c.Tieni = append(c.Tieni, col.Nome)
			if col.Persone {
				c.Personali = append(c.Personali, col.Nome)
			}
		}
	}
}
