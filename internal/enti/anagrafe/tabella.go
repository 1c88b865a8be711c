package anagrafe

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/xuri/excelize/v2"

	"pass/internal/kernel"
)

// MaxFile is the largest file that a reader accepts, in bytes: the largest of
// the official ones (population by age of every Comune) is about 40 MB.
const MaxFile = 64 << 20

const (
	maxDecompresso    = 256 << 20 // of an XLSX, against archives made to swell
	righeIntestazione = 20        // the header is looked for in the first rows
)

// colonna describes a column of an official file: the names that its header may
// have, already folded. A header matches when it is equal to a name or, for
// names that end with "*", begins with it.
type colonna struct {
	chiave       string
	nomi         []string
	obbligatoria bool
}

// foglio is one way to read a file as rows: a sheet, or a CSV with one separator.
type foglio struct {
	nome  string
	righe iter.Seq2[int, rigaGrezza]
}

// tabella is a file whose header was found.
type tabella struct {
	foglio   foglio
	testata  int               // number of the header row
	indice   map[string]int    // key of the column → position
	titoli   map[string]string // key of the column → header as written
	larga    int               // cells of the header row
	premessa string            // text of the rows above the header
	problemi raccolta
	scartate int
}

// riga is one row of data.
type riga struct {
	n        int
	celle    []string
	tabella  *tabella
	scartata bool
}

// apri reads the file and finds the sheet and the header row that have the
// columns.
func apri(r io.Reader, colonne []colonna) (*tabella, error) {
	b, err := io.ReadAll(io.LimitReader(r, MaxFile+1))
	if err != nil {
		return nil, kernel.Wrap(kernel.NonValido, "Il file non si legge fino in fondo. Conviene scaricarlo di nuovo.", err)
	}
	if len(b) > MaxFile {
		return nil, kernel.E(kernel.TroppoGrande, fmt.Sprintf("Il file supera %d MB. Nessun dato è stato cambiato.", MaxFile>>20))
	}
	if len(bytes.TrimSpace(b)) == 0 {
		return nil, kernel.E(kernel.NonValido, "Il file è vuoto. Nessun dato è stato cambiato.")
	}
	fogli, err := fogliDi(b)
	if err != nil {
		return nil, err
	}
	return trovaTestata(fogli, colonne)
}

func fogliDi(b []byte) ([]foglio, error) {
	if bytes.HasPrefix(b, []byte("PK\x03\x04")) {
		return fogliXLSX(b)
	}
	if bytes.HasPrefix(b, []byte{0xD0, 0xCF, 0x11, 0xE0}) {
		return nil, kernel.E(kernel.NonValido, "Il file è nel vecchio formato XLS. Conviene salvarlo come XLSX o CSV e ricaricarlo.")
	}
	testo, err := senzaBOM(b)
	if err != nil {
		return nil, kernel.Wrap(kernel.NonValido, "Il testo del file non si legge. Conviene salvarlo come CSV UTF-8 e ricaricarlo.", err)
	}
	if bytes.IndexByte(testo, 0) >= 0 {
		return nil, kernel.E(kernel.NonValido, "Il file non è un elenco di testo. Si caricano CSV, TXT e XLSX.")
	}
	var fogli []foglio
	for _, sep := range []byte{';', ',', '\t', '|'} {
		fogli = append(fogli, foglio{righe: righeCSV(testo, sep)})
	}
	return fogli, nil
}

func fogliXLSX(b []byte) ([]foglio, error) {
	f, err := excelize.OpenReader(bytes.NewReader(b), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: maxDecompresso, UnzipXMLSizeLimit: maxDecompresso})
	if err != nil {
		return nil, kernel.Wrap(kernel.NonValido,
			"Il file non è un foglio XLSX leggibile. Se è un archivio ZIP, va estratto prima di caricarlo.", err)
	}
	var fogli []foglio
	for _, nome := range f.GetSheetList() {
		fogli = append(fogli, foglio{nome: nome, righe: righeXLSX(f, nome)})
	}
	return fogli, nil
}

func righeXLSX(f *excelize.File, nome string) iter.Seq2[int, rigaGrezza] {
	return func(yield func(int, rigaGrezza) bool) {
		rows, err := f.Rows(nome)
		if err != nil {
			return
		}
		defer rows.Close()
		for n := 1; rows.Next(); n++ {
			celle, err := rows.Columns()
			r := rigaGrezza{celle: celle}
			if err != nil {
				r = rigaGrezza{guasto: "Le celle di questa riga non si leggono."}
			}
			if !yield(n, r) {
				return
			}
		}
	}
}

