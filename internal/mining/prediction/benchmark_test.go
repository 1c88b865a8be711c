package prediction

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
func publicLog(t testing.TB, name string, mode eventlog.Lifecycle) *eventlog.Log {
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
	l, err := eventlog.Read(f, eventlog.Options{Lifecycle: mode})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

var publicLogs = []string{"receipt_wabo", "sepsis", "bpic2012_loan", "bpic2015_1", "bpic2015_2"}

// outcome is the error of the predictions and of the baselines on held-out
// prefixes, days.
type outcome struct {
	cases, prefixes           int
	error, under90            float64
	all, byLength, byActivity float64 // medians of the remaining times of training prefixes
	took                      time.Duration
	method                    Method
}

// benchmark is the protocol of Verenich et al. (2019), stricter about time: the
// first 60 % of the cases by their beginning and of these only the ones complete
// by the day on which the next one begins are learned from; every prefix of the
// cases that begin later is predicted right after its last event.
func benchmark(v *eventlog.View) (o outcome) {
	h := read(v, nil, math.MaxInt64)
	var starts []int64
	for i := range h.cases {
		starts = append(starts, h.start(&h.cases[i]))
	}
	slices.Sort(starts)
	split := starts[len(starts)*6/10]
	var tests []sample
	for i := range h.cases {
		if h.start(&h.cases[i]) >= split {
			o.cases++
			tests = append(tests, h.prefixes([]int32{int32(i)})...)
		}
	}
	past := read(v, nil, split-1)
	began := time.Now()
	l := learn(past, past.completeBefore(split), split, atEvents, 1)
	l.settle()
	o.took, o.method = time.Since(began), l.method
	base := newBaselines(l)
	now := *l
	now.h = h // the states to predict stand in the whole history
	enc := *l.encoder
	enc.h = h
	now.encoder = &enc
	var d distribution
	tests = spread(tests, 10000)
	for _, s := range tests {
		r := h.remaining(s)
		now.predict(l.method, s, -1, &d)
		o.error += math.Abs(now.at(&d, s, 0.5)-r) / 86400
		if r <= now.at(&d, s, 0.9) {
			o.under90++
		}
		o.all += math.Abs(base.all-r) / 86400
		o.byLength += math.Abs(base.of(base.byLength, s.seen)-r) / 86400
		o.byActivity += math.Abs(base.of(base.byActivity, h.last(s))-r) / 86400
	}
	o.prefixes = len(tests)
	for _, x := range []*float64{&o.error, &o.under90, &o.all, &o.byLength, &o.byActivity} {
		*x /= float64(len(tests))
	}
	return o
}

type baselines struct {
	all                  float64
	byLength, byActivity map[int32]float64
}

func newBaselines(l *learned) baselines {
	var all []float64
	length, activity := map[int32][]float64{}, map[int32][]float64{}
	for _, s := range l.train {
		y := l.h.remaining(s)
		all = append(all, y)
		length[s.seen] = append(length[s.seen], y)
		activity[l.h.last(s)] = append(activity[l.h.last(s)], y)
	}
	b := baselines{stats.Median(all), map[int32]float64{}, map[int32]float64{}}
	for k, v := range length {
		b.byLength[k] = stats.Median(v)
	}
	for k, v := range activity {
		b.byActivity[k] = stats.Median(v)
	}
	return b
}

func (b baselines) of(m map[int32]float64, k int32) float64 {
	if v, ok := m[k]; ok {
		return v
	}
	return b.all
}

// TestBeatsTheMedian compares the predictions on public logs with the strongest
// of three medians: of all training prefixes, of those as long, of those after
// the same activity.
func TestBeatsTheMedian(t *testing.T) {
	better, covered := 0, 0
	for _, name := range publicLogs {
		o := benchmark(publicLog(t, name, eventlog.Complete).All())
		best := min(o.all, o.byLength, o.byActivity)
		t.Logf("%-14s %5d cases %6d prefixes: error %6.2f days; medians: all %6.2f, by length %6.2f, by activity %6.2f; gain %4.1f %%; under P90 %.3f; %s, %v",
			name, o.cases, o.prefixes, o.error, o.all, o.byLength, o.byActivity, 100*(1-o.error/best), o.under90, o.method, o.took.Round(time.Millisecond))
		if o.error < best {
			better++
		}
		if o.under90 >= 0.85 && o.under90 <= 0.95 {
			covered++
		}
		if o.under90 < 0.8 || o.under90 > 0.98 {
			t.Errorf("%s: %.3f under P90", name, o.under90)
		}
		if o.took > 15*time.Second { // half a second on a quiet machine
			t.Errorf("%s: learning took %v", name, o.took)
		}
	}
	if better < 4 {
		t.Errorf("better than the strongest median on %d logs of %d, want 4", better, len(publicLogs))
	}
	t.Logf("P90 within 0.85 and 0.95 on %d logs", covered)
}

// TestTrials repeats the prediction of all open cases on past dates: what a page
// shows as the error of the method on its log.
func TestTrials(t *testing.T) {
	better, covered := 0, 0
	for _, name := range publicLogs {
		v := publicLog(t, name, eventlog.Complete).All()
		x := Predict(v, Options{Seed: 1}).Trials
		const day = 86400
		t.Logf("%-14s %d dates, %5d predictions of %5d cases: error %6.2f days; medians: same step %6.2f, all %6.2f; under P90 %.3f, over P10 %.3f; Brier %.3f (plain %.3f)",
			name, len(x.Dates), x.Predictions, x.Cases, x.Error/day, x.Baseline/day, x.Plain/day, x.Under90, x.Over10, x.Brier, x.BrierPlain)
		for _, b := range x.Reliability {
			t.Logf("   said %.2f, came %.2f (%d)", b.Predicted, b.Observed, b.N)
		}
		if x.Error < min(x.Baseline, x.Plain) {
			better++
		}
		if x.Under90 > 0.845 && x.Under90 < 0.955 {
			covered++
		}
		if x.Under90 < 0.78 || x.Under90 > 0.97 {
			t.Errorf("%s: %.3f under P90", name, x.Under90)
		}
		if x.Brier >= x.BrierPlain {
			t.Errorf("%s: the probabilities are worth less than the mean share: %.3f, %.3f", name, x.Brier, x.BrierPlain)
		}
	}
	if better < 4 || covered < 4 {
		t.Errorf("better than the medians on %d logs, P90 between 85 and 95 %% on %d of %d; want 4", better, covered, len(publicLogs))
	}
}
