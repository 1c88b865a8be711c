package observe_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"

	"pass/internal/platform/observe"
)

func TestEachLineCarriesTheIDOfItsRequest(t *testing.T) {
	var out bytes.Buffer
	log := observe.New(&out, true)
	ctx := observe.WithRequestID(context.Background(), "abc123")
	log.With("nodo", 1).InfoContext(ctx, "uno")
	log.WithGroup("g").InfoContext(ctx, "due", "x", 1)
	log.Info("tre")
	for i, line := range strings.Split(strings.TrimSpace(out.String()), "\n") {
		if strings.Contains(line, `"id":"abc123"`) != (i < 2) {
			t.Errorf("line %d: %s", i, line)
		}
	}
	if observe.RequestID(ctx) != "abc123" || observe.RequestID(context.Background()) != "" {
		t.Error("the id of the request is lost")
	}
}

type person struct{ cf string }

// LogValue implements slog.LogValuer.
func (p person) LogValue() slog.Value {
	return slog.GroupValue(slog.String("codice_fiscale", p.cf), slog.Int("id", 7))
}

// TestSecretsAreBlankedByName covers ASVS 5.0.0 V16.2.5.
func TestSecretsAreBlankedByName(t *testing.T) {
	for _, inJSON := range []bool{true, false} {
		var out bytes.Buffer
		log := observe.New(&out, inJSON)
		log.With("access_token", "segreto").WithGroup("oidc").Info("accesso", "Password", "segreto", "client_secret", "segreto", "set-cookie", []byte("segreto"),
			"Authorization", "Bearer segreto", "codice_fiscale", "segreto", slog.Group("smtp", "password", "segreto"), "chi", person{"segreto"}, "esito", "bene")
		line := out.String()
		if strings.Contains(line, "segreto") || !strings.Contains(line, "bene") || strings.Count(line, "•••") != 8 {
			t.Errorf("logged %s", line)
		}
	}
}

// TestALineCannotBeForged covers ASVS 5.0.0 V16.4.1.
func TestALineCannotBeForged(t *testing.T) {
	for _, inJSON := range []bool{true, false} {
		var out bytes.Buffer
		observe.New(&out, inJSON).Info("ricerca", "testo", "a\n{\"level\":\"ERROR\"}\r\nlevel=ERROR msg=falso\x1b[2J")
		if strings.Count(out.String(), "\n") != 1 || strings.ContainsAny(out.String(), "\r\x1b") {
			t.Errorf("logged %q", out.String())
		}
		if inJSON && !json.Valid(out.Bytes()) {
			t.Errorf("not JSON: %s", out.String())
		}
	}
}
