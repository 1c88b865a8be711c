package ui

import (
	"math"
	"strconv"
	"strings"
)

// Bar is one category of a BarChart.
type Bar struct {
	Label     string
	Value     float64
	Text      string // the value as people read it: "58"; Unit says of what
	Highlight bool   // the bar the sentence speaks of
	Missing   bool   // no data: named and hatched, never drawn as zero
	Cited     *Cited // the value as a published figure, for the table
}

// BarChartProps is a comparison of categories from zero.
type BarChartProps struct {
	ID         string // unique in the page
	Title      string // what is compared: "Attesa mediana per attività"
	Desc       string // the finding in one sentence
	Unit       string // "giorni di calendario"
	Category   string // head of the first column of the table: "Attività"
	Bars       []Bar
	Target     float64 // a line across, such as the legal term; 0 is none
	TargetText string  // "termine: 30 giorni di calendario"
	Note       string  // source and period
}

// barRow is a bar as drawn: the label's lines, and positions in pixels.
type barRow struct {
	Bar
	Lines       []string
	TextY, BarY int
	Width       string
}

const (
	barText   = 18 // height of a line of text
	barHeight = 14
	barGap    = 14
	labelRun  = 30 // characters of a label that fit beside the value at 320 px
)

// layout places the bars one under the other and gives the whole height.
func (c BarChartProps) layout() (rows []barRow, height int) {
	top := c.top()
	y := 0
	if c.Target > 0 {
		y = barText + 4
	}
	for _, b := range c.Bars {
		lines := wrap(b.Label, labelRun)
		r := barRow{Bar: b, Lines: lines, TextY: y + 14, BarY: y + barText*len(lines) + 2}
		r.Width = part(math.Max(b.Value, 0), top)
		rows = append(rows, r)
		y = r.BarY + barHeight + barGap
	}
	return rows, max(y-barGap+2, 1)
}

// top is the value that fills the width.
func (c BarChartProps) top() float64 {
	top := c.Target
	for _, b := range c.Bars {
		if !b.Missing {
			top = math.Max(top, b.Value)
		}
	}
	if top <= 0 {
		return 1
	}
	return top
}

// lineY is the baseline of the i-th line of the label.
func (r barRow) lineY(i int) string { return strconv.Itoa(r.TextY + i*barText) }

func (c BarChartProps) table() Table {
	t := Table{Caption: c.Title, Note: c.Note, Columns: []Column{
		{Text: or(c.Category, "Voce")}, {Text: capital(or(c.Unit, "valore")), Numeric: true}}}
	for _, b := range c.Bars {
		v := b.Text
		if b.Missing {
			v = "dato mancante"
		}
		cell := TextCell(v)
		if b.Cited != nil {
			cell = CitedCell(*b.Cited, "")
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{TextCell(b.Label), cell}})
	}
	return t
}

// part writes value/whole as a percentage for SVG, between 0 and 100.
func part(value, whole float64) string {
	p := math.Min(100*value/whole, 100)
	return strconv.FormatFloat(p, 'f', 2, 64) + "%"
}

// wrap breaks a label at spaces into lines of about n characters.
func wrap(s string, n int) []string {
	var lines []string
	line := ""
	for _, w := range strings.Fields(s) {
		if line != "" && len([]rune(line))+1+len([]rune(w)) > n {
			lines = append(lines, line)
			line = w
			continue
		}
		line = strings.TrimSpace(line + " " + w)
	}
	return append(lines, line)
}
