package idp

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"pass/internal/kernel"
)

const claimFiscale = "https://attributes.eid.gov.it/fiscal_number"

func (p *Provider) discovery(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string]any{
		"issuer": p.Issuer, "authorization_endpoint": p.url("authorize"), "token_endpoint": p.url("token"),
		"userinfo_endpoint": p.url("userinfo"), "jwks_uri": p.url("jwks"), "end_session_endpoint": p.url("logout"),
		"response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"},
		"id_token_signing_alg_values_supported":          []string{string(jose.ES256)},
		"token_endpoint_auth_methods_supported":          []string{"client_secret_basic"},
		"code_challenge_methods_supported":               []string{"S256"},
		"claims_parameter_supported":                     true,
		"acr_values_supported":                           []string{Level, "https://www.spid.gov.it/SpidL3"},
		"authorization_response_iss_parameter_supported": true,
	})
}

// request is the authorization request of the service.
type request struct{ state, nonce, challenge, level string }

// read takes the request from its parameters. Nothing is sent back to an
// address that is not the service's.
func (p *Provider) read(q url.Values) (request, string) {
	switch {
	case q.Get("client_id") != p.ClientID:
		return request{}, "client_id"
	case q.Get("redirect_uri") != p.redirect:
		return request{}, "redirect_uri"
	case q.Get("response_type") != "code":
		return request{}, "response_type"
	case !slices.Contains(strings.Fields(q.Get("scope")), "openid"):
		return request{}, "scope"
	case len(q.Get("state")) < 32:
		return request{}, "state"
	case len(q.Get("nonce")) < 32:
		return request{}, "nonce"
	case q.Get("code_challenge_method") != "S256" || len(q.Get("code_challenge")) != 43:
		return request{}, "code_challenge"
	}
	r := request{state: q.Get("state"), nonce: q.Get("nonce"), challenge: q.Get("code_challenge"), level: Level}
	if asked := strings.Fields(q.Get("acr_values")); len(asked) > 0 {
		r.level = asked[0]
	}
	return r, ""
}

var carried = []string{"client_id", "redirect_uri", "response_type", "scope", "state", "nonce", "code_challenge", "code_challenge_method", "acr_values"}

func (p *Provider) list(w http.ResponseWriter, r *http.Request) {
	p.show(w, r, http.StatusOK, r.URL.Query(), Person{}, nil)
}

func (p *Provider) show(w http.ResponseWriter, r *http.Request, status int, q url.Values, typed Person, wrong []kernel.FieldError) {
	req, bad := p.read(q)
	if bad != "" {
		http.Error(w, "Richiesta di accesso non valida: "+bad+".", http.StatusBadRequest)
		return
	}
	people, err := p.opts.People(r.Context())
	if err != nil {
		http.Error(w, "L'elenco delle persone non è disponibile.", http.StatusInternalServerError)
		return
	}
	page := Page{Action: Prefix + "authorize", People: people, Typed: typed, Errors: wrong,
		Cancel: p.returnTo(req.state, url.Values{"error": {"access_denied"}})}
	for _, name := range carried {
		if v := q.Get(name); v != "" {
			page.Hidden = append(page.Hidden, Field{name, v})
		}
	}
	p.opts.Render(w, r, status, page)
}

func (p *Provider) choose(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	if err := r.ParseForm(); err != nil {
		http.Error(w, "Modulo non leggibile.", http.StatusBadRequest)
		return
	}
	f := r.PostForm
	req, bad := p.read(f)
	if bad != "" {
		http.Error(w, "Richiesta di accesso non valida: "+bad+".", http.StatusBadRequest)
		return
	}
	person, wrong, err := p.person(r, f)
	if err != nil {
		http.Error(w, "L'elenco delle persone non è disponibile.", http.StatusInternalServerError)
		return
	}
	if wrong != nil {
		p.show(w, r, http.StatusUnprocessableEntity, f, person, wrong)
		return
	}
	code := p.put(p.codes, grant{person: person, nonce: req.nonce, challenge: req.challenge, level: req.level})
	http.Redirect(w, r, p.returnTo(req.state, url.Values{"code": {code}}), http.StatusSeeOther)
}

