// Package rapporti composes the monitoring reports: of the region and of one
// body, for one published semester. A report is made only of the cells of the
// open data sets (package dati), so page, PDF, workbook, CSV, JSON and API say
// the same; and it is a value, so that it can be archived as it was and
// compared with what the same figures say today. It is pure.
//
//	dati.Tabella ─Componi─▶ Rapporto ─┬─▶ page, print, PDF
//	                          │       ├─▶ ScriviXLSX, ScriviCSV
//	                       archive    └─▶ JSON
//	                          └──Confronta──▶ what changed since
package rapporti
