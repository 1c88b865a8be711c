package eventlog

import "slices"

// casePrefix stands before the names of the attributes of a trace, as in the
// CSV files that XES logs become.
const casePrefix = "case:"

// furtherKeys finds the attributes of an XES file that Options.Attributes asks
// for. Its maps go from a key as it is written to the place of its attribute,
// −1 for a key that nobody asked for.
type furtherKeys struct {
	b         *builder
	roles     Mapping
	all       bool
	ofEvent   map[string]int
	ofTrace   map[string]int
	event     [][]byte // values of the open event, by attribute
	trace     [][]byte // values of the open trace, by attribute
	traceSeen []int    // attributes with a value in the open trace
}

// newFurtherKeys is nil when no attribute is asked for.
func newFurtherKeys(b *builder, roles Mapping) *furtherKeys {
	if len(b.opts.Attributes) == 0 {
		return nil
	}
	f := &furtherKeys{b: b, roles: roles, ofEvent: map[string]int{}, ofTrace: map[string]int{}}
	f.all = slices.Equal(b.opts.Attributes, []string{AllAttributes})
	for _, name := range b.opts.Attributes {
		if !f.all {
			f.open(name)
		}
	}
	return f
}

// open finds or adds the attribute with a name.
func (f *furtherKeys) open(name string) int {
	i := slices.IndexFunc(f.b.attributes, func(a *attribute) bool { return a.name == name })
	if i < 0 {
		i = f.b.addAttribute(name)
		f.event, f.trace = append(f.event, nil), append(f.trace, nil)
	}
	return i
}

// place is where the values of a key go, −1 for nowhere.
func (f *furtherKeys) place(known map[string]int, key []byte, prefix string, isRole bool) (int, error) {
	if i, ok := known[string(key)]; ok {
		return i, nil
	}
	text, changed, err := f.b.decode(key)
	if err != nil {
		return -1, err
	}
	if !changed {
		text = string(key)
	}
	name, i := prefix+text, -1
	if wanted := slices.Contains(f.b.opts.Attributes, name); !f.all && wanted || f.all && !isRole {
		if i = f.open(name); i >= maxAttributes {
			return -1, errTooManyNames
		}
	}
	if f.b.room -= int64(len(key) + nameCost); f.b.room < 0 {
		return -1, errTooManyNames
	}
	known[string(key)] = i
	return i, nil
}

// beginTrace forgets the values of the trace before.
func (f *furtherKeys) beginTrace() {
	if f == nil {
		return
	}
	for _, i := range f.traceSeen {
		f.trace[i] = f.trace[i][:0]
	}
	f.traceSeen = f.traceSeen[:0]
}

// beginEvent forgets the values of the event before.
func (f *furtherKeys) beginEvent() {
	if f == nil {
		return
	}
	for i := range f.event {
		f.event[i] = f.event[i][:0]
	}
}

// ofAnEvent keeps an attribute of the open event.
func (f *furtherKeys) ofAnEvent(key, value []byte) error {
	if f == nil || blank(value) {
		return nil
	}
	k, m := string(key), f.roles
	i, err := f.place(f.ofEvent, key, "", k == m.Activity || k == m.Timestamp || k == m.Resource || k == m.Lifecycle || k == m.Start)
	if err == nil && i >= 0 {
		f.event[i] = append(f.event[i][:0], value...)
	}
	return err
}

// ofATrace keeps an attribute of the open trace.
func (f *furtherKeys) ofATrace(key, value []byte) error {
	if f == nil || blank(value) {
		return nil
	}
	i, err := f.place(f.ofTrace, key, casePrefix, string(key) == f.roles.Case)
	if err == nil && i >= 0 {
		f.trace[i] = append(f.trace[i][:0], value...)
		f.traceSeen = append(f.traceSeen, i)
	}
	return err
}

// values are those of the open event.
func (f *furtherKeys) values() [][]byte {
	if f == nil {
		return nil
	}
	return f.event
}

// endTrace gives the values of the trace to its events, which begin at place
// first; a value that the event has under the same name stays.
func (f *furtherKeys) endTrace(first int) error {
	if f == nil {
		return nil
	}
	n := len(f.b.out.Time)
	for _, k := range f.traceSeen {
		if first == n || len(f.trace[k]) == 0 {
			continue
		}
		a := f.b.attributes[k]
		id, err := a.values.ID(f.trace[k])
		if err != nil {
			return err
		}
		a.extend(n)
		for i := first; i < n; i++ {
			if a.column[i] == None {
				a.column[i] = id
			}
		}
	}
	return nil
}
