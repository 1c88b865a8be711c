package timing

import (
	"math"
	"testing"

	"pass/internal/mining/eventlog"
	"pass/internal/mining/stats"
)

func TestPairJoinsFirstBegunWithFirstCompleted(t *testing.T) {
	l := build([]event{
		{activity: "a", end: "2024-01-01 09:00"}, {activity: "a", end: "2024-01-01 10:00"}, {activity: "b", end: "2024-01-01 10:30"},
		{activity: "a", end: "2024-01-01 11:00"}, {activity: "a", end: "2024-01-01 12:00"}, {activity: "a", end: "2024-01-01 13:00"}, {activity: "c", end: "2024-01-01 14:00"},
	}, []event{{activity: "a", end: "2024-01-01 09:00"}})
	l.Lifecycles = []string{"START", "complete", "schedule"}
	l.Lifecycle = []int32{0, 0, 2, 1, 1, eventlog.None, 0, 0}
	out, p := Pair(l)
	if p != (Pairing{Paired: 2, Starts: 2, Completes: 1, Others: 1}) || out.Events() != 3 || len(out.Cases) != 1 {
		t.Fatalf("%+v, %d events of %d cases", p, out.Events(), len(out.Cases))
	}
	if out.Begin[0] != at("2024-01-01 09:00") || out.Begin[1] != at("2024-01-01 10:00") || out.Begin[2] != eventlog.NoTime {
		t.Errorf("begin %v", out.Begin)
	}
	if again, _ := Pair(out); again != out {
		t.Error("a log that has its starts is paired again")
	}
}

// TestEstimatedStartsAgainstPlainGuesses hides the starts of public logs. The
// published method must not be worse than saying that work takes no time, or that
// it fills the whole time since the event before.
func TestEstimatedStartsAgainstPlainGuesses(t *testing.T) {
	for _, file := range []string{"bpic2012_W_start_end.csv.gz", "bpic2012_loan.xes.gz", "bpic2015_1_phases.xes.gz"} {
		l, _ := Pair(public(t, file))
		ours, previous, zero := CheckStarts(l, StartOptions{})
		t.Logf("%s, seconds: ours %+v\n\tprevious event %+v\n\tno time %+v", file, ours, previous, zero)
		for name, naive := range map[string]StartErrors{"the previous event": previous, "no time": zero} {
			if ours.N < 1000 || ours.N != naive.N || ours.Mean > naive.Mean || ours.Median > naive.Median || math.Abs(ours.Bias) > math.Abs(naive.Bias) {
				t.Errorf("%s: ours %+v is worse than %s %+v", file, ours, name, naive)
			}
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
