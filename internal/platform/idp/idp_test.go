package idp_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"pass/internal/kernel"
	"pass/internal/platform/config"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
	"pass/internal/platform/idp"
)

var ctx = context.Background()

func mark(t *testing.T, d *db.DB, value string) {
	t.Helper()
	if err := d.InTx(ctx, func(tx *db.Tx) error { return db.SetSetting(ctx, tx, idp.SettingName, value) }); err != nil {
		t.Fatal(err)
	}
}

func demo() config.Config { return config.Config{Indirizzo: "127.0.0.1:8080", Sviluppo: true} }

func TestItCannotBeSwitchedOnByMistake(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, c := range []struct {
			name string
			mark string
			cfg  config.Config
			want string
		}{
			{"an office's server", "si", config.Config{Indirizzo: "127.0.0.1:8080"}, "only in a demonstration"},
			{"open to the network", "si", config.Config{Indirizzo: "0.0.0.0:8080", Sviluppo: true}, "listen on 127.0.0.1"},
			{"all interfaces", "si", config.Config{Indirizzo: ":8080", Sviluppo: true}, "listen on 127.0.0.1"},
			{"behind a proxy", "si", config.Config{Indirizzo: "127.0.0.1:8080", URL: "https://pass.example.org", Sviluppo: true}, "is not this machine"},
			{"real data", "", demo(), "not marked"},
			{"data marked otherwise", "no", demo(), "not marked"},
		} {
			mark(t, d, c.mark)
			p, err := idp.New(ctx, idp.Options{Config: c.cfg, DB: d})
			if err == nil || p != nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: provider %v, error %v, want %q", c.name, p != nil, err, c.want)
			}
		}
		mark(t, d, "si")
		if _, err := idp.New(ctx, idp.Options{Config: demo(), DB: d}); err != nil {
			t.Errorf("a demonstration: %v", err)
		}
	})
}

const verifier = "un-verificatore-abbastanza-lungo-per-la-prova-0123456789"

// request is a good authorization request.
func request(p *idp.Provider) url.Values {
	sum := sha256.Sum256([]byte(verifier))
	return url.Values{"client_id": {p.ClientID}, "redirect_uri": {"http://localhost:8080/accesso/ritorno"}, "response_type": {"code"},
		"scope": {"openid"}, "state": {strings.Repeat("s", 32)}, "nonce": {strings.Repeat("n", 32)},
		"code_challenge": {base64.RawURLEncoding.EncodeToString(sum[:])}, "code_challenge_method": {"S256"}}
}

// open makes a provider with one person, that renders its page as text.
func open(t *testing.T) (*idp.Provider, *dbtest.Clock) {
	t.Helper()
	clock := dbtest.NewClock(time.Date(2026, 11, 23, 11, 0, 0, 0, time.UTC))
	d := dbtest.SQLite(t, db.Options{Clock: clock.Now})
	mark(t, d, "si")
	p, err := idp.New(ctx, idp.Options{Config: demo(), DB: d,
		People: func(context.Context) ([]idp.Person, error) {
			return []idp.Person{{CodiceFiscale: "RSSMRA80A01F205X", Nome: "Mario", Cognome: "Rossi", Email: "mario@example.org"}}, nil
		},
		Render: func(w http.ResponseWriter, _ *http.Request, status int, p idp.Page) {
			w.WriteHeader(status)
			fmt.Fprintf(w, "%d people, %d hidden, errors %v, cancel %s", len(p.People), len(p.Hidden), p.Errors, p.Cancel)
		}})
	if err != nil {
		t.Fatal(err)
	}
	return p, clock
}

func serve(p *idp.Provider, r *http.Request) *httptest.ResponseRecorder {
	r.RemoteAddr = "127.0.0.1:40000"
	w := httptest.NewRecorder()
	p.ServeHTTP(w, r)
	return w
}

