package dcat

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"strings"
)

// Turtle writes the graph as Turtle.
func (g *Grafo) Turtle() []byte {
	var b bytes.Buffer
	for _, p := range prefissi {
		fmt.Fprintf(&b, "@prefix %s: <%s> .\n", p.nome, p.iri)
	}
	for _, gruppo := range g.gruppi() {
		b.WriteString("\n<" + iriSicuro(gruppo[0].Soggetto) + ">")
		for i, t := range gruppo {
			switch {
			case i == 0:
				b.WriteString(" ")
			case t.Predicato == gruppo[i-1].Predicato:
				b.WriteString(", " + turtle(t.Oggetto))
				continue
			default:
				b.WriteString(" ;\n    ")
			}
			if t.Predicato == "rdf:type" {
				b.WriteString("a " + turtle(t.Oggetto))
			} else {
				b.WriteString(t.Predicato + " " + turtle(t.Oggetto))
			}
		}
		b.WriteString(" .\n")
	}
	return b.Bytes()
}

func turtle(o Termine) string {
	if o.IRI {
		if short, ok := abbreviato(o.Valore); ok {
			return short
		}
		return "<" + iriSicuro(o.Valore) + ">"
	}
	s := `"` + strings.NewReplacer("\\", `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`).Replace(o.Valore) + `"`
	switch {
	case o.Lingua != "":
		return s + "@" + o.Lingua
	case o.Tipo != "":
		if short, ok := abbreviato(o.Tipo); ok {
			return s + "^^" + short
		}
		return s + "^^<" + iriSicuro(o.Tipo) + ">"
	}
	return s
}

// iriSicuro escapes what no IRI may hold.
func iriSicuro(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r <= ' ' || strings.ContainsRune("<>\"{}|^`\\", r) {
			fmt.Fprintf(&b, "%%%02X", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// XML writes the graph as RDF/XML.
func (g *Grafo) XML() []byte {
	var b bytes.Buffer
	b.WriteString(xml.Header + "<rdf:RDF")
	for _, p := range prefissi {
		fmt.Fprintf(&b, "\n  xmlns:%s=\"%s\"", p.nome, p.iri)
	}
	b.WriteString(">\n")
	for _, gruppo := range g.gruppi() {
		b.WriteString(`  <rdf:Description rdf:about="` + testoXML(iriSicuro(gruppo[0].Soggetto)) + "\">\n")
		for _, t := range gruppo {
			b.WriteString("    <" + t.Predicato)
			switch o := t.Oggetto; {
			case o.IRI:
				b.WriteString(` rdf:resource="` + testoXML(iriSicuro(o.Valore)) + "\"/>\n")
				continue
			case o.Lingua != "":
				b.WriteString(` xml:lang="` + o.Lingua + `"`)
			case o.Tipo != "":
				b.WriteString(` rdf:datatype="` + testoXML(o.Tipo) + `"`)
			}
			b.WriteString(">" + testoXML(t.Oggetto.Valore) + "</" + t.Predicato + ">\n")
		}
		b.WriteString("  </rdf:Description>\n")
	}
	b.WriteString("</rdf:RDF>\n")
	return b.Bytes()
}

func testoXML(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder never fails
	return b.String()
}

// JSONLD writes the graph as JSON-LD: a context of prefixes and the list of
// the things described.
func (g *Grafo) JSONLD() []byte {
	var b bytes.Buffer
	b.WriteString("{\n  \"@context\": {")
	for i, p := range prefissi {
		b.WriteString(map[bool]string{true: ",", false: ""}[i > 0] + "\n    " + testoJSON(p.nome) + ": " + testoJSON(p.iri))
	}
	b.WriteString("\n  },\n  \"@graph\": [")
	for n, gruppo := range g.gruppi() {
		b.WriteString(map[bool]string{true: ",", false: ""}[n > 0] + "\n    {\n      \"@id\": " + testoJSON(iriSicuro(gruppo[0].Soggetto)))
		for i, t := range gruppo {
			if i > 0 && t.Predicato == gruppo[i-1].Predicato {
				b.WriteString(", " + jsonld(t))
				continue
			}
			if i > 0 {
				b.WriteString("]")
			}
			name := t.Predicato
			if name == "rdf:type" {
				name = "@type"
			}
			b.WriteString(",\n      " + testoJSON(name) + ": [" + jsonld(t))
		}
		b.WriteString("]\n    }")
	}
	b.WriteString("\n  ]\n}\n")
	return b.Bytes()
}

func jsonld(t Tripla) string {
	o := t.Oggetto
	switch {
	case t.Predicato == "rdf:type":
		return testoJSON(o.Valore)
	case o.IRI:
		return `{"@id": ` + testoJSON(iriSicuro(o.Valore)) + `}`
	case o.Lingua != "":
		return `{"@value": ` + testoJSON(o.Valore) + `, "@language": ` + testoJSON(o.Lingua) + `}`
	case o.Tipo != "":
		return `{"@value": ` + testoJSON(o.Valore) + `, "@type": ` + testoJSON(o.Tipo) + `}`
	}
	return `{"@value": ` + testoJSON(o.Valore) + `}`
}

func testoJSON(s string) string {
	b, _ := json.Marshal(s) // a string always has a JSON form
	return string(b)
}
