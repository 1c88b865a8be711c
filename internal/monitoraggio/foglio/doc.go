// Package foglio reads the per-practice files of the monitoring as a Comune
// really has them, and writes the template and the list of corrections. It is
// pure: no clock, no database, nothing opened; bytes come in as arguments.
//
//	Leggi        file (XLSX or CSV, told by its content) → Libro: sheets, rows,
//	             cells, header row found
//	Indovina     Libro + procedures → []Mappa: which column is which field; a
//	             person may correct it, Foglio.Impronta remembers it per body
//	Estrai       Libro + []Mappa → Esito: practices, problems, rows left out
//	Modello      the template, with the open practices carried over
//	ScriviErrori the person's own workbook with the wrong cells marked
//
// # What a file may be
//
// The layout of the Provincia autonoma di Trento (github.com/franzmelchiori/
// pat_pnrr) is the known case: one workbook per Comune and semester, one sheet
// per procedure («Permessi di Costruire», «Prov di sanatoria»), and «ORGANICO»,
// which is not about practices. Header names are dirty, header rows are two,
// titles stand above, totals below, dates are written in ten ways.
//
// # What holds always
//
//   - Every non-empty row of every sheet is a practice, or a row in error, or a
//     row that is told as left out with its reason (Esito.Saltate).
//     RigheLette = len(Pratiche) + RigheInErrore + RigheSaltate.
//   - Every problem names sheet, row, column and title, in Italian.
//   - Hidden sheets are not read unless a Mappa names them, and that is told.
//     Hidden rows and columns are read, and that is told: they come from a
//     filter that somebody forgot.
//   - Personal data stay at the door: no message repeats a codice fiscale or a
//     name; columns of names are never read into a practice; an identifier that
//     holds one becomes a pseudonym under the caller's key.
//   - Of the reasons for closing a practice without an act, only the first two
//     of Motivi exclude it from the measures; the others are kept as a note.
//
// XLSX is read as a stream by pass/internal/xlsx, not through excelize, because
// a sheet must cost what its cells cost (excelize keeps the whole sheet to tell
// merged cells and formulas).
package foglio
