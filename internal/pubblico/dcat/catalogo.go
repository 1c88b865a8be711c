package dcat

import (
	"strings"

	"pass/internal/kernel"
	"pass/internal/pubblico/dati"
)

// Catalogo is what the description of the catalogue needs to know.
type Catalogo struct {
	Base         string // public address of the service, without the final slash
	Titolo       string
	Descrizione  string
	Titolare     string // name of the body that holds the rights: "Regione Lombardia"
	TitolareIPA  string // its code in the index of public administrations: "r_lombar"
	Contatto     string // name of the office that answers
	Email        string // empty when the installation has not set it
	Luogo        string // IRI of the territory, or empty
	LuogoNome    string
	Pubblicato   kernel.Day // first publication of the catalogue
	AggiornatoIl kernel.Instant
	Insiemi      []dati.Insieme
	API          bool // the data sets are also served by the API of version 1
}

// The controlled vocabularies of the Publications Office of the European Union.
const (
	autorita  = "http://publications.europa.eu/resource/authority/"
	temi      = autorita + "data-theme/"
	frequenze = autorita + "frequency/"
	formati   = autorita + "file-type/"
	lingue    = autorita + "language/"
	diritti   = autorita + "access-right/PUBLIC"
	licenze   = "http://purl.org/adms/licencetype/Attribution"
	media     = "https://www.iana.org/assignments/media-types/"
)

// Identificativo is the stable identifier of a data set: the IPA code of the
// body, the service and the code of the set.
func Identificativo(ipa, codice string) string { return ipa + ":pass:" + codice }

// Nuovo describes the catalogue, its data sets and how they are distributed.
func Nuovo(c Catalogo) *Grafo {
	g := &Grafo{}
	catalogo := c.Base + "/dati/catalogo"
	dct := func(name string, o Termine) Tripla { return dice("dct:"+name, o) }
	g.nodo(catalogo, []string{"dcat:Catalog", "dcatapit:Catalog"}, dct("title", italiano(c.Titolo)), dct("description", italiano(c.Descrizione)),
		dct("publisher", iri(c.agente())), dct("creator", iri(c.agente())), dct("issued", tipizzato(c.Pubblicato.String(), "xsd:date")), dct("modified", giornoDi(c.AggiornatoIl)),
		dct("language", iri(lingue+"ITA")), dct("license", iri(dati.Licenza)), dct("spatial", iriSe(c.Luogo)),
		dice("foaf:homepage", iri(c.Base+"/dati")), dice("dcat:themeTaxonomy", iri(strings.TrimSuffix(temi, "/"))), dice("dcat:contactPoint", iri(c.punto())))
	for _, i := range c.Insiemi {
		g.add(catalogo, "dcat:dataset", iri(c.insieme(i)))
		c.describe(g, i)
	}
	c.persone(g)
	c.vocabolari(g)
	if c.API {
		c.servizio(g)
	}
	g.ordina()
	return g
}

func (c Catalogo) agente() string                { return c.Base + "/dati/catalogo#" + c.TitolareIPA }
func (c Catalogo) punto() string                 { return c.Base + "/dati/catalogo#contatto" }
func (c Catalogo) insieme(i dati.Insieme) string { return c.Base + "/dati/" + i.Codice }
func (c Catalogo) apiV1() string                 { return c.Base + "/api/v1" }

// giornoDi is the day of an instant as xsd:date.
func giornoDi(i kernel.Instant) Termine {
	if i.IsZero() {
		return Termine{}
	}
	return tipizzato(i.Day().String(), "xsd:date")
}

func iriSe(s string) Termine {
	if s == "" {
		return Termine{}
	}
	return iri(s)
}

// describe says what a data set is and adds its two distributions.
func (c Catalogo) describe(g *Grafo, i dati.Insieme) {
	s := c.insieme(i)
	g.nodo(s, []string{"dcat:Dataset", "dcatapit:Dataset"}, dice("dct:identifier", semplice(Identificativo(c.TitolareIPA, i.Codice))),
		dice("dct:title", italiano(i.Titolo)), dice("dct:description", italiano(i.Descrizione)), dice("dct:modified", giornoDi(i.AggiornatoIl)),
		dice("dct:rightsHolder", iri(c.agente())), dice("dct:publisher", iri(c.agente())), dice("dct:creator", iri(c.agente())),
		dice("dct:accrualPeriodicity", iri(frequenze+i.Frequenza)), dice("dct:language", iri(lingue+"ITA")), dice("dct:spatial", iriSe(c.Luogo)), dice("dct:accessRights", iri(diritti)),
		dice("dcat:contactPoint", iri(c.punto())), dice("dcat:landingPage", iri(s)), dice("foaf:page", iri(c.Base+i.Metodo)))
	for _, t := range i.Temi {
		g.add(s, "dcat:theme", iri(temi+t))
	}
	for _, p := range i.Parole {
		g.add(s, "dcat:keyword", italiano(p))
	}
	// The shapes of DCAT-AP 3 want the class of each address in so many words.
	g.nodo(s, []string{"foaf:Document", "rdfs:Resource"})
	g.nodo(c.Base+i.Metodo, []string{"foaf:Document"})
	for _, f := range []struct{ ext, tipo, media string }{{"csv", "CSV", "text/csv"}, {"json", "JSON", "application/json"}} {
		d := s + "#" + f.ext
		g.add(s, "dcat:distribution", iri(d))
		g.nodo(d, []string{"dcat:Distribution", "dcatapit:Distribution"}, dice("dct:title", italiano(i.Titolo+", "+f.tipo)), dice("dct:description", italiano("Tutte le righe in formato "+f.tipo+".")),
			dice("dct:format", iri(formati+f.tipo)), dice("dcat:mediaType", iri(media+f.media)), dice("dcat:accessURL", iri(s)), dice("dcat:downloadURL", iri(s+"."+f.ext)),
			dice("dct:license", iri(dati.Licenza)), dice("dct:modified", giornoDi(i.AggiornatoIl)))
		g.nodo(s+"."+f.ext, []string{"rdfs:Resource"})
		if c.API {
			g.add(d, "dcat:accessService", iri(c.apiV1()))
		}
	}
}

