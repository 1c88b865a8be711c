package backup_test

import (
	"context"
	"errors"
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

// refused checks that an archive is refused and that nothing was written.
func refused(t *testing.T, name, path string, to house, want string, before map[string][]string) {
	t.Helper()
	_, err := backup.Restore(ctx, to.d, to.files, path)
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%s: %v, want %q", name, err, want)
	}
	if left := to.stored(t); len(left) != 0 {
		t.Errorf("%s: left files %v", name, left)
	}
	compare(t, to.dump(t), before)
}

func TestAnArchiveThatIsNotWholeIsRefusedBeforeWriting(t *testing.T) {
	from := sqlite(t)
	from.fill(t)
	path, _ := from.backup(t)
	whole, err := os.ReadFile(path)
	must(t, err)
	to := sqlite(t)
	before := to.dump(t)
	bad := filepath.Join(t.TempDir(), "rovinato.tar.gz")
	items, noticed := unpack(t, path), 0
	for i := range whole {
		if i%37 != 0 && i > 20 && i < len(whole)-20 {
			continue
		}
		must(t, os.WriteFile(bad, append(append(slices.Clone(whole[:i]), whole[i]^1), whole[i+1:]...), 0o600))
		// Some bits mean nothing: the time in the header, the filling of a block.
		if _, err := backup.Verify(bad); err == nil && !slices.Equal(unpack(t, bad), items) {
			t.Errorf("byte %d of %d is altered and nobody notices", i, len(whole))
		} else if err != nil {
			noticed++
		}
		must(t, os.WriteFile(bad, whole[:i], 0o600))
		if _, err := backup.Verify(bad); err == nil {
			t.Errorf("cut after %d of %d bytes and nobody notices", i, len(whole))
		}
	}
	if noticed < 100 {
		t.Errorf("only %d alterations were noticed", noticed)
	}
	must(t, os.WriteFile(bad, append(slices.Clone(whole), "altro"...), 0o600))
	refused(t, "with something behind", bad, to, "tronco o rovinato", before)
	must(t, os.WriteFile(bad, whole[:len(whole)/2], 0o600))
	refused(t, "half", bad, to, "tronco o rovinato", before)
	must(t, os.WriteFile(bad, []byte("un file qualunque"), 0o600))
	refused(t, "another file", bad, to, "non è un archivio di passd", before)
	refused(t, "no file", filepath.Join(t.TempDir(), "manca"), to, "non si apre", before)
}

func TestAnArchiveThatWasMadeAgainIsRefusedBeforeWriting(t *testing.T) {
	from := sqlite(t)
	from.fill(t)
	path, _ := from.backup(t)
	items := unpack(t, path)
	to := sqlite(t)
	before := to.dump(t)
	at := func(name string) int {
		return slices.IndexFunc(items, func(i item) bool { return i.name == name })
	}
	persone, last := at("db/persone.jsonl"), len(items)-1
	with := func(i int, changed item) []item { c := slices.Clone(items); c[i] = changed; return c }
	extra := item{"db/altro.jsonl", "[\"id\"]\n"}
	future := func(m *backup.Manifest) { m.Migrations = append(m.Migrations, "9999_futuro.sql") }
	for name, c := range map[string]struct {
		items []item
		want  string
	}{
		"altered row":            {with(persone, item{items[persone].name, strings.Replace(items[persone].content, "Anna", "Anno", 1)}), "non corrisponde alle impronte"},
		"altered file":           {with(last-1, item{items[last-1].name, "altro"}), "non corrisponde alle impronte"},
		"missing table":          {slices.Delete(slices.Clone(items), persone, persone+1), "non corrisponde alle impronte"},
		"extra table":            {slices.Insert(slices.Clone(items), last, extra), "non corrisponde alle impronte"},
		"extra after the index":  {append(slices.Clone(items), extra), "continua dopo l'indice"},
		"other order":            {slices.Concat([]item{items[1], items[0]}, items[2:]), "non corrisponde alle impronte"},
		"same entry twice":       {slices.Insert(slices.Clone(items), 0, items[0]), "non corrisponde alle impronte"},
		"without index":          {items[:last], "tronco o rovinato"},
		"broken index":           {with(last, item{"manifest.json", "{"}), "indice dell'archivio non si legge"},
		"only the index":         {items[last:], "non corrisponde alle impronte"},
		"outside the folder":     {signed(t, slices.Insert(slices.Clone(items), last, item{"../evil", "x"}), nil), "voce sconosciuta"},
		"newer format":           {signed(t, items, func(m *backup.Manifest) { m.Format++ }), "formato"},
		"newer version":          {signed(t, items, future), "versione più recente"},
		"older version":          {signed(t, items, func(m *backup.Manifest) { m.Migrations = m.Migrations[:3] }), "versione precedente"},
		"unknown table, signed":  {signed(t, slices.Insert(slices.Clone(items), last, extra), nil), "tabella sconosciuta"},
		"other columns, signed":  {signed(t, with(persone, item{items[persone].name, "[\"id\",\"altro\"]\n"}), nil), "colonne diverse"},
		"missing rows, signed":   {signed(t, with(persone, item{items[persone].name, firstLine(items[persone].content)}), nil), "ha 0 righe, l'indice ne dichiara 2"},
		"row too short, signed":  {signed(t, with(persone, item{items[persone].name, items[persone].content + "[1,null]\n"}), nil), "arguments"},
		"broken row, signed":     {signed(t, with(persone, item{items[persone].name, items[persone].content + "[1,\n"}), nil), "non si legge"},
		"orphan, signed":         {signed(t, with(at("db/enti.jsonl"), item{"db/enti.jsonl", strings.ReplaceAll(items[at("db/enti.jsonl")].content, ",20,", ",21,")}), nil), "FOREIGN KEY"},
		"wrong type, signed":     {signed(t, with(persone, item{items[persone].name, strings.Replace(items[persone].content, "\"Anna\"", "[1]", 1)}), nil), "persone"},
		"broken rule, signed":    {signed(t, with(at("db/enti.jsonl"), item{"db/enti.jsonl", strings.ReplaceAll(items[at("db/enti.jsonl")].content, "\"comune\"", "\"regno\"")}), nil), "CHECK"},
		"same person twice, sgn": {signed(t, with(persone, item{items[persone].name, items[persone].content + lastLine(items[persone].content)}), nil), "UNIQUE"},
	} {
		refused(t, name, pack(t, c.items), to, c.want, before)
	}
	if _, err := backup.Restore(ctx, to.d, to.files, pack(t, signed(t, items, nil))); err != nil {
		t.Errorf("what was taken apart and put together: %v", err)
	}
	compare(t, to.dump(t), from.dump(t))
}

