package accesso

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"golang.org/x/oauth2"
)

// asserzione is how PAsS proves who it is to the provider by private_key_jwt
// (OpenID Connect Core §9, RFC 7523), as form fields; empty when a secret is
// used. The file is read at each sign-in, so a new key needs no restart.
func (s *Service) asserzione(c *oauth2.Config) (map[string]string, error) {
	if s.Config.OIDCChiave == "" {
		return nil, nil
	}
	key, alg, err := leggiChiave(s.Config.OIDCChiave)
	if err != nil {
		return nil, err
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: key}, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		return nil, err
	}
	aud := s.Config.OIDCEmittente
	if s.Config.OIDCUditorio == "token" {
		aud = c.Endpoint.TokenURL
	}
	// The provider judges by its own clock, so this is the real one even where
	// tests move the clock of the database.
	now := time.Now()
	token, err := jwt.Signed(signer).Claims(jwt.Claims{Issuer: c.ClientID, Subject: c.ClientID, Audience: jwt.Audience{aud},
		ID: nuovoToken(), IssuedAt: jwt.NewNumericDate(now), Expiry: jwt.NewNumericDate(now.Add(time.Minute))}).Serialize()
	if err != nil {
		return nil, err
	}
	return map[string]string{"client_assertion": token,
		"client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}, nil
}

// ChiaviPubbliche is the public half of the key of private_key_jwt, for the
// provider to fetch; empty when a secret is used.
func (s *Service) ChiaviPubbliche() (jose.JSONWebKeySet, error) {
	set := jose.JSONWebKeySet{Keys: []jose.JSONWebKey{}}
	if s.Config.OIDCChiave == "" {
		return set, nil
	}
	key, _, err := leggiChiave(s.Config.OIDCChiave)
	if err == nil {
		set.Keys = append(set.Keys, key.Public())
	}
	return set, err
}

// leggiChiave reads a PEM file (PKCS #8, PKCS #1 or SEC 1) with an RSA key of
// at least 2048 bits or a P-256 key. The key id is the RFC 7638 thumbprint.
func leggiChiave(path string) (jose.JSONWebKey, jose.SignatureAlgorithm, error) {
	raw, err := os.ReadFile(path) //nolint:gosec // the path is a setting of the installation
	if err != nil {
		return jose.JSONWebKey{}, "", fmt.Errorf("accesso: the key: %w", err)
	}
	block, _ := pem.Decode(raw)
	if block == nil {
		return jose.JSONWebKey{}, "", errors.New("accesso: the key file is not PEM")
	}
	private, err := analizzaChiave(block.Bytes)
	if err != nil {
		return jose.JSONWebKey{}, "", err
	}
	var alg jose.SignatureAlgorithm
	switch k := private.(type) {
	case *rsa.PrivateKey:
		if alg = jose.RS256; k.N.BitLen() < 2048 {
			return jose.JSONWebKey{}, "", errors.New("accesso: an RSA key needs at least 2048 bits")
		}
	case *ecdsa.PrivateKey:
		if alg = jose.ES256; k.Curve.Params().BitSize != 256 {
			return jose.JSONWebKey{}, "", errors.New("accesso: an EC key must be on P-256")
		}
	default:
		return jose.JSONWebKey{}, "", fmt.Errorf("accesso: keys of type %T are not used", private)
	}
	key := jose.JSONWebKey{Key: private, Algorithm: string(alg), Use: "sig"}
	sum, err := key.Thumbprint(crypto.SHA256)
	if err != nil {
		return jose.JSONWebKey{}, "", err
	}
	key.KeyID = base64.RawURLEncoding.EncodeToString(sum)
	return key, alg, nil
}

func analizzaChiave(der []byte) (any, error) {
	if k, err := x509.ParsePKCS8PrivateKey(der); err == nil {
		return k, nil
	}
	if k, err := x509.ParsePKCS1PrivateKey(der); err == nil {
		return k, nil
	}
	k, err := x509.ParseECPrivateKey(der)
	if err != nil {
		return nil, errors.New("accesso: the key file holds no RSA or EC private key")
	}
	return k, nil
}
