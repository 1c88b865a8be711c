package redazione

import (
	"context"
	"errors"
	"io"
	"strconv"
	"unicode/utf8"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/files"
)

// Allegato is an image or a document of a content.
type Allegato struct {
	ID          int64
	ContenutoID int64
	FileID      int64
	Descrizione string // of an image: what it shows, for who does not see it; of a document: its title
	Immagine    bool
	Nome        string // of the file
	Tipo        string // media type
	Dimensione  int64  // bytes
	SHA256      string
	CaricatoIl  kernel.Instant
	ToltoIl     kernel.Instant // zero while the content has it
}

// URL is where everybody reads the file of a public content.
func (a Allegato) URL() string { return "/contenuti/file/" + strconv.FormatInt(a.ID, 10) }

// Caricato is a file as it arrived and was checked.
type Caricato struct {
	Stored files.Stored
	Nome   string
	Tipo   files.Kind
}

// The files that contents may have.
var (
	Immagini  = []files.Kind{files.PNG, files.JPEG}
	Documenti = files.Documenti
)

// MassimoImmagine is the limit of an image, in bytes: pages stay light.
const MassimoImmagine = 2_000_000

const massimaDescrizione = 200

// ControllaDescrizione says what is wrong with the words that go with a file:
// without them who does not see an image does not know what it shows.
func ControllaDescrizione(d string) []kernel.FieldError {
	switch {
	case d == "":
		return []kernel.FieldError{{Field: "descrizione", Message: "Descrivere che cosa mostra l'immagine, o dare un titolo al documento."}}
	case utf8.RuneCountInString(d) > massimaDescrizione:
		return []kernel.FieldError{{Field: "descrizione", Message: "La descrizione supera i " + strconv.Itoa(massimaDescrizione) + " caratteri: accorciarla."}}
	}
	return nil
}

// AllegaFile gives a stored file to a content, with its description.
func (s *Service) AllegaFile(ctx context.Context, chi kernel.Actor, id int64, f Caricato, descrizione string) (a Allegato, err error) {
	if err := kernel.Invalid(ControllaDescrizione(descrizione)); err != nil {
		return a, err
	}
	err = s.agisci(ctx, chi, id, ActAllegaFile, func(tx *db.Tx, c *Contenuto) (map[string]any, error) {
		file, err := files.Record(ctx, tx, f.Stored, f.Nome, f.Tipo.Type)
		if err != nil {
			return nil, err
		}
		a = Allegato{ContenutoID: id, FileID: file.ID, Descrizione: descrizione, Immagine: f.Tipo.Type == files.PNG.Type || f.Tipo.Type == files.JPEG.Type,
			Nome: f.Nome, Tipo: f.Tipo.Type, Dimensione: f.Stored.Size, SHA256: f.Stored.SHA256, CaricatoIl: tx.Now()}
		a.ID, err = db.One(ctx, tx, db.Scalar[int64], `INSERT INTO redazione_allegati (contenuto_id, file_id, descrizione, immagine, persona_id, caricato_il)
			VALUES ($1,$2,$3,$4,$5,$6) RETURNING id`, id, file.ID, a.Descrizione, a.Immagine, chi.Persona, a.CaricatoIl)
		return map[string]any{"file": f.Nome, "sha256": f.Stored.SHA256}, err
	})
	return a, errors.Join(err, files.Discard(ctx, s.db, s.files, err, f.Stored))
}

// TogliFile takes a file away from a content; the file itself is kept, because
// former versions name it.
func (s *Service) TogliFile(ctx context.Context, chi kernel.Actor, id, allegato int64) error {
	return s.agisci(ctx, chi, id, ActTogliFile, func(tx *db.Tx, c *Contenuto) (map[string]any, error) {
		n, err := tx.Exec(ctx, `UPDATE redazione_allegati SET tolto_il = $1 WHERE id = $2 AND contenuto_id = $3 AND tolto_il IS NULL`, tx.Now(), allegato, id)
		if err == nil && n == 0 {
			err = db.ErrNotFound
		}
		return map[string]any{"allegato": allegato}, err
	})
}

const colonneAllegato = `a.id, a.contenuto_id, a.file_id, a.descrizione, a.immagine, f.nome, f.tipo, f.dimensione, f.sha256, a.caricato_il, a.tolto_il
	FROM redazione_allegati a JOIN files f ON f.id = a.file_id`

func scanAllegato(r db.Row) (a Allegato, err error) {
	return a, r.Scan(&a.ID, &a.ContenutoID, &a.FileID, &a.Descrizione, &a.Immagine, &a.Nome, &a.Tipo, &a.Dimensione, &a.SHA256, &a.CaricatoIl, &a.ToltoIl)
}

func allegatiDi(ctx context.Context, tx *db.Tx, id int64) ([]Allegato, error) {
	return db.Many(ctx, tx, scanAllegato, `SELECT `+colonneAllegato+` WHERE a.contenuto_id = $1 AND a.tolto_il IS NULL ORDER BY a.id`, id)
}

// Apri opens a file of a content: of a public one for everybody, of any other
// for editors only.
func (s *Service) Apri(ctx context.Context, chi kernel.Actor, id int64) (a Allegato, in io.ReadSeekCloser, err error) {
	var chiave string
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if a, err = db.One(ctx, tx, scanAllegato, `SELECT `+colonneAllegato+` WHERE a.id = $1`, id); err != nil {
			return err
		}
		c, err := getContenuto(ctx, tx, a.ContenutoID)
		if err != nil {
			return err
		}
		if (!c.Pubblico() || !a.ToltoIl.IsZero()) && !Scrive.Allows(chi) {
			return db.ErrNotFound
		}
		f, err := files.Get(ctx, tx, a.FileID)
		chiave = f.Key
		return err
	})
	if err != nil {
		return Allegato{}, nil, err
	}
	in, err = s.files.Open(ctx, chiave)
	return a, in, err
}

// Store is where the files of the contents are kept.
func (s *Service) Store() files.Store { return s.files }
