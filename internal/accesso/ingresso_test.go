package accesso_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"pass/internal/accesso"
	"pass/internal/accesso/accessotest"
	"pass/internal/kernel"
	"pass/internal/platform/config"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
	"pass/internal/registro"
)

const segreto = "segreto-molto-lungo-per-prova-32"

// scena is a service with its provider, on SQLite with a clock.
type scena struct {
	*accesso.Service
	o     *ostile
	d     *db.DB
	clock *dbtest.Clock
	log   *bytes.Buffer
}

func apri(t *testing.T, edit func(*config.Config)) *scena {
	t.Helper()
	s := &scena{clock: dbtest.NewClock(inizio), log: &bytes.Buffer{}}
	s.d = dbtest.SQLite(t, db.Options{Clock: s.clock.Now})
	s.o = nuovoOstile(t, s.clock.Now)
	cfg := accessotest.Config()
	cfg.OIDCEmittente, cfg.OIDCCliente, cfg.OIDCSegreto = s.o.URL, "pass", segreto
	if edit != nil {
		edit(&cfg)
	}
	s.Service = accessotest.ServizioCon(t, accesso.Deps{DB: s.d, Config: cfg, Log: slog.New(slog.NewJSONHandler(s.log, nil))})
	return s
}

// entra does a whole sign-in in one browser.
func (s *scena) entra(t *testing.T) (accesso.Ingresso, error) {
	t.Helper()
	address, tie, err := s.IniziaAccesso(ctx, "", "/dopo?x=1")
	if err != nil {
		return accesso.Ingresso{}, err
	}
	return s.CompletaAccesso(ctx, s.o.login(t, address), accesso.Browser{Legame: tie})
}

