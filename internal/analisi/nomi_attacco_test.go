package analisi

import (
	"fmt"
	"strings"
	"testing"
)

// TestNomiNascosti: what is no letter before a name does not hide it, and what
// is left of a text by a pseudonym is looked at too.
func TestNomiNascosti(t *testing.T) {
	for _, id := range []string{"\xffBo 3", "\xff\xfeEva 1", "12\x80Ugo", "\u200bEva 3", "\u202eEva 3", "E\u00advaristo 3", "\xffRossi"} {
		if !nomeDiPersona(id) {
			t.Errorf("%q is kept", id)
		}
	}
	vicini := "333 1234567 333 1234568,3331234569 a@b.cc;RSSMRA80A01F205XRSSMRA80A01F205Y 02 1234567/02 7654321"
	if got := make(sigle).in([]string{vicini})[0]; datoPersonale(got) || strings.ContainsAny(got, "@") || strings.Contains(got, "12345") {
		t.Errorf("%q is left", got)
	}
}

// TestPseudonimiSenzaFatica: replacing is one walk over the text. The second
// text is a megabyte of codici fiscali; walking it again for each of them would
// be a million times a megabyte.
func TestPseudonimiSenzaFatica(t *testing.T) {
	var b strings.Builder
	for i := range 60_000 {
		fmt.Fprintf(&b, "RSSMRA80A01F%03dX ", i%1000)
	}
	s := sigle{}
	if got := s.in([]string{"Parere", b.String()}); got[0] != "Parere" || datoPersonale(got[1]) || len(s) != 1000 {
		t.Errorf("%d people", len(s))
	}
}

// TestAttivitaConLoStessoNome: texts that would become the same stay different,
// however many they are.
func TestAttivitaConLoStessoNome(t *testing.T) {
	testi := []string{"Ricezione da RSSMRA80A01F205X", "Ricezione da R1", "Ricezione da R1 bis", "Ricezione da R1 bis bis"}
	got, visti := make(sigle).in(testi), map[string]bool{}
	for _, x := range got {
		visti[x] = true
	}
	if len(visti) != len(testi) {
		t.Errorf("%q", got)
	}
}
