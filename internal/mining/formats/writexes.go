package formats

import (
	"bufio"
	"io"
	"strings"

	"pass/internal/mining/eventlog"
)

const xesHead = `<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<global scope="trace"><string key="concept:name" value=""/></global>
<global scope="event"><string key="concept:name" value=""/><date key="time:timestamp" value="1970-01-01T00:00:00.000000Z"/></global>
<classifier name="Activity" keys="concept:name"/>
`

// WriteXES writes the visible events of a view as XES (IEEE 1849-2016), not
// compressed. Attributes called "case:…" with one value in a case are written
// in its trace; the start of an event is the date "start_timestamp", because
// no extension of the standard has one. Characters that XML does not have
// become U+FFFD.
func WriteXES(w io.Writer, v *eventlog.View) error {
	x := &xesWriter{out: bufio.NewWriterSize(w, 1<<16), walk: newWalk(v)}
	x.out.WriteString(xesHead)
	err := x.walk.each(func(i int, r *record) error {
		if i == 0 {
			x.trace(r)
		}
		x.event(r)
		if i == x.walk.trace.Len()-1 {
			x.line = append(x.line, "</trace>\n"...)
		}
		_, err := x.out.Write(x.line)
		x.line = x.line[:0]
		return err
	})
	if err != nil {
		return err
	}
	x.out.WriteString("</log>\n")
	return x.out.Flush()
}

type xesWriter struct {
	out    *bufio.Writer
	walk   *walk
	line   []byte
	ofCase []bool
}

func (x *xesWriter) trace(r *record) {
	x.ofCase = x.walk.ofCase(x.ofCase)
	x.line = append(x.line, "<trace>"...)
	x.attribute("string", activityColumn, r.caseName)
	for k, own := range x.ofCase {
		if own {
			x.attribute("string", strings.TrimPrefix(x.walk.names[k], casePrefix), r.attributes[k])
		}
	}
	x.line = append(x.line, '\n')
}

func (x *xesWriter) event(r *record) {
	x.line = append(x.line, "<event>"...)
	x.attribute("string", activityColumn, r.activity)
	x.date(timeColumn, r.time)
	x.attribute("string", resourceColumn, r.resource)
	x.attribute("string", lifecycleColumn, r.lifecycle)
	if r.begin != eventlog.NoTime {
		x.date(startColumn, r.begin)
	}
	for k, value := range r.attributes {
		if !x.ofCase[k] {
			x.attribute("string", x.walk.names[k], value)
		}
	}
	x.line = append(x.line, "</event>\n"...)
}

// attribute writes a value, nothing when there is none.
func (x *xesWriter) attribute(kind, key, value string) {
	if value == "" {
		return
	}
	x.line = append(append(append(x.line, '<'), kind...), ` key="`...)
	x.line = appendXML(x.line, key)
	x.line = append(x.line, `" value="`...)
	x.line = appendXML(x.line, value)
	x.line = append(x.line, `"/>`...)
}

func (x *xesWriter) date(key string, micros int64) {
	x.line = append(append(append(x.line, `<date key="`...), key...), `" value="`...)
	x.line = append(appendTime(x.line, micros), `"/>`...)
}

// appendXML escapes a text for an attribute; white space that XML would turn
// into a space is written as a reference.
func appendXML(b []byte, s string) []byte {
	for _, r := range s {
		switch {
		case r == '&':
			b = append(b, "&amp;"...)
		case r == '<':
			b = append(b, "&lt;"...)
		case r == '>':
			b = append(b, "&gt;"...)
		case r == '"':
			b = append(b, "&quot;"...)
		case r == '\t':
			b = append(b, "&#9;"...)
		case r == '\n':
			b = append(b, "&#10;"...)
		case r == '\r':
			b = append(b, "&#13;"...)
		case r < ' ' || r == 0xFFFE || r == 0xFFFF:
			b = append(b, "\uFFFD"...)
		default:
			b = append(b, string(r)...)
		}
	}
	return b
}
