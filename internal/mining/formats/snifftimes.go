package formats

import (
	"bytes"
	"encoding/xml"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"pass/internal/mining/eventlog"
)

// timeForm are the parts of a time as eventlog reads it: date, hour, offset.
var timeForm = regexp.MustCompile(`^(?:(\d{4})([-/.])(\d{1,2})[-/.](\d{1,2})|(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}))` +
	`(?:(?:[Tt]| +|, +)(\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?))?\s*(Z|z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?$`)

// learn counts one text of the column of the time.
func (t *Times) learn(text string) {
	text = strings.TrimSpace(text)
	if text == "" {
		return
	}
	m := timeForm.FindStringSubmatch(text)
	if m == nil {
		t.Unreadable++
		return
	}
	dayFirst := m[5] != ""
	month, day := m[3], m[4]
	if dayFirst {
		day, month = m[5], m[6]
	}
	mm, _ := strconv.Atoi(month)
	dd, _ := strconv.Atoi(day)
	if mm < 1 || mm > 12 || dd < 1 || dd > 31 {
		t.Unreadable++
		if dayFirst && dd >= 1 && dd <= 12 && mm <= 31 {
			t.MonthFirst++
		}
		return
	}
	t.Read++
	if dayFirst {
		t.DayFirst++
	}
	if t.Example == "" {
		t.Example = shorten(text)
	}
	switch {
	case m[8] == "":
		t.DateOnly++
	case m[9] == "":
		t.WithoutOffset++
	}
}

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

// xes looks at the head of an XES file. A fault after the first events is left
// to Read.
func (p *Preview) xes(head []byte, opts eventlog.Options) error {
	x := &xesSample{header: slices.Clone(roleColumns)}
	x.walk(head)
	if len(x.rows) == 0 {
		// What is wrong, Read says best; a trace larger than the head is not wrong.
		if _, err := eventlog.Read(bytes.NewReader(head), opts); err != nil {
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

// walk reads tags until the head ends or breaks.
func (x *xesSample) walk(head []byte) {
	d := xml.NewDecoder(bytes.NewReader(head))
	d.Strict = false
	var open []string
	for len(x.rows) < sniffRows {
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
