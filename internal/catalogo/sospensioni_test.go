package catalogo

import (
	"slices"
	"strings"
	"testing"
)

// TestSospensioni: each rule is of a procedure of the first catalogue, says
// where it comes from, and holds something.
func TestSospensioni(t *testing.T) {
	for codice, s := range sospensioni {
		if !slices.ContainsFunc(seedProcedures(), func(p seedProcedure) bool { return p.Codice == codice }) {
			t.Errorf("%s is no procedure", codice)
		}
		if s.Fonte == "" || !strings.HasSuffix(s.Testo, ".") || s.Massimo == 0 && !s.Riparte {
			t.Errorf("%s: %+v", codice, s)
		}
	}
	if _, ok := SospensioneDi("aua"); ok {
		t.Error("a rule without a source")
	}
}
