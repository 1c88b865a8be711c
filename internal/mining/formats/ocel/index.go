package ocel

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
)

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

// index is what is known of an OCEL log after it was walked once.
type index struct {
	src     source
	types   []Type
	ids     map[string]int32 // object → place
	kindOf  []int32          // by object: place in names
	names   []string         // of types
	columns []string         // attributes of the events, in order of appearance
	room    int64
}

var errTooMuch = errors.New("ocel: more names than fit")

// spend takes the memory of a name from what is left.
func (o *index) spend(n int) error {
	if o.room -= int64(n) + 64; o.room < 0 {
		return errTooMuch
	}
	return nil
}

// newIndex walks the log once: objects, then events.
func newIndex(src source, opts eventlog.Options) (*index, error) {
	o := &index{src: src, ids: map[string]int32{}, room: cmp.Or(opts.MaxNames, eventlog.DefaultMaxNames)}
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
		return nil, explain(err)
	}
	if err := o.countEvents(); err != nil {
		return nil, explain(err)
	}
	return o, nil
}

// countEvents learns how many objects and events each type has, and the
// attributes of the events.
func (o *index) countEvents() error {
	o.types = make([]Type, len(o.names))
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
		if o.columns = append(o.columns, string(name)); len(o.columns) > maxColumns {
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
	slices.SortStableFunc(o.types, func(a, b Type) int {
		return cmp.Or(b.Objects-a.Objects, b.Events-a.Events, cmp.Compare(a.Name, b.Name))
	})
	return err
}

// maxColumns bounds the different attributes of events and of objects.
const maxColumns = 1000

// choose finds the place of the type that is the case.
func (o *index) choose(name string) (int32, error) {
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
