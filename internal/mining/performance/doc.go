// Package performance measures how a procedure goes: how often each step
// happens, in which order, and where the time is spent.
//
// It walks an eventlog.View, whose cases are in the order (timestamp, position
// in the file), and gives figures that do not depend on the order in which
// cases stand in the file, nor on the run, nor on the number of threads: what
// is added is added in integers.
//
//	Summarize    sizes, transitions, variants, rework, handover, backlog by month
//	IntervalsOf  work and waiting, where the log tells when work begins
//	Calendar     the same lengths in calendar days, working days, office hours
//
// # Definitions
//
// Every duration is elapsed calendar time between two instants, in seconds:
// nights, holidays and suspensions are included.
//
//   - Case duration: timestamp of the last event − timestamp of the first. A
//     case with one event lasts 0. Cases that are still open at the export
//     count as long as they have lasted so far, because a log alone does not
//     say which cases are finished.
//   - Transition, or edge of the directly-follows graph: two consecutive
//     events of one case. Its duration is timestamp(next) − timestamp(previous);
//     it is waiting and processing together, because one timestamp per event
//     does not tell them apart. Sum of the counts = events − cases.
//     Source: W. van der Aalst, Process Mining: Data Science in Action, 2nd
//     ed., 2016, §2.2 (log) and §5.2 (directly-follows).
//   - Start and end activity: those of the first and last event of a case.
//   - Variant: the sequence of activities of a case. Variants are told apart by
//     the whole sequence.
//   - Sum, mean, min, max: the usual ones. Sums are kept in integers of 128 bits,
//     so they do not depend on the order of the additions.
//   - Standard deviation: of a sample, n−1; not known for one value.
//   - Median and percentiles: quantiles by linear interpolation between the closest
//     ranks, type 7 of R. Hyndman and Y. Fan, "Sample Quantiles in Statistical
//     Packages", The American Statistician 50 (1996). On few values they say
//     little: show the count beside them. p90_nearest_rank is instead the
//     smallest value that nine in ten do not exceed.
//   - Rework of an activity: the cases in which it occurs more than once.
//     Its repeated events are those after the first of each case.
//   - Arrivals: mean time from the first event of one case to that of the next.
//   - Backlog at an instant: cases whose first event comes before it and whose
//     last one does not. A log that was cut at the export has more than that
//     open, because a case without further events looks finished.
//   - Self loop of an activity: transitions from the activity to itself.
//   - Handover: consecutive events of one case that both have a resource, as an
//     ordered pair of resources; the pair of a resource with itself is
//     included. Source: W. van der Aalst, H. Reijers, M. Song, "Discovering
//     Social Networks from Event Logs", CSCW 14 (2005), direct succession.
//   - Tie: a transition between equal timestamps. Its direction is only that of
//     the file.
//   - Time lost by a transition: count × mean = sum. It ranks the slowest
//     transitions; count and median stand beside it, because a rare transition
//     with a huge mean and a frequent one with a small mean may lose the same.
//
// Rankings are in order of count, then of names compared by bytes.
package performance
