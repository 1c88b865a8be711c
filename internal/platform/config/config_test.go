package config_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"pass/internal/platform/config"
)

// parse reads a configuration as passd does.
func parse(t *testing.T, args ...string) config.Config {
	t.Helper()
	var c config.Config
	p, err := kong.New(&c)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Parse(args); err != nil {
		t.Fatal(err)
	}
	return c
}

// forget makes the test independent of the environment that it runs in.
func forget(t *testing.T) {
	for _, v := range os.Environ() {
		if name, _, _ := strings.Cut(v, "="); strings.HasPrefix(name, "PASS_") {
			t.Setenv(name, "")
			os.Unsetenv(name)
		}
	}
}

func TestWithoutAnySettingItWorks(t *testing.T) {
	forget(t)
	c := parse(t)
	if err := c.Check(); err != nil {
		t.Fatal(err)
	}
	if c.BaseURL() != "http://localhost:8080" || !c.Secure() || c.HTTPS() || c.Host() != "localhost" || !c.Loopback() ||
		c.DatabaseAddress() != filepath.Join("dati", "pass.db") || c.FilesDir() != filepath.Join("dati", "file") ||
		c.SessioneInattiva != 30*time.Minute || c.SessioneMassima != 8*time.Hour || c.Regione != "03" || c.SMTPTLS != "obbligatorio" || c.Sviluppo {
		t.Errorf("%+v", c)
	}
}

func TestSecretsComeOnlyFromTheEnvironment(t *testing.T) {
	forget(t)
	t.Setenv("PASS_SMTP_PASSWORD", "segretissima")
	t.Setenv("PASS_OIDC_SEGRETO", "segretissimo")
	t.Setenv("PASS_SVILUPPO", "true")
	t.Setenv("PASS_REGIONE", "07")
	c := parse(t)
	if err := c.Segreti(); err != nil || c.SMTPPassword != "segretissima" || c.OIDCSegreto != "segretissimo" || c.Regione != "07" {
		t.Errorf("the environment is not read: %+v, %v", c, err)
	}
	if c.Sviluppo {
		t.Error("the demonstration is switched on by the environment")
	}
	file := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(file, []byte("dal file\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PASS_SMTP_PASSWORD", "")
	t.Setenv("PASS_SMTP_PASSWORD_FILE", file)
	if err := c.Segreti(); err != nil || c.SMTPPassword != "dal file" || c.OIDCSegreto != "segretissimo" {
		t.Errorf("from a file: %+v, %v", c, err)
	}
	t.Setenv("PASS_SMTP_PASSWORD_FILE", file+".manca")
	if err := c.Segreti(); err == nil || !strings.Contains(err.Error(), "PASS_SMTP_PASSWORD_FILE") {
		t.Errorf("a file that is missing: %v", err)
	}
	for _, arg := range []string{"--sviluppo", "--smtp-password=x", "--oidc-segreto=x", "--smtppassword=x", "--oidcsegreto=x"} {
		var c config.Config
		p, err := kong.New(&c)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.Parse([]string{arg}); err == nil {
			t.Errorf("%s is accepted", arg)
		}
	}
	var help bytes.Buffer
	p, err := kong.New(&config.Config{}, kong.Name("passd"), kong.Writers(&help, &help), kong.Exit(func(int) {}))
	if err != nil {
		t.Fatal(err)
	}
	_, _ = p.Parse([]string{"--help"})
	if text := help.String(); strings.Contains(text, "segretissim") || strings.Contains(text, "---") || !strings.Contains(text, "PASS_INDIRIZZO") {
		t.Errorf("help:\n%s", text)
	}
}

func TestSettingsThatCannotWorkSayWhatToDo(t *testing.T) {
	forget(t)
	dir := t.TempDir()
	key := filepath.Join(dir, "chiave.pem")
	if err := os.WriteFile(key, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ args, want string }{
		{"--indirizzo=8080", "host:porta"},
		{"--indirizzo=", "host:porta"},
		{"--url=pass.example.org", "--url"},
		{"--url=https://", "--url"},
		{"--url=ftp://pass.example.org", "--url"},
		{"--url=javascript:alert(1)", "--url"},
		{"--url=https://pass.example.org/pass", "senza percorso"},
		{"--url=https://pass.example.org?x=1", "senza percorso"},
		{"--url=https://u:p@pass.example.org", "--url"},
		{"--url=https://pass.example.org:8443/", ""},
		{"--url=https://pass.example.org", ""},
		{"--oidc-emittente=https://idp.example.org", "--oidc-cliente"},
		{"--oidc-emittente=idp.example.org --oidc-cliente=x", "--oidc-emittente"},
		{"--oidc-emittente=https://idp.example.org --oidc-cliente=x", ""},
		{"--oidc-emittente=https://idp.example.org --oidc-cliente=x --oidc-chiave=" + key, ""},
		{"--oidc-emittente=https://idp.example.org --oidc-cliente=x --oidc-chiave=" + key + ".manca", "non si legge"},
		{"--regione=3", "due cifre"},
		{"--regione=L0", "due cifre"},
		{"--regione=003", "due cifre"},
		{"--giorni-silenzio=0", "almeno 1"},
		{"--giorni-silenzio=-5", "almeno 1"},
		{"--sessione-inattiva=9h", "--sessione-massima"},
		{"--sessione-inattiva=-1m", "--sessione-massima"},
		{"--sessione-inattiva=8h", ""},
		{"--smtp-host=posta.example.org", ""},
		{"--smtp-host=posta.example.org --smtp-porta=0", "--smtp-porta"},
		{"--smtp-host=posta.example.org --smtp-porta=70000", "--smtp-porta"},
		{"--smtp-host=posta.example.org --smtp-mittente=PAsS", "--smtp-mittente"},
		{"--indirizzo=0.0.0.0:8080", ""},
		{"--indirizzo=[::1]:8080", ""},
		{"--indirizzo=:8080", ""},
	} {
		err := parse(t, strings.Fields(c.args)...).Check()
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.args, err, c.want)
		}
	}
}

