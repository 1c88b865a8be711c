package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/platform/backup"
	"pass/internal/platform/config"
	"pass/internal/platform/db"
	"pass/internal/platform/files"
	"pass/internal/pubblico"
	"pass/internal/registro"
)

// Spiega turns an error into what the command line prints.
func Spiega(err error) string {
	var e *kernel.Error
	if !errors.As(err, &e) {
		return err.Error()
	}
	s := e.Message
	for _, f := range e.Fields {
		s += "\n  " + f.Field + ": " + f.Message
	}
	if e.Cause != nil {
		s += " (" + e.Cause.Error() + ")"
	}
	return s
}

// storage opens database and files without the rest.
func storage(ctx context.Context, cfg config.Config, fn func(d *db.DB, store *files.Folder) error) error {
	if err := cfg.Check(); err != nil {
		return err
	}
	d, err := db.Open(ctx, cfg.DatabaseAddress(), db.Options{})
	if err != nil {
		return err
	}
	defer d.Close()
	store, err := files.OpenFolder(cfg.FilesDir())
	if err != nil {
		return err
	}
	defer store.Close()
	return fn(d, store)
}

// Backup writes an archive and says what is in it. The service may be running.
// Where there is no database yet it makes none: an archive of nothing would
// pass for a good one until the day that it is needed.
func Backup(ctx context.Context, out io.Writer, cfg config.Config, path string) error {
	if a := cfg.DatabaseAddress(); !strings.HasPrefix(a, "postgres://") && !strings.HasPrefix(a, "postgresql://") {
		if _, err := os.Stat(strings.TrimPrefix(a, "sqlite:")); err != nil {
			return fmt.Errorf("la base dati %s non c'è: controllare --dati o --database", a)
		}
	}
	return storage(ctx, cfg, func(d *db.DB, store *files.Folder) error {
		m, err := backup.Write(ctx, d, store, path)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "Archivio scritto: %s\n%s", path, riepilogo(m))
		return nil
	})
}

// Restore brings an archive back into an empty installation, or only checks
// it.
func Restore(ctx context.Context, out io.Writer, cfg config.Config, path string, soloVerifica bool) error {
	if soloVerifica {
		m, err := backup.Verify(path)
		if err == nil {
			fmt.Fprintf(out, "L'archivio è integro.\n%s", riepilogo(m))
		}
		return err
	}
	err := storage(ctx, cfg, func(d *db.DB, store *files.Folder) error {
		m, err := backup.Restore(ctx, d, store, path)
		if err == nil {
			fmt.Fprintf(out, "Ripristino completato.\n%s", riepilogo(m))
		}
		return err
	})
	if err != nil {
		return err
	}
	problemi, err := Verifica(ctx, out, cfg)
	if err == nil && problemi > 0 {
		err = errors.New("il ripristino non supera la verifica")
	}
	return err
}

func riepilogo(m backup.Manifest) string {
	rows := int64(0)
	for _, t := range m.Tables {
		rows += t.Rows
	}
	return fmt.Sprintf("Fatto il %s: %s righe in %d tabelle, %d file.\n", m.CreatedAt.Breve(), kernel.Numero(rows), len(m.Tables), len(m.Entries)-len(m.Tables))
}

// Verifica walks the audit chain, computes the prints of the locked figures
// and reads every stored file again. It counts the problems that it printed.
func Verifica(ctx context.Context, out io.Writer, cfg config.Config) (problemi int, err error) {
	err = storage(ctx, cfg, func(d *db.DB, store *files.Folder) error {
		return d.Read(ctx, func(tx *db.Tx) error {
			n, err := registro.Verifica(ctx, tx)
			if err != nil {
				problemi++
				fmt.Fprintln(out, "Registro degli atti:", err)
			} else {
				fmt.Fprintf(out, "Registro degli atti: %s voci, catena integra.\n", kernel.Numero(n))
			}
			integre, alterate, err := monitoraggio.VerificaImpronte(ctx, tx)
			if err != nil {
				return err
			}
			problemi += len(alterate)
			for _, a := range alterate {
				fmt.Fprintln(out, a)
			}
			fmt.Fprintf(out, "Cifre bloccate: versioni integre %s, con problemi %d.\n", kernel.Numero(int64(integre)), len(alterate))
			rapporti, cambiati, err := pubblico.ControllaRapporti(ctx, tx)
			if err != nil {
				return err
			}
			problemi += len(cambiati)
			for _, x := range cambiati {
				fmt.Fprintln(out, x)
			}
			fmt.Fprintf(out, "Rapporti archiviati: integri %s, con problemi %d.\n", kernel.Numero(int64(rapporti)), len(cambiati))
			bad, total, err := verificaFile(ctx, tx, store, out)
			problemi += bad
			fmt.Fprintf(out, "File: %s controllati, %d con problemi.\n", kernel.Numero(int64(total)), bad)
			return err
		})
	})
	return problemi, err
}

func verificaFile(ctx context.Context, tx *db.Tx, store files.Store, out io.Writer) (bad, total int, err error) {
	type riga struct{ chiave, sha string }
	righe, err := db.Many(ctx, tx, func(r db.Row) (f riga, err error) { return f, r.Scan(&f.chiave, &f.sha) },
		`SELECT chiave, sha256 FROM files ORDER BY id`)
	if err != nil {
		return 0, 0, err
	}
	for _, f := range righe {
		sum, err := impronta(ctx, store, f.chiave)
		if err != nil || sum != f.sha {
			bad++
			fmt.Fprintf(out, "File %s: manca o è alterato.\n", f.chiave)
		}
	}
	return bad, len(righe), nil
}

func impronta(ctx context.Context, store files.Store, key string) (string, error) {
	in, err := store.Open(ctx, key)
	if err != nil {
		return "", err
	}
	defer in.Close()
	h := sha256.New()
	_, err = io.Copy(h, in)
	return hex.EncodeToString(h.Sum(nil)), err
}
