// Package dcat describes the open data sets in RDF, as the national catalogue
// dati.gov.it harvests them: profile DCAT-AP_IT, over DCAT-AP of the European
// Union. One Grafo in memory is written in three ways, byte for byte the same
// as long as the data are:
//
//	Nuovo(Catalogo) → Grafo → ScriviXML | ScriviTurtle | ScriviJSONLD
//
// There are no blank nodes: every thing has a stable address, so that two
// harvests can be compared.
package dcat
