package performance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"pass/internal/mining/eventlog"
)

// event is a row of a generated log.
type event struct {
	trace, activity, resource string
	at                        int64 // microseconds
}

func events(latest int64) *rapid.Generator[[]event] {
	one := rapid.Custom(func(t *rapid.T) event {
		return event{
			trace:    rapid.SampledFrom([]string{"1", "2", "3", "4"}).Draw(t, "case"),
			activity: rapid.SampledFrom([]string{"A", "B", "C", "à"}).Draw(t, "activity"),
			resource: rapid.SampledFrom([]string{"", "anna", "bruno"}).Draw(t, "resource"),
			at:       rapid.Int64Range(0, latest).Draw(t, "at"),
		}
	})
	return rapid.SliceOfN(one, 1, 60)
}

func logOf(t testing.TB, es []event) *eventlog.Log {
	var b strings.Builder
	b.WriteString("case,activity,timestamp,resource\n")
	for _, e := range es {
		fmt.Fprintf(&b, "%s,%s,%s,%s\n", e.trace, e.activity, time.UnixMicro(e.at).UTC().Format(time.RFC3339Nano), e.resource)
	}
	return read(t, b.String())
}

// obvious measures a log with maps, floats and no haste.
type obvious struct {
	start, end, frequency, rework, loops, variants map[string]int
	edges                                          map[[2]string][]float64
	handover                                       map[[2]string]int
	cases                                          []float64
	ties                                           int
}

func measure(es []event) obvious {
	o := obvious{map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{},
		map[[2]string][]float64{}, map[[2]string]int{}, nil, 0}
	byCase := map[string][]event{}
	for _, e := range es {
		byCase[e.trace] = append(byCase[e.trace], e)
	}
	for _, c := range byCase {
		slices.SortStableFunc(c, func(a, b event) int { return int(a.at - b.at) })
		o.start[c[0].activity]++
		o.end[c[len(c)-1].activity]++
		o.cases = append(o.cases, float64(c[len(c)-1].at-c[0].at)/1e6)
		times, sequence := map[string]int{}, ""
		for i, e := range c {
			o.frequency[e.activity]++
			sequence += e.activity + ","
			if times[e.activity]++; times[e.activity] == 2 {
				o.rework[e.activity]++
			}
			if i == 0 {
				continue
			}
			p := c[i-1]
			o.edges[[2]string{p.activity, e.activity}] = append(o.edges[[2]string{p.activity, e.activity}], float64(e.at-p.at)/1e6)
			if p.at == e.at {
				o.ties++
			}
			if p.activity == e.activity {
				o.loops[e.activity]++
			}
			if p.resource != "" && e.resource != "" {
				o.handover[[2]string{p.resource, e.resource}]++
			}
		}
		o.variants[sequence]++
	}
	return o
}

func asMap(f Frequencies) map[string]int {
	m := map[string]int{}
	for _, x := range f {
		m[x.Name] = x.Count
	}
	return m
}

// sameDurations compares with the definitions, quantiles by the formula of
// type 7 in floating point.
func sameDurations(d Durations, values []float64) bool {
	slices.Sort(values)
	quantile := func(p float64) float64 {
		h := float64(len(values)-1) * p
		i := int(h)
		if i+1 == len(values) {
			return values[i]
		}
		return values[i] + (h-float64(i))*(values[i+1]-values[i])
	}
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	near := func(a, b float64) bool { return math.Abs(a-b) <= 1e-9*max(1, math.Abs(b)) }
	return d.Count == len(values) && near(d.Sum, sum) && near(d.Mean, sum/float64(len(values))) && near(d.Median, quantile(0.5)) &&
		d.Min == values[0] && d.Max == values[len(values)-1] && near(d.P90, quantile(0.9))
}

func TestAgainstTheObvious(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		es := events(rapid.SampledFrom([]int64{3, 1 << 40}).Draw(rt, "latest")).Draw(rt, "events")
		s, want := Summarize(logOf(t, es).All(), 0), measure(es)
		for _, c := range []struct {
			got  Frequencies
			want map[string]int
		}{{s.StartActivities, want.start}, {s.EndActivities, want.end}, {s.ActivityFrequency, want.frequency}, {s.Rework, want.rework}, {s.SelfLoops, want.loops}} {
			if !reflect.DeepEqual(asMap(c.got), c.want) {
				rt.Fatalf("frequencies %v, want %v", c.got, c.want)
			}
		}
		if s.Counts.Ties != want.ties || s.Counts.Variants != len(want.variants) || s.Handover.Pairs != len(want.handover) {
			rt.Fatalf("counts %+v, handover %+v, want %+v", s.Counts, s.Handover, want)
		}
		for _, v := range s.Variants {
			if n := want.variants[strings.Join(v.Sequence, ",")+","]; n != v.Count {
				rt.Fatalf("variant %v, want %d", v, n)
			}
		}
		for _, p := range s.Handover.Passages {
			if want.handover[[2]string{p.From, p.To}] != p.Count {
				rt.Fatalf("passage %v, want %v", p, want.handover)
			}
		}
		if !sameDurations(s.CaseDurations, want.cases) || len(s.Transitions) != len(want.edges) {
			rt.Fatalf("case durations %+v, %d transitions, want %v, %d", s.CaseDurations, len(s.Transitions), want.cases, len(want.edges))
		}
		for _, e := range s.Transitions {
			if !sameDurations(e.Durations, want.edges[[2]string{e.From, e.To}]) {
				rt.Fatalf("transition %+v, want %v", e, want.edges[[2]string{e.From, e.To}])
			}
		}
	})
}

