// Package dati is the catalogue of open data sets: tables made only of
// published snapshots, with the dictionary of their columns, and the one way
// to write them as CSV and JSON. Pages, files, API and reports take every
// figure from these cells, so that they can only agree.
//
//	snapshots (pubblico.Vista, VistaMisure, MisureEnti)
//	        │ Di
//	     Tabella: canonical text of each cell
//	        ├─ ScriviCSV   RFC 4180, UTF-8, formulas disarmed
//	        ├─ ScriviJSON  typed values, unknown ones left out
//	        ├─ ScriviDizionario
//	        └─ Cifra       names one cell on a page
//
// A cell is text in a canonical form: the empty text is "not known", integers
// have no separators, decimals have a point, days and instants are ISO 8601,
// truth is "true" or "false". A new data set is one definizione in definizioni.
package dati
