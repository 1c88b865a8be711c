package config_test

import (
	"strings"
	"testing"

	"pass/internal/platform/config"
)

// TestNothingThatMattersGoesInTheClear: the cookie of the session and the
// answers of the identity provider cross a network only encrypted.
func TestNothingThatMattersGoesInTheClear(t *testing.T) {
	for _, c := range []struct{ indirizzo, url, emittente, says string }{
		{"0.0.0.0:8080", "https://pass.example.org", "https://idp.example.org", ""},
		{"127.0.0.1:8080", "", "", ""},
		{"0.0.0.0:8080", "", "", ""}, // reached as localhost until --url is given
		{"[::1]:8080", "", "http://[::1]:4000", ""},
		{"127.0.0.1:8080", "http://localhost:8080", "http://127.0.0.1:4000/idp", ""},
		{"0.0.0.0:8080", "http://pass.example.org", "", "--url"},
		{"0.0.0.0:8080", "http://localhost.example.org", "", "--url"},
		{"10.0.0.5:8080", "", "", "--url"},
		{"0.0.0.0:8080", "https://pass.example.org", "http://idp.example.org", "--oidc-emittente"},
		{"0.0.0.0:8080", "https://pass.example.org", "http://10.0.0.7:4000", "--oidc-emittente"},
	} {
		err := config.Config{Indirizzo: c.indirizzo, URL: c.url, OIDCEmittente: c.emittente, OIDCCliente: "pass", Regione: "03", GiorniSilenzio: 30}.Check()
		if c.says == "" && err != nil || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}
