package richieste_test

import (
	"strings"
	"testing"

	"pass/internal/kernel"
	"pass/internal/richieste"
)

// TestTheLinkOfAnActionStaysInPass: browsers drop tabs and line breaks from an
// address and read a backslash as a slash, so that these lead to another site.
func TestTheLinkOfAnActionStaysInPass(t *testing.T) {
	oggi := kernel.MustDay("2026-11-23")
	for c, bene := range map[string]bool{
		"/analisi/richieste/1/registri/1/casi?rilievo=attesa": true, "": true,
		"//evil.example": false, "/\t/evil.example": false, "/\n/evil.example": false, "/\\evil.example": false, "/\x00/x": false, "/ /evil.example": false, "/\u2028/x": false,
		"javascript:alert(1)": false, "https://evil.example": false, "/" + strings.Repeat("a", 20_000): false,
	} {
		n := nuovaAzione()
		n.Evidenza.Collegamento = c
		if got := n.Valida(oggi) == nil; got != bene {
			t.Errorf("%.40q: accepted %v", c, got)
		}
	}
	n := nuovaAzione()
	n.Evidenza.Cifre = []richieste.Cifra{{Nome: "x", Valore: strings.Repeat("9", 100_000)}}
	if n.Valida(oggi) == nil {
		t.Error("a figure of 100 kB")
	}
}

// TestOnlyAnAreaMeasures: figures and links come with the area that found them.
func TestOnlyAnAreaMeasures(t *testing.T) {
	oggi := kernel.MustDay("2026-11-23")
	for _, c := range []struct {
		origine richieste.OrigineAzione
		e       richieste.Evidenza
		bene    bool
	}{
		{richieste.DaAnalisi, richieste.Evidenza{Cifre: []richieste.Cifra{{Nome: "Casi", Valore: "37"}}, Collegamento: "/analisi"}, true},
		{richieste.DaPersona, richieste.Evidenza{Testo: "Lo dice l’ufficio"}, true},
		{richieste.DaPersona, richieste.Evidenza{Cifre: []richieste.Cifra{{Nome: "Casi", Valore: "37"}}}, false},
		{richieste.DaPersona, richieste.Evidenza{Collegamento: "/analisi"}, false},
		{"oracolo", richieste.Evidenza{}, false},
	} {
		n := nuovaAzione()
		n.Origine, n.Evidenza = c.origine, c.e
		if errs := n.Valida(oggi); (errs == nil) != c.bene {
			t.Errorf("%q %+v: %v", c.origine, c.e, errs)
		}
	}
}
