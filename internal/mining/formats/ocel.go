package formats

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
)

// The columns that writers use and that readers know, by the names of XES and
// of the tools that write it as a table.
const (
	caseColumn      = "case:concept:name"
	activityColumn  = "concept:name"
	timeColumn      = "time:timestamp"
	resourceColumn  = "org:resource"
	lifecycleColumn = "lifecycle:transition"
	startColumn     = "start_timestamp"
	casePrefix      = "case:"
)

// ObjectType is a type of object of an OCEL log, with what there is of it.
type ObjectType struct {
	Name    string
	Objects int // that at least one event names
	Events  int // that name at least one object of the type
}

// ObjectTypes lists the types of objects of an OCEL 2.0 log, the one that
// Read takes as case first: most objects with events, then most events, then
// name. A file that is no OCEL log has none.
func ObjectTypes(data []byte) ([]ObjectType, error) {
	content, packed := unpackHead(data[:min(len(data), headSize)])
	k := detect(content)
	if k != jsonText && k != xmlObjects && k != database {
		return nil, nil
	}
	data, err := unpack(data, packed, eventlog.Options{})
	if err != nil {
		return nil, err
	}
	src, err := ocelSource(k, data)
	if err != nil {
		return nil, err
	}
	o, err := indexOCEL(src, eventlog.Options{})
	if err != nil {
		return nil, err
	}
	return o.types, nil
}

// source is an OCEL log in one of its forms. What is yielded holds only during
// the call.
type source interface {
	declared(yield func(name []byte) error) error // attributes of events, before any is met
	objects(yield func(*object) error) error
	events(yield func(*event) error) error
}

// value is an attribute of an event or of an object.
type value struct {
	name, text []byte
	time       []byte // objects only: since when; empty is always
}

type object struct {
	id, kind []byte
	values   []value
}

type event struct {
	id, kind, time []byte
	values         []value
	objects        [][]byte // ids, in the order of the file
	wrong          string   // Italian; why the event cannot be read
}

// ocelIndex is what is known of an OCEL log after it was walked once.
type ocelIndex struct {
	src     source
	types   []ObjectType
	ids     map[string]int32 // object → place
	kindOf  []int32          // by object: place in names
	names   []string         // of types
	columns []string         // attributes of the events, in order of appearance
	room    int64
}

var errTooMuch = errors.New("formats: more names than fit")

// spend takes the memory of a name from what is left.
func (o *ocelIndex) spend(n int) error {
	if o.room -= int64(n) + 64; o.room < 0 {
		return errTooMuch
	}
	return nil
}

// indexOCEL walks the log once: objects, then events.
func indexOCEL(src source, opts eventlog.Options) (*ocelIndex, error) {
	o := &ocelIndex{src: src, ids: map[string]int32{}, room: cmp.Or(opts.MaxNames, eventlog.DefaultMaxNames)}
	kinds := map[string]int32{}
	err := src.objects(func(x *object) error {
		k, known := kinds[string(x.kind)]
		if !known {
			k = int32(len(o.names))
			kinds[string(x.kind)] = k
			o.names = append(o.names, string(x.kind))
			if err := o.spend(len(x.kind)); err != nil {
				return err
			}
		}
		if _, twice := o.ids[string(x.id)]; twice || len(x.id) == 0 {
			return nil // the first one counts; the rows of its changes come as attributes
		}
		o.ids[string(x.id)] = int32(len(o.kindOf))
		o.kindOf = append(o.kindOf, k)
		return o.spend(len(x.id))
	})
	if err != nil {
		return nil, explainOCEL(err)
	}
	if err := o.countEvents(); err != nil {
		return nil, explainOCEL(err)
	}
	return o, nil
}

