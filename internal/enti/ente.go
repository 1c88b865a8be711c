package enti

import (
	"strings"

	"pass/internal/enti/anagrafe"
	"pass/internal/kernel"
)

// Tipo is the kind of a body.
type Tipo string

// The kinds. A Libero consorzio comunale (Sicily) and a Provincia autonoma are
// kept as Provincia: their own name is in Denominazione.
const (
	Comune             Tipo = "comune"
	Provincia          Tipo = "provincia"
	CittaMetropolitana Tipo = "citta_metropolitana"
	Unione             Tipo = "unione"
	ComunitaMontana    Tipo = "comunita_montana"
)

// Tipi lists the kinds in the order in which pages show them.
var Tipi = []Tipo{Comune, Provincia, CittaMetropolitana, Unione, ComunitaMontana}

// Etichetta is the kind as people read it.
func (t Tipo) Etichetta() string {
	switch t {
	case Comune:
		return "Comune"
	case Provincia:
		return "Provincia"
	case CittaMetropolitana:
		return "Città metropolitana"
	case Unione:
		return "Unione di Comuni"
	case ComunitaMontana:
		return "Comunità montana"
	}
	return "n.d."
}

// Valid reports whether the kind is one of Tipi.
func (t Tipo) Valid() bool { return t.Etichetta() != "n.d." }

// Associativo reports whether the body is an association of Comuni, which no
// official list of ISTAT carries: the segreteria enters and changes it.
func (t Tipo) Associativo() bool { return t == Unione || t == ComunitaMontana }

// Ente is a body of the register. A body that ceased keeps its row: what it
// asked for stays where it was, and SuccessoreID says who took its place.
type Ente struct {
	ID               int64
	Tipo             Tipo
	Istat            kernel.CodiceIstat // six digits for a Comune; the three of the supra-municipal unit (UTS) for Provincia and Città metropolitana; else empty
	Belfiore         kernel.CodiceBelfiore
	IPA              kernel.CodiceIPA
	Nome             string // "Lodi", "Monza e della Brianza", "Unione dei Comuni Terre dei Frassini"
	AltraLingua      string // official name in a second language, or empty
	Denominazione    string // "Comune di Lodi", "Provincia dell'Aquila"
	ProvinciaCodice  string // three digits, as in the ISTAT codes of its Comuni: "098"
	Provincia        string // sigla: "LO"
	ProvinciaNome    string // "Lodi"
	Regione          string // ISTAT code of two digits: "03"
	Popolazione      *int64 // inhabitants; nil when not known
	PopolazioneFonte string // "Censimento 2011"
	PEC              string
	IstituitoIl      kernel.Day // zero: not known
	CessatoIl        kernel.Day // zero: it exists
	SuccessoreID     int64      // 0: none
	Versione         int64
}

// NomeEsteso is the name with the kind: "Comune di Lodi", "Provincia di
// Bergamo".
func (e Ente) NomeEsteso() string { return e.Denominazione }

// Il is the name inside a sentence, with its article: "il Comune di Lodi",
// "la Provincia di Bergamo", "l'Unione dei Comuni del Medio Olona".
func (e Ente) Il() string { return e.con("il ", "la ", "l'") }

// Del is the name after "di": "del Comune di Lodi".
func (e Ente) Del() string { return e.con("del ", "della ", "dell'") }

// Al is the name after "a": "al Comune di Lodi".
func (e Ente) Al() string { return e.con("al ", "alla ", "all'") }

// con puts the article that the first word of the name wants; a name that
// begins in another way is called "l'ente …".
func (e Ente) con(maschile, femminile, elisione string) string {
	prima, _, _ := strings.Cut(kernel.Fold(e.Denominazione), " ")
	switch prima {
	case "comune", "libero", "consorzio":
		return maschile + e.Denominazione
	case "provincia", "citta", "comunita":
		return femminile + e.Denominazione
	case "unione":
		return elisione + e.Denominazione
	}
	return elisione + "ente " + e.Denominazione
}

// Cessato reports whether the body no longer exists on the day.
func (e Ente) Cessato(al kernel.Day) bool { return !e.CessatoIl.IsZero() && !al.Before(e.CessatoIl) }

// Classe is the class of population of the body.
func (e Ente) Classe() anagrafe.ClassePopolazione {
	if e.Popolazione == nil {
		return anagrafe.ClasseIgnota
	}
	return anagrafe.ClasseDi(anagrafe.Popolazione{Abitanti: int(*e.Popolazione)})
}

// Luogo tells bodies of the same name apart: "Lodi (LO)".
func (e Ente) Luogo() string {
	if e.Provincia == "" {
		return NomeRegione(e.Regione)
	}
	return e.ProvinciaNome + " (" + e.Provincia + ")"
}

// NomeRegione is the name of a region by its ISTAT code; the code itself when
// it is not known.
func NomeRegione(codice string) string {
	for _, r := range anagrafe.Regioni() {
		if r.Codice == codice {
			return r.Nome
		}
	}
	return codice
}

// denominazione is the name with its kind. The names of Province come with
// theirs, because the article varies; those of associations are already whole.
func denominazione(t Tipo, nome string) string {
	switch t {
	case Comune:
		return "Comune di " + nome
	case Provincia:
		return "Provincia di " + nome
	case CittaMetropolitana:
		return "Città metropolitana di " + nome
	default:
		return nome
	}
}

// vuote are the words that a search ignores when others remain: people write
// "comune di Lodi".
var vuote = map[string]bool{"comune": true, "di": true, "del": true, "della": true, "dell": true, "dei": true,
	"degli": true, "delle": true, "d": true, "e": true}

// soloComuni reports whether the text begins with the word Comune and goes on:
// then a Provincia of the same name is not what is looked for.
func soloComuni(testo string) bool {
	tutte := strings.Fields(kernel.Fold(testo))
	return len(tutte) > 1 && tutte[0] == "comune"
}

// maxParole bounds the words of a search.
const maxParole = 6

// cercate splits what a person typed into the folded words to look for.
func cercate(testo string) []string {
	tutte := strings.Fields(kernel.Fold(testo))
	var piene []string
	for _, p := range tutte {
		if !vuote[p] {
			piene = append(piene, p)
		}
	}
	if len(piene) == 0 {
		piene = tutte
	}
	return piene[:min(len(piene), maxParole)]
}

// parole lists the folded words under which a name is found, each once. A name
// with an apostrophe is also found without it: "santangelo".
func parole(nomi ...string) []string {
	var ps []string
	seen := map[string]bool{}
	add := func(s string) {
		if s != "" && !seen[s] {
			seen[s] = true
			ps = append(ps, s)
		}
	}
	for _, n := range nomi {
		for _, w := range strings.Fields(n) {
			for _, p := range strings.Fields(kernel.Fold(w)) {
				add(p)
			}
			add(strings.ReplaceAll(kernel.Fold(w), " ", ""))
		}
	}
	return ps
}
