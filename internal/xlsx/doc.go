// Package xlsx reads workbooks (ECMA-376, Office Open XML) as a stream over
// the archive. It is pure: bytes come in, nothing is opened, no clock. It
// serves every place that takes a sheet from a person: the per-practice files
// of the monitoring (monitoraggio/foglio) and the event logs (mining/formats).
//
//	Open   archive → Book: sheets, shared strings, which styles show a date
//	Rows   Book, sheet → Rows.Next: columns, rows, cells and merges, one by one
//	Serial number of a date cell → local time; the calendars of 1900 and 1904
//	Stream XML tokens within a Budget, for who looks at parts on their own
//
// A library that keeps the whole sheet is not used, because a sheet must cost
// what its cells cost, and because cells in error, formulas never computed,
// date styles, the 1904 calendar and hidden rows must be told apart.
//
// # What is bounded
//
// Limits bound the bytes and the XML elements that come out of the archive,
// whatever it declares, the shared strings, the sheets and the styles; what
// goes beyond is ErrTooBig. Raw XML tokens are read, so that nesting costs
// nothing; no entity is ever defined, no part outside the archive is followed.
// Words for people are chosen by the caller: errors here are English.
package xlsx
