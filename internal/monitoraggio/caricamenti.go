package monitoraggio

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"io"
	"slices"
	"unicode/utf8"

	"pass/internal/catalogo"
	"pass/internal/kernel"
	"pass/internal/monitoraggio/foglio"
	"pass/internal/platform/db"
	"pass/internal/platform/files"
)

// lettoriFogli bounds how many workbooks this node reads at once: a large one
// takes a few hundred megabytes while it is read.
var lettoriFogli = make(chan struct{}, 2)

// alias are the names by which offices call the sheet of a procedure.
var alias = map[string][]string{
	"permesso-di-costruire":    {"PdC", "Permessi di Costruire", "Permessi"},
	"sanatoria":                {"Prov di sanatoria", "Provvedimenti di sanatoria", "Sanatorie", "Condoni"},
	"piani-attuativi":          {"PAC", "Piani attuativi"},
	"via-paur":                 {"VIA", "PAUR"},
	"aia":                      {"AIA"},
	"aua":                      {"AUA"},
	"vas":                      {"VAS"},
	"pas":                      {"PAS"},
	"paur-fer":                 {"PAUR FER"},
	"autorizzazione-unica-fer": {"AU FER", "Autorizzazione unica FER"},
}

// chiesti are the procedures of the campaign as package foglio knows them,
// with their identifiers by code.
func (b *banco) chiesti(ctx context.Context, tx *db.Tx) (out []foglio.Procedimento, id map[string]int64, err error) {
	ps, err := catalogo.Procedimenti(ctx, tx, false)
	id = map[string]int64{}
	for _, p := range ps {
		if _, e := b.chiede(p.ID); e == nil {
			out = append(out, foglio.Procedimento{Codice: p.Codice, Nome: p.Nome, Alias: alias[p.Codice]})
			id[p.Codice] = p.ID
		}
	}
	return out, id, err
}

// Caricamenti lists the files of a body for a semester, the latest first.
func (s *Service) Caricamenti(ctx context.Context, chi kernel.Actor, ente int64, sem kernel.Semestre) (out []Caricamento, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		b, err := bancoMio(ctx, tx, chi, ente, sem)
		if err == nil {
			out, err = caricamentiDi(ctx, tx, b.invio.ID)
		}
		return err
	})
	return out, err
}

// VerificaCaricamento says whether the body may upload a file now, before a
// large one is received.
func (s *Service) VerificaCaricamento(ctx context.Context, chi kernel.Actor, ente int64, sem kernel.Semestre) (k Compilazione, ps []foglio.Procedimento, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		b, err := bancoMio(ctx, tx, chi, ente, sem)
		if err != nil {
			return err
		}
		if err := Scrivibile(b.r, b.invio); err != nil {
			return err
		}
		k = Compilazione{Ente: b.ente, Rilevazione: b.r, Invio: b.invio, Aperta: true}
		ps, _, err = b.chiesti(ctx, tx)
		return err
	})
	return k, ps, err
}

// FileRicevuto is an uploaded file, already in the store, and what was read in
// it.
type FileRicevuto struct {
	files.Stored
	Nome  string
	Libro *foglio.Libro
}

// Carica takes a file of practices: sheets and columns are guessed, or taken
// from those that the body confirmed for the same header. Nothing enters the
// data yet. An earlier file still waiting is left.
func (s *Service) Carica(ctx context.Context, chi kernel.Actor, ente int64, sem kernel.Semestre, f FileRicevuto) (id int64, err error) {
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		b, err := bancoMio(ctx, tx, chi, ente, sem)
		if err != nil {
			return err
		}
		if err := b.inizia(ctx, tx, chi); err != nil {
			return err
		}
		cs, err := caricamentiDi(ctx, tx, b.invio.ID)
		if err != nil {
			return err
		}
		for _, c := range cs {
			if c.Stato.InCorso() {
				if err := s.lascia(ctx, tx, &c); err != nil {
					return err
				}
			}
		}
		procedimenti, _, err := b.chiesti(ctx, tx)
		if err != nil {
			return err
		}
		ricordate, err := mappeRicordate(ctx, tx, ente)
		if err != nil {
			return err
		}
		if err := preparaChiave(ctx, tx); err != nil {
			return err
		}
		riga, err := files.Record(ctx, tx, f.Stored, f.Nome, tipoFoglio(f.Libro))
		if err != nil {
			return err
		}
		c := Caricamento{InvioID: b.invio.ID, FileID: riga.ID, CaricatoDa: chi.Persona, Mappe: foglio.Indovina(f.Libro, procedimenti, ricordate...), Stato: DaConfermare}
		if !chiare(c.Mappe) {
			c.Stato = DaMappare
		}
		if id, err = inserisciCaricamento(ctx, tx, c); err != nil {
			return err
		}
		return b.annota(ctx, tx, chi, "Carica", "caricamento", id, map[string]any{"semestre": sem.String(), "sha256": f.SHA256, "byte": f.Size})
	})
	return id, err
}