// atti lists the acts recorded, newest first, with their details.
func atti(t *testing.T, d *db.DB, atto string) []registro.Registrata {
	t.Helper()
	var out []registro.Registrata
	admin := kernel.Actor{Persona: 1, Mandati: []kernel.Mandato{{Ruolo: kernel.Amministratore}}}
	if err := d.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = registro.Elenco(ctx, tx, admin, registro.Filtro{Atto: atto}, 100)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestTheFirstSignInMakesThePersonTheNextOnesFindIt(t *testing.T) {
	s := apri(t, nil)
	in, err := s.entra(t)
	if err != nil || in.Ritorno != "/dopo?x=1" || len(in.Token) != 43 {
		t.Fatalf("%+v, %v", in, err)
	}
	q := s.o.request
	if q.Get("response_type") != "code" || q.Get("code_challenge_method") != "S256" || len(q.Get("state")) < 32 || len(q.Get("nonce")) < 32 ||
		q.Get("acr_values") != livello2 || q.Get("redirect_uri") != "http://127.0.0.1:8080/accesso/ritorno" {
		t.Errorf("authorization request: %v", q)
	}
	again, err := s.entra(t)
	if err != nil || again.Persona != in.Persona || again.Token == in.Token {
		t.Errorf("second sign-in: %+v, %v", again, err)
	}
	k, err := s.SchedaDi(ctx, kernel.Actor{Persona: in.Persona}, in.Persona)
	if err != nil || k.Persona.NomeCompleto() != "Mario Rossi" || k.Persona.CodiceFiscale != "RSSMRA80A01F205X" || k.Persona.Email != "mario.rossi@example.org" {
		t.Errorf("person: %+v, %v", k.Persona, err)
	}
	if n := len(atti(t, s.d, "Entra")); n != 2 {
		t.Errorf("recorded sign-ins: %d", n)
	}
	if strings.Contains(s.log.String(), in.Token) || strings.Contains(s.log.String(), "RSSMRA80A01F205X") || !strings.Contains(s.log.String(), "signed in") {
		t.Errorf("log: %s", s.log)
	}
	if len(s.o.revoked) != 2 {
		t.Errorf("access tokens given back: %v", s.o.revoked)
	}
}

// ASVS 5.0 V14.2.x, GDPR art. 5: only the four attributes are asked for.
func TestOnlyFourAttributesAreAskedFor(t *testing.T) {
	s := apri(t, nil)
	if _, err := s.entra(t); err != nil {
		t.Fatal(err)
	}
	var claims map[string]map[string]any
	if err := json.Unmarshal([]byte(s.o.request.Get("claims")), &claims); err != nil {
		t.Fatal(err)
	}
	if s.o.request.Get("scope") != "openid" || len(claims) != 1 || len(claims["userinfo"]) != 4 {
		t.Errorf("scope %q, claims %v", s.o.request.Get("scope"), claims)
	}
	for _, name := range []string{"given_name", "family_name", "email", claimFiscale} {
		if _, ok := claims["userinfo"][name]; !ok {
			t.Errorf("%s is not asked for", name)
		}
	}
}

func TestAPersonAlreadyKnownIsMatchedByCodiceFiscale(t *testing.T) {
	s := apri(t, nil)
	p := accessotest.PersonaCF(t, s.d, "RSSMRA80A01F205X", "M.", "ROSSI", accesso.Mandato{Ruolo: kernel.Segreteria})
	in, err := s.entra(t)
	if err != nil || in.Persona != p.ID {
		t.Fatalf("%+v, %v", in, err)
	}
	k, err := s.SchedaDi(ctx, kernel.Actor{Persona: p.ID}, p.ID)
	if err != nil || k.Persona.NomeCompleto() != "Mario Rossi" || k.Persona.Email != p.Email {
		t.Errorf("after the sign-in: %+v, %v", k.Persona, err)
	}
	// Another account with the same codice fiscale is the same person.
	s.o.claims = func(c map[string]any) { c["sub"] = "soggetto-2" }
	s.o.userinfo = func(c map[string]any) { c["sub"] = "soggetto-2" }
	if in, err := s.entra(t); err != nil || in.Persona != p.ID {
		t.Errorf("another account: %+v, %v", in, err)
	}
}

// The negative cases of OpenID Connect Core §3.1.3.7, RFC 9207 and the SPID
// and CIE rules: ASVS 5.0 V10.
func TestALyingProviderOpensNoSession(t *testing.T) {
	other, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	claim := func(name string, value any) func(*scena) {
		return func(s *scena) { s.o.claims = func(c map[string]any) { c[name] = value } }
	}
	without := func(name string) func(*scena) {
		return func(s *scena) { s.o.claims = func(c map[string]any) { delete(c, name) } }
	}
	info := func(name string, value any) func(*scena) {
		return func(s *scena) { s.o.userinfo = func(c map[string]any) { c[name] = value } }
	}
	answer := func(name, value string) func(*scena) {
		return func(s *scena) { s.o.answer = func(q url.Values) { q.Set(name, value) } }
	}
	status := func(path string, n int) func(*scena) { return func(s *scena) { s.o.status[path] = n } }
	for _, c := range []struct {
		name string
		lie  func(*scena)
		want accesso.MotivoNegato // empty: NonDisponibile
	}{
		{"wrong nonce", claim("nonce", strings.Repeat("0", 64)), accesso.RispostaNonValida},
		{"no nonce", without("nonce"), accesso.RispostaNonValida},
		{"wrong state", answer("state", strings.Repeat("0", 64)), accesso.AccessoSmarrito},
		{"no state", answer("state", ""), accesso.AccessoSmarrito},
		{"iss parameter of another", answer("iss", "https://evil.example.org"), accesso.RispostaNonValida},
		{"iss parameter promised but missing", func(s *scena) { s.o.answer = func(q url.Values) { q.Del("iss") } }, accesso.RispostaNonValida},
		{"token of another issuer", claim("iss", "https://evil.example.org"), accesso.RispostaNonValida},
		{"token for another client", claim("aud", "altro"), accesso.RispostaNonValida},
		{"two audiences, no authorized party", claim("aud", []string{"pass", "altro"}), accesso.RispostaNonValida},
		{"another authorized party", claim("azp", "altro"), accesso.RispostaNonValida},
		{"expired token", claim("exp", inizio.Add(-time.Second).Unix()), accesso.RispostaNonValida},
		{"alg none", func(s *scena) { s.o.sign = nonFirmato }, accesso.RispostaNonValida},
		{"signed with our secret", func(s *scena) {
			s.o.sign = func(c map[string]any) string {
				return firma(jose.HS256, []byte(segreto), c)
			}
		}, accesso.RispostaNonValida},
		{"signed with another key", func(s *scena) { s.o.sign = func(c map[string]any) string { return firma(jose.ES256, other, c) } }, accesso.RispostaNonValida},
		{"at_hash of another token", claim("at_hash", "AAAAAAAAAAAAAAAAAAAAAA"), accesso.RispostaNonValida},
		{"no ID token", func(s *scena) { s.o.sign = func(map[string]any) string { return "" } }, accesso.RispostaNonValida},
		{"SPID level 1", claim("acr", "https://www.spid.gov.it/SpidL1"), accesso.LivelloInsufficiente},
		{"no level", without("acr"), accesso.LivelloInsufficiente},
		{"invented level", claim("acr", "https://www.spid.gov.it/SpidL9"), accesso.LivelloInsufficiente},
		{"userinfo of another subject", info("sub", "soggetto-2"), accesso.RispostaNonValida},
		{"no codice fiscale", info(claimFiscale, ""), accesso.DatiMancanti},
		{"codice fiscale with a wrong check character", info(claimFiscale, "TINIT-RSSMRA80A01F205A"), accesso.DatiMancanti},
		{"no name", info("given_name", "  "), accesso.DatiMancanti},
		{"the person gave up", func(s *scena) {
			s.o.answer = func(q url.Values) { q.Del("code"); q.Set("error", "access_denied") }
		}, accesso.AccessoAnnullato},
		{"refused code", status("/token", http.StatusBadRequest), accesso.RispostaNonValida},
		{"token endpoint down", status("/token", http.StatusBadGateway), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := apri(t, nil)
			c.lie(s)
			in, err := s.entra(t)
			var denied *accesso.Negato
			if c.want == "" {
				vuole(t, err, kernel.NonDisponibile)
			} else if !errors.As(err, &denied) || denied.Motivo != c.want {
				t.Errorf("error %v, want %s", err, c.want)
			}
			if in.Token != "" || len(atti(t, s.d, "Entra")) != 0 {
				t.Error("a session was opened")
			}
			// What was really begun is recorded, what nobody asked for is only logged.
			if n := len(atti(t, s.d, "AccessoNegato")); (n == 1) != (c.want != accesso.AccessoSmarrito) {
				t.Errorf("recorded refusals: %d", n)
			}
			if !strings.Contains(s.log.String(), "sign-in failed") {
				t.Errorf("log: %s", s.log)
			}
		})
	}
}

