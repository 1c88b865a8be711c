package formats

import (
	"bytes"
	"fmt"
	"io"
	"testing"
	"time"

	"pass/internal/mining/eventlog"
)

// synthetic is a log of n events in cases of eight, through the door of tables.
func synthetic(b *testing.B, n int) *eventlog.Log {
	b.Helper()
	fields := make([][]byte, 4)
	i := 0
	start := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	l, err := eventlog.ReadTable(eventlog.Rows{Header: []string{"case", "activity", "timestamp", "resource"}, Next: func() (int, [][]byte, error) {
		if i == n {
			return 0, nil, io.EOF
		}
		fields[0] = fmt.Appendf(fields[0][:0], "pratica %d", i/8)
		fields[1] = fmt.Appendf(fields[1][:0], "attività %d", i%8*7%27)
		fields[2] = start.Add(time.Duration(i)*time.Minute).AppendFormat(fields[2][:0], time.RFC3339)
		fields[3] = fmt.Appendf(fields[3][:0], "ufficio %d", i%48)
		i++
		return i, fields, nil
	}}, eventlog.Options{})
	if err != nil {
		b.Fatal(err)
	}
	return l
}

// BenchmarkRead reads 100,000 events from each format.
func BenchmarkRead(b *testing.B) {
	const n = 100_000
	l := synthetic(b, n)
	files := map[string][]byte{"XLSX": asXLSX(b, l.All()), "OCELXML": asOCELXML(b, l.All())}
	for _, w := range writers {
		var out bytes.Buffer
		if err := w.write(&out, l.All()); err != nil {
			b.Fatal(err)
		}
		files[w.name] = out.Bytes()
	}
	for _, name := range []string{"CSV", "XES", "Parquet", "OCEL", "OCELXML", "XLSX"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(files[name])))
			for b.Loop() {
				if back, err := ReadBytes(files[name], eventlog.Options{}); err != nil || back.Events() != n {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "events/s")
		})
	}
}
