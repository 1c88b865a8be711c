package patterns

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
)

func TestVariantsByHand(t *testing.T) {
	v := read(t, "P1;B;2024-01-01", "P1;A;2024-01-05", "P2;A;2024-01-01", "P2;B;2024-01-02", "P3;A;2024-01-01", "P3;B;2024-01-04",
		"P4;A;2024-01-01", "P5;A;2024-01-01", "P5;B;2024-01-08")
	r := VariantsOf(v, 0, Options{})
	got := ""
	for _, x := range r.List {
		for _, a := range x.Activities {
			got += v.Log.Activities[a] + " "
		}
		got += fmt.Sprintf("%d %.1f %.1f %s %d days; ", x.Count, x.Share, x.Cumulative, names(v, x.Cases), x.Duration.Days)
	}
	if want := "A B 3 0.6 0.6 P2 P3 P5 11 days; A 1 0.2 0.8 P4 0 days; B A 1 0.2 1.0 P1 4 days; "; got != want {
		t.Errorf("variants %s\nwant     %s", got, want)
	}
	if got, want := fmt.Sprint(r.Coverage), "[{0.5 1 0.3333333333333333} {0.8 2 0.6666666666666666} {0.9 3 1} {0.95 3 1} {1 3 1}]"; got != want {
		t.Errorf("coverage %s, want %s", got, want)
	}
	if r.Distinct != 3 || r.Single != 2 || len(VariantsOf(v, 1, Options{}).List) != 1 {
		t.Errorf("distinct %d, single %d", r.Distinct, r.Single)
	}
}

func TestVariantsAgainstOracle(t *testing.T) {
	dir := publicData(t)
	for _, name := range []string{"running_example", "receipt_wabo", "roadtraffic100traces", "sepsis", "bpic2015_1"} {
		var want struct {
			Counts struct{ Variants int }
			Top    []struct {
				Count    int
				Sequence []string
			} `json:"variants_top20"`
		}
		readJSON(t, dir+"/expected/"+name+".json.gz", &want)
		v := public(t, name+".xes.gz", eventlog.Options{})
		r := VariantsOf(v, 20, Options{})
		if r.Distinct != want.Counts.Variants || len(r.List) != len(want.Top) {
			t.Fatalf("%s: %d variants, %d listed, want %d, %d", name, r.Distinct, len(r.List), want.Counts.Variants, len(want.Top))
		}
		for i, w := range want.Top {
			var got []string
			for _, a := range r.List[i].Activities {
				got = append(got, v.Log.Activities[a])
			}
			if r.List[i].Count != w.Count || len(r.List[i].Cases) != w.Count || !slices.Equal(got, w.Sequence) {
				t.Errorf("%s: variant %d is %d × %v, want %d × %v", name, i, r.List[i].Count, got, w.Count, w.Sequence)
			}
		}
	}
}

func TestDottedChart(t *testing.T) {
	v := read(t, "P1;A;2024-01-10", "P1;B;2024-01-12", "P2;A;2024-01-01", "P2;B;2024-02-20", "P3;A;2024-01-05")
	lines := func(d *Dotted) string { return names(v, d.Lines) }
	for order, want := range map[Order]string{ByStart: "P2 P3 P1", ByEnd: "P3 P1 P2", ByDuration: "P2 P1 P3"} {
		if got := lines(DottedOf(v, DottedOptions{Order: order})); got != want {
			t.Errorf("order %d: %s, want %s", order, got, want)
		}
	}
	d := DottedOf(v, DottedOptions{Relative: true})
	if d.From != 0 || d.To != 50*day || len(d.Dots) != 5 || d.Sampled() || d.Dots[1] != (Dot{0, 3, 1, 50 * day}) {
		t.Errorf("%+v", d)
	}
}

// TestDottedSample: a capped chart shows whole cases from all over the order,
// no more than asked, the same ones every time.
func TestDottedSample(t *testing.T) {
	v := generated(50_000, 7)
	d := DottedOf(v, DottedOptions{MaxDots: 1000})
	if !d.Sampled() || d.Events != v.Events() || d.Cases != v.Cases() || len(d.Dots) > 1000 || len(d.Dots) < 900 {
		t.Fatalf("%d dots of %d events", len(d.Dots), d.Events)
	}
	all := DottedOf(v, DottedOptions{MaxDots: d.Events})
	for tenth := range 10 {
		lo, hi := all.Lines[tenth*len(all.Lines)/10], all.Lines[(tenth+1)*len(all.Lines)/10-1]
		in := 0
		for _, c := range d.Lines {
			at := v.Log.Time[v.Log.Start[c]]
			if at >= v.Log.Time[v.Log.Start[lo]] && at <= v.Log.Time[v.Log.Start[hi]] {
				in++
			}
		}
		if in*15 < len(d.Lines) {
			t.Errorf("tenth %d of the cases has %d of %d lines", tenth, in, len(d.Lines))
		}
	}
	if again := DottedOf(v, DottedOptions{MaxDots: 1000}); !slices.Equal(again.Dots, d.Dots) {
		t.Error("another run shows other dots")
	}
}