// chiare reports whether a guess needs no person: every sheet has its
// procedure and its two necessary columns, and nothing is doubtful.
func chiare(ms []foglio.Mappa) bool {
	for _, m := range ms {
		if m.Procedimento == "" || !completa(m) || len(m.Dubbi) > 0 && !m.Ricordata {
			return false
		}
	}
	return len(ms) > 0
}

func completa(m foglio.Mappa) bool {
	_, id := m.Campi[foglio.CampoID]
	_, domanda := m.Campi[foglio.CampoDomanda]
	return id && domanda
}

func tipoFoglio(l *foglio.Libro) string {
	if l.CSV {
		return files.CSV.Type
	}
	return files.XLSX.Type
}

// Lettura is a file as it is read now, with its mapping and its corrections.
type Lettura struct {
	Compilazione // without answers
	Caricamento  Caricamento
	Procedimenti []foglio.Procedimento
	Libro        *foglio.Libro // nil once the file was taken in or left
	Esito        foglio.Esito
	Confronto    Confronto
}

// ApriCaricamento reads a file of the body again: what it holds, what is
// wrong, what would change.
func (s *Service) ApriCaricamento(ctx context.Context, chi kernel.Actor, ente int64, sem kernel.Semestre, id int64) (l Lettura, err error) {
	var b banco
	var key string
	var chiave []byte
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		if chiave, err = leggiChiave(ctx, tx); err != nil {
			return err
		}
		if b, err = bancoMio(ctx, tx, chi, ente, sem); err != nil {
			return err
		}
		l.Compilazione = Compilazione{Ente: b.ente, Rilevazione: b.r, Invio: b.invio, Aperta: Scrivibile(b.r, b.invio) == nil}
		if l.Caricamento, err = caricamentoDi(ctx, tx, b.invio.ID, id); err != nil {
			return err
		}
		if l.Procedimenti, _, err = b.chiesti(ctx, tx); err != nil {
			return err
		}
		f, err := files.Get(ctx, tx, l.Caricamento.FileID)
		key = f.Key
		return err
	})
	if err != nil || !l.Caricamento.Stato.InCorso() {
		return l, err
	}
	if l.Libro, err = s.leggiLibro(ctx, key, l.Caricamento); err != nil {
		return l, err
	}
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		l.Esito = estrai(l.Libro, l.Caricamento, tx.Now().Day(), chiave)
		l.Confronto, err = b.confronta(ctx, tx, &l.Esito, l.Caricamento)
		return err
	})
	return l, err
}

// estrai reads the practices of the mapped sheets.
func estrai(l *foglio.Libro, c Caricamento, oggi kernel.Day, chiave []byte) foglio.Esito {
	var usate []foglio.Mappa
	for _, m := range c.Mappe {
		if m.Procedimento != "" {
			usate = append(usate, m)
		}
	}
	return foglio.Estrai(l, usate, foglio.Opzioni{Oggi: oggi, Chiave: chiave, Correzioni: c.Lavorazione.Correzioni})
}

// leggiLibro reads the file of an upload from the store.
func (s *Service) leggiLibro(ctx context.Context, key string, c Caricamento) (*foglio.Libro, error) {
	r, err := s.Files.Open(ctx, key)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	if a, ok := r.(io.ReaderAt); ok {
		return LeggiFoglio(ctx, a, c.Dimensione, c.NomeFile)
	}
	tutto, err := io.ReadAll(io.LimitReader(r, foglio.MaxFile+1))
	if err != nil {
		return nil, err
	}
	return LeggiFoglio(ctx, letto(tutto), int64(len(tutto)), c.NomeFile)
}

// letto is a file that is whole in memory.
type letto []byte

