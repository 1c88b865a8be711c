package main

import (
	"bufio"
	"container/heap"
	"encoding/xml"
	"math/rand/v2"
	"strconv"
	"time"
)

// longest is the length at which a random walk is cut.
const longest = 60

var (
	firstDay = time.Date(2014, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()
	lastDay  = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()
)

type generator struct {
	*model
	rng   *rand.Rand
	left  int // events not yet given to a case
	cases int
	start float64 // of the last case
	zone  *time.Location
	w     *bufio.Writer
	line  []byte
	gap   float64 // mean microseconds between the starts of two cases
}

// instance is a case and the place of its next event.
type instance struct {
	id       int
	sequence []int32
	at       []int64
	i        int
}

// next begins a case; nil when the events are all given.
func (g *generator) next() *instance {
	if g.left == 0 {
		return nil
	}
	if g.gap == 0 {
		events := 0
		for _, v := range g.variants {
			events += len(v)
		}
		cases := float64(g.left) * float64(len(g.variants)) / float64(events)
		g.gap, g.start = float64(lastDay-firstDay)/cases, float64(firstDay)
	}
	g.cases++
	g.start += g.rng.ExpFloat64() * g.gap
	c := &instance{id: g.cases, sequence: g.variants[g.rng.IntN(len(g.variants))]}
	if g.rng.IntN(5) == 0 {
		c.sequence = g.walk(c.sequence[0])
	}
	c.sequence = c.sequence[:min(len(c.sequence), g.left)]
	g.left -= len(c.sequence)
	at := int64(g.start)
	for i, a := range c.sequence {
		if i > 0 {
			seen := g.lasting[transition(c.sequence[i-1], a)]
			at += int64(float64(seen[g.rng.IntN(len(seen))]) * (0.5 + g.rng.Float64()))
		}
		c.at = append(c.at, at/1000*1000)
	}
	return c
}

// walk goes at random over the transitions of the model.
func (g *generator) walk(a int32) []int32 {
	sequence := []int32{a}
	for len(sequence) < longest {
		if a = g.model.next[a][g.rng.IntN(len(g.model.next[a]))]; a < 0 {
			break
		}
		sequence = append(sequence, a)
	}
	return sequence
}

func (g *generator) resource(a int32) string {
	return g.resources[a][g.rng.IntN(len(g.resources[a]))]
}

func (g *generator) appendTime(at int64) {
	g.line = time.UnixMicro(at).In(g.zone).AppendFormat(g.line, "2006-01-02T15:04:05.000-07:00")
}

// pending is the open cases by the time of their next event, then by number.
type pending []*instance

func (p pending) Len() int      { return len(p) }
func (p pending) Swap(i, j int) { p[i], p[j] = p[j], p[i] }
func (p pending) Less(i, j int) bool {
	a, b := p[i], p[j]
	return a.at[a.i] < b.at[b.i] || a.at[a.i] == b.at[b.i] && a.id < b.id
}
func (p *pending) Push(x any) { *p = append(*p, x.(*instance)) }
func (p *pending) Pop() any {
	last := len(*p) - 1
	x := (*p)[last]
	*p = (*p)[:last]
	return x
}

// writeCSV merges the cases in order of time.
func (g *generator) writeCSV() {
	g.w.WriteString("case:concept:name,concept:name,time:timestamp,org:resource\n")
	var open pending
	coming := g.next()
	for coming != nil || len(open) > 0 {
		if coming != nil && (len(open) == 0 || coming.at[0] <= open[0].at[open[0].i]) {
			heap.Push(&open, coming)
			coming = g.next()
			continue
		}
		c := open[0]
		a := c.sequence[c.i]
		g.line = strconv.AppendInt(append(g.line[:0], "case-"...), int64(c.id), 10)
		g.line = append(append(append(g.line, ','), g.activities[a]...), ',')
		g.appendTime(c.at[c.i])
		g.line = append(append(append(g.line, ','), g.resource(a)...), '\n')
		g.w.Write(g.line) // a failure stays in the writer until Flush
		if c.i++; c.i < len(c.sequence) {
			heap.Fix(&open, 0)
		} else {
			heap.Pop(&open)
		}
	}
}

func (g *generator) writeXES() {
	g.w.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n<log xes.version=\"1.0\" xmlns=\"http://www.xes-standard.org/\">\n")
	names := make([][]byte, len(g.activities))
	for i, n := range g.activities {
		names[i] = []byte(escape(n))
	}
	for c := g.next(); c != nil; c = g.next() {
		g.line = strconv.AppendInt(append(g.line[:0], "\t<trace>\n\t\t<string key=\"concept:name\" value=\"case-"...), int64(c.id), 10)
		g.line = append(g.line, "\"/>\n"...)
		for i, a := range c.sequence {
			g.line = append(g.line, "\t\t<event>\n\t\t\t<string key=\"org:resource\" value=\""...)
			g.line = append(g.line, escape(g.resource(a))...)
			g.line = append(g.line, "\"/>\n\t\t\t<date key=\"time:timestamp\" value=\""...)
			g.appendTime(c.at[i])
			g.line = append(g.line, "\"/>\n\t\t\t<string key=\"concept:name\" value=\""...)
			g.line = append(append(g.line, names[a]...), "\"/>\n\t\t\t<string key=\"lifecycle:transition\" value=\"complete\"/>\n\t\t</event>\n"...)
		}
		g.line = append(g.line, "\t</trace>\n"...)
		g.w.Write(g.line)
	}
	g.w.WriteString("</log>\n")
}

func escape(s string) string {
	var b writer
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		panic(err) // memory does not fail
	}
	return string(b)
}

type writer []byte

func (w *writer) Write(p []byte) (int, error) {
	*w = append(*w, p...)
	return len(p), nil
}