// TestThroughputBins: bins are of a length that people use, hold every case
// once, and each case stands where its duration is.
func TestThroughputBins(t *testing.T) {
	for seed := range uint64(30) {
		v := generated(20+int(seed)*300, seed)
		h := ThroughputOf(v)
		total := 0
		for i, b := range h.Bins {
			total += b.Count
			if len(b.Cases) != b.Count || math.Abs(b.From-float64(i)*h.Width) > 1e-9 {
				t.Fatalf("seed %d: bin %+v", seed, b)
			}
			for _, c := range b.Cases {
				d := float64(v.Log.Time[v.Log.Start[c+1]-1]-v.Log.Time[v.Log.Start[c]]) / day
				if d < b.From || (d >= b.To && !b.Open) {
					t.Fatalf("seed %d: a case of %v days in bin %v–%v", seed, d, b.From, b.To)
				}
			}
		}
		if total != v.Cases() || len(h.Bins) > mostBins || !slices.Contains(widths, int64(math.Round(h.Width*day))) {
			t.Fatalf("seed %d: %d cases of %d in %d bins of %v days", seed, total, v.Cases(), len(h.Bins), h.Width)
		}
	}
}

// TestThroughputWidth has the width of Freedman and Diaconis by hand: 1000
// cases of 1 to 1000 days have IQR 499.5 and so 2·499.5/10 = 99.9 days.
func TestThroughputWidth(t *testing.T) {
	sorted := make([]int64, 1000)
	for i := range sorted {
		sorted[i] = int64(i+1) * day
	}
	if w := widthOf(sorted); w != 120*day {
		t.Errorf("width %v days, want 120", w/day)
	}
	for what, c := range map[string]struct {
		sorted []int64
		want   int64
	}{
		"one case of 90 days":     {[]int64{90 * day}, 30 * day},
		"all cases of no time":    {[]int64{0, 0, 0}, hour},
		"half of the cases alike": {[]int64{0, 0, 0, 0, 0, 0, 0, 100 * day}, 14 * day},
	} {
		if w := widthOf(c.sorted); w != c.want {
			t.Errorf("%s: width %v hours, want %v", what, w/hour, c.want/hour)
		}
	}
}

// TestThroughputTail: what is far beyond the others stands in a last bin
// without end.
func TestThroughputTail(t *testing.T) {
	var lines []string
	for p := range 60 {
		days := 1 + p
		if p == 59 {
			days = 9000
		}
		on := kernel.MustDay("1995-01-01")
		lines = append(lines, fmt.Sprintf("P%d;A;%s", p, on), fmt.Sprintf("P%d;B;%s", p, on.AddDays(days)))
	}
	h := ThroughputOf(read(t, lines...))
	last := h.Bins[len(h.Bins)-1]
	if len(h.Bins) != mostBins || !last.Open || last.Count != 1 || math.Round(last.To) != 9000 || last.To != h.Max {
		t.Errorf("%d bins of %v days, the last %+v", len(h.Bins), h.Width, last)
	}
	for i, b := range h.Bins[:len(h.Bins)-1] {
		if b.Open {
			t.Errorf("bin %d is open", i)
		}
	}
}

func TestSpectrumByHand(t *testing.T) {
	var lines []string
	for i, days := range []int{5, 1, 4, 2, 3} {
		lines = append(lines, fmt.Sprintf("P%d;A;2024-01-%02d", i, i+1), fmt.Sprintf("P%d;B;2024-01-%02d", i, i+1+days))
	}
	v := read(t, append(lines, "P9;B;2024-05-01", "P9;A;2024-05-02")...)
	s := SpectrumOf(v, SpectrumOptions{})
	if len(s.Segments) != 2 || s.Distinct != 2 || s.Count != 6 || s.Sampled() {
		t.Fatalf("%+v", s)
	}
	g := s.Segments[0]
	got := ""
	for _, x := range g.Lines {
		got += fmt.Sprintf("%s:%d ", v.Log.Cases[x.Case], x.Quartile)
	}
	if want := "P0:4 P1:1 P2:3 P3:1 P4:2 "; got != want || g.FromName != "A" || g.ToName != "B" || g.Median != 3*86400 {
		t.Errorf("%s→%s %s, want %s", g.FromName, g.ToName, got, want)
	}
	if s := SpectrumOf(v, SpectrumOptions{Segments: [][2]int32{{1, 0}, {1, 1}}}); len(s.Segments) != 1 || s.Segments[0].FromName != "B" {
		t.Errorf("named segments: %+v", s.Segments)
	}
}

