package eventlog

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

// TestPair joins starts and completes first in first out, by activity and
// instance, whatever the case of the transitions.
func TestPair(t *testing.T) {
	l := mustRead(t, `case,activity,timestamp,lifecycle:transition,concept:instance
1,A,2024-01-01,start,
1,A,2024-01-02,START,
1,B,2024-01-02,schedule,
1,A,2024-01-03,complete,
1,B,2024-01-04,Complete,
1,A,2024-01-05,COMPLETE,
1,A,2024-01-06,start,
2,C,2024-01-01,start,i1
2,C,2024-01-02,start,i2
2,C,2024-01-03,complete,i2
2,C,2024-01-04,complete,i1
2,C,2024-01-05,,i3
3,A,2024-01-01,start,
4,C,2024-01-09,complete,
4,C,2024-01-07,start,
`, Options{})
	if !l.HasStarts() {
		t.Error("no starts found")
	}
	day := func(d int) int64 { return (19723 + int64(d) - 1) * 86400 * 1_000_000 } // 19723 is 2024-01-01
	got, did := l.Pair()
	want := Pairing{Instances: 7, Paired: 4, CompletesAlone: 3, StartsOpen: 3, Other: []Transition{{"schedule", 1}},
		Orphans: []Orphan{{"A", 2, 0}, {"B", 0, 1}, {"C", 1, 2}}, OpenRows: []int32{8, 14, 16}}
	if !reflect.DeepEqual(did, want) || did.LeftOut() != 4 {
		t.Errorf("pairing %+v, want %+v", did, want)
	}
	// Case 1: A 1–3, B –4, A 2–5. Case 2: C 1–3, C 2–4, C –5, first in first
	// out, as the instances were not read. Case 4 has its complete before its
	// start in the file, so they are not a pair.
	if w := []int64{day(1), NoTime, day(2), day(1), day(2), NoTime, NoTime}; !reflect.DeepEqual(got.Begin, w) {
		t.Errorf("begin %v, want %v", got.Begin, w)
	}
	if w := []string{"1", "2", "4"}; !reflect.DeepEqual(got.Cases, w) || !reflect.DeepEqual(got.Start, []int32{0, 3, 6, 7}) || !reflect.DeepEqual(got.Case, []int32{0, 0, 0, 1, 1, 1, 2}) {
		t.Errorf("cases %v %v %v", got.Cases, got.Start, got.Case)
	}
	if l.Begin != nil || l.Events() != 15 {
		t.Error("the first log changed")
	}
}

// TestPairByInstance tells instances apart once they were read.
func TestPairByInstance(t *testing.T) {
	l := mustRead(t, `case,activity,timestamp,lifecycle,concept:instance
2,C,2024-01-01,start,i1
2,C,2024-01-02,start,i2
2,C,2024-01-03,complete,i2
2,C,2024-01-04,complete,i1
`, Options{Attributes: []string{InstanceKey}})
	got, did := l.Pair()
	if did.Paired != 2 || got.Begin[0] != l.Time[1] || got.Begin[1] != l.Time[0] {
		t.Errorf("%+v, begin %v, times %v", did, got.Begin, l.Time)
	}
	if a := got.Attribute(InstanceKey); a == nil || a.Values[a.Column[0]] != "i2" {
		t.Errorf("attributes %+v", got.Attributes)
	}
}

// TestPairReversed keeps a complete that is dated before its start, without
// length.
func TestPairReversed(t *testing.T) {
	l := mustRead(t, "case,activity,timestamp,lifecycle\n1,A,2024-01-05,start\n1,A,2024-01-03,complete\n", Options{})
	got, did := l.Pair()
	if did.Reversed != 1 || got.Events() != 1 || got.Begin[0] != got.Time[0] {
		t.Errorf("%+v, %v–%v", did, got.Begin, got.Time)
	}
}

// TestPairBackwards reads a file that goes from the last event to the first:
// the pairs are those of the same file the right way round, ties included.
func TestPairBackwards(t *testing.T) {
	const rows = "1,A,2024-01-01,start\n1,B,2024-01-02,start\n1,A,2024-01-03,start\n1,A,2024-01-04,complete\n1,B,2024-01-05,complete\n1,A,2024-01-06,complete\n1,C,2024-01-07,start\n1,C,2024-01-07,complete\n"
	lines := strings.Split(strings.TrimSpace(rows), "\n")
	slices.Reverse(lines)
	right, did := mustRead(t, "case,activity,timestamp,lifecycle\n"+rows, Options{}).Pair()
	wrong, back := mustRead(t, "case,activity,timestamp,lifecycle\n"+strings.Join(lines, "\n")+"\n", Options{}).Pair()
	if did.Backwards || !back.Backwards || back.Paired != 4 || did.Paired != 4 || back.LeftOut() != 0 {
		t.Errorf("%+v, backwards %+v", did, back)
	}
	name := func(l *Log) (s []string) {
		for _, a := range l.Activity {
			s = append(s, l.Activities[a])
		}
		return s
	}
	if !reflect.DeepEqual(right.Begin, wrong.Begin) || !reflect.DeepEqual(right.Time, wrong.Time) || !reflect.DeepEqual(name(right), name(wrong)) {
		t.Errorf("%v %v %v, want %v %v %v", wrong.Begin, wrong.Time, name(wrong), right.Begin, right.Time, name(right))
	}
}

// TestPairOfALogThatKnowsItsStarts leaves alone the starts of a column, and
// makes none up where there are no starts.
func TestPairOfALogThatKnowsItsStarts(t *testing.T) {
	l := mustRead(t, "case,activity,start,timestamp,lifecycle\n1,A,2024-01-01,2024-01-03,complete\n1,B,2024-01-04,2024-01-04,start\n1,B,,2024-01-06,complete\n", Options{})
	got, did := l.Pair()
	if did.Paired != 1 || !reflect.DeepEqual(got.Begin, []int64{l.Begin[0], l.Time[1]}) {
		t.Errorf("%+v, begin %v", did, got.Begin)
	}
	l = mustRead(t, "case,activity,timestamp,lifecycle\n1,A,2024-01-03,complete\n1,B,2024-01-06,schedule\n", Options{})
	if got, did = l.Pair(); got.Begin != nil || got.Events() != 1 || did.CompletesAlone != 1 || l.HasStarts() {
		t.Errorf("no starts: %+v, begin %v", did, got.Begin)
	}
	l = mustRead(t, "case,activity,timestamp,lifecycle\n1,A,2024-01-03,start\n", Options{})
	if got, did = l.Pair(); got.Events() != 0 || len(got.Cases) != 0 || !reflect.DeepEqual(got.Start, []int32{0}) || did.LeftOut() != 1 {
		t.Errorf("only starts: %+v, %+v", did, got)
	}
}
