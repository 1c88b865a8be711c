package files_test

import (
	"errors"
	"fmt"
	"testing"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
	"pass/internal/platform/files"
)

// TestOnlyWhatNoActTookIsDiscarded: a file that some row may know stays.
func TestOnlyWhatNoActTookIsDiscarded(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for name, c := range map[string]struct {
			why     error
			removed bool
		}{
			"the act succeeded":     {nil, true},
			"it was refused":        {kernel.E(kernel.Conflitto, "no"), true},
			"it was sent twice":     {fmt.Errorf("x: %w", db.ErrRepeated), true},
			"nobody knows":          {errors.New("the connection broke while committing"), false},
			"the database was busy": {kernel.E(kernel.NonDisponibile, "dopo"), false},
		} {
			f, _ := folder(t)
			known, orphan := put(t, f, "con riga"), put(t, f, "senza riga")
			if err := d.InTx(ctx, func(tx *db.Tx) error {
				_, err := files.Record(ctx, tx, known, "a.pdf", "application/pdf")
				return err
			}); err != nil {
				t.Fatal(err)
			}
			if err := files.Discard(ctx, d, f, c.why, known, orphan); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if in, err := f.Open(ctx, known.Key); err != nil {
				t.Errorf("%s: the file with a row is gone: %v", name, err)
			} else {
				in.Close()
			}
			in, err := f.Open(ctx, orphan.Key)
			if err == nil {
				in.Close()
			}
			if gone := kernel.CodeOf(err) == kernel.NonTrovato && err != nil; gone != c.removed {
				t.Errorf("%s: removed %v", name, gone)
			}
		}
	})
}
