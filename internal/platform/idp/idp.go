package idp

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"

	"pass/internal/kernel"
	"pass/internal/platform/config"
	"pass/internal/platform/db"
)

// Prefix is where the provider is mounted.
const Prefix = "/demo-idp/"

// SettingName is the setting that marks a database as a demonstration, and
// SettingValue its value: whoever seeds the demonstration data writes it.
const (
	SettingName  = "dimostrazione"
	SettingValue = "si"
)

// Level is the authentication level that the provider declares when none is
// asked for.
const Level = "https://www.spid.gov.it/SpidL2"

// validity is how long a code and an access token may be used.
const validity = time.Minute

// Person is one of the invented people.
type Person struct {
	CodiceFiscale kernel.CodiceFiscale
	Nome, Cognome string
	Email         string
	Note          string // what the page says of the person: "Sindaco di Lodi"
}

// Page is what the list of people shows.
type Page struct {
	Action string              // address of the form
	Hidden []Field             // the request, carried to the choice
	People []Person            // one button each, named "cf"
	Typed  Person              // what was typed to sign in as somebody else
	Errors []kernel.FieldError // cf, nome, cognome, email
	Cancel string              // address that goes back without signing in
}

// Field is a hidden field of the form.
type Field struct{ Name, Value string }

// Options are what the provider needs.
type Options struct {
	Config config.Config
	DB     *db.DB
	// People lists the invented people at each request.
	People func(ctx context.Context) ([]Person, error)
	// Render writes the page of the list with the given status. It comes from
	// above, because platform draws no pages.
	Render func(w http.ResponseWriter, r *http.Request, status int, p Page)
}

// Provider is the demonstration provider. Its client is the service itself:
// ClientID and Secret are what the service must be configured with.
type Provider struct {
	Issuer   string
	ClientID string
	Secret   string

	opts     Options
	redirect string
	key      jose.JSONWebKey
	mux      *http.ServeMux

	mu     sync.Mutex
	codes  map[string]grant
	tokens map[string]grant
}

// grant is what a code or a token stands for.
type grant struct {
	person    Person
	nonce     string
	challenge string
	level     string
	expires   time.Time
}

// New makes the provider, or says why it must not exist.
func New(ctx context.Context, o Options) (*Provider, error) {
	if err := allowed(ctx, o); err != nil {
		return nil, err
	}
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	p := &Provider{Issuer: o.Config.BaseURL() + strings.TrimSuffix(Prefix, "/"), ClientID: "pass-dimostrazione", Secret: random(), opts: o,
		redirect: o.Config.BaseURL() + "/accesso/ritorno",
		key:      jose.JSONWebKey{Key: private, KeyID: random()[:16], Algorithm: string(jose.ES256), Use: "sig"},
		codes:    map[string]grant{}, tokens: map[string]grant{}, mux: http.NewServeMux()}
	p.mux.HandleFunc("GET "+Prefix+".well-known/openid-configuration", p.discovery)
	p.mux.HandleFunc("GET "+Prefix+"authorize", p.list)
	p.mux.HandleFunc("POST "+Prefix+"authorize", p.choose)
	p.mux.HandleFunc("POST "+Prefix+"token", p.token)
	p.mux.HandleFunc("GET "+Prefix+"userinfo", p.userinfo)
	p.mux.HandleFunc("GET "+Prefix+"jwks", p.jwks)
	p.mux.HandleFunc("GET "+Prefix+"logout", p.logout)
	return p, nil
}

// allowed holds the three conditions, and a fourth that a careless reverse
// proxy would break: the public address is this machine too.
func allowed(ctx context.Context, o Options) error {
	if !o.Config.Sviluppo {
		return errors.New("idp: the demonstration provider exists only in a demonstration")
	}
	if !o.Config.Loopback() {
		return errors.New("idp: the demonstration provider is only for this machine: listen on 127.0.0.1")
	}
	if host := o.Config.Host(); host != "localhost" && !net.ParseIP(host).IsLoopback() {
		return fmt.Errorf("idp: the public address %s is not this machine", o.Config.BaseURL())
	}
	var mark string
	err := o.DB.Read(ctx, func(tx *db.Tx) (err error) {
		mark, err = db.Setting(ctx, tx, SettingName)
		return err
	})
	if err != nil {
		return err
	}
	if mark != SettingValue {
		return errors.New("idp: the database is not marked as a demonstration")
	}
	return nil
}

// ServeHTTP serves everything under Prefix. A request that does not come from
// this machine, as through a proxy that says so, is refused.
func (p *Provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "+
		"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil || !net.ParseIP(host).IsLoopback() || r.Header.Get("X-Forwarded-For") != "" || r.Header.Get("Forwarded") != "" {
		http.Error(w, "Il fornitore di identità dimostrativo risponde solo su questo computer.", http.StatusForbidden)
		return
	}
	p.mux.ServeHTTP(w, r)
}

func (p *Provider) url(name string) string { return p.Issuer + "/" + name }

// returnTo builds the address of the service's answer page.
func (p *Provider) returnTo(state string, params url.Values) string {
	params.Set("state", state)
	params.Set("iss", p.Issuer)
	return p.redirect + "?" + params.Encode()
}

func random() string {
	raw := make([]byte, 32)
	if _, err := rand.Read(raw); err != nil {
		panic("idp: no randomness: " + err.Error())
	}
	return hex.EncodeToString(raw)
}

// put keeps a grant under a new name and forgets the expired ones.
func (p *Provider) put(where map[string]grant, g grant) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.opts.DB.Now().Time()
	for k, old := range where {
		if !now.Before(old.expires) {
			delete(where, k)
		}
	}
	g.expires = now.Add(validity)
	name := random()
	where[name] = g
	return name
}

// get finds a grant that has not expired; once removes it.
func (p *Provider) get(where map[string]grant, name string, once bool) (grant, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	g, ok := where[name]
	if once {
		delete(where, name)
	}
	return g, ok && p.opts.DB.Now().Time().Before(g.expires)
}
