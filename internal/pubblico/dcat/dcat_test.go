package dcat

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"slices"
	"strings"
	"testing"

	"pass/internal/kernel"
	"pass/internal/pubblico/dati"
)

const cattivo = "Dati \"<&>\" d’ufficio\\ \n@it ^^x\t"

func catalogo() Catalogo {
	at := kernel.MustDay("2026-11-22").Start()
	return Catalogo{Base: "https://pass.example", Titolo: cattivo, Descrizione: "Descrizione", Titolare: "Regione", TitolareIPA: "r_lombar", Contatto: "Ufficio", Email: "a@b.example",
		Luogo: "https://sws.geonames.org/3174618/", LuogoNome: "Lombardia", Pubblicato: kernel.MustDay("2026-11-01"), AggiornatoIl: at, API: true,
		Insiemi: []dati.Insieme{{Codice: "b", Titolo: "B", Descrizione: "D", Metodo: "/m", Frequenza: "IRREG", Temi: []string{"GOVE"}, Parole: []string{"z", "a"}, AggiornatoIl: at},
			{Codice: "a", Titolo: "A", Descrizione: "D", Metodo: "/m", Frequenza: "ANNUAL_2", Temi: []string{"GOVE", "JUST"}, AggiornatoIl: at}}}
}

// The bytes depend on what is said, not on the order in which it was said.
func TestTheSameCatalogueIsTheSameBytes(t *testing.T) {
	one, two := catalogo(), catalogo()
	slices.Reverse(two.Insiemi)
	slices.Reverse(two.Insiemi[0].Temi)
	for name, write := range map[string]func(*Grafo) []byte{"Turtle": (*Grafo).Turtle, "XML": (*Grafo).XML, "JSON-LD": (*Grafo).JSONLD} {
		if !bytes.Equal(write(Nuovo(one)), write(Nuovo(two))) {
			t.Errorf("%s depends on the order", name)
		}
	}
}

func TestHostileTextsStayTexts(t *testing.T) {
	g := Nuovo(catalogo())
	if ttl := string(g.Turtle()); !strings.Contains(ttl, `dct:title "Dati \"<&>\" d’ufficio\\ \n@it ^^x\t"@it ;`) {
		t.Errorf("Turtle: %s", ttl)
	}
	var doc struct {
		Graph []map[string]json.RawMessage `json:"@graph"`
	}
	if err := json.Unmarshal(g.JSONLD(), &doc); err != nil || len(doc.Graph) != len(g.gruppi()) {
		t.Fatalf("JSON-LD: %d things, %v", len(doc.Graph), err)
	}
	var feed struct {
		Things []struct {
			About string `xml:"about,attr"`
			Title string `xml:"http://purl.org/dc/terms/ title"`
		} `xml:"Description"`
	}
	if err := xml.Unmarshal(g.XML(), &feed); err != nil {
		t.Fatal(err)
	}
	found := false
	for _, x := range feed.Things {
		found = found || x.About == "https://pass.example/dati/catalogo" && x.Title == cattivo
	}
	if !found {
		t.Errorf("the title is lost in %s", g.XML())
	}
	hostile := &Grafo{}
	hostile.nodo("https://x.example/a b>", []string{"dcat:Dataset"}, dice("dct:source", Termine{Valore: "https://x.example/\"<>\\", IRI: true}))
	if ttl := string(hostile.Turtle()); !strings.Contains(ttl, "<https://x.example/a%20b%3E> a dcat:Dataset") || !strings.Contains(ttl, "<https://x.example/%22%3C%3E%5C>") {
		t.Errorf("addresses: %s", ttl)
	}
}

func TestEveryPredicateHasAPrefixAndNoBlankNode(t *testing.T) {
	g := Nuovo(catalogo())
	for _, x := range g.Triple() {
		if !strings.HasPrefix(x.Predicato, "http") || !strings.HasPrefix(x.Soggetto, "http") || x.Oggetto.Valore == "" {
			t.Errorf("%+v", x)
		}
	}
	if esteso("nessuno:x") != "nessuno:x" {
		t.Error("an unknown prefix was extended")
	}
}
