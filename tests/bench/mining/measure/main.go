// Command measure times "passd analizza" on generated logs beside the physical
// limit of the machine and beside DuckDB, all in one run whose commands
// alternate, and checks that the results are the same. See
// scripts/bench-mining.sh.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if len(os.Args) == 3 && os.Args[1] == "-scan" {
		n, err := scan(os.Args[2])
		if err != nil {
			fail(err)
		}
		fmt.Println(n)
		return
	}
	b := bench{}
	flag.StringVar(&b.passd, "passd", "bin/passd", "the product")
	flag.StringVar(&b.duckdb, "duckdb", "", "the command of ./duckdb; empty leaves it out")
	flag.StringVar(&b.dir, "dir", "tests/bench/mining/out", "where the generated logs are")
	flag.IntVar(&b.rounds, "rounds", 5, "runs of each command; slow ones run less")
	real := flag.String("real", "", "a public log to measure too")
	flag.Parse()
	if err := b.run(*real); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "measure:", err)
	os.Exit(1)
}

// logFile is a log to measure.
type logFile struct {
	path   string
	events int
	large  bool // DuckDB takes half a minute
}

func (b *bench) run(real string) error {
	var err error
	if b.self, err = os.Executable(); err != nil {
		return err
	}
	perEvent := map[string]float64{}
	for _, f := range []logFile{{"1m.csv", 1_000_000, false}, {"1m.xes", 1_000_000, false}, {"10m.csv", 10_000_000, true}} {
		f.path = filepath.Join(b.dir, f.path)
		commands := b.commands(f)
		if err := b.alternate(f, commands); err != nil {
			return err
		}
		b.print(f, commands)
		if err := same(commands); err != nil {
			return err
		}
		perEvent[filepath.Base(f.path)] = median(commands[len(commands)-1].wall) / float64(f.events)
	}
	fmt.Printf("\nCost per event on two threads, CSV: 10M / 1M events = %.2f (goal ≤ 1.5)\n", perEvent["10m.csv"]/perEvent["1m.csv"])
	if real != "" {
		return b.public(real)
	}
	return nil
}

// public measures one public log, from the compressed file to the JSON.
func (b *bench) public(file string) error {
	c := &command{name: "passd, 2 threads", args: []string{b.passd, "analizza", file, "--json"}, env: "GOMAXPROCS=2", keep: true}
	for range b.rounds {
		if err := c.run(); err != nil {
			return err
		}
	}
	fmt.Printf("\n%s, whole process with the report: %s s, %.0f MB (goals ≤ 1.0 s, ≤ 300 MB)\n", filepath.Base(file), spread(c.wall), float64(c.peak)/1e6)
	return nil
}
