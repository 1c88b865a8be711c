package performance

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"pass/internal/mining/eventlog"
)

func read(t testing.TB, csv string) *eventlog.Log {
	t.Helper()
	l, err := eventlog.Read(strings.NewReader(csv), eventlog.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// four practices: one with B twice, one with a tie, one handled by one person,
// one that has just begun. The figures below were computed by hand.
const four = `case,activity,timestamp,resource
1,A,2024-01-01T00:00:00Z,anna
1,B,2024-01-01T01:00:00Z,bruno
1,B,2024-01-01T03:00:00Z,bruno
1,C,2024-01-01T04:00:00Z,
2,A,2024-01-02T00:00:00Z,anna
2,B,2024-01-02T03:00:00Z,bruno
2,C,2024-01-02T03:00:00Z,bruno
3,A,2024-01-03T00:00:00Z,anna
3,B,2024-01-03T10:00:00Z,anna
3,C,2024-01-03T11:00:00Z,anna
4,A,2024-01-04T00:00:00Z,
4,B,never,
`

const fourJSON = `{
 "counts": {
  "cases": 4,
  "events": 11,
  "activities": 3,
  "variants": 3,
  "resources": 2,
  "events_without_resource": 2,
  "dfg_edges": 3,
  "dfg_total": 7,
  "consecutive_equal_timestamps": 1,
  "file_order_inversions": 0
 },
 "time_span": [
  "2024-01-01T00:00:00Z",
  "2024-01-04T00:00:00Z"
 ],
 "start_activities": {
  "A": 4
 },
 "end_activities": {
  "C": 3,
  "A": 1
 },
 "activity_frequency": {
  "A": 4,
  "B": 4,
  "C": 3
 },
 "case_duration_seconds": {
  "count": 4,
  "sum": 64800,
  "mean": 16200,
  "median": 12600,
  "min": 0,
  "max": 39600,
  "stdev": 16757.08805252273,
  "p25": 8100,
  "p75": 20700,
  "p90": 32040,
  "p95": 35820,
  "p90_nearest_rank": 39600
 },
 "case_arrival_average_seconds": 86400,
 "dfg": [
  {
   "from": "A",
   "to": "B",
   "count": 3,
   "sum": 50400,
   "mean": 16800,
   "median": 10800,
   "min": 3600,
   "max": 36000,
   "stdev": 17012.93625450939,
   "p25": 7200,
   "p75": 23400,
   "p90": 30960,
   "p95": 33480,
   "p90_nearest_rank": 36000
  },
  {
   "from": "B",
   "to": "C",
   "count": 3,
   "sum": 7200,
   "mean": 2400,
   "median": 3600,
   "min": 0,
   "max": 3600,
   "stdev": 2078.460969082653,
   "p25": 1800,
   "p75": 3600,
   "p90": 3600,
   "p95": 3600,
   "p90_nearest_rank": 3600
  },
  {
   "from": "B",
   "to": "B",
   "count": 1,
   "sum": 7200,
   "mean": 7200,
   "median": 7200,
   "min": 7200,
   "max": 7200,
   "stdev": null,
   "p25": 7200,
   "p75": 7200,
   "p90": 7200,
   "p95": 7200,
   "p90_nearest_rank": 7200
  }
 ],
 "variants_top20": [
  {
   "count": 2,
   "sequence": [
    "A",
    "B",
    "C"
   ]
  },
  {
   "count": 1,
   "sequence": [
    "A"
   ]
  },
  {
   "count": 1,
   "sequence": [
    "A",
    "B",
    "B",
    "C"
   ]
  }
 ],
 "rework_cases_per_activity": {
  "B": 1
 },
 "rework_repeated_events_per_activity": {
  "B": 1
 },
 "self_loops_per_activity": {
  "B": 1
 },
 "handover": {
  "pairs": 3,
  "total": 6,
  "listed": [
   {
    "from": "anna",
    "to": "anna",
    "count": 2,
    "share": 0.3333333333333333
   },
   {
    "from": "anna",
    "to": "bruno",
    "count": 2,
    "share": 0.3333333333333333
   },
   {
    "from": "bruno",
    "to": "bruno",
    "count": 2,
    "share": 0.3333333333333333
   }
  ]
 },
 "backlog_month_start": [
  [
   "2024-02-01T00:00:00Z",
   0,
   4,
   4
  ]
 ],
 "dropped": [
  {
   "row": 13,
   "reason": "La data «never» non esiste o non è in un formato riconosciuto."
  }
 ],
 "dropped_total": 1,
 "skipped_by_lifecycle": 0
}`

func TestByHand(t *testing.T) {
	s := Summarize(read(t, four).All(), 0)
	got, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != fourJSON {
		t.Errorf("got\n%s", got)
	}
	if want := []Passage{{"anna", "anna", 2, 1.0 / 3}, {"anna", "bruno", 2, 1.0 / 3}, {"bruno", "bruno", 2, 1.0 / 3}}; !reflect.DeepEqual(s.Handover.Passages, want) {
		t.Errorf("passages %v", s.Handover.Passages)
	}
	if share := s.Counts.TieShare(); share != 1.0/7 {
		t.Errorf("tie share %v, want 1/7", share)
	}
	if s.Rework.Of("B") != 1 || s.Rework.Of("A") != 0 {
		t.Errorf("rework %v", s.Rework)
	}
}

func TestSlowestTransitions(t *testing.T) {
	// B→C and B→B lose as much: the more frequent comes first. D→E loses none.
	s := Summarize(read(t, four+"5,D,2024-01-05,\n5,E,2024-01-05,\n").All(), 0)
	var got []string
	for _, e := range s.SlowestTransitions(-1) {
		got = append(got, fmt.Sprintf("%s→%s %.0f", e.From, e.To, e.Sum))
	}
	if want := "A→B 50400, B→C 7200, B→B 7200"; strings.Join(got, ", ") != want {
		t.Errorf("slowest %v, want %s", got, want)
	}
	if first := s.SlowestTransitions(1); len(first) != 1 || first[0].Count != 3 || first[0].Median != 10800 {
		t.Errorf("the slowest is %+v", first)
	}
	if s.Transitions[2].To != "B" {
		t.Error("ranking moved the transitions of the summary")
	}
}

func TestEmptyLog(t *testing.T) {
	s := Summarize((&eventlog.Log{Start: []int32{0}}).All(), 0)
	got, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"dfg":[]`, `"variants_top20":[]`, `"dropped":[]`, `"start_activities":{}`, `"time_span":null`, `"mean":0`} {
		if !strings.Contains(string(got), want) {
			t.Errorf("%s lacks %s", got, want)
		}
	}
}

// More activities and resources than the dense matrix of pairs holds, and more
// variants than the first table.
func TestManyNames(t *testing.T) {
	const n = denseLimit + 1500 // more than half of the first sparse table, too
	var b strings.Builder
	b.WriteString("case,activity,timestamp,resource\n")
	for i := range n {
		fmt.Fprintf(&b, "c%d,a%d,2024-01-01T00:00:00Z,r%d\nc%d,a%d,2024-01-01T00:00:01Z,r%d\n", i, i, i, i, (i+1)%n, (i+7)%n)
		fmt.Fprintf(&b, "again%d,a%d,2024-01-01T00:00:00Z,r%d\nagain%d,a%d,2024-01-01T00:00:03Z,r%d\n", i, i, i, i, (i+1)%n, (i+7)%n)
	}
	l := read(t, b.String())
	for _, threads := range []int{1, 3} {
		s := Summarize(l.All(), threads)
		if s.Counts.Edges != n || s.Counts.Variants != n || s.Counts.Activities != n {
			t.Fatalf("counts %+v, want %d of each", s.Counts, n)
		}
		for _, e := range s.Transitions {
			if e.Count != 2 || e.Sum != 4 || e.Mean != 2 || e.Median != 2 {
				t.Fatalf("transition %+v", e)
			}
		}
		if s.Handover.Pairs != n || s.Handover.Total != 2*n || s.Handover.Passages[7].Count != 2 || s.Counts.Resources != n || s.Counts.EventsWithoutResource != 0 {
			t.Fatalf("handover of %d pairs, %d passages, %d resources, want %d, %d, %d", s.Handover.Pairs, s.Handover.Total, s.Counts.Resources, n, 2*n, n)
		}
		text, err := json.Marshal(s)
		if err != nil || strings.Count(string(text), `"share"`) != listedPassages {
			t.Fatalf("the JSON lists %d passages, want %d: %v", strings.Count(string(text), `"share"`), listedPassages, err)
		}
	}
}

// Sums of microseconds over many centuries do not fit 64 bits.
func TestHugeSums(t *testing.T) {
	var b strings.Builder
	b.WriteString("case,activity,timestamp\n")
	const n = 100
	for i := range n {
		fmt.Fprintf(&b, "%d,A,0001-01-01\n%d,B,9999-12-31\n", i, i)
	}
	first := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	one := float64(time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC).Unix() - first)
	d := Summarize(read(t, b.String()).All(), 0).CaseDurations
	if math.Abs(d.Sum-n*one) > 1e-9*d.Sum || math.Abs(d.Mean-one) > 1e-9*one || d.Max != one {
		t.Errorf("durations %+v, want each %v", d, one)
	}
}
