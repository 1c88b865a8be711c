package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"text/tabwriter"
	"time"
)

type bench struct {
	self, passd, duckdb, dir string
	rounds                   int
}

// command is a process that is run several times.
type command struct {
	name   string
	args   []string
	env    string
	most   int  // runs at most, 0 for all the rounds
	keep   bool // its output is a result
	limit  bool // it is the physical limit, the first of the table
	rival  bool
	output []byte
	wall   []float64 // seconds
	cpu    []float64 // user and system
	peak   int64     // bytes of memory, the greatest of the runs
}

// commands lists what is run on a file; passd on two threads is the last.
func (b *bench) commands(f logFile) []*command {
	cs := []*command{
		{name: "wc -l", args: []string{"wc", "-l", f.path}, limit: true},
		{name: "every delimiter (Go)", args: []string{b.self, "-scan", f.path}, env: "GOMAXPROCS=1"},
	}
	if b.duckdb != "" && filepath.Ext(f.path) == ".csv" {
		one, two := 0, 0
		if f.large {
			one, two = 1, 2
		}
		cs = append(cs, &command{name: "DuckDB, 1 thread", args: []string{b.duckdb, f.path, "1"}, most: one, keep: true, rival: true},
			&command{name: "DuckDB, 2 threads", args: []string{b.duckdb, f.path, "2"}, most: two, keep: true, rival: true})
	}
	for _, threads := range []string{"1", "2"} {
		c := &command{name: "passd, " + threads + " threads", args: []string{b.passd, "analizza", f.path, "--json"}, env: "GOMAXPROCS=" + threads, keep: true}
		cs = append(cs, c)
	}
	return cs
}

// alternate runs the commands in turn, so that what else the machine does
// weighs on all.
func (b *bench) alternate(f logFile, cs []*command) error {
	if _, err := scan(f.path); err != nil { // the file goes into the page cache
		return err
	}
	for round := range b.rounds {
		for _, c := range cs {
			if c.most > 0 && round >= c.most {
				continue
			}
			if err := c.run(); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *command) run() error {
	p := exec.Command(c.args[0], c.args[1:]...)
	p.Env = append(os.Environ(), c.env)
	var out, complaint bytes.Buffer
	p.Stdout, p.Stderr = &out, &complaint
	start := time.Now()
	if err := p.Run(); err != nil {
		return fmt.Errorf("%s: %w\n%s", c.name, err, complaint.String())
	}
	c.wall = append(c.wall, time.Since(start).Seconds())
	c.cpu = append(c.cpu, (p.ProcessState.UserTime() + p.ProcessState.SystemTime()).Seconds())
	c.peak = max(c.peak, p.ProcessState.SysUsage().(*syscall.Rusage).Maxrss*1024)
	if !c.keep {
		return nil
	}
	if c.output != nil && !c.rival && !bytes.Equal(c.output, out.Bytes()) {
		return fmt.Errorf("%s: two runs gave different results", c.name)
	}
	c.output = out.Bytes()
	return nil
}

func (b *bench) print(f logFile, cs []*command) {
	info, err := os.Stat(f.path)
	if err != nil {
		fail(err)
	}
	fmt.Printf("\n%s: %d events, %.0f MB; median (min–max) of the runs\n", filepath.Base(f.path), f.events, float64(info.Size())/1e6)
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "command\twall s\tCPU s\tevents/s\t× wc -l\tDuckDB (same threads) ÷\tpeak MB\tbytes/event\truns")
	limit := median(cs[0].wall)
	for i, c := range cs {
		m := median(c.wall)
		rate, rival, memory := "", "", ""
		if c.keep {
			rate = fmt.Sprintf("%.2f M", float64(f.events)/m/1e6)
			memory = fmt.Sprintf("%.0f", float64(c.peak)/float64(f.events))
		}
		if c.keep && !c.rival && cs[i-2].rival {
			rival = fmt.Sprintf("%.1f", median(cs[i-2].wall)/m)
		}
		fmt.Fprintf(w, "%s\t%s\t%.2f\t%s\t%.1f\t%s\t%.0f\t%s\t%d\n", c.name, spread(c.wall), median(c.cpu), rate, m/limit, rival, float64(c.peak)/1e6, memory, len(c.wall))
	}
	w.Flush()
}

func median(values []float64) float64 {
	s := slices.Sorted(slices.Values(values))
	n := len(s)
	return (s[(n-1)/2] + s[n/2]) / 2
}

func spread(values []float64) string {
	return fmt.Sprintf("%.3f (%.3f–%.3f)", median(values), slices.Min(values), slices.Max(values))
}

// scan finds every line end and delimiter of a CSV file, or every tag of an
// XES one: no reader can do less.
func scan(file string) (found int, err error) {
	f, err := os.Open(file)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	marks := []byte{'\n', ','}
	if filepath.Ext(file) == ".xes" {
		marks = []byte{'<', '>', '"'}
	}
	buf := make([]byte, 1<<20)
	for {
		n, err := f.Read(buf)
		for _, m := range marks {
			for rest := buf[:n]; ; found++ {
				i := bytes.IndexByte(rest, m)
				if i < 0 {
					break
				}
				rest = rest[i+1:]
			}
		}
		if err == io.EOF {
			return found, nil
		}
		if err != nil {
			return found, err
		}
	}
}