func TestTheStateBelongsToOneBrowserOnceForAQuarterOfAnHour(t *testing.T) {
	lost := func(t *testing.T, err error) {
		t.Helper()
		var denied *accesso.Negato
		if !errors.As(err, &denied) || denied.Motivo != accesso.AccessoSmarrito {
			t.Errorf("error %v, want smarrito", err)
		}
	}
	s := apri(t, nil)
	begin := func() (url.Values, string) {
		address, tie, err := s.IniziaAccesso(ctx, "", "/")
		if err != nil {
			t.Fatal(err)
		}
		return s.o.login(t, address), tie
	}
	// Login CSRF: the attacker's answer in the victim's browser.
	_, victim := begin()
	q, tie := begin()
	_, err := s.CompletaAccesso(ctx, q, accesso.Browser{Legame: victim})
	lost(t, err)
	_, err = s.CompletaAccesso(ctx, q, accesso.Browser{})
	lost(t, err)
	// The attempts of others do not spoil it, but it serves once.
	if _, err = s.CompletaAccesso(ctx, q, accesso.Browser{Legame: tie}); err != nil {
		t.Fatal(err)
	}
	_, err = s.CompletaAccesso(ctx, q, accesso.Browser{Legame: tie})
	lost(t, err)
	q, tie = begin()
	s.clock.Advance(15 * time.Minute)
	_, err = s.CompletaAccesso(ctx, q, accesso.Browser{Legame: tie})
	lost(t, err)
	// Two tabs of one browser do not disturb each other.
	a1, tie, err := s.IniziaAccesso(ctx, "", "/uno")
	if err != nil {
		t.Fatal(err)
	}
	q1 := s.o.login(t, a1)
	first := s.o.request
	a2, tie2, err := s.IniziaAccesso(ctx, tie, "/due")
	if err != nil || tie2 != tie {
		t.Fatalf("the tie changed: %v", err)
	}
	q2 := s.o.login(t, a2)
	if in, err := s.CompletaAccesso(ctx, q2, accesso.Browser{Legame: tie}); err != nil || in.Ritorno != "/due" {
		t.Errorf("second tab: %+v, %v", in, err)
	}
	s.o.request = first
	if in, err := s.CompletaAccesso(ctx, q1, accesso.Browser{Legame: tie}); err != nil || in.Ritorno != "/uno" {
		t.Errorf("first tab: %+v, %v", in, err)
	}
}

