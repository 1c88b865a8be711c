package richieste

import (
	"context"
	"fmt"
	"io"
	"slices"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/files"
	"pass/internal/registro"
)

// Allegato is a file already kept in the store, with the name that the person
// gave it.
type Allegato struct {
	files.Stored
	Nome, Tipo string
}

// ancoraNuovi are the files that the draft does not have yet, by name and
// content. Together they may not be more than MaxDocumentiModulo.
func ancoraNuovi(ctx context.Context, tx *db.Tx, r Richiesta, allegati []Allegato) ([]Allegato, error) {
	ds, err := documenti(ctx, tx, r)
	if err != nil {
		return nil, err
	}
	out := slices.DeleteFunc(slices.Clone(allegati), func(a Allegato) bool {
		return slices.ContainsFunc(ds, func(d Documento) bool { return d.Nome == a.Nome && d.SHA256 == a.SHA256 })
	})
	if len(ds)+len(out) > MaxDocumentiModulo {
		return nil, kernel.Invalid([]kernel.FieldError{{Field: "allegati", Message: fmt.Sprintf(
			"La richiesta porta al massimo %d documenti e ne ha già %d. Gli altri si possono mandare dopo l'invio, con un messaggio.", MaxDocumentiModulo, len(ds))}})
	}
	return out, nil
}

// TogliAllegato removes a file from a draft.
func (s *Service) TogliAllegato(ctx context.Context, chi kernel.Actor, id, doc int64) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		r, err := s.prendiBozza(ctx, tx, chi, id)
		if err != nil {
			return err
		}
		d, err := documento(ctx, tx, r, doc)
		if err != nil {
			return err
		}
		if err := dimentica(ctx, tx, []Documento{d}); err != nil {
			return err
		}
		return registro.Annota(ctx, tx, chi, registro.Voce{Atto: "TogliAllegato", Oggetto: "bozza", OggettoID: r.ID, Ente: r.EnteID,
			Dettagli: map[string]any{"file": []string{d.SHA256}}})
	})
}

// dimentica removes files of a draft with their rows; the sweep of
// platform/files then removes the contents.
func dimentica(ctx context.Context, tx *db.Tx, ds []Documento) error {
	for _, d := range ds {
		if _, err := tx.Exec(ctx, `DELETE FROM richieste_documenti WHERE id = $1`, d.ID); err != nil {
			return err
		}
		if err := files.Forget(ctx, tx, d.FileID); err != nil {
			return err
		}
	}
	return nil
}

func allega(ctx context.Context, tx *db.Tx, richiesta, evento int64, allegati []Allegato) error {
	for _, a := range allegati {
		f, err := files.Record(ctx, tx, a.Stored, a.Nome, a.Tipo)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO richieste_documenti (richiesta_id, atto_id, file_id) VALUES ($1,$2,$3)`, richiesta, evento, f.ID); err != nil {
			return err
		}
	}
	return nil
}

// ApriDocumento reads a file of a request that the actor may see.
func (s *Service) ApriDocumento(ctx context.Context, chi kernel.Actor, richiesta, id int64) (d Documento, content io.ReadSeekCloser, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		r, err := Carica(ctx, tx, chi, richiesta)
		if err != nil {
			return err
		}
		if d, err = documento(ctx, tx, r, id); err != nil {
			return err
		}
		f, err := files.Get(ctx, tx, d.FileID)
		if err != nil {
			return err
		}
		content, err = s.Files.Open(ctx, f.Key)
		return err
	})
	return d, content, err
}
