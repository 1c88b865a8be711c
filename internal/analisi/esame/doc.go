// Package esame reads what the measures of the mining packages say of a
// procedure and puts it in words: which bottlenecks, how much they cost, how
// sure that is, what can be done.
//
//	Dati ── Esamina ──▶ Esame ── Rilievi ──▶ sentences with their cases and actions
//
// It is pure: the log, the meanings of its activities, the legal term, the
// calendars and the present come in as arguments. Every sentence carries the
// ids of the cases behind it (row B21 of the requirements: sentence, figures,
// evidence, suggested action), and nothing is claimed below the evidence that
// the measures ask for (row B7).
//
// Days are elapsed time in units of 24 hours, which is what «giorni di
// calendario» means in these sentences; legal days are another clock and are
// told as such.
package esame
