// Package files keeps what people upload. One protocol for whatever touches a
// file: temporary file, fsync, rename, fsync of the folder; then the row, the
// audit entry and the jobs in one transaction; then the receipt. A node that
// dies in between leaves at worst an orphan, which Sweep removes.
package files

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"time"

	"pass/internal/kernel"
)

// Stored tells where a file went and what it holds.
type Stored struct {
	Key    string // stable name inside the store
	SHA256 string // hex
	Size   int64  // bytes
}

// Store is a place for files: a local folder here, an S3 bucket later.
type Store interface {
	// Put keeps what r gives, durably, or keeps nothing. More than max bytes
	// is kernel.TroppoGrande.
	Put(ctx context.Context, r io.Reader, max int64) (Stored, error)
	// Open reads a file back.
	Open(ctx context.Context, key string) (io.ReadSeekCloser, error)
	// Keys lists the files older than before, temporary ones included.
	Keys(ctx context.Context, before time.Time) ([]string, error)
	// Remove deletes a file; one that is not there is no error.
	Remove(ctx context.Context, key string) error
}

// Folder is a Store in a local folder.
type Folder struct{ root *os.Root }

// OpenFolder makes the folder if needed and keeps every access inside it.
func OpenFolder(dir string) (*Folder, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("files: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("files: %w", err)
	}
	return &Folder{root}, nil
}

// Close releases the folder.
func (f *Folder) Close() error { return f.root.Close() }

const tempPrefix = "tmp-"

// Put implements Store.
func (f *Folder) Put(ctx context.Context, r io.Reader, max int64) (Stored, error) {
	raw := make([]byte, 16)
	if _, err := rand.Read(raw); err != nil {
		return Stored{}, err
	}
	id := hex.EncodeToString(raw)
	dir, temp := id[:2], tempPrefix+id
	out, err := f.root.OpenFile(temp, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o640)
	if err != nil {
		return Stored{}, fmt.Errorf("files: %w", err)
	}
	defer f.root.Remove(temp) //nolint:errcheck // gone after the rename
	defer out.Close()
	h := sha256.New()
	n, err := io.Copy(io.MultiWriter(out, h), io.LimitReader(r, max+1))
	if err != nil {
		return Stored{}, fmt.Errorf("files: cannot receive: %w", err)
	}
	if n > max {
		return Stored{}, kernel.E(kernel.TroppoGrande, "Il file supera il limite di "+Size(max)+".")
	}
	if err := errors.Join(out.Sync(), out.Close()); err != nil {
		return Stored{}, fmt.Errorf("files: %w", err)
	}
	if err := f.root.Mkdir(dir, 0o750); err != nil && !errors.Is(err, fs.ErrExist) {
		return Stored{}, fmt.Errorf("files: %w", err)
	}
	key := path.Join(dir, id)
	if err := f.root.Rename(temp, key); err != nil {
		return Stored{}, fmt.Errorf("files: %w", err)
	}
	if err := errors.Join(f.syncDir(dir), f.syncDir(".")); err != nil {
		return Stored{}, fmt.Errorf("files: %w", err)
	}
	return Stored{Key: key, SHA256: hex.EncodeToString(h.Sum(nil)), Size: n}, nil
}

func (f *Folder) syncDir(name string) error {
	d, err := f.root.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Open implements Store.
func (f *Folder) Open(_ context.Context, key string) (io.ReadSeekCloser, error) {
	file, err := f.root.Open(key)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, kernel.Wrap(kernel.NonTrovato, "Il file non è più disponibile.", err)
	}
	return file, err
}

// Keys implements Store. Only names that Put makes are listed: whatever else
// lies in the folder belongs to somebody else, and Sweep must not touch it.
func (f *Folder) Keys(_ context.Context, before time.Time) ([]string, error) {
	var keys []string
	old := func(dir string, e fs.DirEntry) error {
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err == nil && info.Mode().IsRegular() && info.ModTime().Before(before) {
			keys = append(keys, path.Join(dir, e.Name()))
		}
		return err
	}
	top, err := fs.ReadDir(f.root.FS(), ".")
	if err != nil {
		return nil, err
	}
	for _, e := range top {
		if id, ok := strings.CutPrefix(e.Name(), tempPrefix); ok && isHex(id, 32) {
			if err := old("", e); err != nil {
				return nil, err
			}
		}
		if !e.IsDir() || !isHex(e.Name(), 2) {
			continue
		}
		in, err := fs.ReadDir(f.root.FS(), e.Name())
		if err != nil {
			return nil, err
		}
		for _, file := range in {
			if isHex(file.Name(), 32) && strings.HasPrefix(file.Name(), e.Name()) {
				if err := old(e.Name(), file); err != nil {
					return nil, err
				}
			}
		}
	}
	return keys, nil
}

// isHex reports whether s has n hexadecimal digits.
func isHex(s string, n int) bool {
	return len(s) == n && strings.Trim(s, "0123456789abcdef") == ""
}

// Remove implements Store.
func (f *Folder) Remove(_ context.Context, key string) error {
	err := f.root.Remove(key)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// Size writes a size for people, in MB of 1,000,000 bytes.
func Size(n int64) string {
	switch {
	case n < 1000:
		return kernel.Numero(n) + " byte"
	case n < 1_000_000:
		return kernel.Decimale(float64(n)/1000, 0) + " kB"
	default:
		return strings.TrimSuffix(kernel.Decimale(float64(n)/1e6, 1), ",0") + " MB"
	}
}
