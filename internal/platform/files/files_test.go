package files_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
	"pass/internal/platform/files"
)

var ctx = context.Background()

func folder(t *testing.T) (*files.Folder, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "file")
	f, err := files.OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f, dir
}

// tree lists the regular files below dir.
func tree(t *testing.T, dir string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			rel, _ := filepath.Rel(dir, p)
			names = append(names, rel)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func put(t *testing.T, s files.Store, content string) files.Stored {
	t.Helper()
	st, err := s.Put(ctx, strings.NewReader(content), 1000)
	if err != nil {
		t.Fatal(err)
	}
	return st
}

func TestWhatIsPutIsReadBack(t *testing.T) {
	f, dir := folder(t)
	st := put(t, f, "contenuto")
	sum := sha256.Sum256([]byte("contenuto"))
	if st.Size != 9 || st.SHA256 != hex.EncodeToString(sum[:]) {
		t.Errorf("%+v", st)
	}
	in, err := f.Open(ctx, st.Key)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	if b, err := io.ReadAll(in); err != nil || string(b) != "contenuto" {
		t.Errorf("%q, %v", b, err)
	}
	if got := tree(t, dir); !slices.Equal(got, []string{st.Key}) {
		t.Errorf("the folder holds %v", got)
	}
	if info, err := os.Stat(filepath.Join(dir, st.Key)); err != nil || info.Mode().Perm()&0o007 != 0 {
		t.Errorf("everyone on the machine may read it: %v, %v", info.Mode(), err)
	}
	if other := put(t, f, "contenuto"); other.Key == st.Key {
		t.Error("two files share a place")
	}
	for range 2 {
		if err := f.Remove(ctx, st.Key); err != nil {
			t.Error(err)
		}
	}
	if _, err := f.Open(ctx, st.Key); kernel.CodeOf(err) != kernel.NonTrovato {
		t.Errorf("a removed file: %v", err)
	}
}

func TestAFileOverTheLimitOrInterruptedLeavesNothing(t *testing.T) {
	f, dir := folder(t)
	if st, err := f.Put(ctx, strings.NewReader(strings.Repeat("x", 10)), 10); err != nil || st.Size != 10 {
		t.Errorf("exactly the limit: %+v, %v", st, err)
	} else if err := f.Remove(ctx, st.Key); err != nil {
		t.Error(err)
	}
	if _, err := f.Put(ctx, strings.NewReader(strings.Repeat("x", 11)), 10); kernel.CodeOf(err) != kernel.TroppoGrande || !strings.Contains(err.Error(), "10 byte") {
		t.Errorf("one byte more: %v", err)
	}
	gone := errors.New("the browser went away")
	if _, err := f.Put(ctx, io.MultiReader(strings.NewReader("metà"), iotest.ErrReader(gone)), 1000); !errors.Is(err, gone) {
		t.Errorf("interrupted: %v", err)
	}
	if got := tree(t, dir); len(got) != 0 {
		t.Errorf("the folder holds %v", got)
	}
}

func TestNoKeyLeadsOutOfTheFolder(t *testing.T) {
	f, dir := folder(t)
	secret := filepath.Join(filepath.Dir(dir), "segreto")
	if err := os.WriteFile(secret, []byte("segreto"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "aa"), 0o700); err != nil {
		t.Fatal(err)
	}
	link := "aa/" + strings.Repeat("a", 32)
	if err := os.Symlink("../../segreto", filepath.Join(dir, link)); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("..", filepath.Join(dir, "bb")); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"../segreto", "aa/../../segreto", secret, link, "bb/segreto", "", ".", "aa/\x00", "..", `..\segreto`} {
		in, err := f.Open(ctx, key)
		if err == nil {
			b, _ := io.ReadAll(in)
			in.Close()
			if len(b) > 0 {
				t.Errorf("%q gives %q", key, b)
			}
		}
		if key != link && key != "." && key != "" {
			_ = f.Remove(ctx, key)
		}
	}
	if b, err := os.ReadFile(secret); err != nil || string(b) != "segreto" {
		t.Errorf("the file outside: %q, %v", b, err)
	}
	keys, err := f.Keys(ctx, time.Now().Add(time.Hour))
	if err != nil || len(keys) != 0 {
		t.Errorf("links count as files: %v, %v", keys, err)
	}
}

// TestTheSweepRemovesOnlyOldOrphans leaves behind what a node would that died
// at each step: while writing, between the rename and the commit, and after
// the commit.
func TestTheSweepRemovesOnlyOldOrphans(t *testing.T) {
	clock := dbtest.NewClock(time.Now())
	dbtest.EachWith(t, db.Options{Clock: clock.Now}, func(t *testing.T, d *db.DB) {
		clock.Set(time.Now())
		f, dir := folder(t)
		known, orphan, young := put(t, f, "con riga"), put(t, f, "senza riga"), put(t, f, "appena arrivato")
		record := func(s files.Stored, fail error) {
			err := d.InTx(ctx, func(tx *db.Tx) error {
				if _, err := files.Record(ctx, tx, s, "verbale.pdf", "application/pdf"); err != nil {
					return err
				}
				return fail
			})
			if !errors.Is(err, fail) {
				t.Fatal(err)
			}
		}
		record(known, nil)
		record(orphan, errors.New("the node dies before the commit"))
		half := "tmp-" + strings.Repeat("0a", 16)
		others := []string{"README", "tmp-appunti", "lost+found/" + strings.Repeat("b", 32), "aa/fattura.pdf", "aa/" + strings.Repeat("b", 32), strings.Repeat("c", 32)}
		for _, name := range append(others, half) {
			if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		clock.Advance(25 * time.Hour)
		now := clock.Now()
		if err := os.Chtimes(filepath.Join(dir, young.Key), now, now.Add(-23*time.Hour)); err != nil {
			t.Fatal(err)
		}
		removed, err := files.Sweep(ctx, d, f, 24*time.Hour)
		want := append([]string{known.Key, young.Key}, others...)
		got := tree(t, dir)
		slices.Sort(want)
		slices.Sort(got)
		if err != nil || removed != 2 || !slices.Equal(got, want) {
			t.Errorf("%d removed, %v; left %v, want %v", removed, err, got, want)
		}
	})
}

func TestTheRowOfAFile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f, _ := folder(t)
		st := put(t, f, "contenuto")
		var made, read files.File
		err := d.InTx(ctx, func(tx *db.Tx) (err error) {
			if made, err = files.Record(ctx, tx, st, "verbale è.pdf", "application/pdf"); err != nil {
				return err
			}
			read, err = files.Get(ctx, tx, made.ID)
			return err
		})
		if err != nil || read != made || read.Key != st.Key || read.SHA256 != st.SHA256 || read.Size != 9 || read.Name != "verbale è.pdf" {
			t.Errorf("wrote %+v, read %+v, %v", made, read, err)
		}
		err = d.InTx(ctx, func(tx *db.Tx) error { return files.Forget(ctx, tx, made.ID) })
		if err != nil {
			t.Fatal(err)
		}
		err = d.Read(ctx, func(tx *db.Tx) error { _, err := files.Get(ctx, tx, made.ID); return err })
		if kernel.CodeOf(err) != kernel.NonTrovato {
			t.Errorf("a forgotten file: %v", err)
		}
	})
}

func TestSize(t *testing.T) {
	for n, want := range map[int64]string{0: "0 byte", 999: "999 byte", 1000: "1 kB", 1_500_000: "1,5 MB", 20_000_000: "20 MB", 200_000_000: "200 MB", 335_544_320: "335,5 MB"} {
		if got := files.Size(n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}