func post(p *idp.Provider, path string, form url.Values, edit func(*http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if edit != nil {
		edit(r)
	}
	return serve(p, r)
}

// code signs in as the person of the list.
func code(t *testing.T, p *idp.Provider) string {
	t.Helper()
	form := request(p)
	form.Set("cf", "RSSMRA80A01F205X")
	w := post(p, "/demo-idp/authorize", form, nil)
	back, err := url.Parse(w.Header().Get("Location"))
	if err != nil || w.Code != http.StatusSeeOther {
		t.Fatalf("status %d, location %q, %v", w.Code, w.Header().Get("Location"), err)
	}
	q := back.Query()
	if q.Get("state") != form.Get("state") || q.Get("iss") != p.Issuer || back.Path != "/accesso/ritorno" {
		t.Fatalf("the answer goes to %s", back)
	}
	return q.Get("code")
}

func exchange(p *idp.Provider, code, verifier, secret string) *httptest.ResponseRecorder {
	return post(p, "/demo-idp/token", url.Values{"grant_type": {"authorization_code"}, "code": {code},
		"redirect_uri": {"http://localhost:8080/accesso/ritorno"}, "code_verifier": {verifier}},
		func(r *http.Request) { r.SetBasicAuth(p.ClientID, secret) })
}

func TestARequestThatIsNotTheServicesOwnGoesNowhere(t *testing.T) {
	p, _ := open(t)
	if w := serve(p, httptest.NewRequest(http.MethodGet, "/demo-idp/authorize?"+request(p).Encode(), nil)); w.Code != http.StatusOK || !strings.HasPrefix(w.Body.String(), "1 people, 8 hidden") {
		t.Fatalf("the list: %d %s", w.Code, w.Body)
	}
	for name, value := range map[string]string{"client_id": "altro", "redirect_uri": "https://evil.example.org/", "response_type": "token", "scope": "profile",
		"state": "corto", "nonce": "corto", "code_challenge": "", "code_challenge_method": "plain"} {
		q := request(p)
		q.Set(name, value)
		for method, w := range map[string]*httptest.ResponseRecorder{
			"GET":  serve(p, httptest.NewRequest(http.MethodGet, "/demo-idp/authorize?"+q.Encode(), nil)),
			"POST": post(p, "/demo-idp/authorize", q, nil),
		} {
			if w.Code != http.StatusBadRequest || w.Header().Get("Location") != "" {
				t.Errorf("%s with %s = %q: status %d, location %q", method, name, value, w.Code, w.Header().Get("Location"))
			}
		}
	}
}

func TestItAnswersOnlyThisMachine(t *testing.T) {
	p, _ := open(t)
	for name, edit := range map[string]func(*http.Request){
		"another machine": func(r *http.Request) { r.RemoteAddr = "192.0.2.7:40000" },
		"through a proxy": func(r *http.Request) {
			r.RemoteAddr = "127.0.0.1:40000"
			r.Header.Set("X-Forwarded-For", "192.0.2.7")
		},
	} {
		r := httptest.NewRequest(http.MethodGet, "/demo-idp/.well-known/openid-configuration", nil)
		edit(r)
		w := httptest.NewRecorder()
		p.ServeHTTP(w, r)
		if w.Code != http.StatusForbidden {
			t.Errorf("%s: status %d", name, w.Code)
		}
	}
}

func TestACodeServesOnceForWhoHoldsSecretAndVerifier(t *testing.T) {
	p, clock := open(t)
	if w := exchange(p, code(t, p), verifier, "sbagliato"); w.Code != http.StatusUnauthorized {
		t.Errorf("wrong secret: %d", w.Code)
	}
	if w := exchange(p, code(t, p), strings.Repeat("x", 43), p.Secret); w.Code != http.StatusBadRequest {
		t.Errorf("wrong verifier: %d", w.Code)
	}
	late := code(t, p)
	clock.Advance(time.Minute)
	if w := exchange(p, late, verifier, p.Secret); w.Code != http.StatusBadRequest {
		t.Errorf("expired code: %d", w.Code)
	}
	good := code(t, p)
	w := exchange(p, good, verifier, p.Secret)
	var tokens struct {
		Access string `json:"access_token"`
	}
	if err := json.Unmarshal(w.Body.Bytes(), &tokens); err != nil || w.Code != http.StatusOK || tokens.Access == "" {
		t.Fatalf("good code: %d %s %v", w.Code, w.Body, err)
	}
	if w := exchange(p, good, verifier, p.Secret); w.Code != http.StatusBadRequest {
		t.Errorf("the same code again: %d", w.Code)
	}
	info := func() *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, "/demo-idp/userinfo", nil)
		r.Header.Set("Authorization", "Bearer "+tokens.Access)
		return serve(p, r)
	}
	if w := info(); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "TINIT-RSSMRA80A01F205X") {
		t.Errorf("userinfo: %d %s", w.Code, w.Body)
	}
	clock.Advance(time.Minute)
	if w := info(); w.Code != http.StatusUnauthorized {
		t.Errorf("userinfo with an expired token: %d", w.Code)
	}
}

func TestSomebodyElseNeedsAValidCodiceFiscaleAndAName(t *testing.T) {
	p, _ := open(t)
	form := request(p)
	for _, c := range []struct {
		cf, name string
		want     string
		status   int
	}{
		{"RSSMRA80A01F205A", "Ugo", "carattere di controllo", http.StatusUnprocessableEntity},
		{"VRDLGU80A01F205T", "", "Scrivere il nome", http.StatusUnprocessableEntity},
		{"vrdlgu80a01f205t", "Ugo", "", http.StatusSeeOther},
	} {
		form.Set("cf", c.cf)
		form.Set("nome", c.name)
		form.Set("cognome", "Verdi")
		if _, err := kernel.ParseCodiceFiscale(c.cf); (err == nil) != (c.status == http.StatusSeeOther || c.name == "") {
			t.Fatalf("the codice fiscale of the case %q: %v", c.cf, err)
		}
		w := post(p, "/demo-idp/authorize", form, nil)
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.want) {
			t.Errorf("%s, %q: %d %s", c.cf, c.name, w.Code, w.Body)
		}
	}
}
