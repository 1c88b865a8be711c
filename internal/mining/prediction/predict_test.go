package prediction

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pass/internal/mining/eventlog"
	"pass/internal/mining/stats"
)

const days = 86400.0

var epoch = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)

type made struct {
	c, activity, who string
	at               float64 // seconds from 2024-01-01
}

// logOf writes events as CSV and reads them back.
func logOf(t testing.TB, events []made) *eventlog.Log {
	t.Helper()
	var b strings.Builder
	b.WriteString("case,activity,timestamp,resource\n")
	for _, e := range events {
		fmt.Fprintf(&b, "%s,%s,%s,%s\n", e.c, e.activity, epoch.Add(time.Duration(e.at*1e6)*time.Microsecond).Format("2006-01-02T15:04:05.000000Z"), e.who)
	}
	l, err := eventlog.Read(strings.NewReader(b.String()), eventlog.Options{Mapping: eventlog.Mapping{Case: "case", Activity: "activity", Timestamp: "timestamp", Resource: "resource"}})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// permits are n cases, some three a day. Half of them go through a request for
// integrations, early, that makes what follows last four times as long. Times
// are exponential, so that the truth of every state is known.
func permits(n int, seed uint64) (events []made) {
	rng := stats.NewRNG(seed)
	at := 0.0
	for i := range n {
		at += days / 3 * rng.Exp()
		id, x := fmt.Sprintf("p%05d", i), at
		do := func(activity string, after float64) {
			x += after
			events = append(events, made{id, activity, fmt.Sprintf("r%d", rng.Intn(4)), x})
		}
		rest := 10 * days
		do("Protocollo", 0)
		if rng.Intn(2) == 0 {
			do("Richiesta integrazioni", 2*days)
			rest = 40 * days
		}
		do("Verifica", 2*days)
		do("Istruttoria", days)
		do("Rilascio", rest*rng.Exp())
	}
	return events
}

func endsAt(t testing.TB, l *eventlog.Log, name string) []bool {
	t.Helper()
	ends := make([]bool, len(l.Activities))
	i := slices.Index(l.Activities, name)
	if i < 0 {
		t.Fatalf("no activity %q", name)
	}
	ends[i] = true
	return ends
}

func at(d float64) int64 { return epoch.UnixMicro() + int64(d*days*1e6) }

// TestPlanted: what makes cases long is found, told and shown.
func TestPlanted(t *testing.T) {
	l := logOf(t, permits(2000, 1))
	r := Predict(l.All(), Options{Now: at(500), Ends: endsAt(t, l, "Rilascio"), Seed: 1, Trials: -1})
	if r.Unknown != "" || r.Open < 40 || len(r.Cases) != r.Open {
		t.Fatalf("%q, %d open, %d predictions", r.Unknown, r.Open, len(r.Cases))
	}
	asked, last := int32(slices.Index(l.Activities, "Richiesta integrazioni")), int32(slices.Index(l.Activities, "Istruttoria"))
	integrated := func(c int32) bool { return slices.Contains(l.Activity[l.Start[c]:l.Start[c+1]], asked) }
	long, short, named, alike, shown := []float64{}, []float64{}, 0, 0, 0
	for _, p := range r.Cases {
		if p.Last != last {
			continue
		}
		if p.Low > p.Remaining || p.Remaining > p.High || p.Low < 0 {
			t.Errorf("case %d: %v … %v … %v", p.Case, p.Low, p.Remaining, p.High)
		}
		for _, s := range p.Similar {
			shown++
			if integrated(s.Case) == integrated(p.Case) {
				alike++
			}
		}
		if !integrated(p.Case) {
			short = append(short, p.Remaining/days)
			continue
		}
		long = append(long, p.Remaining/days)
		for _, reason := range p.Reasons {
			if (reason.Feature == Count && reason.Activity == asked || reason.Feature == Events || reason.Feature == DifferentSteps) && reason.Factor > 1 {
				named++
				break
			}
		}
	}
	// the median of an exponential time, whatever has passed, is its mean times ln 2
	if m := stats.Median(long); math.Abs(m-40*math.Ln2) > 8 {
		t.Errorf("with integrations %.1f days, want %.1f", m, 40*math.Ln2)
	}
	if m := stats.Median(short); math.Abs(m-10*math.Ln2) > 3 {
		t.Errorf("without %.1f days, want %.1f", m, 10*math.Ln2)
	}
	if named < len(long)*3/4 {
		t.Errorf("integrations are a reason in %d of %d", named, len(long))
	}
	if alike < shown*9/10 {
		t.Errorf("%d of %d similar cases are alike", alike, shown)
	}
}

// TestIntervalsAndProbabilities: on dates of a process that does not change,
// intervals hold what they say and probabilities come true.
func TestIntervalsAndProbabilities(t *testing.T) {
	l := logOf(t, permits(3000, 2))
	r := Predict(l.All(), Options{Now: at(980), Ends: endsAt(t, l, "Rilascio"), Seed: 1, Trials: 4,
		Term: func(c int32) (int64, bool) { return l.Time[l.Start[c]] + int64(30*days*1e6), true }})
	x := r.Trials
	if x.Predictions < 250 || x.Assumed {
		t.Fatalf("%+v", x)
	}
	t.Logf("%d predictions: error %.1f days (same step %.1f, all %.1f), under P90 %.3f, over P10 %.3f, Brier %.3f (plain %.3f)", x.Predictions, x.Error/days, x.Baseline/days, x.Plain/days, x.Under90, x.Over10, x.Brier, x.BrierPlain)
	if x.Under90 < 0.85 || x.Under90 > 0.95 {
		t.Errorf("under P90 are %.3f", x.Under90)
	}
	if x.Over10 < 0.85 || x.Over10 > 0.95 {
		t.Errorf("over P10 are %.3f", x.Over10)
	}
	if x.Error >= x.Baseline || x.Baseline >= x.Plain*1.02 {
		t.Errorf("errors %.2f, %.2f, %.2f days", x.Error/days, x.Baseline/days, x.Plain/days)
	}
	if x.Brier >= x.BrierPlain {
		t.Errorf("Brier %.3f, plain %.3f", x.Brier, x.BrierPlain)
	}
	for _, b := range x.Reliability {
		t.Logf("said %.2f, came %.2f (%d)", b.Predicted, b.Observed, b.N)
		if b.N >= 60 && math.Abs(b.Predicted-b.Observed) > 0.12 {
			t.Errorf("said %.2f, came %.2f (%d)", b.Predicted, b.Observed, b.N)
		}
	}
}

// TestNothingOfTheFuture: with declared ends, events after the present change
// nothing; nor does the order of the rows.
func TestNothingOfTheFuture(t *testing.T) {
	events := permits(900, 3)
	now := 200 * days
	var known []made
	for _, e := range events {
		if e.at <= now {
			known = append(known, e)
		}
	}
	o := Options{Now: at(200), Seed: 4, Trials: 1}
	predict := func(events []made) (*Result, *eventlog.Log) {
		l := logOf(t, events)
		p := o
		p.Ends = endsAt(t, l, "Rilascio")
		return Predict(l.All(), p), l
	}
	past, _ := predict(known)
	whole, _ := predict(events)
	if !reflect.DeepEqual(past.Cases, whole.Cases) || !reflect.DeepEqual(past.Trials, whole.Trials) {
		t.Error("events after the present change the predictions")
	}
	again, _ := predict(known)
	if !reflect.DeepEqual(past, again) {
		t.Error("the same log and seed give other predictions")
	}
}

// TestTerms: a term that has passed is certain, one that is far is not.
func TestTerms(t *testing.T) {
	l := logOf(t, permits(900, 5))
	o := Options{Now: at(200), Ends: endsAt(t, l, "Rilascio"), Trials: -1}
	for _, p := range Predict(l.All(), o).Cases {
		if p.Term != nil || p.Breach != nil {
			t.Fatal("a probability without a term")
		}
	}
	for _, days := range []float64{-1, 5, 300} {
		o.Term = func(c int32) (int64, bool) { return at(200 + days), c%2 == 0 }
		for _, p := range Predict(l.All(), o).Cases {
			if p.Case%2 == 1 {
				if p.Breach != nil {
					t.Fatal("a probability for a case without term")
				}
				continue
			}
			b := *p.Breach
			if days < 0 && b != 1 || days == 5 && (b < 0.15 || b >= 1) || days == 300 && (b > 0.1 || b <= 0) {
				t.Errorf("term in %v days: %.3f", days, b)
			}
		}
	}
}

// TestTooFew: the minimum is stated and kept.
func TestTooFew(t *testing.T) {
	var events []made
	for i := range MinCompleted {
		id := fmt.Sprintf("p%02d", i)
		d := float64(i) * days
		events = append(events, made{id, "Protocollo", "", d}, made{id, "Rilascio", "", d + float64(10+i)*days})
	}
	events = append(events, made{"aperta", "Protocollo", "", 95 * days})
	l := logOf(t, events)
	o := Options{Now: at(100), Ends: endsAt(t, l, "Rilascio")}
	r := Predict(l.All(), o)
	if r.Unknown != "" || len(r.Cases) != 1 || r.Completed != MinCompleted {
		t.Errorf("with the minimum: %q, %d predictions of %d completed", r.Unknown, len(r.Cases), r.Completed)
	}
	o.Now = at(67) // the last one is still open
	if r = Predict(l.All(), o); r.Unknown != TooFewCompleted || r.Cases != nil || r.Open == 0 {
		t.Errorf("with one less: %q, %d predictions", r.Unknown, len(r.Cases))
	}
	if r = Predict(&eventlog.View{Log: l}, o); r.Unknown != TooFewCompleted {
		t.Errorf("with nothing: %q", r.Unknown)
	}
	var still []made
	for i := range 40 {
		id := fmt.Sprintf("p%02d", i)
		still = append(still, made{id, "Protocollo", "", days}, made{id, "Rilascio", "", days})
	}
	l = logOf(t, still)
	if r = Predict(l.All(), Options{Now: at(3), Ends: endsAt(t, l, "Rilascio")}); r.Unknown != NoTime {
		t.Errorf("cases without time: %q", r.Unknown)
	}
}

// TestLongestSoFar: who waits longer than anybody did is told.
func TestLongestSoFar(t *testing.T) {
	events := append(permits(600, 6), made{"dimenticata", "Protocollo", "", 0}, made{"dimenticata", "Verifica", "", days})
	l := logOf(t, events)
	r := Predict(l.All(), Options{Now: at(150), Ends: endsAt(t, l, "Rilascio"), Trials: -1})
	found := 0
	for _, p := range r.Cases {
		forgotten := l.Cases[p.Case] == "dimenticata"
		if forgotten {
			found++
		}
		if forgotten && !p.LongestSoFar {
			t.Error("the forgotten case is not told")
		}
	}
	if found != 1 {
		t.Errorf("the forgotten case is predicted %d times", found)
	}
}
