package formats

import (
	"bufio"
	"encoding/json"
	"io"
	"strconv"
	"strings"

	"pass/internal/mining/eventlog"
)

// caseType is the type of the objects that WriteOCELJSON makes of the cases.
const caseType = "case"

// WriteOCELJSON writes the visible events of a view as OCEL 2.0 JSON: each case
// is an object of the type "case", each event is related to its case.
// Resource, lifecycle and start are attributes of the events under their XES
// names; attributes called "case:…" with one value in a case are attributes of
// its object, since always.
func WriteOCELJSON(w io.Writer, v *eventlog.View) error {
	x := &ocelWriter{out: bufio.NewWriterSize(w, 1<<16), walk: newWalk(v)}
	if err := x.types(); err != nil {
		return err
	}
	x.text(`],"objects":[`)
	if err := x.objects(); err != nil {
		return err
	}
	x.text("\n" + `],"events":[`)
	n := 0
	err := x.walk.each(func(i int, r *record) error {
		if i == 0 {
			x.ofCase = x.walk.ofCase(x.ofCase)
		}
		n++
		return x.event(n, r)
	})
	if err != nil {
		return err
	}
	x.text("\n]}\n")
	return x.out.Flush()
}

type ocelWriter struct {
	out    *bufio.Writer
	walk   *walk
	line   []byte
	ofCase []bool
	first  bool // nothing was written in the open array yet
}

// text writes a piece as it is, and opens a new array.
func (x *ocelWriter) text(s string) {
	x.out.WriteString(s)
	x.first = true
}

// types declares the types of objects and events, and the attributes that each
// of them has.
func (x *ocelWriter) types() error {
	used, err := x.used()
	if err != nil {
		return err
	}
	var list []byte
	add := func(name, kind string) {
		if len(list) > 0 {
			list = append(list, ',')
		}
		list = append(appendJSON(append(list, `{"name":`...), name), `,"type":"`+kind+`"}`...)
	}
	for _, name := range x.walk.names {
		if own, ok := strings.CutPrefix(name, casePrefix); ok {
			add(own, "string")
		}
	}
	x.out.WriteString(`{"objectTypes":[{"name":"` + caseType + `","attributes":[`)
	x.out.Write(list)
	x.text(`]}],"eventTypes":[`)
	for i, name := range x.walk.view.Log.Activities {
		if used[i] == nil {
			continue
		}
		list = list[:0]
		add(resourceColumn, "string")
		add(lifecycleColumn, "string")
		add(startColumn, "time")
		for k, has := range used[i] {
			if has {
				add(x.walk.names[k], "string")
			}
		}
		x.line = x.line[:0]
		if !x.first {
			x.line = append(x.line, ',')
		}
		x.first = false
		x.line = appendJSON(append(x.line, "\n{\"name\":"...), name)
		x.line = append(append(append(x.line, `,"attributes":[`...), list...), "]}"...)
		x.out.Write(x.line)
	}
	return nil
}

// used tells by activity which attributes its events have; nothing for an
// activity without visible events.
func (x *ocelWriter) used() ([][]bool, error) {
	used := make([][]bool, len(x.walk.view.Log.Activities))
	err := x.walk.each(func(i int, r *record) error {
		if i == 0 {
			x.ofCase = x.walk.ofCase(x.ofCase)
		}
		a := x.walk.trace.Activity[i]
		if used[a] == nil {
			used[a] = make([]bool, len(r.attributes))
		}
		for k, value := range r.attributes {
			used[a][k] = used[a][k] || value != "" && !x.ofCase[k]
		}
		return nil
	})
	return used, err
}

// objects writes the cases.
func (x *ocelWriter) objects() error {
	return x.walk.each(func(i int, r *record) error {
		if i > 0 {
			return nil
		}
		x.ofCase = x.walk.ofCase(x.ofCase)
		x.begin(`{"id":`, r.caseName, caseType)
		x.line = append(x.line, `,"attributes":[`...)
		comma := false
		for k, own := range x.ofCase {
			if own {
				x.value(&comma, strings.TrimPrefix(x.walk.names[k], casePrefix), r.attributes[k], `,"time":"1970-01-01T00:00:00Z"`)
			}
		}
		x.line = append(x.line, `],"relationships":[]}`...)
		_, err := x.out.Write(x.line)
		return err
	})
}

// begin starts an object or an event: its id and type.
func (x *ocelWriter) begin(open, id, kind string) {
	x.line = x.line[:0]
	if !x.first {
		x.line = append(x.line, ',')
	}
	x.first = false
	x.line = append(append(x.line, '\n'), open...)
	x.line = appendJSON(x.line, id)
	x.line = appendJSON(append(x.line, `,"type":`...), kind)
}

// value writes an attribute, nothing when there is none.
func (x *ocelWriter) value(comma *bool, name, value, more string) {
	if value == "" {
		return
	}
	if *comma {
		x.line = append(x.line, ',')
	}
	*comma = true
	x.line = appendJSON(append(x.line, `{"name":`...), name)
	x.line = append(append(x.line, more...), `,"value":`...)
	x.line = append(appendJSON(x.line, value), '}')
}

func (x *ocelWriter) event(n int, r *record) error {
	x.begin(`{"id":`, "e"+strconv.Itoa(n), r.activity)
	x.line = append(appendTime(append(x.line, `,"time":"`...), r.time), `","attributes":[`...)
	comma := false
	x.value(&comma, resourceColumn, r.resource, "")
	x.value(&comma, lifecycleColumn, r.lifecycle, "")
	x.value(&comma, startColumn, string(appendBegin(nil, r.begin)), "")
	for k, value := range r.attributes {
		if !x.ofCase[k] {
			x.value(&comma, x.walk.names[k], value, "")
		}
	}
	x.line = appendJSON(append(x.line, `],"relationships":[{"objectId":`...), r.caseName)
	x.line = append(x.line, `,"qualifier":"`+caseType+`"}]}`...)
	_, err := x.out.Write(x.line)
	return err
}

// appendJSON writes a string of JSON.
func appendJSON(b []byte, s string) []byte {
	plain := true
	for i := 0; i < len(s) && plain; i++ {
		plain = s[i] >= ' ' && s[i] != '"' && s[i] != '\\'
	}
	if plain {
		return append(append(append(b, '"'), s...), '"')
	}
	quoted, _ := json.Marshal(s) // a string always has a form
	return append(b, quoted...)
}
