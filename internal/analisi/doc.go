// Package analisi finds where a procedure loses its time: for a request, the
// body or the expert gives an event log, a person says what its columns and its
// activities are, and the pages measure what is kept of it.
//
//	 CaricaRegistro   ConfermaColonne                  LeggiRegistro   ConfermaPassi, IndicaPassiLegge
//	─────────▶ da_confermare ─────▶ in_coda ─▶ in_lettura ─────▶ pronto ───────┐
//	 UsaPratiche          ▲   │ ───────▲            │               │ ▲         │
//	─────────────────────────────────────           ▼               │ └─────────┘
//	                      │   │     ConfermaColonne ┌── rifiutato   │
//	                      │   │   ◀─────────────────┘       │       │
//	                      └───┴─────────────▶ eliminato ◀───┴───────┘
//	                            EliminaRegistro, by hand, or by PAsS when its time is over
//
// Who does what: the body of the request and its experts upload, say what
// columns and activities are, and read; the coordinator of the task force and
// the segreteria read; the body deletes any log of its requests, an expert only
// those that he uploaded. Only the body makes a log of its practices of the
// monitoring, which others do not see one by one. Who may not see the request
// finds nothing here.
//
// # What is kept
//
// The uploaded file lives only until it is read: then PAsS keeps a log of its
// own, without names of people (proteggi), in the compact form of package
// deposito, and files.Sweep removes the other. A file that waits for its columns,
// or was refused, is kept GiorniConferma days. A log is kept for the months that
// were chosen, never longer. Deleting takes away files, result, rejected rows,
// saved filters and the figures for the comparison.
//
// What a person said of columns and activities is remembered for the body and
// the procedure, and proposed for the next log; it is forgotten with the last
// log of that body and procedure.
//
// # When a node dies
//
// A job may be interrupted at any instant: the log stays in_lettura and the
// queue runs the job again from the beginning. The deposit is written before
// the transaction that names it, so that a death in between leaves an orphan
// file and no half log. After MaxTentativi beginnings without an end the log is
// refused, so that one file cannot keep a node busy for ever.
//
// # Other sources
//
// ApriFonte opens a log for the pages; FonteServizio opens the timelines of the
// requests as a log, without people, so that the service can look at itself.
// Decoded logs are shared by the pages of a node and let go by size (cassetto).
//
// Tables: analisi_registri, one row per log; a deleted one keeps its row
// without anything in it. analisi_mappe, what each body chose. analisi_filtri,
// saved filters. analisi_sintesi, the figures for the comparison of like bodies,
// of which others see only what analisi_fotografie shows (fotografia.go).
package analisi
