package dcat

import (
	"cmp"
	"slices"
	"strings"
)

// Termine is an IRI or a literal.
type Termine struct {
	Valore string
	IRI    bool
	Lingua string // of a text, "it"; empty otherwise
	Tipo   string // IRI of the datatype; empty for texts
}

// Tripla is one statement; the predicate is prefixed, "dct:title".
type Tripla struct {
	Soggetto  string // IRI
	Predicato string
	Oggetto   Termine
}

// Grafo is a set of statements.
type Grafo struct{ triple []Tripla }

// prefissi are the vocabularies in use, by name.
var prefissi = []struct{ nome, iri string }{
	{"adms", "http://www.w3.org/ns/adms#"},
	{"dcat", "http://www.w3.org/ns/dcat#"},
	{"dcatap", "http://data.europa.eu/r5r/"},
	{"dcatapit", "http://dati.gov.it/onto/dcatapit#"},
	{"dct", "http://purl.org/dc/terms/"},
	{"foaf", "http://xmlns.com/foaf/0.1/"},
	{"owl", "http://www.w3.org/2002/07/owl#"},
	{"rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"},
	{"rdfs", "http://www.w3.org/2000/01/rdf-schema#"},
	{"skos", "http://www.w3.org/2004/02/skos/core#"},
	{"vcard", "http://www.w3.org/2006/vcard/ns#"},
	{"xsd", "http://www.w3.org/2001/XMLSchema#"},
}

// esteso is the IRI of a prefixed name; a name without one of our prefixes is
// an IRI already.
func esteso(nome string) string {
	prefix, local, ok := strings.Cut(nome, ":")
	for _, p := range prefissi {
		if ok && p.nome == prefix {
			return p.iri + local
		}
	}
	return nome
}

// abbreviato is the prefixed name of an IRI, when it has one that every
// serialisation may write.
func abbreviato(iri string) (string, bool) {
	for _, p := range prefissi {
		if local, ok := strings.CutPrefix(iri, p.iri); ok && local != "" && !strings.ContainsAny(local, "/#?:.%") {
			return p.nome + ":" + local, true
		}
	}
	return "", false
}

func iri(s string) Termine                  { return Termine{Valore: esteso(s), IRI: true} }
func italiano(s string) Termine             { return Termine{Valore: s, Lingua: "it"} }
func semplice(s string) Termine             { return Termine{Valore: s} }
func tipizzato(s, t string) Termine         { return Termine{Valore: s, Tipo: esteso(t)} }
func (g *Grafo) add(s, p string, o Termine) { g.triple = append(g.triple, Tripla{s, p, o}) }

// nodo adds statements about one subject: its classes first.
func (g *Grafo) nodo(s string, classi []string, dice ...Tripla) {
	for _, c := range classi {
		g.add(s, "rdf:type", iri(c))
	}
	for _, t := range dice {
		if t.Oggetto.Valore != "" {
			g.add(s, t.Predicato, t.Oggetto)
		}
	}
}

func dice(predicato string, o Termine) Tripla { return Tripla{Predicato: predicato, Oggetto: o} }

// ordina sorts the statements and drops those said twice.
func (g *Grafo) ordina() {
	slices.SortFunc(g.triple, func(a, b Tripla) int {
		return cmp.Or(strings.Compare(a.Soggetto, b.Soggetto), cmp.Compare(rango(a.Predicato), rango(b.Predicato)), strings.Compare(a.Predicato, b.Predicato),
			strings.Compare(a.Oggetto.Valore, b.Oggetto.Valore), strings.Compare(a.Oggetto.Lingua, b.Oggetto.Lingua), strings.Compare(a.Oggetto.Tipo, b.Oggetto.Tipo))
	})
	g.triple = slices.Compact(g.triple)
}

// rango puts the class of a thing before what is said of it.
func rango(predicato string) int {
	if predicato == "rdf:type" {
		return 0
	}
	return 1
}

// gruppi are the statements subject by subject.
func (g *Grafo) gruppi() (out [][]Tripla) {
	for i, t := range g.triple {
		if i == 0 || t.Soggetto != g.triple[i-1].Soggetto {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], t)
	}
	return out
}

// Triple are the statements, in order, with the predicates as IRIs.
func (g *Grafo) Triple() []Tripla {
	out := slices.Clone(g.triple)
	for i := range out {
		out[i].Predicato = esteso(out[i].Predicato)
	}
	return out
}
