package app_test

import (
	"bytes"
	"context"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"pass/internal/app"
	"pass/internal/platform/config"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
	"pass/internal/platform/files"
	"pass/tests/fixture"
	"pass/tests/integrity"
)

// The drill that an office should make once a year: the machine is gone, there
// is an archive, and somewhere else the service comes back as it was.
func TestARestoredInstallationIsTheSame(t *testing.T) {
	m := nuovoMondo(t, "")
	ok(t, m.app.DB.InTx(t.Context(), func(tx *db.Tx) error { // most of the mail has left already
		_, err := tx.Exec(t.Context(), `UPDATE posta SET stato = 'spedita', spedita_il = creata_il WHERE id % 8 <> 0`)
		return err
	}))
	archive := filepath.Join(t.TempDir(), "pass.tar.gz")
	var said bytes.Buffer
	ok(t, app.Backup(t.Context(), &said, m.cfg, archive)) // while the service is open
	ok(t, app.Restore(t.Context(), &said, config.Config{}, archive, true))
	pages := m.pagine(t)
	before := m.impronta(t)
	for nome, database := range map[string]func(dir string) string{
		"sqlite":   func(dir string) string { return filepath.Join(dir, "pass.db") },
		"postgres": func(string) string { return "" },
	} {
		t.Run(nome, func(t *testing.T) {
			cfg := fixture.Config(t.TempDir())
			if cfg.Database = database(cfg.Dati); nome == "postgres" {
				cfg.Database = dbtest.PostgresURL(t)
			}
			ok(t, app.Restore(t.Context(), &said, cfg, archive, false))
			problems, err := app.Verifica(t.Context(), &said, cfg)
			if err != nil || problems > 0 {
				t.Fatalf("%d problems, %v\n%s", problems, err, said.String())
			}
			m.uguale(t, cfg, pages)
			parteLaPosta(t, cfg)
		})
	}
	if m.impronta(t) != before {
		t.Error("the first installation changed")
	}
}

var volatile = regexp.MustCompile(`[0-9a-f]{32}|<code>[0-9a-f]{16}</code>|urn:pass:richiesta:[0-9a-f]{16}|name="token" value="[^"]*"`)

// pagine reads every page that the matrix lets each person read.
func (m *mondo) pagine(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	h := m.app.Handler()
	for _, r := range matrice {
		metodo, template := r.where()
		for _, chi := range ruoli {
			if metodo != http.MethodGet || nega(r.esito(chi), 0) {
				continue
			}
			path := m.indirizzo(t, template, 0, chi)
			out[chi+" "+path] = volatile.ReplaceAllString(chiedi(h, metodo, path, m.cookie[chi], "").testo, "")
		}
	}
	return out
}

// uguale opens the restored installation: data, files and every page of every
// person are the same, with the sessions that they had.
func (m *mondo) uguale(t *testing.T, cfg config.Config, pages map[string]string) {
	t.Helper()
	restored := *m
	restored.cfg, restored.app = cfg, fixture.New(t, cfg, orologio)
	defer restored.app.Close()
	problems, err := integrity.Check(t.Context(), restored.app.DB, restored.app.Files)
	ok(t, err)
	for _, p := range problems {
		t.Error(p)
	}
	got := restored.pagine(t)
	for path, want := range pages {
		if strings.HasSuffix(path, "esporta.xlsx") {
			continue // a zip carries its own time
		}
		if got[path] != want {
			t.Errorf("%s is another page: %s", path, differenza(want, got[path]))
		}
	}
	if orphans, err := files.Sweep(t.Context(), restored.app.DB, restored.app.Files, -time.Hour); err != nil || orphans > 0 {
		t.Errorf("%d files belong to nothing, %v", orphans, err)
	}
}

// differenza shows where two texts part.
func differenza(a, b string) string {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	cut := func(s string) string { return s[max(0, min(len(s), i)-60):min(len(s), i+120)] }
	return "«" + cut(a) + "» became «" + cut(b) + "»"
}

// parteLaPosta starts the service: the mail that had not left leaves now.
func parteLaPosta(t *testing.T, cfg config.Config) {
	t.Helper()
	world := fixture.NewPosta(t)
	cfg.SMTPHost, cfg.SMTPPorta = "127.0.0.1", world.Port
	a := fixture.New(t, cfg, func() time.Time { return presente.Add(time.Hour) })
	left := func() (n int64) {
		ok(t, a.DB.Read(t.Context(), func(tx *db.Tx) (err error) {
			n, err = db.One(t.Context(), tx, db.Scalar[int64], `SELECT COUNT(*) FROM posta WHERE stato <> 'spedita'`)
			return err
		}))
		return n
	}
	waiting := left()
	if waiting == 0 {
		t.Fatal("no mail was waiting: the drill proves nothing")
	}
	ok(t, a.Jobs.Start(t.Context()))
	defer a.Jobs.Stop(context.Background()) //nolint:errcheck // the test is over
	tick, over := time.NewTicker(20*time.Millisecond), time.After(time.Minute)
	defer tick.Stop()
	for left() > 0 {
		select {
		case <-tick.C:
		case <-over:
			t.Fatalf("%d of %d messages have not left", left(), waiting)
		}
	}
	if received, _, _ := world.Received(); int64(len(received)) < waiting {
		t.Errorf("%d messages were received, %d were waiting", len(received), waiting)
	}
}

// An archive is brought back only where there is nothing yet, and a damaged one
// nowhere.
func TestRestoreRefusesWhatItMustNotTouch(t *testing.T) {
	m := nuovoMondo(t, "")
	archive := filepath.Join(t.TempDir(), "pass.tar.gz")
	var said bytes.Buffer
	ok(t, app.Backup(t.Context(), &said, m.cfg, archive))
	before := m.impronta(t)
	if err := app.Restore(t.Context(), &said, m.cfg, archive, false); err == nil {
		t.Error("an installation in use was overwritten")
	}
	if m.impronta(t) != before {
		t.Error("an installation in use was changed")
	}
	started := fixture.Config(t.TempDir())
	fixture.New(t, started, orologio).Close()
	if err := app.Restore(t.Context(), &said, started, archive, false); err == nil || !strings.Contains(err.Error(), "installazione vuota") {
		t.Errorf("an installation with its register: %v", err)
	}

	b, err := os.ReadFile(archive)
	ok(t, err)
	for _, cut := range [][]byte{b[:len(b)/2], append(bytes.Clone(b[:len(b)/3]), b[len(b)/3+1:]...)} {
		bad := filepath.Join(t.TempDir(), "bad.tar.gz")
		ok(t, os.WriteFile(bad, cut, 0o600))
		if err := app.Restore(t.Context(), &said, fixture.Config(t.TempDir()), bad, false); err == nil {
			t.Error("a damaged archive was restored")
		}
	}
}
