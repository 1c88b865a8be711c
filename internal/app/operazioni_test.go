package app_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pass/internal/app"
	"pass/internal/kernel"
	"pass/internal/platform/config"
	"pass/internal/platform/db"
	"pass/internal/platform/files"
	"pass/internal/registro"
)

func settings(dir string) config.Config {
	return config.Config{Indirizzo: "127.0.0.1:8080", Dati: dir, Regione: "03", GiorniSilenzio: 30, SessioneInattiva: 30 * time.Minute, SessioneMassima: 8 * time.Hour}
}

// used makes an installation with one act and one file.
func used(t *testing.T, cfg config.Config) (file string) {
	t.Helper()
	ctx := context.Background()
	d, err := db.Open(ctx, cfg.DatabaseAddress(), db.Options{Relaxed: true})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	store, err := files.OpenFolder(cfg.FilesDir())
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	st, err := store.Put(ctx, strings.NewReader("contenuto"), 1000)
	if err != nil {
		t.Fatal(err)
	}
	err = d.InTx(ctx, func(tx *db.Tx) error {
		if _, err := files.Record(ctx, tx, st, "a.txt", "text/plain"); err != nil {
			return err
		}
		return registro.Annota(ctx, tx, kernel.ActorSistema(), registro.Voce{Atto: "Prova", Oggetto: "prova"})
	})
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(cfg.FilesDir(), st.Key)
}

// run gives what a command prints and its error, as the person reads them.
func run(fn func(out *bytes.Buffer) error) (string, string) {
	var out bytes.Buffer
	if err := fn(&out); err != nil {
		return out.String(), app.Spiega(err)
	}
	return out.String(), ""
}

func TestBackupRestoreAndVerificaTellWhatTheyDid(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	from, to := settings(filepath.Join(dir, "da")), settings(filepath.Join(dir, "a"))
	archive := filepath.Join(dir, "pass.tar.gz")
	used(t, from)
	out, err := run(func(out *bytes.Buffer) error { return app.Backup(ctx, out, from, archive) })
	if err != "" || !strings.Contains(out, "Archivio scritto: "+archive) || !strings.Contains(out, "1 file.") {
		t.Fatalf("backup: %s%s", out, err)
	}
	out, err = run(func(out *bytes.Buffer) error { return app.Restore(ctx, out, to, archive, true) })
	if _, e := os.Stat(to.Dati); err != "" || !strings.Contains(out, "integro") || !os.IsNotExist(e) {
		t.Errorf("check only: %s%s, target %v", out, err, e)
	}
	out, err = run(func(out *bytes.Buffer) error { return app.Restore(ctx, out, to, archive, false) })
	if err != "" || !strings.Contains(out, "Ripristino completato") || !strings.Contains(out, "Registro degli atti: 1 voci, catena integra.") || !strings.Contains(out, "1 controllati, 0 con problemi") {
		t.Errorf("restore: %s%s", out, err)
	}
	if out, err = run(func(out *bytes.Buffer) error { return app.Restore(ctx, out, to, archive, false) }); !strings.Contains(err, "contiene già dati") {
		t.Errorf("restore again: %s%s", out, err)
	}
}

func TestABackupOfWhatIsNotThereFails(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	archive := filepath.Join(dir, "pass.tar.gz")
	wrong := settings(filepath.Join(dir, "sbagliata"))
	if out, err := run(func(out *bytes.Buffer) error { return app.Backup(ctx, out, wrong, archive) }); !strings.Contains(err, "controllare --dati") || out != "" {
		t.Errorf("wrong folder: %s%s", out, err)
	}
	cfg := settings(filepath.Join(dir, "dati"))
	file := used(t, cfg)
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if out, err := run(func(out *bytes.Buffer) error { return app.Backup(ctx, out, cfg, archive) }); !strings.Contains(err, "Manca il file") || out != "" {
		t.Errorf("missing file: %s%s", out, err)
	}
	left, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(left) != 1 || left[0] != cfg.Dati {
		t.Errorf("left %v, %v", left, err)
	}
}

func TestVerificaCountsWhatIsWrong(t *testing.T) {
	ctx := context.Background()
	cfg := settings(t.TempDir())
	file := used(t, cfg)
	check := func(want int, says string) {
		t.Helper()
		var out bytes.Buffer
		if n, err := app.Verifica(ctx, &out, cfg); err != nil || n != want || !strings.Contains(out.String(), says) {
			t.Errorf("%d problems, %v: %s", n, err, out.String())
		}
	}
	check(0, "catena integra")
	if err := os.WriteFile(file, []byte("alterato!"), 0o600); err != nil {
		t.Fatal(err)
	}
	check(1, "manca o è alterato")
	d, err := db.Open(ctx, cfg.DatabaseAddress(), db.Options{Relaxed: true})
	if err != nil {
		t.Fatal(err)
	}
	err = d.InTx(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `DROP TRIGGER registro_non_si_modifica`); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE registro_atti SET nome = 'Altro'`)
		return err
	})
	d.Close()
	if err != nil {
		t.Fatal(err)
	}
	check(2, "la voce 1 è stata alterata")
}
