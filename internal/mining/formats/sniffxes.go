package formats

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/xml"
	"io"
	"slices"

	"pass/internal/mining/eventlog"
)

// xesSample gathers the events at the beginning of an XES file.
type xesSample struct {
	header []string
	rows   [][]string
	trace  map[int]string // values of the open trace, by column
	event  map[int]string
}

// column is the place of a key, opened when it is new.
func (x *xesSample) column(name string) int {
	i := slices.Index(x.header, name)
	if i < 0 && len(x.header) < 1000 {
		i = len(x.header)
		x.header = append(x.header, name)
	}
	return i
}

// xes looks at the beginning of an XES file. A fault after the first events is
// left to Read.
func (p *Preview) xes(head []byte, rest io.Reader, opts eventlog.Options) error {
	x := &xesSample{header: slices.Clone(roleColumns)}
	var taken bytes.Buffer
	x.walk(io.MultiReader(bytes.NewReader(head), io.TeeReader(io.LimitReader(rest, sniffMore), &taken)))
	if len(x.rows) == 0 {
		// What is wrong, Read says best.
		if _, err := eventlog.Read(io.MultiReader(bytes.NewReader(head), &taken, rest), opts); err != nil {
			return err
		}
	}
	p.Format, p.Encoding, p.Header = eventlog.XES, "", x.header
	m := opts.Mapping
	for i, name := range []*string{&m.Case, &m.Activity, &m.Timestamp, &m.Resource, &m.Lifecycle, &m.Start} {
		if *name == "" {
			*name = roleColumns[i]
		}
	}
	p.Mapping = m
	i := 0
	err := p.learn(func() ([]string, error) {
		if i == len(x.rows) {
			return nil, io.EOF
		}
		i++
		return x.rows[i-1], nil
	})
	p.dropUnused()
	return err
}

// dropUnused takes away the optional roles that no event of the sample has.
func (p *Preview) dropUnused() {
	for _, role := range []*string{&p.Mapping.Resource, &p.Mapping.Lifecycle, &p.Mapping.Start} {
		c := slices.Index(p.Header, *role)
		used := c < 0 || p.used[c]
		if used {
			continue
		}
		p.Header = slices.Delete(p.Header, c, c+1)
		for i, row := range p.Rows {
			p.Rows[i] = slices.Delete(row, c, c+1)
		}
		p.used = slices.Delete(p.used, c, c+1)
		*role = ""
	}
}

// walk reads tags until there is enough, or the input ends or breaks.
func (x *xesSample) walk(r io.Reader) {
	d := xml.NewDecoder(bufio.NewReaderSize(r, headSize))
	d.Strict = false
	var open []string
	first := int64(0) // where the first event ends
	for len(x.rows) < sniffRows && (first == 0 || d.InputOffset()-first < sniffHead) {
		t, err := d.RawToken()
		if err != nil {
			return
		}
		switch t := t.(type) {
		case xml.Directive:
			return
		case xml.StartElement:
			open = append(open, t.Name.Local)
			x.begin(open, t)
		case xml.EndElement:
			if len(open) == 0 {
				return
			}
			if open[len(open)-1] == "event" && x.event != nil {
				x.end()
				first = cmp.Or(first, d.InputOffset())
			}
			open = open[:len(open)-1]
		}
	}
}

func (x *xesSample) begin(open []string, e xml.StartElement) {
	in := func(path ...string) bool {
		return len(open) == len(path)+1 && slices.Equal(open[:len(path)], path) || len(open) == len(path) && slices.Equal(open, path)
	}
	switch {
	case slices.Equal(open, []string{"log", "trace"}):
		x.trace = map[int]string{}
	case slices.Equal(open, []string{"log", "trace", "event"}):
		x.event = map[int]string{}
	case in("log", "trace", "event") && x.event != nil:
		x.set(x.event, "", e)
	case in("log", "trace") && x.trace != nil:
		x.set(x.trace, casePrefix, e)
	}
}

func (x *xesSample) set(values map[int]string, prefix string, e xml.StartElement) {
	key, value := "", ""
	for _, a := range e.Attr {
		switch a.Name.Local {
		case "key":
			key = a.Value
		case "value":
			value = a.Value
		}
	}
	if i := x.column(prefix + key); key != "" && i >= 0 {
		values[i] = value
	}
}

// end makes a row of an event.
func (x *xesSample) end() {
	row := make([]string, len(x.header))
	for i, v := range x.trace {
		row[i] = v
	}
	for i, v := range x.event {
		row[i] = v
	}
	x.rows, x.event = append(x.rows, row), nil
}