// person is the one of the list with the chosen codice fiscale, or a new one
// typed in the form.
func (p *Provider) person(r *http.Request, f url.Values) (Person, []kernel.FieldError, error) {
	typed := Person{CodiceFiscale: kernel.CodiceFiscale(strings.TrimSpace(f.Get("cf"))), Nome: strings.TrimSpace(f.Get("nome")),
		Cognome: strings.TrimSpace(f.Get("cognome")), Email: strings.TrimSpace(f.Get("email"))}
	cf, err := kernel.ParseCodiceFiscale(string(typed.CodiceFiscale))
	if err != nil {
		return typed, []kernel.FieldError{{Field: "cf", Message: "Il codice fiscale non è valido: 16 caratteri, con il carattere di controllo giusto."}}, nil
	}
	typed.CodiceFiscale = cf
	people, err := p.opts.People(r.Context())
	if err != nil {
		return typed, nil, err
	}
	for _, known := range people {
		if known.CodiceFiscale == cf {
			return known, nil, nil
		}
	}
	var wrong []kernel.FieldError
	if typed.Nome == "" {
		wrong = append(wrong, kernel.FieldError{Field: "nome", Message: "Scrivere il nome: la persona non è nell'elenco."})
	}
	if typed.Cognome == "" {
		wrong = append(wrong, kernel.FieldError{Field: "cognome", Message: "Scrivere il cognome: la persona non è nell'elenco."})
	}
	return typed, wrong, nil
}

// token exchanges a code, once, for tokens (RFC 6749 §4.1.3, RFC 7636 §4.6).
func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	id, secret, _ := r.BasicAuth()
	if id != p.ClientID || subtle.ConstantTimeCompare([]byte(secret), []byte(p.Secret)) != 1 {
		w.Header().Set("WWW-Authenticate", "Basic")
		writeJSON(w, http.StatusUnauthorized, map[string]string{"error": "invalid_client"})
		return
	}
	if r.FormValue("grant_type") != "authorization_code" {
		writeJSON(w, http.StatusBadRequest, map[string]string{"error": "unsupported_grant_type"})
		return
	}
	g, ok := p.get(p.codes, r.FormValue("code"), true)
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	proven := subtle.ConstantTimeCompare([]byte(base64.RawURLEncoding.EncodeToString(sum[:])), []byte(g.challenge)) == 1
	if !ok || !proven || r.FormValue("redirect_uri") != p.redirect {
		writeJSON(w, http.StatusBadRequest, map[string]string{"error": "invalid_grant"})
		return
	}
	access := p.put(p.tokens, g)
	idToken, err := p.sign(g)
	if err != nil {
		writeJSON(w, http.StatusInternalServerError, map[string]string{"error": "server_error"})
		return
	}
	writeJSON(w, http.StatusOK, map[string]any{"access_token": access, "token_type": "Bearer",
		"expires_in": int(validity.Seconds()), "id_token": idToken, "scope": "openid"})
}

func subject(person Person) string { return "dimostrazione-" + string(person.CodiceFiscale) }

func (p *Provider) sign(g grant) (string, error) {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: p.key}, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		return "", err
	}
	now := p.opts.DB.Now().Time()
	return jwt.Signed(signer).Claims(jwt.Claims{Issuer: p.Issuer, Subject: subject(g.person), Audience: jwt.Audience{p.ClientID},
		IssuedAt: jwt.NewNumericDate(now), Expiry: jwt.NewNumericDate(now.Add(validity))}).
		Claims(map[string]any{"nonce": g.nonce, "acr": g.level, "auth_time": now.Unix()}).Serialize()
}

func (p *Provider) userinfo(w http.ResponseWriter, r *http.Request) {
	name, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	g, known := p.get(p.tokens, name, false)
	if !ok || !known {
		w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`)
		writeJSON(w, http.StatusUnauthorized, map[string]string{"error": "invalid_token"})
		return
	}
	writeJSON(w, http.StatusOK, map[string]any{"sub": subject(g.person), "given_name": g.person.Nome, "family_name": g.person.Cognome,
		"email": g.person.Email, claimFiscale: "TINIT-" + string(g.person.CodiceFiscale)})
}

func (p *Provider) jwks(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{p.key.Public()}})
}

// logout has no session to end: it only goes back.
func (p *Provider) logout(w http.ResponseWriter, r *http.Request) {
	http.Redirect(w, r, p.opts.Config.BaseURL()+"/accesso", http.StatusSeeOther)
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the caller went away
}
