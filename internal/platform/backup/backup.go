// Package backup keeps a whole installation in one archive and brings it back.
//
// The archive is a gzip'd tar: one JSONL file per table, taken from one
// snapshot of the database while people work, then every uploaded file that
// the snapshot knows, then manifest.json with the SHA-256 of each entry. The
// tables have one form for both databases, so that an archive made on SQLite
// can be restored on PostgreSQL and the other way round. Jobs are not kept:
// each area finds again by itself what is still to be done, as after a crash.
package backup

import (
	"archive/tar"
	"bufio"
	"cmp"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/files"
)

// Format is the version of the archive's layout.
const Format = 1

// Manifest describes an archive; it is its last entry.
type Manifest struct {
	Format     int            `json:"format"`
	CreatedAt  kernel.Instant `json:"created_at"`
	Migrations []string       `json:"migrations"`
	Tables     []Table        `json:"tables"`
	Entries    []Entry        `json:"entries"`
}

// Table says how many rows a table had.
type Table struct {
	Name string `json:"name"`
	Rows int64  `json:"rows"`
}

// Entry is one file of the archive.
type Entry struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// The names inside an archive.
const (
	manifestName = "manifest.json"
	tablePrefix  = "db/"
	tableSuffix  = ".jsonl"
	filePrefix   = "files/"
)

// Write makes an archive at path: the archive is complete, or there is none.
func Write(ctx context.Context, d *db.DB, store files.Store, path string) (m Manifest, err error) {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".passd-backup-*")
	if err != nil {
		return m, fmt.Errorf("non si può scrivere in %s: %w", filepath.Dir(path), err)
	}
	defer os.Remove(tmp.Name()) //nolint:errcheck // gone after the rename
	defer tmp.Close()
	w := newWriter(tmp)
	m = Manifest{Format: Format, CreatedAt: d.Now()}
	if m.Migrations, err = db.Migrations(d.Kind()); err != nil {
		return m, err
	}
	var stored []storedFile
	err = d.Read(ctx, func(tx *db.Tx) error {
		if m.Tables, err = writeTables(ctx, tx, w); err != nil {
			return err
		}
		stored, err = listFiles(ctx, tx)
		return err
	})
	if err != nil {
		return m, err
	}
	for _, f := range stored {
		if err := writeFile(ctx, w, store, f); err != nil {
			return m, err
		}
	}
	m.Entries = w.entries
	b, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return m, err
	}
	if err := w.add(manifestName, int64(len(b)), func(out io.Writer) error { _, err := out.Write(b); return err }); err != nil {
		return m, err
	}
	if err := errors.Join(w.close(), tmp.Sync(), tmp.Close()); err != nil {
		return m, err
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return m, err
	}
	return m, syncDir(filepath.Dir(path))
}

