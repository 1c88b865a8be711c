// Package analisi finds where a procedure loses its time: for a request, the
// body or the expert uploads an event log, a job reads it, and what was
// measured stays with the request.
//
//	           CaricaRegistro          job            LeggiRegistro
//	(upload) ────────────────▶ in_coda ──▶ in_lettura ─────────────▶ pronto
//	                              │            │  └────────────────▶ rifiutato
//	                              ▼            ▼        RifiutaRegistro │
//	                          eliminato ◀── EliminaRegistro ◀──────────┘
//	                                        (by hand, or by PAsS after MesiConservazione)
//
// Who does what: the body of the request and its experts upload and read; the
// coordinator of the task force and the segreteria read; the body deletes any
// log of its requests, an expert only those that he uploaded. Who may not see
// the request finds nothing here.
//
// A job may be interrupted at any instant: the log stays in_lettura and the
// queue runs the job again from the beginning. After MaxTentativi beginnings
// without an end the log is refused, so that one file cannot keep a node busy
// for ever.
//
// Names of people: the resources of a log become R1, R2… in order of first
// appearance before anything is measured, and no name is stored in the result.
// The uploaded file is kept as it is, only to be read again, until the log is
// deleted: then the row forgets it and files.Sweep removes it.
//
// Table: analisi_registri, one row per log; a deleted one keeps its row
// without file, result and problems.
package analisi
