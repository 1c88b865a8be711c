package accesso_test

import (
	"bufio"
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"pass/internal/accesso"
	"pass/internal/accesso/accessotest"
	"pass/internal/platform/config"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
)

// segretoVero holds characters that client_secret_basic must encode (RFC 6749
// §2.3.1).
const segretoVero = "un-segreto-con-caratteri-strani-%+/=:&"

// opConfig is the OP_CONFIG of tests/oidc/op.mjs.
type opConfig struct {
	Redirect string              `json:"redirect"`
	ACR      string              `json:"acr"`
	JWKS     *jose.JSONWebKeySet `json:"jwks,omitempty"`
	Person   map[string]string   `json:"person"`
}

func personaVera() map[string]string {
	return map[string]string{"given_name": "Lucìa", "family_name": "D'Angelo", "email": "lucia@example.org", claimFiscale: "TINIT-VRDLGU80A01F205T"}
}

// fornitoreVero starts npm's oidc-provider and gives its issuer.
func fornitoreVero(t *testing.T, c opConfig) string {
	t.Helper()
	dir := filepath.Join("..", "..", "tests", "oidc")
	if os.Getenv("PASS_TEST_OIDC") == "" {
		t.Skip("the OpenID provider of npm is skipped: set PASS_TEST_OIDC (make test does), see tests/oidc/README.md")
	}
	if _, err := os.Stat(filepath.Join(dir, "node_modules", "oidc-provider")); err != nil {
		if os.Getenv("PASS_TEST_REQUIRE_OIDC") != "" {
			t.Fatal("oidc-provider is required here: npm ci --prefix tests/oidc")
		}
		t.Skip("oidc-provider is not installed: npm ci --prefix tests/oidc")
	}
	raw, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "node", "op.mjs")
	var said bytes.Buffer
	cmd.Dir, cmd.Stderr = dir, &said
	cmd.Env = append(os.Environ(), "OP_CONFIG="+string(raw), "NODE_ENV=production")
	in, err1 := cmd.StdinPipe()
	out, err2 := cmd.StdoutPipe()
	if err := errors.Join(err1, err2, cmd.Start()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		_ = cmd.Wait() // it was told to end
		if t.Failed() {
			t.Logf("oidc-provider said: %s", &said)
		}
	})
	var ready struct{ Issuer string }
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), "{") {
			if err := json.Unmarshal(lines.Bytes(), &ready); err != nil {
				t.Fatal(err)
			}
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return ready.Issuer
		}
	}
	t.Fatal("oidc-provider did not start")
	return ""
}

// visita follows the provider's pages until it sends the browser back to PAsS.
func visita(t *testing.T, address string) url.Values {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	var back *url.URL
	c := &http.Client{Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if r.URL.Path == "/accesso/ritorno" {
			back = r.URL
			return http.ErrUseLastResponse
		}
		return nil
	}}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if back == nil {
		body, _ := io.ReadAll(res.Body)
		t.Fatalf("the provider did not come back: %s %s", res.Status, body)
	}
	return back.Query()
}

func servizioVero(t *testing.T, issuer string, edit func(*config.Config)) *accesso.Service {
	t.Helper()
	cfg := accessotest.Config()
	cfg.OIDCEmittente, cfg.OIDCCliente, cfg.OIDCSegreto = issuer, "pass", segretoVero
	if edit != nil {
		edit(&cfg)
	}
	var log bytes.Buffer
	t.Cleanup(func() {
		if strings.Contains(log.String(), "could not be revoked") {
			t.Errorf("the access token was not given back: %s", &log)
		}
	})
	return accessotest.ServizioCon(t, accesso.Deps{DB: dbtest.SQLite(t, db.Options{}), Config: cfg, Log: slog.New(slog.NewTextHandler(&log, nil))})
}

const ritornoVero = "http://127.0.0.1:8080/accesso/ritorno"

