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