// trovaTestata takes the first sheet where every needed column is there. When
// none is, the error names what is missing in the closest one.
func trovaTestata(fogli []foglio, colonne []colonna) (*tabella, error) {
	var vicina *tabella
	var mancano []string
	for _, f := range fogli {
		var sopra []string
		for n, r := range f.righe {
			if n > righeIntestazione {
				break
			}
			t := &tabella{foglio: f, testata: n, larga: len(r.celle), premessa: strings.Join(sopra, " ")}
			manca := t.abbina(r.celle, colonne)
			if len(manca) == 0 {
				return t, nil
			}
			if vicina == nil || len(t.indice) > len(vicina.indice) {
				vicina, mancano = t, manca
			}
			sopra = append(sopra, strings.Join(r.celle, " "))
		}
	}
	if vicina == nil || len(vicina.indice) == 0 {
		return nil, kernel.E(kernel.NonValido, "Nel file non si trova la riga con i nomi delle colonne. Nessun dato è stato cambiato.")
	}
	return nil, kernel.E(kernel.NonValido, "Nel file mancano queste colonne: "+strings.Join(mancano, ", ")+". Nessun dato è stato cambiato.")
}

// abbina finds the position of each column and gives the needed ones that miss.
// An exact name wins over a beginning, an earlier column over a later one.
func (t *tabella) abbina(celle []string, colonne []colonna) (mancano []string) {
	t.indice, t.titoli = map[string]int{}, map[string]string{}
	piegate := make([]string, len(celle))
	for i, c := range celle {
		piegate[i] = kernel.Fold(c)
	}
	for _, c := range colonne {
		if i := posizione(piegate, c.nomi); i >= 0 {
			t.indice[c.chiave], t.titoli[c.chiave] = i, pulisci(celle[i])
		} else if c.obbligatoria {
			mancano = append(mancano, "«"+strings.TrimSuffix(c.nomi[0], "*")+"»")
		}
	}
	return mancano
}

func posizione(piegate, nomi []string) int {
	for _, nome := range nomi {
		inizio, aperto := strings.CutSuffix(nome, "*")
		for i, p := range piegate {
			if p == inizio || aperto && strings.HasPrefix(p, inizio) {
				return i
			}
		}
	}
	return -1
}

// scorri calls fn with each row of data. Blank rows are skipped; a row that
// cannot be split, or has more cells than the header, becomes a problem.
func (t *tabella) scorri(fn func(*riga)) {
	for n, grezza := range t.foglio.righe {
		if n <= t.testata {
			continue
		}
		r := &riga{n: n, celle: grezza.celle, tabella: t}
		switch {
		case grezza.guasto != "":
			r.scarta("", grezza.guasto)
		case vuote(r.celle):
		case len(r.celle) > t.larga && !vuote(r.celle[t.larga:]):
			r.scarta("", fmt.Sprintf("La riga ha %d celle, la testata %d: forse un separatore è dentro un testo.", len(r.celle), t.larga))
		default:
			fn(r)
		}
	}
}

func vuote(celle []string) bool {
	for _, c := range celle {
		if pulisci(c) != "" {
			return false
		}
	}
	return true
}

// ha reports whether the file has the column.
func (t *tabella) ha(chiave string) bool {
	_, ok := t.indice[chiave]
	return ok
}

// testo is the cell with plain spaces; empty when the column or the cell is not
// there. Some official files write null for nothing.
func (r *riga) testo(chiave string) string {
	i, ok := r.tabella.indice[chiave]
	if !ok || i >= len(r.celle) {
		return ""
	}
	s := pulisci(r.celle[i])
	if strings.EqualFold(s, "null") {
		return ""
	}
	return s
}

func pulisci(s string) string { return strings.Join(strings.Fields(s), " ") }

func (r *riga) problema(chiave, messaggio string, scartata bool) Problema {
	return Problema{Riga: r.n, Colonna: r.tabella.titoli[chiave], Messaggio: messaggio, Scartata: scartata}
}

// segnala notes something wrong in a row that is loaded all the same.
func (r *riga) segnala(chiave, messaggio string) {
	r.tabella.problemi.aggiungi(r.problema(chiave, messaggio, false))
}

// avvisa is segnala for what may be true of every row: it is told once.
func (r *riga) avvisa(chiave, messaggio string) {
	r.tabella.problemi.unaVolta(r.problema(chiave, messaggio, false))
}

// scarta notes why a row does not become a record.
func (r *riga) scarta(chiave, messaggio string) {
	r.scartata = true
	r.tabella.scartate++
	r.tabella.problemi.aggiungi(r.problema(chiave, messaggio, true))
}
