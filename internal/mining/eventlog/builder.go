package eventlog

import (
	"bytes"
	"errors"
	"slices"

	"pass/internal/mining/eventlog/names"
)

var (
	errTooManyEvents = errors.New("too many events")
	errTooManyNames  = names.ErrTooMany
)

// nameCost is about what holding one name takes beside its bytes.
const nameCost = names.Cost

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

	cases, activities, resources, lifecycles names.Dictionary
	attributes                               []*attribute
	decode                                   names.Decoder
	seed                                     names.Seed
	started                                  bool   // an event in out has a start
	joined                                   []byte // scratch of "activity+TRANSITION"
	room                                     int64  // bytes left for names
	tookBack                                 bool   // rejectFrom was used

	memory []byte  // the whole file, when the caller has it
	chunks []chunk // what was collected before out, in the order of the file
	events int     // in the chunks
	count  []int32 // events of each case in the chunks
}

func newBuilder(o Options) *builder {
	b := &builder{opts: o, room: o.MaxNames, seed: names.NewSeed()}
	for _, d := range []*names.Dictionary{&b.cases, &b.activities, &b.resources, &b.lifecycles} {
		d.Init(&b.room, &b.seed)
	}
	return b
}

// decodeWith sets how the raw bytes of a value become its name.
func (b *builder) decodeWith(decode names.Decoder) {
	b.decode = decode
	for _, d := range []*names.Dictionary{&b.cases, &b.activities, &b.resources, &b.lifecycles} {
		d.DecodeWith(decode)
	}
	for _, a := range b.attributes {
		a.values.DecodeWith(decode)
	}
}

var complete = []byte("complete")

// keeps reports whether an event counts under Options.Lifecycle.
func (o *Options) keeps(transition []byte) bool {
	return o.Lifecycle != Complete || len(transition) == 0 || bytes.EqualFold(transition, complete)
}

// add appends an event that the caller has found valid and kept; caseID may be
// None if the case is to be set later with setCase. The values are those of
// the attributes, in their order.
func (b *builder) add(caseID int32, e *rawEvent, values [][]byte) error {
	if b.events+len(b.out.Time) >= b.opts.MaxEvents {
		return errTooManyEvents
	}
	if b.room -= cellCost * int64(len(b.attributes)); b.room < 0 {
		return errTooManyNames
	}
	name := e.activity
	if b.opts.Lifecycle == Distinct && len(e.lifecycle) > 0 {
		b.joined = append(append(append(b.joined[:0], e.activity...), '+'), e.lifecycle...)
		name = b.joined
	}
	activity, err := b.activities.ID(name)
	if err != nil {
		return err
	}
	resource, err := b.resources.Optional(e.resource)
	if err != nil {
		return err
	}
	lifecycle, err := b.lifecycles.Optional(e.lifecycle)
	if err != nil {
		return err
	}
	o := &b.out
	for k, raw := range values {
		if err := b.attributes[k].set(len(o.Time), raw); err != nil {
			return err
		}
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
	b.tookBack = b.tookBack || first < len(o.Row)
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

// detailed reports whether the next problem will be kept.
func (b *builder) detailed() bool { return len(b.out.Problems) < b.opts.MaxProblems }

// timeReason says that a time cannot be read; in detail, it quotes it.
func timeReason(raw []byte, detail bool) string {
	if !detail {
		return reasonTime // only counted
	}
	return "La data «" + excerpt(raw) + "» non esiste o non è in un formato riconosciuto."
}

// blank reports whether a value has nothing but spaces.
func blank(raw []byte) bool {
	return (len(raw) == 0 || raw[0] <= ' ') && onlySpaces(raw)
}

func onlySpaces(raw []byte) bool {
	for _, c := range raw {
		if c > ' ' {
			return false
		}
	}
	return true
}
