package eventlog

import (
	"bytes"
	"errors"
	"slices"
)

var (
	errTooManyEvents = errors.New("too many events")
	errTooManyNames  = errors.New("too many different names")
)

// nameCost is about what holding one name takes beside its bytes: its place in
// the maps and in the list, with the room in which they grow.
const nameCost = 128

// rawEvent is an event as it stands in the file, before unescaping. Its slices
// hold only during the call of add.
type rawEvent struct {
	row       int
	activity  []byte
	resource  []byte // empty: none
	lifecycle []byte // empty: none
	time      int64
	begin     int64 // NoTime: not known
}

// builder collects events in the order of the file.
type builder struct {
	opts Options
	out  Log // columns in the order of the file until log() groups them

	cases, activities, resources, lifecycles dictionary
	attributes                               []*attribute
	decode                                   func(raw []byte) (string, error)
	started                                  bool   // at least one event has a start
	joined                                   []byte // scratch of "activity+TRANSITION"
	room                                     int64  // bytes left for names
}

func newBuilder(o Options) *builder {
	b := &builder{opts: o, room: o.MaxNames}
	for _, d := range []*dictionary{&b.cases, &b.activities, &b.resources, &b.lifecycles} {
		d.init(&b.room)
	}
	return b
}

// decodeWith sets how the raw bytes of a value become its name.
func (b *builder) decodeWith(decode func(raw []byte) (string, error)) {
	b.decode = decode
	for _, d := range []*dictionary{&b.cases, &b.activities, &b.resources, &b.lifecycles} {
		d.decode = decode
	}
	for _, a := range b.attributes {
		a.values.decode = decode
	}
}

var complete = []byte("complete")

// keeps reports whether the event counts under Options.Lifecycle.
func (b *builder) keeps(e *rawEvent) bool {
	return b.opts.Lifecycle != Complete || len(e.lifecycle) == 0 || bytes.EqualFold(e.lifecycle, complete)
}

// add appends an event that the caller has found valid and kept; caseID may be
// None if the case is to be set later with setCase. The values are those of
// the attributes, in their order.
func (b *builder) add(caseID int32, e *rawEvent, values [][]byte) error {
	if len(b.out.Time) >= b.opts.MaxEvents {
		return errTooManyEvents
	}
	name := e.activity
	if b.opts.Lifecycle == Distinct && len(e.lifecycle) > 0 {
		b.joined = append(append(append(b.joined[:0], e.activity...), '+'), e.lifecycle...)
		name = b.joined
	}
	activity, err := b.activities.id(name)
	if err != nil {
		return err
	}
	resource, err := b.resources.optional(e.resource)
	if err != nil {
		return err
	}
	lifecycle, err := b.lifecycles.optional(e.lifecycle)
	if err != nil {
		return err
	}
	o := &b.out
	if err := b.addValues(len(o.Time), values); err != nil {
		return err
	}
	b.addBegin(e.begin)
	o.Case = append(o.Case, caseID)
	o.Activity = append(o.Activity, activity)
	o.Resource = append(o.Resource, resource)
	o.Lifecycle = append(o.Lifecycle, lifecycle)
	o.Row = append(o.Row, int32(e.row))
	o.Time = append(o.Time, e.time)
	return nil
}

// addBegin keeps the start of the next event; the column exists from the first
// start on.
func (b *builder) addBegin(begin int64) {
	o := &b.out
	if begin != NoTime && !b.started {
		b.started = true
		o.Begin = slices.Repeat([]int64{NoTime}, len(o.Time))
	}
	if b.started {
		o.Begin = append(o.Begin, begin)
	}
}

// setCase gives a case to the events from first on.
func (b *builder) setCase(first int, id int32) {
	for i := first; i < len(b.out.Case); i++ {
		b.out.Case[i] = id
	}
}

// rejectFrom takes back the events from first on, as rows with a problem.
func (b *builder) rejectFrom(first int, reason string) {
	o := &b.out
	for _, row := range o.Row[first:] {
		b.reject(int(row), reason)
	}
	o.Case, o.Activity, o.Resource = o.Case[:first], o.Activity[:first], o.Resource[:first]
	o.Lifecycle, o.Row, o.Time = o.Lifecycle[:first], o.Row[:first], o.Time[:first]
	if b.started {
		o.Begin = o.Begin[:first]
	}
	for _, a := range b.attributes {
		a.column = a.column[:min(first, len(a.column))]
	}
}

// reject notes a row that cannot be used.
func (b *builder) reject(row int, reason string) {
	b.out.ProblemCount++
	if len(b.out.Problems) < b.opts.MaxProblems {
		b.out.Problems = append(b.out.Problems, Problem{Row: row, Reason: reason})
	}
}