func TestFornitoreVeroBySecret(t *testing.T) {
	s := servizioVero(t, fornitoreVero(t, opConfig{Redirect: ritornoVero, ACR: livello2, Person: personaVera()}), nil)
	for range 2 {
		address, tie, err := s.IniziaAccesso(ctx, "", "/scrivania")
		if err != nil {
			t.Fatal(err)
		}
		in, err := s.CompletaAccesso(ctx, visita(t, address), accesso.Browser{Legame: tie})
		if err != nil || in.Persona != 1 || in.Ritorno != "/scrivania" {
			t.Fatalf("%+v, %v", in, err)
		}
	}
	if err := s.DB.Read(ctx, func(tx *db.Tx) error {
		p, err := accesso.PersonaPerCF(ctx, tx, "VRDLGU80A01F205T")
		if err != nil || p.NomeCompleto() != "Lucìa D'Angelo" || p.Email != "lucia@example.org" {
			t.Errorf("person: %+v, %v", p, err)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	exit, err := url.Parse(s.UscitaFornitore())
	if err != nil || exit.Path != "/session/end" {
		t.Errorf("exit: %v, %v", exit, err)
	}
}

func TestFornitoreVeroTooLowALevel(t *testing.T) {
	s := servizioVero(t, fornitoreVero(t, opConfig{Redirect: ritornoVero, ACR: "https://www.spid.gov.it/SpidL1", Person: personaVera()}), nil)
	address, tie, err := s.IniziaAccesso(ctx, "", "/")
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.CompletaAccesso(ctx, visita(t, address), accesso.Browser{Legame: tie})
	var denied *accesso.Negato
	if !errors.As(err, &denied) || denied.Motivo != accesso.LivelloInsufficiente {
		t.Errorf("error %v", err)
	}
}

func TestFornitoreVeroChecksOurSecretAndOurVerifier(t *testing.T) {
	issuer := fornitoreVero(t, opConfig{Redirect: ritornoVero, ACR: livello2, Person: personaVera()})
	refused := func(name string, s *accesso.Service, address, tie string) {
		t.Helper()
		_, err := s.CompletaAccesso(ctx, visita(t, address), accesso.Browser{Legame: tie})
		var denied *accesso.Negato
		if !errors.As(err, &denied) || denied.Motivo != accesso.RispostaNonValida {
			t.Errorf("%s: %v", name, err)
		}
	}
	s := servizioVero(t, issuer, func(c *config.Config) { c.OIDCSegreto = "sbagliato" })
	address, tie, err := s.IniziaAccesso(ctx, "", "/")
	if err != nil {
		t.Fatal(err)
	}
	refused("wrong secret", s, address, tie)
	s = servizioVero(t, issuer, nil)
	if address, tie, err = s.IniziaAccesso(ctx, "", "/"); err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("code_challenge", strings.Repeat("A", 43))
	u.RawQuery = q.Encode()
	refused("a challenge that is not ours", s, u.String(), tie)
}

func TestFornitoreVeroByPrivateKey(t *testing.T) {
	rsaKey, err1 := rsa.GenerateKey(rand.Reader, 2048)
	ecKey, err2 := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	ec, err := x509.MarshalECPrivateKey(ecKey)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(rsaKey)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, audience string
		block          pem.Block
	}{
		{"RSA, PKCS #8, for the issuer", "emittente", pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8}},
		{"RSA, PKCS #1, for the token endpoint", "token", pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(rsaKey)}},
		{"P-256, SEC 1, for the issuer", "emittente", pem.Block{Type: "EC PRIVATE KEY", Bytes: ec}},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "chiave.pem")
			if err := os.WriteFile(path, pem.EncodeToMemory(&c.block), 0o600); err != nil {
				t.Fatal(err)
			}
			edit := func(cfg *config.Config) {
				cfg.OIDCCliente, cfg.OIDCSegreto, cfg.OIDCChiave, cfg.OIDCUditorio = "pass-chiave", "", path, c.audience
			}
			keys, err := servizioVero(t, "", edit).ChiaviPubbliche()
			if err != nil || len(keys.Keys) != 1 || !keys.Keys[0].IsPublic() {
				t.Fatalf("public keys: %+v, %v", keys, err)
			}
			s := servizioVero(t, fornitoreVero(t, opConfig{Redirect: ritornoVero, ACR: livello2, JWKS: &keys, Person: personaVera()}), edit)
			address, tie, err := s.IniziaAccesso(ctx, "", "/")
			if err != nil {
				t.Fatal(err)
			}
			if in, err := s.CompletaAccesso(ctx, visita(t, address), accesso.Browser{Legame: tie}); err != nil || in.Token == "" {
				t.Errorf("%+v, %v", in, err)
			}
		})
	}
}
