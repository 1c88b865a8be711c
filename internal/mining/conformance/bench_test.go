package conformance

import (
	"testing"

	"pass/internal/kernel"
	"pass/internal/mining/stats"
	"pass/internal/mining/steps"
)

// BenchmarkMillion checks a million events against a legal model with
// suspensions and deadlines.
func BenchmarkMillion(b *testing.B) {
	rng := stats.NewRNG(1)
	var cases [][]event
	for range 165_000 {
		on := kernel.MustDay("2023-01-09").AddDays(rng.Intn(600))
		var events []event
		for _, name := range []string{"Ricezione domanda", "Comunicazione di avvio del procedimento", "Richiesta integrazioni", "Ricezione integrazioni", "Istruttoria tecnica", "Preavviso di rigetto", "Rilascio"} {
			if rng.Intn(8) > 0 {
				events = append(events, event{name, on})
			}
			on = on.AddDays(rng.Intn(12))
		}
		if len(events) > 0 {
			cases = append(cases, events)
		}
	}
	v := build(cases)
	kinds := steps.Guess(v.Log.Activities)
	b.ResetTimer()
	for b.Loop() {
		check(b, v, Generale(), Options{Kinds: kinds})
	}
	b.ReportMetric(float64(v.Events()), "events")
}
