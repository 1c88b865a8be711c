package backup_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pass/internal/platform/backup"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
	"pass/internal/platform/files"
)

var ctx = context.Background()

// house is an installation: a database and its files.
type house struct {
	d     *db.DB
	files *files.Folder
	dir   string
}

func newHouse(t *testing.T, d *db.DB) house {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "file")
	f, err := files.OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return house{d, f, dir}
}

func sqlite(t *testing.T) house   { return newHouse(t, dbtest.SQLite(t, db.Options{})) }
func postgres(t *testing.T) house { return newHouse(t, dbtest.Postgres(t, db.Options{})) }

// fill writes rows of every type of column, with what travels badly: accents,
// quotes, line ends, large numbers, unknown values, references forward.
func (h house) fill(t *testing.T) {
	t.Helper()
	document, err := h.files.Put(ctx, strings.NewReader("%PDF-1.7 protocollo"), 1000)
	if err != nil {
		t.Fatal(err)
	}
	empty, err := h.files.Put(ctx, strings.NewReader(""), 1000)
	if err != nil {
		t.Fatal(err)
	}
	hash := strings.Repeat("a", 64)
	err = h.d.InTx(ctx, func(tx *db.Tx) error {
		now := tx.Now()
		for _, s := range []files.Stored{document, empty} {
			if _, err := files.Record(ctx, tx, s, "Città «è» <&>.pdf", "application/pdf"); err != nil {
				return err
			}
		}
		if err := db.SetSetting(ctx, tx, "à 'b' \"c\"", "riga\nriga\ttab \\ \u2028 \U0001F600 \x7f"); err != nil {
			return err
		}
		if _, err := db.NextNumber(ctx, tx, "R", 2026); err != nil {
			return err
		}
		for _, s := range []struct {
			query string
			args  []any
		}{
			{`INSERT INTO persone (id, codice_fiscale, nome, cognome, ricerca, creata_il) VALUES (1, NULL, 'Anna', 'D''Àmbra', '', $1), (9007199254740993, 'RSSMRA85T10A562S', '', '', '', $1)`, []any{now}},
			{`INSERT INTO identita (persona_id, emittente, soggetto, creata_il, usata_il) VALUES (1, 'e', 's', $1, $1)`, []any{now}},
			{`INSERT INTO enti (id, tipo, nome, denominazione, ordine, regione, popolazione, istituito_il, cessato_il, successore_id, creato_il, aggiornato_il)
				VALUES (20, 'comune', 'Nuovo', 'Comune di Nuovo', 'nuovo', '03', NULL, NULL, NULL, NULL, $1, $1)`, []any{now}},
			{`INSERT INTO enti (id, tipo, nome, denominazione, ordine, regione, popolazione, istituito_il, cessato_il, successore_id, creato_il, aggiornato_il)
				VALUES (10, 'comune', 'Vecchio', 'Comune di Vecchio', 'vecchio', '03', 123456, '1861-03-17', '2026-12-31', 20, $1, $1)`, []any{now}},
			{`INSERT INTO adesioni (ente_id, richiedente_id, stato, file_id, protocollo_data, creata_il, aggiornata_il)
				SELECT 20, 1, 'approvata', MIN(id), '2026-02-28', $1, $1 FROM files`, []any{now}},
			{`INSERT INTO catalogo_task_force (codice, nome, attiva, aggiornata_il) VALUES ('A', 'Ambiente', TRUE, $1), ('B', 'Bonifiche', FALSE, $1)`, []any{now}},
			{`INSERT INTO registro_atti (numero, il, persona_id, nome, ruolo, atto, oggetto, oggetto_id, ente_id, dettagli, hash)
				VALUES (1, $1, 1, 'Anna', '', 'Entra', 'sessione', 1, 0, '{"a":"\u00e0"}', $2)`, []any{now, hash}},
			{`UPDATE registro_testa SET numero = 1, hash = $1`, []any{hash}},
		} {
			if _, err := tx.Exec(ctx, s.query, s.args...); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// dump is every row of every table, by table, in an order that both databases
// share. The keys of files, which a restore makes anew, become what they hold.
func (h house) dump(t *testing.T) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	err := h.d.Read(ctx, func(tx *db.Tx) error {
		tables, err := tx.Tables(ctx)
		if err != nil {
			return err
		}
		for _, table := range tables {
			rows := []string{fmt.Sprint(table.Columns)}
			err := tx.Dump(ctx, table, func(values []any) error {
				values = slices.Clone(values)
				if i := slices.Index(table.Columns, "chiave"); table.Name == "files" && i >= 0 {
					values[i] = h.content(t, values[i].(string))
				}
				b, err := json.Marshal(values)
				rows = append(rows, string(b))
				return err
			})
			if err != nil {
				return err
			}
			slices.Sort(rows[1:])
			out[table.Name] = rows
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func (h house) content(t *testing.T, key string) string {
	in, err := h.files.Open(ctx, key)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	b, err := io.ReadAll(in)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// stored lists the files in the folder of the house.
func (h house) stored(t *testing.T) (names []string) {
	t.Helper()
	err := filepath.WalkDir(h.dir, func(p string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			names = append(names, p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func compare(t *testing.T, got, want map[string][]string) {
	t.Helper()
	if len(got) != len(want) || len(want) < 20 {
		t.Errorf("%d tables, want %d", len(got), len(want))
	}
	for name, rows := range want {
		if !slices.Equal(got[name], rows) {
			t.Errorf("table %s:\n got %s\nwant %s", name, strings.Join(got[name], "\n     "), strings.Join(rows, "\n     "))
		}
	}
}

func (h house) backup(t *testing.T) (path string, m backup.Manifest) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "pass.tar.gz")
	m, err := backup.Write(ctx, h.d, h.files, path)
	if err != nil {
		t.Fatal(err)
	}
	return path, m
}

// item is one entry of an archive that a test takes apart.
type item struct{ name, content string }

func unpack(t *testing.T, path string) (items []item) {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	r := tar.NewReader(z)
	for {
		h, err := r.Next()
		if err == io.EOF {
			return items
		}
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		items = append(items, item{h.Name, string(b)})
	}
}

func pack(t *testing.T, items []item) (path string) {
	t.Helper()
	var raw bytes.Buffer
	z := gzip.NewWriter(&raw)
	w := tar.NewWriter(z)
	for _, i := range items {
		if err := w.WriteHeader(&tar.Header{Name: i.name, Mode: 0o600, Size: int64(len(i.content))}); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, i.content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), "rifatto.tar.gz")
	if err := os.WriteFile(path, raw.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// signed changes the items and makes the manifest agree with them again, as
// somebody who knows the format could.
func signed(t *testing.T, items []item, change func(m *backup.Manifest)) []item {
	t.Helper()
	items = slices.Clone(items)
	last := len(items) - 1
	var m backup.Manifest
	if err := json.Unmarshal([]byte(items[last].content), &m); err != nil {
		t.Fatal(err)
	}
	m.Entries = nil
	for _, i := range items[:last] {
		sum := sha256.Sum256([]byte(i.content))
		m.Entries = append(m.Entries, backup.Entry{Name: i.name, Size: int64(len(i.content)), SHA256: hex.EncodeToString(sum[:])})
	}
	if change != nil {
		change(&m)
	}
	b, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	items[last].content = string(b)
	return items
}