// Reasons of rejection, for people.
const (
	reasonCase     = "Manca l'identificativo del caso."
	reasonActivity = "Manca l'attività."
	reasonTime     = "Manca la data."
	reasonStart    = "L'inizio è dopo la fine."
	reasonQuotes   = "Le virgolette aperte in questa riga non sono mai chiuse."
)

// rejectTime notes a row whose time cannot be read.
func (b *builder) rejectTime(row int, raw []byte) {
	if len(b.out.Problems) >= b.opts.MaxProblems {
		b.out.ProblemCount++
		return
	}
	b.reject(row, "La data «"+excerpt(raw)+"» non esiste o non è in un formato riconosciuto.")
}

// log groups what was collected.
func (b *builder) log() *Log {
	o := &b.out
	slices.SortStableFunc(o.Problems, func(p, q Problem) int { return p.Row - q.Row })
	o.Cases = b.cases.compact(o.Case)
	o.Activities = b.activities.compact(o.Activity)
	o.Resources = b.resources.compact(o.Resource)
	o.Lifecycles = b.lifecycles.compact(o.Lifecycle)
	o.Attributes = b.attributesOf(len(o.Time))
	if b.started && !slices.ContainsFunc(o.Begin, func(t int64) bool { return t != NoTime }) {
		o.Begin = nil // the events with a start were taken back
	}
	o.group()
	return o
}

// blank reports whether a value has nothing but spaces.
func blank(raw []byte) bool {
	for _, c := range raw {
		if c > ' ' {
			return false
		}
	}
	return true
}

// dictionary numbers names in order of first appearance. It is asked with the
// bytes of the file, so that unescaping and conversion happen once for every
// way in which a name is written, not once for every event.
type dictionary struct {
	ids     map[string]int32 // by raw bytes
	changed map[string]int32 // by name, for the names that are not written as they are
	names   []string
	decode  func(raw []byte) (string, error)
	room    *int64 // bytes left, shared by all dictionaries

	lastRaw []byte // events of one case mostly stand together
	lastID  int32
}

func (d *dictionary) init(room *int64) {
	d.room = room
	d.ids = map[string]int32{}
	d.changed = map[string]int32{}
	d.lastID = None
}

// optional is id for a value that may be absent.
func (d *dictionary) optional(raw []byte) (int32, error) {
	if len(raw) == 0 {
		return None, nil
	}
	return d.id(raw)
}

// id numbers the name written as raw.
func (d *dictionary) id(raw []byte) (int32, error) {
	if d.lastID != None && bytes.Equal(raw, d.lastRaw) {
		return d.lastID, nil
	}
	id, ok := d.ids[string(raw)]
	if !ok {
		var err error
		if id, err = d.insert(raw); err != nil {
			return None, err
		}
	}
	d.lastRaw, d.lastID = append(d.lastRaw[:0], raw...), id
	return id, nil
}

// insert numbers a new way of writing a name, which may be a known name.
func (d *dictionary) insert(raw []byte) (int32, error) {
	name, err := d.decode(raw)
	if err != nil {
		return None, err
	}
	same := name == string(raw)
	cost := int64(len(name) + nameCost)
	if !same {
		cost += int64(len(raw) + nameCost)
	}
	if *d.room -= cost; *d.room < 0 {
		return None, errTooManyNames
	}
	id, known := d.changed[name]
	if !known && !same {
		// The name may have been met before, written as it is.
		if plain, ok := d.ids[name]; ok && d.names[plain] == name {
			id, known = plain, true
		}
	}
	if !known {
		id = int32(len(d.names))
		d.names = append(d.names, name)
	}
	if !same {
		d.changed[name] = id
		d.ids[string(raw)] = id
	} else {
		d.ids[name] = id
	}
	return id, nil
}

// compact renumbers column so that only names in use have an id, and gives
// those names. Names fall out of use only when the events of a trace without
// id are taken back.
func (d *dictionary) compact(column []int32) []string {
	used := make([]bool, len(d.names))
	for _, id := range column {
		if id != None {
			used[id] = true
		}
	}
	if !slices.Contains(used, false) {
		return slices.Clip(d.names)
	}
	renumber := make([]int32, len(d.names))
	var names []string
	for id, u := range used {
		if u {
			renumber[id] = int32(len(names))
			names = append(names, d.names[id])
		}
	}
	for i, id := range column {
		if id != None {
			column[i] = renumber[id]
		}
	}
	return names
}
