package patterns

import (
	"cmp"
	"slices"

	"pass/internal/mining/eventlog"
	"pass/internal/mining/stats"
)

// SpectrumOptions guides SpectrumOf. The zero value works.
type SpectrumOptions struct {
	Segments [][2]int32 // pairs of activities to show, in order; nil is the most frequent ones
	Most     int        // segments when none is named; 0 is 10
	MaxLines int        // 0 is DefaultLines
}

// DefaultLines is how many lines a spectrum shows when nothing is said.
const DefaultLines = 20_000

// Line is one passage of one case through a segment.
type Line struct {
	Start, End int64 // microseconds since 1970 UTC
	Case       int32
	Quartile   int8 // 1 the fastest, 4 the slowest of all passages of the segment
}

// Segment is two activities that follow each other directly.
type Segment struct {
	From, To         int32
	FromName, ToName string
	Count            int     // passages; shown are len(Lines)
	Q1, Median, Q3   float64 // of the durations, in seconds, type 7
	Lines            []Line  // by start, then end, then case
}

// Spectrum is the performance spectrum of a view.
type Spectrum struct {
	Segments []Segment
	Distinct int // segments in the view
	Count    int // passages of the listed segments
	Shown    int // lines
}

// Sampled reports whether some lines are left out: then every n-th of the
// segment is shown, in the order of start.
func (s *Spectrum) Sampled() bool { return s.Shown < s.Count }

// SpectrumOf gives the passages of the chosen segments. The quartile of a
// duration d is 1 if d ≤ Q1, 2 if d ≤ median, 3 if d ≤ Q3, else 4.
func SpectrumOf(v *eventlog.View, o SpectrumOptions) *Spectrum {
	known := newPairs(len(v.Log.Activities))
	counts := countSegments(v, &known)
	s := &Spectrum{Distinct: len(counts)}
	place := s.choose(v.Log, &known, counts, o)
	var t eventlog.Trace
	for k := range v.Kept {
		v.Trace(k, &t)
		for i := 1; i < t.Len(); i++ {
			if p := place[known.number(t.Activity[i-1], t.Activity[i])]; p >= 0 {
				g := &s.Segments[p]
				g.Lines = append(g.Lines, Line{Start: t.Time[i-1], End: t.Time[i], Case: t.Case})
			}
		}
	}
	most := o.MaxLines
	if most <= 0 {
		most = DefaultLines
	}
	for i := range s.Segments {
		g := &s.Segments[i]
		g.classify()
		if s.Count > most {
			g.sample(max(1, int(int64(most)*int64(g.Count)/int64(s.Count))))
		}
		s.Shown += len(g.Lines)
	}
	return s
}

// countSegments numbers the segments and counts their passages.
func countSegments(v *eventlog.View, known *pairs) (counts []int) {
	var t eventlog.Trace
	for k := range v.Kept {
		v.Trace(k, &t)
		for i := 1; i < t.Len(); i++ {
			n := known.number(t.Activity[i-1], t.Activity[i])
			if int(n) == len(counts) {
				counts = append(counts, 0)
			}
			counts[n]++
		}
	}
	return counts
}

// choose lists the segments to show; place is by number of the segment, −1 for
// those that are not shown.
func (s *Spectrum) choose(l *eventlog.Log, known *pairs, counts []int, o SpectrumOptions) (place []int32) {
	numbers := make([]int32, len(counts))
	rank := ranks(l.Activities)
	for i := range numbers {
		numbers[i] = int32(i)
	}
	slices.SortFunc(numbers, func(a, b int32) int {
		fromA, toA := known.ends(a)
		fromB, toB := known.ends(b)
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(rank[fromA], rank[fromB]), cmp.Compare(rank[toA], rank[toB]))
	})
	most := o.Most
	if most <= 0 {
		most = 10
	}
	if o.Segments == nil {
		numbers = numbers[:min(most, len(numbers))]
	} else {
		numbers = named(numbers, known, o.Segments)
	}
	place = make([]int32, len(counts))
	for i := range place {
		place[i] = -1
	}
	for _, n := range numbers {
		from, to := known.ends(n)
		place[n] = int32(len(s.Segments))
		s.Segments = append(s.Segments, Segment{From: from, To: to, FromName: l.Activities[from], ToName: l.Activities[to],
			Count: counts[n], Lines: make([]Line, 0, counts[n])})
		s.Count += counts[n]
	}
	return place
}

// named keeps the segments that were asked for, in that order, once each.
func named(numbers []int32, known *pairs, wanted [][2]int32) (out []int32) {
	for _, w := range wanted {
		for _, n := range numbers {
			if from, to := known.ends(n); from == w[0] && to == w[1] && !slices.Contains(out, n) {
				out = append(out, n)
			}
		}
	}
	return out
}

// classify sorts the lines and gives each its quartile.
func (g *Segment) classify() {
	durations := make([]int64, len(g.Lines))
	for i, x := range g.Lines {
		durations[i] = x.End - x.Start
	}
	slices.Sort(durations)
	q1, q2, q3 := stats.QuantileInt(durations, 1, 4), stats.QuantileInt(durations, 1, 2), stats.QuantileInt(durations, 3, 4)
	g.Q1, g.Median, g.Q3 = q1/microsPerSecond, q2/microsPerSecond, q3/microsPerSecond
	for i := range g.Lines {
		switch d := float64(g.Lines[i].End - g.Lines[i].Start); {
		case d <= q1:
			g.Lines[i].Quartile = 1
		case d <= q2:
			g.Lines[i].Quartile = 2
		case d <= q3:
			g.Lines[i].Quartile = 3
		default:
			g.Lines[i].Quartile = 4
		}
	}
	slices.SortFunc(g.Lines, func(a, b Line) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End), cmp.Compare(a.Case, b.Case))
	})
}

// sample keeps n lines that stand evenly in the order of start.
func (g *Segment) sample(n int) {
	all := g.Lines
	if n >= len(all) {
		return
	}
	g.Lines = make([]Line, n)
	for i := range g.Lines {
		g.Lines[i] = all[int(int64(i)*int64(len(all))/int64(n))]
	}
}
