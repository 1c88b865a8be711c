package ui

import (
	"math"
	"sort"
	"strconv"
	"strings"
)

// Series is one line of a LineChart. A point that is NaN is missing: the line
// breaks there.
type Series struct {
	Name   string
	Values []float64
	Texts  []string // the values as people read them, for the table and the last point
	Cited  []Cited  // the values as published figures, for the table; in place of Texts there
}

// LineChartProps is the course of a few measures in time, from zero.
type LineChartProps struct {
	ID         string // unique in the page
	Title      string
	Desc       string   // the finding in one sentence
	Unit       string   // "giorni di calendario"
	Labels     []string // the periods: "1° sem. 2025"
	Series     []Series // six at most
	Target     float64  // a horizontal line; 0 is none
	TargetText string
	Note       string // source and period
}

const (
	lineTop    = 26  // room for the text above the highest line
	lineHeight = 180 // of the plot
)

// top is a round number above every value.
func (c LineChartProps) top() float64 {
	top := c.Target
	for _, s := range c.Series {
		for _, v := range s.Values {
			if !math.IsNaN(v) {
				top = math.Max(top, v)
			}
		}
	}
	return roundUp(top)
}

// RoundUp is a round number not below v, for the top of an axis.
func RoundUp(v float64) float64 { return roundUp(v) }

// roundUp gives the next 1, 2, 2.5 or 5 times a power of ten.
func roundUp(v float64) float64 {
	if v <= 0 {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(v)))
	for _, m := range []float64{1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10} {
		if v <= m*power*(1+1e-9) {
			return m * power
		}
	}
	return 10 * power
}

// x is the place of the i-th period, from 0 to 1000.
func (c LineChartProps) x(i int) float64 {
	if len(c.Labels) < 2 {
		return 500
	}
	return 1000 * float64(i) / float64(len(c.Labels)-1)
}

// y is the height of a value in pixels from the top of the drawing.
func (c LineChartProps) y(v float64) float64 {
	return lineTop + lineHeight*(1-v/c.top())
}

// path draws a series; a missing point starts a new stretch.
func (c LineChartProps) path(s Series) string {
	var b strings.Builder
	pen := false
	for i, v := range s.Values {
		if math.IsNaN(v) || i >= len(c.Labels) {
			pen = false
			continue
		}
		cmd := "M"
		if pen {
			cmd = "L"
		}
		pen = true
		b.WriteString(cmd + decimal(c.x(i)) + " " + decimal(c.y(v)))
	}
	return b.String()
}

// linePoint is a dot on a line.
type linePoint struct{ X, Y string }

// points are the dots of a series, so that an isolated value is seen too.
func (c LineChartProps) points(s Series) []linePoint {
	var out []linePoint
	for i, v := range s.Values {
		if !math.IsNaN(v) && i < len(c.Labels) {
			out = append(out, linePoint{decimal(c.x(i)/10) + "%", decimal(c.y(v))})
		}
	}
	return out
}

// lineLabel is the name of a series at the end of its line.
type lineLabel struct {
	Text  string
	Index int
	at    float64
	Y     string
}

// labels places the names at the last values, 17 px apart at least. The name
// of the lowest of several lines stands under its line, the others above; none
// goes under the axis, where the periods are.
func (c LineChartProps) labels() []lineLabel {
	var ls []lineLabel
	for i, s := range c.Series {
		for j := min(len(s.Values), len(c.Labels)) - 1; j >= 0; j-- {
			if !math.IsNaN(s.Values[j]) {
				ls = append(ls, lineLabel{Text: seriesText(s, j), Index: i, at: c.y(s.Values[j]) - 10})
				break
			}
		}
	}
	sort.SliceStable(ls, func(i, j int) bool { return ls[i].at < ls[j].at })
	for i := range ls {
		if i > 0 && i == len(ls)-1 {
			ls[i].at += 30
		}
		if i > 0 && ls[i].at < ls[i-1].at+17 {
			ls[i].at = ls[i-1].at + 17
		}
	}
	lowest := c.y(0) - 6
	for i := len(ls) - 1; i >= 0; i-- {
		ls[i].at = math.Min(ls[i].at, lowest)
		ls[i].Y, lowest = decimal(ls[i].at), ls[i].at-17
	}
	return ls
}

func seriesText(s Series, j int) string {
	if j < len(s.Texts) && s.Texts[j] != "" {
		return s.Name + ": " + s.Texts[j]
	}
	return s.Name
}

// axis is the number written at the top of the plot, with its unit.
func (c LineChartProps) axis() string {
	return strings.TrimSpace(strings.Replace(strconv.FormatFloat(c.top(), 'f', -1, 64), ".", ",", 1) + " " + c.Unit)
}

func decimal(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }

func (c LineChartProps) table() Table {
	t := Table{Caption: c.Title, Note: c.Note, Columns: []Column{{Text: "Periodo"}}}
	for _, s := range c.Series {
		t.Columns = append(t.Columns, Column{Text: s.Name, Numeric: true})
	}
	for i, l := range c.Labels {
		r := Row{Cells: []Cell{TextCell(l)}}
		for _, s := range c.Series {
			text := "dato mancante"
			if i < len(s.Values) && !math.IsNaN(s.Values[i]) {
				text = decimalItalian(s, i)
			}
			cell := TextCell(text)
			if i < len(s.Cited) {
				cell = CitedCell(s.Cited[i], "")
			}
			r.Cells = append(r.Cells, cell)
		}
		t.Rows = append(t.Rows, r)
	}
	return t
}

func decimalItalian(s Series, i int) string {
	if i < len(s.Texts) && s.Texts[i] != "" {
		return s.Texts[i]
	}
	return strings.Replace(strconv.FormatFloat(s.Values[i], 'f', -1, 64), ".", ",", 1)
}
