// Package population writes a large lived-in installation into a fresh
// database: bodies that joined, people with their mandates, requests in every
// state over years, with timelines, experts, documents, audit trail and recent
// mail. Nobody in it exists.
//
// It is written by bulk SQL, because twenty thousand requests through the
// services would take an hour, but it is not free to invent: each request lives
// through the pure acts of the noun (richieste.Richiesta.Applica), so states,
// parties, times and experts are those that the table of the acts allows, and
// what is stored is what the services would have stored:
//
//   - a request that was sent has its number, without holes in its year, and
//     the series stands at the last one;
//   - every line of a timeline has its audit entry with the same act, author
//     and instant, the hash chain holds, and entries are in the order of time;
//   - the columns beside the state repeat the timeline;
//   - an approved adesione has its acts, and its mandate;
//   - the words for the search are those of the services.
//
// tests/integrity checks all of this on a small population. Two things are not
// there: the contents of the files (their rows are), and mail older than
// ninety days, which an installation deletes too.
package population
