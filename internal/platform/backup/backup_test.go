package backup_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"pass/internal/platform/backup"
	"pass/internal/platform/db"
	"pass/internal/platform/files"
)

// TestAnArchiveGoesRoundBothDatabases restores an archive of SQLite on SQLite,
// then on PostgreSQL, and what that gives on SQLite again.
func TestAnArchiveGoesRoundBothDatabases(t *testing.T) {
	first := sqlite(t)
	first.fill(t)
	want := first.dump(t)
	from := first
	for _, next := range []house{sqlite(t), postgres(t), sqlite(t), postgres(t)} {
		path, written := from.backup(t)
		read, err := backup.Verify(path)
		if err != nil || fmt.Sprint(read) != fmt.Sprint(written) {
			t.Fatalf("%v: %v is not %v", err, read, written)
		}
		restored, err := backup.Restore(ctx, next.d, next.files, path)
		if err != nil || fmt.Sprint(restored) != fmt.Sprint(written) {
			t.Fatalf("%s → %s: %v", from.d.Kind(), next.d.Kind(), err)
		}
		compare(t, next.dump(t), want)
		if n := len(next.stored(t)); n != 2 {
			t.Errorf("%d files", n)
		}
		from = next
	}
	worksOn(t, from)
}

// worksOn checks that a restored installation goes on as if nothing had
// happened: new ids, checks, the audit trail that is only added to.
func worksOn(t *testing.T, h house) {
	t.Helper()
	exec := func(query string, args ...any) error {
		return h.d.InTx(ctx, func(tx *db.Tx) error { _, err := tx.Exec(ctx, query, args...); return err })
	}
	if err := exec(`INSERT INTO identita (persona_id, emittente, soggetto, creata_il, usata_il) VALUES (1, 'altro', 's', $1, $1)`, h.d.Now()); err != nil {
		t.Errorf("a new row: %v", err)
	}
	if err := exec(`DELETE FROM registro_atti`); err == nil || !strings.Contains(err.Error(), "append-only") {
		t.Errorf("the audit trail: %v", err)
	}
	err := h.d.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO identita (persona_id, emittente, soggetto, creata_il, usata_il) VALUES (77, 'x', 's', $1, $1)`, tx.Now())
		if err == nil {
			t.Error("a reference to nobody waits for the commit")
		}
		return err
	})
	if err == nil {
		t.Error("a reference to nobody is kept")
	}
}

func TestRestoredGeneratorsOfIDsGoOn(t *testing.T) {
	from := postgres(t)
	from.fill(t)
	path, _ := from.backup(t)
	to := postgres(t)
	if _, err := backup.Restore(ctx, to.d, to.files, path); err != nil {
		t.Fatal(err)
	}
	for _, h := range []house{from, to} {
		err := h.d.InTx(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO files (chiave, sha256, dimensione, nome, tipo, creato_il) VALUES ('k', $1, 1, 'n', 't', $2)`, strings.Repeat("a", 64), tx.Now())
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}

func TestAnArchiveSaysWhatIsInIt(t *testing.T) {
	h := sqlite(t)
	h.fill(t)
	path, m := h.backup(t)
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("everyone may read it: %v, %v", info.Mode(), err)
	}
	known, err := db.Migrations(db.SQLite)
	if err != nil || m.Format != backup.Format || m.CreatedAt.IsZero() || !slices.Equal(m.Migrations, known) {
		t.Errorf("%+v, %v", m, err)
	}
	rows := map[string]int64{}
	for _, table := range m.Tables {
		rows[table.Name] = table.Rows
	}
	if rows["files"] != 2 || rows["persone"] != 2 || rows["registro_atti"] != 1 || rows["posta"] != 0 {
		t.Errorf("rows %v", rows)
	}
	for name := range rows {
		if strings.HasPrefix(name, "river_") || strings.HasPrefix(name, "sqlite_") || name == "migrazioni" {
			t.Errorf("%s is in the archive", name)
		}
	}
	items := unpack(t, path)
	if len(items) != len(m.Entries)+1 || items[len(items)-1].name != "manifest.json" {
		t.Fatalf("%d entries, manifest of %d", len(items), len(m.Entries))
	}
	for i, e := range m.Entries {
		sum := sha256.Sum256([]byte(items[i].content))
		if e.Name != items[i].name || e.Size != int64(len(items[i].content)) || e.SHA256 != hex.EncodeToString(sum[:]) {
			t.Errorf("entry %+v holds %d bytes of %s", e, len(items[i].content), items[i].name)
		}
	}
	if last := m.Entries[len(m.Entries)-1]; !strings.HasPrefix(last.Name, "files/") {
		t.Errorf("the last entry is %s", last.Name)
	}
}

