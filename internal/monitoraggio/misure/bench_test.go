package misure_test

import (
	"bytes"
	"fmt"
	"testing"

	"pass/internal/kernel"
	"pass/internal/monitoraggio/misure"
)

// BenchmarkMisureRegione counts one semester of 300,000 practices of one
// procedure, as the regional table does, and gives practices per second.
func BenchmarkMisureRegione(b *testing.B) {
	g := nuovo(9)
	pratiche := make([]misure.Pratica, 300_000)
	for i := range pratiche {
		pratiche[i] = g.conEsclusioni().pratica(fmt.Sprint(i))
	}
	sem := kernel.MustSemestre("2024-1")
	b.ReportAllocs()
	for b.Loop() {
		c := misure.NewCalcolo(sem, giorni(60))
		for i := range pratiche {
			c.Aggiungi(&pratiche[i])
		}
		if m := c.Misure(); m.N == 0 || m.DurataP90 == nil {
			b.Fatal(m)
		}
	}
	b.ReportMetric(float64(b.N*len(pratiche))/b.Elapsed().Seconds(), "pratiche/s")
}

// BenchmarkLeggiCSV reads and counts a table of 100,000 rows.
func BenchmarkLeggiCSV(b *testing.B) {
	t := nuovo(8).tabella(100_000)
	sem := kernel.MustSemestre("2024-1")
	b.SetBytes(int64(len(t.testo)))
	b.ReportAllocs()
	for b.Loop() {
		c := misure.NewCalcolo(sem, giorni(60))
		if _, err := misure.ScorriCSV(bytes.NewReader(t.testo), func(_ int, p *misure.Pratica) { c.Aggiungi(p) }); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N*100_000)/b.Elapsed().Seconds(), "righe/s")
}
