package eventlog

import (
	"fmt"
	"slices"

	"pass/internal/kernel"
)

// maxAttributes bounds the keys that AllAttributes may find in an XES file.
const maxAttributes = 1000

// cellCost is what one event takes in the column of an attribute.
const cellCost = 4

// attribute is a further column while it is read. The column may be shorter
// than the log: what is missing at its end is None.
type attribute struct {
	name   string
	values dictionary
	column []int32
}

// set gives event i, not before the last one of the column, a value.
func (a *attribute) set(i int, id int32) error {
	if err := a.extend(i); err != nil {
		return err
	}
	if len(a.column) > i {
		a.column[i] = id
		return nil
	}
	a.column = append(a.column, id)
	return a.pay(1)
}

// extend makes the column at least n long.
func (a *attribute) extend(n int) error {
	missing := n - len(a.column)
	if missing <= 0 {
		return nil
	}
	if err := a.pay(missing); err != nil {
		return err
	}
	a.column = slices.Grow(a.column, missing)
	for range missing {
		a.column = append(a.column, None)
	}
	return nil
}

func (a *attribute) pay(cells int) error {
	if *a.values.room -= cellCost * int64(cells); *a.values.room < 0 {
		return errTooManyNames
	}
	return nil
}

// addAttribute opens a further column and gives its place.
func (b *builder) addAttribute(name string) int {
	a := &attribute{name: name}
	a.values.init(&b.room)
	a.values.decode = b.decode
	b.attributes = append(b.attributes, a)
	return len(b.attributes) - 1
}

// addValues sets the attributes of the event that stands at place i.
func (b *builder) addValues(i int, values [][]byte) error {
	for k, raw := range values {
		if blank(raw) {
			continue
		}
		if err := b.setValue(k, i, raw); err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) setValue(attribute, i int, raw []byte) error {
	a := b.attributes[attribute]
	id, err := a.values.id(raw)
	if err != nil {
		return err
	}
	return a.set(i, id)
}

// attributesOf closes the further columns of n events.
func (b *builder) attributesOf(n int) []Attribute {
	var out []Attribute
	for _, a := range b.attributes {
		for len(a.column) < n {
			a.column = append(a.column, None)
		}
		out = append(out, Attribute{Name: a.name, Values: a.values.compact(a.column), Column: a.column})
	}
	return out
}

// furtherColumns are the columns of a table that Options.Attributes asks for.
func furtherColumns(header []string, column [roles]int, wanted []string) ([]int, error) {
	var out []int
	if slices.Equal(wanted, []string{AllAttributes}) {
		for i, name := range header {
			if !slices.Contains(column[:], i) && !blank([]byte(name)) {
				out = append(out, i)
			}
		}
		return out, nil
	}
	for _, name := range wanted {
		i := slices.Index(header, name)
		if i < 0 {
			i = slices.IndexFunc(header, func(h string) bool { return kernel.Fold(h) == kernel.Fold(name) })
		}
		if i < 0 {
			return nil, kernel.E(kernel.NonValido, fmt.Sprintf("Nel file non c'è la colonna «%s». Colonne trovate: %s.", name, listColumns(header)))
		}
		if !slices.Contains(out, i) {
			out = append(out, i)
		}
	}
	return out, nil
}
