// Package bench measures the pages on a large lived-in installation: 1,500
// bodies that joined, 5,000 people, 120 experts, 20,000 requests over three
// years and some 200,000 acts, on SQLite (see population). "make bench" prints,
// for each page, the median and the 99th percentile of the time of a whole
// request through the edge, the number of queries and the bytes, then the time
// to start and the peak memory of the process. Beside them stand physical
// limits of the same machine and run: a look-up by primary key and the scan of
// a table, without anything of ours.
//
// The population is made once, by a process of its own so that its memory does
// not count, and kept in out/ under the names of the generator and of the
// migrations.
//
// TestQueriesDoNotGrow is the part that a test can hold: the number of queries
// of every page is the same on 20 and on 400 requests, on a timeline of 8 and
// of 40 acts.
package bench
