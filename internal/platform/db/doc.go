// Package db opens the one database of PAsS, SQLite embedded or PostgreSQL,
// and hides the two behind one small Tx. Stores write SQL by hand once, in the
// subset that both speak, with $1 placeholders.
//
//	         InTx(ctx, fn)            one writer on SQLite (BEGIN IMMEDIATE),
//	store ──────────────────▶ Tx     READ COMMITTED on PostgreSQL
//	         Read(ctx, fn)            a snapshot of the readers' pool
//
// Rules of the common subset: always NULLS LAST; search and sort on a column
// folded in Go; casts around sum and avg; instants and days only as
// kernel.Instant and kernel.Day; rows are guarded against concurrent change by
// a version column, because FOR UPDATE exists only in PostgreSQL. Whatever the
// two say differently stays in this package, in a switch on Kind.
package db