func TestProperties(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		es := events(rapid.SampledFrom([]int64{3, 1 << 40}).Draw(rt, "latest")).Draw(rt, "events")
		s := Summarize(logOf(t, es).All(), 0)
		edges := 0
		for i, e := range s.Transitions {
			edges += e.Count
			if e.Min < 0 || e.Min > e.Median || e.Median > e.P90 || e.P90 > e.Max || e.Mean < e.Min-1e-6 || e.Mean > e.Max+1e-6 {
				rt.Fatalf("durations out of order: %+v", e)
			}
			if i > 0 && (s.Transitions[i-1].Count < e.Count) {
				rt.Fatalf("transition %d out of order", i)
			}
		}
		if edges+s.Counts.Cases != s.Counts.Events || s.Counts.Events != len(es) {
			rt.Fatalf("%d transitions + %d cases ≠ %d events", edges, s.Counts.Cases, s.Counts.Events)
		}
		if s.CaseDurations.Min < 0 || s.CaseDurations.Count != s.Counts.Cases {
			rt.Fatalf("case durations %+v", s.CaseDurations)
		}
	})
}

// With distinct times, permuting the rows of the file changes nothing but the
// count of those that stood out of order.
func TestPermutedRows(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		es := events(0).Draw(rt, "events")
		for i := range es {
			es[i].at = int64(i) * 1_000_000
		}
		form := func(es []event) []byte {
			s := Summarize(logOf(t, es).All(), 0)
			s.Counts.Inversions = 0
			text, err := json.Marshal(s)
			if err != nil {
				rt.Fatal(err)
			}
			return text
		}
		if a, b := form(es), form(rapid.Permutation(es).Draw(rt, "permuted")); !bytes.Equal(a, b) {
			rt.Fatalf("%s\n%s", a, b)
		}
	})
}

// TestDescribe measures samples of every size, with repeated, huge and negative
// values, against the definitions.
func TestDescribe(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		width := rapid.SampledFrom([]int64{1, 40, 200, 5_000, 1 << 40, 1 << 55}).Draw(rt, "width")
		low := rapid.SampledFrom([]int64{0, -17, -(1 << 54), 1 << 50}).Draw(rt, "low")
		seed := rapid.Uint64().Draw(rt, "seed")
		values := make([]int64, rapid.SampledFrom([]int{1, 2, 3, 10, 255, 256, 257, 300, 1999, 5000}).Draw(rt, "n"))
		for i := range values {
			seed = (seed ^ seed>>29) * 0x9e3779b97f4a7c15
			values[i] = low + int64(seed>>1)%width
			if seed>>60 < 3 {
				values[i] = low + width/2
			}
		}
		sorted := make([]float64, len(values))
		mean := 0.0
		for i, v := range values {
			sorted[i] = float64(v) / 1e6
			mean += sorted[i] / float64(len(values))
		}
		slices.Sort(sorted)
		var s scratch
		d := s.describe(slices.Clone(values))
		if again := s.describe(values); !reflect.DeepEqual(again, d) {
			rt.Fatalf("the same sample twice: %+v, %+v", d, again)
		}
		at := func(p float64) float64 {
			h := float64(len(sorted)-1) * p
			i := min(int(h), len(sorted)-1)
			return sorted[i] + (h-float64(i))*(sorted[min(i+1, len(sorted)-1)]-sorted[i])
		}
		scale := max(1e-6, math.Abs(sorted[0]), math.Abs(sorted[len(sorted)-1]))
		for what, x := range map[string][2]float64{
			"min": {d.Min, sorted[0]}, "max": {d.Max, sorted[len(sorted)-1]}, "mean": {d.Mean, mean}, "p25": {d.P25, at(0.25)}, "median": {d.Median, at(0.5)},
			"p75": {d.P75, at(0.75)}, "p90": {d.P90, at(0.9)}, "p95": {d.P95, at(0.95)}, "nearest rank": {d.P90NR, sorted[(9*len(sorted)+9)/10-1]},
		} {
			if math.Abs(x[0]-x[1]) > 1e-9*scale {
				rt.Fatalf("%s of %d values: %v, want %v", what, len(values), x[0], x[1])
			}
		}
		if (d.StDev == nil) != (len(values) < 2) {
			rt.Fatalf("stdev of %d values: %v", len(values), d.StDev)
		}
		if d.StDev != nil {
			squares := 0.0
			for _, v := range values {
				squares += (float64(v-low)/1e6 - (mean - float64(low)/1e6)) * (float64(v-low)/1e6 - (mean - float64(low)/1e6))
			}
			if want := math.Sqrt(squares / float64(len(values)-1)); math.Abs(*d.StDev-want) > 1e-6*float64(width)/1e6+1e-9*scale {
				rt.Fatalf("stdev %v, want %v", *d.StDev, want)
			}
		}
	})
}