func TestAnAccountNeverMovesToAnotherCodiceFiscale(t *testing.T) {
	s := apri(t, nil)
	if _, err := s.entra(t); err != nil {
		t.Fatal(err)
	}
	s.o.userinfo = func(c map[string]any) { c[claimFiscale] = "TINIT-VRDLGU80A01F205T" }
	_, err := s.entra(t)
	var denied *accesso.Negato
	if !errors.As(err, &denied) || denied.Motivo != accesso.IdentitaIncoerente {
		t.Errorf("error %v", err)
	}
}

func TestTheRequiredLevelIsTheLeastOne(t *testing.T) {
	for _, c := range []struct {
		required, given string
		ok              bool
	}{
		{livello2, "https://www.spid.gov.it/SpidL3", true},
		{livello2, "http://eidas.europa.eu/LoA/substantial", true},
		{livello2, "http://eidas.europa.eu/LoA/low", false},
		{"https://www.spid.gov.it/SpidL3", livello2, false},
		{"", "", true},
		{"livello-della-regione", "livello-della-regione", true},
		{"livello-della-regione", livello2, false},
	} {
		s := apri(t, func(cfg *config.Config) { cfg.OIDCLivello = c.required })
		s.o.claims = func(m map[string]any) { m["acr"] = c.given }
		if _, err := s.entra(t); (err == nil) != c.ok {
			t.Errorf("required %q, given %q: %v", c.required, c.given, err)
		}
	}
}

func TestAProviderThatDoesNotAnswerIsTriedAgainLater(t *testing.T) {
	s := apri(t, nil)
	s.o.status["/.well-known/openid-configuration"] = http.StatusServiceUnavailable
	_, err := s.entra(t)
	vuole(t, err, kernel.NonDisponibile)
	if s.UscitaFornitore() != "" {
		t.Error("a provider that nobody reached has an exit")
	}
	// A provider that names another issuer is not believed.
	s = apri(t, nil)
	s.o.discovery = func(m map[string]any) { m["issuer"] = "https://evil.example.org" }
	_, err = s.entra(t)
	vuole(t, err, kernel.NonDisponibile)
	// One that answers at the third attempt is.
	s = apri(t, nil)
	n := 0
	s.o.discovery = func(m map[string]any) {
		if n++; n < 3 {
			m["issuer"] = ""
		}
	}
	if _, err := s.entra(t); err != nil || n != 3 {
		t.Errorf("after %d attempts: %v", n, err)
	}
	if u, err := url.Parse(s.UscitaFornitore()); err != nil || u.Path != "/uscita" || u.Query().Get("client_id") != "pass" {
		t.Errorf("exit: %v, %v", u, err)
	}
	s = apri(t, func(cfg *config.Config) { cfg.OIDCEmittente = "" })
	_, err = s.entra(t)
	vuole(t, err, kernel.NonDisponibile)
}