// syncDir makes the new name of a file durable.
func syncDir(name string) error {
	dir, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

type storedFile struct {
	key, sum string
	size     int64
}

func listFiles(ctx context.Context, tx *db.Tx) ([]storedFile, error) {
	return db.Many(ctx, tx, func(r db.Row) (f storedFile, err error) { return f, r.Scan(&f.key, &f.sum, &f.size) },
		`SELECT chiave, sha256, dimensione FROM files ORDER BY id`)
}

// writeTables spools each table first: tar wants the size in front.
func writeTables(ctx context.Context, tx *db.Tx, w *writer) ([]Table, error) {
	tables, err := tx.Tables(ctx)
	if err != nil {
		return nil, err
	}
	spool, err := os.CreateTemp("", "passd-backup-*")
	if err != nil {
		return nil, err
	}
	defer os.Remove(spool.Name()) //nolint:errcheck // temporary
	defer spool.Close()
	var out []Table
	for _, t := range tables {
		if err := errors.Join(spool.Truncate(0), seek(spool)); err != nil {
			return nil, err
		}
		n := int64(0)
		buf := bufio.NewWriterSize(spool, 1<<16)
		enc := json.NewEncoder(buf)
		if err := enc.Encode(t.Columns); err != nil {
			return nil, err
		}
		if err := tx.Dump(ctx, t, func(values []any) error { n++; return enc.Encode(values) }); err != nil {
			return nil, err
		}
		if err := buf.Flush(); err != nil {
			return nil, err
		}
		size, err := spool.Seek(0, io.SeekCurrent)
		if err != nil {
			return nil, err
		}
		if err := seek(spool); err != nil {
			return nil, err
		}
		if err := w.add(tablePrefix+t.Name+tableSuffix, size, func(out io.Writer) error { _, err := io.Copy(out, spool); return err }); err != nil {
			return nil, err
		}
		out = append(out, Table{t.Name, n})
	}
	return out, nil
}

func seek(f *os.File) error { _, err := f.Seek(0, io.SeekStart); return err }

func writeFile(ctx context.Context, w *writer, store files.Store, f storedFile) error {
	in, err := store.Open(ctx, f.key)
	if err != nil {
		return kernel.Wrap(kernel.NonTrovato, "Manca il file "+f.key+", che la base dati conosce: nessun archivio è stato scritto.", err)
	}
	defer in.Close()
	if err := w.add(filePrefix+f.key, f.size, func(out io.Writer) error { _, err := io.Copy(out, in); return err }); err != nil {
		return fmt.Errorf("il file %s: %w", f.key, err)
	}
	if got := w.entries[len(w.entries)-1].SHA256; got != f.sum {
		return fmt.Errorf("il file %s è diverso da quello ricevuto (impronta %s, attesa %s)", f.key, got, f.sum)
	}
	return nil
}

type writer struct {
	zip     *gzip.Writer
	tar     *tar.Writer
	entries []Entry
}

func newWriter(out io.Writer) *writer {
	z := gzip.NewWriter(out)
	return &writer{zip: z, tar: tar.NewWriter(z)}
}

func (w *writer) add(name string, size int64, fill func(io.Writer) error) error {
	if err := w.tar.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: size, ModTime: time.Unix(0, 0)}); err != nil {
		return err
	}
	h := sha256.New()
	if err := fill(io.MultiWriter(w.tar, h)); err != nil {
		return err
	}
	w.entries = append(w.entries, Entry{name, size, hex.EncodeToString(h.Sum(nil))})
	return w.tar.Flush()
}

func (w *writer) close() error { return errors.Join(w.tar.Close(), w.zip.Close()) }

// Verify reads a whole archive and compares every entry with the manifest.
func Verify(path string) (Manifest, error) {
	return walk(path, func(string, io.Reader) error { return nil })
}

// walk hands every entry to fn while hashing it, and checks the manifest at
// the end.
func walk(path string, fn func(name string, r io.Reader) error) (m Manifest, err error) {
	in, err := os.Open(path)
	if err != nil {
		return m, fmt.Errorf("l'archivio non si apre: %w", err)
	}
	defer in.Close()
	z, err := gzip.NewReader(bufio.NewReaderSize(in, 1<<16))
	if err != nil {
		return m, fmt.Errorf("il file non è un archivio di passd: %w", err)
	}
	t := tar.NewReader(z)
	var seen []Entry
	for {
		h, err := t.Next()
		if err != nil {
			return m, fmt.Errorf("l'archivio è tronco o rovinato: %w", err)
		}
		if h.Name == manifestName {
			if err := json.NewDecoder(t).Decode(&m); err != nil {
				return m, fmt.Errorf("l'indice dell'archivio non si legge: %w", err)
			}
			break
		}
		if !strings.HasPrefix(h.Name, tablePrefix) && !strings.HasPrefix(h.Name, filePrefix) {
			return m, fmt.Errorf("l'archivio contiene una voce sconosciuta: %q", h.Name)
		}
		var sum hash.Hash = sha256.New()
		body := io.TeeReader(t, sum)
		if err := fn(h.Name, body); err != nil {
			return m, err
		}
		if _, err := io.Copy(io.Discard, body); err != nil {
			return m, fmt.Errorf("l'archivio è tronco o rovinato: %w", err)
		}
		seen = append(seen, Entry{h.Name, h.Size, hex.EncodeToString(sum.Sum(nil))})
	}
	if _, err := t.Next(); !errors.Is(err, io.EOF) {
		return m, fmt.Errorf("l'archivio continua dopo l'indice: %w", cmp.Or(err, errors.New("voce in più")))
	}
	// Up to the check sum of gzip, which covers the index too.
	if _, err := io.Copy(io.Discard, z); err != nil {
		return m, fmt.Errorf("l'archivio è tronco o rovinato: %w", err)
	}
	if m.Format != Format {
		return m, fmt.Errorf("l'archivio ha il formato %d, questo programma legge il formato %d", m.Format, Format)
	}
	if !slices.Equal(seen, m.Entries) {
		return m, fmt.Errorf("il contenuto dell'archivio non corrisponde alle impronte dell'indice")
	}
	return m, nil
}
