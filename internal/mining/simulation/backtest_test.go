package simulation

import (
	"math"
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
// and tells the rest, once to the end and once to the day from which one case in
// ten had no time to end: these logs hold only cases that were complete when
// they were drawn, so that towards their end the long ones are missing. The
// simulation must do better than saying that all stays as it was.
func TestBackTest(t *testing.T) {
	betterTime, betterBacklog, within := 0, 0, 0
	logs := []string{"receipt_wabo", "sepsis", "bpic2012_loan", "bpic2015_1", "bpic2015_2"}
	for _, name := range logs {
		v := publicLog(t, name).All()
		end := lastEvent(v)
		var lasts []int64
		for _, s := range read(v, nil, end) {
			lasts = append(lasts, s.end()-s.start())
		}
		slices.Sort(lasts)
		for _, to := range []int64{end, end - int64(stats.QuantileInt(lasts, 9, 10))} {
			began := time.Now()
			b := Try(v, Options{}, 0, to, Budget{Seed: 1, Replications: 40})
			show(t, name, b, time.Since(began))
			if b.Wider.Dates < 2 || b.Inside < 0.75 { // 0.9 where the time to come is like the past
				t.Errorf("%s: %.2f of the weeks in the interval, after %d past dates", name, b.Inside, b.Wider.Dates)
			}
			if b.Within {
				within++
			}
			if to == end {
				continue
			}
			if math.Abs(b.ConcludedTold-b.Concluded) < math.Abs(b.ConcludedNaive-b.Concluded) {
				betterTime++
			}
			if b.Error < b.Naive {
				betterBacklog++
			}
		}
	}
	if within < 8 {
		t.Errorf("the mean time is in its interval in %d of %d", within, 2*len(logs))
	}
	if betterTime < 4 || betterBacklog < 4 {
		t.Errorf("better than the past mean: the time on %d logs, the backlog on %d of %d; want 4", betterTime, betterBacklog, len(logs))
	}
}

func show(t *testing.T, name string, b *BackTest, took time.Duration) {
	const d = 86400.0
	wide := 0.0
	for _, c := range b.Backlog {
		wide += (c.High - c.Low) / float64(len(b.Backlog))
	}
	off := func(x float64) float64 { return 100 * (x/b.Concluded - 1) }
	t.Logf("%-13s %3d weeks, %5d done %4d open | mean time %6.2f days, told %6.2f (%+.0f %%), naive %6.2f (%+.0f %%) | ended a week %5.1f, told %5.1f, naive %5.1f | backlog %5.1f, error %5.1f, naive %5.1f, as today %5.1f, inside %.2f (%.1f wide; times ×%.1f, backlog ×%.1f, before %.2f on %d dates), mean time within %v | %v",
		name, len(b.Backlog), b.Completed, b.Open, b.Concluded/d, b.ConcludedTold/d, off(b.ConcludedTold), b.ConcludedNaive/d, off(b.ConcludedNaive),
		b.PerWeek, b.PerWeekTold, b.PerWeekNaive, b.Mean, b.Error, b.Naive, b.Today, b.Inside, wide, b.Wider.Times, b.Wider.Backlog, b.Wider.Before, b.Wider.Dates, b.Within, took.Round(time.Millisecond))
}

// TestQuickEnough: with three scenarios, the default budget is enough for whole
// runs on public logs, and a page gets its answer. The limits of time are wide,
// because the machines of tests are busy: a second is usual.
func TestQuickEnough(t *testing.T) {
	for name, limit := range map[string]time.Duration{"receipt_wabo": 15 * time.Second, "bpic2015_1": 15 * time.Second, "bpic2012_loan": 30 * time.Second, "bpic2019_1_per_variant": 30 * time.Second} {
		if testing.Short() && name == "bpic2012_loan" {
			continue
		}
		v := publicLog(t, name).All()
		now := v.Log.Time[0]
		for _, x := range v.Log.Time {
			now = max(now, x)
		}
		began := time.Now()
		m := Calibrate(v, Options{Now: now - 60*day})
		calibrated := time.Since(began)
		var a int32
		for i := range m.Steps {
			if m.Steps[i].N > m.Steps[a].N {
				a = int32(i)
			}
		}
		o := m.Run([]Scenario{{Changes: []Change{{StepBy, a, 0.5}}}, {Changes: []Change{{Arrivals, 0, 1.1}}}, {Changes: []Change{{StaffOf, a, 9}}}}, Budget{})
		took := time.Since(began)
		t.Logf("%s: calibrated in %v, %d runs of 4 with %d events in %v; %d open, %d stale; horizon %d weeks", name, calibrated.Round(time.Millisecond), o.Ran.Replications, o.Ran.Events, (took - calibrated).Round(time.Millisecond), m.Open, len(m.Stale), o.Ran.Horizon/week)
		if o.Ran.Cut > 0 || o.Ran.Replications < 5 {
			t.Errorf("%s: %+v", name, o.Ran)
		}
		if took > limit {
			t.Errorf("%s took %v, want %v at most", name, took, limit)
		}
	}
}