// persone are the body that holds the rights and the office that answers.
func (c Catalogo) persone(g *Grafo) {
	g.nodo(c.agente(), []string{"foaf:Agent", "dcatapit:Agent"}, dice("dct:identifier", semplice(c.TitolareIPA)), dice("foaf:name", italiano(c.Titolare)), dice("dct:type", iri("http://purl.org/adms/publishertype/RegionalAuthority")))
	g.nodo("http://purl.org/adms/publishertype/RegionalAuthority", []string{"skos:Concept"}, dice("skos:prefLabel", Termine{Valore: "Regional authority", Lingua: "en"}))
	email := Termine{}
	if c.Email != "" {
		email = iri("mailto:" + c.Email)
	}
	g.nodo(c.punto(), []string{"vcard:Kind", "vcard:Organization", "dcatapit:Organization"}, dice("vcard:fn", italiano(c.Contatto)), dice("vcard:hasEmail", email), dice("vcard:hasURL", iri(c.Base+"/contatti")))
}

// vocabolari says of what kind are the things of others that the catalogue
// names, as the shapes of DCAT-AP ask.
func (c Catalogo) vocabolari(g *Grafo) {
	g.nodo(dati.Licenza, []string{"dct:LicenseDocument", "dcatapit:LicenseDocument"}, dice("foaf:name", italiano("Creative Commons Attribuzione 4.0 Internazionale (CC BY 4.0)")), dice("dct:type", iri(licenze)), dice("owl:versionInfo", semplice("4.0")),
		dice("dct:identifier", semplice("https://w3id.org/italia/controlled-vocabulary/licences/A21_CCBY40")))
	g.nodo(licenze, []string{"skos:Concept"}, dice("skos:prefLabel", Termine{Valore: "Attribution", Lingua: "en"}))
	g.nodo(lingue+"ITA", []string{"dct:LinguisticSystem"})
	g.nodo(diritti, []string{"dct:RightsStatement", "skos:Concept"}, dice("skos:prefLabel", italiano("pubblico")))
	g.nodo(strings.TrimSuffix(temi, "/"), []string{"skos:ConceptScheme"}, dice("dct:title", italiano("Temi dei dati")))
	g.nodo(c.Base+"/dati", []string{"foaf:Document"})
	for _, f := range []struct{ tipo, media string }{{"CSV", "text/csv"}, {"JSON", "application/json"}} {
		g.nodo(formati+f.tipo, []string{"dct:MediaTypeOrExtent"})
		g.nodo(media+f.media, []string{"dct:MediaType"})
	}
	if c.Luogo != "" {
		g.nodo(c.Luogo, []string{"dct:Location", "dcatapit:Location"}, dice("skos:prefLabel", italiano(c.LuogoNome)))
	}
	for _, i := range c.Insiemi {
		g.nodo(frequenze+i.Frequenza, []string{"dct:Frequency"})
		for _, t := range i.Temi {
			g.nodo(temi+t, []string{"skos:Concept"}, dice("skos:prefLabel", italiano(nomeTema[t])), dice("skos:inScheme", iri(strings.TrimSuffix(temi, "/"))))
		}
	}
}

// nomeTema are the Italian labels of the themes in use.
var nomeTema = map[string]string{"GOVE": "Governo e settore pubblico", "JUST": "Giustizia, sistema giuridico e sicurezza pubblica", "REGI": "Regioni e città", "ENVI": "Ambiente"}

// servizio is the API that serves the same rows.
func (c Catalogo) servizio(g *Grafo) {
	s := c.apiV1()
	g.nodo(s, []string{"dcat:DataService"}, dice("dct:title", italiano("API di PAsS, versione 1")), dice("dct:description", italiano("Le stesse righe degli insiemi di dati, con filtri e a pagine.")),
		dice("dct:publisher", iri(c.agente())), dice("dcat:endpointURL", iri(s)), dice("dcat:endpointDescription", iri(s+"/openapi.json")), dice("dct:license", iri(dati.Licenza)), dice("dct:accessRights", iri(diritti)), dice("dcat:contactPoint", iri(c.punto())))
	g.nodo(s, []string{"rdfs:Resource"})
	g.nodo(s+"/openapi.json", []string{"rdfs:Resource"})
	g.add(c.Base+"/dati/catalogo", "dcat:service", iri(s))
	for _, i := range c.Insiemi {
		g.add(s, "dcat:servesDataset", iri(c.insieme(i)))
	}
}
