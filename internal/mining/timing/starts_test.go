package timing

import (
	"fmt"
	"math"
	"testing"

	"pass/internal/mining/eventlog"
	"pass/internal/mining/stats"
)

// TestEstimatedStartsAgainstPlainGuesses hides the starts of public logs. The
// estimate must not be worse than saying that work takes no time, or that it
// fills the whole time since the event before. Against the method as published
// it must be nearer on average and nine times out of ten, and as near in the
// median.
func TestEstimatedStartsAgainstPlainGuesses(t *testing.T) {
	for _, file := range []string{"bpic2012_W_start_end.csv.gz", "bpic2012_loan.xes.gz", "bpic2015_1_phases.xes.gz"} {
		l := paired(t, file)
		c := CheckStarts(l, StartOptions{})
		t.Logf("%s, seconds: ours %+v\n\tas published %+v\n\tprevious event %+v\n\tno time %+v", file, c.Ours, c.Published, c.Previous, c.Zero)
		for name, naive := range map[string]StartErrors{"the previous event": c.Previous, "no time": c.Zero} {
			if c.Ours.N < 1000 || c.Ours.N != naive.N || c.Ours.Mean > naive.Mean || c.Ours.Median > naive.Median || math.Abs(c.Ours.Bias) > math.Abs(naive.Bias) {
				t.Errorf("%s: ours %+v is worse than %s %+v", file, c.Ours, name, naive)
			}
		}
		if p := c.Published; c.Ours.N != p.N || c.Ours.Mean > p.Mean || c.Ours.P90 > p.P90 || c.Ours.Median > 1.1*p.Median {
			t.Errorf("%s: ours %+v is worse than as published %+v", file, c.Ours, p)
		}
	}
}

// TestWhenAnEstimateTellsNothing: too few events, dates without hours, nobody
// named.
func TestWhenAnEstimateTellsNothing(t *testing.T) {
	cases := func(n int, hour, who string) (cs [][]event) {
		for d := range n {
			day := fmt.Sprintf("2024-%02d-%02d", 1+d/28, 1+d%28)
			cs = append(cs, []event{{activity: "a", end: day + hour, resource: who}, {activity: "b", end: day + hour, resource: who}})
		}
		return cs
	}
	for why, cs := range map[Reason][][]event{
		FewEvents: cases(10, " 10:00", "Anna"), CoarseTimes: cases(40, "", "Anna"), NoResources: cases(40, " 10:00", ""),
		FewResources: append(cases(40, " 10:00", ""), cases(10, " 10:00", "Anna")...), "": cases(40, " 10:00", "Anna"),
	} {
		if _, r := EstimateStarts(build(cs...), StartOptions{}); r.NotKnown != why {
			t.Errorf("%q, want %q: %+v", r.NotKnown, why, r)
		}
	}
}

// TestStartsOfABusyOfficeAreFound uses practices in which every start is decided
// by the case, by the resource or by the opening of the office.
func TestStartsOfABusyOfficeAreFound(t *testing.T) {
	l := build(plant(stats.NewRNG(11), 400, -1, 0).cases...)
	exam := int32(1)
	truth := *l
	truth.Begin = make([]int64, len(l.Begin))
	for i, b := range l.Begin {
		truth.Begin[i] = eventlog.NoTime
		if l.Activity[i] == exam {
			truth.Begin[i] = b
		}
	}
	bare := *l
	bare.Begin = nil
	out, r := EstimateStarts(&bare, StartOptions{Threshold: -1})
	if e := CompareStarts(&truth, out); e.N != 400 || e.P90 != 0 || e.Mean > 300 {
		t.Errorf("the examinations of Anna have errors %+v", e)
	}
	if r.Enabled == 0 || r.Available == 0 || r.Opening == 0 || r.Known != 0 || r.Enabled+r.Available+r.Opening+r.Typical+r.Instant != r.N {
		t.Errorf("report %+v", r)
	}
	same, r := EstimateStarts(l, StartOptions{})
	if e := CompareStarts(l, same); e.Mean != 0 || r.NotKnown != NothingEstimated || r.Known != r.N {
		t.Errorf("known starts were changed: %+v, %+v", e, r)
	}
}

func TestStartsOfALogOfDates(t *testing.T) {
	l := build([]event{{activity: "a", end: "2024-01-01"}, {activity: "b", end: "2024-01-05"}}, []event{{activity: "b", end: "2024-03-05"}})
	out, r := EstimateStarts(l, StartOptions{})
	if r.DatesOnly != 3 || out.Begin[1] != l.Time[1] || r.WithoutWho != 3 || r.UsualLength[0] >= 0 {
		t.Errorf("dates: %+v", r)
	}
	l = build(
		[]event{{activity: "a", end: "2024-01-01 09:00"}, {activity: "b", end: "2024-01-01 09:10"}}, []event{{activity: "a", end: "2024-01-02 09:00"}, {activity: "b", end: "2024-01-02 09:10"}},
		[]event{{activity: "a", end: "2024-01-03 09:00"}, {activity: "b", end: "2024-01-09 15:00"}}, []event{{activity: "b", end: "2024-01-10 15:00"}},
	)
	out, r = EstimateStarts(l, StartOptions{Instant: []int32{0}})
	last := l.Events() - 1
	if r.Cut != 1 || r.Typical != 1 || r.Instant != 3 || l.Time[last-1]-out.Begin[last-1] != 20*60*Second || l.Time[last]-out.Begin[last] != 10*60*Second {
		t.Errorf("an outlier and an orphan: %+v, %v", r, out.Begin)
	}
}
