package analisi

import (
	"cmp"
	"context"
	"io"
	"slices"
	"strings"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/formats"
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
	Righe   [][]string           // the first rows, as texts
	Oggetti []formats.ObjectType // OCEL: the types of objects, the most frequent first
	Fogli   []string             // XLSX: the sheets that have cells
	Date    formats.Times        // how the column of the time looks
	Fasi    []string             // of the activities, in the first rows: start, complete…

	InizioEFine bool // some of them are starts and some are ends
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

// What the preview shows and proposes.
const (
	maxEsempi        = 3
	maxDiversiTenute = 8 // different values in the first rows under which a column is proposed for keeping
)

// ApriColonne reads the beginning of an uploaded file and proposes how to read
// it. foglio and oggetto, when they are not empty, choose the sheet and the type
// of object to look at. A log whose columns are confirmed already is
// kernel.Conflitto; a file that is no log is kernel.NonValido with the reason.
func (s *Service) ApriColonne(ctx context.Context, chi kernel.Actor, richiesta, n int64, foglio, oggetto string) (v SchedaColonne, err error) {
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
	ricordate := m.scelte.Zona != ""
	if v.Registro.Stato == Rifiutato && gia.Colonne != (eventlog.Mapping{}) {
		m.scelte, m.il, ricordate = gia, kernel.Instant{}, true // what was chosen before the refusal
	}
	if ricordate {
		foglio, oggetto = cmp.Or(foglio, m.scelte.Foglio), cmp.Or(oggetto, m.scelte.Oggetto)
	}
	if v.Anteprima, v.Proposta, err = sfoglia(content, foglio, oggetto); err != nil {
		return v, err
	}
	if c, ok := m.scelte.adatta(v.Anteprima.nomi()); ok && ricordate {
		c.Foglio, c.Oggetto = v.Proposta.Foglio, v.Proposta.Oggetto
		v.Proposta, v.Ricordata = c, m.il
	}
	return v, nil
}

// ControllaColonne names what is wrong with the choices for that file, field by
// field, before they are confirmed.
func (v SchedaColonne) ControllaColonne(c Scelte) []kernel.FieldError {
	return append(c.Valida(), c.controllaColonne(v.Anteprima.nomi())...)
}

// sfoglia reads the beginning of a file and guesses how to read the rest. A
// sheet or type of object that is not there gives way to the one that the
// reader chooses.
func sfoglia(r io.ReadSeeker, foglio, oggetto string) (a Anteprima, c Scelte, err error) {
	c = ScelteVuote()
	p, err := formats.Sniff(r, eventlog.Options{Sheet: foglio, ObjectType: oggetto})
	if err != nil && foglio+oggetto != "" && kernel.CodeOf(err) == kernel.NonValido {
		if _, err := r.Seek(0, io.SeekStart); err != nil {
			return a, c, err
		}
		p, err = formats.Sniff(r, eventlog.Options{})
		foglio, oggetto = "", ""
	}
	if err != nil {
		return a, c, err
	}
	if len(p.Header) < 3 {
		return a, c, kernel.E(kernel.NonValido, "Il file ha "+colonneContate(len(p.Header))+": un registro ne ha almeno tre, per la pratica, l'attività e la data. Controllare anche il separatore.")
	}
	a = Anteprima{Formato: p.Format, Oggetti: p.ObjectTypes, Fogli: p.Sheets, Date: p.Times}
	a.descrivi(p.Header, p.Rows)
	c.Colonne, c.Foglio, c.Oggetto = p.Mapping, p.Sheet, oggetto
	if len(p.ObjectTypes) > 0 && oggetto == "" {
		c.Oggetto = p.ObjectTypes[0].Name
	}
	if a.Fasi = p.Lifecycles; c.Colonne.Lifecycle == "" {
		c.Colonne.Lifecycle, a.Fasi = a.colonnaFasi(c)
	}
	if a.InizioEFine = haFasi(a.Fasi); a.InizioEFine {
		c.Ciclo = Unisci
	}
	a.propone(&c)
	return a, c, nil
}

func colonneContate(n int) string {
	if n == 1 {
		return "una sola colonna"
	}
	return kernel.Numero(int64(n)) + " colonne"
}

// descrivi fills the columns and the first rows.
func (a *Anteprima) descrivi(intestazione []string, righe [][]string) {
	a.Righe = righe
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

// transizioni are the phases of an activity that the XES standard names (IEEE
// 1849-2016, lifecycle extension).
var transizioni = []string{"assign", "ate_abort", "autoskip", "complete", "manualskip", "pi_abort", "reassign", "resume", "schedule", "start", "suspend", "unknown", "withdraw"}

// colonnaFasi finds, among the columns without a role, one that holds nothing but
// phases of activities, starts and ends among them, whatever its name.
func (a Anteprima) colonnaFasi(c Scelte) (nome string, fasi []string) {
	for i, col := range a.Colonne {
		if slices.ContainsFunc(c.ruoli(), func(r *string) bool { return *r == col.Nome }) {
			continue
		}
		fasi = nil
		for _, r := range a.Righe {
			if i < len(r) && r[i] != "" && !slices.Contains(fasi, r[i]) {
				fasi = append(fasi, r[i])
			}
		}
		altro := func(f string) bool { return !slices.Contains(transizioni, strings.ToLower(f)) }
		if haFasi(fasi) && !slices.ContainsFunc(fasi, altro) {
			return col.Nome, fasi
		}
	}
	return "", nil
}

// haFasi reports whether the log tells both the start and the end of
// activities.
func haFasi(fasi []string) bool {
	ha := func(nome string) bool {
		return slices.ContainsFunc(fasi, func(f string) bool { return strings.EqualFold(f, nome) })
	}
	return ha("start") && ha("complete")
}

// propone marks the further columns that are worth keeping: few different
// values, and no role.
func (a Anteprima) propone(c *Scelte) {
	righe := len(a.Righe)
	for _, col := range a.Colonne {
		if slices.ContainsFunc(c.ruoli(), func(r *string) bool { return *r == col.Nome }) {
			continue
		}
		if col.Diversi > 1 && col.Diversi <= maxDiversiTenute && 2*col.Diversi <= righe && len(c.Tieni) < MaxTieni {
			c.Tieni = append(c.Tieni, col.Nome)
			if col.Persone {
				c.Personali = append(c.Personali, col.Nome)
			}
		}
	}
}
