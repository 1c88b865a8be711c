// Command genlog writes a synthetic event log of the wanted size: seeded, so
// that the same arguments give the same bytes, and streaming, so that size
// costs no memory.
//
// Four cases in five replay a variant of the model, one in five walks its
// directly-follows graph up to 60 events. A transition lasts as one observed in
// the model times 0.5–1.5. Cases begin at a uniform rate over 2014–2023; times
// are local ones of Rome with their offset. CSV is in order of time, as an
// export of a protocol register is; XES is trace by trace.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"
	_ "time/tzdata"
)

func main() {
	events := flag.Int("events", 1_000_000, "how many events")
	format := flag.String("format", "csv", "csv or xes")
	seed := flag.Uint64("seed", 1, "seed of the randomness")
	model := flag.String("model", "", "log to imitate, CSV or XES; empty is the built-in building permit")
	out := flag.String("o", "", "file to write")
	flag.Parse()
	if err := run(*events, *format, *seed, *model, *out); err != nil {
		fmt.Fprintln(os.Stderr, "genlog:", err)
		os.Exit(1)
	}
}

func run(events int, format string, seed uint64, modelFile, out string) error {
	m, err := loadModel(modelFile)
	if err != nil {
		return err
	}
	zone, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(out), 0o755); err != nil {
		return err
	}
	f, err := os.Create(out + ".part")
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriterSize(f, 1<<20)
	g := &generator{model: m, rng: rand.New(rand.NewPCG(seed, 0x5a17)), left: events, zone: zone, w: w}
	switch format {
	case "csv":
		g.writeCSV()
	case "xes":
		g.writeXES()
	default:
		return fmt.Errorf("unknown format %q", format)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(out+".part", out) // a file with the right name is whole
}
