package files

import (
	"context"
	"errors"
	"fmt"
	"time"

	"pass/internal/kernel"
	"pass/internal/platform/db"
)

// File is the row of a stored file.
type File struct {
	ID       int64
	Key      string
	SHA256   string
	Size     int64
	Name     string // as the person called it, cleaned
	Type     string // media type by content
	CreatoIl kernel.Instant
}

// Record writes the row of a stored file, in the transaction of the act that
// refers to it.
func Record(ctx context.Context, tx *db.Tx, s Stored, name, mediaType string) (File, error) {
	f := File{Key: s.Key, SHA256: s.SHA256, Size: s.Size, Name: name, Type: mediaType, CreatoIl: tx.Now()}
	var err error
	f.ID, err = db.One(ctx, tx, db.Scalar[int64],
		`INSERT INTO files (chiave, sha256, dimensione, nome, tipo, creato_il) VALUES ($1,$2,$3,$4,$5,$6) RETURNING id`,
		f.Key, f.SHA256, f.Size, f.Name, f.Type, f.CreatoIl)
	return f, err
}

// Get reads the row of a file. The caller has already decided that the person
// may see it.
func Get(ctx context.Context, tx *db.Tx, id int64) (File, error) {
	return db.One(ctx, tx, func(r db.Row) (f File, err error) {
		return f, r.Scan(&f.ID, &f.Key, &f.SHA256, &f.Size, &f.Name, &f.Type, &f.CreatoIl)
	}, `SELECT id, chiave, sha256, dimensione, nome, tipo, creato_il FROM files WHERE id = $1`, id)
}

// Forget deletes the row of a file; the caller has already taken it out of its
// own rows. Sweep then removes the content.
func Forget(ctx context.Context, tx *db.Tx, id int64) error {
	_, err := tx.Exec(ctx, `DELETE FROM files WHERE id = $1`, id)
	return err
}

// Discard removes those of the files that no row knows: what was stored for an
// act that then did not take it. why is how the act ended; when that does not
// tell whether it was committed, nothing is removed and Sweep decides later.
func Discard(ctx context.Context, d *db.DB, s Store, why error, stored ...Stored) error {
	code := kernel.CodeOf(why)
	if why != nil && !errors.Is(why, db.ErrRepeated) && (code == kernel.Interno || code == kernel.NonDisponibile) {
		return nil
	}
	for _, f := range stored {
		known, err := known(ctx, d, f.Key)
		if err == nil && !known {
			err = s.Remove(ctx, f.Key)
		}
		if err != nil {
			return fmt.Errorf("files: cannot discard: %w", err)
		}
	}
	return nil
}

func known(ctx context.Context, d *db.DB, key string) (yes bool, err error) {
	err = d.Read(ctx, func(tx *db.Tx) (err error) {
		yes, err = db.One(ctx, tx, db.Scalar[bool], `SELECT EXISTS (SELECT 1 FROM files WHERE chiave = $1)`, key)
		return err
	})
	return yes, err
}

// Sweep removes the files that no row knows and that are older than age: what
// a node left behind when it died between the rename and the commit.
func Sweep(ctx context.Context, d *db.DB, s Store, age time.Duration) (removed int, err error) {
	keys, err := s.Keys(ctx, d.Now().Time().Add(-age))
	if err != nil {
		return 0, fmt.Errorf("files: cannot list: %w", err)
	}
	for _, key := range keys {
		known, err := known(ctx, d, key)
		if err != nil {
			return removed, err
		}
		if known {
			continue
		}
		if err := s.Remove(ctx, key); err != nil {
			return removed, err
		}
		removed++
	}
	return removed, nil
}
