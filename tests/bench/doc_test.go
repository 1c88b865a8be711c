// Package bench measures the pages on a large lived-in installation: 1,500
// bodies that joined, 5,000 people, 20,000 requests and some 200,000 acts on
// SQLite (see population). "make bench" prints, for each page, the median and
// the 99th percentile of the time of a whole request through the edge, the
// number of queries, the bytes, and at the end the peak memory of the process.
// Beside them stand two limits of the same machine and run: a look-up by
// primary key, and a scan of the table of requests.
//
// TestQueriesDoNotGrow is the part that a test can hold: the number of queries
// of a page is the same on 20 and on 400 requests.
package bench_test
