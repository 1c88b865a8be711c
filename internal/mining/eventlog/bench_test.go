package eventlog

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

// synthetic makes a seeded log: cases of three to eleven events whose rows
// stand in order of time, so that cases are mixed as in a real export.
func synthetic(events int) []row {
	r := rand.New(rand.NewPCG(1, 2))
	rs := make([]row, events)
	start := time.Date(2014, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()
	for i := range rs {
		// About a thousand cases are open at once.
		rs[i] = row{
			trace:    fmt.Sprintf("case-%d", i/7000*1000+r.IntN(1000)),
			activity: fmt.Sprintf("T%02d activity of the office", r.IntN(27)),
			resource: fmt.Sprintf("Resource%02d", r.IntN(48)),
			at:       start + int64(i)*60_000_000,
		}
	}
	return rs
}

func BenchmarkReadCSV(b *testing.B) { benchmarkRead(b, asCSV(synthetic(200_000))) }

func BenchmarkReadXES(b *testing.B) { benchmarkRead(b, asXES(synthetic(200_000))) }

func benchmarkRead(b *testing.B, data []byte) {
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	events := 0
	for b.Loop() {
		l, err := Read(bytes.NewReader(data), Options{})
		if err != nil {
			b.Fatal(err)
		}
		events += l.Events()
	}
	b.ReportMetric(float64(events)/b.Elapsed().Seconds(), "events/s")
}
