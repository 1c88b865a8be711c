package ocel

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"
	"time"

	"pass/internal/mining/eventlog"
)

// flattening makes a row of each pair of an event and an object of the chosen
// type, in the order of the file. The columns are case, activity and time, the
// attributes of the events, and "case:" + those of the objects, with the value
// that holds at the time of the event.
type flattening struct {
	o      *index
	kind   int32
	header []string
	place  map[string]int // attribute of an event → column
	own    map[int32][]dated
	fields [][]byte
	seen   map[string]bool // ids of the events
	twice  map[int32]bool  // objects of one event
	set    []int           // columns that the object before has set
	looks  int             // attributes of objects that were looked for
}

// maxLooks bounds the attributes of objects that are looked for, all rows
// together: ten million rows of objects with a hundred, a minute at most.
const maxLooks = 1_000_000_000

// dated is a value that an attribute of an object has from a time on.
type dated struct {
	column int
	since  int64 // microseconds since 1970 UTC
	text   []byte
}

// flatRow is what the walk gives to the table.
type flatRow struct {
	n      int
	fields [][]byte
}

func newFlattening(o *index, kind int32, opts eventlog.Options) (*flattening, error) {
	f := &flattening{o: o, kind: kind, header: []string{CaseColumn, ActivityColumn, TimeColumn}, place: map[string]int{},
		seen: map[string]bool{}, twice: map[int32]bool{}}
	for _, name := range o.columns {
		if slices.Contains(f.header[:3], name) {
			continue
		}
		f.place[name] = len(f.header)
		f.header = append(f.header, name)
	}
	if len(opts.Attributes) > 0 {
		if err := f.objectColumns(); err != nil {
			return nil, err
		}
	}
	f.fields = make([][]byte, len(f.header))
	return f, nil
}

// objectColumns gathers the attributes of the objects that are cases.
func (f *flattening) objectColumns() error {
	f.own = map[int32][]dated{}
	column := map[string]int{}
	err := f.o.src.objects(func(x *object) error {
		i, ok := f.o.ids[string(x.id)]
		if !ok || f.o.kindOf[i] != f.kind {
			return nil
		}
		for _, v := range x.values {
			c, known := column[string(v.name)]
			if !known {
				name := CasePrefix + string(v.name)
				if c = slices.Index(f.header, name); c < 0 {
					c = len(f.header)
					f.header = append(f.header, name)
				}
				column[string(v.name)] = c
				if len(f.header) > maxColumns {
					return errTooMuch
				}
			}
			if c < 3 {
				continue // an object cannot say what the case is
			}
			f.own[i] = append(f.own[i], dated{c, instant(v.time), bytes.Clone(v.text)})
			if err := f.o.spend(len(v.text) + len(v.time)); err != nil {
				return err
			}
		}
		return nil
	})
	for _, values := range f.own { // by column and time; of the same time, as in the file
		slices.SortStableFunc(values, func(a, b dated) int { return cmp.Or(cmp.Compare(a.column, b.column), cmp.Compare(a.since, b.since)) })
	}
	return err
}

// instant reads the time of a change: RFC 3339, as the standard asks, or the
// same without offset, as databases write it. What cannot be read is the
// beginning of time, by which the standard says "always".
func instant(text []byte) int64 {
	for _, layout := range []string{time.RFC3339, "2006-01-02 15:04:05Z07:00", "2006-01-02T15:04:05", "2006-01-02 15:04:05"} {
		if t, err := time.Parse(layout, string(text)); err == nil {
			return t.UnixMicro()
		}
	}
	return math.MinInt64
}

var errStop = errors.New("the table asks for no more rows")

// rows yields the rows, and for an event that cannot be used the reason.
func (f *flattening) rows(yield func(flatRow, error) bool) {
	n := 0
	err := f.o.src.events(func(e *event) error {
		n++
		return f.event(n, e, yield)
	})
	if err != nil && err != errStop {
		yield(flatRow{n: n}, err)
	}
}

func (f *flattening) event(n int, e *event, yield func(flatRow, error) bool) error {
	reject := func(reason string) error {
		if !yield(flatRow{n: n}, &eventlog.RowError{Reason: reason}) {
			return errStop
		}
		return nil
	}
	switch {
	case e.wrong != "":
		return reject(e.wrong)
	case len(e.id) > 0 && f.seen[string(e.id)]:
		return reject(fmt.Sprintf("L'identificativo «%s» è già di un altro evento.", cut(e.id)))
	case len(e.objects) == 0:
		return reject("L'evento non è collegato a nessun oggetto.")
	}
	if len(e.id) > 0 {
		f.seen[string(e.id)] = true
		if err := f.o.spend(len(e.id)); err != nil {
			return err
		}
	}
	clear(f.fields)
	f.set = f.set[:0]
	f.fields[1], f.fields[2] = e.kind, e.time
	for _, v := range e.values {
		if c, ok := f.place[string(v.name)]; ok {
			f.fields[c] = v.text
		}
	}
	clear(f.twice)
	for _, id := range e.objects {
		i, ok := f.o.ids[string(id)]
		if !ok {
			if err := reject(fmt.Sprintf("L'evento rimanda all'oggetto «%s», che nel registro non c'è.", cut(id))); err != nil {
				return err
			}
			continue
		}
		if f.o.kindOf[i] != f.kind || f.twice[i] {
			continue // linked twice with two qualifiers is linked
		}
		f.twice[i] = true
		f.fields[0] = id
		if f.ofObject(i, e.time); f.looks > maxLooks {
			return errTooMuch
		}
		if !yield(flatRow{n, f.fields}, nil) {
			return errStop
		}
	}
	return nil
}

// ofObject sets the attributes that the object has at a time: the last value
// not after it, or the first one there is. What the event itself says under
// the same name stays.
func (f *flattening) ofObject(i int32, when []byte) {
	for _, c := range f.set { // by the object before
		f.fields[c] = nil
	}
	f.set = f.set[:0]
	values := f.own[i]
	if len(values) == 0 {
		return
	}
	at := instant(when)
	for len(values) > 0 {
		n := sort.Search(len(values), func(k int) bool { return values[k].column > values[0].column })
		k := sort.Search(n, func(k int) bool { return values[k].since > at })
		v := values[max(k-1, 0)]
		if len(f.fields[v.column]) == 0 {
			f.fields[v.column] = v.text
			f.set = append(f.set, v.column)
		}
		f.looks++
		values = values[n:]
	}
}

// cut gives the beginning of a text, for a message.
func cut(text []byte) string {
	const most = 40
	r := []rune(strings.ToValidUTF8(string(text[:min(len(text), 4*most)]), ""))
	if len(r) > most {
		return string(r[:most]) + "…"
	}
	return string(r)
}