func TestTheDemonstrationStaysOnThisComputer(t *testing.T) {
	forget(t)
	for address, want := range map[string]bool{"127.0.0.1:8080": true, "localhost:8080": true, "[::1]:8080": true, "127.8.0.1:80": true,
		"0.0.0.0:8080": false, ":8080": false, "[::]:8080": false, "192.168.1.10:8080": false, "pass.example.org:8080": false, "localhost.evil.example:80": false} {
		c := parse(t, "--indirizzo="+address, "--url=https://pass.example.org")
		if err := c.Check(); err != nil {
			t.Errorf("%s in earnest: %v", address, err)
		}
		c.Sviluppo, c.URL = true, ""
		if err := c.Check(); (err == nil) != want || c.Loopback() != want {
			t.Errorf("%s as a demonstration: %v", address, err)
		}
	}
	c := parse(t)
	c.Sviluppo = true
	for value, want := range map[string]bool{"": true, "collaudo": true, "produzione": false, "PRODUZIONE": false, " Produzione ": false} {
		t.Setenv("PASS_AMBIENTE", value)
		if err := c.Check(); (err == nil) != want {
			t.Errorf("PASS_AMBIENTE=%q: %v", value, err)
		}
	}
	t.Setenv("PASS_AMBIENTE", "produzione")
	c.Sviluppo = false
	if err := c.Check(); err != nil {
		t.Errorf("in earnest: %v", err)
	}
}

func TestTheAddressThatPeopleSee(t *testing.T) {
	for _, c := range []struct {
		address, url  string
		base, host    string
		secure, https bool
	}{
		{"127.0.0.1:8080", "", "http://localhost:8080", "localhost", true, false},
		{"0.0.0.0:80", "", "http://localhost:80", "localhost", true, false},
		{":8080", "", "http://localhost:8080", "localhost", true, false},
		{"[::]:8080", "", "http://localhost:8080", "localhost", true, false},
		{"[::1]:8080", "", "http://[::1]:8080", "::1", false, false},
		{"pass.lan:8080", "", "http://pass.lan:8080", "pass.lan", false, false},
		{"127.0.0.1:8080", "https://pass.example.org/", "https://pass.example.org", "pass.example.org", true, true},
		{"127.0.0.1:8080", "http://pass.example.org", "http://pass.example.org", "pass.example.org", false, false},
		{"127.0.0.1:8080", "http://localhost:9000", "http://localhost:9000", "localhost", true, false},
	} {
		cfg := config.Config{Indirizzo: c.address, URL: c.url}
		if cfg.BaseURL() != c.base || cfg.Host() != c.host || cfg.Secure() != c.secure || cfg.HTTPS() != c.https {
			t.Errorf("%s %s: %s, %s, secure %v, https %v", c.address, c.url, cfg.BaseURL(), cfg.Host(), cfg.Secure(), cfg.HTTPS())
		}
	}
}

func TestTheDatabaseIsWhereItIsSaid(t *testing.T) {
	for _, c := range []struct{ dati, database, want string }{
		{"/srv/pass", "", "/srv/pass/pass.db"}, {"/srv/pass", "/altro/x.db", "/altro/x.db"}, {"dati", "postgres://localhost/pass", "postgres://localhost/pass"},
	} {
		if got := (config.Config{Dati: c.dati, Database: c.database}).DatabaseAddress(); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}

func TestTheMailboxSettingsMustWork(t *testing.T) {
	forget(t)
	t.Setenv("PASS_IMAP_PASSWORD", "segretissima")
	c := parse(t)
	if err := c.Segreti(); err != nil || c.IMAPPassword != "segretissima" || c.IMAPPorta != 993 || c.IMAPTLS != "diretto" || c.IMAPCartella != "INBOX" {
		t.Errorf("%+v, %v", c, err)
	}
	for _, args := range [][]string{{"--imap-host=imap.example.org"}, {"--imap-host=imap.example.org", "--imap-utente=x", "--imap-porta=0"},
		{"--imap-host=imap.example.org", "--imap-utente=x", "--imap-tls=nessuno"}} {
		if err := parse(t, args...).Check(); err == nil || !strings.Contains(err.Error(), "--imap-") {
			t.Errorf("%v: %v", args, err)
		}
	}
	if err := parse(t, "--imap-host=127.0.0.1", "--imap-utente=x", "--imap-tls=nessuno").Check(); err != nil {
		t.Error(err)
	}
}
