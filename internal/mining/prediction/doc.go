// Package prediction says how long the open cases of a log will still take,
// and how likely each is to pass its term.
//
//	view ─ history (events up to now) ─┬─ complete cases ─ states ─ forest ─┐
//	                                   │                   same step ───────┼─ distribution ─ calibration ─ Prediction
//	                                   └─ open cases ──────────────────────┘
//
// # What it does
//
// It learns from complete cases alone. Each gives many states: as it stood
// right after its events, and as it stood on evenly spread dates between them,
// because that is how one finds an open case. An open case is predicted from
// the states that are like its own: those after the same last activity, those
// that fall into the same leaves of a quantile regression forest (Meinshausen
// 2006), or both in equal parts. Which of the three, is chosen by the error on
// periods that were kept from the learner.
//
// Complete cases alone are too short a sample, because the long ones are still
// open; each counts for the inverse of the probability that it could be seen
// complete by now (Robins 1993).
//
// The intervals and probabilities are corrected by where the truth stood in
// earlier predictions, apart by stage of the case: of cases in those kept periods,
// and of those that were open on the past dates of Result.Trials. Towards the ends
// the latest count most, so that the correction follows a process that changes.
// Cases that are still open count as far as they have come (Kaplan, Meier 1958):
// without them the short ones, which end in time to be counted, would rule. With
// Options.Trials below zero there are no predictions on past dates to learn from,
// and the kept periods alone correct.
//
// # How good it is
//
// Result.Trials tells it for the log at hand: on some past dates the same is
// done with what was known then, for the cases that were open then, and compared
// with what came. Nothing that happened after such a date is looked at, save
// that without declared ends the end of a case is its last event of all.
//
// # Limits
//
// Fewer than MinCompleted complete cases predict nothing, and the result says
// so. Attributes of cases are not looked at, because many are filled in at the
// end. Neither are dates: a term that changes shows in the error first and in
// the predictions as new cases complete.
package prediction
