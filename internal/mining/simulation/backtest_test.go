package simulation

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pass/internal/mining/eventlog"
	"pass/internal/mining/stats"
)

// publicLog reads one of the public logs that stand beside the checkout, and
// skips the test when they are not there.
func publicLog(t testing.TB, name string) *eventlog.Log {
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
	f, err := os.Open(filepath.Join(dir, "logs", name+".xes.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	l, err := eventlog.Read(f, eventlog.Options{Lifecycle: eventlog.Complete})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// TestBackTest calibrates on the first seven tenths of the time of public logs
// and tells the rest. These logs hold only cases that were complete when they
// were drawn, so that towards their end the long cases are missing: the table
// tells the error to the end, and to the day from which nine tenths of the
// cases had no time to end.
func TestBackTest(t *testing.T) {
	const d = 86400.0
	for _, name := range []string{"receipt_wabo", "sepsis", "bpic2012_loan", "bpic2015_1", "bpic2015_2"} {
		v := publicLog(t, name).All()
		end := lastEvent(v)
		var lasts []int64
		for _, s := range read(v, nil, end) {
			lasts = append(lasts, s.end()-s.start())
		}
		lasts = sorted(lasts)
		edge := end - int64(stats.QuantileInt(lasts, 9, 10))
		for what, to := range []int64{edge, end} {
			began := time.Now()
			b := Try(v, Options{}, 0, to, Budget{Seed: 1, Replications: 40})
			t.Logf("%-13s %s %3d weeks, %5d done %4d open: mean time of the ended %6.2f days, told %6.2f (%+5.1f %%) naive %6.2f (%+5.1f %%); ended a week %5.1f, told %5.1f naive %5.1f; backlog %5.1f, error %5.1f (%4.1f %%) naive %5.1f today %5.1f; inside %.2f; %v",
				name, []string{"edge", "end "}[what], len(b.Backlog), b.Completed, b.Open, b.Concluded/d, b.ConcludedTold/d, 100*(b.ConcludedTold/b.Concluded-1), b.ConcludedNaive/d, 100*(b.ConcludedNaive/b.Concluded-1),
				b.PerWeek, b.PerWeekTold, b.PerWeekNaive, b.Mean, b.Error, 100*b.Error/b.Mean, b.Naive, b.Today, b.Inside, time.Since(began).Round(time.Millisecond))
		}
		m := Calibrate(v, Options{Now: end - (end-v.Log.Time[0])*3/10})
		for _, p := range m.Pools {
			if p.Busy > 0.05 {
				t.Logf("    pool of %d activities, staff %d, busy %.2f", len(p.Activities), p.Staff, p.Busy)
			}
		}
	}
}

func sorted(v []int64) []int64 { slices.Sort(v); return v }
