package performance

import (
	"fmt"
	"math"
	"runtime"
	"testing"

	"pass/internal/mining/eventlog"
)

// planted makes a log of about n events without a file: six events a case, 27
// activities, 48 resources, long-tailed waits; a fifth of the cases wander.
func planted(n int) *eventlog.Log {
	seed := uint64(1)
	random := func() uint64 {
		seed += 0x9e3779b97f4a7c15
		z := (seed ^ seed>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		return z ^ z>>31
	}
	l := &eventlog.Log{Start: []int32{0}, Format: eventlog.Table}
	for a := range 27 {
		l.Activities = append(l.Activities, fmt.Sprintf("activity %02d", a))
	}
	for r := range 48 {
		l.Resources = append(l.Resources, fmt.Sprintf("resource %02d", r))
	}
	for len(l.Time) < n {
		c := int32(len(l.Cases))
		at := int64(1388534400_000000) + int64(random()%(10*365*86400))*1_000_000
		length, wander := 6, random()%5 == 0
		if wander {
			length = 1 + int(random()%10)
		}
		shift := random() % 4
		for i := range length {
			a := (uint64(i) + shift) % 27
			if wander {
				a = min(random()%27, random()%27)
			}
			l.Case = append(l.Case, c)
			l.Activity = append(l.Activity, int32(a))
			l.Resource = append(l.Resource, int32(random()%48))
			l.Lifecycle = append(l.Lifecycle, eventlog.None)
			l.Row = append(l.Row, int32(len(l.Row)+2))
			l.Time = append(l.Time, at)
			at += int64(math.Exp(float64(random()%1000)/50)) * 1000
		}
		l.Cases = append(l.Cases, fmt.Sprint("case ", c))
		l.Start = append(l.Start, int32(len(l.Time)))
	}
	return l
}

func BenchmarkSummarize(b *testing.B) {
	for _, n := range []int{1_000_000, 10_000_000} {
		l := planted(n)
		for _, threads := range []int{1, 2} {
			b.Run(fmt.Sprintf("events=%d/threads=%d", n, threads), func(b *testing.B) {
				v := l.All()
				b.ReportAllocs()
				for b.Loop() {
					Summarize(v, threads)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(l.Events()), "ns/event")
			})
		}
		runtime.GC()
	}
}
