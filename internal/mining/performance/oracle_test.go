package performance

import (
	"compress/gzip"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	_ "time/tzdata"

	"pass/internal/mining/eventlog"
)

// publicData finds the public test data that stand beside the checkout, and
// skips the test when they are not there.
func publicData(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("PASS_TEST_DATA")
	if dir == "" {
		root, err := filepath.Abs("../../..")
		if err != nil {
			t.Fatal(err)
		}
		dir = filepath.Join(filepath.Dir(root), "shared")
	}
	if _, err := os.Stat(dir); os.IsNotExist(err) {
		t.Skipf("no public test data in %s", dir)
	}
	return dir
}

// oracle is a result of pm4py 2.7.14 in the keys of our JSON form. The values
// were computed a second time by an independent program.
type oracle struct {
	Counts            map[string]any `json:"counts"`
	Span              Span           `json:"time_span"`
	StartActivities   map[string]int `json:"start_activities"`
	EndActivities     map[string]int `json:"end_activities"`
	ActivityFrequency map[string]int `json:"activity_frequency"`
	CaseDuration      Durations      `json:"case_duration_seconds"`
	Arrival           *float64       `json:"case_arrival_average_seconds"`
	DFG               []Edge         `json:"dfg"`
	Variants          []Variant      `json:"variants_top20"`
	Rework            map[string]int `json:"rework_cases_per_activity"`
	Repeated          map[string]int `json:"rework_repeated_events_per_activity"`
	SelfLoops         map[string]int `json:"self_loops_per_activity"`
	Backlog           []Backlog      `json:"backlog_month_start"`
	Handover          struct {
		Pairs  int       `json:"pairs"`
		Total  int       `json:"total"`
		Listed []Passage `json:"listed"`
	} `json:"handover"`
}

// TestOracle compares the JSON form of the public logs with the results of the
// independent tool: counts exactly, times to max(1 ms, 1e-9 relative).
func TestOracle(t *testing.T) {
	dir := publicData(t)
	files, err := filepath.Glob(filepath.Join(dir, "expected", "*.json.gz"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no expected results in %s: %v", dir, err)
	}
	compared := 0
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".json.gz")
		log, variant, _ := strings.Cut(name, ".")
		mode := eventlog.All
		switch variant {
		case "wall", "intervals": // other readings of the same logs
			continue
		case "complete":
			mode = eventlog.Complete
		case "activity_lifecycle":
			mode = eventlog.Distinct
		case "":
		default:
			t.Errorf("unknown variant %q of the expected results", variant)
		}
		compared++
		t.Run(name, func(t *testing.T) {
			var want oracle
			readJSON(t, file, &want)
			compareOracle(t, summarizeFile(t, logFile(t, filepath.Join(dir, "logs", log)), mode), want)
		})
	}
	if compared < 9 {
		t.Errorf("compared %d results, there are at least 9", compared)
	}
}

// logFile finds the file of a log, whatever its format.
func logFile(t *testing.T, path string) string {
	t.Helper()
	for _, end := range []string{".xes.gz", ".csv.gz", ".xes", ".csv"} {
		if _, err := os.Stat(path + end); err == nil {
			return path + end
		}
	}
	t.Fatalf("no log %s", path)
	return ""
}

func readJSON(t *testing.T, file string, into any) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.NewDecoder(z).Decode(into); err != nil {
		t.Fatal(err)
	}
}

func summarizeFile(t *testing.T, file string, mode eventlog.Lifecycle) *Summary {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	l, err := eventlog.Read(f, eventlog.Options{Lifecycle: mode})
	if err != nil {
		t.Fatal(err)
	}
	return Summarize(l.All(), 0)
}

