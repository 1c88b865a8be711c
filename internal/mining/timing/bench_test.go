package timing

import (
	"strconv"
	"testing"

	"pass/internal/mining/eventlog"
	"pass/internal/mining/stats"
	"pass/internal/mining/steps"
	"pass/internal/termini"
)

// large makes a log of about a million events over ten years: 27 activities, 48
// resources, half of the starts known when begin is set.
func large(begin bool) (*eventlog.Log, []steps.Kind) {
	r := stats.NewRNG(1)
	l := &eventlog.Log{Start: []int32{0}}
	for a := range 27 {
		l.Activities = append(l.Activities, "A"+strconv.Itoa(a))
	}
	for a := range 48 {
		l.Resources = append(l.Resources, "R"+strconv.Itoa(a))
	}
	first := at("2014-01-01")
	for c := range int32(167_000) {
		at := first + int64(r.Float64()*3650*float64(Day))
		for range 3 + r.Intn(7) {
			at += int64(r.Exp() * 4 * float64(Day))
			l.Case, l.Time = append(l.Case, c), append(l.Time, at)
			l.Activity, l.Resource = append(l.Activity, int32(r.Intn(27))), append(l.Resource, int32(r.Intn(48)))
			l.Lifecycle, l.Row = append(l.Lifecycle, eventlog.None), append(l.Row, int32(len(l.Row)))
			if begin {
				l.Begin = append(l.Begin, at-int64(r.Float64()*float64(hour)/4))
			}
		}
		l.Cases, l.Start = append(l.Cases, strconv.Itoa(int(c))), append(l.Start, int32(len(l.Time)))
	}
	kinds := make([]steps.Kind, 27)
	for i, k := range steps.Kinds() {
		kinds[2*i] = k
	}
	return l, kinds
}

// BenchmarkMillion measures what a page needs on a log of a million events.
func BenchmarkMillion(b *testing.B) {
	for _, begin := range []bool{false, true} {
		l, kinds := large(begin)
		v := l.All()
		name := map[bool]string{false: "ends", true: "starts"}[begin]
		for what, do := range map[string]func(){
			"Split":    func() { Split(v, SplitOptions{Kinds: kinds, Term: termini.Termine{N: 30}}) },
			"Sessions": func() { FindSessions(v) },
			"Flows":    func() { Flows(v, FlowOptions{Kinds: kinds}) },
			"Queues":   func() { Queues(v, FlowOptions{Kinds: kinds, Unit: ByWeek}) },
			"Causes":   func() { Causes(v, CauseOptions{}) },
		} {
			b.Run(what+"/"+name, func(b *testing.B) {
				for b.Loop() {
					do()
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(l.Events()), "ns/event")
			})
		}
	}
}