// TestSpectrumQuartiles: a quarter of the passages of each segment in each
// class, but for equal durations, and the cap is kept.
func TestSpectrumQuartiles(t *testing.T) {
	v := generated(60_000, 3)
	for _, g := range SpectrumOf(v, SpectrumOptions{MaxLines: 1 << 30}).Segments {
		var in [5]int
		for _, x := range g.Lines {
			in[x.Quartile]++
		}
		if len(g.Lines) != g.Count || in[4] > g.Count/4+1 || in[1] < g.Count/4 || in[1]+in[2] < g.Count/2 {
			t.Errorf("%s→%s: %v of %d", g.FromName, g.ToName, in, g.Count)
		}
	}
	s := SpectrumOf(v, SpectrumOptions{MaxLines: 500})
	if !s.Sampled() || s.Shown > 500 || s.Shown < 450 {
		t.Errorf("%d lines shown of %d", s.Shown, s.Count)
	}
}

// TestPoorLogs: nothing breaks, and nothing is claimed, without cases, with one
// case, with one event per case and without resources.
func TestPoorLogs(t *testing.T) {
	empty := &eventlog.View{Log: &eventlog.Log{Start: []int32{0}}}
	for name, v := range map[string]*eventlog.View{
		"empty": empty, "one event": read(t, "P1;A;2024-01-01"), "one case": read(t, "P1;A;2024-01-01", "P1;B;2024-01-01"),
		"single events": read(t, "P1;A;2024-01-01", "P2;A;2024-01-02", "P3;A;2024-01-02"),
	} {
		r := ReworkOf(v, Options{})
		if len(r.Activities) > 0 || len(r.WithRework) > 0 || r.Cost.Seconds != 0 {
			t.Errorf("%s: rework %+v", name, r)
		}
		if x := ReturnsOf(v, Options{}); len(x) > 0 {
			t.Errorf("%s: returns %+v", name, x)
		}
		if h := HandoverOf(v, Actor{}, Options{}); h.NotKnown == "" {
			t.Errorf("%s: handover %+v", name, h)
		}
		if h := ThroughputOf(v); (h.NotKnown == "") != (v.Cases() > 0) {
			t.Errorf("%s: throughput %+v", name, h)
		}
		if b := BodiesOf(v, BodiesOptions{}); b.NotKnown == "" {
			t.Errorf("%s: bodies %+v", name, b)
		}
		if d := DottedOf(v, DottedOptions{}); len(d.Lines) != v.Cases() {
			t.Errorf("%s: %d lines", name, len(d.Lines))
		}
		if x := VariantsOf(v, 0, Options{}); x.Cases != v.Cases() || len(SpectrumOf(v, SpectrumOptions{}).Segments) > 1 {
			t.Errorf("%s: variants %+v", name, x)
		}
	}
}

// TestHiddenActivities: a view with hidden activities is the log without them.
func TestHiddenActivities(t *testing.T) {
	v := read(t, "P1;A;2024-01-01;Anna", "P1;X;2024-01-02;Bruno", "P1;A;2024-01-03;Anna", "P2;X;2024-01-01;Anna", "P2;B;2024-01-02;Bruno")
	without := read(t, "P1;A;2024-01-01;Anna", "P1;A;2024-01-03;Anna", "P2;B;2024-01-02;Bruno")
	hidden := make([]bool, len(v.Log.Activities))
	hidden[slices.Index(v.Log.Activities, "X")] = true
	some := &eventlog.View{Log: v.Log, Kept: v.Kept, Hidden: hidden}
	show := func(v *eventlog.View) string {
		r, h := ReworkOf(v, Options{}), HandoverOf(v, Actor{}, Options{})
		var passages []string
		for _, p := range h.Passages {
			passages = append(passages, fmt.Sprint(p.FromName, p.ToName, p.Count, p.Wait))
		}
		return fmt.Sprint(r.Events, r.Cost, r.SelfLoops, names(v, r.WithRework), strings.Join(passages, ","), len(DottedOf(v, DottedOptions{}).Dots))
	}
	if got, want := show(some), show(without); got != want {
		t.Errorf("hidden: %s\nwant    %s", got, want)
	}
}

// BenchmarkMillion measures everything of this package on a million events.
func BenchmarkMillion(b *testing.B) {
	v := generated(1_000_000, 1)
	for name, f := range map[string]func(){
		"rework":     func() { ReworkOf(v, Options{}) },
		"returns":    func() { ReturnsOf(v, Options{}) },
		"pingpong":   func() { PingPongOf(v, Actor{}, Options{}) },
		"handover":   func() { HandoverOf(v, Actor{}, Options{}) },
		"variants":   func() { VariantsOf(v, 20, Options{}) },
		"dotted":     func() { DottedOf(v, DottedOptions{}) },
		"throughput": func() { ThroughputOf(v) },
		"spectrum":   func() { SpectrumOf(v, SpectrumOptions{}) },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				f()
			}
		})
	}
}
