package accesso_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

const (
	livello2     = "https://www.spid.gov.it/SpidL2"
	claimFiscale = "https://attributes.eid.gov.it/fiscal_number"
)

// ostile is an OpenID provider that lies as a test tells it to.
type ostile struct {
	*httptest.Server
	key *ecdsa.PrivateKey
	now func() time.Time

	mu      sync.Mutex
	request url.Values // the last authorization request
	revoked []string

	// What the test may change; the zero value is an honest provider.
	discovery func(map[string]any)
	answer    func(url.Values)     // parameters that go back to the service
	claims    func(map[string]any) // of the ID token
	userinfo  func(map[string]any)
	sign      func(claims map[string]any) string // instead of the right key
	status    map[string]int                     // HTTP status by path, instead of answering
}

func nuovoOstile(t *testing.T, now func() time.Time) *ostile {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	o := &ostile{key: key, now: now, status: map[string]int{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", o.metadata)
	mux.HandleFunc("GET /jwks", func(w http.ResponseWriter, _ *http.Request) {
		scrivi(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: "k", Algorithm: "ES256", Use: "sig"}}})
	})
	mux.HandleFunc("POST /token", o.token)
	mux.HandleFunc("GET /userinfo", o.info)
	mux.HandleFunc("POST /revoca", func(_ http.ResponseWriter, r *http.Request) {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.revoked = append(o.revoked, r.FormValue("token"))
	})
	o.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		o.mu.Lock()
		status := o.status[r.URL.Path]
		o.mu.Unlock()
		if status != 0 {
			w.WriteHeader(status)
			return
		}
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(o.Close)
	return o
}

func scrivi(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

func (o *ostile) metadata(w http.ResponseWriter, _ *http.Request) {
	m := map[string]any{"issuer": o.URL, "authorization_endpoint": o.URL + "/authorize", "token_endpoint": o.URL + "/token", "jwks_uri": o.URL + "/jwks",
		"userinfo_endpoint": o.URL + "/userinfo", "revocation_endpoint": o.URL + "/revoca", "end_session_endpoint": o.URL + "/uscita",
		"id_token_signing_alg_values_supported": []string{"ES256"}, "claims_parameter_supported": true,
		"authorization_response_iss_parameter_supported": true}
	if o.discovery != nil {
		o.discovery(m)
	}
	scrivi(w, m)
}

// login receives the service's request and gives the parameters with which the
// browser would go back.
func (o *ostile) login(t *testing.T, address string) url.Values {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.request = u.Query()
	q := url.Values{"code": {"codice"}, "state": {o.request.Get("state")}, "iss": {o.URL}}
	if o.answer != nil {
		o.answer(q)
	}
	return q
}

func (o *ostile) token(w http.ResponseWriter, _ *http.Request) {
	o.mu.Lock()
	defer o.mu.Unlock()
	now := o.now()
	c := map[string]any{"iss": o.URL, "sub": "soggetto-1", "aud": "pass", "exp": now.Add(time.Minute).Unix(), "iat": now.Unix(),
		"nonce": o.request.Get("nonce"), "acr": livello2}
	if o.claims != nil {
		o.claims(c)
	}
	raw := ""
	if o.sign != nil {
		raw = o.sign(c)
	} else {
		raw = firma(jose.ES256, o.key, c)
	}
	scrivi(w, map[string]any{"access_token": "accesso-1", "token_type": "Bearer", "expires_in": 60, "id_token": raw})
}

func (o *ostile) info(w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	defer o.mu.Unlock()
	c := map[string]any{"sub": "soggetto-1", "given_name": "Mario", "family_name": "Rossi", "email": "mario.rossi@example.org",
		claimFiscale: "TINIT-RSSMRA80A01F205X"}
	if o.userinfo != nil {
		o.userinfo(c)
	}
	if r.Header.Get("Authorization") != "Bearer accesso-1" {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	scrivi(w, c)
}

// firma signs claims with a key.
func firma(alg jose.SignatureAlgorithm, key any, claims map[string]any) string {
	s, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: key}, (&jose.SignerOptions{}).WithHeader("kid", "k"))
	if err != nil {
		panic(err)
	}
	raw, err := jwt.Signed(s).Claims(claims).Serialize()
	if err != nil {
		panic(err)
	}
	return raw
}

// nonFirmato is a token with alg none.
func nonFirmato(claims map[string]any) string {
	body, err := json.Marshal(claims)
	if err != nil {
		panic(err)
	}
	e := base64.RawURLEncoding
	return e.EncodeToString([]byte(`{"alg":"none"}`)) + "." + e.EncodeToString(body) + "."
}
