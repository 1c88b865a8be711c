// Package timing tells what the time of a procedure is made of, and who or what
// the practices wait for. It is pure and deterministic; figures that cannot be
// known are absent with a Reason, never zero.
//
//	split.go    every case's time as waiting, processing, suspended, other body
//	legal.go    the legal clock: suspended days, net days, term exceeded
//	causes.go   why an activity waited: batching, contention, prioritization,
//	            unavailability, extraneous
//	hours.go    office hours, given or found in the log
//	starts.go   estimate of start times when only ends are known
//	batches.go  work done in batches;  sessions.go: on few days of the calendar
//	queue.go    queue, arrivals, completions and backlog on a grid of days
//	little.go   Little's law as a check of the above
//
// # What the time of a case is made of
//
// The gross duration of a case goes from its first visible instant (the earliest
// of event times and known starts) to its last visible event; of an open case to
// SplitOptions.Now. Every microsecond of it belongs to exactly one part:
//
//  1. Suspended: its day in Rome is a suspended day. Days are suspended whole,
//     from midnight to midnight, as in package termini: from the day of the
//     request to the day before the reply, holidays included, caps applied. The
//     last day of the case is never suspended. So the days of a case that hold
//     suspended time are as many as termini.GiorniSospesi counts between its
//     first and its last day.
//  2. OtherBody: between a request to another body and its answer, or before an
//     event of another body, since the event that came before.
//  3. Processing: between the known start and the end of an event.
//  4. Waiting: the rest, where the next event has a known start.
//
// Where it has not, the rest cannot be told apart and is WaitingOrProcessing; so
// is the time of an open case after its last event. Earlier parts win over later
// ones. The time between two consecutive events belongs to the step reached and
// to the transition.
//
// # Sources
//
// Causes of waiting: Lashkevich, Milani, Chapela-Campa, Suvorau, Dumas, "Why am
// I waiting? Data-driven analysis of waiting times in business processes" (CAiSE
// 2023) and "Unveiling the causes of waiting time in business processes from
// event logs" (Information Systems 126, 2024). Starts: Chapela-Campa, Dumas,
// "Repairing activity start times to improve business process simulation"
// (arXiv 2208.12224). Batches: Martin, Pufahl, Mannhardt, "Detection of batch
// activities from event logs" (Information Systems 95, 2021). Little, "A proof
// for the queuing formula L = λW" (Operations Research 9, 1961).
package timing