// ReadAt implements io.ReaderAt.
func (l letto) ReadAt(p []byte, off int64) (int, error) {
	if off >= int64(len(l)) {
		return 0, io.EOF
	}
	n := copy(p, l[off:])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// LeggiFoglio reads a workbook, two at a time on this node.
func LeggiFoglio(ctx context.Context, r io.ReaderAt, size int64, nome string) (*foglio.Libro, error) {
	select {
	case lettoriFogli <- struct{}{}:
		defer func() { <-lettoriFogli }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return foglio.Leggi(r, size, nome)
}

const chiavePseudonimi = "monitoraggio.pseudonimi"

// preparaChiave makes, once, the key that turns identifiers with personal data
// into pseudonyms: always the same, so that the same practice is found again.
func preparaChiave(ctx context.Context, tx *db.Tx) error {
	testo, err := db.Setting(ctx, tx, chiavePseudonimi)
	if err != nil || testo != "" {
		return err
	}
	raw := make([]byte, 32)
	if _, err := rand.Read(raw); err != nil {
		return err
	}
	return db.SetSetting(ctx, tx, chiavePseudonimi, hex.EncodeToString(raw))
}

func leggiChiave(ctx context.Context, tx *db.Tx) ([]byte, error) {
	testo, err := db.Setting(ctx, tx, chiavePseudonimi)
	if err != nil {
		return nil, err
	}
	return hex.DecodeString(testo)
}

// unCaricamento loads a file that still waits, for an act on it.
func (s *Service) unCaricamento(ctx context.Context, tx *db.Tx, chi kernel.Actor, ente int64, sem kernel.Semestre, id, versione int64) (b banco, c Caricamento, err error) {
	if b, err = bancoScrive(ctx, tx, chi, ente, sem); err != nil {
		return b, c, err
	}
	if c, err = caricamentoDi(ctx, tx, b.invio.ID, id); err != nil {
		return b, c, err
	}
	switch {
	case !c.Stato.InCorso():
		return b, c, kernel.E(kernel.Conflitto, "Questo file è già stato "+map[StatoCaricamento]string{Acquisito: "acquisito", Scartato: "scartato"}[c.Stato]+". Nulla è cambiato.")
	case c.Versione != versione:
		return b, c, cambiataIntanto("La lettura del file")
	}
	return b, c, b.inizia(ctx, tx, chi)
}

// What may be mended in the browser: cells and rows of one file, characters of
// a cell. Beyond that the file itself is mended.
const (
	maxCorrezioni = 2000
	maxCorrezione = 2000
)

// CorreggiFile rewrites cells, or leaves rows out, of a file that was read,
// without sending it again.
func (s *Service) CorreggiFile(ctx context.Context, chi kernel.Actor, ente int64, sem kernel.Semestre, id, versione int64, cs []foglio.Correzione) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		b, c, err := s.unCaricamento(ctx, tx, chi, ente, sem, id, versione)
		if err != nil || len(cs) == 0 {
			return err
		}
		for _, x := range cs {
			if utf8.RuneCountInString(x.Valore) > maxCorrezione {
				return kernel.Invalid([]kernel.FieldError{{Field: "valore", Message: "Un valore è troppo lungo: bastano " + kernel.Numero(maxCorrezione) + " caratteri. Nessuna correzione è stata salvata."}})
			}
			c.Lavorazione.Correzioni = slices.DeleteFunc(c.Lavorazione.Correzioni, func(y foglio.Correzione) bool {
				return y.Foglio == x.Foglio && y.Riga == x.Riga && y.Col == x.Col && y.Salta == x.Salta
			})
			c.Lavorazione.Correzioni = append(c.Lavorazione.Correzioni, x)
		}
		if len(c.Lavorazione.Correzioni) > maxCorrezioni {
			return kernel.E(kernel.Conflitto, "Le correzioni sono più di "+kernel.Numero(maxCorrezioni)+": conviene correggere il file e caricarlo di nuovo. Le ultime non sono state salvate.")
		}
		if err := salvaCaricamento(ctx, tx, &c); err != nil {
			return err
		}
		return b.annota(ctx, tx, chi, "CorreggiFile", "caricamento", id, map[string]any{"celle": len(cs)})
	})
}

// Scarta leaves a file: nothing of it enters the data.
func (s *Service) Scarta(ctx context.Context, chi kernel.Actor, ente int64, sem kernel.Semestre, id, versione int64) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		b, c, err := s.unCaricamento(ctx, tx, chi, ente, sem, id, versione)
		if err != nil {
			return err
		}
		if err := s.lascia(ctx, tx, &c); err != nil {
			return err
		}
		return b.annota(ctx, tx, chi, "Scarta", "caricamento", id, nil)
	})
}

// lascia closes a file that was not taken in, and forgets its content.
func (s *Service) lascia(ctx context.Context, tx *db.Tx, c *Caricamento) error {
	c.Stato, c.Lavorazione.Correzioni = Scartato, nil
	return s.dimentica(ctx, tx, c)
}
