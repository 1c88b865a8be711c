package anagrafe

import (
	"strings"
	"sync"

	"pass/internal/kernel"
)

// Words that stay in lower case inside the name of a Comune.
var minuscole = func() map[string]bool {
	m := map[string]bool{}
	for _, p := range strings.Fields(`a ad al alla alle allo ai agli all con da dal dalla dalle dagli dai dall de del
		della delle dello dei degli dell di d e ed en in il la le li lo i gli l ne nei nel nella nelle negli nell
		per presso su sul sulla sullo sulle sui sull tra fra ob an der am im auf unter`) {
		m[p] = true
	}
	return m
}()

// grafie are the names of the base register by their folded form, left out
// where two are written differently.
var grafie = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for _, c := range base().comuni {
		k := kernel.Fold(c.Nome)
		if altra, ok := m[k]; ok && altra != c.Nome {
			m[k] = ""
			continue
		}
		m[k] = c.Nome
	}
	return m
})

// grafia writes a name that a list has in capitals: as the base register does
// if it knows it, else by the rules of nomeProprio.
func grafia(s string) string {
	if s != strings.ToUpper(s) {
		return s
	}
	if nome := grafie()[kernel.Fold(s)]; nome != "" {
		return nome
	}
	return nomeProprio(s)
}

// nomeProprio writes in small letters a name in capitals: "SANT'ANGELO IN
// LIZZOLA" → "Sant'Angelo in Lizzola". A name that has small letters is left.
func nomeProprio(s string) string {
	if s != strings.ToUpper(s) {
		return s
	}
	var b, parola strings.Builder
	prima := true // at the beginning of a name
	for _, r := range s {
		if !strings.ContainsRune(" '-/.()", r) {
			parola.WriteRune(r)
			continue
		}
		if parola.Len() > 0 {
			b.WriteString(parolaPropria(parola.String(), prima))
			parola.Reset()
			prima = false
		}
		b.WriteRune(r)
		prima = prima || r == '/'
	}
	if parola.Len() > 0 {
		b.WriteString(parolaPropria(parola.String(), prima))
	}
	return b.String()
}

func parolaPropria(parola string, prima bool) string {
	parola = strings.ToLower(parola)
	if minuscole[parola] && !prima {
		return parola
	}
	r := []rune(parola)
	return strings.ToUpper(string(r[:1])) + string(r[1:])
}
