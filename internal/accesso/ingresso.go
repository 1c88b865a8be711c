package accesso

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/mail"
	"pass/internal/registro"
)

// MotivoNegato says why a sign-in failed; each has its page.
type MotivoNegato string

// The reasons.
const (
	AccessoAnnullato     MotivoNegato = "annullato"           // the person or the provider gave up
	AccessoSmarrito      MotivoNegato = "smarrito"            // unknown state, another browser, too late
	RispostaNonValida    MotivoNegato = "risposta_non_valida" // issuer, nonce, audience, signature, …
	LivelloInsufficiente MotivoNegato = "livello_insufficiente"
	DatiMancanti         MotivoNegato = "dati_mancanti"       // no codice fiscale, or no name
	IdentitaIncoerente   MotivoNegato = "identita_incoerente" // the account belongs to another codice fiscale
)

// Negato is the error of a sign-in that failed. Its Causa is for the log only.
type Negato struct {
	Motivo MotivoNegato
	Causa  error
}

// Error implements error, for the log.
func (n *Negato) Error() string { return fmt.Sprintf("accesso: %s: %v", n.Motivo, n.Causa) }

// Unwrap gives the cause.
func (n *Negato) Unwrap() error { return n.Causa }

func nega(m MotivoNegato, format string, args ...any) *Negato {
	return &Negato{m, fmt.Errorf(format, args...)}
}

// attributi is all that PAsS takes of a person from the provider.
type attributi struct {
	Nome    string `json:"given_name"`
	Cognome string `json:"family_name"`
	Email   string `json:"email"`
	Fiscale string `json:"https://attributes.eid.gov.it/fiscal_number"`
}

// inCorso is a sign-in between leaving for the provider and coming back.
type inCorso struct {
	Nonce, Verificatore, Ritorno string
	ScadeIl                      kernel.Instant
}

// maxRitorno is the longest path to come back to, in bytes: anybody may have it
// stored.
const maxRitorno = 1000

