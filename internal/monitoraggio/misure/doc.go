// Package misure computes the items of the half-yearly monitoring of
// procedures, from single practices, exactly as the sentences below say. It is
// pure: no clock, no database, no file; what it reads comes from an io.Reader.
//
// # Sources
//
//   - DPCM 12 November 2021, annex B, appendix 2 «Criteri per la misurazione
//     dei tempi» (GU 284 of 29 November 2021, 21A07051): per procedure and
//     semester, the number concluded by silenzio-assenso; the number concluded
//     by an express act, of which with conferenza di servizi and of which with
//     suspensions, with their mean actual duration; the maximum term; the
//     number started; the number not concluded within the term (arretrato).
//     Concluded are those of the semester whatever their start; the duration
//     is in calendar days, holidays included, from the receipt of the
//     application to the final act, gross of suspensions.
//   - Provincia autonoma di Trento, github.com/franzmelchiori/pat_pnrr
//     (misure.html, pat_pnrr_9a_misurazione.py): the eight measures as a
//     province operates them; duration of at least one day; arretrato net of
//     suspensions; the index of pressure; the reasons for closing a practice.
//   - L. 241/1990, art. 2 c. 4-bis: actual times are published against terms.
//
// # The sentences
//
// For the semester [d0, d1], both days included:
//
//   - A practice is concluded when its final date (express act, or
//     silenzio-assenso) falls in [d0, d1], whatever its start.
//   - Duration = days from the application to the act, at least 1, gross.
//   - Suspended days = union of the suspensions, each the days [start, end),
//     clipped to [application, act or d1]: overlapping ones count once. A
//     whole number of days is taken as it is, because nobody knows its dates.
//   - Net duration = duration − suspended days, at least 0.
//   - con_sospensioni (at least one suspended day), con_conferenza and the
//     durations are over express acts; percentiles by linear interpolation
//     between the order statistics (type 7 of Hyndman and Fan 1996).
//   - avviate = applications in [d0, d1].
//   - in_transito = started by d1 and not concluded before d0 (what Trento
//     calls «avviate»: both readings are kept).
//   - pendenti_inizio = started before d0 and not concluded before d0.
//   - pendenti_fine = started by d1 and not concluded by d1.
//   - arretrato = pending at d1 with (d1 − application − suspended days) > term:
//     the nominal term, without the roll-over of holidays. The term of the
//     practice beats the general one. A pending practice without any term
//     makes arretrato unknown, because a count that leaves it out would be
//     too good.
//   - termine_massimo = the general term, else the median of the terms of the
//     practices in transit that have one.
//   - Nothing to average gives an unknown value, never zero; nothing is rounded.
//
// Beware of the asymmetry, which is in the sources: durations are gross of
// suspensions, arretrato is net of them.
//
// # Exclusions
//
// Exclusion is looked at first. A practice excluded without a date (the file
// of the command line) counts only in escluse, whatever else it says. A
// practice excluded on a day (the database) counts as open before that day,
// in escluse in the semester of that day, and nowhere after it, so that over
// any number of semesters
//
//	pendenti_inizio + avviate − concluse − escluse = pendenti_fine
//	pendenti_inizio + avviate = in_transito
//
// A practice that was concluded before the day of its exclusion stays
// concluded: it had left already. On the same day the exclusion wins.
//
// # The file of the command line
//
// Columns by name in any order: id_pratica, data_domanda, data_provvedimento,
// data_silenzio_assenso, conferenza_servizi, sospensioni, termine,
// motivo_esclusione. Only the first two must be there; a column that is not
// there reads as empty, a column of another name is not read. Names are
// compared without case, and with spaces and hyphens as underscores. Cells are separated by commas or semicolons; the text
// is UTF-8 (with or without its mark) or Windows-1252. Dates are ISO
// (2025-01-31) or Italian (31/01/2025, 31/1/2025), from 1 January 1900 on;
// inside sospensioni they are ISO alone: pairs inizio/fine separated by
// spaces, an empty fine = still open, or else one whole number of days.
// Conferenza: sì, si, s, x, 1, true are yes; empty, no, n, 0, false are no.
// termine is a whole number of calendar days, 1 or more.
//
// A problem row is reported and left out: missing identifier; missing or
// impossible date; end before start; both an express act and a
// silenzio-assenso; a suspension that cannot be read, or ends before it starts;
// another word for the conferenza; a wrong term; cells with content beyond the last column;
// quotes never closed; a repeated id_pratica. Every wrong
// cell of a row is reported, not only the first.
//
// Rows are counted as a spreadsheet shows them. The header is row 1, after any
// empty lines; then each record is one row, even when a quoted cell holds a
// line break, and each empty line is a row too, which is neither a practice
// nor a problem. Missing cells at the end of a row are empty cells.
//
// The first row with an id_pratica stays, and each later one is a problem,
// also when the first has a problem of its own: which of the two tells the
// truth is for the office to say, and mending the first must not make a new
// problem appear. Rows with a motivo_esclusione do not take part in this.
package misure
