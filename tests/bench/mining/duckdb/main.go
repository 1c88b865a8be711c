// Command duckdb measures an event log in CSV with DuckDB, for comparison with
// "passd analizza": load, directly-follows graph with durations, variants and
// case durations. It is a module of its own because DuckDB needs cgo, which
// never reaches the product.
package main

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	_ "github.com/duckdb/duckdb-go/v2"
)

type edge struct {
	From   string  `json:"from"`
	To     string  `json:"to"`
	Count  int     `json:"count"`
	Sum    float64 `json:"sum"`
	Mean   float64 `json:"mean"`
	Median float64 `json:"median"`
	Min    float64 `json:"min"`
	Max    float64 `json:"max"`
}

type result struct {
	Counts struct {
		Cases    int `json:"cases"`
		Events   int `json:"events"`
		Variants int `json:"variants"`
	} `json:"counts"`
	Cases struct {
		Count int     `json:"count"`
		Sum   float64 `json:"sum"`
		Max   float64 `json:"max"`
	} `json:"case_duration_seconds"`
	DFG      []edge `json:"dfg"`
	Variants []struct {
		Count    int      `json:"count"`
		Sequence []string `json:"sequence"`
	} `json:"variants_top20"`
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: duckdb FILE THREADS")
		os.Exit(2)
	}
	r, err := measure(os.Args[1], os.Args[2])
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(r)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "duckdb:", err)
		os.Exit(1)
	}
}

// The position in the file, rowid, orders the events with equal times.
const load = `CREATE TABLE ev AS SELECT c, a, epoch_us(t::TIMESTAMPTZ) AS t FROM read_csv('%s', header = true, auto_detect = false, delim = ',', quote = '"',
	columns = {'c': 'VARCHAR', 'a': 'VARCHAR', 't': 'VARCHAR', 'r': 'VARCHAR'})`

const dfg = `WITH w AS (SELECT a, lead(a) OVER win AS b, lead(t) OVER win - t AS d FROM ev WINDOW win AS (PARTITION BY c ORDER BY t, rowid))
	SELECT a, b, count(*) AS n, sum(d) / 1e6, avg(d) / 1e6, median(d) / 1e6, min(d) / 1e6, max(d) / 1e6 FROM w WHERE b IS NOT NULL GROUP BY a, b ORDER BY n DESC, a, b`

const variants = `CREATE TABLE v AS SELECT s, count(*) AS n FROM (SELECT string_agg(a, chr(31) ORDER BY t, rowid) AS s FROM ev GROUP BY c) GROUP BY s`

const cases = `SELECT count(*), sum(d) / 1e6, max(d) / 1e6 FROM (SELECT max(t) - min(t) AS d FROM ev GROUP BY c)`

func measure(file, threads string) (r result, err error) {
	db, err := sql.Open("duckdb", "")
	if err != nil {
		return r, err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	for _, statement := range []string{"SET threads = " + threads, fmt.Sprintf(load, strings.ReplaceAll(file, "'", "''")), variants} {
		if _, err := db.Exec(statement); err != nil {
			return r, err
		}
	}
	if err := db.QueryRow("SELECT count(*) FROM ev").Scan(&r.Counts.Events); err != nil {
		return r, err
	}
	if err := db.QueryRow("SELECT count(*) FROM v").Scan(&r.Counts.Variants); err != nil {
		return r, err
	}
	if err := db.QueryRow(cases).Scan(&r.Cases.Count, &r.Cases.Sum, &r.Cases.Max); err != nil {
		return r, err
	}
	r.Counts.Cases = r.Cases.Count
	rows, err := db.Query(dfg)
	if err != nil {
		return r, err
	}
	defer rows.Close()
	for rows.Next() {
		var e edge
		if err := rows.Scan(&e.From, &e.To, &e.Count, &e.Sum, &e.Mean, &e.Median, &e.Min, &e.Max); err != nil {
			return r, err
		}
		r.DFG = append(r.DFG, e)
	}
	if err := rows.Err(); err != nil {
		return r, err
	}
	return r, top(db, &r)
}

func top(db *sql.DB, r *result) error {
	rows, err := db.Query("SELECT n, s FROM v ORDER BY n DESC, s LIMIT 20")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		r.Variants = append(r.Variants, struct {
			Count    int      `json:"count"`
			Sequence []string `json:"sequence"`
		}{})
		v, s := &r.Variants[len(r.Variants)-1], ""
		if err := rows.Scan(&v.Count, &s); err != nil {
			return err
		}
		v.Sequence = strings.Split(s, "\x1f")
	}
	return rows.Err()
}