// IniziaAccesso gives the provider's address where the person signs in, and
// the value that ties the sign-in to this browser: browser is the one that it
// already has, or empty. ritorno is a path of this site. When the provider
// does not answer the error is NonDisponibile.
func (s *Service) IniziaAccesso(ctx context.Context, browser, ritorno string) (indirizzo, legame string, err error) {
	p, m, err := s.scopri(ctx)
	if err != nil {
		return "", "", err
	}
	if legame = browser; len(legame) != lunghezzaToken {
		legame = nuovoToken()
	}
	if len(ritorno) > maxRitorno {
		ritorno = "/scrivania"
	}
	state, nonce, verifier := casuale(), casuale(), oauth2.GenerateVerifier()
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		// Anybody may begin and never come back: what is over leaves at once.
		if _, err := tx.Exec(ctx, `DELETE FROM accessi_in_corso WHERE scade_il < $1`, tx.Now()); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO accessi_in_corso (stato_sha256, browser_sha256, nonce, verificatore, ritorno, creato_il, scade_il)
			VALUES ($1,$2,$3,$4,$5,$6,$7)`, impronta(state), impronta(legame), nonce, verifier, ritorno, tx.Now(), tx.Now().Add(durataAccesso))
		return err
	})
	if err != nil {
		return "", "", err
	}
	opts := []oauth2.AuthCodeOption{oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier)}
	if s.Config.OIDCLivello != "" {
		opts = append(opts, oauth2.SetAuthURLParam("acr_values", s.Config.OIDCLivello))
	}
	if m.Claims {
		opts = append(opts, oauth2.SetAuthURLParam("claims", richiestaClaims()))
	}
	return s.client(p, m).AuthCodeURL(state, opts...), legame, nil
}

// casuale makes 64 hexadecimal characters of 32 random bytes: state and nonce
// must be alphanumeric and at least 32 long (SPID/CIE OIDC).
func casuale() string {
	raw := make([]byte, 32)
	if _, err := rand.Read(raw); err != nil {
		panic("accesso: no randomness: " + err.Error())
	}
	return hex.EncodeToString(raw)
}

// Ingresso is a sign-in that went well.
type Ingresso struct {
	Token   string // of the new session, for the cookie
	Persona int64
	Ritorno string // path of this site
}

// Browser is what the sign-in takes from the request besides its parameters.
type Browser struct {
	Legame   string // what IniziaAccesso tied the sign-in to
	Sessione string // token of the session that the browser still carries
	Agente   string // User-Agent header
}

// CompletaAccesso takes the provider's answer and opens a new session. What
// fails is a *Negato, or NonDisponibile when the provider does not answer;
// failures of a sign-in that was really begun are recorded in registro.
func (s *Service) CompletaAccesso(ctx context.Context, q url.Values, b Browser) (Ingresso, error) {
	begun, err := s.ritira(ctx, q.Get("state"), b.Legame)
	if err != nil {
		s.annotaNegato(ctx, err, false)
		return Ingresso{}, err
	}
	var in Ingresso
	token, a, err := s.verifica(ctx, q, begun)
	if err == nil {
		in, err = s.entra(ctx, token, a, b)
	}
	if err != nil {
		s.annotaNegato(ctx, err, true)
		return Ingresso{}, err
	}
	in.Ritorno = begun.Ritorno
	return in, nil
}

// ritira takes the sign-in of that state and browser, once.
func (s *Service) ritira(ctx context.Context, state, legame string) (c inCorso, err error) {
	if len(state) != 64 || len(legame) != lunghezzaToken {
		return c, nega(AccessoSmarrito, "no state, or no cookie of this browser")
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		c, err = db.One(ctx, tx, func(r db.Row) (c inCorso, err error) {
			return c, r.Scan(&c.Nonce, &c.Verificatore, &c.Ritorno, &c.ScadeIl)
		}, `DELETE FROM accessi_in_corso WHERE stato_sha256 = $1 AND browser_sha256 = $2 RETURNING nonce, verificatore, ritorno, scade_il`,
			impronta(state), impronta(legame))
		return err
	})
	switch {
	case kernel.CodeOf(err) == kernel.NonTrovato:
		return c, nega(AccessoSmarrito, "unknown state for this browser")
	case err != nil:
		return c, err
	case !s.DB.Now().Before(c.ScadeIl):
		return c, nega(AccessoSmarrito, "the sign-in was begun too long ago")
	}
	return c, nil
}

// verifica checks the answer, exchanges the code and reads who the person is.
func (s *Service) verifica(ctx context.Context, q url.Values, begun inCorso) (*oidc.IDToken, attributi, error) {
	p, m, err := s.scopri(ctx)
	if err != nil {
		return nil, attributi{}, err
	}
	if iss := q.Get("iss"); iss != s.Config.OIDCEmittente && (iss != "" || m.Iss) {
		return nil, attributi{}, nega(RispostaNonValida, "the answer comes from issuer %q", breve(iss))
	}
	if e := q.Get("error"); e != "" {
		return nil, attributi{}, nega(AccessoAnnullato, "provider error %q: %q", breve(e), breve(q.Get("error_description")))
	}
	client := s.client(p, m)
	ctx = oidc.ClientContext(ctx, s.HTTP)
	opts := []oauth2.AuthCodeOption{oauth2.VerifierOption(begun.Verificatore)}
	asserzione, err := s.asserzione(client)
	if err != nil {
		return nil, attributi{}, err
	}
	for k, v := range asserzione {
		opts = append(opts, oauth2.SetAuthURLParam(k, v))
	}
	token, err := client.Exchange(ctx, q.Get("code"), opts...)
	if err != nil {
		return nil, attributi{}, erroreRete(err)
	}
	defer s.revocaToken(ctx, m, client, token.AccessToken)
	id, err := s.verificaIDToken(ctx, p, token, begun.Nonce)
	if err != nil {
		return nil, attributi{}, err
	}
	a, err := leggiAttributi(ctx, p, m, id, token)
	return id, a, err
}

// erroreRete tells a provider that does not answer from one that refuses.
func erroreRete(err error) error {
	var refused *oauth2.RetrieveError
	var network *url.Error
	switch {
	case errors.As(err, &refused) && refused.Response != nil && refused.Response.StatusCode < 500:
		return nega(RispostaNonValida, "token endpoint: %w", err)
	case errors.As(err, &refused), errors.As(err, &network):
		return kernel.Wrap(kernel.NonDisponibile, errFornitore.Message, err)
	}
	return nega(RispostaNonValida, "token endpoint: %w", err)
}

// verificaIDToken checks signature, issuer, audience and expiry (go-oidc,
// asymmetric algorithms of the provider's metadata only), then what go-oidc
// leaves to the caller: authorized party, nonce, access token hash, level.
func (s *Service) verificaIDToken(ctx context.Context, p *oidc.Provider, token *oauth2.Token, nonce string) (*oidc.IDToken, error) {
	raw, _ := token.Extra("id_token").(string)
	if raw == "" {
		return nil, nega(RispostaNonValida, "no id_token")
	}
	verifier := p.Verifier(&oidc.Config{ClientID: s.Config.OIDCCliente, Now: func() time.Time { return s.DB.Now().Time() }})
	id, err := verifier.Verify(ctx, raw)
	if err != nil {
		return nil, nega(RispostaNonValida, "id_token: %w", err)
	}
	var extra struct {
		Parte   string `json:"azp"`
		Livello string `json:"acr"`
	}
	if err := id.Claims(&extra); err != nil {
		return nil, nega(RispostaNonValida, "id_token claims: %w", err)
	}
	if extra.Parte != "" && extra.Parte != s.Config.OIDCCliente || len(id.Audience) > 1 && extra.Parte == "" {
		return nil, nega(RispostaNonValida, "the id_token is for party %q, audience %v", extra.Parte, id.Audience)
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(nonce)) != 1 {
		return nil, nega(RispostaNonValida, "the nonce is another one")
	}
	if id.AccessTokenHash != "" {
		if err := id.VerifyAccessToken(token.AccessToken); err != nil {
			return nil, nega(RispostaNonValida, "at_hash: %w", err)
		}
	}
	if !livelloBasta(extra.Livello, s.Config.OIDCLivello) {
		return nil, nega(LivelloInsufficiente, "acr %q, required %q", extra.Livello, s.Config.OIDCLivello)
	}
	return id, nil
}

// leggiAttributi takes the four attributes from the ID token, and from
// UserInfo those that it lacks: SPID gives them only there.
func leggiAttributi(ctx context.Context, p *oidc.Provider, m metadati, id *oidc.IDToken, token *oauth2.Token) (attributi, error) {
	var a attributi
	if err := id.Claims(&a); err != nil {
		return a, nega(RispostaNonValida, "id_token claims: %w", err)
	}
	if m.UserInfo != "" {
		info, err := p.UserInfo(ctx, oauth2.StaticTokenSource(token))
		if err != nil {
			return a, nega(RispostaNonValida, "userinfo: %w", err)
		}
		if info.Subject != id.Subject {
			return a, nega(RispostaNonValida, "userinfo is of subject %q, the id_token of %q", info.Subject, id.Subject)
		}
		if err := info.Claims(&a); err != nil {
			return a, nega(RispostaNonValida, "userinfo claims: %w", err)
		}
	}
	cf, err := kernel.ParseCodiceFiscale(a.Fiscale)
	if err != nil {
		return a, nega(DatiMancanti, "codice fiscale: %w", err)
	}
	a.Fiscale, a.Nome, a.Cognome = string(cf), pulisciNome(a.Nome), pulisciNome(a.Cognome)
	if a.Nome == "" || a.Cognome == "" {
		return a, nega(DatiMancanti, "no given_name or family_name")
	}
	if !mail.ValidAddress(a.Email) {
		a.Email = ""
	}
	return a, nil
}

// pulisciNome keeps one line of at most a hundred bytes, whole characters.
func pulisciNome(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " ")
	if len(s) > 100 {
		s = strings.ToValidUTF8(s[:100], "")
	}
	return s
}

// entra ties the account to its person and opens the session.
func (s *Service) entra(ctx context.Context, id *oidc.IDToken, a attributi, b Browser) (in Ingresso, err error) {
	var actor kernel.Actor
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		persona, err := riconosci(ctx, tx, id.Issuer, id.Subject, a)
		if err != nil {
			return err
		}
		if len(b.Sessione) == lunghezzaToken {
			if old, _, err := sessionePerToken(ctx, tx, b.Sessione); err == nil {
				_, err = chiudiSessione(ctx, tx, old.ID, old.PersonaID, NuovoAccesso)
				if err != nil {
					return err
				}
			} else if kernel.CodeOf(err) != kernel.NonTrovato {
				return err
			}
		}
		sessione, token, err := CreaSessione(ctx, tx, Sessione{PersonaID: persona, Emittente: id.Issuer, Agente: etichettaAgente(b.Agente)})
		if err != nil {
			return err
		}
		in = Ingresso{Token: token, Persona: persona}
		if actor, err = ActorDi(ctx, tx, persona); err != nil {
			return err
		}
		return registro.Annota(ctx, tx, actor, registro.Voce{Atto: "Entra", Oggetto: "sessione", OggettoID: sessione,
			Dettagli: map[string]any{"emittente": id.Issuer}})
	})
	if err == nil {
		s.Log.InfoContext(ctx, "accesso: signed in", "persona", in.Persona, "issuer", id.Issuer)
	}
	return in, err
}

// breve keeps the beginning of what anybody may have written, for the log.
func breve(s string) string {
	const most = 200
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}

// annotaNegato logs a sign-in that failed; one that was really begun also goes
// into registro. Answers that nobody asked for do not, or anybody could fill
// it; for the same reason only so many a minute do.
func (s *Service) annotaNegato(ctx context.Context, cause error, begun bool) {
	reason := "non_disponibile"
	var n *Negato
	if errors.As(cause, &n) {
		reason = string(n.Motivo)
	}
	s.Log.WarnContext(ctx, "accesso: sign-in failed", "reason", reason, "err", cause)
	if !begun || !s.negati.passa(s.DB.Now()) {
		return
	}
	err := s.DB.InTx(context.WithoutCancel(ctx), func(tx *db.Tx) error {
		return registro.Annota(ctx, tx, kernel.Actor{}, registro.Voce{Atto: "AccessoNegato", Oggetto: "accesso",
			Dettagli: map[string]any{"motivo": reason, "emittente": s.Config.OIDCEmittente}})
	})
	if err != nil {
		s.Log.ErrorContext(ctx, "accesso: cannot record the failed sign-in", "err", err)
	}
}