func compareOracle(t *testing.T, s *Summary, want oracle) {
	t.Helper()
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var got oracle
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	for key, v := range want.Counts {
		if _, isNumber := v.(float64); isNumber && got.Counts[key] != v {
			t.Errorf("counts[%s] = %v, want %v", key, got.Counts[key], v)
		}
	}
	if !closeDurations(got.CaseDuration, want.CaseDuration) {
		t.Errorf("case durations = %+v, want %+v", got.CaseDuration, want.CaseDuration)
	}
	if !sameSeconds(*got.Arrival, *want.Arrival) {
		t.Errorf("arrivals every %v s, want %v", *got.Arrival, *want.Arrival)
	}
	for _, c := range []struct {
		what      string
		got, want any
	}{
		{"start activities", got.StartActivities, want.StartActivities},
		{"end activities", got.EndActivities, want.EndActivities},
		{"activity frequency", got.ActivityFrequency, want.ActivityFrequency},
		{"variants", got.Variants, want.Variants},
		{"rework", got.Rework, want.Rework},
		{"repeated events", got.Repeated, want.Repeated},
		{"self loops", got.SelfLoops, want.SelfLoops},
		{"backlog", got.Backlog, want.Backlog},
		{"period", got.Span, want.Span},
		{"handover pairs", got.Handover.Pairs, want.Handover.Pairs},
		{"handover total", got.Handover.Total, want.Handover.Total},
	} {
		if !reflect.DeepEqual(c.got, c.want) {
			t.Errorf("%s:\n got %v\nwant %v", c.what, c.got, c.want)
		}
	}
	compareEdges(t, got.DFG, want.DFG)
	for i, p := range want.Handover.Listed {
		g := got.Handover.Listed[i]
		if g.From != p.From || g.To != p.To || g.Count != p.Count || math.Abs(g.Share-p.Share) > 1e-12 {
			t.Errorf("handover %d = %v, want %v", i, g, p)
		}
	}
}

func compareEdges(t *testing.T, got, want []Edge) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d transitions, want %d", len(got), len(want))
	}
	for i, w := range want {
		g := got[i]
		same := g.From == w.From && g.To == w.To && closeDurations(g.Durations, w.Durations)
		if !same {
			t.Errorf("transition %d = %+v, want %+v", i, g, w)
		}
	}
}

// closeDurations compares every figure to max(1 ms, 1e-9 relative).
func closeDurations(a, b Durations) bool {
	if (a.StDev == nil) != (b.StDev == nil) || a.StDev != nil && !sameSeconds(*a.StDev, *b.StDev) {
		return false
	}
	return a.Count == b.Count && sameSeconds(a.Sum, b.Sum) && sameSeconds(a.Mean, b.Mean) && sameSeconds(a.Median, b.Median) &&
		sameSeconds(a.Min, b.Min) && sameSeconds(a.Max, b.Max) && sameSeconds(a.P25, b.P25) && sameSeconds(a.P75, b.P75) &&
		sameSeconds(a.P90, b.P90) && sameSeconds(a.P95, b.P95) && sameSeconds(a.P90NR, b.P90NR)
}

func sameSeconds(a, b float64) bool {
	return math.Abs(a-b) <= max(0.001, 1e-9*math.Abs(b))
}

// TestPublicSizes reads the public logs that have no full result: their sizes
// are those of their publication.
func TestPublicSizes(t *testing.T) {
	dir := filepath.Join(publicData(t), "logs")
	for _, c := range []struct {
		file                      string
		cases, events, activities int
	}{
		{"bpic2012_W_start_end.csv.gz", 8616, 59302, 6},
		{"bpic2019_1_per_variant.xes.gz", 11973, 338247, 42},
	} {
		got := summarizeFile(t, filepath.Join(dir, c.file), eventlog.All).Counts
		if got.Cases != c.cases || got.Events != c.events || got.Activities != c.activities {
			t.Errorf("%s: %d cases, %d events, %d activities, want %d, %d, %d", c.file,
				got.Cases, got.Events, got.Activities, c.cases, c.events, c.activities)
		}
	}
}

// BenchmarkBPIC2012 reads the 262,200 events of the loan applications (74 MB of
// XES, gzip) and measures them.
func BenchmarkBPIC2012(b *testing.B) {
	file := filepath.Join(publicData(b), "logs", "bpic2012_loan.xes.gz")
	events := 0
	for b.Loop() {
		f, err := os.Open(file)
		if err != nil {
			b.Fatal(err)
		}
		l, err := eventlog.Read(f, eventlog.Options{})
		f.Close()
		if err != nil {
			b.Fatal(err)
		}
		Summarize(l.All(), 0)
		events += l.Events()
	}
	b.ReportMetric(float64(events)/b.Elapsed().Seconds(), "events/s")
}
