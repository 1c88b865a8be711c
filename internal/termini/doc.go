// Package termini is legal time: the Italian calendar, the terms within which
// an office must decide, what suspends or restarts them, and when they expire.
// It is pure: it opens nothing, reads no clock and imports only kernel.
//
// # What the words mean
//
// These sentences settle the meaning of "passd termini"; the oracle of the tests
// (oracolo_test.go) is written from them alone.
//
//  1. The start day is not counted, the last one is. (Codice civile art. 2963
//     c. 2; codice di procedura civile art. 155 c. 1; the start is the receipt
//     of the application, L. 241/1990 art. 2 c. 6.)
//  2. A term is N calendar days, holidays inside it counting; or N working days,
//     only where the text says "giorni lavorativi" (L. 241/1990 art. 14-bis); or
//     N months by the calendar, a missing day being the last of its month
//     (c.c. art. 2963 c. 4 and 5; c.p.c. art. 155 c. 2).
//  3. A suspension is the days [A, B): B − A days. Overlapping ones count once.
//     Without B it is open. (L. 241/1990 art. 2 c. 7 and art. 10-bis: the term
//     stops and goes on from where it was.)
//  4. An interruption restarts the full term from its day and drops earlier
//     suspensions from the due date. (L. 241/1990 art. 16, 17-bis; DPR 380/2001
//     art. 20 c. 5.) The last one rules.
//  5. The nominal due date (scadenza_nominale) is start + term + the suspended
//     days that begin before expiry.
//  6. The due date (scadenza) is the next day that is not a holiday (c.c.
//     art. 2963 c. 3; c.p.c. art. 155 c. 4). Saturday is not a holiday: c.p.c.
//     art. 155 c. 5 is about acts of a trial.
//  7. With an open suspension both due dates are unknown and nothing is expired,
//     unless the term had already expired when the suspension began.
//  8. Gross days (giorni_lordi) are the calendar days between two dates: later
//     minus earlier. (DPCM 12/11/2021, annex B, appendix 2: holidays included,
//     gross of suspensions.)
//  9. Net days (giorni_netti) are that minus the suspended days within the two
//     dates.
//  10. Working days (giorni_lavorativi) are those in (from, to], gross. The patron
//     saint touches working days only.
//  11. A term is expired (scaduta) when the day asked about is after its due date.
//
// What the sentences leave open is settled so: a suspension that begins on the
// day of nominal expiry moves nothing; what lies before the start, or before the
// last interruption, is cut away; suspended days are calendar days for terms of
// every unit; everything given is known, whatever day is asked about.
//
// There is no stop in August: L. 742/1969 is about the courts.
//
// # Where things are
//
//	termine.go     the term: N, Nl, Nm
//	decorso.go     start + term + suspensions + interruptions → due date
//	durate.go      gross, net and working durations
//	calendario.go  holidays, working days, closures (festivita.go: the laws)
//	patroni.go     the patron saints that are known
//	regole.go      terms set by law, with validity and source
//	procedimento.go  suspension for missing information, notice of refusal
//	conferenza.go  conferenza di servizi;  silenzio.go  silenzio-assenso
//	orario.go      office hours and half days
//	ics_*.go       calendars as files (RFC 5545)
//
// Limits: days from 1583 to 2299 (Giorno: the Gregorian calendar, and the range
// in which Easter is proved); national holidays from 1949, the year of
// L. 260/1949: earlier than that only Sundays are holidays.
package termini
