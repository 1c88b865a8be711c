package prediction

import (
	"testing"

	"pass/internal/mining/eventlog"
)

// BenchmarkPredict foretells the open cases of the greatest public log, without
// and with the trials on past dates.
func BenchmarkPredict(b *testing.B) {
	v := publicLog(b, "bpic2012_loan", eventlog.Complete).All()
	now := lastEvent(v) - 30*86400*1_000_000
	for name, trials := range map[string]int{"plain": -1, "trials": 0} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				r := Predict(v, Options{Now: now, Trials: trials})
				b.ReportMetric(float64(r.Open), "open")
			}
		})
	}
}
