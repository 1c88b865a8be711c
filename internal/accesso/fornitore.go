package accesso

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"pass/internal/kernel"
)

// claimFiscale is the claim in which SPID and CIE give the codice fiscale.
// Source: Regole tecniche SPID/CIE OIDC, attributi utente.
const claimFiscale = "https://attributes.eid.gov.it/fiscal_number"

// How discovery of the provider is tried.
const (
	tentativi     = 3
	pausa         = 200 * time.Millisecond
	pausaErrore   = 3 * time.Second // after a failure, answer with it without asking again
	durataAccesso = 15 * time.Minute
)

// fornitore is the OpenID Connect provider of the configuration. It is looked
// up at the first sign-in, not at start: PAsS starts without it.
type fornitore struct {
	mu    sync.Mutex
	p     *oidc.Provider
	meta  metadati
	err   error
	errAl time.Time
}

// metadati is what we use of the provider's discovery document beyond what
// go-oidc reads. Source: OpenID Connect Discovery 1.0 §3, RFC 9207, RFC 7009,
// OpenID Connect RP-Initiated Logout 1.0.
type metadati struct {
	Claims   bool   `json:"claims_parameter_supported"`
	Iss      bool   `json:"authorization_response_iss_parameter_supported"`
	Revoca   string `json:"revocation_endpoint"`
	Uscita   string `json:"end_session_endpoint"`
	UserInfo string `json:"userinfo_endpoint"`
}

var errFornitore = kernel.E(kernel.NonDisponibile, "Il servizio di identità non risponde.")

// scopri gives the provider, asking for its metadata if they are not known.
func (s *Service) scopri(ctx context.Context) (*oidc.Provider, metadati, error) {
	f := &s.idp
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.p != nil {
		return f.p, f.meta, nil
	}
	if s.Config.OIDCEmittente == "" {
		return nil, metadati{}, kernel.Wrap(kernel.NonDisponibile, errFornitore.Message, errors.New("no OpenID provider is configured"))
	}
	if f.err != nil && time.Since(f.errAl) < pausaErrore {
		return nil, metadati{}, f.err
	}
	// The key set of the provider keeps this context, so it must outlive the
	// request.
	outlives := oidc.ClientContext(context.WithoutCancel(ctx), s.HTTP)
	var err error
	for i := range tentativi {
		if i > 0 {
			wait := time.NewTimer(pausa)
			select {
			case <-wait.C:
			case <-ctx.Done():
				wait.Stop()
				return nil, metadati{}, ctx.Err()
			}
		}
		var p *oidc.Provider
		if p, err = oidc.NewProvider(outlives, s.Config.OIDCEmittente); err == nil {
			if err = p.Claims(&f.meta); err == nil {
				f.p, f.err = p, nil
				return f.p, f.meta, nil
			}
		}
	}
	f.err, f.errAl = kernel.Wrap(kernel.NonDisponibile, errFornitore.Message, err), time.Now()
	s.Log.ErrorContext(ctx, "accesso: the identity provider does not answer", "issuer", s.Config.OIDCEmittente, "err", err)
	return nil, metadati{}, f.err
}

func (s *Service) client(p *oidc.Provider, m metadati) *oauth2.Config {
	c := &oauth2.Config{ClientID: s.Config.OIDCCliente, ClientSecret: s.Config.OIDCSegreto, Endpoint: p.Endpoint(),
		RedirectURL: s.Config.BaseURL() + "/accesso/ritorno", Scopes: []string{oidc.ScopeOpenID}}
	c.Endpoint.AuthStyle = oauth2.AuthStyleInHeader
	if s.Config.OIDCChiave != "" || s.Config.OIDCSegreto == "" {
		c.ClientSecret, c.Endpoint.AuthStyle = "", oauth2.AuthStyleInParams
	}
	if !m.Claims {
		// Without the claims parameter the two scopes are the only way to ask
		// for the four attributes.
		c.Scopes = append(c.Scopes, "profile", "email")
	}
	return c
}

// richiestaClaims asks for the four attributes that PAsS needs and for no
// other one.
func richiestaClaims() string {
	essential := map[string]bool{"essential": true}
	b, err := json.Marshal(map[string]any{
		"userinfo": map[string]any{"given_name": essential, "family_name": essential, claimFiscale: essential, "email": nil},
	})
	if err != nil {
		panic("accesso: " + err.Error()) // a constant value always encodes
	}
	return string(b)
}

// UscitaFornitore is the address at which the person also leaves the identity
// provider, or empty when it has none. It never waits for the provider.
func (s *Service) UscitaFornitore() string {
	if !s.idp.mu.TryLock() {
		return ""
	}
	defer s.idp.mu.Unlock()
	u, err := url.Parse(s.idp.meta.Uscita)
	if s.idp.p == nil || err != nil || u.Host == "" {
		return ""
	}
	q := u.Query()
	q.Set("client_id", s.Config.OIDCCliente)
	q.Set("post_logout_redirect_uri", s.Config.BaseURL()+"/accesso")
	u.RawQuery = q.Encode()
	return u.String()
}

// revocaToken gives the access token back as soon as it has served (RFC 7009):
// PAsS never uses it again. A failure is only logged.
func (s *Service) revocaToken(ctx context.Context, m metadati, c *oauth2.Config, token string) {
	if m.Revoca == "" || token == "" {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	if err := s.postaRevoca(ctx, m, c, token); err != nil {
		s.Log.WarnContext(ctx, "accesso: the access token could not be revoked", "err", err)
	}
}

func (s *Service) postaRevoca(ctx context.Context, m metadati, c *oauth2.Config, token string) error {
	form := url.Values{"token": {token}, "token_type_hint": {"access_token"}}
	if c.ClientSecret == "" {
		form.Set("client_id", c.ClientID)
	}
	asserzione, err := s.asserzione(c)
	if err != nil {
		return err
	}
	for k, v := range asserzione {
		form.Set(k, v)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, m.Revoca, strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if c.ClientSecret != "" {
		req.SetBasicAuth(url.QueryEscape(c.ClientID), url.QueryEscape(c.ClientSecret))
	}
	res, err := s.HTTP.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("revocation answered %s", res.Status)
	}
	return nil
}
