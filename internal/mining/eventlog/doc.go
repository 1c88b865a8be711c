// Package eventlog reads an event log of a procedure, CSV or XES, plain or
// gzip, into arrays of integers that the other mining packages walk.
//
//	bytes ─ gzip? ─┬─ CSV ─┐
//	               └─ XES ─┼─ builder (dictionaries, columns) ─ group ─ Log
//	ReadTable: rows ───────┘
//
// An event says that an activity happened in a case (a practice) at an
// instant; a resource (person or office), a lifecycle transition and the start
// of the work may be known too. The terms are those of IEEE 1849-2016 (XES).
// Other formats that are tables of text come in through ReadTable.
//
// # Rules
//
//   - Format and compression are told by content, never by the file name.
//   - Times are instants: microseconds since 1970-01-01 UTC, the rest of the
//     fraction cut. A time without offset is read in Options.Zone; one that the
//     clock shows twice is its first occurrence, one that the clock skips moves
//     forward by the length of the gap (RFC 5545 §3.3.5).
//   - The order of a case is (timestamp, position in the file). The share of
//     consecutive events with equal timestamps is kept in Log.Ties, because in
//     logs with dates only the tie rule makes the result.
//   - The timestamp is the end of the work where a start is known too. A start
//     may be absent; one that cannot be read, or after the end, is a problem. A
//     column named as a start is the timestamp when there is no other time.
//   - Options.Attributes keeps further columns as they are. In XES, those of
//     the trace are named "case:" + key and stand in each of its events, unless
//     the event has a value under the same name.
//   - Names are kept byte by byte, after CSV or XML unescaping and conversion
//     to UTF-8; nothing is trimmed. A value of only spaces is missing.
//   - Cases, activities and the other names are numbered in order of first
//     appearance in the file.
//   - Traces with the same id are one case; traces without events are none.
//   - A row that cannot be used is rejected and named in Log.Problems: missing
//     case, activity or time, impossible time, start after the end, wrong number of columns, quotes
//     never closed. Events that Options.Lifecycle leaves out are counted in
//     Log.Skipped, they are not problems.
//   - CSV: RFC 4180 with a header; delimiter among comma, semicolon, tab and
//     bar; UTF-8 or, value by value, Windows-1252. Dates are ISO 8601 or
//     gg/mm/aaaa, never mm/dd.
//   - XES: only the direct attributes of traces and events count, nested ones
//     are skipped. A DOCTYPE is refused, so no entity is ever expanded and
//     nothing outside the file is ever read.
//
// # Speed
//
// Large files are read in blocks, cut where a record or a trace probably
// begins: workers turn the simple beginning of each block into a part, with
// numbers of its own for the names, and the parts are merged in the order of
// the file.
//
//	bytes ─ blocks ─ parts (workers) ─ merge (names) ─ scatter (workers) ─ Log
//
// The bytes that cut a block into fields are found many at a time (package
// marks). Rows and tags in the form of nearly all are taken by the places of
// those bytes; the others by the readers that know every form.
//
// A block was cut well if the part before it ends just there. Where it does
// not, and wherever a part meets what is not simple (quotes that go on in the
// next block, a trace whose name comes after its events, an error, a limit that
// may be near), the reader that goes event by event takes over until parts can
// begin again. That reader alone says what a file means: the log, its numbers
// and its problems are the same for any number of threads.
//
// # Limits
//
// Memory is bounded by Options: bytes after decompression (2 GiB), events
// (100 million), one CSV record or XML tag (16 MiB), XML depth (100), problems
// kept in detail (1,000). A log takes 28 bytes per event plus its names and
// further columns; while it is read, up to twice that.
//
// Read opens nothing, reads no clock and gives the same Log for the same bytes
// and options. To cancel it, make the reader fail.
package eventlog
