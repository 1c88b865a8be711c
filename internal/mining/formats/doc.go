// Package formats reads an event log of any of the formats that offices and
// tools write, and writes it back in the main ones. It opens nothing and
// reads no clock: bytes come in as a reader or a slice.
//
//	bytes ─ gzip? ─┬─ CSV, XES ───────────── eventlog.Read (streamed)
//	               ├─ XLSX ─────┐
//	               ├─ Parquet ──┼─ rows of text ─ eventlog.ReadTable
//	               └─ OCEL 2.0 ─┘  (flattened)
//
//	Read, ReadBytes   → eventlog.Log
//	Sniff             → Preview, for the person who confirms the columns
//	ObjectTypes       → what may be the case of an OCEL log
//	WriteCSV, WriteXES, WriteParquet, WriteOCELJSON ← eventlog.View
//
// Format and compression are told by content, never by a name. Roles of the
// columns, times, attributes, problems by row and limits are those of eventlog
// for every format, so that the same log gives the same figures whatever file
// it comes from. A format that is not streamed is held in memory, up to
// MaxWhole (512 MiB after gzip, or Options.MaxBytes if that is less). What is in
// the file besides its size is bounded too: see xlsx, parquetfile, ocel,
// sqlitefile, jsonscan and xmlscan, each of which says what a hostile file may
// cost. No reader here is a library that allocates what a file says of itself.
//
// # Rules by format
//
// CSV and XES: see eventlog.
//
// XLSX (ECMA-376; pass/internal/xlsx). The sheet of Options.Sheet, or the first
// visible one that has, in one of its first 30 rows, the columns of a log. Rows
// are numbered as the spreadsheet does. A date cell is the day and hour that it
// shows, in Options.Zone, in the calendar of 1900 or 1904; a number without a
// date style is not a date. Cells in error and formulas never computed reject
// their row, when the column is used. Cells right of the header are notes.
// Merged cells have the value of their first cell only in that cell. At most 255
// sheets, 256 MiB of shared strings and Options.MaxBytes after decompression.
//
// Parquet (parquetfile). Flat columns; times adjusted to UTC are instants, the
// others are read in Options.Zone. Rows are counted from 1. Compression none,
// Snappy, gzip or Zstandard.
//
// OCEL 2.0 (ocel; ocel-standard.org, specification 2.0: JSON, XML, SQLite). The log
// is flattened on Options.ObjectType, or on the type with most objects that
// have events. The case is the id of the object, the activity the type of the
// event; an event of n objects of the type is in n cases. The attributes of
// events are further columns, where resource, lifecycle and start are found by
// name; those of the objects are "case:" + name, with the value that holds at
// the time of the event. Rows are events, counted from 1. Rejected with their
// reason: an id that a former event has, an event without objects, a link to an
// object that is not there (the other links of the event count). An event of
// other types only is no event of this log, and ObjectTypes says how many there
// are. A SQLite database is read out of its pages (sqlitefile): no SQL of the
// file is run.
//
// # What the writers keep
//
// Names, order, times to the microsecond, resources, lifecycle, starts and
// attributes come back the same from every format that is written here
// (Options.Attributes = AllAttributes). The numbers of names and the rows do
// not: events are written case after case. Control characters do not pass
// through XES. Nothing is escaped against formulas: see WriteCSV.
package formats
