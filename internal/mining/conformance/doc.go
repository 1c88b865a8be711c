// Package conformance compares the cases of a log with the path that the law,
// or the office, wants: which step was skipped, done in the wrong order, done
// again, not foreseen or late, and by which rule.
//
// A Model has three parts, each of which may be empty:
//
//   - steps in order, the path: places one after the other; a place may be
//     optional or repeatable and hold alternatives (release or refusal). Steps
//     that may happen anywhere have no place and are only named by rules;
//   - constraints in the manner of Declare (W. van der Aalst, M. Pesic, H.
//     Schonenberg, "Declarative workflows", 2009): precedence, response,
//     absence and so on;
//   - deadlines between steps, in the units of termini, gross or net of what
//     the law lets stop the clock.
//
// # Alignment
//
// The path and a case are aligned by dynamic programming: skipping a place
// that is not optional costs 1, an event that does not fit costs 1. Among the
// alignments of least cost the same one is always chosen: going back from the
// end of both, an event is left out rather than fitted, and fitted rather than
// a place skipped, so that of two executions the first fills the place. It
// depends on the activities alone, so it is made once for each variant. Fitness is 1 − cost / (events + places that are not
// optional), 1 when both are none (W. van der Aalst, A. Adriansyah, B. van
// Dongen, "Replaying history on process models for conformance checking and
// performance analysis", 2012). An event that does not fit is
//
//   - in the wrong order, when its place was skipped or may be repeated,
//   - repeated, when its place was filled by another event,
//   - unexpected, when no step wants it: only in a closed model; in an open one
//     such events are not judged, because a procedure is more than its legal
//     steps.
//
// # What is not judged
//
// A case without any final step is open: steps that may still come are not
// missing. A step that no activity of the log can be is not recorded: nothing
// is said of it. Both are told in the Report. A deadline whose end has not come
// is late only for a given day (Options.Now). A clock stopped by a suspension
// that never ends is not judged.
//
// The package writes no sentences: a Deviation holds the rule with its legal
// source, the events, the rows of the file and the days.
package conformance
