package patterns

import (
	"math"
	"slices"

	"pass/internal/mining/eventlog"
	"pass/internal/mining/stats"
)

const (
	hour = 3600 * 1_000_000 // microseconds
	day  = 24 * hour
)

// widths are the lengths of a bin that people use, in microseconds.
var widths = []int64{hour, 2 * hour, 4 * hour, 8 * hour, 12 * hour, day, 2 * day, 3 * day, 5 * day, 7 * day, 10 * day, 14 * day, 15 * day,
	30 * day, 60 * day, 90 * day, 120 * day, 180 * day, 365 * day, 2 * 365 * day, 5 * 365 * day, 10 * 365 * day, 50 * 365 * day}

// The bins of a histogram are between these.
const (
	fewestBins = 5
	mostBins   = 40
)

// Bin is the cases that last at least From days and less than To.
type Bin struct {
	From, To float64 // days of 24 hours
	Open     bool    // the last bin has no end: To is that of the longest case
	Count    int
	Cases    []int32
}

// Throughput is how long the cases last, from the first event to the last.
type Throughput struct {
	Cases    int
	NotKnown string
	Width    float64 // days of each bin
	Bins     []Bin
	Single   int // cases with one event: they last 0 because nothing else is known

	// In days of 24 hours, type 7; 0 without cases.
	Min, P10, Q1, Median, Mean, Q3, P90, Max float64
}

// noCases says why there is nothing to measure.
const noCases = "there are no cases"

// ThroughputOf makes the histogram of the case durations.
func ThroughputOf(v *eventlog.View) *Throughput {
	h := &Throughput{Cases: v.Cases()}
	if h.Cases == 0 {
		h.NotKnown = noCases
		return h
	}
	byCase := make([]int64, h.Cases)
	var t eventlog.Trace
	for k := range byCase {
		v.Trace(k, &t)
		byCase[k] = t.Time[t.Len()-1] - t.Time[0]
		if t.Len() == 1 {
			h.Single++
		}
	}
	sorted := slices.Clone(byCase)
	slices.Sort(sorted)
	at := func(num, den int) float64 { return stats.QuantileInt(sorted, num, den) / day }
	longest := sorted[len(sorted)-1]
	h.Min, h.P10, h.Q1, h.Median, h.Q3, h.P90, h.Max = at(0, 1), at(1, 10), at(1, 4), at(1, 2), at(3, 4), at(9, 10), float64(longest)/day
	h.Mean = sumOf(sorted) / float64(h.Cases) / day
	width := widthOf(sorted)
	h.Width = float64(width) / day
	bins := min(int(longest/width)+1, mostBins)
	h.Bins = make([]Bin, bins)
	for i := range h.Bins {
		h.Bins[i].From, h.Bins[i].To = float64(int64(i)*width)/day, float64(int64(i+1)*width)/day
	}
	if last := &h.Bins[bins-1]; longest >= int64(bins)*width {
		last.Open, last.To = true, h.Max
	}
	for k, d := range byCase {
		b := &h.Bins[min(int(d/width), bins-1)]
		b.Count++
		b.Cases = append(b.Cases, v.Kept[k])
	}
	return h
}

// widthOf is the width of Freedman and Diaconis, taken up to one of widths. It
// is no wider than what gives fewestBins up to the 95th percentile, and no
// narrower than what puts that percentile within mostBins.
func widthOf(sorted []int64) int64 {
	iqr := stats.QuantileInt(sorted, 3, 4) - stats.QuantileInt(sorted, 1, 4)
	reach := stats.QuantileInt(sorted, 19, 20)
	if reach == 0 {
		reach = float64(sorted[len(sorted)-1])
	}
	want := 2 * iqr / math.Cbrt(float64(len(sorted)))
	if want == 0 {
		want = reach / (1 + math.Log2(float64(len(sorted)))) // Sturges, where half of the cases last the same
	}
	want = max(min(want, reach/fewestBins), reach/(mostBins-1))
	for _, w := range widths {
		if float64(w) >= want {
			return w
		}
	}
	return widths[len(widths)-1]
}