func firstLine(s string) string { return s[:strings.Index(s, "\n")+1] }

func lastLine(s string) string {
	s = strings.TrimSuffix(s, "\n")
	return s[strings.LastIndex(s, "\n")+1:] + "\n"
}

func TestABrokenReferenceIsRefusedOnPostgreSQLToo(t *testing.T) {
	from := sqlite(t)
	from.fill(t)
	path, _ := from.backup(t)
	items := unpack(t, path)
	for i := range items {
		if items[i].name == "db/enti.jsonl" {
			items[i].content = strings.ReplaceAll(items[i].content, ",20,", ",21,")
		}
	}
	to := postgres(t)
	before := to.dump(t)
	refused(t, "orphan", pack(t, signed(t, items, nil)), to, "foreign key", before)
	// The checks are what they were.
	err := to.d.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO identita (persona_id, emittente, soggetto, creata_il, usata_il) VALUES (77, 'x', 's', $1, $1)`, tx.Now())
		if err == nil {
			t.Error("references wait for the commit")
		}
		return err
	})
	if err == nil {
		t.Error("a reference to nobody is kept")
	}
}

func TestAnInstallationInUseIsNotOverwritten(t *testing.T) {
	from := sqlite(t)
	from.fill(t)
	path, _ := from.backup(t)
	for name, use := range map[string]string{
		"somebody":  `INSERT INTO persone (nome, cognome, ricerca, creata_il) VALUES ('Piero', '', '', $1)`,
		"some acts": `INSERT INTO registro_atti (numero, il, persona_id, nome, ruolo, atto, oggetto, oggetto_id, ente_id, dettagli, hash) VALUES (1, $1, 0, '', '', '', '', 0, 0, '{}', '` + strings.Repeat("b", 64) + `')`,
	} {
		dbtest.Each(t, func(t *testing.T, d *db.DB) {
			to := newHouse(t, d)
			must(t, d.InTx(ctx, func(tx *db.Tx) error { _, err := tx.Exec(ctx, use, tx.Now()); return err }))
			before := to.dump(t)
			refused(t, name, path, to, "contiene già dati", before)
		})
	}
}

func TestARestoreThatIsInterruptedLeavesNothing(t *testing.T) {
	from := sqlite(t)
	from.fill(t)
	path, _ := from.backup(t)
	to := sqlite(t)
	before := to.dump(t)
	c, cancel := context.WithCancel(ctx)
	_, err := backup.Restore(c, to.d, stopping{to.files, cancel}, path)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if left := to.stored(t); len(left) != 0 {
		t.Errorf("left files %v", left)
	}
	compare(t, to.dump(t), before)
}

// stopping is a store during whose first file somebody presses Ctrl+C.
type stopping struct {
	*files.Folder
	cancel context.CancelFunc
}

func (s stopping) Put(ctx context.Context, r io.Reader, max int64) (files.Stored, error) {
	defer s.cancel()
	return s.Folder.Put(ctx, r, max)
}
