package ui

import (
	"math"
	"strconv"
	"strings"
)

// PlotKind is how the points of a PlotSeries are drawn.
type PlotKind int

// The kinds.
const (
	PlotDots     PlotKind = iota // one dot each
	PlotLine                     // joined, a missing point breaks the line
	PlotSegments                 // two by two
	PlotBand                     // the area between the first half and the second half, which goes back
	PlotSteps                    // joined by steps: the value holds until the next point
)

// PlotPoint is a place in the plot, in the units of its axes.
type PlotPoint struct{ X, Y float64 }

// PlotSeries is a set of points of one colour.
type PlotSeries struct {
	Name   string
	Kind   PlotKind
	Points []PlotPoint
	Colour int  // 1 to 6; 0 is grey
	Large  bool // dots that the sentence speaks of
	Faint  bool
}

// Tick is a mark on an axis.
type Tick struct {
	At   float64
	Text string
}

// PlotProps is a drawing on two axes: a dotted chart, a funnel plot, a
// spectrum, a backlog in time with its interval.
type PlotProps struct {
	ID, Title, Desc        string
	MinX, MaxX, MinY, MaxY float64
	XTicks, YTicks         []Tick // three to six; the first and the last of X stand at the edges
	XText, YText           string // what the axes say, with the unit
	Height                 int    // pixels of the plot; 0 is 220
	Down                   bool   // Y grows downwards, as for cases in a list
	Series                 []PlotSeries
	MarkX                  float64 // a vertical line, such as today; NaN or 0 is none
	MarkText               string
	Table                  Table
	Note                   string
}

const plotTop = 24

func (c PlotProps) height() int {
	if c.Height <= 0 {
		return 220
	}
	return c.Height
}

// share is where v stands between low and high, from 0 to 1.
func share(v, low, high float64) float64 {
	if high <= low {
		return 0.5
	}
	return min(max((v-low)/(high-low), 0), 1)
}

func (c PlotProps) x(v float64) float64 { return 1000 * share(v, c.MinX, c.MaxX) }

func (c PlotProps) y(v float64) float64 {
	s := share(v, c.MinY, c.MaxY)
	if !c.Down {
		s = 1 - s
	}
	return float64(c.height()) * s
}

// percent is the x of an axis text.
func (c PlotProps) percent(v float64) string {
	return strconv.FormatFloat(c.x(v)/10, 'f', 1, 64) + "%"
}

func (c PlotProps) tickY(v float64) string { return px(plotTop + c.y(v)) }

func (c PlotProps) anchor(v float64) string { return anchorAt(share(v, c.MinX, c.MaxX)) }

// path draws a series in coordinates of 1000 by the height; dots are lines of
// no length with round ends, so that thousands of them stay small.
func (c PlotProps) path(s PlotSeries) string {
	var b strings.Builder
	at := func(p PlotPoint) string { return round1(c.x(p.X)) + " " + round1(c.y(p.Y)) }
	pen := false
	for i, p := range s.Points {
		if math.IsNaN(p.X) || math.IsNaN(p.Y) {
			pen = false
			continue
		}
		switch {
		case s.Kind == PlotDots:
			b.WriteString("M" + at(p) + "h0")
		case s.Kind == PlotSegments && i%2 == 0, !pen:
			b.WriteString("M" + at(p))
		case s.Kind == PlotSteps:
			b.WriteString("H" + round1(c.x(p.X)) + "V" + round1(c.y(p.Y)))
		default:
			b.WriteString("L" + at(p))
		}
		pen = true
	}
	if s.Kind == PlotBand && pen {
		b.WriteString("Z")
	}
	return b.String()
}

// class says how a series looks.
func (s PlotSeries) class() string {
	names := [...]string{"pass-plot-dots", "pass-plot-line", "pass-plot-segments", "pass-plot-band", "pass-plot-line"}
	class := names[s.Kind] + " pass-plot-" + strconv.Itoa(s.Colour%7)
	if s.Large {
		class += " pass-plot-large"
	}
	if s.Faint {
		class += " pass-plot-faint"
	}
	return class
}

// named lists the series that have a name, for the key.
func (c PlotProps) named() (out []PlotSeries) {
	for _, s := range c.Series {
		if s.Name != "" {
			out = append(out, s)
		}
	}
	return out
}

func round1(v float64) string { return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64) }

// HistogramBin is a bar of a Histogram.
type HistogramBin struct {
	Label     string // "da 30 a 40"
	Count     int
	Highlight bool // beyond the term
}

// HistogramProps is how often a measure falls in each interval.
type HistogramProps struct {
	ID, Title, Desc string
	Bins            []HistogramBin
	Unit            string // of the intervals: "giorni di calendario"
	CountText       string // "casi"
	First, Last     string // the ends of the axis: "0", "240 giorni di calendario"
	Mark            float64
	MarkText        string // such as the term, at Mark from 0 to 1 of the width
	Note            string
}

const (
	histogramTop    = 44 // room for the count and, under it, the text of the mark
	histogramHeight = 170
)

func (c HistogramProps) top() int {
	top := 1
	for _, b := range c.Bins {
		top = max(top, b.Count)
	}
	return top
}

// bar gives x, width (percentages), y and height (pixels) of the i-th bin.
func (c HistogramProps) bar(i int) (x, w, y, h string) {
	n := float64(len(c.Bins))
	height := histogramHeight * float64(c.Bins[i].Count) / float64(c.top())
	return part(float64(i)+0.04, n), part(0.92, n), px(histogramTop + histogramHeight - height), px(height)
}

func (c HistogramProps) table() Table {
	t := Table{Caption: c.Title, Columns: []Column{{Text: capital(or(c.Unit, "intervallo"))}, {Text: capital(or(c.CountText, "casi")), Numeric: true}}}
	for _, b := range c.Bins {
		t.Rows = append(t.Rows, Row{Cells: []Cell{TextCell(b.Label), TextCell(strconv.Itoa(b.Count))}})
	}
	return t
}

// SharePart is a part of a ShareBar.
type SharePart struct {
	Name   string
	Share  float64 // 0 to 1
	Text   string  // "58 giorni di calendario, 41%"
	Colour int     // 1 to 6; 0 is grey
	Hatch  bool    // suspended time
}

// ShareBarProps splits a whole into its parts on one line, each named below.
type ShareBarProps struct {
	ID, Title, Desc string
	Parts           []SharePart
	Note            string
}

// from is where the i-th part begins, and its width.
func (c ShareBarProps) from(i int) (x, w string) {
	sum := 0.0
	for _, p := range c.Parts[:i] {
		sum += p.Share
	}
	return part(sum, 1), part(c.Parts[i].Share, 1)
}