// countEvents learns how many objects and events each type has, and the
// attributes of the events.
func (o *ocelIndex) countEvents() error {
	o.types = make([]ObjectType, len(o.names))
	for i, name := range o.names {
		o.types[i].Name = name
	}
	met := make([]bool, len(o.kindOf))
	last := make([]int, len(o.names)) // last event counted for each type
	known := map[string]bool{}
	column := func(name []byte) error {
		if known[string(name)] {
			return nil
		}
		known[string(name)] = true
		if o.columns = append(o.columns, string(name)); len(o.columns) > maxOCELColumns {
			return errTooMuch
		}
		return o.spend(len(name))
	}
	if err := o.src.declared(column); err != nil {
		return err
	}
	n := 0
	err := o.src.events(func(e *event) error {
		n++
		for _, id := range e.objects {
			i, ok := o.ids[string(id)]
			if !ok {
				continue
			}
			k := o.kindOf[i]
			if !met[i] {
				met[i] = true
				o.types[k].Objects++
			}
			if last[k] != n {
				last[k] = n
				o.types[k].Events++
			}
		}
		for _, v := range e.values {
			if err := column(v.name); err != nil {
				return err
			}
		}
		return nil
	})
	slices.SortStableFunc(o.types, func(a, b ObjectType) int {
		return cmp.Or(b.Objects-a.Objects, b.Events-a.Events, cmp.Compare(a.Name, b.Name))
	})
	return err
}

// maxOCELColumns bounds the different attributes of events and of objects.
const maxOCELColumns = 1000

// openOCEL flattens a log on one type of object.
func openOCEL(k kind, data []byte, opts eventlog.Options) (*opened, error) {
	src, err := ocelSource(k, data)
	if err != nil {
		return nil, err
	}
	o, err := indexOCEL(src, opts)
	if err != nil {
		return nil, err
	}
	chosen, err := o.choose(opts.ObjectType)
	if err != nil {
		return nil, err
	}
	f, err := newFlattening(o, chosen, opts)
	if err != nil {
		return nil, explainOCEL(err)
	}
	next, stop := iter.Pull2(f.rows)
	t := eventlog.Rows{Format: eventlog.OCEL, Header: f.header, Next: func() (int, [][]byte, error) {
		row, err, ok := next()
		switch {
		case !ok:
			return 0, nil, io.EOF
		case err != nil:
			return row.n, nil, explainOCEL(err)
		}
		return row.n, row.fields, nil
	}}
	return &opened{rows: t, done: stop, types: o.types}, nil
}

// ocelSource opens a log in the form of a kind.
func ocelSource(k kind, data []byte) (source, error) {
	switch k {
	case xmlObjects:
		return openXML(data)
	case database:
		return openSQLite(data)
	}
	return openJSON(data)
}

// choose finds the place of the type that is the case.
func (o *ocelIndex) choose(name string) (int32, error) {
	if name == "" && len(o.types) > 0 {
		name = o.types[0].Name
	}
	if i := slices.Index(o.names, name); i >= 0 {
		return int32(i), nil
	}
	if len(o.names) == 0 {
		return 0, kernel.E(kernel.NonValido, "Il registro OCEL non contiene oggetti. Controllare l'esportazione e caricarlo di nuovo.")
	}
	list := ""
	for i, t := range o.types[:min(len(o.types), 12)] {
		if i > 0 {
			list += ", "
		}
		list += "«" + t.Name + "»"
	}
	return 0, kernel.E(kernel.NonValido, fmt.Sprintf("Nel registro non ci sono oggetti di tipo «%s». Tipi trovati: %s.", name, list))
}

// malformed is a place of a file that cannot be read on.
type malformed struct {
	where string // Italian
	cause error
}

func (e *malformed) Error() string { return "malformed " + e.where + ": " + e.cause.Error() }
func (e *malformed) Unwrap() error { return e.cause }

// after says in which event a file broke.
func after(n int, cause error) error {
	var m *malformed
	var k *kernel.Error
	if cause == nil || errors.As(cause, &m) || errors.As(cause, &k) || errors.Is(cause, errTooMuch) {
		return cause
	}
	return &malformed{where: "dopo l'evento " + kernel.Numero(int64(n)), cause: cause}
}

func explainOCEL(err error) error {
	var k *kernel.Error
	var m *malformed
	var row *eventlog.RowError
	switch {
	case err == nil || errors.As(err, &k) || errors.As(err, &row):
		return err
	case errors.Is(err, errTooMuch):
		return kernel.Wrap(kernel.NonValido, "Il registro OCEL contiene troppi oggetti o attributi diversi. Dividerlo per periodo e caricarne una parte.", err)
	case errors.As(err, &m):
		return kernel.Wrap(kernel.NonValido, "Il registro OCEL è danneggiato o incompleto "+m.where+". Esportarlo e caricarlo di nuovo.", err)
	}
	return kernel.Wrap(kernel.NonValido, "Il registro OCEL è danneggiato o incompleto. Esportarlo e caricarlo di nuovo.", err)
}
