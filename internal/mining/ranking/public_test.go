package ranking

import (
	"compress/gzip"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

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

// edge is a transition as an independent tool (pm4py 2.7.14) measures it.
type edge struct {
	From, To                         string
	Count                            int
	Sum, Mean, Median, Min, Max, P90 float64
}

func opened(t *testing.T, file string) *gzip.Reader {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// TestPublicLogs ranks the public logs: every transition is there with the
// figures of the independent tool, and the greatest losses come first.
func TestPublicLogs(t *testing.T) {
	dir := publicData(t)
	for _, name := range []string{"running_example", "receipt_wabo", "sepsis", "bpic2015_1"} {
		t.Run(name, func(t *testing.T) {
			var want struct {
				Cases struct{ Sum float64 } `json:"case_duration_seconds"`
				DFG   []edge                `json:"dfg"`
			}
			if err := json.NewDecoder(opened(t, filepath.Join(dir, "expected", name+".json.gz"))).Decode(&want); err != nil {
				t.Fatal(err)
			}
			l, err := eventlog.Read(opened(t, filepath.Join(dir, "logs", name+".xes.gz")), eventlog.Options{})
			if err != nil {
				t.Fatal(err)
			}
			r := Rank(l.All(), Options{Bootstrap: 20})
			same := func(what string, got, want float64) {
				if math.Abs(got-want) > max(0.001, 1e-9*math.Abs(want)) {
					t.Errorf("%s = %v, want %v", what, got, want)
				}
			}
			same("time of all cases", r.Total, want.Cases.Sum)
			if len(r.Transitions) != len(want.DFG) {
				t.Fatalf("%d transitions, want %d", len(r.Transitions), len(want.DFG))
			}
			of := map[[2]string]edge{}
			for _, e := range want.DFG {
				of[[2]string{e.From, e.To}] = e
			}
			for _, e := range r.Transitions {
				w := of[[2]string{e.FromName, e.ToName}]
				what := strings.Join([]string{e.FromName, e.ToName}, " → ")
				if e.Count != w.Count {
					t.Errorf("%s: %d, want %d", what, e.Count, w.Count)
				}
				same(what+" total", e.Total, w.Sum)
				same(what+" mean", e.Mean, w.Mean)
				same(what+" median", e.Median, w.Median)
				same(what+" max", e.Max, w.Max)
				same(what+" p90", e.P90, w.P90)
			}
		})
	}
}
