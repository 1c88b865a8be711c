// Package simulation says what a procedure would do if something in it were
// otherwise: more people at a step, a faster step, a shorter suspension, a loop
// that falls away, a commission that meets more often, other arrivals. It also
// says when the backlog will be cleared, or that it never will.
//
//	view ─ stories ─┬─ replay of each pool: queue, work, else ─┬─ templates ┐
//	                ├─ weeks of arrivals ──────────────────────┼─ Model ────┼─ Run ─ Outcome
//	                └─ open cases, and how they may go on ─────┘   plan ────┘
//
// # The model
//
// Arrivals: a week to come is a week of the past year, or of the same season
// when there are two years; the habits of the week and the bursts stay.
//
// Routes: a case that arrives walks again the way of a complete case, drawn with
// its loops, returns and times, so that rework comes as it came. An open case
// goes on as a complete one that did the same activity, waited longer after it
// than it has waited by now, and had about as many events. Recent cases count
// more (halfLife), and long ones also for those like them that are still open.
//
// Time: of the time from one event to the next, the replay of history tells
// what was queue (nobody of the pool was free), what was work (somebody was
// busy with it), and what was else. In a run only the queue is new; work and
// else are those of the template. Where the log tells when the work began, it
// is known; else it is bounded by the end of the same person's work before, and
// by what a replay can bear: the most work, and so the most queue and the
// greatest effect of staff, that the log allows (Pool.WorkKnown). Where neither
// people nor beginnings are named, nothing is called queue, unless a person
// says how many work there (Options.Staff).
//
// Pools: activities that the same people do share them. Staff: the people of
// the last ninety days.
//
// Runs: all scenarios share arrivals, cases and times, run by run, so that
// their differences are not noise. Everything depends on the seed alone.
//
// # Intervals
//
// A run believes one past: weights of the periods, level of the arrivals and, where
// times drift, how much of a late change stays are drawn for each. That the model
// itself is wrong, no run knows; so it is tried on past dates of the same log, and
// intervals are widened until they hold nine in ten of what came then (Wider). They
// still do not hold a break that has no like in the past. Differences between
// scenarios are not widened.
//
// # How good it is
//
// The engine keeps to Erlang C and Pollaczek–Khinchine within two per cent.
// Try calibrates on the past of the log at hand, tells the rest and gives the
// error beside that of naive forecasts.
//
// # Limits
//
// Cases wait for one thing at a time; first come, first served; times are those
// of the clock on the wall, nights and holidays included, so that work is what
// the office brings about, not hours at the desk. What a change does to the
// behaviour of people is not foreseen.
package simulation
