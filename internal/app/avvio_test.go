package app_test

import (
	"context"
	"strings"
	"testing"

	"pass/internal/app"
	"pass/internal/platform/config"
)

// TestADemonstrationThatIsRefusedSaysWhy: the invented identities never answer
// for an address that others reach.
func TestADemonstrationThatIsRefusedSaysWhy(t *testing.T) {
	a, err := app.New(context.Background(), config.Config{Indirizzo: "127.0.0.1:8080", URL: "https://pass.example.org",
		Dati: t.TempDir(), Regione: "03", GiorniSilenzio: 30, Sviluppo: true}, nil)
	if err == nil {
		a.Close()
	}
	if err == nil || !strings.Contains(err.Error(), "https://pass.example.org is not this machine") {
		t.Errorf("%v", err)
	}
}
