package ranking

import (
	"fmt"
	"testing"

	"pass/internal/mining/eventlog"
	"pass/internal/mining/stats"
)

func BenchmarkRank(b *testing.B) {
	rng := stats.NewRNG(15)
	l := synthetic(rng, 120000, 25)
	for _, bootstrap := range []int{0, 400} {
		b.Run(fmt.Sprintf("%d events, %d resamplings", l.Events(), bootstrap), func(b *testing.B) {
			for b.Loop() {
				Rank(l.All(), Options{Bootstrap: bootstrap})
			}
		})
	}
}

// synthetic is a big log without a file.
func synthetic(rng *stats.RNG, cases, activities int) *eventlog.Log {
	l := &eventlog.Log{Start: []int32{0}}
	for a := range activities {
		l.Activities = append(l.Activities, fmt.Sprint("attività ", a))
	}
	for c := range cases {
		at := int64(c) * 600e6
		a := 0
		for range 5 + rng.Intn(8) {
			l.Case, l.Activity = append(l.Case, int32(c)), append(l.Activity, int32(a))
			l.Resource, l.Lifecycle, l.Row = append(l.Resource, -1), append(l.Lifecycle, -1), append(l.Row, 0)
			l.Time = append(l.Time, at)
			at += int64(rng.Exp() * 86400e6)
			a = (a + 1 + rng.Intn(4)) % activities
		}
		l.Cases = append(l.Cases, fmt.Sprint(c))
		l.Start = append(l.Start, int32(len(l.Time)))
	}
	return l
}