// TestABackupIsOneInstant writes people with their identity and a file, each
// in one transaction, while archives are made: every archive holds as many of
// each.
func TestABackupIsOneInstant(t *testing.T) {
	for name, h := range map[string]house{"sqlite": sqlite(t), "postgres": postgres(t)} {
		t.Run(name, func(t *testing.T) {
			var wg sync.WaitGroup
			var n atomic.Int64
			begun, done := make(chan struct{}), make(chan struct{})
			wg.Go(func() {
				for {
					if err := h.arrive(n.Add(1)); err != nil {
						t.Error(err)
						return
					}
					if n.Load() == 20 {
						close(begun)
					}
					select {
					case <-done:
						return
					default:
					}
				}
			})
			<-begun
			during := 0 // backups during which somebody could write
			for tries := 0; during < 3; tries++ {
				if tries == 200 {
					t.Fatalf("people could write during %d of %d backups", during, tries)
				}
				before := n.Load()
				_, m := h.backup(t)
				if n.Load() > before {
					during++
				}
				rows := map[string]int64{}
				for _, table := range m.Tables {
					rows[table.Name] = table.Rows
				}
				got := int64(0)
				for _, e := range m.Entries {
					if strings.HasPrefix(e.Name, "files/") {
						got++
					}
				}
				if p := rows["persone"]; p < 20 || rows["identita"] != p || rows["files"] != p || got != p {
					t.Errorf("%d people, %d identities, %d rows of files, %d files", p, rows["identita"], rows["files"], got)
				}
			}
			close(done)
			wg.Wait()
		})
	}
}

// arrive registers person n with an identity and a file.
func (h house) arrive(n int64) error {
	st, err := h.files.Put(ctx, strings.NewReader(fmt.Sprint("file di ", n)), 1000)
	if err != nil {
		return err
	}
	return h.d.InTx(ctx, func(tx *db.Tx) error {
		if _, err := files.Record(ctx, tx, st, "a.txt", "text/plain"); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO persone (id, nome, cognome, ricerca, creata_il) VALUES ($1, '', '', '', $2)`, n, tx.Now()); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO identita (persona_id, emittente, soggetto, creata_il, usata_il) VALUES ($1, 'e', CAST($2 AS TEXT), $3, $3)`, n, fmt.Sprint(n), tx.Now())
		return err
	})
}

func TestABackupThatFailsLeavesNoHalfArchive(t *testing.T) {
	gone, cancel := context.WithCancel(ctx)
	cancel()
	for name, c := range map[string]struct {
		ctx   context.Context
		spoil func(t *testing.T, h house, file string)
		want  string
	}{
		"missing file": {ctx, func(t *testing.T, _ house, file string) { must(t, os.Remove(file)) }, "Manca il file"},
		"altered file": {ctx, func(t *testing.T, _ house, file string) {
			must(t, os.WriteFile(file, []byte("%PDF-1.7 PROTOCOLLO"), 0o600))
		}, "è diverso da quello ricevuto"},
		"shorter file":  {ctx, func(t *testing.T, _ house, file string) { must(t, os.WriteFile(file, []byte("%PDF"), 0o600)) }, "il file"},
		"longer file":   {ctx, func(t *testing.T, _ house, file string) { must(t, os.WriteFile(file, make([]byte, 5000), 0o600)) }, "il file"},
		"interrupted":   {gone, func(*testing.T, house, string) {}, "cancel"},
		"database gone": {ctx, func(_ *testing.T, h house, _ string) { h.d.Close() }, "closed"},
	} {
		h := sqlite(t)
		h.fill(t)
		var file string
		for _, f := range h.stored(t) {
			if info, err := os.Stat(f); err == nil && info.Size() > 0 {
				file = f
			}
		}
		c.spoil(t, h, file)
		dir := t.TempDir()
		old := filepath.Join(dir, "pass.tar.gz")
		must(t, os.WriteFile(old, []byte("l'archivio di ieri"), 0o600))
		_, err := backup.Write(c.ctx, h.d, h.files, old)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
		left, _ := os.ReadDir(dir)
		if b, err := os.ReadFile(old); len(left) != 1 || string(b) != "l'archivio di ieri" {
			t.Errorf("%s: left %v, %v", name, left, err)
		}
	}
	h := sqlite(t)
	if _, err := backup.Write(ctx, h.d, h.files, filepath.Join(t.TempDir(), "manca", "pass.tar.gz")); err == nil || !strings.Contains(err.Error(), "non si può scrivere") {
		t.Errorf("a folder that is missing: %v", err)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
