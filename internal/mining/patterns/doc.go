// Package patterns finds, in an event log, work that is done again, the ways by
// which work passes between offices and bodies, and the shapes of the cases:
// variants, dotted chart, throughput times, performance spectrum.
//
// Everything walks an eventlog.View and gives the same result on every run.
// Times are those of eventlog; costs are told in seconds between two instants
// and in calendar days between their two civil days (day of the last − day of
// the first) in Options.Zone. What is said of cases carries their ids. What
// cannot be known has NotKnown set, in English, for the code that writes the
// sentence; its figures are then zero and mean nothing.
//
// # Rework
//
// The words are those of edeaR (G. Janssenswillen, B. Depaire, M. Swennen, M.
// Jans, K. Vanhoof, "bupaR: Enabling reproducible business process analysis",
// Knowledge-Based Systems 163 (2019); M. Swennen, doctoral dissertation,
// Hasselt University, 2018). One event is one execution of its activity.
//
//   - Self-loop: a run of two or more executions of one activity that follow
//     each other in a case. Its size is the executions beyond the first.
//   - Repetition: one activity in a case whose executions make two or more runs,
//     with other activities between them. Its size is the runs beyond the first.
//   - Repeat: all those executions have the same resource. Redo: two resources
//     at least; it counts for the resource of the first execution. edeaR takes
//     a missing resource as one more resource; here it makes the kind unknown,
//     unless two known ones differ already.
//   - Relative: the count over the executions of the activity, or of the
//     resource; per case, over the events of the case.
//   - Rework cases of an activity: cases in which it occurs more than once
//     (PM4Py, get_rework_cases_per_activity).
//   - Cost: from the first execution to the last one of the run, or of the case.
//
// Return: a step backwards, a transition x→a, x ≠ a, where both have happened
// before in the case and a first happened before x did. Ping-pong: the case
// goes a, b, a, ...: runs of the same value joined, three runs or more that
// alternate between the same two; its bounces are the runs beyond the second.
//
// # Work between offices and bodies
//
// Handover: consecutive events of one case that both have an actor, as an
// ordered pair, the pair of an actor with itself included (W. van der Aalst, H.
// Reijers, M. Song, "Discovering Social Networks from Event Logs", CSCW 14
// (2005), direct succession). The actor is the resource or any attribute.
// Betweenness: U. Brandes, "A faster algorithm for betweenness centrality",
// Journal of Mathematical Sociology 25 (2001), on the pairs without weights.
//
// The wait for a body goes from the request of its opinion to the opinion; see
// Bodies.
//
// # Shapes
//
// Histogram: width by D. Freedman and P. Diaconis, "On the histogram as a
// density estimator", 1981, taken up to a length that people use. Performance
// spectrum: V. Denisov, D. Fahland, W. van der Aalst, "Unbiased, fine-grained
// description of processes performance from event data", BPM 2018: each
// passage of each case through a segment a→b, with the quartile of its
// duration among those of the segment.
package patterns
